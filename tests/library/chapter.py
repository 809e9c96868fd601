"""The chapter of The Wager for tests: the world as it is or with a cause taken out, and the state after beat 34."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

from fabula.diagnostics.source import Source
from fabula.ground import ground
from fabula.reference.engine import Reference
from fabula.reference.motive import Motives
from fabula.reference.state import State
from fabula.stories.replay import Replay, replay
from fabula.stories.story import Beat, Step, Story, read_story
from fabula.world.load import load

WORLDS = resources.files("fabula") / "library" / "worlds"
NARUTO, ITACHI, SASUKE = 0, 1, 2


def text_of(name: str) -> str:
    return (WORLDS / name).read_text(encoding="utf-8")


WORLD = text_of("the-wager.fabula")
CHAPTER = text_of("the-wager.chapter-one.story")


def changed(old: str, new: str) -> str:
    """The world with one piece of its text replaced; the piece must be there once."""
    assert WORLD.count(old) == 1, old
    return WORLD.replace(old, new)


def starting_with(statement: str) -> str:
    """The world with one more statement at the end of its start."""
    return changed("# ---- where it can end", f"start\n    {statement}\n\n# ---- where it can end")


def without_want(who: str, want: str) -> str:
    """The world in which nothing weighs for that want of that character."""
    begin = WORLD.index(f"wants {who}\n")
    end = WORLD.index("\n\n", begin)
    lines = WORLD[begin:end].split("\n")
    kept = [line for line in lines if not line.strip().startswith(f"{want}:")]
    assert len(kept) < len(lines), want
    return WORLD[:begin] + "\n".join([*kept, f"    {want}: 0"]) + WORLD[end:]


def wants_of(who: str) -> tuple[str, ...]:
    """The names of a character's wants, in order."""
    begin = WORLD.index(f"wants {who}\n")
    block = WORLD[begin : WORLD.index("\n\n", begin)]
    return tuple(dict.fromkeys(re.findall(r"^    (\w+):", block, re.MULTILINE)))


def engine_of(world: str) -> Reference:
    return Reference(ground(load(Source("the-wager.fabula", world))))


def replayed(world: str = WORLD, story: str = CHAPTER) -> Replay:
    engine = engine_of(world)
    return replay(engine, Motives(engine), read_story(Source("chapter.story", story), engine.model))


def walked(engine: Reference, story: Story) -> Iterator[tuple[Beat, Step, State, State]]:
    """The steps of a story with the states before and after, whoever wants them."""
    state = engine.initial()
    for beat in story.beats:
        for step in beat.steps:
            event = next(event for event in step.events if engine.can(state, event))
            after = engine.after(state, event, step.outcome)
            yield beat, step, state, after
            state = after


@cache
def chapter() -> tuple[Reference, Motives, Story]:
    engine = engine_of(WORLD)
    return engine, Motives(engine), read_story(Source("chapter.story", CHAPTER), engine.model)


@cache
def after_chapter() -> State:
    engine, _, story = chapter()
    *_, (_, _, _, state) = walked(engine, story)
    return state
