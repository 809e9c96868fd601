"""What the chapter of The Wager makes everybody feel, beat by beat, by nothing but the general rules (R17)."""

from __future__ import annotations

from functools import cache

import pytest

from fabula.analysis.feelings import Feeling, feel
from fabula.cli.find import shipped_folder
from fabula.diagnostics.files import read_source
from fabula.pipeline import open_engine
from fabula.search.motives import motives_of
from fabula.simulate.choices import Choices
from fabula.stories.replay import StepReplay, replaying
from fabula.stories.story import read_story

WORLD = shipped_folder() / "the-wager.fabula"

# beat, who, kind, want, toward whom
FELT = [
    ("D1", "Naruto", "joy", "company", None),
    ("D2", "Naruto", "grief", "company", None),
    ("D2", "Naruto", "disappointment", "company", None),
    ("D3", "Naruto", "joy", "company", None),
    ("D3", "Naruto", "hope", "company", None),
    ("1", "Naruto", "disappointment", "company", None),
    ("1", "Naruto", "distress", "company", None),
    ("1", "Naruto", "grief", "company", None),
    ("3", "Naruto", "hope", "company", None),
    ("4", "Naruto", "hope", "company", "Sasuke"),
    ("4", "Naruto", "joy", "company", None),
    ("4", "Naruto", "satisfaction", "company", None),
    ("5", "Naruto", "disappointment", "company", None),
    ("5", "Naruto", "distress", "company", None),
    ("5", "Naruto", "fear", "safety", "Itachi"),
    ("5", "Itachi", "anger", "pride", "Naruto"),
    ("6", "Naruto", "relief", "safety", "Itachi"),
    ("7", "Naruto", "anger", "pride", "Itachi"),
    ("8", "Naruto", "pride", "pride", "Itachi"),
    ("9", "Naruto", "pride", "pride", "Itachi"),
    ("9", "Itachi", "anger", "pride", "Naruto"),
    ("10", "Naruto", "distress", "safety", None),
    ("10", "Naruto", "fear", "safety", "Itachi"),
    ("10", "Naruto", "anger", "safety", "Itachi"),
    ("11", "Naruto", "shame", "safety", "Itachi"),
    ("11", "Naruto", "relief", "safety", "Itachi"),
    ("12", "Naruto", "disappointment", "understanding", "Itachi"),
    ("12", "Naruto", "grief", "ease", None),  # with the word that brings Sasuke back: beat 13 is of the same step
    ("15", "Naruto", "disappointment", "understanding", "Itachi"),
    ("16", "Naruto", "hope", "company", "Itachi"),
    ("17", "Naruto", "disappointment", "company", "Itachi"),
    ("18", "Naruto", "joy", "company", None),
    ("20", "Naruto", "hope", "ease", None),
    ("21", "Naruto", "comfort", "ease", None),
    ("22", "Naruto", "distress", "company", None),
    ("22", "Naruto", "anger", "company", "Itachi"),
    ("23", "Naruto", "joy", "understood", None),
    ("23", "Naruto", "gratitude", "understood", "Itachi"),
    ("23", "Itachi", "anger", "pride", "Naruto"),
    ("24", "Itachi", "pride", "pride", "Naruto"),
    ("24", "Naruto", "pride", "pride", "Itachi"),
    ("25", "Naruto", "fear", "secret", "Itachi"),
    ("25", "Naruto", "pride", "secret", "Itachi"),
    ("25", "Naruto", "shame", "secret", "Itachi"),
    ("26", "Itachi", "pride", "pride", "Naruto"),
    ("26", "Naruto", "anger", "pride", "Itachi"),
    ("27", "Naruto", "pride", "pride", "Itachi"),
    ("28", "Naruto", "distress", "company", None),
    ("29", "Naruto", "hope", "company", "Itachi"),
    ("31", "Naruto", "joy", "company", None),
    ("31", "Naruto", "gratitude", "company", "Itachi"),
    ("33", "Naruto", "comfort", "ease", None),
]


@cache
def chapter() -> tuple[tuple[str, ...], tuple[StepReplay, ...], tuple[tuple[Feeling, ...], ...]]:
    engine = open_engine(WORLD)
    motives = motives_of(engine)
    story = read_story(read_source(WORLD.with_name("the-wager.chapter-one.story")), engine.model)
    steps = tuple(replaying(engine, motives, story, keep_going=True, judged=()))
    moments = [step.moment for step in steps if step.moment is not None]
    assert len(moments) == len(steps) == sum(len(beat.steps) for beat in story.beats)
    return engine.model.characters, steps, feel(engine, motives, Choices(engine, motives), moments)


def felt(beat: str, who: str, *, fresh: bool) -> list[Feeling]:
    names, steps, feelings = chapter()
    return [
        feeling
        for step, after in zip(steps, feelings, strict=True)
        if step.beat.label == beat
        for feeling in after
        if names[feeling.character] == who and (feeling.fresh or not fresh)
    ]


@pytest.mark.parametrize(("beat", "who", "kind", "want", "toward"), FELT)
def test_what_a_beat_makes_somebody_feel(beat: str, who: str, kind: str, want: str, toward: str | None) -> None:
    names = chapter()[0]
    number = None if toward is None else names.index(toward)
    found = {(f.kind, f.want, f.toward) for f in felt(beat, who, fresh=True)}
    assert (kind, want, number) in found


def test_he_wakes_with_the_joy_of_his_dream_and_it_is_gone() -> None:
    before = {feeling.kind for feeling in felt("D3", "Naruto", fresh=False) if feeling.want == "company"}
    after = {feeling.kind for feeling in felt("1", "Naruto", fresh=False) if feeling.want == "company"}
    assert before >= {"joy", "hope"}
    assert not after & {"joy", "hope"}


def test_he_hopes_for_as_long_as_he_follows() -> None:
    names, steps, feelings = chapter()
    for step, after in zip(steps, feelings, strict=True):
        if step.beat.label in ("18", "19", "20"):
            assert any(f.kind == "hope" and names[f.character] == "Naruto" for f in after), step.step.written


def test_what_goes_on_away_from_somebody_leaves_him_cold() -> None:
    names, _, feelings = chapter()
    assert not any(f.kind != "hope" for after in feelings for f in after if names[f.character] == "Sasuke")


def test_there_is_no_fear_before_he_sees_the_face_and_no_comfort_before_he_watches() -> None:
    for beat in ("D1", "D2", "D3", "1", "2", "3", "4"):
        assert not any(feeling.kind == "fear" for feeling in felt(beat, "Naruto", fresh=False)), beat
    for number in range(1, 21):
        assert not any(feeling.kind == "comfort" for feeling in felt(str(number), "Naruto", fresh=False)), number


def test_he_is_angry_at_beats_7_10_and_22() -> None:
    names = chapter()[0]
    for beat in ("7", "10", "22"):
        assert any(f.kind == "anger" and f.toward == names.index("Naruto") for f in felt(beat, "Itachi", fresh=False))


def test_the_wish_to_have_been_asked_is_not_thanked_for_with_an_insult() -> None:
    """Nobody thanks for what somebody does for himself: the insult of beat 24 makes Naruto safer, by the way."""
    assert not any(feeling.kind == "gratitude" for feeling in felt("24", "Naruto", fresh=True))
