"""Sampled playthroughs: they agree with the exact odds, are the same for a seed, and follow the graph as they go."""

from fabula.analysis.outlook import Outlook
from fabula.analysis.playthroughs import Playthroughs
from tests.explore.worlds import LIBRARY, ROUND, graph_of, the_camp

CAMP = (LIBRARY / "the-camp.fabula").read_text("utf-8")


def played(text: str, stories: int, seed: int = 1, **limits: int) -> Playthroughs:
    found = Playthroughs(graph_of(text), seed, **limits)
    for _ in found.play(stories):
        pass
    return found


def test_the_exact_odds_lie_within_the_interval() -> None:
    exact = Outlook(the_camp()).endings
    sample = played(CAMP, 50_000)
    assert sample.stories == 50_000
    for number, odds in enumerate(exact):
        share = sample.ending(number)
        assert share.low <= odds.low <= share.high
        assert share.high - share.low < 0.01
    assert sum(sample.ending(number).reached for number in range(6)) == 50_000


def test_so_they_do_for_19_of_20_seeds() -> None:
    """Of 200 intervals of 95 % some 10 may miss; more than 22 have odds of less than 1 in 3,000."""
    exact = Outlook(the_camp()).endings[0].low
    missed = 0
    for seed in range(200):
        sample = Playthroughs(the_camp(), seed)
        for _ in sample.play(300):
            pass
        share = sample.ending(0)
        missed += not share.low <= exact <= share.high
    assert 0 < missed <= 22


def test_a_seed_gives_the_same_and_another_gives_others() -> None:
    counts = [[played(CAMP, 1_000, seed).ending(n).reached for n in range(6)] for seed in (1, 1, 2)]
    assert counts[0] == counts[1]
    assert counts[0] != counts[2]


def test_only_what_they_come_to_is_followed() -> None:
    sample = played(CAMP, 1)
    assert 0 < sample.graph.followed <= 6
    assert sample.graph.cut


def test_stories_that_go_on_count_as_neither() -> None:
    sample = played(ROUND, 2_000, most_events=60)
    assert sample.rest.low <= 1 / 7 <= sample.rest.high
    assert 0.40 < sample.going_on / sample.stories < 0.46  # those in the loop: 3 of 7
    share = sample.ending(0)
    assert share.low <= 3 / 7 <= share.high
    assert share.high > 0.8  # they might yet come there, for all that was seen
    assert sample.ending(0).reached + sample.rest.reached + sample.going_on == 2_000
