"""Playthroughs: seeded sampling of stories whose graph is followed only where they come to.

Many stories advance together, one event of all of them at a time. Those that stand at the same moment are parted
between what may come next by one multinomial draw, which is the same as drawing for each by itself; a moment is
followed when the first of them comes there. So nothing is cut off, however large the graph is, and the more is known
of it the faster it goes.

A story is over at an ending, at rest where nothing can follow, and *still going on* after so many events; those last
count as neither reached nor missed. The numbers come from numpy's PCG64 generator: the same seed gives the same counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from fabula.analysis.chain import Floats
from fabula.analysis.interval import clopper_pearson
from fabula.explore.story_graph import StoryGraph

MOST_EVENTS = 1_000  # of one story
FIRST_BATCH, BATCH = 50, 20_000  # stories that advance together: at first, and at most
CONFIDENCE = 0.95
FEW = 8  # stories at one moment up to which each is drawn by itself, which is quicker then


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the stories came to something, and between what its odds then lie, with 95 % confidence."""

    reached: int
    stories: int
    low: float  # Clopper and Pearson; stories that still go on may yet come there
    high: float


class Playthroughs:
    """Stories sampled from the start of a graph; complete batches only count."""

    def __init__(self, graph: StoryGraph, seed: int, *, most_events: int = MOST_EVENTS) -> None:
        self.graph = graph
        self.most_events = most_events
        self.stories = 0
        self.events = 0  # of all of them
        self._random = np.random.Generator(np.random.PCG64(seed))
        self._ended: Counter[int] = Counter()  # by the moment at which the stories ended
        self._going = 0
        self._next: dict[int, tuple[list[int], Floats, Floats]] = {}

    def play(self, stories: int) -> Iterator[int]:
        """Plays so many more; gives how many there are, after each batch. Whoever iterates may stop at any time.

        Batches begin small, so that there is something to tell soon, and grow as the graph gets known.
        """
        wanted = self.stories + stories
        while self.stories < wanted:
            batch = min(max(FIRST_BATCH, self.stories), BATCH, wanted - self.stories)
            self._play_batch(batch)
            yield self.stories

    def ending(self, number: int) -> Share:
        """Of the stories that came to an ending."""
        over = self.graph.over
        return self._share(sum(count for moment, count in self._ended.items() if over[moment] == number))

    @property
    def rest(self) -> Share:
        """Of those that came to rest: nothing could follow, and no ending held."""
        over = self.graph.over
        return self._share(sum(count for moment, count in self._ended.items() if over[moment] is None))

    @property
    def going_on(self) -> int:
        """How many were not over after the most events."""
        return self._going

    def _share(self, reached: int) -> Share:
        low, high = clopper_pearson(reached, self.stories, CONFIDENCE, self._going)
        return Share(reached, self.stories, low, high)

    def _play_batch(self, stories: int) -> None:
        at = {0: stories}
        ended: Counter[int] = Counter()
        events = 0
        for step in range(self.most_events + 1):
            after: dict[int, int] = {}
            for moment, count in at.items():
                targets, shares, ladder = self._next.get(moment) or self._look(moment)
                if not targets:
                    ended[moment] += count
                elif step == self.most_events:
                    after[moment] = count
                elif len(targets) == 1:
                    after[targets[0]] = after.get(targets[0], 0) + count
                elif count <= FEW:
                    for place in np.searchsorted(ladder, self._random.random(count), side="right").tolist():
                        target = targets[min(place, len(targets) - 1)]
                        after[target] = after.get(target, 0) + 1
                else:
                    for target, part in zip(targets, self._random.multinomial(count, shares).tolist(), strict=True):
                        if part:
                            after[target] = after.get(target, 0) + part
            at = after
            if step < self.most_events:
                events += sum(at.values())
            if not at:
                break
        self._ended += ended
        self._going += sum(at.values())
        self.events += events
        self.stories += stories

    def _look(self, moment: int) -> tuple[list[int], Floats, Floats]:
        """Where the story goes from a moment, how likely, and the same cumulated."""
        into: dict[int, float] = {}
        for way in self.graph.follow(moment):
            for _, odds, target in way.outcomes:
                into[target] = into.get(target, 0.0) + float(way.option.probability) * float(odds)
        shares = np.array(list(into.values()))
        shares /= shares.sum() if len(shares) else 1.0
        found = self._next[moment] = list(into), shares, np.cumsum(shares)
        return found
