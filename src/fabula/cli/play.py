"""`fabula play [WORLD]`: the reader takes a part; line by line, for terminals, screen readers and scripts."""

from __future__ import annotations

import json
import os
import signal
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from secrets import randbelow
from types import FrameType
from typing import TextIO

import click

from fabula.cli.find import find_character, find_story, find_world, shipped_folder
from fabula.cli.main import FINDINGS, INTERRUPTED, WRONG_INPUT
from fabula.cli.output import Paint, complain, output_options, problem_values
from fabula.cli.watch import Bounds, Watch, limit_options, watching
from fabula.diagnostics.files import read_source
from fabula.diagnostics.problems import FabulaError, Problem
from fabula.pipeline import open_engine
from fabula.play import dialogue as talk
from fabula.play.board import Board
from fabula.play.dialogue import Answer, Block, Book, Dialogue
from fabula.play.listing import listing, mark, nothing_listed
from fabula.play.outlook import Outlook, outlook_in_words
from fabula.play.saves import ENDING, Save, read_save
from fabula.play.session import begin, begin_after, ending
from fabula.search.motives import motives_of
from fabula.simulate.choices import Choices
from fabula.stories.replay import Moment, replaying
from fabula.stories.report import reason_of_stop
from fabula.stories.story import read_story

WORLD = "the-wager"  # played where none is named
COLUMNS = 80
PATIENCE = 5.0  # seconds that the odds are sampled for
NOBODY = "nobody"
SEEDS = 10_000
_PROMPT = "> "


@click.command("play", short_help="Take a part in a story.")
@click.argument("world", required=False)
@click.option("--as", "part", metavar="NAME", help="Whom you play; `nobody`: you watch. Default: as the world is told.")
@click.option("--after", metavar="STORY", help="Go on from where this story ends.")
@click.option("--seed", type=click.IntRange(min=0), help="Draws chance; the same seed and choices, the same story.")
@click.option("--load", "file", metavar="FILE", help="Go on with a saved session.")
@output_options
@limit_options
def command(
    world: str | None,
    part: str | None,
    after: str | None,
    seed: int | None,
    file: str | None,
    as_json: bool,
    plain: bool,
    max_states: int,
    max_seconds: float,
    max_memory: int,
) -> None:
    """Take a part in the story of a WORLD (without one: the shipped story).

    The others act on their motives. You see what your character notices, and choose among all that he or she can do.
    `help` lists the words. On a terminal, with textual installed (`fabula[tui]`), it fills the screen, unless --plain.
    """
    if file is not None and (after is not None or seed is not None):
        raise click.UsageError("A saved session knows its seed and where it goes on: leave --after and --seed out.")
    saved = None if file is None else read_save(Path(file))
    path = find_world(world) if world is not None else _world_of(saved, file) if saved and file else find_world(WORLD)
    bounds = Bounds(max_states, max_seconds, max_memory)
    first: Answer | None = None
    with watching("Opening", bounds) as watch:
        engine = open_engine(path, max_states=max_states)
        motives = motives_of(engine)
        book = talk.open_book(Board(engine, motives, Choices(engine, motives)), path, shipped_folder())
        first = _begin(book, part=part, after=after, seed=seed, file=file)
    if first is None:
        click.echo(f"{str(watch.ended).capitalize()}.", err=True)
        raise click.exceptions.Exit(watch.exit_code)
    lost = file is not None and first.dialogue.file is None
    if not as_json and not plain and _on_a_terminal():
        if find_spec("textual") is not None:
            _full_screen(book, first)
            raise click.exceptions.Exit(FINDINGS if lost else 0)
        click.echo("(With textual installed, `pip install fabula[tui]`, this fills the screen.)", err=True)
    door = _Door(book, bounds, as_json=as_json, plain=plain)
    code = door.run(first)
    raise click.exceptions.Exit(code or (FINDINGS if lost else 0))


def _world_of(saved: Save, file: str) -> Path:
    """The world of a save: one that comes with Fabula, or a file, named from where the save lies."""
    beside = Path(file).resolve().parent / saved.world
    if Path(saved.world).suffix and not beside.exists():
        wrong = f"The world of this save, `{saved.world}`, is not where it was when it was saved."
        hint = f"Name it: `fabula play WORLD --load {file}`."
        raise FabulaError((Problem("F724", None, wrong, hint=hint),))
    return beside if beside.exists() else find_world(saved.world)


def _begin(book: Book, *, part: str | None, after: str | None, seed: int | None, file: str | None) -> Answer:
    """The first answer: from a save, after a story, or from the start. Raises `FabulaError`."""
    board, checked = book.board, book.board.engine.model.world
    if file is not None:
        answer = talk.loading(book, Path(file))
        if part is None:
            return answer
        session = replace(answer.dialogue.session, part=_part(part, book))
        return talk.opening(book, replace(answer.dialogue, session=session))
    who = _part(part if part is not None else checked.focalizer or NOBODY, book)
    seed = randbelow(SEEDS) if seed is None else seed
    if after is None:
        session = begin(board, part=who, seed=seed)
    else:
        session = begin_after(board, _told(book, after), part=who, seed=seed, after=after)
    answer = talk.opening(book, Dialogue(session))
    said = Block("aside", f"Seed {seed}: the same seed and the same choices give the same story.")
    return replace(answer, blocks=(*answer.blocks, said))


