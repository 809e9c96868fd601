"""Which states a graph of drafts is: from the inside outwards, one group of drafts that refer to each other at a time.

The drafts of a group are sorted into classes, by their values and then by the classes of their minds, until nothing
splits. Mostly one class is left that refers to itself only, and `Pool.keep_one` finds its state. Where several are left
(two who know of each other that they do not agree), they are a *ring*. Either one of the states that it refers to is
in that ring already, or the ring is looked up by a hash of its shape, seen from one of its drafts. In both cases it is
compared in the end: a draft is a state if that can be assumed of it, and then of all that they lead to (coinduction).

Source: partition refinement as in Kanellakis and Smolka 1990 (naive); groups are the strongly connected components of
Tarjan 1972.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fabula.state.constants import DRAFTS, EMPTY, FIRST_DRAFT, FULL, MIX
from fabula.state.memory import row
from fabula.state.table import Table

if TYPE_CHECKING:
    import cython

    from fabula.state.pool import Pool

FARTHEST = 8  # minds within minds that a hash goes by; rings that differ farther on are told apart by comparing
INSIDE = 0x9E6C63D0676A9A99  # what hashes of minds inside the ring are told from numbers of states with


class Rings:
    """Keeps graphs of drafts of one pool, in any shape."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.kept = 0  # graphs
        self.rings = 0  # rings that were looked up
        self.compared = 0  # states that they were compared with
        self.table = Table()  # states of rings, by the hash of the ring as seen from there
        self.ring_of = Table()  # by state of a ring: the first state of that ring
        self.met = 0  # drafts, in all walks
        self.begun = 0  # of these, before the walk at hand
        self.index, self.low = _row("q"), _row("q")  # by draft: when it was met; the first met that it leads back to
        self.place = _row("I")  # by draft: the mind that is looked at next
        self.kept_as = _row("I")  # by draft: its state, once it has one; else 0
        self.vector, self.class_of = _row("I"), _row("I")  # by draft, in the group at hand
        self.path, self.stack = _row("I"), _row("I")  # drafts on the way from the root; drafts without a state yet
        self.new_class = _row("I")  # by place in the stack
        self.example = _row("I")  # by class: a draft
        self.guess, self.todo = _row("I"), _row("I")  # by class: the state that it is compared with; yet to be compared
        self.mark, self.new_mark = _row("Q"), _row("Q")  # by class

    def keep(self, root: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The state that a draft is; `state_of` then says the same of all drafts that it leads to.

        Their records are written over on the way.
        """
        pool: Pool = self.pool
        depth: cython.Py_ssize_t = 1
        height: cython.Py_ssize_t = 1
        node: cython.Py_ssize_t
        mind: cython.Py_ssize_t
        first: cython.Py_ssize_t
        if root >= DRAFTS:
            return root
        self.kept += 1
        self.begun = self.met
        self._meet(root)
        self.path[0], self.stack[0] = root, root
        while depth:
            node = self.path[depth - 1]
            if self.place[node] < pool.stride:
                mind = pool.records[node * pool.stride + self.place[node]]
                self.place[node] += 1
                if mind < FIRST_DRAFT or mind >= DRAFTS:
                    continue
                if self.index[mind] <= self.begun:
                    self._meet(mind)
                    self.path[depth], self.stack[height] = mind, mind
                    depth += 1
                    height += 1
                elif self.kept_as[mind] == 0 and self.index[mind] < self.low[node]:
                    self.low[node] = self.index[mind]
                continue
            depth -= 1
            if depth and self.low[node] < self.low[self.path[depth - 1]]:
                self.low[self.path[depth - 1]] = self.low[node]
            if self.low[node] == self.index[node]:
                first = height - 1
                while self.stack[first] != node:
                    first -= 1
                self._keep_group(first, height)
                height = first
        return self.kept_as[root]

    def state_of(self, draft: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The state that was found for a draft when the last graph was kept; 0: it was not part of it."""
        return self.kept_as[draft] if self.index[draft] > self.begun else 0

    def _meet(self, draft: cython.Py_ssize_t) -> None:
        self.met += 1
        self.index[draft], self.low[draft] = self.met, self.met
        self.place[draft] = 1
        self.kept_as[draft] = 0

    def _keep_group(self, first: cython.Py_ssize_t, end: cython.Py_ssize_t) -> None:
        """Find the states of the drafts in `stack` from `first` on, which refer to each other and to nothing unkept."""
        pool: Pool = self.pool
        node: cython.Py_ssize_t
        mind: cython.Py_ssize_t
        i: cython.Py_ssize_t
        place: cython.Py_ssize_t
        for i in range(first, end):
            node = self.stack[i]
            for place in range(node * pool.stride + 1, (node + 1) * pool.stride):
                mind = pool.records[place]
                if FIRST_DRAFT <= mind < DRAFTS and self.kept_as[mind]:
                    pool.records[place] = self.kept_as[mind]
        if end - first == 1:
            self.kept_as[node] = pool.keep_one(node)
            return
        classes: cython.Py_ssize_t = self._split(first, end)
        for i in range(classes):  # every mind in the group is to be the example of its class
            node = self.example[i]
            for place in range(node * pool.stride + 1, (node + 1) * pool.stride):
                mind = pool.records[place]
                if FIRST_DRAFT <= mind < DRAFTS:
                    pool.records[place] = self.example[self.class_of[mind]]
        if classes == 1:
            self.guess[0] = pool.keep_one(self.example[0])
        else:
            self._find_ring(classes)
        for i in range(first, end):
            self.kept_as[self.stack[i]] = self.guess[self.class_of[self.stack[i]]]

    def _split(self, first: cython.Py_ssize_t, end: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Give the drafts of a group classes; how many. Those of one class look the same however far one walks."""
        pool: Pool = self.pool
        before: cython.Py_ssize_t = 0
        classes: cython.Py_ssize_t = 0
        node: cython.Py_ssize_t
        i: cython.Py_ssize_t
        j: cython.Py_ssize_t
        for i in range(first, end):
            node = self.stack[i]
            self.vector[node] = pool.keep_vector(node)
            self.class_of[node] = self.vector[node]  # differs as the values do
        while True:
            classes = 0
            for i in range(first, end):
                node = self.stack[i]
                j = 0
                while j < classes and not self._alike(node, self.example[j], before == 0):
                    j += 1
                if j == classes:
                    self.example[classes] = node
                    classes += 1
                self.new_class[i] = j
            for i in range(first, end):
                self.class_of[self.stack[i]] = self.new_class[i]
            if classes == before:
                return classes
            before = classes

    def _alike(self, one: cython.Py_ssize_t, other: cython.Py_ssize_t, values: cython.bint) -> cython.bint:
        """Whether two drafts of a group are of one class and, unless `values` is set, their minds are."""
        pool: Pool = self.pool
        place: cython.Py_ssize_t
        mind: cython.Py_ssize_t
        mate: cython.Py_ssize_t
        if self.class_of[one] != self.class_of[other]:
            return False
        if values:
            return True
        for place in range(1, pool.stride):
            mind = pool.records[one * pool.stride + place]
            mate = pool.records[other * pool.stride + place]
            if mind != mate:
                if mind < FIRST_DRAFT or mind >= DRAFTS or mate < FIRST_DRAFT or mate >= DRAFTS:
                    return False
                if self.class_of[mind] != self.class_of[mate]:
                    return False
        return True

    def _find_ring(self, classes: cython.Py_ssize_t) -> None:
        """Write the states of the classes of a ring into `guess`; new ones, where there are none."""
        pool: Pool = self.pool
        node: cython.Py_ssize_t
        mind: cython.Py_ssize_t
        place: cython.Py_ssize_t
        i: cython.Py_ssize_t
        state: cython.Py_ssize_t
        key: cython.ulonglong
        self.rings += 1
        # A state that the ring refers to may be in the same ring already, or be what all of it is.
        for i in range(classes):
            node = self.example[i]
            for place in range(node * pool.stride + 1, (node + 1) * pool.stride):
                mind = pool.records[place]
                if mind >= DRAFTS and self._is_around(mind, classes):
                    return
        # Else that ring, if there is one, refers to the same states outside of it.
        self._hash(classes)
        key = self.mark[0]
        state = self.table.get(key)
        while state >= 0:
            if self._is(0, state, classes):
                return
            key = key + 1 & FULL or 1
            state = self.table.get(key)
        for i in range(classes):
            self.guess[i] = pool._add(self.vector[self.example[i]])
        for i in range(classes):
            node = self.example[i]
            state = self.guess[i]
            for place in range(1, pool.stride):
                mind = pool.records[node * pool.stride + place]
                if FIRST_DRAFT <= mind < DRAFTS:
                    mind = self.guess[self.class_of[mind]]
                pool.records[state * pool.stride + place] = mind
        for i in range(classes):
            pool._enter(self.guess[i])
            self.ring_of.put(self.guess[i], self.guess[0])
            key = self.mark[i]
            while self.table.get(key) >= 0:
                key = key + 1 & FULL or 1
            self.table.put(key, self.guess[i])

    def _is_around(self, mind: cython.Py_ssize_t, classes: cython.Py_ssize_t) -> cython.bint:
        """Whether some class is a state, or one of its ring. Those of a ring have numbers one after the other."""
        pool: Pool = self.pool
        ring: cython.Py_ssize_t = self.ring_of.get(mind)
        state: cython.Py_ssize_t = mind if ring < 0 else ring
        i: cython.Py_ssize_t
        while True:
            for i in range(classes):
                if pool.records[state * pool.stride] == self.vector[self.example[i]] and self._is(i, state, classes):
                    return True
            state += 1
            if ring < 0 or state == pool.states or self.ring_of.get(state) != ring:
                return False

    def _is(self, number: cython.Py_ssize_t, state: cython.Py_ssize_t, classes: cython.Py_ssize_t) -> cython.bint:
        """Whether a class of a ring is a state. If so, `guess` says which states all of its classes are."""
        pool: Pool = self.pool
        count: cython.Py_ssize_t = 1
        node: cython.Py_ssize_t
        mind: cython.Py_ssize_t
        there: cython.Py_ssize_t
        place: cython.Py_ssize_t
        i: cython.Py_ssize_t
        self.compared += 1
        for i in range(classes):
            self.guess[i] = 0
        self.guess[number] = state
        self.todo[0] = number
        while count:
            count -= 1
            node = self.example[self.todo[count]]
            state = self.guess[self.todo[count]]
            if pool.records[state * pool.stride] != self.vector[node]:
                return False
            for place in range(1, pool.stride):
                mind = pool.records[node * pool.stride + place]
                there = pool.records[state * pool.stride + place]
                if mind < FIRST_DRAFT or mind >= DRAFTS:
                    if mind != there:
                        return False
                    continue
                i = self.class_of[mind]
                if there == EMPTY or (self.guess[i] and self.guess[i] != there):
                    return False
                if self.guess[i] == 0:
                    self.guess[i] = there
                    self.todo[count] = i
                    count += 1
        return True

    def _hash(self, classes: cython.Py_ssize_t) -> None:
        """A hash for each class of a ring, in `mark`: of what can be seen from there."""
        pool: Pool = self.pool
        node: cython.Py_ssize_t
        mind: cython.Py_ssize_t
        place: cython.Py_ssize_t
        i: cython.Py_ssize_t
        mark: cython.ulonglong
        for i in range(classes):
            mark = self.vector[self.example[i]]
            self.mark[i] = mark * MIX & FULL
        for _ in range(min(classes, FARTHEST)):
            for i in range(classes):
                node = self.example[i]
                mark = self.mark[i]
                for place in range(1, pool.stride):
                    mind = pool.records[node * pool.stride + place]
                    if FIRST_DRAFT <= mind < DRAFTS:
                        mark = mark ^ self.mark[self.class_of[mind]] ^ INSIDE
                    else:
                        mark = mark ^ mind
                    mark = mark * MIX & FULL
                    mark ^= mark >> 29
                self.new_mark[i] = mark or 1
            for i in range(classes):
                self.mark[i] = self.new_mark[i]

    def size(self) -> int:
        """Bytes of what grows with the rings."""
        return int(self.table.bytes() + self.ring_of.bytes())


def _row(kind: str) -> Any:
    return row(kind, bytes((4 if kind == "I" else 8) * DRAFTS))
