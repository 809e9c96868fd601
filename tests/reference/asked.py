"""Small worlds for the tests of the definition, asked in the world's own words."""

from __future__ import annotations

from fabula.diagnostics.source import Source
from fabula.ground import ground
from fabula.reasons import Reason
from fabula.reference import Motives, Reference
from fabula.reference.apply import Event
from fabula.reference.state import State
from fabula.world.expressions import Value
from fabula.world.load import load


class Asked:
    """A world written as text, its engine, and the names of things in it."""

    def __init__(self, text: str) -> None:
        self.model = ground(load(Source("test.fabula", text)))
        self.engine = Reference(self.model)
        self.motives = Motives(self.engine)
        self.start = self.engine.initial()
        self._fluents = {fluent.name: fluent.index for fluent in self.model.fluents}
        self._constants = dict(self.model.constants)

    def event(self, name: str) -> Event:
        found = [event for event in (*self.model.events, *self.model.addressed) if str(event) == name]
        assert found, f"no event {name}: {[str(e) for e in self.model.events]}"
        return found[0]

    def after(self, *names: str, outcome: int = 0, start: State | None = None) -> State:
        """The state after these events, the last one with the outcome; each must be possible."""
        state = self.start if start is None else start
        for place, name in enumerate(names):
            event = self.event(name)
            assert self.engine.can(state, event), f"{name} is not possible"
            state = self.engine.after(state, event, outcome if place == len(names) - 1 else 0)
        return state

    def get(self, state: State, fluent: str, *minds: str) -> Value:
        """The value of a fluent in what the first believes that the second believes ..."""
        for mind in minds:
            state = self.engine.believed(state, self.model.characters.index(mind))
        if fluent in self._constants:
            return self._constants[fluent]
        return state.values[self._fluents[fluent]]

    def can(self, state: State, name: str) -> bool:
        return any(str(event) == name for event in self.engine.possible(state))

    def explained(self, state: State, name: str) -> bool:
        return self.can(state, name) and self.motives.explained(state, self.event(name))

    def reason(self, state: State, name: str, who: str) -> Reason | None:
        return self.motives.best_reason(state, self.event(name), self.model.characters.index(who))

    def plan(self, state: State, name: str, who: str) -> list[str] | None:
        reason = self.reason(state, name, who)
        return None if reason is None else [str(step.event) for step in reason.plan.steps]
