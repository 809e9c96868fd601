"""Whose doing something is that is merely found out, and whom somebody likes (rules F6 and F8)."""

from __future__ import annotations

from collections.abc import Sequence

from fabula.ground.facts import fluent_name
from fabula.ground.model import GroundModel
from fabula.world.expressions import Const, Fluent, Value, walk

LIKES = "likes"  # the property of two characters that says whom somebody likes
_Doer = int | None  # None: nobody's own doing (fate, a trigger, time)


class Doings:
    """What can be said of one world without looking at a story: who alone can set what, and who likes whom."""

    def __init__(self, model: GroundModel) -> None:
        self.model = model
        self._fluents = {fluent.name: fluent.index for fluent in model.fluents}
        self._constants = dict(model.constants)
        self._setters: dict[tuple[int, tuple[Value, ...]], set[_Doer]] | None = None
        self._read: dict[tuple[int, str], frozenset[int]] = {}

    def of(self, before: Sequence[Value], after: Sequence[Value], me: int, want: str) -> int | None:
        """The only character who can have made it so.

        That is whose acts alone set the properties that have changed, and that the want reads, to what they are.
        """
        doers: set[_Doer] = set()
        for fluent in self._read_by(me, want):
            if before[fluent] != after[fluent]:
                doers |= self._setting(fluent, after[fluent])
        return next(iter(doers)) if len(doers) == 1 else None

    def likes(self, values: Sequence[Value], who: int, whom: int) -> bool:
        """Whether the one likes the other, where these are the values of a state.

        A property `likes(character, character)` says so, true or a number above 0; without one nobody does.
        """
        names = self.model.characters
        name = fluent_name(self.model.world, LIKES, (names[who], names[whom]))
        value = values[self._fluents[name]] if name in self._fluents else self._constants.get(name)
        return value is True or (not isinstance(value, (str, bool, type(None))) and value > 0)

    def _read_by(self, me: int, want: str) -> frozenset[int]:
        found = self._read.get((me, want))
        if found is None:
            found = self._read[me, want] = frozenset(
                part.index
                for line in self.model.wants
                if line.character == me and line.name == want
                for part in walk(line.value)
                if isinstance(part, Fluent)
            )
        return found

    def _setting(self, fluent: int, value: Value) -> set[_Doer]:
        """Whose acts set the fluent to the value, or to what is worked out only when they happen."""
        if self._setters is None:
            self._setters = {}
            for event in (*self.model.events, *self.model.triggers):
                doer = event.consenting[0].character if event.consenting else None
                for outcome in event.outcomes:
                    for effect in outcome.effects:
                        if not effect.path:
                            written = (effect.value.value,) if isinstance(effect.value, Const) else ()
                            self._setters.setdefault((effect.fluent, written), set()).add(doer)
        return self._setters.get((fluent, (value,)), set()) | self._setters.get((fluent, ()), set())
