"""How many playthroughs a second: of the small story The Camp, and of The Wager from where its chapter ends.

    python benchmarks/sampling.py [SECONDS]

Three ways, one core, each for so many seconds (2 unless told otherwise), the graph unknown at the beginning:

* one by one: event by event on the engine (`simulate.runs`), as `fabula tell` samples a story;
* a chain: every story drawn by itself on the arrays of the finished graph, all advancing together
  (`analysis.sampling`);
* together: what `fabula odds --sample` does: stories at the same moment are parted by one draw, and what they come to
  is followed on the way (`analysis.playthroughs`).

Each says how often the first ending was reached, and the interval of 95 % confidence.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import fabula
from fabula.analysis.interval import clopper_pearson
from fabula.analysis.outlook import Outlook
from fabula.analysis.playthroughs import Playthroughs
from fabula.analysis.sampling import sample as sample_chain
from fabula.cli.growing import asked_from, state_at
from fabula.explore.story_graph import StoryGraph
from fabula.pipeline import open_engine
from fabula.simulate.choices import Choices
from fabula.simulate.runs import sample

LIBRARY = Path(fabula.__file__).parent / "library" / "worlds"


def told(way: str, stories: int, seconds: float, reached: int, unknown: int = 0) -> None:
    low, high = clopper_pearson(reached, stories, unknown=unknown)
    share = f"first ending {reached / stories:.5f} ({low:.5f} to {high:.5f})"
    print(f"  {way:<12}{stories / seconds:>14,.0f} a second   {stories:>12,} stories in {seconds:5.2f} s   {share}")


def start(name: str) -> StoryGraph:
    path = LIBRARY / f"{name}.fabula"
    engine = open_engine(path)
    choices = Choices(engine)
    return StoryGraph(choices, choices.moment(state_at(engine, asked_from(engine.model.world, path, None))))


def measure(name: str, seconds: float, *, whole: bool) -> None:
    print(f"{name}")
    graph = start(name)
    choices, first = graph.choices, graph.moments[0]
    ending = choices.engine.model.endings[0][0]
    begun, stories, reached = time.perf_counter(), 0, 0
    while time.perf_counter() - begun < seconds:
        reached += sample(choices, random.Random(stories), start=first).ending == ending
        stories += 1
    told("one by one", stories, time.perf_counter() - begun, reached)
    if whole:
        begun = time.perf_counter()
        for _ in graph.grow(within=0):
            pass
        outlook = Outlook(graph)
        stories, reached, seed = 0, 0, 0
        while time.perf_counter() - begun < seconds:
            found = sample_chain(outlook.chain, 0, [outlook.ended(0)], 100_000, seed).estimates[0]
            stories, reached, seed = stories + 100_000, reached + found.reached, seed + 1
        told("a chain", stories, time.perf_counter() - begun, reached)
    graph = start(name)
    begun = time.perf_counter()
    played = Playthroughs(graph, 1)
    while time.perf_counter() - begun < seconds:
        for _ in played.play(20_000 if whole else 50):
            pass
    share = played.ending(0)
    told("together", played.stories, time.perf_counter() - begun, share.reached, played.going_on)
    print(f"  {graph.followed:,} moments followed on the way, {played.events / played.stories:.1f} events a story")


if __name__ == "__main__":
    limit = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    measure("the-camp", limit, whole=True)
    print(f"  exactly: {161 / 1920:.5f}")
    measure("the-wager", limit, whole=False)
