"""Questions: can it happen, must it, how likely is it, and what does it turn on.

A question is a formula; what is asked is whether it ever holds, from the start of a story graph to where the story is
over. *Can*: some story comes to a moment where it holds. *Must*: every story does that ends, comes to rest or goes
round for ever; a story that goes on by chance for ever is none (fairness: C. Baier and J.-P. Katoen, *Principles of
Model Checking*, 2008, 10.2). Where the graph was cut, an answer may be left open, and then says so.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from fabula.analysis.between import Between
from fabula.analysis.chain import Flags, Floats, flags, stopped
from fabula.analysis.odds import odds_of_reaching
from fabula.analysis.outlook import Outlook
from fabula.analysis.turning import TurningPoint, turning_points
from fabula.analysis.visits import expected_visits
from fabula.explore.story_graph import Way
from fabula.ground.model import GroundEvent
from fabula.semantics import AnyEvent
from fabula.world.expressions import Const, Expr

MOST_POINTS = 40  # turning points that are looked at

Verdict = Literal["yes", "no", "open"]


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of a story, and how it turned out (from 0)."""

    event: AnyEvent
    outcome: int

    def __str__(self) -> str:
        return str(self.event)

    @property
    def outcomes(self) -> int:
        """In how many ways the event can turn out."""
        return len(self.event.outcomes) if isinstance(self.event, GroundEvent) else 1


@dataclass(frozen=True, slots=True)
class Witness:
    """A story through the graph, by its events; `probability` that it goes just like this, from the start."""

    events: tuple[Happening, ...]
    probability: float
    shortest: bool  # proved: no story that shows it has fewer events


@dataclass(frozen=True, slots=True)
class Side:
    """What may happen at a hinge, who decides on it (None: nobody), and the odds after it."""

    event: str
    who: int | None
    odds: float


