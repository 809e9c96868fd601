"""The choice model: what may happen at a moment, and how likely each of it is (rules C1 to C7 of the manual).

*Explained is not yet likely.* Whatever can happen at a moment is a clock that runs, and the first to ring happens: the
probability of an event is its weight over the sum of all weights. What is nobody's choice has its `rate` for a weight,
but for ticks: time passes with what is done, and a tick has `PACE` times its rate of the weight of all acts, if that is
more than its rate. What would change nothing does not count. An act that somebody begins has

    weight = exp(value / temper) * (KEEP if it is what the character means to do)

* `value`: the most that a plan which begins with the act (accepted by M1 to M8) can be expected to gain: a step of
  somebody else comes with the probability that it has for him or her by this same model, as the character sees it, and
  where it does not come the plan is over. Every step after the first costs `STEP`. An act that needs no reason: 0.
* a reply: the turn is due to the character, and after the act it is not any more. Where a reply can be given, all
  replies together get `REPLY` times the weight of all other acts.
* what the character means to do: the next own step of the plan of his or her last act, as long as that is explained.
* `temper`: how much chance there is in what somebody does. `even`: none of this counts but what is possible.

*Sources.* Clocks that race: R. D. Luce, *Individual Choice Behavior*, 1959; D. T. Gillespie, "A general method for
numerically simulating the stochastic time evolution of coupled chemical reactions", J. Comp. Physics 22 (1976). Logit:
D. McFadden, "Conditional logit analysis of qualitative choice behavior", 1974. Expecting the others to choose in the
same way, thinking one level less far: R. McKelvey and T. Palfrey, "Quantal response equilibria for extensive form
games", Experimental Economics 1 (1998); D. Stahl and P. Wilson, "On players' models of other players", Games and
Economic Behavior 10 (1995). Intentions that are kept: M. Bratman, *Intention, Plans, and Practical Reason*, 1987.
Replies: H. Sacks, E. Schegloff and G. Jefferson, "A simplest systematics for the organization of turn-taking for
conversation", Language 50 (1974).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp
from typing import Protocol

from fabula.ground.failures import bad_rate
from fabula.ground.model import GroundEvent
from fabula.kernel import Kernel, State
from fabula.reasons import Plan, Reason
from fabula.search.motives import FastMotives
from fabula.semantics import AnyEvent
from fabula.world.model import Number

STEP = 0.25  # what every step of a plan after the first costs, in units of utility
REPLY = 20  # how many times likelier it is that a reply is given, where one is due, than that anything else is done
KEEP = 8  # how many times likelier it is to go on with what one has begun
PACE = Fraction(1, 20)  # how much of a tick's rate passes with each act, while somebody acts
USUAL = Fraction(1)  # the temper of whom nothing is said

Weight = Fraction | float  # exact where nothing but even choices, rates and odds goes into it


class HasMotives(Protocol):
    """What the choice model asks of motives: `fabula.reference.motive.Motives`, or what answers the same, faster."""

    foresight: int

    def consenting(self, state: State, event: AnyEvent, /) -> tuple[int, ...]: ...

    def reason(self, state: State, event: AnyEvent, character: int, /) -> Reason | None: ...

    def plans_in(self, mind: State, event: AnyEvent, character: int, /) -> Iterable[Plan]: ...

    def most_within(
        self, mind: State, event: AnyEvent, character: int, budget: int, level: int, /
    ) -> Number | None: ...

    def worth(self, state: State, elapsed: int, character: int, /) -> Number | None: ...


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in a story: the state, and for each character the number of the event that he or she means to do next."""

    state: State
    intentions: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """An explained act: who begins it, what it is worth to him or her, and the plan that is worth so much.

    The plan is None, and the value 0, where no reason is needed.
    """

    event: AnyEvent
    by: int
    value: Number | float
    plan: Plan | None


@dataclass(frozen=True, slots=True)
class Option:
    """Something that may come next. `act` is None where it is nobody's choice; the probabilities sum to 1."""

    event: AnyEvent
    act: Act | None
    probability: Weight

    @property
    def by(self) -> int | None:
        """The character who begins it."""
        return None if self.act is None else self.act.by

    @property
    def value(self) -> Number | float:
        return 0 if self.act is None else self.act.value

    @property
    def plan(self) -> Plan | None:
        return None if self.act is None else self.act.plan


