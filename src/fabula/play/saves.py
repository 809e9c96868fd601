"""Saves: a session as JSON, by names that survive edits of the world; written so that a file is whole or not there.

A save holds the seed, the part, and the path of every branch: each event as a story would write it, how it turned out
(counted from 1), whether it was told, chosen or drawn, and whether it was explained. Nothing of a state is kept:
loading is replaying (`fabula.play.loading`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol, get_args

from fabula import __version__
from fabula.diagnostics.files import read_source
from fabula.diagnostics.problems import FabulaError, Problem
from fabula.diagnostics.source import Source, Span
from fabula.play.board import Board
from fabula.play.session import Happening, How, Session
from fabula.play.session import Path as Happenings
from fabula.world.model import World

VERSION = 1
ENDING = ".save.json"
_HOWS: tuple[How, ...] = get_args(How)


class _Declared(Protocol):
    """Whatever a world declares, with its place in the text."""

    @property
    def span(self) -> Span | None: ...


@dataclass(frozen=True, slots=True)
class SavedStep:
    """An event of a saved path. `outcome` counts from 1; `explained`: None where nobody has asked."""

    event: str
    outcome: int
    how: How
    turn: int
    explained: bool | None


@dataclass(frozen=True, slots=True)
class Save:
    """What a save file says. `world` is how a command line would name it, from the folder of the save."""

    world: str
    title: str
    fingerprint: str
    seed: int
    part: str | None
    after: str | None
    branch: str
    branches: tuple[tuple[str, tuple[SavedStep, ...]], ...]  # in the order in which they were begun


def fingerprint(world: World) -> str:
    """A hash of the text of a world and of all that it uses; whatever is edited changes it."""
    declared: tuple[Iterable[_Declared], ...] = (
        world.types.values(),
        world.entities.values(),
        world.properties.values(),
        world.events,
        world.definitions,
        world.start,
        world.wants,
        world.due,
        world.endings,
        world.questions,
    )
    spans = [item.span for items in declared for item in items]
    sources = {span.source.name: span.source for span in spans if span is not None}
    texts = sorted(sha256(source.text.encode()).hexdigest() for source in sources.values())
    return sha256("\n".join(texts).encode()).hexdigest()


def save_of(board: Board, session: Session, world: str) -> Save:
    """The session as a save. `world`: how the save shall name it."""
    branches = ((session.branch, session.path), *session.others)
    checked = board.engine.model.world
    return Save(
        world=world,
        title=checked.title,
        fingerprint=fingerprint(checked),
        seed=session.seed,
        part=None if session.part is None else board.engine.model.characters[session.part],
        after=session.after,
        branch=session.branch,
        branches=tuple((name, _steps(board, path)) for name, path in branches),
    )


def _steps(board: Board, path: Happenings) -> tuple[SavedStep, ...]:
    return tuple(
        SavedStep(written(step), step.outcome + 1, step.how, step.turn, _explained(board, step)) for step in path
    )


def written(happening: Happening) -> str:
    """The event as a story file writes it: without brackets where there is nothing in them."""
    return str(happening.event).removesuffix("()")


def _explained(board: Board, happening: Happening) -> bool | None:
    match happening.how:
        case "story":
            return None
        case "drawn":
            return True
        case "chosen":
            return board.motives.explained(happening.before, happening.event)


# ---- JSON ------------------------------------------------------------------------------------------------------------


def to_json(save: Save) -> str:
    """The text of a save file."""
    values = {
        "fabula_save": VERSION,
        "made_with": __version__,
        "world": save.world,
        "title": save.title,
        "fingerprint": save.fingerprint,
        "seed": save.seed,
        "part": save.part,
        "after": save.after,
        "branch": save.branch,
        "branches": {
            name: [
                {
                    "event": step.event,
                    "outcome": step.outcome,
                    "how": step.how,
                    "turn": step.turn,
                    "explained": step.explained,
                }
                for step in path
            ]
            for name, path in save.branches
        },
    }
    return json.dumps(values, indent=1, ensure_ascii=False) + "\n"


def from_json(source: Source) -> Save:
    """The save that a text is. Raises `FabulaError`: F720 (not a save, or a damaged one), F721 (a later version)."""
    try:
        values = json.loads(source.text)
    except json.JSONDecodeError as error:
        place = Span(source, error.lineno, error.colno, error.lineno, error.colno + 1)
        raise _damaged(f"This can't be read as JSON: {error.msg}.", place) from None
    except (RecursionError, ValueError):
        raise _damaged("This can't be read: it is nested too deep, or a number is too long.", _begin(source)) from None
    if not isinstance(values, dict) or "fabula_save" not in values:
        raise _damaged("This is not a save of Fabula's: it has no `fabula_save`.", _begin(source))
    version = values["fabula_save"]
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise _damaged("`fabula_save` is the version of a save, and must be a number.", _begin(source))
    if version > VERSION:
        wrong = f"This save is of version {version}; this Fabula knows saves up to version {VERSION}."
        hint = "Load it with the newer Fabula that wrote it."
        raise FabulaError((Problem("F721", _begin(source), wrong, hint=hint),))
    return _Fields(source, values).save()


class _Fields:
    """Reads the fields of a save, each with its type."""

    def __init__(self, source: Source, values: Mapping[str, object]) -> None:
        self.source = source
        self.values = values

    def save(self) -> Save:
        branches = self.values.get("branches")
        if not isinstance(branches, dict) or not branches:
            raise self._wrong("branches", "the branches by name, each a list of events")
        branch = self._text("branch")
        if branch not in branches:
            raise self._wrong("branch", "the name of one of the `branches`")
        return Save(
            world=self._text("world"),
            title=self._text("title"),
            fingerprint=self._text("fingerprint"),
            seed=self._number(self.values, "seed"),
            part=self._text_or_nothing("part"),
            after=self._text_or_nothing("after"),
            branch=branch,
            branches=tuple((name, self._path(name, path)) for name, path in branches.items()),
        )

    def _path(self, branch: str, path: object) -> tuple[SavedStep, ...]:
        if not isinstance(path, list):
            raise self._wrong(f"branches.{branch}", "a list of events")
        return tuple(self._step(f"branches.{branch}, event {number}", step) for number, step in enumerate(path, 1))

    def _step(self, where: str, step: object) -> SavedStep:
        if not isinstance(step, dict):
            raise self._wrong(where, "an object with `event`, `outcome`, `how` and `turn`")
        event, how, explained = step.get("event"), step.get("how"), step.get("explained")
        if not isinstance(event, str) or not event or len(event.splitlines()) != 1:
            raise self._wrong(f"{where}: event", "an event as a story writes it")
        if how not in _HOWS:
            raise self._wrong(f"{where}: how", f"one of {', '.join(_HOWS)}")
        if explained is not None and not isinstance(explained, bool):
            raise self._wrong(f"{where}: explained", "true, false or null")
        outcome, turn = self._number(step, "outcome", where), self._number(step, "turn", where)
        return SavedStep(event, outcome, how, turn, explained)

    def _text(self, key: str) -> str:
        value = self.values.get(key)
        if not isinstance(value, str):
            raise self._wrong(key, "a text")
        return value

    def _text_or_nothing(self, key: str) -> str | None:
        value = self.values.get(key)
        if value is not None and not isinstance(value, str):
            raise self._wrong(key, "a text or null")
        return value

    def _number(self, values: Mapping[str, object], key: str, where: str = "") -> int:
        value = values.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self._wrong(f"{where}: {key}" if where else key, "a whole number")
        return value

    def _wrong(self, field: str, what: str) -> FabulaError:
        return _damaged(f"This save is damaged: `{field}` must be {what}.", _begin(self.source))


def _damaged(wrong: str, place: Span) -> FabulaError:
    hint = "Take an earlier save, or put the line right by hand. The file is left as it is."
    return FabulaError((Problem("F720", place, wrong, hint=hint),))


def _begin(source: Source) -> Span:
    return Span(source, 1, 1, 1, 2)


# ---- files -----------------------------------------------------------------------------------------------------------


def read_save(path: Path) -> Save:
    """The save of a file. Raises `FabulaError`: F101, F701 to F704, F720, F721."""
    return from_json(read_source(path))


def file_named(name: str, world: Path) -> Path:
    """The file that a reader means by a name, which may be empty: `tuesday` is `tuesday.save.json`."""
    path = Path(name).expanduser() if name else Path(world.stem)
    return path if path.suffix else path.with_name(f"{path.name}{ENDING}")


def world_from(world: Path, file: Path, shipped: Path) -> str:
    """How a save in a file names its world: bare where it comes with Fabula, else by the way from the save to it."""
    if world.parent == shipped:
        return world.stem
    try:
        return os.path.relpath(world.resolve(), file.resolve().parent)
    except ValueError:  # on another drive
        return str(world.resolve())


def write_text(path: Path, text: str, *, over: bool = False) -> None:
    """Write a file that is either whole or as it was before, whatever happens meanwhile.

    The text goes into a new file in the same folder, to the disk, and then takes the place of the old one. Raises
    `FabulaError`: F722 where there is a file that is not to be written `over`, F723 where it can't be written.
    """
    new: Path | None = None
    try:
        target = path.resolve()
        if target.exists() and not over:
            wrong = f"There is a file `{path}` already."
            hint = "Give another name, or write `!` behind the command to write over it."
            raise FabulaError((Problem("F722", None, wrong, hint=hint),))
        new = target.with_name(f".{target.name}.{os.getpid()}.new")
        with open(new, "x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, target)
        _sync_folder(target.parent)
    except (OSError, ValueError) as error:
        if new is not None:
            with suppress(OSError):
                new.unlink(missing_ok=True)
        reason = getattr(error, "strerror", None) or str(error)
        hint = "Name a file in a folder that is yours: nothing is lost yet."
        raise FabulaError((Problem("F723", None, f"`{path}` can't be written: {reason}.", hint=hint),)) from None


def _sync_folder(folder: Path) -> None:
    """See to it that the new name is on the disk too, where the system lets one."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
