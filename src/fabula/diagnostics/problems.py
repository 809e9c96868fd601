"""Problems: what is wrong with a text, where, and what to try; and the one exception that carries them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice

from fabula.diagnostics.codes import CODES, Severity
from fabula.diagnostics.source import Span

MOST_COMPARED = 200  # names that a hint is looked for among


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong (or, for a warning, surely unmeant).

    * `code`: a key of `CODES`, from which the severity comes.
    * `span`: where; None for what stands in no text (a command line).
    * `wrong`: what is wrong, a sentence. `read`: what was read there, and as what. `hint`: one thing to try.
    * `related`: other places that belong to it, each with a few words ("first declared here").
    """

    code: str
    span: Span | None
    wrong: str
    read: str = ""
    hint: str = ""
    related: tuple[tuple[Span, str], ...] = ()

    @property
    def severity(self) -> Severity:
        return CODES[self.code].severity

    def __str__(self) -> str:
        place = "" if self.span is None else f"{self.span}: "
        return f"{place}{self.severity} {self.code}: {self.wrong}"


class FabulaError(Exception):
    """What a user must be told: one or more problems, to be shown with `show`, never with a traceback."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those of the problems that are errors, not warnings."""
    return tuple(problem for problem in problems if problem.severity == "error")


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems in the order of the text: by file, line and column; those without a place first."""

    def place(problem: Problem) -> tuple[str, int, int]:
        span = problem.span
        return ("", 0, 0) if span is None else (span.source.name, span.line, span.column)

    return tuple(sorted(problems, key=place))


def did_you_mean(name: str, candidates: Iterable[str], also: str = "") -> str:
    """A hint: the names that are most like `name` ("Did you mean `at`?"); `also` where there is none like it.

    Of very many names only some are compared: those that begin and end alike and are about as long.
    """
    names = sorted(set(candidates))
    if len(names) > MOST_COMPARED:
        alike = (c for c in names if c[:1] == name[:1] and c[-1:] == name[-1:] and abs(len(c) - len(name)) <= 2)
        names = list(islice(alike, MOST_COMPARED))
    lower = {candidate.lower(): candidate for candidate in reversed(names)}
    close = [lower[key] for key in get_close_matches(name.lower(), list(lower), n=3, cutoff=0.65)]
    if not close:
        return also
    quoted = [f"`{candidate}`" for candidate in close]
    return f"Did you mean {quoted[0] if len(quoted) == 1 else ', '.join(quoted[:-1]) + ' or ' + quoted[-1]}?"
