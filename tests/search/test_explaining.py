"""Explanations by search are those of `Motives`, exactly; and what was not found out is not a no."""

from pathlib import Path

import pytest
from hypothesis import given

from fabula.diagnostics.source import Source
from fabula.ground import ground
from fabula.ground.model import GroundModel
from fabula.kernel.engine import Kernel
from fabula.kernel.engine import State as Packed
from fabula.pipeline import open_model
from fabula.reasons import Reason
from fabula.reference.engine import Reference
from fabula.reference.motive import Motives
from fabula.search.explaining import Explaining
from fabula.world.load import load
from tests.differential.agreement import tried
from tests.differential.worlds import models
from tests.search.walks import drawn, met, without_chance
from tests.shared import CONFORMANCE, PROBLEMS, files
from tests.worlds import WORLDS, engine_of

QUICK = ("bribery", "deerhunter", "raiders", "secretagent", "space", "treasure")  # those in which `Motives` is quick


def check(model: GroundModel, *, foresight: int, depth: int, most: int) -> tuple[int, int]:
    """How many events were found explained, and how many not, on both engines and by `Motives`."""
    reference, kernel = Reference(model), Kernel(model)
    literal = Motives(reference, foresight=foresight, depth=depth)
    found = Explaining(reference, foresight=foresight, depth=depth)
    packed = Explaining(kernel, foresight=foresight, depth=depth)
    counts = [0, 0]
    for state, twin in zip(met(reference, most=most), met(kernel, most=most), strict=True):
        assert state.values == twin.values
        for event in reference.possible(state):
            right = literal.explained(state, event)
            assert found.explained(state, event) is right, (state, event)
            assert packed.explained(twin, event) is right, (state, event)
            counts[not right] += 1
    return counts[0], counts[1]


@given(models())
@drawn
def test_they_are_those_of_motives_in_random_worlds(model: GroundModel) -> None:
    if without_chance(model):
        for depth in (0, 1, 2):
            tried(lambda depth=depth: check(model, foresight=3, depth=depth, most=12))  # type: ignore[misc]


def test_random_worlds_have_both_answers() -> None:
    """The test above would not be worth much if every answer were the same."""
    yes = no = 0

    @given(models())
    @drawn
    def count(model: GroundModel) -> None:
        nonlocal yes, no
        if without_chance(model):
            found, _ = tried(lambda: check(model, foresight=2, depth=1, most=4))
            if found is not None:
                yes, no = yes + found[0], no + found[1]

    count()
    assert yes > 50
    assert no > 50


@pytest.mark.parametrize(
    "path",
    [p for p in files(PROBLEMS, "*.txt") if p.stem in QUICK] + files(CONFORMANCE, "c*.txt"),
    ids=lambda p: p.stem,
)
@pytest.mark.parametrize(("foresight", "depth"), [(1, 1), (3, 2), (4, 1)])
def test_they_are_those_of_motives_in_the_problems_of_the_field(path: Path, foresight: int, depth: int) -> None:
    assert tried(lambda: sum(check(open_model(path), foresight=foresight, depth=depth, most=25))) != (0, "")


@pytest.mark.parametrize("name", ["biscuit", "bench", "stranger"])
def test_they_are_those_of_motives_in_worlds_that_were_written(name: str) -> None:
    engine = engine_of(name)
    literal, found = Motives(engine), Explaining(engine)
    for state in met(engine, most=20):
        for event in engine.possible(state):
            assert found.explained(state, event) is literal.explained(state, event)


def test_too_little_effort_is_not_a_no() -> None:
    engine = engine_of("biscuit")
    literal = Motives(engine)
    found = Explaining(engine, effort=1)
    state = engine.initial()
    answers = {found.explained(state, event) for event in engine.possible(state)}
    assert None in answers
    found.effort = 10_000
    for event in engine.possible(state):
        assert found.explained(state, event) is literal.explained(state, event)


def accepted(engine: Kernel, reason: Reason, mind: Packed, foresight: int, depth: int) -> int:
    """Hold a reason and those within it against `Motives`; how many there were. Depth 0: only what pays at once."""
    literal = Motives(engine, foresight=foresight if depth else min(foresight, 1), depth=depth)
    plan, state, count = reason.plan, mind, 1
    events = [step.event for step in plan.steps]
    assert events in (
        [step.event for step in other.steps] for other in literal.plans(mind, events[0], reason.character)
    )
    assert engine.utility(mind, reason.character) == reason.before
    for place, step in enumerate(plan.steps):
        others = [who for who in literal.consenting(state, step.event) if place and who != reason.character]
        assert [other.character for other in step.reasons] == others
        for other in step.reasons:
            count += accepted(
                engine, other, engine.believed(state, other.character), foresight - place, max(depth - 1, 0)
            )
        state = engine.after(state, step.event)
    assert engine.utility(state, reason.character) == plan.worth
    assert sum(gain for _, gain in reason.by_want) == reason.gain > 0
    return count