class Choices:
    """The choice model of one world.

    `tempers`: by character, instead of the world's own; None in it: even choice.
    """

    def __init__(
        self, engine: Kernel, motives: HasMotives | None = None, *, tempers: Sequence[Number | None] | None = None
    ) -> None:
        self.engine = engine
        self.motives: HasMotives = FastMotives(engine) if motives is None else motives
        own = engine.model.world.tempers
        self.tempers = [own.get(name, USUAL) for name in engine.model.characters] if tempers is None else list(tempers)
        self._due = engine.model.due
        self._acts: dict[State, tuple[Act, ...]] = {}
        self._values: dict[tuple[State, int, int], tuple[Number | float, Plan] | None] = {}
        self._shares: dict[tuple[State, int, int], dict[int, float]] = {}

    def start(self) -> Moment:
        """The start of the world."""
        return self.moment(self.engine.initial())

    def moment(self, state: State) -> Moment:
        """A moment at which nobody has begun anything."""
        return Moment(state, (None,) * len(self.engine.model.characters))

    def options(self, moment: Moment) -> tuple[Option, ...]:
        """C1: what may come next, in declaration order; none where nothing can happen. Raises F505 for a bad rate."""
        weighed = list(self._weighed(moment))
        total = sum(weight for *_, weight in weighed)
        return tuple(Option(event, act, weight / total) for event, act, weight in weighed if weight)

    def after(self, moment: Moment, option: Option, outcome: int) -> Moment:
        """The moment after the option has turned out so (outcomes count from 0)."""
        state = self.engine.after(moment.state, option.event, outcome)
        intentions = moment.intentions
        if option.act is not None:
            by = option.act.by
            intentions = (*intentions[:by], _next_own(option.act, outcome), *intentions[by + 1 :])
        return Moment(state, intentions)

    def acts(self, state: State) -> tuple[Act, ...]:
        """Every explained act of a state, in declaration order."""
        acts = self._acts.get(state)
        if acts is None:
            acts = self._acts[state] = tuple(self._explained(state))
        return acts

    # ---- weights -----------------------------------------------------------------------------------------------------

    def _weighed(self, moment: Moment) -> Iterator[tuple[AnyEvent, Act | None, Weight]]:
        state = moment.state
        acts: list[tuple[Act, Weight]] = []
        replies: set[int] = set()
        for act in self.acts(state):
            weight = self._weight(act.value, act.by)
            if self.tempers[act.by] is not None:
                meant = moment.intentions[act.by]
                mind = self.engine.believed(state, act.by)
                if meant is not None and self._as_believed(mind, act.event) == meant:
                    weight *= KEEP
                if self._replies(state, act.event, act.by):
                    replies.add(len(acts))
            acts.append((act, weight))
        answered = sum(acts[place][1] for place in replies)
        other = sum(weight for place, (_, weight) in enumerate(acts) if place not in replies)
        turn = REPLY * other / answered if replies and other else 1
        busy: Weight = Fraction(0)
        for place, (act, weight) in enumerate(acts):
            share = weight * turn if place in replies else weight
            busy += share
            yield act.event, act, share
        for event in self.engine.possible(state):
            if isinstance(event, GroundEvent) and not event.consenting:
                rate = self._rate(state, event)
                if rate and any(after is not state for _, after in self.engine.outcomes(state, event)):
                    yield event, None, rate * max(PACE * busy, 1) if event.kind == "tick" else rate

    def _weight(self, value: Number | float, who: int) -> Weight:
        temper = self.tempers[who]
        return Fraction(1) if temper is None or value == 0 else exp(value / temper)

    def _rate(self, state: State, event: GroundEvent) -> Fraction:
        rate = self.engine.value(state, event.rate)
        if isinstance(rate, bool) or not isinstance(rate, int | Fraction) or rate < 0:
            raise bad_rate(self.engine.model, event, rate)
        return Fraction(rate)

    def _replies(self, state: State, event: AnyEvent, who: int) -> bool:
        """C4: whether a reply is due from the character, and with the act it is given."""
        due = self._due[who]
        return self.engine.value(state, due) is True and self.engine.value(self._then(state, event), due) is not True

    # ---- values ------------------------------------------------------------------------------------------------------

    def _explained(self, state: State) -> Iterator[Act]:
        engine, motives = self.engine, self.motives
        for event in engine.possible(state):
            ground = engine.ground_event(state, event)
            if ground is None or not ground.consenting:
                continue
            by = ground.consenting[0].character
            consenting = motives.consenting(state, event)
            worth: tuple[Number | float, Plan | None] | None = (0, None)
            if by in consenting:
                worth = self.value(engine.believed(state, by), event, by)
            if worth is not None and all(motives.reason(state, event, who) for who in consenting if who != by):
                yield Act(event, by, *worth)

    def value(self, mind: State, event: AnyEvent, me: int) -> tuple[Number | float, Plan] | None:
        """C3: the most that a plan can be expected to gain, and the first that is expected to gain so much."""
        key = (mind, event.index, me)
        if key not in self._values:
            best: tuple[Number | float, Plan] | None = None
            before = self._worth(mind, 0, me)
            accepted = self.motives.plans_in(mind, event, me)
            plans = [(plan.worth - before - STEP * (len(plan.steps) - 1), plan) for plan in accepted]
            for promise, plan in sorted(plans, key=lambda pair: -pair[0]):
                if best is not None and promise <= best[0]:
                    break  # no plan can be expected to gain more than it promises
                value = self._expected(mind, 0, plan, me, self.motives.foresight, first=True) - before
                if best is None or value > best[0]:
                    best = value, plan
            self._values[key] = best
        return self._values[key]

    def _expected(self, state: State, elapsed: int, plan: Plan, me: int, left: int, *, first: bool) -> Number | float:
        """What the plan is expected to end with: worth less the cost of its steps."""
        engine = self.engine
        expected: Number | float = 0
        sure: Number | float = 1
        cost = 0.0
        for place, step in enumerate(plan.steps):
            if place or not first:
                cost += STEP
                ground = engine.ground_event(state, step.event)
                if ground is not None and ground.consenting[0].character != me:
                    share = self._share(state, step.event, ground.consenting[0].character, left - place)
                    expected += sure * (1 - share) * (self._worth(state, elapsed, me) - cost)
                    sure *= share
            elapsed += engine.takes(state, step.event)
            if plan.branches and place == len(plan.steps) - 1:
                for branch in plan.branches:
                    after = engine.after(state, step.event, branch.outcome)
                    ends: Number | float = (
                        self._worth(after, elapsed, me)
                        if branch.plan is None
                        else self._expected(after, elapsed, branch.plan, me, left - place - 1, first=False)
                    )
                    expected += sure * branch.odds * (ends - cost)
                return expected
            state = self._then(state, step.event)
        return expected + sure * (self._worth(state, elapsed, me) - cost)

    def _share(self, state: State, event: AnyEvent, who: int, left: int) -> float:
        """How likely the event is of all that the character may do in the state, as somebody else sees it."""
        key = (state, who, left)
        shares = self._shares.get(key)
        if shares is None:
            shares = self._shares[key] = self._seen_shares(state, who, left)
        return shares.get(event.index, 0.0)

    def _seen_shares(self, state: State, who: int, left: int) -> dict[int, float]:
        """The share of each act that somebody else sees reasons for, and of letting be, which is worth nothing."""
        mind = self.engine.believed(state, who)
        weights: dict[int, float] = {}
        replies: set[int] = set()
        for event in self.engine.possible(state):
            ground = self.engine.ground_event(state, event)
            if ground is None or not ground.consenting or ground.consenting[0].character != who:
                continue
            gain: Number | None = 0
            if who in self.motives.consenting(state, event):
                gain = self.motives.most_within(mind, event, who, left, 2)
            if gain is not None:
                weights[event.index] = float(self._weight(gain, who))
                if self.tempers[who] is not None and self._replies(state, event, who):
                    replies.add(event.index)
        other = 1 + sum(weight for index, weight in weights.items() if index not in replies)
        if replies:
            turn = REPLY * other / sum(weights[index] for index in replies)
            weights = {index: weight * turn if index in replies else weight for index, weight in weights.items()}
        total = 1 + sum(weights.values())
        return {index: weight / total for index, weight in weights.items()}

    def _worth(self, state: State, elapsed: int, me: int) -> Number:
        worth = self.motives.worth(state, elapsed, me)
        assert worth is not None, "a plan has passed through this state"
        return worth

    def _as_believed(self, mind: State, event: AnyEvent) -> int:
        """The number of the event that an act is in somebody's mind: a plan's steps are such events."""
        ground = self.engine.ground_event(mind, event)
        return event.index if ground is None else ground.index

    def _then(self, state: State, event: AnyEvent) -> State:
        """The state after the event as it turns out where nothing is left to chance, or first."""
        outcome = next(number for number, odds in enumerate(self.engine.odds(state, event)) if odds)
        return self.engine.after(state, event, outcome)


def _next_own(act: Act, outcome: int) -> int | None:
    """C5: the number of the next own step of the act's plan; None where none is left."""
    plan = act.plan
    if plan is None:
        return None
    steps = plan.steps[1:]
    if not steps:
        then = next((branch.plan for branch in plan.branches if branch.outcome == outcome), None)
        steps = () if then is None else then.steps
    for step in steps:
        event = step.event
        if isinstance(event, GroundEvent) and event.consenting[0].character == act.by:
            return event.index
    return None
