"""Setting what is told on a page: lines of 80 columns, dreams set apart, a mark between two scenes."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from fabula.narration.scenes import Paragraph, Scene

COLUMNS = 80
SCENE_MARK = "* * *"
_DREAM_INDENT = "    "


def page(scenes: Iterable[Scene]) -> str:
    """The scenes as text: an empty line between two paragraphs, a mark between two scenes; dreams are indented."""
    mark = f"\n\n{SCENE_MARK.center(COLUMNS).rstrip()}\n\n"
    return mark.join("\n\n".join(_paragraph(paragraph) for paragraph in scene) for scene in scenes)


def _paragraph(run: Paragraph) -> str:
    indent = _DREAM_INDENT if run[0].kind == "dream" else ""
    lines = " ".join(sentence.text for sentence in run).split("\n")
    return "\n".join(
        textwrap.fill(line, COLUMNS, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
        for line in lines
    )
