"""Which of many conditions hold in a state: all of them tried at once, by their atoms.

Each condition is written as alternatives (clauses) of atoms that must hold together. A clause is a bit. For each fluent
that atoms read (here, or in a mind), each of its values leaves some clauses standing: a mask. The masks of all fluents,
and-ed, leave the clauses that hold. What is no plain atom (a comparison of two properties, say) is left out of the
masks, and the whole condition is then asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from fabula.reference.meaning import HasValues, Meaning
from fabula.world.expressions import FALSE, And, Believes, Compare, Const, Expr, Fluent, Not, Or, Value

Path = tuple[int, ...]

MOST_CLAUSES = 64  # of one condition; with more, it is asked as a whole


class _Spot:
    """A fluent at a path of minds, and the clauses that each value of it leaves standing."""

    __slots__ = ("all", "asked", "fluent", "masks")

    def __init__(self, fluent: int) -> None:
        self.fluent = fluent
        self.asked: list[tuple[int, str, Value]] = []  # clause, "==" or "!=", value
        self.all = 0
        self.masks: dict[Value, int] = {}

    def mask(self, value: Value) -> int:
        mask = self.all
        for clause, op, wanted in self.asked:
            if (value == wanted) != (op == "=="):
                mask &= ~(1 << clause)
        self.masks[value] = mask
        return mask


class Conditions:
    """The conditions, numbered from 0 as they are given; `meanings` are their literal meanings."""

    def __init__(self, conditions: Sequence[Expr], meanings: Sequence[Meaning], characters: Sequence[str]) -> None:
        self._number = {name: number for number, name in enumerate(characters)}
        self._meanings = meanings
        self._of: list[int] = []  # clause -> condition
        self._sure: list[bool] = []  # clause -> whether its atoms are all that it says
        spots: dict[tuple[Path, int], _Spot] = {}
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
                        path, fluent, op, value = plain
                        spots.setdefault((path, fluent), _Spot(fluent)).asked.append((clause, op, value))
        self._all = (1 << len(self._of)) - 1
        by_path: dict[Path, list[_Spot]] = {}
        for (path, _), spot in sorted(spots.items(), key=lambda item: (len(item[0][0]), -len(item[1].asked))):
            spot.all = self._all
            by_path.setdefault(path, []).append(spot)
        self._spots = tuple((path, tuple(of_path)) for path, of_path in by_path.items())

    def first(self, state: HasValues) -> int | None:
        """The lowest number of a condition that holds; None if none does."""
        return next(self.holding(state), None)

    def holding(self, state: HasValues) -> Iterator[int]:
        """The numbers of the conditions that hold, in order."""
        standing = self._all
        for path, spots in self._spots:
            values = state.values
            if path:
                mind = state
                for place in path:
                    mind = mind.minds[place]
                values = mind.values
            for spot in spots:
                value = values[spot.fluent]
                mask = spot.masks.get(value)
                standing &= spot.mask(value) if mask is None else mask
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

    def _plain(self, atom: Expr) -> tuple[Path, int, str, Value] | None:
        path: Path = ()
        while isinstance(atom, Believes) and isinstance(atom.who, Const):
            path = (*path, self._number[str(atom.who.value)])
            atom = atom.body
        match atom:
            case Fluent(index):
                return path, index, "==", True
            case Not(Fluent(index)):
                return path, index, "==", False
            case Compare("==" | "!=" as op, Fluent(index), Const(value)):
                return path, index, op, value
            case Compare("==" | "!=" as op, Const(value), Fluent(index)):
                return path, index, op, value
        return None


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
