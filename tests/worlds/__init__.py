"""Small worlds that tests use."""

from functools import cache
from pathlib import Path

from fabula.diagnostics.source import Source
from fabula.pipeline import open_engine
from fabula.reference.engine import Reference
from fabula.reference.motive import Motives
from fabula.stories.story import Story, read_story

WORLDS = Path(__file__).resolve().parent


@cache
def engine_of(name: str) -> Reference:
    """The engine of a world in this folder."""
    return open_engine(WORLDS / f"{name}.fabula")


@cache
def motives_of(name: str) -> Motives:
    return Motives(engine_of(name))


def story_of(world: str, text: str, *, head: str | None = None) -> Story:
    """A story of a world, from its text without the line that begins it."""
    first = head or f'story "A test" of {world}'
    return read_story(Source("test.story", f"{first}\n{text}"), engine_of(world).model)
