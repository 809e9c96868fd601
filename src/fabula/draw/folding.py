"""Folding: a story graph of any size as a few boxes, merged by what matters for how stories end.

Where there are no more moments than boxes, each has its own. Otherwise a box is *the moments since an event that
matters*: how much an event matters is how much it settles, in bits, of how the story will end. With h(n) for the odds
of every end from moment n, a step from u to v settles D(h(v) || h(u)) (Kullback and Leibler), and the sum over a story,
in expectation, is the entropy of the ends at the start: the odds are a martingale, and the terms telescope. So the
events that are shown have a known share of all there is to settle, and those that are left out settle little.

What follows a box next is exact: the probability that the next event that is shown is this one, from where the box was
entered. Stories may come back to a box. Of the flow between boxes only the net is drawn: rounds are taken out of it
(every flow is one without rounds, and rounds: R. Ahuja, T. Magnanti and J. Orlin, *Network Flows*, 1993, theorem 3.5),
which leaves what comes to each end as it is.

*Sources.* Merging states so as to keep the information about what is to be told: N. Tishby, F. Pereira and W. Bialek,
"The information bottleneck method", Allerton 1999. D is from S. Kullback and R. Leibler, "On information and
sufficiency", Annals of Mathematical Statistics 22 (1951).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from fabula.analysis.chain import Chain, Flags, Floats, Numbers, chain_of_arrays, stopped
from fabula.analysis.odds import odds_of_reaching
from fabula.analysis.outlook import Outlook
from fabula.analysis.questions import outcome_in_words
from fabula.analysis.visits import expected_visits

MOST = 25  # boxes
FAINTEST = 0.005  # of all stories: ends and ways that fewer take are left out
LINKS_PER_BOX = 2.5  # as many ways are drawn at most
LEAST_SHOWN = 0.85  # ways are left out only as long as so many of all stories can be followed

Kind = Literal["start", "event", "ending", "rest", "round", "open"]


@dataclass(frozen=True, slots=True)
class Box:
    """Moments taken together.

    * `ending`: its number, where the kind is `ending`.
    * `come_by`: the events by which stories come here, each with its share of those that do, the greatest first.
    * `share`: of all stories, those that pass through here for good; `odds`: of each end from here, as `Folded.ends`.
    """

    kind: Kind
    ending: int | None
    come_by: tuple[tuple[str, float], ...]
    share: float
    odds: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A way from one box to another, by their places in `Folded.boxes`.

    `share`: of all stories, those that go this way for good. `probability`: of those in the box, those that do.
    """

    source: int
    target: int
    share: float
    probability: float


@dataclass(frozen=True, slots=True)
class Folded:
    """A story graph that can be read.

    * `boxes`: the start first, then in an order in which every way leads on, then the ends as in `ends`.
    * `ends`: the kind and number of every end that `Box.odds` speaks of, shown or not.
    * `moments`: in the graph. `merged`: whether boxes hold more than one moment.
    * `settled`: of all that is open at the start about how stories end, the share that the events shown settle.
    * `shown`: of all stories, the share that passes through nothing but what is shown.
    * `fro`: of all passages between boxes, the share that is taken out because it leads there and back.
    """

    boxes: tuple[Box, ...]
    links: tuple[Link, ...]
    ends: tuple[tuple[Kind, int | None], ...]
    moments: int
    merged: bool
    settled: float
    shown: float
    fro: float


@dataclass(frozen=True, slots=True)
class _Edges:
    """The steps of a graph, one beside the other [edges]."""

    source: Numbers
    to: Numbers
    probability: Floats
    label: Numbers  # which text


def fold(outlook: Outlook, *, most: int = MOST) -> Folded:
    """The graph in at most `most` boxes (ends included, which are always kept)."""
    graph = outlook.graph
    texts, edges = _edges(outlook)
    ends = _ends(outlook)
    end_of = np.full(len(graph.moments), -1, dtype=np.int32)
    for place, (_, _, where) in enumerate(ends):
        end_of[where] = place
    chain = _chain(edges, len(graph.moments), end_of)
    odds = odds_of_reaching(chain, [where for _, _, where in ends]).low
    visits = expected_visits(chain, 0)
    flow = np.where(end_of[edges.source] >= 0, 0.0, visits[edges.source] * edges.probability)
    inner = np.flatnonzero((end_of < 0) & (visits > 0))
    shown_ends = [place for place in range(len(ends)) if odds[place, 0] >= FAINTEST]
    room = max(1, most - 1 - len(shown_ends))
    merged = len(inner) > room + 1
    bits = _bits(edges, flow, odds)
    if merged:
        group, settled = _by_event(edges, bits, end_of, len(texts), room)
    else:
        group, settled = _by_moment(edges, inner), 1.0
    passages, entered = _passages(chain, edges, flow, group, end_of, len(ends))
    net, fro = _without_rounds(passages)
    keep, shown = _kept(net, len(passages) - len(ends))
    return _folded(
        texts, edges, flow, group, end_of, odds, entered, ends, keep,
        moments=len(graph.moments), merged=merged, settled=settled, shown=shown, fro=fro, net=net,
    )  # fmt: skip
