"""Landmarks are never more than a plan has events, and mostly more than there are layers."""

from pathlib import Path

import pytest
from hypothesis import given

from fabula.diagnostics.source import Source
from fabula.ground import ground
from fabula.ground.model import GroundModel
from fabula.kernel.engine import Kernel
from fabula.pipeline import open_model
from fabula.reference.engine import Reference
from fabula.search.landmarks import Landmarks
from fabula.search.relaxed import utility_of
from fabula.world.expressions import And, Compare, Const, Expr, Fluent, If
from fabula.world.load import load
from tests.differential.agreement import tried
from tests.differential.worlds import models
from tests.search.test_solving import CLIMBING, asked, configurations
from tests.search.walks import drawn, met, reached
from tests.shared import CONFORMANCE, PROBLEMS, files, needs_shared


def check(engine: Reference, *, starts: int, events: int, most: int) -> int:
    """How often the number of landmarks was held against a way that there is."""
    model = engine.model
    count = 0
    for start in met(engine, most=starts):
        for length, states in enumerate(reached(engine, start, events=events, most=most, deeds=False)):
            for state in states[:3]:
                values = enumerate(state.values)
                there: Expr = And(tuple(Compare("==", Fluent(fluent), Const(value)) for fluent, value in values))
                goals = [(If(there, Const(1), Const(0)), 1)]
                for character in range(len(model.characters)):
                    worth = engine.utility(state, character)
                    if worth is not None:
                        goals.append((utility_of(model, character), worth))  # type: ignore[arg-type]
                for utility, at_least in goals:
                    landmarks = Landmarks(model, utility, float(at_least))
                    landmarks.relaxed.set_values(start.values)
                    assert 0 <= landmarks.count() <= length
                    count += 1
    return count


@given(models())
@drawn
def test_they_are_never_too_many_in_random_worlds(model: GroundModel) -> None:
    tried(lambda: check(Reference(model), starts=3, events=3, most=20))


@pytest.mark.parametrize("path", [*files(PROBLEMS, "*.txt"), *files(CONFORMANCE, "c*.txt")], ids=lambda path: path.stem)
def test_they_are_never_too_many_in_the_problems_of_the_field(path: Path) -> None:
    assert tried(lambda: check(Reference(open_model(path)), starts=1, events=2, most=6)) != (0, "")


@needs_shared
@pytest.mark.parametrize(
    ("name", "layers", "landmarks"),
    [
        ("hospital_both", 2, 3),
        ("basketball_both", 3, 3),
        ("western", 2, 4),
        ("deerhunter_both", 4, 8),
        ("space_all", 2, 4),
    ],
)
def test_they_are_more_than_there_are_layers(name: str, layers: int, landmarks: int) -> None:
    solving = asked(configurations()[name])
    assert solving.utility is not None
    counting = Landmarks(solving.engine.model, solving.utility, float(solving.goal.at_least))
    solving.explaining.graph.fill(counting.relaxed, solving.explaining.graph.number(solving.engine.initial()))
    assert (counting.relaxed.least_events(solving.goal.at_least), counting.count()) == (layers, landmarks)


def test_each_part_counts_and_what_they_share_counts_once() -> None:
    text = CLIMBING.replace("height(Ann) == 3 and roped(Ann)", "height(Ann) >= 1 and roped(Ann)")
    engine = Kernel(ground(load(Source("climbing.fabula", text))))
    top = If(dict(engine.model.endings)["top"], Const(1), Const(0))
    landmarks = Landmarks(engine.model, top, 1)
    landmarks.relaxed.set_values(engine.initial().values)
    assert landmarks.count() == 2
    assert landmarks.relaxed.least_events(1) == 1
    never = Landmarks(engine.model, top, 2)
    never.relaxed.set_values(engine.initial().values)
    assert never.count() == -1
