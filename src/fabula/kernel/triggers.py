"""Which trigger holds in a world first, found by what has changed in it.

A precondition comes to hold only if one of its atoms does. So in a draft made from a settled state, the candidates are
the triggers with an atom that a changed value has made true. Of those, every value that triggers ask for leaves some,
and mostly none are left after a few. Both are bits, one for each trigger.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fabula.kernel.changes import Changes
from fabula.state.constants import DE_BRUIJN, FULL
from fabula.state.memory import row

if TYPE_CHECKING:
    import cython

    from fabula.kernel.lower import Program
    from fabula.state.pool import Pool


class Triggers(Changes):
    """The triggers of a program, by what they ask."""

    def __init__(self, pool: Pool, program: Program) -> None:
        self.looked_at = 0  # triggers whose tests were made
        self.bit_at = row("B", [0] * 64)  # by rotation of the de Bruijn number: which bit was set
        for bit in range(64):
            self.bit_at[((1 << bit) * DE_BRUIJN & FULL) >> 58] = bit
        Changes.__init__(self, pool, program)

    def take(self, program: Program) -> None:
        """Go by this program from now on."""
        Changes.take(self, program)
        p = program
        self.sources = p.characters + 1
        self.trigger_words = p.trigger_words
        self.trigger_tests = p.trigger_tests
        self.field_at = p.field_at
        self.trigger_first, self.always_row = p.trigger_first, p.always_row
        self.relevant, self.trigger_rows = p.relevant, p.trigger_rows
        self.allow_begin, self.allow_source, self.allow_word = p.allow_begin, p.allow_source, p.allow_word
        self.allow_shift, self.allow_mask, self.allow_first = p.allow_shift, p.allow_mask, p.allow_first
        self.allow_rows, self.unsure = p.allow_rows, p.unsure
        self.candidates = row("Q", bytes(8 * p.trigger_words))

    def first_of_all(self, node: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The first declared trigger that holds in a node, whatever it was made from; -1: none."""
        t: cython.Py_ssize_t
        for t in range(len(self.trigger_tests)):
            self.looked_at += 1
            if self.holds(self.trigger_tests[t], node):
                return t
        return -1

    def _first(self, n: cython.Py_ssize_t, source: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The first declared trigger that holds in a draft made from a settled state; -1: none.

        Only a trigger with an atom that a change has made true can have come to hold.
        """
        pool: Pool = self.pool
        i: cython.Py_ssize_t
        t: cython.Py_ssize_t
        here: cython.Py_ssize_t
        there: cython.Py_ssize_t
        bits: cython.ulonglong
        low: cython.ulonglong
        if len(self.trigger_tests) == 0:
            return -1
        for i in range(self.trigger_words):
            self.candidates[i] = 0
        self._gather(0, pool.records[n * pool.stride], pool.records[source * pool.stride])
        for i in range(1, self.sources):
            here = pool.records[n * pool.stride + i]
            there = pool.records[source * pool.stride + i]
            if here != there:
                self._gather(i, pool.records[here * pool.stride], pool.records[there * pool.stride])
        for i in range(self.trigger_words):
            bits = self.candidates[i]
            if bits:
                bits = self._allowed(n, i, bits)
            while bits:
                low = bits & -bits
                bits ^= low
                t = 64 * i + self.bit_at[(low * DE_BRUIJN & FULL) >> 58]
                if not self.unsure[i] & low:
                    return t
                self.looked_at += 1
                if self.holds(self.trigger_tests[t], n):
                    return t
        return -1

    def _allowed(self, n: cython.Py_ssize_t, word: cython.Py_ssize_t, bits: cython.ulonglong) -> cython.ulonglong:
        """Those of the candidates in a word of triggers that no value of the world or of a mind forbids."""
        pool: Pool = self.pool
        k: cython.Py_ssize_t = self.allow_begin[word]
        end: cython.Py_ssize_t = self.allow_begin[word + 1]
        own: cython.Py_ssize_t = pool.records[n * pool.stride]
        node: cython.Py_ssize_t
        code: cython.ulonglong
        while bits and k < end:
            node = own
            if self.allow_source[k]:
                node = pool.records[n * pool.stride + self.allow_source[k]]
                node = pool.records[node * pool.stride]
            code = (pool.words[node * self.words + self.allow_word[k]] >> self.allow_shift[k]) & self.allow_mask[k]
            bits &= self.allow_rows[self.allow_first[k] + code]
            k += 1
        return bits

    def _gather(self, other: cython.Py_ssize_t, here: cython.Py_ssize_t, there: cython.Py_ssize_t) -> None:
        """Add the triggers that the difference of two value vectors, of the world or of a mind, can set off."""
        pool: Pool = self.pool
        word: cython.Py_ssize_t
        fluent: cython.Py_ssize_t
        place: cython.Py_ssize_t
        row: cython.Py_ssize_t
        old_row: cython.Py_ssize_t
        i: cython.Py_ssize_t
        width: cython.Py_ssize_t = self.trigger_words
        new: cython.ulonglong
        old: cython.ulonglong
        bits: cython.ulonglong
        low: cython.ulonglong
        if here == there:
            return
        for word in range(self.words):
            new = pool.words[here * self.words + word]
            old = pool.words[there * self.words + word]
            bits = (new ^ old) & self.relevant[other * self.words + word]
            while bits:
                low = bits & -bits
                fluent = self.field_at[64 * word + self.bit_at[(low * DE_BRUIJN & FULL) >> 58]]
                bits &= self.clear[fluent]
                place = other * self.fluents + fluent
                row = self.trigger_first[place]
                if row >= 0:
                    old_row = (row + ((old >> self.shift[fluent]) & self.mask[fluent])) * width
                    row = (row + ((new >> self.shift[fluent]) & self.mask[fluent])) * width
                    for i in range(width):
                        self.candidates[i] |= self.trigger_rows[row + i] & (FULL ^ self.trigger_rows[old_row + i])
                row = self.always_row[place]
                if row >= 0:
                    row = row * width
                    for i in range(width):
                        self.candidates[i] |= self.trigger_rows[row + i]

    def _differs(self, one: cython.Py_ssize_t, other: cython.Py_ssize_t, source: cython.Py_ssize_t) -> cython.bint:
        """Whether two nodes, as a mind, differ in a value that a trigger's precondition reads."""
        pool: Pool = self.pool
        here: cython.Py_ssize_t = pool.records[one * pool.stride]
        there: cython.Py_ssize_t = pool.records[other * pool.stride]
        word: cython.Py_ssize_t
        for word in range(self.words):
            if (pool.words[here * self.words + word] ^ pool.words[there * self.words + word]) & self.relevant[
                source * self.words + word
            ]:
                return True
        return False
