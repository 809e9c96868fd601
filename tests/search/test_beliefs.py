"""Facts of minds: those that something depends on, and how they come about."""

from fabula.search.beliefs import Beliefs
from fabula.world.expressions import TRUE, Fluent, walk
from tests.search.poison import LEAVE, POISON, fluent_of, laid_out

TELL = """
action tell
    by Ann
    then Tom believes poisoned
    seen by nobody
"""
TASTE = """
action taste
    by Ann
    when poisoned
    then merry(Ann)
    seen by Tom
"""


def changed(text: str) -> dict[str, int]:
    """By event, the number of ways in which it may change what Tom believes of the cup."""
    model = laid_out(text)
    beliefs = Beliefs(model)
    place = beliefs.place_if_read(model.characters.index("Tom"), fluent_of(model, "poisoned").index)
    assert place is not None
    found = {operator.event.name: len(operator.changes.get(place, [])) for operator in beliefs.events}
    return {name: number for name, number in found.items() if number}


def test_what_nothing_depends_on_is_no_fact() -> None:
    model = laid_out(POISON)
    beliefs = Beliefs(model)
    tom, ann = model.characters.index("Tom"), model.characters.index("Ann")
    assert beliefs.place_if_read(tom, fluent_of(model, "poisoned").index) is not None
    assert beliefs.place_if_read(ann, fluent_of(model, "poisoned").index) is None
    assert beliefs.place_if_read(tom, fluent_of(model, "merry(Tom)").index) is None


def test_beliefs_change_by_what_is_noticed_told_or_a_surprise() -> None:
    assert changed(POISON) == {"pour": 1}
    assert changed(POISON.replace("seen by anyone when at(anyone) == room", "seen by Ann")) == {}
    assert changed(POISON + TELL) == {"pour": 1, "tell": 1}
    assert changed(POISON + TASTE) == {"pour": 1, "taste": 1}


def test_who_notices_is_read_in_the_world() -> None:
    model = laid_out(POISON + LEAVE)
    beliefs = Beliefs(model)
    place = beliefs.place_if_read(model.characters.index("Tom"), fluent_of(model, "poisoned").index)
    assert place is not None
    (change,) = beliefs.events[0].changes[place]
    assert change.value == TRUE
    assert [part for part in walk(change.may) if isinstance(part, Fluent)] == [fluent_of(model, "at(Tom)")]
