"""How fast odds are: chains of 200,000 nodes against Storm, and sampled runs of a story of some 30 nodes.

    python benchmarks/odds.py [NODES]

Each chain is made once; then its odds are computed three times by each, and the least time counts. Storm's time is that
of building its model from the same arrays and of checking it; `10 digits` is Storm with proved results to 1e-10, `as it
is` with its default settings, which may be 1e-6 off. Fabula's time is everything after the arrays, the proof of its
error included. Storm's Python package (the extra `dev`) is needed for the comparison alone.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.analysis.camp import WIN, the_camp

from fabula.analysis.chain import Chain, Flags, chain_of_arrays, flags
from fabula.analysis.components import components
from fabula.analysis.odds import odds_of_reaching
from fabula.analysis.sampling import sample

KINDS = {
    "onward": "no loops: each edge leads some 2,000 nodes on",
    "small loops": "the same, one edge in seven leads back a little",
    "one loop": "edges lead anywhere, one node in fifty is an ending: one loop holds nearly all",
}


def random_chain(kind: str, nodes: int) -> tuple[Chain, Flags]:
    """One to six edges for each node that is no ending; the target is every second ending."""
    random = np.random.default_rng(1)
    ending = random.random(nodes) < 0.02
    ending[-1] = True
    degree = np.where(ending, 0, random.integers(1, 7, nodes))
    source = np.repeat(np.arange(nodes), degree)
    to = np.minimum(source + random.geometric(1 / 2000, len(source)), nodes - 1)
    if kind == "small loops":
        back = random.random(len(source)) < 1 / 7
        to = np.where(back, np.maximum(source - random.integers(0, 12, len(source)), source // 20 * 20), to)
    if kind == "one loop":
        to = random.integers(0, nodes, len(source))
    weight = random.random(len(source)) + 0.05
    share = weight / np.bincount(source, weight, minlength=nodes)[source]
    chain = chain_of_arrays(np.concatenate(([0], np.cumsum(degree))), to, share)
    return chain, ending & (np.arange(nodes) % 2 == 0)


def least(work: Callable[[], object], times: int = 3) -> tuple[float, object]:
    """The least seconds of some calls, and what the last one gave."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        found = work()
        seconds.append(time.perf_counter() - start)
    return min(seconds), found


def compare(kind: str, nodes: int) -> None:
    chain, target = random_chain(kind, nodes)
    parts = components(chain)
    print(f"\n{kind}: {KINDS[kind]}")
    print(f"  {chain.nodes:,} nodes, {chain.edges:,} edges, largest component {parts.sizes().max():,}")
    ours, found = least(lambda: odds_of_reaching(chain, [target]))
    print(f"  fabula            {ours:8.3f} s   proved to {found.error:.0e}")
    if find_spec("stormpy") is None:
        print("  Storm's Python package is not installed")
        return
    import stormpy
    from tests.analysis import storm

    formula = 'P=? [F "target"]'
    built, model = least(lambda: storm.build_chain(stormpy, chain, target), 1)
    for name, environment in (("as it is", stormpy.Environment()), ("10 digits", None)):
        checked, values = least(lambda to=environment: storm.check(stormpy, model, formula, to))
        off = np.abs(values - found.low[0]).max()
        ratio = (built + checked) / ours
        print(
            f"  Storm, {name:10} {built + checked:8.3f} s   built {built:.3f}, checked {checked:.3f}; "
            f"{ratio:.1f} times as long ({checked / ours:.1f} without building); differs by {off:.0e}"
        )


def rate() -> None:
    graph, number = the_camp()
    chain = graph.chain()
    runs = 1_000_000
    seconds, found = least(lambda: sample(chain, 0, [flags(chain, [number[WIN]])], runs, seed=1))
    won = found.estimates[0]
    print(f"\nsampling a story of {chain.nodes} nodes: {runs / seconds:,.0f} playthroughs a second")
    print(
        f"  won {won.reached / runs:.5f} (95 %: {won.low:.5f} to {won.high:.5f}; exactly 161/1920 = {161 / 1920:.5f})"
    )


if __name__ == "__main__":
    for each in KINDS:
        compare(each, int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
    rate()
