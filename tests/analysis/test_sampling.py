"""Sampling: seeded, within its interval, and open where it is open."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from fabula.analysis.chain import Chain, Flags, chain_of_rows, flags
from fabula.analysis.interval import clopper_pearson
from fabula.analysis.odds import odds_of_reaching, steps_to_the_end
from fabula.analysis.sampling import sample, sample_paths
from tests.analysis.camp import WIN, the_camp
from tests.analysis.chains import chains
from tests.analysis.test_odds import random_chain


def test_the_small_story() -> None:
    graph, number = the_camp()
    chain = graph.chain()
    found = sample(chain, 0, [flags(chain, [number[WIN]])], 200_000, seed=1)
    won = found.estimates[0]
    assert won.low <= 161 / 1920 <= won.high
    assert won.high - won.low < 0.003
    assert (found.runs, found.open, found.cut, won.unknown) == (200_000, 0, 0, 0)
    assert found.steps == pytest.approx(steps_to_the_end(chain)[0], rel=0.01)
    assert found == sample(chain, 0, [flags(chain, [number[WIN]])], 200_000, seed=1), "the same seed, the same runs"
    assert found != sample(chain, 0, [flags(chain, [number[WIN]])], 200_000, seed=2)


@pytest.mark.parametrize("seed", range(8))
def test_the_odds_are_in_the_interval(seed: int) -> None:
    """At 99.99 %: of 16 intervals with fixed seeds none is expected to fail."""
    chain, target = random_chain(seed, 200, 10, 0.1)
    inner = flags(chain, [50, 120])
    true = odds_of_reaching(chain, [target, inner]).low[:, 100]
    found = sample(chain, 100, [target, inner], 20_000, seed, confidence=0.9999)
    for estimate, odds in zip(found.estimates, true, strict=True):
        assert estimate.low <= odds <= estimate.high


@given(chains(may_cut=True))
@settings(max_examples=40)
def test_cut_nodes_widen_the_interval(case: tuple[Chain, Flags]) -> None:
    chain, target = case
    bounds = odds_of_reaching(chain, [target])
    estimate = sample(chain, 0, [target], 2_000, 7, confidence=1 - 1e-9).estimates[0]
    assert estimate.low <= bounds.low[0, 0] + 1e-12
    assert estimate.high >= bounds.high[0, 0] - 1e-12
    assert (estimate.unknown > 0) <= bool(chain.is_cut)


def test_loops_are_open_unless_nothing_can_change() -> None:
    slow = chain_of_rows([[(0, 0.999), (1, 0.001)], []])
    found = sample(slow, 0, [flags(slow, [1])], 1_000, 3, most_steps=5)
    assert found.open == found.estimates[0].unknown > 900
    assert found.estimates[0].high == 1
    trap = chain_of_rows([[(1, 1)], [(2, 1)], [(1, 1)], []])
    found = sample(trap, 0, [flags(trap, [2]), flags(trap, [3])], 100, 3)
    assert [estimate.reached for estimate in found.estimates] == [100, 0]
    assert found.open == 0


def test_paths_follow_the_edges() -> None:
    graph, _ = the_camp()
    chain = graph.chain()
    paths = sample_paths(chain, 0, 50, seed=4)
    assert paths == sample_paths(chain, 0, 50, seed=4)
    for nodes, edges in paths:
        assert nodes[0] == 0
        assert chain.ends[nodes[-1]]
        for before, edge, after in zip(nodes[:-1], edges, nodes[1:], strict=True):
            assert chain.first[before] <= edge < chain.first[before + 1]
            assert chain.to[edge] == after
    nodes, edges = sample_paths(chain_of_rows([[(0, 1)]]), 0, 1, 0, most_steps=3)[0]
    assert (nodes, edges) == ([0, 0, 0, 0], [0, 0, 0])


def test_known_intervals() -> None:
    """Clopper and Pearson's for 0, 1 and 10 of 10: closed forms, and Table 1 of Brown, Cai and DasGupta (2001)."""
    low, high = clopper_pearson(0, 10)
    assert (low, high) == (0.0, pytest.approx(1 - 0.025**0.1))
    assert clopper_pearson(10, 10) == (pytest.approx(0.025**0.1), 1.0)
    assert clopper_pearson(5, 10) == (pytest.approx(0.1871, abs=1e-4), pytest.approx(0.8129, abs=1e-4))
    assert clopper_pearson(2, 10, unknown=8)[1] == 1.0
    for hits, runs, unknown in ((3, 2, 0), (-1, 2, 0), (1, 2, 2)):
        with pytest.raises(ValueError, match="more hits"):
            clopper_pearson(hits, runs, 0.95, unknown)


def test_the_interval_covers_as_often_as_it_says() -> None:
    for p in (0.01, 0.3, 0.77):
        random = np.random.default_rng(11)
        counts = random.binomial(60, p, 2_000)
        bounds = {int(hits): clopper_pearson(int(hits), 60) for hits in set(counts)}
        assert np.mean([bounds[int(hits)][0] <= p <= bounds[int(hits)][1] for hits in counts]) >= 0.945
