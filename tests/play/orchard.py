"""The small world that play is tested on, opened once."""

from functools import cache
from pathlib import Path

from fabula.kernel import Kernel
from fabula.pipeline import open_engine
from fabula.play.board import Board
from fabula.play.dialogue import Book, open_book
from fabula.play.session import Session, begin
from fabula.search.motives import motives_of
from fabula.semantics import AnyEvent
from fabula.simulate.choices import Choices

ORCHARD = Path(__file__).resolve().parent / "orchard.fabula"
SHIPPED = Path("nowhere")


def board_of(engine: Kernel) -> Board:
    motives = motives_of(engine)
    return Board(engine, motives, Choices(engine, motives))


@cache
def orchard() -> Board:
    return board_of(open_engine(ORCHARD))


@cache
def book() -> Book:
    return open_book(orchard(), ORCHARD, SHIPPED)


def edited(tmp_path: Path, *changes: tuple[str, str]) -> Board:
    """The world with pieces of its text replaced."""
    text = ORCHARD.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "orchard.fabula"
    path.write_text(text, "utf-8")
    return board_of(open_engine(path))


def as_(name: str | None, *, seed: int = 3) -> Session:
    """A session at the start, as somebody; None: watching."""
    characters = orchard().engine.model.characters
    return begin(orchard(), part=None if name is None else characters.index(name), seed=seed)


def event(name: str) -> AnyEvent:
    model = orchard().engine.model
    return next(event for event in (*model.events, *model.addressed) if str(event) == name)


def path_of(session: Session) -> list[str]:
    return [f"{happening.event}/{happening.outcome + 1} {happening.how}" for happening in session.path]


__all__ = ["ORCHARD", "as_", "board_of", "book", "edited", "event", "orchard", "path_of"]
