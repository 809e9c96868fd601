"""Finding what an argument means: a world, a story of it, a character."""

from __future__ import annotations

from importlib import resources
from os.path import exists
from pathlib import Path
from typing import TYPE_CHECKING

from fabula.diagnostics.problems import FabulaError, Problem, did_you_mean
from fabula.world.shipped import ENDING, SABRE_SUFFIX, shipped_worlds

if TYPE_CHECKING:
    from fabula.world.model import World

STORY_ENDING = ".story"


def shipped_folder() -> Path:
    """The folder of the worlds that come with Fabula."""
    return Path(str(resources.files("fabula") / "library" / "worlds"))


def find_world(argument: str) -> Path:
    """The file of a world: a path, or the bare name of a world that comes with Fabula. Raises `FabulaError` (F701)."""
    path = Path(argument)
    if exists(path) or path.suffix in (ENDING, SABRE_SUFFIX):
        return path
    if argument in shipped_worlds():
        return shipped_folder() / f"{argument}{ENDING}"
    beside = Path(f"{argument}{ENDING}")
    if exists(beside):
        return beside
    hint = did_you_mean(argument, shipped_worlds(), also=f"Name a file that ends in `{ENDING}`.")
    raise FabulaError((Problem("F701", None, f"There is no file and no shipped world `{argument}`.", hint=hint),))


def find_story(argument: str, world: Path) -> Path:
    """The file of a story: a path, or the bare name of a story that lies beside its world.

    `chapter-one` of `the-wager.fabula` is `the-wager.chapter-one.story`, or `chapter-one.story`. Raises `FabulaError`
    (F705).
    """
    path = Path(argument)
    if exists(path) or path.suffix == STORY_ENDING:
        return path
    for candidate in (f"{world.stem}.{argument}{STORY_ENDING}", f"{argument}{STORY_ENDING}"):
        if exists(world.parent / candidate):
            return world.parent / candidate
    stories = stories_of(world)
    hint = did_you_mean(argument, stories, also=f"Name a file that ends in `{STORY_ENDING}`.")
    wrong = f"There is no story `{argument}` beside {world.name}."
    raise FabulaError((Problem("F705", None, wrong, read=_listed(stories), hint=hint),))


def stories_of(world: Path) -> tuple[str, ...]:
    """The bare names of the stories that lie beside a world."""
    found = sorted(world.parent.glob(f"{world.stem}.*{STORY_ENDING}"))
    return tuple(path.name.removeprefix(f"{world.stem}.").removesuffix(STORY_ENDING) for path in found)


def find_character(argument: str, world: World) -> int:
    """The number of a character. Raises `FabulaError` (F706)."""
    if argument not in world.characters:
        hint = did_you_mean(argument, world.characters, also=f"The characters are {', '.join(world.characters)}.")
        raise FabulaError((Problem("F706", None, f"There is no character `{argument}` in this world.", hint=hint),))
    return world.characters.index(argument)


def _listed(stories: tuple[str, ...]) -> str:
    return f"Its stories are {', '.join(stories)}." if stories else "It has none."
