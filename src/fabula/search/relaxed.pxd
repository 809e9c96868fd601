cdef int CONSTANT, NUMBER, OPERATION, CHOICE
cdef Py_ssize_t ALWAYS, NOT_YET, WIDEN_AFTER
cdef double EXACT, INF

cdef class Relaxed:
    cdef public object monotone
    cdef public list wanted, goals, history
    cdef readonly Py_ssize_t nodes, numbers, rules, event_rules, comparisons
    cdef public Py_ssize_t layer, fluents
    cdef Py_ssize_t queued, events_ready, triggers_ready, movers_ready, trigger_movers_ready
    cdef public bint records
    cdef bint changed
    cdef int[::1] needed, parent_first, parent, rule_first, rule, rule_node, add_first, add
    cdef int[::1] move_first, move_number, move_term, unknown
    cdef int[::1] compared, operator, left, right, opposite, compared_first, compared_number
    cdef int[::1] term_kind, term_a, term_b, term_c, term_d, term_is, term_unknown
    cdef double[::1] constant_low, constant_high, lowest, highest, term_low, term_high
    cdef int[::1] missing, queue, ready_events, ready_triggers, movers, trigger_movers, pending, is_number, new_is
    cdef double[::1] pending_cost, low, high, new_low, new_high, new_cost
    cdef public int[::1] level, start_fact
    cdef public double[::1] cost, number_cost, start_low, start_high

    cpdef begin(self)
    cpdef bint extend(self) except -1
    cpdef double upper(self, Py_ssize_t term) except? -2
    cdef _reach(self, Py_ssize_t node, double price)
    cdef _spread(self)
    cdef double _price(self, Py_ssize_t comparison)
    cdef bint _move(self, int[::1] movers, Py_ssize_t count, double price, bint widen) except -1
    cdef _evaluate(self, Py_ssize_t t)
    cdef _join(self, Py_ssize_t t, Py_ssize_t other)
    cdef _combine(self, Py_ssize_t t, Py_ssize_t op, Py_ssize_t a, Py_ssize_t b)
    cdef double _rounded(self, double number, bint up) except? -2
    cdef bint _may(self, Py_ssize_t comparison)
