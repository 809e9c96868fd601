"""Whatever is done to a world's text, one gets a world or problems: never another exception, never a long wait."""

import re
import time
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fabula.diagnostics.problems import FabulaError, errors
from fabula.diagnostics.show import show_all
from fabula.diagnostics.source import Source
from fabula.world.load import load_with_warnings

WORLDS = [path.read_text("utf-8") for path in sorted((Path(__file__).parents[1] / "worlds").glob("*.fabula"))]
EVERYTHING = (Path(__file__).parent / "everything.fabula").read_text("utf-8")
TOKEN = re.compile(r"\n *|\w+|[^\w\s]|\"[^\"\n]*\"| +")


def tokens(text: str) -> list[str]:
    return TOKEN.findall(text)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A world with a few of its words taken out, doubled, or put in another's place."""
    words = tokens(draw(st.sampled_from([EVERYTHING, EVERYTHING, *WORLDS])))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(words) - 1))
        match draw(st.sampled_from(["drop", "double", "swap", "replace", "insert"])):
            case "drop":
                del words[at]
            case "double":
                words.insert(at, words[at])
            case "swap":
                other = draw(st.integers(0, len(words) - 1))
                words[at], words[other] = words[other], words[at]
            case "replace":
                words[at] = words[draw(st.integers(0, len(words) - 1))]
            case _:
                words.insert(at, words[draw(st.integers(0, len(words) - 1))])
    return "".join(words)


@given(mutated())
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_mutated_world_is_a_world_or_has_problems(text: str) -> None:
    begin = time.perf_counter()
    try:
        world, problems = load_with_warnings(Source("world.fabula", text))
        assert not errors(problems)
        assert set(world.entities) == set(world.members["entity"])
    except FabulaError as error:
        problems = error.problems
        assert errors(problems)
    assert show_all(problems) or not problems
    assert time.perf_counter() - begin < 5


def test_the_world_with_everything_in_it_is_right() -> None:
    _, problems = load_with_warnings(Source("world.fabula", EVERYTHING))
    assert [problem.code for problem in problems] == []
