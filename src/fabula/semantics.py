"""Read first: what a state, an event and a belief are.

A **state** is the value of every fluent of a world (`at(Naruto)`, `hope(Naruto)`) and, for every character, the state
that he or she believes to be the case: which again is such a state, with beliefs of its own, without end. A belief is
one complete state; `?` is a value like any other and stands for not knowing.

    world                    at(Itachi) = clearing, at(Naruto) = clearing, hidden(Naruto)
      what Itachi believes   at(Itachi) = clearing, at(Naruto) = street
        what Itachi believes that Naruto believes ...

An **event** is an action of somebody, fate, a tick of the clock or a dream. It has a precondition, and outcomes with
odds (mostly one). To **apply** an outcome to a state:

1. its effects set values; conditions and values are read in the state before;
2. the mind of whoever *observes* it is updated by the same event (first the precondition is made true in that mind
   where it was not: *surprise*); a mind that does not observe it stays as it was;
3. effects may write what somebody believes directly;
4. then *triggers* happen, in the world and in every believed world, until nowhere a trigger's precondition holds.

Everything else (who has a reason to do what, plans, odds, stories) is made of the five questions of `Semantics`, and of
what follows from them (`Engine`). There are two engines that answer them: `fabula.reference`, which is the definition,
and a compiled kernel, which must agree with it.
The manual states the rules in full in `docs/manual/semantics.md`.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from fractions import Fraction
from typing import Protocol, TypeVar

from fabula.ground.model import AddressedEvent, GroundEvent, GroundModel
from fabula.world.expressions import Expr, Value
from fabula.world.model import Number

State = TypeVar("State", bound=Hashable)
AnyEvent = GroundEvent | AddressedEvent


class HasValues(Protocol):
    """A state that shows its values, by fluent."""

    def __hash__(self) -> int: ...

    @property
    def values(self) -> tuple[Value, ...]: ...


class Semantics(Protocol[State]):
    """What an engine answers. States are immutable; equal states (equal to any depth of belief) are identical."""

    model: GroundModel

    def initial(self) -> State:
        """The start, triggers done."""
        ...

    def possible(self, state: State) -> Sequence[AnyEvent]:
        """Every event whose precondition holds in the state, in declaration order; triggers never."""
        ...

    def outcomes(self, state: State, event: AnyEvent) -> Sequence[tuple[Fraction, State]]:
        """What the event can lead to, with odds that sum to 1, in the order of the event's outcomes."""
        ...

    def believed(self, state: State, character: int) -> State:
        """The state that the character believes to be the case."""
        ...

    def value(self, state: State, expr: Expr) -> Value:
        """What a ground expression is in the state."""
        ...


class Engine(Semantics[State], Protocol[State]):
    """What follows from the five, and what every engine answers too."""

    def can(self, state: State, event: AnyEvent) -> bool:
        """Whether the event is possible in the state."""
        ...

    def odds(self, state: State, event: AnyEvent) -> tuple[Fraction, ...]:
        """The odds of each outcome of the event, in order; those of an impossible event may be none, or all 0."""
        ...

    def after(self, state: State, event: AnyEvent, outcome: int = 0) -> State:
        """The state after the event with that outcome (from 0), triggers and the ticks that it takes done."""
        ...

    def fired(self, state: State, event: AnyEvent, outcome: int = 0) -> tuple[GroundEvent, ...]:
        """The triggers that the event sets off in the world itself, in order."""
        ...

    def ground_event(self, state: State, event: AnyEvent) -> GroundEvent | None:
        """The event as it is in this world: what an act addressed to a figure comes to."""
        ...

    def takes(self, state: State, event: AnyEvent) -> int:
        """How many ticks pass with the event."""
        ...

    def tick(self, state: State) -> State | None:
        """The state one tick later, if nobody does anything; None without a tick that is possible."""
        ...

    def utility(self, state: State, character: int | None) -> Number | None:
        """How good the state is for the character (None: for the author); None where it is unknown."""
        ...

    def wants(self, state: State, character: int) -> dict[str, Number | None]:
        """What each want of the character comes to in the state; None is unknown."""
        ...
