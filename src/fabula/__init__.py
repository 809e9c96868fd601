"""Fabula, a story engine: describe a world of people who want and believe things, and ask which stories it can tell.

    from fabula import open_engine, open_world
    world = open_world(Path("my-own.fabula"))

The names below are the public surface; they are imported when they are first used, so that `import fabula` is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fabula.diagnostics.problems import FabulaError, Problem
    from fabula.pipeline import open_engine, open_model, open_world
    from fabula.stories.replay import replay
    from fabula.stories.story import read_story

__version__ = "0.1.0"

_HOMES = {
    "FabulaError": "fabula.diagnostics.problems",
    "Problem": "fabula.diagnostics.problems",
    "open_world": "fabula.pipeline",
    "open_model": "fabula.pipeline",
    "open_engine": "fabula.pipeline",
    "read_story": "fabula.stories.story",
    "replay": "fabula.stories.replay",
}

__all__ = [
    "__version__",
    "FabulaError",
    "Problem",
    "open_world",
    "open_model",
    "open_engine",
    "read_story",
    "replay",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'fabula' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
