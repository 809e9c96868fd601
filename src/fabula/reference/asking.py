"""Asking a state in the world's own terms: the value of a lifted expression, quantifiers and all.

For what is not part of the ground model: what a story expects, what a writer asks, what stands in braces in a text, and
why an event cannot happen that grounding has left out. The ground model's own expressions are read by
`fabula.reference.meaning`, which is much faster; both give the same value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

from fabula.ground.facts import fluent_name
from fabula.ground.fold import OPPOSITE
from fabula.reference.meaning import combine, compare
from fabula.semantics import Engine, HasValues
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

Bindings = Mapping[str, Value]
S = TypeVar("S", bound=HasValues)


class Asking(Generic[S]):
    """Answers questions about the states of one engine."""

    def __init__(self, engine: Engine[S]) -> None:
        self.engine = engine
        self.world = engine.model.world
        self._fluents = {fluent.name: fluent.index for fluent in engine.model.fluents}
        self._constants = dict(engine.model.constants)

    def value(self, state: S, expr: Expr, bindings: Bindings | None = None) -> Value:
        """What the expression is in the state; `bindings` are the values of its variables."""
        return self._value(state, expr, bindings or {})

    def holds(self, state: S, expr: Expr, bindings: Bindings | None = None) -> bool:
        """Whether the expression is true in the state."""
        return self._value(state, expr, bindings or {}) is True

    def fluent(self, state: S, key: str, args: tuple[Value, ...]) -> Value:
        """The value of a property of some arguments; of what has no such property (of `?`, say) false or `?`."""
        property_ = self.world.properties[key]
        name = fluent_name(self.world, property_.name, args)
        if name in self._fluents:
            return state.values[self._fluents[name]]
        return self._constants.get(name, False if property_.kind == "boolean" else None)

    def members(self, type_: str) -> tuple[Value, ...]:
        """The values that a variable of the type takes, in canonical order."""
        return (False, True) if type_ == "boolean" else self.world.members.get(type_, ())

    def _value(self, state: S, expr: Expr, bound: Bindings) -> Value:
        match expr:
            case Const(value):
                return value
            case Var(name):
                return bound[name]
            case Fluent(index):
                return state.values[index]
            case Read(key, args):
                return self.fluent(state, key, tuple(self._value(state, arg, bound) for arg in args))
            case Believes(who, body):
                return self._value(self.mind(state, self._value(state, who, bound)), body, bound)
            case And(parts):
                return all(self._value(state, part, bound) for part in parts)
            case Or(parts):
                return any(self._value(state, part, bound) for part in parts)
            case Not(body):
                return self._fails(state, body, bound)
            case Compare(op, left, right):
                return compare(op, self._value(state, left, bound), self._value(state, right, bound))
            case Arith(op, left, right):
                return combine(op, self._value(state, left, bound), self._value(state, right, bound))
            case If(condition, then, otherwise):
                branch = then if self._value(state, condition, bound) else otherwise
                return self._value(state, branch, bound)
            case IsType(body, type_):
                value = self._value(state, body, bound)
                return value is not None and value in self.members(type_)
            case Mistaken(who, whom):
                mind = self.mind(state, self._value(state, who, bound))
                other = self._value(state, whom, bound)
                return any(mind.values[i] != state.values[i] for i in self._visible_of(other))
            case Quantified(kind, var, type_, body):
                values = (self._value(state, body, {**bound, var: value}) for value in self.members(type_))
                match kind:
                    case "exists":
                        return any(values)
                    case "forall":
                        return all(values)
                    case "count":
                        return sum(1 for value in values if value)
                    case "sum":
                        return _together("+", values, 0)
                    case "product":
                        return _together("*", values, 1)

    def _fails(self, state: S, expr: Expr, bound: Bindings) -> bool:
        """Whether the opposite of an expression holds: the negation goes inwards to the comparisons (V3)."""
        match expr:
            case Not(body):
                return self._value(state, body, bound) is True
            case And(parts):
                return any(self._fails(state, part, bound) for part in parts)
            case Or(parts):
                return all(self._fails(state, part, bound) for part in parts)
            case Compare(op, left, right):
                return self._value(state, Compare(OPPOSITE[op], left, right), bound) is True
            case Believes(who, body):
                return self._fails(self.mind(state, self._value(state, who, bound)), body, bound)
            case If(condition, then, otherwise):
                branch = then if self._value(state, condition, bound) else otherwise
                return self._fails(state, branch, bound)
            case Quantified("exists" | "forall" as kind, var, type_, body):
                each = (self._fails(state, body, {**bound, var: value}) for value in self.members(type_))
                return all(each) if kind == "exists" else any(each)
        return not self._value(state, expr, bound)

    def mind(self, state: S, character: Value) -> S:
        """The state that a character, by name, believes to be the case."""
        return self.engine.believed(state, self.world.characters.index(str(character)))

    def _visible_of(self, entity: Value) -> list[int]:
        return [
            fluent.index
            for fluent in self.engine.model.fluents
            if fluent.property.visible and fluent.args and fluent.args[0] == entity
        ]


def _together(op: str, values: Iterable[Value], neutral: int) -> Value:
    result: Value = neutral
    for value in values:
        result = combine(op, result, value)
    return result


__all__ = ["Asking", "Bindings"]
