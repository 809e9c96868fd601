"""Feelings over time: one curve for each kind that somebody feels in a story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fabula.analysis.feelings.feeling import KINDS, Feeling, Kind


@dataclass(frozen=True, slots=True)
class Curve:
    """How strongly one character feels one kind of feeling after each moment, between 0 and 1."""

    character: int
    kind: Kind
    strengths: tuple[float, ...]


def series(feelings: Sequence[Sequence[Feeling]], character: int) -> tuple[Curve, ...]:
    """The curves of one character, those that are ever above 0; of each moment the strongest of its kind counts."""
    found = []
    for kind in KINDS:
        strengths = tuple(
            max((f.strength for f in moment if f.character == character and f.kind == kind), default=0.0)
            for moment in feelings
        )
        if any(strengths):
            found.append(Curve(character, kind, strengths))
    return tuple(found)
