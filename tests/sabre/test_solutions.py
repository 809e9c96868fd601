"""Solution files are read into nested steps and written back as they were."""

from pathlib import Path

import pytest

from fabula.diagnostics.problems import FabulaError
from fabula.diagnostics.source import Source
from fabula.sabre.solutions import Explained, Reason, Solution, parse_solutions, print_solution, print_solutions
from tests.shared import CONFORMANCE, SOLUTIONS, files, needs_shared

TEXT = """\
lie(Ada)
| walk(Bo, Loft)
| | give(Bo, Lamp, Ada)
| | | goal(Ada, has(Ada, Lamp) == True)
| | goal(Bo, calm() == True)
| goal(Ada, oil(Lamp) > -1 & at(Bo) == ?)
storm()
give(Bo, Lamp, Ada)
| goal(Bo, calm() == True)
| goal(Ada, ())
goal(has(Ada, Lamp) == True)"""

SOLUTION = Solution(
    (
        Explained(
            "lie(Ada)",
            (
                Reason(
                    "Ada",
                    (
                        Explained(
                            "walk(Bo, Loft)",
                            (
                                Reason(
                                    "Bo",
                                    (Explained("give(Bo, Lamp, Ada)", (Reason("Ada", (), "has(Ada, Lamp) == True"),)),),
                                    "calm() == True",
                                ),
                            ),
                        ),
                    ),
                    "oil(Lamp) > -1 & at(Bo) == ?",
                ),
            ),
        ),
        Explained("storm()"),
        Explained("give(Bo, Lamp, Ada)", (Reason("Bo", (), "calm() == True"), Reason("Ada", (), "()"))),
    ),
    "has(Ada, Lamp) == True",
)


def solutions_of(text: str) -> tuple[Solution, ...]:
    return parse_solutions(Source("solution.txt", text))


def test_a_solution_is_nested_steps() -> None:
    assert solutions_of(TEXT) == (SOLUTION,)
    assert print_solution(SOLUTION) == TEXT


def test_a_file_holds_several_or_none() -> None:
    short = "go()\ngoal(here())\n\n"
    assert solutions_of("") == ()
    several = solutions_of(TEXT + "\n\n" + short)
    assert len(several) == 2
    assert print_solutions(several) == TEXT + "\n\n" + short


def test_blanks_and_comments_do_not_matter() -> None:
    assert solutions_of(TEXT.replace("\n", " /* x */ ").replace("| ", "|")) == (SOLUTION,)


@pytest.mark.parametrize(
    "text",
    [
        "go()",
        "|",
        "go() |",
        "go)",
        "go() 3",
        "go",
        "| go()\ngoal(x)",
        "go()\n| | walk()\n| goal(A, x)\ngoal(x)",
        "go()\n| goal(x)\ngoal(x)",
        "go()\n| walk()\ngoal(x)",
        "go()\n| walk()\n| | goal(A, x)\ngoal(x)",
        "| " * 3000 + "go()",
    ],
)
def test_what_is_no_solution_is_told(text: str) -> None:
    with pytest.raises(FabulaError) as caught:
        solutions_of(text)
    assert [problem.code for problem in caught.value.problems] in (["F819"], ["F803"])


@needs_shared
@pytest.mark.parametrize("path", files(SOLUTIONS, "*.txt"), ids=lambda path: path.stem)
def test_published_solutions_come_back_as_they_were(path: Path) -> None:
    (solution,) = solutions_of(path.read_text("utf-8"))
    assert print_solution(solution) == path.read_text("utf-8")


@needs_shared
@pytest.mark.parametrize("path", files(CONFORMANCE, "*.solutions"), ids=lambda path: path.stem)
def test_conformance_solutions_come_back_as_they_were(path: Path) -> None:
    text = path.read_text("utf-8")
    assert print_solutions(solutions_of(text)) == text
