"""Reading: what a condition or a value is in a node, straight from the packed words."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import cython

from fabula.kernel.formulas import COMPARISONS, OPERATIONS, holds
from fabula.state.packing import Packing
from fabula.world.expressions import Value

if not cython.compiled:
    from fabula.state.pool import Pool

if TYPE_CHECKING:
    from fabula.kernel.lower import Program


class Reader:
    """Reads nodes of a pool by the trees and tests of a program."""

    def __init__(self, pool: Pool, program: Program) -> None:
        self.pool = pool
        self.packing: Packing = program.packing
        self._compared: dict[tuple[int, int, int], int] = {}
        self._combined: dict[tuple[int, int, int], int] = {}
        self.take(program)

    def take(self, program: Program) -> None:
        """Read by this program from now on."""
        self.program = program
        self._numbers = self.packing.numbers
        self._truthy = self.packing.truthy
        self.words = program.words
        self.characters = program.characters
        self.fluents = program.fluents
        self.take_trees(program)
        self.test_kind, self.test_a, self.test_n = program.test_kind, program.test_a, program.test_n
        self.clause_first, self.clause_n = program.clause_first, program.clause_n
        self.atom_source, self.atom_kind = program.atom_source, program.atom_kind
        self.atom_word, self.atom_shift = program.atom_word, program.atom_shift
        self.atom_mask, self.atom_wanted = program.atom_mask, program.atom_wanted
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
                else:
                    good = bits & self.atom_mask[atom] != self.atom_wanted[atom]
                if not good:
                    break
            if good:
                return True
        return False

    def true(self, tree: cython.Py_ssize_t, node: cython.Py_ssize_t) -> cython.bint:
        """Whether what a tree is in a node counts as true."""
        return bool(self._truthy[self.number(tree, node)])

    def number(self, tree: cython.Py_ssize_t, node: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The number (`fabula.state.packing`) of the value that a tree is in a node."""
        kind: cython.int = self.node_kind[tree]
        a: cython.Py_ssize_t = self.node_a[tree]
        b: cython.Py_ssize_t = self.node_b[tree]
        i: cython.Py_ssize_t
        if kind == 0:
            return a
        if kind == 1:
            return self._numbers[a][self.code(node, a)]
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
            return self._compare(self.node_c[tree], self.number(a, node), self.number(b, node))
        if kind == 7:
            return self._combine(self.node_c[tree], self.number(a, node), self.number(b, node))
        return self.number(b if self.true(a, node) else self.node_c[tree], node)

    def value(self, tree: int, node: int) -> Value:
        """The value that a tree is in a node."""
        found: Value = self.packing.values[self.number(tree, node)]
        return found

    def _compare(
        self, op: cython.Py_ssize_t, left: cython.Py_ssize_t, right: cython.Py_ssize_t
    ) -> cython.Py_ssize_t:
        if op == 0:
            return left == right
        if op == 1:
            return left != right
        key = (op, left, right)
        if key not in self._compared:
            values = self.packing.values
            self._compared[key] = int(holds(COMPARISONS[op], values[left], values[right]))
        return self._compared[key]

    def _combine(
        self, op: cython.Py_ssize_t, left: cython.Py_ssize_t, right: cython.Py_ssize_t
    ) -> cython.Py_ssize_t:
        key = (op, left, right)
        if key not in self._combined:
            values = self.packing.values
            self._combined[key] = self.packing.number(combine(OPERATIONS[op], values[left], values[right]))
        return self._combined[key]


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
