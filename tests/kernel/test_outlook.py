"""What a state would be worth after an event, by the values of the world alone, is what it is worth once it is made."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given

from fabula.ground.model import GroundEvent, GroundModel
from fabula.kernel.engine import Kernel, State
from fabula.kernel.outlook import Outlook
from fabula.pipeline import open_model
from fabula.world.shipped import library_folder
from tests.differential.agreement import tried
from tests.differential.worlds import models
from tests.search.walks import drawn, met


def check(model: GroundModel, *, most: int) -> tuple[int, int]:
    """How often the outlook was sure, and how often it was not; it must never be sure and wrong."""
    kernel = Kernel(model)
    outlook = Outlook(kernel.core, model)
    counts = [0, 0]

    def hold(state: State, number: int, outcome: int, ticks: int, after: State | None) -> None:
        """Ask what the state is worth after the event and so many ticks more, and hold it against the states."""
        for more in range(3):
            for character in range(len(model.characters)):
                found = outlook.worth(state.key, number, outcome, ticks + more, character)
                counts[not outlook.sure] += 1
                if outlook.sure and after is not None:
                    assert found == kernel.utility(after, character), (state, number, outcome, ticks)
            later = None if after is None else tried(partial(kernel.tick, after))[0]
            after = after if later is None else later

    for state in met(kernel, most=most):
        hold(state, -1, 0, 0, state)
        for event in kernel.possible(state):
            if isinstance(event, GroundEvent):
                for outcome, share in enumerate(kernel.odds(state, event)):
                    if share:
                        after, _ = tried(partial(kernel.after, state, event, outcome))
                        hold(state, event.index, outcome, event.takes, after)
    return counts[0], counts[1]


@given(models())
@drawn
def test_it_is_what_it_will_be_worth_in_random_worlds(model: GroundModel) -> None:
    tried(lambda: check(model, most=8))


def test_random_worlds_are_seen_through() -> None:
    """The test above would not be worth much if it were never sure."""
    sure = 0

    @given(models())
    @drawn
    def count(model: GroundModel) -> None:
        nonlocal sure
        found, _ = tried(lambda: check(model, most=3))
        if found is not None:
            sure += found[0]

    count()
    assert sure > 500


@pytest.mark.parametrize("name", ["the-wager", "the-heist", "the-school-yard"])
def test_it_is_what_it_will_be_worth_in_shipped_worlds(name: str) -> None:
    sure, unsure = check(open_model(library_folder() / "worlds" / f"{name}.fabula"), most=30)
    assert sure > unsure
