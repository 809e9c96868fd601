"""Ground sizes of the benchmark problems are the published ones."""

import pytest

from fabula.ground import published_size
from fabula.ground.model import GroundModel
from tests.literature.problems import ground_model, problem, simplified
from tests.literature.published import PROBLEMS
from tests.shared import needs_shared

pytestmark = needs_shared


def sizes(model: GroundModel) -> tuple[int, int, int]:
    return len(model.fluents) + model.belief_properties, len(model.events), len(model.triggers)


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_instance_is_counted(name: str) -> None:
    assert sizes(ground_model(problem(name))) == PROBLEMS[name].ground


@pytest.mark.parametrize("name", PROBLEMS)
def test_published_sizes(name: str) -> None:
    assert published_size(ground_model(problem(name))) == PROBLEMS[name].simplified


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_actions_that_are_left_are_the_published_ones(name: str) -> None:
    assert len(simplified(problem(name)).events) == PROBLEMS[name].simplified[1]
