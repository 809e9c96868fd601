"""The ground model: a world with no variables left, everything numbered. What all engines run on.

`GroundModel.fluents[i]` is the property with constant arguments whose value stands at place `i` of every state; minds
are numbered in `GroundModel.minds`; events in `GroundModel.events`. Everything keeps declaration order.

A model is a frozen value: made by `fabula.ground.instantiate`, made smaller by `fabula.ground.simplify`, printed by
`fabula.ground.printer`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fabula.world.expressions import FALSE, ONE, TRUE, Const, Expr, Value
from fabula.world.model import EventKind, Property, World


@dataclass(frozen=True, slots=True)
class GroundFluent:
    """A property with constant arguments."""

    index: int
    property: Property
    args: tuple[Value, ...]
    name: str  # `at(Naruto)`
    domain: tuple[Value, ...] | None  # every value, in canonical order, `?` included; None: unbounded number


@dataclass(frozen=True, slots=True)
class Mind:
    """A place in a state where a believed state is kept.

    * `actual`: what the character believes. Minds 0 to C-1, in the order of the characters.
    * `waking`: what a dreaming character believed on falling asleep; empty while not dreaming.
    * `knowing`: what somebody who mistakes a figure would believe without the mistake; empty without one.

    Worlds without dreams have no waking minds, worlds without figures no knowing ones.
    """

    kind: Literal["actual", "waking", "knowing"]
    character: str
    figure: str | None = None


@dataclass(frozen=True, slots=True)
class GroundEffect:
    """If `condition` holds in the state before, `fluent` gets the value that `value` has there.

    `path` says in which world: () is the world itself, (c,) what character number c believes, (c, d) what c believes
    that d believes. Of several effects on the same path and fluent whose conditions hold, the first in the event's
    tuple counts.
    """

    condition: Expr
    path: tuple[int, ...]
    fluent: int
    value: Expr


@dataclass(frozen=True, slots=True)
class MindEffect:
    """A change of minds other than by a value; `condition` as above, `path` to the world in which `mind` belongs.

    * `wake`: the waking mind of `character` comes back.
    * `mistake`: `character` takes `figure` for the person named by `value`.
    * `recognise`: `character` sees who `figure` is.
    """

    condition: Expr
    path: tuple[int, ...]
    kind: Literal["wake", "mistake", "recognise"]
    character: int
    figure: str | None = None
    value: Expr = TRUE


@dataclass(frozen=True, slots=True)
class GroundOutcome:
    """One way in which an event turns out: its odds are `weight` over the sum of the weights, read before."""

    weight: Expr
    effects: tuple[GroundEffect, ...]
    mind_effects: tuple[MindEffect, ...] = ()


@dataclass(frozen=True, slots=True)
class GroundConsent:
    character: int
    unless: Expr = FALSE


@dataclass(frozen=True, slots=True)
class GroundEvent:
    """An event with constant arguments.

    The precondition is in negation normal form: `Not` stands nowhere but before a boolean fluent or a belief in one;
    the negation of an order comparison is the opposite comparison, so that neither holds of `?`.
    """

    index: int
    kind: EventKind
    name: str  # `follow`
    args: tuple[Value, ...]
    precondition: Expr
    outcomes: tuple[GroundOutcome, ...]  # one, with weight 1, where nothing is left to chance
    consenting: tuple[GroundConsent, ...] = ()
    observing: tuple[Expr, ...] = ()  # for each character; triggers: ()
    takes: int = 0
    rate: Expr = ONE  # of fate, ticks and dreams: how readily they happen; one turn of a character is 1
    dreamer: int | None = None
    bindings: tuple[tuple[str, Value], ...] = ()  # parameter name and argument, for texts
    schema: int = 0  # index of the declaration in World.events, where its texts are
    wakes: bool = False

    def __str__(self) -> str:
        from fabula.ground.printer import written

        return f"{self.name}({', '.join(written(a) for a in self.args)})"


@dataclass(frozen=True, slots=True)
class AddressedEvent:
    """An act addressed to a figure: in each world it is the act addressed to whoever that world takes the figure for.

    `who` is the fluent `who(figure)`; `instances` maps its value to the index of the event that then happens. A value
    that is not there makes the act impossible. Possible for `character` alone, while he or she mistakes the figure.
    """

    index: int  # goes on counting after GroundModel.events
    name: str
    args: tuple[Value, ...]  # with the figure
    character: int
    figure: str
    who: int
    instances: tuple[tuple[str, int], ...]

    def __str__(self) -> str:
        from fabula.ground.printer import written

        return f"{self.name}({', '.join(written(a) for a in self.args)})"


@dataclass(frozen=True, slots=True)
class GroundWant:
    """A named part of the utility of a character (None: the author), not normalised: `if` takes its else of `?`."""

    character: int | None
    name: str
    value: Expr


@dataclass(frozen=True, slots=True)
class InitialState:
    """The start, before any trigger: the values, and those that minds hold explicitly, by path.

    The value of a fluent at a path is the explicit one of that path (immediate repeats of a character collapsed), or,
    if there is none, that of the path without its last character, and at the empty path that of `values`.
    """

    values: tuple[Value, ...]
    beliefs: tuple[tuple[tuple[int, ...], int, Value], ...] = ()  # path, fluent, value


@dataclass(frozen=True, slots=True)
class GroundModel:
    world: World
    fluents: tuple[GroundFluent, ...]
    minds: tuple[Mind, ...]
    events: tuple[GroundEvent, ...]  # actions, fate, ticks and dreams, in declaration order
    addressed: tuple[AddressedEvent, ...]
    triggers: tuple[GroundEvent, ...]  # in declaration order, which is the order in which they are tried
    initial: InitialState
    wants: tuple[GroundWant, ...]
    endings: tuple[tuple[str, Expr], ...] = ()
    questions: tuple[tuple[str, Expr], ...] = ()
    belief_properties: int = 0  # belief properties in effects and conditions, counted as the published tables do
    never: tuple[str, ...] = ()  # declarations with no instance left: what can never happen
    due: tuple[Expr, ...] = ()  # for each character: when a reply is due from him or her (FALSE: never)
    constants: tuple[tuple[str, Value], ...] = ()  # fluents that never change, simplified away, by name

    @property
    def characters(self) -> tuple[str, ...]:
        return self.world.characters


__all__ = [
    "AddressedEvent",
    "Const",
    "GroundConsent",
    "GroundEffect",
    "GroundEvent",
    "GroundFluent",
    "GroundModel",
    "GroundOutcome",
    "GroundWant",
    "InitialState",
    "Mind",
    "MindEffect",
]
