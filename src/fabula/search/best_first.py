"""Best-first search (A*) for a shortest explained plan, with the explanations asked for as late as can be.

States are tried in the order of f = g + h: the events so far, and a number below which no way to the goal can be. Where
h is never too high (`fabula.search.relaxed`), the first plan found is a shortest one. An event that leads to a state is
asked for its explanation only when that state's turn comes; most turns never do. A question that is not answered within
its effort puts the event aside. When nothing else is left, what was put aside is asked again with twice the effort;
meanwhile it counts as an open way, so that "not known" is never taken for a no.

*Source:* P. E. Hart, N. J. Nilsson and B. Raphael, "A formal basis for the heuristic determination of minimum cost
paths", IEEE Transactions on Systems Science and Cybernetics 4 (1968).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any, Generic, Protocol, TypeVar

from fabula.search.breadth_first import PlanStep, steps_of
from fabula.search.goal import Goal, is_over
from fabula.search.graph import Graph
from fabula.search.landmarks import Landmarks
from fabula.search.monotone import below
from fabula.search.relaxed import Bound, Relaxed
from fabula.search.willing import willing
from fabula.semantics import AnyEvent, Engine
from fabula.world.expressions import Expr

S = TypeVar("S", bound=Hashable)
T = TypeVar("T", contravariant=True)

AtLeast = Callable[[S], int | None]  # events that the goal is away at least; None: it cannot be reached


class Explains(Protocol[T]):
    """Who may know whether an event is explained in a state; None: not known with this effort."""

    effort: int | None

    def explained(self, state: T, event: AnyEvent, /) -> bool | None: ...


@dataclass(frozen=True, slots=True)
class Best(Generic[S]):
    """The answer of a search.

    No explained plan has fewer than `at_least` events (None: there is none of at most the limit), which is proved.
    So a plan is proved shortest if it has that many.
    """

    plan: tuple[PlanStep[S], ...] | None
    at_least: int | None
    popped: int  # ways whose turn came
    queries: int  # events that were asked for their explanation
    states: int  # states that the explained ways led to

    @property
    def proved_shortest(self) -> bool:
        """Whether no explained plan is shorter."""
        return self.plan is not None and self.at_least == len(self.plan)


def distance(graph: Graph, utility: Expr, at_least: Bound) -> AtLeast[Any]:
    """The events after which a utility may reach a number at the earliest, by the relaxation; by values, once each."""
    relaxed = Relaxed(graph.model, deeds=False, terms=(utility,))
    known: dict[int, int | None] = {}

    def least_events(state: Any) -> int | None:
        number = graph.number(state)
        values = graph.vector(number)
        if values not in known:
            graph.fill(relaxed, number)
            known[values] = relaxed.least_events(at_least)
        return known[values]

    return least_events


def landmarks(graph: Graph, utility: Expr, at_least: Bound) -> AtLeast[Any]:
    """The landmarks on the way to a utility that reaches a number; by values, counted once each."""
    counting = Landmarks(graph.model, utility, below(at_least))
    known: dict[int, int | None] = {}

    def count(state: Any) -> int | None:
        number = graph.number(state)
        values = graph.vector(number)
        if values not in known:
            graph.fill(counting.relaxed, number)
            found = counting.count()
            known[values] = None if found < 0 else found
        return known[values]

    return count


def landmarks_with_minds(graph: Graph, utility: Expr, at_least: Bound) -> AtLeast[Any] | None:
    """Those on the way of people who must want to go it (`fabula.search.willing`); None: nothing is known of minds.

    By the values of the world and of the minds, counted once each. Only for what can come of the start.
    """
    engine = graph.engine
    start = engine.initial()
    minds = willing(graph.model, lambda mind: (start if mind is None else engine.believed(start, mind)).values)
    if minds is None:
        return None
    counting = Landmarks(graph.model, utility, below(at_least), minds)
    read = sorted({mind for mind, _ in minds.places if mind is not None})
    known: dict[tuple[int, ...], int | None] = {}

    def count(state: Any) -> int | None:
        number = graph.number(state)
        worlds = [number, *[graph.mind(number, mind) for mind in read]]
        values = tuple([graph.vector(world) for world in worlds])
        if values not in known:
            counting.relaxed.set_facts(*minds.start([graph.state(world).values for world in worlds], read))
            found = counting.count()
            known[values] = None if found < 0 else found
        return known[values]

    return count


def best_plan(
    engine: Engine[S],
    motives: Explains[S],
    goal: Goal[S],
    *,
    away: AtLeast[S] = lambda state: 0,
    farther: AtLeast[S] | None = None,
    limit: int | None = None,
    most_popped: int | None = None,
    progress: Callable[[int, int], None] = lambda length, states: None,
) -> Best[S]:
    """A shortest explained plan from the start to the goal, of at most `limit` events (None: of any length).

    `away` must never say too much, nor must `farther`, which is asked for a better bound when a state's turn comes.
    After `most_popped` turns the search stops, with what is proved by then. `progress` is told the least length that a
    plan may still have, and the number of states met; it may raise to end the search.
    """
    start = engine.initial()
    least = goal.utility(start)
    reached: dict[S, tuple[int, PlanStep[S] | None]] = {start: (0, None)}
    turns: list[tuple[int, int, int, PlanStep[S], bool]] = []  # f, -g, number, the step that leads there, bound final
    aside: list[tuple[int, int, int, PlanStep[S], bool]] = []
    asked: dict[tuple[S, int], bool] = {}
    numbered = popped = queries = 0
    incumbent: S | None = None
    bound = limit  # longer plans are not looked for

    def expand(state: S, length: int, least: int) -> None:
        nonlocal numbered
        if is_over(engine, state):
            return
        for event in engine.possible(state):
            if asked.get((state, event.index)) is False:
                continue
            for step in steps_of(engine, state, event):
                known = reached.get(step.after)
                if known is not None and known[0] <= length + 1:
                    continue
                rest = away(step.after)
                if rest is not None and (bound is None or length + 1 + rest <= bound):
                    numbered += 1
                    f = max(length + 1 + rest, least)  # no way through a state is shorter than what led there says
                    heappush(turns, (f, -length - 1, numbered, step, farther is None))

    def answer(at_least: int | None) -> Best[S]:
        plan = None if incumbent is None else way_to(incumbent, reached)
        return Best(plan, at_least, popped, queries, len(reached))

    if least is None:
        return answer(None)
    expand(start, 0, 0)
    while turns or aside:
        if not turns:
            assert motives.effort is not None  # without a limit nothing is put aside
            motives.effort *= 2
            turns, aside = sorted(aside), []
        turn = heappop(turns)
        f, _, _, step, final = turn
        lowest = min(f, min((other[0] for other in aside), default=f))
        if bound is not None and f > bound:
            continue
        if most_popped is not None and popped >= most_popped:
            return answer(lowest)
        popped += 1
        progress(lowest, len(reached))
        came = reached[step.before][0]
        known = reached.get(step.after)
        if known is not None and known[0] <= came + 1:
            continue
        if not final:
            assert farther is not None
            rest = farther(step.after)
            if rest is None or (bound is not None and came + 1 + rest > bound):
                continue
            if came + 1 + rest > f:
                heappush(turns, (came + 1 + rest, *turn[1:4], True))
                continue
            turn = (*turn[:4], True)
        key = (step.before, step.event.index)
        if key not in asked:
            queries += 1
            explained = motives.explained(step.before, step.event)
            if explained is None:
                aside.append(turn)
                continue
            asked[key] = explained
        if not asked[key]:
            continue
        reached[step.after] = (came + 1, step)
        if goal.reached(step.after, least):
            incumbent, bound = step.after, came
            if not any(other[0] <= came for other in aside):
                return answer(came + 1)
        else:
            expand(step.after, came + 1, f)
    return answer(None if incumbent is None else reached[incumbent][0])


def way_to(state: T, reached: dict[T, tuple[int, PlanStep[T] | None]]) -> tuple[PlanStep[T], ...]:
    """The steps that led to a state, each state with the length and the last step of the way to it."""
    way: list[PlanStep[T]] = []
    step = reached[state][1]
    while step is not None:
        way.append(step)
        step = reached[step.before][1]
    return tuple(reversed(way))
