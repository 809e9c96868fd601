"""The other worlds that come with Fabula, of quite another kind: their stories go through, on the same modules."""

from __future__ import annotations

import pytest

from fabula.diagnostics.source import Source
from fabula.ground import ground
from fabula.reference.asking import Asking
from fabula.reference.engine import Reference
from fabula.reference.motive import Motives
from fabula.stories.replay import replay
from fabula.stories.story import read_story
from fabula.world.load import load_with_warnings
from tests.library.chapter import WORLD, text_of

STORIES = [
    ("the-heist", "quiet-night", "clean"),
    ("the-heist", "loud-night", "recovered"),
    ("the-school-yard", "break", "hushed"),
]


@pytest.mark.parametrize(("world", "story", "ending"), STORIES, ids=lambda name: name)
def test_a_story_goes_through_to_its_ending(world: str, story: str, ending: str) -> None:
    loaded, warnings = load_with_warnings(world)
    assert not warnings
    engine = Reference(ground(loaded))
    found = read_story(Source("x.story", text_of(f"{world}.{story}.story")), engine.model)
    result = replay(engine, Motives(engine), found)
    assert result.stopped_at is None
    assert result.complete
    last = result.moments[-1].after
    asking = Asking(engine)
    assert [e.name for e in loaded.endings if asking.holds(last, e.condition)] == [ending]


@pytest.mark.parametrize("world", ["the-heist", "the-school-yard"])
def test_they_use_the_modules_of_the_wager_and_nothing_else_of_it(world: str) -> None:
    text = text_of(f"{world}.fabula")
    used = next(line for line in text.splitlines() if line.startswith("use "))
    assert len(used.removeprefix("use ").split(", ")) >= 3
    for name in ("Naruto", "Itachi", "Sasuke", "dobe", "ramen", "chakra"):
        assert name in WORLD
        assert name not in text


def test_a_lie_needs_no_words() -> None:
    """The heist turns on what the guard believes: where he feels her she is caught; where not, he is alone."""
    loaded, _ = load_with_warnings("the-heist")
    engine = Reference(ground(loaded))
    asking = Asking(engine)
    ends = {}
    for name in ("quiet-night", "loud-night"):
        state = engine.initial()
        story = read_story(Source("x.story", text_of(f"the-heist.{name}.story")), engine.model)
        for beat in story.beats:
            for step in beat.steps:
                event = next(event for event in step.events if engine.can(state, event))
                state = engine.after(state, event, step.outcome)
        ends[name] = str(asking.value(state, next(e for e in loaded.endings if e.name == "clean").condition))
    assert ends == {"quiet-night": "True", "loud-night": "False"}
