"""Layers: where the boxes and the ways of a graph without rounds are put, from top to bottom.

The stages of K. Sugiyama, S. Tagawa and M. Toda, "Methods for visual understanding of hierarchical system structures",
IEEE Trans. Systems, Man, and Cybernetics 11 (1981): a layer for each box (by the longest way to it), a place within the
layer (by the mean of its neighbours, while there are fewer crossings), and a coordinate. Coordinates come nearest to
their neighbours' in the sense of least squares, under the order: what would overlap is pooled (R. Barlow and H. Brunk,
"The isotonic regression problem and its dual", J. American Statistical Association 67, 1972).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

SWEEPS = 24  # up and down, for the order
SETTLING = 240  # up and down, for the coordinates
GAP = 26.0  # between two boxes of a layer
NARROW_GAP = 10.0  # beside a way that passes
STRAIGHT = 8.0  # how much more a way wants to go straight where it passes through layers


@dataclass(frozen=True, slots=True)
class Way:
    """From one box to another; `weight`: how much it matters, `width`: how wide it is drawn."""

    source: int
    target: int
    weight: float
    width: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything is: of each box its layer and the middle of it; of each way the middles where it passes."""

    layer: tuple[int, ...]
    x: tuple[float, ...]
    through: tuple[tuple[tuple[int, float], ...], ...]  # of each way: layer and x, source and target not among them
    width: float
    layers: int


def lay_out(widths: Sequence[float], ways: Sequence[Way], last: Sequence[int]) -> Layout:
    """A layout of boxes of such widths. `last`: the boxes that stand in the last layer. Ways lead to later boxes."""
    layer = _layers(len(widths), ways, last)
    depth = max(layer, default=0) + 1
    points = [*widths]  # boxes, then the points where ways pass a layer: their widths
    at = [*layer]
    links: list[tuple[int, int, float]] = []
    passed: list[list[int]] = []
    for way in ways:
        chain = []
        for level in range(layer[way.source] + 1, layer[way.target]):
            chain.append(len(points))
            points.append(way.width)
            at.append(level)
        stops = [way.source, *chain, way.target]
        for one, other in pairwise(stops):
            inner = (one >= len(widths)) + (other >= len(widths))
            links.append((one, other, (way.weight + 0.02) * STRAIGHT**inner))
        passed.append(chain)
    rows: list[list[int]] = [[] for _ in range(depth)]
    for point, level in enumerate(at):
        rows[level].append(point)
    rows = _ordered(rows, links)
    x = _placed(rows, points, links, boxes=len(widths))
    left = min((x[p] - points[p] / 2 for p in range(len(points))), default=0.0)
    right = max((x[p] + points[p] / 2 for p in range(len(points))), default=0.0)
    x = [value - left for value in x]
    through = tuple(tuple((at[p], x[p]) for p in chain) for chain in passed)
    return Layout(tuple(layer), tuple(x[: len(widths)]), through, right - left, depth)


def _layers(boxes: int, ways: Sequence[Way], last: Sequence[int]) -> list[int]:
    layer = [0] * boxes
    for _ in range(boxes):
        for way in ways:
            layer[way.target] = max(layer[way.target], layer[way.source] + 1)
    inner = max((layer[box] for box in range(boxes) if box not in last), default=-1)
    for box in last:
        layer[box] = max(inner + 1, layer[box])
    return layer


def _neighbours(count: int, links: Sequence[tuple[int, int, float]]) -> tuple[list[dict[int, float]], ...]:
    """Of each point those above it and those below it, with their weights."""
    above: list[dict[int, float]] = [{} for _ in range(count)]
    below: list[dict[int, float]] = [{} for _ in range(count)]
    for one, other, weight in links:
        above[other][one] = above[other].get(one, 0.0) + weight
        below[one][other] = below[one].get(other, 0.0) + weight
    return above, below


def _ordered(rows: list[list[int]], links: Sequence[tuple[int, int, float]]) -> list[list[int]]:
    """The rows in an order with few crossings."""
    above, below = _neighbours(sum(map(len, rows)), links)
    best = [row[:] for row in rows]
    fewest = _crossings(best, below)
    for sweep in range(SWEEPS):
        near = above if sweep % 2 == 0 else below
        levels = range(1, len(rows)) if sweep % 2 == 0 else range(len(rows) - 2, -1, -1)
        for level in levels:
            side = rows[level - 1] if sweep % 2 == 0 else rows[level + 1]
            place = {point: n for n, point in enumerate(side)}
            own = {point: float(n) for n, point in enumerate(rows[level])}
            for point in rows[level]:
                whole = sum(near[point].values())
                if whole:
                    own[point] = sum(place[other] * weight for other, weight in near[point].items()) / whole
            rows[level] = sorted(rows[level], key=lambda point: own[point])
        crossings = _crossings(rows, below)
        if crossings < fewest:
            fewest, best = crossings, [row[:] for row in rows]
    return best


def _crossings(rows: Sequence[Sequence[int]], below: Sequence[dict[int, float]]) -> float:
    """How many ways cross, each crossing as much as the two ways together matter."""
    total = 0.0
    for row, after in pairwise(rows):
        place = {point: n for n, point in enumerate(after)}
        ends = [(place[other], weight) for point in row for other, weight in sorted(below[point].items())]
        starts = [n for n, point in enumerate(row) for _ in below[point]]
        for i, (end, weight) in enumerate(ends):
            for j in range(i + 1, len(ends)):
                if starts[j] > starts[i] and ends[j][0] < end:
                    total += min(weight, ends[j][1]) + 0.01
    return total


def _placed(
    rows: Sequence[Sequence[int]], widths: Sequence[float], links: Sequence[tuple[int, int, float]], *, boxes: int
) -> list[float]:
    """The coordinates of all points."""
    above, below = _neighbours(len(widths), links)
    x = [0.0] * len(widths)
    for row in rows:
        places = _offsets(row, widths, boxes)
        for point, place in zip(row, places, strict=True):
            x[point] = place - places[-1] / 2
    for sweep in range(SETTLING):
        down = sweep % 2 == 0
        for row in rows if down else reversed(rows):
            wanted, weights = [], []
            for point in row:
                near = {**above[point], **below[point]} if sweep > SWEEPS else above[point] if down else below[point]
                whole = sum(near.values())
                wanted.append(sum(x[other] * weight for other, weight in near.items()) / whole if whole else x[point])
                weights.append(whole or 0.01)
            places = _offsets(row, widths, boxes)
            shifted = _pooled([w - place for w, place in zip(wanted, places, strict=True)], weights)
            for point, place, shift in zip(row, places, shifted, strict=True):
                x[point] = place + shift
    return x


def _offsets(row: Sequence[int], widths: Sequence[float], boxes: int) -> list[float]:
    """Where the middles are if everything stands side by side."""
    places: list[float] = []
    for n, point in enumerate(row):
        if n == 0:
            places.append(0.0)
            continue
        before = row[n - 1]
        gap = GAP if point < boxes and before < boxes else NARROW_GAP
        places.append(places[-1] + (widths[before] + widths[point]) / 2 + gap)
    return places


def _pooled(values: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The ascending numbers nearest to some values, in the sense of weighed least squares."""
    blocks: list[tuple[float, float, int]] = []  # mean, weight, how many
    for value, weight in zip(values, weights, strict=True):
        blocks.append((value, weight, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            mean, heavy, count = blocks.pop()
            other, weigh, more = blocks.pop()
            blocks.append(((mean * heavy + other * weigh) / (heavy + weigh), heavy + weigh, count + more))
    return [mean for mean, _, count in blocks for _ in range(count)]
