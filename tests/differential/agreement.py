"""Whether the two engines agree on a world: everything that the five questions ask, as far as a few dozen states go."""

from __future__ import annotations

import signal
from collections.abc import Callable, Hashable
from typing import TypeVar

from fabula.diagnostics.problems import FabulaError
from fabula.explore.counts import layers
from fabula.ground.model import GroundModel
from fabula.kernel.engine import Kernel
from fabula.kernel.engine import State as Packed
from fabula.reference.engine import Reference
from fabula.reference.state import State
from fabula.semantics import Engine

MOST_STATES = 30
SECONDS = 5.0  # of the process, so that nothing depends on what else the machine does

Answer = TypeVar("Answer")
S = TypeVar("S", bound=Hashable)


class TooLong(Exception):
    """An answer took longer than any that ends."""


def tried(question: Callable[[], Answer], *, give_up: bool = False) -> tuple[Answer | None, str]:
    """The answer, or the code of the problem that came instead.

    Triggers that go on without end may make a larger world each time, so that it takes for ever to see that they do:
    that is said to be F501 as well, or raises `TooLong` (`give_up`).
    """
    before = signal.signal(signal.SIGVTALRM, _too_long)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS, 1.0)  # again, should it come where no exception gets out
    try:
        return question(), ""
    except FabulaError as error:
        return None, error.problems[0].code
    except TooLong:
        if give_up:
            raise
        return None, "F501"
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _too_long(number: int, frame: object) -> None:
    raise TooLong


class Pairs:
    """States of the reference and of the kernel that have been held to be the same. Each has just one partner."""

    def __init__(self, reference: Reference, kernel: Kernel) -> None:
        self.reference, self.kernel = reference, kernel
        self.given_up = False  # whether an answer took too long, and the rest was left out
        self.packed: dict[State, Packed] = {}
        self.plain: dict[Packed, State] = {}
        self.order: list[tuple[State, Packed]] = []

    def add(self, state: State, packed: Packed) -> None:
        """Hold two states, and what is believed in them along every chain, to be the same."""
        todo = [(state, packed)]
        while todo:
            one, other = todo.pop()
            if one in self.packed or other in self.plain:
                assert self.packed.get(one) is other, "one state of an engine is two of the other"
                continue
            self.packed[one], self.plain[other] = other, one
            self.order.append((one, other))
            assert one.values == other.values
            packing = self.kernel.packing
            assert packing.unpack(packing.pack(one.values)) == one.values
            assert [m is None for m in one.minds] == [m is None for m in other.minds]
            for mind, twin in zip(one.minds, other.minds, strict=True):
                if mind is not None and twin is not None:
                    todo.append((mind, twin))


def check(model: GroundModel, *, fast: bool = True, most: int = MOST_STATES) -> int:
    """Raise `AssertionError` where the engines disagree; how many states were compared."""
    return len(compared(model, fast=fast, most=most).order)


def compared(model: GroundModel, *, fast: bool = True, most: int = MOST_STATES) -> Pairs:
    """As `check`: the states that were compared, and the engines."""
    pairs = Pairs(Reference(model), Kernel(model, fast=fast))
    try:
        _compare(pairs, fast=fast, most=most)
    except TooLong:
        pairs.given_up = True
    return pairs


def _compare(pairs: Pairs, *, fast: bool, most: int) -> None:
    reference, kernel = pairs.reference, pairs.kernel
    model = reference.model
    start, code = asked(reference.initial)
    twin, twin_code = asked(kernel.initial)
    assert code == twin_code, f"the start: {code!r} and {twin_code!r}"
    if start is None or twin is None:
        return
    assert reference.start_fired() == kernel.start_fired()
    pairs.add(start, twin)
    for place, (state, packed) in enumerate(pairs.order):  # grows while it is walked
        if place >= most:
            break
        events, code = asked(lambda state=state: reference.possible(state))  # type: ignore[misc]
        others, twin_code = asked(lambda packed=packed: kernel.possible(packed))  # type: ignore[misc]
        assert (events, code) == (others, twin_code), "possible events"
        for character in range(len(model.characters)):
            assert reference.utility(state, character) == kernel.utility(packed, character)
            assert reference.wants(state, character) == kernel.wants(packed, character)
        for event in events or ():
            assert kernel.can(packed, event)
            assert reference.odds(state, event) == kernel.odds(packed, event), f"odds of {event}"
            for outcome, odds in enumerate(reference.odds(state, event)):
                if odds:
                    after, code = asked(lambda s=state, e=event, o=outcome: reference.after(s, e, o))  # type: ignore[misc]
                    then, twin_code = asked(lambda s=packed, e=event, o=outcome: kernel.after(s, e, o))  # type: ignore[misc]
                    assert code == twin_code, f"{event}: {code!r} and {twin_code!r}"
                    if after is not None and then is not None:
                        pairs.add(after, then)
                        assert reference.fired(state, event, outcome) == kernel.fired(packed, event, outcome)
        later, code = asked(lambda state=state: reference.tick(state))  # type: ignore[misc]
        then, twin_code = asked(lambda packed=packed: kernel.tick(packed))  # type: ignore[misc]
        assert code == twin_code, "a tick"
        assert (later is None) == (then is None)
        if later is not None and then is not None:
            pairs.add(later, then)
    if len(pairs.order) <= most:
        counted, code = asked(lambda: [layer.distinct for layer in layers(reference, depth=2)])
        again, twin_code = asked(lambda: Kernel(model, fast=fast).counts(2))
        assert code == twin_code
        if counted is not None and again is not None:
            assert counted == again[: len(counted)]
        check_sets(pairs)


def asked(question: Callable[[], Answer]) -> tuple[Answer | None, str]:
    """As `tried`; raises `TooLong`."""
    return tried(question, give_up=True)


def check_sets(pairs: Pairs) -> None:
    """The sets of states by depth, where all states have been compared."""
    sets, code = asked(lambda: by_depth(pairs.reference, 3))
    twins, twin_code = asked(lambda: by_depth(pairs.kernel, 3))
    assert code == twin_code
    for one, other in zip(sets or (), twins or (), strict=True):
        assert [pairs.packed[state] for state in one] == list(other), "the states of a depth"


def by_depth(engine: Engine[S], depth: int) -> list[dict[S, None]]:
    """The states that 0, 1, ... events lead to and no fewer, without those that are only believed; in order."""
    layers: list[dict[S, None]] = [{engine.initial(): None}]
    seen = set(layers[0])
    for _ in range(depth):
        steps = ((state, event) for state in layers[-1] for event in engine.possible(state))
        after = (then for state, event in steps for _, then in engine.outcomes(state, event))
        layers.append({state: None for state in after if state not in seen})
        seen.update(layers[-1])
    return layers
