from fabula.state.pool cimport Pool
from fabula.state.table cimport Table

cdef Py_ssize_t DRAFTS, EMPTY, FARTHEST, FIRST_DRAFT
cdef unsigned long long FULL, MIX, INSIDE

cdef class Rings:
    cdef public unsigned long long kept, rings, compared
    cdef Pool pool
    cdef Table table, ring_of
    cdef long long met, begun
    cdef long long[::1] index, low
    cdef unsigned int[::1] place, kept_as, vector, class_of, path, stack, new_class, example, guess, todo
    cdef unsigned long long[::1] mark, new_mark

    cpdef Py_ssize_t keep(self, Py_ssize_t root) except -1
    cpdef Py_ssize_t state_of(self, Py_ssize_t draft)
    cdef _meet(self, Py_ssize_t draft)
    cdef _keep_group(self, Py_ssize_t first, Py_ssize_t end)
    cdef Py_ssize_t _split(self, Py_ssize_t first, Py_ssize_t end) except -1
    cdef bint _alike(self, Py_ssize_t one, Py_ssize_t other, bint values)
    cdef _find_ring(self, Py_ssize_t classes)
    cdef bint _is_around(self, Py_ssize_t mind, Py_ssize_t classes)
    cdef bint _is(self, Py_ssize_t number, Py_ssize_t state, Py_ssize_t classes)
    cdef _hash(self, Py_ssize_t classes)
