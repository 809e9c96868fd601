"""Whether the planner on the kernel finds plans as short as breadth-first search does on the definition."""

from __future__ import annotations

from dataclasses import replace

from fabula.ground.model import GroundModel
from fabula.kernel.engine import Kernel
from fabula.reference.engine import Reference
from fabula.reference.motive import Motives
from fabula.search.breadth_first import shortest_plan
from fabula.search.goal import formula_goal
from fabula.search.solving import Solving
from fabula.world.expressions import And, Compare, Const, Expr, Fluent, If
from tests.differential.agreement import Pairs, by_depth, tried

EVENTS = 3  # of a plan
LIMITS = {"foresight": 2, "depth": 1}


def check_plans(pairs: Pairs) -> list[int | None]:
    """Raise `AssertionError` where the two disagree; the length of each plan (None: proved that there is none).

    A goal is the values of a state that one, two or three events lead to; every second event happens without anybody's
    reasons, or most goals would be out of reach. What the planner finds must be explained by the definition.
    """
    if pairs.given_up:
        return []
    model = pairs.reference.model
    model = replace(model, events=tuple(replace(e, consenting=()) if e.index % 2 == 0 else e for e in model.events))
    layers, _ = tried(lambda: by_depth(pairs.reference, EVENTS))
    goals = [next(reversed(layer)).values for layer in layers or () if layer]
    found: list[int | None] = []
    for goal in goals[1:]:
        wanted = And(tuple(Compare("==", Fluent(fluent), Const(value)) for fluent, value in enumerate(goal)))
        length, code = tried(lambda wanted=wanted: _length(model, wanted))  # type: ignore[misc]
        if not code:
            found.append(length)
    return found


def _length(model: GroundModel, wanted: Expr) -> int | None:
    reference, kernel = Reference(model), Kernel(model)
    literal = Motives(reference, **LIMITS)
    right = shortest_plan(reference, literal, formula_goal(reference, wanted, ""), limit=EVENTS).plan
    utility = If(wanted, Const(1), Const(0))
    solving = Solving(kernel, formula_goal(kernel, wanted, ""), utility, limit=EVENTS, **LIMITS)
    solving.find()
    solving.prove()
    assert solving.done
    plan = solving.plan
    assert (None if plan is None else len(plan)) == (None if right is None else len(right)), "the length of a plan"
    state = reference.initial()
    for step in plan or ():
        assert literal.explained(state, step.event), "a plan that is not explained"
        state = reference.after(state, step.event, step.outcome)
        assert state.values == step.after.values
    return None if plan is None else len(plan)
