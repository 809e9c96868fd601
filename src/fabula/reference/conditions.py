"""Which of many conditions hold in a state: all of them tried at once, by their atoms.

Each condition is written as alternatives (clauses) of atoms that must hold together. A clause is a bit. For each fluent
that atoms read (here, or in a mind), each of its values leaves some clauses standing: a mask. So does each pair of
values of two fluents that are compared. The masks of all, and-ed, leave the clauses that hold. What is no plain atom (a
sum, say) is left out of the masks, and the whole condition is then asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any

from fabula.reference.meaning import HasValues, Meaning, compare
from fabula.world.expressions import FALSE, And, Believes, Compare, Const, Expr, Fluent, Not, Or, Value

Path = tuple[int, ...]

MOST_CLAUSES = 64  # of one condition; with more, it is asked as a whole


Place = tuple[Path, int]  # a fluent, here (the empty path) or in a mind


class _Spot:
    """One place, or two that are compared with each other, and the clauses that what is there leaves standing."""

    __slots__ = ("all", "asked", "masks")

    def __init__(self) -> None:
        self.asked: list[tuple[int, Callable[[Any], bool]]] = []  # clause, and what it asks of the value (or pair)
        self.all = 0
        self.masks: dict[Any, int] = {}

    def mask(self, value: Any) -> int:
        mask = self.all
        for clause, holds in self.asked:
            if not holds(value):
                mask &= ~(1 << clause)
        self.masks[value] = mask
        return mask


class Conditions:
    """The conditions, numbered from 0 as they are given; `meanings` are their literal meanings."""

    def __init__(self, conditions: Sequence[Expr], meanings: Sequence[Meaning], characters: Sequence[str]) -> None:
        self._number = {name: number for number, name in enumerate(characters)}
        self._meanings = meanings
        self._of: list[int] = []  # clause -> condition
        self._sure: list[bool] = []  # clause -> whether its plain atoms are all that it says
        spots: dict[tuple[Place, ...], _Spot] = {}
        for number, condition in enumerate(conditions):
            for atoms in _alternatives(condition) or ([(condition,)] if condition != FALSE else []):
                clause = len(self._of)
                self._of.append(number)
                self._sure.append(True)
                for atom in atoms:
                    plain = self._plain(atom)
                    if plain is None:
                        self._sure[clause] = False
                    else:
                        places, holds = plain
                        spots.setdefault(places, _Spot()).asked.append((clause, holds))
        self._all = (1 << len(self._of)) - 1
        self._paths: list[Path] = sorted({path for places in spots for path, _ in places}, key=lambda p: (len(p), p))
        self._single: list[list[tuple[int, _Spot]]] = [[] for _ in self._paths]  # by path: fluent and spot
        self._pairs: list[tuple[int, int, int, int, _Spot]] = []  # path and fluent, twice, and spot
        for places, spot in sorted(spots.items(), key=lambda item: -len(item[1].asked)):
            spot.all = self._all
            (path, fluent), *other = places
            if other:
                self._pairs.append((self._paths.index(path), fluent, self._paths.index(other[0][0]), other[0][1], spot))
            else:
                self._single[self._paths.index(path)].append((fluent, spot))

    def first(self, state: HasValues) -> int | None:
        """The lowest number of a condition that holds; None if none does."""
        return next(self.holding(state), None)

    def holding(self, state: HasValues) -> Iterator[int]:
        """The numbers of the conditions that hold, in order."""
        standing = self._all
        worlds: list[tuple[Value, ...]] = []
        for path, single in zip(self._paths, self._single, strict=True):
            world = state
            for mind in path:
                world = world.minds[mind]
            values = world.values
            worlds.append(values)
            for fluent, spot in single:
                value = values[fluent]
                mask = spot.masks.get(value)
                standing &= spot.mask(value) if mask is None else mask
                if not standing:
                    return
        for one, fluent, two, other, spot in self._pairs:
            pair = (worlds[one][fluent], worlds[two][other])
            mask = spot.masks.get(pair)
            standing &= spot.mask(pair) if mask is None else mask
            if not standing:
                return
        asked = -1  # the clauses of a condition stand together
        while standing:
            bit = standing & -standing
            standing ^= bit
            clause = bit.bit_length() - 1
            number = self._of[clause]
            if number != asked:
                asked = number
                if self._sure[clause] or self._meanings[number](state):
                    yield number

    def _plain(self, atom: Expr, path: Path = ()) -> tuple[tuple[Place, ...], Callable[[Any], bool]] | None:
        """The places that an atom reads, one or two, and what it asks of their values; None if it is no plain atom."""
        match atom:
            case Believes(Const(who), body):
                return self._plain(body, (*path, self._number[str(who)]))
            case Fluent(index):
                return ((path, index),), lambda value: value is True
            case Not(Fluent(index)):
                return ((path, index),), lambda value: value is False
            case Compare(op, left, right):
                one, two = self._place(left, path), self._place(right, path)
                if one is not None and isinstance(right, Const):
                    wanted = right.value
                    return (one,), lambda value: compare(op, value, wanted)
                if two is not None and isinstance(left, Const):
                    given = left.value
                    return (two,), lambda value: compare(op, given, value)
                if one is not None and two is not None:
                    return (one, two), lambda pair: compare(op, pair[0], pair[1])
        return None

    def _place(self, operand: Expr, path: Path) -> Place | None:
        while isinstance(operand, Believes) and isinstance(operand.who, Const):
            path = (*path, self._number[str(operand.who.value)])
            operand = operand.body
        return (path, operand.index) if isinstance(operand, Fluent) else None


def _alternatives(expr: Expr) -> list[tuple[Expr, ...]] | None:
    """The clauses of an expression in negation normal form; None if there are too many to be worth it."""
    match expr:
        case Const(value):
            return [()] if value else []
        case Or(parts):
            found: list[tuple[Expr, ...]] = []
            for part in parts:
                inner = _alternatives(part)
                if inner is None or len(found) + len(inner) > MOST_CLAUSES:
                    return None
                found += inner
            return found
        case And(parts):
            ways: list[tuple[Expr, ...]] = [()]
            for part in parts:
                inner = _alternatives(part)
                if inner is None or len(ways) * len(inner) > MOST_CLAUSES:
                    inner = [(part,)]  # as one atom, which is not plain
                ways = [one + other for one, other in product(ways, inner)]
            return ways
        case Believes(who, body):
            inner = _alternatives(body)
            return None if inner is None else [tuple(Believes(who, atom) for atom in clause) for clause in inner]
    return [(expr,)]
