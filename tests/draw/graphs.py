"""Story graphs of small worlds, grown to the end, for the tests of pictures."""

from functools import cache

from fabula.analysis.outlook import Outlook
from fabula.cli.find import find_world
from fabula.explore.story_graph import StoryGraph
from fabula.pipeline import open_engine
from fabula.simulate.choices import Choices
from tests.worlds import WORLDS


@cache
def outlook_of(world: str, most: int | None = None) -> Outlook:
    """All that can follow the start of a world in tests/worlds, or of one that comes with Fabula."""
    path = WORLDS / f"{world}.fabula"
    choices = Choices(open_engine(path if path.exists() else find_world(world)))
    graph = StoryGraph(choices, choices.start())
    for _ in graph.grow(within=0, most=most):
        pass
    return Outlook(graph)
