"""The odds against fractions, against Storm, and against what is known of random walks."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings

from fabula.analysis import iteration, odds
from fabula.analysis.chain import Chain, Flags, Floats, chain_of_arrays, chain_of_rows, flags
from fabula.analysis.components import Components, components
from fabula.analysis.odds import odds_of_reaching, steps_to_the_end
from fabula.analysis.rational import exact_odds
from tests.analysis.chains import chains
from tests.analysis.storm import chain_odds


def walk(steps: int, up: float) -> Chain:
    """A gambler's walk from 0 to `steps`, over at both ends."""
    inner = [[(i - 1, 1 - up), (i + 1, up)] for i in range(1, steps)]
    return chain_of_rows([[], *inner, []])


def random_chain(seed: int, nodes: int, reach: int, ending: float) -> tuple[Chain, Flags]:
    """Edges go up to `reach` nodes either way: large loops, the larger the reach the sooner mixed."""
    random = np.random.default_rng(seed)
    degree = np.where(random.random(nodes) < ending, 0, random.integers(1, 5, nodes))
    degree[-1] = 0
    source = np.repeat(np.arange(nodes), degree)
    to = np.clip(source + random.integers(-reach, reach + 1, len(source)), 0, nodes - 1)
    weight = random.random(len(source)) + 0.05
    first = np.concatenate(([0], np.cumsum(degree)))
    chain = chain_of_arrays(first, to, weight / np.bincount(source, weight, minlength=nodes)[source])
    return chain, chain.ends & (np.arange(nodes) % 2 == 0)


@given(chains())
def test_as_in_fractions(case: tuple[Chain, Flags]) -> None:
    chain, target = case
    found = odds_of_reaching(chain, [target])
    exact = exact_odds(chain, target)
    assert found.error < 1e-12
    assert found.high is found.low
    for node, true in enumerate(exact):
        assert abs(found.low[0, node] - float(true)) <= 1e-12
        low, high = found.between(0, node)
        assert low <= true + Fraction(1, 10**15)
        assert high >= true - Fraction(1, 10**15)
        if true in (0, 1):
            assert found.low[0, node] == true, "what the graph decides is exact"
        else:
            assert 0 < found.low[0, node] < 1


@given(chains())
@settings(max_examples=50)
def test_the_fractions_solve_the_equations(case: tuple[Chain, Flags]) -> None:
    chain, target = case
    exact = exact_odds(chain, target)
    assert chain.exact is not None
    for node in range(chain.nodes):
        edges = range(chain.first[node], chain.first[node + 1])
        if target[node]:
            assert exact[node] == 1
        elif edges:
            assert exact[node] == sum(chain.exact[e] * exact[chain.to[e]] for e in edges)
        else:
            assert exact[node] == 0


@given(chains(may_cut=True), chains())
@settings(max_examples=60)
def test_the_bounds_hold_whatever_follows_where_it_was_cut(
    case: tuple[Chain, Flags], beyond: tuple[Chain, Flags]
) -> None:
    chain, target = case
    more, more_target = beyond
    assert chain.exact is not None
    assert more.exact is not None
    found = odds_of_reaching(chain, [target])
    rows = _rows(chain, 0)
    for node in np.flatnonzero(chain.cut):  # another chain goes on there
        rows[node] = [(chain.nodes, Fraction(1))]
    whole = chain_of_rows(rows + _rows(more, chain.nodes))
    true = exact_odds(whole, np.concatenate((target, more_target)))
    for node in range(chain.nodes):
        low, high = found.between(0, node)
        assert low - 1e-15 <= true[node] <= high + 1e-15


def _rows(chain: Chain, offset: int) -> list[list[tuple[int, Fraction]]]:
    assert chain.exact is not None
    return [
        [(int(chain.to[e]) + offset, chain.exact[e]) for e in range(chain.first[i], chain.first[i + 1])]
        for i in range(chain.nodes)
    ]


def test_bounds_where_it_was_cut() -> None:
    chain = chain_of_rows([[(1, 0.5), (2, 0.25), (3, 0.25)], [], [], []], cut=[3])
    found = odds_of_reaching(chain, [flags(chain, [1]), flags(chain, [2])])
    assert found.low[:, 0].tolist() == [0.5, 0.25]
    assert found.high[:, 0].tolist() == [0.75, 0.5]


def test_several_targets_in_one_call_are_each_as_alone() -> None:
    chain, ending = random_chain(3, 400, 30, 0.05)
    inner = flags(chain, [200, 201])
    both = odds_of_reaching(chain, [ending, inner, chain.ends & ~ending])
    for number, target in enumerate((ending, inner, chain.ends & ~ending)):
        alone = odds_of_reaching(chain, [target]).low[0]
        assert np.abs(both.low[number] - alone).max() < 1e-12
    assert np.abs(both.low[0] + both.low[2] - 1).max() < 1e-12, "it always ends"


def test_no_nodes_and_no_targets() -> None:
    assert odds_of_reaching(chain_of_rows([]), []).low.shape == (0, 0)
    chain = chain_of_rows([[(0, 1)]])
    assert odds_of_reaching(chain, []).low.shape == (0, 1)
    assert odds_of_reaching(chain, [flags(chain, [0])]).low.tolist() == [[1.0]]


