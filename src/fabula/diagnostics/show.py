"""How a problem is shown: place, code, message, the line with a caret, what was read, what to try, the manual page."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Callable, Iterable

from fabula.diagnostics.problems import Problem
from fabula.diagnostics.source import Span

MANUAL_PAGE = "docs/manual/errors/{}.md"
_LONGEST = 1000  # characters of a message that are shown, where a name or a number is endlessly long
_COLUMNS = 80  # of a line that says what was read, or what to try
_WIDEST = 160  # columns of a source line that are shown; a longer line is cut around the place
_RED, _YELLOW, _BLUE, _BOLD, _PLAIN = "\x1b[31m", "\x1b[33m", "\x1b[34m", "\x1b[1m", "\x1b[0m"


def show(problem: Problem, *, color: bool = False) -> str:
    """The problem as lines of text, without a line end after the last.

    With `color`, ANSI colours are put in. Control characters of the source are shown as `�`, a tab as one blank.
    """

    def dyed(text: str, code: str) -> str:
        return f"{code}{text}{_PLAIN}" if color else text

    hue = _RED if problem.severity == "error" else _YELLOW
    place = "" if problem.span is None else f"{printable(str(problem.span))}: "
    wrong = _message(problem.wrong)
    head = f"{dyed(place, _BOLD)}{dyed(f'{problem.severity} {problem.code}', hue)}: {dyed(wrong, _BOLD)}"
    lines = [head]
    margin = "  "
    spans = [span for span in (problem.span, *(span for span, _ in problem.related)) if span is not None]
    if spans:
        margin = " " * (len(str(max(span.line for span in spans))) + 1)
    if problem.span is not None:
        lines += _excerpt(problem.span, len(margin), dyed, hue)
    for span, words in problem.related:
        lines.append(f"{margin}{dyed('-', _BLUE)} {printable(str(span))}: {printable(words)}")
        lines += _excerpt(span, len(margin), dyed, _BLUE)
    if problem.read:
        lines += _labelled(margin, "= read:", problem.read, dyed)
    if problem.hint:
        lines += _labelled(margin, "= try:", problem.hint, dyed)
    lines.append(f"{margin}{dyed('= page:', _BLUE)} {MANUAL_PAGE.format(problem.code)}")
    return "\n".join(lines)


def show_all(problems: Iterable[Problem], *, color: bool = False) -> str:
    """Every problem, with an empty line between two; empty for none."""
    return "\n\n".join(show(problem, color=color) for problem in problems)


def printable(text: str) -> str:
    """The text with tabs as blanks and with what would upset a terminal as `�`."""
    return "".join(" " if c == "\t" else c if _harmless(c) else "�" for c in text)


def _message(text: str) -> str:
    return printable(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")


def _labelled(margin: str, label: str, text: str, dyed: Callable[[str, str], str]) -> list[str]:
    """A label and what it is of, in lines of at most 80 columns, but for words that are longer."""
    indent = f"{margin}{label:<8}"
    wide = max(40, _COLUMNS - len(indent))
    lines = textwrap.wrap(_message(text), wide, break_long_words=False, break_on_hyphens=False)
    first, *others = lines or [""]
    return [
        f"{margin}{dyed(label, _BLUE)}{' ' * (8 - len(label))}{first}",
        *(" " * len(indent) + line for line in others),
    ]


def _harmless(character: str) -> bool:
    return character == "\n" or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _width(text: str) -> int:
    """Columns that a terminal needs for the text: none for a combining mark, two for a wide character."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in printable(text)
    )


def _excerpt(span: Span, margin: int, dyed: Callable[[str, str], str], hue: str) -> list[str]:
    """The line that the span begins in, and carets below it."""
    line = span.source.line(span.line)
    start = min(span.column - 1, len(line))
    end = len(line) if span.end_line > span.line else min(span.end_column - 1, len(line))
    before, after = "", ""
    if len(line) > _WIDEST:
        first = max(0, start - _WIDEST // 2)
        last = min(len(line), first + _WIDEST)
        before, after = ("…" if first else ""), ("…" if last < len(line) else "")
        line, start, end = line[first:last], start - first, min(end, last) - first
    pad = " " * (len(before) + _width(line[:start]))
    carets = "^" * max(1, _width(line[start:end]))
    number = str(span.line).rjust(margin - 1)
    bar = dyed("|", _BLUE)
    return [
        f"{dyed(number, _BLUE)} {bar} {before}{printable(line)}{after}",
        f"{' ' * margin}{bar} {pad}{dyed(carets, hue)}",
    ]
