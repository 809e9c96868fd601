"""What the focalizer believes wrongly, for a reader who asks."""

from fabula.narration.telling import Sentence, tell
from fabula.stories.replay import replay
from tests.worlds import engine_of, motives_of, story_of


def told(text: str, pov: str | None) -> list[Sentence]:
    engine = engine_of("stranger")
    result = replay(engine, motives_of("stranger"), story_of("stranger", text), keep_going=True)
    focalizer = None if pov is None else engine.model.characters.index(pov)
    return [s for group in tell(engine, result.moments, focalizer=focalizer, reveal=True) for s in group]


def test_who_is_taken_for_another_is_revealed_once() -> None:
    sentences = told("beat 1\n    glimpse(Ann)\n    greet(Ann, stranger)\n", "Ann")
    assert [sentence.note for sentence in sentences] == ["It is Cal.", ""]
    assert [(m.fluent, m.believed, m.really) for m in sentences[0].mistakes] == [
        ("who(stranger)", "Ben", "Cal"),
        ("at(Ben)", "path", "inn"),
    ]


def test_what_misleads_unnoticed_is_told_as_an_aside() -> None:
    [aside] = told("beat 1\n    walk(Cal, home)\n", "Ann")
    assert (aside.kind, aside.text) == ("aside", "Cal walks to the home.")
    assert [mistake.fluent for mistake in aside.mistakes] == ["at(Cal)"]


def test_from_above_there_is_nothing_to_reveal() -> None:
    assert all(not sentence.note and not sentence.mistakes for sentence in told("beat 1\n    glimpse(Ann)\n", None))
