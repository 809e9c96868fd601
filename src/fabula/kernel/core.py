"""The kernel's core: what can happen in a packed state, what comes of it, and walks through whole graphs of states.

What comes of an event is worked out the short way (`fabula.kernel.settling`), and where that gives up, rule by rule
(`fabula.kernel.slow`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fabula.kernel.commuting import commuting
from fabula.kernel.lower import numbers
from fabula.kernel.settling import Settling
from fabula.state.constants import DRAFTS, FIRST_DRAFT, UNSEEN
from fabula.state.memory import row

if TYPE_CHECKING:
    import cython

    from fabula.kernel.lower import Program
    from fabula.state.pool import Pool


LEAST_SHARE = 8  # of all pairs of events one in so many must commute, or it is not worth 8 bytes for each state
KEY_BYTES = 160  # of an entry in a dictionary, about, without the bits
NEW = 0  # the menu of a vector for which it has not been found


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
        self.sleeping = True  # walks leave out what comes to the same in another order
        self.left_out = 0  # steps that walks have left out
        self._asleep = row("Q", b"")  # by state: events that are asleep there, as bits
        self.asleep = self._asleep
        self.bit_of = row("Q", b"")  # by event: its bit; 0: it never sleeps
        self._commuting: list[int] | None = None
        self.can_sleep = False
        self.stays = row("Q", b"")  # by event: those that commute with it, as bits
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
        self.allowed_now = row("Q", bytes(8 * p.event_words))
        self._menu_of = row("I", b"")  # by vector
        self.menu_of = self._menu_of
        self._menus: dict[bytes, int] = {}  # by the events in it, as bits
        self._menu, self._menu_from = row("I", b""), row("I", [0, 0])
        self.menu, self.menu_from = self._menu, self._menu_from

    def can(self, state: cython.Py_ssize_t, event: cython.Py_ssize_t) -> cython.bint:
        """Whether the precondition holds and some outcome has odds above zero."""
        if not self.holds(self.event_tests[event], state):
            return False
        return self.outcomes[event] == 1 or any(self.slow.weights(state, event))

    def possible(self, state: cython.Py_ssize_t) -> list[int]:
        """The numbers of the events that are possible in a state, in order."""
        found: list[int] = []
        event: cython.Py_ssize_t
        i: cython.Py_ssize_t
        menu: cython.Py_ssize_t = self._menu_in(state)
        for i in range(self.menu_from[menu], self.menu_from[menu + 1]):
            event = self.menu[i] >> 1
            if self.menu[i] & 1 and not self.holds(self.event_tests[event], state):
                continue
            if self.outcomes[event] == 1 or any(self.slow.weights(state, event)):
                found.append(event)
        return found

    def _menu_in(self, state: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The menu of a state: the events that its world's values allow, from `menu_from` on, in order.

        In `menu` stands twice the number of each, and one more if there is something else to be asked. Vectors that
        allow the same events have the same menu.
        """
        vector: cython.Py_ssize_t = self.pool.records[state * self.pool.stride]
        if vector >= len(self.menu_of) or self.menu_of[vector] == NEW:
            self._find_menu(vector)
        return self.menu_of[vector]

    def _find_menu(self, vector: cython.Py_ssize_t) -> None:
        pool: Pool = self.pool
        width: cython.Py_ssize_t = self.event_words
        place: cython.Py_ssize_t
        word: cython.Py_ssize_t
        row: cython.Py_ssize_t
        fluent: cython.Py_ssize_t
        code: cython.ulonglong
        if vector >= len(self.menu_of):
            more: cython.Py_ssize_t = pool.vectors - len(self.menu_of) + pool.vectors // 16 + 64
            self.menu_of = None
            self._menu_of.frombytes(bytes(4 * more))
            self.menu_of = self._menu_of
        for word in range(width):
            self.allowed_now[word] = self.every_event[word]
        for place in range(len(self.indexed)):
            fluent = self.indexed[place]
            code = pool.words[vector * self.words + self.word[fluent]] >> self.shift[fluent]
            row = (self.index_first[place] + (code & self.mask[fluent])) * width
            for word in range(width):
                self.allowed_now[word] &= self.index_rows[row + word]
        key = bytes(self.allowed_now)
        if key not in self._menus:
            allowed, residual = int.from_bytes(key, "little"), int.from_bytes(bytes(self.residual), "little")
            self.menu = self.menu_from = None  # arrays that are looked at can't grow
            for event in numbers(allowed):
                self._menu.append(event << 1 | (residual >> event & 1))
            self._menus[key] = len(self._menu_from) - 1
            self._menu_from.append(len(self._menu))
            self.menu, self.menu_from = self._menu, self._menu_from
        self.menu_of[vector] = self._menus[key]

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
            found = state if way < 0 else self._node(state, way, 0, 0, 0)
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
        self._lull()
        return int(self._visit(start, 0))

    def _lull(self) -> None:
        """Find the events that can sleep (at most 64, those that commute with most), and nothing sleeps anywhere."""
        if self._commuting is None:
            self._commuting = commuting(self.slow.model)
        pairs = sum(bits.bit_count() for bits in self._commuting)
        found = self._commuting if self.sleeping and LEAST_SHARE * pairs > len(self._commuting) ** 2 else []
        able = sorted((event for event, bits in enumerate(found) if bits), key=lambda e: -found[e].bit_count())[:64]
        self.can_sleep = bool(able)
        self.bit_of, self.stays = row("Q", bytes(8 * len(found))), row("Q", bytes(8 * len(found)))
        for number, event in enumerate(able):
            self.bit_of[event] = 1 << number
        for event in range(len(found)):
            self.stays[event] = sum(1 << number for number, other in enumerate(able) if found[event] >> other & 1)
        self.asleep = None
        self._asleep = row("Q", b"")
        self.asleep = self._asleep

    def expand(self, depth: cython.Py_ssize_t) -> int:
        """Visit what the states of one depth lead to; how many states that adds.

        Steps are left out that would come to a state which another order of the same events comes to (sleep sets, P.
        Godefroid, Partial-Order Methods for the Verification of Concurrent Systems, 1996). In a state the events
        that are possible have their turn in order. When a has its turn in s, those before it, and those asleep in s,
        *sleep* in the state after a if they commute with a: what comes of a and then t comes of t and then a. In a
        state that several steps of one depth come to, those events sleep that would after each of them. States that
        are believed in a state that is met are met with it, as starts: nothing sleeps in them.

        No state is lost, nor found later: take a state whose every step from the depth before is left out; of all
        shortest sequences of events to it, from a state in which nothing sleeps, the first in the order of
        events; and in that the first step t that is left out. It sleeps there after the step before; so it was
        possible earlier on the way, before an event that is later in the order, and commutes with all since. Then it
        can be taken there, which makes a sequence of the same length that is before the first: there is none. (Of
        all shortest sequences those from the start that is met first are before the others. That is why a start that
        a step has come to at the same depth may keep what sleeps in it.)

        Raises `Wider` on the way: expand the same depth again then, once the words are laid out anew. Raises
        `ValueError` where the next depth would be `UNSEEN` or more: depths are kept in a byte each.
        """
        if depth + 1 >= UNSEEN:
            raise ValueError(f"a walk goes at most {UNSEEN - 1} events deep")
        pool: Pool = self.pool
        state: cython.Py_ssize_t = self.cursor
        event: cython.Py_ssize_t
        menu: cython.Py_ssize_t
        outcome: cython.Py_ssize_t
        i: cython.Py_ssize_t
        turn: cython.ulonglong  # events that are asleep, or had their turn
        now: cython.uchar = depth
        later: cython.uchar = depth + 1
        addressed: cython.bint = self.slow.has_addressed
        while state < pool.states and state < len(self.depths):
            if self.most and pool.states - DRAFTS > self.most:
                break
            if self.depths[state] == now:
                menu = self._menu_in(state)
                turn = 0
                if self.can_sleep and state < len(self.asleep):
                    turn = self.asleep[state]
                for i in range(self.menu_from[menu], self.menu_from[menu + 1]):
                    event = self.menu[i] >> 1
                    if self.menu[i] & 1 and not self.holds(self.event_tests[event], state):
                        continue
                    if self.outcomes[event] == 1:
                        if self.can_sleep:
                            if turn & self.bit_of[event]:
                                self.left_out += 1
                                continue
                            self._visit_sleeping(self.after(state, event, 0), later, turn & self.stays[event])
                            turn |= self.bit_of[event]
                        else:
                            self.added += self._visit(self.after(state, event, 0), later)
                    else:
                        for outcome, weight in enumerate(self.slow.weights(state, event)):
                            if weight:
                                self.added += self._visit(self.after(state, event, outcome), later)
                if addressed:
                    for found in self.slow.addressed_steps(state):
                        self.added += self._visit(found, later)
            state += 1
            self.cursor = state
        self.cursor = DRAFTS
        added: cython.Py_ssize_t = self.added
        self.added = 0
        return int(added)

    def _visit_sleeping(self, state: cython.Py_ssize_t, depth: cython.uchar, asleep: cython.ulonglong) -> None:
        """As `_visit` for what a step comes to, after which these events sleep."""
        added: cython.Py_ssize_t = self._visit(state, depth)
        self.added += added
        if len(self.asleep) < len(self.depths):
            self.asleep = None
            self._asleep.frombytes(bytes(8 * (len(self.depths) - len(self._asleep))))
            self.asleep = self._asleep
        if added:
            self.asleep[state] = asleep
        elif self.depths[state] == depth:
            self.asleep[state] &= asleep

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
        menus = 4 * (len(self.menu_of) + len(self._menu) + len(self._menu_from))
        menus += len(self._menus) * (KEY_BYTES + 8 * self.event_words)
        found = self._triggers_size() + 8 * len(self._asleep) + menus
        return int(found + self.pool.size() + self.rings.size() + 16 * (self.cache_mask + 1) + len(self.depths))
