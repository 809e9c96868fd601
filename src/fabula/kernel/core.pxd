from fabula.kernel.reader cimport Reader
from fabula.state.pool cimport Pool

cdef Py_ssize_t DRAFTS, EMPTY, FIRST_DRAFT, UNSEEN, DEEPEST, MOST_TRIGGERS, MOST_ROUNDS, SMALL, LARGE, MERGES, MOST_OPEN
cdef unsigned long long FULL, LOW, MIX, DE_BRUIJN, ONE

cdef class Core(Reader):
    cdef public object slow
    cdef public bint fast
    cdef public unsigned long long steps, worlds, found, slow_steps, slow_surprises, lookups, looked_at
    cdef bint twice, has_minds
    cdef Py_ssize_t event_words, trigger_words, events, sources
    cdef bint deep
    cdef int[::1] trigger_ways, event_ways, outcomes, takes, event_tests, trigger_tests, observing
    cdef int[::1] surprise_first, surprise_n, lesson_first, lesson_n
    cdef int[::1] repair_test, repair_fluent, repair_code, repair_tree
    cdef int[::1] field_at, trigger_first, always_row, indexed, index_first
    cdef unsigned long long[::1] residual, every_event, index_rows, relevant, trigger_rows
    cdef int[::1] allow_source, allow_fluent, allow_first
    cdef unsigned long long[::1] allow_rows, unsure
    cdef int[::1] way_event, way_mask, way_masks, way_effect, way_effects, way_belief, way_beliefs, way_slow
    cdef int[::1] mask_word
    cdef unsigned long long[::1] mask_kept, mask_set
    cdef int[::1] effect_test, effect_fluent, effect_code, effect_tree, effect_again
    cdef int[::1] belief_test, belief_who, belief_spot, belief_code, belief_tree, belief_again
    cdef int[::1] spot_fluent, spot_here
    cdef unsigned char[::1] bit_at
    cdef unsigned long long[::1] candidates, possible_now
    cdef unsigned long long[::1] cache
    cdef unsigned long long cache_mask
    cdef int[::1] new_fluent, new_code, told_who, told_spot, told_code
    cdef Py_ssize_t open_count, low
    cdef public unsigned long long joined
    cdef long long[::1] open_base, open_way, open_tell, open_draft, open_low, open_was, frame_was, child_was
    cdef long long[::1] member, next_class, example, state_of, class_of, frame_draft
    cdef long long[::1] frame_base, frame_way, frame_tell
    cdef long long[::1] child_base, child_from, child_way, child_tell, child_draft
    cdef list _tell_who, _tell_items, _tell_here, _tell_inner
    cdef dict _tell_key, _merged
    cdef unsigned char[::1] reads
    cdef public Py_ssize_t cursor, added
    cdef unsigned long long[::1] merge_key
    cdef unsigned int[::1] merge_value
    cdef object _depths
    cdef unsigned char[::1] depths

    cpdef Py_ssize_t after(self, Py_ssize_t state, Py_ssize_t event, Py_ssize_t outcome) except -1
    cpdef Py_ssize_t step(self, Py_ssize_t state, Py_ssize_t event, Py_ssize_t outcome) except -1
    cpdef bint can(self, Py_ssize_t state, Py_ssize_t event) except -1
    cpdef Py_ssize_t first_of_all(self, Py_ssize_t node) except -2
    cdef _find_possible(self, Py_ssize_t state)
    cdef Py_ssize_t _node(self, Py_ssize_t base, Py_ssize_t source, Py_ssize_t way, Py_ssize_t tell, Py_ssize_t was, Py_ssize_t level) except -1
    cdef _remember(self, Py_ssize_t base, Py_ssize_t way, Py_ssize_t tell, Py_ssize_t was, Py_ssize_t found)
    cdef Py_ssize_t _open(self, Py_ssize_t base, Py_ssize_t way, Py_ssize_t tell, Py_ssize_t was, Py_ssize_t level)
    cdef Py_ssize_t _close(self, Py_ssize_t root, Py_ssize_t first) except -1
    cdef Py_ssize_t _settle(self, Py_ssize_t base, Py_ssize_t source, Py_ssize_t way, Py_ssize_t tell, Py_ssize_t was, Py_ssize_t level, Py_ssize_t n) except -1
    cdef bint _draw(self, Py_ssize_t n, Py_ssize_t base, Py_ssize_t source, Py_ssize_t way, Py_ssize_t tell, Py_ssize_t was, Py_ssize_t at) except -1
    cdef bint _fire(self, Py_ssize_t n, Py_ssize_t way, Py_ssize_t at) except -1
    cdef bint _allowed(self, Py_ssize_t n)
    cdef Py_ssize_t _first(self, Py_ssize_t n, Py_ssize_t source) except -2
    cdef _gather(self, Py_ssize_t other, Py_ssize_t here, Py_ssize_t there)
    cdef _change(self, Py_ssize_t to, Py_ssize_t read, Py_ssize_t way)
    cdef Py_ssize_t _hear(self, Py_ssize_t read, Py_ssize_t way) except -1
    cdef _tell_words(self, Py_ssize_t draft, Py_ssize_t tell)
    cdef Py_ssize_t _surprise(self, Py_ssize_t world, Py_ssize_t mind, Py_ssize_t owner, Py_ssize_t event) except -1
    cdef Py_ssize_t _surprise_slowly(self, Py_ssize_t world, Py_ssize_t mind, Py_ssize_t owner, Py_ssize_t event) except -1
    cdef Py_ssize_t _tell_one(self, Py_ssize_t tell, Py_ssize_t who, Py_ssize_t spot, Py_ssize_t code) except -1
    cdef Py_ssize_t _merge(self, Py_ssize_t first, Py_ssize_t second) except -1
    cdef bint _differs(self, Py_ssize_t one, Py_ssize_t other, Py_ssize_t source)
    cdef _grow_cache(self)
    cdef Py_ssize_t _visit(self, Py_ssize_t state, unsigned char depth) except -1
