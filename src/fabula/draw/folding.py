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

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
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
DIGITS = 12  # what is smaller is rounding: so that what is equal is told in the same order everywhere
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

    `share`: of all stories, those that go this way for good. `probability`: that of all events with a box this comes
    next; what is missing from 1 goes back to boxes before, comes here again, or goes ways that are not drawn.
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
    """The graph in at most `most` boxes (ends included; those that are not too faint always have theirs)."""
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
    inner = np.flatnonzero((end_of < 0) & (visits > 0)).astype(np.int32)
    shown_ends = [place for place in range(len(ends)) if odds[place, 0] >= FAINTEST]
    room = max(1, most - 1 - len(shown_ends))
    merged = len(inner) > room + 1
    bits = _bits(edges, flow, odds[:-1], known=1 - odds[-1])
    if merged:
        group = _by_event(edges, bits, flow, end_of, len(texts), room)
    else:
        group = _by_moment(edges, inner)
    entered = _entered(edges, flow, group, len(graph.moments))
    passages = _passages(edges, group, entered, end_of, len(ends))
    net, fro = _without_rounds(passages)
    order = _in_order(net)
    keep, shown = _kept(net, order)
    boxes, places = _boxes(texts, edges, flow, group, end_of, odds, entered, ends, net, order, keep)
    next_ = passages / np.maximum(passages.sum(axis=1, keepdims=True), 1e-300)
    links = [
        Link(places[source], places[target], float(net[source, target]), float(next_[source, target]))
        for source, target in zip(*np.nonzero(keep), strict=True)
    ]
    links.sort(key=lambda link: (link.source, link.target))
    seen = np.isin(group, [number for number in places if number < len(net)]) | (end_of[edges.to] >= 0)
    whole = float(bits.sum())
    settled = float(bits[seen].sum()) / whole if whole else 1.0
    kinds = tuple((kind, number) for kind, number, _ in ends)
    return Folded(tuple(boxes), tuple(links), kinds, len(graph.moments), merged, settled, shown, fro)


def _boxes(
    texts: Sequence[str],
    edges: _Edges,
    flow: Floats,
    group: Numbers,
    end_of: Numbers,
    odds: Floats,
    entered: Sequence[Floats],
    ends: Sequence[tuple[Kind, int | None, Flags]],
    net: Floats,
    order: Sequence[int],
    keep: Flags,
) -> tuple[list[Box], dict[int, int]]:
    """The boxes that are drawn, and the place of each by its number in `net`."""
    inflow = net.sum(axis=0)
    found: list[Box] = []
    places: dict[int, int] = {}
    for number in order:
        if number == 0 or keep[:, number].any():
            places[number] = len(found)
            at = entered[number]
            odds_here = tuple((odds @ at / at.sum()).tolist())
            come_by = _come_by(texts, edges, flow, group == number) if number else ()
            share = 1.0 if number == 0 else float(inflow[number])
            found.append(Box("start" if number == 0 else "event", None, come_by, share, odds_here))
    for place, (kind, ending, _) in enumerate(ends):
        number = len(net) + place
        if keep[:, number].any():
            places[number] = len(found)
            sure = tuple(float(other == place) for other in range(len(ends)))
            come_by = _come_by(texts, edges, flow, end_of[edges.to] == place)
            found.append(Box(kind, ending, come_by, float(odds[place, 0]), sure))
    return found, places


def _come_by(texts: Sequence[str], edges: _Edges, flow: Floats, into: Flags) -> tuple[tuple[str, float], ...]:
    """The events of some steps, each with its share of them, the greatest first."""
    shares = np.round(np.bincount(edges.label[into], flow[into], minlength=len(texts)), DIGITS)
    whole = shares.sum()
    best = [int(label) for label in np.argsort(-shares, kind="stable") if shares[label] > 0]
    return tuple((texts[label], float(shares[label] / whole)) for label in best)


