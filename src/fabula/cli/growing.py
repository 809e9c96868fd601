"""What `odds`, `ask` and `whatif` share: where the asking begins, and growing the story graph under a watch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:  # what is kept is shown without any of these
    from fabula.cli.watch import Watch
    from fabula.explore.story_graph import StoryGraph
    from fabula.kernel import Kernel, State
    from fabula.world.model import World

F = TypeVar("F", bound=Callable[..., Any])

START = "start"
WITHIN = 0.01  # what may be left open, as a probability
MAX_MOMENTS = 100_000
SMALL = 1_000  # moments: as many are followed in any case


def growing_options(command: F, *, within: float = WITHIN) -> F:
    """The options of every command that looks at what can follow. `within`: the default of `--within`."""
    for option in (
        click.option(
            "--max-moments",
            type=click.IntRange(min=1),
            default=MAX_MOMENTS,
            show_default=True,
            help="Follow no more moments of stories than that.",
        ),
        click.option(
            "--within",
            type=click.FloatRange(0, 1),
            default=within,
            show_default=True,
            help="How far the bounds of a probability may lie apart; 0: follow everything.",
        ),
        click.option(
            "--after",
            metavar="STORY",
            help="Ask where this story ends; `start`: at the start. (As the world says; else at the start.)",
        ),
    ):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class Asked:
    """From where it is asked: the world's file, and the file of the story told till then (None: none)."""

    path: Path
    story: Path | None


def asked_from(world: World, path: Path, after: str | None) -> Asked:
    """Where the asking begins. Raises `FabulaError` (F705)."""
    from fabula.cli.find import find_story

    name = world.asked_after if after is None else "" if after == START else after
    return Asked(path, find_story(name, path) if name else None)


def state_at(engine: Kernel, asked: Asked) -> State:
    """The state at which it is asked. Raises `FabulaError` (F1xx, F2xx, F725)."""
    from fabula.diagnostics.files import read_source
    from fabula.stories.departure import departure
    from fabula.stories.story import read_story

    if asked.story is None:
        return engine.initial()
    return departure(engine, read_story(read_source(asked.story), engine.model))


def grow(watch: Watch, graph: StoryGraph, *, within: float, most: int) -> None:
    """Grows the graph until no more than `within` is open, or to a limit; what it has by then it keeps.

    Small graphs are followed to the end, whatever `within` says, so that nothing is left open without need.
    """
    if within:
        watch.known = lambda: f"{graph.followed:,} moments, {min(1.0, graph.left):.1%} still open"
    else:
        watch.known = lambda: f"{graph.followed:,} of {len(graph.moments):,} moments followed"
    from fabula.kernel import COMPILED

    small = SMALL if COMPILED else SMALL // 10
    for bound, limit in ((within, most), (0, min(most, small))):
        for _ in graph.grow(within=bound, most=limit):
            pass
