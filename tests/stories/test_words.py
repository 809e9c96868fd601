"""A typed expression is written as an author would write it: what is written reads as the same expression again."""

import pytest

from fabula.diagnostics.source import Source
from fabula.stories.words import in_words, value_in_words
from fabula.world.formula import read_formula
from fabula.world.model import World
from tests.worlds import engine_of

FORMULAS = [
    "asleep(Ann)",
    "not asleep(Ann)",
    "at(Ann) == home and not asleep(Ben) or coins(Cal) > 1",
    "(asleep(Ann) or asleep(Ben)) and at(Ann) != ?",
    "not (asleep(Ann) and asleep(Ben))",
    "Ann believes at(Ben) == path",
    "Ann believes Ben believes greeted(Ann, Ben)",
    "Ann believes (asleep(Ann) and asleep(Ben))",
    "believed(Ann, at(Ben)) == at(Ben)",
    "coins(Ann) + 2 * (coins(Ben) - 1) >= 3 - (coins(Cal) - 1)",
    "coins(Ann) - coins(Ben) - 1 == 0",
    "min(coins(Ann), 2) < max(coins(Ben), coins(Cal))",
    "exists x: character where at(x) == home and asleep(x)",
    "each x: character has at(x) == home",
    "(exists x: character where asleep(x)) and asleep(Ann)",
    "(count of x: character where asleep(x)) > 1",
    "(sum of coins(x) for x: character) == 3",
    "(coins(Ann) if asleep(Ann) otherwise 2) == 2",
    "mistaken(Ann, Ben)",
    "who(stranger) is a character",
    "who(stranger) is not a character",
    "at(who(stranger)) == home",
]


@pytest.fixture(scope="module")
def world() -> World:
    return engine_of("stranger").model.world


@pytest.mark.parametrize("formula", FORMULAS)
def test_what_is_written_is_what_was_read(world: World, formula: str) -> None:
    expression = read_formula(world, Source("test", formula))
    assert in_words(world, expression) == formula


def test_values() -> None:
    from fractions import Fraction

    values = [None, True, False, 3, Fraction(5, 2), Fraction(1, 3), "home"]
    assert [value_in_words(value) for value in values] == ["?", "true", "false", "3", "2.5", "1/3", "home"]
