"""Guided search (weighted A*) for a good explained plan, soon: hopeful states first, and no question too long.

States are tried in the order of f = g + w * h: the events so far, and a guess at the events that are left
(`fabula.search.guidance`), which counts more than what lies behind. No weight is the best for every problem, so several
take turns, each with a queue of its own. An event that leads to a state is asked for its explanation only when that
state's turn comes, and every question may take only so much effort. What is not known then goes back into the queues,
farther behind, to be asked again with twice the effort: hopeful events are given more and more, others wait. So "not
known" is never taken for a no, and nothing is begun anew. Plans that are found are as good as any, but others may be
shorter.

*Source:* I. Pohl, "Heuristic search viewed as path finding in a graph", Artificial Intelligence 1 (1970) (weights);
G. Röger and M. Helmert, "The more, the merrier: combining heuristic estimators for satisficing planning", ICAPS 2010
(queues that take turns); M. Luby, A. Sinclair and D. Zuckerman, "Optimal speedup of Las Vegas algorithms", Information
Processing Letters 47 (1993) (why limits that are doubled lose little).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Generic, TypeVar

from fabula.search.best_first import AtLeast, way_to
from fabula.search.breadth_first import PlanStep, steps_of
from fabula.search.explaining import Explaining
from fabula.search.goal import Goal, is_over
from fabula.search.guidance import Guidance
from fabula.semantics import Engine

S = TypeVar("S")

WEIGHTS = (3, 3, 1, 3, 3, 0)  # by turns: of what is left against what lies behind; 0: the bound instead of the guess
EVEN_WEIGHTS = (3, 1, 0)  # for shorter plans, and where the others find none
FIRST_EFFORT = 300  # steps that may be looked at for one reason, when it is asked for the first time
DELAY = 3  # how many more events an event seems to be away each time that it was not known


@dataclass(frozen=True, slots=True)
class Guided(Generic[S]):
    """The answer of a search. Without a plan: `proved_none` says whether there is none of at most the limit."""

    plan: tuple[PlanStep[S], ...] | None
    proved_none: bool
    popped: int  # ways whose turn came
    queries: int  # events that were asked for their explanation
    states: int  # states that the explained ways led to
    rounds: int  # how often one event was asked at most
    work: int  # ways that were lined up, and steps that were looked at for reasons


def guided_plan(
    engine: Engine[S],
    motives: Explaining,
    goal: Goal[S],
    guidance: Guidance,
    *,
    limit: int | None = None,
    farther: AtLeast[S] | None = None,
    weights: tuple[int, ...] = WEIGHTS,
    most_work: int | None = None,
    progress: Callable[[int, int], None] = lambda popped, states: None,
) -> Guided[S]:
    """An explained plan from the start to the goal, of at most `limit` events (None: of any length).

    `farther`: a bound on the events that are left, never too high, which is asked when a state's turn comes. `weights`:
    of the queues, in the order of their turns. The search gives up after so much work (`Guided.work`; None: never).
    `progress` is told the number of turns and of the states met; it may raise to end the search.
    """
    search = _Search(engine, motives, goal, guidance, limit, farther, weights)
    start = engine.initial()
    least = goal.utility(start)
    if least is None:
        return search.answer(None, done=True)
    search.reached[start] = (0, None)
    search.expand(start, 0)
    while (turn := search.next()) is not None:
        if most_work is not None and search.work >= most_work:
            return search.answer(None)
        search.popped += 1
        progress(search.popped, len(search.reached))
        after = search.take(*turn)
        if after is not None:
            if goal.reached(after, least):
                return search.answer(way_to(after, search.reached))
            search.expand(after, search.reached[after][0])
    return search.answer(None, done=True)


class _Search(Generic[S]):
    """The queues of a search, and what it has met."""

    def __init__(
        self,
        engine: Engine[S],
        motives: Explaining,
        goal: Goal[S],
        guidance: Guidance,
        limit: int | None,
        farther: AtLeast[S] | None,
        weights: tuple[int, ...],
    ) -> None:
        self.engine, self.motives, self.goal, self.guidance = engine, motives, goal, guidance
        self.limit, self.farther, self.weights = limit, farther, weights
        self.looked_before = motives.looked
        self.reached: dict[S, tuple[int, PlanStep[S] | None]] = {}
        self.queues: dict[int, list[tuple[float, float, int]]] = {weight: [] for weight in weights}  # f, h, number
        self.waiting: dict[
            int, tuple[PlanStep[S], tuple[int, float], int]
        ] = {}  # by number: the step, h, how often it was asked
        self.asked: dict[tuple[S, int], bool] = {}
        self.numbered = self.popped = self.queries = self.most_asked = self.turn = 0

    def answer(self, plan: tuple[PlanStep[S], ...] | None, *, done: bool = False) -> Guided[S]:
        rounds = 1 + self.most_asked
        return Guided(plan, done, self.popped, self.queries, len(self.reached), rounds, self.work)

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
                    self.line_up(step, length + 1, rest, 0)

    def line_up(self, step: PlanStep[S], length: int, rest: tuple[int, float], times: int) -> None:
        """Put a step into the queues that was asked so often in vain."""
        self.numbered += 1
        self.waiting[self.numbered] = step, rest, times
        least, about = rest
        for weight, queue in self.queues.items():
            far = (weight or 1) * ((about if weight else least) + DELAY * times)
            heappush(queue, (length + far, about, self.numbered))

    def next(self) -> tuple[PlanStep[S], tuple[int, float], int] | None:
        """What is first in the queue whose turn it is; None: nothing is left."""
        queue = self.queues[self.weights[self.turn % len(self.weights)]]
        self.turn += 1
        while queue:
            _, _, number = heappop(queue)
            if number in self.waiting:
                return self.waiting.pop(number)
        return None

    def take(self, step: PlanStep[S], rest: tuple[int, float], times: int) -> S | None:
        """The state that a step leads to, if it is a new or shorter way there, and explained."""
        length = self.reached[step.before][0] + 1
        before = self.reached.get(step.after)
        if before is not None and before[0] <= length:
            return None
        if self.limit is not None and self.farther is not None and times == 0:
            left = self.farther(step.after)
            if left is None or length + left > self.limit:
                return None
        key = (step.before, step.event.index)
        if key not in self.asked:
            self.queries += 1
            self.motives.effort = FIRST_EFFORT << times
            explained = self.motives.explained(step.before, step.event)
            if explained is None:
                self.most_asked = max(self.most_asked, times + 1)
                self.line_up(step, length, rest, times + 1)
                return None
            self.asked[key] = explained
        if not self.asked[key]:
            return None
        self.reached[step.after] = (length, step)
        return step.after
