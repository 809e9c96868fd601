"""The pipeline: parse, check, ground, run: the sequence and nothing else.

    text -> syntax tree -> checked world -> ground model -> engine

Each stage may assume that the one before it found nothing wrong: whatever is wrong with a text is raised as a
`FabulaError` that carries every problem of that stage at once.
"""

from __future__ import annotations

from pathlib import Path

from fabula import sabre
from fabula.diagnostics.files import read_source
from fabula.ground import ground
from fabula.ground.model import GroundModel
from fabula.kernel import Kernel
from fabula.world.load import load
from fabula.world.model import World
from fabula.world.shipped import SABRE_SUFFIX


def open_world(path: Path) -> World:
    """The checked world of a file: Fabula's language (`.fabula`), or Sabre's (`.txt`)."""
    if path.suffix == SABRE_SUFFIX:
        return sabre.read(read_source(path))
    return load(path)


def open_model(path: Path) -> GroundModel:
    """The ground model of a file: its world with no variables left."""
    return ground(open_world(path))


def open_engine(path: Path, *, max_states: int | None = None) -> Kernel:
    """The engine, ready to run the world of a file; it keeps at most `max_states` states."""
    return Kernel(open_model(path), max_states=max_states)
