from fabula.kernel.settling cimport Settling
from fabula.state.pool cimport Pool

cdef Py_ssize_t DRAFTS, FIRST_DRAFT, UNSEEN
cdef unsigned long long FULL, DE_BRUIJN

cdef class Core(Settling):
    cdef public bint fast
    cdef public unsigned long long steps, slow_steps
    cdef bint deep
    cdef Py_ssize_t event_words
    cdef int[::1] outcomes, takes, indexed, index_first
    cdef unsigned long long[::1] residual, every_event, index_rows, possible_now
    cdef public Py_ssize_t cursor, added, most
    cdef object _depths
    cdef unsigned char[::1] depths

    cpdef bint can(self, Py_ssize_t state, Py_ssize_t event) except -1
    cdef _find_possible(self, Py_ssize_t state)
    cpdef Py_ssize_t after(self, Py_ssize_t state, Py_ssize_t event, Py_ssize_t outcome) except -1
    cpdef Py_ssize_t step(self, Py_ssize_t state, Py_ssize_t event, Py_ssize_t outcome) except -1
    cdef Py_ssize_t _visit(self, Py_ssize_t state, unsigned char depth) except -1
