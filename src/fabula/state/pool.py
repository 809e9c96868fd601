"""All states of one engine, each kept once, in flat arrays: value vectors, records of minds, and two hash tables.

A node is a number. Numbers below `DRAFTS` are drafts: worlds in the making, in the same arrays as the states, so that
whatever reads a state reads a draft in the same way. From `DRAFTS` on they are states, numbered as they are met. A
node's record is the number of its value vector and, for each mind, the number of a node (its own, where the mind is
the world itself; `EMPTY` where there is none). See the essay in `fabula.state`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fabula.state.constants import DRAFTS, FIRST_DRAFT, FULL, HIGH, LOW, MIX, SELF
from fabula.state.memory import row, zeros

if TYPE_CHECKING:
    import cython


class TooDeep(Exception):
    """More worlds within worlds are in the making than there is room for."""


class Pool:
    """The states of one engine: `width` words of values and `places` minds each."""

    def __init__(self, width: cython.Py_ssize_t, places: cython.Py_ssize_t) -> None:
        self.width = width
        self.places = places
        self.stride = places + 1
        self.top = FIRST_DRAFT  # the next draft
        self.vectors = DRAFTS  # the next value vector; those of drafts have the drafts' numbers
        self.states = DRAFTS  # the next state
        self._words = row("Q", bytes(8 * width * (DRAFTS + 64)))
        self.words = self._words
        self._records = row("I", bytes(4 * self.stride * (DRAFTS + 64)))
        self.records = self._records
        self._settled = row("B", bytes(DRAFTS + 64))
        self.settled = self._settled
        self.vector_slots = zeros(64)
        self.vector_size = 64
        self.state_slots = zeros(64)
        self.state_size = 64

    # ---- drafts ------------------------------------------------------------------------------------------------------

    def draft(self) -> cython.Py_ssize_t:
        """A new draft; its words and minds are yet to be written."""
        node: cython.Py_ssize_t = self.top
        if node >= DRAFTS:
            raise TooDeep
        self.top = node + 1
        self.records[node * self.stride] = node
        return node

    def copy(self, node: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """A new draft with the words and the minds of a node."""
        made: cython.Py_ssize_t = self.draft()
        i: cython.Py_ssize_t
        self.copy_words(made, node)
        for i in range(1, self.stride):
            self.records[made * self.stride + i] = self.records[node * self.stride + i]
        return made

    def copy_words(self, to: cython.Py_ssize_t, source: cython.Py_ssize_t) -> None:
        """Give a draft the values of a node."""
        i: cython.Py_ssize_t
        there: cython.Py_ssize_t = self.records[source * self.stride]
        there = there * self.width
        for i in range(self.width):
            self.words[to * self.width + i] = self.words[there + i]

    # ---- reading -----------------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return int(self.states - DRAFTS)

    def mind(self, node: cython.Py_ssize_t, place: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The node in a place of a node."""
        return self.records[node * self.stride + 1 + place]

    def set_mind(self, node: cython.Py_ssize_t, place: cython.Py_ssize_t, mind: cython.Py_ssize_t) -> None:
        """Put a node into a place of a draft."""
        self.records[node * self.stride + 1 + place] = mind

    def is_settled(self, node: cython.Py_ssize_t) -> cython.bint:
        """Whether it is known that no trigger holds in the state or in any mind."""
        return self.settled[node] != 0

    def settle(self, node: cython.Py_ssize_t) -> None:
        """No trigger holds in the state, nor in any mind."""
        self.settled[node] = 1

    def get_words(self, node: cython.Py_ssize_t) -> list[int]:
        """The words of a node's values."""
        there: cython.Py_ssize_t = self.records[node * self.stride]
        return [self.words[there * self.width + i] for i in range(self.width)]

    def set_words(self, node: cython.Py_ssize_t, words: list[int]) -> None:
        """Write the words of a draft."""
        for i in range(self.width):
            self.words[node * self.width + i] = words[i]

    def vector(self, node: cython.Py_ssize_t) -> int:
        """The number of a node's value vector."""
        return int(self.records[node * self.stride])

    def size(self) -> int:
        """Bytes of all tables, with what they hold in reserve."""
        words = len(self.words) * 8 + len(self.vector_slots) * 8
        return int(words + len(self.records) * 4 + len(self.settled) + len(self.state_slots) * 8)

    # ---- keeping -----------------------------------------------------------------------------------------------------

    def keep_vector(self, draft: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The number of the value vector of a draft, kept once."""
        if self.records[draft * self.stride] >= DRAFTS:
            return self.records[draft * self.stride]  # it has been kept, and not been changed since
        mark: cython.ulonglong = self._hash_words(draft)
        part: cython.ulonglong = mark & HIGH
        slot: cython.ulonglong = (mark & LOW) * self.vector_size >> 32
        entry: cython.ulonglong = self.vector_slots[slot]
        found: cython.Py_ssize_t
        i: cython.Py_ssize_t
        while entry:
            if entry & HIGH == part:
                found = entry & LOW
                i = 0
                while i < self.width and self.words[found * self.width + i] == self.words[draft * self.width + i]:
                    i += 1
                if i == self.width:
                    return found
            slot += 1
            if slot == self.vector_size:
                slot = 0
            entry = self.vector_slots[slot]
        found = self.vectors
        if (found + 1) * self.width > len(self.words):
            self._grow_vectors()
        for i in range(self.width):
            self.words[found * self.width + i] = self.words[draft * self.width + i]
        self.vectors = found + 1
        self.vector_slots[slot] = part | found
        if 4 * (found - DRAFTS) > 3 * self.vector_size:
            self._rehash_vectors()
        return found

    def keep_one(self, draft: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The state that a draft is whose minds are states, empty, or the draft itself.

        Complete: if the draft is equal to a state, either that state is one of its minds, or their records are equal.
        Drafts that refer to other drafts: `fabula.state.rings`.
        """
        vector: cython.Py_ssize_t = self.keep_vector(draft)
        base: cython.Py_ssize_t = draft * self.stride
        mind: cython.Py_ssize_t
        i: cython.Py_ssize_t
        for i in range(1, self.stride):
            mind = self.records[base + i]
            if mind != draft and self.records[mind * self.stride] == vector and self._same(draft, mind):
                return mind
        mark: cython.ulonglong = self._hash_record(draft, vector)
        part: cython.ulonglong = mark & HIGH
        slot: cython.ulonglong = (mark & LOW) * self.state_size >> 32
        entry: cython.ulonglong = self.state_slots[slot]
        found: cython.Py_ssize_t
        while entry:
            if entry & HIGH == part:
                found = entry & LOW
                if self.records[found * self.stride] == vector and self._same(draft, found):
                    return found
            slot += 1
            if slot == self.state_size:
                slot = 0
            entry = self.state_slots[slot]
        found = self._add(vector)
        for i in range(1, self.stride):
            mind = self.records[base + i]
            self.records[found * self.stride + i] = found if mind == draft else mind
        self.state_slots[slot] = part | found
        if 4 * (found - DRAFTS) > 3 * self.state_size:
            self._rehash_states()
        return found

    def lay_out(self, old: list[tuple[int, int, int]], new: list[tuple[int, int, int]], width: int) -> None:
        """Move the values to new fields (word, shift, mask of each fluent). States keep their numbers."""
        before = self._words
        count: cython.Py_ssize_t = self.width
        self.words = None
        self._words = row("Q", bytes(8 * width * (self.vectors + 64)))
        self.words = self._words
        self.width = width
        fields = row("q", [number for row in zip(old, new, strict=True) for field in row for number in field])
        self._move(before, fields, count)
        self._rehash_vectors()

    def _move(self, before, at, count: cython.Py_ssize_t) -> None:  # type: ignore[no-untyped-def]
        vector: cython.Py_ssize_t
        i: cython.Py_ssize_t
        code: cython.ulonglong
        for vector in range(DRAFTS, self.vectors):
            for i in range(0, len(at), 6):
                code = (before[vector * count + at[i]] >> at[i + 1]) & at[i + 2]
                self.words[vector * self.width + at[i + 3]] |= code << at[i + 4]

    # ---- within ------------------------------------------------------------------------------------------------------

    def _same(self, draft: cython.Py_ssize_t, state: cython.Py_ssize_t) -> cython.bint:
        """Whether the minds are the same; a mind that is the world itself equals the state that it would be."""
        a: cython.Py_ssize_t
        b: cython.Py_ssize_t
        i: cython.Py_ssize_t
        for i in range(1, self.stride):
            a = self.records[draft * self.stride + i]
            b = self.records[state * self.stride + i]
            if a != b and not (a == draft and b == state):
                return False
        return True

    def _add(self, vector: cython.Py_ssize_t) -> cython.Py_ssize_t:
        state: cython.Py_ssize_t = self.states
        if (state + 1) * self.stride > len(self.records):
            self._grow_states()
        self.records[state * self.stride] = vector
        self.settled[state] = 0
        self.states = state + 1
        return state

    def _enter(self, state: cython.Py_ssize_t) -> None:
        """Put a state into the hash table."""
        mark: cython.ulonglong = self._hash_record(state, self.records[state * self.stride])
        slot: cython.ulonglong = (mark & LOW) * self.state_size >> 32
        while self.state_slots[slot]:
            slot += 1
            if slot == self.state_size:
                slot = 0
        self.state_slots[slot] = (mark & HIGH) | state
        if 4 * (self.states - DRAFTS) > 3 * self.state_size:
            self._rehash_states()

    def _hash_words(self, vector: cython.Py_ssize_t) -> cython.ulonglong:
        mark: cython.ulonglong = 1
        i: cython.Py_ssize_t
        for i in range(self.width):
            mark = (mark ^ self.words[vector * self.width + i]) * MIX & FULL
            mark ^= mark >> 29
        mark = mark * MIX & FULL
        return mark ^ (mark >> 32)

    def _hash_record(self, node: cython.Py_ssize_t, vector: cython.Py_ssize_t) -> cython.ulonglong:
        mark: cython.ulonglong = vector
        mind: cython.Py_ssize_t
        i: cython.Py_ssize_t
        mark = mark * MIX & FULL
        for i in range(1, self.stride):
            mind = self.records[node * self.stride + i]
            mark = (mark ^ (SELF if mind == node else mind)) * MIX & FULL
            mark ^= mark >> 29
        mark = mark * MIX & FULL
        return mark ^ (mark >> 32)

    def _grow_vectors(self) -> None:
        more: cython.Py_ssize_t = (self.vectors - DRAFTS) // 8 + 64
        self.words = None
        self._words.frombytes(bytes(8 * self.width * more))
        self.words = self._words

    def _grow_states(self) -> None:
        more: cython.Py_ssize_t = (self.states - DRAFTS) // 8 + 64
        self.records = None
        self._records.frombytes(bytes(4 * self.stride * more))
        self.records = self._records
        self.settled = None
        self._settled.frombytes(bytes(more))
        self.settled = self._settled

    def _rehash_vectors(self) -> None:
        size: cython.Py_ssize_t = 64 + 2 * (self.vectors - DRAFTS)
        vector: cython.Py_ssize_t
        self.vector_slots = None
        self.vector_slots = zeros(size)
        self.vector_size = size
        for vector in range(DRAFTS, self.vectors):
            mark: cython.ulonglong = self._hash_words(vector)
            slot: cython.ulonglong = (mark & LOW) * self.vector_size >> 32
            while self.vector_slots[slot]:
                slot += 1
                if slot == self.vector_size:
                    slot = 0
            self.vector_slots[slot] = (mark & HIGH) | vector

    def _rehash_states(self) -> None:
        size: cython.Py_ssize_t = 64 + 2 * (self.states - DRAFTS)
        state: cython.Py_ssize_t
        self.state_slots = None
        self.state_slots = zeros(size)
        self.state_size = size
        for state in range(DRAFTS, self.states):
            mark: cython.ulonglong = self._hash_record(state, self.records[state * self.stride])
            slot: cython.ulonglong = (mark & LOW) * self.state_size >> 32
            while self.state_slots[slot]:
                slot += 1
                if slot == self.state_size:
                    slot = 0
            self.state_slots[slot] = (mark & HIGH) | state
