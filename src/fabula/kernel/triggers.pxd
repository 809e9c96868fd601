from fabula.kernel.changes cimport Changes
from fabula.state.pool cimport Pool

cdef unsigned long long FULL, DE_BRUIJN, MIX, ONE
cdef Py_ssize_t NEW, NO_TRIGGERS, FIRST_LISTS, MOST_LISTS, MASKS, FIELD, NO_FIELD, OF_WORLD

cdef class Triggers(Changes):
    cdef public unsigned long long looked_at
    cdef Py_ssize_t trigger_words, triggers
    cdef int[::1] rest_test, rest_kind, rest_word
    cdef unsigned long long[::1] rest_mask, rest_value, relevant, asks_of, changed
    cdef int[::1] allow_begin, allow_word, allow_shift, allow_first
    cdef unsigned long long[::1] allow_mask, allow_rows, allowed, every_trigger
    cdef unsigned char[::1] bit_at
    cdef Py_ssize_t lists
    cdef unsigned long long list_mask
    cdef unsigned short[::1] watches
    cdef unsigned int[::1] list_slots, list_from, listed, masks_from
    cdef unsigned long long[::1] masks, asks, list_bits
    cdef unsigned char[::1] loud
    cdef object _watches, _list_bits, _list_from, _listed, _masks_from, _masks, _loud

    cdef Py_ssize_t _first(self, Py_ssize_t n) except -2
    cdef Py_ssize_t _first_since(self, Py_ssize_t n, Py_ssize_t source) except -2
    cdef bint _compare(self, Py_ssize_t n, Py_ssize_t source) except -1
    cdef bint _may_hold(self, Py_ssize_t trigger)
    cdef bint _quiet(self, Py_ssize_t listed, Py_ssize_t vector)
    cdef Py_ssize_t _first_listed(self, Py_ssize_t listed, Py_ssize_t n, Py_ssize_t mind, Py_ssize_t found, bint all_of_it) except -2
    cpdef Py_ssize_t first_of_all(self, Py_ssize_t node) except -2
    cdef bint _allow(self, Py_ssize_t vector) except -1
    cdef bint _watch(self, Py_ssize_t vector, Py_ssize_t n) except -1
    cdef Py_ssize_t _list_of(self, Py_ssize_t mind) except -1
    cdef _more_slots(self)
    cdef bint _differs(self, Py_ssize_t one, Py_ssize_t other, Py_ssize_t source)
