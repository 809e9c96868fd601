"""The examples of the manual's page on Sabre's language are read, and the examples of wrong ones are refused."""

import re
from pathlib import Path

import pytest

from fabula.diagnostics.source import Source
from fabula.sabre.solutions import parse_solutions, print_solution
from tests.sabre.world_text import codes_of, world_of

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "manual"


def fences(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def test_the_example_of_a_problem_is_one() -> None:
    (example,) = fences(MANUAL / "sabre.md", "sabre")
    world = world_of(example)
    assert [event.name for event in world.events] == ["rob", "see"]
    assert len(world.start) == len(world.wants) == 2


def test_the_example_of_a_solution_is_one() -> None:
    (example,) = fences(MANUAL / "sabre.md", "text")
    (solution,) = parse_solutions(Source("example", example))
    assert print_solution(solution) + "\n" == example


# What the examples on the pages of the errors stand in.
AROUND = """
entity Tom : character; entity Home : place; property rich(c : character) : boolean;
property coins(c : character) : number; property alive(c : character) : boolean; property lit(p : place) : boolean;
"""


@pytest.mark.parametrize("page", sorted((MANUAL / "errors").glob("F8*.md")), ids=lambda page: page.stem)
def test_the_example_of_an_error_has_that_error(page: Path) -> None:
    for example in fences(page, "sabre"):
        if page.stem == "F819":
            with pytest.raises(Exception, match="F819"):
                parse_solutions(Source("example", example))
        elif page.stem == "F808":
            assert "…" in example  # too long to be written out
        else:
            around = AROUND if "property at" in example else AROUND + "property at(c : character) : place;"
            assert set(codes_of(around + example)) == {page.stem}
