"""What would have to be different: the changes that make a formula possible, impossible, or move its odds most.

Each change by itself is tried on a small part of its story graph, those that seem to matter on a larger one, and then
pairs of these. Small parts are compared with an equally small part of what follows without the change, and what is
reported is what the bounds prove: that the odds are higher, or lower, or that it can, or cannot, be at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from fabula.analysis.between import Between
from fabula.analysis.outlook import Outlook
from fabula.explore.story_graph import StoryGraph
from fabula.kernel import Kernel, State
from fabula.simulate.choices import Choices
from fabula.world.changes import Change
from fabula.world.expressions import Expr

FIRST_LOOK = 40  # moments that are followed for every change
SECOND_LOOK = 400  # for those that seem to matter
PROMISING = 4  # changes that are looked at twice, for each formula and direction
PAIRED = 4  # changes that are tried in pairs, for each formula


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
    """Tries changes of one world. `engine` runs the world with its changes (`fabula.world.changes.with_changes`)."""

    def __init__(
        self,
        engine: Kernel,
        state: State,
        changes: Sequence[Change],
        formulas: Sequence[Expr],
        before: Sequence[Between],
    ) -> None:
        self.engine, self.state, self.changes = engine, state, changes
        self.formulas, self.before = formulas, before
        self.choices = Choices(engine)
        self.events = {event.name: event for event in engine.model.events}
        self.tried = 0
        self.found: list[list[Difference]] = [[] for _ in formulas]

    def search(self) -> Iterator[int]:
        """Tries everything; gives how many sets have been tried, so that whoever iterates can stop at any time."""
        plain = self._odds((), FIRST_LOOK)
        promising: dict[int, None] = {}
        looks: list[tuple[int, list[Between]]] = []
        for number in range(len(self.changes)):
            odds = self._odds((number,), FIRST_LOOK)
            yield self.tried
            if odds is not None and plain is not None:
                looks.append((number, odds))
        for place in range(len(self.formulas)):
            moved = sorted(looks, key=lambda look: look[1][place].middle - plain[place].middle)  # type: ignore[index]
            for number, odds in (*moved[:PROMISING], *moved[-PROMISING:]):
                if odds[place] != plain[place]:  # type: ignore[index]
                    promising[number] = None
        for number in promising:
            self._keep((number,))
            yield self.tried
        pairs: dict[tuple[int, int], None] = {}
        for place in range(len(self.formulas)):
            best = sorted(self.found[place], key=lambda found: -abs(found.moves))[:PAIRED]
            numbers = sorted(self.changes.index(found.changes[0]) for found in best)
            pairs.update(dict.fromkeys(combinations(numbers, 2)))
        for pair in pairs:
            self._keep(pair)
            yield self.tried

    def best(self, place: int, most: int = 5) -> tuple[Difference, ...]:
        """What moves the odds of a formula most, and is proved to; a pair only where it does more than each alone."""
        proved = sorted((d for d in self.found[place] if d.proved), key=lambda d: (-abs(d.moves), len(d.changes)))
        kept: list[Difference] = []
        for difference in proved:
            alone = [d for d in proved if len(d.changes) == 1 and d.changes[0] in difference.changes]
            if len(difference.changes) == 1 or all(abs(difference.moves) > abs(d.moves) + 0.02 for d in alone):
                kept.append(difference)
        return tuple(kept[:most])

    def _keep(self, numbers: tuple[int, ...]) -> None:
        odds = self._odds(numbers, SECOND_LOOK)
        if odds is not None:
            changes = tuple(self.changes[number] for number in numbers)
            for place, after in enumerate(odds):
                self.found[place].append(Difference(changes, self.before[place], after))

    def _odds(self, numbers: tuple[int, ...], most: int) -> list[Between] | None:
        """The odds of each formula after the changes; None where they change nothing."""
        self.tried += 1
        state = self.state
        for number in numbers:
            event = self.events.get(f"change {number}")
            if event is not None:
                state = self.engine.after(state, event)
        if numbers and state is self.state:
            return None
        graph = StoryGraph(self.choices, self.choices.moment(state))
        if numbers and graph.over[0] is not None:
            return None  # with the change the story is over before it begins
        for _ in graph.grow(within=0, most=most):
            pass
        outlook = Outlook(graph)
        return [outlook.odds(outlook.where(formula)) for formula in self.formulas]
