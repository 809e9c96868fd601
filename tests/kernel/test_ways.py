"""The short way and the long way come to the same state, step by step, on walks through the worlds that are shipped."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import fabula
from fabula.diagnostics.problems import FabulaError
from fabula.kernel.engine import Kernel
from fabula.pipeline import open_model

WORLDS = sorted((Path(fabula.__file__).parent / "library" / "worlds").glob("*.fabula"))


def walk(kernel: Kernel, length: int, chosen: random.Random) -> list[tuple[int, int, int]]:
    """So many steps (state, event, outcome), begun anew after 60 of them; now and then on into a mind."""
    steps: list[tuple[int, int, int]] = []
    start = state = kernel.initial().key
    while len(steps) < length:
        events = kernel.answers.possible(state)
        mind = kernel.pool.mind(state, chosen.randrange(kernel.pool.places))
        if len(steps) % 60 == 0 or not events:
            state = start
        elif mind and chosen.random() < 0.1:
            state = mind
        if events := kernel.answers.possible(state):
            event = chosen.choice(events)
            odds = kernel.answers.odds(state, event)
            outcome = chosen.choice([number for number, share in enumerate(odds) if share])
            steps.append((state, event, outcome))
            try:
                state = kernel.answers.after(state, event, outcome)
            except FabulaError:  # triggers without end, in a mind that nobody could have
                steps.pop()
                state = start
    return steps


@pytest.mark.parametrize("world", WORLDS, ids=lambda path: path.stem)
def test_both_ways_come_to_the_same_state(world: Path) -> None:
    kernel = Kernel(open_model(world))
    steps = walk(kernel, 3000, random.Random(1))
    assert kernel.core.slow_steps < len(steps) / 1000
    short = [kernel.core.step(*step) for step in steps]
    kernel.core.fast = False
    assert [kernel.core.step(*step) for step in steps] == short


def test_what_is_remembered_is_what_is_worked_out() -> None:
    kernel = Kernel(open_model(WORLDS[-1]))
    for state, event, outcome in walk(kernel, 500, random.Random(2)):
        assert kernel.answers.after(state, event, outcome) == kernel.core.after(state, event, outcome)
        here = kernel.model.events[kernel.answers.ground(state, event)]
        assert kernel.can(kernel.state(state), here)
        assert kernel.answers.consenting(state, event) == tuple(
            consent.character for consent in here.consenting if not kernel.value(kernel.state(state), consent.unless)
        )
        for character in range(len(kernel.model.characters)):
            wants = kernel.wants(kernel.state(state), character).values()
            total = None if None in wants else sum(value for value in wants if value is not None)
            assert kernel.answers.utility(state, character) == total
