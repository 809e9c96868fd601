"""Worlds of several files: what is used, replaced, missing, or cannot be read."""

import os
from pathlib import Path

import pytest

from fabula.diagnostics.files import read_source
from fabula.diagnostics.problems import FabulaError
from fabula.world.expressions import Compare, Const
from fabula.world.load import load, load_with_warnings
from fabula.world.shipped import library_file, library_modules, shipped_worlds
from tests.world.text import HEAD


def problems_of(path: Path) -> list[str]:
    with pytest.raises(FabulaError) as caught:
        load(path)
    return [str(problem) for problem in caught.value.problems]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_is_used_stands_before(folder: Path) -> None:
    (folder / "lib").mkdir()
    (folder / "lib" / "a.fabula").write_text('library "a"\nuse "b.fabula"\ntype cat : animal\n')
    (folder / "lib" / "b.fabula").write_text('library "b"\ntype animal\n')
    (folder / "w.fabula").write_text('world "W"\nuse "lib/a.fabula", "lib/b.fabula"\nTom : cat\n')
    world = load(folder / "w.fabula")
    assert list(world.types)[-2:] == ["animal", "cat"]
    assert world.name == "w"


def test_the_library_is_found_by_its_names(folder: Path) -> None:
    assert "places" in library_modules()
    (folder / "w.fabula").write_text(
        'world "W"\nuse places\nhome : place\nAnn : character\nstart\n    at(Ann) = home\n'
    )
    assert "go" in {event.name for event in load("w.fabula").events}


def test_a_library_can_be_checked_by_itself() -> None:
    for name in library_modules():
        world, warnings = load_with_warnings(library_file(name))
        assert world.name == name
        assert not [warning for warning in warnings if warning.code != "F309"]


def test_shipped_worlds_are_found_by_their_names() -> None:
    assert "the-wager" in shipped_worlds()
    assert load("the-wager").title == "The Wager"


def test_instead_takes_the_place_of_what_it_replaces(folder: Path) -> None:
    (folder / "a.fabula").write_text(
        HEAD.replace("world", "library")
        + "define near(a: character, b: character) = at(a) == at(b)\n"
        + "fate one(who: character)\n    then tired(who)\nfate two(who: character)\n    then tired(who)\n"
    )
    (folder / "w.fabula").write_text(
        'world "W"\nuse "a.fabula"\ninstead fate one(who: character)\n    when near(who, Ann)\n'
        "    then not tired(who)\n"
        "instead define near(x: character, y: character) = likes(x, y) == 3\n"
    )
    one, two = load("w.fabula").events
    assert (one.name, two.name) == ("one", "two")
    assert isinstance(one.precondition, Compare)
    assert one.precondition.right == Const(3)


def test_instead_needs_the_same_types(folder: Path) -> None:
    (folder / "a.fabula").write_text(
        HEAD.replace("world", "library") + "fate one(who: character)\n    then tired(who)\n"
    )
    (folder / "w.fabula").write_text(
        'world "W"\nuse "a.fabula"\ninstead fate one(who: place)\n    then not tired(Ann)\n'
    )
    with pytest.raises(FabulaError) as caught:
        load("w.fabula")
    (problem,) = caught.value.problems
    assert problem.code == "F223"
    assert "`one(character)`" in problem.hint


def test_replaced_twice_in_one_file(folder: Path) -> None:
    (folder / "a.fabula").write_text(
        HEAD.replace("world", "library") + "fate one(who: character)\n    then tired(who)\n"
    )
    again = "instead fate one(who: character)\n    then not tired(who)\n"
    (folder / "w.fabula").write_text('world "W"\nuse "a.fabula"\n' + again + again)
    assert [line for line in problems_of(folder / "w.fabula") if "F203" in line]


def test_a_world_may_vary_another_one(folder: Path) -> None:
    (folder / "a.fabula").write_text(HEAD + "start\n    at(Ann) = home\nwants Ann\n    rest: not tired(Ann)\n")
    (folder / "w.fabula").write_text('world "Varied"\nuse "a.fabula"\nstart\n    at(Ann) = street\n')
    world = load("w.fabula")
    assert world.title == "Varied"
    assert len(world.start) == 2


