from fabula.kernel.settling cimport Settling
from fabula.state.pool cimport Pool

cdef Py_ssize_t DRAFTS, FIRST_DRAFT, UNSEEN, NEW

cdef class Core(Settling):
    cdef public bint fast, sleeping
    cdef public unsigned long long left_out
    cdef bint can_sleep
    cdef unsigned long long[::1] asleep, bit_of, stays
    cdef object _asleep, _commuting
    cdef public unsigned long long steps, slow_steps
    cdef bint deep
    cdef Py_ssize_t event_words
    cdef int[::1] outcomes, takes, indexed, index_first
    cdef unsigned long long[::1] residual, every_event, index_rows, allowed_now
    cdef unsigned int[::1] menu_of, menu, menu_from
    cdef object _menu_of, _menus, _menu, _menu_from
    cdef public Py_ssize_t cursor, added, most
    cdef object _depths
    cdef unsigned char[::1] depths

    cdef _lull(self)
    cdef bint _visit_sleeping(self, Py_ssize_t state, unsigned char depth, unsigned long long asleep) except -1
    cpdef bint can(self, Py_ssize_t state, Py_ssize_t event) except -1
    cdef Py_ssize_t _menu_in(self, Py_ssize_t state) except -1
    cdef bint _find_menu(self, Py_ssize_t vector) except -1
    cpdef Py_ssize_t after(self, Py_ssize_t state, Py_ssize_t event, Py_ssize_t outcome) except -1
    cpdef Py_ssize_t step(self, Py_ssize_t state, Py_ssize_t event, Py_ssize_t outcome) except -1
    cdef Py_ssize_t _visit(self, Py_ssize_t state, unsigned char depth) except -1
