"""Obstacles: which atoms of a condition do not hold, and in whose mind.

The condition is the author's own (a lifted one, with the arguments put in), so that what is said of it stands in the
author's words, and also for events that are not in the ground model because they can never happen.
"""

from __future__ import annotations

from dataclasses import dataclass

from fabula.kernel import State
from fabula.reference.asking import Asking
from fabula.stories.words import in_words, value_in_words
from fabula.world.expressions import (
    And,
    Believes,
    Compare,
    Const,
    Expr,
    If,
    Not,
    Or,
    Quantified,
    Read,
    Value,
    children,
)
from fabula.world.substitute import substitute

_MOST = 6  # obstacles that are kept of one condition


@dataclass(frozen=True, slots=True)
class Obstacle:
    """An atom that does not hold. `minds`: in what whom believes that whom believes ... (none: in the world itself)."""

    minds: tuple[str, ...]
    atom: str
    instead: tuple[tuple[str, Value], ...]  # what the properties in it are
    other_ways: int = 0  # how many other ways there would have been, none of which is open either

    def __str__(self) -> str:
        where = ""
        if self.minds:
            where = "in what " + " believes that ".join(self.minds) + " believes, "
        text = f"{where}`{self.atom}` does not hold"
        if self.instead:
            text += ": " + ", ".join(f"{name} is {value_in_words(value)}" for name, value in self.instead)
        if self.other_ways:
            text += f" (nor does {'another way' if self.other_ways == 1 else f'any of {self.other_ways} other ways'})"
        return text


def obstacles(
    asking: Asking[State], state: State, condition: Expr, minds: tuple[str, ...] = ()
) -> tuple[Obstacle, ...]:
    """The atoms that keep a closed condition from holding; none if it holds. `minds` is where the state is believed."""
    return tuple(_against(asking, state, condition, minds))[:_MOST]


def _holds(asking: Asking[State], state: State, condition: Expr) -> bool:
    return asking.holds(state, condition)


def _against(asking: Asking[State], state: State, condition: Expr, minds: tuple[str, ...]) -> list[Obstacle]:
    if _holds(asking, state, condition):
        return []
    match condition:
        case And(parts):
            return [found for part in parts for found in _against(asking, state, part, minds)]
        case Or(parts):
            return _nearest([_against(asking, state, part, minds) for part in parts])
        case Believes(Const(str() as who), body):
            mind = asking.mind(state, who)
            return _against(asking, mind, body, (*minds, who))
        case If(test, then, otherwise):
            branch = then if _holds(asking, state, test) else otherwise
            return _against(asking, state, branch, minds)
        case Quantified("forall", var, type_, body):
            values = asking.members(type_)
            return [
                found for v in values for found in _against(asking, state, substitute(body, {var: Const(v)}), minds)
            ]
        case Not(Compare("==", left, right)):
            return _against(asking, state, Compare("!=", left, right), minds)
        case Not(Compare("!=", left, right)):
            return _against(asking, state, Compare("==", left, right), minds)
        case Not(Not(body)):
            return _against(asking, state, body, minds)
        case Not(Or(parts)):
            return [found for part in parts for found in _against(asking, state, Not(part), minds)]
        case Not(And(parts)):
            return _nearest([_against(asking, state, Not(part), minds) for part in parts])
        case Not(Believes(who, body)):
            return _against(asking, state, Believes(who, Not(body)), minds)
        case Not(Quantified("exists", var, type_, body)):
            return _against(asking, state, Quantified("forall", var, type_, Not(body)), minds)
        case _:
            return [Obstacle(minds, in_words(asking.world, condition), _read(asking, state, condition))]


def _nearest(ways: list[list[Obstacle]]) -> list[Obstacle]:
    """Of several ways, all closed, the one with the fewest obstacles."""
    if not ways:
        return []
    nearest = min(ways, key=len)
    if len(ways) == 1 or not nearest:
        return nearest
    first = nearest[0]
    return [Obstacle(first.minds, first.atom, first.instead, first.other_ways + len(ways) - 1), *nearest[1:]]


def _read(asking: Asking[State], state: State, atom: Expr) -> tuple[tuple[str, Value], ...]:
    """The properties that the atom reads, with their values; nothing where the atom says it all."""
    inner = atom.body if isinstance(atom, Not) else atom
    if isinstance(inner, Read):
        return ()
    found: dict[str, Value] = {}
    todo = [atom]
    while todo:
        part = todo.pop(0)
        if isinstance(part, Quantified):
            continue  # its property has no one value
        if isinstance(part, Read) or (
            isinstance(part, Believes) and not isinstance(part.body, (And, Or, Compare, Not))
        ):
            found[in_words(asking.world, part)] = asking.value(state, part)
        else:
            todo.extend(children(part))
    return tuple(found.items())
