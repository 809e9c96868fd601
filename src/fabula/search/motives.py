"""Motives on the kernel: what `fabula.reference.motive` answers, the same to the last tie, and faster.

Whether there is a reason, and which plans are accepted, is found by number (`fabula.search.reasoning`); reasons with
all that is told of them are made of that here. What is asked seldom (how near somebody is to a reason, what an act
serves) goes by the definition itself, which is inherited.
"""

from __future__ import annotations

from typing import cast

from fabula.kernel import Kernel
from fabula.kernel import State as Packed
from fabula.kernel.outlook import Outlook
from fabula.reasons import Branch, Plan, Reason, Step
from fabula.reference.motive import Motives
from fabula.search.reasoning import EVERY, FIRST, Course, Reasoning
from fabula.semantics import AnyEvent as Event
from fabula.semantics import Engine, State
from fabula.world.model import Number


class FastMotives(Motives[Packed]):
    """Who has a reason for what, in the world of one kernel; see `Motives`."""

    def __init__(
        self, engine: Kernel, *, foresight: int | None = None, depth: int | None = None, horizon: int | None = None
    ) -> None:
        super().__init__(engine, foresight=foresight, depth=depth, horizon=horizon)
        self.kernel = engine
        outlook = Outlook(engine.core, engine.model)
        self.reasoning = Reasoning(engine.answers, outlook, engine.model, self.foresight, self.depth, self.horizon)
        self._events: tuple[Event, ...] = (*engine.model.events, *engine.model.addressed)

    # ---- questions ---------------------------------------------------------------------------------------------------

    def consenting(self, state: Packed, event: Event) -> tuple[int, ...]:
        """The characters who must want the event in this state: those who consent, less those who are bound."""
        return self.kernel.answers.consenting(state.key, event.index)

    def explained(self, state: Packed, event: Event) -> bool:
        """Whether everybody who must want the event has a reason; of fate, always."""
        found: bool = self.reasoning.explained(state.key, event.index)
        return found

    def worth(self, state: Packed, elapsed: int, character: int) -> Number | None:
        """M3: the utility of the state after letting be for what is left of the horizon; None if it is unknown."""
        return self.reasoning.worth(state.key, elapsed, character)

    def plans_in(self, mind: Packed, event: Event, character: int) -> list[Plan]:
        """Every plan of the character that begins with the event and is accepted, in what he or she believes.

        Shortest first, then in declaration order; without the reasons of the others in it.
        """
        return [self._bare(course) for course in self.reasoning.plans(mind.key, event.index, character)]

    def most_within(self, mind: Packed, event: Event, character: int, budget: int, level: int) -> Number | None:
        """The most that a plan of at most `budget` steps gains which begins with the event; None if none is accepted.

        As others see it: `mind` is what the character is believed to believe, `level` how many minds deep that is.
        """
        return self.reasoning.most_within(mind.key, event.index, character, budget, level)

    # ---- plans -------------------------------------------------------------------------------------------------------

    def _reason(self, mind: Packed, event: Event, me: int, budget: int, level: int, *, best: bool) -> Reason | None:
        if level > self.depth:
            budget, level = min(budget, 1), self.depth + 1
        if not self.reasoning.has_reason(mind.key, event.index, me, budget, level):
            return None
        key = ("reason", mind, event.index, me, budget, level, best)
        if key not in self._memo:
            before = self.worth(mind, 0, me)
            assert before is not None  # or there would be no reason
            if best:
                self._memo[key] = self._most_by_act(mind, before, me, budget, level, event)
            else:
                course = self.reasoning.courses(mind.key, event.index, me, budget, level, FIRST)[0]
                plan = self._plan_of(course, mind, me, budget, level, check_first=False)
                by_want = self._by_want(mind, plan, me)
                self._memo[key] = Reason(me, plan, before, by_want, by_want)
        return cast("Reason", self._memo[key])

    def _most_by_act(
        self, mind: Packed, before: Number, me: int, budget: int, level: int, event: Event
    ) -> Reason | None:
        """M9: of all plans that begin with the event, the one in which the event itself brings most."""
        found: Reason | None = None
        most: Number = 0
        for course in self.reasoning.courses(mind.key, event.index, me, budget, level, EVERY):
            if found is not None and course[1] - before <= most:  # no part of a plan brings more than all of it
                continue
            plan = self._plan_of(course, mind, me, budget, level, check_first=False)
            by_act = self._by_act(mind, plan, me, budget, level)
            brings = sum(gain for _, gain in by_act)
            if found is None or brings > most:
                found, most = Reason(me, plan, before, self._by_want(mind, plan, me), by_act), brings
        return found

    def _plan_of(self, course: Course, state: Packed, me: int, budget: int, level: int, *, check_first: bool) -> Plan:
        """The plan that a course is, with the reasons of the others."""
        events, worth, ends = course
        steps = []
        for place, number in enumerate(events):
            event = self._events[number]
            reasons: list[Reason] = []
            if place or check_first:
                for other in self.consenting(state, event):
                    if other != me:
                        believed = self.kernel.believed(state, other)
                        reason = self._reason(believed, event, other, budget - place, level + 1, best=False)
                        assert reason is not None  # or the course would not have been accepted
                        reasons.append(reason)
            steps.append(Step(event, tuple(reasons)))
            if place < len(events) - 1:
                shares = self.kernel.odds(state, event)
                state = self.kernel.after(state, event, next(n for n, share in enumerate(shares) if share))
        branches = []
        for odds, outcome, then, most in ends:
            plan = None
            if then is not None:
                after = self.kernel.after(state, self._events[events[-1]], outcome)
                plan = self._plan_of(then, after, me, most, level, check_first=True)
            branches.append(Branch(odds, outcome, plan))
        return Plan(tuple(steps), tuple(branches), worth)

    def _bare(self, course: Course) -> Plan:
        """The plan that a course is, without the reasons of the others."""
        events, worth, ends = course
        branches = [Branch(odds, outcome, then and self._bare(then)) for odds, outcome, then, _ in ends]
        return Plan(tuple(Step(self._events[number]) for number in events), tuple(branches), worth)

    def _reach(self, state: Packed, elapsed: int, me: int, steps: int) -> Number:
        most = self.reasoning.most(state.key, elapsed, me, steps)
        return -(10**9) if most is None else most


def motives_of(engine: Engine[State], **limits: int | None) -> Motives[State]:
    """The motives of an engine's characters, as fast as they can be had; `limits` as `Motives` takes them."""
    if isinstance(engine, Kernel):
        try:
            return cast("Motives[State]", FastMotives(engine, **limits))
        except OverflowError:  # too many events, or too much foresight, to go by number
            pass
    return Motives(engine, **limits)
