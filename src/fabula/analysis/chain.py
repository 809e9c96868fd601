"""A finite Markov chain in flat arrays: from each node, where the story goes next and how likely.

Nodes are numbered from 0. The edges of node i are `first[i]` up to `first[i + 1]` in `to` and `probability`
(compressed sparse rows); they sum to 1, or there are none: then the story ends at i, or, if `cut[i]`, nobody has looked
further. The arrays are read-only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.int32]
Offsets = NDArray[np.int64]

SUM_TOLERANCE = 1e-9  # how far the probabilities of a row may be from 1 before they are refused; then they are scaled


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """A chain of `nodes` nodes and `edges` edges. Make one with `chain_of_arrays` or `chain_of_rows`."""

    first: Offsets  # [nodes + 1] where the edges of each node begin
    to: Numbers  # [edges] the node that an edge leads to
    probability: Floats  # [edges] above 0; 1 in sum for each node that has edges
    cut: Flags  # [nodes] nodes that were not looked into: they have no edges
    exact: tuple[Fraction, ...] | None = None  # [edges] the same probabilities in fractions, where they are known

    @property
    def nodes(self) -> int:
        return len(self.first) - 1

    @property
    def edges(self) -> int:
        return len(self.to)

    @property
    def is_cut(self) -> bool:
        """Whether some node was not looked into."""
        return bool(self.cut.any())

    @property
    def ends(self) -> Flags:
        """[nodes] the nodes without edges, those that were cut off included."""
        without: Flags = np.diff(self.first) == 0
        return without

    def sources(self) -> Numbers:
        """[edges] the node that each edge comes from."""
        return np.repeat(np.arange(self.nodes, dtype=np.int32), np.diff(self.first))


def chain_of_arrays(
    first: Sequence[int] | Offsets,
    to: Sequence[int] | Numbers,
    probability: Sequence[float] | Floats,
    cut: Sequence[bool] | Flags | None = None,
    exact: Sequence[Fraction] | None = None,
) -> Chain:
    """A chain from its arrays (see `Chain`), which are copied. Edges of probability 0 are left out.

    Raises ValueError where the arrays are no chain: lengths that do not fit, nodes that are not there, negative
    probabilities, rows that are further than `SUM_TOLERANCE` from 1 (nearer ones are scaled), cut nodes with edges.
    """
    starts = np.array(first, dtype=np.int64)
    ends = np.array(to, dtype=np.int32)
    shares = np.array(probability, dtype=np.float64)
    nodes = len(starts) - 1
    cuts = np.zeros(nodes, dtype=np.bool_) if cut is None else np.array(cut, dtype=np.bool_)
    if nodes < 0 or starts[0] != 0 or starts[-1] != len(ends) or (np.diff(starts) < 0).any():
        raise ValueError("the rows do not cover the edges")
    if len(shares) != len(ends) or len(cuts) != nodes or (exact is not None and len(exact) != len(ends)):
        raise ValueError("the arrays differ in length")
    if len(ends) and (ends.min() < 0 or ends.max() >= nodes):
        raise ValueError("an edge leads to a node that is not there")
    if not (shares >= 0).all():  # also where one is not a number
        raise ValueError("a probability is negative or not a number")
    rows = np.repeat(np.arange(nodes), np.diff(starts))
    if not (shares > 0).all():
        kept = shares > 0
        ends, shares, rows = ends[kept], shares[kept], rows[kept]
        exact = None if exact is None else [share for share, keep in zip(exact, kept, strict=True) if keep]
        starts = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=nodes)))).astype(np.int64)
    sums = np.bincount(rows, weights=shares, minlength=nodes)
    full = np.diff(starts) > 0
    if (np.abs(sums[full] - 1) > SUM_TOLERANCE).any():
        raise ValueError("the probabilities of a node's edges do not sum to 1")
    if (full & cuts).any():
        raise ValueError("a node that was cut off has edges")
    shares /= sums[rows]
    for array in (starts, ends, shares, cuts):
        array.flags.writeable = False
    return Chain(starts, ends, shares, cuts, None if exact is None else tuple(exact))


def chain_of_rows(rows: Sequence[Iterable[tuple[int, float | Fraction]]], cut: Iterable[int] = ()) -> Chain:
    """A chain from one row of pairs (node, probability) for each node; `cut` are the nodes that were not looked into.

    Where every probability is a Fraction (or an int), they are kept for `rational` as well. Raises ValueError as
    `chain_of_arrays`.
    """
    pairs = [list(row) for row in rows]
    flat = [pair for row in pairs for pair in row]
    shares: list[Any] = [share for _, share in flat]
    cuts = np.zeros(len(pairs), dtype=np.bool_)
    cuts[list(cut)] = True
    exact = [Fraction(share) for share in shares] if all(isinstance(x, Fraction | int) for x in shares) else None
    return chain_of_arrays(
        np.cumsum([0, *map(len, pairs)]), [node for node, _ in flat], [float(share) for share in shares], cuts, exact
    )


def flags(chain: Chain, nodes: Iterable[int]) -> Flags:
    """A set of nodes as an array [nodes] of True and False."""
    marked = np.zeros(chain.nodes, dtype=np.bool_)
    marked[list(nodes)] = True
    return marked


def stopped(chain: Chain, stop: Flags) -> Chain:
    """The chain that ends wherever `stop` [nodes] holds: their edges are taken away, all numbers stay."""
    if not (stop & ~chain.ends).any():
        return chain
    kept = ~stop[chain.sources()]
    degrees = np.where(stop, 0, np.diff(chain.first))
    first = np.concatenate(([0], np.cumsum(degrees))).astype(np.int64)
    exact = None if chain.exact is None else tuple(x for x, keep in zip(chain.exact, kept, strict=True) if keep)
    return Chain(first, chain.to[kept], chain.probability[kept], chain.cut, exact)
