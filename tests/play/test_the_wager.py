"""Going on from any point of the shipped story, as anybody in it (R21 of what the engine must be able to do)."""

from functools import cache
from pathlib import Path

import pytest

from fabula.cli.find import find_story, find_world, shipped_folder
from fabula.diagnostics.files import read_source
from fabula.pipeline import open_engine
from fabula.play.choice import choices
from fabula.play.dialogue import Book, Dialogue, answer, open_book, opening, save
from fabula.play.loading import load
from fabula.play.saves import read_save
from fabula.play.session import begin_after
from fabula.stories.replay import Moment, replaying
from fabula.stories.story import read_story
from tests.play.orchard import board_of


@cache
def wager() -> tuple[Book, tuple[Moment, ...]]:
    path = find_world("the-wager")
    board = board_of(open_engine(path))
    story = read_story(read_source(find_story("chapter-one", path)), board.engine.model)
    steps = replaying(board.engine, board.motives, story, keep_going=True, judged=())
    return open_book(board, path, shipped_folder()), tuple(step.moment for step in steps if step.moment is not None)


@pytest.mark.parametrize("name", ["Naruto", "Itachi", "Sasuke"])
@pytest.mark.parametrize("share", [0.25, 0.5, 1])
def test_the_reader_takes_a_part_and_goes_on(name: str, share: float, tmp_path: Path) -> None:
    book, chapter = wager()
    told = chapter[: int(len(chapter) * share)]
    part = book.board.engine.model.characters.index(name)
    session = begin_after(book.board, told, part=part, seed=7, after="chapter-one")
    assert session.state == told[-1].after
    dialogue = opening(book, Dialogue(session)).dialogue
    for line in ("1", "wait", "1", "undo", "wait"):
        if choices(book.board, dialogue.session):
            dialogue = answer(book, dialogue, line, lambda _: None).dialogue
    assert len(dialogue.session.path) > len(told)
    assert dialogue.session.path[: len(told)] == session.path
    saved = save(book, dialogue, tmp_path / "a.save.json", over=False)
    assert load(book.board, read_save(tmp_path / "a.save.json")).session.path == saved.session.path


def test_everything_that_the_chapter_has_somebody_do_could_have_been_chosen() -> None:
    """At every step of the chapter: the act is among the choices of whoever does it, open and explained."""
    book, chapter = wager()
    seen = 0
    for place, moment in enumerate(chapter):
        by = book.board.beginner(moment.before, moment.event)
        if by is not None:
            session = begin_after(book.board, chapter[:place], part=by, seed=1, after="chapter-one")
            found = next((c for c in choices(book.board, session) if c.event.index == moment.event.index), None)
            assert found is not None, f"{moment.event} is not offered"
            assert found.open, f"{moment.event} is not open"
            assert found.explained, f"{moment.event} is not explained"
            seen += 1
    assert seen > 40
