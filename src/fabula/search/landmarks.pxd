from fabula.search.relaxed cimport Relaxed

cdef Py_ssize_t ALWAYS, NOT_YET, UNREACHABLE

cdef class Landmarks:
    cdef public Relaxed relaxed
    cdef public Py_ssize_t goal
    cdef list _counted
    cdef Py_ssize_t nodes, rules, event_rules, events
    cdef int[::1] free, add_first, add, adder_first, adder, parent_first, parent, part_first, part
    cdef int[::1] rule_first, rule, rule_node, needed, rule_event
    cdef int[::1] level, missing, last, now, later, zone, outside, start, paid, times, due, waiting

    cpdef Py_ssize_t count(self) except -2
    cdef bint _free(self, Py_ssize_t rule) noexcept
    cdef _spread(self)
    cdef _find_zone(self)
    cdef _count_times(self)
    cdef Py_ssize_t _cut(self) except -1
