"""A decision graph in flat arrays: at each node options, each somebody's, and for each option where it leads.

Three levels of compressed sparse rows: node i has the options `first_option[i]` up to `first_option[i + 1]`, and option
o has the edges `first_edge[o]` up to `first_edge[o + 1]`. `weight[o]` is how likely the model takes option o at its
node (1 in sum), `outcome[e]` how likely edge e is once its option is taken (1 in sum). An option may have weight 0: the
model never takes it, yet it is there for one whose choice is free (`policy`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from fabula.analysis.chain import SUM_TOLERANCE, Chain, Flags, Floats, Numbers, Offsets, chain_of_arrays

CHANCE = -1  # actor of an option that is nobody's choice
FATE = -2  # actor of an option that fate takes


@dataclass(frozen=True, slots=True, eq=False)
class DecisionGraph:
    """A graph of `nodes` nodes, with options and edges. Make one with `decision_graph` or `decisions_of_rows`."""

    first_option: Offsets  # [nodes + 1]
    first_edge: Offsets  # [options + 1]
    weight: Floats  # [options] 0 or more; 1 in sum for each node that has options
    actor: Numbers  # [options] the number of a character, or CHANCE or FATE
    event: Numbers  # [options] what the option is, for the caller; -1 for nothing
    to: Numbers  # [edges] the node that an edge leads to
    outcome: Floats  # [edges] above 0; 1 in sum for each option
    cut: Flags  # [nodes] nodes that were not looked into: they have no options
    exact_weight: tuple[Fraction, ...] | None = None  # [options] the same in fractions, where they are known
    exact_outcome: tuple[Fraction, ...] | None = None  # [edges]

    @property
    def nodes(self) -> int:
        return len(self.first_option) - 1

    @property
    def options(self) -> int:
        return len(self.weight)

    def node_of_option(self) -> Numbers:
        """[options] the node that each option is at."""
        return np.repeat(np.arange(self.nodes, dtype=np.int32), np.diff(self.first_option))

    def option_of_edge(self) -> Numbers:
        """[edges] the option that each edge belongs to."""
        return np.repeat(np.arange(self.options, dtype=np.int32), np.diff(self.first_edge))

    def chain(self) -> Chain:
        """The chain in which everybody chooses as the model says."""
        share = self.weight[self.option_of_edge()] * self.outcome
        exact = None
        if self.exact_weight is not None and self.exact_outcome is not None:
            pairs = zip(self.option_of_edge().tolist(), self.exact_outcome, strict=True)
            exact = [self.exact_weight[option] * outcome for option, outcome in pairs]
        return chain_of_arrays(self.first_edge[self.first_option], self.to, share, self.cut, exact)

    def with_weights(self, weight: Floats) -> DecisionGraph:
        """The same graph under another choice model: weight [options], 1 in sum for each node. Raises ValueError."""
        shares = np.array(weight, dtype=np.float64)
        _check_sums(shares, self.node_of_option(), np.diff(self.first_option) > 0, "options")
        shares.flags.writeable = False
        return replace(self, weight=shares, exact_weight=None)

    def option_values(self, values: Floats) -> Floats:
        """[options] what each option is worth when its edges lead to nodes worth `values` [nodes]."""
        shares = self.outcome * values[self.to]
        return np.bincount(self.option_of_edge(), shares, minlength=self.options).astype(np.float64)


def decision_graph(
    first_option: Sequence[int] | Offsets,
    first_edge: Sequence[int] | Offsets,
    weight: Sequence[float] | Floats,
    actor: Sequence[int] | Numbers,
    to: Sequence[int] | Numbers,
    outcome: Sequence[float] | Floats,
    cut: Sequence[bool] | Flags | None = None,
    event: Sequence[int] | Numbers | None = None,
    exact: tuple[Sequence[Fraction], Sequence[Fraction]] | None = None,
) -> DecisionGraph:
    """A decision graph from its arrays (see `DecisionGraph`), which are copied. exact: weights and outcomes.

    Raises ValueError where lengths do not fit, a sum is further than `SUM_TOLERANCE` from 1, an outcome is not above 0,
    a weight is negative, a node is not there, or a cut node has options.
    """
    options, edges = np.array(first_option, dtype=np.int64), np.array(first_edge, dtype=np.int64)
    weights, outcomes = np.array(weight, dtype=np.float64), np.array(outcome, dtype=np.float64)
    actors, ends = np.array(actor, dtype=np.int32), np.array(to, dtype=np.int32)
    nodes = len(options) - 1
    cuts = np.zeros(nodes, dtype=np.bool_) if cut is None else np.array(cut, dtype=np.bool_)
    events = np.full(len(weights), -1, dtype=np.int32) if event is None else np.array(event, dtype=np.int32)
    for offsets, count in ((options, len(weights)), (edges, len(ends))):
        if len(offsets) == 0 or offsets[0] != 0 or offsets[-1] != count or (np.diff(offsets) < 0).any():
            raise ValueError("the rows do not cover what they count")
    if len(edges) - 1 != len(weights) or len(actors) != len(weights) or len(events) != len(weights):
        raise ValueError("the arrays of the options differ in length")
    if len(outcomes) != len(ends) or len(cuts) != nodes:
        raise ValueError("the arrays of the edges or of the nodes differ in length")
    if len(ends) and (ends.min() < 0 or ends.max() >= nodes):
        raise ValueError("an edge leads to a node that is not there")
    if not (weights >= 0).all() or not (outcomes > 0).all():
        raise ValueError("a weight is negative, or an outcome not above 0")
    full = np.diff(options) > 0
    _check_sums(weights, np.repeat(np.arange(nodes), np.diff(options)), full, "options")
    _check_sums(outcomes, np.repeat(np.arange(len(weights)), np.diff(edges)), np.ones(len(weights), bool), "outcomes")
    if (full & cuts).any():
        raise ValueError("a node that was cut off has options")
    for array in (options, edges, weights, actors, events, ends, outcomes, cuts):
        array.flags.writeable = False
    fractions = (None, None) if exact is None else (tuple(exact[0]), tuple(exact[1]))
    return DecisionGraph(options, edges, weights, actors, events, ends, outcomes, cuts, *fractions)


Row = Iterable[tuple[int, "float | Fraction", Mapping[int, "float | Fraction"]]]


def decisions_of_rows(rows: Sequence[Row], cut: Iterable[int] = ()) -> DecisionGraph:
    """A decision graph from one row of options for each node, each (actor, weight, {node: outcome}).

    Where all weights and outcomes are fractions (or ints), they are kept for `rational`. Errors: `decision_graph`.
    """
    options = [list(row) for row in rows]
    flat = [option for row in options for option in row]
    weights: list[Any] = [weight for _, weight, _ in flat]
    outcomes: list[Any] = [share for _, _, row in flat for share in row.values()]
    cuts = np.zeros(len(options), dtype=np.bool_)
    cuts[list(cut)] = True
    exact = None
    if all(isinstance(x, Fraction | int) for x in weights + outcomes):
        exact = ([Fraction(x) for x in weights], [Fraction(x) for x in outcomes])
    return decision_graph(
        np.cumsum([0, *map(len, options)]),
        np.cumsum([0, *(len(row) for _, _, row in flat)]),
        [float(weight) for weight in weights],
        [actor for actor, _, _ in flat],
        [node for _, _, row in flat for node in row],
        [float(share) for share in outcomes],
        cuts,
        exact=exact,
    )


def _check_sums(shares: Floats, rows: Any, full: Flags, what: str) -> None:
    """Scales the shares of each row in place to 1; raises ValueError where they are further from it than allowed."""
    sums = np.bincount(rows, weights=shares, minlength=len(full))
    if (np.abs(sums[full] - 1) > SUM_TOLERANCE).any():
        raise ValueError(f"the {what} of one row do not sum to 1")
    shares /= sums[rows]
