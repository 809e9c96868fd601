"""Watching a long computation: its progress line, its limits, and Ctrl-C.

A command runs its computation inside `watching(...)` and keeps what it has so far. When a limit is reached, or the
user interrupts, the block is left without an exception and `Watch.ended` says why, so that the command can print what
is known and leave by `Watch.exit_code`.
"""

from __future__ import annotations

import math
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any, TypeVar

import click

from fabula.cli.main import FINDINGS, INTERRUPTED
from fabula.diagnostics.problems import FabulaError

F = TypeVar("F", bound=Callable[..., Any])

MAX_STATES = 4_000_000
MAX_SECONDS = 3600.0
MAX_MEGABYTES = 4000
QUIET_SECONDS = 2.0  # what takes longer shows its progress
STATES_LIMIT = "F503"  # what an engine says that may keep no more states
_TICK = 0.25  # seconds between two looks at the clock


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a computation may use."""

    states: int = MAX_STATES
    seconds: float = MAX_SECONDS
    megabytes: int = MAX_MEGABYTES


class LimitReached(Exception):
    """Raised inside the watched block, to leave it."""


@dataclass(slots=True)
class Watch:
    """What the watched computation tells (`note`) and how it ended."""

    what: str
    bounds: Bounds
    started: float = field(default_factory=time.monotonic)
    known: Callable[[], str] = lambda: ""  # a few words on how far it is
    states: Callable[[], int] = lambda: 0
    ended: str | None = None  # None: it went through
    interrupted: bool = False
    shown: bool = False  # whether a progress line stands on the terminal

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    @property
    def exit_code(self) -> int:
        return INTERRUPTED if self.interrupted else FINDINGS

    @property
    def record(self) -> dict[str, object]:
        """What every command says in JSON of how it ended."""
        return {"ended": self.ended, "interrupted": self.interrupted, "seconds": round(self.seconds, 3)}

    def say(self, text: str) -> None:
        """Print on standard output, in place of the progress line."""
        self.clear()
        click.echo(text)

    def progress(self) -> None:
        """Show how far it is, on a terminal, if it takes long."""
        if sys.stderr is not None and sys.stderr.isatty() and self.seconds > QUIET_SECONDS:
            line = f"{self.what}: {self.seconds:.0f} s, {self.known()}".removesuffix(", ")
            sys.stderr.write(f"\r\x1b[K{line[:79]}")
            sys.stderr.flush()
            self.shown = True

    def clear(self) -> None:
        """Take the progress line away."""
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self.shown = False

    def look(self) -> None:
        """Raise `LimitReached` if a bound is passed."""
        if not self.seconds <= self.bounds.seconds:  # also where the bound is not a number
            raise LimitReached(f"the limit of {self.bounds.seconds:g} seconds (--max-seconds)")
        if self.states() > self.bounds.states:
            raise LimitReached(f"the limit of {self.bounds.states} states (--max-states)")
        if _megabytes() > self.bounds.megabytes:
            raise LimitReached(f"the limit of {self.bounds.megabytes} MB of memory (--max-memory)")


class Seconds(click.FloatRange):
    """So many seconds, more than 0: a number, which `nan` is not."""

    def __init__(self) -> None:
        super().__init__(min=0, min_open=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        seconds = super().convert(value, param, ctx)
        if math.isnan(seconds):
            self.fail(f"`{value}` is no number of seconds.", param, ctx)
        return seconds


def limit_options(command: F) -> F:
    """The options of every command that may take long."""
    for option in (
        click.option(
            "--max-memory", type=click.IntRange(min=1), default=MAX_MEGABYTES, show_default=True, help="Megabytes."
        ),
        click.option(
            "--max-seconds",
            type=Seconds(),
            default=MAX_SECONDS,
            show_default=True,
            help="Stop after so long and print what is known.",
        ),
        click.option(
            "--max-states",
            type=click.IntRange(min=1),
            default=MAX_STATES,
            show_default=True,
            help="Stop after so many states and print what is known.",
        ),
    ):
        command = option(command)
    return command


@contextmanager
def watching(what: str, bounds: Bounds) -> Iterator[Watch]:
    """Run the block under the bounds, with a progress line on standard error where that is a terminal.

    Without POSIX timers, or outside of the main thread, the bounds are looked at only where the computation itself
    calls `Watch.look`.
    """
    watch = Watch(what, bounds)

    asked = False  # whether Ctrl-C has come

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked = True
        raise KeyboardInterrupt

    def tick(_signal: int, _frame: FrameType | None) -> None:
        if asked:  # it came at a moment when Python ignores exceptions (while something is cleared away, say)
            raise KeyboardInterrupt
        watch.look()
        watch.progress()

    timed = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGALRM, tick) if timed else None
    before_interrupt = signal.signal(signal.SIGINT, interrupt) if timed else None
    if timed:
        signal.setitimer(signal.ITIMER_REAL, _TICK, _TICK)
    try:
        yield watch
    except LimitReached as limit:
        watch.ended = f"stopped at {limit}"
    except KeyboardInterrupt:
        asked = False
        watch.ended = "interrupted"
        watch.interrupted = True
    except FabulaError as error:
        if any(problem.code != STATES_LIMIT for problem in error.problems):
            raise
        watch.ended = f"stopped at the limit of {bounds.states} states (--max-states)"
    except MemoryError:
        watch.ended = "stopped: out of memory"
    finally:
        if timed:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
            signal.signal(signal.SIGINT, before_interrupt)
        watch.clear()


def _megabytes() -> float:
    """The most memory that this process has had, in megabytes; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024) if sys.platform == "darwin" else peak / 1024
