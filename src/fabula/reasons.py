"""What a reason is: a plan, what it is worth to somebody, and what the act brings (rules M1 to M9 of the manual)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from fabula.semantics import AnyEvent as Event
from fabula.world.model import Number


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a character consents: a plan, what it is worth to him or her, and which wants it serves."""

    character: int
    plan: Plan
    before: Number  # the worth of letting be
    by_want: tuple[tuple[str, Number], ...]  # the gain, want by want, in the order of the wants; zeros left out
    by_act: tuple[tuple[str, Number], ...]  # the part of it that would be lost without the act itself

    @property
    def gain(self) -> Number:
        return self.plan.worth - self.before

    @property
    def wants(self) -> tuple[str, ...]:
        """The wants that the act serves in this plan, the one that gains most first."""
        served = [(name, gain) for name, gain in self.by_act if gain > 0]
        return tuple(name for name, _ in sorted(served, key=lambda pair: -pair[1]))


@dataclass(frozen=True, slots=True)
class Step:
    """An event in a plan, and the reasons that the planner credits the others with who must want it."""

    event: Event
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Branch:
    """How the plan goes on if its last event turns out in this way."""

    odds: Fraction
    outcome: int
    plan: Plan | None  # None: nothing more


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps, one after the other; `branches` after the last one if it is left to chance. `worth` is the expectation."""

    steps: tuple[Step, ...]
    branches: tuple[Branch, ...]
    worth: Number

    @property
    def length(self) -> int:
        """The longest that it can take, in steps."""
        return len(self.steps) + max((b.plan.length for b in self.branches if b.plan is not None), default=0)


@dataclass(frozen=True, slots=True)
class NearMiss:
    """The nearest that an unexplained event comes to a reason.

    * `others`: `events` would bring `gain`, but `who` has no reason for `lacking`.
    * `superfluous`: `events` would bring `gain`, but as much without one of them.
    * `foresight`: `events`, which is one step more than the character thinks ahead, would be a reason.
    * `nothing`: nothing that begins with it, of as many steps as the character thinks ahead, ends better.
    """

    kind: Literal["others", "superfluous", "foresight", "nothing"]
    foresight: int
    events: tuple[Event, ...] = ()
    gain: Number = 0
    lacking: Event | None = None
    who: int | None = None
