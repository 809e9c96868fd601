"""Runs: sampled stories, event by event as the choice model has it, from a seed.

A run is over at an ending; it is at rest where nothing can follow; and it is cut where it has reached its limit.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from fabula.kernel import Kernel, State
from fabula.semantics import AnyEvent
from fabula.simulate.choices import Choices, Moment

STEPS = 200  # events after which a run is cut


@dataclass(frozen=True, slots=True)
class RunStep:
    """An event of a run, how it turned out (from 0), and the states before and after it."""

    before: State
    event: AnyEvent
    outcome: int
    after: State


@dataclass(frozen=True, slots=True)
class Run:
    """A sampled story. `ending`: the name of the ending that it reached; None where it is at rest or was cut."""

    steps: tuple[RunStep, ...]
    stopped: Literal["over", "rest", "limit"]
    ending: str | None = None


def sampling(choices: Choices, rng: random.Random, start: Moment) -> Iterator[RunStep]:
    """One run from a moment on, as it comes, without a limit: it stops where the story is over or at rest."""
    engine, moment = choices.engine, start
    while ending_of(engine, moment.state) is None:
        options = choices.options(moment)
        if not options:
            return
        before = moment.state
        option = rng.choices(options, [float(option.probability) for option in options])[0]
        odds = engine.odds(before, option.event)
        outcome = rng.choices(range(len(odds)), [float(share) for share in odds])[0]
        moment = choices.after(moment, option, outcome)
        yield RunStep(before, option.event, outcome, moment.state)


def sample(
    choices: Choices,
    rng: random.Random,
    *,
    start: Moment | None = None,
    limit: int = STEPS,
    until: Callable[[State], bool] = lambda _state: False,
    progress: Callable[[RunStep], None] = lambda _step: None,
) -> Run:
    """One run (from the start, unless told otherwise) of at most `limit` events; over, too, where `until` holds.

    `progress` is told each step as it comes.
    """
    first = choices.start() if start is None else start
    steps: list[RunStep] = []
    for step in islice(sampling(choices, rng, first), limit):
        steps.append(step)
        progress(step)
        if until(step.after):
            return Run(tuple(steps), "over", ending_of(choices.engine, step.after))
    last = steps[-1].after if steps else first.state
    ending = ending_of(choices.engine, last)
    if ending is not None:
        return Run(tuple(steps), "over", ending)
    return Run(tuple(steps), "limit" if len(steps) == limit else "rest")


def ending_of(engine: Kernel, state: State) -> str | None:
    """The name of the first ending that holds in the state, if one does."""
    return next((name for name, holds in engine.model.endings if engine.value(state, holds) is True), None)
