"""The kernel on the benchmark problems: published counts, exact work, compiled or not, and what it says of itself."""

from __future__ import annotations

import pytest

from fabula.diagnostics.problems import FabulaError
from fabula.kernel import engine as engine_module
from fabula.kernel.engine import Kernel
from fabula.kernel.lower import Program, check, packing_of, show
from tests.literature.problems import problem, simplified
from tests.literature.published import PROBLEMS
from tests.literature.test_states import DECLARED_ORDER
from tests.shared import needs_shared

pytestmark = needs_shared

# How deep the ordinary tests go, where the core is not compiled; and the long ones, where it is.
SHORT = {
    "basketball": 2,
    "bribery": 4,
    "deerhunter": 3,
    "fantasy": 3,
    "gramma": 2,
    "hospital": 2,
    "raiders": 5,
    "secretagent": 13,
    "space": 8,
    "treasure": 4,
    "western": 2,
}


def kernel(name: str, *, fast: bool = True) -> Kernel:
    return Kernel(simplified(problem(name)), fast=fast)


@pytest.mark.parametrize(("name", "depth"), SHORT.items())
def test_states_by_depth(name: str, depth: int) -> None:
    published = DECLARED_ORDER.get(name, PROBLEMS[name].states)
    assert kernel(name).counts(depth)[1:] == list(published[:depth])


@pytest.mark.slow
@pytest.mark.parametrize("name", SHORT)
def test_states_by_depth_as_far_as_published(name: str) -> None:
    published = DECLARED_ORDER.get(name, PROBLEMS[name].states)
    assert kernel(name).counts(len(published))[1:] == list(published)


@pytest.mark.parametrize(("name", "depth"), [("fantasy", 2), ("raiders", 3), ("western", 1), ("space", 5)])
def test_the_long_way_comes_to_the_same(name: str, depth: int) -> None:
    assert kernel(name, fast=False).counts(depth) == kernel(name).counts(depth)


# Events applied, worlds worked out, worlds found in the cache, groups closed, events the long way.
WORK = {
    "fantasy": (3, (1127, 1303, 1666, 13, 0)),
    "raiders": (5, (1958, 3155, 1958, 257, 0)),
    "hospital": (2, (3915, 7581, 5687, 192, 0)),
    "secretagent": (13, (243, 339, 147, 40, 0)),
}


@pytest.mark.parametrize("name", WORK)
def test_the_work_is_exactly_what_it_was(name: str) -> None:
    """Counters, not seconds: the same on every machine, compiled or not. A change here is a change of the algorithm."""
    depth, expected = WORK[name]
    engine = kernel(name)
    engine.counts(depth)
    core = engine.core
    assert (core.steps, core.worlds, core.found, core.joined, core.slow_steps) == expected


@pytest.mark.slow
@pytest.mark.parametrize(("name", "depth"), [("fantasy", 7), ("gramma", 5), ("hospital", 4), ("western", 5)])
def test_a_state_takes_at_most_64_bytes(name: str, depth: int) -> None:
    """All tables, with their reserves."""
    engine = kernel(name)
    count = engine.counts(depth)[-1]
    assert engine.core.size() / count <= 64


@pytest.mark.parametrize("name", ["fantasy", "western"])
def test_the_tables_hold_together(name: str) -> None:
    model = simplified(problem(name))
    program = Program(model, packing_of(model))
    assert check(program) == []
    text = show(program, model)
    assert all(str(event) in text for event in (*model.events, *model.triggers))
    program.observing.pop()
    assert check(program)


def test_it_stops_at_the_limit_of_states() -> None:
    engine = Kernel(simplified(problem("fantasy")), max_states=50)
    with pytest.raises(FabulaError) as caught:
        engine.counts(3)
    assert caught.value.problems[0].code == "F503"


def test_it_says_once_that_it_is_slow(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "COMPILED", False)
    monkeypatch.setattr(engine_module, "_said", set())
    caplog.set_level("WARNING", logger="fabula")  # where nothing is compiled, another test may have quieted it
    kernel("treasure")
    kernel("treasure")
    assert [record.message for record in caplog.records] == [
        "The core is not compiled here: Fabula answers, but more slowly."
    ]
