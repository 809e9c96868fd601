"""Breadth-first search for a shortest explained plan: every plan of one event, then of two, and so on.

A plan is *explained* when every event of it is: each character who must want it believes that it begins a plan that is
good for him or her (`docs/manual/semantics.md`). Whether an event is explained depends on the state alone, so that of
all ways to a state one is enough. A shortest plan to a goal is minimal too: had it an event that could be left out,
a shorter plan would reach the goal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from fabula.ground.model import AddressedEvent
from fabula.search.goal import Goal, is_over
from fabula.semantics import AnyEvent, Semantics, State
from fabula.world.expressions import Fluent

S = TypeVar("S", contravariant=True)


class Explains(Protocol[S]):
    """Who knows whether an event is explained in a state."""

    def explained(self, state: S, event: AnyEvent, /) -> bool: ...


@dataclass(frozen=True, slots=True)
class PlanStep(Generic[State]):
    """An event, the number of its outcome (from 0), and the states before and after it."""

    before: State
    event: AnyEvent
    outcome: int
    after: State


@dataclass(frozen=True, slots=True)
class Found(Generic[State]):
    """The answer of a search. `plan` is None where there is none of at most `limit` events: that is proved."""

    plan: tuple[PlanStep[State], ...] | None
    states: int  # states that were met


def shortest_plan(
    engine: Semantics[State],
    motives: Explains[State],
    goal: Goal[State],
    *,
    limit: int | None = None,
    progress: Callable[[int, int], None] = lambda length, states: None,
) -> Found[State]:
    """A shortest explained plan from the start to the goal, of at most `limit` events (None: of any length).

    `progress` is told the length that is being tried and the number of states met. Without a limit the search ends
    only where the world has finitely many states.
    """
    start = engine.initial()
    least = goal.utility(start)
    reached_by: dict[State, PlanStep[State] | None] = {start: None}
    frontier = [start]
    length = 0
    while frontier and least is not None and (limit is None or length < limit):
        length += 1
        met: list[State] = []
        for state in frontier:
            progress(length, len(reached_by))
            if is_over(engine, state):
                continue
            for event in engine.possible(state):
                steps = [step for step in steps_of(engine, state, event) if step.after not in reached_by]
                if length == limit:  # what ends here must be the goal
                    steps = [step for step in steps if goal.reached(step.after, least)]
                if not steps or not motives.explained(state, event):
                    continue
                for step in steps:
                    if goal.reached(step.after, least):
                        return Found((*_way_to(state, reached_by), step), len(reached_by))
                    if step.after not in reached_by:
                        reached_by[step.after] = step
                        met.append(step.after)
        frontier = met
    return Found(None, len(reached_by))


def steps_of(engine: Semantics[State], state: State, event: AnyEvent) -> tuple[PlanStep[State], ...]:
    """The event with each of its outcomes that has odds, in order."""
    outcomes = engine.outcomes(state, event)
    ground = event
    if isinstance(ground, AddressedEvent):
        who = engine.value(state, Fluent(ground.who))
        ground = engine.model.events[dict(ground.instances)[str(who)]]
    numbers = [0]
    if len(ground.outcomes) > 1:  # those without odds are not among the outcomes
        numbers = [n for n, outcome in enumerate(ground.outcomes) if engine.value(state, outcome.weight)]
    return tuple(PlanStep(state, event, number, after) for number, (_, after) in zip(numbers, outcomes, strict=True))


def _way_to(state: State, reached_by: dict[State, PlanStep[State] | None]) -> tuple[PlanStep[State], ...]:
    way: list[PlanStep[State]] = []
    step = reached_by[state]
    while step is not None:
        way.append(step)
        step = reached_by[step.before]
    return tuple(reversed(way))
