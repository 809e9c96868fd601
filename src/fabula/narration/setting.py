"""Where and when a moment of a story happens, by the library's words for it: `at` (a place) and `hour`.

A new day begins when `hour` comes back to the first of its values. A world without these has one place and one day.
"""

from __future__ import annotations

from fabula.kernel import Kernel, State
from fabula.reference.asking import Asking
from fabula.stories.replay import Moment
from fabula.world.expressions import Value
from fabula.world.model import Property


class Settings:
    """The places of everybody at a moment, and how many mornings there have been so far."""

    def __init__(self, engine: Kernel, asking: Asking[State]) -> None:
        self.day = 0
        self._asking = asking
        self._characters = set(engine.model.characters)
        self._at = _named(asking, "at", 1)
        self._hour = _named(asking, "hour", 0)

    def place(self, state: State, who: Value) -> Value:
        """Where a character is; None if that is unknown, or if it is no character."""
        return self._asking.fluent(state, self._at.key, (who,)) if self._at and who in self._characters else None

    def pass_(self, moment: Moment) -> None:
        """Count a morning, if the moment brings one."""
        if self._hour is None:
            return
        before, after = (self._asking.fluent(state, self._hour.key, ()) for state in (moment.before, moment.after))
        if before != after and after == next(iter(self._asking.members(self._hour.type)), None):
            self.day += 1


def _named(asking: Asking[State], name: str, arity: int) -> Property | None:
    """The property of the name with so many parameters and an entity for a value, if the world has one."""
    found = (p for p in asking.world.properties.values() if p.name == name and len(p.parameters) == arity)
    return next((property_ for property_ in found if property_.kind == "entity"), None)
