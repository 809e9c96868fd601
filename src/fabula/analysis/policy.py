"""What one actor can bring about: the highest and the lowest odds that his or her choices can force, and the policy.

A Markov decision process: the actor's options are free wherever the model gives the actor a turn; who has the turn, all
others' choices, and how things come out stay as the model says. At a node where the actor's options weigh m in sum, the
actor disposes of m and of no more.

Solved by policy iteration: each policy is evaluated as a chain, with `odds`' exactness, then improved where another
option is better. That is right here, where value iteration may stop anywhere on the way:

* Highest odds: a positive model, in which policy iteration that keeps an option unless another is strictly better ends
  at an optimal policy (M. Puterman, "Markov Decision Processes", 1994, 7.2.5): its values solve the optimality
  equation, of which the optimum is the least solution, and no policy has more than the optimum.
* Lowest odds: from the nodes where the target can be avoided for ever the odds are 0 (C. Baier and J.-P. Katoen,
  "Principles of Model Checking", 2008, 10.6.1, greatest fixpoint); the policy stays among them. Elsewhere every end
  component has been left out with them, so every policy is proper and the equation has one solution (D. Bertsekas and
  J. Tsitsiklis, "An Analysis of Stochastic Shortest Path Problems", Mathematics of Operations Research 16, 1991).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from fabula.analysis.chain import Flags, Floats, Numbers
from fabula.analysis.components import reachable
from fabula.analysis.decisions import DecisionGraph
from fabula.analysis.odds import odds_of_reaching

BETTER = 1e-12  # share by which an option must be better to be changed to: less may be rounding


@dataclass(frozen=True, slots=True, eq=False)
class Control:
    """What an actor can bring about from every node, and how.

    Without cut nodes `low` and `high` are the same: the optimum. With them the optimum lies between, and the policy is
    the one that guarantees at least `low` (when maximal) or at most `high` (when minimal), whatever follows there.
    """

    low: Floats  # [nodes] the optimum if the cut nodes never reach the target
    high: Floats  # [nodes] the optimum if they surely do
    choice: Numbers  # [nodes] the option that the actor takes there; -1 where the actor has no turn
    error: float  # what rounding can have done to the value of the policy


def best_odds(graph: DecisionGraph, actor: int, target: Flags) -> Control:
    """The highest odds of ever reaching `target` [nodes] that the actor's choices can force."""
    low, choice, error = _highest(graph, actor, target)
    if not graph.cut.any():
        return Control(low, low, choice, error)
    high, _, other = _highest(graph, actor, target | graph.cut)
    return Control(low, high, choice, max(error, other))


def worst_odds(graph: DecisionGraph, actor: int, target: Flags) -> Control:
    """The lowest odds of ever reaching `target` [nodes] that the actor's choices can force."""
    low, choice, error = _lowest(graph, actor, target)
    if not graph.cut.any():
        return Control(low, low, choice, error)
    high, choice, other = _lowest(graph, actor, target | graph.cut)
    return Control(low, high, choice, max(error, other))


def under(graph: DecisionGraph, actor: int, choice: Numbers) -> DecisionGraph:
    """The graph in which the actor follows a policy; choice: [nodes] as in `Control`. Fractions stay fractions."""
    own = _turns(graph, actor)
    node = graph.node_of_option()
    chosen = np.zeros(graph.options, dtype=np.bool_)
    chosen[choice[choice >= 0]] = True
    mass = np.bincount(node[own], graph.weight[own], minlength=graph.nodes)
    weight = np.where(own, np.where(chosen, mass[node], 0.0), graph.weight)
    exact: tuple[Fraction, ...] | None = None
    if graph.exact_weight is not None:
        sums = [Fraction(0)] * graph.nodes
        for option in np.flatnonzero(own).tolist():
            sums[node[option]] += graph.exact_weight[option]
        exact = tuple(
            (sums[node[option]] if chosen[option] else Fraction(0)) if own[option] else share
            for option, share in enumerate(graph.exact_weight)
        )
    return replace(graph, weight=weight, exact_weight=exact)


def decisions_met(graph: DecisionGraph, actor: int, control: Control, start: int) -> list[tuple[int, int]]:
    """The (node, option) at which the actor, following the policy from `start`, really chooses among several."""
    seen = reachable(under(graph, actor, control.choice).chain(), start)
    own = _turns(graph, actor)
    several = np.bincount(graph.node_of_option()[own], minlength=graph.nodes) > 1
    return [(int(node), int(control.choice[node])) for node in np.flatnonzero(seen & several)]


