"""What never occurs in a story graph: actions, what else can happen, triggers, and texts that are never told.

A text counts as told if it is the first that fits by anybody's eyes, or by the eyes of one who knows everything,
whether or not the event is noticed: so a text that is listed here is told by nobody. Only texts of events that do
happen are looked at. All of it is proved where every moment of the graph was followed; else it was not met so far.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from fabula.explore.story_graph import StoryGraph, Way
from fabula.ground.model import GroundEvent
from fabula.kernel import State
from fabula.reference.asking import Asking, Bindings
from fabula.world.model import Text


@dataclass(frozen=True, slots=True)
class Never:
    """Names in declaration order.

    * `impossible`: what nothing is left of when ground: it can't happen in any story, whatever was followed.
    * `unmet`: what was possible nowhere; `unwanted`: what was possible, but nobody had a reason for it (with the number
      of a moment); `idle`: triggers that nothing set off; `untold`: the texts, with the name of their event.
    """

    impossible: tuple[str, ...]
    unmet: tuple[str, ...]
    unwanted: tuple[tuple[str, int], ...]
    idle: tuple[str, ...]
    untold: tuple[tuple[str, Text], ...]


def never(graph: StoryGraph) -> Never:
    """What occurs at no moment of the graph that was followed."""
    model = graph.choices.engine.model
    happened = {way.option.event.name for ways in graph.ways for way in ways or ()}
    impossible = set(model.never)
    kinds = {event.name: event.kind for event in model.world.events}
    missing = [name for name, kind in kinds.items() if kind != "trigger" and name not in happened | impossible]
    possible = _possible(graph, missing)
    reading = _Texts(graph)
    reading.read_all()
    return Never(
        tuple(name for name, kind in kinds.items() if name in impossible and kind != "trigger"),
        tuple(name for name in missing if name not in possible),
        tuple((name, possible[name]) for name in missing if name in possible),
        tuple(n for n, kind in kinds.items() if kind == "trigger" and n not in reading.fired | impossible),
        tuple(reading.untold(happened)),
    )


def _possible(graph: StoryGraph, names: Iterable[str]) -> dict[str, int]:
    """Of some names those of events that were possible somewhere, each with the first such moment."""
    wanted = set(names)
    found: dict[str, int] = {}
    seen: set[State] = set()
    for number, moment in enumerate(graph.moments):
        if len(found) == len(wanted):
            break
        if graph.ways[number] and moment.state not in seen:
            seen.add(moment.state)
            for event in graph.choices.engine.possible(moment.state):
                if event.name in wanted:
                    found.setdefault(event.name, number)
    return found


class _Texts:
    """Goes through the edges and strikes out the texts that would be told."""

    def __init__(self, graph: StoryGraph) -> None:
        self.graph = graph
        self.engine = graph.choices.engine
        self.asking = Asking(self.engine)
        self.events = self.engine.model.world.events
        self.fired: set[str] = set()
        self._open = {
            (schema, group): set(range(len(texts)))
            for schema, event in enumerate(self.events)
            for group, texts in enumerate((event.texts, *(outcome.texts for outcome in event.outcomes)))
            if texts
        }
        self._triggers = len(self.engine.model.triggers)
        self._read: set[tuple[State, int, int, bool]] = set()

    def read_all(self) -> None:
        """Every edge, each event of a state once."""
        seen: set[State] = set()
        for number, ways in enumerate(self.graph.ways):
            state = self.graph.moments[number].state
            if ways and state not in seen:
                seen.add(state)
                for way in ways:
                    self._read_way(state, way)

    def untold(self, happened: set[str]) -> Iterator[tuple[str, Text]]:
        """The texts that nothing has struck out, of events that happened, in declaration order."""
        for (schema, group), left in self._open.items():
            event = self.events[schema]
            if event.name in happened or event.name in self.fired:
                texts = self._texts(schema, group)
                yield from ((event.name, texts[place]) for place in sorted(left))

    def _read_way(self, state: State, way: Way) -> None:
        event = self.engine.ground_event(state, way.option.event)
        for outcome, _, target in way.outcomes:
            if event is not None and self._has_open(event, outcome):
                self._tell(state, event, outcome)
            if self._triggers:
                after = self.graph.moments[target].state
                for trigger in self.engine.fired(state, way.option.event, outcome):
                    self.fired.add(trigger.name)
                    if self._has_open(trigger, 0):
                        self._tell(after, trigger, 0)

    def _has_open(self, event: GroundEvent, outcome: int) -> bool:
        return bool(self._open.get((event.schema, 0)) or self._open.get((event.schema, outcome + 1)))

    def _tell(self, state: State, event: GroundEvent, outcome: int) -> None:
        """Strikes out what is told of the event by anybody's eyes."""
        key = (state, event.index, outcome, event.kind == "trigger")
        if key in self._read:
            return
        self._read.add(key)
        bindings = dict(event.bindings)
        for group in (0, outcome + 1):
            left = self._open.get((event.schema, group))
            if not left:
                continue
            texts = self._texts(event.schema, group)
            for character in (None, *range(len(self.engine.model.characters))):
                mind = state if character is None else self.engine.believed(state, character)
                left.difference_update(self._fitting(texts, mind, bindings, character))

    def _fitting(self, texts: Sequence[Text], mind: State, bindings: Bindings, character: int | None) -> Iterable[int]:
        """The first text that fits, and those that are as good: with the same audience and condition."""
        names = self.engine.model.characters
        for first in texts:
            if first.audience is not None and (
                character is None or self.asking.value(mind, first.audience, bindings) != names[character]
            ):
                continue
            if self.asking.holds(mind, first.condition, bindings):
                same = first.audience, first.condition
                return [place for place, text in enumerate(texts) if (text.audience, text.condition) == same]
        return ()

    def _texts(self, schema: int, group: int) -> Sequence[Text]:
        event = self.events[schema]
        return event.texts if group == 0 else event.outcomes[group - 1].texts


__all__ = ["Never", "never"]
