"""A few hundred random worlds, and every world that ever failed; `python -m tests.differential` draws more."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from fabula.ground.model import GroundModel
from tests.differential.agreement import check
from tests.differential.regressions import REGRESSIONS, load
from tests.differential.worlds import models


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
    check(load(path))
    check(load(path), fast=False)
