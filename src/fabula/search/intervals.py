"""Abstract values: all that an expression may be, as a set of values and an interval of numbers.

Every operation gives a set that contains what the operation gives of any values taken from its arguments
(`fabula.reference.meaning` says what it gives). The set may be larger, never smaller.

*Source:* P. and R. Cousot, "Abstract interpretation", POPL 1977, section 9 (intervals).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import inf, isnan

from fabula.world.expressions import Value

Ordered = int | Fraction | float
Interval = tuple[Ordered, Ordered]  # lowest and highest, both included; inf for no bound

EVERYTHING: Interval = (-inf, inf)


@dataclass(frozen=True, slots=True)
class Abstract:
    """`values`: truth values, entities and `?`; `numbers`: the interval of those that are numbers, None for none."""

    values: frozenset[Value]
    numbers: Interval | None

    def may_hold(self) -> bool:
        """Whether it may count as true."""
        return any(self.values) or (self.numbers is not None and self.numbers != (0, 0))

    def may_fail(self) -> bool:
        """Whether it may count as false, as `?` does."""
        return not all(self.values) or (self.numbers is not None and self.numbers[0] <= 0 <= self.numbers[1])

    def negated(self) -> Abstract:
        """The opposite truth value."""
        opposite = ((True, self.may_fail()), (False, self.may_hold()))
        return Abstract(frozenset(value for value, may in opposite if may), None)

    def number(self) -> Interval | None:
        """What it may be as a number: a truth value counts 1 or 0."""
        found = self.numbers
        for value in self.values:
            if isinstance(value, bool):
                found = hull(found, (int(value), int(value)))
        return found


def constant(value: Value) -> Abstract:
    """One value."""
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        return Abstract(frozenset(), (value, value))
    return Abstract(frozenset((value,)), None)


def hull(one: Interval | None, other: Interval | None) -> Interval | None:
    """The smallest interval that contains both."""
    if one is None or other is None:
        return other if one is None else one
    return (min(one[0], other[0]), max(one[1], other[1]))


def union(one: Abstract, other: Abstract) -> Abstract:
    """Either of them."""
    return Abstract(one.values | other.values, hull(one.numbers, other.numbers))


def comparison(op: str, left: Abstract, right: Abstract) -> Abstract:
    """Whether a comparison may hold, and whether it may fail."""
    one, other = left.number(), right.number()
    if op in ("==", "!="):
        same = bool(left.values & right.values) or (
            one is not None and other is not None and one[0] <= other[1] and other[0] <= one[1]
        )
        differ = not (_single(left) and _single(right) and same)
        holds, fails = (same, differ) if op == "==" else (differ, same)
    else:
        unknown = None in left.values and None in right.values and op in ("<=", ">=")
        holds, fails = unknown, True
        if one is not None and other is not None:
            match op:
                case "<":
                    ordered = one[0] < other[1]
                case "<=":
                    ordered = one[0] <= other[1]
                case ">":
                    ordered = one[1] > other[0]
                case _:
                    ordered = one[1] >= other[0]
            holds = holds or ordered
            if not left.values and not right.values:
                match op:
                    case "<":
                        fails = one[1] >= other[0]
                    case "<=":
                        fails = one[1] > other[0]
                    case ">":
                        fails = one[0] <= other[1]
                    case _:
                        fails = one[0] < other[1]
    return Abstract(frozenset(value for value, may in ((True, holds), (False, fails)) if may), None)


def arithmetic(op: str, left: Abstract, right: Abstract) -> Abstract:
    """Two numbers made one: `+`, `-`, `*`, `/`, `min`, `max`; `?` if either may be no number."""
    one, other = left.number(), right.number()
    unknown = any(not isinstance(value, bool) for value in left.values | right.values)
    numbers: Interval | None = None
    if one is not None and other is not None:
        match op:
            case "+":
                numbers = (one[0] + other[0], one[1] + other[1])
            case "-":
                numbers = (one[0] - other[1], one[1] - other[0])
            case "min":
                numbers = (min(one[0], other[0]), min(one[1], other[1]))
            case "max":
                numbers = (max(one[0], other[0]), max(one[1], other[1]))
            case "*":
                numbers = _product(one, other)
            case _:
                unknown = unknown or other[0] <= 0 <= other[1]
                numbers = EVERYTHING if other[0] <= 0 <= other[1] else _product(one, _reciprocal(other))
    return Abstract(frozenset((None,)) if unknown else frozenset(), numbers)


def _single(value: Abstract) -> bool:
    """Whether it can be one thing only."""
    if value.numbers is None:
        return len(value.values) == 1
    return not value.values and value.numbers[0] == value.numbers[1]


def _product(one: Interval, other: Interval) -> Interval:
    corners = [0 if isinstance(c, float) and isnan(c) else c for c in (a * b for a in one for b in other)]
    return (min(corners), max(corners))


def _reciprocal(interval: Interval) -> Interval:
    """1 over an interval that does not contain 0."""
    low, high = (0 if abs(end) == inf else Fraction(1) / Fraction(end) for end in interval)
    return (high, low)
