"""Why, of the chapter that comes with Fabula: whole answers for some of its beats, as golden files."""

from functools import cache
from pathlib import Path

import pytest

from fabula.analysis.interventions import Changing
from fabula.cli.find import find_story, find_world
from fabula.cli.output import Paint
from fabula.cli.why import Answer
from fabula.diagnostics.files import read_source
from fabula.pipeline import open_world
from fabula.search.motives import FastMotives
from fabula.stories.replay import StepReplay, replaying
from fabula.stories.story import read_story
from tests.golden import assert_golden

GOLDEN = Path(__file__).resolve().parent / "golden"
BEATS = ["4", "9", "18", "22", "31"]


@cache
def chapter() -> tuple[Changing, FastMotives, tuple[StepReplay, ...]]:
    path = find_world("the-wager")
    changing = Changing(open_world(path))
    motives = FastMotives(changing.engine)
    story = read_story(read_source(find_story("chapter-one", path)), changing.model)
    return changing, motives, tuple(replaying(changing.engine, motives, story, keep_going=True))


@cache
def answer(label: str) -> str:
    changing, motives, steps = chapter()
    answered = Answer(Paint(plain=True), names=changing.model.characters)
    for step in steps:
        if step.beat.label == label:
            answered.lines.append(step.step.written)
            answered.explain(changing, motives, steps[: step.number], step, {})
    return "\n".join([*answered.lines, ""])


@pytest.mark.parametrize("label", BEATS)
def test_why(label: str) -> None:
    found = answer(label)
    assert_golden(GOLDEN / f"why-beat-{label}.out", found)
    assert max(map(len, found.splitlines())) <= 80


def test_what_the_chapter_turns_on() -> None:
    """Whom he takes the stranger for (4); that one can hide from Itachi, which is wrong (22)."""
    for label, belief in {
        "4": "at(Sasuke) == path\n          wrongly, since beat 3",
        "22": "not keen(Itachi)\n          wrongly, from the start",
        "31": "status(stay, Naruto, Itachi) == offered\n          rightly, since beat 31",
    }.items():
        assert belief in answer(label)


def test_nothing_in_the_changeable_world_goes_another_way() -> None:
    _, _, steps = chapter()
    assert all(step.explained for step in steps)
    assert not any(step.failed for step in steps)
