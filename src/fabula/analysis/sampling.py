"""Seeded sampling of a chain: many stories at once, how often they reach each target, and a few of them to look at.

All runs advance together, one step of all of them at a time. A run is over at a node without edges, at a cut node, and
in a loop without a way out, where all that can still happen surely happens. Runs that are not over after `most_steps`
are open: like those that came to a cut node, they count as neither reached nor missed.

The numbers come from numpy's PCG64 generator: the same seed gives the same runs, with any version of numpy that keeps
its stream of doubles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fabula.analysis.chain import Chain, Flags, Floats, Numbers
from fabula.analysis.components import components
from fabula.analysis.interval import clopper_pearson

BATCH = 1 << 16  # runs that advance together
MOST_STEPS = 10_000  # of a run, unless it is said otherwise


@dataclass(frozen=True, slots=True)
class Estimate:
    """How often one target was reached, and the interval for its odds."""

    reached: int  # runs that came to the target
    unknown: int  # runs that had not, and were open or cut off
    runs: int
    low: float  # Clopper and Pearson: with the confidence asked for, the odds lie between
    high: float


@dataclass(frozen=True, slots=True)
class Sample:
    """What a number of runs came to."""

    runs: int
    open: int  # not over after the most steps
    cut: int  # came to a cut node
    steps: float  # mean number of steps of all runs, up to where each was over
    estimates: tuple[Estimate, ...]  # one for each target


def sample(
    chain: Chain,
    start: int,
    targets: Sequence[Flags],
    runs: int,
    seed: int,
    most_steps: int = MOST_STEPS,
    confidence: float = 0.95,
) -> Sample:
    """Runs from `start`, and how many ever came to each target (each [nodes])."""
    random = np.random.Generator(np.random.PCG64(seed))
    ladder, last = _ladder(chain)
    over, surely = _over(chain, targets)
    wanted = np.array(targets, dtype=np.bool_).reshape(len(targets), chain.nodes)
    hits = np.zeros(len(targets), dtype=np.int64)
    unknown = np.zeros(len(targets), dtype=np.int64)
    still_open = cut = steps = 0
    for begin in range(0, runs, BATCH):
        count = min(BATCH, runs - begin)
        at = np.full(count, start, dtype=np.int64)
        met = np.repeat(wanted[:, start : start + 1], count, axis=1)
        for step in range(most_steps + 1):
            done = over[at]
            if done.any():
                ended = at[done]
                was_cut = chain.cut[ended]
                known = met[:, done] | surely[:, ended]
                hits += known.sum(axis=1)
                unknown += (~known & was_cut).sum(axis=1)
                cut += int(was_cut.sum())
                steps += step * len(ended)
                at, met = at[~done], met[:, ~done]
            if not len(at) or step == most_steps:
                break
            edge = np.minimum(np.searchsorted(ladder, at + random.random(len(at)), side="right"), last[at])
            at = chain.to[edge].astype(np.int64)
            met |= wanted[:, at]
        steps += most_steps * len(at)
        still_open += len(at)
        hits += met.sum(axis=1)
        unknown += (~met).sum(axis=1)
    estimates = []
    for reached, doubtful in zip(hits.tolist(), unknown.tolist(), strict=True):
        low, high = clopper_pearson(reached, runs, confidence, doubtful)
        estimates.append(Estimate(reached, doubtful, runs, low, high))
    return Sample(runs, still_open, cut, steps / runs if runs else 0.0, tuple(estimates))


def sample_paths(
    chain: Chain, start: int, runs: int, seed: int, most_steps: int = MOST_STEPS
) -> list[tuple[list[int], list[int]]]:
    """A few runs in full: for each its nodes, `start` first, and the numbers of the edges between them, one fewer.

    A run ends at a node without edges or after `most_steps`; a loop without a way out is gone on with until then.
    """
    random = np.random.Generator(np.random.PCG64(seed))
    ladder, last = _ladder(chain)
    ends = chain.ends
    paths = []
    for _ in range(runs):
        nodes: list[int] = [start]
        edges: list[int] = []
        while len(edges) < most_steps and not ends[nodes[-1]]:
            at = nodes[-1]
            edge = min(int(np.searchsorted(ladder, at + random.random(), side="right")), int(last[at]))
            edges.append(edge)
            nodes.append(int(chain.to[edge]))
        paths.append((nodes, edges))
    return paths


def _ladder(chain: Chain) -> tuple[Floats, Numbers]:
    """The cumulated probabilities of all rows in one ascending array, row i between i and i + 1, and the last edges.

    A probability is met to 2**-52 times the number of nodes.
    """
    source = chain.sources()
    total = np.cumsum(chain.probability)
    before = np.concatenate(([0.0], total))[chain.first[:-1]]
    ladder = source + np.clip(total - before[source], 0.0, 1.0)
    # Each row's last step is its upper end, so that rounding never leads to the next row.
    last = chain.first[1:] - 1  # -1 or another row's where there are no edges: not used
    full = np.flatnonzero(np.diff(chain.first))
    ladder[last[full]] = full + 1.0
    return np.maximum.accumulate(ladder).astype(np.float64), last.astype(np.int32)


def _over(chain: Chain, targets: Sequence[Flags]) -> tuple[Flags, Flags]:
    """[nodes] where a run is over, and [targets, nodes] whether the target is then surely reached."""
    parts = components(chain)
    surely = np.zeros((len(targets), chain.nodes), dtype=np.bool_)
    over = parts.bottom[parts.label]
    for number, target in enumerate(targets):
        inside = np.zeros(parts.count, dtype=np.bool_)
        inside[parts.label[target]] = True
        surely[number] = inside[parts.label] & over
    return over, surely
