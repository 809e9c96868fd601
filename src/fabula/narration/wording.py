"""The last touch on a paragraph: pronouns, two short acts in one sentence, and "again".

Nothing here can make a sentence wrong: a name gives way to `he` or `she` only where it begins a sentence, where the
character's `pronoun` is known, and where nobody else has been spoken of in the sentence before who could be meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from fabula.kernel import Kernel
from fabula.narration.names import plain_name
from fabula.narration.telling import Sentence, capitalised
from fabula.reference.asking import Asking

SHORT = 60  # characters; no longer sentence is added to another
BRIEF = 45  # characters; to no longer sentence another is added
IN_A_ROW = 2  # so often a pronoun stands for a name before the name comes again
_QUOTED = re.compile(r"\"[^\"]*\"|\[[^]]*\]")
_ONE_SENTENCE = re.compile(r"[^.!?…:;\"\[\]]+\.$")
_OTHERS = re.compile(r"\b(boy|girl|man|woman|brother|sister|friend|stranger|other|somebody)\b", re.IGNORECASE)
_AGAIN = re.compile(r"\b(again|once more|another)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cast:
    """The characters by the names that prose has for them, with their pronouns (`he`, `she`; else none)."""

    pronouns: Mapping[str, str]

    def opener(self, text: str) -> str | None:
        """Whose name the text begins with, as the subject of what follows."""
        for name in self.pronouns:
            rest = text[len(name) :]
            if text.startswith(capitalised(name)) and re.match(r" [a-z]", rest) and not re.match(" (and|or) ", rest):
                return name
        return None

    def named(self, text: str) -> set[str]:
        """Who is named in a text, outside of what is said."""
        plain = _QUOTED.sub("", text).lower()
        return {name for name in self.pronouns if re.search(rf"\b{re.escape(name.lower())}\b", plain)}


def cast(engine: Kernel) -> Cast:
    """The cast of a world; pronouns are the library's property `pronoun`."""
    world = engine.model.world
    keys = [p.key for p in world.properties.values() if p.name == "pronoun" and len(p.parameters) == 1]
    state, asking = engine.initial(), Asking(engine)
    found = {}
    for name in world.characters:
        pronoun = next((asking.fluent(state, key, (name,)) for key in keys), None)
        found[plain_name(world, name)] = str(pronoun) if pronoun in ("he", "she") else ""
    return Cast(found)


def worded(paragraph: Iterable[Sentence], people: Cast) -> tuple[Sentence, ...]:
    """The sentences of a paragraph, in their final words."""
    words = _Words(people)
    for sentence in paragraph:
        words.add(sentence)
    return tuple(words.found)


class _Words:
    """The words of a paragraph so far, and whom a pronoun would mean now."""

    def __init__(self, people: Cast) -> None:
        self.people = people
        self.found: list[Sentence] = []
        self.subject: str | None = None  # whom the last sentence begins with
        self.clear: set[str] = set()  # who has been named in it, or is meant by it; none where somebody else may be
        self.in_a_row = 0  # pronouns since the last name
        self.repeated = False  # one "once more" is enough for a paragraph

    def add(self, sentence: Sentence) -> None:
        text, opener = sentence.text, self.people.opener(sentence.text)
        if opener is not None and self._joins(sentence, opener):
            self.found[-1] = replace(self.found[-1], text=self.found[-1].text[:-1])
            text = f"and {text[len(opener) + 1 :]}"
        elif opener is not None:
            rest, begins = text[len(opener) :], self._pronoun(opener)
            self.in_a_row = 0 if begins == opener else self.in_a_row + 1
            if not self.repeated and _can_be_again(sentence):
                self.repeated = True
                text = f"{('Once more', 'Again')[len(text) % 2]} {begins}{rest}"
            else:
                text = capitalised(begins) + rest
        if sentence.note:
            text = f"{text} [{sentence.note}]"
        elif sentence.kind == "aside":
            text = f"[{text}]"
        self.found.append(replace(sentence, text=text))
        named = self.people.named(sentence.text)
        if named or opener is None:
            self.clear = set() if _OTHERS.search(_QUOTED.sub("", sentence.text)) else named
        self.subject = opener

    def _pronoun(self, name: str) -> str:
        """The character's pronoun where it can mean nobody else; else the name."""
        pronoun = self.people.pronouns[name]
        meant = {other for other in self.clear if self.people.pronouns[other] == pronoun}
        return pronoun if pronoun and meant == {name} and self.in_a_row < IN_A_ROW else name

    def _joins(self, sentence: Sentence, opener: str) -> bool:
        """Whether a short act follows a short act of the same character, so that they can be one sentence."""
        return (
            opener == self.subject
            and not sentence.again
            and not self.found[-1].text.startswith("and ")
            and _simple(self.found[-1])
            and _short(sentence)
            and ", " in sentence.event  # an act upon something: not to wake, and to sleep
        )


def _can_be_again(sentence: Sentence) -> bool:
    """Whether the same has been told before of the same doer and the same others, in the same words."""
    text = sentence.text
    once = sentence.again and sentence.repeated and not sentence.moved
    return once and bool(_ONE_SENTENCE.fullmatch(text)) and not _AGAIN.search(text)


def _simple(sentence: Sentence) -> bool:
    """A short sentence with one verb, most likely: nothing in it is joined."""
    text = sentence.text
    return _short(sentence) and len(text) <= BRIEF and "," not in text and " and " not in text


def _short(sentence: Sentence) -> bool:
    """One short sentence without speech, note or inner stop, to which `and ...` can be added."""
    whole = not sentence.note and sentence.kind in ("event", "trigger", "feeling")
    return whole and len(sentence.text) <= SHORT and _ONE_SENTENCE.fullmatch(sentence.text) is not None
