"""The choice model: what may happen at a moment, and how likely it is (rules C1 to C8 of `docs/manual/semantics.md`).

*Explained is not yet likely.* At a moment every character who has a reason for something may act, and so may fate. The
probability that the event e comes next is its share of all weights. For an act that the character c begins

    weight(e) = turn(c) * exp(value(e) / temper(c)) * keep(e) / (1 + sum of exp(value / temper) * keep over all acts of c)

where the 1 stands for letting be, which is worth nothing and changes nothing; and for what is nobody's choice its rate.

* `value`: of all plans that begin with the act and are accepted (M1 to M8), the most that one can be expected to gain:
  each step of somebody else is taken as likely as it is by this same model, as the character sees the other's reasons;
  where the other does not do it, the plan ends there. Every step after the first costs `STEP`.
* `turn`: `REPLY` for whoever the turn is due to (who has been asked, say), 1 for others.
* `keep`: `KEEP` for the next own step of the plan that explained the character's last act, while that is explained.
* `temper`: how much chance there is in what somebody does; at 0 nothing but the best, without end nothing but chance.

*Sources.* Logit choice: R. D. Luce, *Individual Choice Behavior*, 1959; D. McFadden, "Conditional logit analysis of
qualitative choice behavior", 1974. Expecting the others to choose in the same way, one level less deep: R. McKelvey and
T. Palfrey, "Quantal response equilibria for extensive form games", Experimental Economics 1 (1998); D. Stahl and P.
Wilson, "On players' models of other players", Games and Economic Behavior 10 (1995). Intentions that are kept: M.
Bratman, *Intention, Plans, and Practical Reason*, 1987. Whoever is spoken to has the turn: H. Sacks, E. Schegloff and G.
Jefferson, "A simplest systematics for the organization of turn-taking for conversation", Language 50 (1974).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp
from typing import Any

from fabula.ground.failures import bad_rate
from fabula.ground.model import GroundEvent
from fabula.kernel import Kernel, State
from fabula.reasons import Plan
from fabula.reference.motive import Motives
from fabula.semantics import AnyEvent
from fabula.world.expressions import FALSE
from fabula.world.model import Number

STEP = 0.25  # what every step of a plan after the first costs, in units of utility
REPLY = 20  # how much readier than others they are to act whose turn it is
KEEP = 8  # how much likelier the next step of what one has begun is than as much gain from something new

Weight = Fraction | float  # exact where nothing but even choices, rates and odds goes into it


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in a story: the state of the world, and for each character the act he or she means to do next, or None."""

    state: State
    intentions: tuple[AnyEvent | None, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """Something that may come next.

    `by`: the character who begins it; None: fate, a tick or a dream. `value`: what its best plan can be expected to
    gain; `plan`: that plan (None where no reason is needed). `probability`: of all options of the moment they sum to 1.
    """

    event: AnyEvent
    by: int | None
    value: float
    plan: Plan | None
    probability: Weight


class Choices:
    """The choice model of one world. `temper`: instead of the world's own, for everybody; None in it: even choice."""

    def __init__(self, engine: Kernel, motives: Motives[State] | None = None) -> None:
        self.engine = engine
        self.motives = Motives(engine) if motives is None else motives
        count = len(engine.model.characters)
        tempers = dict(getattr(engine.model.world, "tempers", ()))
        self.tempers = [tempers.get(name, Fraction(1)) for name in engine.model.characters]
        self.due = getattr(engine.model, "due", (FALSE,) * count)
        self._acts: dict[Any, Any] = {}
        self._likely: dict[Any, Any] = {}
        self._values: dict[Any, Any] = {}

    def start(self) -> Moment:
        return self.moment(self.engine.initial())

    def moment(self, state: State) -> Moment:
        """A moment in which nobody has begun anything."""
        return Moment(state, (None,) * len(self.engine.model.characters))

    def beginner(self, state: State, event: AnyEvent) -> int | None:
        """Who begins the event: the first of those who must want it or have agreed to it; None: nobody."""
        ground = self.engine.ground_event(state, event)
        if ground is None or not ground.consenting:
            return None
        return ground.consenting[0].character

    def acts(self, state: State) -> list[tuple[AnyEvent, int, float, Plan | None]]:
        """Every explained act: who begins it, what it is worth, and the plan that is worth so much."""
        found: list[tuple[AnyEvent, int, float, Plan | None]] = self._acts.get(state)
        if found is not None:
            return found
        found = []
        for event in self.engine.possible(state):
            by = self.beginner(state, event)
            if by is None:
                continue
            consenting = self.motives.consenting(state, event)
            if not all(self.motives.reason(state, event, who) for who in consenting):
                continue
            if by in consenting:
                value, plan = self.value(self.engine.believed(state, by), event, by)
            else:
                value, plan = 0.0, None
            found.append((event, by, value, plan))
        self._acts[state] = found
        return found

    def options(self, moment: Moment) -> tuple[Option, ...]:
        """What may come next, each with its probability; none at a moment at which nothing can happen at all."""
        state = moment.state
        raw: list[tuple[AnyEvent, int | None, float, Plan | None, Weight]] = []
        acts = self.acts(state)
        for who in sorted({by for _, by, _, _ in acts}):
            own = [act for act in acts if act[1] == who]
            weights = [self._weight(value, who) * (KEEP if self._meant(moment, event, who) else 1) for event, _, value, _ in own]
            turn = REPLY if self.engine.value(state, self.due[who]) else 1
            raw += [(*act, turn * weight) for act, weight in zip(own, weights, strict=True)]
        for event in self.engine.possible(state):
            if self.beginner(state, event) is None:
                rate = self.rate(state, event)
                if rate:
                    raw.append((event, None, 0.0, None, rate))
        total = sum(weight for *_, weight in raw)
        return tuple(Option(event, by, value, plan, weight / total) for event, by, value, plan, weight in raw)

    def _meant(self, moment: Moment, event: AnyEvent, who: int) -> bool:
        meant = moment.intentions[who]
        return meant is not None and self.engine.ground_event(self.engine.believed(moment.state, who), event) is meant

    def after(self, moment: Moment, option: Option, outcome: int) -> Moment:
        """The moment after the option has turned out so."""
        state = self.engine.after(moment.state, option.event, outcome)
        intentions = moment.intentions
        if option.by is not None:
            meant = self._next_own(option, outcome, option.by)
            intentions = (*intentions[: option.by], meant, *intentions[option.by + 1 :])
        return Moment(state, intentions)

    # ---- values ------------------------------------------------------------------------------------------------------

    def value(self, mind: State, event: AnyEvent, me: int) -> tuple[float, Plan | None]:
        key = (mind, event.index, me)
        if key not in self._values:
            best: tuple[float, Plan | None] = (float("-inf"), None)
            before = self.motives.worth(mind, 0, me)
            for plan in self.motives.plans(mind, event, me):
                value = float(self._expect(mind, 0, plan, me, before, self.motives.foresight, 1, first=True))
                if value > best[0] + 1e-9:
                    best = value, plan
            self._values[key] = best
        return self._values[key]

    def _expect(self, state: State, elapsed: int, plan: Plan, me: int, before: Number, left: int, level: int, *, first: bool) -> float:
        """What the plan can be expected to gain."""
        gain, sure = 0.0, 1.0
        cost = 0.0
        for place, step in enumerate(plan.steps):
            if not (first and place == 0):
                cost += STEP
                by = self.beginner(state, step.event)
                if by is not None and by != me:
                    likely = self.likely(state, step.event, by, left - place, level + 1)
                    gain += sure * (1 - likely) * (float(self.motives.worth(state, elapsed, me) - before) - cost)
                    sure *= likely
            elapsed += self.engine.takes(state, step.event)
            if place == len(plan.steps) - 1 and plan.branches:
                for branch in plan.branches:
                    after = self.engine.after(state, step.event, branch.outcome)
                    if branch.plan is None:
                        worth = float(self.motives.worth(after, elapsed, me) - before) - cost
                    else:
                        worth = self._expect(after, elapsed, branch.plan, me, before, left - place - 1, level, first=False) - cost
                    gain += sure * float(branch.odds) * worth
                return gain
            shares = self.engine.odds(state, step.event)
            state = self.engine.after(state, step.event, next(n for n, share in enumerate(shares) if share))
        return gain + sure * (float(self.motives.worth(state, elapsed, me) - before) - cost)

    def likely(self, state: State, event: AnyEvent, who: int, left: int, level: int) -> float:
        """How likely the event is to be what the character does in the state, as it is seen from one level further out."""
        key = (state, who, left, level)
        if key not in self._likely:
            mind = self.engine.believed(state, who)
            weights: dict[int, Weight] = {}
            for other in self.engine.possible(state):
                if self.beginner(state, other) == who:
                    if who not in self.motives.consenting(state, other):
                        weights[other.index] = 1
                    else:
                        reason = self.motives.reason_within(mind, other, who, left, level)
                        if reason is not None:
                            weights[other.index] = self._weight(float(reason.gain), who)
            self._likely[key] = weights, 1 + sum(weights.values())
        weights, total = self._likely[key]
        return float(weights.get(event.index, 0) / total)

    def rate(self, state: State, event: AnyEvent) -> Fraction:
        assert isinstance(event, GroundEvent)
        rate = self.engine.value(state, event.rate)
        if isinstance(rate, bool) or not isinstance(rate, int | Fraction) or rate < 0:
            raise bad_rate(event, rate)
        return Fraction(rate)

    def _weight(self, value: float, who: int) -> Weight:
        temper = self.tempers[who]
        if temper is None or value == 0:
            return Fraction(1)
        return exp(value / float(temper))

    def _next_own(self, option: Option, outcome: int, me: int) -> AnyEvent | None:
        """The next step of the plan that the character means to do; None where none is left."""
        plan = option.plan
        if plan is None:
            return None
        steps = list(plan.steps[1:])
        if len(plan.steps) == 1 and plan.branches:
            branch = next((b for b in plan.branches if b.outcome == outcome), None)
            steps = list(branch.plan.steps) if branch is not None and branch.plan is not None else []
        return next((step.event for step in steps if self._own(step.event, me)), None)

    def _own(self, event: AnyEvent, me: int) -> bool:
        if isinstance(event, GroundEvent):
            return bool(event.consenting) and event.consenting[0].character == me
        return event.character == me
