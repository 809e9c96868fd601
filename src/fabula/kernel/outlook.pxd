from fabula.kernel.core cimport Core
from fabula.state.pool cimport Pool

cdef Py_ssize_t FIRST_DRAFT, MOST_TRIGGERS
cdef unsigned long long DE_BRUIJN, FULL
cdef long long NO_NUMBER, NO_WHOLE

cdef class Outlook:
    cdef public Core core
    cdef public Pool pool
    cdef public bint sure
    cdef public unsigned long long looks, unsure_looks
    cdef Py_ssize_t _count, _source, words, tick_count
    cdef bint can_tick
    cdef object _whole
    cdef long long[::1] whole
    cdef int[::1] want_first, want_tree, ticks
    cdef unsigned char[::1] deep_wants, cares, turning
    cdef unsigned long long[::1] blind, touching

    cpdef object worth(self, Py_ssize_t state, Py_ssize_t event, Py_ssize_t outcome, Py_ssize_t ticks, Py_ssize_t character)
    cdef Py_ssize_t _look(self, Py_ssize_t state, Py_ssize_t event, Py_ssize_t outcome, Py_ssize_t ticks) except -1
    cdef Py_ssize_t _tick(self, Py_ssize_t node) except -2
    cdef bint _come_to_rest(self, Py_ssize_t node, bint ticked) except -1
    cdef bint _may_change(self, Py_ssize_t draft, Py_ssize_t character) except -1
    cdef bint _changes(self, Py_ssize_t draft, Py_ssize_t way) except -1
    cdef object _utility(self, Py_ssize_t node, Py_ssize_t character)
