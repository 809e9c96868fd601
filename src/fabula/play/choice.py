"""What the reader can do at a moment: every possible act, and which of them the character has a reason for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fabula.play.board import Board
from fabula.play.phrases import Phrases
from fabula.play.session import Session, ending, is_mine, moment
from fabula.reasons import Reason
from fabula.semantics import AnyEvent


@dataclass(frozen=True, slots=True)
class Choice:
    """An act that the reader can choose; for a reader who watches, anything that may come next.

    * `words`: the act as the character sees it; `event`: what it really is.
    * `likely`: how likely the choice model is to take it, of all that is offered; 0: nobody would.
    * `reason`: the character's, with the plan in which the act brings most (M9); None without one.
    * `free`: no reason is needed: it is agreed, or nobody's choice.
    * `unwilling`: who else must want it and has no reason; it can't be chosen then.
    * `thought_possible`: whether the character believes that it can be done.
    * `meant`: whether it is what the character meant to do next, which makes it likelier.
    """

    words: str
    event: AnyEvent
    likely: float
    reason: Reason | None
    free: bool
    unwilling: tuple[int, ...]
    thought_possible: bool
    meant: bool = False

    @property
    def explained(self) -> bool:
        """Whether everybody who must want it has a reason."""
        return not self.unwilling and (self.free or self.reason is not None)

    @property
    def open(self) -> bool:
        """Whether the reader may choose it without being told more than the character knows."""
        return self.thought_possible and not self.unwilling


def choices(board: Board, session: Session) -> tuple[Choice, ...]:
    """All that the reader can choose: first what the character would do, the likeliest first; then the rest.

    Acts that the character can't tell apart are one choice: the one addressed to the figure that is mistaken. What the
    character believes impossible, and what somebody else does not want, comes last. None where the story is over.
    """
    if ending(board, session) is not None:
        return ()
    options = {option.event.index: float(option.probability) for option in board.options(moment(board, session))}
    found = _watched(board, session, options) if session.part is None else _own(board, session, options, session.part)
    total = sum(choice.likely for choice in found) or 1
    shared = [replace(choice, likely=choice.likely / total) for choice in found]
    return tuple(sorted(shared, key=lambda choice: (not choice.open, not choice.explained, -choice.likely)))


def _own(board: Board, session: Session, options: dict[int, float], part: int) -> list[Choice]:
    engine, motives, state = board.engine, board.motives, session.state
    mind = engine.believed(state, part)
    phrases = Phrases(engine, state, part)
    meant = None if board.choices.tempers[part] is None else moment(board, session).intentions[part]
    found: dict[str, Choice] = {}
    for event in engine.possible(state):
        if not is_mine(board, session, event):
            continue
        there = engine.ground_event(mind, event)
        consenting = motives.consenting(state, event)
        others = tuple(who for who in consenting if who != part)
        own = phrases.beginner(event) == engine.model.characters[part]
        choice = Choice(
            words=phrases.act(event) if own else phrases.event(event),
            event=event,
            likely=options.get(event.index, 0.0),
            reason=motives.best_reason(state, event, part) if part in consenting else None,
            free=part not in consenting,
            unwilling=tuple(who for who in others if motives.reason(state, event, who) is None),
            thought_possible=there is not None and engine.can(mind, there),
            meant=meant is not None and there is not None and there.index == meant,
        )
        same = found.get(choice.words)
        found[choice.words] = choice if same is None else _one_of(same, choice)
    return list(found.values())


def _one_of(first: Choice, second: Choice) -> Choice:
    """Of two acts with the same words the one that the character has in mind: addressed to the figure, if any is."""
    kept = second if second.open or not first.open else first
    return replace(kept, likely=first.likely + second.likely, meant=first.meant or second.meant)


def _watched(board: Board, session: Session, options: dict[int, float]) -> list[Choice]:
    """For a reader who watches: whatever may come next, and whatever else is possible."""
    phrases = Phrases(board.engine, session.state, None)
    found: list[Choice] = []
    for event in board.engine.possible(session.state):
        by = board.beginner(session.state, event)
        consenting = board.motives.consenting(session.state, event)
        reason = None if by is None or by not in consenting else board.motives.best_reason(session.state, event, by)
        unwilling = tuple(who for who in consenting if board.motives.reason(session.state, event, who) is None)
        likely = options.get(event.index, 0.0)
        found.append(Choice(phrases.event(event), event, likely, reason, not consenting, unwilling, True))
    return found
