"""Substitution: expressions put in for variables, without a name being caught by a quantifier it does not belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

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
    Var,
    children,
)


def free_variables(expr: Expr) -> frozenset[str]:
    """The variables of the expression that no quantifier in it binds."""
    if isinstance(expr, Var):
        return frozenset((expr.name,))
    below = frozenset[str]().union(*(free_variables(child) for child in children(expr)))
    return below - {expr.var} if isinstance(expr, Quantified) else below


def substitute(expr: Expr, values: Mapping[str, Expr]) -> Expr:
    """The expression with the values put in for the variables of those names.

    A bound variable that occurs free in a value is renamed (`x` to `x'`), so that the value keeps its meaning.
    """
    if not values:
        return expr

    def put(part: Expr) -> Expr:
        return substitute(part, values)

    match expr:
        case Const() | Fluent():
            return expr
        case Var(name):
            return values.get(name, expr)
        case Read(signature, args):
            return Read(signature, tuple(put(a) for a in args))
        case Believes(who, body):
            return Believes(put(who), put(body))
        case And(parts):
            return And(tuple(put(p) for p in parts))
        case Or(parts):
            return Or(tuple(put(p) for p in parts))
        case Not(body):
            return Not(put(body))
        case Compare(op, left, right):
            return Compare(op, put(left), put(right))
        case Arith(op, left, right):
            return Arith(op, put(left), put(right))
        case If(condition, then, otherwise):
            return If(put(condition), put(then), put(otherwise))
        case IsType(body, type_):
            return IsType(put(body), type_)
        case Mistaken(who, whom):
            return Mistaken(put(who), put(whom))
        case Quantified(_, var, _, body):
            inner = {name: value for name, value in values.items() if name != var}
            taken = frozenset[str]().union(*(free_variables(value) for value in inner.values()))
            if var in taken:
                fresh = var
                while fresh in taken or fresh in free_variables(body):
                    fresh += "'"
                inner[var] = Var(fresh)
                var = fresh
            return replace(expr, var=var, body=substitute(body, inner))


def measure(expr: Expr) -> tuple[int, int]:
    """How many nodes the expression has, and how many levels."""
    size, depth = 1, 0
    for child in children(expr):
        more, deep = measure(child)
        size, depth = size + more, max(depth, deep)
    return size, depth + 1


def occurrences(expr: Expr, name: str) -> int:
    """How often the variable occurs free."""
    if isinstance(expr, Var):
        return int(expr.name == name)
    if isinstance(expr, Quantified) and expr.var == name:
        return 0
    return sum(occurrences(child, name) for child in children(expr))
