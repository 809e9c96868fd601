"""Curves of feeling: of each character a row for each kind, how strong it is after each step of a story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fabula.analysis.feelings import PLEASANT, Curve, Feeling
from fabula.analysis.feelings.words import kind_in_words
from fabula.draw.columns import LABEL, RULER, column_width, row_label, ruler
from fabula.draw.svg import MARGIN, TEXT, number, page, tag, text, tip

ROW = 34.0
CURVE = 28.0  # height of the strongest feeling there is
HEADING = 30.0
SPACE = 18.0
BLOCKS = " ▁▂▃▄▅▆▇█"
SIGNS = " .:-=+*#@"


@dataclass(frozen=True, slots=True)
class Felt:
    """What is drawn: of each step its beat and its event; the curves; of each step all that is felt after it."""

    beats: tuple[str, ...]
    events: tuple[str, ...]
    curves: tuple[Curve, ...]
    feelings: tuple[tuple[Feeling, ...], ...]


def feeling_curves(felt: Felt, names: Sequence[str], *, world: str, story: str) -> str:
    """The picture as SVG. `names`: of all characters."""
    wide = column_width(len(felt.events), least=6.0)
    left = MARGIN + LABEL
    right = left + wide * len(felt.events)
    width = max(right + 84 + MARGIN, 560.0)
    labels = [beat if n == 0 or felt.beats[n - 1] != beat else "" for n, beat in enumerate(felt.beats)]
    body: list[str] = []
    y = 0.0
    for who in dict.fromkeys(curve.character for curve in felt.curves):
        own = [curve for curve in felt.curves if curve.character == who]
        body.append(text(MARGIN, y + TEXT, names[who], "ink strong"))
        body += ruler(labels, left, wide, y + HEADING - RULER - 4, len(own) * ROW + 4)
        y += HEADING
        for curve in own:
            body += _curve(curve, felt, left, y + ROW - 4, wide)
            y += ROW
        y += SPACE
    if not felt.curves:
        body.append(text(MARGIN, y + TEXT, NOTHING, "ink"))
        y += ROW
    below = [f"{SAID} At the right, where it is strongest; above, the beats."]
    return page(width, title(world, story), below, "\n".join(in_sentences(felt, names)), body, y)


NOTHING = "Nobody feels anything."
SAID = "How strong each feeling is after each step, between 0 and 1."


def title(world: str, story: str) -> str:
    """What the picture is of."""
    return f"{world}, {story}: what is felt"


def _curve(curve: Curve, felt: Felt, left: float, base: float, wide: float) -> list[str]:
    kind = kind_in_words(curve.kind)
    points = [f"M{number(left)} {number(base)}"]
    for place, strength in enumerate(curve.strengths):
        points.append(f"V{number(base - CURVE * strength)}H{number(left + (place + 1) * wide)}")
    points.append(f"V{number(base)}Z")
    most = max(curve.strengths)
    at = curve.strengths.index(most)
    right = left + wide * len(curve.strengths)
    class_ = "hue0" if curve.kind in PLEASANT else "hue1"
    parts = [
        tip(f"{kind}: strongest {most:.2f}, after {felt.events[at]}{_because(curve, felt, at)}"),
        tag("path", d="".join(points), class_=class_, fill_opacity=0.85),
        tag("path", d=f"M{number(left)} {number(base)}H{number(right)}", class_="line rule", stroke_width=1),
        row_label(kind, left, base - 6),
        text(right + 8, base - 6, f"{most:.2f} at beat {felt.beats[at]}", "faint small"),
    ]
    return [tag("g", *parts)]


def _because(curve: Curve, felt: Felt, at: int) -> str:
    """The ground of the strongest of its kind after a step."""
    own = [f for f in felt.feelings[at] if f.character == curve.character and f.kind == curve.kind]
    best = max(own, key=lambda feeling: feeling.strength, default=None)
    return "" if best is None else f" ({best.because})"


def in_sentences(felt: Felt, names: Sequence[str]) -> list[str]:
    """All of it, a line for each curve: for those who do not see the picture."""
    lines = []
    before: int | None = None
    for curve in felt.curves:
        if curve.character != before:
            before = curve.character
            lines.append(names[curve.character])
        most = max(curve.strengths)
        at = curve.strengths.index(most)
        often = sum(strength > 0 for strength in curve.strengths)
        lines.append(
            f"  {kind_in_words(curve.kind)}: strongest after {felt.events[at]}, beat {felt.beats[at]} ({most:.2f}"
            f"{_because(curve, felt, at).replace(' (', ', ').removesuffix(')')}); felt after {often} "
            f"step{'' if often == 1 else 's'}."
        )
    return lines or [NOTHING]


def in_letters(felt: Felt, names: Sequence[str], columns: int, *, blocks: str = BLOCKS) -> list[str]:
    """Curves for the terminal, a column for each step; where they do not fit, one for the strongest of several.

    `blocks`: nine marks from nothing to all.
    """
    label = max((len(kind_in_words(curve.kind)) for curve in felt.curves), default=0)
    room = columns - label - 3
    share = -(-len(felt.events) // room) if felt.events else 1
    lines: list[str] = []
    before: int | None = None
    for curve in felt.curves:
        if curve.character != before:
            before = curve.character
            lines += ["", names[curve.character]]
        highest = [max(curve.strengths[n : n + share]) for n in range(0, len(curve.strengths), share)]
        band = "".join(blocks[min(8, -(-int(strength * 1000) * 8 // 1000))] for strength in highest)
        lines.append(f"  {kind_in_words(curve.kind):<{label}} {band}".rstrip())
    return lines[1:] or [NOTHING]
