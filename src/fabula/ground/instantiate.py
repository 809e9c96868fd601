"""A checked world to its ground model: every property, event, want and ending for every choice of its parameters.

Nothing is left out but what cannot be for reasons of type, of equality, or (in Fabula's worlds) of facts that no event
changes; `fabula.ground.simplify` makes the model smaller.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from fabula.diagnostics.source import Span
from fabula.ground import fold
from fabula.ground.effects import Effects
from fabula.ground.events import Events
from fabula.ground.expand import Expander
from fabula.ground.facts import fixed_fluents, fluents_of, visible_fluents
from fabula.ground.figures import addressed_events, minds_of
from fabula.ground.limits import MOST_EVENTS, MOST_FLUENTS, MOST_NODES, Budget, choices, expansion
from fabula.ground.model import GroundEffect, GroundEvent, GroundModel, GroundWant, MindEffect
from fabula.ground.start import initial_state
from fabula.world.expressions import Believes, Const, Expr, Fluent, Value, children
from fabula.world.model import World


def instantiate(
    world: World,
    *,
    max_events: int = MOST_EVENTS,
    max_fluents: int = MOST_FLUENTS,
    max_nodes: int = MOST_NODES,
) -> GroundModel:
    """The ground model of a world, not yet simplified.

    Raises `FabulaError`: F401 where an event gives one property two values, F402 to F404 where the model would grow
    larger than `max_events` events and triggers, `max_nodes` expressions, `max_fluents` fluents.
    """
    budget = Budget(max_nodes)
    fluents, index = fluents_of(world, max_fluents)
    expander = Expander(world, fold.Domains(fluents), index, visible_fluents(fluents), budget)
    initial = initial_state(world, fluents, Effects(replace(expander, split=False)))
    if world.language == "fabula":
        expander = replace(expander, fixed=fixed_fluents(world, fluents, initial))
    events, triggers = Events(expander, max_events).all()
    model = GroundModel(
        world=world,
        fluents=fluents,
        minds=(),
        events=events,
        addressed=(),
        triggers=triggers,
        initial=initial,
        wants=_wants(expander),
        endings=tuple(
            (ending.name, _formula(expander, f"ending `{ending.name}`", ending.condition, ending.span))
            for ending in world.endings
        ),
        questions=tuple(
            (question.title, _formula(expander, f'question "{question.title}"', question.condition, question.span))
            for question in world.questions
        ),
        never=never(world, events, triggers),
        due=_due(expander),
    )
    minds = minds_of(model)
    model = replace(model, minds=minds, addressed=addressed_events(model, minds))
    told = {(path, fluent) for path, fluent, _ in initial.beliefs}
    return replace(model, belief_properties=len(belief_properties(model) | told))


def _formula(expander: Expander, what: str, expr: Expr, span: Span | None) -> Expr:
    """A want, ending or question: not written out as conditions are, so that each `if` keeps its `otherwise`."""
    expander.budget.begin(what, span, expansion(expander.world, expr))
    return replace(expander, conditions=False).compile(expr)({})


def _wants(expander: Expander) -> tuple[GroundWant, ...]:
    number = {name: place for place, name in enumerate(expander.world.characters)}
    return tuple(
        GroundWant(
            number.get(want.who) if want.who else None,
            want.name,
            _formula(expander, f"want `{want.name}` of {want.who or 'the author'}", want.value, want.span),
        )
        for want in expander.world.wants
    )


def _due(expander: Expander) -> tuple[Expr, ...]:
    """For each character: when a reply is due from him or her, by any of the declarations."""
    found: dict[Value, list[Expr]] = {name: [] for name in expander.world.characters}
    expander = replace(expander, split=False)
    for reply in expander.world.due:
        expander.budget.begin("`reply due`", reply.span, expansion(expander.world, reply.condition))
        make = expander.compile(reply.condition)
        for name in choices(expander.world, reply.who):
            found[name].append(make({reply.who.name: name}))
    return tuple(fold.disj(parts) for parts in found.values())


def never(world: World, events: tuple[GroundEvent, ...], triggers: tuple[GroundEvent, ...]) -> tuple[str, ...]:
    """The names of the declared events of which there is no instance."""
    there = {event.schema for event in (*events, *triggers)}
    return tuple(dict.fromkeys(event.name for schema, event in enumerate(world.events) if schema not in there))


def belief_properties(model: GroundModel) -> set[tuple[tuple[int, ...], int]]:
    """What minds are asked for or told: path and fluent of all that stands behind `believes` in conditions, values and
    effects, not in the start."""
    number = {name: place for place, name in enumerate(model.characters)}
    found: set[tuple[tuple[int, ...], int]] = set()
    seen: set[int] = set()

    def within(expr: Expr, path: tuple[int, ...]) -> None:
        if isinstance(expr, Fluent):
            if path:
                found.add((path, expr.index))
        elif isinstance(expr, Believes):
            assert isinstance(expr.who, Const)
            within(expr.body, (*path, number[str(expr.who.value)]))
        elif path or id(expr) not in seen:
            if not path:
                seen.add(id(expr))
            for child in children(expr):
                within(child, path)

    for expr in formulas(model):
        within(expr, ())
    for event in (*model.events, *model.triggers):
        for outcome in event.outcomes:
            found.update((effect.path, effect.fluent) for effect in outcome.effects if effect.path)
    return found


def formulas(model: GroundModel) -> Iterator[Expr]:
    """Every expression of the model but the values and conditions inside minds' effects."""
    for event in (*model.events, *model.triggers):
        yield event.precondition
        yield event.rate
        yield from event.observing
        for consent in event.consenting:
            yield consent.unless
        for outcome in event.outcomes:
            yield outcome.weight
            changes: tuple[GroundEffect | MindEffect, ...] = (*outcome.effects, *outcome.mind_effects)
            for change in changes:
                yield change.condition
                yield change.value
    for want in model.wants:
        yield want.value
    yield from model.due
    for _, condition in (*model.endings, *model.questions):
        yield condition
