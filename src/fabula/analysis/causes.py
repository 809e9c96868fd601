"""Causes: what had to be so for a step to be possible and explained, found by leaving things out and replaying.

A story is read as a system of equations. Each of its steps happens or not; it happens if it is possible and everybody
who must want it has a reason (fate, ticks and dreams: if it is possible), in the state that what was before has led to.
What can be set otherwise: a step is left out; an event left to chance turns out differently; a fact of the start is
taken back. Something is a *cause* of a step if, but for it, the step would not be possible or not explained:

* even if all other steps are *held* as they were: each happens if it is at all possible, reasons or not;
* or else where the others follow by themselves, so that what had it for a reason does not happen either.

A cause is near (`at_once`) if no other cause would be lost with it; else it works `through` the first that would.

Sets of two are tried where neither is a cause alone: what is *overdetermined*, when one makes up for the other.

*Source:* J. Halpern, "A modification of the Halpern-Pearl definition of causality", IJCAI 2015 (a minimal set of
variables is a cause if other values of them make the outcome different while some of the others are held as they were).
Simplified: of all choices of what is held, two are tried (all other steps, and none), and sets of at most two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Literal

from fabula.analysis.interventions import Changing, Fact, no_such_world
from fabula.kernel import State
from fabula.semantics import AnyEvent
from fabula.stories.replay import StepReplay
from fabula.stories.story import Step

MOST_SETS = 500  # sets of two that are tried

Lost = Literal["impossible", "unexplained"]


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that had to be so.

    `step`: the step that had to happen, or, with `outcome`, the other outcome that it must not have had (from 0);
    `fact`: the fact of the start that had to hold.
    """

    step: StepReplay | None = None
    outcome: int | None = None
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class CauseSet:
    """A minimal set of causes: but for all of them the step would be `lost`.

    `held`: even with all other steps held as they were. `through`: the first of the other causes in between that would
    not have happened then, and how it would be lost; None: there is none, the step is lost *at once*.
    """

    causes: tuple[Cause, ...]
    lost: Lost
    who: int | None  # who would have no reason
    held: bool
    through: StepReplay | None = None
    through_lost: Lost | None = None
    through_who: int | None = None

    @property
    def at_once(self) -> bool:
        return self.through is None


@dataclass(frozen=True, slots=True)
class Causes:
    """All that was found; `tried`: how many sets; `complete`: whether all sets of two were."""

    sets: tuple[CauseSet, ...]
    tried: int
    complete: bool


@dataclass(frozen=True, slots=True)
class _Failed:
    step: StepReplay
    lost: Lost
    who: int | None


def _linked(made: CauseSet, failed: Sequence[_Failed], causes: set[int]) -> CauseSet:
    """The set, with the first of the steps that are lost with it and are causes themselves."""
    own = {cause.step.number for cause in made.causes if cause.step is not None}
    first = next((each for each in failed if each.step.number in causes - own), None)
    if first is None:
        return made
    return replace(made, through=first.step, through_lost=first.lost, through_who=first.who)


