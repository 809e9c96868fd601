"""Domains: which values conditions leave to what they read, as far as that can be told variable by variable.

A *variable* is a fluent, or several that are looked at together (`fabula.search.blocks`); its values are tuples. A
condition that reads one variable, and no number or belief, says which of its values are left. Of any other, truth is
worked out from its parts in three values: it holds, it fails, or it may do either.

Only what is certain is ever said: a value is ruled out if a condition fails with it, and a condition is false if it
fails with every value that is left. What is not understood may be so, and may not.

*Example:* `disease(Ann) == flu and dose > 2` leaves `(flu,)` of the variable of `disease(Ann)`, and says nothing of
`dose`. Then `disease(Ann) == cold` is false, and `disease(Ann) == flu or dose > 5` true.

*Source:* A. K. Mackworth, "Consistency in networks of relations", Artificial Intelligence 8, 1977 (node consistency);
S. C. Kleene, "Introduction to Metamathematics", 1952, section 64 (three values).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product
from typing import Any

from fabula.ground.model import GroundFluent
from fabula.reference.meaning import Meanings
from fabula.world.expressions import TRUE, And, Believes, Const, Expr, Fluent, Not, Or, Value, walk

Variable = tuple[int, ...]  # fluents that are looked at together
Values = tuple[Value, ...]  # of each of them


def domain_of(fluent: GroundFluent) -> tuple[Value, ...]:
    """What a fluent may be; nothing is listed of a number."""
    if fluent.property.kind == "number":
        return ()
    return (None, *(value for value in fluent.domain or () if value is not None))


class Domains:
    """What is left of variables. `domain`: the values of a fluent, none of a number. `blocks`: variables of several."""

    def __init__(
        self, characters: tuple[str, ...], domain: Callable[[int], tuple[Value, ...]], blocks: Iterable[Variable] = ()
    ) -> None:
        self.domain = domain
        self._block_of = {fluent: block for block in blocks for fluent in block}
        self._exact = Meanings(characters)
        self._said: dict[int, tuple[Expr, Variable | None, frozenset[Values]]] = {}  # by identity of the expression

    def said(self, expr: Expr) -> tuple[Variable | None, frozenset[Values]]:
        """The one variable that a condition reads, and the values with which it holds; None: it does not read one."""
        found = self._said.get(id(expr))
        if found is None:
            variable = self._variable(expr)
            good: frozenset[Values] = frozenset()
            if variable is not None:
                holds = self._exact(expr)
                every = product(*(self.domain(fluent) for fluent in variable))
                good = frozenset(values for values in every if holds(_Known(variable, values)))
            found = self._said[id(expr)] = (expr, variable, good)
        return found[1], found[2]

    def _variable(self, expr: Expr) -> Variable | None:
        read: set[Variable] = set()
        for part in walk(expr):
            if isinstance(part, Believes) or (isinstance(part, Fluent) and not self.domain(part.index)):
                return None
            if isinstance(part, Fluent):
                read.add(self._block_of.get(part.index, (part.index,)))
        return read.pop() if len(read) == 1 else None

    def allowed(self, parts: Iterable[Expr]) -> dict[Variable, frozenset[Values]]:
        """What is left of variables where all of the parts hold; the others may have any value."""
        found: dict[Variable, frozenset[Values]] = {}
        for part in conjuncts(parts):
            variable, good = self.said(part)
            if variable is not None:
                found[variable] = good & found.get(variable, good)
        return found

    def decided(self, expr: Expr, allowed: Mapping[Variable, frozenset[Values]]) -> bool | None:
        """What a condition is where variables have only these values: true, false, or None: either."""
        match expr:
            case Const(value):
                return bool(value)
            case And(parts) | Or(parts):
                every = [self.decided(part, allowed) for part in parts]
                short = isinstance(expr, Or)
                if short in every:
                    return short
                return None if None in every else not short
            case Not(body):
                found = self.decided(body, allowed)
                return None if found is None else not found
        variable, good = self.said(expr)
        if variable is None or variable not in allowed:
            return None
        values = allowed[variable]
        return True if values <= good else False if values.isdisjoint(good) else None

    def without_what_is_certain(self, expr: Expr, allowed: Mapping[Variable, frozenset[Values]]) -> Expr:
        """The condition, as short as it is where variables have only these values."""
        known = self.decided(expr, allowed)
        if known is not None:
            return Const(known)
        match expr:
            case And(parts):
                return And(tuple(self.without_what_is_certain(part, allowed) for part in parts))
            case Or(parts):
                return Or(tuple(self.without_what_is_certain(part, allowed) for part in parts))
            case Not(body):
                return Not(self.without_what_is_certain(body, allowed))
        return expr


def conjuncts(parts: Iterable[Expr]) -> Iterator[Expr]:
    """The parts of parts that must hold together."""
    for part in parts:
        if isinstance(part, And) or (isinstance(part, Or) and len(part.parts) == 1):
            yield from conjuncts(part.parts)
        elif isinstance(part, Not) and isinstance(part.body, Or):
            yield from conjuncts(Not(one) for one in part.body.parts)
        elif part != TRUE:
            yield part


class _Known:
    """Values of which a few are known, for an expression that reads no others."""

    def __init__(self, variable: Variable, values: Values) -> None:
        self.values: Any = dict(zip(variable, values, strict=True))
        self.minds: Any = ()
