"""What one actor can force, against every policy there is, and against Storm."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings

from fabula.analysis.chain import Flags, flags
from fabula.analysis.decisions import CHANCE, DecisionGraph, decisions_of_rows
from fabula.analysis.odds import odds_of_reaching
from fabula.analysis.policy import best_odds, decisions_met, under, worst_odds
from fabula.analysis.rational import exact_odds
from tests.analysis.chains import decision_graphs
from tests.analysis.storm import best_and_worst


def every_policy(graph: DecisionGraph, actor: int) -> list[np.ndarray]:  # type: ignore[type-arg]
    """All memoryless deterministic policies: among them is an optimal one (Puterman 1994, theorem 7.1.9)."""
    options = []
    for node in range(graph.nodes):
        own = [o for o in range(graph.first_option[node], graph.first_option[node + 1]) if graph.actor[o] == actor]
        options.append(own if graph.weight[own].sum() > 0 else [-1])
    return [np.array(policy, dtype=np.int32) for policy in product(*options)]


@given(decision_graphs())
@settings(max_examples=150, deadline=None)
def test_no_policy_does_better_or_worse(case: tuple[DecisionGraph, Flags]) -> None:
    graph, target = case
    policies = every_policy(graph, 0)
    if len(policies) > 200:
        return
    exact = [exact_odds(under(graph, 0, policy).chain(), target) for policy in policies]
    best, worst = best_odds(graph, 0, target), worst_odds(graph, 0, target)
    for node in range(graph.nodes):
        assert abs(best.low[node] - float(max(odds[node] for odds in exact))) < 1e-12
        assert abs(worst.low[node] - float(min(odds[node] for odds in exact))) < 1e-12
    for control in (best, worst):
        reached = odds_of_reaching(under(graph, 0, control.choice).chain(), [target]).low[0]
        assert np.abs(reached - control.low).max() < 1e-12, "the policy does what is said of it"


@given(decision_graphs())
@settings(max_examples=50, deadline=None)
def test_the_model_lies_between(case: tuple[DecisionGraph, Flags]) -> None:
    graph, target = case
    model = odds_of_reaching(graph.chain(), [target]).low[0]
    for actor in (0, 1):
        assert (worst_odds(graph, actor, target).low <= model + 1e-12).all()
        assert (best_odds(graph, actor, target).low >= model - 1e-12).all()


@pytest.mark.parametrize("seed", range(12))
def test_as_storm_has_it(seed: int) -> None:
    stormpy = pytest.importorskip("stormpy", reason="Storm's Python package is not installed")
    graph, target = random_graph(seed, (20, 150, 800)[seed % 3])
    best, worst = best_and_worst(stormpy, graph, 0, target)
    assert np.abs(best_odds(graph, 0, target).low - best).max() < 1e-9
    assert np.abs(worst_odds(graph, 0, target).low - worst).max() < 1e-9


def random_graph(seed: int, nodes: int) -> tuple[DecisionGraph, Flags]:
    random = np.random.default_rng(seed)
    rows = []
    for _ in range(nodes):
        count = int(random.integers(0, 4)) if random.random() < 0.9 else 0
        weights = random.random(count)
        row = []
        for weight in weights:
            to = random.integers(0, nodes, random.integers(1, 4))
            shares = random.dirichlet(np.ones(len(set(to))))
            row.append(
                (int(random.integers(-1, 2)), weight / weights.sum(), dict(zip(sorted(set(to)), shares, strict=True)))
            )
        rows.append(row)
    graph = decisions_of_rows(rows)
    return graph, (np.diff(graph.first_option) == 0) & (random.random(nodes) < 0.3)


def test_going_round_for_ever_keeps_away() -> None:
    """The least solution, not any: at node 0 one may go round by way of 1, or be led to the target."""
    graph = decisions_of_rows([[(0, 1, {1: 1}), (0, 0, {2: 1})], [(0, 1, {0: 1})], []])
    target = flags(graph.chain(), [2])
    worst = worst_odds(graph, 0, target)
    assert worst.low.tolist() == [0, 0, 1]
    assert worst.choice.tolist() == [0, 2, -1]
    best = best_odds(graph, 0, target)
    assert best.low.tolist() == [1, 1, 1]
    assert best.choice.tolist() == [1, 2, -1]


def test_the_actor_has_no_more_turns_than_the_model_gives() -> None:
    half = Fraction(1, 2)
    graph = decisions_of_rows([[(0, half, {1: 1}), (0, 0, {2: 1}), (1, half, {1: 1})], [], []])
    target = flags(graph.chain(), [2])
    assert best_odds(graph, 0, target).low[0] == 0.5
    assert worst_odds(graph, 0, target).low[0] == 0.0
    assert best_odds(graph, 1, target).low[0] == 0.0
    forced = under(graph, 0, best_odds(graph, 0, target).choice)
    assert exact_odds(forced.chain(), target)[0] == half, "fractions stay fractions"


def test_bounds_where_it_was_cut_and_decisions_met() -> None:
    graph = decisions_of_rows(
        [
            [(0, 0.5, {1: 1}), (0, 0.5, {2: 1})],
            [(CHANCE, 1, {3: 0.25, 4: 0.75})],
            [(CHANCE, 1, {3: 0.5, 5: 0.5})],
            [],
            [],
            [],
        ],
        cut=[4],
    )
    target = flags(graph.chain(), [3])
    best, worst = best_odds(graph, 0, target), worst_odds(graph, 0, target)
    assert (best.low[0], best.high[0]) == (0.5, 1.0)
    assert best.choice[0] == 1, "the one that guarantees most"
    assert (worst.low[0], worst.high[0]) == (0.25, 0.5)
    assert worst.choice[0] == 1, "the one that guarantees least"
    assert decisions_met(graph, 0, best, 0) == [(0, 1)]
    assert decisions_met(graph, 1, best_odds(graph, 1, target), 0) == []
