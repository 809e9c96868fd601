"""A few hundred random worlds, and every world that ever failed; `python -m tests.differential` draws more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from fabula.ground.model import GroundModel
from fabula.kernel.engine import Kernel
from fabula.pipeline import open_model
from tests.differential import agreement
from tests.differential.agreement import check
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


def test_what_failed_once_agrees() -> None:
    for path in REGRESSIONS:  # none so far
        check(load(path))
        check(load(path), fast=False)


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
