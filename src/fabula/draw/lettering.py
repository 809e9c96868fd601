"""Lettering: how wide a text surely is in whichever plain typeface the reader has, and how it is broken into lines."""

from __future__ import annotations

_NARROW = frozenset("iljtfr.,:;'|!()[] -")
_WIDE = frozenset("mwMW@%—")


def width_of(words: str, size: float) -> float:
    """A width that the text hardly exceeds, in the widest of the usual typefaces, bold ones included."""
    ems = (0.41 if c in _NARROW else 0.97 if c in _WIDE else 0.73 if c.isupper() else 0.65 for c in words)
    return size * sum(ems)


def lines_of(words: str, width: float, size: float, most: int | None = None) -> list[str]:
    """The text in lines that are not wider than that; words stay whole. `most` lines: what is left over is cut off."""
    lines: list[str] = []
    for word in words.split():
        if lines and width_of(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if most is not None and len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [shortened(line, width, size) for line in lines]


def shortened(words: str, width: float, size: float) -> str:
    """The text, or as much of it as there is room for, and `…`."""
    if width_of(words, size) <= width:
        return words
    while words and width_of(f"{words}…", size) > width:
        words = words[:-1]
    return f"{words.rstrip()}…"
