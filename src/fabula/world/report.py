"""The problems of a world while it is being checked, and how a message calls what was read."""

from __future__ import annotations

from dataclasses import dataclass, field

from fabula.diagnostics.problems import Problem
from fabula.diagnostics.source import Span

MOST_PROBLEMS = 100  # of one world that are told; who has so many mends some of them first


@dataclass(slots=True)
class Report:
    """Collects problems. The same problem at the same place is told once."""

    problems: list[Problem] = field(default_factory=list)
    _known: set[tuple[str, Span | None, str]] = field(default_factory=set)

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
    ) -> None:
        place = (code, span, wrong)
        if place not in self._known and not self.full:
            self._known.add(place)
            self.problems.append(Problem(code, span, sentence(wrong), sentence(read), sentence(hint), related))


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