def _part(name: str, book: Book) -> int | None:
    return None if name == NOBODY else find_character(name, book.board.engine.model.world)


def _told(book: Book, story: str) -> list[Moment]:
    """What a story tells. Raises `FabulaError` (F725) where it is not possible to its end."""
    parsed = read_story(read_source(find_story(story, book.world)), book.board.engine.model)
    moments: list[Moment] = []
    for step in replaying(book.board.engine, book.board.motives, parsed, keep_going=True, judged=()):
        if step.moment is None:
            wrong = f"`{story}` stops at beat {step.beat.label}, {step.step.written}: {reason_of_stop(step)}"
            hint = f"`fabula replay {book.world.stem} {story}` says more."
            raise FabulaError((Problem("F725", step.step.span, wrong, hint=hint),))
        moments.append(step.moment)
    return moments


def _on_a_terminal() -> bool:
    streams = (sys.stdin, sys.stdout)
    return all(stream is not None and stream.isatty() for stream in streams) and os.environ.get("TERM") != "dumb"


def _full_screen(book: Book, first: Answer) -> None:
    """Play in full screen, and keep what has not been saved."""
    from fabula.tui.app import PlayApp

    app = PlayApp(book, first, patience=PATIENCE)
    try:
        app.run()
    finally:
        _leave(book, app.dialogue)
    if app.mistake is not None:
        raise app.mistake
    if app.closed:
        raise click.exceptions.Exit(INTERRUPTED)


# ---- leaving ---------------------------------------------------------------------------------------------------------


def _leave(book: Book, dialogue: Dialogue) -> None:
    """Keep what has not been saved, and say where."""
    if not dialogue.unsaved:
        return
    folder = Path(click.get_app_dir("fabula")) / "unsaved"
    path = folder / f"{book.world.stem}.{time.strftime('%Y%m%d-%H%M%S')}{ENDING}"
    with _deaf():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            talk.save(book, dialogue, path, over=True)
        except (FabulaError, OSError) as error:
            click.echo(f"Not saved: {error}", err=True)
        else:
            click.echo(
                f"You have not saved; it is kept, and this goes on with it:\nfabula play --load {path}", err=True
            )


@contextmanager
def _deaf() -> Iterator[None]:
    """Let whoever presses Ctrl-C twice lose nothing either."""
    try:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:  # not in the main thread, where it can't be heard anyway
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class _Closed(BaseException):
    """The terminal has been closed, or the system asks us to go."""


@contextmanager
def _closing() -> Iterator[None]:
    """Turn a closed terminal and a request to end into `_Closed`, so that nothing is lost."""

    def close(_signal: int, _frame: FrameType | None) -> None:
        raise _Closed

    names = [name for name in ("SIGHUP", "SIGTERM") if hasattr(signal, name)]
    try:
        before = {name: signal.signal(getattr(signal, name), close) for name in names}
    except ValueError:  # not in the main thread
        before = {}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


# ---- line by line ----------------------------------------------------------------------------------------------------


