"""The whole text of every message about Sabre's language (codes F8xx) is the one in its golden file."""

from pathlib import Path

import pytest

from fabula.diagnostics.problems import FabulaError
from fabula.diagnostics.show import show_all
from fabula.diagnostics.source import Source
from fabula.sabre import read
from fabula.sabre.solutions import parse_solutions
from tests.golden import assert_golden

GOLDEN = Path(__file__).resolve().parents[1] / "diagnostics" / "golden"
WRONG = [path for path in sorted(GOLDEN.glob("F8*")) if path.suffix != ".out"]


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_the_message(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        source = Source(path.name, file.read())
    with pytest.raises(FabulaError) as caught:
        (parse_solutions if path.suffix == ".solutions" else read)(source)
    assert path.stem[:4] in {problem.code for problem in caught.value.problems}
    assert_golden(path.with_suffix(".out"), show_all(caught.value.problems) + "\n")
