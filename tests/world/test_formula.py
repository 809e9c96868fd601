"""Formulas asked of a checked world, and what is told where they are misspelt."""

import pytest

from fabula.diagnostics.problems import FabulaError
from fabula.diagnostics.source import Source
from fabula.world.formula import read_formula
from tests.world.text import errors_of, world_of

WORLD = world_of("ending fooled when tired(Ann)\nending saved when tired(Tom)\n")


@pytest.mark.parametrize(
    ("written", "or_ending", "hint"),
    [
        ("foled", True, "Did you mean `fooled`?"),
        ("xyzzy", True, "The endings are `fooled` and `saved`."),
        ("foled", False, "Declare it (`foled : character`, say), or look for a slip."),
        ("not foled", True, "Declare it (`foled : character`, say), or look for a slip."),
        ("at(Ann) == nobody", True, "Write `?` for nobody."),
    ],
)
def test_a_misspelt_ending_is_found_where_one_may_stand(written: str, or_ending: bool, hint: str) -> None:
    with pytest.raises(FabulaError) as caught:
        read_formula(WORLD, Source("--goal", written), or_ending=or_ending)
    (problem,) = caught.value.problems
    assert (problem.code, problem.hint) == ("F201", hint)


def test_a_condition_that_is_only_half_read_is_not_checked() -> None:
    lines = "action a(who: character)\n    by who\n    when at(who) = home\n    then tired(who)\n"
    assert errors_of(lines) == ["F130"]
    assert errors_of(lines.replace("when at", "when\n        at")) == ["F130"]
