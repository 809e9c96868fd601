"""`fabula map`: whole outputs, whole pictures, and how it ends."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.door import fabula
from tests.golden import assert_golden
from tests.worlds import WORLDS

GOLDEN = Path(__file__).resolve().parent / "golden"
PICTURES = {
    "graph": "map the-camp",
    "graph-folded": "map garden.fabula --boxes 6",
    "beliefs": "map stranger.fabula --what beliefs --story evening --about 'who(stranger)' --about 'at(Ann) == home'",
    "odds": "map garden.fabula --what odds --max-moments 4",
    "feelings": "map stranger.fabula --what feelings --story evening --of Ann",
}
TRANSCRIPTS = {
    **PICTURES,
    **{f"{name}-plain": f"{command} --plain" for name, command in PICTURES.items()},
    "beliefs-chosen": "map stranger.fabula --what beliefs --story evening --of Ann",
    "no-story": "map stranger.fabula --what beliefs",
    "no-subject": "map stranger.fabula --what beliefs --story evening --about 'ta(Ann)'",
    "not-svg": "map the-camp --out camp.png",
    "not-there": "map the-camp --out nowhere/camp.svg",
    "of-graph": "map the-camp --of you",
    "about-odds": "map the-camp --what odds --about scene",
}


def picture(name: str, folder: Path) -> str:
    """Draws one of the pictures, and reads it."""
    before = Path.cwd()
    os.chdir(WORLDS)
    try:
        ran = fabula(f"{PICTURES[name]} --out {folder / 'picture.svg'}")
    finally:
        os.chdir(before)
    assert ran.code == 0, ran.transcript
    return (folder / "picture.svg").read_text("utf-8")


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_what_is_printed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(WORLDS)
    ran = fabula(TRANSCRIPTS[name])
    assert all(len(line) <= 80 for line in ran.out.splitlines())
    assert_golden(GOLDEN / f"{name}.out", ran.transcript)


@pytest.mark.parametrize("name", PICTURES)
def test_the_picture(name: str, svg: Callable[[str], str]) -> None:
    assert_golden(GOLDEN / f"{name}.svg", svg(name))


def test_no_golden_is_left_over() -> None:
    expected = {f"{name}.out" for name in TRANSCRIPTS} | {f"{name}.svg" for name in PICTURES}
    assert {path.name for path in GOLDEN.iterdir()} == expected


def test_what_is_not_written_leaves_what_was_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "camp.svg").mkdir()
    ran = fabula("map the-camp --out camp.svg")
    assert ran.code == 2
    assert "F723" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["camp.svg"]


def test_json_of_a_graph() -> None:
    found = json.loads(fabula("map the-camp --json").out)
    assert (found["what"], found["moments"], found["merged"]) == ("graph", 19, False)
    assert found["ends"][:2] == ["won", "lost"]
    assert found["boxes"][0]["kind"] == "start"
    won = next(box for box in found["boxes"] if box["title"] == "You win the wager")
    assert won["share"] == pytest.approx(161 / 1920)
    assert won["come_by"] == [{"event": "take_the_wager(): scene = victory", "share": 1.0}]
    assert sum(link["probability"] for link in found["links"] if link["source"] == 0) == pytest.approx(1)


def test_json_of_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(WORLDS)
    odds = json.loads(fabula("map the-camp --what odds --json").out)
    assert odds["endings"][0] == {
        "name": "won",
        "title": "You win the wager",
        "low": 161 / 1920,
        "high": 161 / 1920,
        "exact": "161/1920",
    }
    beliefs = json.loads(fabula(f"{PICTURES['beliefs']} --json").out)
    assert beliefs["columns"] == ["start", "1", "2", "3", "4"]
    ann = next(row for row in beliefs["panels"][0]["rows"] if row["who"] == "Ann")
    assert {"from": 1, "to": 1, "value": "Ben", "wrong": True} in ann["runs"]
    feelings = json.loads(fabula(f"{PICTURES['feelings']} --json").out)
    assert len(feelings["events"]) == len(feelings["curves"][0]["strengths"]) == 7


def test_a_limit_leaves_a_picture_of_what_is_known() -> None:
    ran = fabula("map the-heist --max-states 300 --boxes 8")
    assert ran.code == 1
    assert "Not followed any further" in ran.out
    assert "300 states" in ran.err
