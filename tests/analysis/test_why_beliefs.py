"""What a motive stands on: minimal sets of beliefs, since when, how they were learned, and whether they are true."""

from pathlib import Path

import pytest

from fabula.analysis.beliefs import Belief, Spot, Support
from fabula.analysis.spots import read_spots
from fabula.diagnostics.problems import FabulaError
from fabula.diagnostics.source import Source
from tests.analysis.cellar import Case, case_of, cellar
from tests.worlds import WORLDS


def of_world(name: str, story: str) -> Case:
    text = (WORLDS / f"{name}.fabula").read_text("utf-8")
    return case_of(text, Path(WORLDS / f"{name}.{story}.story").read_text("utf-8"))


def supports(case: Case, number: int) -> list[Support]:
    step = case.steps[number - 1]
    assert step.moment is not None
    (reason,) = step.reasons
    return case.beliefs.supports(number, step.moment.event, reason)


def test_a_false_belief_that_a_motive_stands_on() -> None:
    found = {
        support.beliefs[0].name: support.beliefs[0] for support in supports(cellar(), 5) if len(support.beliefs) == 1
    }
    assert set(found) == {"lit", "wine", "inside(Ann)", "merry(Ann)"}
    wine = found["wine"]
    assert (wine.value, wine.truth, wine.true) == (True, False, False)
    assert wine.learning.how == "start"
    assert wine.learning.fact is not None
    assert wine.learning.fact.span.line == 15
    assert found["lit"].true
    assert found["lit"].learning.step is cellar().steps[3]
    assert found["inside(Ann)"].unsaid


def test_either_of_two_ways_in_is_enough() -> None:
    pairs = [
        [belief.name for belief in support.beliefs] for support in supports(cellar(), 5) if len(support.beliefs) > 1
    ]
    assert pairs == [["open(door)", "open(hatch)"]]


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_supports_are_minimal(number: int) -> None:
    """All changes of a set together cost the reason, and no part of them does."""
    case = cellar()
    step = case.steps[number - 1]
    assert step.moment is not None
    (reason,) = step.reasons

    def lost(support: Support, places: list[int]) -> bool:
        changes = [
            (support.beliefs[place].spot.path[1:], support.beliefs[place].spot.fluent, support.instead[place])
            for place in places
        ]
        state = case.changing.believing(step.before, reason.character, changes)
        assert step.moment is not None
        return case.motives.reason(state, step.moment.event, reason.character) is None

    for support in supports(case, number):
        places = list(range(len(support.beliefs)))
        assert lost(support, places)
        assert len(places) == 1 or not any(lost(support, [place]) for place in places)


def test_a_mistake_that_only_the_plan_stands_on() -> None:
    text = """\
world "Two Doors"
Ann : character
property red
property blue
property out(character)
wants Ann
    out: 1 if out(Ann)
start
    blue
    Ann believes red
action through_red(who: character)
    by who
    when red
    then out(who)
action up(who: character)
    by who
    when not out(who)
    then not out(who)
action look(who: character)
    by who
    then not out(who)
action run(who: character)
    by who
    when red or blue
    then out(who)
"""
    case = case_of(text, 'story "Out" of test\nbeat 1\n    run(Ann)\n')
    step = case.steps[0]
    assert step.moment is not None
    (reason,) = step.reasons
    assert case.beliefs.mistakes(1, step.moment.event, reason) == []  # with the truth the plan is the same
    (pair,) = [support for support in supports(case, 1) if len(support.beliefs) == 2]
    assert [belief.name for belief in pair.beliefs] == ["red", "blue"]


LEARNED = {
    (2, "Ann", "at(Ben)"): ("took", 1, False),
    (3, "Ann", "greeted(Ann, Ben)"): ("noticed", 2, False),
    (4, "Ann", "who(stranger)"): ("recognised", 3, True),
    (4, "Ann", "startled(Ann)"): ("noticed", 3, True),
    (5, "Ann", "startled(Ann)"): ("inferred", 4, True),
    (5, "Ann", "at(Ann)"): ("noticed", 4, True),
    (7, "Ann", "greeted(Ben, Ann)"): ("dreamt", 6, False),
    (8, "Ann", "greeted(Ben, Ann)"): ("woke", 7, True),
    (1, "Ann", "at(Cal)"): ("start", None, True),
}


@pytest.mark.parametrize(("number", "who", "fluent"), LEARNED)
def test_how_it_was_learned(number: int, who: str, fluent: str) -> None:
    case = of_world("stranger", "evening")
    model = case.changing.model
    belief = case.beliefs.belief(Spot((model.characters.index(who),), case.changing.number[fluent]), number)
    since = None if belief.learning.step is None else belief.learning.step.number
    assert (belief.learning.how, since, belief.true) == LEARNED[number, who, fluent]


def test_told_by_somebody() -> None:
    case = of_world("biscuit", "quiet")
    belief = case.beliefs.belief(Spot((0,), case.changing.number["eater"]), 3)
    assert (belief.value, belief.truth, belief.learning.how) == ("dog", "Tom", "told")
    assert belief.learning.before is None  # she did not know


def test_learned_by_surprise() -> None:
    text = """\
world "The Key"
Ann, Tom : character
property key(character)
property open
start
    key(Tom)
    Ann believes not key(Tom)
wants Tom
    air: 1 if open
action unlock(who: character)
    by who
    when key(who), not open
    then open
"""
    case = case_of(text, 'story "Key" of test\nbeat 1\n    unlock(Tom)\n')
    belief = case.beliefs.belief(Spot((0,), case.changing.number["key(Tom)"]), 2)
    assert (belief.value, belief.true, belief.learning.how) == (True, True, "surprised")


def test_beliefs_about_beliefs() -> None:
    case = of_world("biscuit", "quiet")
    asked = read_spots(case.changing.model, Source("test", "Tom believes (Ann believes eater == dog)"))
    assert asked.spots == (Spot((1, 0), case.changing.number["eater"]),)
    belief: Belief = case.beliefs.belief(asked.spots[0], 2)
    assert (belief.value, belief.truth) == (None, None)


def test_a_formula_about_no_belief() -> None:
    with pytest.raises(FabulaError) as error:
        read_spots(cellar().changing.model, Source("test", "lit"))
    assert error.value.problems[0].code == "F711"