class _Door:
    """Reads a line, answers it, prints the answer; one JSON object a line where that was asked for."""

    def __init__(self, book: Book, bounds: Bounds, *, as_json: bool, plain: bool) -> None:
        self.book = book
        self.bounds = bounds
        self.as_json = as_json
        self.paint = Paint(plain=plain)
        self.drawn = not plain and sys.stdout is not None and sys.stdout.isatty() and _draws_lines(sys.stdout)
        self.typed = sys.stdin is not None and sys.stdin.isatty()
        self.listed: list[str] = []  # the choices as they were shown last
        self.failed = False  # whether a line of a script could not be carried out

    def run(self, first: Answer) -> int:
        """The exit code, when the reader leaves."""
        dialogue = first.dialogue
        if self.typed:
            _edit_lines()
        code = 0
        with _closing():
            try:
                self.show(first)
                while True:
                    line = self.read()
                    if line is None:
                        break
                    answer = self.answer(dialogue, line)
                    if answer is None:
                        continue
                    dialogue = answer.dialogue
                    if answer.leave:
                        break
                    self.show(answer)
            except KeyboardInterrupt:
                click.echo()
                code = INTERRUPTED
            except _Closed:
                code = INTERRUPTED
        if self.typed:
            _leave(self.book, dialogue)
        elif dialogue.unsaved:
            click.echo("Not saved; `save FILE` before the end keeps a session.", err=True)
        return code or (WRONG_INPUT if self.failed else 0)

    def read(self) -> str | None:
        """The next line; None at the end. Where nobody types, the line is shown as if somebody had."""
        if self.typed:
            try:
                return input(_PROMPT)
            except EOFError:
                click.echo()
                return None
        line = sys.stdin.readline() if sys.stdin is not None else ""
        if not line:
            return None
        line = line.rstrip("\r\n")
        if not self.as_json:
            click.echo(f"{_PROMPT}{line}")
        return line

    def answer(self, dialogue: Dialogue, line: str) -> Answer | None:
        """What comes of a line; None where it could not be carried out: then everything is as it was."""
        known: list[Outlook] = []
        try:
            with watching("Thinking", self.bounds) as watch:
                return talk.answer(self.book, dialogue, line, lambda outlooks: _sampled(watch, outlooks, known))
        except FabulaError as error:
            self.failed = not self.typed
            complain(error.problems)
            if self.as_json:
                click.echo(json.dumps({"problems": problem_values(error.problems)}))
            return None
        if known:  # whoever interrupts is told what is known
            return Answer(dialogue, (Block("drawing", "\n".join(outlook_in_words(known[-1]))),))
        return Answer(dialogue, (Block("said", f"{str(watch.ended).capitalize()}: nothing has happened."),))

    def show(self, answer: Answer) -> None:
        if self.as_json:
            click.echo(json.dumps(self._record(answer), ensure_ascii=True, default=str))
            return
        blocks = [self._block(block) for block in answer.blocks]
        if answer.listing:
            listed = self._listing(answer)
            if blocks and listed and listed == self.listed and not self.drawn:  # not to be heard again and again
                listed = ["The choices are the same; `look` lists them."]
            else:
                self.listed = listed
            blocks += listed
        for block in blocks:
            click.echo(block)
            click.echo()

    def _block(self, block: Block) -> str:
        match block.kind:
            case "drawing":
                text = block.text if self.drawn or not block.instead else block.instead
                return "\n".join(_kept(line) for line in text.split("\n"))
            case "dream":
                return _wrapped(block.text, "    ")
            case "head" | "aside":
                return self.paint(block.kind, _wrapped(block.text))
            case _:
                return _wrapped(block.text)

    def _listing(self, answer: Answer) -> list[str]:
        found = []
        groups = listing(self.book.board, answer.dialogue.session, all_of_them=answer.all_of_them)
        for group in groups:
            lines = [self.paint("head", group.head)]
            for number, choice in group.choices:
                said = mark(choice)
                if self.drawn:
                    line = f"{number:>3}  {choice.words:<40} {said}".rstrip()
                else:
                    line = f"{number}. {choice.words}" + (f" ({said})" if said else "")
                lines.append(textwrap.fill(line, COLUMNS, subsequent_indent="     ", break_on_hyphens=False))
            found.append("\n".join(lines))
        nothing = "" if found else nothing_listed(self.book.board, answer.dialogue.session)
        return [nothing] if nothing else found

    def _record(self, answer: Answer) -> dict[str, object]:
        """An answer for JSON (docs/manual/json.md)."""
        session, board = answer.dialogue.session, self.book.board
        names = board.engine.model.characters
        over = ending(board, session)
        offered = (
            listing(self.book.board, session, all_of_them=answer.all_of_them) if answer.listing and over is None else ()
        )
        return {
            "part": None if session.part is None else names[session.part],
            "turn": session.turn,
            "branch": session.branch,
            "blocks": [{"kind": block.kind, "text": block.instead or block.text} for block in answer.blocks],
            "choices": [
                {
                    "number": number,
                    "words": choice.words,
                    "event": str(choice.event),
                    "likely": round(choice.likely, 6),
                    "explained": choice.explained,
                    "wants": [] if choice.reason is None else list(choice.reason.wants),
                }
                for group in offered
                for number, choice in group.choices
            ],
            "over": None if over is None else over.name,
        }


def _sampled(watch: Watch, outlooks: Iterator[Outlook], known: list[Outlook]) -> Outlook | None:
    """As much of the outlook as there is after `PATIENCE` seconds; all of it goes into `known` as it comes."""
    watch.known = lambda: f"{len(known)} runs"
    for outlook in outlooks:
        known.append(outlook)
        if watch.seconds > PATIENCE:
            break
    return known[-1] if known else None


def _draws_lines(stream: TextIO) -> bool:
    """Whether the signs that maps are drawn with can be written."""
    return (stream.encoding or "").lower().startswith("utf")


def _kept(line: str) -> str:
    """A line as it is; only what is too long goes on below, a little further in."""
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    return line if len(line) <= COLUMNS else textwrap.fill(line, COLUMNS, subsequent_indent=indent)


def _wrapped(text: str, indent: str = "") -> str:
    return "\n".join(
        textwrap.fill(line, COLUMNS, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
        for line in text.split("\n")
    )


def _edit_lines() -> None:
    """Let the arrow keys work in what is typed, where the system can do that."""
    with suppress(ImportError):
        import readline  # noqa: F401
