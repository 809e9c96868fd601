"""The map: the places of a world, the roads between them, and who is where, as a character believes it to be.

Nothing about any world is built in: a place is what a property of characters such as `at` has for its values, a road
what a property of two such places says.
"""

from __future__ import annotations

from dataclasses import dataclass

from fabula.kernel import Kernel
from fabula.narration.names import plain_name
from fabula.play.phrases import Phrases
from fabula.play.session import Session
from fabula.reference.asking import Asking
from fabula.world.model import Property, World


@dataclass(frozen=True, slots=True)
class Place:
    """A place: who and what is there, and to which other places (by number) roads lead."""

    title: str
    there: tuple[str, ...]
    roads: tuple[int, ...]
    here: bool  # whether the reader's character is there


@dataclass(frozen=True, slots=True)
class Map:
    """All places in declaration order; `nowhere`: whose place is not known."""

    places: tuple[Place, ...]
    nowhere: tuple[str, ...]


def map_of(engine: Kernel, session: Session) -> Map | None:
    """The map as the reader's character believes it to be (as it is, for one who watches); None without places."""
    world = engine.model.world
    where = _location(world)
    if where is None:
        return None
    asking = Asking(engine)
    state = session.state if session.part is None else engine.believed(session.state, session.part)
    phrases = Phrases(engine, session.state, session.part)
    me = None if session.part is None else engine.model.characters[session.part]
    places = world.members.get(where.type, ())
    road = _road(world, where.type)
    there: dict[str, list[str]] = {place: [] for place in places}
    nowhere: list[str] = []
    for property_ in world.properties.values():
        if property_.name == where.name and property_.type == where.type and len(property_.parameters) == 1:
            for thing in world.members.get(property_.parameters[0].type, ()):
                place = asking.fluent(state, property_.key, (thing,))
                name = f"{me} (you)" if thing == me else phrases.name(thing)
                if place in there:
                    listed = there[str(place)]
                elif thing in world.characters:
                    listed = nowhere
                else:
                    continue
                if name not in listed:
                    listed.append(name)
    found = []
    for place in places:
        linked = tuple(
            number
            for number, other in enumerate(places)
            if road is not None
            and other != place
            and (
                asking.fluent(state, road.key, (place, other)) is True
                or asking.fluent(state, road.key, (other, place)) is True
            )
        )
        here = me is not None and asking.fluent(state, where.key, (me,)) == place
        found.append(Place(plain_name(world, place), tuple(there[place]), linked, here))
    return Map(tuple(found), tuple(nowhere))


def _location(world: World) -> Property | None:
    """The property that says where characters are: one with roads between its values, else one called `at`."""
    candidates = [
        property_
        for property_ in world.properties.values()
        if property_.kind == "entity"
        and len(property_.parameters) == 1
        and set(world.characters) <= set(world.members.get(property_.parameters[0].type, ()))
        and not set(world.members.get(property_.type, ())) & set(world.characters)
    ]
    with_roads = [property_ for property_ in candidates if _road(world, property_.type) is not None]
    called_at = [property_ for property_ in candidates if property_.name in ("at", "location")]
    return next(iter([p for p in called_at if p in with_roads] or called_at or with_roads), None)


def _road(world: World, type_: str) -> Property | None:
    return next(
        (
            property_
            for property_ in world.properties.values()
            if property_.kind == "boolean" and [p.type for p in property_.parameters] == [type_, type_]
        ),
        None,
    )


# ---- in words and lines ----------------------------------------------------------------------------------------------


def map_as_list(found: Map) -> list[str]:
    """The map as a list that is complete by itself: every place, who is there, every road."""
    lines = []
    for place in _from_here(found):
        said = f"{place.title}: {', '.join(place.there) or 'nobody'}."
        if place.roads:
            said += f" Roads to {', '.join(found.places[number].title for number in place.roads)}."
        lines.append(said)
    return lines + _nowhere(found)


def map_as_tree(found: Map) -> list[str]:
    """The map as a tree that grows from where the reader's character is; roads that close a circle are added."""
    lines: list[str] = []
    seen: set[int] = set()
    shown: set[frozenset[int]] = set()

    def grow(number: int, first: str, rest: str) -> None:
        place = found.places[number]
        there = f": {', '.join(place.there)}" if place.there else ""
        lines.append(f"{first}{place.title}{there}")
        ahead = [other for other in place.roads if other not in seen]
        seen.update(ahead)
        for other in ahead:
            shown.add(frozenset((number, other)))
        for other in ahead:
            last = other == ahead[-1]
            grow(other, f"{rest}{'└─ ' if last else '├─ '}", f"{rest}{'   ' if last else '│  '}")

    order = sorted(range(len(found.places)), key=lambda number: not found.places[number].here)
    for number in order:
        if number not in seen:
            seen.add(number)
            grow(number, "", "")
    circles = [
        f"{place.title} - {found.places[other].title}"
        for number, place in enumerate(found.places)
        for other in place.roads
        if number < other and frozenset((number, other)) not in shown
    ]
    if circles:
        lines.append(f"And roads: {', '.join(circles)}.")
    return lines + _nowhere(found)


def _from_here(found: Map) -> list[Place]:
    return sorted(found.places, key=lambda place: not place.here)


def _nowhere(found: Map) -> list[str]:
    return [f"Not known where: {', '.join(found.nowhere)}."] if found.nowhere else []
