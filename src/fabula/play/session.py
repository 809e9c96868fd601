"""A session of play: who the reader is, what has happened so far, and how it goes on.

Every function takes a session and gives the next one; nothing is changed in place, so that undoing, branching and an
interruption in the middle cost nothing.

*Turns.* After the reader has acted, the others and fate go on by the choice model (`fabula.simulate.choices`): what
comes next is drawn among all that may come next. Where the draw falls on the reader's own character, nobody comes in
between, and it is the reader's turn again; so it is where the character notices something, and at the latest after
`MOST_UNSEEN` events. Whoever waits lets the others go on until there is something to notice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from fabula.kernel import State
from fabula.play.board import Board
from fabula.play.draws import number, pick
from fabula.semantics import AnyEvent
from fabula.simulate.choices import Moment
from fabula.simulate.runs import ending_of
from fabula.stories.replay import Moment as Told
from fabula.world.model import Ending

MOST_UNSEEN = 12  # events that the character does not notice, at most, between two turns of the reader
FIRST_BRANCH = "main"

How = Literal["story", "chosen", "drawn"]


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of a session.

    * `how`: told by the story that the session goes on from, chosen by the reader, or drawn by the choice model.
    * `turn`: which turn of the reader it belongs to, from 1 on; what stands in a story has turns of its own.
    """

    event: AnyEvent
    outcome: int
    how: How
    turn: int
    before: State
    after: State

    @property
    def name(self) -> str:
        """By which the event is known in a save: it stays the same as long as its name and arguments do."""
        return f"{self.event} {self.outcome + 1}"


Path = tuple[Happening, ...]


@dataclass(frozen=True, slots=True)
class Session:
    """Where the reader stands.

    * `part`: the character that the reader plays, by number; None: nobody, the reader watches from above.
    * `path`: what has happened; `undone`: turns that were taken back, the last one first.
    * `branch`: the name of the path; `others`: the other branches, in the order in which they were begun.
    * `after`: the name of the story that the session goes on from; None: the start of the world.
    """

    start: State
    seed: int
    part: int | None = None
    path: Path = ()
    undone: tuple[Path, ...] = ()
    branch: str = FIRST_BRANCH
    others: tuple[tuple[str, Path], ...] = ()
    after: str | None = None

    @property
    def state(self) -> State:
        return self.path[-1].after if self.path else self.start

    @property
    def turn(self) -> int:
        """How many turns there have been."""
        return self.path[-1].turn if self.path else 0

    @property
    def played(self) -> bool:
        """Whether the reader has brought about anything that would be lost."""
        paths = (self.path, *(path for _, path in self.others))
        return any(happening.how != "story" for path in paths for happening in path)


# ---- beginning -------------------------------------------------------------------------------------------------------


def begin(board: Board, *, part: int | None, seed: int) -> Session:
    """A session at the start of the world."""
    return Session(start=board.engine.initial(), seed=seed, part=part)


def begin_after(board: Board, moments: Iterable[Told], *, part: int | None, seed: int, after: str) -> Session:
    """A session that goes on from what a story tells."""
    path = tuple(
        Happening(moment.event, moment.outcome, "story", turn, moment.before, moment.after)
        for turn, moment in enumerate(moments, 1)
    )
    return Session(start=board.engine.initial(), seed=seed, part=part, path=path, after=after)


# ---- where things stand ----------------------------------------------------------------------------------------------


def ending(board: Board, session: Session) -> Ending | None:
    """The ending that the story has come to; None while it is not over."""
    name = ending_of(board.engine, session.state)
    return next((ending for ending in board.engine.model.world.endings if ending.name == name), None)


def moment(board: Board, session: Session) -> Moment:
    """The moment for the choice model: the state, and what everybody means to do next, by what each did last."""
    found = board.choices.moment(session.state)
    intentions = list(found.intentions)
    known: set[int] = set()
    for happening in reversed(session.path):
        by = board.beginner(happening.before, happening.event)
        if by is not None and by not in known:
            known.add(by)
            intentions[by] = board.meant(happening.before, happening.event, happening.outcome, by)
            if len(known) == len(intentions):
                break
    return replace(found, intentions=tuple(intentions))


