"""Random chains and decision graphs with all that can be in them: loops, traps, endings, nodes out of reach."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from fabula.analysis.chain import Chain, Flags, chain_of_rows, flags
from fabula.analysis.decisions import CHANCE, FATE, DecisionGraph, decisions_of_rows

WEIGHTS = st.integers(1, 6)


def _shares(weights: list[int]) -> list[Fraction]:
    return [Fraction(weight, sum(weights)) for weight in weights]


@st.composite
def chains(draw: st.DrawFn, most: int = 12, may_cut: bool = False) -> tuple[Chain, Flags]:
    """A chain of fractions and a target."""
    nodes = draw(st.integers(1, most))
    cut = draw(st.sets(st.integers(0, nodes - 1), max_size=2)) if may_cut else set()
    rows: list[list[tuple[int, Fraction]]] = []
    for node in range(nodes):
        to = [] if node in cut else draw(st.lists(st.integers(0, nodes - 1), max_size=3, unique=True))
        shares = _shares(draw(st.lists(WEIGHTS, min_size=len(to), max_size=len(to))))
        rows.append(list(zip(to, shares, strict=True)))
    chain = chain_of_rows(rows, cut)
    return chain, flags(chain, draw(st.sets(st.integers(0, nodes - 1), max_size=3)) - cut)


@st.composite
def decision_graphs(draw: st.DrawFn, most: int = 7) -> tuple[DecisionGraph, Flags]:
    """A decision graph of two characters, chance and fate, in fractions, and a target."""
    nodes = draw(st.integers(1, most))
    rows = []
    for _ in range(nodes):
        row = []
        for _ in range(draw(st.integers(0, 3))):
            to = draw(st.lists(st.integers(0, nodes - 1), min_size=1, max_size=2, unique=True))
            shares = _shares(draw(st.lists(WEIGHTS, min_size=len(to), max_size=len(to))))
            actor = draw(st.sampled_from([0, 0, 0, 1, CHANCE, FATE]))
            row.append((actor, draw(st.integers(0, 3)), dict(zip(to, shares, strict=True))))
        whole = sum(weight for _, weight, _ in row)
        rows.append([(actor, Fraction(weight, whole), to) for actor, weight, to in row] if whole else [])
    graph = decisions_of_rows(rows)
    target = flags(graph.chain(), draw(st.sets(st.integers(0, nodes - 1), max_size=2)))
    return graph, target
