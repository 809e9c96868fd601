"""Triggers that do all their work at the start: what never changes afterwards is made so, and they go.

`path(to, from)` wherever `path(from, to)`, say: the trigger reads and writes only what nothing else writes and nobody
is mistaken about. It happens alike in the world and in every mind, before the story begins, and never again. Left out
are facts that another trigger reads, since then the order in which triggers happen could matter.
"""

from __future__ import annotations

from dataclasses import replace

from fabula.ground.figures import identity
from fabula.ground.model import GroundEvent, GroundModel, InitialState
from fabula.ground.start import Start
from fabula.world.expressions import Believes, Fluent, Value, walk

MOST_ROUNDS = 10_000  # triggers that may happen; more are left to the engine, which names an endless chain


def settle_facts(model: GroundModel) -> GroundModel:
    """The model with such triggers done and gone; the model itself where there are none."""
    triggers = _settling(model)
    if not triggers:
        return model
    start = Start(model.initial, model.characters)
    for _ in range(MOST_ROUNDS):
        trigger = next((trigger for trigger in triggers if start.value(trigger.precondition)), None)
        if trigger is None:
            break
        made: dict[int, Value] = {}
        for effect in trigger.outcomes[0].effects:
            if effect.fluent not in made and start.value(effect.condition):
                made[effect.fluent] = start.value(effect.value)
        for fluent, value in made.items():
            start.values[fluent] = value
    else:
        return model
    gone = {trigger.index for trigger in triggers}
    left = [trigger for trigger in model.triggers if trigger.index not in gone]
    return replace(
        model,
        triggers=tuple(replace(trigger, index=number) for number, trigger in enumerate(left)),
        initial=InitialState(tuple(start.values), model.initial.beliefs),
    )


def _settling(model: GroundModel) -> list[GroundEvent]:
    """The triggers that do their work at the start."""
    moving = set(identity(model).values()) | {fluent for _, fluent, _ in model.initial.beliefs}
    for event in model.events:
        moving.update(effect.fluent for outcome in event.outcomes for effect in outcome.effects)
    reads: dict[int, set[int]] = {}
    writes: dict[int, set[int]] = {}
    left: dict[int, GroundEvent] = {}
    for trigger in model.triggers:
        number = trigger.index
        outcome = trigger.outcomes[0]
        writes[number] = {effect.fluent for effect in outcome.effects}
        expressions = [trigger.precondition]
        expressions += [part for effect in outcome.effects for part in (effect.condition, effect.value)]
        nodes = [node for expr in expressions for node in walk(expr)]
        reads[number] = {node.index for node in nodes if isinstance(node, Fluent)}
        private = any(isinstance(node, Believes) for node in nodes) or any(effect.path for effect in outcome.effects)
        if private or outcome.mind_effects or len(trigger.outcomes) > 1:
            moving |= writes[number]
        else:
            left[number] = trigger
    changed = True
    while changed:
        changed = False
        for number in list(left):
            if (reads[number] | writes[number]) & moving:
                moving |= writes[number]
                del left[number]
                changed = True
        written = {fluent for number in left for fluent in writes[number]}
        for number, fluents in reads.items():
            if number not in left and fluents & written:
                moving |= fluents & written
                changed = True
    return list(left.values())
