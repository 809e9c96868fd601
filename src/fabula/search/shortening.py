"""Shortening: the shortest explained plan that can be made of a plan's own events, in their order.

Whatever is left out, the rest must still be possible, explained, and lead to the goal. All choices of what to leave out
are tried together, one event after the other; of those that lead to the same state the shortest is kept.

*Source:* H. Nakhost and M. Müller, "Action elimination and plan neighborhood graph search", ICAPS 2010 (what is left of
a plan when whatever is not needed is taken out).
"""

from __future__ import annotations

from typing import TypeVar

from fabula.search.best_first import Explains
from fabula.search.breadth_first import PlanStep, steps_of
from fabula.search.goal import Goal, is_over
from fabula.semantics import Engine

S = TypeVar("S")


def shortened(
    engine: Engine[S], motives: Explains[S], goal: Goal[S], plan: tuple[PlanStep[S], ...]
) -> tuple[PlanStep[S], ...]:
    """The shortest part of the plan that reaches the goal; what `motives` does not know counts as not explained."""
    start = plan[0].before
    least = goal.utility(start)
    assert least is not None  # the plan starts there
    best = plan
    ways: dict[S, tuple[PlanStep[S], ...]] = {start: ()}
    for step in plan:
        for state, way in list(ways.items()):
            if len(way) + 1 >= len(best) or is_over(engine, state) or step.event not in engine.possible(state):
                continue
            if not motives.explained(state, step.event):
                continue
            for made in steps_of(engine, state, step.event):
                if made.outcome != step.outcome:
                    continue
                longer = (*way, made)
                if goal.reached(made.after, least) and len(longer) < len(best):
                    best = longer
                known = ways.get(made.after)
                if known is None or len(known) > len(longer):
                    ways[made.after] = longer
    return best
