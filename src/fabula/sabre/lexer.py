"""Sabre's text cut into tokens, and its brackets paired (`docs/manual/sabre.md`, "Words")."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, NamedTuple

from fabula.diagnostics.problems import Problem
from fabula.diagnostics.source import Source, Span

TEXT_LIMIT = 1_000_000  # characters in one file
NUMBER_LIMIT = 300  # characters in one number; Sabre's numbers end at about 1e308

_SYMBOLS = r"(){}\[\],;:*/+\-&|!=<>?"
_TOKEN = re.compile(
    rf"""
      (?P<blank>  [\s\ufeff]+ | //[^\n\r]* | /\*.*?\*/ )
    | (?P<open>   /\* )
    | (?P<symbol> [=!<>]= | [(){{}}\[\],;:*/+&|!=<>?] | -(?![0-9]) )
    | (?P<word>   -?[^\s\ufeff{_SYMBOLS}]+ )
    """,
    re.VERBOSE | re.DOTALL,
)
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]*)?")
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffd]")
_CLOSER = {"(": ")", "{": "}", "[": "]"}


class Token(NamedTuple):
    kind: Literal["name", "number", "symbol"]
    text: str
    start: int  # offsets into the text
    end: int


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a file. `partner[i]` is the place of the bracket that belongs to bracket `i`, or -1."""

    source: Source
    tokens: list[Token]
    partner: list[int]
    broken: list[int]  # places of brackets that have no partner, ascending
    _lines: list[int] = field(repr=False)  # offset at which each line starts

    def span(self, first: int, end: int) -> Span:
        """The place of tokens `first` to `end - 1`; of an empty stretch, the place right after what is before it."""
        if not self.tokens:
            return Span(self.source, 1, 1, 1, 1)
        if end <= first:
            offset = self.tokens[min(first, len(self.tokens)) - 1].end if first else self.tokens[0].start
            return self._between(offset, offset + 1)
        return self._between(self.tokens[first].start, self.tokens[end - 1].end)

    def _between(self, start: int, end: int) -> Span:
        line, column = self._place(start)
        end_line, end_column = self._place(end)
        return Span(self.source, line, column, end_line, end_column)

    def _place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def text(self, first: int, end: int) -> str:
        """What stands there, blanks made one, cut short where it is long: for messages."""
        return short(" ".join(self.source.text[self.tokens[first].start : self.tokens[end - 1].end][:400].split()))


def short(text: str, limit: int = 60) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def number(text: str) -> int | Fraction:
    """The exact value of a number token."""
    value = Fraction(text.removesuffix("."))
    return value.numerator if value.denominator == 1 else value


def tokenize(source: Source, complain: Callable[[Problem], None]) -> Tokens | None:
    """The tokens of a text; None where it cannot be text at all. What is wrong is told to `complain`."""
    text = source.text
    lines = [0]
    lines += [m.end() for m in re.finditer("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", text)]
    tokens: list[Token] = []
    result = Tokens(source, tokens, [], [], lines)
    if len(text) > TEXT_LIMIT:
        complain(
            Problem(
                "F808",
                result._between(0, 1),
                f"This file has {len(text):,} characters; {TEXT_LIMIT:,} are the limit.",
                hint="Make the problem smaller.",
            )
        )
        return None
    if odd := _NOT_TEXT.search(text):
        complain(
            Problem(
                "F801",
                result._between(odd.start(), odd.end()),
                "This is not a text file.",
                read=f"the character with the number {ord(odd.group()):#x}",
                hint="Give a problem file in Sabre's language, saved as UTF-8.",
            )
        )
        return None
    told: set[str] = set()
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        assert found is not None  # every character is a blank, a symbol or part of a word
        start, at = at, found.end()
        match found.lastgroup:
            case "symbol":
                tokens.append(Token("symbol", found.group(), start, at))
            case "word":
                tokens.append(_word(found.group(), start, result, told, complain))
            case "open":
                hint = "Write `*/` at its end."
                complain(Problem("F802", result._between(start, at), "This comment is never closed.", hint=hint))
                break
    _pair(result, complain)
    return result


def _word(word: str, start: int, where: Tokens, told: set[str], complain: Callable[[Problem], None]) -> Token:
    """A number or a name; what is neither is told once, and goes on as what it looks like."""
    end = start + len(word)
    if _NUMBER.fullmatch(word):
        if len(word) <= NUMBER_LIMIT:
            return Token("number", word, start, end)
        wrong = f"This number has {len(word):,} characters; {NUMBER_LIMIT} are the limit."
        complain(Problem("F804", where._between(start, end), wrong, hint="Use a smaller number."))
        return Token("number", "0", start, end)
    if word[0].isalpha():
        return Token("name", word, start, end)
    numeric = not any(character.isalpha() for character in word)
    if word not in told:
        told.add(word)
        hint = "Numbers are written like `3` or `-2.5`." if numeric else "Begin names with a letter."
        wrong = f"`{short(word)}` is neither a name nor a number."
        complain(Problem("F804", where._between(start, end), wrong, hint=hint))
    return Token("number", "0", start, end) if numeric else Token("name", word, start, end)


def _pair(result: Tokens, complain: Callable[[Problem], None]) -> None:
    """Pair the brackets. A `;` never stands within round or square ones, which tells where an open one is at fault."""
    tokens, partner = result.tokens, result.partner
    partner += [-1] * len(tokens)
    open_at: list[int] = []

    def unclosed(place: int) -> None:
        bracket = tokens[place].text
        result.broken.append(place)
        complain(
            Problem(
                "F803",
                result.span(place, place + 1),
                f"This `{bracket}` is never closed.",
                hint=f"Write `{_CLOSER[bracket]}` where it should end.",
            )
        )

    for place, token in enumerate(tokens):
        if token.kind != "symbol":
            continue
        if token.text in _CLOSER:
            open_at.append(place)
        elif token.text == ";":
            while open_at and tokens[open_at[-1]].text != "{":
                unclosed(open_at.pop())
        elif token.text in ")}]":
            opener = {")": "(", "}": "{", "]": "["}[token.text]
            if token.text == "}":
                while open_at and tokens[open_at[-1]].text != "{":
                    unclosed(open_at.pop())
            if open_at and tokens[open_at[-1]].text == opener:
                partner[place] = open_at.pop()
                partner[partner[place]] = place
            else:
                result.broken.append(place)
                complain(
                    Problem(
                        "F803",
                        result.span(place, place + 1),
                        f"Nothing is open here that `{token.text}` could close.",
                        hint="Take it away, or open the bracket before it.",
                    )
                )
    while open_at:
        unclosed(open_at.pop())
    result.broken.sort()
