from fabula.search.graph cimport Graph

cdef Py_ssize_t NOBODY, BREATH

cdef class Explaining:
    cdef public object engine, effort, literal, breathe, hopes
    cdef public Py_ssize_t foresight, depth
    cdef public long long asked, looked, last
    cdef public Graph graph
    cdef public dict _reasons, _open
    cdef public set in_vain

    cdef look(self)
    cpdef bint _reason(self, Py_ssize_t mind, Py_ssize_t event, Py_ssize_t me, Py_ssize_t budget, Py_ssize_t level) except -1
    cpdef tuple _plan(self, Py_ssize_t mind, Py_ssize_t event, Py_ssize_t me, Py_ssize_t budget, Py_ssize_t level)
    cdef bint others_want(self, Py_ssize_t state, Py_ssize_t event, Py_ssize_t group, Py_ssize_t me, Py_ssize_t left, Py_ssize_t level) except -1

cdef class Plans:
    cdef Explaining all
    cdef Graph graph
    cdef Py_ssize_t mind, me, budget, level, length
    cdef public list way
    cdef bint clean

    cpdef bint go(self, Py_ssize_t state, Py_ssize_t twin, double need, Py_ssize_t made) except -1
    cdef Py_ssize_t _step(self, Py_ssize_t state, Py_ssize_t event, Py_ssize_t left) except -1
    cdef bint _can_be_shorter(self, double worth) except -1
