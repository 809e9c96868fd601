"""Best-first search: as short as breadth-first search finds them, proved or left open, with exact counters."""

import csv
from pathlib import Path

import pytest

from fabula.diagnostics.source import Source
from fabula.ground import ground
from fabula.kernel.engine import Kernel
from fabula.kernel.engine import State as Packed
from fabula.pipeline import open_model
from fabula.reference.engine import Reference
from fabula.reference.motive import Motives
from fabula.reference.state import State
from fabula.search.best_first import Best, best_plan, distance
from fabula.search.breadth_first import Found, shortest_plan
from fabula.search.explaining import Explaining
from fabula.search.goal import Goal, formula_goal, next_utility, utility_goal
from fabula.search.relaxed import utility_of
from fabula.world.expressions import Const, If
from fabula.world.load import load
from tests.search.test_plans import COIN
from tests.shared import CONFORMANCE, PROBLEMS, SHARED, files, needs_shared
from tests.worlds import engine_of, motives_of

QUICK = {"bribery": 2, "deerhunter_any": 6, "raiders": 6, "secretagent": 8, "space_all": 6, "treasure": 4}


def configurations() -> list[dict[str, str]]:
    table = SHARED / "benchmarks" / "sabre.csv"
    if not table.is_file():
        return []
    with table.open(encoding="utf-8") as lines:
        return [row for row in csv.DictReader(lines) if row["name"] in QUICK]


def to_utility(engine: Reference, at_least: int, *, limit: int) -> Best[State]:
    goal: Goal[State] = utility_goal(lambda state: engine.utility(state, None), at_least)
    motives = Explaining(engine)
    away = distance(motives.graph, utility_of(engine.model, None), at_least)
    return best_plan(engine, motives, goal, away=away, limit=limit)


def to_ending(name: str, ending: str, *, limit: int) -> Best[State]:
    engine = engine_of(name)
    condition = dict(engine.model.endings)[ending]
    motives = Explaining(engine)
    away = distance(motives.graph, If(condition, Const(1), Const(0)), 1)
    goal = formula_goal(engine, condition, ending)
    return best_plan(engine, motives, goal, away=away, limit=limit)


def length(found: Found[State] | Best[State]) -> int | None:
    return None if found.plan is None else len(found.plan)


@needs_shared
@pytest.mark.parametrize("path", files(CONFORMANCE, "*.solutions"), ids=lambda path: path.stem)
def test_as_short_as_breadth_first_in_the_conformance_cases(path: Path) -> None:
    engine = Reference(open_model(path.with_suffix(".txt")))
    start = engine.utility(engine.initial(), None)
    at_least = next_utility(start)
    goal: Goal[State] = utility_goal(lambda state: engine.utility(state, None), at_least)
    right = shortest_plan(engine, Motives(engine), goal, limit=4)
    motives = Explaining(engine)
    away = distance(motives.graph, utility_of(engine.model, None), at_least)
    found = best_plan(engine, motives, goal, away=away, limit=4)
    assert length(found) == length(right)
    assert found.proved_shortest is (right.plan is not None)
    assert found.at_least == length(right)


@needs_shared
@pytest.mark.parametrize("row", configurations(), ids=lambda row: row["name"])
def test_as_short_as_the_published_plans(row: dict[str, str]) -> None:
    model = open_model(PROBLEMS / f"{row['file']}.txt")
    engine, at_least = Kernel(model), int(row["goal"])
    motives = Explaining(engine, foresight=int(row["character_limit"]), depth=int(row["epistemic_limit"]))
    away = distance(motives.graph, utility_of(model, None), at_least)
    goal: Goal[Packed] = utility_goal(lambda state: engine.utility(state, None), at_least)
    found = best_plan(engine, motives, goal, away=away, limit=int(row["author_limit"]))
    assert found.plan is not None
    assert len(found.plan) == QUICK[row["name"]] == int(row["published_shortest"])
    assert found.proved_shortest
    literal = Motives(engine, foresight=int(row["character_limit"]), depth=int(row["epistemic_limit"]))
    state = engine.initial()
    for step in found.plan:
        assert step.before == state
        assert literal.explained(state, step.event)
        state = engine.after(state, step.event, step.outcome)
    assert goal.reached(state, goal.utility(engine.initial()) or 0)
    shorter = best_plan(engine, motives, goal, away=away, limit=len(found.plan) - 1)
    assert shorter.plan is None
    assert shorter.at_least is None


