"""Text to lines of tokens: indentation, continuation, comments; what is no token is reported and stepped over.

The result is a tree of `Line`s: a line's children are the lines below it that are indented deeper. Each line is then
parsed by itself, so that a mistake in one never hides the next. The rules are those of `docs/manual/language.md`,
"Lines, blocks, words".
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from fabula.diagnostics.problems import Problem
from fabula.diagnostics.source import Source, Span
from fabula.syntax.words import DECLARATIONS, EVENT_CLAUSES

MOST_CHARACTERS = 1_000_000  # of a text; more is F103
MOST_BLOCKS = 30  # blocks within blocks; more is F104
MOST_DIGITS = 40  # of a number

TokenKind = Literal["name", "number", "text", "sign", "end"]


@dataclass(frozen=True, slots=True)
class Token:
    """`text` is as written, but a name is in Unicode's composed form (NFC), and a text has its opening quote only."""

    kind: TokenKind
    text: str
    span: Span

    @property
    def inside(self) -> str:
        """What stands in the quotes of a text, as written."""
        return self.text[1:]

    def __str__(self) -> str:
        if self.kind == "end":
            return "the end of the line"
        return f'the text "{self.inside}"' if self.kind == "text" else f"`{self.text}`"


@dataclass(slots=True)
class Line:
    """A line with everything that it goes on in. `broken`: a problem in it has been reported already."""

    column: int
    tokens: list[Token]
    last: int = 0  # the last line number that belongs to it
    broken: bool = False
    children: list[Line] = field(default_factory=list)
    block: int = 0  # the column of its block; 0: no line of a block yet

    @property
    def span(self) -> Span:
        return self.tokens[0].span.to(self.tokens[-1].span)


@dataclass(frozen=True, slots=True)
class Comment:
    """`text` begins with its `#`; `alone`: nothing else stands on the line."""

    line: int
    column: int
    text: str
    alone: bool


@dataclass(frozen=True, slots=True)
class Lexed:
    lines: tuple[Line, ...]  # those of the outermost level
    comments: tuple[Comment, ...]
    problems: tuple[Problem, ...]


_SIGNS = re.compile(r"\.\.|\+=|-=|==|!=|<=|>=|[=<>+\-*/(),:|?]")
_FOREIGN = re.compile(r"->|=>|<-|<>|&&|\|\||&|!|:=|===|!==|\*\*|//|≠|≤|≥|×|→|⇒|∧|∨|¬|−")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_NO_NUMBER = re.compile(r"[0-9][0-9.]*[eE][+-]?[0-9]+|(?:[0-9]|\.(?!\.))[\w.]*")
_NAME = re.compile(r"[^\W\d_][\w']*")
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)("?)')
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"
)  # control characters, halves of characters, and what turns the direction of writing unseen
_ESCAPE = re.compile(r"\\(.)")
_WRONG_QUOTES = {"'": "'", "“": "”", "”": "”", "„": "“”", "‘": "’", "’": "’", "«": "»", "»": "«", "`": "`", "‹": "›"}
_MEANT = {  # a sign of another language, and the token that stands for it here
    "&&": "and", "&": "and", "∧": "and", "||": "or", "∨": "or", "!": "not", "¬": "not", "≠": "!=", "<>": "!=",
    "!==": "!=", "===": "==", "≤": "<=", "≥": ">=", "×": "*", "−": "-", ":=": "=",
}  # fmt: skip
_AFTER_PREMISE = frozenset((*_WRONG_QUOTES, ":", ",", "\t"))
_GOES_ON = frozenset([",", "=", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "+=", "-=", "|"])
_NO_COLON = frozenset(("by", "when", "then", "either", "or", "otherwise", "start"))
_CONTENT_AFTER = frozenset(("then", "either", "or", "otherwise"))


