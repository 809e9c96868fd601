"""Plans and explanations checked a second time, straight from the definition, on an engine's five questions alone.

Nothing of `fabula.reference.motive` is used here: this is what it is held against. `Given` checks a plan with the
explanations that a solution file attaches to it; `Definition` looks for explanations itself, trying every sequence,
without any shortcut but remembering what it has found.

Source: S. G. Ware and C. Siler, "Sabre: A Narrative Planner Supporting Intention and Deep Theory of Mind", AIIDE 2021;
limits and validity as in version 0.8 of the planner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from fabula.ground.model import GroundEvent
from fabula.reference.engine import Reference
from fabula.reference.state import State
from fabula.sabre.solutions import Explained

Number = int | Fraction
Why = Callable[[State, int], bool]  # whether the step at that place is explained in that state


@dataclass(frozen=True, slots=True)
class Verdict:
    """`fault` is None for a plan that is valid; else what is wrong with it first, and at which step (from 0)."""

    fault: str | None = None
    step: int | None = None

    def __bool__(self) -> bool:
        return self.fault is None


class Story:
    """One problem and its engine."""

    def __init__(self, engine: Reference) -> None:
        self.engine = engine
        self.characters = engine.model.characters
        self.events = {str(event): event for event in engine.model.events}
        assert len(self.events) == len(engine.model.events)

    def execute(self, state: State, events: Sequence[GroundEvent | None]) -> list[State] | int:
        """The state before each event and after the last; or the place of the first that is impossible."""
        states = [state]
        for place, event in enumerate(events):
            if event is None or not self.engine.can(states[-1], event):
                return place
            states.append(self.engine.after(states[-1], event))
        return states

    def better(self, after: State, before: State, who: int | None) -> bool:
        """Whether `after` is worth more; the unknown is never better nor bettered."""
        one, other = self.engine.utility(after, who), self.engine.utility(before, who)
        return one is not None and other is not None and one > other

    def as_good(self, after: State, before: State, who: int | None) -> bool:
        one, other = self.engine.utility(after, who), self.engine.utility(before, who)
        return one is not None and other is not None and one >= other

    def others(self, event: GroundEvent, who: int | None) -> Iterator[int]:
        return (consent.character for consent in event.consenting if consent.character != who)


class Given:
    """Validity of a plan with the explanations that are attached to its steps."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self._known: dict[tuple[State, int, Explained], bool] = {}

    def author(self, start: State, steps: Sequence[Explained]) -> Verdict:
        return self._plan(start, steps, None)

    def _events(self, steps: Sequence[Explained]) -> list[GroundEvent | None]:
        return [self.story.events.get(step.action) for step in steps]

    def _plan(self, start: State, steps: Sequence[Explained], who: int | None) -> Verdict:
        if not steps:
            return Verdict("empty")
        states = self.story.execute(start, self._events(steps))
        if isinstance(states, int):
            return Verdict("impossible", states)
        # an author's plan must end better than it begins; that of a character also better than each state on the way
        if not all(self.story.better(states[-1], before, who) for before in states[: 1 if who is None else -1]):
            return Verdict("no gain")
        for place, step in enumerate(steps):
            if not self._step(states[place], step, who):
                return Verdict("unexplained", place)
        if self._shorter(start, steps, states[-1], who, omitted=False):
            return Verdict("not minimal")
        return Verdict()

    def _step(self, state: State, step: Explained, who: int | None) -> bool:
        """Whether everybody else who must want the step has an attached reason that holds there."""
        event = self.story.events[step.action]
        if who is not None and not event.consenting:
            return False  # nobody counts on fate
        return all(self._reason(state, step, other) for other in self.story.others(event, who))

    def _reason(self, state: State, step: Explained, who: int) -> bool:
        key = (state, who, step)
        if key not in self._known:
            name = self.story.characters[who]
            attached = [reason for reason in step.reasons if reason.character == name]
            mind = self.story.engine.believed(state, who)
            self._known[key] = len(attached) == 1 and self._explains(mind, step, attached[0].rest, who)
        return self._known[key]

    def _explains(self, mind: State, step: Explained, rest: Sequence[Explained], who: int) -> bool:
        first = self.story.events[step.action]
        states = self.story.execute(mind, [first, *self._events(rest)])
        if isinstance(states, int) or not self.story.better(states[-1], mind, who):
            return False
        if not rest:
            return True
        return bool(self._plan(states[1], rest, who)) and not self._shorter(mind, rest, states[-1], who, omitted=True)

    def _shorter(self, state: State, steps: Sequence[Explained], end: State, who: int | None, *, omitted: bool) -> bool:
        """Whether some of the steps, with something left out, are possible, explained and as good as `end`."""
        if omitted and self.story.as_good(state, end, who) and not steps:
            return True
        if not steps:
            return False
        step, rest = steps[0], steps[1:]
        if self._shorter(state, rest, end, who, omitted=True):
            return True
        event = self.story.events[step.action]
        if self.story.engine.can(state, event) and self._step(state, step, who):
            return self._shorter(self.story.engine.after(state, event), rest, end, who, omitted=omitted)
        return False


