"""A survey of a story graph: the shortest stories to its endings, dead ends, standstills, and loops without a way out.

What is found is proved, also where the graph was cut: a dead end has been looked at, and no edge leads out of a loop.
That there are no more is proved only where every moment was followed; and a story is proved to be a shortest one where
no moment that was cut off stands so near to the start that a shorter one could lead by way of it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from fabula.analysis.outlook import Outlook
from fabula.explore.story_graph import StoryGraph
from fabula.semantics import AnyEvent


@dataclass(frozen=True, slots=True)
class Step:
    """An event of a story and how it turned out (from 0); `chance`: whether it could have turned out otherwise."""

    event: AnyEvent
    outcome: int
    chance: bool

    def __str__(self) -> str:
        """As a story file writes it, in one line: outcomes count from 1 there."""
        return f"{self.event} turns out {self.outcome + 1}" if self.chance else str(self.event)


@dataclass(frozen=True, slots=True)
class Place:
    """A moment, and a story that leads there with as few events as any in the graph; `shortest`: as any at all."""

    moment: int
    story: tuple[Step, ...]
    shortest: bool


@dataclass(frozen=True, slots=True)
class Loop:
    """Moments that lead to nothing but each other: a story that comes there never ends. `events`: what goes round."""

    moments: tuple[int, ...]
    entry: Place
    events: tuple[str, ...]


class Survey:
    """What there is to say about a graph as it stands, beyond its odds.

    * `depth[n]`: how many events the shortest story in the graph to moment n has.
    * `came[n]`: the moment, way and outcome (its place in the way) by which that story comes there; None at the start.
    """

    def __init__(self, outlook: Outlook) -> None:
        self.outlook = outlook
        self.graph: StoryGraph = outlook.graph
        self.depth, self.came = _nearest(self.graph)
        self.first_cut = min((self.depth[number] for number in self.graph.cut), default=None)

    @property
    def complete(self) -> bool:
        """Whether every moment was followed."""
        return self.first_cut is None

    def place(self, moment: int) -> Place:
        """A moment with its shortest story."""
        steps: list[Step] = []
        at = moment
        while (came := self.came[at]) is not None:
            at, way_number, place = came
            ways = self.graph.ways[at]
            assert ways is not None, "it was come from"
            way = ways[way_number]
            steps.append(Step(way.option.event, way.outcomes[place][0], len(way.outcomes) > 1))
        proved = self.first_cut is None or self.first_cut + 1 >= len(steps)
        return Place(moment, tuple(reversed(steps)), proved)

    def endings(self) -> tuple[Place | None, ...]:
        """For each ending a place where it holds, the nearest to the start; None: none was met."""
        nearest: dict[int, int] = {}
        for number, ending in enumerate(self.graph.over):
            if ending is not None and (ending not in nearest or self.depth[number] < self.depth[nearest[ending]]):
                nearest[ending] = number
        count = len(self.graph.choices.engine.model.endings)
        return tuple(self.place(nearest[n]) if n in nearest else None for n in range(count))

    def dead_ends(self) -> list[int]:
        """The moments, not over, after which nothing at all can follow; nearest first."""
        return sorted(self.outlook.traps.dead_ends, key=self._near)

    def standstills(self) -> list[int]:
        """The moments at which nobody wants anything, and only fate, time or a dream can still move; nearest first."""
        still = [
            number
            for number, ways in enumerate(self.graph.ways)
            if ways and all(way.option.act is None for way in ways)
        ]
        return sorted(still, key=self._near)

    def loops(self) -> list[Loop]:
        """The loops without a way out, the one that is reached in the fewest events first."""
        loops = []
        for moments in self.outlook.traps.loops:
            events = dict.fromkeys(str(way.option.event) for number in moments for way in self.graph.ways[number] or ())
            loops.append(Loop(moments, self.place(min(moments, key=self._near)), tuple(events)))
        return sorted(loops, key=lambda loop: self._near(loop.entry.moment))

    def _near(self, moment: int) -> tuple[int, int]:
        return self.depth[moment], moment


def _nearest(graph: StoryGraph) -> tuple[list[int], list[tuple[int, int, int] | None]]:
    """Breadth first from the start: how far each moment is, and by which way, and outcome of it, one comes there."""
    depth = [-1] * len(graph.moments)
    came: list[tuple[int, int, int] | None] = [None] * len(graph.moments)
    depth[0] = 0
    queue = deque([0])
    while queue:
        number = queue.popleft()
        for way_number, way in enumerate(graph.ways[number] or ()):
            for place, (_, _, target) in enumerate(way.outcomes):
                if depth[target] < 0:
                    depth[target] = depth[number] + 1
                    came[target] = number, way_number, place
                    queue.append(target)
    return depth, came
