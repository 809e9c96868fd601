"""What is legal but surely unmeant: warnings on a checked world, before it is ground.

Only the world's own file is warned of: whoever uses a library need not use all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fabula.syntax import tree
from fabula.world import effects as fx
from fabula.world import expressions as ex
from fabula.world.merge import Merged
from fabula.world.model import Consent, Event, World
from fabula.world.names import STATUS, WHO
from fabula.world.report import Report, listed
from fabula.world.sorts import Hierarchy
from fabula.world.static import Statics
from fabula.world.traverse import conditions_of, effects_of, properties_in, read_by, read_by_world, targets_of, within
from fabula.world.typing import Expressions


def warnings_of(world: World, merged: Merged, expressions: Expressions) -> None:
    """Reports F301 to F308 and F310. (F309 is found where effects are checked.)"""
    report = expressions.report
    hierarchy = Hierarchy(expressions.names.hierarchy.above, expressions.names.hierarchy.entity_types, world.members)
    if merged.root.kind == "world":
        _properties(world, merged, expressions)
        _characters(world, report)
        _wants(world, report)
        _endings(world, hierarchy, report)
        _events(world, hierarchy, report)
        _definitions(merged, expressions)
    _hidden_entities(world, merged, report)
    for event in world.events:
        if event.kind == "trigger" and not _can_undo(event):
            hint = "set something that it depends on, so that it does not happen again and again"
            wrong = f"the trigger `{event.name}` does not undo its own condition"
            report.add("F308", event.span, wrong, read="it would happen without end", hint=hint)
        elif event.takes and not any(other.kind == "tick" for other in world.events):
            hint = "declare a `tick`, or take the line `takes` out"
            report.add("F310", event.span, f"`{event.name}` takes time, and the world has no clock", hint=hint)


def _properties(world: World, merged: Merged, expressions: Expressions) -> None:
    read = {key for expr in _reads(world) for key in properties_in(expr)}
    mistakes = any(isinstance(part, ex.Mistaken) for expr in read_by_world(world) for part in ex.walk(expr))
    for declaration in merged.declarations:
        if isinstance(declaration, tree.Definition):
            meaning = expressions.meaning(declaration)
            if meaning is not None:
                read |= set(properties_in(meaning.body))
                mistakes |= any(isinstance(part, ex.Mistaken) for part in ex.walk(meaning.body))
    for prop in world.properties.values():
        if prop.span is not None and prop.key not in read and not (prop.visible and mistakes):
            hint = "let something depend on it (a `when`, a want, an ending, a text), or take it out"
            expressions.report.add("F301", prop.span, f"nothing reads the property `{prop.name}`", hint=hint)


def _reads(world: World) -> Iterator[ex.Expr]:
    """What is read; but what a property is itself does not count where it is changed (`hope(who) += 1`)."""
    for event in world.events:
        own = [e for e in effects_of(event) if isinstance(e, fx.Assign)]
        values = [id(e.value) for e in own if _changes_itself(e)]
        yield from conditions_of(event)
        for effect in effects_of(event):
            for expr in read_by(effect):
                if id(expr) in values:
                    yield from (child for child in ex.children(expr) if not _is_current(child, effect))
                else:
                    yield expr
    yield from read_by_world(_without_effects(world))


def _without_effects(world: World) -> World:
    from dataclasses import replace

    events = tuple(
        replace(e, effect=fx.NOTHING, outcomes=tuple(replace(o, effect=fx.NOTHING) for o in e.outcomes))
        for e in world.events
    )
    return replace(world, events=events)


def _changes_itself(effect: fx.Assign) -> bool:
    return isinstance(effect.value, ex.Arith) and _is_current(effect.value.left, effect)


def _is_current(expr: ex.Expr, effect: fx.Effect) -> bool:
    while isinstance(expr, ex.Believes):
        expr = expr.body
    return isinstance(effect, fx.Assign) and expr == effect.target


def _characters(world: World, report: Report) -> None:
    acting = {want.who for want in world.wants}
    for event in world.events:
        acting |= {
            name for consent in event.consenting if consent.unless == ex.TRUE for name in _who(consent, event, world)
        }
    for name in world.characters:
        if name not in acting:
            hint = f"add `wants {name}`, or make `{name}` an entity of another type"
            report.add("F302", world.entities[name].span, f"`{name}` wants nothing, and so never acts", hint=hint)


def _who(consent: Consent, event: Event, world: World) -> tuple[str, ...]:
    """The characters that somebody who acts can be."""
    if isinstance(consent.who, ex.Const):
        return (str(consent.who.value),)
    type_ = next(p.type for p in event.parameters if isinstance(consent.who, ex.Var) and p.name == consent.who.name)
    return world.members.get(type_, ())


def _changing(world: World) -> set[str]:
    """The properties that something in the world, or in somebody's mind, can change."""
    found = {target.signature for event in world.events for target in targets_of(event)}
    for event in world.events:
        for effect in effects_of(event):
            if isinstance(effect, fx.Sees):
                found |= {prop.key for prop in world.properties.values() if prop.visible}
            elif isinstance(effect, (fx.Mistakes, fx.Recognises)):
                found.add(WHO.key)
    return found


def _wants(world: World, report: Report) -> None:
    changing = _changing(world)
    surprising = _surprising(world, changing)
    for want in world.wants:
        if not _can_change(want.value, world, changing, surprising):
            hint = "want something that an event sets, or let an event set it"
            wrong = f"nothing that can happen changes what `{want.name}` counts"
            report.add("F303", want.span, wrong, hint=hint)


