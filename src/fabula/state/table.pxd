cdef unsigned long long FULL, MIX
cdef Py_ssize_t NONE

cdef class Table:
    cdef public Py_ssize_t count
    cdef Py_ssize_t size
    cdef unsigned long long[::1] keys
    cdef unsigned int[::1] values

    cpdef Py_ssize_t get(self, unsigned long long key)
    cpdef put(self, unsigned long long key, unsigned int value)
    cdef _grow(self)
