"""States that can be met in a world, for tests that ask the same of each."""

from collections.abc import Sequence
from typing import TypeVar

from hypothesis import HealthCheck, settings

from fabula.ground.model import GroundModel
from fabula.search.explaining import HasValues
from fabula.semantics import AnyEvent, Engine

S = TypeVar("S", bound=HasValues)

drawn = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def met(engine: Engine[S], *, most: int) -> list[S]:
    """The first states that are met from the start, breadth first, and those that are believed in them."""
    found = {engine.initial(): None}
    order = list(found)
    for state in order:
        for character in range(len(engine.model.characters)):
            found.setdefault(engine.believed(state, character))
        for event in engine.possible(state):
            for _, after in engine.outcomes(state, event):
                found.setdefault(after)
        order.extend(list(found)[len(order) :])
        if len(order) >= most:
            break
    return order[:most]


def reached(engine: Engine[S], start: S, *, events: int, most: int, deeds: bool) -> list[list[S]]:
    """The states that 0, 1, ... events lead to from a start; `deeds`: only what somebody must want."""
    layers = [[start]]
    seen = {start}
    for _ in range(events):
        layer: list[S] = []
        for state in layers[-1]:
            for event in possible(engine, state, deeds=deeds):
                for _, after in engine.outcomes(state, event):
                    if after not in seen and len(seen) < most:
                        seen.add(after)
                        layer.append(after)
        layers.append(layer)
    return layers


def possible(engine: Engine[S], state: S, *, deeds: bool) -> Sequence[AnyEvent]:
    """The events that are possible; `deeds`: those that somebody must want."""
    events = []
    for event in engine.possible(state):
        ground = engine.ground_event(state, event)
        if ground is not None and (ground.consenting or not deeds):
            events.append(event)
    return events


def without_chance(model: GroundModel) -> bool:
    """Whether nothing is left to chance and no time passes."""
    return all(len(event.outcomes) == 1 and event.kind != "tick" for event in model.events)
