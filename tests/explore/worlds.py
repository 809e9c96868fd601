"""Small worlds for the story graph: one with a dead end, a loop without a way out and one with a way out; the camp."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import fabula
from fabula.analysis.outlook import Outlook
from fabula.analysis.survey import Survey
from fabula.diagnostics.source import Source
from fabula.explore.because import Reasons
from fabula.explore.story_graph import StoryGraph
from fabula.ground import ground
from fabula.kernel import Kernel
from fabula.search.motives import FastMotives
from fabula.simulate.choices import Choices
from fabula.world.load import load

LIBRARY = Path(fabula.__file__).parent / "library" / "worlds"

ROUND = """\
world "Round"
Ann : character
property at : hall, stair, cellar, well, garden
property lamp
temper Ann even
start
    at = hall
action climb
    by Ann freely
    when at == hall or at == stair
    odds 1 : 1
    either at = stair
           text when lamp "Up, with the lamp."
           text "Up, in the dark."
    or     at = hall
           text "And down again."
    text "The stair creaks."
action fall
    by Ann freely
    when at == hall
    then at = cellar
    text "Down."
action grope
    by Ann freely
    when at == cellar
    then at = cellar
    text "Nothing but wall."
action slip
    by Ann freely
    when at == stair
    then at = well
action leave
    by Ann freely
    when at == hall
    then at = garden
action light
    by Ann
    when not lamp
    then lamp
fate flood
    when at == garden and lamp
    then at = well
ending out "She gets out" when at == garden
ending home "She gets home" when lamp
"""
# From hall: climb, fall, leave with 1/3 each; from stair: climb, slip with 1/2 each. With h = odds from hall and s from
# stair: h = 1/3 + 1/3 (h + s)/2, s = 1/2 (h + s)/2. So s = h/3 and h = 1/3 + 2h/9: h = 3/7.


def graph_of(text: str) -> StoryGraph:
    """The graph of a world in Fabula's language, of which nothing is followed yet."""
    choices = Choices(Kernel(ground(load(Source("test.fabula", text)))))
    return StoryGraph(choices, choices.start())


def grown(graph: StoryGraph, **limits: float) -> StoryGraph:
    within, most = limits.get("within", 0.0), limits.get("most")
    for _ in graph.grow(within=within, most=None if most is None else int(most)):
        pass
    return graph


def survey_of(graph: StoryGraph) -> Survey:
    return Survey(Outlook(graph))


@cache
def the_camp() -> StoryGraph:
    return grown(graph_of((LIBRARY / "the-camp.fabula").read_text("utf-8")))


def reasons_of(graph: StoryGraph) -> Reasons:
    engine = graph.choices.engine
    return Reasons(engine, FastMotives(engine))
