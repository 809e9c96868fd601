"""What a writer is told when a ground world can't be run further: the same by every engine."""

from __future__ import annotations

from fabula.diagnostics.problems import FabulaError, Problem
from fabula.ground.model import GroundEvent, GroundModel
from fabula.ground.printer import written
from fabula.world.expressions import Value


def endless_triggers(model: GroundModel, chain: list[GroundEvent], where: str) -> FabulaError:
    """F501: triggers that never come to rest, with the loop shown."""
    names = [str(event) for event in chain[-50:]]
    loop = names[-1:]
    for name in reversed(names[:-1]):
        if name == names[-1]:
            break
        loop.insert(0, name)
    shown = " -> ".join([*loop[:8], *(["..."] if len(loop) > 8 else []), *loop[:1]])
    return FabulaError(
        [
            Problem(
                "F501",
                model.world.events[chain[-1].schema].span if chain else None,
                f"Triggers go on without end {where}{': ' if loop else ''}{shown}.",
                read="They fired one after the other, and one of them always held again.",
                hint="A trigger must undo its own condition, and no other trigger may bring it back.",
            )
        ]
    )


def too_many_ways(model: GroundModel, event: GroundEvent, total: int, most: int) -> FabulaError:
    """F502: a precondition that can hold in too many ways for a surprise."""
    return FabulaError(
        [
            Problem(
                "F502",
                model.world.events[event.schema].span,
                f"`when` of {event} can hold in {total} different ways, more than {most}.",
                read="Somebody who held it impossible saw it happen, and must find out what was wrong.",
                hint="Put fewer alternatives (`or`, `exists`) beside each other.",
            )
        ]
    )


def too_many_states(most: int) -> FabulaError:
    """F503: the limit of states."""
    return FabulaError(
        [
            Problem(
                "F503",
                None,
                f"More than {most} states were met, which is the limit.",
                read="A state counts once, and so does each state that is believed in it.",
                hint="Raise the limit with `--max-states`, or ask for less: fewer steps, a smaller depth.",
            )
        ]
    )


def bad_rate(model: GroundModel, event: GroundEvent, rate: Value) -> FabulaError:
    """F505: a rate that is negative or unknown."""
    return FabulaError(
        [
            Problem(
                "F505",
                model.world.events[event.schema].span,
                f"The rate of {event} is {written(rate)}.",
                read="A rate must be a number, 0 or more.",
                hint="Use `max(0, ...)`, or put into `when` what must be known.",
            )
        ]
    )


def bad_odds(model: GroundModel, event: GroundEvent, weight: Value) -> FabulaError:
    """F504: a weight that is negative or unknown."""
    return FabulaError(
        [
            Problem(
                "F504",
                model.world.events[event.schema].span,
                f"The odds of {event} include {'?' if weight is None else weight}.",
                read="The weight of each outcome must be a number, 0 or more.",
                hint="Use `max(0, ...)`, or put into `when` what must be known.",
            )
        ]
    )
