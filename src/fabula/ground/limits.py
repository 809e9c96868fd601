"""How large a world may become when it is ground, and what is said of one that would become larger."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod

from fabula.diagnostics.problems import FabulaError, Problem
from fabula.diagnostics.source import Span
from fabula.world.effects import (
    Assign,
    BelievesEffect,
    Conditional,
    Effect,
    ForAll,
    Mistakes,
    Recognises,
    Sees,
    Together,
    Wakes,
)
from fabula.world.expressions import Expr, Quantified, Value, children
from fabula.world.model import Event, Parameter, Property, World

MOST_EVENTS = 200_000
MOST_FLUENTS = 20_000
MOST_NODES = 1_000_000


def members(world: World, type_: str) -> tuple[Value, ...]:
    """The values of a type in canonical order."""
    return (False, True) if type_ == "boolean" else world.members.get(type_, ())


def choices(world: World, parameter: Parameter) -> tuple[Value, ...]:
    """The values that a parameter can have when figures are left out."""
    if parameter.literal is not None:
        return (parameter.literal.value,)
    return members(world, parameter.type)


def instances(world: World, parameters: tuple[Parameter, ...]) -> int:
    """How many ways there are to fill the parameters."""
    return prod(len(choices(world, parameter)) for parameter in parameters)


def expansion(world: World, part: Expr | Effect) -> int:
    """How many expressions there are at most when the quantifiers in an expression or effect are written out."""
    if isinstance(part, (Quantified, ForAll)):
        body: Expr | Effect = part.body if isinstance(part, Quantified) else part.effect
        return 1 + len(members(world, part.type)) * expansion(world, body)
    if isinstance(part, Together):
        return 1 + sum(expansion(world, inner) for inner in part.parts)
    if isinstance(part, Conditional):
        otherwise = 0 if part.otherwise is None else expansion(world, part.otherwise)
        return expansion(world, part.condition) + expansion(world, part.then) + otherwise
    if isinstance(part, BelievesEffect):
        return expansion(world, part.effect)
    if isinstance(part, Assign):
        return 1 + expansion(world, part.value)
    if isinstance(part, (Sees, Mistakes, Recognises, Wakes)):
        return 1
    return 1 + sum([expansion(world, child) for child in children(part)])


@dataclass(slots=True)
class Budget:
    """Counts the expressions made; raises F403 when there are too many. `what` and `span` say what is being ground."""

    most: int
    made: int = 0
    what: str = ""
    span: Span | None = None
    largest: int = 0  # expressions that the quantifiers of `what` can become, for each of its instances
    _start: int = field(default=0)

    def begin(self, what: str, span: Span | None, largest: int = 0) -> None:
        self.what, self.span, self.largest, self._start = what, span, largest, self.made

    def spend(self, count: int = 1) -> None:
        self.made += count
        if self.made > self.most:
            raise FabulaError((self._problem(),))

    def _problem(self) -> Problem:
        here = self.made - self._start
        size = f"{self.largest:,}" if self.largest > here else f"more than {here:,}"
        return Problem(
            "F403",
            self.span,
            f"{self.what} grows too large when its variables are filled in",
            read=f"written out, it comes to {size} expressions; a world may have {self.most:,}",
            hint="Use fewer variables at once, narrower types, or split the condition in two.",
        )


def too_many_events(world: World, event: Event, found: int, most: int) -> FabulaError:
    """F402: an event with too many instances; `found` of them were counted (0: not even that far)."""
    counted = f"; {found:,} of them are left by its conditions so far" if found else ""
    return FabulaError(
        (
            Problem(
                "F402",
                event.span,
                f"{event.kind.capitalize()} `{event.name}` can happen in too many ways.",
                read=f"{_ways(world, event.parameters)}{counted}; a world may have {most:,} events.",
                hint="Use fewer parameters, narrower types, or a condition on what never changes.",
            ),
        )
    )


def too_many_fluents(world: World, property_: Property, most: int) -> FabulaError:
    """F404: a property with too many instances."""
    return FabulaError(
        (
            Problem(
                "F404",
                property_.span,
                f"Property `{property_.name}` has a value for too many choices of its parameters.",
                read=f"{_ways(world, property_.parameters)}; a world may have {most:,} values.",
                hint="Use fewer parameters or narrower types.",
            ),
        )
    )


def _ways(world: World, parameters: tuple[Parameter, ...]) -> str:
    sizes = [len(choices(world, parameter)) for parameter in parameters]
    if len(sizes) < 2:
        return f"{prod(sizes):,} ways to fill its parameters"
    return f"{' * '.join(str(size) for size in sizes)} = {prod(sizes):,} ways to fill its parameters"
