"""Worlds on which the engines once disagreed, kept as the models that they are."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from pathlib import Path

import fabula.ground.model
import fabula.world.effects
import fabula.world.expressions
import fabula.world.model
from fabula.ground.model import GroundModel

FOLDER = Path(__file__).parent / "worlds_that_failed"
REGRESSIONS = sorted(FOLDER.glob("*.model"))


def load(path: Path) -> GroundModel:
    """A model from what `repr` has made of it."""
    names = {
        **vars(fabula.world.effects),
        **vars(fabula.world.expressions),
        **vars(fabula.world.model),
        **vars(fabula.ground.model),
        "Fraction": Fraction,
    }
    model = eval(path.read_text("utf-8"), names)
    assert isinstance(model, GroundModel)
    return model


def save(model: GroundModel) -> Path:
    """Keep a model, under a name that its text decides."""
    text = repr(model)
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{hashlib.sha256(text.encode()).hexdigest()[:12]}.model"
    path.write_text(text + "\n", "utf-8")
    return path
