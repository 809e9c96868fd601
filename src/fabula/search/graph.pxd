from fabula.kernel.answers cimport Answers
from fabula.kernel.core cimport Core
from fabula.search.relaxed cimport Relaxed
from fabula.state.pool cimport Pool

cdef int NEW
cdef double UNKNOWN

cdef class Graph:
    cdef public object engine, model, events
    cdef public list states, groups
    cdef public dict numbers, vectors, group_number
    cdef public Relaxed relaxed
    cdef public Py_ssize_t characters, horizon, width, slots, deed_count
    cdef public bint by_values, values_decide, unknown
    cdef dict _exact
    cdef object _group_first, _member, _deed_at, _deeds, _slot_of, _table, _shown_by
    cdef int[::1] terms, group_first, member, fixed_group, deed_at, deeds, slot_of, shown_by
    cdef double[::1] table
    cdef unsigned char[::1] touches

    cpdef object state(self, Py_ssize_t number)
    cpdef Py_ssize_t number(self, object state) except -1
    cpdef list _possible(self, Py_ssize_t state)
    cpdef bint can(self, Py_ssize_t state, Py_ssize_t event) except -1
    cpdef Py_ssize_t ground(self, Py_ssize_t state, Py_ssize_t event) except -2
    cpdef Py_ssize_t after(self, Py_ssize_t state, Py_ssize_t event) except -1
    cpdef Py_ssize_t mind(self, Py_ssize_t state, Py_ssize_t character) except -1
    cpdef object utility(self, Py_ssize_t state, Py_ssize_t character)
    cpdef object _bound(self, Py_ssize_t state, object unless)
    cpdef Py_ssize_t vector(self, Py_ssize_t state) except -1
    cpdef fill(self, Relaxed relaxed, Py_ssize_t state)
    cpdef Py_ssize_t consenting(self, Py_ssize_t state, Py_ssize_t event) except -2
    cpdef Py_ssize_t deeds_of(self, Py_ssize_t state) except -1
    cdef Py_ssize_t deed(self, Py_ssize_t state, Py_ssize_t event) except -2
    cdef Py_ssize_t slot_after(self, Py_ssize_t state, Py_ssize_t deed) except -1
    cpdef Py_ssize_t slot(self, Py_ssize_t state) except -1
    cdef _look_ahead(self, Py_ssize_t slot)
    cpdef double worth(self, Py_ssize_t slot, Py_ssize_t character) except? -2
    cpdef double most(self, Py_ssize_t slot, Py_ssize_t character, Py_ssize_t deeds) except? -2

cdef class KernelGraph(Graph):
    cdef public object kernel
    cdef Answers answers
    cdef Core core
    cdef Pool pool
    cdef Py_ssize_t most_codes, fluents
    cdef object _facts, _lows, _highs
    cdef int[::1] facts
    cdef double[::1] lows, highs
