"""Sampled stories."""

import random

from fabula.simulate.choices import Choices
from fabula.simulate.runs import ending_of, sample
from tests.worlds import engine_of


def choices(world: str) -> Choices:
    return Choices(engine_of(world))


def test_a_run_is_a_story_that_is_over_at_an_ending() -> None:
    engine = engine_of("biscuit")
    model = choices("biscuit")
    runs = [sample(model, random.Random(seed)) for seed in range(10)]
    assert {(run.stopped, run.ending) for run in runs} == {("over", "lie"), ("rest", None)}
    run = next(run for run in runs if run.ending == "lie")
    state = engine.initial()
    for step in run.steps:
        assert step.before == state
        assert ending_of(engine, state) is None
        assert engine.after(state, step.event, step.outcome) == step.after
        state = step.after
    assert ending_of(engine, state) == "lie"


def test_a_seed_gives_the_same_run_and_others_give_others() -> None:
    model = choices("stranger")
    runs = [[str(step.event) for step in sample(model, random.Random(seed), limit=12).steps] for seed in (1, 1, 2, 3)]
    assert runs[0] == runs[1]
    assert len({tuple(run) for run in runs}) > 1


def test_a_run_is_cut_at_its_limit_and_over_where_one_asks() -> None:
    model = choices("stranger")
    assert sample(model, random.Random(1), limit=0).stopped == "limit"
    cut = sample(model, random.Random(4), limit=1)
    assert len(cut.steps) == 1
    seen: list[object] = []
    asked = sample(model, random.Random(1), until=lambda _state: True, progress=seen.append)
    assert (asked.stopped, len(asked.steps), len(seen)) == ("over", 1, 1)
