"""The Camp, a world of plain choices: with each equally likely, its odds are known exactly."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import pytest

from fabula.diagnostics.source import Source
from fabula.ground import ground
from fabula.ground.model import GroundConsent
from fabula.kernel import Kernel, State
from fabula.reference.motive import Motives
from fabula.stories.replay import replay
from fabula.stories.story import read_story
from fabula.world.expressions import TRUE
from fabula.world.load import load_with_warnings
from tests.library.chapter import text_of

WORLD, WARNINGS = load_with_warnings("the-camp")
MODEL = ground(WORLD)
ENDINGS = {
    "won": Fraction(161, 1920),
    "lost": Fraction(667, 5760),
    "truth": Fraction(23, 288),
    "fled": Fraction(115, 576),
    "unseen": Fraction(3, 16),
    "stayed": Fraction(1, 3),
}


def odds() -> dict[str, Fraction]:
    """How likely each ending is if every choice is equally likely."""
    engine = Kernel(MODEL)
    conditions = dict(MODEL.endings)

    @cache
    def within(state: State) -> tuple[Fraction, ...]:
        if any(engine.value(state, condition) for condition in conditions.values()):
            return tuple(Fraction(bool(engine.value(state, condition))) for condition in conditions.values())
        events = engine.possible(state)
        ways = [
            (share / len(events), within(after)) for event in events for share, after in engine.outcomes(state, event)
        ]
        return tuple(sum((share * odds[n] for share, odds in ways), Fraction(0)) for n in range(len(conditions)))

    return dict(zip(conditions, within(engine.initial()), strict=True))


def test_the_odds_of_every_ending() -> None:
    found = odds()
    assert found["won"] == Fraction(161, 1920)
    assert found == ENDINGS
    assert sum(found.values()) == 1


def test_every_choice_is_one_event_of_yours_that_needs_no_motive() -> None:
    assert WARNINGS == ()
    assert [str(event) for event in MODEL.events if event.kind != "action"] == []
    assert {event.consenting for event in MODEL.events} == {(GroundConsent(0, TRUE),)}
    assert WORLD.wants == ()
    assert WORLD.tempers == {"you": None}


@pytest.mark.parametrize(("story", "ending"), [("wager", "won"), ("truth", "truth")])
def test_a_story_goes_through_to_its_ending(story: str, ending: str) -> None:
    engine = Kernel(MODEL)
    found = read_story(Source("x.story", text_of(f"the-camp.{story}.story")), MODEL)
    result = replay(engine, Motives(engine), found)
    assert result.complete
    last = result.moments[-1].after
    assert [name for name, condition in MODEL.endings if engine.value(last, condition)] == [ending]
