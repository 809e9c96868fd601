"""Every problem file of the benchmark collection and of the conformance cases is read."""

from pathlib import Path

import pytest

from fabula.diagnostics.source import Source
from fabula.sabre import read
from tests.shared import CONFORMANCE, PROBLEMS, files, needs_shared

# Templates (properties, actions, triggers) as the Sabre benchmark's `results/problems.csv` counts them.
TEMPLATES = {
    "basketball": (8, 8, 4),
    "bribery": (4, 5, 0),
    "deerhunter": (7, 8, 7),
    "fantasy": (9, 8, 12),
    "gramma": (6, 7, 9),
    "hospital": (6, 4, 4),
    "macguffin": (4, 2, 2),
    "raiders": (5, 5, 4),
    "secretagent": (4, 4, 6),
    "space": (9, 10, 10),
    "treasure": (2, 4, 0),
    "western": (12, 9, 17),
}


@needs_shared
@pytest.mark.parametrize("path", files(PROBLEMS, "*.txt"), ids=lambda path: path.stem)
def test_benchmark_problems_have_the_published_templates(path: Path) -> None:
    world = read(Source(path.name, path.read_text("utf-8")))
    triggers = sum(event.kind == "trigger" for event in world.events)
    assert (len(world.properties), len(world.events) - triggers, triggers) == TEMPLATES[path.stem]


@needs_shared
@pytest.mark.parametrize("path", files(CONFORMANCE, "*.txt"), ids=lambda path: path.stem)
def test_conformance_problems_are_read(path: Path) -> None:
    world = read(Source(path.name, path.read_text("utf-8")))
    assert world.events
    assert world.wants
