"""The story map: a folded story graph as a picture, from the start at the top to the endings at the bottom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fabula.analysis.in_words import percent
from fabula.draw.folding import Box, Folded, Link
from fabula.draw.layers import Layout, Way, lay_out
from fabula.draw.lettering import lines_of, width_of
from fabula.draw.svg import HUES, MARGIN, TEXT, hue, number, page, tag, text, tip

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WIDEST = 220.0  # of a box, but for one that many ways leave
WIDE = 120.0  # of a way that all stories take
PORT = 36.0  # at least so far apart ways leave a box, so that there is room for their figures
PAD = 10.0
STRIP = 14.0  # height of the odds within a box
BETWEEN = 74.0  # between two layers

BACK = "back, or by ways that are not drawn"  # what else may come next

_MARKS = {"rest": "=", "round": "~", "open": "."}  # in the strips, of ends that are no endings
_TITLES = {
    "start": "The start",
    "rest": "Nobody can do any more",
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
        max(max(width_of(line, TEXT) for line in lines) + 2 * PAD, 96.0, sum(map(_port, leaving[n])) + 4)
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
    return page(
        width,
        title(naming),
        [said(folded), *key],
        "\n".join([said(folded), *in_sentences(folded, naming)]),
        body,
        height,
    )


def title(naming: Naming) -> str:
    """What the map is of."""
    return f"{naming.world}: where stories go from {naming.start}"


def said(folded: Folded) -> str:
    """What the map shows and what it leaves out, in a few sentences."""
    boxes, moments = len(folded.boxes), folded.moments
    if not folded.merged:
        words = (
            f"{moments:,} moment{'' if moments == 1 else 's'} in {boxes} box{'' if boxes == 1 else 'es'}, "
            "one for each before the endings."
        )
    else:
        words = (
            f"{moments:,} moments in {boxes} boxes. Each box is what follows upon its event, until the next that is "
            f"shown: these settle {percent(folded.settled)} % of what is open about the ending."
        )
    if folded.shown < 0.9995:
        words += f" {percent(folded.shown)} % of all stories pass through what is shown."
    if folded.fro >= 0.0005:
        words += f" Rounds that come back to a box are left out ({percent(folded.fro)} % of the passages)."
    return words


def lettered(folded: Folded) -> str:
    """What the strips of letters mean, in a sentence."""
    words = {"rest": "nobody can do any more", "round": "it goes round for ever", "open": "not followed"}
    there = [kind for place, (kind, _) in enumerate(folded.ends) if folded.boxes[0].odds[place] > 0 and kind in _MARKS]
    marks = "".join(f"; `{_MARKS[kind]}`: {words[kind]}" for kind in there)
    return f"The letters beside a box show how stories end from there{marks}."


def titled(box: Box, folded: Folded, naming: Naming, *, lettered: bool = True) -> str:
    """What a box is called: an ending's title (after its letter), or the events by which stories come there."""
    if box.kind == "ending" and box.ending is not None:
        return f"{letter(folded, box)}  {naming.endings[box.ending]}" if lettered else naming.endings[box.ending]
    if box.kind in ("rest", "round") and lettered:
        return f"{_MARKS[box.kind]}  {_TITLES[box.kind]}"
    if box.kind == "event":
        often = [name for name, share in box.come_by if share >= 0.2][:2] or [box.come_by[0][0]]
        more = len(box.come_by) > len(often)
        return " or ".join(without_brackets(name) for name in often) + (" or …" if more else "")
    return _TITLES[box.kind]


def letter(folded: Folded, box: Box) -> str:
    """What stands for an ending in the strips; other ends have none."""
    place = next(n for n, end in enumerate(folded.ends) if end == (box.kind, box.ending))
    return LETTERS[place] if box.kind == "ending" and place < len(LETTERS) else ""


def without_brackets(name: str) -> str:
    """An event as a story writes it: without brackets where nothing stands in them."""
    return name.replace("()", "")


def share_in_words(box: Box) -> str:
    """How many stories pass through a box."""
    return "all stories" if box.share > 0.9995 else f"{percent(box.share)} % of stories"


def _lines(box: Box, folded: Folded, naming: Naming) -> list[str]:
    lines = lines_of(titled(box, folded, naming), WIDEST - 2 * PAD, TEXT, 3)
    lines.append(share_in_words(box))
    if box.kind == "ending":
        lines += lines_of(f"by {without_brackets(box.come_by[0][0])}", WIDEST - 2 * PAD, TEXT, 2)
    return lines


def _height(lines: Sequence[str]) -> float:
    return PAD + len(lines) * (TEXT + 5) + STRIP + 8


def _width(link: Link) -> float:
    return max(1.2, WIDE * link.share)


def _port(link: Link) -> float:
    """The room that a way and its figure take where it leaves a box."""
    return max(PORT, _width(link) + 4)


def _figure(share: float) -> str:
    """A share in hundredths, short: `54 %`, `0.7 %`."""
    return f"{100 * share:.{1 if share < 0.0095 else 0}f} %"


