"""The benchmark problems and conformance cases as models and engines, each made once in a run of the tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fabula.diagnostics.source import Source
from fabula.ground import instantiate, simplify
from fabula.ground.model import GroundModel
from fabula.reference.engine import Reference
from fabula.sabre import read
from tests.shared import PROBLEMS


@cache
def ground_model(path: Path) -> GroundModel:
    return instantiate(read(Source(path.name, path.read_text("utf-8"))))


@cache
def simplified(path: Path) -> GroundModel:
    return simplify(ground_model(path))


def problem(name: str) -> Path:
    return PROBLEMS / f"{name}.txt"


def engine(name: str) -> Reference:
    """A fresh engine of a benchmark problem."""
    return Reference(simplified(problem(name)))
