"""Loading: a session is saved, the world is edited, the save is loaded; what still goes is kept, the rest is told."""

from pathlib import Path

import pytest

from fabula.play.dialogue import Dialogue, loading, open_book, save
from fabula.play.loading import Loaded, differences_in_words, load
from fabula.play.saves import read_save, save_of
from fabula.play.session import Session, branch, choose, wait
from tests.play.orchard import SHIPPED, as_, book, edited, event, orchard, path_of


def played() -> Session:
    """`go(Mia, orchard)`, then somebody or something else, with a second branch in which she climbs."""
    session = choose(orchard(), as_("Mia", seed=3), event("go(Mia, orchard)"))
    session = branch(session, "climbing")
    return wait(orchard(), choose(orchard(), session, event("climb(Mia)")))


def in_world(tmp_path: Path, *changes: tuple[str, str]) -> Loaded:
    return load(edited(tmp_path, *changes), save_of(orchard(), played(), "orchard.fabula"))


def test_in_the_same_world_everything_is_there_again() -> None:
    session = played()
    loaded = load(orchard(), save_of(orchard(), session, "orchard.fabula"))
    assert loaded.session == session
    assert (loaded.edited, loaded.differences, loaded.whole) == (False, (), True)
    assert differences_in_words(loaded) == []


def test_an_edit_that_touches_nothing_is_only_told(tmp_path: Path) -> None:
    loaded = in_world(tmp_path, ("there are apples", "there are pears"))
    assert loaded.whole
    assert path_of(loaded.session) == path_of(played())
    assert differences_in_words(loaded) == ["The world has been edited since this was saved. Everything still goes."]


def test_a_session_goes_on_as_before_after_such_an_edit(tmp_path: Path) -> None:
    board = edited(tmp_path, ("there are apples", "there are pears"))
    loaded = load(board, save_of(orchard(), played(), "orchard.fabula"))
    assert path_of(wait(board, loaded.session)) == path_of(wait(orchard(), played()))


def test_an_event_that_is_gone_ends_its_branch_there(tmp_path: Path) -> None:
    loaded = in_world(tmp_path, ("action climb(", "action clamber("))
    assert not loaded.whole
    [difference] = loaded.differences
    assert (difference.branch, difference.number, difference.event) == ("climbing", 2, "climb(Mia)")
    assert difference.lost == len(played().path) - 1
    assert path_of(loaded.session) == path_of(played())[:1]
    assert dict(loaded.session.others)["main"] != ()
    assert "There is no event `climb` in this world." in differences_in_words(loaded)[1]


def test_an_event_that_is_impossible_now_ends_its_branch_and_says_why(tmp_path: Path) -> None:
    loaded = in_world(tmp_path, ("when at(who) == orchard, not apple(who)", "when at(who) == barn, not apple(who)"))
    [difference] = loaded.differences
    assert difference.number == 2
    assert "`at(Mia) == barn` does not hold: at(Mia) is orchard" in difference.why
    assert difference.lost


def test_an_outcome_that_is_gone_is_told(tmp_path: Path) -> None:
    loaded = in_world(
        tmp_path,
        ("odds 2 : 1", "odds 2 : 0"),
    )
    climbed = next(h for h in played().path if h.event.name == "climb")
    assert climbed.outcome == 1
    [difference] = loaded.differences
    assert "turns out 2" in difference.why


def test_an_event_without_a_reason_now_stays_and_is_told(tmp_path: Path) -> None:
    loaded = in_world(
        tmp_path,
        ("    apples: 3 if apple(Mia)\n    apples: 1 if apple(Mia) and at(Mia) == gate\n", ""),
    )
    assert loaded.whole
    assert path_of(loaded.session) == path_of(played())
    assert [difference.lost for difference in loaded.differences] == [0] * len(loaded.differences)
    assert any("Mia has no reason for it. It stays." in line for line in differences_in_words(loaded))


def test_a_part_that_is_gone_is_told_and_one_watches(tmp_path: Path) -> None:
    loaded = in_world(tmp_path, ("Mia", "Pia"))
    assert loaded.session.part is None
    assert loaded.part_gone == "Mia"
    assert "There is no Mia in this world any more: you watch." in differences_in_words(loaded)[1]


def test_the_file_stays_and_what_is_left_is_not_saved_over_it(tmp_path: Path) -> None:
    path = tmp_path / "tuesday.save.json"
    dialogue = save(book(), Dialogue(played()), path, over=False)
    assert dialogue.file == path
    before = path.read_text("utf-8")
    board = edited(tmp_path, ("action climb(", "action clamber("))
    answer = loading(open_book(board, tmp_path / "orchard.fabula", SHIPPED), path)
    assert answer.dialogue.file is None
    assert path.read_text("utf-8") == before
    said = " ".join(block.text for block in answer.blocks)
    assert "is left as it is. You can go on from here, and save under another name." in said


@pytest.mark.parametrize("name", ["Mia", "Gil", None])
def test_saved_and_loaded_from_a_file_it_is_the_same(tmp_path: Path, name: str | None) -> None:
    session = wait(orchard(), wait(orchard(), as_(name)))
    path = tmp_path / "a.save.json"
    save(book(), Dialogue(session), path, over=False)
    assert load(orchard(), read_save(path)).session == session
