"""Problems of our own, of the field's kind and size: solved soon, as short as is proved, with reasons that hold.

`tests/worlds/field` has tales, a prison break, a market, a manor, a council and others, each made to be hard in a way
of its own: long plans of one character within the author's, places that nobody is sure of, lies, votes that rest on
each other, chains of triggers, detours, prices, and a wish that nobody has a reason to fulfil. One setting is for all.
"""

from __future__ import annotations

import csv

import pytest

from fabula.ground.model import GroundModel
from fabula.kernel import Kernel, State
from fabula.pipeline import open_model
from fabula.reasons import Reason
from fabula.reference.engine import Reference
from fabula.sabre.solutions import Explained
from fabula.sabre.solutions import Reason as Attached
from fabula.search.goal import Goal, utility_goal
from fabula.search.relaxed import utility_of
from fabula.search.solving import Solving
from tests.literature.plans import Given, Story
from tests.worlds import WORLDS

FIELD = WORLDS / "field"

# the length of the first good plan; turns, reasons and steps looked at; states
COUNTED = {
    "lamp_any": (10, 438, 6850, 217431, 35971),
    "lamp_both": (13, 323, 8297, 206453, 25831),
    "prison_kill": (5, 259, 1952, 26110, 13453),
    "prison_out": (6, 339, 1722, 22859, 12661),
    "prison_all": (11, 1425, 7438, 116776, 44290),
    "market_one": (4, 420, 13841, 88286, 14724),
    "manor_arrest": (3, 26, 523, 6612, 3075),
    "manor_true": (6, 394, 2230, 33236, 17813),
    "manor_all": (7, 816, 2437, 37970, 20538),
    "council_regent": (5, 63, 1038, 28596, 14135),
    "ferry_one": (4, 22, 1971, 28919, 6485),
    "ferry_two": (7, 433, 18335, 223205, 54552),
    "winter_tool": (6, 188, 14761, 49210, 12629),
}

# the proved length of a shortest plan, where the proof takes less than a second; then where it takes some
PROVED = {
    "prison_kill": 5,
    "prison_out": 6,
    "prison_revenge": 6,
    "manor_arrest": 3,
    "manor_true": 6,
    "council_regent": 5,
    "ferry_one": 4,
}
PROVED_SLOWLY = {
    "prison_all": 11,
    "market_one": 4,
    "market_all": 6,
    "winter_tool": 6,
    "manor_all": 7,
    "council_office": 7,
    "beacons_purse": 4,
    "ferry_two": 7,
}


def configurations() -> dict[str, dict[str, str]]:
    with (FIELD / "field.csv").open(encoding="utf-8") as lines:
        return {row["name"]: row for row in csv.DictReader(lines)}


def asked(name: str) -> Solving:
    row = configurations()[name]
    model = open_model(FIELD / f"{row['file']}.txt")
    engine = Kernel(model)
    goal: Goal[State] = utility_goal(lambda state: engine.utility(state, None), int(row["goal"]))
    return Solving(
        engine,
        goal,
        utility_of(model, None),
        limit=int(row["author_limit"]) if row["author_limit"] else None,
        foresight=int(row["character_limit"]),
        depth=int(row["epistemic_limit"]),
    )


def attached(model: GroundModel, reasons: tuple[Reason, ...]) -> tuple[Attached, ...]:
    """Reasons as a solution file has them: the plan of each without its first step."""
    return tuple(
        Attached(
            model.characters[one.character],
            tuple(Explained(str(step.event), attached(model, step.reasons)) for step in one.plan.steps[1:]),
            "",
        )
        for one in reasons
    )


def holds(solving: Solving) -> None:
    """The plan, and all of its reasons, by the definition's states and the checker that knows nothing of any search."""
    assert solving.plan is not None
    model = solving.engine.model
    engine = Reference(model)
    steps = [
        Explained(str(step.event), attached(model, reasons))
        for step, reasons in zip(solving.plan, solving.reasons, strict=True)
    ]
    verdict = Given(Story(engine)).author(engine.initial(), steps)
    assert verdict, verdict


@pytest.mark.parametrize("name", COUNTED)
def test_a_good_plan_is_found_soon(name: str) -> None:
    solving = asked(name)
    solving.find(patient=True)
    assert solving.plan is not None
    holds(solving)
    counted = solving.counters
    states = len(solving.engine.pool)  # type: ignore[attr-defined]
    assert (len(solving.plan), counted.turns, counted.reasons, counted.looked, states) == COUNTED[name]


@pytest.mark.parametrize("name", [*PROVED, *(pytest.param(name, marks=pytest.mark.slow) for name in PROVED_SLOWLY)])
def test_no_plan_is_shorter(name: str) -> None:
    solving = asked(name)
    solving.find()
    solving.prove()
    assert solving.proved_shortest
    assert solving.plan is not None
    assert len(solving.plan) == {**PROVED, **PROVED_SLOWLY}[name]
    holds(solving)


def test_nobody_gives_first() -> None:
    """The relaxation sees a way of three gifts; that there is no story is for want of reasons."""
    solving = asked("refusal")
    solving.find(patient=True)
    assert solving.proved_none
