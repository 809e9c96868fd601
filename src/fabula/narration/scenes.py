"""From told sentences to scenes and paragraphs.

A scene lasts as long as the place and the day do; to go after somebody does not end it, until time passes. A paragraph
ends with a beat, at a dream and after it, where somebody else begins to speak, where time passes, at another place, and
when it has grown long.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fabula.narration.condensing import condensed
from fabula.narration.telling import Sentence

Paragraph = tuple[Sentence, ...]
Scene = tuple[Paragraph, ...]

LONG = 320  # characters; after so many a paragraph ends as soon as somebody else does something


def scenes(groups: Iterable[Iterable[Sentence]]) -> tuple[Scene, ...]:
    """The sentences in scenes of paragraphs, without needless repetition; each group (a beat) begins a paragraph."""
    found: list[list[list[Sentence]]] = []
    setting = _Setting()
    for sentence, begins in _begun(groups):
        if setting.ends_before(sentence) or not found:
            found.append([[sentence]])
            setting = _Setting()
        elif begins or _breaks(found[-1][-1], sentence) or setting.arrives_with(sentence):
            found[-1].append([sentence])
        else:
            found[-1][-1].append(sentence)
        setting.take(sentence)
    return tuple(tuple(tuple(paragraph) for paragraph in scene) for scene in found)


def _begun(groups: Iterable[Iterable[Sentence]]) -> Iterator[tuple[Sentence, bool]]:
    """Each sentence that is told, and whether it begins a group."""
    lists = [list(group) for group in groups]
    begins = False
    first = {id(group[0]) for group in lists if group}
    for original, kept in condensed([sentence for group in lists for sentence in group]):
        begins = begins or id(original) in first
        if kept is not None:
            yield kept, begins
            begins = False


class _Setting:
    """Where a scene has come to so far."""

    def __init__(self) -> None:
        self.last: Sentence | None = None
        self.sentences = 0
        self.moved = False  # the last sentence but for triggers took us elsewhere
        self.followed = False  # we have gone after somebody since the scene began

    def take(self, sentence: Sentence) -> None:
        self.sentences += 1
        if sentence.kind in ("event", "dream"):
            self.moved = sentence.moved and not sentence.toward
            self.followed = self.followed or (sentence.moved and sentence.toward)
        self.last = sentence

    def arrives_with(self, sentence: Sentence) -> bool:
        """Whether the sentence is the first at another place."""
        return self.moved and not sentence.moved and sentence.kind in ("event", "dream")

    def ends_before(self, sentence: Sentence) -> bool:
        if self.last is None or sentence.kind in ("trigger", "aside", "feeling"):
            return False
        if sentence.tick:
            return sentence.day != self.last.day or (not self.last.tick and (self.followed or self.moved))
        if sentence.day != self.last.day:
            return not self.last.tick
        return self.moved and not sentence.moved and self.sentences > 1


def _breaks(run: list[Sentence], sentence: Sentence) -> bool:
    """Whether a new paragraph begins within a scene."""
    if (sentence.kind == "dream") != (run[0].kind == "dream"):
        return True
    if sentence.kind in ("aside", "feeling"):
        return False
    if sentence.tick:
        return not run[-1].tick
    if sentence.place != run[-1].place and not run[-1].moved and sentence.by != run[-1].by:
        return True
    speaks = '"' in sentence.text or '"' in run[-1].text
    if speaks and None not in (sentence.by, run[-1].by) and sentence.by != run[-1].by:
        return True
    speaker = next((told.by for told in reversed(run) if '"' in told.text), None)
    if '"' in sentence.text and speaker is not None and sentence.by is not None and sentence.by != speaker:
        return True
    length = sum(len(told.text) for told in run)
    return length > LONG and (sentence.by != run[-1].by or length > 1.5 * LONG)
