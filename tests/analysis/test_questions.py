"""Questions to small worlds whose answers can be worked out by hand."""

from fractions import Fraction
from functools import cache

import pytest

from fabula.analysis.different import Differences, best
from fabula.analysis.outlook import Outlook
from fabula.analysis.questions import Answer, answer
from fabula.explore.story_graph import StoryGraph
from fabula.ground import ground
from fabula.kernel import Kernel
from fabula.pipeline import open_world
from fabula.simulate.choices import Choices
from fabula.world.changes import changes_of, with_changes
from fabula.world.shipped import library_folder
from tests.worlds import WORLDS


@cache
def outlook(name: str, most: int | None = None) -> Outlook:
    path = WORLDS / f"{name}.fabula" if name == "garden" else library_folder() / "worlds" / f"{name}.fabula"
    choices = Choices(Kernel(ground(open_world(path))))
    graph = StoryGraph(choices, choices.start())
    for _ in graph.grow(within=0, most=most):
        pass
    return Outlook(graph)


def asked(name: str, place: int, most: int | None = None) -> Answer:
    found = outlook(name, most)
    return answer(found, found.graph.choices.engine.model.questions[place][1])


def test_the_camp_is_exact() -> None:
    won = asked("the-camp", 0)
    assert won.odds.exact == Fraction(161, 1920)
    assert won.can == "yes"
    assert won.must == "no"
    assert won.witness is not None
    assert won.witness.shortest
    assert len(won.witness.events) == 3
    assert won.counter is not None
    assert [str(event) for event in won.counter.events] == ["go_home()"]


def test_shares_of_hinges_are_of_one_whole() -> None:
    won = asked("the-camp", 0)
    assert sum(hinge.share for hinge in won.hinges) <= 1 + 1e-9
    first = won.hinges[0]
    assert first.for_it.odds > first.odds > first.against_it.odds
    forest = next(hinge for hinge in won.hinges if hinge.against_it.event.startswith("go_home"))
    assert forest.reached == 1
    assert all(0 < hinge.reached <= 1 for place in (0, 1) for hinge in asked("garden", place).hinges)


def test_what_becomes_of_it_adds_up() -> None:
    caught = asked("garden", 1)
    for endings in (caught.what_if.endings_if, caught.what_if.endings_if_not):
        assert endings is not None
        assert sum(share.low for share in endings) == pytest.approx(1)
    assert caught.what_if.endings_if is not None
    assert [share.exact for share in caught.what_if.endings_if] == [0, 1, 0], "the last: it comes to no end"


def test_certain_and_impossible_are_proved() -> None:
    taken = asked("garden", 2)
    assert (taken.can, taken.must) == ("yes", "yes")
    assert taken.odds.exact == 1
    assert taken.counter is None
    both = asked("garden", 3)
    assert (both.can, both.must) == ("no", "no")
    assert both.odds.exact == 0
    assert both.witness is None
    assert both.what_if.endings_if is None


@pytest.mark.parametrize("most", [1, 2, 3, 5, 8])
def test_bounds_hold_what_is_exact(most: int) -> None:
    for place in range(3):
        cut, whole = asked("garden", place, most), asked("garden", place)
        assert cut.odds.low - 1e-12 <= whole.odds.low
        assert whole.odds.high <= cut.odds.high + 1e-12
        if cut.can != "open":
            assert cut.can == whole.can
        if cut.must != "open":
            assert cut.must == whole.must
        for known, shares in (
            (whole.what_if.endings_if, cut.what_if.endings_if),
            (whole.what_if.endings_if_not, cut.what_if.endings_if_not),
        ):
            if known is not None:
                assert shares is not None
                assert all(a.low - 1e-9 <= b.low <= a.high + 1e-9 for a, b in zip(shares, known, strict=True))


def test_what_would_have_to_be_different() -> None:
    world = open_world(WORLDS / "garden.fabula")
    changes = tuple(changes_of(world))
    engine = Kernel(ground(with_changes(world, changes)))
    before = asked("garden", 0).odds
    differences = Differences(engine, engine.initial(), changes)
    assert list(differences.search())[-1] == differences.tried
    moves = {tuple(c.written for c in d.changes): d for d in best(differences.found, 0, before)}
    assert moves[("Bob wants no duty",)].after.exact == 1
    assert moves[("Ann wants no food",)].after.high < before.low
    assert all(found.proved for found in moves.values())
