"""A page of 80 columns."""

from __future__ import annotations

import re
import textwrap

COLUMNS = 80
_STYLED = re.compile(r"\x1b\[[0-9;]*m")  # what colours a text, and is not seen


def filled(indent: str, text: str, hang: int = 0) -> list[str]:
    """A text in lines of at most 80 columns: the first indented so, the others by `hang` more; names stay whole."""
    later = " " * (len(indent) + hang)
    return textwrap.wrap(
        text, COLUMNS, initial_indent=indent, subsequent_indent=later, break_long_words=False, break_on_hyphens=False
    )


def wrapped(text: str, hang: int = 4) -> str:
    """The lines of a text, each of at most 80 columns: what goes on stands `hang` further in than its line begins."""
    lines: list[str] = []
    for line in text.splitlines():
        indent = " " * (len(line) - len(line.lstrip()))
        whole = len(_STYLED.sub("", line)) <= COLUMNS
        lines += [line] if whole else filled(indent, line.strip(), hang=hang)
    return "\n".join(lines)


def counted(count: int, one: str, several: str = "") -> str:
    """`1 step`, `1,200 steps`; `several` where it is not made by an s."""
    return f"{count:,} {one if count == 1 else several or f'{one}s'}"