class Replaying:
    """One story, replayed again and again with something left out. `steps`: as it went, every step possible."""

    def __init__(self, changing: Changing, motives: Any, steps: Sequence[StepReplay]) -> None:
        self.changing = changing
        self.engine = changing.engine
        self.motives = motives
        self.steps = tuple(steps)
        self._next: dict[tuple[State, int, int, bool], tuple[State, Lost | None, int | None]] = {}

    def causes(self, number: int) -> Causes:
        """The causes of the step of that number (from 1), nearest first."""
        target = self.steps[number - 1]
        single = [*self._steps_before(number), *(Cause(fact=fact) for fact in self.changing.facts)]
        found: list[tuple[CauseSet, list[_Failed]]] = []
        idle: list[Cause] = []
        for cause in single:
            made = self._test((cause,), target)
            if made is None:
                idle.append(cause)
            else:
                found.append(made)
        causes = {each.step.number for made, _ in found for each in made.causes if each.step and each.outcome is None}
        tried = len(single)
        complete = True
        for pair in self._pairs(idle, target):
            if tried >= len(single) + MOST_SETS:
                complete = False
                break
            tried += 1
            made = self._test(pair, target, only_held=True)
            if made is not None:
                found.append(made)
        return Causes(tuple(_linked(made, failed, causes) for made, failed in found), tried, complete)

    def _steps_before(self, number: int) -> list[Cause]:
        """The steps, the last first, each with the other ways in which it could have turned out."""
        found = []
        for step in reversed(self.steps[: number - 1]):
            found.append(Cause(step))
            assert step.moment is not None
            odds = self.engine.odds(step.before, step.moment.event)
            found += [Cause(step, other) for other, share in enumerate(odds) if share and other != step.moment.outcome]
        return found

    def _pairs(self, idle: Sequence[Cause], target: StepReplay) -> Iterable[tuple[Cause, Cause]]:
        """Sets of two: of steps, then of facts without each of which the state before the step would be another."""
        yield from combinations([cause for cause in idle if cause.step is not None and cause.outcome is None], 2)
        yield from combinations([cause for cause in idle if cause.fact is not None and self._matters(cause, target)], 2)

    def _matters(self, cause: Cause, target: StepReplay) -> bool:
        with no_such_world():
            state, _ = self._run((cause,), target, held=True)
            return state is not target.before
        return False

    def _test(
        self, causes: tuple[Cause, ...], target: StepReplay, *, only_held: bool = False
    ) -> tuple[CauseSet, list[_Failed]] | None:
        with no_such_world():
            for held in (True,) if only_held else (True, False):
                state, failed = self._run(causes, target, held=held)
                lost, who = self._judge(state, target.step, with_reasons=True)
                if lost is not None:
                    return CauseSet(causes, lost, who, held), failed
        return None

    # ---- the equations -----------------------------------------------------------------------------------------------

    def _run(self, causes: tuple[Cause, ...], target: StepReplay, *, held: bool) -> tuple[State, list[_Failed]]:
        """The state before the target, and the steps that did not happen by themselves.

        `held`: whether all other steps are held as they were, reasons or not.
        """
        facts = [cause.fact for cause in causes if cause.fact is not None]
        changed = {cause.step.number: cause.outcome for cause in causes if cause.step is not None}
        failed: list[_Failed] = []
        begin = 0
        state = self.changing.start(facts)
        if not facts and changed:
            begin = min(changed) - 1
            state = self.steps[begin].before  # until then nothing is different
        for step in self.steps[begin : target.number - 1]:
            outcome = step.step.outcome
            if step.number in changed:
                other = changed[step.number]
                if other is None:
                    continue
                outcome = other
            elif state is step.before and step.moment is not None:
                state = step.moment.after  # as it was
                continue
            state, lost, who = self._follow(state, step, outcome, with_reasons=not held)
            if lost is not None:
                failed.append(_Failed(step, lost, who))
        return state, failed

    def _follow(
        self, state: State, step: StepReplay, outcome: int, *, with_reasons: bool
    ) -> tuple[State, Lost | None, int | None]:
        """What becomes of the state with a step of the story: the next one, or the same and why it does not happen."""
        key = (state, step.number, outcome, with_reasons)
        if key not in self._next:
            lost, who = self._judge(state, step.step, outcome=outcome, with_reasons=with_reasons)
            event = self._event(state, step.step, outcome)
            if lost is None and event is not None:
                self._next[key] = self.engine.after(state, event, outcome), None, None
            else:
                self._next[key] = state, lost, who
        return self._next[key]

    def _judge(
        self, state: State, step: Step, *, outcome: int | None = None, with_reasons: bool
    ) -> tuple[Lost | None, int | None]:
        event = self._event(state, step, step.outcome if outcome is None else outcome)
        if event is None:
            return "impossible", None
        if with_reasons and not self.motives.explained(state, event):
            for who in self.motives.consenting(state, event):
                if self.motives.reason(state, event, who) is None:
                    return "unexplained", who
        return None, None

    def _event(self, state: State, step: Step, outcome: int) -> AnyEvent | None:
        for event in step.events:
            if self.engine.can(state, event):
                odds = self.engine.odds(state, event)
                return event if outcome < len(odds) and odds[outcome] else None
        return None
