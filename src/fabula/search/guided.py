"""Guided search (weighted A*) for a good explained plan, soon: hopeful states first, and no question too long.

States are tried in the order of f = g + w * h: the events so far, and a guess at the events that are left
(`fabula.search.guidance`), which counts more than what lies behind. An event that leads to a state is asked for its
explanation only when that state's turn comes. Every question may take only so much effort, and a *round* may take only
so many turns; the next round begins anew with twice of both. What was found out is kept, so that a round costs little
more than what is new in it. Plans that are found are as good as any, but others may be shorter.

*Source:* I. Pohl, "Heuristic search viewed as path finding in a graph", Artificial Intelligence 1 (1970) (weights);
M. Luby, A. Sinclair and D. Zuckerman, "Optimal speedup of Las Vegas algorithms", Information Processing Letters 47
(1993) (why restarts with doubled limits lose little).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from heapq import heappop, heappush
from typing import Generic, TypeVar

from fabula.search.best_first import way_to
from fabula.search.breadth_first import PlanStep, steps_of
from fabula.search.explaining import Explaining
from fabula.search.goal import Goal, is_over
from fabula.search.guidance import Guidance
from fabula.semantics import Engine

S = TypeVar("S")

WEIGHT = 3  # of what is left against what lies behind
FIRST_EFFORT = 300  # steps that may be looked at for one reason, in the first round
FIRST_TURNS = 200  # states whose turn comes in the first round


@dataclass(frozen=True, slots=True)
class Guided(Generic[S]):
    """The answer of a search. Without a plan: `proved_none` says whether there is none of at most the limit."""

    plan: tuple[PlanStep[S], ...] | None
    proved_none: bool
    popped: int  # ways whose turn came
    queries: int  # events that were asked for their explanation
    states: int  # states that the explained ways led to, of the last round
    rounds: int
    work: int  # ways that were lined up, and steps that were looked at for reasons


def guided_plan(
    engine: Engine[S],
    motives: Explaining,
    goal: Goal[S],
    guidance: Guidance,
    *,
    limit: int | None = None,
    most_work: int | None = None,
    progress: Callable[[int, int], None] = lambda rounds, states: None,
) -> Guided[S]:
    """An explained plan from the start to the goal, of at most `limit` events (None: of any length).

    The search gives up after so much work (`Guided.work`; None: never). `progress` is told the number of the round and
    of the states met in it; it may raise to end the search.
    """
    start = engine.initial()
    least = goal.utility(start)
    effort, turns, rounds, popped, queries, work = FIRST_EFFORT, FIRST_TURNS, 0, 0, 0, 0
    if least is None:
        return Guided(None, True, 0, 0, 1, 0, 0)
    while True:
        rounds += 1
        motives.effort = effort
        left = None if most_work is None else most_work - work
        one = _Round(engine, motives, goal, guidance, limit, left)
        plan = one.run(start, least, turns, partial(progress, rounds))
        popped, queries, work = popped + one.popped, queries + one.queries, work + one.work
        if plan is not None or one.complete or (most_work is not None and work >= most_work):
            return Guided(plan, plan is None and one.complete, popped, queries, len(one.reached), rounds, work)
        effort, turns = 2 * effort, 2 * turns


class _Round(Generic[S]):
    """One search with a limit of turns and of effort."""

    def __init__(
        self,
        engine: Engine[S],
        motives: Explaining,
        goal: Goal[S],
        guidance: Guidance,
        limit: int | None,
        most_work: int | None,
    ) -> None:
        self.engine, self.motives, self.goal, self.guidance, self.limit = engine, motives, goal, guidance, limit
        self.most_work = most_work
        self.looked_before = motives.looked
        self.reached: dict[S, tuple[int, PlanStep[S] | None]] = {}
        self.turns: list[tuple[float, float, int, PlanStep[S]]] = []  # f, h, number, the step that leads there
        self.asked: dict[tuple[S, int], bool] = {}
        self.numbered = self.popped = self.queries = 0
        self.complete = False  # whether everything was tried, and every question answered

    def run(
        self, start: S, least: object, most: int, progress: Callable[[int], None]
    ) -> tuple[PlanStep[S], ...] | None:
        self.reached[start] = (0, None)
        known = True
        self.expand(start, 0)
        while self.turns:
            if self.popped >= most or (self.most_work is not None and self.work >= self.most_work):
                return None
            _, _, _, step = heappop(self.turns)
            self.popped += 1
            progress(len(self.reached))
            length = self.reached[step.before][0] + 1
            before = self.reached.get(step.after)
            if before is not None and before[0] <= length:
                continue
            key = (step.before, step.event.index)
            if key not in self.asked:
                self.queries += 1
                explained = self.motives.explained(step.before, step.event)
                known = known and explained is not None
                self.asked[key] = explained is True
            if not self.asked[key]:
                continue
            self.reached[step.after] = (length, step)
            if self.goal.reached(step.after, least):  # type: ignore[arg-type]
                return way_to(step.after, self.reached)
            self.expand(step.after, length)
        self.complete = known
        return None

    @property
    def work(self) -> int:
        return self.numbered + self.motives.looked - self.looked_before

    def expand(self, state: S, length: int) -> None:
        """Line up what may happen in a state."""
        if is_over(self.engine, state):
            return
        graph = self.motives.graph
        for event in self.engine.possible(state):
            if self.asked.get((state, event.index)) is False:
                continue
            for step in steps_of(self.engine, state, event):
                known = self.reached.get(step.after)
                if known is not None and known[0] <= length + 1:
                    continue
                rest = self.guidance.look(graph, graph.number(step.after))
                if rest is not None and (self.limit is None or length + 1 + rest[0] <= self.limit):
                    self.numbered += 1
                    f = length + 1 + WEIGHT * rest[1]
                    heappush(self.turns, (f, rest[1], self.numbered, step))
