"""The reference engine: `fabula.semantics` answered slowly and literally, in plain Python.

It is the definition that other engines are held against. What it has worked out it remembers with the state, so that
nothing is worked out twice.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from fabula.ground.failures import bad_odds, too_many_states
from fabula.ground.model import AddressedEvent, GroundEvent, GroundModel, InitialState
from fabula.reference.apply import Event, Ready, Rules, raw
from fabula.reference.conditions import Conditions
from fabula.reference.settle import Settled, Triggers
from fabula.reference.state import Draft, Node, Pool, State
from fabula.world.expressions import Expr, Value

Number = int | Fraction


class Reference:
    """The engine of one model. Implements `fabula.semantics.Semantics[State]`.

    `max_states`, where given, is how many states it may keep; beyond, it raises `FabulaError` (F503).
    """

    def __init__(self, model: GroundModel, *, max_states: int | None = None) -> None:
        self.model = model
        self.pool = Pool()
        self.max_states = max_states
        self.rules = Rules(model, self.pool)
        self._triggers = Triggers(self.rules)
        events = self.rules.events
        self._conditions = Conditions(
            [ready.event.precondition for ready in events], [ready.possible for ready in events], model.characters
        )
        self._ticks = tuple(event for event in model.events if event.kind == "tick")
        self._wants: tuple[list[tuple[str, Callable[[State], Value]]], ...] = tuple([] for _ in model.characters)
        self._author: list[Callable[[State], Value]] = []
        for want in model.wants:
            meaning = self.rules.meaning(want.value)
            if want.character is None:
                self._author.append(meaning)
            else:
                self._wants[want.character].append((want.name, meaning))
        self._initial: Settled | None = None

    # ---- the five questions of fabula.semantics ----------------------------------------------------------------------

    def initial(self) -> State:
        """The start, triggers done."""
        return self._start().state

    def possible(self, state: State) -> tuple[Event, ...]:
        """Every event whose precondition holds and which has an outcome with odds above 0, in declaration order.

        An act addressed to a figure is possible for who mistakes that figure, if the act that it is here is possible.
        """
        found: tuple[Event, ...] | None = state.memo.get("possible")
        if found is None:
            holding = (self.rules.events[number] for number in self._conditions.holding(state))
            events: list[Event] = [ready.event for ready in holding if self._has_odds(ready, state)]
            for addressed in self.model.addressed:
                place = self.rules.knowing.get(addressed.character, {}).get(addressed.figure)
                if place is not None and state.minds[place] is not None:
                    ready = self.rules.resolve(addressed, state)
                    if ready is not None and ready.possible(state) and self._has_odds(ready, state):
                        events.append(addressed)
            found = state.memo["possible"] = tuple(events)
        return found

    def outcomes(self, state: State, event: Event) -> tuple[tuple[Fraction, State], ...]:
        """What the event can lead to; outcomes without odds are left out."""
        return tuple(
            (odds, self.after(state, event, number)) for number, odds in enumerate(self.odds(state, event)) if odds
        )

    def believed(self, state: State, character: int) -> State:
        """The state that the character believes to be the case."""
        mind = state.minds[character]
        assert mind is not None  # actual minds are never empty
        return mind

    def value(self, state: State, expr: Expr) -> Value:
        """What a ground expression is in the state."""
        value: Value = self.rules.meaning(expr)(state)
        return value

    # ---- what follows from them --------------------------------------------------------------------------------------

    def can(self, state: State, event: Event) -> bool:
        """Whether the event is possible in the state."""
        return event in self.possible(state)

    def odds(self, state: State, event: Event) -> tuple[Fraction, ...]:
        """The odds of each outcome of the event, in order; they sum to 1 where the event is possible.

        Raises `FabulaError` (F504) where a weight is negative or unknown.
        """
        ready = self.rules.resolve(event, state)
        if ready is None:
            return ()
        if len(ready.outcomes) == 1:
            return (Fraction(1),)
        weights = self._weights(ready, state)
        total = sum(weights)
        return tuple(Fraction(weight) / total for weight in weights) if total else tuple(Fraction(0) for _ in weights)

    def after(self, state: State, event: Event, outcome: int = 0) -> State:
        """The state after the event with that outcome, triggers and the ticks that it takes done."""
        return self._apply(state, event, outcome).state

    def fired(self, state: State, event: Event, outcome: int = 0) -> tuple[GroundEvent, ...]:
        """The triggers that the event sets off in the world itself, in order."""
        return self._apply(state, event, outcome).fired

    def start_fired(self) -> tuple[GroundEvent, ...]:
        """The triggers that fired in the world before the story began."""
        return self._start().fired

    def ground_event(self, state: State, event: Event) -> GroundEvent | None:
        """The event as it is in this world: what an act addressed to a figure comes to."""
        ready = self.rules.resolve(event, state)
        return None if ready is None else ready.event

    def takes(self, state: State, event: Event) -> int:
        """How many ticks pass with the event."""
        ground = self.ground_event(state, event)
        return 0 if ground is None else ground.takes

    def tick(self, state: State) -> State | None:
        """The state one tick later, if nobody does anything: the first tick that is possible; None without one."""
        for event in self._ticks:
            if self.can(state, event):
                return self.after(state, event)
        return None

    def wants(self, state: State, character: int) -> dict[str, Number | None]:
        """What each want of the character comes to in the state; None is unknown."""
        sums: dict[str, Number | None] = {}
        for name, meaning in self._wants[character]:
            value = _number(meaning(state))
            before = sums.get(name, 0)
            sums[name] = None if value is None or before is None else before + value
        return sums

    def utility(self, state: State, character: int | None) -> Number | None:
        """How good the state is for the character (None: for the author); None where it is unknown."""
        key = ("utility", character)
        if key not in state.memo:
            if character is None:
                values = [_number(meaning(state)) for meaning in self._author]
            else:
                values = [_number(meaning(state)) for _, meaning in self._wants[character]]
            state.memo[key] = None if None in values else sum(value for value in values if value is not None)
        found: Number | None = state.memo[key]
        return found

    # ---- within ------------------------------------------------------------------------------------------------------

    def _start(self) -> Settled:
        if self._initial is None:
            self._initial = self._triggers.settle(_start(self.model.initial, len(self.model.characters), self.model))
        return self._initial

    def _has_odds(self, ready: Ready, state: State) -> bool:
        return len(ready.outcomes) == 1 or any(self._weights(ready, state))

    def _weights(self, ready: Ready, state: State) -> list[Number]:
        weights: list[Number] = []
        for outcome in ready.outcomes:
            weight = outcome.weight(state)
            if not isinstance(weight, (int, Fraction)) or weight < 0:
                raise bad_odds(self.model, ready.event, weight)
            weights.append(weight)
        return weights

    def _apply(self, state: State, event: Event, outcome: int) -> Settled:
        key = (event.index, outcome)
        found: Settled | None = state.memo.get(key)
        if found is None:
            found = self._triggers.settle(raw(self.rules, state, event, outcome))
            ready = self.rules.resolve(event, state)
            for _ in range(ready.event.takes if ready else 0):
                for tick in self._ticks:
                    if self.can(found.state, tick):
                        later = self._apply(found.state, tick, 0)
                        found = Settled(later.state, (*found.fired, tick, *later.fired))
                        break
            state.memo[key] = found
            if self.max_states is not None and len(self.pool) > self.max_states:
                raise too_many_states(self.max_states)
        return found


def _start(initial: InitialState, characters: int, model: GroundModel) -> Draft:
    """T5: the start as a graph: a world for each path with beliefs of its own; else all are taken to think alike."""
    paths: set[tuple[int, ...]] = {()}
    own: dict[tuple[int, ...], dict[int, Value]] = {}
    for path, fluent, value in initial.beliefs:
        paths.update(path[:length] for length in range(len(path) + 1))
        own.setdefault(path, {})[fluent] = value
    drafts: dict[tuple[int, ...], Draft] = {}
    plain: dict[tuple[int, ...], Draft] = {}
    empty: list[Node | None] = [None] * (len(model.minds) - characters)
    for path in sorted(paths, key=lambda path: (len(path), path)):
        values = list(drafts[path[:-1]].values if path else initial.values)
        for fluent, value in own.get(path, {}).items():
            values[fluent] = value
        drafts[path] = Draft(tuple(values))
        plain[path] = Draft(tuple(values))
        plain[path].minds = [*[plain[path]] * characters, *empty]
    for path, draft in drafts.items():
        minds: list[Node | None] = []
        for character in range(characters):
            inner = path if path and path[-1] == character else (*path, character)
            minds.append(drafts.get(inner, plain[path]))
        draft.minds = [*minds, *empty]
    return drafts[()]


def _number(value: Value) -> Number | None:
    """A want's value as a number: a truth value counts 1 or 0."""
    if isinstance(value, bool):
        return int(value)
    return value if isinstance(value, (int, Fraction)) else None


__all__ = ["AddressedEvent", "Number", "Reference"]
