from fabula.search.graph cimport Graph
from fabula.state.table cimport Table

cdef Py_ssize_t NOWHERE, WHATEVER, FOR_TWINS, MOST_TWINS, MOST_SETS_OF_TWINS, BREATH
cdef unsigned long long MOST_NEEDS

cdef class Explaining:
    cdef public object engine, effort, literal, breathe, hopes
    cdef public Py_ssize_t foresight, depth
    cdef public long long asked, looked, last
    cdef public Graph graph
    cdef public Table _reasons, in_vain, in_vain_for
    cdef public dict twins_number
    cdef Py_ssize_t _by_event
    cdef list _plans
    cdef dict _need_number, _open

    cdef look(self)
    cdef unsigned long long mark(self, Py_ssize_t state, double need, Py_ssize_t rest, Py_ssize_t left, Py_ssize_t me, Py_ssize_t level) except? 1
    cpdef bint _reason(self, Py_ssize_t mind, Py_ssize_t event, Py_ssize_t me, Py_ssize_t budget, Py_ssize_t level) except -1
    cdef unsigned long long key(self, Py_ssize_t mind, Py_ssize_t event, Py_ssize_t me, Py_ssize_t budget, Py_ssize_t level) except? 1
    cdef Py_ssize_t known(self, unsigned long long key) except -2
    cdef Py_ssize_t keep(self, unsigned long long key, object plan) except -1
    cdef Py_ssize_t _number_of_plan(self, Py_ssize_t mind, Py_ssize_t event, Py_ssize_t me, Py_ssize_t budget, Py_ssize_t level) except -1
    cpdef tuple _plan(self, Py_ssize_t mind, Py_ssize_t event, Py_ssize_t me, Py_ssize_t budget, Py_ssize_t level)
    cdef bint others_want(self, Py_ssize_t state, Py_ssize_t event, Py_ssize_t group, Py_ssize_t me, Py_ssize_t left, Py_ssize_t level) except -1

cdef class Plans:
    cdef Explaining all
    cdef Graph graph
    cdef Py_ssize_t mind, me, budget, level, length
    cdef public list way
    cdef list twins, needs
    cdef bint clean, alone, ahead

    cpdef bint go(self, Py_ssize_t state, double need, Py_ssize_t made) except -1
    cdef tuple _twins_of(self, Py_ssize_t made)
    cdef Py_ssize_t _number_of_twins(self, Py_ssize_t made) except -1
    cdef bint _twin_ends_as_well(self, Py_ssize_t event, double worth, Py_ssize_t made) except -1
    cdef bint _wanted(self, Py_ssize_t state, Py_ssize_t deed, Py_ssize_t left) except -1
    cdef bint _can_be_shorter(self, double worth) except -1
