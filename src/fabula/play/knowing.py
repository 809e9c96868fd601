"""What the reader may know of why something happened: the motive as the character sees it, or the true one.

Somebody else's motive is known as far as it follows from what the character believes that the other believes and
wants (as in rule M5). `truth` asks for the other's own reason.
"""

from __future__ import annotations

from dataclasses import dataclass

from fabula.narration.telling import capitalised
from fabula.play.board import Board
from fabula.play.phrases import Phrases, called
from fabula.play.session import Happening, Session, notices
from fabula.reasons import Plan, Reason
from fabula.semantics import AnyEvent
from fabula.stories.replay import gain_in_words, gains_in_words
from fabula.stories.words import value_in_words


@dataclass(frozen=True, slots=True)
class Motive:
    """Why somebody took part. `reason`: None if there is none, or the one who asks can see none."""

    character: int
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Why:
    """Why something happened.

    * `noticed`: whether the one who asks knows of it at all; what is not noticed has no motives here.
    * `motives`: of everybody who had to want it; `agreed`: of those who had not, since they had agreed to it.
    """

    happening: Happening
    truth: bool
    noticed: bool
    motives: tuple[Motive, ...] = ()
    agreed: tuple[int, ...] = ()


def why(board: Board, session: Session, happening: Happening, *, truth: bool = False) -> Why:
    """Why something of the session happened, as the reader's character sees it; `truth`: as it is."""
    part, state, event = session.part, happening.before, happening.event
    truth = truth or part is None
    if not truth and not notices(board, happening, part):
        return Why(happening, truth, noticed=False)
    ground = board.engine.ground_event(state, event)
    consenting = board.motives.consenting(state, event)
    bound = () if ground is None else (consent.character for consent in ground.consenting)
    agreed = tuple(who for who in bound if who not in consenting)
    motives = tuple(Motive(who, _reason(board, part, happening, who, truth=truth)) for who in consenting)
    return Why(happening, truth, True, motives, agreed)


def _reason(board: Board, part: int | None, happening: Happening, who: int, *, truth: bool) -> Reason | None:
    state, event = happening.before, happening.event
    if truth or part is None or who == part:
        return board.motives.best_reason(state, event, who)
    return board.motives.best_reason(board.engine.believed(state, part), event, who)


# ---- in words --------------------------------------------------------------------------------------------------------


def why_in_words(board: Board, session: Session, found: Why) -> list[str]:
    """A few lines: who did it for what, and by which plan."""
    names = board.engine.model.characters
    happening = found.happening
    reader = "" if session.part is None else called(board, session.part)
    phrases = Phrases(board.engine, happening.before, None if found.truth else session.part)
    head = phrases.event(happening.event)
    if not found.noticed:
        return [f"{capitalised(reader)} does not know of this."]
    lines = [head[:1].upper() + head[1:]]
    for motive in found.motives:
        who = phrases.name(names[motive.character])
        if motive.reason is not None:
            as_seen = "" if found.truth or motive.character == session.part else f"As {reader} sees it: "
            lines.append(f"  {as_seen}{gain_in_words(who if as_seen else capitalised(who), motive.reason)}.")
            lines += [f"    {line}" for line in plan_in_phrases(phrases, motive.reason.plan)]
        elif found.truth or motive.character == session.part:
            lines.append(f"  {capitalised(who)} had no reason for it: the reader wanted it so.")
        else:
            lines.append(f"  {capitalised(reader)} can't tell why. (`why!` tells the truth.)")
    lines += [f"  {capitalised(phrases.name(names[who]))} had agreed to it." for who in found.agreed]
    if not found.motives and not found.agreed:
        lines.append("  It is nobody's choice: it happens.")
    return lines


def plan_in_phrases(phrases: Phrases, plan: Plan) -> list[str]:
    """The steps of a plan, a line each, and how it goes on after chance; nothing for a plan of one step."""
    lines = [f"then {phrases.event(step.event)}" for step in plan.steps[1:]]
    for branch in plan.branches:
        after = plan_in_phrases(phrases, branch.plan) if branch.plan is not None else []
        first = [phrases.event(branch.plan.steps[0].event)] if branch.plan is not None else []
        if first:
            lines.append(f"then, if it turns out {branch.outcome + 1} ({branch.odds}): {first[0]}")
            lines += [f"  {line}" for line in after]
    return lines


def reason_in_words(reason: Reason) -> str:
    """`for company +2`: what the act is for."""
    return f"for {gains_in_words(reason)}"


def no_reason_in_words(board: Board, session: Session, event: AnyEvent) -> str:
    """Why the reader's character has no reason for an act, as near as it can be told."""
    assert session.part is not None
    who = called(board, session.part)
    mind = board.engine.believed(session.state, session.part)
    there = board.engine.ground_event(mind, event)
    if there is None or not board.engine.can(mind, there):
        return f"{capitalised(who)} believes that it is impossible."
    nearest = board.motives.near_miss(session.state, event, session.part)
    phrases = Phrases(board.engine, session.state, session.part)
    plan = "; ".join(phrases.event(step) for step in nearest.events)
    gain = f"would bring +{value_in_words(nearest.gain)}"
    match nearest.kind:
        case "others" if nearest.who is not None and nearest.lacking is not None:
            lacking = phrases.act(nearest.lacking)
            other = called(board, nearest.who)
            return f"{plan}: that {gain}, but {other} has no reason to ({lacking}), as {who} sees it."
        case "superfluous":
            return f"{plan}: that {gain}, but it would bring as much without a part of it."
        case "foresight":
            return f"{plan}: that {gain}, but it is further than {who} thinks ahead."
        case _:
            steps = f"{nearest.foresight} step{'' if nearest.foresight == 1 else 's'}"
            return f"Nothing of up to {steps} that begins with it ends better for {who}."
