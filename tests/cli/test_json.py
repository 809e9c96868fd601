"""What `--json` prints has the keys that docs/manual/json.md documents, and no others."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.door import fabula
from tests.worlds import WORLDS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "manual" / "json.md"
COMMANDS = {
    "check": "check biscuit.fabula",
    "format": "format biscuit.fabula",
    "parse": "parse biscuit.fabula",
    "ground": "ground biscuit.fabula",
    "replay": "replay biscuit.fabula quiet --alternatives",
    "why": "why biscuit.fabula quiet 1",
    "explore": "explore biscuit.fabula --depth 2 --dead-ends",
    "odds": "odds biscuit.fabula --as Tom",
    "solve": "solve biscuit.fabula --all",
    "tell": "tell biscuit.fabula --ending lie",
    "feelings": "feelings stranger.fabula evening",
    "map": "map biscuit.fabula",
    "test": "test bench.fabula",
    "bench": "bench small.csv lie",
}


def documented(chapter: str) -> set[str]:
    """Every word in backquotes in a chapter of the page (and in its first part), up to a dot or bracket."""
    page = PAGE.read_text("utf-8")
    first, *rest = re.split(r"^## ", page, flags=re.MULTILINE)
    body = next(part for part in rest if part.startswith(f"{chapter}\n"))
    return set(re.findall(r"`(?:files\[\]\.)?(\w+)`", first + body))


def keys(value: Any) -> Iterator[str]:
    """Every key, to any depth; those of `by_want` are names of wants."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield key
            if key not in ("by_want", "by_act", "tree", "values"):
                yield from keys(part)
    elif isinstance(value, list):
        for part in value:
            yield from keys(part)


OTHER_WAYS = [  # of commands that print other keys then
    ("explore", "explore biscuit.fabula --list"),
    ("odds", "odds biscuit.fabula --sample 100"),
    ("map", "map biscuit.fabula --what odds"),
    ("map", "map biscuit.fabula --what beliefs --story quiet"),
    ("map", "map biscuit.fabula --what feelings --story quiet"),
]


@pytest.mark.parametrize(("chapter", "command"), [*COMMANDS.items(), *OTHER_WAYS])
def test_every_key_is_documented(chapter: str, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(WORLDS)
    ran = fabula(f"{command} --json")
    found = set(keys(json.loads(ran.out)))
    assert found <= documented(chapter)
    assert ran.err == ""


def test_replay_that_goes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(WORLDS)
    values = json.loads(fabula("replay biscuit.fabula quiet --json").out)
    assert values["possible"] is values["explained"] is values["holds"] is True
    assert values["stopped_at"] is None
    assert values["reason"] is None
    assert [beat["holds"] for beat in values["beats"]] == [True, True]
    first = values["steps"][0]
    assert first["event"] == "eat(Tom)"
    assert first["reasons"] == [
        {
            "character": "Tom",
            "want": "hunger",
            "gain": 2,
            "by_want": {"hunger": 2},
            "by_act": {"hunger": 2},
            "plan": ["eat(Tom)", "blame(Tom, Ann)"],
        }
    ]


def test_replay_that_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(WORLDS)
    ran = fabula("replay stranger.fabula stops --json")
    values = json.loads(ran.out)
    assert ran.code == 1
    assert values["stopped_at"] == {"beat": "3", "step": 4, "event": "walk(Ben, home)"}
    assert values["reason"] == "Ben has no reason for it."
    assert values["steps"][-1]["unexplained"][0]["character"] == "Ben"


def test_solve(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(WORLDS)
    values = json.loads(fabula("solve biscuit.fabula --goal lie --atl 4 --ctl 3 --el 2 --json").out)
    assert {key: values[key] for key in ("solved", "plan", "length", "utility", "proved_shortest")} == {
        "solved": True,
        "plan": ["eat(Tom)", "blame(Tom, Ann)"],
        "length": 2,
        "utility": 1,
        "proved_shortest": True,
    }
    none = fabula('solve biscuit.fabula --goal "Tom believes eater == dog" --json')
    assert none.code == 1
    assert json.loads(none.out)["plan"] is None
    assert json.loads(none.out)["proved_none"] is True


def test_explore(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(WORLDS)
    values = json.loads(fabula("explore biscuit.fabula --depth 2 --json").out)
    assert len(values["counts"]) == 2
    assert values["complete"] is True