@pytest.mark.parametrize("use", ['"w.fabula"', '"a.fabula"'])
def test_files_in_a_circle_are_named_with_the_loop(folder: Path, use: str) -> None:
    (folder / "a.fabula").write_text('library "a"\nuse "b.fabula"\n')
    (folder / "b.fabula").write_text('library "b"\nuse "a.fabula"\n')
    (folder / "w.fabula").write_text(f'world "W"\nuse {use}\n')
    (problem,) = problems_of(folder / "w.fabula")
    assert "F226" in problem
    assert problem.count("->") == (1 if "w." in use else 2)


def test_problems_of_every_file_at_once(folder: Path) -> None:
    (folder / "a.fabula").write_text('library "a"\ntype cat : anmal\n')
    (folder / "w.fabula").write_text('world "W"\nuse "a.fabula", "none.fabula", nothing\nTom : cart\n')
    codes = [line.split("error ")[1][:4] for line in problems_of(folder / "w.fabula")]
    assert sorted(codes) == ["F225", "F701"]  # that `anmal` and `cart` are unknown may come of what is missing


def test_a_line_that_cannot_be_read_causes_no_further_errors(folder: Path) -> None:
    (folder / "w.fabula").write_text(
        HEAD
        + "property hungry(character : 0..3\nfate eat(who: character)\n"
        + "    when hungry(who) > 0\n    then tired(who) = 3\n"
    )
    codes = [line.split("error ")[1][:4] for line in problems_of(folder / "w.fabula")]
    assert codes[0].startswith("F1")
    assert codes[1:] == ["F207"]


def test_a_warning_is_given_for_the_worlds_own_file_only(folder: Path) -> None:
    (folder / "a.fabula").write_text('library "a"\nproperty wet(character)\ndefine dry(c: character) = not wet(c)\n')
    (folder / "w.fabula").write_text('world "W"\nuse "a.fabula"\nproperty cold(character)\n')
    _, warnings = load_with_warnings("w.fabula")
    assert [warning.code for warning in warnings] == ["F301"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "F1"),
        (b"\xff\xfe\x00w", "F101"),
        (b"\0\1\2", "F1"),
        (b'world "W\xe4"', "F101"),
        (b"\x7fELF\xc0\xc1", "F101"),
    ],
)
def test_what_is_not_a_text(folder: Path, data: bytes, code: str) -> None:
    (folder / "w.fabula").write_bytes(data)
    assert all(f"error {code}" in line for line in problems_of(folder / "w.fabula"))


def test_a_byte_order_mark_is_no_part_of_the_text(folder: Path) -> None:
    (folder / "w.fabula").write_bytes(b"\xef\xbb\xbf" + HEAD.encode())
    assert load("w.fabula").title == "Two clerks"


def test_names_that_are_not_there() -> None:
    with pytest.raises(FabulaError) as caught:
        load("the-wagre")
    assert caught.value.problems[0].hint == "Did you mean `the-wager`?"
    with pytest.raises(FabulaError, match="F701"):
        load("nowhere/nothing.fabula")


def test_a_folder_a_pipe_and_a_file_that_may_not_be_read(folder: Path) -> None:
    (folder / "d.fabula").mkdir()
    assert "F702" in problems_of(folder / "d.fabula")[0]
    os.mkfifo(folder / "p.fabula")
    assert "F702" in problems_of(folder / "p.fabula")[0]
    (folder / "loop.fabula").symlink_to(folder / "loop.fabula")
    assert "F70" in problems_of(folder / "loop.fabula")[0]


def test_a_file_without_rights(folder: Path) -> None:
    path = folder / "locked.fabula"
    path.write_text(HEAD)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("whoever runs the tests may read every file")
    with pytest.raises(FabulaError, match="F704"):
        read_source(path)


def test_too_many_files(folder: Path) -> None:
    for number in range(101):
        (folder / f"f{number}.fabula").write_text(f'library "f{number}"\n')
    uses = ", ".join(f'"f{number}.fabula"' for number in range(101))
    (folder / "w.fabula").write_text(f'world "W"\nuse {uses}\n')
    assert "F227" in problems_of(folder / "w.fabula")[0]
