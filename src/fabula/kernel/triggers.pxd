from fabula.kernel.changes cimport Changes
from fabula.state.pool cimport Pool

cdef unsigned long long FULL, DE_BRUIJN

cdef class Triggers(Changes):
    cdef public unsigned long long looked_at
    cdef Py_ssize_t trigger_words, sources
    cdef int[::1] trigger_tests, field_at, trigger_first, always_row
    cdef unsigned long long[::1] relevant, trigger_rows
    cdef int[::1] allow_begin, allow_source, allow_word, allow_shift, allow_first
    cdef unsigned long long[::1] allow_mask, allow_rows, unsure
    cdef unsigned char[::1] bit_at
    cdef unsigned long long[::1] candidates

    cpdef Py_ssize_t first_of_all(self, Py_ssize_t node) except -2
    cdef Py_ssize_t _first(self, Py_ssize_t n, Py_ssize_t source) except -2
    cdef unsigned long long _allowed(self, Py_ssize_t n, Py_ssize_t word, unsigned long long bits)
    cdef _gather(self, Py_ssize_t other, Py_ssize_t here, Py_ssize_t there)
    cdef bint _differs(self, Py_ssize_t one, Py_ssize_t other, Py_ssize_t source)
