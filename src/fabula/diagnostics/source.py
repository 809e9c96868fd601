"""Places in a text: a source file, and a span in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_LINE_END = re.compile(r"\r\n|\r|\n")


@lru_cache(maxsize=16)
def _lines(text: str) -> tuple[str, ...]:
    return tuple(_LINE_END.split(text))


@dataclass(frozen=True, slots=True)
class Source:
    """A text and the name by which a message calls it (a path as the user wrote it, or a library module)."""

    name: str
    text: str

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines without their line ends; a line ends with `\\n`, `\\r\\n` or `\\r` and with nothing else."""
        return _lines(self.text)

    def line(self, number: int) -> str:
        """The line of that number (from 1) without its line end; empty past the end."""
        lines = self.lines
        return lines[number - 1] if 0 < number <= len(lines) else ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a source. Lines and columns count from 1; `end_column` is one past the last character."""

    source: Source
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line}:{self.column}"

    def to(self, end: Span) -> Span:
        """From the beginning of this span to the end of another one."""
        return Span(self.source, self.line, self.column, end.end_line, end.end_column)
