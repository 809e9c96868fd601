from fabula.kernel.triggers cimport Triggers
from fabula.state.pool cimport Pool
from fabula.state.rings cimport Rings

cdef Py_ssize_t DRAFTS, EMPTY, DEEPEST, MOST_TRIGGERS, MOST_ROUNDS, SMALL, LARGE, MOST_OPEN
cdef Py_ssize_t MISTAKE, RECOGNISE
cdef unsigned long long FULL, LOW, MIX, ONE

cdef class Settling(Triggers):
    cdef public unsigned long long worlds, lookups, found, joined
    cdef public Rings rings
    cdef bint twice, has_minds
    cdef Py_ssize_t places, ways, way_bits, way_part
    cdef unsigned long long most_what
    cdef unsigned char[::1] reads
    cdef int[::1] trigger_ways, observing, event_ways, way_felt
    cdef int[::1] waking, knowing, knowing_first, felt, felt_first, felt_spot
    cdef int[::1] address_of, address_outcome, address_who, address_first, address_event
    cdef long long[::1] turned, turned_is, turned_for
    cdef unsigned long long[::1] cache
    cdef unsigned long long cache_mask
    cdef Py_ssize_t open_count, low
    cdef long long[::1] open_base, open_way, open_tell, open_draft, open_low, open_was
    cdef long long[::1] frame_base, frame_way, frame_tell, frame_was, frame_draft
    cdef long long[::1] child_base, child_way, child_tell, child_was, child_draft

    cdef Py_ssize_t _node(self, Py_ssize_t base, Py_ssize_t way, Py_ssize_t tell, Py_ssize_t was, Py_ssize_t level) except -1
    cdef _remember(self, Py_ssize_t base, Py_ssize_t way, Py_ssize_t tell, Py_ssize_t was, Py_ssize_t found)
    cdef _grow_cache(self)
    cdef Py_ssize_t _settle(self, Py_ssize_t base, Py_ssize_t way, Py_ssize_t tell, Py_ssize_t was, Py_ssize_t level, Py_ssize_t n) except -1
    cdef bint _draw(self, Py_ssize_t n, Py_ssize_t base, Py_ssize_t way, Py_ssize_t tell, Py_ssize_t was, Py_ssize_t at) except -1
    cdef Py_ssize_t _way_in(self, Py_ssize_t world, Py_ssize_t way)
    cdef Py_ssize_t _what(self, Py_ssize_t world, Py_ssize_t way, Py_ssize_t owner, bint dreamt)
    cdef bint _dream(self, Py_ssize_t n, Py_ssize_t base, Py_ssize_t way, Py_ssize_t at) except -1
    cdef bint _happen(self, Py_ssize_t n, Py_ssize_t base, Py_ssize_t what, Py_ssize_t way, Py_ssize_t was, Py_ssize_t at) except -1
    cdef bint _notice(self, Py_ssize_t world, Py_ssize_t place, Py_ssize_t who, Py_ssize_t way, Py_ssize_t event, bint dreamt, Py_ssize_t was, Py_ssize_t at) except -1
    cdef Py_ssize_t _taken_for(self, Py_ssize_t turn, Py_ssize_t world) except -2
    cdef _turn(self, Py_ssize_t turn, Py_ssize_t is_so, Py_ssize_t taken_for, Py_ssize_t at)
    cdef bint _put(self, Py_ssize_t place, Py_ssize_t to) except -1
    cdef Py_ssize_t _listening(self, Py_ssize_t who, Py_ssize_t at)
    cdef bint _preview(self, Py_ssize_t n, Py_ssize_t place, Py_ssize_t at) except -1
    cdef bint _fire(self, Py_ssize_t n, Py_ssize_t way, Py_ssize_t at) except -1
    cdef Py_ssize_t _open(self, Py_ssize_t base, Py_ssize_t way, Py_ssize_t tell, Py_ssize_t was, Py_ssize_t level)
    cdef Py_ssize_t _close(self, Py_ssize_t root, Py_ssize_t first) except -1
