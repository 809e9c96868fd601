"""Motives on the kernel are those of the definition: the same reasons, the same plans, the same ties."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given

from fabula.ground.model import GroundModel
from fabula.kernel.engine import Kernel
from fabula.pipeline import open_model
from fabula.reasons import Branch, Plan, Step
from fabula.reference.engine import Reference
from fabula.reference.motive import Motives
from fabula.search.motives import FastMotives, motives_of
from fabula.world.shipped import library_folder
from tests.differential.agreement import tried
from tests.differential.worlds import moved_models
from tests.search.walks import drawn, met
from tests.shared import CONFORMANCE, files


def bare(plan: Plan) -> Plan:
    """The plan without the reasons of the others."""
    branches = (Branch(b.odds, b.outcome, b.plan and bare(b.plan)) for b in plan.branches)
    return Plan(tuple(Step(step.event) for step in plan.steps), tuple(branches), plan.worth)


def compared(model: GroundModel, *, most: int, everything: bool = True) -> tuple[int, int]:
    """How many events were found explained, and how many not; raises where the two differ."""
    literal, fast = Motives(Reference(model)), FastMotives(Kernel(model))
    counts = [0, 0]
    for state, twin in zip(met(literal.engine, most=most), met(fast.kernel, most=most), strict=True):
        assert state.values == twin.values
        for character in range(len(model.characters)):
            assert literal.worth(state, 0, character) == fast.worth(twin, 0, character)
        for event in literal.engine.possible(state):
            assert literal.consenting(state, event) == fast.consenting(twin, event)
            right = literal.explained(state, event)
            assert fast.explained(twin, event) is right, (state, event)
            counts[not right] += 1
            for who in literal.consenting(state, event) if everything else ():
                reason = literal.reason(state, event, who)
                assert fast.reason(twin, event, who) == reason, (state, event)
                assert fast.best_reason(twin, event, who) == literal.best_reason(state, event, who), (state, event)
                assert fast.plans(twin, event, who) == [bare(p) for p in literal.plans(state, event, who)], (
                    state,
                    event,
                )
                mind, same = literal.engine.believed(state, who), fast.kernel.believed(twin, who)
                for budget, level in ((2, 1), (2, 2), (3, 3)):
                    most = literal.most_within(mind, event, who, budget, level)
                    assert fast.most_within(same, event, who, budget, level) == most, (state, event)
                if reason is None:
                    assert fast.near_miss(twin, event, who) == literal.near_miss(state, event, who), (state, event)
    return counts[0], counts[1]


@given(moved_models())
@drawn
def test_they_are_those_of_the_definition_in_random_worlds(model: GroundModel) -> None:
    tried(lambda: compared(model, most=6))


def test_random_worlds_have_all_kinds_of_answers() -> None:
    """The test above would not be worth much if every answer were the same."""
    yes = no = gambles = long = 0

    @given(moved_models())
    @drawn
    def count(model: GroundModel) -> None:
        nonlocal yes, no, gambles, long
        found, _ = tried(lambda: compared(model, most=2, everything=False))
        if found is None:
            return
        yes, no = yes + found[0], no + found[1]
        fast = FastMotives(Kernel(model))
        for plan in all_plans(fast):
            gambles += bool(plan.branches)
            long += len(plan.steps) > 1

    count()
    assert min(yes, no) > 50
    assert min(gambles, long) > 10, (gambles, long)


def all_plans(fast: FastMotives) -> Iterator[Plan]:
    for state in met(fast.kernel, most=2):
        for event in fast.kernel.possible(state):
            for who in fast.consenting(state, event):
                yield from fast.plans(state, event, who)


@pytest.mark.parametrize("path", files(CONFORMANCE, "c*.txt"), ids=lambda p: p.stem)
def test_they_are_those_of_the_definition_in_the_cases_of_the_field(path) -> None:  # type: ignore[no-untyped-def]
    compared(open_model(path), most=20)


@pytest.mark.parametrize(("name", "most"), [("the-camp", 20), ("the-school-yard", 3), ("the-heist", 3)])
def test_they_are_those_of_the_definition_in_shipped_worlds(name: str, most: int) -> None:
    yes, _ = compared(open_model(library_folder() / "worlds" / f"{name}.fabula"), most=most)
    assert yes


def test_whoever_asks_gets_the_fastest_there_is() -> None:
    model = open_model(library_folder() / "worlds" / "the-camp.fabula")
    assert isinstance(motives_of(Kernel(model)), FastMotives)
    assert type(motives_of(Reference(model), foresight=1)) is Motives
