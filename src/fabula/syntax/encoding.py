"""Bytes of a file to a `Source`: UTF-8, with or without a byte order mark."""

from __future__ import annotations

from fabula.diagnostics.problems import Problem
from fabula.diagnostics.source import Source, Span
from fabula.syntax.lexer import MOST_CHARACTERS

MOST_BYTES = 4 * MOST_CHARACTERS  # no text that is short enough can have more

_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


def decoded(name: str, data: bytes) -> tuple[Source | None, tuple[Problem, ...]]:
    """The text that the bytes of a file stand for, or None and what is wrong with them (F101, F103)."""
    if len(data) > MOST_BYTES:
        empty = Source(name, "")
        wrong = f"The file has {len(data):,} bytes; a file can have {MOST_CHARACTERS:,} characters."
        hint = 'Divide it into several files, and `use "part.fabula"` in one of them.'
        return None, (Problem("F103", Span(empty, 1, 1, 1, 2), wrong, "", hint),)
    try:
        return Source(name, data.decode("utf-8-sig")), ()
    except UnicodeDecodeError as error:
        source = Source(name, data.decode("utf-8-sig", errors="replace"))
        before = data[: error.start].decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
        line = before.count("\n") + 1
        column = len(before) - (before.rfind("\n") + 1) + 1
        encoding = _MARKS.get(data[:2], "")
        wrong = "This is not UTF-8 text."
        read = f"It begins as {encoding} text does." if encoding else f"The byte {data[error.start]:#04x} can't stand here."
        hint = "Save the file with the encoding UTF-8."
        return None, (Problem("F101", Span(source, line, column, line, column + 1), wrong, read, hint),)
