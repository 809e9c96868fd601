"""The whole text of every problem that resolving a story tells."""

from pathlib import Path

import pytest

from fabula.diagnostics.files import read_source
from fabula.diagnostics.problems import FabulaError
from fabula.diagnostics.show import show_all
from fabula.stories.story import read_story
from tests.golden import assert_golden
from tests.worlds import engine_of

GOLDEN = Path(__file__).resolve().parents[1] / "diagnostics" / "golden"
CASES = sorted(path.name for path in GOLDEN.glob("F60*.story"))


@pytest.mark.parametrize("name", CASES)
def test_what_is_told(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(GOLDEN)
    with pytest.raises(FabulaError) as raised:
        read_story(read_source(Path(name)), engine_of("stranger").model)
    text = show_all(raised.value.problems) + "\n"
    assert f" {name[:4]}: " in text
    assert_golden((GOLDEN / name).with_suffix(".out"), text)
