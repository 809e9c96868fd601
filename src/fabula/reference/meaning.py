"""What a ground expression means: its value in a state, case by case.

This is the definition; `docs/manual/semantics.md`, "Values", says the same in words. An expression becomes a Python
function of a state once, and is called often. A state here is anything with `values` and `minds`.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Protocol

from fabula.world.expressions import (
    And,
    Arith,
    Believes,
    Compare,
    Const,
    Expr,
    Fluent,
    If,
    Not,
    Or,
    Value,
)


class HasValues(Protocol):
    """What an expression is read in."""

    @property
    def values(self) -> tuple[Value, ...]: ...

    @property
    def minds(self) -> Any: ...


Meaning = Callable[[HasValues], Any]


def compare(op: str, left: Value, right: Value) -> bool:
    """Whether the comparison holds.

    `?` equals only itself. `<` and `>` need two numbers, `<=` and `>=` two numbers or two `?`.
    """
    if op == "==":
        return left == right
    if op == "!=":
        return left != right
    if not isinstance(left, (int, Fraction)) or not isinstance(right, (int, Fraction)):
        return op in ("<=", ">=") and left == right
    if op == "<":
        return left < right
    if op == ">":
        return left > right
    return left <= right if op == "<=" else left >= right


def combine(op: str, left: Value, right: Value) -> Value:
    """Two numbers made one, exactly; `?` if either is unknown or where a number is divided by 0."""
    if not isinstance(left, (int, Fraction)) or not isinstance(right, (int, Fraction)):
        return None
    match op:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "min":
            return min(left, right)
        case "max":
            return max(left, right)
        case _:
            if right == 0:
                return None
            quotient = Fraction(left) / Fraction(right)
            return quotient.numerator if quotient.denominator == 1 else quotient


class Meanings:
    """The meanings of the expressions of one model, each made once."""

    def __init__(self, characters: tuple[str, ...]) -> None:
        self._mind_of = {name: number for number, name in enumerate(characters)}
        self._made: dict[Expr, Meaning] = {}

    def __call__(self, expr: Expr) -> Meaning:
        made = self._made.get(expr)
        if made is None:
            made = self._made[expr] = self._make(expr)
        return made

    def _make(self, expr: Expr) -> Meaning:
        match expr:
            case Const(value):
                return lambda state: value
            case Fluent(index):
                return lambda state: state.values[index]
            case Believes(Const(who), body):
                mind, inner = self._mind_of[str(who)], self(body)
                return lambda state: inner(state.minds[mind])
            case Not(body):
                inner = self(body)
                return lambda state: not inner(state)
            case And(parts):
                inners = tuple(self(part) for part in parts)

                def all_hold(state: HasValues) -> bool:
                    for inner in inners:  # noqa: SIM110 - a generator would cost more than what it asks
                        if not inner(state):
                            return False
                    return True

                return all_hold
            case Or(parts):
                inners = tuple(self(part) for part in parts)

                def some_holds(state: HasValues) -> bool:
                    for inner in inners:  # noqa: SIM110 - likewise
                        if inner(state):
                            return True
                    return False

                return some_holds
            case Compare("==", Fluent(index), Const(value)):
                return lambda state: state.values[index] == value
            case Compare("!=", Fluent(index), Const(value)):
                return lambda state: state.values[index] != value
            case Compare(op, left, right):
                one, other = self(left), self(right)
                return lambda state: compare(op, one(state), other(state))
            case Arith(op, left, right):
                one, other = self(left), self(right)
                return lambda state: combine(op, one(state), other(state))
            case If(condition, then, otherwise):
                test, yes, no = self(condition), self(then), self(otherwise)
                return lambda state: yes(state) if test(state) else no(state)
            case _:
                raise TypeError(f"not a ground expression: {expr!r}")
