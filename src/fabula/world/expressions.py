"""Expressions: what can be asked of a state, as a typed tree.

One language of expressions serves both front ends (Fabula's own and Sabre's) and both stages behind them. In a
*lifted* expression (a checked world) there are variables, quantifiers and `Read`s of a property with arguments; the
grounder replaces them, so that a *ground* expression has only constants, `Fluent`s (a property with constant
arguments, by index), beliefs and operators. The meaning of every node is written once, in `fabula.reference.meaning`.

A `Value` is what a property can have: a truth value, an exact number (`int`, or `Fraction` where it is not whole), an
entity (its name, a `str`), or the unknown (`None`, written `?`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Literal

Value = bool | int | Fraction | str | None

ComparisonOp = Literal["==", "!=", "<", "<=", ">", ">="]
ArithmeticOp = Literal["+", "-", "*", "/", "min", "max"]
QuantifierKind = Literal["exists", "forall", "sum", "product", "count"]

UNKNOWN: None = None


@dataclass(frozen=True, slots=True)
class Const:
    """A value written down: `3`, `True`, `Naruto`, `?`. `True` is not 1, although Python thinks so."""

    value: Value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Const):
            return NotImplemented
        return self.value == other.value and isinstance(self.value, bool) == isinstance(other.value, bool)

    def __hash__(self) -> int:
        return hash((isinstance(self.value, bool), self.value))


@dataclass(frozen=True, slots=True)
class Var:
    """A parameter or bound variable; gone after grounding."""

    name: str


@dataclass(frozen=True, slots=True)
class Read:
    """A property of some arguments, `at(who)`; arguments are expressions (`lit(at(who))`); gone after grounding.

    `signature` is the declaration it refers to (`Property.key`): properties may share a name.
    """

    signature: str
    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Fluent:
    """A ground property, by its index in `GroundModel.fluents`; only after grounding."""

    index: int


@dataclass(frozen=True, slots=True)
class Believes:
    """The value that `body` has in the world that `who` believes in (a `Var`, or a `Const` character)."""

    who: Expr
    body: Expr


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Not:
    body: Expr


@dataclass(frozen=True, slots=True)
class Compare:
    op: ComparisonOp
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Arith:
    """Two numbers made one; `min` and `max` too. The unknown makes the result unknown."""

    op: ArithmeticOp
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class If:
    """`then` where the condition holds, else `otherwise`."""

    condition: Expr
    then: Expr
    otherwise: Expr


@dataclass(frozen=True, slots=True)
class Quantified:
    """`exists`, `forall`, `sum`, `product` or `count` over the entities of a type; gone after grounding.

    `count` is the number of values of the variable for which `body` holds. An empty type gives False, True, 0, 1, 0.
    """

    kind: QuantifierKind
    var: str
    type: str
    body: Expr


@dataclass(frozen=True, slots=True)
class IsType:
    """Whether the value of `body` is an entity of the type; False of `?`; gone after grounding."""

    body: Expr
    type: str


@dataclass(frozen=True, slots=True)
class Mistaken:
    """Whether a visible property of `whom` is not believed by `who` as it is; gone after grounding."""

    who: Expr
    whom: Expr


Expr = Const | Var | Read | Fluent | Believes | And | Or | Not | Compare | Arith | If | Quantified | IsType | Mistaken

TRUE = Const(True)
FALSE = Const(False)
ONE = Const(1)


def conjunction(parts: tuple[Expr, ...] | list[Expr]) -> Expr:
    """All of the parts: True of none, the part itself of one."""
    return TRUE if not parts else parts[0] if len(parts) == 1 else And(tuple(parts))


def children(expr: Expr) -> Iterator[Expr]:
    """The expressions directly below one, in the order in which they are written."""
    for field in fields(expr):
        part = getattr(expr, field.name)
        if isinstance(part, tuple):
            yield from part
        elif not isinstance(part, (str, bool, int, Fraction, type(None))):
            yield part


def walk(expr: Expr) -> Iterator[Expr]:
    """The expression and everything below it, parents first."""
    yield expr
    for child in children(expr):
        yield from walk(child)
