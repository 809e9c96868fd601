"""Scenes and paragraphs, and how they are set on a page."""

from fabula.narration.page import SCENE_MARK, page
from fabula.narration.scenes import scenes
from fabula.narration.telling import Sentence
from tests.narration.sentences import said, tick


def shape(*groups: list[Sentence]) -> list[list[list[str]]]:
    return [[[sentence.text for sentence in paragraph] for paragraph in scene] for scene in scenes(groups)]


def test_a_scene_ends_where_the_teller_goes_elsewhere() -> None:
    walk = said("Ann goes to the inn.", "go(Ann, inn)", moved=True, place="home")
    assert shape([said("Ann sits.", place="home"), walk, said("Ann eats.", "eat", place="inn")]) == [
        [["Ann sits.", "Ann goes to the inn."]],
        [["Ann eats."]],
    ]


def test_moves_that_follow_each_other_end_one_scene_together() -> None:
    first = said("Ann goes to the inn.", "a", moved=True, place="home")
    second = said("Ann goes to the pier.", "b", moved=True, place="inn")
    told = shape([said("Ann sits."), first, second, said("Ann swims.", "c", place="pier")])
    assert [len(scene) for scene in told] == [1, 1]


def test_to_go_after_somebody_ends_the_scene_only_when_time_passes() -> None:
    chase = said("Ann runs after Tom.", "follow(Ann, Tom)", moved=True, toward=True)
    after = [said("Ann has him.", "seize", place="inn")]
    assert len(shape([said("Ann sits."), chase, *after])) == 1
    assert len(shape([said("Ann sits."), chase, tick("Evening."), *after])) == 2


def test_a_new_day_is_a_new_scene_that_begins_with_the_morning() -> None:
    told = shape([said("Ann sleeps."), tick("Morning.", 1), said("Ann wakes.", "wake", day=1)])
    assert told == [[["Ann sleeps."]], [["Morning.", "Ann wakes."]]]


def test_each_beat_begins_a_paragraph() -> None:
    assert shape([said("One.")], [said("Two.", "f")]) == [[["One."], ["Two."]]]


def test_who_answers_begins_a_paragraph() -> None:
    asked = said('"Where to?"', "ask(Ann)", by=0)
    again = said('"Well?"', "ask(Ann) again", by=0)
    silence = said("Nobody moves.", "silence")
    answered = said('"Home."', "answer(Tom)", by=1)
    assert shape([asked, again, silence, answered]) == [[['"Where to?"', '"Well?"', "Nobody moves."], ['"Home."']]]


def test_a_long_paragraph_ends_when_somebody_else_does_something() -> None:
    long = said("Ann goes on and on. " * 20, "long", by=0)
    assert len(shape([long, said("Ann stops.", "stop", by=0)])[0]) == 1
    assert len(shape([long, said("Tom stops.", "stop", by=1)])[0]) == 2


def test_lines_are_wrapped_dreams_set_apart_and_scenes_marked() -> None:
    long = said("A long sentence about nothing, that goes on. " * 3)
    dream = said("He is back.", "d", kind="dream")
    other = said("Morning, elsewhere.", "m", day=1)
    text = page(scenes([[long, dream], [], [other]]))
    assert [line for line in text.split("\n") if len(line) > 80] == []
    parts = text.split("\n\n")
    assert parts[1] == "    He is back."
    assert parts[2].strip() == SCENE_MARK
    assert parts[3] == "Morning, elsewhere."
