"""Effects: what an event makes so, as a typed tree. Conditions and values are read in the state before the event."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.world.expressions import Expr, Read


@dataclass(frozen=True, slots=True)
class Assign:
    """`at(who) = to`. Numbers outside a property's bounds are moved to the nearer bound."""

    target: Read
    value: Expr


@dataclass(frozen=True, slots=True)
class BelievesEffect:
    """The effect happens in what `who` believes, and nowhere else (values are read there: `believes(c, f = g)`).

    An `Assign` whose value shall be read in the state before (`believes(c, f) = g`) has `outside` set.
    """

    who: Expr
    effect: Effect
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Conditional:
    condition: Expr
    then: Effect
    otherwise: Effect | None = None


@dataclass(frozen=True, slots=True)
class ForAll:
    var: str
    type: str
    effect: Effect


@dataclass(frozen=True, slots=True)
class Together:
    """Several effects at once; the empty one is no effect."""

    parts: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Sees:
    """`who` sees `whom`: every visible property of `whom` is handed over as a belief."""

    who: Expr
    whom: Expr


@dataclass(frozen=True, slots=True)
class Mistakes:
    """`who` takes the figure for `whom` from now on."""

    who: Expr
    figure: Expr
    whom: Expr


@dataclass(frozen=True, slots=True)
class Recognises:
    """`who` sees who the figure is: what was done to the figure has been done to that person in this mind too."""

    who: Expr
    figure: Expr


@dataclass(frozen=True, slots=True)
class Wakes:
    """The dream of `who` ends: the belief of before comes back, felt properties stay as they are."""

    who: Expr


Effect = Assign | BelievesEffect | Conditional | ForAll | Together | Sees | Mistakes | Recognises | Wakes

NOTHING = Together(())
