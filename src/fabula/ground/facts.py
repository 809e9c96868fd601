"""The fluents of a world: its properties with every choice of arguments, and which of them never change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from fabula.ground.limits import choices, instances, too_many_fluents
from fabula.ground.model import GroundFluent, InitialState
from fabula.ground.printer import written
from fabula.world.effects import Assign, BelievesEffect, Conditional, Effect, ForAll, Mistakes, Together
from fabula.world.expressions import Value
from fabula.world.model import Property, World

Index = dict[str, dict[tuple[Value, ...], int]]


def fluents_of(world: World, most: int) -> tuple[tuple[GroundFluent, ...], Index]:
    """All fluents, and for each property (by key) the number of each tuple of arguments.

    Properties of the same name and arguments are one fluent, that of the first declaration. Raises F404 for more than
    `most`.
    """
    found: list[GroundFluent] = []
    index: Index = {}
    by_name: dict[str, int] = {}
    for key, property_ in world.properties.items():
        if len(found) + instances(world, property_.parameters) > most:
            raise too_many_fluents(world, property_, most)
        domain = _domain(world, property_)
        numbers = index[key] = {}
        for args in product(*(choices(world, parameter) for parameter in property_.parameters)):
            name = fluent_name(world, property_.name, args)
            if name not in by_name:
                by_name[name] = len(found)
                found.append(GroundFluent(len(found), property_, args, name, domain))
            numbers[args] = by_name[name]
    return tuple(found), index


def fluent_name(world: World, name: str, args: tuple[Value, ...]) -> str:
    """A fluent as it is written: `at(Ann)`; without arguments `raining`, in Sabre's worlds `raining()`."""
    if not args and world.language == "fabula":
        return name
    return f"{name}({', '.join(written(arg) for arg in args)})"


def _domain(world: World, property_: Property) -> tuple[Value, ...] | None:
    """Every value of a property in canonical order; None for a number without bounds."""
    if property_.kind == "boolean":
        return (False, True)
    if property_.kind == "entity":
        return (*world.members.get(property_.type, ()), None)
    if property_.low is None or property_.high is None:
        return None
    return (*range(property_.low, property_.high + 1), None)


def visible_fluents(fluents: Iterable[GroundFluent]) -> dict[str, tuple[int, ...]]:
    """The visible fluents of each entity, by its name."""
    found: dict[str, list[int]] = {}
    for fluent in fluents:
        if fluent.property.visible and fluent.args:
            found.setdefault(str(fluent.args[0]), []).append(fluent.index)
    return {name: tuple(numbers) for name, numbers in found.items()}


def fixed_fluents(world: World, fluents: Iterable[GroundFluent], initial: InitialState) -> dict[int, Value]:
    """The fluents of properties that no event and no belief of the start can change, with their values."""
    changing: set[str] = set()
    for event in world.events:
        for effect in (event.effect, *(outcome.effect for outcome in event.outcomes)):
            changing.update(_targets(world, effect))
    for statement in world.start:
        changing.update(_believed_targets(world, statement.effect))
    names = {world.properties[key].name for key in changing}
    return {fluent.index: initial.values[fluent.index] for fluent in fluents if fluent.property.name not in names}


def _targets(world: World, effect: Effect) -> Iterator[str]:
    """The properties that an effect can write."""
    match effect:
        case Assign(target, _):
            yield target.signature
        case BelievesEffect(_, inner) | ForAll(_, _, inner):
            yield from _targets(world, inner)
        case Conditional(_, then, otherwise):
            yield from _targets(world, then)
            if otherwise is not None:
                yield from _targets(world, otherwise)
        case Together(parts):
            for part in parts:
                yield from _targets(world, part)
        case Mistakes():
            yield from (key for key, property_ in world.properties.items() if property_.name == "who")


def _believed_targets(world: World, effect: Effect) -> Iterator[str]:
    """The properties of which a statement of the start says what somebody believes."""
    match effect:
        case BelievesEffect():
            yield from _targets(world, effect)
        case ForAll(_, _, inner):
            yield from _believed_targets(world, inner)
        case Conditional(_, then, otherwise):
            yield from _believed_targets(world, then)
            if otherwise is not None:
                yield from _believed_targets(world, otherwise)
        case Together(parts):
            for part in parts:
                yield from _believed_targets(world, part)
