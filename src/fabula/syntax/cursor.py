"""A place in a line of tokens, and the ways to go on from it or to say what is wrong there."""

from __future__ import annotations

from typing import NoReturn

from fabula.diagnostics.problems import Problem
from fabula.diagnostics.source import Span
from fabula.syntax import tree
from fabula.syntax.lexer import Token, number, unescaped
from fabula.syntax.words import RESERVED

GOES_ON = frozenset((",", "and", "or", "not", "=", "+=", "-=", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/"))
MOST_DEPTH = 50  # brackets and the like within each other, in one expression; more is F104


class Wrong(Exception):
    """The line cannot be read; carries the problem. Caught where the next line is begun."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.wrong)
        self.problem = problem


class Cursor:
    """The tokens of one line, and how far they are read."""

    __slots__ = ("at", "depth", "end", "tokens")

    def __init__(self, tokens: list[Token], end: Span | None = None) -> None:
        """`end` is the place that the end of the line has in messages: just behind the last token, if not given."""
        self.tokens = tokens
        self.at = 0
        self.depth = 0
        if end is None:
            last = tokens[-1].span
            end = Span(last.source, last.end_line, last.end_column, last.end_line, last.end_column + 1)
        self.end = Token("end", "", end)

    @property
    def next(self) -> Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else self.end

    @property
    def after(self) -> Token:
        """The token after the next."""
        return self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else self.end

    @property
    def last(self) -> Token:
        """The token read last (or the first, if none was)."""
        return self.tokens[max(0, self.at - 1)]

    @property
    def done(self) -> bool:
        return self.at >= len(self.tokens)

    def since(self, start: Span) -> Span:
        """From a place to the end of what has been read."""
        return start.to(self.last.span)

    def take(self) -> Token:
        token = self.next
        self.at += 1
        return token

    def sees(self, *words: str) -> bool:
        """Whether the next token is one of these words or signs."""
        return self.next.kind in ("name", "sign") and self.next.text in words

    def skip(self, *words: str) -> bool:
        """Step over the next token if it is one of these."""
        if self.sees(*words):
            self.at += 1
            return True
        return False

    def fail(self, code: str, wrong: str, hint: str = "", *, at: Span | None = None, read: str = "") -> NoReturn:
        raise Wrong(Problem(code, at or self.next.span, wrong, read, hint))

    def expect(self, word: str, example: str) -> Token:
        if not self.sees(word):
            self.missing(f"`{word}`", example)
        return self.take()

    def missing(self, what: str, example: str) -> NoReturn:
        """F124: `what` should stand here; `example` shows how it is written."""
        before = self.last
        if self.at and before.text in GOES_ON and (self.done or before.text == ","):
            self.fail(
                "F114",
                f"The line breaks off after {before}."
                if self.done
                else f"After {before} nothing follows but {self.next}.",
                f"Write what follows, or take the {before} out.",
                at=before.span,
            )
        self.fail(
            "F124",
            f"Here should stand {what}; there stands {self.next}."
            if not self.done
            else f"The line ends where {what} should stand.",
            f"Write it like this: `{example}`.",
        )

    def name(self, what: str, example: str, *, also: tuple[str, ...] = ()) -> tree.Name:
        """A name that is none of the reserved words (but may be one of `also`)."""
        token = self.next
        if token.kind != "name":
            self.missing(what, example)
        if token.text in RESERVED and token.text not in also:
            if token.text == "believes" and self.after.text == "(":
                self.believes_in_brackets("=")
            self.fail(
                "F128",
                f"`{token.text}` is a word of the language and can't be a name.",
                f"Choose another name, `{token.text}_` or `the_{token.text}` for example.",
                read=f"Here should stand {what}.",
            )
        self.at += 1
        return tree.Name(token.text, token.span)

    def believes_in_brackets(self, sign: str) -> NoReturn:
        """F124 for `believes(whom, culprit = storm)`; `sign` is `=` in an effect, `==` in a condition."""
        parts, depth, comma, end = self.tokens[self.at + 2 :], 0, -1, -1
        for place, token in enumerate(parts):
            if token.text == ")" and depth == 0:
                end = place
                break
            depth += {"(": 1, ")": -1}.get(token.text, 0)
            if token.text == "," and depth == 0 and comma < 0:
                comma = place
        hint = f"Write `Tom believes at(Ann) {sign} home`."
        line = self.next.span.source.line(self.next.span.line)
        if 0 < comma < end - 1 and parts[end].span.line == self.next.span.line:
            who = line[parts[0].span.column - 1 : parts[comma].span.column - 1].strip()
            what = [token.text for token in parts[comma + 1 : end]]
            body = line[parts[comma].span.column : parts[end].span.column - 1].strip()
            if what.count("=") == 1 and sign == "==":
                body = body.replace("=", "==")
            hint = f"Write `{who} believes {body}`."
        self.fail("F124", "Who believes something stands before `believes`.", hint)

    def names(self, what: str, example: str, *, also: tuple[str, ...] = ()) -> tuple[tree.Name, ...]:
        """One name or several, set apart by commas."""
        found = [self.name(what, example, also=also)]
        while self.skip(","):
            found.append(self.name(what, example, also=also))
        return tuple(found)

    def type_name(self, example: str) -> tree.Name:
        return self.name("the name of a type", example, also=("agreement",))

    def quoted(self, what: str, example: str) -> tree.Quoted:
        """One text or several in a row, joined by a blank."""
        if self.next.kind != "text":
            self.missing(what, example)
        first = self.take()
        parts = [unescaped(first.inside)]
        while self.next.kind == "text":
            parts.append(unescaped(self.take().inside))
        return tree.Quoted(" ".join(parts), self.since(first.span))

    def whole(self, what: str, example: str) -> int:
        """A whole number."""
        if self.next.kind != "number":
            self.missing(what, example)
        token = self.take()
        value = number(token.text)
        if not isinstance(value, int):
            self.fail("F124", f"Here should stand a whole number; there stands {token}.", "Round it.", at=token.span)
        return value
