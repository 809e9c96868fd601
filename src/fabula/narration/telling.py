"""What is told of each event, in the event's own texts: those events that the teller notices, under the teller's names.

The teller is a character (the *focalizer*: G. Genette, *Narrative Discourse*, 1980, ch. 4) or nobody, from above. Told
by a character's eyes, an event is told if that character notices it; a dream if it is his or her own; a trigger if it
is about the character, or if the character believes that it happened. Scenes, paragraphs and pronouns come later
(`narration.prose`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from fabula.ground.model import AddressedEvent, GroundEvent
from fabula.kernel import Kernel, State
from fabula.narration.mistakes import Mistake, Mistakes
from fabula.narration.names import Naming
from fabula.narration.setting import Settings
from fabula.narration.variety import Variety
from fabula.reference.asking import Asking
from fabula.semantics import AnyEvent
from fabula.stories.replay import Moment
from fabula.world.expressions import Value
from fabula.world.model import Slot, Text

Kind = Literal["event", "dream", "trigger", "aside", "feeling"]

_SENTENCE_END = re.compile(r"[.!?…][\"”’)]*\s+$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text that is told (one sentence or a few), the event that it tells, and who did it (None: nobody).

    * `place`: where it happens (None: unknown); `moved`: whether it takes the teller (from above: everybody) elsewhere,
      and `toward` whether it goes to somebody.
    * `day`: how many mornings there have been; `tick`: it tells that time passes.
    * `again`: the same words have been told before; `personal`: they are written for the teller alone. `repeated`: the
      same event, by the same one and to the same ones, has been told before.
    * `note`: what the teller believes wrongly of it, in words, and `mistakes` what he or she is wrong about since; only
      where the reader is to be told. An `aside` is an event that misleads the teller unnoticed.
    """

    text: str
    event: str
    kind: Kind
    by: int | None = None
    place: Value = None
    moved: bool = False
    toward: bool = False
    day: int = 0
    tick: bool = False
    again: bool = False
    repeated: bool = False
    personal: bool = False
    note: str = ""
    mistakes: tuple[Mistake, ...] = ()


def tell(
    engine: Kernel,
    moments: Iterable[Moment],
    *,
    focalizer: int | None,
    seed: int | None = None,
    reveal: bool = False,
) -> tuple[tuple[Sentence, ...], ...]:
    """What is told of each moment; nothing of what the focalizer does not notice. None: from above, everything.

    `seed`: in which order variants of a text take turns (None: as they are written). `reveal`: say what the focalizer
    believes wrongly, and tell as an aside what misleads him or her unnoticed.
    """
    teller = _Teller(engine, focalizer, seed, reveal=reveal)
    return tuple(tuple(teller.moment(moment)) for moment in moments)


