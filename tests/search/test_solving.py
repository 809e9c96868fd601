"""Solving: plans as short as breadth-first search finds them, proved or not, with exact counters."""

from __future__ import annotations

import csv
from dataclasses import astuple, replace
from typing import Any

import pytest
from hypothesis import given, settings

from fabula.diagnostics.source import Source
from fabula.ground import ground
from fabula.ground.model import GroundModel
from fabula.kernel.engine import Kernel, State
from fabula.pipeline import open_model
from fabula.reference.engine import Reference
from fabula.reference.motive import Motives
from fabula.search import solving as solving_module
from fabula.search.breadth_first import PlanStep, shortest_plan
from fabula.search.every_plan import every_plan
from fabula.search.explaining import Explaining
from fabula.search.goal import Goal, formula_goal, utility_goal
from fabula.search.guidance import Guidance
from fabula.search.guided import guided_plan
from fabula.search.motives import motives_of
from fabula.search.relaxed import utility_of
from fabula.search.shortening import shortened
from fabula.search.solving import Solving, solve
from fabula.world.expressions import And, Arith, Compare, Const, Expr, Fluent, If
from fabula.world.load import load
from tests.differential.agreement import tried
from tests.differential.worlds import models
from tests.search.test_plans import COIN
from tests.search.walks import drawn, met, without_chance
from tests.shared import PROBLEMS, SHARED, needs_shared
from tests.worlds import engine_of

# turns, queries, reasons, steps looked at, rounds, and all states of the pool
COUNTED = {
    "bribery": (2, (2, 2, 2, 1, 1), 22),
    "deerhunter_any": (6, (17, 11, 13, 33, 1), 165),
    "deerhunter_both": (10, (220, 108, 60, 541, 1), 710),
    "secretagent": (8, (32, 27, 13, 98, 1), 57),
    "fantasy_any": (2, (2, 2, 2, 1, 1), 22),
    "space_all": (6, (43, 25, 36, 78, 1), 157),
    "raiders": (6, (21, 19, 24, 45, 1), 108),
    "treasure": (4, (6, 6, 11, 23, 1), 11),
}


def configurations() -> dict[str, dict[str, str]]:
    table = SHARED / "benchmarks" / "sabre.csv"
    if not table.is_file():
        return {}
    with table.open(encoding="utf-8") as lines:
        return {row["name"]: row for row in csv.DictReader(lines)}


def asked(row: dict[str, str]) -> Solving:
    model = open_model(PROBLEMS / f"{row['file']}.txt")
    engine = Kernel(model)
    goal: Goal[State] = utility_goal(lambda state: engine.utility(state, None), int(row["goal"]))
    return Solving(
        engine,
        goal,
        utility_of(model, None),
        limit=int(row["author_limit"]),
        foresight=int(row["character_limit"]),
        depth=int(row["epistemic_limit"]),
    )


def holds(solving: Solving, literal: Motives[State] | None) -> None:
    """The plan goes through, step by step, to the goal, and its reasons are those of all who must want it."""
    engine, plan = solving.engine, solving.plan
    assert plan is not None
    state = engine.initial()
    least = solving.goal.utility(state)
    assert least is not None
    for step, reasons in zip(plan, solving.reasons, strict=True):
        assert step.before == state
        assert engine.can(state, step.event)
        ground_event = engine.ground_event(state, step.event)
        assert ground_event is not None
        assert {reason.character for reason in reasons} <= {c.character for c in ground_event.consenting}
        if literal is not None:
            assert literal.explained(state, step.event)
        state = engine.after(state, step.event, step.outcome)
        assert state == step.after
    assert solving.goal.reached(state, least)


@needs_shared
@pytest.mark.parametrize("name", COUNTED)
def test_what_is_counted(name: str) -> None:
    row = configurations()[name]
    solving = asked(row)
    solving.find()
    solving.prove()
    assert solving.proved_shortest
    states = len(solving.engine.pool)  # type: ignore[attr-defined]
    holds(solving, Motives(solving.engine, foresight=int(row["character_limit"]), depth=int(row["epistemic_limit"])))
    assert solving.plan is not None
    assert (len(solving.plan), astuple(solving.counters), states) == COUNTED[name]