@dataclass(frozen=True, slots=True)
class Hinge:
    """Something that a question turns on: the moments at which one of two things happens, taken together.

    `share`: how much of the question is settled there (of its variance; all hinges together: 1); `reached`: how likely
    a story ever comes there; `odds` before, and the two, on the average of all visits. What was cut counts as never.
    """

    share: float
    reached: float
    odds: float
    for_it: Side
    against_it: Side


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What becomes of the story if the formula comes to hold, and if it never does: the share of each ending.

    The last share is that of no ending: nobody can do any more, or it goes round for ever. None where it can't be.
    """

    endings_if: tuple[Between, ...] | None
    endings_if_not: tuple[Between, ...] | None


@dataclass(frozen=True, slots=True)
class Answer:
    """All about one formula."""

    can: Verdict
    must: Verdict
    odds: Between
    witness: Witness | None  # a story in which it happens
    counter: Witness | None  # a story in which it does not
    hinges: tuple[Hinge, ...]
    what_if: WhatIf


def answer(outlook: Outlook, formula: Expr, *, hinges: int = 5) -> Answer:
    """What the graph says about a ground formula."""
    holds = outlook.where(formula)
    odds = outlook.odds(holds)
    witness = _shortest(outlook, holds, through=np.ones_like(holds))
    never = _finished(outlook) & ~holds
    counter = _shortest(outlook, never, through=~holds)
    cut = outlook.chain.is_cut
    can: Verdict = "yes" if witness is not None else "open" if cut else "no"
    must: Verdict = "no" if counter is not None else "open" if cut and odds.low < 1 else "yes"
    found = _hinges(outlook, holds, hinges)
    return Answer(can, must, odds, witness, counter, found, _what_if(outlook, holds, odds))


def _finished(outlook: Outlook) -> Flags:
    """[moments] where a story is surely over, at rest, or in a loop for ever."""
    return outlook.over | outlook.rest | outlook.loops


# ---- stories ---------------------------------------------------------------------------------------------------------


def _shortest(outlook: Outlook, target: Flags, through: Flags) -> Witness | None:
    """A shortest story to one of the target moments, by way of moments marked in `through` before it."""
    graph = outlook.graph
    came: dict[int, tuple[int, Happening, float]] = {}
    seen = {0}
    queue = deque([(0, 0)])
    unknown: int | None = None  # the fewest events after which a cut moment stands: beyond, shorter ones are possible
    while queue:
        number, length = queue.popleft()
        if target[number]:
            shortest = unknown is None or unknown + 1 >= length
            return _story(came, number, shortest=shortest)
        if not through[number]:
            continue
        ways = graph.ways[number]
        if ways is None:
            unknown = length if unknown is None else unknown
            continue
        for way in ways:
            for outcome, odds, after in way.outcomes:
                if after not in seen:
                    seen.add(after)
                    share = float(way.option.probability) * float(odds)
                    came[after] = number, Happening(way.option.event, outcome), share
                    queue.append((after, length + 1))
    return None


def _story(came: dict[int, tuple[int, Happening, float]], number: int, *, shortest: bool) -> Witness:
    events: list[Happening] = []
    probability = 1.0
    while number:
        number, event, share = came[number]
        events.append(event)
        probability *= share
    return Witness(tuple(reversed(events)), probability, shortest)


# ---- what it turns on ------------------------------------------------------------------------------------------------


def _hinges(outlook: Outlook, holds: Flags, most: int) -> tuple[Hinge, ...]:
    """The turning points, those taken together at which the same two things stand against each other."""
    turning = turning_points(outlook.decisions, holds, 0, most=MOST_POINTS)
    values = odds_of_reaching(outlook.chain, [holds]).low[0]
    groups: dict[tuple[str, int | None, str, int | None], list[tuple[TurningPoint, float, float]]] = {}
    for point in turning.points:
        best: dict[tuple[str, int | None], tuple[float, float]] = {}
        for label, who, weight, after in _branches(outlook, point, values):
            before, sum_ = best.get((label, who), (0.0, 0.0))
            best[label, who] = before + weight, sum_ + weight * after
        moved = [
            (weight * (total / weight - point.odds) ** 2, total / weight, label, who)
            for (label, who), (weight, total) in best.items()
            if weight
        ]
        up = max(moved, key=lambda m: (m[1] > point.odds, m[0]), default=None)
        down = max(moved, key=lambda m: (m[1] < point.odds, m[0]), default=None)
        if up is None or down is None or up[1] <= down[1]:
            continue
        key = (up[2], up[3], down[2], down[3])
        groups.setdefault(key, []).append((point, up[1], down[1]))
    found = []
    for (for_it, who, against, other), points in groups.items():
        visits = sum(point.visits for point, _, _ in points)
        odds = sum(point.visits * point.odds for point, _, _ in points) / visits
        for_odds = sum(point.visits * up for point, up, _ in points) / visits
        against_odds = sum(point.visits * down for point, _, down in points) / visits
        share = sum(point.share for point, _, _ in points)
        nodes = [point.node for point, _, _ in points]
        found.append((nodes, share, odds, Side(for_it, who, for_odds), Side(against, other, against_odds)))
    found.sort(key=lambda hinge: -hinge[1])
    stories = stopped(outlook.chain, holds)
    hinges = []
    for nodes, share, odds, for_side, against_side in found[:most]:
        reached = odds_of_reaching(stories, [flags(stories, nodes)]).low[0][0]
        hinges.append(Hinge(share, float(reached), odds, for_side, against_side))
    return tuple(hinges)


def _branches(outlook: Outlook, point: TurningPoint, values: Floats) -> Iterator[tuple[str, int | None, float, float]]:
    """What stands against each other at a moment: what it is called, who decides it, how likely it is, the odds after.

    The options, where it is more the choice of one that counts; else the outcomes of the one in which most is decided.
    """
    ways = outlook.graph.ways[point.node] or ()
    if point.by_choice >= 0.5:
        for way in ways:
            after = sum(float(odds) * float(values[target]) for _, odds, target in way.outcomes)
            yield str(way.option.event), way.option.by, float(way.option.probability), after
        return
    chances = [way for way in ways if len(way.outcomes) > 1]
    way = max(chances, key=lambda way: float(way.option.probability) * _spread(way, values))
    for outcome, odds, target in way.outcomes:
        yield outcome_in_words(outlook, way.option.event, outcome), None, float(odds), float(values[target])


def _spread(way: Way, values: Floats) -> float:
    """The variance of the odds over the outcomes."""
    shares = [(float(odds), float(values[target])) for _, odds, target in way.outcomes]
    mean = sum(odds * value for odds, value in shares)
    return sum(odds * (value - mean) ** 2 for odds, value in shares)


def outcome_in_words(outlook: Outlook, event: AnyEvent, outcome: int) -> str:
    """An event that turned out in one of several ways: with what it makes so, `fight(a, b): beaten(b, a)`."""
    model = outlook.graph.choices.engine.model
    if isinstance(event, GroundEvent) and event.outcomes[outcome].effects:
        effect = event.outcomes[outcome].effects[-1]
        if isinstance(effect.value, Const) and not effect.path:
            value = effect.value.value
            name = model.fluents[effect.fluent].name
            made = name if value is True else f"not {name}" if value is False else f"{name} = {value}"
            return f"{event}: {made}"
    return f"{event}, outcome {outcome + 1}"


# ---- what if ---------------------------------------------------------------------------------------------------------


def _what_if(outlook: Outlook, holds: Flags, odds: Between) -> WhatIf:
    """Of the stories in which the formula comes to hold, and of the others, the share that each ending has.

    What is known ends in one way or another; what was cut may go to either part, and to any ending in it.
    """
    over = np.array([-1 if ending is None else ending for ending in outlook.graph.over])
    targets = [over == number for number in range(len(outlook.graph.choices.engine.model.endings))]
    ends = [*targets, outlook.rest | outlook.loops]
    first = np.where(holds, expected_visits(stopped(outlook.chain, holds), 0), 0.0)
    first[~np.isfinite(first)] = 0.0
    after = odds_of_reaching(outlook.chain, ends)
    with_it = [float(first @ after.low[number]) for number in range(len(ends))]
    before = odds_of_reaching(stopped(outlook.chain, holds), [end & ~holds for end in ends])
    without = [float(before.low[number][0]) for number in range(len(ends))]
    if not outlook.chain.is_cut:  # what is known is the whole, but for rounding
        return WhatIf(_shares(with_it, sum(with_it)), _shares(without, sum(without)))
    return WhatIf(_shares(with_it, odds.high), _shares(without, 1 - odds.low))


def _shares(known: list[float], most: float) -> tuple[Between, ...] | None:
    """The share of each ending in what is known, where the whole may be as much as `most`; None: it can't be."""
    if most <= 0:
        return None
    sum_ = sum(known)
    unknown = max(0.0, most - sum_)
    whole = sum_ + unknown
    return tuple(_share(part / whole, min(1.0, (part + unknown) / whole)) for part in known)


def _share(low: float, high: float) -> Between:
    return Between(low, high, Fraction(int(low)) if low == high and low in (0.0, 1.0) else None)
