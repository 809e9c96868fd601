"""The story graph: the moments that stories can come to, and what can follow each: its causes and how likely it is.

It is grown from a start by probability: next comes the moment in which most is waiting of what has flowed out of the
start and has not been followed yet, so that what a limit cuts off is what is least likely. What moments are known
already pass on at once, in the order of the largest amounts.

*Source:* R. Andersen, F. Chung and K. Lang, "Local graph partitioning using PageRank vectors", FOCS 2006 (pushing
residuals), here without restarts: what has not been followed in the end bounds all that is not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from heapq import heappop, heappush

from fabula.simulate.choices import Choices, Moment, Option


@dataclass(frozen=True, slots=True)
class Way:
    """What may come next: an option, and for each outcome that has odds its number, its odds and the moment after."""

    option: Option
    outcomes: tuple[tuple[int, Fraction, int], ...]


class StoryGraph:
    """Moments by number; 0 is the start.

    * `ways[n]`: what may come after moment n; None where it has not been followed (*cut off*).
    * `over[n]`: the number of the ending that holds there; the story is over, nothing follows. None: no ending.
    * `waiting[n]`: how often n will be visited, in expectation, beyond what has been followed.
    """

    def __init__(self, choices: Choices, start: Moment) -> None:
        self.choices = choices
        self.moments: list[Moment] = []
        self.ways: list[tuple[Way, ...] | None] = []
        self.over: list[int | None] = []
        self.waiting: list[float] = []
        self.followed = 0  # moments that have been followed
        self.left = 1.0  # the sum of what is waiting
        self._numbers: dict[Moment, int] = {}
        self._number(start)
        self.waiting[0] = self.left = 1.0 if self.over[0] is None else 0.0
        self._queue = [(-1.0, 0)]

    @property
    def cut(self) -> list[int]:
        """The moments that have not been followed."""
        return [number for number, ways in enumerate(self.ways) if ways is None]

    def grow(self, *, within: float, most: int | None = None) -> Iterator[float]:
        """Follows what is likeliest until what waits in moments not followed is at most `within`.

        `most`: follows no more moments than that in all. Gives what is waiting, each time something has been followed;
        whoever iterates may stop at any time, and go on later.
        """
        waiting, queue, over = self.waiting, self._queue, self.over
        while queue and self.left > within:
            entry, number = heappop(queue)
            amount = waiting[number]
            if amount <= 0 or -entry < amount * 0.999:  # an entry that is out of date
                continue
            fresh = self.ways[number] is None
            if fresh and most is not None and self.followed >= most:
                heappush(queue, (entry, number))
                return
            ways = self.follow(number)
            waiting[number] = 0.0
            self.left -= amount
            for way in ways:
                share = amount * float(way.option.probability)
                for _, odds, target in way.outcomes:
                    if over[target] is None:
                        part = share * float(odds)
                        waiting[target] += part
                        self.left += part
                        heappush(queue, (-waiting[target], target))
            if fresh:
                yield self.left

    def follow(self, number: int) -> tuple[Way, ...]:
        """What may come after a moment."""
        ways = self.ways[number]
        if ways is None:
            moment, choices = self.moments[number], self.choices
            found = []
            for option in choices.options(moment):
                odds = choices.engine.odds(moment.state, option.event)
                outcomes = tuple(
                    (outcome, share, self._number(choices.after(moment, option, outcome)))
                    for outcome, share in enumerate(odds)
                    if share
                )
                found.append(Way(option, outcomes))
            ways = self.ways[number] = tuple(found)
            self.followed += 1
        return ways

    def _number(self, moment: Moment) -> int:
        found = self._numbers.get(moment)
        if found is None:
            found = self._numbers[moment] = len(self.moments)
            engine = self.choices.engine
            endings = enumerate(engine.model.endings)
            over = next((n for n, (_, holds) in endings if engine.value(moment.state, holds) is True), None)
            self.moments.append(moment)
            self.ways.append(None if over is None else ())
            self.over.append(over)
            self.waiting.append(0.0)
        return found