def _turns(graph: DecisionGraph, actor: int) -> Flags:
    """[options] the options that the actor may choose freely: the own ones, where the model gives the actor a turn."""
    own = graph.actor == actor
    node = graph.node_of_option()
    mass = np.bincount(node[own], graph.weight[own], minlength=graph.nodes)
    free: Flags = own & (mass[node] > 0)
    return free


def _highest(graph: DecisionGraph, actor: int, target: Flags) -> tuple[Floats, Numbers, float]:
    own = _turns(graph, actor)
    return _improve(graph, actor, target, own, _toward(graph, own, target), own, 1.0)


def _lowest(graph: DecisionGraph, actor: int, target: Flags) -> tuple[Floats, Numbers, float]:
    own = _turns(graph, actor)
    safe, choice = _avoiding(graph, own, target)
    free = own & ~safe[graph.node_of_option()]
    return _improve(graph, actor, target, own, choice, free, -1.0)


def _improve(
    graph: DecisionGraph, actor: int, target: Flags, own: Flags, choice: Numbers, free: Flags, sign: float
) -> tuple[Floats, Numbers, float]:
    """Policy iteration from `choice` over the options `free`; sign: 1 for the highest odds, -1 for the lowest."""
    node = graph.node_of_option()
    free_options = np.flatnonzero(free)
    at = node[free_options]
    heads = np.flatnonzero(np.diff(at, prepend=-1))  # where each node's options begin among the free ones
    nodes = at[heads]
    seen: set[bytes] = set()
    while True:
        found = odds_of_reaching(replace(under(graph, actor, choice), cut=np.zeros_like(graph.cut)).chain(), [target])
        values = found.low[0]
        if not len(nodes) or choice.tobytes() in seen:  # seen before: they differ by rounding alone
            return values, choice, found.error
        seen.add(choice.tobytes())
        worth = sign * graph.option_values(values)
        best = np.maximum.reduceat(worth[free_options], heads)
        now = worth[choice[nodes]]
        better = best > now + BETTER * np.abs(now)
        if not better.any():
            return values, choice, found.error
        # The first of the best options of each node.
        is_best = worth[free_options] == np.repeat(best, np.diff(heads, append=len(at)))
        firsts = free_options[is_best][np.unique(at[is_best], return_index=True)[1]]
        choice = choice.copy()
        choice[nodes[better]] = firsts[better]


def _toward(graph: DecisionGraph, own: Flags, target: Flags) -> Numbers:
    """[nodes] a first policy that comes to the target with more than 0 wherever any policy does; -1 without a turn."""
    node, option_of_edge = graph.node_of_option(), graph.option_of_edge()
    choice = _first_options(graph, own)
    there = target.copy()
    usable = own | (graph.weight > 0)
    while True:
        leads = np.zeros(graph.options, dtype=np.bool_)
        leads[option_of_edge[there[graph.to]]] = True
        leads &= usable & ~there[node]
        if not leads.any():
            return choice
        mine = np.flatnonzero(leads & own)[::-1]
        choice[node[mine]] = mine  # the first one stays
        there[node[leads]] = True


def _avoiding(graph: DecisionGraph, own: Flags, target: Flags) -> tuple[Flags, Numbers]:
    """The nodes from which the target can be avoided for ever, and a policy [nodes] that does."""
    node, option_of_edge = graph.node_of_option(), graph.option_of_edge()
    turns = np.bincount(node[own], minlength=graph.nodes)
    forced = ~own & (graph.weight > 0)
    unsafe = target.copy()
    while True:
        bad = np.zeros(graph.options, dtype=np.bool_)
        bad[option_of_edge[unsafe[graph.to]]] = True
        left = np.bincount(node[own & ~bad], minlength=graph.nodes)
        more = (turns > 0) & (left == 0)
        more[node[forced & bad]] = True
        more &= ~unsafe
        if not more.any():
            break
        unsafe |= more
    choice = _first_options(graph, own)
    good = np.flatnonzero(own & ~bad & ~unsafe[node])[::-1]
    choice[node[good]] = good
    return ~unsafe, choice


def _first_options(graph: DecisionGraph, own: Flags) -> Numbers:
    choice = np.full(graph.nodes, -1, dtype=np.int32)
    options = np.flatnonzero(own)[::-1]
    choice[graph.node_of_option()[options]] = options
    return choice
