"""Columns: the beats or steps of a story from left to right, which pictures over time have in common."""

from __future__ import annotations

from collections.abc import Sequence

from fabula.draw.lettering import lines_of, width_of
from fabula.draw.svg import SMALL, number, tag, text

LABEL = 136.0  # room for the names at the left
SPAN = 860.0  # of all columns together, at most
WIDEST = 96.0  # of one
RULER = 20.0  # height of the labels


def column_width(count: int, least: float = 14.0) -> float:
    """How wide each of so many columns is."""
    return max(least, min(WIDEST, SPAN / max(1, count)))


def ruler(labels: Sequence[str], left: float, width: float, top: float, height: float) -> list[str]:
    """The labels of the columns, as many as there is room for, and a thin line down before each that has one."""
    found = []
    free = left
    for place, label in enumerate(labels):
        x = left + place * width
        if not label:
            continue
        down = f"M{number(x)} {number(top + RULER)}v{number(height)}"
        found.append(tag("path", d=down, class_="line rule", stroke_width=0.6))
        middle = x + width / 2
        wide = width_of(label, SMALL)
        if middle - wide / 2 >= free - 2:
            found.append(text(middle, top + RULER - 6, label, "faint small middle"))
            free = middle + wide / 2 + 3
    return found


def row_label(words: str, left: float, y: float, class_: str = "ink") -> str:
    """The name of a row, at the right of its room."""
    return text(left - 8, y, lines_of(words, LABEL - 10, 13, 1)[0] if words else "", f"{class_} end")
