"""The whole text of every problem that reading a text can find."""

from pathlib import Path

import pytest

from fabula.diagnostics.files import text_of
from fabula.diagnostics.problems import FabulaError, Problem
from fabula.diagnostics.show import show_all
from fabula.diagnostics.source import Source
from fabula.syntax.lexer import MOST_CHARACTERS
from fabula.syntax.parser import parse
from fabula.syntax.story_parser import parse_story
from tests.golden import assert_golden

GOLDEN = Path(__file__).resolve().parents[1] / "diagnostics" / "golden"
CASES = sorted(path for pattern in ("F1*.fabula", "F65*.story") for path in GOLDEN.glob(pattern))


def problems(path: Path) -> tuple[Problem, ...]:
    try:
        source = text_of(path.read_bytes(), path.name)
    except FabulaError as error:
        return error.problems
    _, found = parse_story(source) if path.suffix == ".story" else parse(source)
    return found


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_is_told(path: Path) -> None:
    found = problems(path)
    assert path.name[:4] in {problem.code for problem in found}
    assert_golden(path.with_suffix(".out"), show_all(found) + "\n")


def test_a_text_that_is_too_long() -> None:
    source = Source("F103.fabula", 'world "Long"\n' + "#" * MOST_CHARACTERS)
    made, found = parse(source)
    assert made is None
    assert_golden(GOLDEN / "F103.out", show_all(found) + "\n")
