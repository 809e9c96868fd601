"""Explanations by search are those of `Motives`, exactly; and what was not found out is not a no."""

from pathlib import Path

import pytest
from hypothesis import given

from fabula.ground.model import GroundModel
from fabula.kernel.engine import Kernel
from fabula.pipeline import open_model
from fabula.reference.engine import Reference
from fabula.reference.motive import Motives
from fabula.search.explaining import Explaining
from tests.differential.agreement import tried
from tests.differential.worlds import models
from tests.search.walks import drawn, met, without_chance
from tests.shared import CONFORMANCE, PROBLEMS, files
from tests.worlds import engine_of

QUICK = ("bribery", "deerhunter", "raiders", "secretagent", "space", "treasure")  # those in which `Motives` is quick


def check(model: GroundModel, *, foresight: int, depth: int, most: int) -> tuple[int, int]:
    """How many events were found explained, and how many not, on both engines and by `Motives`."""
    reference, kernel = Reference(model), Kernel(model)
    literal = Motives(reference, foresight=foresight, depth=depth)
    found = Explaining(reference, foresight=foresight, depth=depth)
    packed = Explaining(kernel, foresight=foresight, depth=depth)
    counts = [0, 0]
    for state, twin in zip(met(reference, most=most), met(kernel, most=most), strict=True):
        assert state.values == twin.values
        for event in reference.possible(state):
            right = literal.explained(state, event)
            assert found.explained(state, event) is right, (state, event)
            assert packed.explained(twin, event) is right, (state, event)
            counts[not right] += 1
    return counts[0], counts[1]


@given(models())
@drawn
def test_they_are_those_of_motives_in_random_worlds(model: GroundModel) -> None:
    if without_chance(model):
        for depth in (0, 1, 2):
            tried(lambda depth=depth: check(model, foresight=3, depth=depth, most=12))  # type: ignore[misc]


def test_random_worlds_have_both_answers() -> None:
    """The test above would not be worth much if every answer were the same."""
    yes = no = 0

    @given(models())
    @drawn
    def count(model: GroundModel) -> None:
        nonlocal yes, no
        if without_chance(model):
            found, _ = tried(lambda: check(model, foresight=2, depth=1, most=4))
            if found is not None:
                yes, no = yes + found[0], no + found[1]

    count()
    assert yes > 50
    assert no > 50


@pytest.mark.parametrize(
    "path",
    [p for p in files(PROBLEMS, "*.txt") if p.stem in QUICK] + files(CONFORMANCE, "c*.txt"),
    ids=lambda p: p.stem,
)
@pytest.mark.parametrize(("foresight", "depth"), [(1, 1), (3, 2), (4, 1)])
def test_they_are_those_of_motives_in_the_problems_of_the_field(path: Path, foresight: int, depth: int) -> None:
    assert tried(lambda: sum(check(open_model(path), foresight=foresight, depth=depth, most=25))) != (0, "")


@pytest.mark.parametrize("name", ["biscuit", "bench", "stranger"])
def test_they_are_those_of_motives_in_worlds_that_were_written(name: str) -> None:
    engine = engine_of(name)
    literal, found = Motives(engine), Explaining(engine)
    for state in met(engine, most=20):
        for event in engine.possible(state):
            assert found.explained(state, event) is literal.explained(state, event)


def test_too_little_effort_is_not_a_no() -> None:
    engine = engine_of("biscuit")
    literal = Motives(engine)
    found = Explaining(engine, effort=1)
    state = engine.initial()
    answers = {found.explained(state, event) for event in engine.possible(state)}
    assert None in answers
    found.effort = 10_000
    for event in engine.possible(state):
        assert found.explained(state, event) is literal.explained(state, event)
