"""Answers by number: what is possible in a state and what comes of it, each worked out once, states and events as ints.

A state is its number in the pool, an event its index (those addressed to figures go on counting after the others), a
character his or her number, and -1 the author. For whoever asks millions of times; `fabula.kernel.engine` says the
same in terms of `State` and `GroundEvent`. Numbers of states stay what they are as long as the kernel lives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from fabula.ground.failures import too_many_states
from fabula.ground.model import GroundModel
from fabula.kernel.core import Core
from fabula.state.constants import DRAFTS
from fabula.state.memory import row
from fabula.state.packing import Wider
from fabula.state.pool import Pool
from fabula.state.table import Table
from fabula.world.expressions import FALSE

if TYPE_CHECKING:
    import cython

Number = int | Fraction
MOST_CODE = 1 << 32  # events with an outcome that have a number in a key of `Answers.steps`
UNASKED = 0  # place of the row of a state whose possible events have not been asked for


class Answers:
    """What one core answers, and remembers. `lay_out` is called where a value does not fit the words as they are.

    `most`: how many states the pool may keep, or 0; beyond, `FabulaError` (F503).
    """

    def __init__(self, core: Core, model: GroundModel, lay_out: Callable[[], None], most: int = 0) -> None:
        self.core = core
        self.pool: Pool = core.pool
        self.model = model
        self.events = len(model.events)
        self.most = most
        self._lay_out = lay_out
        self.steps = Table()  # state, event and outcome to state, where the two have a number of 32 bits
        self._addressed = list(model.addressed)
        self._most_outcomes = max((len(event.outcomes) for event in model.events), default=1)
        self._remembers = (self.events + len(self._addressed)) * self._most_outcomes <= MOST_CODE
        self._ticks = [event.index for event in model.events if event.kind == "tick"]
        trees = core.program.formulas
        self._consenting: list[tuple[tuple[int, ...], list[tuple[int, int]]]] = []  # all of them; with trees of unless
        for event in model.events:
            everybody = tuple(consent.character for consent in event.consenting)
            bound = any(consent.unless != FALSE for consent in event.consenting)
            several = [(consent.character, trees.tree(consent.unless)) for consent in event.consenting] if bound else []
            self._consenting.append((everybody, several))
        self._utility_trees: list[list[int]] = [[] for _ in range(len(model.characters) + 1)]  # by character + 1
        for want in model.wants:
            who = 0 if want.character is None else want.character + 1
            self._utility_trees[who].append(trees.tree(want.value))
        core.program.refresh()
        core.take_trees(core.program)
        self._utilities = Table()  # state and character to a place in `_worths`
        self._worths: list[Number | None] = []
        self._worth_numbers: dict[Number | None, int] = {}
        self._shares: dict[tuple[Number, ...], tuple[Fraction, ...]] = {}  # weights to odds
        self._row_at = row("I", b"")  # by state: where its row of possible events is
        self.row_at = self._row_at
        self._rows = row("i", [0])  # how many, and the events
        self.rows = self._rows

    # ---- what is possible --------------------------------------------------------------------------------------------

    def row(self, state: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The place where the possible events of a state are written: how many first (`event_at`), then each."""
        while True:
            if state < len(self.row_at) and self.row_at[state] != UNASKED:
                return self.row_at[state]
            try:
                found = self.core.possible(state)
                if self._addressed:
                    found = found + [event.index for event in self.core.slow.addressed(state)]
            except Wider:
                self._lay_out()
                continue
            self._keep_row(state, found)

    def event_at(self, place: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """What is written in a place: see `row`."""
        return self.rows[place]

    def _keep_row(self, state: cython.Py_ssize_t, events: Sequence[int]) -> None:
        if state >= len(self.row_at):
            more: cython.Py_ssize_t = self.pool.states - len(self.row_at)
            self.row_at = None
            self._row_at.frombytes(bytes(4 * (more + more // 8 + 64)))
            self.row_at = self._row_at
        self.row_at[state] = len(self._rows)
        self.rows = None
        self._rows.append(len(events))
        self._rows.extend(events)
        self.rows = self._rows

    def possible(self, state: cython.Py_ssize_t) -> list[int]:
        """Every event whose precondition holds and which has an outcome with odds above 0, in order."""
        place: cython.Py_ssize_t = self.row(state)
        return [self.rows[n] for n in range(place + 1, place + 1 + self.rows[place])]

    def can(self, state: cython.Py_ssize_t, event: cython.Py_ssize_t) -> cython.bint:
        """Whether the event is possible in the state."""
        place: cython.Py_ssize_t = self.row(state)
        end: cython.Py_ssize_t = place + 1 + self.rows[place]
        i: cython.Py_ssize_t = place + 1
        while i < end and self.rows[i] != event:
            i += 1
        return i < end

    def ground(self, state: cython.Py_ssize_t, event: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The event as it is in this world: what an act addressed to a figure comes to; -1: nothing."""
        if event < self.events:
            return event
        here: Any = self.core.slow.resolve(self._addressed[event - self.events], state)
        return -1 if here is None else here.index

    def takes(self, state: cython.Py_ssize_t, event: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """How many ticks pass with the event."""
        here: cython.Py_ssize_t = self.ground(state, event)
        return 0 if here < 0 else self.core.takes[here]

    def odds(self, state: cython.Py_ssize_t, event: cython.Py_ssize_t) -> tuple[Fraction, ...]:
        """The odds of each outcome, in order; see `fabula.semantics.Engine.odds`."""
        here: cython.Py_ssize_t = self.ground(state, event)
        if here < 0:
            return ()
        weights = (1,) if self.core.outcomes[here] == 1 else tuple(self.core.slow.weights(state, here))
        found = self._shares.get(weights)
        if found is None:
            total = sum(weights)
            found = tuple([Fraction(weight) / total if total else Fraction(0) for weight in weights])
            self._shares[weights] = found
        return found

    def consenting(self, state: cython.Py_ssize_t, event: cython.Py_ssize_t) -> tuple[int, ...]:
        """The characters who must want the event in this state: those who consent, less those who are bound (M1)."""
        here: cython.Py_ssize_t = self.ground(state, event)
        if here < 0:
            return ()
        everybody, several = self._consenting[here]
        if several:
            return tuple([who for who, unless in several if not self.core.true(unless, state)])
        return everybody  # type: ignore[no-any-return]

    # ---- what comes of it --------------------------------------------------------------------------------------------

    def after(
        self, state: cython.Py_ssize_t, event: cython.Py_ssize_t, outcome: cython.Py_ssize_t
    ) -> cython.Py_ssize_t:
        """The state after the event with that outcome (from 0), triggers and the ticks that it takes done."""
        key: cython.ulonglong = state
        key = key << 32 | event * self._most_outcomes + outcome
        found: cython.Py_ssize_t = self.steps.get(key) if self._remembers else -1
        if found >= 0:
            return found
        while True:
            try:
                found = self.core.after(state, event, outcome)
                break
            except Wider:
                self._lay_out()
        if self.most and self.pool.states - DRAFTS > self.most:
            raise too_many_states(self.most)
        if self._remembers:
            self.steps.put(key, found)
        return found

    def tick(self, state: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The state one tick later, if nobody does anything: the first tick that is possible; 0 without one."""
        for event in self._ticks:
            if self.can(state, event):
                return self.after(state, event, 0)
        return 0

    def mind(self, state: cython.Py_ssize_t, character: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The state that the character believes to be the case."""
        return self.pool.mind(state, character)

    # ---- what it is worth --------------------------------------------------------------------------------------------

    def utility(self, state: cython.Py_ssize_t, character: cython.Py_ssize_t) -> Number | None:
        """How good the state is for the character (-1: for the author); None where it is unknown."""
        key: cython.ulonglong = state
        key = key << 16 | character + 1
        place: cython.Py_ssize_t = self._utilities.get(key)
        if place < 0:
            total: Any = 0
            for tree in self._utility_trees[character + 1]:
                value = self.core.value(tree, state)
                if value is None or isinstance(value, str):
                    total = None
                    break
                total = total + int(value) if isinstance(value, bool) else total + value
            if total not in self._worth_numbers:
                self._worth_numbers[total] = len(self._worths)
                self._worths.append(total)
            place = self._worth_numbers[total]
            self._utilities.put(key, place)
        return self._worths[place]  # type: ignore[no-any-return]

    def size(self) -> int:
        """Bytes of what is remembered."""
        return int(self.steps.bytes() + self._utilities.bytes() + 4 * (len(self.row_at) + len(self.rows)))
