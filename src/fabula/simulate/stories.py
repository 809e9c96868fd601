"""Stories that nobody has written: sampled ones, and ones that end as one would like them to."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from fabula.kernel import Kernel, State
from fabula.search.breadth_first import shortest_plan
from fabula.search.goal import Goal
from fabula.search.motives import motives_of
from fabula.semantics import AnyEvent
from fabula.simulate.choices import Choices
from fabula.simulate.runs import Run, RunStep, ending_of, sample
from fabula.stories.replay import Moment

TRIES = 40  # sampled stories among which one with the ending that is asked for is looked for
EVENTS = 4000  # that they may have together

Beats = Sequence[Sequence[Moment]]


@dataclass(frozen=True, slots=True)
class Generated:
    """A story by beats, and how it was found.

    * `found`: `sampled` from the start; `continued`: sampled from where the story `begins_with` ends; `shortest`.
    * `stopped`: whether it is over, at rest, or cut at the limit of a run; `ending`: the name of its ending, if any.
    """

    beats: tuple[tuple[Moment, ...], ...]
    found: Literal["sampled", "continued", "shortest"]
    stopped: Literal["over", "rest", "limit"]
    ending: str | None = None
    begins_with: str | None = None


def generated(
    engine: Kernel,
    rng: random.Random,
    *,
    start: State | None = None,
    progress: Callable[[Moment], None] = lambda _moment: None,
) -> Generated:
    """A story in which everybody does what is likely. `progress` is told each moment as it comes."""
    choices = Choices(engine)
    first = None if start is None else choices.moment(start)
    run = sample(choices, rng, start=first, progress=lambda step: progress(_moment(engine, step)))
    return _of_run(engine, run, "sampled", (), None)


def ending_so(
    engine: Kernel,
    goal: Goal[State],
    rng: random.Random,
    *,
    start: State | None = None,
    beginnings: Iterable[tuple[str, Beats]] = (),
    note: Callable[[str], None] = lambda _words: None,
) -> Generated | None:
    """A story that reaches the goal; None: there is none in which everybody acts for a reason.

    First so many are sampled from the start, then as many that go on from each of the `beginnings` (a name and what
    happens); if none of them ends so, a shortest explained story is searched for. `note` is told what is being tried.
    With a `start` of one's own nothing but stories sampled from there is tried, and None says no more than that.
    """
    least = goal.utility(engine.initial()) or 0
    if engine.model.world.language != "sabre":
        choices = Choices(engine)
        nothing: tuple[str | None, Beats] = (None, ())
        for name, beats in (nothing, *(beginnings if start is None else ())):
            note("sampling" if name is None else f"sampling from the end of {name}")
            state = engine.initial() if start is None else start
            first = choices.moment(beats[-1][-1].after if beats else state)
            left, tries = EVENTS, TRIES
            while left > 0 and tries > 0:
                run = sample(choices, rng, start=first, until=lambda state: goal.reached(state, least))
                if run.steps and goal.reached(run.steps[-1].after, least):
                    return _of_run(engine, run, "continued" if beats else "sampled", beats, name)
                left, tries = left - len(run.steps), tries - 1
    if start is not None:
        return None
    note("searching for a shortest story")
    found = shortest_plan(engine, motives_of(engine), goal)
    if found.plan is None:
        return None
    moments = tuple(moment_of(engine, step.before, step.event, step.outcome, step.after) for step in found.plan)
    return Generated((moments,), "shortest", "over", ending_of(engine, found.plan[-1].after))


def moment_of(engine: Kernel, before: State, event: AnyEvent, outcome: int, after: State) -> Moment:
    """What happened, with the triggers that it set off."""
    return Moment(before, event, outcome, after, engine.fired(before, event, outcome))


def _moment(engine: Kernel, step: RunStep) -> Moment:
    return moment_of(engine, step.before, step.event, step.outcome, step.after)


def _of_run(
    engine: Kernel, run: Run, found: Literal["sampled", "continued"], beats: Beats, name: str | None
) -> Generated:
    moments = tuple(_moment(engine, step) for step in run.steps)
    return Generated((*map(tuple, beats), moments), found, run.stopped, run.ending, name)
