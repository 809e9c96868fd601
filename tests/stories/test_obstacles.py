"""Obstacles: the atoms that keep a condition from holding, in the world or in somebody's mind."""

import pytest

from fabula.diagnostics.source import Source
from fabula.reference.asking import Asking
from fabula.stories.obstacles import obstacles
from fabula.world.formula import read_formula
from tests.worlds import engine_of

CASES = {
    "at(Ann) == path": [],
    "at(Ann) == home": ["`at(Ann) == home` does not hold: at(Ann) is path"],
    "asleep(Ann)": ["`asleep(Ann)` does not hold"],
    "not at(Ann) == path": ["`at(Ann) != path` does not hold: at(Ann) is path"],
    "at(Ann) == path and asleep(Ben) and coins(Cal) > 2": [
        "`asleep(Ben)` does not hold",
        "`coins(Cal) > 2` does not hold: coins(Cal) is 2",
    ],
    "asleep(Ann) or asleep(Ben) and asleep(Cal)": ["`asleep(Ann)` does not hold (nor does another way)"],
    "Ben believes (Cal believes at(Ann) == home)": [
        "in what Ben believes that Cal believes, `at(Ann) == home` does not hold: at(Ann) is path"
    ],
    "not (asleep(Ann) or at(Ann) == path)": ["`at(Ann) != path` does not hold: at(Ann) is path"],
    "each x: character has at(x) == path": ["`at(Ben) == path` does not hold: at(Ben) is inn"],
    "no x: character where at(x) == inn": ["`at(Ben) != inn` does not hold: at(Ben) is inn"],
    "exists x: character where asleep(x)": ["`exists x: character where asleep(x)` does not hold"],
    "believed(Ann, at(Ben)) == at(Ann)": [
        "`believed(Ann, at(Ben)) == at(Ann)` does not hold: believed(Ann, at(Ben)) is inn, at(Ann) is path"
    ],
    "asleep(Ann) if at(Ann) == path otherwise asleep(Ben)": ["`asleep(Ann)` does not hold"],
}


@pytest.mark.parametrize("formula", CASES)
def test_the_atoms_that_do_not_hold(formula: str) -> None:
    engine = engine_of("stranger")
    condition = read_formula(engine.model.world, Source("test", formula))
    asking = Asking(engine)
    found = obstacles(asking, engine.initial(), condition)
    assert [str(obstacle) for obstacle in found] == CASES[formula]
    assert asking.holds(engine.initial(), condition) == (not found)
