"""Components in their order, and what a story can be caught in."""

from __future__ import annotations

import numpy as np
from hypothesis import given

from fabula.analysis.chain import Chain, Flags, chain_of_rows, flags, stopped
from fabula.analysis.components import components, reachable, traps
from tests.analysis.chains import chains


@given(chains())
def test_components_are_what_can_reach_each_other(case: tuple[Chain, Flags]) -> None:
    chain, _ = case
    parts = components(chain)
    reach = np.array([reachable(chain, node) for node in range(chain.nodes)])
    for a in range(chain.nodes):
        for b in range(chain.nodes):
            assert (parts.label[a] == parts.label[b]) == (reach[a, b] and reach[b, a])
    assert (parts.label[chain.sources()] >= parts.label[chain.to]).all(), "after all that they lead to"
    assert sorted(parts.order.tolist()) == list(range(chain.nodes))
    for number in range(parts.count):
        nodes = parts.order[parts.first[number] : parts.first[number + 1]]
        assert (parts.label[nodes] == number).all()
        leaves = bool((reach[nodes].any(axis=0) & (parts.label != number)).any())
        assert parts.bottom[number] == (not leaves)


def test_two_edges_that_lead_the_same_way() -> None:
    chain = chain_of_rows([[(1, 0.5), (1, 0.5)], [(0, 0.5), (0, 0.25), (2, 0.25)], []])
    assert components(chain).label.tolist() == [1, 1, 0]


def test_dead_ends_and_loops_without_a_way_out() -> None:
    chain = chain_of_rows(
        [
            [(1, 0.25), (3, 0.25), (4, 0.25), (6, 0.25)],
            [(2, 1)],
            [(1, 1)],
            [],
            [(5, 1)],
            [(4, 0.5), (7, 0.5)],
            [],
            [],
            [(8, 1)],
        ],
        cut=[6],
    )
    found = traps(chain, flags(chain, [7]))
    assert found.dead_ends == (3,)
    assert found.loops == ((1, 2), (8,))
    assert found.cut == (6,)
    assert traps(chain, flags(chain, [7]), start=0).loops == ((1, 2),), "8 can't be come to"
    assert traps(chain, flags(chain, [2, 7]), start=0).loops == (), "a loop with an ending in it"


def test_a_chain_that_is_stopped_keeps_its_numbers() -> None:
    chain = chain_of_rows([[(1, 1)], [(0, 1)]])
    short = stopped(chain, flags(chain, [1]))
    assert (short.nodes, short.edges, short.to.tolist()) == (2, 1, [1])
    assert stopped(short, flags(chain, [1])) is short
