"""The inner loops of the odds: equations solved component by component, without a subtraction.

What is solved is x = b + P x over the nodes that are not in a bottom component. Each component comes after those that
its edges lead to, so a component of one node is one line, and a small loop is eliminated state by state:

    W. Grassmann, M. Taksar and D. Heyman, "Regenerative Analysis and Steady State Distributions for Markov Chains",
    Operations Research 33 (1985). All numbers stay positive and none is subtracted (1 - p of a loop is the sum of what
    leaves it), so each result is right to a few units in its last place, however unlikely it is to leave the loop.
    C. O'Cinneide, "Entrywise perturbation theory and error analysis for Markov chains", Numerische Mathematik 65, 1993.

Compiled with the C types of `elimination.pxd`; the same source runs, some hundred times slower, without a compiler.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import cython

Array = Any  # a numpy array: what follows reads and writes single numbers, and is the same for the compiler


def pull(
    first: Array,
    to: Array,
    probability: Array,
    part_first: Array,
    order: Array,
    label: Array,
    bottom: Array,
    x: Array,
    place: Array,
    block: Array,
    side: Array,
    out: Array,
    c: cython.Py_ssize_t,
) -> cython.Py_ssize_t:
    """Solves components from number c on; stops at one too large for `block`, and returns it, or their count.

    x: [nodes, columns] holds the results of the bottom components, and b everywhere else; b becomes the solution.
    place: [nodes]; block: [m, m]; side: [m, columns]; out: [m]: room to work in; m is the largest loop solved here.
    """
    count = part_first.shape[0] - 1
    columns = x.shape[1]
    while c < count:
        begin = part_first[c]
        end = part_first[c + 1]
        if bottom[c]:
            pass
        elif end - begin == 1:
            i = order[begin]
            rest = 0.0
            looped = False
            for e in range(first[i], first[i + 1]):
                j = to[e]
                p = probability[e]
                if j == i:
                    looped = True
                else:
                    rest += p
                    for k in range(columns):
                        x[i, k] += p * x[j, k]
            if looped:
                for k in range(columns):
                    x[i, k] /= rest
        elif end - begin > block.shape[0]:
            return c
        else:
            _fill(first, to, probability, order, label, begin, end, place, block, out)
            for a in range(end - begin):
                i = order[begin + a]
                for k in range(columns):
                    side[a, k] = x[i, k]
                for e in range(first[i], first[i + 1]):
                    j = to[e]
                    if label[j] != c:
                        p = probability[e]
                        for k in range(columns):
                            side[a, k] += p * x[j, k]
            _reduce(block, side, out, end - begin, columns)
            for a in range(end - begin):
                for k in range(columns):
                    rest = side[a, k]
                    for b in range(a):
                        rest += block[a, b] * x[order[begin + b], k]
                    x[order[begin + a], k] = rest / out[a]
        c += 1
    return count


def push(
    first: Array,
    to: Array,
    probability: Array,
    part_first: Array,
    order: Array,
    label: Array,
    bottom: Array,
    x: Array,
    place: Array,
    block: Array,
    out: Array,
    c: cython.Py_ssize_t,
) -> cython.Py_ssize_t:
    """Solves y = b + y P downwards from component c; stops at one too large, and returns it, or -1.

    x: [nodes] b; becomes y, the expected visits, where b is 1 at the start and 0 elsewhere. In bottom components it
    becomes what flows into each node from outside. Room to work in as for `pull`.
    """
    while c >= 0:
        begin = part_first[c]
        end = part_first[c + 1]
        if bottom[c]:
            pass
        elif end - begin > block.shape[0]:
            return c
        else:
            if end - begin == 1:
                i = order[begin]
                rest = 0.0
                for e in range(first[i], first[i + 1]):
                    if to[e] != i:
                        rest += probability[e]
                x[i] /= rest
            else:
                _fill(first, to, probability, order, label, begin, end, place, block, out)
                _reduce(block, block, out, end - begin, 0)
                for a in range(end - begin - 1, 0, -1):
                    visits = x[order[begin + a]] / out[a]
                    for b in range(a):
                        x[order[begin + b]] += visits * block[a, b]
                for a in range(end - begin):
                    visits = x[order[begin + a]]
                    for b in range(a):
                        visits += x[order[begin + b]] * block[b, a]
                    x[order[begin + a]] = visits / out[a]
            for a in range(begin, end):
                i = order[a]
                for e in range(first[i], first[i + 1]):
                    j = to[e]
                    if label[j] != c:
                        x[j] += x[i] * probability[e]
        c -= 1
    return -1


def _fill(
    first: Array,
    to: Array,
    probability: Array,
    order: Array,
    label: Array,
    begin: cython.Py_ssize_t,
    end: cython.Py_ssize_t,
    place: Array,
    block: Array,
    out: Array,
) -> None:
    """One component as a table: block[a, b] from its a-th to its b-th node, out[a] what leaves it from the a-th."""
    s = end - begin
    for a in range(s):
        place[order[begin + a]] = a
        out[a] = 0.0
        for b in range(s):
            block[a, b] = 0.0
    for a in range(s):
        i = order[begin + a]
        for e in range(first[i], first[i + 1]):
            j = to[e]
            if label[j] == label[i]:
                block[a, place[j]] += probability[e]
            else:
                out[a] += probability[e]


def _reduce(block: Array, side: Array, out: Array, s: cython.Py_ssize_t, columns: cython.Py_ssize_t) -> None:
    """Takes the nodes out of the table one by one, the last first: each hands on to those before it.

    Afterwards block[a, b] for b < a is where a leads when all after it are taken out, block[b, a] what led to it then,
    side[a] its right-hand side then, and out[a] the share that leaves it, one minus the share that comes back at once.
    """
    for m in range(s - 1, -1, -1):
        d = out[m]
        for j in range(m):
            d += block[m, j]
        for i in range(m):
            if block[i, m] != 0.0:
                f = block[i, m] / d
                for j in range(m):
                    block[i, j] += f * block[m, j]
                for k in range(columns):
                    side[i, k] += f * side[m, k]
                out[i] += f * out[m]
        out[m] = d


def spread(first: Array, to: Array, part_first: Array, order: Array, bottom: Array, marks: Array, row: Array) -> None:
    """Gives to each node the marks (bits) of all that it can lead to.

    marks: [nodes, columns], set in the bottom components; row: [columns], room to work in.
    """
    count = part_first.shape[0] - 1
    columns = marks.shape[1]
    for c in range(count):
        begin = part_first[c]
        if bottom[c]:
            continue
        for k in range(columns):
            row[k] = 0
        for a in range(begin, part_first[c + 1]):
            i = order[a]
            for e in range(first[i], first[i + 1]):
                j = to[e]
                for k in range(columns):  # nodes of this component have no marks yet
                    row[k] |= marks[j, k]
        for a in range(begin, part_first[c + 1]):
            for k in range(columns):
                marks[order[a], k] = row[k]


def sweep(
    first: Array, to: Array, weight: Array, leave: Array, given: Array, x: Array, backwards: cython.bint, row: Array
) -> cython.double:
    """One step of Gauss and Seidel for leave * x = given + W x, node by node, each with the newest of the others.

    W without its diagonal, as rows; leave: [n] what the diagonal leaves, 1 - p. Returns the largest change of any x,
    as a share of that x or of 1, whichever is larger.
    """
    n = x.shape[0]
    columns = x.shape[1]
    most = 0.0
    for a in range(n):
        i = n - 1 - a if backwards else a
        for k in range(columns):
            row[k] = given[i, k]
        for e in range(first[i], first[i + 1]):
            p = weight[e]
            for k in range(columns):
                row[k] += p * x[to[e], k]
        for k in range(columns):
            value = row[k] / leave[i]
            change = abs(value - x[i, k])
            x[i, k] = value
            if value > 1.0:
                change /= value
            if change > most:
                most = change
    return most


def residual(first: Array, to: Array, probability: Array, fixed: Array, x: Array, row: Array, worst: Array) -> None:
    """The largest |P x - x| of each column over the nodes that are not fixed; in the last column the least of x - P x.

    worst: [columns] gets them.
    """
    n = x.shape[0]
    columns = x.shape[1]
    for k in range(columns):
        worst[k] = 0.0
    worst[columns - 1] = 1.0
    for i in range(n):
        if fixed[i]:
            continue
        for k in range(columns):
            row[k] = -x[i, k]
        for e in range(first[i], first[i + 1]):
            p = probability[e]
            for k in range(columns):
                row[k] += p * x[to[e], k]
        for k in range(columns - 1):
            size = abs(row[k])
            if size > worst[k]:
                worst[k] = size
        most = -row[columns - 1]
        if most < worst[columns - 1]:
            worst[columns - 1] = most
