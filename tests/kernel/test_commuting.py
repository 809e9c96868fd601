"""Events that commute, and walks that leave out one order of them: the same states at each depth."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fabula.diagnostics.problems import FabulaError
from fabula.ground.model import GroundEffect, GroundEvent, GroundFluent, GroundModel, GroundOutcome, Mind
from fabula.kernel import core as core_module
from fabula.kernel.commuting import commuting
from fabula.kernel.engine import Kernel
from fabula.pipeline import open_model
from fabula.state.constants import DRAFTS
from fabula.world.expressions import Const, Expr, Fluent, Not, conjunction
from fabula.world.model import Property
from tests.differential.worlds import Drawing
from tests.literature.problems import problem, simplified
from tests.shared import needs_shared

WORLDS = sorted((Path(__file__).parents[1] / "worlds").glob("*.fabula"))

MARKET = """
world "Market"
Ann, Tom, Eve : character
property hungry(character)
property paid(character)
property open
start
    open
action leave
    by Ann
    when open
    then not open
action eat(who: character)
    by who
    when hungry(who)
    then not hungry(who)
action hunger(who: character)
    by who
    when open and not hungry(who)
    then hungry(who)
    seen by who
action earn(who: character)
    by who
    when open and not paid(who)
    then paid(who)
    seen by nobody
"""


def walked(model: GroundModel, depth: int, *, sleeping: bool) -> tuple[list[int], Kernel]:
    kernel = Kernel(model, max_states=20_000)
    kernel.core.sleeping = sleeping
    return kernel.counts(depth), kernel


def check_pairs(model: GroundModel, depth: int, most: int = 400) -> int:
    """Hold pairs that are said to commute against what they come to; how many were tried."""
    said = commuting(model)
    kernel = walked(model, depth, sleeping=False)[1]
    answers = kernel.answers
    tried = 0
    for state in range(DRAFTS, DRAFTS + min(most, len(kernel.pool))):
        if not kernel.pool.is_settled(state):
            continue
        for one, other in combinations([e for e in answers.possible(state) if e < len(said)], 2):
            if said[one] >> other & 1:
                tried += 1
                first, second = answers.after(state, one, 0), answers.after(state, other, 0)
                assert answers.can(first, other)
                assert answers.can(second, one)
                assert answers.after(first, other, 0) == answers.after(second, one, 0), (one, other)
    return tried


class Loose(Drawing):
    """Worlds of truth values in which much commutes, and many are wrong about them."""

    def model(self) -> GroundModel:
        self.dreams = self.figures = False
        model = super().model()
        self.characters = model.characters
        count = self.number(4, 6)
        domain = (False, True)
        names = [f"p{index}" for index in range(count)]
        declared = [Property(name, name, (), "boolean", "boolean") for name in names]
        self.fluents = tuple(
            GroundFluent(index, declared[index], (self.characters[0],), names[index], domain) for index in range(count)
        )
        events = tuple(self.loose(index) for index in range(self.number(3, 7)))
        triggers = (self.trigger(0),) if self.chance(25) else ()
        return replace(
            model,
            fluents=self.fluents,
            minds=tuple(Mind("actual", name) for name in self.characters),
            events=events,
            addressed=(),
            triggers=triggers,
            initial=self.start(),
            wants=(),
        )

    def literal(self) -> Expr:
        here = Fluent(self.number(0, len(self.fluents) - 1))
        return here if self.chance(60) else Not(here)

    def loose(self, index: int) -> GroundEvent:
        precondition = conjunction([self.literal() for _ in range(self.number(0, 2))])
        changed = Const(self.chance(50))
        fluent = self.number(0, len(self.fluents) - 1)
        effects = (GroundEffect(Const(True), self.path(2) if self.chance(20) else (), fluent, changed),)
        seen = tuple(self.literal() if self.chance(15) else Const(self.chance(60)) for _ in self.characters)
        return GroundEvent(index, "fate", f"e{index}", (), precondition, (GroundOutcome(Const(1), effects),), (), seen)


@st.composite
def loose_models(draw: st.DrawFn) -> GroundModel:
    return Loose(draw).model()


TRIED: list[int] = []
LEFT_OUT: list[int] = []


@given(loose_models())
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_what_is_said_to_commute_does(model: GroundModel) -> None:
    try:
        TRIED.append(check_pairs(model, 3, 200))
    except FabulaError:  # triggers without end
        return


@given(loose_models())
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_no_state_is_lost_nor_found_later(model: GroundModel) -> None:
    try:
        counts = walked(model, 6, sleeping=False)[0]
    except FabulaError:
        return
    found, kernel = walked(model, 6, sleeping=True)
    assert found == counts
    LEFT_OUT.append(kernel.core.left_out)


def test_there_were_enough_of_both() -> None:
    """Or the tests before would not say much. (Where they were not run: nothing.)"""
    assert not TRIED or sum(count > 0 for count in TRIED) > len(TRIED) // 3
    assert not LEFT_OUT or sum(count > 0 for count in LEFT_OUT) > len(LEFT_OUT) // 4


@pytest.fixture
def market(tmp_path: Path) -> GroundModel:
    path = tmp_path / "market.fabula"
    path.write_text(MARKET, "utf-8")
    return open_model(path)


def test_most_steps_of_a_market_are_left_out(market: GroundModel) -> None:
    assert check_pairs(market, 4) > 500
    counts, all_of_it = walked(market, 9, sleeping=False)
    assert all_of_it.core.left_out == 0
    found, kernel = walked(market, 9, sleeping=True)
    assert found == counts
    assert kernel.core.left_out > all_of_it.core.steps // 3
    assert kernel.core.steps + kernel.core.left_out == all_of_it.core.steps


def test_events_that_are_said_to_commute_and_do_not_are_found_out(
    market: GroundModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = (1 << len(market.events)) - 1
    monkeypatch.setattr(
        core_module, "commuting", lambda model: [everything ^ 1 << event.index for event in model.events]
    )
    assert walked(market, 9, sleeping=True)[0] != walked(market, 9, sleeping=False)[0]


@pytest.mark.parametrize("world", WORLDS, ids=lambda path: path.stem)
def test_worlds_that_were_written(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core_module, "LEAST_SHARE", 1 << 30)
    model = open_model(world)
    check_pairs(model, 3)
    assert walked(model, 3, sleeping=True)[0] == walked(model, 3, sleeping=False)[0]


@needs_shared
@pytest.mark.parametrize(("name", "depth"), [("bribery", 6), ("fantasy", 4), ("secretagent", 9), ("treasure", 4)])
def test_benchmark_problems(name: str, depth: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core_module, "LEAST_SHARE", 1 << 30)
    model = simplified(problem(name))
    check_pairs(model, 3)
    counts, all_of_it = walked(model, depth, sleeping=False)
    found, kernel = walked(model, depth, sleeping=True)
    assert found == counts
    if name == "bribery":
        assert 2 * kernel.core.steps < all_of_it.core.steps
