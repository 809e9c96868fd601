"""The whole text of each problem that grounding reports."""

from pathlib import Path

import pytest

from fabula.diagnostics.problems import FabulaError
from fabula.diagnostics.show import show_all
from fabula.diagnostics.source import Source
from fabula.ground import ground
from fabula.world.load import load
from tests.golden import assert_golden

GOLDEN = Path(__file__).parents[1] / "diagnostics" / "golden"


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("F4*.fabula")), ids=lambda path: path.stem)
def test_problems_are_told_in_full(path: Path) -> None:
    world = load(Source(path.name, path.read_text(encoding="utf-8")))
    with pytest.raises(FabulaError) as raised:
        ground(world)
    assert {problem.code for problem in raised.value.problems} == {path.stem}
    assert_golden(path.with_suffix(".out"), show_all(raised.value.problems) + "\n")
