"""Feelings in worlds that were not made for them: whatever happens at random, what is felt has a ground."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from fabula.analysis.feelings import KINDS, Appraisal, Feeling, feel
from fabula.analysis.feelings.feeling import FAINTEST
from fabula.cli.find import shipped_folder
from fabula.kernel import Kernel
from fabula.pipeline import open_engine
from fabula.search.motives import motives_of
from fabula.simulate.choices import Choices
from fabula.stories.replay import Moment
from tests.worlds import WORLDS

FILES = [*sorted(WORLDS.glob("*.fabula")), *sorted(shipped_folder().glob("*.fabula"))]


def walk(engine: Kernel, seed: int, length: int) -> list[Moment]:
    """Events that happen at random, whoever wants them."""
    drawn = random.Random(seed)
    state = engine.initial()
    moments: list[Moment] = []
    while len(moments) < length and engine.possible(state):
        event = drawn.choice(engine.possible(state))
        outcome = drawn.choice([n for n, odds in enumerate(engine.odds(state, event)) if odds])
        after = engine.after(state, event, outcome)
        moments.append(Moment(state, event, outcome, after, ()))
        state = after
    return moments


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_felt_on_a_random_walk_has_a_ground(path: Path) -> None:
    engine = open_engine(path)
    motives = motives_of(engine)
    choices = Choices(engine, motives)
    for seed in range(2):
        moments = walk(engine, seed, 6 if path.stem == "the-wager" else 10)
        felt = feel(engine, motives, choices, moments)
        assert felt == feel(engine, motives, choices, moments)  # the same again
        for number, (moment, feelings) in enumerate(zip(moments, felt, strict=True)):
            for feeling in feelings:
                check(engine, moment, number, feeling)
            assert list(feelings) == sorted(feelings, key=lambda f: -f.strength)


def check(engine: Kernel, moment: Moment, number: int, feeling: Feeling) -> None:
    assert feeling.kind in KINDS
    assert feeling.amount > 0
    assert FAINTEST <= feeling.strength < 1
    assert feeling.step <= number
    assert feeling.fresh == (feeling.step == number)
    assert feeling.because
    assert feeling.toward != feeling.character
    me = feeling.character
    before, after = (engine.believed(state, me) for state in (moment.before, moment.after))
    if feeling.kind in ("joy", "distress") and feeling.fresh and feeling.want is not None:
        then, now = engine.wants(before, me)[feeling.want], engine.wants(after, me)[feeling.want]
        assert then is not None
        assert now is not None
        assert (now > then) == (feeling.kind == "joy")
        assert feeling.amount == pytest.approx(float(abs(now - then)))
    if feeling.fresh and feeling.kind not in ("hope", "fear"):
        assert feeling.cause is moment.event


def test_whoever_notices_nothing_goes_on_feeling_the_same() -> None:
    engine = open_engine(WORLDS / "stranger.fabula")
    motives = motives_of(engine)
    appraisal = Appraisal(engine, motives, Choices(engine, motives))
    mood = appraisal.begin(engine.initial())
    event = next(event for event in engine.possible(engine.initial()) if str(event) == "walk(Ben, home)")
    after = engine.after(engine.initial(), event)
    went = appraisal.after(mood, Moment(engine.initial(), event, 0, after, ()))
    for who in (0, 2):
        then = [(f.kind, f.want, f.amount) for f in mood.feelings if f.character == who]
        assert [(f.kind, f.want, f.amount) for f in went.feelings if f.character == who] == then
