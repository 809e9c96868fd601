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

LONG_IDLE = 1_000  # amounts passed on in vain, beyond one for each moment, after which loops are looked for


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
        self._settled: set[int] = set()  # followed moments after which everything has been followed
        self._over = 0  # moments at which the story is over
        self._numbers: dict[Moment, int] = {}
        self._number(start)
        self.waiting[0] = self.left = 1.0 if self.over[0] is None else 0.0
        self._queue = [(-1.0, 0)]

    @property
    def cut(self) -> list[int]:
        """The moments that have not been followed."""
        return [number for number, ways in enumerate(self.ways) if ways is None]

    def grow(self, *, within: float, most: int | None = None) -> Iterator[float]:
        """Follows what is likeliest until what waits is at most `within`, or everything has been followed.

        `most`: follows no more moments than that in all. Gives what is waiting, each time something has been followed;
        whoever iterates may stop at any time, and go on later. `within` 0: everything is followed (`grow_all`).
        """
        if not within:
            yield from self.grow_all(most=most)
            return
        waiting, queue, over, settled = self.waiting, self._queue, self.over, self._settled
        idle = 0  # amounts passed on since something was last followed: they may go round in a loop for ever
        while queue and self.left > within and self.followed + self._over < len(self.moments):
            entry, number = heappop(queue)
            amount = waiting[number]
            if amount <= 0 or -entry < amount * 0.999:  # an entry that is out of date
                continue
            fresh = self.ways[number] is None
            if fresh and most is not None and self.followed >= most:
                heappush(queue, (entry, number))
                return
            idle = 0 if fresh else idle + 1
            if idle > len(self.moments) + LONG_IDLE:
                self._settle()
                idle = 0
                heappush(queue, (-waiting[number], number))
                continue
            ways = self.follow(number)
            waiting[number] = 0.0
            self.left -= amount
            for way in ways:
                share = amount * float(way.option.probability)
                for _, odds, target in way.outcomes:
                    if over[target] is None and target not in settled:
                        part = share * float(odds)
                        waiting[target] += part
                        self.left += part
                        heappush(queue, (-waiting[target], target))
            if fresh:
                yield self.left

    def grow_all(self, *, most: int | None = None) -> Iterator[float]:
        """Follows every moment there is, however unlikely, in the order in which they were met: nearest ones first.

        `most` as for `grow`; gives the share of the moments known so far that has not been followed, each time.
        """
        number = 0
        while number < len(self.moments) and (most is None or self.followed < most):
            if self.ways[number] is None:
                self.follow(number)
                yield 1 - self.followed / len(self.moments)
            number += 1
        if number == len(self.moments):
            self.left = 0.0

    def _settle(self) -> None:
        """Forgets what waits where nothing is left to follow, in loops without a way out that are known in full."""
        before: list[list[int]] = [[] for _ in self.moments]
        for number, ways in enumerate(self.ways):
            for way in ways or ():
                for _, _, target in way.outcomes:
                    before[target].append(number)
        found = self.cut
        unsettled = set(found)
        while found:
            for number in before[found.pop()]:
                if number not in unsettled:
                    unsettled.add(number)
                    found.append(number)
        self._settled.update(number for number in range(len(self.moments)) if number not in unsettled)
        for number in self._settled:
            self.waiting[number] = 0.0
        self.left = sum(self.waiting)

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
            self._over += over is not None
            self.waiting.append(0.0)
        return found
