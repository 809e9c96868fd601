"""Saves: what a file says, that it is whole or not there, and that no other file is lost."""

import json
import os
from pathlib import Path

import pytest

from fabula.diagnostics.problems import FabulaError
from fabula.diagnostics.source import Source
from fabula.play.saves import (
    Save,
    file_named,
    fingerprint,
    from_json,
    read_save,
    save_of,
    to_json,
    world_from,
    write_text,
)
from fabula.play.session import branch, choose
from tests.play.orchard import ORCHARD, as_, edited, event, orchard


def saved() -> Save:
    session = choose(orchard(), as_("Mia"), event("go(Mia, orchard)"))
    session = choose(orchard(), branch(session, "second thoughts"), event("climb(Mia)"))
    return save_of(orchard(), session, "orchard.fabula")


def text(**changes: object) -> str:
    return json.dumps({**json.loads(to_json(saved())), **changes})


def codes(written: str) -> list[str]:
    with pytest.raises(FabulaError) as caught:
        from_json(Source("a.save.json", written))
    return [problem.code for problem in caught.value.problems]


def test_a_save_is_read_as_it_was_written() -> None:
    assert from_json(Source("a.save.json", to_json(saved()))) == saved()


def test_a_save_holds_events_as_a_story_writes_them() -> None:
    values = json.loads(to_json(saved()))
    assert values["fabula_save"] == 1
    assert list(values["branches"]) == ["second thoughts", "main"]
    first = values["branches"]["main"][0]
    assert first == {"event": "go(Mia, orchard)", "outcome": 1, "how": "chosen", "turn": 1, "explained": True}


def test_the_fingerprint_is_that_of_the_text(tmp_path: Path) -> None:
    same = edited(tmp_path)
    assert fingerprint(same.engine.model.world) == fingerprint(orchard().engine.model.world)
    other = edited(tmp_path, ("apples: 3", "apples: 4"))
    assert fingerprint(other.engine.model.world) != fingerprint(orchard().engine.model.world)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "{",
        "[]",
        '"fabula_save"',
        "[" * 100_000,
        '{"fabula_save": "1"}',
        '{"fabula_save": 0}',
        '{"fabula_save": true}',
        '{"fabula_save": 1}',
        '{"fabula_save": ' + "9" * 6000 + "}",
        text(branches=[]),
        text(branches={}),
        text(branch="none"),
        text(seed="7"),
        text(seed=-1),
        text(part=7),
        text(world=None),
        text(branches={"second thoughts": {}}),
        text(branches={"second thoughts": [7]}),
        text(branches={"second thoughts": [{"event": "", "outcome": 1, "how": "chosen", "turn": 1}]}),
        text(branches={"second thoughts": [{"event": "a\nb", "outcome": 1, "how": "chosen", "turn": 1}]}),
        text(branches={"second thoughts": [{"event": "a", "outcome": 1, "how": "wished", "turn": 1}]}),
        text(branches={"second thoughts": [{"event": "a", "outcome": 1.5, "how": "drawn", "turn": 1}]}),
        text(branches={"second thoughts": [{"event": "a", "outcome": 1, "how": ["drawn"], "turn": 1}]}),
        text(branches={"second thoughts": [{"event": "a", "outcome": 1, "how": "drawn", "turn": 1, "explained": 3}]}),
    ],
)
def test_what_is_no_save_is_told(written: str) -> None:
    assert codes(written) == ["F720"]


def test_a_later_version_is_told() -> None:
    assert codes(text(fabula_save=2)) == ["F721"]


def test_a_file_is_not_written_over_unasked(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_text(path, "first")
    with pytest.raises(FabulaError, match="F722"):
        write_text(path, "second")
    assert path.read_text() == "first"
    write_text(path, "third", over=True)
    assert path.read_text() == "third"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_a_file_is_whole_or_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    write_text(path, "first")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FabulaError, match=r"F723.*No space left"):
        write_text(path, "second", over=True)
    assert path.read_text() == "first"
    assert os.listdir(tmp_path) == ["a.txt"]


@pytest.mark.parametrize("name", ["missing/a.txt", "a\0b", "x" * 5000])
def test_what_can_not_be_written_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(FabulaError, match="F723"):
        write_text(tmp_path / name, "text")


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")
def test_a_link_is_followed_not_replaced(tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("first")
    link.symlink_to(real)
    write_text(link, "second", over=True)
    assert link.is_symlink()
    assert real.read_text() == "second"


def test_names_of_files() -> None:
    assert file_named("", ORCHARD) == Path("orchard.save.json")
    assert file_named("tuesday", ORCHARD) == Path("tuesday.save.json")
    assert file_named("there/tuesday.json", ORCHARD) == Path("there/tuesday.json")


def test_how_a_save_names_its_world(tmp_path: Path) -> None:
    shipped = tmp_path / "shipped"
    assert world_from(shipped / "the-wager.fabula", Path("a.save.json"), shipped) == "the-wager"
    world = tmp_path / "worlds" / "mine.fabula"
    assert world_from(world, tmp_path / "saves" / "a.save.json", shipped) == os.path.join("..", "worlds", "mine.fabula")


def test_a_missing_save_is_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FabulaError, match="F701"):
        read_save(tmp_path / "none.save.json")
