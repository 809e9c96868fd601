"""Bars of odds: how likely each ending is, and between which bounds."""

from __future__ import annotations

from collections.abc import Sequence

from fabula.analysis.between import Between
from fabula.analysis.in_words import odds_in_words
from fabula.draw.lettering import shortened, width_of
from fabula.draw.svg import MARGIN, TEXT, number, page, tag, text, tip

SPAN = 420.0  # of certainty
BAR = 16.0
ROW = 30.0
_TICKS = (0, 25, 50, 75, 100)


def odds_bars(rows: Sequence[tuple[str, Between]], *, title: str, known: str) -> str:
    """The picture as SVG: `rows` of titles and odds, `known`: what the figures rest on."""
    label = min(300.0, max((width_of(name, TEXT) for name, _ in rows), default=0.0))
    said = max((width_of(odds_in_words(odds), TEXT) for _, odds in rows), default=0.0)
    left = MARGIN + label + 12
    body: list[str] = []
    height = len(rows) * ROW
    for tick in _TICKS:
        x = number(left + tick / 100 * SPAN)
        body.append(tag("path", d=f"M{x} 0v{number(height)}", class_="line rule", stroke_width=1))
        body.append(text(left + tick / 100 * SPAN, height + 16, f"{tick} %", "faint small middle"))
    for place, (name, odds) in enumerate(rows):
        body.append(_bar(name, odds, left, place * ROW, label))
    below = [f"Odds {known}."]
    if any(odds.exact is None for _, odds in rows):
        below.append("The full bar is sure; what is hatched is open: the odds lie between its ends.")
    return page(
        left + SPAN + 16 + said + MARGIN, title, below, "\n".join(in_sentences(rows)), [_HATCH, *body], height + 20
    )


_HATCH = tag(
    "defs",
    tag(
        "pattern",
        tag("path", d="M0 6L6 0", class_="line edge", stroke_width=1.2),
        id="open", width=6, height=6, patternUnits="userSpaceOnUse",
    ),
)  # fmt: skip


def _bar(name: str, odds: Between, left: float, y: float, label: float) -> str:
    top = y + (ROW - BAR) / 2
    base = y + ROW / 2 + 5
    sure, most = odds.low * SPAN, odds.high * SPAN
    parts = [tip(f"{name}: {odds_in_words(odds)}"), text(left - 12, base, shortened(name, label, TEXT), "ink end")]
    if sure > 0:
        parts.append(tag("rect", x=left, y=top, width=max(sure, 0.5), height=BAR, class_="hue0"))
    if most - sure > 0.5:
        frame = {"x": left + sure, "y": top, "width": most - sure, "height": BAR}
        parts.append(tag("rect", fill="url(#open)", class_="edge", stroke_width=1, **frame))
    parts.append(text(left + SPAN + 16, base, odds_in_words(odds), "ink"))
    return tag("g", *parts)


def in_letters(rows: Sequence[tuple[str, Between]], *, columns: int) -> list[str]:
    """The same for the terminal: `#` is sure, `-` is open."""
    width = max((len(name) for name, _ in rows), default=0)
    said = max((len(odds_in_words(odds)) for _, odds in rows), default=0)
    room = max(8, columns - width - said - 6)
    lines = []
    for name, odds in rows:
        sure, most = round(odds.low * room), round(odds.high * room)
        bar = "#" * sure + "-" * (most - sure)
        lines.append(f"  {name:<{width}}  {odds_in_words(odds):<{said}}  {bar}".rstrip())
    return lines


def in_sentences(rows: Sequence[tuple[str, Between]]) -> list[str]:
    """The same for those who do not see it."""
    return [f"{name}: {odds_in_words(odds)}." for name, odds in rows]
