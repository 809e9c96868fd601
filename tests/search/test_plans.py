"""Plans: shortest ones, all of them, and the conformance cases of the field."""

from fractions import Fraction

import pytest

from fabula.diagnostics.source import Source
from fabula.ground import ground
from fabula.reference.asking import Asking
from fabula.reference.engine import Reference
from fabula.reference.motive import Motives
from fabula.reference.state import State
from fabula.search.breadth_first import PlanStep, shortest_plan, steps_of
from fabula.search.every_plan import every_plan
from fabula.search.goal import Goal, formula_goal, next_utility, utility_goal
from fabula.world.formula import read_formula
from fabula.world.load import load
from tests.worlds import engine_of, motives_of


def goal(world: str, formula: str) -> Goal[State]:
    engine = engine_of(world)
    asking = Asking(engine)
    condition = read_formula(engine.model.world, Source("goal", formula))
    return Goal(lambda state: int(asking.holds(state, condition)), 1, formula)


def names(plan: tuple[PlanStep[State], ...] | None) -> list[str] | None:
    return None if plan is None else [str(step.event) for step in plan]


def test_a_shortest_plan() -> None:
    found = shortest_plan(engine_of("biscuit"), motives_of("biscuit"), goal("biscuit", "Ann believes eater == dog"))
    assert names(found.plan) == ["blame(Tom, Ann)"]  # he lies before he eats: it will pay
    assert found.states >= 2


def test_an_ending_as_a_goal() -> None:
    engine = engine_of("biscuit")
    ending = dict(engine.model.endings)["lie"]
    found = shortest_plan(engine, motives_of("biscuit"), formula_goal(engine, ending, "lie"))
    assert names(found.plan) == ["eat(Tom)", "blame(Tom, Ann)"]


def test_what_nobody_wants_is_not_in_a_plan() -> None:
    found = shortest_plan(engine_of("biscuit"), motives_of("biscuit"), goal("biscuit", "Tom believes eater == dog"))
    assert found.plan is None


def test_the_limit_is_kept() -> None:
    engine = engine_of("biscuit")
    wanted = formula_goal(engine, dict(engine.model.endings)["lie"], "lie")
    assert shortest_plan(engine, motives_of("biscuit"), wanted, limit=1).plan is None
    assert names(shortest_plan(engine, motives_of("biscuit"), wanted, limit=2).plan) == ["eat(Tom)", "blame(Tom, Ann)"]


def test_every_plan_has_nothing_to_leave_out() -> None:
    engine, motives = engine_of("biscuit"), motives_of("biscuit")
    wanted = formula_goal(engine, dict(engine.model.endings)["lie"], "lie")
    plans = [names(plan) for _, plan in every_plan(engine, motives, wanted, limit=4)]
    assert plans == [["eat(Tom)", "blame(Tom, Ann)"], ["blame(Tom, Ann)", "eat(Tom)"]]


COIN = """world "The Coin"
Ann : character
property coins(character) : 0..9
wants Ann
    gold: coins(Ann)
action bet(who: character)
    by who
    when coins(who) < 5
    odds 3 : 0 : 1
    either coins(who) += 2
    or coins(who) += 5
    or coins(who) -= 1
ending rich when coins(Ann) == 4
"""


def test_each_outcome_is_a_step_of_its_own_and_those_without_odds_are_none() -> None:
    engine = Reference(ground(load(Source("coin.fabula", COIN))))
    wanted = formula_goal(engine, dict(engine.model.endings)["rich"], "rich")
    plans = [plan for _, plan in every_plan(engine, Motives(engine), wanted, limit=2)]
    assert [[step.outcome for step in plan] for plan in plans] == [[0, 0]]
    assert [step.outcome for step in steps_of(engine, engine.initial(), engine.possible(engine.initial())[0])] == [0, 2]
    found = shortest_plan(engine, Motives(engine), wanted)
    assert found.plan is not None
    assert [step.outcome for step in found.plan] == [0, 0]


@pytest.mark.parametrize(
    ("start", "wanted"),
    [(0, 1), (1, 2), (Fraction(1, 2), 1), (Fraction(-1, 2), Fraction(1, 2)), (-3, -2), (None, 1)],
)
def test_the_next_utility(start: int | Fraction | None, wanted: int | Fraction) -> None:
    assert next_utility(start) == wanted


def test_a_goal_must_be_better_than_the_start() -> None:
    wanted: Goal[State] = utility_goal(lambda state: 2, 1)
    state = engine_of("biscuit").initial()
    assert wanted.reached(state, 1)
    assert not wanted.reached(state, 2)
    unknown: Goal[State] = utility_goal(lambda state: None, 1)
    assert not unknown.reached(state, 0)