@pytest.mark.parametrize("path", [p for p in files(PROBLEMS, "*.txt") if p.stem in QUICK], ids=lambda p: p.stem)
def test_the_reasons_that_are_given_are_accepted_by_motives(path: Path) -> None:
    kernel = Kernel(open_model(path))
    literal, found = Motives(kernel, foresight=3, depth=2), Explaining(kernel, foresight=3, depth=2)
    for state in met(kernel, most=40):
        for event in kernel.possible(state):
            if found.explained(state, event):
                reasons = found.reasons(state, event)
                assert [reason.character for reason in reasons] == list(literal.consenting(state, event))
                for reason in reasons:
                    assert reason.plan.steps[0].event == event
                    assert accepted(kernel, reason, kernel.believed(state, reason.character), 3, 2)


# Ann opens the gate, then Ben and she go through: he has a reason, since beyond an open gate he is paid at once.
# Without her opening it he would need as many steps as PAY says to be paid: with a foresight of two, as many as two are
# thought of by him at once, so that then Ann need not open it; three are not.
GATE = """world "The Gate"
Ann, Ben : character
property open(who: character)
property through(who: character)
property paid(who: character) : 0..3
wants Ann
    beyond: 1 if through(Ann)
wants Ben
    pay: 1 if paid(Ben) == PAY
action unbar(who: character)
    by who
    when who == Ann
    then open(Ann)
action go(who: character, whom: character)
    by who, whom
    when who == Ben, whom == Ann
    then through(Ann)
         paid(Ben) = PAY if open(Ann)
         paid(Ben) = 1 if not open(Ann)
action ask(who: character)
    by who
    when who == Ben, through(Ann), paid(Ben) < PAY
    then paid(Ben) += 1
"""


@pytest.mark.parametrize(("pay", "needed", "in_vain"), [(1, False, 1), (2, False, 1), (3, True, 0)])
def test_the_twin_is_given_as_much_foresight_as_it_has(pay: int, needed: bool, in_vain: int) -> None:
    """One step more than the plan has left. With yet another one Ann would open no gate; with one less the search would
    not see by the twin that she need not, and would remember nothing."""
    model = ground(load(Source("gate.fabula", GATE.replace("PAY", str(pay)))))
    for engine in (Reference(model), Kernel(model)):
        found = Explaining(engine, foresight=2, depth=2)
        unbar = next(event for event in model.events if event.name == "unbar")
        assert found.explained(engine.initial(), unbar) is needed
        assert Motives(engine, foresight=2, depth=2).explained(engine.initial(), unbar) is needed
        assert len(found.in_vain) == in_vain


def test_two_utilities_that_are_the_same_float_are_told_apart() -> None:
    text = """world "Crumbs"
Ann : character
property crumb
property at_home
wants Ann
    much: 10000000000000000000000
    more: 1 if crumb
action pick(who: character)
    by who
    then crumb
action leave(who: character)
    by who
    then at_home
"""
    model = ground(load(Source("crumbs.fabula", text)))
    engine = Kernel(model)
    found = Explaining(engine)
    assert [found.explained(engine.initial(), event) for event in engine.possible(engine.initial())] == [True, False]
    assert found.literal is not None


@pytest.mark.parametrize("order", [("x0a", "x0b"), ("x0b", "x0a")])
def test_what_was_in_vain_with_less_foresight_is_tried_again(order: tuple[str, str]) -> None:
    """Three minds deep: what somebody in the middle can want rests on the foresight that is left for others."""
    kernel = Kernel(open_model(WORLDS / "twins.txt"))
    start = kernel.initial()
    by_name = {event.name: event for event in kernel.model.events}
    search = Explaining(kernel, foresight=6, depth=3)
    literal = Motives(kernel, foresight=6, depth=3)
    for name in order:
        assert search.explained(start, by_name[name]) is literal.explained(start, by_name[name])
    assert search.explained(start, by_name["x0b"])
