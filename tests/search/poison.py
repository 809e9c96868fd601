"""A small world in which somebody must be wrong, for the tests of what people must believe."""

from fabula.diagnostics.source import Source
from fabula.ground import ground
from fabula.ground.model import GroundEvent, GroundModel
from fabula.world.expressions import Fluent
from fabula.world.load import load

POISON = """
world "Poison"
type place
room, garden : place
Ann, Tom : character
property at(character) : place
property poisoned
property dead(character)
property merry(character)
start
    at(Ann) = room
    at(Tom) = room
action pour
    by Ann
    then poisoned
    seen by anyone when at(anyone) == room
action drink
    by Tom
    when not dead(Tom)
    then merry(Tom), dead(Tom) if poisoned
wants Tom
    life: 1 if merry(Tom) and not dead(Tom)
wants Ann
    revenge: 1 if dead(Tom)
"""
LEAVE = """
action leave
    by Tom
    when at(Tom) == room
    then at(Tom) = garden
"""


def laid_out(text: str) -> GroundModel:
    return ground(load(Source("poison.fabula", text)))


def fluent_of(model: GroundModel, name: str) -> Fluent:
    (found,) = (fluent.index for fluent in model.fluents if fluent.name == name)
    return Fluent(found)


def event_of(model: GroundModel, name: str) -> GroundEvent:
    (found,) = (event for event in model.events if event.name == name)
    return found
