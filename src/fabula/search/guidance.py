"""How far a goal seems to be: the sum of events that each part of it takes by itself (h_add). A guess, not a bound.

The relaxation (`fabula.search.relaxed`) is extended until the utility may be high enough. What the utility's choices
then cost is put together: of a sum the costs are added, of a choice whatever is cheaper is taken. That counts twice
what two parts share, and leaves out what they do to each other, so that it may be too much as well as too little.

*Source:* B. Bonet and H. Geffner, "Planning as heuristic search", Artificial Intelligence 129 (2001), the additive
heuristic.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, nextafter

from fabula.ground.model import GroundModel
from fabula.search.graph import Graph
from fabula.search.monotone import CHOICE, CONSTANT, NOT_YET, NUMBER, OPERATION, below
from fabula.search.relaxed import PATIENCE, Bound, Relaxed
from fabula.world.expressions import Expr

MOST_OPTIONS = 64  # values of one term that are told apart


class Guidance:
    """The guess for one utility that must reach a number, for the states of a graph."""

    def __init__(self, model: GroundModel, utility: Expr, at_least: Bound) -> None:
        self._relaxed = Relaxed(model, deeds=False, terms=(utility,))
        self._relaxed.records = True
        self._at_least = below(at_least)
        self._known: dict[int, tuple[int, float] | None] = {}

    def look(self, graph: Graph, state: int) -> tuple[int, float] | None:
        """Events that the goal is away at least (a bound), and about (the guess); None: it can't be reached."""
        vector = graph.vector(state)
        if vector not in self._known:
            graph.fill(self._relaxed, state)
            self._known[vector] = self._work_out()
        return self._known[vector]

    def _work_out(self) -> tuple[int, float] | None:
        return guess(self._relaxed, self._relaxed.wanted[0], self._at_least, PATIENCE)


class Prospects:
    """The guesses for the utilities of all characters, who count on nothing but what somebody must want (M2)."""

    def __init__(self, model: GroundModel, utilities: Sequence[Expr]) -> None:
        self._relaxed = Relaxed(model, deeds=True, terms=utilities)
        self._relaxed.records = True
        self._known: dict[tuple[int, int, float], float] = {}

    def look(self, graph: Graph, state: int, character: int, more_than: float) -> float:
        """About how many deeds it takes until a state is worth more to the character; inf: it can't be."""
        key = (graph.vector(state), character, more_than)
        known = self._known.get(key)
        if known is None:
            graph.fill(self._relaxed, state)
            found = guess(self._relaxed, self._relaxed.wanted[character], nextafter(more_than, inf), graph.horizon)
            known = self._known[key] = inf if found is None else found[1]
        return known


def guess(relaxed: Relaxed, wanted: int, at_least: float, most: int) -> tuple[int, float] | None:
    """From the values that were set, the layer in which a term may be so much, and about what that costs; None: never.

    Where it takes more layers than `most`, that many are given for both.
    """
    relaxed.begin()
    for count in range(most):
        if relaxed.upper(wanted) >= at_least:
            found = (cost for value, cost in _options(relaxed, wanted).items() if value >= at_least)
            cost = min(found, default=float(count))
            return count, max(float(count), cost if cost < inf else float(count))
        if not relaxed.extend():
            return None
    return most, float(most)


def _options(relaxed: Relaxed, term: int) -> dict[float, float]:
    """Values that a term may have in the last layer, each with about what it costs."""
    kind, a, b, c, d = relaxed.monotone.terms[term]
    found: dict[float, float] = {}
    if kind == CONSTANT:
        return {relaxed.monotone.constants[a][1]: 0.0}
    if kind == NUMBER:
        for value, cost in relaxed.history[a]:
            found[value] = min(cost, found.get(value, inf))
    elif kind == CHOICE:
        for node, branch in ((a, c), (b, d)):
            if relaxed.level[node] < NOT_YET:
                price = relaxed.cost[node]
                for value, cost in _options(relaxed, branch).items():
                    found[value] = min(cost + price, found.get(value, inf))
    elif kind == OPERATION:
        others = _options(relaxed, c)
        for one, price in _options(relaxed, b).items():
            for other, cost in others.items():
                value = _combined(a, one, other)
                found[value] = min(price + cost, found.get(value, inf))
    if len(found) > MOST_OPTIONS:  # those at the ends
        ordered = sorted(found)
        found = {value: found[value] for value in ordered[: MOST_OPTIONS // 2] + ordered[-MOST_OPTIONS // 2 :]}
    return found


def _combined(operation: int, one: float, other: float) -> float:
    """Two numbers made one, in the order of `fabula.search.monotone.OPERATIONS`."""
    match operation:
        case 0:
            return one + other
        case 1:
            return one - other
        case 2:
            return one * other if one and other else 0.0
        case 3:
            return one / other if other else 0.0
        case 4:
            return min(one, other)
        case _:
            return max(one, other)
