"""Two story graphs of one world side by side, without and with changes: the odds of each, and why they differ.

The reason for a difference is looked for among the events: the one of which a story is expected to hold most more, or
fewer, and of its moments the one at which that begins: where the same story has come to in both, and what is open there
is not equally likely in the two.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from fabula.analysis.between import Between
from fabula.analysis.outlook import Outlook
from fabula.analysis.visits import expected_visits
from fabula.simulate.choices import Option

MOST_STEPS = 60  # events from the start to where the two part, at most


@dataclass(frozen=True, slots=True)
class Shift:
    """An event that happens more or less often: expected times in a story, without and with the changes."""

    event: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Parting:
    """Where the two graphs part first: after these events, an option is not as likely with the changes as without.

    `without`, `with_`: the option in either; None where it is not open there. `reached`: how likely a story comes here.
    """

    story: tuple[str, ...]
    event: str
    by: int | None
    reached: float
    without: Option | None
    with_: Option | None

    @property
    def difference(self) -> float:
        return probability(self.with_) - probability(self.without)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the changes do: each formula's odds without and with them, what shifts most, and where it begins."""

    odds: tuple[tuple[Between, Between], ...]
    endings: tuple[tuple[Between, Between], ...]
    shifts: tuple[Shift, ...]
    parting: Parting | None


def compare(without: Outlook, with_: Outlook, *, shifts: int = 5) -> Comparison:
    """The two graphs compared; both of models of the same world, with the same endings, questions and events."""
    before, after = without.graph.choices.engine.model, with_.graph.choices.engine.model
    pairs = zip(before.questions, after.questions, strict=True)
    odds = tuple((without.odds(without.where(a)), with_.odds(with_.where(b))) for (_, a), (_, b) in pairs)
    endings = tuple(zip(without.endings, with_.endings, strict=True))
    flows, other = _flows(without), _flows(with_)
    names = dict.fromkeys((*flows, *other))
    found = [Shift(name, flows.get(name, 0.0), other.get(name, 0.0)) for name in names]
    found.sort(key=lambda shift: -abs(shift.after - shift.before))
    return Comparison(odds, endings, tuple(found[:shifts]), _parting(without, with_))


def _flows(outlook: Outlook) -> dict[str, float]:
    """How often each event is expected to happen in a story."""
    visits = expected_visits(outlook.chain, 0)
    visits[~np.isfinite(visits)] = 0.0
    flows: dict[str, float] = {}
    for number, ways in enumerate(outlook.graph.ways):
        for way in ways or ():
            name = str(way.option.event)
            flows[name] = flows.get(name, 0.0) + float(visits[number]) * float(way.option.probability)
    return flows


def _parting(without: Outlook, with_: Outlook) -> Parting | None:
    """The option at which most of the stories part, of those moments that the same events lead to in both graphs."""
    best: Parting | None = None
    most = 0.0
    queue: deque[tuple[int, int, tuple[str, ...], float]] = deque([(0, 0, (), 1.0)])
    seen = {(0, 0)}
    while queue:
        here, there, story, reached = queue.popleft()
        ways, others = without.graph.ways[here], with_.graph.ways[there]
        if not ways or not others or len(story) > MOST_STEPS:
            continue
        options = {str(way.option.event): way for way in ways}
        rest = {str(way.option.event): way for way in others}
        for name in dict.fromkeys((*options, *rest)):
            a, b = options.get(name), rest.get(name)
            either = a or b
            assert either is not None
            found = Parting(story, name, either.option.by, reached, a.option if a else None, b.option if b else None)
            if reached * abs(found.difference) > most:
                best, most = found, reached * abs(found.difference)
            if a is not None and b is not None:
                for (_, odds, target), (_, _, other) in zip(a.outcomes, b.outcomes, strict=False):
                    share = min(probability(a.option), probability(b.option)) * float(odds)
                    if (target, other) not in seen and reached * share > most / 4:
                        seen.add((target, other))
                        queue.append((target, other, (*story, name), reached * share))
    return best


def probability(option: Option | None) -> float:
    """How likely an option is; one that is not open: 0."""
    return 0.0 if option is None else float(option.probability)
