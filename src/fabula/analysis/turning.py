"""Turning points: the moments at which the odds move most, weighed by how often the story comes there.

As long as the story goes on, its odds of reaching a target are a martingale M_0, M_1, ...: what they will be next, on
average, is what they are. At the end they are 1 or 0. The moves of a martingale are uncorrelated, so the uncertainty
with which the story begins, v (1 - v) for odds v at the start, is the sum of what is settled on the way:

    v (1 - v)  =  sum over nodes i of  visits(i) * sum over edges e of i  p(e) (v(to e) - v(i))^2

(Doob's decomposition; D. Williams, "Probability with Martingales", 1991, 12.1). So each node's share of the sum says
how much of the question turns on that moment, and the shares add up: to 1, and over nodes to what a group of moments
(all that are one event, or one character's) settles. Within a node the law of total variance parts the move further:
between the options (which of them is taken) and within them (how the one that is taken comes out).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fabula.analysis.chain import Chain, Flags, stopped
from fabula.analysis.decisions import CHANCE, DecisionGraph
from fabula.analysis.odds import odds_of_reaching
from fabula.analysis.visits import expected_visits


@dataclass(frozen=True, slots=True)
class TurningPoint:
    """A node at which the odds of a target move."""

    node: int
    share: float  # of all that is settled from start to end, 0 to 1
    by_choice: float  # of this node's share, the part that is settled by which option is taken; the rest by its outcome
    visits: float  # how often it is expected to
    odds: float  # of the target, from here
    options: tuple[tuple[int, float], ...]  # of positive weight, and the odds after each; highest odds first


@dataclass(frozen=True, slots=True)
class Turning:
    """What one target turns on, from one start."""

    odds: float  # at the start
    points: tuple[TurningPoint, ...]  # the largest shares first, earlier nodes first among equals
    by_actor: dict[int, float]  # share settled by each actor's choosing; what comes out of an option is CHANCE's


def turning_points(graph: DecisionGraph, target: Flags, start: int, most: int = 10) -> Turning:
    """The nodes that the odds of `target` [nodes] turn on most, at most `most`.

    Cut nodes count as never reaching the target, so that the shares add up. Where the odds are 0 or 1 from the start,
    nothing turns, and there are no points.

    Who chooses: the part of a node's move that lies between options is given to their actors, each option its own
    w(o) (v(o) - v(i))^2; the part within an option is chance's.
    """
    chain = stopped(graph.chain(), target)
    values = odds_of_reaching(chain, [target]).low[0]
    v = float(values[start])
    if v in (0.0, 1.0):
        return Turning(v, (), {})
    visits = _while_open(chain, start)
    node = graph.node_of_option()
    after = graph.option_values(values)
    between = graph.weight * (after - values[node]) ** 2
    edge_option = graph.option_of_edge()
    within = graph.weight * np.bincount(
        edge_option, graph.outcome * (values[graph.to] - after[edge_option]) ** 2, minlength=graph.options
    )
    open_visits = np.where(target, 0.0, visits)
    chosen = np.bincount(node, between, minlength=graph.nodes) * open_visits
    moved = chosen + np.bincount(node, within, minlength=graph.nodes) * open_visits
    whole = float(moved.sum())  # v (1 - v) but for rounding
    best = [int(i) for i in np.argsort(-moved, kind="stable")[:most] if moved[i] > 0]
    points = []
    for number in best:
        options = range(int(graph.first_option[number]), int(graph.first_option[number + 1]))
        ranked = sorted((o for o in options if graph.weight[o] > 0), key=lambda o: (-after[o], o))
        points.append(
            TurningPoint(
                number,
                float(moved[number]) / whole,
                float(chosen[number] / moved[number]),
                float(visits[number]),
                float(values[number]),
                tuple((o, float(after[o])) for o in ranked),
            )
        )
    by_actor: dict[int, float] = {}
    choice, chance = between * open_visits[node] / whole, within * open_visits[node] / whole
    for actor in sorted(set(graph.actor.tolist())):
        by_actor[actor] = float(choice[graph.actor == actor].sum())
    by_actor[CHANCE] = by_actor.get(CHANCE, 0.0) + float(chance.sum())
    return Turning(v, tuple(points), by_actor)


def _while_open(chain: Chain, start: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Expected visits, 0 instead of infinity: in a loop without a way out nothing is left to move."""
    visits = expected_visits(chain, start)
    settled: np.ndarray[tuple[int], np.dtype[np.float64]] = np.where(np.isinf(visits), 0.0, visits)
    return settled
