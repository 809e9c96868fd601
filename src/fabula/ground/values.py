"""Sets of values that a fluent or an expression may have: single values, and intervals of numbers.

Used by the reachability analysis. A set is never too small; intervals make it finite where numbers grow without end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import inf, isfinite
from typing import TypeGuard

from fabula.ground import fold
from fabula.world.expressions import ArithmeticOp, ComparisonOp, Value

Bound = int | Fraction | float  # a float only where it is infinite
MOST_SINGLE = 64  # numbers that are kept one by one


def is_number(value: Value) -> TypeGuard[int | Fraction]:
    return isinstance(value, (int, Fraction)) and not isinstance(value, bool)


@dataclass(frozen=True, slots=True)
class Values:
    """`single` values, and the numbers from `low` to `high` (none where `low` is above `high`)."""

    single: frozenset[Value] = frozenset()
    low: Bound = inf
    high: Bound = -inf

    @property
    def has_interval(self) -> bool:
        return self.low <= self.high

    def only(self) -> tuple[Value] | None:
        """The value, if there is just one."""
        if self.has_interval:
            return None if self.single or self.low != self.high or isinstance(self.low, float) else (self.low,)
        return tuple(self.single) if len(self.single) == 1 else None  # type: ignore[return-value]

    def union(self, other: Values) -> Values:
        if other is self:
            return self
        if not other.has_interval and other.single <= self.single:
            return self
        return values(self.single | other.single, min(self.low, other.low), max(self.high, other.high))

    def numbers(self) -> tuple[Bound, Bound]:
        """The lowest and the highest number; the first above the second where there is none."""
        low, high = self.low, self.high
        for value in self.single:
            if is_number(value):
                low, high = min(low, value), max(high, value)
        return low, high

    def others(self) -> frozenset[Value]:
        """What is not a number."""
        return frozenset(value for value in self.single if not is_number(value))

    def widened(self, before: Values) -> Values:
        """The numbers as one interval, without an end where it has grown beyond what it was."""
        low, high = self.numbers()
        least, most = before.numbers()
        if least <= most:
            low = -inf if low < least else low
            high = inf if high > most else high
        return Values(self.others(), low, high)


NONE = Values()


def values(single: Iterable[Value], low: Bound = inf, high: Bound = -inf) -> Values:
    """A set of values; many single numbers become an interval, and those in the interval are not kept twice."""
    found = frozenset(single)
    if low <= high:
        found = frozenset(value for value in found if not is_number(value) or not low <= value <= high)
    if len(found) > MOST_SINGLE:
        numbers = [value for value in found if is_number(value)]
        if numbers:
            low, high = min(low, *numbers), max(high, *numbers)
            found = frozenset(value for value in found if not is_number(value))
    return Values(found, low, high)


def can_compare(op: ComparisonOp, left: Values, right: Values) -> bool:
    """Whether a comparison can hold of a value of each."""
    if not left.has_interval and not right.has_interval:
        if op == "==":
            return not left.single.isdisjoint(right.single)
        if op == "!=":
            return len(left.single | right.single) > 1
        return any(fold.holds(op, one, other) for one in left.single for other in right.single)
    if op == "!=":
        return left.only() is None or left.only() != right.only()
    (a, b), (c, d) = left.numbers(), right.numbers()
    numbers = a <= b and c <= d
    unknown = None in left.single and None in right.single
    if op == "==":
        return (numbers and a <= d and c <= b) or not left.others().isdisjoint(right.others())
    if op in ("<", "<="):
        return (op == "<=" and unknown) or (numbers and (a < d or (op == "<=" and a == d)))
    return (op == ">=" and unknown) or (numbers and (b > c or (op == ">=" and b == c)))


def combine(op: ArithmeticOp, left: Values, right: Values) -> Values:
    """The numbers that two numbers can make; `?` among them where it is among either."""
    if not left.has_interval and not right.has_interval and len(left.single) * len(right.single) <= 4 * MOST_SINGLE:
        return values(fold.combined(op, one, other) for one in left.single for other in right.single)
    unknown: frozenset[Value] = frozenset((None,)) if left.others() or right.others() or op == "/" else frozenset()
    (a, b), (c, d) = left.numbers(), right.numbers()
    if a > b or c > d:
        return Values(unknown)
    if op == "+":
        return Values(unknown, a + c, b + d)
    if op == "-":
        return Values(unknown, a - d, b - c)
    if op == "min":
        return Values(unknown, min(a, c), min(b, d))
    if op == "max":
        return Values(unknown, max(a, c), max(b, d))
    if op == "*" and all(isfinite(bound) for bound in (a, b, c, d)):
        corners = (a * c, a * d, b * c, b * d)
        return Values(unknown, min(corners), max(corners))
    return Values(unknown, -inf, inf)
