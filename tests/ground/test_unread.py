"""What only texts read is left out where stories are counted, and nothing else changes."""

from fabula.ground.unread import without_unread
from fabula.kernel import Kernel
from fabula.pipeline import open_model
from tests.worlds import WORLDS


def test_what_nothing_reads_is_not_written() -> None:
    model = open_model(WORLDS / "garden.fabula")
    nods = next(fluent.index for fluent in model.fluents if fluent.name == "nods")
    smaller = without_unread(model)
    written = {e.fluent for event in smaller.events for outcome in event.outcomes for e in outcome.effects}
    assert nods not in written
    assert written | {nods} == {
        e.fluent for event in model.events for outcome in event.outcomes for e in outcome.effects
    }
    assert [str(event) for event in smaller.events] == [str(event) for event in model.events]


def test_a_formula_that_is_asked_is_read() -> None:
    model = open_model(WORLDS / "garden.fabula")
    from fabula.world.expressions import Compare, Const, Fluent

    nods = next(fluent.index for fluent in model.fluents if fluent.name == "nods")
    assert without_unread(model, [Compare("==", Fluent(nods), Const(1))]) is model


def test_states_that_differ_in_nothing_else_are_the_same() -> None:
    for model, same in ((open_model(WORLDS / "garden.fabula"), False), (_smaller(), True)):
        engine = Kernel(model)
        nod = next(event for event in model.events if event.name == "nod")
        wake = next(event for event in model.events if str(event) == "wake(Bob)")
        once = engine.after(engine.initial(), nod)
        twice = engine.after(engine.after(once, wake), nod)
        assert (once is twice) is same


def _smaller() -> object:
    return without_unread(open_model(WORLDS / "garden.fabula"))
