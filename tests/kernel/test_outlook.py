"""What a state would be worth after an event, by the values of the world alone, is what it is worth once it is made."""

from __future__ import annotations

import pytest
from hypothesis import given

from fabula.ground.model import GroundModel
from fabula.kernel.engine import Kernel
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
    for state in met(kernel, most=most):
        for event in (None, *kernel.possible(state)):
            if event is not None and event.index >= len(model.events):
                continue
            odds = (1,) if event is None else kernel.odds(state, event)
            for outcome, share in enumerate(odds):
                if not share:
                    continue
                after, problem = (state, "") if event is None else tried(lambda: kernel.after(state, event, outcome))
                for ticks in range(3):
                    for character in range(len(model.characters)):
                        number = -1 if event is None else event.index
                        more = 0 if event is None else event.takes
                        found = outlook.worth(state.key, number, outcome, more + ticks, character)
                        counts[not outlook.sure] += 1
                        if outlook.sure and after is not None:
                            assert found == kernel.utility(after, character), (state, event, outcome, ticks)
                    if after is not None:
                        after, problem = tried(lambda: kernel.tick(after) or after)
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
