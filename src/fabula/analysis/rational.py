"""The odds in fractions: exact to the last digit, for chains whose probabilities are known as fractions.

State elimination, component by component: C. Daws, "Symbolic and Parametric Model Checking of Discrete-Time Markov
Chains" (2004). Fractions grow in large loops: meant for some thousands of nodes with loops of some dozens.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from fabula.analysis.chain import Chain, Flags, stopped
from fabula.analysis.components import components


def exact_odds(chain: Chain, target: Flags) -> list[Fraction]:
    """For each node the probability of ever reaching `target` [nodes]; cut nodes count as never reaching it.

    Raises ValueError where the chain does not know its probabilities as fractions (`chain_of_rows` given fractions).
    """
    if chain.exact is None:
        raise ValueError("the probabilities of this chain are not fractions")
    own = stopped(chain, target)
    parts = components(own)
    first, to, exact = own.first.tolist(), own.to.tolist(), own.exact or ()
    odds = [Fraction(0)] * own.nodes
    for number in range(parts.count):
        nodes = parts.order[parts.first[number] : parts.first[number + 1]].tolist()
        if parts.bottom[number]:
            hit = Fraction(int(any(target[node] for node in nodes)))
            for node in nodes:
                odds[node] = hit
            continue
        inside = set(nodes)
        rows: dict[int, dict[int, Fraction]] = {}
        given: dict[int, Fraction] = {}
        for node in nodes:
            row: dict[int, Fraction] = {}
            won = Fraction(0)
            for edge in range(first[node], first[node + 1]):
                if to[edge] in inside:
                    row[to[edge]] = row.get(to[edge], Fraction(0)) + exact[edge]
                else:
                    won += exact[edge] * odds[to[edge]]
            rows[node], given[node] = row, won
        _eliminate(nodes, rows, given)
        for node in nodes:
            odds[node] = given[node] + sum(
                (share * odds[other] for other, share in rows[node].items()), start=Fraction(0)
            )
    return odds


def _eliminate(nodes: list[int], rows: dict[int, dict[int, Fraction]], given: dict[int, Fraction]) -> None:
    """Rewrites each row so that it only names nodes before it in `nodes`."""
    into: dict[int, set[int]] = {node: set() for node in nodes}
    for node, row in rows.items():
        for other in row:
            into[other].add(node)
    for node in reversed(nodes):
        row = rows[node]
        again = row.pop(node, Fraction(0))
        into[node].discard(node)
        if again:
            stay = 1 - again
            for other in row:
                row[other] /= stay
            given[node] /= stay
        for before in into.pop(node):
            share = rows[before].pop(node)
            for other, part in row.items():
                rows[before][other] = rows[before].get(other, Fraction(0)) + share * part
                into[other].add(before)
            given[before] += share * given[node]
        for other in row:
            into[other].discard(node)


def exact_chance(chain: Chain, target: Flags, start: int) -> Fraction:
    """The probability of ever reaching `target` [nodes] from one node; see `exact_odds`."""
    seen = np.flatnonzero(target)
    return Fraction(1) if start in seen else exact_odds(chain, target)[start]
