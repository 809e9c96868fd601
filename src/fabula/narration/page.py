"""Setting the told sentences on a page: a paragraph for each beat, lines of 80 columns, dreams set apart."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from fabula.narration.telling import Sentence

COLUMNS = 80
_DREAM_INDENT = "    "


def paragraphs(groups: Iterable[Iterable[Sentence]]) -> str:
    """A paragraph for each group that has something to tell, with an empty line between two; dreams are indented."""
    set_: list[str] = []
    for group in groups:
        run: list[Sentence] = []
        for sentence in group:
            if run and (sentence.kind == "dream") != (run[0].kind == "dream"):
                set_.append(_paragraph(run))
                run = []
            run.append(sentence)
        if run:
            set_.append(_paragraph(run))
    return "\n\n".join(set_)


def _paragraph(run: list[Sentence]) -> str:
    indent = _DREAM_INDENT if run[0].kind == "dream" else ""
    lines = " ".join(sentence.text for sentence in run).split("\n")
    return "\n".join(
        textwrap.fill(line, COLUMNS, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
        for line in lines
    )
