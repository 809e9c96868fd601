"""The last touch on a paragraph: pronouns, two short acts in one sentence, and "again".

Nothing here can make a sentence wrong: a name gives way to `he` or `she` only where it begins a sentence, where the
character's `pronoun` is known, and where nobody else of that pronoun has been named in the sentence before.
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
    found: list[Sentence] = []
    subject: str | None = None  # whom the last sentence begins with
    clear: set[str] = set()  # whom a pronoun would mean: those named in the last sentence, or meant by it
    repeated = False  # one "once more" is enough for a paragraph
    run = 0  # how many pronouns there have been since the last name
    for sentence in paragraph:
        text = sentence.text
        opener = people.opener(text)
        joins = (
            opener is not None
            and opener == subject
            and not sentence.again
            and not found[-1].text.startswith("and ")
            and _simple(found[-1])
            and _short(sentence)
            and ", " in sentence.event  # an act upon something: not to wake, and to sleep
        )
        pronoun = people.pronouns[opener] if opener is not None else ""
        rivals = {name for name in clear if people.pronouns[name] == pronoun}
        if joins and opener is not None:
            found[-1] = replace(found[-1], text=found[-1].text[:-1])
            text = f"and {text[len(opener) + 1 :]}"
        else:
            begins = opener
            if opener is not None and pronoun and rivals == {opener} and run < IN_A_ROW:
                begins = pronoun
                text = capitalised(pronoun) + text[len(opener) :]
            run = run + 1 if begins == pronoun and pronoun else 0
            if begins is not None and not repeated and _can_be_again(sentence, text):
                repeated = True
                word = ("Once more", "Again")[len(text) % 2]
                text = f"{word} {begins if begins == opener else pronoun}{text[len(begins) :]}"
        if sentence.note:
            text = f"{text} [{sentence.note}]"
        elif sentence.kind == "aside":
            text = f"[{text}]"
        found.append(replace(sentence, text=text))
        named = people.named(sentence.text)
        clear = named if named or opener is None else clear
        subject = opener
    return tuple(found)


def _can_be_again(sentence: Sentence, text: str) -> bool:
    return sentence.again and not sentence.moved and bool(_ONE_SENTENCE.fullmatch(text)) and not _AGAIN.search(text)


def _simple(sentence: Sentence) -> bool:
    """A short sentence with one verb, most likely: nothing in it is joined."""
    text = sentence.text
    return _short(sentence) and len(text) <= BRIEF and "," not in text and " and " not in text


def _short(sentence: Sentence) -> bool:
    """One short sentence without speech, note or inner stop, to which `and ...` can be added."""
    whole = not sentence.note and sentence.kind in ("event", "trigger", "feeling")
    return whole and len(sentence.text) <= SHORT and _ONE_SENTENCE.fullmatch(sentence.text) is not None
