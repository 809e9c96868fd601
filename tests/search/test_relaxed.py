"""The relaxation never says too little: what so many events lead to is never worth more than its bound."""

from fractions import Fraction
from math import inf, nextafter

import pytest
from hypothesis import given

from fabula.diagnostics.source import Source
from fabula.ground import ground
from fabula.ground.model import GroundModel
from fabula.pipeline import open_model
from fabula.reference.engine import Reference
from fabula.reference.state import State
from fabula.search.relaxed import Relaxed, utility_of
from fabula.world.expressions import Arith, ArithmeticOp, Compare, Const, Expr, Fluent, If
from fabula.world.load import load
from tests.differential.agreement import tried
from tests.differential.worlds import models
from tests.search.walks import drawn, met, reached
from tests.shared import CONFORMANCE, PROBLEMS, files
from tests.worlds import engine_of


def check(engine: Reference, *, starts: int, events: int, most: int) -> int:
    """How many utilities were held against the bound."""
    model = engine.model
    count = 0
    characters = (None, *range(len(model.characters)))
    for deeds in (False, True):
        relaxed = Relaxed(model, deeds=deeds, terms=[utility_of(model, character) for character in characters])
        for start in met(engine, most=starts):
            relaxed.set_values(start.values)
            relaxed.begin()
            for length, states in enumerate(reached(engine, start, events=events, most=most, deeds=deeds)):
                if length:
                    relaxed.extend()
                for character, term in zip(characters, relaxed.wanted, strict=True):
                    bound = relaxed.upper(term)
                    for state in states:
                        worth = engine.utility(state, character)
                        if worth is not None:
                            count += 1
                            assert worth <= bound
    return count


@given(models())
@drawn
def test_it_is_never_too_low_in_random_worlds(model: GroundModel) -> None:
    tried(lambda: check(Reference(model), starts=5, events=3, most=60))


@pytest.mark.parametrize("path", [*files(PROBLEMS, "*.txt"), *files(CONFORMANCE, "c*.txt")], ids=lambda path: path.stem)
def test_it_is_never_too_low_in_the_problems_of_the_field(path: object) -> None:
    assert tried(lambda: check(Reference(open_model(path)), starts=4, events=3, most=60)) != (0, "")  # type: ignore[arg-type]


def least(relaxed: Relaxed, state: State, at_least: int | Fraction) -> int | None:
    relaxed.set_values(state.values)
    return relaxed.least_events(at_least)


def test_it_says_how_far_a_goal_is() -> None:
    engine = engine_of("biscuit")
    eaten = If(dict(engine.model.endings)["lie"], Const(1), Const(0))
    relaxed = Relaxed(engine.model, deeds=False, terms=(eaten,))
    assert least(relaxed, engine.initial(), 1) == 1
    assert least(relaxed, engine.initial(), 2) is None
    assert least(relaxed, engine.initial(), 0) == 0


def test_an_unknown_utility_is_never_reached() -> None:
    engine = engine_of("biscuit")
    named = next(f.index for f in engine.model.fluents if f.property.kind != "number")
    relaxed = Relaxed(engine.model, deeds=False, terms=(Const(None), Fluent(named)))
    relaxed.set_values(engine.initial().values)
    relaxed.begin()
    relaxed.extend()
    assert relaxed.upper(relaxed.wanted[0]) == -inf
    assert relaxed.upper(relaxed.wanted[1]) <= 1


@pytest.mark.parametrize(
    ("op", "left", "right", "is_"),
    [
        ("+", 2, 3, 5),
        ("-", 2, 3, -1),
        ("*", -2, Fraction(5, 2), -5),
        ("min", 2, 3, 2),
        ("max", 2, 3, 3),
        ("+", Fraction(1, 2), 2, Fraction(5, 2)),
        ("/", 1, 3, Fraction(1, 3)),
        ("+", Fraction(1, 3), 0, Fraction(1, 3)),
        ("*", 10**20 + 1, 1, 10**20 + 1),
        ("/", 1, 0, inf),
    ],
)
def test_what_is_rounded_is_rounded_up(
    op: ArithmeticOp, left: int | Fraction, right: int | Fraction, is_: int | Fraction | float
) -> None:
    model = engine_of("biscuit").model
    relaxed = Relaxed(model, deeds=False, terms=(Arith(op, Const(left), Const(right)),))
    relaxed.set_values(engine_of("biscuit").initial().values)
    relaxed.begin()
    found = relaxed.upper(relaxed.wanted[0])
    if is_ == inf or (isinstance(is_, int) and abs(is_) < 2**53):
        assert found == is_
    else:
        assert is_ <= Fraction(found) <= Fraction(nextafter(nextafter(nextafter(float(is_), inf), inf), inf))


COUNTING = """world "Counting"
Ann : character
property coins(character) : 0..9
wants Ann
    gold: coins(Ann)
action earn(who: character)
    by who
    then coins(who) += 2
action buy(who: character)
    by who
    when coins(who) > 3
    then coins(who) -= 3
ending rich when coins(Ann) == 9
"""


def test_numbers_are_intervals_that_grow() -> None:
    engine = Reference(ground(load(Source("counting.fabula", COUNTING))))
    coins: Expr = Fluent(next(f.index for f in engine.model.fluents if f.property.name == "coins"))
    five = If(Compare("==", coins, Const(5)), Const(1), Const(0))
    relaxed = Relaxed(engine.model, deeds=True, terms=(coins, Arith("-", Const(0), coins), five))
    relaxed.set_values(engine.initial().values)
    relaxed.begin()
    rows = []
    for _ in range(6):
        rows.append([relaxed.upper(term) for term in relaxed.wanted])
        relaxed.extend()
    assert rows == [[0, 0, 0], [2, 0, 0], [4, 0, 0], [6, 0, 1], [8, 0, 1], [9, 0, 1]]
    assert not relaxed.extend()  # nothing more can come