@needs_shared
@pytest.mark.parametrize("name", configurations())
def test_no_plan_is_longer_than_the_published_shortest(name: str) -> None:
    row = configurations()[name]
    solving = asked(row)
    solving.find()
    assert solving.plan is not None
    assert len(solving.plan) <= int(row["published_shortest"] or row["author_limit"])
    assert solving.at_least is not None
    assert solving.at_least <= len(solving.plan)
    limits = {"foresight": int(row["character_limit"]), "depth": int(row["epistemic_limit"])}
    holds(solving, motives_of(solving.engine, **limits))


@needs_shared
@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in configurations() if name != "hospital_both"])
def test_each_plan_is_proved_shortest(name: str) -> None:
    solving = asked(configurations()[name])
    solving.find()
    solving.prove()
    assert solving.proved_shortest


def lengths(model: GroundModel, goal: Expr, *, limit: int) -> set[int | None]:
    """How long a plan to a goal is, by breadth-first search and by all of the others, on both engines."""
    utility = If(goal, Const(1), Const(0))
    reference, kernel = Reference(model), Kernel(model)
    literal = Motives(reference, foresight=2, depth=1)
    right = shortest_plan(reference, literal, formula_goal(reference, goal, ""), limit=limit).plan
    found: set[int | None] = {None if right is None else len(right)}
    every = [len(plan) for _, plan in every_plan(reference, literal, formula_goal(reference, goal, ""), limit=limit)]
    found.add(min(every, default=None))
    for engine in (reference, kernel):
        for fast in (True, False):
            wanted: Goal[Any] = formula_goal(engine, goal, "")
            solving = Solving(engine, wanted, utility, limit=limit, foresight=2, depth=1)
            if fast:
                solving.find()
                assert (solving.plan is None) == (right is None)
            solving.prove()
            assert solving.done
            found.add(None if solving.plan is None else len(solving.plan))
    return found


def tries(model: GroundModel) -> set[int | None]:
    """Every length of a plan to the values of some state that can be met; half of the actions nobody need want."""
    free = [event if event.index % 2 else replace(event, consenting=()) for event in model.events]
    model = replace(model, events=tuple(free))
    goals = {
        And(tuple(Compare("==", Fluent(fluent), Const(value)) for fluent, value in enumerate(state.values))): None
        for state in met(Reference(model), most=16)[1:]
    }
    found: set[int | None] = set()
    for goal in list(goals)[-4:]:
        one = lengths(model, goal, limit=3)
        assert len(one) == 1
        found |= one
    return found


many = settings(drawn, max_examples=300)


def test_random_worlds_have_plans_as_short_as_breadth_first_search_finds() -> None:
    found: set[int | None] = set()

    @given(models())
    @many
    def collect(model: GroundModel) -> None:
        if without_chance(model):
            found.update(tried(lambda: tries(model))[0] or ())

    collect()
    assert found >= {None, 1, 2}  # it would not be worth much if there were none


def test_a_formula_without_guidance() -> None:
    engine = engine_of("biscuit")
    ending = dict(engine.model.endings)["lie"]
    goal = formula_goal(engine, ending, "lie")
    for utility in (None, If(ending, Const(1), Const(0))):
        solving = solve(engine, goal, utility)
        assert [str(step.event) for step in solving.plan or ()] == ["eat(Tom)", "blame(Tom, Ann)"]
        assert solving.proved_shortest
    fast = solve(engine, goal, If(ending, Const(1), Const(0)), prove=False)
    assert len(fast.plan or ()) == 2


@needs_shared
@pytest.mark.parametrize("name", ["raiders", "basketball_any", "fantasy_two"])
def test_a_long_proof_and_guided_search_take_turns(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving_module, "WORK_FOR_PROOF", 1)
    row = configurations()[name]
    solving = asked(row)
    tried: list[int | None] = []
    try_all = solving._try_all

    def note(work: int | None) -> None:
        tried.append(work)
        try_all(work)

    monkeypatch.setattr(solving, "_try_all", note)
    solving.prove()
    assert solving.proved_shortest
    assert len(solving.plan or ()) == int(row["published_shortest"])
    assert tried[:2] == [1, 2]
    holds(solving, None)