def _can_change(expr: ex.Expr, world: World, changing: set[str], surprising: set[str]) -> bool:
    """Whether the value can become another than it is at the start.

    What is believed also changes by an event that could not be, as it was believed: `surprising` has what those ask.
    """
    parts = list(ex.walk(expr))
    read = set(properties_in(expr))
    if any(isinstance(part, ex.Mistaken) for part in parts):
        read |= {prop.key for prop in world.properties.values() if prop.visible}
    of_minds = any(isinstance(part, (ex.Believes, ex.Mistaken)) for part in parts)
    return not read.isdisjoint(surprising if of_minds else changing)


def _surprising(world: World, changing: set[str]) -> set[str]:
    return changing | {key for event in world.events for key in properties_in(event.precondition)}


def _endings(world: World, hierarchy: Hierarchy, report: Report) -> None:
    statics = Statics(hierarchy, world.properties, {})
    changing = _changing(world)
    surprising = _surprising(world, changing)
    idle = frozenset(world.properties) - changing - _set_at_start(world) - {WHO.key, STATUS.key}
    as_at_first = Statics(hierarchy, world.properties, {}, idle)
    for ending in world.endings:
        if not statics.range_of(ending.condition).can_be(True):
            hint = "look at the values that its properties can have"
            report.add("F304", ending.span, f"no value lets the ending `{ending.name}` come about", hint=hint)
            continue
        never = not as_at_first.range_of(ending.condition).can_be(True)
        read = set(properties_in(ending.condition))
        if never or (read and not _can_change(ending.condition, world, changing, surprising)):
            unset = {world.properties[key].name for key in read if (key in idle if never else key not in changing)}
            wrong = f"nothing that can happen brings the ending `{ending.name}` about"
            hint = "let an event set it, or have the ending depend on something else"
            report.add("F304", ending.span, wrong, read=f"no event sets {listed(sorted(unset))}", hint=hint)


def _set_at_start(world: World) -> set[str]:
    effects = (effect for statement in world.start for effect in within(statement.effect))
    return {effect.target.signature for effect in effects if isinstance(effect, fx.Assign)}


def _events(world: World, hierarchy: Hierarchy, report: Report) -> None:
    for event in world.events:
        empty = next((p for p in event.parameters if p.literal is None and not world.members.get(p.type)), None)
        statics = Statics(hierarchy, world.properties, {p.name: p.type for p in event.parameters})
        if empty is not None:
            wrong = f"`{event.name}` can never happen: there is no `{empty.type}` that `{empty.name}` could be"
            report.add("F305", event.span, wrong, hint=f"declare one: `name : {empty.type}`")
        elif not statics.range_of(event.precondition).can_be(True):
            hint = "look at the values that its properties can have"
            wrong = f"`{event.name}` can never happen: no value lets its condition hold"
            report.add("F305", event.span, wrong, hint=hint)


def _definitions(merged: Merged, expressions: Expressions) -> None:
    for declaration in merged.declarations:
        if isinstance(declaration, tree.Definition) and id(declaration) not in expressions.used:
            name = declaration.name
            hint = "use it, or take it out"
            if not declaration.instead:
                expressions.report.add("F306", name.span, f"nothing uses the definition `{name.text}`", hint=hint)


def _hidden_entities(world: World, merged: Merged, report: Report) -> None:
    for declaration in merged.declarations:
        parameters: Iterable[tree.Name]
        if isinstance(declaration, (tree.EventDeclaration, tree.Definition, tree.Agreement)):
            parameters = [p.name for p in declaration.parameters if p.name is not None and p.type is not None]
        elif isinstance(declaration, tree.Wants) and declaration.type is not None:
            parameters = [declaration.who]
        else:
            continue
        for name in parameters:
            entity = world.entities.get(name.text)
            if entity is not None and entity.span is not None:
                wrong = f"the parameter `{name.text}` hides the entity of that name"
                hint = f"choose another name; for the entity itself write `{name.text}` without a type"
                report.add("F307", name.span, wrong, hint=hint, related=((entity.span, "the entity"),))


# Triggers


def _can_undo(trigger: Event) -> bool:
    """Whether an effect of the trigger sets something that its precondition depends on, as far as that is plain."""
    precondition = trigger.precondition
    parts = precondition.parts if isinstance(precondition, ex.And) else (precondition,)
    depends = list(ex.walk(precondition))
    read = {part.signature for part in depends if isinstance(part, ex.Read)}
    for effect in effects_of(trigger):
        if isinstance(effect, (fx.Sees, fx.Wakes, fx.Mistakes, fx.Recognises)):
            return True
        if isinstance(effect, fx.Assign) and effect.target.signature in read:
            elsewhere = [p for p in parts if effect.target.signature in properties_in(p) and not _kept(p, effect)]
            if elsewhere:
                return True
    return False


def _kept(part: ex.Expr, effect: fx.Assign) -> bool:
    """Whether the condition surely holds after the effect."""
    if effect.target == part:
        return effect.value == ex.TRUE
    if part == ex.Not(effect.target):
        return effect.value == ex.FALSE
    match part:
        case ex.Compare("==", left, right) if effect.target in (left, right):
            return effect.value == (right if left == effect.target else left)
        case _:
            return False
