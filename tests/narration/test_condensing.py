"""What is told once instead of many times."""

from fabula.narration.condensing import condensed
from fabula.narration.telling import Sentence
from tests.narration.sentences import said, tick


def told(*sentences: Sentence) -> list[str]:
    return [kept.text for _, kept in condensed(sentences) if kept is not None]


def test_a_round_that_comes_back_in_the_same_words_is_told_once() -> None:
    first = [said("He wakes.", "wake"), said("He sleeps.", "sleep")]
    again = [said("He wakes.", "wake", again=True), said("He sleeps.", "sleep", again=True)]
    assert told(*first, *again, *again, said("He goes.", "go")) == ["He wakes.", "He sleeps.", "He goes."]


def test_a_round_in_other_words_is_told() -> None:
    assert told(said("He naps.", "nap"), said("He naps again.", "nap")) == ["He naps.", "He naps again."]


def test_what_is_said_is_always_told() -> None:
    line = said('"No."', "refuse", again=True)
    assert told(line, line) == ['"No."', '"No."']


def test_of_a_long_time_its_end_is_told_and_how_long_it_was() -> None:
    nights = [tick("Evening."), tick("Night."), tick("Morning.", 1), tick("Evening.", 1), tick("Night.", 1)]
    assert told(said("He waits."), *nights, said("He goes.", "go", day=1)) == [
        "He waits.",
        "A day goes by. Night.",
        "He goes.",
    ]
    assert told(tick("Evening."), tick("Night.")) == ["Evening.", "Night."]


def test_days_like_others_are_passed_over() -> None:
    def day(number: int) -> list[Sentence]:
        return [tick("Morning.", number), said("He sits.", "sit", day=number)]

    days = [sentence for number in range(1, 7) for sentence in day(number)]
    end = [tick("Morning.", 7), said("He goes.", "go", day=7)]
    assert told(said("He comes.", "come"), *days, *end) == [
        "He comes.",
        "Morning.",
        "He sits.",
        "Morning.",
        "He sits.",
        "Four days go by. Morning.",
        "He goes.",
    ]


def test_the_last_day_is_always_told() -> None:
    days = [tick("Morning.", number) for number in range(1, 6)]
    assert told(*days)[-1].endswith("Morning.")
    assert (
        told(
            said("He waits."), *[s for n in range(1, 5) for s in (tick("Morning.", n), said("He sits.", "sit", day=n))]
        )[-1]
        == "He sits."
    )
