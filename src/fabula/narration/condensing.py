"""What is told once instead of many times: rounds of acts that come back unchanged, and hours without a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from fabula.narration.telling import Sentence

LONGEST_ROUND = 12  # sentences
_HOURS = 2  # so many ticks in a row are told one by one
_DAYS = ("", "A day goes by.", "Two days go by.", "Three days go by.", "Four days go by.", "Five days go by.")
_MANY_DAYS = "Days go by, one like the other."


def condensed(told: Sequence[Sentence]) -> Iterator[tuple[Sentence, Sentence | None]]:
    """Each sentence with what is told of it: itself, mostly; None where it says nothing new.

    A round of events that has just been told is not told again in the same words, if nothing is said in it. Of more
    than two ticks in a row the last is told. How many days have been passed over is said.
    """
    kept: dict[int, Sentence] = {}
    run: list[int] = []  # the ticks since something else was told
    since = 0  # the day until which all has been told
    for place in _new(told):
        sentence = told[place]
        if sentence.tick:
            run.append(place)
            continue
        since = _tell_ticks(told, run, kept, since)
        run = []
        kept[place] = _after_days(sentence, sentence.day - since)
        since = sentence.day
    _tell_ticks(told, run, kept, since)
    for place, sentence in enumerate(told):
        yield sentence, kept.get(place)


def _new(told: Sequence[Sentence]) -> Iterator[int]:
    """The places of the sentences that do not belong to a round told just before."""
    events = [sentence.event for sentence in told]
    place = 0
    while place < len(told):
        for length in range(1, min(LONGEST_ROUND, place) + 1):
            round_ = told[place : place + length]
            same = events[place : place + length] == events[place - length : place]
            if same and all(sentence.again and not _speaks(sentence) for sentence in round_):
                place += length
                break
        else:
            yield place
            place += 1


def _speaks(sentence: Sentence) -> bool:
    return '"' in sentence.text and sentence.kind != "dream"


def _tell_ticks(told: Sequence[Sentence], run: Sequence[int], kept: dict[int, Sentence], since: int) -> int:
    """Tells a run of ticks; gives the day that has been reached by them."""
    if not run:
        return since
    last = told[run[-1]]
    if len(run) <= _HOURS and last.day - since <= 1:
        kept.update({place: told[place] for place in run})
    else:
        kept[run[-1]] = _after_days(last, last.day - since)
    return last.day


def _after_days(sentence: Sentence, days: int) -> Sentence:
    if days <= 0:
        return sentence
    passed = _DAYS[days] if days < len(_DAYS) else _MANY_DAYS
    return replace(sentence, text=f"{passed} {sentence.text}")
