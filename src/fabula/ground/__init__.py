"""Grounding: a checked world to a ground model, every variable filled in and everything numbered.

instantiate   every choice of parameters
simplify      without what can never be otherwise
printer       the model as text
"""

from __future__ import annotations

from fabula.ground.instantiate import instantiate
from fabula.ground.model import GroundModel
from fabula.ground.simplify import published_size, simplify
from fabula.world.model import World

__all__ = ["ground", "instantiate", "published_size", "simplify"]


def ground(world: World) -> GroundModel:
    """The ground model of a world. Raises `FabulaError` (F4xx) where it contradicts itself or grows too large."""
    return simplify(instantiate(world))
