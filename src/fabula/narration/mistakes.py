"""What the one by whose eyes a story is told believes wrongly of an event: for a reader who asks (`--reveal`)."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.ground.model import GroundEvent
from fabula.kernel import Kernel, State
from fabula.narration.names import Naming, plain_name
from fabula.stories.replay import Moment
from fabula.world.expressions import Value


@dataclass(frozen=True, slots=True)
class Mistake:
    """A fluent that the focalizer believes to have another value than it has, since this moment."""

    fluent: str
    believed: Value
    really: Value


class Mistakes:
    """Finds what one focalizer comes to believe wrongly, moment by moment."""

    def __init__(self, engine: Kernel, focalizer: int) -> None:
        self.engine = engine
        self.focalizer = focalizer
        self._told: set[tuple[Value, Value]] = set()  # who is taken for whom, as far as the reader knows

    def begun(self, moment: Moment) -> tuple[Mistake, ...]:
        """What the focalizer believes wrongly after the moment and did not before; not knowing is no mistake."""
        before, after = self._wrong(moment.before), self._wrong(moment.after)
        return tuple(mistake for name, mistake in after.items() if name not in before)

    def in_words(self, moment: Moment, event: GroundEvent, naming: Naming) -> str:
        """A few words on who is taken for whom, and who notices what the focalizer thinks unnoticed; or nothing."""
        return " ".join((*self._taken(naming), *self._noticing(moment, event, naming)))

    def _wrong(self, state: State) -> dict[str, Mistake]:
        mind = self.engine.believed(state, self.focalizer)
        return {
            fluent.name: Mistake(fluent.name, believed, really)
            for fluent, believed, really in zip(self.engine.model.fluents, mind.values, state.values, strict=True)
            if believed != really and believed is not None
        }

    def _taken(self, naming: Naming) -> list[str]:
        """Who is taken for somebody else; said again only after the mistake has been put right."""
        new = [pair for pair in naming.mistaken if pair not in self._told]
        self._told = set(naming.mistaken)
        return [f"It is {self._name(real)}." for real, _ in new]

    def _noticing(self, moment: Moment, event: GroundEvent, naming: Naming) -> list[str]:
        mind = self.engine.believed(moment.before, self.focalizer)
        taken = {who for pair in naming.mistaken for who in pair}
        there = self.engine.ground_event(mind, moment.event)
        if there is None or not event.observing or event.kind == "tick":
            return []
        found = []
        for who, name in enumerate(self.engine.model.characters):
            if who == self.focalizer or name in taken or any(consent.character == who for consent in event.consenting):
                continue
            really = self.engine.value(moment.before, event.observing[who]) is True
            believed = self.engine.value(mind, there.observing[who]) is True
            if really and not believed:
                found.append(f"It does not escape {self._name(name)}.")
            elif believed and not really:
                found.append(f"{self._name(name)} notices nothing of it.")
        return found

    def _name(self, value: Value) -> str:
        return plain_name(self.engine.model.world, value)
