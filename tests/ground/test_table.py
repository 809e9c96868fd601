"""Ground sizes of the field's benchmark problems, against the published ones (Ware and Farrell, version 1.1)."""

import re
import time

import pytest

from fabula import sabre
from fabula.diagnostics.source import Source
from fabula.ground import ground, instantiate, published_size
from fabula.ground.model import GroundModel
from tests.shared import PROBLEMS, SHARED, files, needs_shared

TABLE = SHARED / "sabre" / "semantics.md"


def table() -> dict[str, tuple[str, str]]:
    """For each problem its sizes as ground and as published: properties/actions/triggers."""
    if not TABLE.is_file():
        return {}
    rows = re.findall(
        r"^\| (\w+) \| [\d/]+ \| ([\d/]+) \| ([\d/-]+) \|", TABLE.read_text(encoding="utf-8"), re.MULTILINE
    )
    return {name: (ground_size, published) for name, ground_size, published in rows}


def whole(name: str) -> GroundModel:
    path = PROBLEMS / f"{name}.txt"
    return instantiate(sabre.read(Source(path.name, path.read_text(encoding="utf-8"))))


NAMES = [path.stem for path in files(PROBLEMS, "*.txt")]


@needs_shared
@pytest.mark.parametrize("name", NAMES)
def test_sizes_before_simplifying_are_those_of_the_table(name: str) -> None:
    model = whole(name)
    size = f"{len(model.fluents) + model.belief_properties}/{len(model.events)}/{len(model.triggers)}"
    assert size == table()[name][0]


@needs_shared
@pytest.mark.parametrize("name", [name for name in NAMES if table()[name][1] != "-"])
def test_published_sizes_are_those_of_the_table(name: str) -> None:
    assert "/".join(map(str, published_size(whole(name)))) == table()[name][1]


# Triggers that the published simplification leaves out although they can happen: somebody who is alive sees that he or
# she is, having believed to be dead. `test_simplify.py` shows one of hospital's happening.
MORE_TRIGGERS = {"deerhunter": 7, "fantasy": 6, "hospital": 12, "secretagent": 7, "western": 16}


@needs_shared
@pytest.mark.parametrize("name", [name for name in NAMES if table()[name][1] != "-"])
def test_simplified_models_have_the_published_actions_and_at_least_the_published_triggers(name: str) -> None:
    path = PROBLEMS / f"{name}.txt"
    model = ground(sabre.read(Source(path.name, path.read_text(encoding="utf-8"))))
    _, actions, triggers = map(int, table()[name][1].split("/"))
    assert len(model.events) == actions
    assert len(model.triggers) == triggers + MORE_TRIGGERS.get(name, 0)


@needs_shared
@pytest.mark.parametrize("name", NAMES)
def test_benchmarks_are_ground_in_well_under_a_second(name: str) -> None:
    path = PROBLEMS / f"{name}.txt"
    world = sabre.read(Source(path.name, path.read_text(encoding="utf-8")))
    begun = time.process_time()
    ground(world)
    assert time.process_time() - begun < 2  # a tenth of it on a quiet machine
