"""The list of what there is to choose: in groups, numbered, each choice with its odds and the wants that it serves."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.play.board import Board
from fabula.play.choice import Choice, choices
from fabula.play.knowing import reason_in_words
from fabula.play.phrases import called
from fabula.play.session import Session, ending


@dataclass(frozen=True, slots=True)
class Listed:
    """A group of the list: a heading, and its choices with their numbers."""

    head: str
    choices: tuple[tuple[int, Choice], ...]


def listing(board: Board, session: Session, *, all_of_them: bool = False) -> tuple[Listed, ...]:
    """The choices in groups: what the character would do, what else he or she can do, and (all) what is not open."""
    offered = list(enumerate(choices(board, session), 1))
    part = session.part
    if part is None:
        would = [(number, choice) for number, choice in offered if choice.likely]
        rest = [(number, choice) for number, choice in offered if not choice.likely]
        groups = [Listed("What may come next", tuple(would))]
        groups += [Listed("Without a reason, or never by itself", tuple(rest))] if all_of_them else []
        return tuple(group for group in groups if group.choices)
    name = called(board, part)
    would = [(number, choice) for number, choice in offered if choice.open and choice.explained]
    could = [(number, choice) for number, choice in offered if choice.open and not choice.explained]
    closed = [(number, choice) for number, choice in offered if not choice.open]
    groups = [
        Listed(f"What {name} would do", tuple(would)),
        Listed(f"What {name} could do, without a reason" if would else f"What {name} can do", tuple(could)),
    ]
    if all_of_them:
        groups.append(Listed(f"What {name} thinks impossible, or somebody else does not want", tuple(closed)))
    return tuple(group for group in groups if group.choices)


def nothing_listed(board: Board, session: Session) -> str:
    """What stands in place of an empty list; empty itself where the story is over, which has been said."""
    if ending(board, session) is not None:
        return ""
    if session.part is None:
        return "Nobody wants to do anything now; `all` lists what can be done all the same."
    return f"There is nothing that {called(board, session.part)} can do now, but `wait`."


def mark(choice: Choice) -> str:
    """What stands behind a choice: how likely it is, whether it is what was meant to come next, and the reason."""
    if not choice.explained:
        return ""
    likely = likely_in_words(choice)
    if choice.reason is not None:
        return f"{likely}, {reason_in_words(choice.reason)}"
    return likely


def likely_in_words(choice: Choice) -> str:
    """`61 %, as meant`: how likely it is, and whether it is likelier for being what was meant to come next."""
    return f"{percent(choice.likely)}{', as meant' if choice.meant and choice.likely < 1 else ''}"


def percent(share: float) -> str:
    """A share as `61 %`; what is hardly ever so is `under 1 %`."""
    return "under 1 %" if 0 < share < 0.01 else f"{share:.0%}".replace("%", " %")
