"""Visits, and what the odds turn on: the shares are the variance that is settled there."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from fabula.analysis import odds as odds_module
from fabula.analysis.chain import Chain, Flags, chain_of_rows, flags, stopped
from fabula.analysis.decisions import CHANCE, DecisionGraph
from fabula.analysis.odds import odds_of_reaching
from fabula.analysis.rational import exact_chance
from fabula.analysis.turning import turning_points
from fabula.analysis.visits import chances_of_passing, expected_visits
from tests.analysis.camp import WIN, the_camp
from tests.analysis.chains import chains, decision_graphs
from tests.analysis.test_odds import random_chain, walk


def test_the_small_story_is_won_161_times_in_1920() -> None:
    graph, number = the_camp()
    target = flags(graph.chain(), [number[WIN]])
    assert str(exact_chance(graph.chain(), target, 0)) == "161/1920"
    found = odds_of_reaching(graph.chain(), [target])
    assert found.low[0, 0] == pytest.approx(161 / 1920, rel=1e-15)


def test_what_the_small_story_turns_on() -> None:
    graph, number = the_camp()
    turning = turning_points(graph, flags(graph.chain(), [number[WIN]]), 0, most=100)
    assert turning.odds == pytest.approx(161 / 1920)
    assert sum(point.share for point in turning.points) == pytest.approx(1)
    assert sum(turning.by_actor.values()) == pytest.approx(1)
    assert set(turning.by_actor) == {0, CHANCE}
    shares = [point.share for point in turning.points]
    assert shares == sorted(shares, reverse=True)
    fight = next(point for point in turning.points if point.node == number["fight 1"])
    assert fight.by_choice == 0, "a die decides"
    assert fight.odds == pytest.approx(9 / 20)
    forest = next(point for point in turning.points if point.node == 0)
    assert forest.by_choice == pytest.approx(1), "whoever is there decides"
    assert forest.visits == 1
    assert [option for option, _ in forest.options] == [0, 1, 2]
    nothing = turning_points(graph, flags(graph.chain(), [0]), 0)
    assert (nothing.odds, nothing.points) == (1.0, ())


@given(decision_graphs())
def test_the_shares_are_all_that_is_settled(case: tuple[DecisionGraph, Flags]) -> None:
    graph, target = case
    turning = turning_points(graph, target, 0, most=100)
    if turning.odds in (0, 1):
        assert turning.points == ()
        return
    assert sum(point.share for point in turning.points) == pytest.approx(1)
    assert sum(turning.by_actor.values()) == pytest.approx(1)
    # Their sum is the variance with which the story begins, v (1 - v).
    chain = graph.chain()
    values = odds_of_reaching(chain, [target]).low[0]
    moved = np.bincount(
        chain.sources(), chain.probability * (values[chain.to] - values[chain.sources()]) ** 2, minlength=chain.nodes
    )
    settled = sum(point.visits * moved[point.node] for point in turning.points)
    assert settled == pytest.approx(turning.odds * (1 - turning.odds))
    ways = chances_of_passing(stopped(chain, target), 0, [point.node for point in turning.points])
    for point, reached in zip(turning.points, ways, strict=True):
        assert 0 <= point.by_choice <= 1 + 1e-12
        assert 0 < reached <= min(1, point.visits) + 1e-12


@given(chains())
def test_visits_solve_their_equations(case: tuple[Chain, Flags]) -> None:
    chain, _ = case
    visits = expected_visits(chain, 0)
    flow = np.bincount(chain.to, chain.probability * visits[chain.sources()], minlength=chain.nodes)
    flow[0] += 1
    finite = np.isfinite(flow) & np.isfinite(visits)
    assert np.allclose(visits[finite], flow[finite], rtol=1e-12, atol=1e-14)
    passed = chances_of_passing(chain, 0, range(chain.nodes))
    assert [chance > 0 for chance in passed] == [count > 0 for count in visits]
    ends = np.flatnonzero(chain.ends)
    assert np.allclose(np.array(passed)[ends], visits[ends])


def test_visits_in_large_loops(monkeypatch: pytest.MonkeyPatch) -> None:
    chain, _ = random_chain(5, 800, 30, 0.02)
    by_sweeps = expected_visits(chain, 400)
    monkeypatch.setattr("fabula.analysis.visits.SMALL", 1000)
    assert np.allclose(by_sweeps, expected_visits(chain, 400), rtol=1e-11, atol=1e-14)
    assert odds_module.SMALL < 800


def test_visits_of_a_gambler() -> None:
    """From the middle of 0..2m, fair: each inner node i is visited min(i, 2m - i) times (Feller 1968, XIV)."""
    visits = expected_visits(walk(20, 0.5), 10)
    assert np.allclose(visits[1:20], np.minimum(np.arange(1, 20), 20 - np.arange(1, 20)))
    assert visits[[0, 20]].tolist() == pytest.approx([0.5, 0.5])


def test_visits_where_there_is_no_way_out() -> None:
    chain = chain_of_rows([[(1, 0.5), (3, 0.5)], [(2, 1)], [(1, 1)], [], [(4, 1)]])
    assert expected_visits(chain, 0).tolist() == [1, np.inf, np.inf, 0.5, 0]