class Lexer:
    """Reads a whole source at once; see `lex`."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.comments: list[Comment] = []
        self.tabs: list[Span] = []
        self.odd: list[tuple[Span, str]] = []

    def span(self, line: int, start: int, end: int) -> Span:
        """A span on one line; `start` and `end` count from 0, `end` is not included."""
        return Span(self.source, line, start + 1, line, max(end, start + 1) + 1)

    def problem(self, code: str, span: Span, wrong: str, read: str = "", hint: str = "") -> None:
        self.problems.append(Problem(code, span, wrong, read, hint))

    # One physical line

    def tokens(self, number: int, text: str, *, start: int = 0, end: int | None = None) -> list[Token]:
        """The tokens of a line between two places; problems are reported."""
        found: list[Token] = []
        end = len(text) if end is None else end
        at = start
        while at < end:
            sign = text[at]
            if sign == " ":
                at += 1
            elif sign == "#":
                self.harmful(number, text, at, end)
                self.comments.append(Comment(number, at + 1, text[at:end].rstrip(), not found))
                break
            elif sign == '"':
                at = self.text(found, number, text, at)
            elif len(found) == 1 and found[0].text == "premise" and sign not in _AFTER_PREMISE:
                at = self.no_quotes(found, number, text, at, end)
            elif match := _NAME.match(text, at):
                at = self.name(found, number, text, match.end(), at)
            elif "0" <= sign <= "9" or (sign == "." and text[at + 1 : at + 2].isdigit()):
                at = self.number(found, number, text, at)
            elif match := _FOREIGN.match(text, at):
                at = self.foreign(found, number, match)
            elif match := _SIGNS.match(text, at):
                found.append(Token("sign", match[0], self.span(number, at, match.end())))
                at = match.end()
            else:
                at = self.stranger(found, number, text, at)
        return found

    def name(self, found: list[Token], number: int, text: str, end: int, at: int) -> int:
        while end < len(text) and text[end] > "\x7f" and unicodedata.category(text[end])[0] == "M":
            more = re.compile(r"[\w']*").match(text, end + 1)  # a mark belongs to the letter before it
            end = more.end() if more else end + 1
        found.append(Token("name", unicodedata.normalize("NFC", text[at:end]), self.span(number, at, end)))
        return end

    def text(self, found: list[Token], number: int, line: str, at: int) -> int:
        match = _TEXT.match(line, at)
        assert match is not None
        inside = match[1]
        if not match[2]:
            self.problem(
                "F108", self.span(number, at, len(line)), "This text has no closing quote.",
                "A text stands in double quotes on one line; this one goes on to the end of the line.",
                'Close it with `"`; a quote inside a text is written `\\"`.',
            )  # fmt: skip
        for escape in _ESCAPE.finditer(inside):
            if escape[1] not in '"\\n':
                place = at + 1 + escape.start()
                self.problem(
                    "F112", self.span(number, place, place + 2), f"`\\{escape[1]}` means nothing in a text.",
                    'In a text, `\\` can stand before `"`, `\\` and `n` (a new line) only.',
                    f"Write `\\\\{escape[1]}` for a backslash and `{escape[1]}`.",
                )  # fmt: skip
        self.harmful(number, line, at + 1, at + 1 + len(inside))
        tab = inside.find("\t")
        if tab >= 0:
            self.tabs.append(self.span(number, at + 1 + tab, at + 2 + tab))
        found.append(Token("text", f'"{inside}', self.span(number, at, match.end())))
        return match.end() if match[2] else len(line)

    def harmful(self, number: int, line: str, start: int, end: int) -> None:
        """Characters that can't even stand in a text or a comment."""
        for match in _HARMFUL.finditer(line, start, end):
            self.odd.append((self.span(number, match.start(), match.end()), match[0]))

    def no_quotes(self, found: list[Token], number: int, line: str, at: int, end: int) -> int:
        """A premise without quotes: one problem, whatever stands in it."""
        span = self.span(number, at, len(line[:end].rstrip()))
        wrong = f"After `{found[0].text}` stands a text in quotes."
        self.problem("F109", span, wrong, "", f'Write `{found[0].text} "..."`.')
        found.append(Token("text", f'"{line[at:end].rstrip()}', span))
        return end

    def number(self, found: list[Token], number: int, text: str, at: int) -> int:
        match = _NUMBER.match(text, at)
        wrong = _NO_NUMBER.match(text, at)
        assert wrong is not None
        good = match is not None and match.end() - at <= MOST_DIGITS
        if good and match is not None:
            after = text[match.end() : match.end() + 2]
            if after == ".." or not (after[:1] == "." or after[:1] == "_" or after[:1].isalnum()):
                found.append(Token("number", match[0], self.span(number, at, match.end())))
                return match.end()
        written = wrong[0]
        if match is not None and not good:
            written, end = text[at : match.end()], match.end()
            hint = f"Numbers have at most {MOST_DIGITS} digits."
        elif re.fullmatch(r"[0-9][0-9.]*[eE][+-]?[0-9]+", written):
            end = wrong.end()
            hint = "Write it out, without an exponent: `1000` for `1e3`, `0.01` for `1e-2`."
        elif written.startswith("."):
            end, hint = wrong.end(), f"Write a digit before the point: `0{written}`."
        elif re.fullmatch(r"[0-9]+\.", written):
            end, hint = wrong.end(), f"Write `{written[:-1]}` or `{written}0`."
        else:
            end, hint = wrong.end(), "Numbers are `3` or `2.5`; names begin with a letter."
        shown = written if len(written) <= 30 else written[:30] + "…"
        span = self.span(number, at, end)
        self.problem("F111", span, f"`{shown}` is neither a number nor a name.", "", hint)
        found.append(Token("number", "0", span))
        return end

    def foreign(self, found: list[Token], number: int, match: re.Match[str]) -> int:
        written, span = match[0], self.span(number, match.start(), match.end())
        # `!=` and `<-1` are ours: the longest of our own signs wins where it is longer, and `<` may stand before `-`.
        own = _SIGNS.match(match.string, match.start())
        if own is not None and (len(own[0]) > len(written) or written in ("<-", "//", "**")):
            if written in ("//", "**"):
                self.problem(
                    "F132", span, f"`{written}` means nothing here.", "",
                    "A comment begins with `#`." if written == "//" else "Write a power as a product: `x * x`.",
                )  # fmt: skip
                return len(match.string) if written == "//" else match.end()
            found.append(Token("sign", own[0], self.span(number, own.start(), own.end())))
            return own.end()
        meant = _MEANT.get(written)
        hint = f"Write `{meant}`." if meant else (
            "For \"if A then B\" write `not A or B` in a condition, and `B if A` for an effect or a number."
        )  # fmt: skip
        self.problem("F132", span, f"`{written}` is not a sign of this language.", "", hint)
        if meant:
            kind: TokenKind = "name" if meant.isalpha() else "sign"
            found.append(Token(kind, meant, span))
        else:
            found.append(Token("sign", written, span))
        return match.end()

    def stranger(self, found: list[Token], number: int, text: str, at: int) -> int:
        """A character that begins no token."""
        sign = text[at]
        span = self.span(number, at, at + 1)
        if sign == "\t":
            self.tabs.append(span)
            return at + 1
        if sign in _WRONG_QUOTES:
            return self.wrong_quote(found, number, text, at)
        if not _plain(sign):
            self.odd.append((span, sign))
            return at + 1
        hint = {
            ";": "A line ends by itself; parts of a list are set apart by commas.",
            "{": "A block is indented, without braces; `{who}` stands in a text only.",
            "}": "A block is indented, without braces; `{who}` stands in a text only.",
            "[": "Use round brackets.",
            "]": "Use round brackets.",
            ".": "There is no `a.b`: a property is written `at(who)`.",
            "_": "Names begin with a letter.",
            "@": "Names are letters, digits, `_` and `'`.",
            "%": "Odds are weights: `odds 1 : 2`; a part is written `0.25`.",
            "…": "Three dots are no part of the language.",
            "–": "Write `-`.",
            "—": "Write `-`.",
        }.get(sign, "Names are letters, digits, `_` and `'`; take it out, or put it into a text in quotes.")
        if (found and found[-1].kind == "text") or any(token.kind == "text" for token in found[:-1]):
            hint = 'Does it belong to the text before it? A quote inside a text is written `\\"`.'
        self.problem("F110", span, f"`{sign}` has no meaning here.", "", hint)
        if sign in "–—":
            found.append(Token("sign", "-", span))
        return at + 1

    def wrong_quote(self, found: list[Token], number: int, text: str, at: int) -> int:
        closing = _WRONG_QUOTES[text[at]] + '"'
        end = at + 1
        while end < len(text) and text[end] not in closing:
            end += 1
        span = self.span(number, at, min(end + 1, len(text)))
        what = f"The text begins with `{text[at]}`."
        self.problem("F109", span, what, "", 'Put texts in straight double quotes: `"`.')
        found.append(Token("text", f'"{text[at + 1 : end]}', span))
        return end + 1

    # All lines

    def logical_lines(self) -> list[Line]:
        """The lines with tokens, each joined with those that it goes on in."""
        lines: list[Line] = []
        brackets: list[Token] = []
        for number, text in enumerate(self.source.lines, start=1):
            start = 1 if number == 1 and text.startswith("\ufeff") else 0
            before = len(self.problems) + len(self.tabs) + len(self.odd)
            tokens = self.tokens(number, text, start=start)
            broken = len(self.problems) + len(self.tabs) + len(self.odd) > before
            if not tokens:
                continue
            column = _column(text[start : tokens[0].span.column - 1])
            current = lines[-1] if lines else None
            if current is not None and self.goes_on(current, brackets, column, tokens[0]):
                current.tokens += tokens
                current.last = number
                current.broken |= broken
            else:
                if current is not None:
                    if brackets:
                        current.broken = True
                        self.unclosed(brackets)
                    self.colon(current)
                current = Line(column, tokens, number, broken)
                lines.append(current)
            self.count_brackets(current, brackets, tokens)
        if lines:
            if brackets:
                lines[-1].broken = True
                self.unclosed(brackets)
            self.colon(lines[-1])
        return lines

    def colon(self, line: Line) -> None:
        """A colon at the end of a line, or behind a word that opens a clause, is reported and taken out."""
        if len(line.tokens) < 2:
            return
        first, second, last = line.tokens[0], line.tokens[1], line.tokens[-1]
        if last.kind == "sign" and last.text == ":":
            line.tokens.pop()
            wrong = "A colon stands at the end of the line."
        elif second.text == ":" and (
            first.text in _NO_COLON or (first.text == "text" and line.tokens[2].kind == "text")
        ):
            last = line.tokens.pop(1)
            wrong = f"A colon stands behind `{first.text}`."
        else:
            return
        if not line.broken:
            self.problem(
                "F127", last.span, wrong,
                "What opens a block or a clause needs no colon.", "Take the colon out.",
            )  # fmt: skip
        line.broken = True

    def goes_on(self, line: Line, brackets: list[Token], column: int, first: Token) -> bool:
        """Whether the line before goes on in a line that begins with `first` at `column`."""
        last = line.tokens[-1]
        word = first.text if first.kind == "name" else ""
        if first.kind == "text" or (first.kind == "sign" and first.text == "|"):
            return True
        if brackets:
            clause = word in ("by", "when", "then")  # these stand in no brackets: the closing one is missing
            return first.text == ")" or (column > line.column and not clause)
        if column == 1 and (word in DECLARATIONS or line.column != 1):
            return False
        if column <= line.column and word in EVENT_CLAUSES:
            return False
        if last.kind == "sign":
            return last.text in _GOES_ON
        return last.kind == "name" and (last.text in ("and", "not") or (last.text == "or" and len(line.tokens) > 1))

    def count_brackets(self, line: Line, brackets: list[Token], tokens: list[Token]) -> None:
        for token in tokens:
            if token.kind != "sign":
                continue
            if token.text == "(":
                brackets.append(token)
            elif token.text == ")":
                if brackets:
                    brackets.pop()
                else:
                    line.broken = True
                    self.problem(
                        "F113", token.span, "This bracket closes nothing.", "",
                        "Take it out, or open one with `(` where it should begin.",
                    )  # fmt: skip

    def unclosed(self, brackets: list[Token]) -> None:
        self.problem(
            "F113", brackets[-1].span, "This bracket is never closed.",
            "While a bracket is open, the line goes on in the next one if that is indented deeper.",
            "Close it with `)`.",
        )  # fmt: skip
        brackets.clear()

    def tree(self, lines: list[Line]) -> list[Line]:
        """The lines by indentation; what follows `then`, `either`, `or`, `otherwise` on their line is a line below."""
        top = Line(0, [])
        open_lines = [top]
        deepest_reported = False
        for line in lines:
            while open_lines[-1].column >= line.column:
                open_lines.pop()
            if len(open_lines) > MOST_BLOCKS:
                if not deepest_reported:
                    self.problem(
                        "F104", line.tokens[0].span, f"More than {MOST_BLOCKS} blocks stand within each other.", "",
                        "Give the inner part a name with `define`.",
                    )  # fmt: skip
                    deepest_reported = True
                open_lines[-1].broken = True  # it seems to be empty
                continue
            parent = open_lines[-1]
            if not parent.block:
                parent.block = line.column
            elif line.column not in (parent.block, parent.children[0].column):  # the first may be the head's content
                self.indentation(line, parent)
            parent.children.append(line)
            open_lines.append(line)
            set_apart(line)
            open_lines += line.children
        return top.children

    def indentation(self, line: Line, parent: Line) -> None:
        line.broken = True
        block = parent.block - 1
        if not parent.tokens:
            wrong = f"This line is indented by {line.column - 1}, the lines above it by {block}."
            hint = "Begin every declaration at the beginning of its line."
        else:
            wrong = f"This line is indented by {line.column - 1}, the block that it belongs to by {block}."
            hint = f"Indent it by {block}, or by {parent.column - 1} if it does not belong to the block."
        self.problem("F107", line.tokens[0].span, wrong, "", hint)

    def report_tabs_and_odd(self) -> None:
        """One problem for all tabs and one for each kind of odd character: they come by the hundred."""
        if self.tabs:
            more = len({span.line for span in self.tabs}) - 1
            lines = "" if not more else f" There are tabs in {more} more line{'s' if more > 1 else ''}."
            self.problem(
                "F106", self.tabs[0], "A tab stands here; lines are indented by spaces." + lines,
                "Editors show a tab in different widths, so that nobody could tell which block a line belongs to.",
                "Replace each tab by four spaces (most editors have a command for it).",
            )  # fmt: skip
        kinds: dict[str, list[Span]] = {}
        for span, sign in self.odd:
            kinds.setdefault(sign, []).append(span)
        for sign, spans in kinds.items():
            called = unicodedata.name(sign, "a control character").lower()
            more = len(spans) - 1
            also = f" It stands in {more} more place{'s' if more > 1 else ''}." if more else ""
            blank = unicodedata.category(sign) == "Zs"
            self.problem(
                "F102", spans[0],
                f"A character that has no place in a world: U+{ord(sign):04X}, {called}.{also}", "",
                "Replace it by an ordinary blank." if blank else "Take it out.",
            )  # fmt: skip