class Definition:
    """Validity of a plan that is only a list of actions: explanations are looked for within the limits.

    `why` may be given to look for explanations in another way: whether an event of the real world is explained for a
    character.
    """

    def __init__(
        self,
        story: Story,
        *,
        character_limit: int,
        epistemic_limit: int,
        why: Callable[[State, GroundEvent, int], bool] | None = None,
    ) -> None:
        self.story = story
        self.character_limit = character_limit
        self.epistemic_limit = epistemic_limit
        self.why = why or (lambda state, event, who: self.explained(state, event, who, character_limit, 1))
        self._known: dict[tuple[State, int, int, int, int], bool] = {}

    # --- the author ---

    def author(self, start: State, names: Sequence[str], *, peaks: bool = False) -> Verdict:
        """Whether it is an author's plan; with `peaks`, its end must beat every state before, as planners ask."""
        events = [self.story.events.get(name) for name in names]
        if not events:
            return Verdict("empty")
        states = self.story.execute(start, events)
        if isinstance(states, int):
            return Verdict("impossible", states)
        known = [event for event in events if event is not None]
        if not all(self.story.better(states[-1], before, None) for before in (states[:-1] if peaks else states[:1])):
            return Verdict("no gain")
        for place, event in enumerate(known):
            if not self._wanted(states[place], event):
                return Verdict("unexplained", place)
        for kept in range(1, len(known)):
            for places in combinations(range(len(known)), kept):
                if self._as_good(start, [known[place] for place in places], states[-1]):
                    return Verdict("not minimal")
        return Verdict()

    def plans(self, author_limit: int) -> Iterator[tuple[Number, tuple[str, ...]]]:
        """Every author's plan within the limits, with its utility, as planners accept them."""
        start = self.story.engine.initial()

        def walk(state: State, names: tuple[str, ...]) -> Iterator[tuple[Number, tuple[str, ...]]]:
            if names and self.author(start, names, peaks=True):
                utility = self.story.engine.utility(state, None)
                assert utility is not None
                yield utility, names
            if len(names) < author_limit:
                for event in self.story.engine.possible(state):
                    assert isinstance(event, GroundEvent)
                    if self._wanted(state, event):
                        yield from walk(self.story.engine.after(state, event), (*names, str(event)))

        yield from walk(start, ())

    def _wanted(self, state: State, event: GroundEvent) -> bool:
        return all(self.why(state, event, who) for who in self.story.others(event, None))

    def _as_good(self, start: State, events: Sequence[GroundEvent], end: State) -> bool:
        states = self.story.execute(start, events)
        if isinstance(states, int) or not self.story.as_good(states[-1], end, None):
            return False
        return all(self._wanted(state, event) for state, event in zip(states, events, strict=False))

    # --- characters ---

    def explained(self, state: State, event: GroundEvent, who: int, budget: int, level: int) -> bool:
        """Whether `who` has a reason for the event, of at most `budget` steps, at that level of minds within minds."""
        if level > self.epistemic_limit:
            budget = min(budget, 1)
        key = (state, event.index, who, budget, level)
        if key not in self._known:
            mind = self.story.engine.believed(state, who)
            self._known[key] = any(
                self._is_reason(mind, plan, who, budget, level) for plan in self._sequences(mind, event, budget)
            )
        return self._known[key]

    def _sequences(self, mind: State, first: GroundEvent, budget: int) -> Iterator[tuple[GroundEvent, ...]]:
        """Every possible sequence that begins with the event, of at most that many deeds of characters."""
        if budget < 1 or not first.consenting or not self.story.engine.can(mind, first):
            return
        layer: list[tuple[tuple[GroundEvent, ...], State]] = [((first,), self.story.engine.after(mind, first))]
        for length in range(1, budget + 1):
            yield from (events for events, _ in layer)
            if length < budget:
                layer = [
                    ((*events, event), self.story.engine.after(state, event))
                    for events, state in layer
                    for event in self.story.engine.possible(state)
                    if isinstance(event, GroundEvent) and event.consenting
                ]

    def _is_reason(self, mind: State, plan: Sequence[GroundEvent], who: int, budget: int, level: int) -> bool:
        states = self.story.execute(mind, plan)
        assert not isinstance(states, int)
        if not all(self.story.better(states[-1], before, who) for before in states[:-1]):
            return False
        if not self._others_agree(states, plan, who, budget, level, first_too=False):
            return False
        for kept in range(1, len(plan)):
            for places in combinations(range(len(plan)), kept):
                shorter = [plan[place] for place in places]
                reached = self.story.execute(mind, shorter)
                if (
                    not isinstance(reached, int)
                    and self.story.as_good(reached[-1], states[-1], who)
                    and self._others_agree(reached, shorter, who, budget, level, first_too=places[0] != 0)
                ):
                    return False
        return True

    def _others_agree(
        self,
        states: Sequence[State],
        plan: Sequence[GroundEvent],
        who: int,
        budget: int,
        level: int,
        *,
        first_too: bool,
    ) -> bool:
        return all(
            self.explained(states[place], event, other, budget - place, level + 1)
            for place, event in enumerate(plan)
            if place or first_too
            for other in self.story.others(event, who)
        )
