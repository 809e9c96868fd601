"""Solving: a plan soon, then a shorter one if there is one, then the proof that there is none.

1. Guided search finds a plan (`fabula.search.guided`), shortening takes out what it does not need, and guided search
   goes on below its length for a while, and again with each shorter plan.
2. Best-first search (`fabula.search.best_first`) tries everything below the length that is left. What it finds is a
   shortest plan; if it finds nothing, the plan was one. Where it takes long, what people must believe is taken into
   account (`fabula.search.willing`), if that makes its bound any better.

What characters can have in mind is found out once, for all of it. At any moment `Solving` has the best plan so far and
the number of events that no plan can do without, so that it may be stopped at any time.

*Source:* M. Likhachev, G. Gordon and S. Thrun, "ARA*: Anytime A* with provable bounds on sub-optimality", NIPS 2003
(first a plan, then a better one, with a bound that is always known).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fabula.reasons import Reason
from fabula.search.best_first import AtLeast, best_plan, distance, landmarks, landmarks_with_minds
from fabula.search.breadth_first import PlanStep
from fabula.search.explaining import Explaining
from fabula.search.goal import Goal
from fabula.search.guidance import Guidance
from fabula.search.guided import EVEN_WEIGHTS, WEIGHTS, Guided, guided_plan
from fabula.search.hopes import Hopes
from fabula.search.shortening import shortened
from fabula.semantics import Engine
from fabula.world.expressions import Expr

WORK_FOR_FIRST = 5_000_000  # what guided search may spend on a first plan (`Guided.work`)
WORK_FOR_TRY = 500_000  # of that, in one order of its queues, before it tries another; then twice that
WORK_FOR_SHORTER = 100_000  # and on shorter ones, once it has one, if that took no more
EFFORT_TO_SHORTEN = 30_000  # steps that may be looked at for one reason, to see what a plan can do without
WORK_FOR_PROOF = 1_000_000  # steps that are looked at for a proof before guided search has another try; then twice that

Plan = tuple[PlanStep[Any], ...]


class _Enough(Exception):
    """It is time for something else."""


@dataclass(slots=True)
class Counters:
    """What a search did. The same problem gives the same numbers on every machine."""

    turns: int = 0  # ways whose turn came
    queries: int = 0  # events that were asked for their explanation
    reasons: int = 0  # reasons that were looked for
    looked: int = 0  # steps that were looked at for them
    rounds: int = 0  # how often one event was asked at most, in guided search


class Solving:
    """The search for a plan to one goal, in one engine.

    `utility`: the goal's utility as an expression, which must reach `goal.at_least`; None: it can't be said as one, and
    nothing tells how far the goal is. `limit`: the most events that the plan may have (None: any number). `foresight`
    and `depth` as in `Motives`. `breathe` is called now and then, also in the middle of long questions; it may raise,
    as may the signals of the process.

    `plan`: the best so far. `at_least`: the number of events that no explained plan can do without; None once it is
    proved that there is no plan within the limit.
    """

    def __init__(
        self,
        engine: Engine[Any],
        goal: Goal[Any],
        utility: Expr | None,
        *,
        limit: int | None = None,
        foresight: int | None = None,
        depth: int | None = None,
        breathe: Callable[[], None] = lambda: None,
    ) -> None:
        self.engine, self.goal, self.utility, self.limit = engine, goal, utility, limit
        self.explaining = Explaining(engine, foresight=foresight, depth=depth, breathe=breathe)
        self.explaining.hopes = Hopes(self.explaining)
        self.bounds: tuple[AtLeast[Any], AtLeast[Any]] = (blind, blind)  # the cheap one, and the better one
        if utility is not None:
            graph = self.explaining.graph
            self.bounds = distance(graph, utility, goal.at_least), landmarks(graph, utility, goal.at_least)
        self.plan: Plan | None = None
        self.reasons: tuple[tuple[Reason, ...], ...] = ()  # of each step of the plan, of each who must want it
        self.at_least: int | None = 1
        self._counted = Counters()
        self._last: int | None = None  # what `looked` may come to before something else is tried

    @property
    def counters(self) -> Counters:
        counted = self._counted
        counted.reasons, counted.looked = self.explaining.asked, self.explaining.looked
        return counted

    @property
    def proved_shortest(self) -> bool:
        """Whether there is a plan, and no explained plan is shorter."""
        return self.plan is not None and self.at_least == len(self.plan)

    @property
    def proved_none(self) -> bool:
        """Whether there is no plan within the limit."""
        return self.plan is None and self.at_least is None

    @property
    def done(self) -> bool:
        return self.proved_shortest or self.proved_none

    def find(self, *, patient: bool = False) -> None:
        """A plan, as short as a little more work makes it; none where it takes too much, or nothing shows the way.

        Two orders of guided search take turns, each with more work than the last time.
        `patient`: until there is a plan.
        """
        if self.utility is None:
            return
        start = self.engine.initial()
        away = [bound(start) for bound in self.bounds]
        self.at_least = None if None in away else max(1, *(events for events in away if events is not None))
        work, spent = WORK_FOR_TRY, 0
        while self.plan is None and not self.done and (patient or spent < WORK_FOR_FIRST):
            for weights in (WEIGHTS, EVEN_WEIGHTS):
                if self.plan is None and not self.done:
                    spent += self._look_below(work, WORK_FOR_SHORTER, weights)
            work *= 2

    def prove(self) -> None:
        """A shortest plan, proved, or the proof that there is none.

        With a plan, only what is shorter is tried. Where the proof takes long, guided search takes turns with it.
        """
        work = WORK_FOR_PROOF
        while not self.done:
            self._try_all(None if self.utility is None else work)
            if not self.done:
                if work == WORK_FOR_PROOF:
                    self._look_into_minds()
                self._look_below(work, work, EVEN_WEIGHTS)
            work *= 2

    def _look_into_minds(self) -> None:
        """Take what people must believe into account from now on, if that says more at the start."""
        assert self.utility is not None
        start = self.engine.initial()
        away, plain = self.bounds
        counted = landmarks_with_minds(self.explaining.graph, self.utility, self.goal.at_least)
        if counted is None:
            return
        before, now = plain(start), counted(start)
        if before is not None and (now is None or now > before):
            self.bounds = away, counted
            if now is None:
                self.at_least = None if self.plan is None else len(self.plan)
            else:
                self.at_least = max(self.at_least or 1, now)

    def _look_below(self, work: int, more: int, weights: tuple[int, ...]) -> int:
        """Guided search below the plan that there is, with so much work, then with `more`; the work of the first."""
        assert self.utility is not None  # that shows the way
        guidance = Guidance(self.engine.model, self.utility, self.goal.at_least)
        found = self._guided(guidance, work, weights)
        first = found.work
        more = more and max(more, first)  # what was dear to find may be as dear to better
        while found.plan is not None:
            self.explaining.effort = EFFORT_TO_SHORTEN
            self._keep(shortened(self.engine, self.explaining, self.goal, found.plan))
            if self.done or more <= 0:
                return first
            found = self._guided(guidance, more, EVEN_WEIGHTS)
            more -= found.work
        if found.proved_none:
            self.at_least = None if self.plan is None else len(self.plan)
        return first

    def _try_all(self, work: int | None) -> None:
        """Best-first search below the plan that there is, until about so many steps have been looked at."""
        self.explaining.effort = None
        self._last = None if work is None else self.explaining.looked + work
        away, farther = self.bounds
        try:
            best = best_plan(
                self.engine,
                self.explaining,
                self.goal,
                away=away,
                farther=farther,
                limit=self._limit,
                progress=self._note,
            )
        except _Enough:
            return
        self._counted.queries += best.queries
        if best.plan is not None:
            self._keep(best.plan)
        self.at_least = best.at_least if self.plan is None else len(self.plan)

    @property
    def _limit(self) -> int | None:
        return self.limit if self.plan is None else len(self.plan) - 1

    def _guided(self, guidance: Guidance, work: int, weights: tuple[int, ...]) -> Guided[Any]:
        found = guided_plan(
            self.engine,
            self.explaining,
            self.goal,
            guidance,
            limit=self._limit,
            farther=self.bounds[1],
            weights=weights,
            most_work=work,
            progress=self._turn,
        )
        self._counted.rounds = max(self._counted.rounds, found.rounds)
        self._counted.queries += found.queries
        return found

    def _keep(self, plan: Plan) -> None:
        self.reasons = tuple(self.explaining.reasons(step.before, step.event) for step in plan)
        self.plan = plan

    def _turn(self, turns: int, states: int) -> None:
        self._counted.turns += 1

    def _note(self, length: int, states: int) -> None:
        self._counted.turns += 1
        if self.at_least is not None:
            self.at_least = max(self.at_least, length if self.plan is None else min(length, len(self.plan)))
        if self._last is not None and self.explaining.looked > self._last:
            raise _Enough


def blind(state: object) -> int:
    """The bound where nothing tells how far the goal is."""
    return 0


def solve(
    engine: Engine[Any],
    goal: Goal[Any],
    utility: Expr | None,
    *,
    limit: int | None = None,
    foresight: int | None = None,
    depth: int | None = None,
    prove: bool = True,
) -> Solving:
    """What `Solving` comes to: with `prove` a shortest plan, otherwise one that is found soon."""
    solving = Solving(engine, goal, utility, limit=limit, foresight=foresight, depth=depth)
    solving.find()
    if prove:
        solving.prove()
    return solving
