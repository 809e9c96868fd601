"""The strongly connected components of a chain in the order in which its equations are solved, and its traps.

A component is bottom when no edge leaves it: the story that enters it stays. Bottom components are the endings, the
dead ends, the nodes that were cut off, and the loops without a way out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fabula.analysis.chain import Chain, Flags, Numbers, Offsets
from fabula.analysis.depth_first import label_components, mark_reachable


@dataclass(frozen=True, slots=True, eq=False)
class Components:
    """The components of a chain, each after all that its edges lead to."""

    label: Numbers  # [nodes] the component of each node
    order: Numbers  # [nodes] all nodes, component by component, within one those met last first
    first: Offsets  # [count + 1] where each component begins in `order`
    bottom: Flags  # [count] no edge leaves it
    loops: Flags  # [count] an edge stays in it

    @property
    def count(self) -> int:
        return len(self.first) - 1

    def sizes(self) -> Offsets:
        """[count] how many nodes each has."""
        return np.diff(self.first)


def components(chain: Chain) -> Components:
    """The strongly connected components, in reverse topological order (Tarjan's, see `depth_first`)."""
    n = chain.nodes
    label = np.full(n, -1, dtype=np.int32)
    room = np.zeros((3, n), dtype=np.int32)
    order = np.zeros(n, dtype=np.int32)
    edge = np.zeros(n, dtype=np.int64)
    count = label_components(chain.first, chain.to, label, order, room[0], room[1], room[2], edge)
    first = np.concatenate(([0], np.cumsum(np.bincount(label, minlength=count)))).astype(np.int64)
    here, there = np.repeat(label, np.diff(chain.first)), label[chain.to]
    same = here == there
    bottom = np.ones(count, dtype=np.bool_)
    bottom[here[~same]] = False
    loops = np.zeros(count, dtype=np.bool_)
    loops[here[same]] = True
    return Components(label, order, first, bottom, loops)


@dataclass(frozen=True, slots=True)
class Traps:
    """What a story can run into for good; each node or component in ascending order."""

    dead_ends: tuple[int, ...]  # nodes without edges that are neither endings nor cut off
    loops: tuple[tuple[int, ...], ...]  # bottom components with an edge and no ending in them: loops without a way out
    cut: tuple[int, ...]  # nodes that were not looked into: nothing is known of what follows


def traps(chain: Chain, endings: Flags, start: int | None = None) -> Traps:
    """The dead ends and the loops without a way out, of the whole chain or of what `start` can lead to.

    endings: [nodes] where a story may properly end. A loop that holds an ending counts as having a way out. What is
    found is proved: also where other nodes were cut off, a bottom component has no edge to them.
    """
    parts = components(chain)
    seen = np.ones(chain.nodes, dtype=np.bool_) if start is None else reachable(chain, start)
    with_ending = np.zeros(parts.count, dtype=np.bool_)
    with_ending[parts.label[endings]] = True
    loops = []
    for number in np.flatnonzero(parts.bottom & parts.loops & ~with_ending):
        nodes = parts.order[parts.first[number] : parts.first[number + 1]]
        if seen[nodes[0]]:
            loops.append(tuple(sorted(nodes.tolist())))
    dead = chain.ends & ~endings & ~chain.cut & seen
    unknown = chain.cut & seen
    return Traps(tuple(np.flatnonzero(dead).tolist()), tuple(sorted(loops)), tuple(np.flatnonzero(unknown).tolist()))


def reachable(chain: Chain, start: int) -> Flags:
    """[nodes] what `start` can lead to, itself included."""
    seen = np.zeros(chain.nodes, dtype=np.uint8)
    seen[start] = 1
    waiting = np.zeros(chain.nodes, dtype=np.int32)
    waiting[0] = start
    mark_reachable(chain.first, chain.to, seen, waiting, 1)
    return seen.astype(np.bool_)
