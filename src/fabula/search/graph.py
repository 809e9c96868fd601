"""The states of a search by number, with what a search asks of them again and again: deeds, successors, worths, bounds.

A state is a number, an event its index (acts addressed to figures go on counting after the others), a character his or
her number. `Graph` asks any engine; `KernelGraph` asks the kernel's own answers, which are by number already. What has
been asked once is kept in rows of numbers.

A worth is kept as a float: of two the greater one is never the lesser float. Two that differ and have the same float
can't be told apart here, nor can what is too great for a float; `Indistinct` says so.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from fabula.ground.model import GroundEvent, GroundModel
from fabula.kernel.answers import Answers
from fabula.kernel.core import Core
from fabula.kernel.engine import Kernel
from fabula.search.monotone import above, below
from fabula.search.relaxed import Relaxed, fact_of
from fabula.semantics import Engine
from fabula.state.memory import row
from fabula.state.pool import Pool
from fabula.world.expressions import FALSE, Believes, Expr, Fluent, walk
from fabula.world.model import Number

if TYPE_CHECKING:
    import cython

UNKNOWN = float("nan")  # the worth of a state whose utility is `?`
NEW = -1  # what has not been asked yet


class Indistinct(Exception):
    """Two different utilities that are the same float, or one that is too great to be a float."""


class Graph:
    """The states of one engine, from the mind of somebody who looks `foresight` deeds ahead.

    `utilities`: by character.
    """

    def __init__(self, engine: Engine[Any], utilities: list[Expr], foresight: int) -> None:
        self._lay_out(engine, utilities, foresight)
        self.states: list[Any] = [None]  # from 1 on
        self.numbers: dict[Any, int] = {}
        self.vectors: dict[Any, int] = {}

    def _lay_out(self, engine: Engine[Any], utilities: list[Expr], foresight: int) -> None:
        """Make the rows."""
        model = engine.model
        self.engine = engine
        self.model = model
        self.events: tuple[Any, ...] = (*model.events, *model.addressed)
        self.characters = len(model.characters)
        self.horizon = max(1, foresight)
        self.relaxed = Relaxed(model, deeds=True, terms=utilities)
        self.terms = row("i", self.relaxed.wanted or [0])
        self.by_values = not any(isinstance(part, Believes) for utility in utilities for part in walk(utility))
        self.values_decide = self.by_values and values_decide(model)
        self.unknown = False  # whether a utility was `?` in any state that was looked at
        self.width = self.characters * (self.horizon + 1)
        self._exact: dict[float, Number] = {}
        self.groups: list[tuple[int, ...]] = []
        self.group_number: dict[tuple[int, ...], int] = {}
        self._group_first = row("i", [0])
        self.group_first = self._group_first
        self._member = row("i", b"")
        self.member = self._member
        self.fixed_group = row("i", [self._fixed(event) for event in model.events] or [0])
        self._deed_at = row("i", b"")
        self.deed_at = self._deed_at
        self._deeds = row("i", b"")  # event, group and slot after, by turns
        self.deeds = self._deeds
        self.deed_count = 0
        self._slot_of = row("i", b"")
        self.slot_of = self._slot_of
        self._table = row("d", b"")
        self.table = self._table
        self._shown_by = row("i", b"")
        self.shown_by = self._shown_by  # by slot: a state that has it; NEW once its bounds are there
        self.slots = 0
        reach = touched(model, utilities)
        self.touches = row("B", [int(touches) for rows in reach for touches in rows] or [0])

    def _fixed(self, event: GroundEvent) -> int:
        """The group of those who must want an event; -1: it depends on the state."""
        if any(consent.unless != FALSE for consent in event.consenting):
            return -1
        return self.group(tuple(consent.character for consent in event.consenting))

    # ---- what the engine says ----------------------------------------------------------------------------------------

    def number(self, state: Any) -> cython.Py_ssize_t:
        """The number of a state of the engine."""
        found = self.numbers.get(state)
        if found is None:
            found = self.numbers[state] = len(self.states)
            self.states.append(state)
        return found

    def state(self, number: cython.Py_ssize_t) -> Any:
        """The state with a number."""
        return self.states[number]

    def _possible(self, state: cython.Py_ssize_t) -> list[int]:
        return [event.index for event in self.engine.possible(self.states[state])]

    def can(self, state: cython.Py_ssize_t, event: cython.Py_ssize_t) -> cython.bint:
        """Whether the event is possible in the state."""
        return bool(self.engine.can(self.states[state], self.events[event]))

    def ground(self, state: cython.Py_ssize_t, event: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The event as it is in this world: what an act addressed to a figure comes to; -1: nothing."""
        found = self.engine.ground_event(self.states[state], self.events[event])
        return -1 if found is None else found.index

    def after(self, state: cython.Py_ssize_t, event: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The state after an event with one outcome."""
        return self.number(self.engine.after(self.states[state], self.events[event]))

    def mind(self, state: cython.Py_ssize_t, character: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The state that the character believes to be the case."""
        return self.number(self.engine.believed(self.states[state], character))

    def utility(self, state: cython.Py_ssize_t, character: cython.Py_ssize_t) -> Any:
        """The utility as an exact number, or None."""
        return self.engine.utility(self.states[state], character)

    def _bound(self, state: cython.Py_ssize_t, unless: Expr) -> bool:
        return bool(self.engine.value(self.states[state], unless))

    def vector(self, state: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The number of the state's values."""
        return self.vectors.setdefault(self.states[state].values, len(self.vectors))

    def fill(self, relaxed: Relaxed, state: cython.Py_ssize_t) -> None:
        """Give a relaxation the values of a state."""
        relaxed.set_values(self.states[state].values)

    # ---- deeds -------------------------------------------------------------------------------------------------------

    def group(self, characters: tuple[int, ...]) -> int:
        """The number of a group of characters; its members are in `member` from `group_first`."""
        found = self.group_number.get(characters)
        if found is None:
            found = self.group_number[characters] = len(self.groups)
            self.groups.append(characters)
            self.group_first = None
            self.member = None
            self._member.extend(characters)
            self._group_first.append(len(self._member))
            self.group_first = self._group_first
            self.member = self._member
        return found

    def consenting(self, state: cython.Py_ssize_t, event: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The group of those who must want the event in this state; -1: it comes to nothing here."""
        here: cython.Py_ssize_t = self.ground(state, event)
        if here < 0:
            return -1
        if self.fixed_group[here] >= 0:
            return self.fixed_group[here]
        consents = self.model.events[here].consenting
        return self.group(tuple([c.character for c in consents if not self._bound(state, c.unless)]))

    def deeds_of(self, state: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Where the deeds of a state are (M2): how many first, then each with its event, group and slot after.

        Where values decide, all states of the same values have them in common.
        """
        by: cython.Py_ssize_t = self.vector(state) if self.values_decide else state
        if by >= len(self.deed_at):
            more: cython.Py_ssize_t = by - len(self.deed_at) + by // 8 + 64
            self.deed_at = None
            self._deed_at.extend([NEW] * more)
            self.deed_at = self._deed_at
        if self.deed_at[by] == NEW:
            found: list[int] = []
            for event in self._possible(state):
                here = self.ground(state, event)
                if here >= 0 and self.model.events[here].consenting:
                    found += (event, self.consenting(state, event), NEW)
            self.deeds = None
            self._deeds.append(len(found) // 3)
            self._deeds.extend(found)
            self.deeds = self._deeds
            self.deed_at[by] = self.deed_count
            self.deed_count += 1 + len(found)
        return self.deed_at[by]

    def deed(self, state: cython.Py_ssize_t, event: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Where a deed of a state is; -1: it is none here."""
        place: cython.Py_ssize_t = self.deeds_of(state)
        i: cython.Py_ssize_t
        for i in range(place + 1, place + 1 + 3 * self.deeds[place], 3):
            if self.deeds[i] == event:
                return i
        return -1

    def slot_after(self, state: cython.Py_ssize_t, deed: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The slot of what comes after a deed of a state, given by where it is."""
        if self.deeds[deed + 2] == NEW:
            self.deeds[deed + 2] = self.slot(self.after(state, self.deeds[deed]))
        return self.deeds[deed + 2]

    # ---- worths and bounds -------------------------------------------------------------------------------------------

    def slot(self, state: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Where the worths and bounds of a state are."""
        by: cython.Py_ssize_t = self.vector(state) if self.by_values else state
        if by >= len(self.slot_of):
            more: cython.Py_ssize_t = by - len(self.slot_of) + by // 8 + 64
            self.slot_of = None
            self._slot_of.extend([NEW] * more)
            self.slot_of = self._slot_of
        if self.slot_of[by] == NEW:
            if self.slots == len(self.shown_by):
                self.table = self.shown_by = None
                self._table.frombytes(bytes(8 * self.width * (64 + self.slots // 8)))
                self._shown_by.frombytes(bytes(4 * (64 + self.slots // 8)))
                self.table, self.shown_by = self._table, self._shown_by
            character: cython.Py_ssize_t
            for character in range(self.characters):
                self.table[self.slots * self.width + character * (self.horizon + 1)] = self._float(
                    self.utility(state, character)
                )
            self.shown_by[self.slots] = state
            self.slot_of[by] = self.slots
            self.slots += 1
        return self.slot_of[by]

    def _look_ahead(self, slot: cython.Py_ssize_t) -> None:
        """Work out the bounds of a slot."""
        c: cython.Py_ssize_t
        k: cython.Py_ssize_t
        step: cython.Py_ssize_t = self.horizon + 1
        at: cython.Py_ssize_t = slot * self.width
        more: cython.bint = True
        self.fill(self.relaxed, self.shown_by[slot])
        self.shown_by[slot] = NEW
        self.relaxed.begin()
        for k in range(1, self.horizon + 1):
            if more:
                more = self.relaxed.extend()
            for c in range(self.characters):
                if more or k == 1:
                    self.table[at + c * step + k] = self.relaxed.upper(self.terms[c])
                else:
                    self.table[at + c * step + k] = self.table[at + c * step + k - 1]

    def _float(self, number: Any) -> float:
        if number is None:
            self.unknown = True
            return UNKNOWN
        try:
            near = float(number)
        except OverflowError:
            raise Indistinct from None
        if self._exact.setdefault(near, number) != number:
            raise Indistinct
        return near

    def worth(self, slot: cython.Py_ssize_t, character: cython.Py_ssize_t) -> cython.double:
        """What the states of a slot are worth for the character (M3); not a number if that is unknown."""
        return self.table[slot * self.width + character * (self.horizon + 1)]

    def most(self, slot: cython.Py_ssize_t, character: cython.Py_ssize_t, deeds: cython.Py_ssize_t) -> cython.double:
        """The most that so many deeds (at least one) can lead to from the states of a slot, by the relaxation."""
        if self.shown_by[slot] != NEW:
            self._look_ahead(slot)
        return self.table[slot * self.width + character * (self.horizon + 1) + min(deeds, self.horizon)]


class KernelGraph(Graph):
    """The states of a kernel; their numbers are those of its pool."""

    def __init__(self, kernel: Kernel, utilities: list[Expr], foresight: int) -> None:
        self._lay_out(kernel, utilities, foresight)
        self.kernel = kernel
        self.answers: Answers = kernel.answers
        self.core: Core = kernel.core
        self.pool: Pool = kernel.pool
        self.most_codes = 0
        self._facts = row("i", b"")
        self.facts = self._facts
        self._lows, self._highs = row("d", b""), row("d", b"")
        self.lows, self.highs = self._lows, self._highs
        self.fluents = len(self.model.fluents)

    def number(self, state: Any) -> cython.Py_ssize_t:
        return state.key

    def state(self, number: cython.Py_ssize_t) -> Any:
        return self.kernel.state(number)

    def _possible(self, state: cython.Py_ssize_t) -> list[int]:
        return self.answers.possible(state)

    def can(self, state: cython.Py_ssize_t, event: cython.Py_ssize_t) -> cython.bint:
        return self.answers.can(state, event)

    def ground(self, state: cython.Py_ssize_t, event: cython.Py_ssize_t) -> cython.Py_ssize_t:
        return self.answers.ground(state, event)

    def after(self, state: cython.Py_ssize_t, event: cython.Py_ssize_t) -> cython.Py_ssize_t:
        return self.answers.after(state, event, 0)

    def mind(self, state: cython.Py_ssize_t, character: cython.Py_ssize_t) -> cython.Py_ssize_t:
        return self.pool.mind(state, character)

    def utility(self, state: cython.Py_ssize_t, character: cython.Py_ssize_t) -> Any:
        return self.answers.utility(state, character)

    def _bound(self, state: cython.Py_ssize_t, unless: Expr) -> bool:
        return bool(self.kernel.value(self.kernel.state(state), unless))

    def vector(self, state: cython.Py_ssize_t) -> cython.Py_ssize_t:
        return self.pool.records[state * self.pool.stride]

    def fill(self, relaxed: Relaxed, state: cython.Py_ssize_t) -> None:
        fluent: cython.Py_ssize_t
        code: cython.Py_ssize_t
        place: cython.Py_ssize_t
        for fluent in range(self.fluents):
            code = self.core.code(state, fluent)
            if code >= self.most_codes:
                self._widen(code)
            place = self.facts[fluent * self.most_codes + code]
            if place == 0:
                self._meet(relaxed, fluent, code)
                place = self.facts[fluent * self.most_codes + code]
            relaxed.start_fact[fluent] = place
            if place < 0:
                relaxed.start_low[-1 - place] = self.lows[fluent * self.most_codes + code]
                relaxed.start_high[-1 - place] = self.highs[fluent * self.most_codes + code]
        relaxed.fluents = self.fluents

    def _widen(self, code: int) -> None:
        """Make room for codes as high as this."""
        self.most_codes = max(8, 2 * code)
        self.facts = self.lows = self.highs = None
        self._facts = row("i", bytes(4 * self.most_codes * self.fluents))
        self._lows = row("d", bytes(8 * self.most_codes * self.fluents))
        self._highs = row("d", bytes(8 * self.most_codes * self.fluents))
        self.facts, self.lows, self.highs = self._facts, self._lows, self._highs

    def _meet(self, relaxed: Relaxed, fluent: int, code: int) -> None:
        """Look up what a code of a fluent stands for; facts have the same nodes in every relaxation of a model."""
        packing = self.core.packing
        value = packing.values[packing.numbers[fluent][code]]
        place = fact_of(relaxed.monotone, fluent, value)
        self.facts[fluent * self.most_codes + code] = place
        if place < 0:
            assert isinstance(value, (int, Fraction))  # of a number
            self.lows[fluent * self.most_codes + code] = below(value)
            self.highs[fluent * self.most_codes + code] = above(value)


def graph_of(engine: Engine[Any], utilities: list[Expr], foresight: int) -> Graph:
    """The graph of an engine, the fast one where it is a kernel."""
    if isinstance(engine, Kernel):
        return KernelGraph(engine, utilities, foresight)
    return Graph(engine, utilities, foresight)


def touched(model: GroundModel, utilities: list[Expr]) -> list[list[bool]]:
    """For each event and each utility, whether the event may change what the utility is, triggers included."""
    reading = [_read(utility) for utility in utilities]
    triggers = [
        (_read(event.precondition), {effect.fluent for effect in event.outcomes[0].effects if not effect.path})
        for event in model.triggers
    ]
    found: list[list[bool]] = []
    known: dict[frozenset[int], set[int]] = {}
    for event in model.events:
        written = frozenset(e.fluent for outcome in event.outcomes for e in outcome.effects if not e.path)
        changed = known.get(written)
        if changed is None:
            changed = known[written] = set(written)
            size = -1
            while size != len(changed):
                size = len(changed)
                for (read, believed), writes in triggers:
                    if believed or read & changed:
                        changed |= writes
        deep = event.kind != "action" or event.takes > 0 or any(outcome.mind_effects for outcome in event.outcomes)
        found.append([deep or believed or bool(read & changed) for read, believed in reading])
    found += [[True] * len(utilities) for _ in model.addressed]
    return found


def values_decide(model: GroundModel) -> bool:
    """Whether the values of a world alone decide which deeds are possible in it, whose they are, and what its values
    become: nothing that bears on these reads beliefs."""
    if model.addressed:
        return False
    read: list[Expr] = []
    for event in (*model.events, *model.triggers):
        effects = [effect for outcome in event.outcomes for effect in outcome.effects if not effect.path]
        read += [part for effect in effects for part in (effect.condition, effect.value)]
        read += [consent.unless for consent in event.consenting]
        if event.kind == "action" or effects:
            read.append(event.precondition)
    return not any(_read(expr)[1] for expr in read)


def _read(expr: Expr) -> tuple[set[int], bool]:
    """The fluents that an expression reads, and whether it reads beliefs."""
    parts = list(walk(expr))
    return {e.index for e in parts if isinstance(e, Fluent)}, any(isinstance(e, Believes) for e in parts)
