"""Every explained, minimal plan of the author: depth first, with all the states that leaving events out would lead to.

A plan is *minimal* when no event of it can be left out: no proper subsequence of it can happen, is explained, and ends
at least as good. While a plan grows, the search keeps every state that an explained proper subsequence of it leads to.
If the plan's own state is among them, whatever follows could follow there too, so that no longer plan is minimal and
the branch ends; if none of them has the utility of the plan's end, the plan is minimal.

*Source:* S. G. Ware and C. Siler, "Sabre: A narrative planner supporting intention and deep theory of mind", AIIDE 2021
(solutions and their minimality); the rule for equal and greater utility is that of the planner's validator.
"""

from __future__ import annotations

from collections.abc import Iterator

from fabula.search.breadth_first import Explains, PlanStep, steps_of
from fabula.search.goal import Goal, is_over
from fabula.semantics import Semantics, State
from fabula.world.model import Number

Plan = tuple[PlanStep[State], ...]


def every_plan(
    engine: Semantics[State], motives: Explains[State], goal: Goal[State], *, limit: int
) -> Iterator[tuple[Number, Plan[State]]]:
    """Every explained minimal plan of at most `limit` events that reaches the goal, with the utility at its end.

    In the order of the events: a plan comes before those that go on from it.
    """
    start = engine.initial()
    least = goal.utility(start)
    if least is None:
        return
    yield from _from(engine, motives, goal, start, (), frozenset(), least, limit)


def _from(
    engine: Semantics[State],
    motives: Explains[State],
    goal: Goal[State],
    state: State,
    plan: Plan[State],
    shorter: frozenset[State],
    least: Number,
    limit: int,
) -> Iterator[tuple[Number, Plan[State]]]:
    if len(plan) == limit or is_over(engine, state):
        return
    for event in engine.possible(state):
        if not motives.explained(state, event):
            continue
        for step in steps_of(engine, state, event):
            left_out = {state, *shorter}
            left_out.update(_happening(engine, motives, shorter, step))
            if step.after in left_out:
                continue
            longer = (*plan, step)
            utility = goal.utility(step.after)
            if utility is not None and goal.reached(step.after, least) and _best(goal, left_out, utility):
                yield utility, longer
            yield from _from(engine, motives, goal, step.after, longer, frozenset(left_out), least, limit)


def _happening(
    engine: Semantics[State], motives: Explains[State], states: frozenset[State], step: PlanStep[State]
) -> Iterator[State]:
    """The states that the same step leads to from those of the states in which it is possible and explained."""
    for state in states:
        if step.event in engine.possible(state) and motives.explained(state, step.event):
            for other in steps_of(engine, state, step.event):
                if other.outcome == step.outcome:
                    yield other.after


def _best(goal: Goal[State], states: set[State], utility: Number) -> bool:
    """Whether none of the states is at least that good."""
    for state in states:
        other = goal.utility(state)
        if other is not None and other >= utility:
            return False
    return True
