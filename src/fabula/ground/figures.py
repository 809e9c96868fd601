"""Minds, and acts that are addressed to figures: what dreams and mistaken identity need beside events."""

from __future__ import annotations

from collections.abc import Iterable

from fabula.ground.model import AddressedEvent, GroundEvent, GroundModel, Mind
from fabula.world.expressions import Value


def minds_of(model: GroundModel) -> tuple[Mind, ...]:
    """The minds of the model: of all characters, of those who can dream, of those who can mistake a figure."""
    characters, figures = model.world.characters, model.world.figures
    dreamers = {event.dreamer for event in model.events}
    mistaken = {(who, figure) for who, figure in mistakes(model)}
    return (
        *(Mind("actual", name) for name in characters),
        *(Mind("waking", name) for number, name in enumerate(characters) if number in dreamers),
        *(
            Mind("knowing", name, figure)
            for number, name in enumerate(characters)
            for figure in figures
            if (number, figure) in mistaken
        ),
    )


def mistakes(model: GroundModel) -> Iterable[tuple[int, str]]:
    """Characters and the figures that they can mistake."""
    for event in (*model.events, *model.triggers):
        for outcome in event.outcomes:
            for effect in outcome.mind_effects:
                if effect.kind == "mistake" and effect.figure is not None:
                    yield effect.character, effect.figure


def identity(model: GroundModel) -> dict[str, int]:
    """For each figure the fluent `who(figure)`."""
    return {
        str(fluent.args[0]): fluent.index
        for fluent in model.fluents
        if fluent.property.name == "who" and len(fluent.args) == 1 and fluent.args[0] in model.world.figures
    }


def addressed_events(model: GroundModel, minds: tuple[Mind, ...]) -> tuple[AddressedEvent, ...]:
    """One for each figure in a place that allows one, the other arguments real, for each who can mistake the figure."""
    number = {name: place for place, name in enumerate(model.world.characters)}
    able = {(number[mind.character], mind.figure) for mind in minds if mind.kind == "knowing"}
    who = identity(model)
    found: list[AddressedEvent] = []
    for schema, declared in enumerate(model.world.events):
        for place, parameter in enumerate(declared.parameters):
            if parameter.or_figure:
                instances = [event for event in model.events if event.schema == schema]
                for figure in model.world.figures:
                    for args, character, real in _by_actor(instances, place, figure):
                        if (character, figure) in able:
                            index = len(model.events) + len(found)
                            found.append(
                                AddressedEvent(index, declared.name, args, character, figure, who[figure], real)
                            )
    return tuple(found)


def _by_actor(
    instances: list[GroundEvent], place: int, figure: str
) -> Iterable[tuple[tuple[Value, ...], int, tuple[tuple[str, int], ...]]]:
    """Instances that differ in one place only, by who acts: arguments with the figure, actor, and real instances."""
    groups: dict[tuple[tuple[Value, ...], int], list[tuple[str, int]]] = {}
    for event in instances:
        if event.consenting:
            args = (*event.args[:place], figure, *event.args[place + 1 :])
            real = (str(event.args[place]), event.index)
            groups.setdefault((args, event.consenting[0].character), []).append(real)
    for (args, character), found in groups.items():
        yield args, character, tuple(found)