@pytest.mark.parametrize(
    ("name", "ending"), [(n, e) for n in ("biscuit", "bench") for e in dict(engine_of(n).model.endings)]
)
def test_as_short_as_breadth_first_in_worlds_that_were_written(name: str, ending: str) -> None:
    engine = engine_of(name)
    goal = formula_goal(engine, dict(engine.model.endings)[ending], ending)
    right = shortest_plan(engine, motives_of(name), goal, limit=4)
    assert length(to_ending(name, ending, limit=4)) == length(right)


def test_what_is_counted() -> None:
    found = to_ending("biscuit", "lie", limit=4)
    assert [str(step.event) for step in found.plan or ()] == ["eat(Tom)", "blame(Tom, Ann)"]
    assert (found.popped, found.queries, found.states) == (3, 3, 3)


def test_outcomes_left_to_chance_are_steps_of_their_own() -> None:
    engine = Reference(ground(load(Source("coin.fabula", COIN))))
    condition = dict(engine.model.endings)["rich"]
    motives = Explaining(engine)
    away = distance(motives.graph, If(condition, Const(1), Const(0)), 1)
    found = best_plan(engine, motives, formula_goal(engine, condition, "rich"), away=away)
    assert [step.outcome for step in found.plan or ()] == [0, 0]
    assert found.proved_shortest
    assert (found.popped, found.queries, found.states) == (2, 2, 3)


def test_a_search_that_stops_says_what_is_proved() -> None:
    engine = engine_of("biscuit")
    goal = formula_goal(engine, dict(engine.model.endings)["lie"], "lie")
    blind = best_plan(engine, Explaining(engine), goal, most_popped=0)
    assert (blind.plan, blind.at_least, blind.popped, blind.proved_shortest) == (None, 1, 0, False)
    told: list[tuple[int, int]] = []
    best_plan(engine, Explaining(engine), goal, progress=lambda length, states: told.append((length, states)))
    assert told[0] == (1, 1)
    assert [length for length, _ in told] == sorted(length for length, _ in told)


class Unsure:
    """Knows what `Motives` knows, once it is given enough effort for the event."""

    def __init__(self, motives: Motives[State], needs: dict[str, int]) -> None:
        self.motives, self.needs = motives, needs
        self.effort: int | None = 1

    def explained(self, state: State, event: object) -> bool | None:
        if (self.effort or 0) < self.needs.get(str(event), 0):
            return None
        return self.motives.explained(state, event)  # type: ignore[arg-type]


def test_what_is_not_known_counts_as_an_open_way() -> None:
    engine = engine_of("biscuit")
    goal = formula_goal(engine, dict(engine.model.endings)["lie"], "lie")
    unsure = Unsure(motives_of("biscuit"), {"eat(Tom)": 4, "blame(Tom, Ann)": 16})
    stopped = best_plan(engine, unsure, goal, limit=4, most_popped=3)
    assert stopped.plan is None
    assert stopped.at_least == 1
    unsure.effort = 1
    found = best_plan(engine, unsure, goal, limit=4)
    assert length(found) == 2
    assert found.proved_shortest
    assert unsure.effort == 16


def test_a_utility_that_the_world_does_not_have() -> None:
    engine = engine_of("biscuit")
    assert to_utility(engine, 1, limit=4) == Best(None, None, 0, 0, 1)
    unknown: Goal[State] = utility_goal(lambda state: None, 1)
    assert best_plan(engine, Explaining(engine), unknown).plan is None