def _tops(layout: Layout, heights: Sequence[float]) -> tuple[list[float], float]:
    """Where each layer begins, and the height of all of them."""
    tops, y = [], 0.0
    for level in range(layout.layers):
        tops.append(y)
        y += max((heights[n] for n, own in enumerate(layout.layer) if own == level), default=0.0) + BETWEEN
    return tops, y - BETWEEN


# ---- ways ------------------------------------------------------------------------------------------------------------


def _ports(
    folded: Folded, layout: Layout, x: Sequence[float], widths: Sequence[float], left: float
) -> tuple[list[float], list[float]]:
    """Where each way leaves its box and where it comes in: beside the others, in the order in which they lie."""
    goes, comes = [0.0] * len(folded.links), [0.0] * len(folded.links)
    for box in range(len(folded.boxes)):
        out = [n for n, link in enumerate(folded.links) if link.source == box]
        into = [n for n, link in enumerate(folded.links) if link.target == box]
        out.sort(key=lambda n: left + layout.through[n][0][1] if layout.through[n] else x[folded.links[n].target])
        into.sort(key=lambda n: left + layout.through[n][-1][1] if layout.through[n] else x[folded.links[n].source])
        ports = [_port(folded.links[n]) for n in out]
        spare = min(PORT, (widths[box] - 4 - sum(ports)) / max(1, len(out)))
        at = x[box] - (sum(ports) + spare * len(out)) / 2
        for n, wide in zip(out, ports, strict=True):
            goes[n] = at + (wide + spare) / 2
            at += wide + spare
        room = [max(_width(folded.links[n]), 4.0) + 3 for n in into]
        scale = min(1.0, (widths[box] - 12) / max(1.0, sum(room)))
        at = x[box] - sum(room) * scale / 2
        for n, wide in zip(into, room, strict=True):
            comes[n] = at + wide * scale / 2
            at += wide * scale
    return goes, comes


def _ways(
    folded: Folded,
    layout: Layout,
    x: Sequence[float],
    widths: Sequence[float],
    heights: Sequence[float],
    tops: Sequence[float],
    left: float,
) -> list[str]:
    goes, comes = _ports(folded, layout, x, widths, left)
    found = []
    for n, link in sorted(enumerate(folded.links), key=lambda pair: -pair[1].share):
        here = goes[n], tops[layout.layer[link.source]] + heights[link.source]
        path = [f"M{number(here[0])} {number(here[1])}"]
        for level, middle in layout.through[n]:
            deep = max(heights[b] for b, own in enumerate(layout.layer) if own == level)
            path.append(_bend(here, (left + middle, tops[level])))
            path.append(f"V{number(tops[level] + deep)}")
            here = left + middle, tops[level] + deep
        path.append(_bend(here, (comes[n], tops[layout.layer[link.target]])))
        words = f"{percent(link.probability)} % of those who are here; {percent(link.share)} % of all stories"
        found.append(tag("path", tip(words), d="".join(path), class_="line band", stroke_width=_width(link)))
    return found


def _bend(here: tuple[float, float], there: tuple[float, float]) -> str:
    middle = (here[1] + there[1]) / 2
    return "C" + " ".join(number(v) for v in (here[0], middle, there[0], middle, *there))


def _figures(
    folded: Folded,
    layout: Layout,
    x: Sequence[float],
    widths: Sequence[float],
    heights: Sequence[float],
    tops: Sequence[float],
    left: float,
) -> list[str]:
    """How likely each way is, where it leaves its box."""
    goes, _ = _ports(folded, layout, x, widths, left)
    return [
        text(
            goes[n],
            tops[layout.layer[link.source]] + heights[link.source] + 16,
            _figure(link.probability),
            "ink small middle halo",
        )
        for n, link in enumerate(folded.links)
    ]


# ---- boxes -----------------------------------------------------------------------------------------------------------


def _box(
    box: Box, folded: Folded, naming: Naming, lines: Sequence[str], x: float, y: float, width: float, height: float
) -> str:
    left = x - width / 2
    frame = "box edge dashed" if box.kind == "open" else "box edge"
    thick = 2.0 if box.kind not in ("event", "open") else 1.0
    parts = [tip(_whole(box, folded, naming))]
    parts.append(tag("rect", x=left, y=y, width=width, height=height, rx=5, class_=frame, stroke_width=thick))
    titles = len(lines_of(titled(box, folded, naming), WIDEST - 2 * PAD, TEXT, 3))
    for n, line in enumerate(lines):
        class_ = "ink strong middle" if n < titles else "faint middle"
        parts.append(text(x, y + PAD + (n + 1) * (TEXT + 5) - 6, line, class_))
    parts += _strip(box, folded, left + 6, y + height - STRIP - 6, width - 12)
    return tag("g", *parts)


