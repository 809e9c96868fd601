"""The story graph: its odds in fractions, loops, bounds where it is cut, and what its survey finds."""

from fractions import Fraction

import pytest

from fabula.analysis.outlook import Outlook
from fabula.explore.coverage import never
from fabula.explore.rest import resting_places
from fabula.search.motives import motives_of
from tests.explore.worlds import LIBRARY, ROUND, graph_of, grown, reasons_of, survey_of, the_camp
from tests.worlds import WORLDS

CAMP = (LIBRARY / "the-camp.fabula").read_text("utf-8")
BISCUIT = (WORLDS / "biscuit.fabula").read_text("utf-8")


def test_the_odds_of_the_camp_in_fractions() -> None:
    found = [odds.exact for odds in Outlook(the_camp()).endings]
    assert found == [Fraction(*pair) for pair in ((161, 1920), (667, 5760), (23, 288), (115, 576), (3, 16), (1, 3))]
    assert sum(found) == 1


def test_a_loop_is_solved_and_one_without_a_way_out_does_not_keep_it_for_ever() -> None:
    for within in (0.0, 1e-6, 0.2):
        outlook = Outlook(grown(graph_of(ROUND), within=within))
        out = outlook.endings[0]
        assert out.low - 1e-12 <= 3 / 7 <= out.high + 1e-12
        assert out.width <= within + 1e-12
        if not within:
            assert out.exact == Fraction(3, 7)
            assert outlook.odds(outlook.rest).exact == Fraction(1, 7)
            assert outlook.odds(outlook.loops).exact == Fraction(3, 7)


def test_what_is_found_in_it() -> None:
    survey = survey_of(grown(graph_of(ROUND)))
    assert survey.complete
    (out, home) = survey.endings()
    assert out is not None
    assert [str(step) for step in out.story] == ["leave()"]
    assert out.shortest
    assert home is None
    (dead,) = survey.dead_ends()
    assert [str(step) for step in survey.place(dead).story] == ["climb() turns out 1", "slip()"]
    (loop,) = survey.loops()
    assert loop.events == ("grope()",)
    assert [str(step) for step in loop.entry.story] == ["fall()"]
    assert survey.standstills() == []


def test_what_never_occurs() -> None:
    found = never(grown(graph_of(ROUND)))
    assert found.unmet == ("flood",)
    assert found.unwanted == (("light", 0),)
    assert [(name, text.template) for name, text in found.untold] == [("climb", "Up, with the lamp.")]
    assert found.idle == ()


def test_everything_in_the_camp_occurs() -> None:
    found = never(the_camp())
    assert (found.impossible, found.unmet, found.unwanted, found.idle, found.untold) == ((), (), (), (), ())


def test_a_dead_end_for_want_of_motives() -> None:
    survey = survey_of(grown(graph_of(BISCUIT)))
    stories = [[str(step) for step in survey.place(moment).story] for moment in survey.dead_ends()]
    assert stories == [["eat(Ann)", "blame(Tom, Ann)"]]
    graph = survey.graph
    engine, motives = graph.choices.engine, motives_of(graph.choices.engine)
    (dead,) = survey.dead_ends()
    state = graph.moments[dead].state
    assert not any(motives.explained(state, event) for event in engine.possible(state))


def test_plain_choices_are_no_dead_ends() -> None:
    engine = graph_of(CAMP).choices.engine
    assert list(resting_places(engine, motives_of(engine), depth=4)) == []


@pytest.mark.parametrize("most", [1, 2, 3, 5, 8, 9, 15])
@pytest.mark.parametrize("breadth", [False, True])
def test_bounds_hold_the_exact_odds_wherever_it_is_cut(most: int, breadth: bool) -> None:
    exact = Outlook(the_camp()).endings
    graph = graph_of(CAMP)
    for _ in graph.grow_all(most=most) if breadth else graph.grow(within=1e-9, most=most):
        pass
    outlook = Outlook(graph)
    assert graph.followed == min(most, 9)
    for known, odds in zip(outlook.endings, exact, strict=True):
        assert known.low - 1e-12 <= odds.low <= known.high + 1e-12
        assert known.width <= outlook.unknown + 1e-9  # what was not followed bounds all


@pytest.mark.parametrize("most", [1, 2, 4, 100])
def test_bounds_of_a_loop_hold_the_exact_odds(most: int) -> None:
    outlook = Outlook(grown(graph_of(ROUND), within=1e-9, most=most))
    assert outlook.endings[0].low - 1e-12 <= 3 / 7 <= outlook.endings[0].high + 1e-12


def test_a_story_is_proved_shortest_only_where_nothing_nearer_was_cut() -> None:
    graph = grown(graph_of(CAMP), within=1e-9, most=5)
    survey = survey_of(graph)
    assert not survey.complete
    for place in filter(None, survey.endings()):
        full = survey_of(the_camp()).endings()
        assert not place.shortest or len(place.story) in {len(other.story) for other in full if other is not None}
    home = survey.endings()[5]
    assert home is not None
    assert home.shortest


def test_why_somebody_does_it() -> None:
    graph = grown(graph_of(BISCUIT))
    reasons = reasons_of(graph)
    ways = graph.ways[0] or ()
    told = {str(way.option.event): str(reasons.because(graph.moments[0].state, way.option)) for way in ways}
    assert told == {
        "eat(Ann)": "order",
        "eat(Tom)": "hunger: eat(Tom), blame(Tom, Ann)",
        "blame(Tom, Ann)": "hunger: blame(Tom, Ann), eat(Tom)",
    }
    camp = the_camp()
    assert all(reasons_of(camp).because(camp.moments[0].state, way.option) is None for way in camp.ways[0] or ())


def test_growing_can_stop_and_go_on() -> None:
    graph = graph_of(CAMP)
    for known in (1, 4, 7):
        grown(graph, within=1e-9, most=known)
        assert graph.followed == known
    grown(graph)
    assert graph.cut == []
    assert Outlook(graph).endings[0].exact == Fraction(161, 1920)


def test_the_wagers_graph_cut_agrees_with_storm() -> None:
    """The odds of each ending in the part that was followed, to 1e-9, against Storm (lower and upper bounds)."""
    stormpy = pytest.importorskip("stormpy")
    from fabula.cli.growing import asked_from, state_at
    from fabula.pipeline import open_engine
    from fabula.simulate.choices import Choices
    from tests.analysis import storm

    path = LIBRARY / "the-wager.fabula"
    engine = open_engine(path)
    choices = Choices(engine)
    from fabula.explore.story_graph import StoryGraph

    graph = StoryGraph(choices, choices.moment(state_at(engine, asked_from(engine.model.world, path, None))))
    grown(graph, within=0.01, most=120)
    outlook = Outlook(graph)
    assert outlook.chain.is_cut
    for number, odds in enumerate(outlook.endings):
        target = outlook.ended(number)
        low = storm.chain_odds(stormpy, outlook.chain, target)[0]
        high = storm.chain_odds(stormpy, outlook.chain, target | outlook.chain.cut)[0]
        assert odds.low == pytest.approx(low, abs=1e-9)
        assert odds.high == pytest.approx(high, abs=1e-9)
