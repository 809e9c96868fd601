"""Bands of belief: a row for what is so and one for each character, what is believed as a band, false ones marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fabula.draw.beliefs import BeliefsOverTime, Panel, Row, Run
from fabula.draw.columns import LABEL, RULER, column_width, row_label, ruler
from fabula.draw.lettering import shortened, width_of
from fabula.draw.svg import MARGIN, SMALL, TEXT, page, tag, text, tip
from fabula.stories.words import value_in_words

BAND = 20.0  # height of a row
ROW = 24.0
HEADING = 40.0  # the name of a subject, and the beats
SPACE = 14.0  # below a panel
WRONG = "≠ "  # stands before a false belief

HATCH = tag(
    "defs",
    tag(
        "pattern",
        tag("path", d="M0 6L6 0", class_="line wrong", stroke_width=0.8, stroke_opacity=0.45),
        id="hatch", width=6, height=6, patternUnits="userSpaceOnUse",
    ),
)  # fmt: skip


def belief_bands(found: BeliefsOverTime, names: Sequence[str], *, world: str, story: str) -> str:
    """The picture as SVG. `names`: of all characters."""
    wide = column_width(len(found.columns))
    left = MARGIN + LABEL
    width = max(left + wide * len(found.columns) + MARGIN, 560.0)
    body, y = [HATCH], 0.0
    for panel in found.panels:
        height = len(panel.rows) * ROW
        body.append(text(MARGIN, y + TEXT, panel.name, "ink strong"))
        body += ruler(found.columns, left, wide, y + HEADING - RULER, height)
        y += HEADING
        for row in panel.rows:
            body += _row(row, found, names, left, y, wide)
            y += ROW
        y += SPACE
    if not found.panels:
        body.append(text(MARGIN, y + TEXT, NOBODY, "ink"))
        y += ROW
    return page(width, title(world, story), [said(found)], "\n".join(in_sentences(found, names)), body, y)


NOBODY = "Nobody is ever wrong about anything."


def title(world: str, story: str) -> str:
    """What the picture is of."""
    return f"{world}, {story}: who believes what"


def said(found: BeliefsOverTime, wrong: str = "Hatched and with ≠") -> str:
    """What the picture shows and what it leaves out. `wrong`: how false beliefs are marked."""
    words = (
        "At the end of each beat: above, what is so; below, what each believes. "
        f"{wrong} is what is believed and not so; ? is not knowing."
    )
    if found.left_out:
        words += f" {found.left_out} more that somebody is wrong about are not shown."
    return words


def who_of(row: Row, names: Sequence[str]) -> str:
    """Whose row it is."""
    return "in truth" if row.who is None else names[row.who]


def _row(row: Row, found: BeliefsOverTime, names: Sequence[str], left: float, y: float, wide: float) -> list[str]:
    parts = [row_label(who_of(row, names), left, y + BAND - 6, "faint" if row.who is None else "ink")]
    for run in row.runs:
        x, width = left + run.first * wide, (run.last - run.first + 1) * wide - 1
        value = value_in_words(run.value)
        kind = "false" if run.wrong else "unknown" if run.value is None else "true"
        inside = [tip(f"{who_of(row, names)}: {in_words(run, found.columns)}")]
        frame = {"x": x + 0.5, "y": y, "width": width, "height": BAND, "rx": 3}
        inside.append(tag("rect", class_=kind, **frame))
        if run.wrong:
            inside.append(tag("rect", fill="url(#hatch)", class_="wrong", stroke_width=1.2, **frame))
        label = (WRONG if run.wrong else "") + value
        if width_of(label, SMALL) > width and run.wrong:
            label = value
        if width_of(label, SMALL) > width - 2 and width < 30:
            label = WRONG.strip() if run.wrong else ""
        class_ = "ink small middle" + (" strong" if run.wrong or row.who is None else "")
        inside.append(text(x + 0.5 + width / 2, y + BAND - 6, shortened(label, width, SMALL), class_))
        parts.append(tag("g", *inside))
    return parts


# ---- in words --------------------------------------------------------------------------------------------------------


def in_words(run: Run, columns: Sequence[str]) -> str:
    """`home, wrongly (beats 3 to 5)`."""
    first, last = columns[run.first], columns[run.last]
    at_start = run.first == 0
    if run.first == run.last:
        when = "at the start" if at_start else f"beat {first}"
    elif run.last == len(columns) - 1:
        when = "throughout" if at_start else f"from beat {first} on"
    else:
        when = f"until beat {last}" if at_start else f"beats {first} to {last}"
    return f"{value_in_words(run.value)}{', wrongly' if run.wrong else ''} ({when})"


def in_sentences(found: BeliefsOverTime, names: Sequence[str]) -> list[str]:
    """All of it, a line for each row: for those who do not see the picture."""
    lines = []
    for panel in found.panels:
        lines.append(panel.name)
        for row in panel.rows:
            runs = "; ".join(in_words(run, found.columns) for run in row.runs)
            lines.append(f"  {who_of(row, names)}: {runs}.")
    return lines or [NOBODY]


def in_letters(
    found: BeliefsOverTime, names: Sequence[str], columns: int, *, dye: Callable[[str], str] = str
) -> list[str]:
    """A table for the terminal: a letter for each value, large (and dyed) where it is a false belief; `?` is unknown.

    A story that is too long for one line has as many tables as it needs.
    """
    label = max((len(who_of(row, names)) for panel in found.panels for row in panel.rows), default=0) + 4
    cell = max(1, min(6, (columns - label) // max(1, len(found.columns))))
    room = (columns - label) // cell
    lines: list[str] = []
    for panel in found.panels:
        marks = _marks(panel)
        legend = ", ".join(f"{mark} {value}" for value, mark in marks.items())
        lines += ["", f"{panel.name}: {legend}"]
        for first in range(0, len(found.columns), room):
            labels = found.columns[first : first + room]
            lines.append((" " * label + _ruler(labels, cell, columns - label)).rstrip())
            for row in panel.rows:
                band = "".join(
                    _letters(run, marks, dye, cell * (min(run.last + 1, first + room) - max(run.first, first)))
                    for run in row.runs
                )
                lines.append(f"  {who_of(row, names):<{label - 2}}{band}")
    return lines[1:] or [NOBODY]


def _letters(run: Run, marks: dict[str, str], dye: Callable[[str], str], columns: int) -> str:
    """A run in so many columns (none where that is not more than 0)."""
    mark = "?" if run.value is None else marks[value_in_words(run.value)]
    return dye(mark.upper() * columns) if run.wrong and columns > 0 else mark * columns


def _marks(panel: Panel) -> dict[str, str]:
    """A small letter for each value."""
    values = dict.fromkeys(value_in_words(run.value) for row in panel.rows for run in row.runs if run.value is not None)
    letters = "abcdefghijklmnopqrstuvwxyz"
    return {value: letters[n] if n < len(letters) else "#" for n, value in enumerate(values)}


def _ruler(labels: Sequence[str], cell: int, columns: int) -> str:
    line = ""
    for place, label in enumerate(labels):
        at = place * cell
        if at >= len(line) + (1 if line else 0) and at + len(label) <= columns:
            line = line.ljust(at) + label
    return line
