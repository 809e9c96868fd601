"""Distinct states by depth: a world that can be counted by hand, and the published counts."""

import csv
from pathlib import Path

import pytest

from fabula.explore.counts import layers
from fabula.explore.rest import resting_places
from fabula.pipeline import open_engine
from tests.shared import PROBLEMS, STATE_COUNTS, needs_shared
from tests.worlds import engine_of, motives_of

DEPTHS = {  # as deep as takes about a second each
    "treasure": 4,
    "bribery": 5,
    "secretagent": 13,
    "raiders": 5,
    "deerhunter": 3,
    "fantasy": 3,
    "space": 4,
    "gramma": 2,
    "basketball": 2,
    "hospital": 1,
    "western": 2,
}


def test_a_world_counted_by_hand() -> None:
    """The biscuit: who ate it (Ann, Tom, the dog or nobody) in the world, and in what both believe."""
    found = list(layers(engine_of("biscuit"), depth=1))
    # At depth 1: the start; two who ate, each with a mind that has not noticed (the start itself) and one that has
    # (which believes that the other has not): 2. Two lies, told in everybody's hearing: the world with one mind that
    # is wrong about the dog, and the mind itself, which knows what the liar thinks: 4.
    assert [layer.distinct for layer in found] == [1, 7]
    assert found[1].happened == {"eat", "blame"}


def test_where_no_new_states_come_the_count_stays() -> None:
    counts = [layer.distinct for layer in layers(engine_of("biscuit"), depth=6)]
    assert counts == sorted(counts)
    assert counts[-1] == counts[-2]


def test_dead_ends_of_a_world_that_has_none_but_its_end() -> None:
    engine = engine_of("biscuit")
    found = list(resting_places(engine, motives_of("biscuit"), depth=3))
    stories = [place.story for place in found]
    # Ann has eaten it unnoticed, and Tom, who still means to, has lied ahead: nothing that he wants is possible.
    assert stories == [("eat(Ann)", "blame(Tom, Ann)")]
    assert not found[0].fate_can_help


def test_dead_ends_are_the_states_without_an_explained_action() -> None:
    engine, motives = engine_of("biscuit"), motives_of("biscuit")
    for place in resting_places(engine, motives, depth=2):
        assert not any(motives.explained(place.state, event) for event in engine.possible(place.state))


@needs_shared
@pytest.mark.parametrize("problem", DEPTHS)
def test_published_counts(problem: str) -> None:
    """R. Farrell and S. G. Ware's counts of the benchmark problems, as deep as is quick."""
    depth = DEPTHS[problem]
    with (STATE_COUNTS / f"{problem}.csv").open(encoding="utf-8") as file:
        published = [int(row["distinct_states"]) for row in csv.DictReader(file)][:depth]
    engine = open_engine(Path(PROBLEMS / f"{problem}.txt"))
    counts = [layer.distinct for layer in layers(engine, depth=depth)][1:]
    assert counts == published
