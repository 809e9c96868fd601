from fabula.kernel.reader cimport Reader
from fabula.state.pool cimport Pool

cdef Py_ssize_t DRAFTS, MERGES, MOST_LESSONS
cdef unsigned long long FULL, MIX

cdef class Changes(Reader):
    cdef public object slow
    cdef public unsigned long long slow_surprises
    cdef int[::1] event_tests
    cdef int[::1] surprise_first, surprise_n, lesson_first, lesson_n
    cdef int[::1] repair_test, repair_fluent, repair_code, repair_tree, repair_spot, repair_first, repair_n
    cdef int[::1] repair_path, spot_first, spot_rest
    cdef int[::1] way_turn, way_turns, way_dreamer
    cdef int[::1] turn_test, turn_who, turn_kind, turn_place, turn_fluent, turn_spot, turn_code, turn_tree
    cdef int[::1] way_event, way_mask, way_masks, way_effect, way_effects, way_belief, way_beliefs, way_slow
    cdef int[::1] mask_word
    cdef unsigned long long[::1] mask_kept, mask_set
    cdef int[::1] effect_test, effect_fluent, effect_code, effect_tree, effect_again
    cdef int[::1] belief_test, belief_who, belief_spot, belief_code, belief_tree, belief_again
    cdef int[::1] spot_fluent, spot_here
    cdef int[::1] new_fluent, new_code, told_who, told_spot, told_code
    cdef list _tell_who, _tell_items, _tell_here, _tell_inner
    cdef dict _tell_key, _merged
    cdef unsigned long long[::1] merge_key
    cdef unsigned int[::1] merge_value

    cdef bint _change(self, Py_ssize_t to, Py_ssize_t read, Py_ssize_t way) except -1
    cdef Py_ssize_t _hear(self, Py_ssize_t read, Py_ssize_t way) except -1
    cdef Py_ssize_t _surprise(self, Py_ssize_t world, Py_ssize_t mind, Py_ssize_t owner, Py_ssize_t event) except -1
    cdef Py_ssize_t _learn(self, Py_ssize_t world, Py_ssize_t mind, Py_ssize_t owner, Py_ssize_t event) except -1
    cdef Py_ssize_t _taught(self, Py_ssize_t mind, Py_ssize_t tell, Py_ssize_t depth) except -1
    cdef Py_ssize_t _surprise_slowly(self, Py_ssize_t world, Py_ssize_t mind, Py_ssize_t owner, Py_ssize_t event) except -1
    cdef bint _tell_words(self, Py_ssize_t draft, Py_ssize_t tell) except -1
    cdef Py_ssize_t _tell_one(self, Py_ssize_t tell, Py_ssize_t who, Py_ssize_t spot, Py_ssize_t code) except -1
    cdef Py_ssize_t _merge(self, Py_ssize_t first, Py_ssize_t second) except -1
