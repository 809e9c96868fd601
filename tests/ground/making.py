"""Small worlds ground from a text, and what tests look at in them."""

from textwrap import dedent

from fabula import sabre
from fabula.diagnostics.problems import FabulaError, Problem
from fabula.diagnostics.source import Source
from fabula.ground import ground, instantiate
from fabula.ground.model import GroundEvent, GroundModel
from fabula.ground.printer import show, show_change
from fabula.world.expressions import Expr
from fabula.world.load import load
from fabula.world.model import World


def world_of(text: str) -> World:
    """A world in Fabula's language."""
    return load(Source("test.fabula", dedent(text).lstrip()))


def sabre_world_of(text: str) -> World:
    """A world in Sabre's language."""
    return sabre.read(Source("test.txt", dedent(text).lstrip()))


def model_of(text: str) -> GroundModel:
    """The simplified model of a world in Fabula's language."""
    return ground(world_of(text))


def whole_model_of(text: str) -> GroundModel:
    """The model of a world in Fabula's language before it is simplified."""
    return instantiate(world_of(text))


def problems_of(text: str, **limits: int) -> tuple[Problem, ...]:
    """What grounding says is wrong with a world; the world itself must be right."""
    world = world_of(text)
    try:
        instantiate(world, **limits)
    except FabulaError as error:
        return error.problems
    return ()


def names(model: GroundModel) -> list[str]:
    return [fluent.name for fluent in model.fluents]


def event(model: GroundModel, name: str) -> GroundEvent:
    """The event or trigger of that name and arguments, as they are written."""
    return next(found for found in (*model.events, *model.triggers) if str(found) == name)


def written(model: GroundModel, expr: Expr) -> str:
    return show(expr, names(model))


def when(model: GroundModel, name: str) -> str:
    """The precondition of an event."""
    return written(model, event(model, name).precondition)


def effects(model: GroundModel, name: str, outcome: int = 0) -> list[str]:
    """The effects of an event on values, each as `[who believes ...] fluent = value [if condition]`."""
    found = event(model, name).outcomes[outcome].effects
    return [show_change(effect, names(model), model.characters) for effect in found]


def minds_changed(model: GroundModel, name: str) -> list[tuple[str, str, str | None]]:
    """The changes of minds by an event: kind, character, figure."""
    changes = event(model, name).outcomes[0].mind_effects
    return [(change.kind, model.characters[change.character], change.figure) for change in changes]
