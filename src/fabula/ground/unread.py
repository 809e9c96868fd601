"""What nothing reads but texts: it makes no difference to what can happen, who has a reason, how likely anything is.

Left out where stories are counted and not told, it lets states be the same that differ in nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from fabula.ground.figures import identity
from fabula.ground.model import GroundEvent, GroundModel
from fabula.world.expressions import Expr, Fluent, walk


def without_unread(model: GroundModel, also: Iterable[Expr] = ()) -> GroundModel:
    """The model without effects on fluents that nothing reads. Events keep their numbers; `also`: formulas asked."""
    read = set(identity(model).values())
    for expr in (*_always(model), *also):
        read.update(_fluents(expr))
    effects = [
        effect for event in (*model.events, *model.triggers) for outcome in event.outcomes for effect in outcome.effects
    ]
    grown = True
    while grown:
        grown = False
        waiting = []
        for effect in effects:
            if effect.fluent in read:
                read.update(_fluents(effect.condition), _fluents(effect.value))
                grown = True
            else:
                waiting.append(effect)
        effects = waiting
    if not effects:
        return model
    events = tuple(_without(event, read) for event in model.events)
    triggers = [_without(event, read) for event in model.triggers]
    left = [t for t in triggers if any(outcome.effects or outcome.mind_effects for outcome in t.outcomes)]
    return replace(model, events=events, triggers=tuple(replace(t, index=n) for n, t in enumerate(left)))


def _without(event: GroundEvent, read: set[int]) -> GroundEvent:
    outcomes = tuple(
        replace(outcome, effects=tuple(effect for effect in outcome.effects if effect.fluent in read))
        for outcome in event.outcomes
    )
    return replace(event, outcomes=outcomes)


def _always(model: GroundModel) -> Iterator[Expr]:
    """What is read whatever the effects are."""
    for event in (*model.events, *model.triggers):
        yield event.precondition
        yield event.rate
        yield from event.observing
        yield from (consent.unless for consent in event.consenting)
        for outcome in event.outcomes:
            yield outcome.weight
            for mind in outcome.mind_effects:
                yield mind.condition
                yield mind.value
    yield from (want.value for want in model.wants)
    yield from model.due
    yield from (condition for _, condition in (*model.endings, *model.questions))


def _fluents(expr: Expr) -> Iterator[int]:
    return (node.index for node in walk(expr) if isinstance(node, Fluent))
