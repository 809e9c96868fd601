"""The kernel's core: what can happen in a packed state, what comes of it, and walks through whole graphs of states.

What comes of an event is worked out the short way (`fabula.kernel.settling`), and where that gives up, rule by rule
(`fabula.kernel.slow`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fabula.kernel.settling import Settling
from fabula.state.constants import DE_BRUIJN, DRAFTS, FIRST_DRAFT, FULL, UNSEEN
from fabula.state.memory import row

if TYPE_CHECKING:
    import cython

    from fabula.kernel.lower import Program
    from fabula.state.pool import Pool


class Core(Settling):
    """What happens to the states of one pool by one program. `fast` off: always the long way."""

    def __init__(self, pool: Pool, program: Program) -> None:
        self.fast = True
        self.steps = 0  # events applied to a state
        self.slow_steps = 0  # the long way
        self._depths = row("B", b"")
        self.depths = self._depths
        self.cursor = DRAFTS
        self.added = 0
        self.most = 0  # states that a walk may keep; 0: as many as there are
        Settling.__init__(self, pool, program)

    def take(self, program: Program) -> None:
        """Go by this program from now on."""
        Settling.take(self, program)
        p = program
        self.deep = p.deep
        self.event_words = p.event_words
        self.outcomes, self.takes = p.outcomes, p.takes
        self.indexed, self.index_first, self.index_rows = p.indexed, p.index_first, p.index_rows
        self.residual, self.every_event = p.residual, p.every_event
        self.possible_now = row("Q", bytes(8 * p.event_words))

    def can(self, state: cython.Py_ssize_t, event: cython.Py_ssize_t) -> cython.bint:
        """Whether the precondition holds and some outcome has odds above zero."""
        if not self.holds(self.event_tests[event], state):
            return False
        return self.outcomes[event] == 1 or any(self.slow.weights(state, event))

    def possible(self, state: cython.Py_ssize_t) -> list[int]:
        """The numbers of the events that are possible in a state, in order."""
        self._find_possible(state)
        found: list[int] = []
        number: cython.Py_ssize_t
        bits: cython.ulonglong
        low: cython.ulonglong
        word: cython.Py_ssize_t
        for word in range(self.event_words):
            bits = self.possible_now[word]
            while bits:
                low = bits & -bits
                bits ^= low
                number = 64 * word + self.bit_at[(low * DE_BRUIJN & FULL) >> 58]
                if self.outcomes[number] == 1 or any(self.slow.weights(state, number)):
                    found.append(number)
        return found

    def _find_possible(self, state: cython.Py_ssize_t) -> None:
        """The events whose preconditions hold, as bits in `possible_now`."""
        width: cython.Py_ssize_t = self.event_words
        place: cython.Py_ssize_t
        word: cython.Py_ssize_t
        row: cython.Py_ssize_t
        number: cython.Py_ssize_t
        bits: cython.ulonglong
        low: cython.ulonglong
        for word in range(width):
            self.possible_now[word] = self.every_event[word]
        for place in range(len(self.indexed)):
            row = (self.index_first[place] + self.code(state, self.indexed[place])) * width
            for word in range(width):
                self.possible_now[word] &= self.index_rows[row + word]
        for word in range(width):
            bits = self.possible_now[word] & self.residual[word]
            while bits:
                low = bits & -bits
                bits ^= low
                number = 64 * word + self.bit_at[(low * DE_BRUIJN & FULL) >> 58]
                if not self.holds(self.event_tests[number], state):
                    self.possible_now[word] ^= low

    def after(
        self, state: cython.Py_ssize_t, event: cython.Py_ssize_t, outcome: cython.Py_ssize_t
    ) -> cython.Py_ssize_t:
        """The state after an event with that outcome, with the ticks that it takes (rule S9)."""
        found: cython.Py_ssize_t = self.step(state, event, outcome)
        if event >= len(self.takes):
            way: cython.Py_ssize_t = self._way_in(state, self.event_ways[event] + outcome)
            if way < 0:
                return found
            event = self.way_event[way]
        for _ in range(self.takes[event]):
            for tick in self.slow.ticks:
                if self.can(found, tick):
                    found = self.after(found, tick, 0)
                    break
        return found

    def step(self, state: cython.Py_ssize_t, event: cython.Py_ssize_t, outcome: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The state after an event with that outcome, triggers done (rules S1 to S8). Raises `Wider`."""
        way: cython.Py_ssize_t = self.event_ways[event] + outcome
        found: cython.Py_ssize_t = 0
        self.steps += 1
        self.pool.top = FIRST_DRAFT
        self.open_count = 0
        if self.fast and not self.deep:
            way = self._what(state, way, -1, False)
            found = state if way < 0 else self._node(state, state, way, 0, 0, 0)
        if found == 0:
            self.slow_steps += 1
            found = self.slow.after(state, event, outcome)
        return found

    def begin(self, start: cython.Py_ssize_t) -> int:
        """Forget what has been visited, and visit the start; how many states that makes."""
        self.depths = None
        self._depths = row("B", bytes([UNSEEN])) * (self.pool.states + 64)
        self.depths = self._depths
        self.cursor = DRAFTS
        return int(self._visit(start, 0))

    def expand(self, depth: cython.Py_ssize_t) -> int:
        """Visit what the states of one depth lead to; how many states that adds.

        Raises `Wider` on the way: expand the same depth again then, once the words are laid out anew.
        """
        pool: Pool = self.pool
        state: cython.Py_ssize_t = self.cursor
        event: cython.Py_ssize_t
        word: cython.Py_ssize_t
        i: cython.Py_ssize_t
        bits: cython.ulonglong
        low: cython.ulonglong
        now: cython.uchar = depth
        later: cython.uchar = depth + 1
        addressed: cython.bint = self.slow.has_addressed
        while state < pool.states and state < len(self.depths):
            if self.most and pool.states - DRAFTS > self.most:
                break
            if self.depths[state] == now:
                self._find_possible(state)
                for word in range(self.event_words):
                    bits = self.possible_now[word]
                    while bits:
                        low = bits & -bits
                        bits ^= low
                        event = 64 * word + self.bit_at[(low * DE_BRUIJN & FULL) >> 58]
                        if self.outcomes[event] == 1:
                            self.added += self._visit(self.after(state, event, 0), later)
                        else:
                            for i, weight in enumerate(self.slow.weights(state, event)):
                                if weight:
                                    self.added += self._visit(self.after(state, event, i), later)
                if addressed:
                    for found in self.slow.addressed_steps(state):
                        self.added += self._visit(found, later)
            state += 1
            self.cursor = state
        self.cursor = DRAFTS
        added: cython.Py_ssize_t = self.added
        self.added = 0
        return int(added)

    def _visit(self, state: cython.Py_ssize_t, depth: cython.uchar) -> cython.Py_ssize_t:
        """Mark a state, and those believed in it, as met at a depth; how many had not been met."""
        pool: Pool = self.pool
        if state >= len(self.depths):
            more: cython.Py_ssize_t = pool.states - len(self.depths) + pool.states // 8 + 64
            self.depths = None
            self._depths.frombytes(bytes([UNSEEN]) * more)
            self.depths = self._depths
        if self.depths[state] != UNSEEN:
            return 0
        self.depths[state] = depth
        count: cython.Py_ssize_t = 1
        c: cython.Py_ssize_t
        mind: cython.Py_ssize_t
        for c in range(self.characters):
            mind = pool.records[state * pool.stride + 1 + c]
            if mind >= len(self.depths) or self.depths[mind] == UNSEEN:
                count += self._visit(mind, depth)
        return count

    def size(self) -> int:
        """Bytes of what grows with the states: the pool, the cache, and the depths of a walk."""
        return int(self.pool.size() + self.rings.size() + 16 * (self.cache_mask + 1) + len(self.depths))
