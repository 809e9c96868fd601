"""Walks through a checked world: everything that is read, and everything that is set."""

from __future__ import annotations

from collections.abc import Iterator

from fabula.world import effects as fx
from fabula.world import expressions as ex
from fabula.world.model import Event, Slot, Text, World


def effects_of(event: Event) -> Iterator[fx.Effect]:
    """Every effect of the event, whichever way it turns out, and every effect within it."""
    for effect in (event.effect, *(outcome.effect for outcome in event.outcomes)):
        yield from within(effect)


def within(effect: fx.Effect) -> Iterator[fx.Effect]:
    """The effect and all effects that it is made of, outer ones first."""
    yield effect
    match effect:
        case fx.Together(parts):
            for part in parts:
                yield from within(part)
        case fx.BelievesEffect(_, inner, _) | fx.ForAll(_, _, inner):
            yield from within(inner)
        case fx.Conditional(_, then, otherwise):
            yield from within(then)
            if otherwise is not None:
                yield from within(otherwise)
        case _:
            pass


def targets_of(event: Event) -> Iterator[ex.Read]:
    """Every property that the event can set, by a line of its own."""
    for effect in effects_of(event):
        if isinstance(effect, fx.Assign):
            yield effect.target


def read_by(effect: fx.Effect) -> Iterator[ex.Expr]:
    """What the effect itself reads, without the effects within it: values, conditions, arguments of what it sets."""
    match effect:
        case fx.Assign(target, value):
            yield value
            yield from target.args
        case fx.BelievesEffect(who, _, _) | fx.Wakes(who):
            yield who
        case fx.Conditional(condition, _, _):
            yield condition
        case fx.Sees(who, whom):
            yield who
            yield whom
        case fx.Mistakes(who, figure, whom):
            yield who
            yield figure
            yield whom
        case fx.Recognises(who, figure):
            yield who
            yield figure
        case _:
            pass


def read_by_texts(texts: tuple[Text, ...]) -> Iterator[ex.Expr]:
    for text in texts:
        yield text.condition
        if text.audience is not None:
            yield text.audience
        for variant in text.variants:
            yield from (part.value for part in variant if isinstance(part, Slot))


def conditions_of(event: Event) -> Iterator[ex.Expr]:
    """What decides whether the event happens, how readily, how it turns out, for whom and who notices.

    That is all but its effects and texts.
    """
    yield event.precondition
    yield event.rate
    for consent in event.consenting:
        yield consent.who
        yield consent.unless
    if event.observing is not None:
        yield event.observing.condition
    for outcome in event.outcomes:
        yield outcome.weight
    if event.dreamer is not None:
        yield event.dreamer


def read_by_event(event: Event) -> Iterator[ex.Expr]:
    """Every expression that the event reads."""
    yield from conditions_of(event)
    for effect in effects_of(event):
        yield from read_by(effect)
    yield from read_by_texts(event.texts)
    for outcome in event.outcomes:
        yield from read_by_texts(outcome.texts)


def read_by_world(world: World) -> Iterator[ex.Expr]:
    """Every expression of the world that is read by something."""
    for event in world.events:
        yield from read_by_event(event)
    for statement in world.start:
        for effect in within(statement.effect):
            yield from read_by(effect)
    yield from (want.value for want in world.wants)
    yield from (reply.condition for reply in world.due)
    yield from (ending.condition for ending in world.endings)
    yield from (question.condition for question in world.questions)
    yield from (expectation.condition for expectation in world.expectations)


def properties_in(expr: ex.Expr) -> Iterator[str]:
    """The properties that an expression reads, by key."""
    return (part.signature for part in ex.walk(expr) if isinstance(part, ex.Read))
