"""Beliefs behind a motive: which it stands on, since when they are held, how they were learned, and whether rightly.

A reason *stands on* a belief if it is lost once the belief is taken away and everything else is left as it is: once the
character believes what is so (of a mistake), what he or she believed before, the opposite, or nothing. A set of beliefs
counts if all of them together cost the reason, and no part of it does (a *minimal* set); tried are sets of one, and
then of two of those that none of the sets of one names.

*Source:* the counterfactual test of D. Lewis, "Causation", Journal of Philosophy 70 (1973), on what somebody believes;
for interventions see `fabula.analysis.interventions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

from fabula.analysis.interventions import Changing, Fact, Path, fluents_in, no_such_world
from fabula.ground.figures import identity
from fabula.ground.model import GroundEvent
from fabula.kernel import State
from fabula.reasons import Plan, Reason
from fabula.semantics import AnyEvent
from fabula.stories.replay import StepReplay
from fabula.world.expressions import Believes, Const, Expr, Value, children

MOST_VALUES = 3  # others that are tried of a value that is right, and has never been another
MOST_PAIRS = 100  # pairs of beliefs that are tried

How = Literal["start", "dreamt", "woke", "took", "recognised", "told", "noticed", "surprised", "inferred", "own"]

_EXCHANGES: dict[str, How] = {"wake": "woke", "mistake": "took", "recognise": "recognised"}


@dataclass(frozen=True, slots=True)
class Spot:
    """A belief: in what whom believes (that whom believes), which fluent."""

    path: Path
    fluent: int


@dataclass(frozen=True, slots=True)
class Learning:
    """Since when something is believed, and how it was learned.

    * `start`: it was so believed from the start (`fact`: the line that says so, if one does).
    * `dreamt`: a dream brought it. `woke`: it came back on waking.
    * `took`, `recognised`: it came of whom a figure was taken for, or of seeing who it is.
    * `told`: the step writes the belief itself (somebody says it, shows it, sees it).
    * `noticed`: the character noticed the step, and that is what it does.
    * `surprised`: the character noticed a step that he or she held impossible, so it had to be so.
    * `inferred`: a trigger made it so in that mind (`trigger`).

    `step`: number of the step in the story; None: from the start.
    """

    how: How
    step: StepReplay | None = None
    fact: Fact | None = None
    trigger: GroundEvent | None = None
    before: Value = None  # what was believed until then


@dataclass(frozen=True, slots=True)
class Belief:
    """Something believed at a moment: its value, what is really so there (`truth`), and how it came about."""

    spot: Spot
    name: str  # of the fluent
    value: Value
    truth: Value
    learning: Learning

    @property
    def true(self) -> bool:
        return same(self.value, self.truth)

    @property
    def unsaid(self) -> bool:
        """Whether it is so, and believed, from the start, and no line says it: nothing out of the ordinary."""
        return self.true and self.learning.step is None and self.learning.fact is None


@dataclass(frozen=True, slots=True)
class Support:
    """Beliefs without which a reason would be lost: all of them together, and no part of them."""

    beliefs: tuple[Belief, ...]
    instead: tuple[Value, ...]  # of each: a value with which the reason is lost


def same(one: Value, other: Value) -> bool:
    """Whether two values are one; True is not 1."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