class _Teller:
    def __init__(self, engine: Kernel, focalizer: int | None, seed: int | None, *, reveal: bool) -> None:
        self.engine = engine
        self.asking = Asking(engine)
        self.focalizer = focalizer
        self.variety = Variety(seed)
        self.mistakes = Mistakes(engine, focalizer) if reveal and focalizer is not None else None
        self.settings = Settings(engine, self.asking)
        self.told: set[tuple[str, int]] = set()  # events with their outcomes
        self.above = _Teller(engine, None, seed, reveal=False) if self.mistakes is not None else self

    def moment(self, moment: Moment) -> list[Sentence]:
        event = self.engine.ground_event(moment.before, moment.event)
        if event is None:
            return []
        self.settings.pass_(moment)
        found: list[Sentence] = []
        wrong = () if self.mistakes is None else self.mistakes.begun(moment)
        if self._notices(moment.before, event):
            kind: Kind = "dream" if event.kind == "dream" else "event"
            said = self._told(moment, event, moment.outcome, moment.event, kind)
            if said is not None:
                found.append(replace(said, note=self._note(moment, event), mistakes=wrong))
        elif wrong:
            said = self.above._told(moment, event, moment.outcome, moment.event, "aside")
            if said is not None:
                place = self._place(moment.before, event)
                found.append(replace(said, place=place, day=self.settings.day, moved=False, mistakes=wrong))
        believed = self._believed_triggers(moment, event)
        for fired in moment.fired:
            noticed = self._notices(moment.before, fired) if fired.kind != "trigger" else self._about_me(fired)
            if noticed or (fired.name, fired.args) in believed:
                said = self._told(moment, fired, 0, fired, "trigger")
                if said is not None:
                    found.append(said)
        return found

    def _told(self, moment: Moment, event: GroundEvent, outcome: int, as_done: AnyEvent, kind: Kind) -> Sentence | None:
        words, again, personal = self._text(moment, event, outcome, as_done)
        if not words:
            return None
        own = kind != "trigger"
        before, after = self._place(moment.before, event), self._place(moment.after, event)
        repeated = (str(as_done), outcome) in self.told
        self.told.add((str(as_done), outcome))
        others = {*self.engine.model.characters, *self.engine.model.world.figures}
        return Sentence(
            words,
            str(as_done),
            kind,
            by=event.consenting[0].character if own and event.consenting else None,
            place=before if own else after,
            moved=own and before != after and not self._leaves_others(moment, before),
            toward=any(value in others for value in as_done.args[1:]),
            day=self.settings.day,
            tick=event.kind == "tick",
            again=again,
            repeated=repeated,
            personal=personal,
        )

    def _place(self, state: State, event: GroundEvent) -> Value:
        """Where it happens: where the focalizer is; from above, where whoever acts or is meant is."""
        if self.focalizer is not None:
            return self.settings.place(state, self.engine.model.characters[self.focalizer])
        return next((place for arg in event.args if (place := self.settings.place(state, arg))), None)

    def _leaves_others(self, moment: Moment, place: Value) -> bool:
        """From above, whether somebody is left at the place: what is told of it goes on."""
        if self.focalizer is not None:
            return False
        return any(self.settings.place(moment.after, name) == place for name in self.engine.model.characters)

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

    # ---- what is believed wrongly ------------------------------------------------------------------------------------

    def _note(self, moment: Moment, event: GroundEvent) -> str:
        if self.mistakes is None or event.kind == "dream" or event.wakes:
            return ""
        return self.mistakes.in_words(moment, event, self._naming(moment, moment.before))

    # ---- words -------------------------------------------------------------------------------------------------------

    def _text(self, moment: Moment, event: GroundEvent, outcome: int, as_done: AnyEvent) -> tuple[str, bool, bool]:
        """The event in words: its own text, and that of its outcome; of each the first that fits the teller.

        What an event is like is read before it; a trigger is told by what is so after it: who has been recognised is
        called by the right name. And whether the words have been told before, and are for the teller alone.
        """
        mind = self._mind(moment.after if event.kind == "trigger" else moment.before)
        real = dict(event.bindings)
        bound = dict(zip(real, as_done.args, strict=True)) if isinstance(as_done, AddressedEvent) else real
        naming = self._naming(moment, moment.after if event.kind == "trigger" else moment.before)
        if self.engine.model.world.language == "sabre":
            return f"{as_done}.", False, False  # a language without texts: the event's name has to do
        schema = self.engine.model.world.events[event.schema]
        words, again, personal = [], False, False
        for texts in (schema.texts, schema.outcomes[outcome].texts if schema.outcomes else ()):
            fitting = self._fitting(texts, mind, real)
            if fitting:
                chosen = self.variety.choose(fitting)
                words.append(self._filled(chosen.variant, mind, bound, naming))
                again = again or chosen.again
                personal = personal or fitting[0].audience is not None
        return " ".join(filter(None, words)), again, personal

    def _naming(self, moment: Moment, state: State) -> Naming:
        """Under which names the event is told that is told by what is so in the state."""
        minds = None if self.focalizer is None else (self._mind(state), self._mind(moment.after))
        return Naming(self.asking, moment.before, minds)

    def _fitting(self, texts: tuple[Text, ...], mind: State, real: dict[str, Value]) -> list[Text]:
        """The first text that fits, and those that follow it: with the same audience and condition."""
        for first in texts:
            if self._is_for_me(first, mind, real) and self.asking.holds(mind, first.condition, real):
                same = first.audience, first.condition
                return [text for text in texts if (text.audience, text.condition) == same]
        return []

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
