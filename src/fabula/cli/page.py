"""A page of 80 columns."""

from __future__ import annotations

import textwrap

COLUMNS = 80


def filled(indent: str, text: str, hang: int = 0) -> list[str]:
    """A text in lines of at most 80 columns: the first indented so, the others by `hang` more; names stay whole."""
    later = " " * (len(indent) + hang)
    return textwrap.wrap(
        text, COLUMNS, initial_indent=indent, subsequent_indent=later, break_long_words=False, break_on_hyphens=False
    )
