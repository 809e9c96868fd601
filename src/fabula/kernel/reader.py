"""Reading: what a condition or a value is in a node, straight from the packed words."""

from __future__ import annotations

from array import array
from fractions import Fraction
from typing import TYPE_CHECKING

from fabula.kernel.formulas import COMPARISONS, OPERATIONS, holds
from fabula.state.constants import FULL, MIX
from fabula.state.packing import Packing
from fabula.world.expressions import Value

if TYPE_CHECKING:
    import cython

    from fabula.kernel.lower import Program
    from fabula.state.pool import Pool

ANSWERS = 1 << 11  # entries of the cache of comparisons and operations
COMPARED = len(COMPARISONS)


class Reader:
    """Reads nodes of a pool by the trees and tests of a program."""

    def __init__(self, pool: Pool, program: Program) -> None:
        self.pool = pool
        self.packing: Packing = program.packing
        self.take(program)

    def take(self, program: Program) -> None:
        """Read by this program from now on."""
        self.program = program
        self._most_numbers = 1 << max(8, (2 * len(self.packing.values)).bit_length())
        self._most_codes = 1 << min(12, max(self.packing.width, default=1))
        self._code_of = array("i", [-1]) * (self._most_numbers * max(1, program.fluents))
        self._number_of = array("i", [-1]) * (self._most_codes * max(1, program.fluents))
        self._answer_key = array("Q", bytes(8 * ANSWERS))
        self._answer = array("i", bytes(4 * ANSWERS))
        self.words = program.words
        self.characters = program.characters
        self.fluents = program.fluents
        self.take_trees(program)
        self.test_kind, self.test_a, self.test_n = program.test_kind, program.test_a, program.test_n
        self.clause_first, self.clause_n = program.clause_first, program.clause_n
        self.atom_source, self.atom_kind = program.atom_source, program.atom_kind
        self.atom_word, self.atom_shift = program.atom_word, program.atom_shift
        self.atom_mask, self.atom_wanted = program.atom_mask, program.atom_wanted
        self.same_code, self.same_first = program.same_code, program.same_first
        self.word, self.shift = program.word, program.shift
        self.mask, self.clear = program.mask, program.clear

    def take_trees(self, program: Program) -> None:
        """Read by the trees of this program, which may have become more."""
        self.node_kind, self.node_a = program.node_kind, program.node_a
        self.node_b, self.node_c = program.node_b, program.node_c
        self.parts = program.parts

    def code(self, node: cython.Py_ssize_t, fluent: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The code of a fluent in a node."""
        pool: Pool = self.pool
        vector: cython.Py_ssize_t = pool.records[node * pool.stride]
        return (pool.words[vector * self.words + self.word[fluent]] >> self.shift[fluent]) & self.mask[fluent]

    def set_code(self, draft: cython.Py_ssize_t, fluent: cython.Py_ssize_t, code: cython.ulonglong) -> None:
        """Give a fluent of a draft a code."""
        pool: Pool = self.pool
        place: cython.Py_ssize_t = draft * self.words + self.word[fluent]
        pool.words[place] = (pool.words[place] & self.clear[fluent]) | (code << self.shift[fluent])

    def holds(self, test: cython.Py_ssize_t, node: cython.Py_ssize_t) -> cython.bint:
        """Whether a test holds in a node."""
        kind: cython.int = self.test_kind[test]
        if kind < 2:
            return kind == 1
        if kind == 3:
            return self.true(self.test_a[test], node)
        if kind == 4:
            return self.holds(self.test_a[test], node) and self.true(self.test_n[test], node)
        pool: Pool = self.pool
        first: cython.Py_ssize_t = self.test_a[test]
        clause: cython.Py_ssize_t
        atom: cython.Py_ssize_t
        base: cython.Py_ssize_t = node * pool.stride
        own: cython.Py_ssize_t = pool.records[base]
        own = own * self.words
        there: cython.Py_ssize_t
        bits: cython.ulonglong
        source: cython.Py_ssize_t
        good: cython.bint
        fluent: cython.Py_ssize_t
        code: cython.Py_ssize_t
        wanted: cython.ulonglong
        for clause in range(first, first + self.test_n[test]):
            good = True
            for atom in range(self.clause_first[clause], self.clause_first[clause] + self.clause_n[clause]):
                source = self.atom_source[atom]
                there = own
                if source:
                    source = pool.records[base + source]
                    there = pool.records[source * pool.stride]
                    there = there * self.words
                bits = pool.words[there + self.atom_word[atom]]
                kind = self.atom_kind[atom]
                if kind == 0:
                    good = bits & self.atom_mask[atom] == self.atom_wanted[atom]
                elif kind == 2:
                    bits = (bits >> self.atom_shift[atom]) & self.atom_mask[atom]
                    good = (self.atom_wanted[atom] >> bits) & 1 != 0
                elif kind >= 3:
                    bits = (bits >> self.atom_shift[atom]) & self.atom_mask[atom]
                    wanted = self.atom_wanted[atom]
                    source = wanted & 0xFFFF
                    there = own
                    if source:
                        source = pool.records[base + source]
                        there = pool.records[source * pool.stride]
                        there = there * self.words
                    fluent = (wanted >> 16) & 0xFFFF
                    code = (pool.words[there + self.word[fluent]] >> self.shift[fluent]) & self.mask[fluent]
                    good = (self.same_code[self.same_first[wanted >> 32] + bits] == code) == (kind == 3)
                else:
                    good = bits & self.atom_mask[atom] != self.atom_wanted[atom]
                if not good:
                    break
            if good:
                return True
        return False

    def true(self, tree: cython.Py_ssize_t, node: cython.Py_ssize_t) -> cython.bint:
        """Whether what a tree is in a node counts as true."""
        number: cython.Py_ssize_t = self.number(tree, node)
        if number < 3:
            return number == 1
        return bool(self.packing.truthy[number])

    def number(self, tree: cython.Py_ssize_t, node: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The number (`fabula.state.packing`) of the value that a tree is in a node."""
        kind: cython.int = self.node_kind[tree]
        a: cython.Py_ssize_t = self.node_a[tree]
        b: cython.Py_ssize_t = self.node_b[tree]
        i: cython.Py_ssize_t
        if kind == 0:
            return a
        if kind == 1:
            return self._number_in(a, self.code(node, a))
        if kind == 2:
            return self.number(b, self.pool.records[node * self.pool.stride + 1 + a])
        if kind == 3:
            return 0 if self.true(a, node) else 1
        if kind == 4:
            for i in range(a, a + b):
                if not self.true(self.parts[i], node):
                    return 0
            return 1
        if kind == 5:
            for i in range(a, a + b):
                if self.true(self.parts[i], node):
                    return 1
            return 0
        if kind == 6:
            return self._work_out(self.node_c[tree], self.number(a, node), self.number(b, node))
        if kind == 7:
            return self._work_out(COMPARED + self.node_c[tree], self.number(a, node), self.number(b, node))
        return self.number(b if self.true(a, node) else self.node_c[tree], node)

    def value(self, tree: int, node: int) -> Value:
        """The value that a tree is in a node."""
        found: Value = self.packing.values[self.number(tree, node)]
        return found

    def code_in(self, fluent: cython.Py_ssize_t, number: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The code that a value has in a fluent. Raises `Wider` where there is none yet."""
        if number >= self._most_numbers:
            return self.packing.code(fluent, number)
        code: cython.Py_ssize_t = self._code_of[fluent * self._most_numbers + number]
        if code < 0:
            code = self.packing.code(fluent, number)
            self._code_of[fluent * self._most_numbers + number] = code
        return code

    def _number_in(self, fluent: cython.Py_ssize_t, code: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The number of the value that a code stands for in a fluent."""
        if code >= self._most_codes:
            return self.packing.numbers[fluent][code]
        number: cython.Py_ssize_t = self._number_of[fluent * self._most_codes + code]
        if number < 0:
            number = self.packing.numbers[fluent][code]
            self._number_of[fluent * self._most_codes + code] = number
        return number

    def _work_out(self, op: cython.Py_ssize_t, left: cython.Py_ssize_t, right: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The number of what a comparison or an operation makes of two values."""
        if op == 0:
            return left == right
        if op == 1:
            return left != right
        key: cython.ulonglong = op
        key = (key << 28 | left) << 28 | right
        slot: cython.ulonglong = (key * MIX & FULL) >> 53
        if self._answer_key[slot] == key:
            return self._answer[slot]
        one, other = self.packing.values[left], self.packing.values[right]
        found: cython.Py_ssize_t
        if op < COMPARED:
            found = int(holds(COMPARISONS[op], one, other))
        else:
            found = self.packing.number(combine(OPERATIONS[op - COMPARED], one, other))
        self._answer_key[slot] = key
        self._answer[slot] = found
        return found


def combine(op: str, left: Value, right: Value) -> Value:
    """Two numbers made one, exactly; `?` if either is unknown or where a number is divided by 0 (rule V2)."""
    if not isinstance(left, (int, Fraction)) or not isinstance(right, (int, Fraction)):
        return None
    if op == "+":
        return left + right
    if op == "-":
        return left - right
    if op == "*":
        return left * right
    if op == "min":
        return min(left, right)
    if op == "max":
        return max(left, right)
    if right == 0:
        return None
    quotient = Fraction(left) / Fraction(right)
    return quotient.numerator if quotient.denominator == 1 else quotient
