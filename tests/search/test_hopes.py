"""A reason that is found by guidance is one by the definition; where none is found, nothing is said."""

import pytest
from hypothesis import given

from fabula.ground.model import GroundModel
from fabula.kernel.engine import Kernel
from fabula.pipeline import open_engine, open_model
from fabula.reference.motive import Motives
from fabula.search.explaining import Explaining
from fabula.search.hopes import Hopes
from tests.differential.agreement import tried
from tests.differential.worlds import models
from tests.search.test_explaining import accepted
from tests.search.walks import drawn, met, without_chance
from tests.worlds import WORLDS

FORESIGHT = 3


def check(model: GroundModel, *, depth: int, most: int) -> tuple[int, int]:
    """How many reasons of two steps or more there are, and how many of them guidance finds."""
    kernel = Kernel(model)
    literal = Motives(kernel, foresight=FORESIGHT, depth=depth)
    there = met_with = 0
    for state in met(kernel, most=most):
        for event in kernel.possible(state):
            for who in literal.consenting(state, event):
                search = Explaining(kernel, foresight=FORESIGHT, depth=depth)
                hopes = Hopes(search)
                mind = kernel.believed(state, who)
                found = hopes.find(mind.key, event.index, who, FORESIGHT, 1, 500)
                right = literal.reason(state, event, who)
                if found:
                    assert right is not None, (state, event, who)
                    told = search._told(mind.key, event.index, who, FORESIGHT, 1)
                    assert accepted(kernel, told, mind, FORESIGHT, depth) > 0
                if right is not None and right.plan.length > 1:
                    there += 1
                    met_with += found
    return there, met_with


@given(models())
@drawn
def test_what_is_found_in_random_worlds_is_a_reason(model: GroundModel) -> None:
    if without_chance(model):
        tried(lambda: check(model, depth=1, most=4))


@pytest.mark.parametrize(("name", "depth", "most"), [("manor", 2, 20), ("beacons", 1, 4)])
def test_what_is_found_is_a_reason(name: str, depth: int, most: int) -> None:
    there, found = check(open_model(WORLDS / "field" / f"{name}.txt"), depth=depth, most=most)
    assert there > 3
    assert 4 * found > 3 * there  # or it would be of little use


@pytest.mark.parametrize(("effort", "answer"), [(300, None), (5_000, True)])
def test_ten_steps_ahead(effort: int, answer: bool | None) -> None:
    """The lord of `lamp` bids his knight to bring him the lamp: the first of ten steps, to the wedding."""
    engine = open_engine(WORLDS / "field" / "lamp.txt")
    state = engine.initial()
    by_name = {str(event): event for event in engine.model.events}
    state = engine.after(state, by_name["fall_in_love(Malik, Soraya, Palace)"])
    bid = by_name["bid(Malik, Yusuf, Lamp, Palace)"]
    alone = Explaining(engine, foresight=10, depth=2, effort=effort)
    assert alone.explained(state, bid) is None
    helped = Explaining(engine, foresight=10, depth=2, effort=effort)
    helped.hopes = Hopes(helped)
    assert helped.explained(state, bid) is answer
    helped.effort = 2 * effort
    assert helped.explained(state, bid) in (answer, True)  # a "not known" is no answer for ever


@pytest.mark.parametrize("effort", [3, 6, 10, 15, 1000])
def test_no_plan_goes_through_an_unknown_worth(effort: int) -> None:
    kernel = Kernel(open_model(WORLDS / "mood.txt"))
    start = kernel.initial()
    (event,) = kernel.possible(start)
    assert not Motives(kernel, foresight=6, depth=2).explained(start, event)
    search = Explaining(kernel, foresight=6, depth=2)
    assert not Hopes(search).find(kernel.believed(start, 0).key, event.index, 0, 6, 1, effort)
