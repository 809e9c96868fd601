"""What does not fit the kernel's numbers: many outcomes, many fluents, walks that go deep."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fabula.ground.model import GroundModel, GroundOutcome
from fabula.kernel.engine import Kernel
from fabula.kernel.formulas import Formulas
from fabula.pipeline import open_model
from fabula.reference.engine import Reference
from fabula.state.packing import Packing
from fabula.world.expressions import Compare, Const, Fluent

COUNT = """type character;
entity Ann : character;
property purse(c : character) : number;
purse(Ann) = 0;
action earn(c : character) {
  precondition: purse(c) < 400;
  effect: purse(c) = purse(c) + 1;
  consenting: c;
  observing(x : character): True;
};
utility(): if(purse(Ann) >= 400) 1 else 0;
utility(Ann): purse(Ann);
"""


@pytest.fixture
def count(tmp_path: Path) -> GroundModel:
    """One event, after which a number is one greater."""
    path = tmp_path / "count.txt"
    path.write_text(COUNT, "utf-8")
    return open_model(path)


def with_outcomes(model: GroundModel, outcomes: int) -> GroundModel:
    """The event twice, the first time with so many outcomes."""
    (event,) = model.events
    (effect,) = event.outcomes[0].effects
    several = (GroundOutcome(Const(1), (replace(effect, value=Const(1000 + n)),)) for n in range(outcomes))
    return replace(model, events=(replace(event, outcomes=tuple(several)), replace(event, index=1)))


def test_more_outcomes_than_a_byte_holds(count: GroundModel) -> None:
    """What one event comes to is not taken for what another does."""
    model = with_outcomes(count, 300)
    kernel, reference = Kernel(model), Reference(model)
    start = kernel.initial()
    found = [state.values for _, state in kernel.outcomes(start, model.events[0])]
    assert found == [state.values for _, state in reference.outcomes(reference.initial(), model.events[0])]
    assert kernel.after(start, model.events[1]).values == (1,)
    assert len(kernel.answers.steps) == 301


def test_more_fluents_than_two_bytes_hold() -> None:
    """What is compared with such a fluent is no atom; it is tested by its tree."""
    few = Packing([(False, True)] * 3)
    assert Formulas(few, ("Ann",)).alternatives(Compare("==", Fluent(0), Fluent(2))) is not None
    many = Formulas(Packing([(False, True)] * 65_540), ("Ann",))
    assert many.alternatives(Compare("==", Fluent(0), Fluent(65_535))) is not None
    assert many.alternatives(Compare("==", Fluent(0), Fluent(65_536))) is None


def test_a_walk_goes_254_events_deep(count: GroundModel) -> None:
    kernel = Kernel(count)
    assert kernel.counts(254)[-1] == 255
    with pytest.raises(ValueError, match="at most 254 events deep, not 255"):
        kernel.counts(255)
    with pytest.raises(ValueError, match="at most 254 events deep"):
        kernel.core.expand(254)