def test_there_is_none() -> None:
    engine = engine_of("biscuit")
    ending = dict(engine.model.endings)["lie"]
    solving = solve(engine, formula_goal(engine, ending, "lie"), If(ending, Const(1), Const(0)), limit=1)
    assert solving.proved_none
    assert solving.plan is None
    assert solving.at_least is None


def test_outcomes_left_to_chance() -> None:
    engine = Kernel(ground(load(Source("coin.fabula", COIN))))
    condition = dict(engine.model.endings)["rich"]
    solving = solve(engine, formula_goal(engine, condition, "rich"), If(condition, Const(1), Const(0)))
    assert [step.outcome for step in solving.plan or ()] == [0, 0]
    assert solving.proved_shortest
    assert [[reason.character for reason in reasons] for reasons in solving.reasons] == [[0], [0]]


def test_a_search_that_is_stopped_keeps_what_it_knows() -> None:
    engine = engine_of("biscuit")
    ending = dict(engine.model.endings)["lie"]
    solving = Solving(engine, formula_goal(engine, ending, "lie"), If(ending, Const(1), Const(0)))
    assert (solving.plan, solving.at_least, solving.done) == (None, 1, False)

    def stop() -> None:
        raise KeyboardInterrupt

    solving.explaining.breathe = stop
    solving.explaining.looked = -1 & 4095  # the next step that is looked at is one at which Python may interrupt
    with pytest.raises(KeyboardInterrupt):
        solving.find()
    assert solving.plan is None
    assert not solving.done
    solving.explaining.breathe = lambda: None
    solving.find()
    assert solving.plan is not None


def test_a_plan_is_shortened() -> None:
    engine = engine_of("biscuit")
    ending = dict(engine.model.endings)["lie"]
    motives = Explaining(engine)
    by_name = {str(event): event for event in engine.model.events}
    plan = []
    state = engine.initial()
    for name in ("blame(Tom, Ann)", "eat(Tom)", "blame(Tom, Ann)"):
        after = engine.after(state, by_name[name])
        plan.append(PlanStep(state, by_name[name], 0, after))
        state = after
    goal = formula_goal(engine, ending, "lie")
    assert len(shortened(engine, motives, goal, tuple(plan))) == 2
    assert len(shortened(engine, motives, goal, tuple(plan[:2]))) == 2


def test_guided_search_gives_up_when_its_work_is_done() -> None:
    engine = engine_of("biscuit")
    ending = dict(engine.model.endings)["lie"]
    goal = formula_goal(engine, ending, "lie")
    guidance = Guidance(engine.model, If(ending, Const(1), Const(0)), 1)
    found = guided_plan(engine, Explaining(engine), goal, guidance, most_work=1)
    assert (found.plan, found.proved_none) == (None, False)
    whole = guided_plan(engine, Explaining(engine), goal, guidance)
    assert whole.plan is not None
    assert (whole.popped, whole.queries, whole.states, whole.rounds) == (3, 3, 3, 1)


CLIMBING = """world "Climbing"
Ann : character
property height(character) : 0..9
property roped(character)
action climb(who: character)
    by who
    then height(who) += 1
action rope(who: character)
    by who
    then roped(who)
wants Ann
    up: height(Ann)
ending top when height(Ann) == 3 and roped(Ann)
"""


def test_the_guess_adds_up_and_the_bound_does_not() -> None:
    engine = Kernel(ground(load(Source("climbing.fabula", CLIMBING))))
    model = engine.model
    fluent = {f.property.name: Fluent(f.index) for f in model.fluents}
    top: Expr = If(dict(model.endings)["top"], Const(1), Const(0))
    both: Expr = Arith("+", fluent["height"], If(fluent["roped"], Const(1), Const(0)))
    graph = Explaining(engine).graph
    start = graph.number(engine.initial())
    assert Guidance(model, top, 1).look(graph, start) == (3, 4.0)
    assert Guidance(model, both, 4).look(graph, start) == (3, 4.0)
    assert Guidance(model, both, 11).look(graph, start) is None
    assert (
        Guidance(model, If(Compare("<", fluent["height"], Const(0)), Const(1), Const(0)), 1).look(graph, start) is None
    )
