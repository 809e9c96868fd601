"""The plain telling: by whose eyes, under which names, in which words."""

from fabula.narration.telling import capitalised, tell
from fabula.stories.replay import replay
from tests.worlds import engine_of, motives_of, story_of

EVENING = """\
beat 1
    glimpse(Ann)
    greet(Ann, stranger)
    turn(Cal)
    walk(Ann, home)
    doze(Ann)
    reunion(Ann)
    stir(Ann)
"""


def told(text: str, pov: str | None, *, world: str = "stranger", seed: int | None = None) -> list[str]:
    engine = engine_of(world)
    result = replay(engine, motives_of(world), story_of(world, text), keep_going=True)
    focalizer = None if pov is None else engine.model.characters.index(pov)
    groups = tell(engine, result.moments, focalizer=focalizer, seed=seed)
    return [sentence.text for group in groups for sentence in group]


def test_by_the_eyes_of_who_is_mistaken_the_other_is_whom_he_is_taken_for() -> None:
    assert told(EVENING, "Ann") == [
        "Ann sees Ben: it is Ben, surely.",
        "Ann calls out to Ben.",
        "Ben turns round.",
        "Ann walks to the home.",
        "Ann breathes again.",
        "Ann falls asleep.",
        "Ben stands in the door, and laughs.",
        "Ann wakes up.",
    ]


def test_by_other_eyes_what_is_not_noticed_is_not_told_and_a_text_can_be_for_them() -> None:
    assert told(EVENING, "Cal") == ["Ann calls, and waves.", "Cal turns round."]
    assert told(EVENING, "Ben") == []


def test_from_above_everybody_is_who_he_is_and_everything_is_told() -> None:
    assert told(EVENING, None)[:3] == ["Ann sees Cal: it is Ben, surely.", "Ann calls out to Cal.", "Cal turns round."]
    assert len(told(EVENING, None)) == 8


def test_a_dream_is_told_to_the_dreamer_alone() -> None:
    text = "beat 1\n    doze(Ann)\n    reunion(Ann)\n"
    assert told(text, "Ann") == ["Ann falls asleep.", "Ben stands in the door, and laughs."]
    assert told(text, "Cal") == []


def test_an_event_is_repeated_where_the_same_one_did_the_same_with_the_same_others() -> None:
    text = "beat 1\n    walk(Cal, home)\n    walk(Ann, inn)\n    walk(Cal, inn)\n    walk(Cal, home)\n"
    result = replay(engine_of("stranger"), motives_of("stranger"), story_of("stranger", text), keep_going=True)
    groups = tell(engine_of("stranger"), result.moments, focalizer=None)
    assert [sentence.repeated for group in groups for sentence in group] == [False, False, False, True]


def test_variants_of_a_text_take_turns() -> None:
    text = "beat 1\n    walk(Cal, home)\n    walk(Cal, inn)\n    walk(Cal, path)\n"
    assert told(text, None) == ["Cal walks to the home.", "Cal goes over to the inn.", "Cal walks to the path."]


def test_a_seed_draws_the_order_of_the_variants() -> None:
    text = "beat 1\n    walk(Cal, home)\n"
    drawn = {told(text, None, seed=seed)[0] for seed in range(8)}
    assert drawn == {"Cal walks to the home.", "Cal goes over to the home."}
    assert told(text, None, seed=3) == told(text, None, seed=3)


def test_the_outcome_has_its_own_text() -> None:
    text = "beat 1\n    walk(Cal, inn)\n    toss(Ben, Cal)\n    turns out 2\n"
    assert told(text, None)[-1] == "Cal wins the toss."


def test_an_entity_with_a_title_is_called_by_it() -> None:
    text = "beat 1\n    eat(Tom)\n    blame(Tom, Ann)\n"
    assert told(text, "Ann", world="biscuit") == ["Tom swears to Ann that it was the dog."]


def test_sentences_begin_with_a_capital() -> None:
    assert capitalised("the dog barks.") == "The dog barks."
    assert capitalised("“the dog?” he asks.") == "“The dog?” he asks."
    assert capitalised("3 dogs") == "3 dogs"
    assert capitalised("...") == "..."
