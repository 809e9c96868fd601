"""What is told once instead of many times: rounds of acts that come back, days like other days, silent hours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from fabula.narration.telling import Sentence

LONGEST_ROUND = 12  # sentences
ENOUGH = 2  # so often everything in a day has been told before the day is like others
_HOURS = 2  # so many ticks in a row are told one by one
_DAYS = ("", "A day goes by.", "Two days go by.", "Three days go by.", "Four days go by.", "Five days go by.")
_MANY_DAYS = "Days go by, one like the other."


def condensed(told: Sequence[Sentence]) -> Iterator[tuple[Sentence, Sentence | None]]:
    """Each sentence with what is told of it: itself, mostly; None where it says nothing new.

    A round of events that has just been told is not told again in the same words, nor is a day in which nothing happens
    that has not been told twice, if nobody speaks or goes anywhere. Of more than two ticks in a row the last is told.
    How many days have been passed over is said.
    """
    kept: dict[int, Sentence] = {}
    run: list[int] = []  # the ticks since something else was told
    since = told[0].day if told else 0  # the day until which all has been told
    for place in _new(told):
        sentence = told[place]
        if sentence.tick:
            run.append(place)
            continue
        since = _tell_ticks(told, run, kept, since)
        run = []
        kept[place] = _after_days(sentence, sentence.day - since - 1)
        since = sentence.day
    _tell_ticks(told, run, kept, since)
    for place, sentence in enumerate(told):
        yield sentence, kept.get(place)


def _new(told: Sequence[Sentence]) -> Iterator[int]:
    """The places of the sentences that belong neither to a round told just before nor to a day like others."""
    events = [sentence.event for sentence in told]
    dull = _days_like_others(told)
    place = 0
    while place < len(told):
        for length in range(1, min(LONGEST_ROUND, place) + 1):
            round_ = told[place : place + length]
            same = events[place : place + length] == events[place - length : place]
            if same and all(sentence.again and not _matters(sentence) for sentence in round_):
                place += length
                break
        else:
            if told[place].day not in dull:
                yield place
            place += 1


def _days_like_others(told: Sequence[Sentence]) -> set[int]:
    """The days in which nothing happens but what has been told often enough; never the last, on which all ends."""
    seen: Counter[str] = Counter()
    found = set()
    for day, sentences in groupby(told, key=lambda sentence: sentence.day):
        in_it = list(sentences)
        if all(seen[sentence.event] >= ENOUGH and not _matters(sentence) for sentence in in_it):
            found.add(day)
        seen.update(sentence.event for sentence in in_it)
    return found - {sentence.day for sentence in told[-1:]}


def _matters(sentence: Sentence) -> bool:
    """Whether it is told however often it has been told: words are spoken, or somebody goes elsewhere."""
    return sentence.moved or ('"' in sentence.text and sentence.kind != "dream")


def _tell_ticks(told: Sequence[Sentence], run: Sequence[int], kept: dict[int, Sentence], since: int) -> int:
    """Tells a run of ticks; gives the day that has been reached by them."""
    if not run:
        return since
    last = told[run[-1]].day
    if len(run) <= _HOURS:
        kept.update({place: told[place] for place in run})
        run = run[:1]
    place = run[-1]
    morning = place > 0 and told[place].day != told[place - 1].day
    kept[place] = _after_days(told[place], told[place].day - since - (1 if morning else 0))
    return last


def _after_days(sentence: Sentence, days: int) -> Sentence:
    if days <= 0:
        return sentence
    passed = _DAYS[days] if days < len(_DAYS) else _MANY_DAYS
    return replace(sentence, text=f"{passed} {sentence.text}")
