"""Why anybody does anything: explained actions, rules M1 to M9 of `docs/manual/semantics.md`.

An action is explained for a character who must want it if, in the world that he or she believes in, it begins a plan
that ends better for him or her than things stand, with nothing in it that could be left out, in which everybody else
acts only for reasons of their own.

Source: S. G. Ware and C. Siler, "Sabre: A Narrative Planner Supporting Intention and Deep Theory of Mind", AIIDE 2021;
in worlds without chance, dreams, time and agreements the two agree plan for plan.
Differs: with a clock a plan must end better than what comes of letting be; where an event is left to chance the plan
goes on, after each outcome, in the way that is best for the character, and its end is the expectation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any, Generic

from fabula.reasons import Branch, NearMiss, Plan, Reason, Step
from fabula.semantics import AnyEvent as Event
from fabula.semantics import Engine, State
from fabula.world.model import Number


@dataclass(frozen=True, slots=True)
class _Way(Generic[State]):
    """A sequence of events that has been walked through: the states before each, and what comes at the end."""

    events: tuple[Event, ...]
    before: tuple[tuple[State, int], ...]  # state and ticks passed
    ends: tuple[tuple[Fraction, int, State, int, Plan | None], ...]  # odds, outcome, state, ticks, how it goes on
    worth: Number


class Motives(Generic[State]):
    """Who has a reason for what, in the world of one engine.

    `foresight`: how many steps plans may have; `depth`: to how many levels somebody thinks about the reasons of others
    (Sabre's epistemic limit); `horizon`: ticks that "letting be" looks ahead. None: as the world says.
    """

    def __init__(
        self,
        engine: Engine[State],
        *,
        foresight: int | None = None,
        depth: int | None = None,
        horizon: int | None = None,
    ) -> None:
        limits = engine.model.world.limits
        self.engine = engine
        self.foresight = limits.foresight if foresight is None else foresight
        self.depth = limits.depth if depth is None else depth
        clock = any(event.kind == "tick" for event in engine.model.events)
        asked = horizon if horizon is not None else limits.horizon
        self._memo: dict[tuple[Any, ...], Any] = {}  # what has been worked out: reasons, deeds, bounds
        self.horizon = 0 if not clock else self.foresight if asked is None else asked

    # ---- questions ---------------------------------------------------------------------------------------------------

    def consenting(self, state: State, event: Event) -> tuple[int, ...]:
        """The characters who must want the event in this state: those who consent, less those who are bound."""
        ground = self.engine.ground_event(state, event)
        if ground is None:
            return ()
        return tuple(c.character for c in ground.consenting if not self.engine.value(state, c.unless))

    def explained(self, state: State, event: Event) -> bool:
        """Whether everybody who must want the event has a reason; of fate, always."""
        return all(self.reason(state, event, who) is not None for who in self.consenting(state, event))

    def reason(self, state: State, event: Event, character: int) -> Reason | None:
        """A reason of the character for an event of the real world, with a shortest plan; None if there is none."""
        mind = self.engine.believed(state, character)
        return self._reason(mind, event, character, self.foresight, 1, best=False)

    def best_reason(self, state: State, event: Event, character: int) -> Reason | None:
        """M9: the reason with the plan in which the event itself brings most (of those, a shortest)."""
        mind = self.engine.believed(state, character)
        return self._reason(mind, event, character, self.foresight, 1, best=True)

    def plans(self, state: State, event: Event, character: int) -> Iterable[Plan]:
        """Every plan of the character that begins with the event and is accepted (M1 to M8), shortest first."""
        return self.plans_in(self.engine.believed(state, character), event, character)

    def plans_in(self, mind: State, event: Event, character: int) -> Iterable[Plan]:
        """The same, of what the character believes to be the case."""
        first = self.engine.ground_event(mind, event)
        budget = self.foresight if self.depth else min(self.foresight, 1)  # M7
        if first is not None and self.engine.can(mind, first):
            for length in range(1, budget + 1):
                for way in self._ways(mind, 0, character, length, 1, budget, first, None):
                    plan = self._accept(way, character, budget, 1, check_first=False)
                    if plan is not None:
                        yield plan

    def most_within(self, mind: State, event: Event, character: int, budget: int, level: int) -> Number | None:
        """The most that a plan of at most `budget` steps gains which begins with the event; None if none is accepted.

        As others see it: `mind` is what the character is believed to believe, `level` how many minds deep that is.
        """
        if level > self.depth:
            budget = min(budget, 1)
        key = ("most", mind, event.index, character, budget, level)
        if key not in self._memo:
            first = self.engine.ground_event(mind, event)
            before = self.worth(mind, 0, character)
            most = None
            if first is not None and before is not None and budget > 0 and self.engine.can(mind, first):
                plan = self._plan(mind, 0, character, budget, level, first=first, best=True)
                most = None if plan is None else plan.worth - before
            self._memo[key] = most
        found: Number | None = self._memo[key]
        return found

    def gains(self, mind: State, plan: Plan, character: int) -> tuple[tuple[str, Number], ...]:
        """What a plan of the character's gains, want by want, in what he or she believes; zeros left out."""
        return self._by_want(mind, plan, character)

    def near_miss(self, state: State, event: Event, character: int) -> NearMiss:
        """How near the character is to a reason for an event that he or she believes possible and has none for."""
        mind = self.engine.believed(state, character)
        first = self.engine.ground_event(mind, event)
        before = self.worth(mind, 0, character)
        if first is None or before is None:
            return NearMiss("nothing", self.foresight)
        superfluous: NearMiss | None = None
        for length in range(1, self.foresight + 1):
            for way in self._ways(mind, 0, character, length, 1, self.foresight, first, None):
                gain = way.worth - before
                lacking = self._lacking(way, character)
                if lacking is not None and self._serves(way, character):
                    return NearMiss("others", self.foresight, way.events, gain, *lacking)
                superfluous = superfluous or NearMiss("superfluous", self.foresight, way.events, gain)
        if superfluous is not None:
            return superfluous
        longer = self._plan(mind, 0, character, self.foresight + 1, 1, first=first, best=False)
        if longer is None:
            return NearMiss("nothing", self.foresight)
        events = tuple(step.event for step in longer.steps)
        return NearMiss("foresight", self.foresight, events, longer.worth - before)

    def _serves(self, way: _Way[State], me: int) -> bool:
        """M6: whether the first event serves: no choice of the later ones, whoever wants them, is worth as much."""
        start, elapsed = way.before[0]
        for kept in range(1, len(way.events)):
            for rest in combinations(way.events[1:], kept):
                without = self._walk(start, elapsed, rest, me, way, 1, self.foresight)
                if without is not None and without.worth >= way.worth:
                    return False
        return True

    def _lacking(self, way: _Way[State], me: int) -> tuple[Event, int] | None:
        """The first step after the first that somebody else must want and has no reason for, and who."""
        for place, event in enumerate(way.events[1:], start=1):
            state, _ = way.before[place]
            for other in self.consenting(state, event):
                mind = self.engine.believed(state, other)
                if other != me and self._reason(mind, event, other, self.foresight - place, 2, best=False) is None:
                    return event, other
        return None

    def worth(self, state: State, elapsed: int, character: int) -> Number | None:
        """M3: the utility of the state after letting be for what is left of the horizon; None if it is unknown."""
        for _ in range(self.horizon - elapsed):
            later = self.engine.tick(state)
            if later is None:
                break
            state = later
        return self.engine.utility(state, character)

    # ---- plans -------------------------------------------------------------------------------------------------------

    def _reason(self, mind: State, event: Event, me: int, budget: int, level: int, *, best: bool) -> Reason | None:
        """M1: a plan in `mind` that begins with the event. M7: beyond the depth only what pays at once counts."""
        if level > self.depth:
            budget = min(budget, 1)
        key = ("reason", mind, event.index, me, budget, level, best)
        if key not in self._memo:
            first = self.engine.ground_event(mind, event)
            before = self.worth(mind, 0, me)
            reason = None
            if first is not None and before is not None and budget > 0 and self.engine.can(mind, first):
                if best:
                    reason = self._best(mind, before, me, budget, level, first)
                elif plan := self._plan(mind, 0, me, budget, level, first=first, best=False):
                    by_want = self._by_want(mind, plan, me)
                    reason = Reason(me, plan, before, by_want, by_want)
            self._memo[key] = reason
        found: Reason | None = self._memo[key]
        return found

    def _best(self, mind: State, before: Number, me: int, budget: int, level: int, first: Event) -> Reason | None:
        """M9: of all plans that begin with the event, the one in which the event itself brings most."""
        found: Reason | None = None
        most: Number = 0
        for length in range(1, budget + 1):
            for way in self._ways(mind, 0, me, length, level, budget, first, None if found is None else before + most):
                if found is not None and way.worth - before <= most:  # no part of a plan brings more than all of it
                    continue
                plan = self._accept(way, me, budget, level, check_first=False)
                if plan is not None:
                    by_act = self._by_act(mind, plan, me, budget, level)
                    brings = sum(gain for _, gain in by_act)
                    if found is None or brings > most:
                        found, most = Reason(me, plan, before, self._by_want(mind, plan, me), by_act), brings
        return found

    def _plan(
        self, state: State, elapsed: int, me: int, budget: int, level: int, *, first: Event | None, best: bool
    ) -> Plan | None:
        """A plan from the state: the shortest, or the one worth most; `first`: the event that it must begin with.

        Without `first` the plan goes on with another, and whoever must want its first step needs a reason too.
        """
        found: Plan | None = None
        for length in range(1, budget + 1):
            for way in self._ways(state, elapsed, me, length, level, budget, first, found.worth if found else None):
                plan = self._accept(way, me, budget, level, check_first=first is None)
                if plan is not None and (found is None or plan.worth > found.worth):
                    found = plan
                    if not best:
                        return plan
        return found

    def _ways(
        self,
        state: State,
        elapsed: int,
        me: int,
        length: int,
        level: int,
        budget: int,
        first: Event | None,
        beaten: Number | None,
    ) -> Iterator[_Way[State]]:
        """M2, M4: every sequence of so many steps that ends better than each state on the way, and than `beaten`."""
        floor = self.worth(state, elapsed, me)
        if floor is None:
            return
        if beaten is not None:
            floor = max(floor, beaten)

        def go(
            here: State,
            ticks: int,
            need: Number,
            events: tuple[Event, ...],
            before: tuple[tuple[State, int], ...],
        ) -> Iterator[_Way[State]]:
            rest = length - len(events) - 1
            for event in (first,) if first is not None and not events else self._deeds(here):
                now = (*before, (here, ticks))
                odds = [(number, share) for number, share in enumerate(self.engine.odds(here, event)) if share]
                passed = ticks + self.engine.takes(here, event)
                if len(odds) > 1:
                    way = self._gamble(now, (*events, event), odds, passed, me, rest, level, budget)
                    if way is not None and way.worth > need:
                        yield way
                    continue
                after = self.engine.after(here, event, odds[0][0])
                worth = self.worth(after, passed, me)
                if worth is None:
                    continue
                if rest == 0:
                    if worth > need:
                        yield _Way((*events, event), now, ((Fraction(1), odds[0][0], after, passed, None),), worth)
                elif self._reach(after, passed, me, rest) > max(need, worth):
                    yield from go(after, passed, max(need, worth), (*events, event), now)

        yield from go(state, elapsed, floor, (), ())

    def _gamble(
        self,
        before: tuple[tuple[State, int], ...],
        events: tuple[Event, ...],
        odds: Sequence[tuple[int, Fraction]],
        ticks: int,
        me: int,
        rest: int,
        level: int,
        budget: int,
    ) -> _Way[State] | None:
        """M8: a sequence whose last event is left to chance; after each outcome what is best for the character."""
        here, last = before[-1][0], events[-1]
        ends = []
        expected: Number = 0
        for number, share in odds:
            after = self.engine.after(here, last, number)
            worth = self.worth(after, ticks, me)
            if worth is None:
                return None
            plan = None
            if rest:
                steps = min(rest, budget - len(events))
                plan = self._plan(after, ticks, me, steps, level, first=None, best=True)
                if plan is not None:
                    worth = plan.worth
            ends.append((share, number, after, ticks, plan))
            expected += share * worth
        return _Way(events, before, tuple(ends), expected)

    def _accept(self, way: _Way[State], me: int, budget: int, level: int, *, check_first: bool) -> Plan | None:
        """M5, M6: the plan, if everybody else in it has reasons and nothing in it can be left out."""
        steps = self._steps(way, me, budget, level, check_first=check_first)
        if steps is None or self._can_be_shorter(way, me, budget, level, check_first=check_first):
            return None
        branches: tuple[Branch, ...] = ()
        if len(way.ends) > 1:
            branches = tuple(Branch(odds, number, plan) for odds, number, _, _, plan in way.ends)
        return Plan(steps, branches, way.worth)

    def _steps(
        self, way: _Way[State], me: int, budget: int, level: int, *, check_first: bool
    ) -> tuple[Step, ...] | None:
        """M5: the events with the reasons of the others; None if somebody has none."""
        steps = []
        for place, event in enumerate(way.events):
            reasons: list[Reason] = []
            if place or check_first:
                state, _ = way.before[place]
                for other in self.consenting(state, event):
                    if other != me:
                        mind = self.engine.believed(state, other)
                        reason = self._reason(mind, event, other, budget - place, level + 1, best=False)
                        if reason is None:
                            return None
                        reasons.append(reason)
            steps.append(Step(event, tuple(reasons)))
        return tuple(steps)

    def _can_be_shorter(self, way: _Way[State], me: int, budget: int, level: int, *, check_first: bool) -> bool:
        """M6: whether some of the events, not all, in the same order, from the same start, do at least as well."""
        start, elapsed = way.before[0]
        count = len(way.events)
        for kept in range(1, count):
            for places in combinations(range(count), kept):
                shorter = self._walk(start, elapsed, [way.events[p] for p in places], me, way, level, budget)
                if shorter is not None and shorter.worth >= way.worth:
                    check = check_first or places[0] != 0
                    if self._steps(shorter, me, budget, level, check_first=check) is not None:
                        return True
        for _, _, _, _, plan in way.ends:  # leaving out the gamble itself, and going on as after one of its outcomes
            if plan is not None and len(way.ends) > 1:
                events = [*way.events[:-1], *(step.event for step in plan.steps)]
                shorter = self._walk(start, elapsed, events, me, way, level, budget)
                if shorter is not None and shorter.worth >= way.worth:
                    check = check_first or count == 1
                    if self._steps(shorter, me, budget, level, check_first=check) is not None:
                        return True
        return False

    def _walk(
        self, state: State, elapsed: int, events: Sequence[Event], me: int, way: _Way[State], level: int, budget: int
    ) -> _Way[State] | None:
        """The events one after the other; None if one is impossible. After one left to chance the rest is free."""
        before: list[tuple[State, int]] = []
        for place, event in enumerate(events):
            if not self.engine.can(state, event):
                return None
            before.append((state, elapsed))
            odds = [(number, share) for number, share in enumerate(self.engine.odds(state, event)) if share]
            elapsed += self.engine.takes(state, event)
            if len(odds) > 1:
                rest = max((plan.length for *_, plan in way.ends if plan is not None), default=0)
                made = tuple(events[: place + 1])
                return self._gamble(tuple(before), made, odds, elapsed, me, rest, level, budget)
            state = self.engine.after(state, event, odds[0][0])
        worth = self.worth(state, elapsed, me)
        if worth is None:
            return None
        return _Way(tuple(events), tuple(before), ((Fraction(1), 0, state, elapsed, None),), worth)

    def _deeds(self, state: State) -> tuple[Event, ...]:
        """M2: what plans are made of: the possible actions of characters. Nobody counts on fate, ticks or dreams."""
        key = ("deeds", state)
        found: tuple[Event, ...] | None = self._memo.get(key)
        if found is None:
            deeds = []
            for event in self.engine.possible(state):
                ground = self.engine.ground_event(state, event)
                if ground is not None and ground.consenting:
                    deeds.append(event)
            found = self._memo[key] = tuple(deeds)
        return found

    def _reach(self, state: State, elapsed: int, me: int, steps: int) -> Number:
        """The most that any sequence of that many deeds leads to, whoever wants them: no plan is worth more."""
        key = ("reach", state, me, elapsed, steps)
        found: Number | None = self._memo.get(key)
        if found is None:
            worth = self.worth(state, elapsed, me)
            found = Fraction(-(10**9)) if worth is None else worth
            if steps:
                for event in self._deeds(state):
                    later = elapsed + self.engine.takes(state, event)
                    for number, share in enumerate(self.engine.odds(state, event)):
                        if share:
                            after = self.engine.after(state, event, number)
                            found = max(found, self._reach(after, later, me, steps - 1))
            self._memo[key] = found
        return found

    def _by_want(self, mind: State, plan: Plan, me: int) -> tuple[tuple[str, Number], ...]:
        """The gain of the plan, want by want."""
        gains: dict[str, Number] = {name: -(value or 0) for name, value in self._wants_later(mind, 0, me).items()}
        for odds, state, elapsed in self._ends(mind, 0, plan):
            for name, value in self._wants_later(state, elapsed, me).items():
                gains[name] += odds * (value or 0)
        return tuple((name, _whole(gain)) for name, gain in gains.items() if gain)

    def _by_act(self, mind: State, plan: Plan, me: int, budget: int, level: int) -> tuple[tuple[str, Number], ...]:
        """M9: what the plan ends with, want by want, beyond the best that the rest of it leads to without the act."""
        events = [step.event for step in plan.steps]
        like = _Way(tuple(events), (), tuple((b.odds, b.outcome, mind, 0, b.plan) for b in plan.branches), plan.worth)
        best: _Way[State] | None = None
        for kept in range(1, len(events)):
            for rest in combinations(events[1:], kept):
                way = self._walk(mind, 0, rest, me, like, level, budget)
                if way is None or (best is not None and way.worth <= best.worth):
                    continue
                if way.worth > self._worth_now(mind, me) and self._steps(way, me, budget, level, check_first=True):
                    best = way
        if best is None:
            return self._by_want(mind, plan, me)
        gains: dict[str, Number] = dict.fromkeys(self._wants_later(mind, 0, me), 0)
        for odds, state, elapsed in self._ends(mind, 0, plan):
            for name, value in self._wants_later(state, elapsed, me).items():
                gains[name] += odds * (value or 0)
        for odds, _, state, elapsed, then in best.ends:
            for share, end, ticks in self._ends(state, elapsed, then) if then else ((Fraction(1), state, elapsed),):
                for name, value in self._wants_later(end, ticks, me).items():
                    gains[name] -= odds * share * (value or 0)
        return tuple((name, _whole(gain)) for name, gain in gains.items() if gain)

    def _worth_now(self, mind: State, me: int) -> Number:
        worth = self.worth(mind, 0, me)
        return Fraction(-(10**9)) if worth is None else worth

    def _wants_later(self, state: State, elapsed: int, me: int) -> dict[str, Number | None]:
        for _ in range(self.horizon - elapsed):
            later = self.engine.tick(state)
            if later is None:
                break
            state = later
        return self.engine.wants(state, me)

    def _ends(self, state: State, elapsed: int, plan: Plan) -> Iterator[tuple[Fraction, State, int]]:
        """Every state that the plan can end in, with its odds."""
        for step in plan.steps[: len(plan.steps) - bool(plan.branches)]:
            shares = self.engine.odds(state, step.event)
            elapsed += self.engine.takes(state, step.event)
            state = self.engine.after(state, step.event, next(n for n, share in enumerate(shares) if share))
        if not plan.branches:
            yield Fraction(1), state, elapsed
            return
        last = plan.steps[-1].event
        elapsed += self.engine.takes(state, last)
        for branch in plan.branches:
            after = self.engine.after(state, last, branch.outcome)
            if branch.plan is None:
                yield branch.odds, after, elapsed
            else:
                for odds, end, ticks in self._ends(after, elapsed, branch.plan):
                    yield branch.odds * odds, end, ticks


def _whole(number: Number) -> Number:
    """An integer where the number is one."""
    return number.numerator if isinstance(number, Fraction) and number.denominator == 1 else number