def _edges(outlook: Outlook) -> tuple[list[str], _Edges]:
    """Every step of the graph, and what its events are called, each name once: with the outcome, if there are more."""
    texts: list[str] = []
    known: dict[str, int] = {}
    names: dict[tuple[int, int], int] = {}
    source, to, probability, label = [], [], [], []
    for number, ways in enumerate(outlook.graph.ways):
        for way in ways or ():
            share = float(way.option.probability)
            event = way.option.event
            for outcome, odds, target in way.outcomes:
                key = event.index, outcome if len(way.outcomes) > 1 else -1
                if key not in names:
                    text = outcome_in_words(outlook, event, outcome) if len(way.outcomes) > 1 else str(event)
                    names[key] = known.setdefault(text, len(texts))
                    if names[key] == len(texts):
                        texts.append(text)
                source.append(number)
                to.append(target)
                probability.append(share * float(odds))
                label.append(names[key])
    weights = np.array(probability, dtype=np.float64)
    kept = weights > 0
    numbers = (np.array(column, dtype=np.int32)[kept] for column in (source, to, label))
    return texts, _Edges(next(numbers), next(numbers), weights[kept], next(numbers))


def _ends(outlook: Outlook) -> list[tuple[Kind, int | None, Flags]]:
    """Each way in which a story can be over, or out of sight: its kind, its ending's number, and the moments."""
    over = np.array([-1 if ending is None else ending for ending in outlook.graph.over])
    count = len(outlook.graph.choices.engine.model.endings)
    found: list[tuple[Kind, int | None, Flags]] = [("ending", number, over == number) for number in range(count)]
    found += [("rest", None, outlook.rest), ("round", None, outlook.loops), ("open", None, outlook.chain.cut)]
    return found


def _chain(edges: _Edges, nodes: int, end_of: Numbers) -> Chain:
    """The steps as a chain that stops at every end."""
    first = np.concatenate(([0], np.cumsum(np.bincount(edges.source, minlength=nodes))))
    return stopped(chain_of_arrays(first, edges.to, edges.probability), end_of >= 0)


def _bits(edges: _Edges, flow: Floats, odds: Floats, known: Floats) -> Floats:
    """[edges] how much is settled of how stories end where they go that way, weighed by how often they do.

    odds: [ends, nodes] without what was not followed; known: [nodes] how likely it is that they come to one of them.
    All is under the condition that they do.
    """
    bits = np.zeros(len(flow))
    sure = np.where(known > 0, known, 1.0)
    before, after = sure[edges.source], sure[edges.to]
    for row in odds:
        here, there = row[edges.source] / before, row[edges.to] / after
        some = (there > 0) & (here > 0)
        bits[some] += there[some] * np.log2(there[some] / here[some])
    return np.asarray(np.maximum(bits, 0.0) * flow * np.where(known > 0, known, 0.0)[edges.to], dtype=np.float64)


def _by_event(edges: _Edges, bits: Floats, flow: Floats, end_of: Numbers, texts: int, room: int) -> Numbers:
    """[edges] the box that is entered there, -1 for none: those of the events that settle most, not too rare ones."""
    inner = end_of[edges.to] < 0
    by_event = np.round(np.bincount(edges.label[inner], bits[inner], minlength=texts), DIGITS)
    by_event[np.bincount(edges.label[inner], flow[inner], minlength=texts) < FAINTEST] = 0.0
    best = [int(label) for label in np.argsort(-by_event, kind="stable")[:room] if by_event[label] > 0]
    place = np.full(texts, -1, dtype=np.int32)
    for number, label in enumerate(best, 1):
        place[label] = number
    return np.where(inner, place[edges.label], -1).astype(np.int32)


def _by_moment(edges: _Edges, inner: Numbers) -> Numbers:
    """[edges] the box that is entered there, -1 for none: a box for each moment before the ends."""
    place = np.full(int(edges.to.max(initial=0)) + 1, -1, dtype=np.int32)
    place[inner] = np.arange(len(inner))
    return np.asarray(place[edges.to], dtype=np.int32)


# ---- between the boxes -----------------------------------------------------------------------------------------------


def _entered(edges: _Edges, flow: Floats, group: Numbers, nodes: int) -> list[Floats]:
    """For each box [nodes] how often, in expectation, it is entered at each moment."""
    found = []
    for number in range(int(group.max(initial=0)) + 1):
        into = group == number
        found.append(np.bincount(edges.to[into], flow[into], minlength=nodes).astype(np.float64))
    found[0][0] += 1.0
    return found


