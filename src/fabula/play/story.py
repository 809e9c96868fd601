"""A session as a story file, which `fabula replay`, `tell` and `why` read."""

from __future__ import annotations

from fabula.play.saves import written
from fabula.play.session import Session
from fabula.world.model import World


def as_story(world: World, session: Session, title: str) -> str:
    """The text of a story file: a beat for each turn, the events that belong to it, and how they turned out."""
    several = {event.name for event in world.events if len(event.outcomes) > 1}
    lines = [f'story "{title.replace(chr(34), "")}" of {world.name}']
    turn = None
    for happening in session.path:
        if happening.turn != turn:
            turn = happening.turn
            lines += ["", f"beat {turn}"]
        lines.append(f"    {written(happening)}")
        if happening.event.name in several:
            lines.append(f"    turns out {happening.outcome + 1}")
    return "\n".join(lines) + "\n"
