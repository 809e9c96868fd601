"""The story graph: the moments that stories can come to, with what happens between them, its causes and probabilities.

Grown from a start by probability: next comes the moment in which most of what flows out of the start and has not been
followed yet is waiting, so that what is cut off at a limit is what is least likely. The flow is pushed along as in the
approximation of personalised PageRank: moments that are known already pass it on at once.

*Source:* R. Andersen, F. Chung and K. Lang, "Local graph partitioning using PageRank vectors", FOCS 2006 (push with
residuals); here without restarts, and with the sum of the residuals as a bound on all that is not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush

from fabula.semantics import AnyEvent
from fabula.simulate.choices import Choices, Moment, Weight


@dataclass(frozen=True, slots=True)
class Edge:
    """One way on: the event, who begins it (None: nobody), how it turns out, how likely that is, and where it leads."""

    event: AnyEvent
    by: int | None
    outcome: int
    probability: Weight
    target: int


@dataclass(slots=True)
class StoryGraph:
    """Moments by number, from 0, the start. `edges[n]` is None where n has not been followed (cut off).

    `over[n]`: the number of the ending that holds there, if one does; the story is over, nothing follows.
    `reach[n]`: a lower bound on the expected number of visits, from following the flow.
    """

    choices: Choices
    moments: list[Moment] = field(default_factory=list)
    edges: list[tuple[Edge, ...] | None] = field(default_factory=list)
    over: list[int | None] = field(default_factory=list)
    waiting: list[float] = field(default_factory=list)
    _numbers: dict[Moment, int] = field(default_factory=dict)

    def number(self, moment: Moment) -> int:
        found = self._numbers.get(moment)
        if found is None:
            found = self._numbers[moment] = len(self.moments)
            engine = self.choices.engine
            self.moments.append(moment)
            self.edges.append(None)
            self.waiting.append(0.0)
            holds = (
                n for n, (_, condition) in enumerate(engine.model.endings) if engine.value(moment.state, condition)
            )
            self.over.append(next(holds, None))
            if self.over[-1] is not None:
                self.edges[-1] = ()
        return found

    def follow(self, number: int) -> tuple[Edge, ...]:
        """What comes after a moment."""
        edges = self.edges[number]
        if edges is None:
            moment, engine, found = self.moments[number], self.choices.engine, []
            for option in self.choices.options(moment):
                for outcome, odds in enumerate(engine.odds(moment.state, option.event)):
                    if odds:
                        target = self.number(self.choices.after(moment, option, outcome))
                        found.append(Edge(option.event, option.by, outcome, option.probability * odds, target))
            edges = self.edges[number] = tuple(found)
        return edges


def grow(graph: StoryGraph, start: Moment, *, within: float) -> Iterator[float]:
    """Follows the flow until what waits in moments that have not been followed is at most `within`.

    Gives what waits after each moment that has been followed; whoever iterates may stop at any time.
    """
    waiting = graph.waiting
    number = graph.number(start)
    waiting[number] = 1.0
    heap = [(-1.0, number)]
    left = 1.0
    while heap and left > within:
        entry, number = heappop(heap)
        amount = waiting[number]
        if amount <= 0 or -entry > amount * 1.0000001:
            continue
        edges = graph.follow(number)
        waiting[number] = 0.0
        left -= amount
        for edge in edges:
            target = edge.target
            if graph.over[target] is not None:
                continue
            share = amount * float(edge.probability)
            waiting[target] += share
            left += share
            heappush(heap, (-waiting[target], target))
        yield left