def lex(source: Source) -> Lexed:
    """The lines of a source as a tree, its comments, and what is wrong with its characters and indentation."""
    lexer = Lexer(source)
    if len(source.text) > MOST_CHARACTERS:
        lexer.problem(
            "F103", Span(source, 1, 1, 1, 2),
            f"The text has {len(source.text):,} characters; a file can have {MOST_CHARACTERS:,}.", "",
            'Divide it into several files, and `use "part.fabula"` in one of them.',
        )  # fmt: skip
        return Lexed((), (), tuple(lexer.problems))
    if "\0" in source.text:
        line = source.text.replace("\r\n", "\n").replace("\r", "\n").split("\0", 1)[0].count("\n")
        column = source.line(line + 1).index("\0")
        lexer.problem(
            "F102", lexer.span(line + 1, column, column + 1),
            "This is not a text file: it has a zero byte in it.", "",
            "Is it the right file? A world is plain text, without any formatting.",
        )  # fmt: skip
        return Lexed((), (), tuple(lexer.problems))
    lines = lexer.tree(lexer.logical_lines())
    lexer.report_tabs_and_odd()
    return Lexed(tuple(lines), tuple(lexer.comments), tuple(lexer.problems))


def unescaped(text: str) -> str:
    """What stands in quotes, with its escapes resolved."""
    return _ESCAPE.sub(lambda match: "\n" if match[1] == "n" else match[1], text)


def number(text: str) -> int | Fraction:
    """The value of a number token: exact, an `int` where it is whole."""
    value = Fraction(text)
    return int(value) if value.denominator == 1 else value


def _plain(sign: str) -> bool:
    return unicodedata.category(sign) not in ("Cc", "Cs", "Zs", "Zl", "Zp", "Cf", "Co", "Cn")


def _column(indentation: str) -> int:
    """The column after the indentation; a tab (an error, reported elsewhere) reaches to the next multiple of four."""
    width = 0
    for sign in indentation:
        width = (width // 4 + 1) * 4 if sign == "\t" else width + 1
    return width + 1


def set_apart(line: Line) -> Line:
    """Makes what follows the first word (or `or else`) of a line that opens a list of effects a line below it."""
    first = line.tokens[0]
    if first.kind == "name" and first.text in _CONTENT_AFTER:
        words = 2 if first.text == "or" and len(line.tokens) > 1 and line.tokens[1].text == "else" else 1
        rest = line.tokens[words:]
        if rest:
            line.tokens = line.tokens[:words]
            line.children.insert(0, Line(rest[0].span.column, rest, line.last, line.broken))
    return line
