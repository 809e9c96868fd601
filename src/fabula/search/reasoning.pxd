from fabula.kernel.answers cimport Answers
from fabula.kernel.outlook cimport Outlook
from fabula.state.table cimport Table

cdef Py_ssize_t UNKNOWN

cdef class Way:
    cdef public Py_ssize_t me, budget, level, first, wanted, length
    cdef public list events, states, passed, found

cdef class Reasoning:
    cdef public Answers answers
    cdef public Outlook outlook
    cdef public Py_ssize_t foresight, depth, horizon
    cdef public unsigned long long asked
    cdef Py_ssize_t _characters, _events, _by_event, _by_left
    cdef bytes _deed
    cdef list _outcomes, _takes, _numbers
    cdef public Table _reasons, _reach, _worths, _fans
    cdef object _fan_row
    cdef unsigned int[::1] _fan
    cdef dict _number_of, _mosts, _bests

    cpdef bint explained(self, Py_ssize_t state, Py_ssize_t event) except -1
    cpdef bint has_reason(self, Py_ssize_t mind, Py_ssize_t event, Py_ssize_t me, Py_ssize_t budget, Py_ssize_t level) except -1
    cpdef object worth(self, Py_ssize_t state, Py_ssize_t passed, Py_ssize_t me)
    cpdef object most(self, Py_ssize_t state, Py_ssize_t passed, Py_ssize_t me, Py_ssize_t steps)
    cdef object _worth_after(self, Py_ssize_t state, Py_ssize_t event, Py_ssize_t here, Py_ssize_t outcome, Py_ssize_t passed, Py_ssize_t me)
    cdef Py_ssize_t _fan_of(self, Py_ssize_t state, Py_ssize_t passed, Py_ssize_t me) except -1
    cdef Py_ssize_t _index(self, Py_ssize_t state, Py_ssize_t event) except -1
    cdef Py_ssize_t _ground_deed(self, Py_ssize_t state, Py_ssize_t event) except -2
    cdef list _courses(self, Py_ssize_t state, Py_ssize_t passed, Py_ssize_t me, Py_ssize_t budget, Py_ssize_t level, Py_ssize_t first, Py_ssize_t wanted)
    cdef bint _go(self, Way way, Py_ssize_t here, Py_ssize_t passed, object need) except -1
    cdef bint _take(self, Way way, object worth, tuple ends) except -1
    cdef bint _others_want(self, Py_ssize_t state, Py_ssize_t event, Py_ssize_t me, Py_ssize_t left, Py_ssize_t level) except -1
    cdef object _gamble(self, Py_ssize_t state, Py_ssize_t event, object odds, Py_ssize_t passed, Py_ssize_t me, Py_ssize_t rest, Py_ssize_t level, Py_ssize_t budget, Py_ssize_t done)
    cdef bint _can_be_shorter(self, Way way, object worth, tuple ends) except -1
    cdef bint _as_good(self, Way way, Py_ssize_t start, Py_ssize_t elapsed, object events, object worth, Py_ssize_t longest, bint check) except -1
