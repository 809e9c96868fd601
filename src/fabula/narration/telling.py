"""The plain telling: the events' own texts, in order, of those events that the teller notices.

The teller is a character (the *focalizer*: G. Genette, *Narrative Discourse*, 1980, ch. 4) or nobody, from above. Told
by a character's eyes, an event is told if that character notices it; a dream if it is his or her own; a trigger if it
is about the character, or if the character believes that it happened.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from fabula.ground.model import AddressedEvent, GroundEvent
from fabula.narration.names import Naming
from fabula.reference.asking import Asking
from fabula.reference.engine import Reference
from fabula.reference.state import State
from fabula.semantics import AnyEvent
from fabula.stories.replay import Moment
from fabula.world.expressions import Value
from fabula.world.model import Slot, Text

_SENTENCE_END = re.compile(r"[.!?…][\"”’)]*\s+$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text that is told (one sentence or a few), the event that it tells, and who did it (None: nobody)."""

    text: str
    event: str
    kind: Literal["event", "dream", "trigger"]
    by: int | None = None


def tell(engine: Reference, moments: Iterable[Moment], *, focalizer: int | None) -> tuple[tuple[Sentence, ...], ...]:
    """What is told of each moment; nothing of what the focalizer does not notice. None: from above, everything."""
    teller = _Teller(engine, focalizer)
    return tuple(tuple(teller.moment(moment)) for moment in moments)


class _Teller:
    def __init__(self, engine: Reference, focalizer: int | None) -> None:
        self.engine = engine
        self.asking = Asking(engine)
        self.focalizer = focalizer
        self.told: dict[int, int] = {}  # how often each text has been told, so that its variants take turns

    def moment(self, moment: Moment) -> list[Sentence]:
        found: list[Sentence] = []
        event = self.engine.ground_event(moment.before, moment.event)
        if event is None:
            return found
        if self._notices(moment.before, event):
            kind: Literal["event", "dream"] = "dream" if event.kind == "dream" else "event"
            text = self._text(moment, event, moment.outcome, moment.event)
            if text:
                by = event.consenting[0].character if event.consenting else None
                found.append(Sentence(text, str(moment.event), kind, by))
        believed = self._believed_triggers(moment, event)
        for fired in moment.fired:
            noticed = self._notices(moment.before, fired) if fired.kind != "trigger" else self._about_me(fired)
            if noticed or (fired.name, fired.args) in believed:
                text = self._text(moment, fired, 0, fired)
                if text:
                    found.append(Sentence(text, str(fired), "trigger"))
        return found

    # ---- what is noticed ---------------------------------------------------------------------------------------------

    def _mind(self, state: State) -> State:
        return state if self.focalizer is None else self.engine.believed(state, self.focalizer)

    def _notices(self, state: State, event: GroundEvent) -> bool:
        if self.focalizer is None:
            return True
        if event.kind == "dream":
            return event.dreamer == self.focalizer
        return self.engine.value(state, event.observing[self.focalizer]) is True

    def _about_me(self, trigger: GroundEvent) -> bool:
        return self.focalizer is None or self.engine.model.characters[self.focalizer] in trigger.args

    def _believed_triggers(self, moment: Moment, event: GroundEvent) -> set[tuple[str, tuple[Value, ...]]]:
        """The triggers that the focalizer believes the event to have set off."""
        if self.focalizer is None or not self._notices(moment.before, event):
            return set()
        mind = self._mind(moment.before)
        there = self.engine.ground_event(mind, moment.event)
        if there is None or not self.engine.can(mind, there) or not self.engine.odds(mind, there)[moment.outcome]:
            return set()
        return {(fired.name, fired.args) for fired in self.engine.fired(mind, there, moment.outcome)}

    # ---- words -------------------------------------------------------------------------------------------------------

    def _text(self, moment: Moment, event: GroundEvent, outcome: int, as_done: AnyEvent) -> str:
        """The event in words: its own text, and that of its outcome; of each the first that fits the teller.

        What an event is like is read before it; a trigger is told by what is so after it: who has been recognised is
        called by the right name.
        """
        mind = self._mind(moment.after if event.kind == "trigger" else moment.before)
        real = dict(event.bindings)
        bound = dict(zip(real, as_done.args, strict=True)) if isinstance(as_done, AddressedEvent) else real
        minds = None if self.focalizer is None else (mind, self._mind(moment.after))
        naming = Naming(self.asking, moment.before, minds)
        if self.engine.model.world.language == "sabre":
            return f"{as_done}."  # a language without texts: the event's name has to do
        schema = self.engine.model.world.events[event.schema]
        found = [schema.texts, *([schema.outcomes[outcome].texts] if schema.outcomes else [])]
        return " ".join(filter(None, (self._first(texts, mind, real, bound, naming) for texts in found)))

    def _first(
        self,
        texts: tuple[Text, ...],
        mind: State,
        real: dict[str, Value],
        bound: dict[str, Value],
        naming: Naming,
    ) -> str:
        for text in texts:
            if self._is_for_me(text, mind, real) and self.asking.holds(mind, text.condition, real):
                turn = self.told.get(id(text), 0)
                self.told[id(text)] = turn + 1
                return self._filled(text.variants[turn % len(text.variants)], mind, bound, naming)
        return ""

    def _is_for_me(self, text: Text, mind: State, real: dict[str, Value]) -> bool:
        if text.audience is None:
            return True
        if self.focalizer is None:
            return False
        return self.asking.value(mind, text.audience, real) == self.engine.model.characters[self.focalizer]

    def _filled(self, variant: tuple[str | Slot, ...], mind: State, bound: dict[str, Value], naming: Naming) -> str:
        words = ""
        for part in variant:
            if isinstance(part, str):
                words += part
                continue
            name = naming(self.asking.value(mind, part.value, bound))
            begins = not words or _SENTENCE_END.search(words) is not None
            words += capitalised(name) if part.capital or begins else name
        return capitalised(words)


def capitalised(text: str) -> str:
    """The text with its first letter large; a quotation mark before it does not count."""
    for place, character in enumerate(text):
        if character.isalnum():
            return text[:place] + character.upper() + text[place + 1 :]
    return text
