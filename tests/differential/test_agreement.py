"""A few hundred random worlds, and every world that ever failed; `python -m tests.differential` draws more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from fabula.ground.model import GroundModel
from fabula.kernel.engine import Kernel, State
from fabula.pipeline import open_model
from fabula.search.goal import Goal
from fabula.search.motives import FastMotives
from fabula.search.solving import Solving
from fabula.world.expressions import Expr
from tests.differential import agreement, plans, reasons
from tests.differential.__main__ import Comparison
from tests.differential.agreement import check, compared
from tests.differential.plans import check_plans
from tests.differential.reasons import check_reasons
from tests.differential.regressions import REGRESSIONS, load
from tests.differential.worlds import models

ROOT = Path(__file__).resolve().parents[2]
BISCUIT, STRANGER = (ROOT / "tests" / "worlds" / name for name in ("biscuit.fabula", "stranger.fabula"))
WAGER = ROOT / "src" / "fabula" / "library" / "worlds" / "the-wager.fabula"


@given(models())
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_engines_agree(model: GroundModel) -> None:
    check(model)


@given(models())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_the_long_way_agrees(model: GroundModel) -> None:
    check(model, fast=False)


@pytest.mark.parametrize("path", REGRESSIONS, ids=lambda path: path.stem)
def test_what_failed_once_agrees(path: Path) -> None:
    pairs = compared(load(path))
    check_reasons(pairs)
    check_plans(pairs)
    check(load(path), fast=False)


def test_reasons_and_plans_agree() -> None:
    """And there are enough of each, or the agreement would not say much."""
    comparison = Comparison()
    comparison.batch(300, 3)
    counts = comparison.counts
    assert counts["worlds"] == 300
    assert min(counts["explained"], counts["unexplained"]) > 100, counts
    assert min(counts["plans"], counts["proofs that there is none"]) > 5, counts


@pytest.mark.parametrize(
    ("world", "most"), [(BISCUIT, 10), (STRANGER, 30), (WAGER, 8)], ids=lambda value: str(value)[-16:]
)
def test_engines_agree_on_worlds_that_were_written(world: Path, most: int) -> None:
    assert check(open_model(world), most=most) > most


def test_a_kernel_that_forgets_a_trigger_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison can fail: worlds enough tell a kernel without triggers from the reference."""

    def forgetful(model: GroundModel, *, fast: bool = True) -> Kernel:
        return Kernel(replace(model, triggers=()), fast=fast)

    monkeypatch.setattr(agreement, "Kernel", forgetful)
    found = 0

    @given(models())
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    def compare(model: GroundModel) -> None:
        nonlocal found
        try:
            check(model)
        except AssertionError:
            found += 1

    compare()
    assert found >= 5


def test_motives_that_think_one_step_less_are_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def hasty(kernel: Kernel, *, foresight: int, depth: int) -> FastMotives:
        return FastMotives(kernel, foresight=foresight - 1, depth=depth)

    monkeypatch.setattr(reasons, "FastMotives", hasty)
    with pytest.raises(AssertionError, match="the reasons for"):
        Comparison().batch(200, 3, phases=(Phase.generate,))


def test_a_planner_that_gives_up_at_once_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def tired(engine: Kernel, goal: Goal[State], utility: Expr, *, limit: int, foresight: int, depth: int) -> Solving:
        return Solving(engine, goal, utility, limit=min(limit, 1), foresight=foresight, depth=depth)

    monkeypatch.setattr(plans, "Solving", tired)
    with pytest.raises(AssertionError, match="the length of a plan"):
        Comparison().batch(200, 3, phases=(Phase.generate,))
