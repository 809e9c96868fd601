from fabula.search.explaining cimport Explaining
from fabula.search.graph cimport Graph

cdef Py_ssize_t NOBODY, SHARE, LEAST_EFFORT

cdef class Hopes:
    cdef Explaining all
    cdef Graph graph
    cdef public object prospects
    cdef public dict tried

    cpdef bint find(self, Py_ssize_t mind, Py_ssize_t event, Py_ssize_t me, Py_ssize_t budget, Py_ssize_t level, Py_ssize_t effort) except -1
    cdef _until(self, long long outer, Py_ssize_t effort)
    cdef int _wants(self, Py_ssize_t mind, Py_ssize_t event, Py_ssize_t who, Py_ssize_t budget, Py_ssize_t level, Py_ssize_t effort) except -2
    cdef int _others_want(self, Py_ssize_t state, Py_ssize_t event, Py_ssize_t me, Py_ssize_t left, Py_ssize_t level, Py_ssize_t effort) except -2
    cdef tuple _search(self, Py_ssize_t mind, Py_ssize_t event, Py_ssize_t me, Py_ssize_t budget, Py_ssize_t level, Py_ssize_t effort)
    cdef tuple _cut_down(self, Py_ssize_t mind, object way, Py_ssize_t me, Py_ssize_t budget, Py_ssize_t level, Py_ssize_t effort)
    cdef bint _may_end(self, Py_ssize_t state, object way, Py_ssize_t number, Py_ssize_t me, double worth, object known) except -1
