"""Ground expressions as rows of numbers: trees, and tests that need no tree.

A *tree* is an expression node for node. A *test* is a condition as alternatives of atoms, each a look at one field of
the world or of a mind of it; conditions that don't fit (arithmetic, numbers without bounds, beliefs about beliefs) are
tested by their tree, once whatever else must hold besides does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from fabula.state.packing import Packing
from fabula.world.expressions import And, Arith, Believes, Compare, Const, Expr, Fluent, If, Not, Or

CONST, FLUENT, BELIEVES, NOT, AND, OR, COMPARE, ARITH, IF = range(9)  # kinds of nodes
NEVER, ALWAYS, ATOMS, TREE, GUARDED = range(5)  # kinds of tests
IS, IS_NOT, AMONG, SAME, DIFFERENT = range(5)  # kinds of atoms
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
OPERATIONS = ("+", "-", "*", "/", "min", "max")
MOST_CLAUSES = 16  # of a test; beyond, the tree
MOST_BITS = 12  # of a fluent whose codes are looked up
MOST_CODES = 64  # of a fluent, for a set of them to be one word
MOST_COMPARED = 1 << 16  # fluents, and minds, that have a number in the row of an atom with `other`


@dataclass(frozen=True, slots=True)
class Atom:
    """One look: whether the code of a fluent, in the world (`source` 0) or in mind `source - 1`, is one of `codes`.

    `codes` is None where the fluent has no fixed codes; then the code must be `code`, or must not be (`negated`). With
    `other`, also a source and a fluent, the two must have the same value, or must not.
    """

    source: int
    fluent: int
    codes: frozenset[int] | None
    code: int = 0
    negated: bool = False
    other: tuple[int, int] | None = None

    @property
    def of_world(self) -> bool:
        """Whether it looks at the world alone."""
        return self.source == 0 and (self.other is None or self.other[0] == 0)

    def within(self, source: int) -> Atom:
        """The atom, which is of the world alone, asked in a mind."""
        other = None if self.other is None else (source, self.other[1])
        return replace(self, source=source, other=other)


Clause = tuple[Atom, ...]


class Formulas:
    """The trees and tests of one model. Equal expressions are kept once."""

    def __init__(self, packing: Packing, characters: tuple[str, ...], before: Formulas | None = None) -> None:
        """`before`: those of the same model in other fields; trees do not depend on fields, and keep their numbers."""
        self.packing = packing
        self.mind_of = {name: number for number, name in enumerate(characters)}
        self.nodes: list[tuple[int, int, int, int]] = [] if before is None else before.nodes  # kind, three arguments
        self.parts: list[int] = [] if before is None else before.parts  # of `and` and `or`
        self.tests: list[tuple[int, int, int]] = []  # kind; first clause and how many, or tree, or test and tree
        self.clauses: list[tuple[int, int]] = []  # first atom and how many
        self.atoms: list[tuple[int, int, int, int, int, int]] = []  # source, kind, word, shift, mask, wanted
        self._trees: dict[tuple[bool, Expr], int] = {} if before is None else before._trees
        self._tests: dict[tuple[bool, Expr], int] = {}
        self._pairs: dict[tuple[int, int], int] = {}  # fluents that are compared, to their rows in `same_codes`

    # ---- trees -------------------------------------------------------------------------------------------------------

    def tree(self, expr: Expr) -> int:
        """The number of the node that an expression is."""
        key = (isinstance(expr, Const) and isinstance(expr.value, bool), expr)
        if key not in self._trees:
            node = self._node(expr)
            self._trees[key] = len(self.nodes)
            self.nodes.append(node)
        return self._trees[key]

    def _node(self, expr: Expr) -> tuple[int, int, int, int]:
        match expr:
            case Const(value):
                return CONST, self.packing.number(value), 0, 0
            case Fluent(index):
                return FLUENT, index, 0, 0
            case Believes(Const(who), body):
                return BELIEVES, self.mind_of[str(who)], self.tree(body), 0
            case Not(body):
                return NOT, self.tree(body), 0, 0
            case And(parts) | Or(parts):
                trees = [self.tree(part) for part in parts]
                first = len(self.parts)
                self.parts += trees
                return AND if isinstance(expr, And) else OR, first, len(trees), 0
            case Compare(op, left, right):
                return COMPARE, self.tree(left), self.tree(right), COMPARISONS.index(op)
            case Arith(op, left, right):
                return ARITH, self.tree(left), self.tree(right), OPERATIONS.index(op)
            case If(condition, then, otherwise):
                return IF, self.tree(condition), self.tree(then), self.tree(otherwise)
            case _:
                raise TypeError(f"not a ground expression: {expr!r}")

    def same_codes(self) -> tuple[list[int], list[int]]:
        """For each pair of fluents that are compared, and each code of the first, the code of the same value in the
        second, or -1; and where the row of each pair begins."""
        packing = self.packing
        rows: list[int] = []
        first: list[int] = []
        for one, other in self._pairs:
            first.append(len(rows))
            if one == other:
                rows += range(1 << packing.width[one])
                continue
            numbers = packing.numbers[one]
            rows += [packing.codes[other].get(number, -1) for number in numbers]
            rows += [-1] * ((1 << packing.width[one]) - len(numbers))
        return rows, first

    # ---- tests -------------------------------------------------------------------------------------------------------

    def test(self, expr: Expr) -> int:
        """The number of the test of a condition."""
        key = (isinstance(expr, Const) and isinstance(expr.value, bool), expr)
        if key not in self._tests:
            clauses = self.alternatives(expr)
            if clauses is None:
                test = self._guarded(expr)
            elif () in clauses:
                test = (ALWAYS, 0, 0)
            elif not clauses:
                test = (NEVER, 0, 0)
            else:
                first = len(self.clauses)
                for clause in clauses:
                    rows = self._rows(clause)
                    self.clauses.append((len(self.atoms), len(rows)))
                    self.atoms += rows
                test = (ATOMS, first, len(clauses))
            self._tests[key] = len(self.tests)
            self.tests.append(test)
        return self._tests[key]

    def _guarded(self, expr: Expr) -> tuple[int, int, int]:
        """The test of a condition that is not alternatives of atoms; what is so in it is tested first."""
        parts = expr.parts if isinstance(expr, And) else (expr,)
        plain = [part for part in parts if self.alternatives(part) is not None]
        rest = [part for part in parts if part not in plain]
        if not plain or self.alternatives(And(tuple(plain))) is None:
            return TREE, self.tree(expr), 0
        return GUARDED, self.test(And(tuple(plain))), self.tree(rest[0] if len(rest) == 1 else And(tuple(rest)))

    def alternatives(self, expr: Expr) -> list[Clause] | None:
        """The condition as alternatives of atoms; None where it is no such thing, or has too many of them."""
        match expr:
            case Const(value):
                return [()] if value else []
            case Or(parts):
                found: list[Clause] = []
                for part in parts:
                    clauses = self.alternatives(part)
                    if clauses is None:
                        return None
                    found += clauses
                return found if len(found) <= MOST_CLAUSES else None
            case And(parts):
                choices = []
                total = 1
                for part in parts:
                    clauses = self.alternatives(part)
                    if clauses is None:
                        return None
                    total *= len(clauses)
                    if total > MOST_CLAUSES:
                        return None
                    choices.append(clauses)
                return [tuple(atom for clause in chosen for atom in clause) for chosen in product(*choices)]
            case Believes(Const(who), body):
                clauses = self.alternatives(body)
                if clauses is None or not all(atom.of_world for clause in clauses for atom in clause):
                    return None
                source = self.mind_of[str(who)] + 1
                return [tuple(atom.within(source) for atom in clause) for clause in clauses]
            case Not(Believes(who, Fluent() as body)):
                return self.alternatives(Believes(who, Not(body)))
            case _:
                atom = self.atom(expr)
                return None if atom is None else [(atom,)]

    def atom(self, expr: Expr) -> Atom | None:
        """The atom that an expression is about the world itself; None where it is none."""
        match expr:
            case Fluent(index):
                return self._where(index, lambda number: self.packing.truthy[number])
            case Not(Fluent(index)):
                return self._where(index, lambda number: not self.packing.truthy[number])
            case Compare("==" | "!=", Fluent(index), Const(value)) | Compare("==" | "!=", Const(value), Fluent(index)):
                number, negated = self.packing.number(value), expr.op == "!="
                if self._fixed(index):
                    return self._where(index, lambda other: (other == number) != negated)
                return Atom(0, index, None, self.packing.meet(index, number), negated)
            case Compare("==" | "!=", left, right) if (here := self._spot(left)) and (there := self._spot(right)):
                if there[1] >= MOST_COMPARED or len(self.mind_of) >= MOST_COMPARED:
                    return None
                alike = here[1] == there[1] and self.packing.width[here[1]] <= MOST_BITS  # equal codes, equal values
                if alike or (self._fixed(here[1]) and self._fixed(there[1])):
                    return Atom(*here, None, negated=expr.op == "!=", other=there)
                return None
            case Compare(op, Fluent(index), Const(value)):
                return self._where(index, lambda number: holds(op, self.packing.values[number], value))
            case Compare(op, Const(value), Fluent(index)):
                return self._where(index, lambda number: holds(op, value, self.packing.values[number]))
        return None

    def _spot(self, expr: Expr) -> tuple[int, int] | None:
        """Source and fluent, if an expression is no more than that."""
        match expr:
            case Fluent(index):
                return 0, index
            case Believes(Const(who), Fluent(index)):
                return self.mind_of[str(who)] + 1, index
        return None

    def _fixed(self, fluent: int) -> bool:
        return self.packing.bounded[fluent] and len(self.packing.numbers[fluent]) <= MOST_CODES

    def _where(self, fluent: int, wanted) -> Atom | None:  # type: ignore[no-untyped-def]
        if not self._fixed(fluent):
            return None
        numbers = self.packing.numbers[fluent]
        return Atom(0, fluent, frozenset(code for code, number in enumerate(numbers) if wanted(number)))

    def _rows(self, clause: Clause) -> list[tuple[int, int, int, int, int, int]]:
        """The atoms of a clause as rows; those that ask one code of a field in the same word are one row."""
        packing = self.packing
        exact: dict[tuple[int, int], tuple[int, int]] = {}
        others: list[tuple[int, int, int, int, int, int]] = []
        for atom in clause:
            word, shift, mask = packing.word[atom.fluent], packing.shift[atom.fluent], packing.mask(atom.fluent)
            code = atom.code
            if atom.other is not None:
                row = self._pairs.setdefault((atom.fluent, atom.other[1]), len(self._pairs))
                kind = DIFFERENT if atom.negated else SAME
                others.append((atom.source, kind, word, shift, mask, row << 32 | atom.other[1] << 16 | atom.other[0]))
                continue
            if atom.codes is not None and len(atom.codes) == 1:
                (code,) = atom.codes
            elif atom.codes is not None:
                wanted = sum(1 << code for code in atom.codes)
                others.append((atom.source, AMONG, word, shift, mask, wanted))
                continue
            if atom.negated:
                others.append((atom.source, IS_NOT, word, shift, mask << shift, code << shift))
                continue
            before, value = exact.get((atom.source, word), (0, 0))
            if before & (mask << shift) and value & (mask << shift) != code << shift:
                others.append((atom.source, IS, word, shift, mask << shift, code << shift))
            else:
                exact[atom.source, word] = before | mask << shift, value | code << shift
        same = [row for row in others if row[1] >= SAME]  # what takes longest comes last
        others = [row for row in others if row[1] < SAME] + same
        rows = [(source, IS, word, 0, mask, value) for (source, word), (mask, value) in exact.items()]
        return rows + others


def holds(op: str, left: object, right: object) -> bool:
    """Whether an order comparison holds of two values (rule V2)."""
    if op == "==":
        return left == right
    if op == "!=":
        return left != right
    if left is None or right is None or isinstance(left, str) or isinstance(right, str):
        return op in ("<=", ">=") and left == right
    if op == "<":
        return bool(left < right)  # type: ignore[operator]
    if op == ">":
        return bool(left > right)  # type: ignore[operator]
    return bool(left <= right if op == "<=" else left >= right)  # type: ignore[operator]


def spots(expr: Expr, path: tuple[int, ...], mind_of: dict[str, int]) -> Iterator[tuple[tuple[int, ...], int]]:
    """Every fluent that an expression reads, with the path of minds in which it does."""
    match expr:
        case Fluent(index):
            yield path, index
        case Believes(Const(who), body):
            yield from spots(body, (*path, mind_of[str(who)]), mind_of)
        case And(parts) | Or(parts):
            for part in parts:
                yield from spots(part, path, mind_of)
        case Not(body):
            yield from spots(body, path, mind_of)
        case Compare(_, left, right) | Arith(_, left, right):
            yield from spots(left, path, mind_of)
            yield from spots(right, path, mind_of)
        case If(condition, then, otherwise):
            for part in (condition, then, otherwise):
                yield from spots(part, path, mind_of)


def literals(expr: Expr, path: tuple[int, ...], mind_of: dict[str, int]) -> Iterator[tuple[tuple[int, ...], Expr]]:
    """The atoms of a condition in negation normal form, with the path of minds in which each is asked."""
    match expr:
        case And(parts) | Or(parts):
            for part in parts:
                yield from literals(part, path, mind_of)
        case Believes(Const(who), body):
            yield from literals(body, (*path, mind_of[str(who)]), mind_of)
        case _:
            yield path, expr


__all__ = ["Atom", "Formulas", "holds", "literals", "spots"]