def _strip(box: Box, folded: Folded, left: float, y: float, width: float) -> list[str]:
    """The odds of the ends from a box, side by side, each with its letter where there is room."""
    found = []
    for place, (odds, (kind, _)) in enumerate(zip(box.odds, folded.ends, strict=True)):
        wide = odds * width
        if wide >= 0.3:
            class_ = hue(place % (HUES - 1)) if kind == "ending" else hue(HUES - 1)
            found.append(tag("rect", x=left, y=y, width=wide, height=STRIP, class_=class_))
            mark = _mark(kind, place)
            if kind != "open" and wide > 12:
                found.append(text(left + wide / 2, y + STRIP - 3, mark, "on small strong middle"))
        left += wide
    return found


# ---- in words --------------------------------------------------------------------------------------------------------


def _whole(box: Box, folded: Folded, naming: Naming) -> str:
    """All about a box, in words."""
    words = f"{titled(box, folded, naming, lettered=False)}: {share_in_words(box)}."
    if box.kind in ("start", "event"):
        words += f" From here: {', '.join(odds_from(box, folded, naming))}."
    if box.come_by:
        names = [f"{without_brackets(name)} ({percent(share)} %)" for name, share in box.come_by[:5]]
        words += f" Stories come here by {', '.join(names)}."
    return words


def odds_from(box: Box, folded: Folded, naming: Naming) -> list[str]:
    """How stories end from a box, the likeliest first: `They part as agreed 48.0 %`."""
    ranked = sorted(range(len(box.odds)), key=lambda place: -box.odds[place])
    found = []
    for place in ranked:
        kind, ending = folded.ends[place]
        name = naming.endings[ending] if ending is not None else _TITLES[kind].lower()
        if box.odds[place] >= 0.005:
            found.append(f"{name} {percent(box.odds[place])} %")
    return found


def _key(folded: Folded, naming: Naming) -> list[str]:
    """What the strips mean; endings that are too unlikely to have a box are named here."""
    shown = {box.ending for box in folded.boxes if box.kind == "ending"}
    missing = [naming.endings[e] for kind, e in folded.ends if kind == "ending" and e is not None and e not in shown]
    words = "The strip in each box shows how stories end from there; the letters are those of the endings below."
    inner = [n for n, box in enumerate(folded.boxes) if box.kind in ("start", "event")]
    if any(_otherwise(folded, n) >= 0.005 for n in inner):
        words += " What the figures below a box leave to 100 % goes back, or by ways that are not drawn."
    if missing:
        words += f" Too unlikely for a box: {', '.join(missing)}."
    return [words]


# ---- in the terminal -------------------------------------------------------------------------------------------------


def in_letters(folded: Folded, naming: Naming, columns: int) -> list[str]:
    """The map as a list: each box with its share of all stories and its odds as a strip of letters; below, the ways."""
    names = [titled(box, folded, naming) for box in folded.boxes]
    strip = 20
    room = columns - strip - 16
    lines = []
    for n, box in enumerate(folded.boxes):
        title = names[n] if len(names[n]) <= room else names[n][: room - 1] + "…"
        odds = "" if box.kind not in ("start", "event") else _letters(box, folded, strip)
        lines.append(f"{n:>3}  {title:<{room}} {_figure(box.share):>6}  {odds}".rstrip())
        for link in sorted((link for link in folded.links if link.source == n), key=lambda link: -link.share):
            then = f"     {_figure(link.probability):>6} > {link.target:>2} {names[link.target]}"
            lines.append(then if len(then) <= columns else then[: columns - 1] + "…")
        if box.kind in ("start", "event") and _otherwise(folded, n) >= 0.005:
            lines.append(f"     {_figure(_otherwise(folded, n)):>6}   {BACK}")
    return lines


def _letters(box: Box, folded: Folded, columns: int) -> str:
    """The strip of a box: as many letters for each ending as it is likely; others as `lettered` says."""
    strip, before = "", 0.0
    for place, (odds, (kind, _)) in enumerate(zip(box.odds, folded.ends, strict=True)):
        before += odds
        strip += _mark(kind, place) * (round(before * columns) - len(strip))
    return strip


def _mark(kind: str, place: int) -> str:
    """What stands for an end in the strips."""
    return _MARKS.get(kind, LETTERS[place] if place < len(LETTERS) else "+")


def _otherwise(folded: Folded, box: int) -> float:
    """The probability that from a box it goes on by none of the ways that are drawn."""
    return 1 - sum(link.probability for link in folded.links if link.source == box)


def in_sentences(folded: Folded, naming: Naming) -> list[str]:
    """The map in sentences, for those who do not see it."""
    names = [titled(box, folded, naming, lettered=False) for box in folded.boxes]
    lines = []
    for n, box in enumerate(folded.boxes):
        words = f"{n}. {names[n]}: {share_in_words(box)}."
        if box.kind in ("start", "event"):
            words += f" From here: {', '.join(odds_from(box, folded, naming))}."
        onward = sorted((link for link in folded.links if link.source == n), key=lambda link: -link.share)
        if onward:
            ways = (f"{names[link.target]} ({link.target}) {_figure(link.probability)}" for link in onward)
            elsewhere = _otherwise(folded, n)
            words += f" Then {', '.join([*ways, *([f'{BACK} {_figure(elsewhere)}'] if elsewhere >= 0.005 else [])])}."
        lines.append(words)
    return lines
