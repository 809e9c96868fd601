from fabula.state.pool cimport Pool

cdef Py_ssize_t ANSWERS, COMPARED
cdef unsigned long long FULL, MIX

cdef class Reader:
    cdef public Pool pool
    cdef public object packing, program
    cdef Py_ssize_t _most_numbers, _most_codes
    cdef int[::1] _code_of, _number_of, _answer
    cdef unsigned long long[::1] _answer_key
    cdef Py_ssize_t words, characters, fluents
    cdef int[::1] node_kind, node_a, node_b, node_c, parts
    cdef int[::1] test_kind, test_a, test_n, clause_first, clause_n
    cdef int[::1] atom_source, atom_kind, atom_word, atom_shift
    cdef unsigned long long[::1] atom_mask, atom_wanted
    cdef int[::1] same_code, same_first
    cdef int[::1] word, shift
    cdef unsigned long long[::1] mask, clear

    cpdef take(self, object program)
    cpdef take_trees(self, object program)
    cpdef Py_ssize_t code(self, Py_ssize_t node, Py_ssize_t fluent)
    cpdef set_code(self, Py_ssize_t draft, Py_ssize_t fluent, unsigned long long code)
    cpdef Py_ssize_t number(self, Py_ssize_t tree, Py_ssize_t node) except -1
    cpdef bint holds(self, Py_ssize_t test, Py_ssize_t node) except -1
    cpdef bint true(self, Py_ssize_t tree, Py_ssize_t node) except -1
    cpdef Py_ssize_t code_in(self, Py_ssize_t fluent, Py_ssize_t number) except -1
    cdef Py_ssize_t _number_in(self, Py_ssize_t fluent, Py_ssize_t code) except -1
    cdef Py_ssize_t _work_out(self, Py_ssize_t op, Py_ssize_t left, Py_ssize_t right) except -1
