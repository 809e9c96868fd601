"""What would have to be different: the changes that make a formula possible, impossible, or move its odds most.

Each change by itself is tried on a small part of its story graph, those that seem to matter on a larger one, and then
pairs of these. Small parts are compared with an equally small part of what follows without the change, and what is
reported is what the bounds prove: that the odds are higher, or lower, or that it can, or cannot, be at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from fabula.analysis.between import Between
from fabula.analysis.outlook import Outlook
from fabula.explore.story_graph import StoryGraph
from fabula.kernel import Kernel, State
from fabula.simulate.choices import Choices
from fabula.world.changes import Change

FIRST_LOOK = 30  # moments that are followed for every change
SECOND_LOOK = 600  # for those that seem to matter
PROMISING = 3  # changes that are looked at twice, for each formula and direction
PAIRED = 3  # changes that are tried in pairs, for each formula
MORE = 0.02  # by how much a pair has to move the odds more than either of the two alone


@dataclass(frozen=True, slots=True)
class Difference:
    """What a set of changes does to the odds of a formula: `before` without them, `after` with them."""

    changes: tuple[Change, ...]
    before: Between
    after: Between

    @property
    def proved(self) -> bool:
        """Whether the bounds show that the odds move in this direction."""
        return self.after.low > self.before.high or self.after.high < self.before.low

    @property
    def moves(self) -> float:
        return self.after.middle - self.before.middle


class Differences:
    """Tries changes of one world, of which `engine` runs the one with them (`fabula.world.changes.with_changes`).

    `found`: the sets that have been looked at closely, with the odds of each of the world's questions.
    """

    def __init__(self, engine: Kernel, state: State, changes: Sequence[Change]) -> None:
        self.engine, self.state, self.changes = engine, state, changes
        self.choices = Choices(engine)
        self.formulas = [condition for _, condition in engine.model.questions]
        self.events = {event.name: event for event in engine.model.events}
        self.tried = 0
        self.found: list[tuple[tuple[Change, ...], tuple[Between, ...]]] = []

    def search(self) -> Iterator[int]:
        """Tries everything; gives how many sets have been tried, so that whoever iterates can stop at any time."""
        plain = self._odds((), FIRST_LOOK)
        looks: list[tuple[int, tuple[Between, ...]]] = []
        for number in range(len(self.changes)):
            odds = self._odds((number,), FIRST_LOOK)
            if odds is not None:
                looks.append((number, odds))
            yield self.tried
        promising: dict[int, None] = {}
        for place in range(len(self.formulas)):
            looks.sort(key=lambda look: look[1][place].middle)
            for number, odds in (*looks[:PROMISING], *looks[-PROMISING:]):
                if plain is None or odds[place] != plain[place]:
                    promising[number] = None
        single: dict[int, tuple[Between, ...]] = {}
        base = self._odds((), SECOND_LOOK)
        for number in sorted(promising):
            odds = self._odds((number,), SECOND_LOOK)
            if odds is not None:
                single[number] = odds
                self.found.append(((self.changes[number],), odds))
            yield self.tried
        pairs: dict[tuple[int, int], None] = {}
        for place in range(len(self.formulas)):
            if base is not None:
                away = sorted(single, key=lambda n: -abs(single[n][place].middle - base[place].middle))
                pairs.update(dict.fromkeys(combinations(sorted(away[:PAIRED]), 2)))
        for pair in pairs:
            odds = self._odds(pair, SECOND_LOOK)
            if odds is not None:
                self.found.append(((self.changes[pair[0]], self.changes[pair[1]]), odds))
            yield self.tried

    def _odds(self, numbers: tuple[int, ...], most: int) -> tuple[Between, ...] | None:
        """The odds of each formula after the changes; None where they change nothing, or end the story at once."""
        self.tried += 1
        state = self.state
        for number in numbers:
            event = self.events.get(f"change {number}")
            if event is not None:
                state = self.engine.after(state, event)
        graph = StoryGraph(self.choices, self.choices.moment(state))
        if numbers and (state is self.state or graph.over[0] is not None):
            return None
        for _ in graph.grow(within=0, most=most):
            pass
        outlook = Outlook(graph)
        return tuple(outlook.odds(outlook.where(formula)) for formula in self.formulas)


def best(
    found: Iterable[tuple[tuple[Change, ...], tuple[Between, ...]]], place: int, before: Between, most: int = 5
) -> tuple[Difference, ...]:
    """What moves the odds of a formula most, and is proved to; a pair only where it does more than each alone."""
    differences = (Difference(changes, before, odds[place]) for changes, odds in found)
    proved = sorted((d for d in differences if d.proved), key=lambda d: (-abs(d.moves), len(d.changes)))
    kept: list[Difference] = []
    for difference in proved:
        alone = [d for d in proved if len(d.changes) == 1 and d.changes[0] in difference.changes]
        if len(difference.changes) == 1 or all(abs(difference.moves) > abs(d.moves) + MORE for d in alone):
            kept.append(difference)
    return tuple(kept[:most])
