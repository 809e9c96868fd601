"""The story map: a folded story graph as a picture, from the start at the top to the endings at the bottom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fabula.analysis.in_words import percent
from fabula.draw.folding import Box, Folded, Link
from fabula.draw.layers import Layout, Way, lay_out
from fabula.draw.lettering import lines_of, width_of
from fabula.draw.svg import HUES, MARGIN, SMALL, TEXT, hue, number, page, tag, text, tip

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WIDEST = 220.0  # of a box, but for one that many ways leave
WIDE = 120.0  # of a way that all stories take
PORT = 40.0  # at least so far apart ways leave a box, so that there is room for their figures
PAD = 10.0
STRIP = 14.0  # height of the odds within a box
BETWEEN = 74.0  # between two layers

_TITLES = {
    "start": "The start",
    "rest": "Nobody can do anything any more",
    "round": "It goes round for ever",
    "open": "Not followed any further",
}


@dataclass(frozen=True, slots=True)
class Naming:
    """What is said beside the map: the world's title, from where, the endings' titles, in declaration order."""

    world: str
    start: str
    endings: tuple[str, ...]


def story_map(folded: Folded, naming: Naming) -> str:
    """The map as SVG."""
    texts = [_lines(box, folded, naming) for box in folded.boxes]
    leaving = [[link for link in folded.links if link.source == n] for n in range(len(folded.boxes))]
    widths = [
        max(max(width_of(line, TEXT) for line in lines) + 2 * PAD, 96.0, PORT * len(leaving[n]))
        for n, lines in enumerate(texts)
    ]
    ways = [Way(link.source, link.target, link.share, _width(link)) for link in folded.links]
    last = [n for n, box in enumerate(folded.boxes) if box.kind not in ("start", "event")]
    layout = lay_out(widths, ways, last)
    heights = [_height(lines) for lines in texts]
    tops, height = _tops(layout, heights)
    width = max(layout.width + 2 * MARGIN, 560.0)
    left = (width - layout.width) / 2
    x = [left + value for value in layout.x]
    body = [*_ways(folded, layout, x, widths, heights, tops, left)]
    for n, box in enumerate(folded.boxes):
        body.append(_box(box, folded, naming, texts[n], x[n], tops[layout.layer[n]], widths[n], heights[n]))
    body += _figures(folded, layout, x, widths, heights, tops, left)
    key = _key(folded, naming)
    title = f"{naming.world}: where stories go from {naming.start}"
    return page(width, title, [said(folded), *key], _described(folded, naming), body, height)
