"""Pronouns, two short acts in one sentence, and "once more"."""

import pytest

from fabula.narration.telling import Sentence
from fabula.narration.wording import Cast, cast, worded
from tests.narration.sentences import said
from tests.worlds import engine_of

CAST = Cast({"Ann": "she", "Tom": "he", "Ben": "he", "Kim": "", "the guard": "he"})


def words(*sentences: Sentence | str) -> str:
    told = [sentence if isinstance(sentence, Sentence) else said(sentence) for sentence in sentences]
    return " ".join(sentence.text for sentence in worded(told, CAST))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("Tom, who is late, runs.", "Tom falls.", "He falls."),
        ("Tom, who is late, runs after Ann.", "Tom falls.", "He falls."),
        ("Tom, who is late, runs after Ann.", "Ann laughs.", "She laughs."),
        ("Tom, who is late, runs after Ben.", "Tom falls.", "Tom falls."),  # he? which?
        ("The rain falls, and falls.", "Tom falls.", "Tom falls."),
        ("Tom, who is late, runs.", "Tom's hat falls.", "Tom's hat falls."),
        ("Tom, who is late, runs.", "Tom and Ann fall.", "Tom and Ann fall."),
        ('"Ben!" shouts Tom.', "Tom runs.", "He runs."),  # who is only spoken of is not meant
        ("The guard, who is old, coughs.", "The guard sits down.", "He sits down."),
        ("Tom, who is late, sees the boy.", "Tom falls.", "Tom falls."),  # or the boy?
        ("Kim, who is late, runs.", "Kim falls.", "Kim falls."),  # no pronoun is known
    ],
)
def test_a_pronoun_stands_only_where_it_can_mean_one(first: str, second: str, expected: str) -> None:
    assert words(first, second) == f"{first} {expected}"


def test_a_name_comes_back_after_some_pronouns_and_in_each_paragraph() -> None:
    lines = [said(f"Ann, who is late, does this {n}.", f"e{n}") for n in range(1)]
    told = words(*lines, "Ann sits, and waits.", "Ann stands, and waits.", "Ann goes, at last.")
    assert told.count("She") == 2
    assert told.endswith("Ann goes, at last.")
    assert words("Ann goes, at last.").startswith("Ann")


def test_two_short_acts_of_one_person_are_one_sentence() -> None:
    wakes, hides = said("Tom wakes.", "wake(Tom)"), said("Tom hides in the barn.", "hide(Tom, barn)")
    assert words(wakes, hides) == "Tom wakes and hides in the barn."
    assert words(hides, said("Ann hides.", "hide(Ann, barn)")) == "Tom hides in the barn. Ann hides."
    sleeps = said("Tom sleeps.", "sleep(Tom)")
    assert words(wakes, sleeps) == "Tom wakes. He sleeps."  # not: wakes and sleeps


def test_each_sentence_keeps_its_event() -> None:
    told = worded([said("Tom wakes.", "wake(Tom)"), said("Tom takes a hat.", "take(Tom, hat)")], CAST)
    assert [(sentence.text, sentence.event) for sentence in told] == [
        ("Tom wakes", "wake(Tom)"),
        ("and takes a hat.", "take(Tom, hat)"),
    ]


def test_the_same_act_in_the_same_words_comes_back_as_once_more() -> None:
    assert words("It rains.", said("Tom sleeps.", again=True, repeated=True)) == "It rains. Again Tom sleeps."
    assert words(said("Ann waits.", again=True, repeated=True)) == "Once more Ann waits."
    assert words(said("Tom lies awake again.", again=True, repeated=True)) == "Tom lies awake again."
    assert words(said('"No," says Tom.', again=True, repeated=True)) == '"No," says Tom.'


def test_what_somebody_else_did_or_did_to_others_is_not_done_once_more() -> None:
    assert words("It rains.", said("Tom sleeps.", again=True)) == "It rains. Tom sleeps."


def test_notes_stand_in_brackets() -> None:
    assert words(said("It is Ben.", note="It is Tom.")) == "It is Ben. [It is Tom.]"
    assert words(said("Ben goes.", kind="aside")) == "[Ben goes.]"


def test_pronouns_are_a_property_of_the_library() -> None:
    assert cast(engine_of("stranger")) == Cast({"Ann": "", "Ben": "", "Cal": ""})
