"""Expressions in words: a typed expression, written as an author would write it."""

from __future__ import annotations

from fractions import Fraction

from fabula.world.expressions import (
    And,
    Arith,
    Believes,
    Compare,
    Const,
    Expr,
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
from fabula.world.model import World

_IF, _OR, _AND, _NOT, _BELIEVES, _COMPARISON, _SUM, _PRODUCT, _ATOM = range(9)  # from loose to tight
_ARITHMETIC = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT}


def value_in_words(value: Value) -> str:
    """`true`, `2.5`, `Naruto`, `?`."""
    if value is None:
        return "?"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Fraction) and value.denominator == 1:
        return str(value.numerator)
    if isinstance(value, Fraction):
        decimal = Fraction(str(float(value)))
        return str(float(value)) if decimal == value else f"{value.numerator}/{value.denominator}"
    return str(value)


def in_words(world: World, expr: Expr) -> str:
    """The lifted expression in Fabula's language, with brackets only where they are needed."""
    return _written(world, expr, _IF)


def _written(world: World, expr: Expr, least: int) -> str:
    text, tightness = _form(world, expr)
    return text if tightness >= least else f"({text})"


def _form(world: World, expr: Expr) -> tuple[str, int]:
    """The text, and how tightly it holds together."""
    match expr:
        case Const(value):
            return value_in_words(value), _ATOM
        case Var(name):
            return name, _ATOM
        case Read(signature, args):
            name = world.properties[signature].name
            return (f"{name}({', '.join(_written(world, a, _IF) for a in args)})" if args else name), _ATOM
        case Believes(who, body):
            if _is_value(world, body):
                return f"believed({_written(world, who, _IF)}, {_written(world, body, _IF)})", _ATOM
            return f"{_written(world, who, _ATOM)} believes {_written(world, body, _BELIEVES)}", _BELIEVES
        case And(parts):
            return " and ".join(_written(world, part, _NOT) for part in parts), _AND
        case Or(parts):
            return " or ".join(_written(world, part, _AND) for part in parts), _OR
        case Not(IsType(body, type_)):
            return f"{_written(world, body, _SUM)} is not a {type_}", _COMPARISON
        case Not(body):
            return f"not {_written(world, body, _NOT)}", _NOT
        case Compare(op, left, right):
            return f"{_written(world, left, _SUM)} {op} {_written(world, right, _SUM)}", _COMPARISON
        case Arith("min" | "max" as op, left, right):
            return f"{op}({_written(world, left, _IF)}, {_written(world, right, _IF)})", _ATOM
        case Arith(op, left, right):
            level = _ARITHMETIC[op]
            return f"{_written(world, left, level)} {op} {_written(world, right, level + 1)}", level
        case If(condition, then, otherwise):
            yes, test, no = (_written(world, part, _OR) for part in (then, condition, otherwise))
            return f"{yes} if {test} otherwise {no}", _IF
        case IsType(body, type_):
            return f"{_written(world, body, _SUM)} is a {type_}", _COMPARISON
        case Mistaken(who, whom):
            return f"mistaken({_written(world, who, _IF)}, {_written(world, whom, _IF)})", _ATOM
        case Quantified(kind, var, type_, body):
            inner = _written(world, body, _IF)
            match kind:
                case "exists":
                    return f"exists {var}: {type_} where {inner}", _IF
                case "forall":
                    return f"each {var}: {type_} has {inner}", _IF
                case "count":
                    return f"count of {var}: {type_} where {inner}", _IF
                case _:
                    return f"{kind} of {inner} for {var}: {type_}", _IF
        case _:
            raise TypeError(f"not an expression of a world: {expr!r}")


def _is_value(world: World, expr: Expr) -> bool:
    """Whether the expression is a value to compare, not something that holds or does not."""
    match expr:
        case Read(signature, _):
            return world.properties[signature].kind != "boolean"
        case Const(value):
            return not isinstance(value, bool)
        case Believes(_, body) | If(_, body, _):
            return _is_value(world, body)
        case Quantified(kind):
            return kind in ("sum", "product", "count")
        case _:
            return isinstance(expr, (Arith, Var))
