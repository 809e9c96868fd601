"""Asking a state in the world's own terms gives what the ground model gives."""

import pytest

from fabula.diagnostics.source import Source
from fabula.ground import ground
from fabula.reference.asking import Asking
from fabula.reference.engine import Reference
from fabula.world.formula import read_formula
from fabula.world.load import load
from tests.worlds import engine_of


@pytest.mark.parametrize("name", ["biscuit", "stranger"])
def test_events_are_possible_where_their_lifted_preconditions_hold(name: str) -> None:
    """Every event, in every state within two events of the start: what is asked agrees with what is possible."""
    engine = engine_of(name)
    asking = Asking(engine)
    states = {engine.initial()}
    for _ in range(2):
        states |= {
            after for state in states for event in engine.possible(state) for _, after in engine.outcomes(state, event)
        }
    assert len(states) > 3
    for state in states:
        possible = set(engine.possible(state))
        for event in engine.model.events:
            schema = engine.model.world.events[event.schema]
            assert asking.holds(state, schema.precondition, dict(event.bindings)) == (event in possible)


@pytest.mark.parametrize("name", ["biscuit", "stranger"])
def test_endings_hold_where_their_ground_formulas_do(name: str) -> None:
    engine = engine_of(name)
    asking = Asking(engine)
    for event in engine.possible(engine.initial()):
        for _, state in engine.outcomes(engine.initial(), event):
            for (_, formula), ending in zip(engine.model.endings, engine.model.world.endings, strict=True):
                assert asking.holds(state, ending.condition) == engine.value(state, formula)


VALUES = {
    "at(Ann)": "path",
    "coins(Cal) + 2 * coins(Ben)": 4,
    "coins(Cal) / 4 == 0.5": True,
    "at(who(stranger)) == path": True,
    "count of x: character where at(x) == path": 2,
    "sum of coins(x) for x: character": 3,
    "max(coins(Ann), coins(Cal)) - min(coins(Ann), coins(Cal))": 2,
    "1 if asleep(Ann) otherwise 5": 5,
    "exists p: place where at(Ben) == p and p != home": True,
    "each p: place has at(Ben) != p or p == inn": True,
    "no x: character where asleep(x)": True,
    "mistaken(Ann, Ben)": False,
    "who(stranger) is a character": True,
    "at(Ann) is a character": False,
    "believed(Ben, at(Ann))": "path",
    "Ann believes Ben believes at(Cal) == path": True,
    "coins(Cal) / coins(Ann) == ?": True,
    "? <= coins(Cal)": False,
}


@pytest.mark.parametrize("written", [formula for formula, value in VALUES.items() if isinstance(value, bool)])
def test_formulas(written: str) -> None:
    engine = engine_of("stranger")
    formula = read_formula(engine.model.world, Source("test", written))
    assert Asking(engine).value(engine.initial(), formula) is VALUES[written]


@pytest.mark.parametrize("written", [formula for formula, value in VALUES.items() if not isinstance(value, bool)])
def test_values(written: str) -> None:
    engine = engine_of("stranger")
    value = VALUES[written]
    formula = read_formula(engine.model.world, Source("test", f"({written}) == {value}"))
    assert Asking(engine).holds(engine.initial(), formula)


UNKNOWN = """world "T"
Ann : character
property m : number
property wet
start
    m = ?
fate guess
    then m = 5, wet
fate forget
    then m = ?
"""


@pytest.mark.parametrize(
    ("written", "holds"),
    [
        ("not m < 3", False),
        ("not (m < 3 or wet)", False),
        ("not (m < 3 and wet)", True),
        ("not m >= 3", False),
        ("not m == 3", True),
        ("not not m < 3", False),
        ("not (Ann believes m > 3)", False),
        ("not (exists c: character where m > 3)", False),
        ("not (each c: character has m > 3)", False),
        ("not (m > 3 if wet otherwise m < 3)", False),
        ("not wet", True),
    ],
)
def test_what_is_unknown_is_not_more_and_not_less_negated_or_not(written: str, holds: bool) -> None:
    world = load(Source("t.fabula", UNKNOWN + f"ending asked when {written}\n"))
    engine = Reference(ground(world))
    state = engine.initial()
    [(_, formula)] = engine.model.endings
    assert engine.value(state, formula) is holds
    assert Asking(engine).holds(state, world.endings[0].condition) is holds
