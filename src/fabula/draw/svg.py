"""SVG: elements, lengths, and the page that every picture stands on, in light and in dark.

A page carries its own style sheet and nothing else: no fonts, scripts or pictures from elsewhere. Colours follow the
reader's `prefers-color-scheme`; whoever does not know that rule sees the light ones. Every page has a title and a
description for those who do not see it, and nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from fabula.draw.lettering import lines_of

MARGIN = 24  # around a picture
HUES = 8  # as many fills `hue0`, `hue1`...; after M. Okabe and K. Ito, "Color Universal Design", 2008
TITLE, TEXT, SMALL = 20, 13, 11  # sizes of letters

_LIGHT = ("#3d8fc6", "#e0752b", "#23a880", "#d48ab3", "#e6a817", "#7cc4ee", "#ab8d5f", "#9aa0a8")
_DARK = ("#4aa3df", "#f0813a", "#2fc79a", "#e39ac2", "#f2b735", "#8fd0f5", "#c4a574", "#a3a8b0")
_COLOURS = {  # class: property, in light, in dark
    "paper": ("fill", "#fcfbf8", "#17191d"),
    "ink": ("fill", "#22252a", "#e8e6e0"),
    "faint": ("fill", "#63686f", "#a2a6ad"),
    "box": ("fill", "#ffffff", "#22252b"),
    "edge": ("stroke", "#8a8f96", "#7b8088"),
    "rule": ("stroke", "#dcd9d2", "#383c43"),
    "band": ("stroke", "#b9c4cf", "#4a5663"),
    "true": ("fill", "#dfe6ec", "#33404c"),
    "unknown": ("fill", "#f1efea", "#1f2227"),
    "false": ("fill", "#f6d9c7", "#5a3522"),
    "wrong": ("stroke", "#b3470c", "#f0813a"),
    "on": ("fill", "#101214", "#101214"),
    "halo": ("stroke", "#fcfbf8", "#17191d"),
}
_STYLE = f"""
text {{ font: {TEXT}px system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }}
.title {{ font: 600 {TITLE}px Charter, "Iowan Old Style", Georgia, "DejaVu Serif", serif; }}
.strong {{ font-weight: 600; }}
.small {{ font-size: {SMALL}px; }}
.middle {{ text-anchor: middle; }}
.end {{ text-anchor: end; }}
.line {{ fill: none; }}
.dashed {{ stroke-dasharray: 5 4; }}
.halo {{ paint-order: stroke; stroke-width: 4px; stroke-linejoin: round; }}
"""


def number(length: float) -> str:
    """A length to a tenth: `12`, `0.5`."""
    text = f"{length:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def tag(name: str, *content: str, **attributes: str | float) -> str:
    """An element. Its content is SVG, not text (`text` is for that); `class_` is `class`, and `_` elsewhere `-`."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{''.join(content)}</{name}>" if content else f"<{name}{written}/>"


def text(x: float, y: float, words: str, class_: str = "ink", **attributes: str | float) -> str:
    """A line of text, its base line at y."""
    return tag("text", _clean(words), x=x, y=y, class_=class_, **attributes)


def tip(words: str) -> str:
    """What is said of the element that it stands in, where a reader points at it."""
    return tag("title", _clean(words))


def hue(place: int) -> str:
    """The class that fills with the colour of a place in a list."""
    return f"hue{place % HUES}"


def page(width: float, title: str, below: Iterable[str], description: str, body: Iterable[str], height: float) -> str:
    """A whole file: a title, some lines of text below it, and a body that begins at y = 0 and is `height` high."""
    lines = [line for part in below for line in lines_of(part, width - 2 * MARGIN, TEXT)]
    heads = lines_of(title, width - 2 * MARGIN, TITLE)
    top = float(MARGIN)
    found = [tag("rect", class_="paper", width="100%", height="100%")]
    for line in heads:
        top += TITLE
        found.append(text(MARGIN, top - 3, line, "ink title"))
        top += 6
    for line in lines:
        top += TEXT + 5
        found.append(text(MARGIN, top - 3, line, "faint"))
    top += MARGIN
    found.append(tag("g", "\n", *(f"{part}\n" for part in body), transform=f"translate(0 {number(top)})"))
    whole = top + height + MARGIN
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{number(width)}" height="{number(whole)}" '
        f'viewBox="0 0 {number(width)} {number(whole)}" role="img" aria-labelledby="title description">'
    )
    names = [
        tag("title", _clean(title), id="title"),
        tag("desc", _clean(description), id="description"),
        tag("style", _style()),
    ]
    return "\n".join([head, *names, *found, "</svg>"]) + "\n"


def _style() -> str:
    light = [f".{name} {{ {kind}: {colour}; }}" for name, (kind, colour, _) in _COLOURS.items()]
    dark = [f".{name} {{ {kind}: {colour}; }}" for name, (kind, _, colour) in _COLOURS.items()]
    light += [f".hue{place} {{ fill: {colour}; }}" for place, colour in enumerate(_LIGHT)]
    dark += [f".hue{place} {{ fill: {colour}; }}" for place, colour in enumerate(_DARK)]
    rules = "\n".join(light)
    return f"{_STYLE}{rules}\n@media (prefers-color-scheme: dark) {{\n" + "\n".join(dark) + "\n}\n"


def _clean(words: str) -> str:
    return escape("".join(c if c.isprintable() else " " for c in words), quote=False)
