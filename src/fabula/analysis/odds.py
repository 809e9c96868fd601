"""The odds: the probability of ever reaching a set of nodes, from every node at once, with a proved error.

Graph first: from where the set can't be reached the odds are 0, from where it can't be missed they are 1, exactly
(C. Baier and J.-P. Katoen, "Principles of Model Checking", 2008, 10.1.1). In between they solve x = P x, component by
component (`elimination`, `iteration`).

Where the graph was cut, `low` counts the cut nodes as never reaching the set and `high` as surely reaching it: the true
odds lie between, whatever follows there.

The error is proved from the result. If t > 0 and t - P t >= d > 0 on the nodes in question (t is the expected number of
steps there, for which d is about 1), then (I - P)^-1 has no negative entry and its rows sum to at most t / d, so that
results with a residual of at most r are right to r max(t) / d. The rounding in computing r and d is counted in. It is
the error of solving the chain as its floating-point probabilities have it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fabula.analysis.chain import Chain, Flags, Floats, stopped
from fabula.analysis.components import Components, components
from fabula.analysis.elimination import pull, residual, spread
from fabula.analysis.iteration import inner_edges, solve_loop

SMALL = 48  # nodes of the largest loop that is eliminated node by node
UNIT = 2.0**-53  # relative rounding error of one operation
CAN, CANNOT = 1, 2  # marks of a node: it can come to reach the set; it can come to where it never does


@dataclass(frozen=True, slots=True, eq=False)
class Odds:
    """For each target and each node, the probability of reaching the target from there: what is proved of it.

    `low[k, i] - error <= true odds <= high[k, i] + error`. Entries 0.0 and 1.0 that the graph alone decides are exact.
    """

    low: Floats  # [targets, nodes]
    high: Floats  # [targets, nodes]; the same array as `low` where nothing was cut
    error: float  # what rounding can have done, 1.0 at most

    def between(self, target: int, node: int) -> tuple[float, float]:
        """Two numbers that the true odds surely lie between, rounding counted in."""
        low, high = float(self.low[target, node]), float(self.high[target, node])
        least = low if low in (0.0, 1.0) else max(0.0, low - self.error)
        most = high if high in (0.0, 1.0) else min(1.0, high + self.error)
        return least, most


def odds_of_reaching(chain: Chain, targets: Sequence[Flags]) -> Odds:
    """The odds of reaching each of some sets of nodes (each [nodes]) from every node, now or ever.

    Sets of nodes without edges (endings) are solved together; any other set stops the story where it is first reached,
    and is solved by itself. Time and memory grow with the edges, but for large loops (`iteration`).
    """
    low = np.zeros((len(targets), chain.nodes))
    high = np.zeros((len(targets), chain.nodes)) if chain.is_cut else low
    error = 0.0
    ends = chain.ends
    shared = [number for number, target in enumerate(targets) if not (target & ~ends).any()]
    groups = ([shared] if shared else []) + [[number] for number in range(len(targets)) if number not in set(shared)]
    for group in groups:
        own = stopped(chain, targets[group[0]])
        wanted = [targets[number] for number in group]
        if chain.is_cut:
            wanted += [target | chain.cut for target in wanted]
        solved, off = _solve(own, components(own), wanted)
        low[group] = solved[: len(group)]
        high[group] = solved[-len(group) :]
        error = max(error, off)
    return Odds(low, high, error)


def _solve(chain: Chain, parts: Components, wanted: list[Flags]) -> tuple[Floats, float]:
    """The odds [wanted, nodes] of sets that only touch bottom components, and their error."""
    columns = len(wanted)
    bottom = parts.bottom.astype(np.uint8)
    settled = parts.bottom[parts.label]  # [nodes]
    x = np.zeros((chain.nodes, columns + 1))
    for number, target in enumerate(wanted):
        reached = np.zeros(parts.count, dtype=np.bool_)
        reached[parts.label[target]] = True
        x[:, number] = (reached & parts.bottom)[parts.label]
    marks = np.where(settled[:, None], np.where(x[:, :columns] == 1, CAN, CANNOT), 0).astype(np.uint8)
    x[:, columns] = ~settled  # each step counts one
    pull_all(chain, parts, x, rough=1)
    spread(chain.first, chain.to, parts.first, parts.order, bottom, marks, np.zeros(columns, dtype=np.uint8))
    error = _error(chain, settled, x)
    result = x[:, :columns].T.clip(0.0, 1.0)
    result[marks.T == CAN] = 1.0
    result[marks.T == CANNOT] = 0.0
    return result, error


def pull_all(chain: Chain, parts: Components, x: Floats, rough: int = 0) -> None:
    """Solves x = b + P x in place: x [nodes, columns] holds b, and in the bottom components what is given there.

    The last `rough` columns need not be exact in large loops.
    """
    most = int(parts.sizes()[~parts.bottom].max(initial=1))
    size = min(most, SMALL)
    columns = x.shape[1]
    place = np.zeros(chain.nodes, dtype=np.int32)
    block, side, out = np.zeros((size, size)), np.zeros((size, columns)), np.zeros(size)
    bottom = parts.bottom.astype(np.uint8)
    number = 0
    while True:
        number = pull(
            chain.first, chain.to, chain.probability, parts.first, parts.order, parts.label, bottom, x, place, block,
            side, out, number,
        )  # fmt: skip
        if number == parts.count:
            return
        nodes = parts.order[parts.first[number] : parts.first[number + 1]]
        here, to, weight = inner_edges(chain, nodes)
        inside = parts.label[to] == number
        place[nodes] = np.arange(len(nodes), dtype=np.int32)
        given = x[nodes]
        for column in range(columns):
            given[:, column] += np.bincount(
                here[~inside], weight[~inside] * x[to[~inside], column], minlength=len(nodes)
            )
        moving = to != nodes[here]
        leave = np.bincount(here[moving], weight[moving], minlength=len(nodes)).astype(np.float64)
        kept = inside & moving
        x[nodes] = solve_loop(here[kept], place[to[kept]], weight[kept], leave, given, rough)
        number += 1


def _error(chain: Chain, settled: Flags, x: Floats) -> float:
    """How far off any odds in x can be; its last column is about the expected number of steps."""
    if settled.all():
        return 0.0
    columns = x.shape[1]
    room, worst = np.zeros(columns), np.zeros(columns)
    residual(chain.first, chain.to, chain.probability, settled.astype(np.uint8), x, room, worst)
    steps = float(x[:, -1].max())
    rounding = (int(np.diff(chain.first).max()) + 3) * UNIT
    least = float(worst[-1]) - rounding * steps
    if not least > 0:  # also where it is not a number
        return 1.0
    return min(1.0, (float(worst[:-1].max(initial=0.0)) + rounding) * steps / least)


def steps_to_the_end(chain: Chain) -> Floats:
    """[nodes] the expected number of steps until the story ends, is cut off, or is caught in a loop for good."""
    parts = components(chain)
    x: NDArray[np.float64] = (~parts.bottom[parts.label]).astype(np.float64).reshape(-1, 1)
    pull_all(chain, parts, x)
    return x[:, 0]
