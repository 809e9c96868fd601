"""Sampled stories read like stories: acts are not taken back for nothing, and questions get what they ask for.

The stories of The Wager are sampled from the start, and from where its chapter ends; `make slow` reads a thousand
of each.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

import fabula
from fabula.cli.growing import Asked, state_at
from fabula.diagnostics.source import Source
from fabula.ground import ground
from fabula.kernel import Kernel
from fabula.pipeline import open_engine
from fabula.simulate.choices import Choices, Moment
from fabula.simulate.runs import sample
from fabula.world.load import load
from tests.simulate.reading import Replies, acts, taken_back

LIBRARY = Path(fabula.__file__).parent / "library" / "worlds"
LIMIT = 300  # events of a story


@dataclass
class Read:
    """What some stories have in sum."""

    stories: int = 0
    acts: int = 0
    back: int = 0
    replies: Replies = field(default_factory=Replies)
    reached: Counter[str] = field(default_factory=Counter)  # in how many stories something happens, by its name


@cache
def the_wager() -> tuple[Choices, dict[str, Moment]]:
    path = LIBRARY / "the-wager.fabula"
    engine = open_engine(path)
    choices = Choices(engine)
    chapter = state_at(engine, Asked(path, LIBRARY / "the-wager.chapter-one.story"))
    return choices, {"start": choices.start(), "chapter": choices.moment(chapter)}


@cache
def read(where: str, stories: int) -> Read:
    choices, starts = the_wager()
    engine = choices.engine
    found = Read()
    for seed in range(stories):
        run = sample(choices, random.Random(seed), start=starts[where], limit=LIMIT)
        found.stories += 1
        found.acts += sum(1 for _ in acts(engine, run.steps))
        found.back += len(taken_back(engine, run.steps))
        found.replies.read(engine, run.steps)
        found.reached.update({step.event.name for step in run.steps} | {f"ending {run.ending or run.stopped}"})
    return found


def test_after_the_chapter_few_acts_take_the_last_one_back() -> None:
    found = read("chapter", 60)
    assert found.acts > 500
    assert found.back < found.acts / 20


def test_after_the_chapter_a_question_gets_its_reply_next() -> None:
    replies = read("chapter", 60).replies
    assert replies.asked > 20
    assert replies.next + replies.over + replies.lapsed >= 0.8 * replies.asked


def test_after_the_chapter_what_the_outline_tells_is_among_what_is_likely() -> None:
    """Beats 35 to 38: he creeps close; the wager is offered, taken or not, and fought; what was agreed then binds."""
    found = read("chapter", 60)
    share = {name: count / found.stories for name, count in found.reached.items()}
    assert share["creep_close"] > 0.5
    assert share["offer"] > 0.2
    assert share["fight"] > 0.1
    assert share["ending death"] > 0.1
    assert share["ending companionship"] > 0.01


@pytest.mark.slow
@pytest.mark.parametrize("where", ["start", "chapter"])
def test_of_a_thousand_stories_fewer_than_one_act_in_twenty_takes_the_last_one_back(where: str) -> None:
    found = read(where, 1_000)
    assert found.back < found.acts / 20, f"{found.back} of {found.acts}"


@pytest.mark.slow
@pytest.mark.parametrize("where", ["start", "chapter"])
def test_of_a_thousand_stories_a_question_gets_its_reply_next(where: str) -> None:
    replies = read(where, 1_000).replies
    assert replies.asked > 100, replies
    assert replies.next + replies.over + replies.lapsed >= 0.8 * replies.asked, replies


@pytest.mark.slow
def test_what_the_outline_tells_is_among_what_is_likely() -> None:
    """He creeps close again and again, is offered a wager, takes it, and they fight: nothing names these acts."""
    found = read("chapter", 1_000)
    share = {name: count / found.stories for name, count in found.reached.items()}
    assert all(share.get(name, 0.0) > 0.2 for name in ("creep_close", "offer", "accept", "fight")), share


# ---- the measures themselves -----------------------------------------------------------------------------------------

DOOR = """\
world "Door"
Ann, Tom : character
property open
property light
property asked
reply due from Tom when asked
temper Ann even
temper Tom even
action push
    by Ann freely
    then open
action pull
    by Ann freely
    then not open
action light_it
    by Tom freely
    then light
action ask
    by Ann freely
    then asked
action answer
    by Tom freely
    then not asked
fate gust
    then not open
"""


def story(*events: str) -> tuple[Kernel, list[object]]:
    from fabula.simulate.runs import RunStep

    engine = Kernel(ground(load(Source("door.fabula", DOOR))))
    state = engine.initial()
    steps: list[object] = []
    for name in events:
        event = next(event for event in engine.possible(state) if event.name == name)
        after = engine.after(state, event)
        steps.append(RunStep(state, event, 0, after))
        state = after
    return engine, steps


@pytest.mark.parametrize(
    ("events", "back"),
    [
        (("push", "pull"), [1]),
        (("push", "light_it", "pull"), []),  # something has changed
        (("push", "ask", "pull"), []),  # not her last act
        (("push", "gust", "push"), []),
        (("push", "pull", "push"), [1, 2]),
        (("light_it", "push"), []),
    ],
)
def test_what_counts_as_taken_back(events: tuple[str, ...], back: list[int]) -> None:
    engine, steps = story(*events)
    assert taken_back(engine, steps) == back


@pytest.mark.parametrize(
    ("events", "counts"),
    [
        (("ask", "answer"), (1, 1, 1, 0)),
        (("ask", "gust", "answer"), (1, 1, 1, 0)),
        (("ask", "push", "answer"), (1, 0, 1, 0)),
        (("ask", "light_it", "answer"), (1, 0, 0, 0)),
        (("ask",), (1, 0, 0, 1)),
        (("push",), (0, 0, 0, 0)),
    ],
)
def test_what_counts_as_a_reply(events: tuple[str, ...], counts: tuple[int, int, int, int]) -> None:
    engine, steps = story(*events)
    replies = Replies()
    replies.read(engine, steps)
    assert (replies.asked, replies.next, replies.theirs, replies.over) == counts
