"""The whole output of `fabula feelings` on a small world, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fabula.analysis.feelings import KINDS
from fabula.cli.feelings import sparkline
from tests.cli.door import fabula
from tests.golden import assert_golden
from tests.worlds import WORLDS

GOLDEN = Path(__file__).resolve().parent / "golden"
TRANSCRIPTS = {
    "feelings": "feelings stranger.fabula evening",
    "feelings-of-step": "feelings stranger.fabula evening --of Ann --step 'beat 3'",
    "feelings-plain": "feelings stranger.fabula evening --of Cal --plain",
    "feelings-stops": "feelings stranger.fabula broken --of Ann",
    "feelings-no-such-character": "feelings stranger.fabula evening --of Cla",
}


@pytest.fixture(autouse=True)
def _beside_the_worlds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(WORLDS)


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_what_is_printed(name: str) -> None:
    ran = fabula(TRANSCRIPTS[name])
    assert all(len(line) <= 80 for line in ran.out.splitlines())
    assert_golden(GOLDEN / f"{name}.out", ran.transcript)


def test_no_transcript_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("feelings*.out")} == set(TRANSCRIPTS)


def test_json_has_every_step_and_every_curve() -> None:
    found = json.loads(fabula("feelings stranger.fabula evening --json").out)
    assert found["complete"]
    assert found["of"] == ["Ann", "Ben", "Cal"]
    assert [step["step"] for step in found["steps"]] == list(range(1, 8))
    assert {feeling["since"] for feeling in found["start"]} == {0}
    joy = next(f for f in found["steps"][1]["feelings"] if f["feeling"] == "joy")
    assert (joy["character"], joy["want"], joy["amount"], joy["new"], joy["since"]) == ("Ann", "company", 3.0, True, 2)
    assert joy["cause"] == "greet(Ann, stranger)"
    hope = next(f for f in found["steps"][0]["feelings"] if f["feeling"] == "hope" and f["character"] == "Ann")
    assert hope["prospect"] == ["greet(Ann, Ben)"]
    assert hope["likelihood"] == 1.0
    assert {curve["feeling"] for curve in found["curves"]} <= set(KINDS)
    assert all(len(curve["strengths"]) == 7 for curve in found["curves"])


def test_json_of_a_step_has_that_step_alone() -> None:
    found = json.loads(fabula("feelings stranger.fabula evening --step 3 --json").out)
    assert [step["step"] for step in found["steps"]] == [3]
    assert found["curves"] == []


def test_a_curve_that_is_too_long_keeps_its_peaks() -> None:
    values = [0.0] * 100
    values[41] = 1.0
    drawn = sparkline(values, 60)
    assert len(drawn) == 50
    assert len(drawn.strip()) == 1
