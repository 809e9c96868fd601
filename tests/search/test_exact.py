"""Numbers that are no floats: no plan is overlooked because of how they are rounded."""

from fractions import Fraction
from itertools import permutations
from math import inf
from pathlib import Path
from sys import float_info
from typing import Any

import pytest

from fabula.kernel.engine import Kernel, State
from fabula.pipeline import open_model
from fabula.search.explaining import Explaining
from fabula.search.goal import Goal, utility_goal
from fabula.search.graph import Indistinct
from fabula.search.landmarks import Landmarks
from fabula.search.monotone import above, below
from fabula.search.relaxed import utility_of
from fabula.search.solving import Solving, solve
from fabula.world.expressions import Arith, Compare, Const, Fluent, If

WORLD = """
type character;
entity Ann : character;
property purse(c : character) : number;
property works(c : character) : number;
purse(Ann) = {purse};
works(Ann) = 0;
action work(c : character) {{
	precondition: works(c) < {most};
	effect: works(c) = works(c) + 1 & purse(c) = {becomes};
	consenting: c;
	observing(x : character): True;
}};
utility(): if({goal}) 1 else 0;
utility(Ann): works(Ann);
"""


def kernel(path: Path, *, purse: str = "1", most: int = 9, becomes: str = "purse(c) + 1", goal: str) -> Kernel:
    file = path / "purse.txt"
    file.write_text(WORLD.format(purse=purse, most=most, becomes=becomes, goal=goal), encoding="utf-8")
    return Kernel(open_model(file))


def solved(engine: Kernel, **limits: Any) -> Solving:
    return solve(
        engine, utility_goal(lambda state: engine.utility(state, None), 1), utility_of(engine.model, None), **limits
    )


def shortest(engine: Kernel, **limits: Any) -> int:
    solving = solved(engine, **limits)
    assert solving.plan is not None
    assert solving.proved_shortest
    return len(solving.plan)


def test_a_number_of_a_state_lies_between_two_floats(tmp_path: Path) -> None:
    """The float of 100.1 is less than that."""
    engine = kernel(tmp_path, purse="100.1", becomes="purse(c)", goal="works(Ann) > 0 & purse(Ann) - 100 >= 0.1")
    assert shortest(engine) == 1


def test_steps_are_counted_from_whole_numbers_only(tmp_path: Path) -> None:
    """From a little more than 1 it is two steps to more than 3."""
    assert shortest(kernel(tmp_path, purse="1.00000000000000000001", goal="purse(Ann) > 3"), limit=2) == 2


def test_two_utilities_with_the_same_float_are_indistinct(tmp_path: Path) -> None:
    for numbers in ((3, 3 + Fraction(1, 10**30)), (3 + Fraction(1, 10**30), 3), (10**400,)):
        graph = Explaining(kernel(tmp_path, goal="works(Ann) > 0")).graph
        with pytest.raises(Indistinct):
            _ = [graph._float(number) for number in numbers]


def test_what_is_beyond_all_floats(tmp_path: Path) -> None:
    for number in (10**400, -(10**400), Fraction(10**400, 3)):
        assert below(number) <= number <= above(number)
    assert (below(10**400), above(10**400)) == (float_info.max, inf)
    assert shortest(kernel(tmp_path, purse="10", becomes="purse(c) * purse(c)", goal="works(Ann) == 9")) == 9
    engine = kernel(tmp_path, goal="works(Ann) > 0")
    for number in (10**400, -(10**400)):
        goal: Goal[State] = utility_goal(lambda state: engine.utility(state, None), number)
        assert (solve(engine, goal, utility_of(engine.model, None)).plan is None) == (number > 0)


def test_foresight_that_no_table_holds(tmp_path: Path) -> None:
    engine = kernel(tmp_path, most=3, goal="works(Ann) > 1")
    for foresight in (100_000, 10**24):
        solving = solved(engine, foresight=foresight, depth=1)
        assert solving.plan is not None
        assert len(solving.plan) == 2


def test_a_sum_is_rounded_outwards_even_to_a_whole_number(tmp_path: Path) -> None:
    tiny = "0." + 29 * "0" + "1"
    goal = f"works(Ann) > 0 & purse(Ann) + 3 > 3 & purse(Ann) * {tiny} > 0"
    assert shortest(kernel(tmp_path, purse=tiny, becomes="purse(c)", goal=goal)) == 1


def test_a_sum_of_wants_is_asked_for_exactly(tmp_path: Path) -> None:
    """0.1 and 0.2 are more as floats than the float of 0.3."""
    engine = kernel(tmp_path, most=1, goal="works(Ann) > 0")
    done = Compare(">", Fluent(1), Const(0))
    tenths = [If(done, Const(Fraction(share, 10)), Const(0)) for share in (1, 2, 3)]
    for order in permutations(tenths):
        total = Arith("+", Arith("+", order[0], order[1]), order[2])
        landmarks = Landmarks(engine.model, total, below(Fraction(6, 10)))
        landmarks.relaxed.set_values(engine.initial().values)
        assert landmarks.count() == 1
