"""The problems of a world while it is being checked, and how a message calls what was read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from fabula.diagnostics.problems import Problem
from fabula.diagnostics.source import Span

MOST_PROBLEMS = 100  # of one world that are told; who has so many mends some of them first
AGAIN = "here too"
MOST_PLACES = 2  # that are told besides the first, of those with the same slip in them


@dataclass(slots=True)
class Report:
    """Collects problems. The same problem at the same place is told once."""

    problems: list[Problem] = field(default_factory=list)
    _known: set[tuple[str, Span | None, str]] = field(default_factory=set)
    _slips: dict[tuple[object, ...], int] = field(default_factory=dict)

    @property
    def full(self) -> bool:
        """Whether more problems would not be told anyhow, so that no hint need be looked for."""
        return len(self.problems) >= MOST_PROBLEMS

    def add(
        self,
        code: str,
        span: Span | None,
        wrong: str,
        *,
        read: str = "",
        hint: str = "",
        related: tuple[tuple[Span, str], ...] = (),
        slip: tuple[object, ...] = (),
    ) -> None:
        """`slip`: what problems have in common that come of one slip; they are told as one, with a few places."""
        known = self._slips.get(slip) if slip else None
        if known is not None:
            self._again(known, span)
            return
        place = (code, span, wrong)
        if place not in self._known and not self.full:
            self._known.add(place)
            if slip:
                self._slips[slip] = len(self.problems)
            self.problems.append(Problem(code, span, sentence(wrong), sentence(read), sentence(hint), related))

    def _again(self, known: int, span: Span | None) -> None:
        """Adds a place to a problem, if it is on a line of its own; the first in the text stays the main one."""
        problem = self.problems[known]
        if span is None or problem.span is None:
            return
        others = [place for place, what in problem.related if what == AGAIN]
        lines: dict[tuple[str, int], Span] = {}
        for place in sorted((problem.span, span, *others), key=_place):
            lines.setdefault((place.source.name, place.line), place)
        first, *rest = lines.values()
        kept = tuple(part for part in problem.related if part[1] != AGAIN)
        again = tuple((place, AGAIN) for place in rest[:MOST_PLACES])
        self.problems[known] = replace(problem, span=first, related=(*kept, *again))


def _place(span: Span) -> tuple[str, int, int]:
    return span.source.name, span.line, span.column


def sentence(text: str) -> str:
    """The text with a capital at its beginning and a full stop at its end; empty if it is."""
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".?!…" else ".")


def source_text(span: Span) -> str:
    """What stands in the text at a place, as it is written."""
    if span.line == span.end_line:
        return span.source.line(span.line)[span.column - 1 : span.end_column - 1]
    first = span.source.line(span.line)[span.column - 1 :]
    middle = (span.source.line(number) for number in range(span.line + 1, span.end_line))
    return "\n".join([first, *middle, span.source.line(span.end_line)[: span.end_column - 1]])


def on_one_line(span: Span) -> str:
    """What stands in the text at a place, on one line."""
    return " ".join(source_text(span).split())


def written(span: Span) -> str:
    """What stands in the text at a place, on one line, with `…` for what is too long to be quoted."""
    text = on_one_line(span)
    return text if len(text) <= 60 else text[:59] + "…"


def listed(words: list[str] | tuple[str, ...], *, joined: str = "or", most: int = 6) -> str:
    """`a`, `b` or `c`; of very many the first few and `…`."""
    quoted = [f"`{word}`" for word in words[:most]]
    if len(words) > most:
        return ", ".join(quoted) + "…"
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {joined} {quoted[-1]}" if quoted else ""
