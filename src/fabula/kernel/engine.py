"""The kernel: `fabula.semantics` answered fast, on packed states. Agrees with the reference in everything."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, TypeVar

from fabula.ground.failures import too_many_states
from fabula.ground.model import AddressedEvent, GroundEvent, GroundModel, InitialState
from fabula.kernel import core
from fabula.kernel.answers import Answers
from fabula.kernel.core import Core
from fabula.kernel.lower import Program, packing_of
from fabula.kernel.slow import Slow
from fabula.state.constants import EMPTY, UNSEEN
from fabula.state.packing import Wider
from fabula.state.pool import Pool
from fabula.world.expressions import Expr, Value

Number = int | Fraction
Event = GroundEvent | AddressedEvent
Answer = TypeVar("Answer")

COMPILED = not core.__file__.endswith(".py")  # without a C compiler the same modules are run by Python, slowly

_said: set[str] = set()


def _say_if_slow() -> None:
    """Say once that the core is not compiled."""
    if not COMPILED and not _said:
        _said.add("slow")
        logging.getLogger("fabula").warning("The core is not compiled here: Fabula answers, but more slowly.")


class State:
    """A state of a kernel: its number in the pool, and what has been worked out about it. Equal is identical."""

    __slots__ = ("_kernel", "key", "memo")

    def __init__(self, kernel: Kernel, key: int) -> None:
        self._kernel = kernel
        self.key = key
        self.memo: dict[Any, Any] = {}

    @property
    def values(self) -> tuple[Value, ...]:
        """By fluent."""
        found: tuple[Value, ...] | None = self.memo.get("values")
        if found is None:
            found = self.memo["values"] = self._kernel.packing.unpack(self._kernel.pool.get_words(self.key))
        return found

    @property
    def minds(self) -> tuple[State | None, ...]:
        """By mind; None: an empty waking or knowing one."""
        pool = self._kernel.pool
        keys = (pool.mind(self.key, place) for place in range(pool.places))
        return tuple(None if key == EMPTY else self._kernel.state(key) for key in keys)

    def __repr__(self) -> str:
        return f"<state {self.key}>"


class Kernel:
    """The compiled engine of one model. Implements `fabula.semantics.Semantics[State]`.

    `max_states`, where given, is how many states it may keep; beyond, it raises `FabulaError` (F503). `fast` off: by
    the long way alone, rule by rule.
    """

    def __init__(self, model: GroundModel, *, max_states: int | None = None, fast: bool = True) -> None:
        _say_if_slow()
        self.model = model
        self.max_states = max_states
        self.packing = packing_of(model)
        self.program = Program(model, self.packing)
        self.pool = Pool(self.program.words, len(model.minds))
        self.core = Core(self.pool, self.program)
        self.core.fast = fast
        self.slow = self.core.slow = Slow(model, self.core, self.program)
        self.answers = Answers(self.core, model, self._lay_out, max_states or 0)
        self._states: dict[int, State] = {}
        self._events: tuple[Event, ...] = (*model.events, *model.addressed)  # by number
        self._initial: tuple[int, tuple[GroundEvent, ...]] | None = None

    # ---- the five questions of fabula.semantics ----------------------------------------------------------------------

    def initial(self) -> State:
        """The start, triggers done."""
        return self.state(self._start()[0])

    def possible(self, state: State) -> tuple[Event, ...]:
        """Every event whose precondition holds and which has an outcome with odds above 0, in declaration order."""
        found: tuple[Event, ...] | None = state.memo.get("possible")
        if found is None:
            events = self._events
            found = state.memo["possible"] = tuple([events[number] for number in self.answers.possible(state.key)])
        return found

    def outcomes(self, state: State, event: Event) -> tuple[tuple[Fraction, State], ...]:
        """What the event can lead to; outcomes without odds are left out."""
        return tuple(
            (odds, self.after(state, event, number)) for number, odds in enumerate(self.odds(state, event)) if odds
        )

    def believed(self, state: State, character: int) -> State:
        """The state that the character believes to be the case."""
        return self.state(self.pool.mind(state.key, character))

    def value(self, state: State, expr: Expr) -> Value:
        """What a ground expression is in the state."""
        return self.core.value(self.slow.tree(expr), state.key)

    # ---- what follows from them --------------------------------------------------------------------------------------

    def can(self, state: State, event: Event) -> bool:
        """Whether the event is possible in the state."""
        found: bool = self.answers.can(state.key, event.index)
        return found

    def odds(self, state: State, event: Event) -> tuple[Fraction, ...]:
        """The odds of each outcome of the event, in order; they sum to 1 where the event is possible.

        Raises `FabulaError` (F504) where a weight is negative or unknown.
        """
        return self.answers.odds(state.key, event.index)

    def after(self, state: State, event: Event, outcome: int = 0) -> State:
        """The state after the event with that outcome, triggers and the ticks that it takes done."""
        found = self.answers.after(state.key, event.index, outcome)
        known = self._states.get(found)
        return self.state(found) if known is None else known

    def fired(self, state: State, event: Event, outcome: int = 0) -> tuple[GroundEvent, ...]:
        """The triggers that the event sets off in the world itself, in order."""
        return self._take(state, event, outcome)[1]

    def start_fired(self) -> tuple[GroundEvent, ...]:
        """The triggers that fired in the world before the story began."""
        return self._start()[1]

    def ground_event(self, state: State, event: Event) -> GroundEvent | None:
        """The event as it is in this world: what an act addressed to a figure comes to."""
        if isinstance(event, GroundEvent):
            return event
        number = self.answers.ground(state.key, event.index)
        return None if number < 0 else self.model.events[number]

    def takes(self, state: State, event: Event) -> int:
        """How many ticks pass with the event."""
        found: int = self.answers.takes(state.key, event.index)
        return found

    def tick(self, state: State) -> State | None:
        """The state one tick later, if nobody does anything: the first tick that is possible; None without one."""
        found = self.answers.tick(state.key)
        return self.state(found) if found else None

    def consenting(self, state: State, event: Event) -> tuple[int, ...]:
        """The characters who must want the event in this state (rule M1)."""
        return self.answers.consenting(state.key, event.index)

    def start_from(self, initial: InitialState) -> State:
        """What would be the start if the facts of the start were others, triggers done."""
        return self.state(self._ask(lambda: self.slow.start(initial))[0])

    def believing(self, state: State, character: int, beliefs: Sequence[tuple[tuple[int, ...], int, Value]]) -> State:
        """The state in which the character believes something else, triggers done.

        `beliefs`: path (in what whom believes, seen from the character: () is what he or she believes of the world),
        fluent, value.
        """
        return self.state(self._ask(lambda: self.slow.believing(state.key, character, beliefs)))

    def wants(self, state: State, character: int) -> dict[str, Number | None]:
        """What each want of the character comes to in the state; None is unknown."""
        sums: dict[str, Number | None] | None = state.memo.get(("wants", character))
        if sums is None:
            sums = state.memo["wants", character] = self._wants(state, character)
        return dict(sums)

    def utility(self, state: State, character: int | None) -> Number | None:
        """How good the state is for the character (None: for the author); None where it is unknown."""
        return self.answers.utility(state.key, -1 if character is None else character)

    # ---- whole graphs ------------------------------------------------------------------------------------------------

    def counts(self, depth: int) -> list[int]:
        """Distinct states that at most 0, 1, ... `depth` events lead to, with those that are believed in them.

        Raises `ValueError` for a depth of more than 254 events.
        """
        if depth >= UNSEEN:
            raise ValueError(f"a walk goes at most {UNSEEN - 1} events deep, not {depth}")
        start = self._start()[0]
        self.core.most = self.max_states or 0
        found = [self.core.begin(start)]
        for number in range(depth):
            found.append(found[-1] + self._ask(lambda number=number: self.core.expand(number)))  # type: ignore[misc]
            self._check_limit()
        return found

    # ---- within ------------------------------------------------------------------------------------------------------

    def state(self, key: int) -> State:
        """The state with a number."""
        found = self._states.get(key)
        if found is None:
            found = self._states[key] = State(self, key)
        return found

    def _start(self) -> tuple[int, tuple[GroundEvent, ...]]:
        if self._initial is None:
            self._initial = self._ask(lambda: self.slow.start())
        return self._initial

    def _wants(self, state: State, character: int) -> dict[str, Number | None]:
        sums: dict[str, Number | None] = {}
        for want in self.model.wants:
            if want.character == character:
                value = _number(self.value(state, want.value))
                before = sums.get(want.name, 0)
                sums[want.name] = None if value is None or before is None else before + value
        return sums

    def _take(self, state: State, event: Event, outcome: int) -> tuple[int, tuple[GroundEvent, ...]]:
        return self._ask(lambda: self.slow.take(state.key, event, outcome))

    def _ask(self, question: Callable[[], Answer]) -> Answer:
        """The answer, if need be with the words laid out anew, as often as a value is met that does not fit."""
        while True:
            try:
                return question()
            except Wider:
                self._lay_out()

    def _lay_out(self) -> None:
        old = self.packing.fields()
        self.packing.lay_out()
        self.program = Program(self.model, self.packing, self.program)
        self.pool.lay_out(old, self.packing.fields(), self.program.words)
        self.core.take(self.program)
        self.slow = self.core.slow = Slow(self.model, self.core, self.program)

    def _check_limit(self) -> None:
        if self.max_states is not None and len(self.pool) > self.max_states:
            raise too_many_states(self.max_states)


def _number(value: Value) -> Number | None:
    """A want's value as a number: a truth value counts 1 or 0."""
    if isinstance(value, bool):
        return int(value)
    return value if isinstance(value, (int, Fraction)) else None
