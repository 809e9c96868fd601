cdef Py_ssize_t DRAFTS, FIRST_DRAFT, SELF
cdef unsigned long long FULL, HIGH, LOW, MIX

cdef class Pool:
    cdef public Py_ssize_t width, places, stride, top, vectors, states
    cdef unsigned long long[::1] words
    cdef unsigned int[::1] records
    cdef unsigned char[::1] settled
    cdef unsigned long long[::1] vector_slots
    cdef unsigned long long[::1] state_slots
    cdef unsigned long long vector_size, state_size
    cdef object _words, _records, _settled

    cpdef Py_ssize_t draft(self) except -1
    cpdef Py_ssize_t copy(self, Py_ssize_t node) except -1
    cpdef copy_words(self, Py_ssize_t to, Py_ssize_t source)
    cpdef Py_ssize_t mind(self, Py_ssize_t node, Py_ssize_t place)
    cpdef set_mind(self, Py_ssize_t node, Py_ssize_t place, Py_ssize_t mind)
    cpdef bint is_settled(self, Py_ssize_t node)
    cpdef settle(self, Py_ssize_t node)
    cpdef list get_words(self, Py_ssize_t node)
    cpdef Py_ssize_t keep_vector(self, Py_ssize_t draft) except -1
    cpdef Py_ssize_t keep_one(self, Py_ssize_t draft) except -1
    cdef bint _same(self, Py_ssize_t draft, Py_ssize_t state)
    cdef Py_ssize_t _add(self, Py_ssize_t vector) except -1
    cdef _enter(self, Py_ssize_t state)
    cdef unsigned long long _hash_words(self, Py_ssize_t vector)
    cdef unsigned long long _hash_record(self, Py_ssize_t node, Py_ssize_t vector)
    cdef _move(self, unsigned long long[::1] before, long long[::1] at, Py_ssize_t count)
    cdef _grow_vectors(self)
    cdef _grow_states(self)
    cdef _rehash_vectors(self)
    cdef _rehash_states(self)
