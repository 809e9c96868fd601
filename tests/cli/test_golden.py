"""The whole text of every problem that the command line tells of its arguments."""

from pathlib import Path

import pytest

from tests.cli.door import fabula
from tests.golden import assert_golden
from tests.worlds import WORLDS

GOLDEN = Path(__file__).resolve().parents[1] / "diagnostics" / "golden"
CASES = {
    "F705": "replay stranger.fabula evenign",
    "F706": "tell stranger.fabula evening --pov Cla",
    "F707": 'solve stranger.fabula --goal ""',
    "F708": 'why stranger.fabula evening "walk(Ann, hoem)"',
    "F709": "format the-wager",
    "F714": "bench wrong.csv",
    "F731": 'whatif the-wager "Naruto wants no fame"',
    "F732": 'whatif the-wager "never sing"',
    "F710": 'why stranger.fabula evening 3 --not "Ann goes home"',
    "F711": 'why stranger.fabula evening 3 --believes "at(Ann) == path"',
}


@pytest.mark.parametrize("code", CASES)
def test_what_is_told(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(WORLDS)
    ran = fabula(CASES[code])
    assert ran.code == 2
    assert f" {code}: " in ran.err
    assert_golden(GOLDEN / f"{code}.out", ran.err)
