"""What can be said of an expression before anything happens: which values it can have, whatever the state.

Bounds and types are all that is looked at, so the answer is cautious: a value that is not listed is surely impossible,
one that is may be impossible too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from fabula.world.expressions import (
    And,
    Arith,
    Believes,
    Compare,
    Const,
    Expr,
    Fluent,
    If,
    IsType,
    Mistaken,
    Not,
    Or,
    Quantified,
    Read,
    Value,
    Var,
)
from fabula.world.model import Property
from fabula.world.sorts import Hierarchy

Number = int | Fraction


@dataclass(frozen=True, slots=True)
class Range:
    """Values that an expression can have.

    * `values`: truth values, entities and `?`; None: any.
    * `low`, `high`: bounds of the numbers among them; None: no bound. `numbers` is False where there are none.
    """

    values: frozenset[Value] | None = frozenset()
    numbers: bool = False
    low: Number | None = None
    high: Number | None = None

    def can_be(self, value: bool) -> bool:
        return self.values is None or value in self.values


ANYTHING = Range(None, True)
EITHER = Range(frozenset((True, False)))
ALWAYS = Range(frozenset((True,)))
NEVER = Range(frozenset((False,)))


def _truth(can_hold: bool, can_fail: bool) -> Range:
    return Range(frozenset(v for v, can in ((True, can_hold), (False, can_fail)) if can))


def constant(expr: Expr) -> Number | None:
    """The number that an expression is if it is made of nothing but numbers; None else, and where 0 divides."""
    match expr:
        case Const(value) if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
            return value
        case Arith(op, left, right):
            one, other = constant(left), constant(right)
            if one is None or other is None or (op == "/" and not other):
                return None
            match op:
                case "+":
                    made: Number = one + other
                case "-":
                    made = one - other
                case "*":
                    made = one * other
                case "/":
                    made = Fraction(one) / other
                case _:
                    made = min(one, other) if op == "min" else max(one, other)
            return made.numerator if made.denominator == 1 else made
    return None


@dataclass(frozen=True, slots=True)
class Statics:
    """The bounds and types of a world, as far as they decide what an expression can be."""

    hierarchy: Hierarchy
    properties: Mapping[str, Property]
    variables: Mapping[str, str]  # the type of each variable
    idle: frozenset[str] = frozenset()  # properties that keep the value that they have where the start says nothing

    def within(self, variable: str, type_: str) -> Statics:
        return Statics(self.hierarchy, self.properties, {**self.variables, variable: type_}, self.idle)

    def of_type(self, type_: str) -> Range:
        return Range(frozenset(self.hierarchy.members.get(type_, ())))

    def range_of(self, expr: Expr) -> Range:
        """Which values the expression can have."""
        match expr:
            case Const(value):
                if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
                    return Range(numbers=True, low=value, high=value)
                return Range(frozenset((value,)))
            case Var(name):
                return self.of_type(self.variables[name]) if name in self.variables else ANYTHING
            case Read(signature, _):
                return self._property(self.properties[signature])
            case Believes(_, body):
                return self.range_of(body)
            case Not(body):
                inner = self.range_of(body)
                return _truth(inner.can_be(False), inner.can_be(True))
            case And(parts):
                ranges = [self.range_of(part) for part in parts]
                return _truth(all(r.can_be(True) for r in ranges), any(r.can_be(False) for r in ranges))
            case Or(parts):
                ranges = [self.range_of(part) for part in parts]
                return _truth(any(r.can_be(True) for r in ranges), all(r.can_be(False) for r in ranges))
            case Compare(op, left, right):
                return self._compare(op, left, right)
            case Arith(op, left, right):
                return _arithmetic(op, self.range_of(left), self.range_of(right))
            case If(condition, then, otherwise):
                test = self.range_of(condition)
                if not test.can_be(False):
                    return self.range_of(then)
                if not test.can_be(True):
                    return self.range_of(otherwise)
                return _either(self.range_of(then), self.range_of(otherwise))
            case Quantified():
                return self._quantified(expr)
            case IsType(body, type_):
                inner = self.range_of(body)
                if inner.values is None:
                    return EITHER
                are = [isinstance(v, str) and self.hierarchy.is_of(v, type_) for v in inner.values]
                return _truth(any(are), not all(are))
            case Mistaken() | Fluent():
                return EITHER

    def _property(self, prop: Property) -> Range:
        if prop.key in self.idle:
            if prop.kind == "number":
                least = max(0, prop.low) if prop.low is not None else 0
                value = least if prop.high is None else min(least, prop.high)
                return Range(numbers=True, low=value, high=value)
            return NEVER if prop.kind == "boolean" else Range(frozenset((None,)))
        if prop.kind == "boolean":
            return EITHER
        if prop.kind == "number":
            return Range(frozenset((None,)), True, prop.low, prop.high)
        return Range(frozenset((None, *self.hierarchy.members.get(prop.type, ()))))

    def _compare(self, op: str, left: Expr, right: Expr) -> Range:
        if left == right:
            return _truth(op in ("==", "<=", ">="), op in ("!=", "<", ">"))
        one, other = self.range_of(left), self.range_of(right)
        if op in ("==", "!="):
            meet = _can_meet(one, other)
            differ = not (_single(one) and one == other)
            return _truth(meet, differ) if op == "==" else _truth(differ, meet)
        if one.values is None or other.values is None:
            return EITHER
        if not one.numbers or not other.numbers:
            both_unknown = None in one.values and None in other.values and op in ("<=", ">=")
            return _truth(both_unknown, True)
        if op in (">", ">="):
            one, other, op = other, one, {">": "<", ">=": "<="}[op]
        below, above = _surely_below(one, other), _surely_below(other, one)
        unknown = None in one.values and None in other.values  # type: ignore[operator]
        may_be_unknown = bool(one.values or other.values)
        if op == "<":
            touching = one.low is not None and other.high is not None and one.low >= other.high
            return _truth(not touching, not below or may_be_unknown)
        touching = one.high is not None and other.low is not None and one.high <= other.low
        return _truth(not above or unknown, not touching or may_be_unknown)

    def _quantified(self, expr: Quantified) -> Range:
        size = len(self.hierarchy.members.get(expr.type, ()))
        if size == 0:
            return {
                "exists": NEVER,
                "forall": ALWAYS,
                "product": Range(numbers=True, low=1, high=1),
            }.get(expr.kind, Range(numbers=True, low=0, high=0))
        body = self.within(expr.var, expr.type).range_of(expr.body)
        match expr.kind:
            case "exists" | "forall":
                return body
            case "count":
                low, high = (0 if body.can_be(False) else size), (size if body.can_be(True) else 0)
                return Range(numbers=True, low=low, high=high)
            case "sum" if body.values is not None:
                low_sum = None if body.low is None else body.low * size
                high_sum = None if body.high is None else body.high * size
                return Range(body.values, True, low_sum, high_sum)
            case _:
                return ANYTHING


def _single(range_: Range) -> bool:
    if range_.values is None:
        return False
    if range_.numbers:
        return not range_.values and range_.low is not None and range_.low == range_.high
    return len(range_.values) == 1


def _can_meet(one: Range, other: Range) -> bool:
    if one.values is None or other.values is None or one.values & other.values:
        return True
    if not one.numbers or not other.numbers:
        return False
    return not _surely_below(one, other) and not _surely_below(other, one)


def _surely_below(one: Range, other: Range) -> bool:
    return one.high is not None and other.low is not None and one.high < other.low


def _either(one: Range, other: Range) -> Range:
    if one.values is None or other.values is None:
        return ANYTHING
    values = one.values | other.values
    if not one.numbers or not other.numbers:
        kept = one if one.numbers else other
        return Range(values, kept.numbers, kept.low, kept.high)
    low = None if one.low is None or other.low is None else min(one.low, other.low)
    high = None if one.high is None or other.high is None else max(one.high, other.high)
    return Range(values, True, low, high)


def _arithmetic(op: str, one: Range, other: Range) -> Range:
    if one.values is None or other.values is None:
        return ANYTHING
    values = frozenset((None,)) if op == "/" or None in one.values or None in other.values else frozenset[Value]()
    if not one.numbers or not other.numbers:
        return Range(values)
    a, b, c, d = one.low, one.high, other.low, other.high
    match op:
        case "+":
            return Range(values, True, _sum(a, c), _sum(b, d))
        case "-":
            return Range(values, True, _sum(a, None if d is None else -d), _sum(b, None if c is None else -c))
        case "min":
            highs = [x for x in (b, d) if x is not None]
            return Range(values, True, None if a is None or c is None else min(a, c), min(highs) if highs else None)
        case "max":
            lows = [x for x in (a, c) if x is not None]
            return Range(values, True, max(lows) if lows else None, None if b is None or d is None else max(b, d))
        case "*" if a is not None and b is not None and c is not None and d is not None:
            corners = (a * c, a * d, b * c, b * d)
            return Range(values, True, min(corners), max(corners))
        case _:
            return Range(values, True)


def _sum(one: Number | None, other: Number | None) -> Number | None:
    return None if one is None or other is None else one + other
