"""Changes: what a writer may say is different, and what suggests itself."""

import pytest

from fabula.diagnostics.problems import FabulaError
from fabula.ground import ground
from fabula.kernel import Kernel
from fabula.pipeline import open_world
from fabula.world.changes import Change, changes_of, read_change, with_changes
from tests.worlds import WORLDS

WORLD = open_world(WORLDS / "garden.fabula")


def after(*written: str) -> tuple[Kernel, object]:
    changes = [read_change(WORLD, text) for text in written]
    engine = Kernel(ground(with_changes(WORLD, changes)))
    state = engine.initial()
    for number in range(len(changes)):
        event = next(event for event in engine.model.events if event.name == f"change {number}")
        state = engine.after(state, event)
    return engine, state


def value(engine: Kernel, state: object, name: str) -> object:
    index = next(fluent.index for fluent in engine.model.fluents if fluent.name == name)
    return state.values[index]  # type: ignore[attr-defined]


def test_a_fact_is_taken_in_by_everybody() -> None:
    engine, state = after("swift(Ann)")
    assert value(engine, state, "swift(Ann)") is True
    assert value(engine, engine.believed(state, 1), "swift(Ann)") is True


def test_a_belief_is_only_whose_it_is() -> None:
    engine, state = after("Bob believes at(Ann) = house")
    assert value(engine, state, "at(Ann)") == "garden"
    assert value(engine, engine.believed(state, 1), "at(Ann)") == "house"
    assert value(engine, engine.believed(engine.believed(state, 0), 1), "at(Ann)") == "garden"


def test_a_want_that_is_gone_counts_no_more_and_everybody_knows() -> None:
    engine, state = after("Ann wants no food")
    take = next(event for event in engine.model.events if str(event) == "take(Ann)")
    eaten = engine.after(state, take)
    assert engine.wants(eaten, 0)["food"] == 0
    assert engine.wants(engine.believed(eaten, 1), 0)["food"] == 0


def test_an_event_that_is_gone_cannot_happen() -> None:
    engine, state = after("never take")
    assert not any(event.name == "take" for event in engine.possible(state))
    assert any(event.name == "take" for event in engine.possible(engine.initial()))


def test_changes_never_happen_by_themselves() -> None:
    engine, _ = after("swift(Ann)", "Ann wants no food")
    assert all(not event.name.startswith("change") for event in engine.possible(engine.initial()))


def test_no_changes_leave_the_world_as_it_is() -> None:
    assert with_changes(WORLD, ()) is WORLD


def test_what_suggests_itself() -> None:
    assert [change.written for change in changes_of(WORLD)] == [
        "not hungry(Ann)",
        "Ann is right about asleep(Bob)",
        "Ann wants no food",
        "Ann wants no home",
        "Ann wants no honour",
        "Bob wants no duty",
        "Bob wants no watch",
    ]


def test_a_mistake_put_right_is_what_is_so() -> None:
    right = next(change for change in changes_of(WORLD) if change.kind == "belief")
    engine = Kernel(ground(with_changes(WORLD, [right])))
    start = engine.initial()
    assert value(engine, engine.believed(start, 0), "asleep(Bob)") is True
    event = next(event for event in engine.model.events if event.name == "change 0")
    assert value(engine, engine.believed(engine.after(start, event), 0), "asleep(Bob)") is False


@pytest.mark.parametrize(
    ("written", "code"),
    [("Ann wants no fod", "F731"), ("never tak", "F732"), ("hungri(Ann)", "F205"), ("at(Ann) = gardn", "F201")],
)
def test_what_is_no_change(written: str, code: str) -> None:
    with pytest.raises(FabulaError) as raised:
        read_change(WORLD, written)
    assert raised.value.problems[0].code == code


def test_kinds() -> None:
    assert [read_change(WORLD, text).kind for text in ("swift(Ann)", "Ann believes taken", "never take")] == [
        "fact",
        "belief",
        "event",
    ]
    assert read_change(WORLD, "Ann  wants no   food") == Change("want", "Ann wants no food", None, "food", "Ann")
