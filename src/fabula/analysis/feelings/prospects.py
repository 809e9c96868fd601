"""What somebody sees coming: the gains and losses that a character hopes for and fears (rules F3 and F4).

A character looks ahead in the world that he or she believes in, to four things: the course that he or she is on, what
each of the others may do next, what comes of letting be, and what fate may bring. Of each want the best prospect counts
as the hope and the worst as the fear, each weighed by how likely it is thought to be.

How likely somebody else's act is: the choice model (rules C1 to C7 of `docs/manual/semantics.md`) with nothing to
choose from but this act and letting be: with the gain g that the other is credited with and his or her temper t,
exp(g/t) / (1 + exp(g/t)). What the others might do instead does not count: it may come first, and the act still follow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import exp
from typing import Protocol

from fabula.ground.model import GroundEvent
from fabula.kernel import Kernel, State
from fabula.reasons import Plan, Step
from fabula.semantics import AnyEvent
from fabula.simulate.choices import Choices, HasMotives
from fabula.world.model import Number

Changes = dict[str, float]  # by want; what does not change is left out


class LooksAhead(HasMotives, Protocol):
    """What feelings ask of motives: what the choice model asks, and how far letting be looks ahead."""

    horizon: int


@dataclass(frozen=True, slots=True)
class Prospect:
    """A gain (or, below 0, a loss) of one want that may come.

    `events` would bring it, none: letting be. `by`: on whom it depends. `amount`: weighed by `likelihood`. `course`:
    the course of one's own that it belongs to.
    """

    want: str
    amount: float
    likelihood: float
    by: int | None
    events: tuple[AnyEvent, ...]
    course: Course | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """What a character is about to do, or could do: a plan, or the rest of it."""

    steps: tuple[Step, ...]
    plan: Plan  # that the steps are the end of; its branches come after the last of them

    @property
    def events(self) -> tuple[AnyEvent, ...]:
        return tuple(step.event for step in self.steps)


@dataclass(frozen=True, slots=True)
class Way:
    """What a course comes to, as the character sees it.

    * `gains`, `losses`: of each want, weighed by chance but not by what the others do; losses where chance decides.
    * `alone`: of the gains, what is there before anybody else has to do anything.
    * `likelihood`: that the others do their part; `by`: the one of them on whom it depends most.
    """

    gains: Changes
    losses: Changes
    alone: Changes
    likelihood: float
    by: int | None

    def hoped(self, want: str) -> float:
        """What of the want may be hoped for: what depends on others, weighed by how likely they are to do it."""
        return self.alone.get(want, 0.0) + self.counted_on(want)

    def counted_on(self, want: str) -> float:
        """The part of it that depends on others."""
        return self.likelihood * max(0.0, self.gains.get(want, 0.0) - self.alone.get(want, 0.0))


class Prospects:
    """What one can see coming, in one world. `motives` and `choices` are those of the engine."""

    def __init__(self, engine: Kernel, motives: LooksAhead, choices: Choices) -> None:
        self.engine = engine
        self.motives = motives
        self.choices = choices
        self._ready: dict[tuple[State, int, int], float] = {}
        self._others: dict[tuple[State, int], tuple[Prospect, ...]] = {}
        self._courses: dict[tuple[State, int], tuple[Course, ...]] = {}

    def beginner(self, state: State, event: AnyEvent) -> int | None:
        """Who begins the event: the first of those who must want it or have agreed to it; None: nobody."""
        ground = self.engine.ground_event(state, event)
        return ground.consenting[0].character if ground is not None and ground.consenting else None

    # ---- what the others, time and fate may bring --------------------------------------------------------------------

    def around(self, mind: State, me: int) -> tuple[Prospect, ...]:
        """What may come without me: by others, by letting be, by fate."""
        found = self._others.get((mind, me))
        if found is None:
            found = self._others[mind, me] = (*self._by_others(mind, me), *self._by_itself(mind, me))
        return found

    def _by_others(self, mind: State, me: int) -> Iterator[Prospect]:
        for event in self.engine.possible(mind):
            by = self.beginner(mind, event)
            if by is None or by == me:
                continue
            gains, losses = self._brings(mind, event, me)
            if gains or losses:
                likelihood = self.readiness(mind, event, by)
                yield from _prospects(gains, losses, likelihood, by, (event,))

    def _by_itself(self, mind: State, me: int) -> Iterator[Prospect]:
        later = self.later(mind, 0)
        if later is not mind:
            changes = self.changes(mind, later, me)
            yield from _prospects(changes, {}, 1.0, None, ())
        fate = [e for e in self.engine.possible(mind) if isinstance(e, GroundEvent) and e.kind == "fate"]
        rates = {event: self._rate(mind, event) for event in fate}
        total = 1 + sum(rates.values())
        for event, rate in rates.items():
            gains, losses = self._brings(mind, event, me)
            yield from _prospects(gains, losses, float(rate / total), None, (event,))

    def _rate(self, mind: State, event: GroundEvent) -> Fraction:
        rate = self.engine.value(mind, event.rate)
        if isinstance(rate, bool) or not isinstance(rate, (int, Fraction)) or rate < 0:
            return Fraction(0)  # nobody knows how often that comes
        return Fraction(rate)

    def _brings(self, mind: State, event: AnyEvent, me: int) -> tuple[Changes, Changes]:
        """What the event gains and what it loses, want by want, weighed by the odds of its outcomes."""
        gains: Changes = {}
        losses: Changes = {}
        for odds, after in self.engine.outcomes(mind, event):
            for want, change in self.changes(mind, after, me).items():
                part = gains if change > 0 else losses
                part[want] = part.get(want, 0.0) + float(odds) * change
        return gains, losses

    def readiness(self, mind: State, event: AnyEvent, who: int) -> float:
        """How ready the character is for the act, rather than to let be, as `mind` sees it; 0 without a reason."""
        key = (mind, event.index, who)
        found = self._ready.get(key)
        if found is None:
            found = self._ready[key] = self._ready_for(mind, event, who)
        return found

    def _ready_for(self, mind: State, event: AnyEvent, who: int) -> float:
        gain: Number = 0
        for other in self.motives.consenting(mind, event):
            believed = self.engine.believed(mind, other)
            most = self.motives.most_within(believed, event, other, self.motives.foresight, 2)
            if most is None:
                return 0.0
            if other == who:
                gain = most
        temper = self.choices.tempers[who]
        if not temper or not gain:  # at temper 0 nothing but the best is done; whoever is bound acts without a gain
            return 1.0 if gain and temper is not None else 0.5
        return 1 / (1 + exp(-float(gain) / float(temper)))

    # ---- one's own course --------------------------------------------------------------------------------------------

    def course(self, mind: State, event: AnyEvent, me: int) -> Course | None:
        """The course that the character sets out on with an act: the plan that can be expected to gain most.

        None where the act needs no reason, or has none.
        """
        if me not in self.motives.consenting(mind, event):
            return None
        valued = self.choices.value(mind, event, me)
        return None if valued is None else Course(valued[1].steps, valued[1])

    def courses(self, mind: State, me: int) -> tuple[Course, ...]:
        """The courses that the character could set out on, one for each act, the one worth most first."""
        found = self._courses.get((mind, me))
        if found is None:
            valued = []
            for event in self.engine.possible(mind):
                if self.beginner(mind, event) == me and me in self.motives.consenting(mind, event):
                    found_ = self.choices.value(mind, event, me)
                    if found_ is not None and found_[0] > 0:
                        valued.append((-found_[0], Course(found_[1].steps, found_[1])))
            valued.sort(key=lambda pair: pair[0])
            found = self._courses[mind, me] = tuple(course for _, course in valued)
        return found

    def rest(self, course: Course, event: AnyEvent, outcome: int) -> Course | None:
        """The course after its first step has turned out so; None where nothing is left of it."""
        steps, plan = course.steps[1:], course.plan
        if not steps:
            branch = next((b for b in plan.branches if b.outcome == outcome), None)
            if branch is None or branch.plan is None:
                return None
            steps, plan = branch.plan.steps, branch.plan
        return Course(steps, plan)

    def way(self, mind: State, course: Course, me: int) -> Way | None:
        """What the course comes to from here; None where it is not possible any more, or gains nothing."""
        ends: list[tuple[float, State, int]] = []
        doubts: list[tuple[float, int, State, int]] = []
        if not self._walk(mind, 0, course.steps, course.plan, me, 1.0, ends, doubts):
            return None
        here = self.later(mind, 0)
        gains: Changes = {}
        losses: Changes = {}
        for odds, end, elapsed in ends:
            for want, change in self.changes(here, self.later(end, elapsed), me).items():
                part = gains if change > 0 else losses
                part[want] = part.get(want, 0.0) + odds * change
        if not gains:
            return None
        likelihood = 1.0
        for share, *_ in doubts:
            likelihood *= share
        by = None
        alone = gains
        if doubts:
            by = min(doubts, key=lambda doubt: doubt[0])[1]
            _, _, state, elapsed = doubts[0]
            so_far = self.changes(here, self.later(state, elapsed), me)
            alone = {want: min(gains[want], change) for want, change in so_far.items() if change > 0 and want in gains}
        return Way(gains, losses if len(ends) > 1 else {}, alone, likelihood, by)

    def _walk(
        self,
        state: State,
        elapsed: int,
        steps: tuple[Step, ...],
        plan: Plan,
        me: int,
        odds: float,
        ends: list[tuple[float, State, int]],
        doubts: list[tuple[float, int, State, int]],
    ) -> bool:
        """Whether the steps can be gone one after the other; where they lead, and what the others have to do."""
        for place, step in enumerate(steps):
            if not self.engine.can(state, step.event):
                return False
            by = self.beginner(state, step.event)
            if by is not None and by != me:
                ready = self.readiness(state, step.event, by)
                if not ready:
                    return False
                doubts.append((ready, by, state, elapsed))
            elapsed += self.engine.takes(state, step.event)
            if place == len(steps) - 1 and plan.branches:
                for branch in plan.branches:
                    after = self.engine.after(state, step.event, branch.outcome)
                    share = odds * float(branch.odds)
                    if branch.plan is None:
                        ends.append((share, after, elapsed))
                    elif not self._walk(after, elapsed, branch.plan.steps, branch.plan, me, share, ends, doubts):
                        return False
                return True
            shares = self.engine.odds(state, step.event)
            state = self.engine.after(state, step.event, next(n for n, share in enumerate(shares) if share))
        ends.append((odds, state, elapsed))
        return True

    # ---- both --------------------------------------------------------------------------------------------------------

    def in_sight(self, mind: State, me: int, want: str) -> tuple[float, float]:
        """The most of a want that anything in sight brings, weighed; and the most that I can get by myself."""
        ways = [way for course in self.courses(mind, me) if (way := self.way(mind, course, me)) is not None]
        alone = max((way.alone.get(want, 0.0) for way in ways), default=0.0)
        own = (way.hoped(want) for way in ways)
        around = (prospect.amount for prospect in self.around(mind, me) if prospect.want == want)
        return max((alone, *own, *around)), alone

    def still(self, mind: State, me: int, prospect: Prospect) -> float:
        """What is left of a hope in another state of mind: the same course, or the same event, if it can still come."""
        if prospect.course is not None:
            way = self.way(mind, prospect.course, me)
            return 0.0 if way is None else way.hoped(prospect.want)
        same = (p for p in self.around(mind, me) if p.want == prospect.want and p.events == prospect.events)
        return max((p.amount for p in same), default=0.0)

    # ---- wants -------------------------------------------------------------------------------------------------------

    def later(self, state: State, elapsed: int) -> State:
        """The state after letting be for what is left of the horizon (rule M3)."""
        for _ in range(self.motives.horizon - elapsed):
            later = self.engine.tick(state)
            if later is None:
                break
            state = later
        return state

    def levels(self, mind: State, me: int) -> Changes:
        """How each want of the character stands in the state; unknown ones are left out."""
        return {want: float(value) for want, value in self.engine.wants(mind, me).items() if value is not None}

    def changes(self, before: State, after: State, me: int) -> Changes:
        """What every want of the character gains or loses from one state to another; unknown ones do not count."""
        if before is after:
            return {}
        then = self.engine.wants(after, me)
        found: Changes = {}
        for want, value in self.engine.wants(before, me).items():
            later = then[want]
            if value is not None and later is not None and later != value:
                found[want] = float(later - value)
        return found


def _prospects(
    gains: Changes, losses: Changes, likelihood: float, by: int | None, events: tuple[AnyEvent, ...]
) -> Iterator[Prospect]:
    if likelihood:
        for changes in (gains, losses):
            for want, change in changes.items():
                yield Prospect(want, likelihood * change, likelihood, by, events)