@pytest.mark.parametrize("up", [0.5, 0.3, 0.6])
@pytest.mark.parametrize("steps", [10, 40, 120, 800])
def test_the_gambler(steps: int, up: float) -> None:
    """Feller, "An Introduction to Probability Theory" (1968), XIV (2.4), and the duration (3.4)."""
    chain = walk(steps, up)
    found = odds_of_reaching(chain, [flags(chain, [steps])])
    at = np.arange(steps + 1)
    ratio = (1 - up) / up
    true = at / steps if up == 0.5 else np.expm1(at * np.log(ratio)) / np.expm1(steps * np.log(ratio))
    assert np.abs(found.low[0] - true).max() <= found.error + 1e-13
    assert found.error < 1e-8  # a residual of 1e-16, times half a million steps at most
    if steps <= 40:
        assert np.allclose(found.low[0][1:], true[1:], rtol=1e-12, atol=0), "small ones to their last digits"
    steps_left = at * (steps - at) if up == 0.5 else at / (1 - 2 * up) - steps / (1 - 2 * up) * true
    assert np.allclose(steps_to_the_end(chain), steps_left, rtol=1e-7)


def test_a_loop_that_is_hardly_ever_left() -> None:
    """No digit is lost though 1 - p has lost them all: nothing is subtracted."""
    rare = 2.0**-60
    chain = chain_of_arrays([0, 3, 5, 5, 5], [1, 2, 3, 0, 1], [1 - 3 * rare, rare, 2 * rare, 0.5, 0.5])
    assert odds_of_reaching(chain, [flags(chain, [2])]).low[0, 0] == pytest.approx(1 / 3, rel=1e-15)


@pytest.mark.parametrize(("reach", "ending"), [(8, 0.0005), (40, 0.02), (600, 0.02), (600, 0.0005)])
def test_large_loops_by_each_method(reach: int, ending: float, monkeypatch: pytest.MonkeyPatch) -> None:
    chain, target = random_chain(7, 900, reach, ending)
    by_factors = odds_of_reaching(chain, [target])
    used: list[bool] = []  # for each call of Krylov's method, whether it came to an end
    krylov = iteration._by_krylov

    def counted(*arguments: object) -> bool:
        used.append(krylov(*arguments))  # type: ignore[arg-type]
        return used[-1]

    monkeypatch.setattr(iteration, "_by_krylov", counted)
    monkeypatch.setattr(iteration, "MOST_SWEEPS", iteration.BATCH)
    monkeypatch.setattr(iteration, "DIRECT", 0)
    by_krylov = odds_of_reaching(chain, [target])
    monkeypatch.setattr(odds, "SMALL", 1000)
    by_elimination = odds_of_reaching(chain, [target])
    assert used
    for found in (by_factors, by_krylov):
        assert np.abs(found.low - by_elimination.low).max() <= found.error + 1e-14
        assert found.error < 1e-9


@pytest.mark.parametrize("seed", range(25))
def test_as_storm_has_it(seed: int) -> None:
    stormpy = pytest.importorskip("stormpy", reason="Storm's Python package is not installed")
    size = (10, 60, 400, 3000)[seed % 4]
    chain, target = random_chain(seed, size, (2, 10, size)[seed % 3], (0.3, 0.05, 0.01)[seed % 3])
    target = target | flags(chain, [size // 2]) if seed % 2 else target
    found = odds_of_reaching(chain, [target])
    assert np.abs(found.low[0] - chain_odds(stormpy, chain, target)).max() < 1e-9
    assert found.error < 1e-9


def test_what_is_no_chain_is_refused() -> None:
    for first, to, share, cut in (
        ([0, 1], [1], [1.0], None),  # no such node
        ([0, 1], [0], [0.9], None),  # not 1 in sum
        ([0, 2], [0, 0], [1.5, -0.5], None),
        ([0, 1], [0], [float("nan")], None),
        ([0, 1], [0], [1.0], [True]),  # cut, with an edge
        ([0, 2], [0], [1.0], None),
        ([0, 1], [0], [0.5, 0.5], None),
    ):
        with pytest.raises(ValueError):  # noqa: PT011
            chain_of_arrays(first, to, share, cut)
    with pytest.raises(ValueError, match="not fractions"):
        exact_odds(chain_of_rows([[(0, 1.0)]]), np.array([False]))


def test_what_can_not_be_missed_is_certain() -> None:
    chain, _ = random_chain(9, 3000, 5, 0.05)
    parts = components(chain)
    found = odds_of_reaching(chain, [parts.bottom[parts.label]])
    assert (found.low == 1.0).all(), "to the last digit, though thousands of sums were rounded"


def test_the_error_covers_what_a_bad_solution_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    chain, target = random_chain(4, 500, 20, 0.05)
    true = odds_of_reaching(chain, [target]).low
    pull_all = odds.pull_all
    noise = np.random.default_rng(0).uniform(-1e-6, 1e-6, (chain.nodes, 2))

    def roughly(chain: Chain, parts: Components, x: Floats, rough: int = 0) -> None:
        pull_all(chain, parts, x, rough)
        x[~parts.bottom[parts.label]] += noise[~parts.bottom[parts.label]]

    monkeypatch.setattr(odds, "pull_all", roughly)
    found = odds_of_reaching(chain, [target])
    off = np.abs(found.low - true).max()
    assert 1e-7 < off <= found.error < 1e-3
