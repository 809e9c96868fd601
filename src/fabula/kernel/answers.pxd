from fabula.kernel.core cimport Core
from fabula.state.pool cimport Pool
from fabula.state.table cimport Table

cdef Py_ssize_t DRAFTS, MOST_CODE, UNASKED

cdef class Answers:
    cdef public Core core
    cdef public Pool pool
    cdef public Py_ssize_t events, most
    cdef public Table steps
    cdef Py_ssize_t _most_outcomes
    cdef bint _remembers
    cdef public object model
    cdef object _lay_out
    cdef list _addressed, _consenting, _wants, _worths, _utility_trees
    cdef dict _worth_numbers, _shares
    cdef Table _utilities
    cdef object _row_at, _rows
    cdef unsigned int[::1] row_at
    cdef int[::1] rows
    cdef list _ticks

    cpdef Py_ssize_t row(self, Py_ssize_t state) except -1
    cpdef Py_ssize_t event_at(self, Py_ssize_t place)
    cpdef list possible(self, Py_ssize_t state)
    cpdef bint can(self, Py_ssize_t state, Py_ssize_t event) except -1
    cpdef Py_ssize_t ground(self, Py_ssize_t state, Py_ssize_t event) except -2
    cpdef Py_ssize_t takes(self, Py_ssize_t state, Py_ssize_t event) except -1
    cpdef Py_ssize_t after(self, Py_ssize_t state, Py_ssize_t event, Py_ssize_t outcome) except -1
    cpdef Py_ssize_t tick(self, Py_ssize_t state) except -1
    cpdef Py_ssize_t mind(self, Py_ssize_t state, Py_ssize_t character)
    cpdef tuple odds(self, Py_ssize_t state, Py_ssize_t event)
    cpdef tuple consenting(self, Py_ssize_t state, Py_ssize_t event)
    cpdef object utility(self, Py_ssize_t state, Py_ssize_t character)
    cdef _keep_row(self, Py_ssize_t state, object events)
