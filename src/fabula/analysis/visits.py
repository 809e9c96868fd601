"""How often the story comes by each node, and how likely it comes there at all."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from fabula.analysis.chain import Chain, Floats, flags
from fabula.analysis.components import Components, components
from fabula.analysis.elimination import push
from fabula.analysis.iteration import inner_edges, solve_loop
from fabula.analysis.odds import SMALL, odds_of_reaching


def expected_visits(chain: Chain, start: int) -> Floats:
    """[nodes] how often a story from `start` is expected to be at each node, its beginning counted in.

    They solve y = e + y P (J. Kemeny and J. Snell, "Finite Markov Chains", 1960, theorem 3.2.4). Of nodes without
    edges it is the probability of ending there; of nodes in a loop without a way out it is infinite, or 0 where the
    loop is never entered.
    """
    parts = components(chain)
    y = np.zeros(chain.nodes)
    y[start] = 1.0
    _push_all(chain, parts, y)
    trapped = (parts.bottom & parts.loops)[parts.label]
    flow = np.bincount(parts.label[trapped], y[trapped], minlength=parts.count)
    y[trapped] = np.where(flow[parts.label[trapped]] > 0, np.inf, 0.0)
    return y


def _push_all(chain: Chain, parts: Components, y: Floats) -> None:
    size = min(int(parts.sizes()[~parts.bottom].max(initial=1)), SMALL)
    place = np.zeros(chain.nodes, dtype=np.int32)
    block, out = np.zeros((size, size)), np.zeros(size)
    bottom = parts.bottom.astype(np.uint8)
    number = parts.count - 1
    while True:
        number = push(
            chain.first, chain.to, chain.probability, parts.first, parts.order, parts.label, bottom, y, place, block,
            out, number,
        )  # fmt: skip
        if number < 0:
            return
        nodes = parts.order[parts.first[number] : parts.first[number + 1]]
        here, to, weight = inner_edges(chain, nodes)
        inside = parts.label[to] == number
        if y[nodes].any():
            place[nodes] = np.arange(len(nodes), dtype=np.int32)
            moving = to != nodes[here]
            leave = np.bincount(here[moving], weight[moving], minlength=len(nodes)).astype(np.float64)
            kept = inside & moving
            given = y[nodes].reshape(-1, 1)
            y[nodes] = solve_loop(place[to[kept]], here[kept], weight[kept], leave, given)[:, 0]
            np.add.at(y, to[~inside], y[nodes][here[~inside]] * weight[~inside])
        number -= 1


def chances_of_passing(chain: Chain, start: int, nodes: Iterable[int]) -> list[float]:
    """For each of some nodes, the probability that a story from `start` ever comes there: one solution for each."""
    return [float(odds_of_reaching(chain, [flags(chain, [node])]).low[0, start]) for node in nodes]
