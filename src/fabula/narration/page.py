"""Setting the told sentences on a page: paragraphs, lines of 80 columns, dreams set apart.

A paragraph for each beat, and a new one where somebody else begins to speak.
"""

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
            if run and _breaks(run, sentence):
                set_.append(_paragraph(run))
                run = []
            run.append(sentence)
        if run:
            set_.append(_paragraph(run))
    return "\n\n".join(set_)


def _breaks(run: list[Sentence], sentence: Sentence) -> bool:
    """Whether a new paragraph begins: a dream does, or is over, or somebody answers."""
    if (sentence.kind == "dream") != (run[0].kind == "dream"):
        return True
    speaker = next((told.by for told in reversed(run) if '"' in told.text), None)
    return '"' in sentence.text and speaker is not None and sentence.by is not None and sentence.by != speaker


def _paragraph(run: list[Sentence]) -> str:
    indent = _DREAM_INDENT if run[0].kind == "dream" else ""
    lines = " ".join(sentence.text for sentence in run).split("\n")
    return "\n".join(
        textwrap.fill(line, COLUMNS, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
        for line in lines
    )
