"""The outlook: how the story may end from here, by sampling; and what each ending still lacks.

Everybody, the reader's character too, then goes on as the choice model has it. What is found by sampling has an
interval (`fabula.analysis.interval`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from fabula.analysis.interval import clopper_pearson
from fabula.play.board import Board
from fabula.play.draws import number
from fabula.play.session import Session, moment, names
from fabula.reference.asking import Asking
from fabula.simulate.runs import sample
from fabula.stories.obstacles import Obstacle, obstacles
from fabula.world.model import Ending

RUNS = 50
LONGEST = 60  # events of one run


@dataclass(frozen=True, slots=True)
class Outlook:
    """What came of so many runs: how many came to each ending, to rest, and to neither within `LONGEST` events."""

    runs: int
    endings: tuple[tuple[Ending, int], ...]
    at_rest: int
    unfinished: int


def runs(board: Board, session: Session) -> Iterator[Outlook]:
    """The outlook from here, after 1, 2, ... `RUNS` runs. The same session gives the same runs."""
    endings = board.engine.model.world.endings
    count = {ending.name: 0 for ending in endings}
    at_rest = unfinished = 0
    here = moment(board, session)
    for run in range(1, RUNS + 1):
        seed = number(session.seed, names(session.path), f"run {run}").numerator
        sampled = sample(board.choices, Random(seed), start=here, limit=LONGEST)
        if sampled.ending is not None:
            count[sampled.ending] += 1
        elif sampled.stopped == "rest":
            at_rest += 1
        else:
            unfinished += 1
        yield Outlook(run, tuple((ending, count[ending.name]) for ending in endings), at_rest, unfinished)


def outlook_in_words(found: Outlook) -> list[str]:
    """A line for each way to end, the likeliest first, with its interval; and what kind of figure that is."""
    rows = [(ending.title or ending.name, count) for ending, count in found.endings]
    rows += [("Nobody can do any more", found.at_rest)]
    rows += [(f"Not over after {LONGEST} events more", found.unfinished)]
    lines = []
    for title, count in sorted((row for row in rows if row[1]), key=lambda row: -row[1]):
        low, high = clopper_pearson(count, found.runs)
        lines.append(f"{count / found.runs:4.0%}  {title} (between {low:.0%} and {high:.0%})")
    never = [title for title, count in rows[:-2] if not count]
    if never:
        lines.append(f"  0%  In no run: {'; '.join(never)} (up to {clopper_pearson(0, found.runs)[1]:.0%} each)")
    said = f"Sampled, not exact: {found.runs} run{'s' if found.runs > 1 else ''} from here,"
    return [*lines, f"{said} in which everybody goes on as they would."]


@dataclass(frozen=True, slots=True)
class Lacking:
    """An ending, and what it still lacks, as the reader's character sees it (as it is, for one who watches)."""

    ending: Ending
    lacks: tuple[Obstacle, ...]


def what_can_end(board: Board, session: Session) -> tuple[Lacking, ...]:
    """Every ending of the world with what it lacks in the eyes of the reader's character."""
    asking = Asking(board.engine)
    state = session.state if session.part is None else board.engine.believed(session.state, session.part)
    return tuple(
        Lacking(ending, obstacles(asking, state, ending.condition)) for ending in board.engine.model.world.endings
    )
