"""Rows of a printed file, and how comments and empty lines of the source are put between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fabula.diagnostics.source import Source
from fabula.syntax.lexer import Comment
from fabula.syntax.written import broken

WIDTH = 100
INDENT = 4


@dataclass(frozen=True, slots=True)
class Row:
    """A line to be printed, which may be broken at its marks.

    `first` and `last` are the lines of the source that it comes from, `column` the one that it began in there; `hang`
    is how much further the lines are indented that it goes on in.
    """

    indent: int
    written: str
    first: int
    last: int
    column: int
    hang: int = 2 * INDENT


def laid_out(rows: Sequence[Row], comments: Sequence[Comment], source: Source) -> str:
    """The rows with the comments of the source where they belong, and an empty line where there was one or more.

    A comment behind a line stays behind it, in its column if it can. One on a line of its own, or in the middle of a
    line that goes on, stands before the row, as deep as the rows that it was as deep as.
    """
    empty = [not line.strip() for line in source.lines]
    printed: list[str] = []
    open_rows: list[Row] = []
    waiting = list(reversed(comments))
    behind = _behind(rows, comments)

    def gap(line: int) -> None:
        if printed and line >= 2 and empty[line - 2]:
            printed.append("")

    for number, row in enumerate(rows):
        while waiting and waiting[-1].line <= row.last:
            if behind.get(waiting[-1].line, -1) > number:
                break
            comment = waiting.pop()
            if behind.get(comment.line) == number:
                break
            if comment.line < row.first:
                gap(comment.line)
            printed.append(" " * _depth(comment, row, open_rows) + comment.text)
        if number == 0 or row.first > rows[number - 1].first:
            gap(row.first)
        lines = broken(row.written, row.indent, row.hang, WIDTH)
        if behind.get(row.last) == number:
            comment = next(c for c in comments if c.line == row.last)
            lines[-1] = lines[-1].ljust(comment.column - 3) + "  " + comment.text
        printed += lines
        while open_rows and open_rows[-1].column >= row.column:
            open_rows.pop()
        open_rows.append(row)
    for comment in reversed(waiting):
        gap(comment.line)
        printed.append(" " * _depth(comment, None, open_rows) + comment.text)
    return "\n".join(printed) + "\n" if printed else ""


def _behind(rows: Sequence[Row], comments: Sequence[Comment]) -> dict[int, int]:
    """For the line of each comment that stands behind a row: the number of the row."""
    ends = {row.last: number for number, row in enumerate(rows)}
    return {comment.line: ends[comment.line] for comment in comments if not comment.alone and comment.line in ends}


def _depth(comment: Comment, after: Row | None, open_rows: Sequence[Row]) -> int:
    """How far to indent a comment before the row `after`."""
    if after is not None and (comment.column <= after.column or comment.line >= after.first or not open_rows):
        return after.indent
    for row in reversed(open_rows):
        if row.column <= comment.column:
            return max(row.indent, 0 if after is None else after.indent)
    return 0
