"""Running a planner's benchmark: configurations read from a table, each solved by a process of its own, and measured.

One process each, so that seconds and memory are those of the whole answer: Python's start, the text of the problem,
the search, and the plan as text.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

from fabula.cli.solve import as_number
from fabula.diagnostics.files import read_source
from fabula.diagnostics.problems import FabulaError, Problem, did_you_mean
from fabula.diagnostics.source import Source, Span
from fabula.pipeline import open_world
from fabula.world.formula import read_formula
from fabula.world.model import World
from fabula.world.shipped import SABRE_SUFFIX

NEEDED = ("name", "file", "goal", "author_limit", "character_limit", "epistemic_limit")
PUBLISHED = "published_shortest"
NUMBERS = ("author_limit", "character_limit", "epistemic_limit", PUBLISHED)  # whole, or empty
PROBLEMS = "problems"  # the folder beside a table in which its worlds may lie
ENDINGS = ("", ".fabula", ".txt")
OPTIONS = (("--max-seconds", "--seconds"), ("--max-memory", "--memory"))  # of `solve`, and what they are called here
MOST_NAMED = 20  # configurations that an interruption names
GRACE = 15.0  # seconds that a process has to answer once it should have ended


@dataclass(frozen=True, slots=True)
class Configuration:
    """A row of a table: a question to the planner. Limits that are None are the world's own."""

    name: str
    world: Path
    goal: str  # as `fabula solve --goal` takes it; empty: none
    author_limit: int | None
    character_limit: int | None
    epistemic_limit: int | None
    published: int | None  # the length of the shortest plan that is known


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of one configuration.

    `answer`: what `fabula solve --json` printed; None: nothing, and `ended` says why. `seconds`: by the clock;
    `cpu_seconds` and `megabytes` (the most at any moment): None where the system does not tell.
    """

    configuration: Configuration
    mode: str  # `fast` or `prove`
    answer: Mapping[str, object] | None
    ended: str | None
    seconds: float
    cpu_seconds: float | None
    megabytes: float | None

    @property
    def length(self) -> int | None:
        length = self._of("length")
        return length if isinstance(length, int) else None

    @property
    def proved(self) -> bool:
        return self._of("proved_shortest") is True

    @property
    def at_least(self) -> int | None:
        """No explained plan has fewer events."""
        at_least = self._of("at_least")
        return at_least if isinstance(at_least, int) else None

    @property
    def longer_than_published(self) -> bool:
        published = self.configuration.published
        return self.length is not None and published is not None and self.length > published

    def counted(self, name: str) -> int | None:
        """A counter of the search: `turns`, `reasons`, `looked`; or `states`."""
        counters = self._of("counters")
        number = self._of("states") if name == "states" else isinstance(counters, dict) and counters.get(name)
        return number if isinstance(number, int) and not isinstance(number, bool) else None

    def _of(self, key: str) -> object:
        return None if self.answer is None else self.answer.get(key)

    @property
    def record(self) -> dict[str, object]:
        """What is said of it in JSON."""
        return {
            "name": self.configuration.name,
            "mode": self.mode,
            "length": self.length,
            "published_shortest": self.configuration.published,
            "proved_shortest": self.proved,
            "at_least": self.at_least,
            "ended": self.ended,
            "seconds": round(self.seconds, 3),
            "cpu_seconds": None if self.cpu_seconds is None else round(self.cpu_seconds, 3),
            "megabytes": None if self.megabytes is None else round(self.megabytes, 1),
            **{name: self.counted(name) for name in ("states", "turns", "reasons", "looked")},
            "plan": self._of("plan"),
        }


# ---- the table -------------------------------------------------------------------------------------------------------


def read_table(path: Path) -> list[Configuration]:
    """The configurations of a table.

    Raises `FabulaError`: F701 to F704 (its file, a world's), F714 (its content), F707 (a goal), and what is wrong with
    a world whose endings and names must be known to tell whether a goal is one.
    """
    source = read_source(path)
    rows = csv.DictReader(source.lines)
    columns = rows.fieldnames or ()
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        wrong = f"The table has no column `{missing[0]}`."
        hint = f"Its first line names the columns, with commas between: {','.join(NEEDED)}."
        raise FabulaError((Problem("F714", Span(source, 1, 1, 1, 2), wrong, hint=hint),))
    found: list[Configuration] = []
    lines: dict[str, int] = {}  # by name
    worlds: dict[Path, World] = {}  # whose goals have been looked at
    for row in rows:
        place = Span(source, rows.line_num, 1, rows.line_num, 2)
        many = sum(len(cell) if isinstance(cell, list) else cell is not None for cell in row.values())
        if many != len(columns):
            wrong = f"The line has {many} cells; the table has {len(columns)} columns."
            hint = "Leave the place of what is not given empty, and write what has a comma in it in quotation marks."
            raise FabulaError((Problem("F714", place, wrong, hint=hint),))
        numbers = {name: _number(row.get(name), name, place) for name in NUMBERS}
        name, file = (row["name"] or "").strip(), (row["file"] or "").strip()
        if not name or not file:
            wrong = f"The configuration has no {'file' if name else 'name'}."
            hint = "Every line names a configuration and the file of its world."
            raise FabulaError((Problem("F714", place, wrong, hint=hint),))
        if name in lines:
            wrong = f"The configuration `{name}` is there twice."
            hint = f"The first one is in line {lines[name]}. Give each a name of its own."
            raise FabulaError((Problem("F714", place, wrong, hint=hint),))
        lines[name] = rows.line_num
        limits = (numbers["author_limit"], numbers["character_limit"], numbers["epistemic_limit"])
        world, goal = _world(path.parent, file, place), row["goal"].strip()
        _check_goal(world, goal, place, worlds)
        found.append(Configuration(name, world, goal, *limits, numbers[PUBLISHED]))
    if not found:
        hint = "Below the names of the columns stands a line for each configuration."
        raise FabulaError((Problem("F714", Span(source, 1, 1, 1, 2), "The table has no configuration.", hint=hint),))
    return found


def _check_goal(path: Path, goal: str, place: Span, worlds: dict[Path, World]) -> None:
    """Raise F707, at the line of the table, for what `fabula solve` would not take; nothing is made ground for it."""
    if not goal or as_number(goal) is not None:
        return
    if path.suffix == SABRE_SUFFIX:
        hint = "Give a number: the utility that the author's plan must reach."
        raise FabulaError((Problem("F707", place, f"`{goal}` cannot be a goal in this world.", hint=hint),))
    if path not in worlds:
        worlds[path] = open_world(path)
    world = worlds[path]
    if any(ending.name == goal for ending in world.endings):
        return
    try:
        read_formula(world, Source("goal", goal), or_ending=True)
    except FabulaError as error:
        first = error.problems[0]
        wrong = f"`{goal}` cannot be a goal in this world: {first.wrong}"
        raise FabulaError((Problem("F707", place, wrong, hint=first.hint),)) from None


def _number(written: str | None, column: str, place: Span) -> int | None:
    written = (written or "").strip()
    if not written:
        return None
    if not written.isdecimal():
        hint = "Write a whole number, or nothing for the world's own limit."
        raise FabulaError((Problem("F714", place, f"`{written}` in column `{column}` is no number.", hint=hint),))
    return int(written)


def _world(folder: Path, file: str, place: Span) -> Path:
    for at in (folder, folder / PROBLEMS):
        for ending in ENDINGS:
            if (at / f"{file}{ending}").is_file():
                return at / f"{file}{ending}"
    beside = sorted(
        path.stem for at in (folder, folder / PROBLEMS) for end in ENDINGS[1:] for path in at.glob(f"*{end}")
    )
    hint = did_you_mean(file, beside, also=f"It should lie beside the table, or in the folder `{PROBLEMS}` there.")
    raise FabulaError((Problem("F701", place, f"There is no world `{file}`.", hint=hint),))


def chosen(configurations: Sequence[Configuration], names: Iterable[str]) -> list[Configuration]:
    """Those with the names, in the order of the table; all of them without names. Raises `FabulaError` (F714)."""
    names = list(names)
    known = [one.name for one in configurations]
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known)
            raise FabulaError((Problem("F714", None, f"The table has no configuration `{name}`.", hint=hint),))
    return [one for one in configurations if not names or one.name in names]


# ---- one process -----------------------------------------------------------------------------------------------------


def command_of(one: Configuration, mode: str, *, seconds: float, megabytes: int, states: int) -> list[str]:
    """The command line that solves a configuration."""
    asked = ["solve", str(one.world), "--json"]
    for option, value in (
        ("--goal", one.goal or None),
        ("--author-limit", one.author_limit),
        ("--character-limit", one.character_limit),
        ("--epistemic-limit", one.epistemic_limit),
    ):
        if value is not None:
            asked.append(f"{option}={value}")
    limits = [f"--max-seconds={seconds}", f"--max-memory={megabytes}", f"--max-states={states}"]
    fast = ["--fast"] if mode == "fast" else []
    return [sys.executable, "-P", "-c", "from fabula.cli import main; main()", *asked, *fast, *limits]


class Running:
    """A process that solves one configuration. Stop it with `interrupt`, and `wait` for what it says."""

    def __init__(self, one: Configuration, mode: str, *, seconds: float, megabytes: int, states: int) -> None:
        self.configuration, self.mode = one, mode
        self._out: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (closed in `wait`)
        self._err: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (closed in `wait`)
        self._begun = time.monotonic()
        command = command_of(one, mode, seconds=seconds, megabytes=megabytes, states=states)
        group = {"process_group": 0} if os.name == "posix" else {}  # Ctrl-C comes to us, and we pass it on
        self.process = subprocess.Popen(command, stdout=self._out, stderr=self._err, **group)  # type: ignore[call-overload]
        self._last = threading.Timer(
            min(seconds + GRACE, threading.TIMEOUT_MAX), self.process.kill
        )  # it does not answer although its time is over
        self._last.daemon = True
        self._last.start()

    def interrupt(self) -> None:
        """Let it say what it knows, and end."""
        import signal

        with suppress(OSError):  # it may have ended just now
            self.process.send_signal(signal.SIGINT)

    def wait(self) -> Measured:
        """What it has said when it has ended. May be called again after an interruption."""
        cpu = megabytes = None
        if hasattr(os, "wait4"):
            _, status, used = os.wait4(self.process.pid, 0)
            self.process.returncode = os.waitstatus_to_exitcode(status)
            cpu = used.ru_utime + used.ru_stime
            megabytes = used.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
        else:
            self.process.wait()
        seconds = time.monotonic() - self._begun
        self._last.cancel()
        answer = _read_answer(self._out)
        self._err.seek(0)
        said = self._err.read().decode("utf-8", "replace").strip()
        self._out.close()
        self._err.close()
        ended: str | None
        if answer is None:
            lines = said.splitlines() or [f"exit code {self.process.returncode}"]
            first = next((line for line in lines if "error F" in line), lines[0])  # there may be warnings above it
            ended = f"no answer: {first}"
        else:
            why = answer.get("ended")
            ended = None if why is None else _by_our_options(str(why))
        return Measured(self.configuration, self.mode, answer, ended, seconds, cpu, megabytes)


def _by_our_options(ended: str) -> str:
    """Why `fabula solve` ended, with the options called what they are called here."""
    for theirs, ours in OPTIONS:
        ended = ended.replace(theirs, ours)
    return ended


def _read_answer(out: IO[bytes]) -> Mapping[str, object] | None:
    out.seek(0)
    try:
        answer = json.loads(out.read())
    except ValueError:
        return None
    return answer if isinstance(answer, dict) and "length" in answer else None


# ---- what is told ----------------------------------------------------------------------------------------------------

COLUMNS = ("configuration", "length", "known", "proved", "s", "cpu s", "MB", "states", "turns", "reasons", "looked at")


def cells(one: Measured) -> list[str]:
    """A row of the table of results, in the order of `COLUMNS`."""
    return [
        one.configuration.name,
        "-" if one.length is None else str(one.length),
        "-" if one.configuration.published is None else str(one.configuration.published),
        _proved(one),
        f"{one.seconds:.2f}",
        "-" if one.cpu_seconds is None else f"{one.cpu_seconds:.2f}",
        "-" if one.megabytes is None else f"{one.megabytes:.0f}",
        *(_count(one.counted(name)) for name in ("states", "turns", "reasons", "looked")),
    ]


def _count(number: int | None) -> str:
    return "-" if number is None else f"{number:,}"


def _proved(one: Measured) -> str:
    if one.proved:
        return "yes"
    if one.answer is None:
        return "no answer"
    if one.answer.get("proved_none"):
        return "no plan"
    return f"{one.at_least or 1} or more"


def summary(results: Sequence[Measured]) -> str:
    """A sentence or two on all results of one mode."""
    solved = [one for one in results if one.length is not None]
    proved = sum(one.proved for one in results)
    longer = [one.configuration.name for one in results if one.longer_than_published]
    seconds = sum(one.seconds for one in results)
    slowest = max(results, key=lambda one: one.seconds)
    cpu = [one.cpu_seconds for one in results if one.cpu_seconds is not None]
    most = max((one.megabytes for one in results if one.megabytes is not None), default=None)
    parts = [
        f"{len(solved)} of {len(results)} solved, {proved} proved shortest",
        f"longer than known: {', '.join(longer)}" if longer else "none longer than known",
        f"{seconds:.1f} s{f' ({sum(cpu):.1f} s of one core)' if cpu else ''} all together, "
        f"{slowest.seconds:.1f} s at most ({slowest.configuration.name})",
        *([] if most is None else [f"{most:.0f} MB at most"]),
    ]
    resist = [one for one in results if not one.proved and (one.length is None or one.mode == "prove")]
    return (
        "; ".join(parts) + "." + "".join(f" {one.configuration.name}: {_resists(one).rstrip('.')}." for one in resist)
    )


def not_begun(results: Sequence[Measured], configurations: Sequence[Configuration]) -> str:
    """How many of the configurations have a result, and which have none."""
    done = {one.configuration.name for one in results}
    left = [one.name for one in configurations if one.name not in done]
    more = f" and {len(left) - MOST_NAMED} more" if len(left) > MOST_NAMED else ""
    names = f"; not begun: {', '.join(left[:MOST_NAMED])}{more}" if left else ""
    return f"{len(results)} of {len(configurations)}{names}."


def _resists(one: Measured) -> str:
    if one.answer is None:
        return str(one.ended)
    found = "no plan" if one.length is None else f"a plan of {one.length} event{'' if one.length == 1 else 's'}"
    ended = f"; {one.ended}" if one.ended else ""
    if one.answer.get("proved_none"):
        return f"proved that there is none{ended}"
    return f"{found}, none of fewer than {one.at_least or 1}{ended}"


def section(title: str, results: Mapping[str, Sequence[Measured]], *, seconds: float, commit: str | None) -> str:
    """A section in Markdown: for each mode what is found in sum, and a table."""
    day = date.today().isoformat()
    lines = [f"## {title} ({day}{f', commit {commit}' if commit else ''})", ""]
    lines += [
        f"One process each, stopped after {seconds:g} s. Seconds by the clock, and of one core, from the start of",
        "Python to the plan as text. Counters are exact: states kept, ways whose turn came, reasons that were looked",
        "for, steps that were looked at for them.",
    ]
    for mode, several in results.items():
        if several:
            lines += ["", f"**{MODES[mode]}.** {summary(several)}", ""]
            lines += [f"| {' | '.join(COLUMNS)} |", f"|{'---|' * len(COLUMNS)}"]
            lines += [f"| {' | '.join(cells(one))} |" for one in several]
    return "\n".join(lines) + "\n"


MODES = {"fast": "The first good plan (`--fast`)", "prove": "A shortest plan, proved (`--prove`)"}


def with_section(text: str, title: str, written: str) -> str:
    """A page with the section put in: in place of the one with the same title, or at its end."""
    lines = text.splitlines(keepends=True)
    heads = [number for number, line in enumerate(lines) if line.startswith("## ")]
    for number, following in zip(heads, [*heads, len(lines)][1:], strict=True):
        if lines[number].startswith(f"## {title} ("):
            tail = "".join(lines[following:])
            return "".join(lines[:number]) + written + (f"\n{tail}" if tail else "")
    before = text.rstrip("\n")
    return f"{before}\n\n{written}" if before else f"# Results\n\n{written}"


def commit_of(file: Path) -> str | None:
    """The short name of the commit that the file is from, and whether anything is changed; None if it is of none."""
    commit = _git(file.parent, "log", "-1", "--format=%h") if _git(file.parent, "ls-files", file.name) else None
    changed = _git(file.parent, "status", "--porcelain", "--untracked-files=no", ":/src")
    return f"{commit} and changes" if commit and changed else commit


def _git(folder: Path, *asked: str) -> str | None:
    try:
        ran = subprocess.run(["git", *asked], cwd=folder, capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return None
    return ran.stdout.strip() or None if ran.returncode == 0 else None
