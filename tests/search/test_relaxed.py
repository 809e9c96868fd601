"""The relaxation is never below what can really be reached: in random worlds, and in those of the field."""

from math import inf
from pathlib import Path

import pytest
from hypothesis import given

from fabula.ground.model import GroundModel
from fabula.pipeline import open_model
from fabula.reference.engine import Reference
from fabula.search.relaxed import Relaxed, utility_of
from fabula.world.expressions import Const, Fluent, If
from tests.differential.agreement import tried
from tests.differential.worlds import models
from tests.search.walks import drawn, met, reached
from tests.shared import CONFORMANCE, PROBLEMS, files
from tests.worlds import engine_of


def check(engine: Reference, *, starts: int, events: int, most: int) -> int:
    """How many utilities were held against the bound."""
    model = engine.model
    count = 0
    for deeds in (False, True):
        relaxed = Relaxed(model, deeds=deeds)
        for start in met(engine, most=starts):
            layer = relaxed.start(start.values)
            for length, states in enumerate(reached(engine, start, events=events, most=most, deeds=deeds)):
                for character in (None, *range(len(model.characters))):
                    utility = utility_of(model, character)
                    bound = relaxed.most(layer, utility, length)
                    for state in states:
                        worth = engine.utility(state, character)
                        if worth is not None:
                            count += 1
                            assert worth <= bound
                            least = relaxed.least_events(layer, utility, worth)
                            assert least is not None
                            assert least <= length
    return count


@given(models())
@drawn
def test_it_is_never_too_low_in_random_worlds(model: GroundModel) -> None:
    tried(lambda: check(Reference(model), starts=5, events=3, most=60))


@pytest.mark.parametrize("path", [*files(PROBLEMS, "*.txt"), *files(CONFORMANCE, "c*.txt")], ids=lambda path: path.stem)
def test_it_is_never_too_low_in_the_problems_of_the_field(path: Path) -> None:
    assert tried(lambda: check(Reference(open_model(path)), starts=4, events=3, most=60)) != (0, "")


def test_it_says_how_far_a_goal_is() -> None:
    engine = engine_of("biscuit")
    relaxed = Relaxed(engine.model, deeds=False)
    layer = relaxed.start(engine.initial().values)
    eaten = If(dict(engine.model.endings)["lie"], Const(1), Const(0))
    assert relaxed.least_events(layer, eaten, 1) == 1
    assert relaxed.least_events(layer, eaten, 2) is None
    assert relaxed.most(layer, eaten, 0) == 0
    assert relaxed.most(layer, eaten, 1) == 1


def test_an_unknown_utility_is_never_reached() -> None:
    engine = engine_of("biscuit")
    relaxed = Relaxed(engine.model, deeds=False)
    layer = relaxed.start(engine.initial().values)
    assert relaxed.most(layer, Const(None), 3) == -inf
    named = next(f.index for f in engine.model.fluents if f.property.kind != "number")
    assert relaxed.most(layer, Fluent(named), 3) <= 1
