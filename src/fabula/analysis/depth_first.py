"""Walks through a graph in arrays, depth first: strongly connected components, and what can be reached.

Source: R. Tarjan, "Depth-First Search and Linear Graph Algorithms", SIAM Journal on Computing 1 (1972), with the one
array of D. Pearce, "A space-efficient algorithm for finding strongly connected components", Information Processing
Letters 116 (2016). scipy's does not end where two edges lead the same way. Compiled as `elimination` is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import cython

Array = Any  # a numpy array: what follows reads and writes single numbers, and is the same for the compiler


def label_components(
    first: Array, to: Array, label: Array, order: Array, low: Array, path: Array, waiting: Array, next_edge: Array
) -> cython.Py_ssize_t:
    """Gives each node the number of its component, after those that its edges lead to, and returns their count.

    label: [nodes], -1 at first; order: [nodes] gets all nodes, component by component, and within one those that were
    met last first: edges lead mostly to what comes before. low, path, waiting, next_edge: [nodes], room to work in, low
    0 at first.
    """
    n = label.shape[0]
    met = 0  # nodes that were met; low[i] is 0 where i was not
    count = 0
    done = 0  # nodes whose component is known
    top = 0  # of `waiting`: nodes met whose component is not known yet
    for root in range(n):
        if low[root] != 0:
            continue
        depth = 0
        path[0] = root
        met += 1
        low[root] = met
        next_edge[root] = first[root]
        waiting[top] = root
        top += 1
        while depth >= 0:
            i = path[depth]
            e = next_edge[i]
            if e < first[i + 1]:
                next_edge[i] = e + 1
                j = to[e]
                if low[j] == 0:
                    depth += 1
                    path[depth] = j
                    met += 1
                    low[j] = met
                    next_edge[j] = first[j]
                    waiting[top] = j
                    top += 1
                continue
            # All below i is known: the least number that it leads back to, over what is still waiting.
            lowest = low[i]
            for e in range(first[i], first[i + 1]):
                j = to[e]
                if label[j] < 0 and low[j] < lowest:
                    lowest = low[j]
            if lowest < low[i]:
                low[i] = lowest
            else:
                while True:
                    top -= 1
                    j = waiting[top]
                    label[j] = count
                    order[done] = j
                    done += 1
                    if j == i:
                        break
                count += 1
            depth -= 1
    return count


def mark_reachable(first: Array, to: Array, seen: Array, waiting: Array, top: cython.Py_ssize_t) -> None:
    """Marks (1) all nodes that the first `top` of `waiting`, which are marked already, lead to; waiting: [nodes]."""
    while top > 0:
        top -= 1
        i = waiting[top]
        for e in range(first[i], first[i + 1]):
            j = to[e]
            if seen[j] == 0:
                seen[j] = 1
                waiting[top] = j
                top += 1