def _passages(edges: _Edges, group: Numbers, entered: Sequence[Floats], end_of: Numbers, ends: int) -> Floats:
    """[boxes, boxes and ends] how often, in expectation, one follows upon the other."""
    nodes, boxes = len(end_of), len(entered)
    to = np.where((group >= 0) & (end_of[edges.to] < 0), nodes + group, edges.to)
    open_ = end_of[edges.source] < 0
    first = np.concatenate(([0], np.cumsum(np.bincount(edges.source[open_], minlength=nodes + boxes))))
    chain = chain_of_arrays(first, to[open_], edges.probability[open_])
    targets = [np.arange(nodes + boxes) == nodes + number for number in range(boxes)]
    targets += [np.concatenate((end_of == number, np.zeros(boxes, dtype=np.bool_))) for number in range(ends)]
    following = odds_of_reaching(chain, targets).low[:, :nodes]
    return np.round(np.array([following @ moments for moments in entered]), DIGITS)


def _without_rounds(passages: Floats) -> tuple[Floats, float]:
    """The net of a flow [boxes, boxes and ends], and the share of it that went round."""
    net = passages.copy()
    boxes = len(net)
    np.fill_diagonal(net[:, :boxes], 0.0)
    whole = float(net.sum())
    both = np.minimum(net[:, :boxes], net[:, :boxes].T)
    net[:, :boxes] -= both
    while (found := _round(net[:, :boxes])) is not None:
        steps = [*pairwise(found), (found[-1], found[0])]
        least = min(net[step] for step in steps)
        for step in steps:
            net[step] = 0.0 if net[step] == least else net[step] - least
    return net, 1 - float(net.sum()) / whole if whole else 0.0


def _round(net: Floats) -> list[int] | None:
    """Some boxes that lead round, each to the next and the last to the first; None where there are none."""
    done: set[int] = set()
    for start in range(len(net)):
        path = [start]
        ways = [iter(np.flatnonzero(net[start]).tolist())]
        while path and start not in done:
            after = next(ways[-1], None)
            if after is None:
                done.add(path.pop())
                ways.pop()
            elif after in path:
                return path[path.index(after) :]
            elif after not in done:
                path.append(after)
                ways.append(iter(np.flatnonzero(net[after]).tolist()))
    return None


def _in_order(net: Floats) -> list[int]:
    """The boxes, each before all that its ways lead to; of those that may come next, the one with the most flow."""
    boxes = len(net)
    inflow = net[:, :boxes].sum(axis=0)
    missing = (net[:, :boxes] > 0).sum(axis=0)
    ready, order = [box for box in range(boxes) if not missing[box]], []
    while ready:
        box = max(ready, key=lambda box: (inflow[box], -box))
        ready.remove(box)
        order.append(box)
        for after in np.flatnonzero(net[box, :boxes]).tolist():
            missing[after] -= 1
            if not missing[after]:
                ready.append(after)
    return order


def _kept(net: Floats, order: Sequence[int]) -> tuple[Flags, float]:
    """[boxes, boxes and ends] the ways that are drawn, and the share of all stories that takes no other ones."""
    boxes = len(net)
    keep = net > 0
    inflow = net.sum(axis=0)
    inflow[0] = 1.0
    faint = inflow < FAINTEST
    keep[:, faint] = False
    keep[faint[:boxes]] = False
    needed = set()  # that every box leads on, and is led to
    for box in range(boxes):
        if not faint[box]:
            needed.add((box, int(np.argmax(np.where(keep[box], net[box], 0)))))
    for box in range(net.shape[1]):
        if box and not faint[box] and net[:, box].any():
            needed.add((int(np.argmax(np.where(keep[:, box], net[:, box], 0))), box))
    ranked = sorted(zip(*np.nonzero(keep), strict=True), key=lambda way: net[way])
    left, shown = len(ranked), int((~faint).sum())
    for way in ranked:
        if (int(way[0]), int(way[1])) in needed:
            continue
        if net[way] >= FAINTEST and left <= LINKS_PER_BOX * shown:
            break
        keep[way] = False
        if _followed(net, keep, order) < LEAST_SHOWN:
            keep[way] = True
            break
        left -= 1
    return keep, _followed(net, keep, order)


def _followed(net: Floats, keep: Flags, order: Sequence[int]) -> float:
    """The share of all stories that come to an end by ways that are kept."""
    boxes = len(net)
    share = np.zeros(net.shape[1])
    share[0] = 1.0
    for box in order:
        whole = net[box].sum()
        if whole and share[box]:
            share += np.where(keep[box], net[box], 0.0) / whole * share[box]
    return float(share[boxes:].sum())