def is_mine(board: Board, session: Session, event: AnyEvent) -> bool:
    """Whether the event needs the reader: the character begins it, or must want it."""
    if session.part is None:
        return False
    by = board.beginner(session.state, event)
    return by == session.part or session.part in board.motives.consenting(session.state, event)


def notices(board: Board, happening: Happening, part: int | None) -> bool:
    """Whether the character notices the event, or comes to believe something with it. None notices everything."""
    if part is None:
        return True
    engine = board.engine
    event = engine.ground_event(happening.before, happening.event)
    if event is not None and event.kind == "dream":
        return event.dreamer == part
    if event is not None and event.observing and engine.value(happening.before, event.observing[part]) is True:
        return True
    return engine.believed(happening.before, part) != engine.believed(happening.after, part)


# ---- going on --------------------------------------------------------------------------------------------------------


def choose(board: Board, session: Session, event: AnyEvent) -> Session:
    """The reader brings the event about; then the others go on until it is the reader's turn.

    Its outcome is drawn. The event must be possible; whether anybody has a reason for it is not asked.
    """
    chosen = _happen(board, _fresh(session), event, "chosen", session.turn + 1)
    if chosen.part is None:
        return chosen
    return _others(board, chosen, session.turn + 1, reader_too=True)


def wait(board: Board, session: Session) -> Session:
    """The others and fate go on, without the reader; the same session where nothing can happen any more."""
    gone_on = _others(board, _fresh(session), session.turn + 1, reader_too=False)
    return session if gone_on.path == session.path else gone_on


def _others(board: Board, session: Session, turn: int, *, reader_too: bool) -> Session:
    """What comes next is drawn, again and again. `reader_too`: the draw may fall on the reader's character."""
    for _ in range(MOST_UNSEEN):
        if ending(board, session) is not None:
            break
        options = board.options(moment(board, session))
        mine = [is_mine(board, session, option.event) for option in options]
        weights = [option.probability for option in options]
        if not reader_too:
            weights = [0 if own else weight for own, weight in zip(mine, weights, strict=True)]
        if not any(weights):
            break
        place = pick(number(session.seed, names(session.path), "next"), weights)
        if mine[place]:
            break
        session = _happen(board, session, options[place].event, "drawn", turn)
        if notices(board, session.path[-1], session.part):
            break
    return session


def _happen(board: Board, session: Session, event: AnyEvent, how: How, turn: int) -> Session:
    before = session.state
    odds = board.engine.odds(before, event)
    outcome = 0
    if len(odds) > 1:
        outcome = pick(number(session.seed, names(session.path), str(event)), odds)
    after = board.engine.after(before, event, outcome)
    return replace(session, path=(*session.path, Happening(event, outcome, how, turn, before, after)))


def names(path: Path) -> tuple[str, ...]:
    """What has happened, by the names that saves know."""
    return tuple(happening.name for happening in path)


def _fresh(session: Session) -> Session:
    return replace(session, undone=())


# ---- going back ------------------------------------------------------------------------------------------------------


def undo(session: Session, turns: int = 1) -> Session:
    """Take back so many turns of the reader, or as many as there are: what came of them is taken back as well."""
    for _ in range(turns):
        if not session.path:
            break
        kept = tuple(happening for happening in session.path if happening.turn < session.turn)
        session = replace(session, path=kept, undone=(session.path[len(kept) :], *session.undone))
    return session


def redo(session: Session, turns: int = 1) -> Session:
    """Have so many of the turns again that were taken back, or as many as there are."""
    for _ in range(turns):
        if not session.undone:
            break
        session = replace(session, path=session.path + session.undone[0], undone=session.undone[1:])
    return session


# ---- branches --------------------------------------------------------------------------------------------------------


def branch(session: Session, name: str) -> Session:
    """Begin a branch here and go on in it; the branch so far stays as it is."""
    kept = tuple(pair for pair in session.others if pair[0] != name)
    return replace(session, branch=name, others=(*kept, (session.branch, session.path)), undone=())


def switch(session: Session, name: str) -> Session:
    """Go on in another branch; this one stays as it is. `KeyError` where there is none of that name."""
    path = dict(session.others)[name]
    others = tuple((other, kept) for other, kept in session.others if other != name)
    return replace(session, branch=name, path=path, others=(*others, (session.branch, session.path)), undone=())
