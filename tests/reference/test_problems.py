"""What a writer is told when a world goes wrong while it runs: the whole text."""

from __future__ import annotations

from pathlib import Path

import pytest

from fabula.diagnostics.problems import FabulaError
from fabula.diagnostics.show import show_all
from fabula.diagnostics.source import Source
from fabula.ground import ground
from fabula.reference import Reference
from fabula.world.load import load
from tests.golden import assert_golden

GOLDEN = Path(__file__).resolve().parents[1] / "diagnostics" / "golden"
MAX_STATES = 20


def run(engine: Reference, steps: int) -> None:
    state = engine.initial()
    for _ in range(steps):
        state = engine.after(state, engine.possible(state)[0])


@pytest.mark.parametrize("code", ["F501", "F502", "F503", "F504"])
def test_the_whole_text(code: str) -> None:
    text = (GOLDEN / f"{code}.fabula").read_text("utf-8")
    engine = Reference(ground(load(Source(f"{code}.fabula", text))), max_states=MAX_STATES)
    with pytest.raises(FabulaError) as caught:
        run(engine, 2 * MAX_STATES)
    assert_golden(GOLDEN / f"{code}.out", show_all(caught.value.problems) + "\n")