class Beliefs:
    """What is believed at the moments of one story, as far as it was replayed."""

    def __init__(self, changing: Changing, motives: Any, steps: Sequence[StepReplay]) -> None:
        self.changing = changing
        self.engine = changing.engine
        self.model = changing.model
        self.motives = motives
        self.steps = [step for step in steps if step.moment is not None]
        self._asked = self._asked_of_minds()
        self._identities = set(identity(self.model).values())

    def at(self, state: State, spot: Spot) -> Value:
        """What is believed there."""
        for who in spot.path:
            state = self.engine.believed(state, who)
        return state.values[spot.fluent]

    def belief(self, spot: Spot, number: int) -> Belief:
        """A belief just before the step of that number (from 1; one more than there are: at the end)."""
        state = self._before(number)
        truth = self.at(state, Spot(spot.path[1:], spot.fluent))
        name = self.model.fluents[spot.fluent].name
        return Belief(spot, name, self.at(state, spot), truth, self.learned(spot, number))

    def _before(self, number: int) -> State:
        if number <= len(self.steps):
            return self.steps[number - 1].before
        last = self.steps[-1].moment if self.steps else None
        return self.engine.initial() if last is None else last.after

    # ---- how it was learned ------------------------------------------------------------------------------------------

    def learned(self, spot: Spot, number: int) -> Learning:
        """Since when, and how, what is believed just before the step of that number came to be believed."""
        value = self.at(self._before(number), spot)
        for step in reversed(self.steps[: number - 1]):
            before = self.at(step.before, spot)
            if not same(before, value):
                how, trigger = self._how(step, spot, value)
                return Learning(how, step, trigger=trigger, before=before)
        name = self.model.fluents[spot.fluent].name
        said = (self.changing.said.get((spot.path[:length], name)) for length in range(len(spot.path), -1, -1))
        return Learning("start", fact=next((fact for fact in said if fact is not None), None))

    def _how(self, step: StepReplay, spot: Spot, value: Value) -> tuple[How, GroundEvent | None]:
        moment = step.moment
        assert moment is not None
        event = self.engine.ground_event(moment.before, moment.event)
        assert event is not None
        who, fluent = spot.path[0], spot.fluent
        if event.dreamer == who:
            return "dreamt", None
        outcome = event.outcomes[moment.outcome]
        holds = self.engine.value
        notices = bool(event.observing) and self.engine.value(moment.before, event.observing[who]) is True
        mind = self.engine.believed(moment.before, who)
        mine = self.engine.ground_event(mind, moment.event)  # of an act addressed to a figure perhaps another
        seen = outcome.effects if mine is None else mine.outcomes[moment.outcome].effects
        if notices and any(effect.fluent == fluent and not effect.path for effect in seen):
            return "noticed", None
        for change in outcome.mind_effects:
            if change.character == who and not change.path and holds(moment.before, change.condition):
                return _EXCHANGES[change.kind], None
        for effect in outcome.effects:
            told = effect.path[:1] == (who,) and effect.path[-1] == spot.path[-1] and effect.fluent == fluent
            if told and holds(moment.before, effect.condition):
                return "told", None
        trigger = self._trigger(moment.fired, spot)
        if notices and any(effect.fluent == fluent for effect in seen):
            return "noticed", None
        if notices and not self.engine.can(mind, event) and fluent in fluents_in((event.precondition,)):
            return "surprised", None
        if trigger is not None and any(m.character == who and m.kind == "recognise" for m in _minds(trigger)):
            return "recognised", trigger
        return "inferred", trigger

    def _trigger(self, fired: Iterable[GroundEvent], spot: Spot) -> GroundEvent | None:
        """The trigger that made it so: of those that fired in the world, else of all, the first that writes it."""
        fired = tuple(fired)
        for path in (spot.path[-1:], ()):
            for trigger in (*fired, *self.model.triggers):
                for effect in trigger.outcomes[0].effects:
                    if effect.fluent == spot.fluent and effect.path[-1:] == path:
                        return trigger
            for trigger in fired:
                if any(effect.character == spot.path[0] for effect in trigger.outcomes[0].mind_effects):
                    return trigger
        return None

    # ---- what a reason stands on -------------------------------------------------------------------------------------

    def supports(self, number: int, event: AnyEvent, reason: Reason, *, pairs: bool = True) -> list[Support]:
        """The minimal sets of beliefs that the reason for the step of that number stands on."""
        state, who = self._before(number), reason.character
        lost: dict[Spot, Value] = {}
        others: list[tuple[Spot, Value]] = []
        for spot in self.candidates(state, event, reason):
            if spot.fluent in self._identities and self.belief(spot, number).true:
                continue  # whom one knows one cannot be made to mistake by a word
            for instead in self.instead(spot, number):
                if self._lost(state, event, who, [(spot, instead)]):
                    lost[spot] = instead
                    break
                others.append((spot, instead))
        found = [Support((self.belief(spot, number),), (instead,)) for spot, instead in lost.items()]
        if pairs:
            left = [pair for pair in others if pair[0] not in lost and not self.belief(pair[0], number).unsaid]
            tried = 0
            both: set[frozenset[Spot]] = set()
            for one, other in combinations(left, 2):
                key = frozenset((one[0], other[0]))
                if len(key) == 2 and key not in both:
                    tried += 1
                    if tried > MOST_PAIRS:
                        break
                    if self._lost(state, event, who, [one, other]):
                        both.add(key)
                        beliefs = tuple(self.belief(spot, number) for spot, _ in (one, other))
                        found.append(Support(beliefs, (one[1], other[1])))
        return found

    def mistakes(self, number: int, event: AnyEvent, reason: Reason) -> list[tuple[Belief, Reason]]:
        """False beliefs that not the reason stands on but its plan, each with the reason that the truth would give."""
        state, who = self._before(number), reason.character
        found = []
        for spot in self.candidates(state, event, reason):
            belief = self.belief(spot, number)
            if len(spot.path) == 1 and not belief.true:
                with no_such_world():
                    wiser = self.changing.believing(state, who, [((), spot.fluent, belief.truth)])
                    other = self.motives.best_reason(wiser, event, who)
                    if other is not None and (
                        list(_events(other.plan)) != list(_events(reason.plan)) or other.by_want != reason.by_want
                    ):
                        found.append((belief, other))
        return found

    def _lost(self, state: State, event: AnyEvent, who: int, changes: Sequence[tuple[Spot, Value]]) -> bool:
        beliefs = [(spot.path[1:], spot.fluent, value) for spot, value in changes]
        with no_such_world():
            otherwise = self.changing.believing(state, who, beliefs)
            if self.motives.consenting(otherwise, event) == (who,):
                return not self.motives.explained(otherwise, event)  # which is quicker
            return self.motives.reason(otherwise, event, who) is None
        return False

    def instead(self, spot: Spot, number: int) -> list[Value]:
        """What else could be believed: what is so, what was believed before, the opposite, nothing; else any value."""
        belief = self.belief(spot, number)
        fluent = self.model.fluents[spot.fluent]
        values: list[Value] = [belief.truth]
        if belief.learning.step is not None:
            values.append(belief.learning.before)
        values.append(not belief.value if fluent.property.kind == "boolean" else fluent.property.default)
        found: list[Value] = []
        for value in values:
            if not same(value, belief.value) and not any(same(value, other) for other in found):
                found.append(value)
        if found:
            return found
        if isinstance(belief.value, int):  # the next numbers
            return [value for value in (belief.value + 1, belief.value - 1) if fluent.domain and value in fluent.domain]
        return [value for value in fluent.domain or () if not same(value, belief.value)][:MOST_VALUES]

    def candidates(self, state: State, event: AnyEvent, reason: Reason) -> Iterator[Spot]:
        """The beliefs that the reason's plan can stand on: what its events, its wants and the triggers read."""
        who = reason.character
        mind = self.engine.believed(state, who)
        events = [self.engine.ground_event(mind, event)]
        events += [e for e in _events(reason.plan) if isinstance(e, GroundEvent)]
        for addressed in _events(reason.plan):
            if not isinstance(addressed, GroundEvent):
                events += [self.model.events[index] for _, index in addressed.instances]
        people = {who, *_people(reason.plan)}
        exprs: list[Expr] = [want.value for want in self.model.wants if want.character in people]
        for found in events:
            if found is not None:
                exprs += _read_by(found)
        read = self._closed(fluents_in(exprs))
        for fluent in sorted(read):
            yield Spot((who,), fluent)
        inner = people - {who}
        for other in range(len(self.model.characters)):
            for fluent in sorted(read):
                if other != who and (other in inner or (other, fluent) in self._asked):
                    yield Spot((who, other), fluent)

    def _closed(self, read: set[int]) -> set[int]:
        """The fluents, and those that triggers and ticks read that write them."""
        rules = [*self.model.triggers, *(event for event in self.model.events if event.kind == "tick")]
        grown = True
        while grown:
            grown = False
            for rule in rules:
                if any(effect.fluent in read for outcome in rule.outcomes for effect in outcome.effects):
                    more = fluents_in(_read_by(rule)) - read
                    if more:
                        read |= more
                        grown = True
        return read

    def _asked_of_minds(self) -> set[tuple[int, int]]:
        """Whose belief about which fluent is asked for anywhere."""
        found: set[tuple[int, int]] = set()
        exprs = [expr for event in (*self.model.events, *self.model.triggers) for expr in _read_by(event)]
        exprs += [want.value for want in self.model.wants]
        seen: set[int] = set()
        while exprs:
            expr = exprs.pop()
            if id(expr) in seen:
                continue
            seen.add(id(expr))
            if isinstance(expr, Believes) and isinstance(expr.who, Const):
                who = self.model.characters.index(str(expr.who.value))
                found |= {(who, fluent) for fluent in fluents_in((expr.body,))}
            exprs.extend(children(expr))
        return found


def _events(plan: Plan) -> Iterator[AnyEvent]:
    for step in plan.steps:
        yield step.event
    for branch in plan.branches:
        if branch.plan is not None:
            yield from _events(branch.plan)


def _people(plan: Plan) -> Iterator[int]:
    """Whose reasons the plan counts on."""
    for step in plan.steps:
        for reason in step.reasons:
            yield reason.character
            yield from _people(reason.plan)
    for branch in plan.branches:
        if branch.plan is not None:
            yield from _people(branch.plan)


def _minds(event: GroundEvent) -> Iterator[Any]:
    for outcome in event.outcomes:
        yield from outcome.mind_effects


def _read_by(event: GroundEvent) -> list[Expr]:
    """Every expression of an event."""
    exprs: list[Expr] = [event.precondition, *event.observing, *(consent.unless for consent in event.consenting)]
    for outcome in event.outcomes:
        exprs.append(outcome.weight)
        for effect in outcome.effects:
            exprs += [effect.condition, effect.value]
        exprs += [effect.condition for effect in outcome.mind_effects]
    return exprs


__all__ = ["Belief", "Beliefs", "Learning", "Spot", "Support", "same"]
