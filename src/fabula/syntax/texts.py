"""Texts: `text` clauses, their variants, and the places for values in them."""

from __future__ import annotations

from typing import NoReturn

from fabula.syntax import tree
from fabula.syntax.cursor import Cursor
from fabula.syntax.expressions import disjunction, expression, leftover, term
from fabula.syntax.lexer import Lexer, Token, unescaped

_EXAMPLE = 'text "{who} walks by."'


def begins_text(cursor: Cursor) -> bool:
    """Whether a `text` clause begins here (and not an effect on a property of that name)."""
    after = cursor.after
    return cursor.sees("text") and (
        after.kind in ("text", "end") or (after.kind == "name" and after.text in ("for", "when"))
    )


def text_clause(cursor: Cursor) -> tree.Text:
    """`text for WHO when CONDITION "one" | "another"`."""
    start = cursor.expect("text", _EXAMPLE).span
    audience = term(cursor, 'text for whom "You hear a step."') if cursor.skip("for") else None
    condition = disjunction(cursor) if cursor.skip("when") else None
    if condition is None and cursor.sees("if", "unless"):
        cursor.fail("F124", "The condition of a text follows `when`.", 'Write `text when dark "..."`.')
    variants = [template(cursor)]
    while cursor.skip("|"):
        variants.append(template(cursor))
    if cursor.sees("when", "if", "for", "unless"):
        cursor.fail(
            "F125",
            f"`{cursor.next.text}` stands before the text, not behind it.",
            'Write `text for whom when dark "..."`.',
        )
    return tree.Text(audience, condition, tuple(variants), cursor.since(start))


def template(cursor: Cursor) -> tree.Template:
    """One text or several in a row, joined by a blank, with places for values in braces."""
    if cursor.next.kind != "text":
        cursor.missing("a text in double quotes", _EXAMPLE)
    start = cursor.next.span
    parts: list[str | tree.Hole] = []
    _parts(cursor, cursor.take(), parts)
    while cursor.next.kind == "text":
        _add(parts, " ")
        _parts(cursor, cursor.take(), parts)
    return tree.Template(tuple(parts), cursor.since(start))


def _add(parts: list[str | tree.Hole], words: str) -> None:
    if parts and isinstance(parts[-1], str):
        parts[-1] += words
    elif words:
        parts.append(words)


def _parts(cursor: Cursor, token: Token, parts: list[str | tree.Hole]) -> None:
    """Adds what one text in quotes consists of."""
    raw = token.inside
    at = 0
    while at < len(raw):
        opening = raw.find("{", at)
        stray = raw.find("}", at, opening if opening >= 0 else len(raw))
        if stray >= 0:
            _wrong_place(cursor, token, stray, stray + 1, "This `}` has no `{` before it.")
        if opening < 0:
            _add(parts, unescaped(raw[at:]))
            return
        _add(parts, unescaped(raw[at:opening]))
        closing = raw.find("}", opening)
        if closing < 0 or raw.find("{", opening + 1, closing) >= 0:
            _wrong_place(cursor, token, opening, opening + 1, "This `{` has no `}`.")
        parts.append(_hole(cursor, token, opening, closing))
        at = closing + 1


def _hole(cursor: Cursor, token: Token, opening: int, closing: int) -> tree.Hole:
    """The expression between two braces; places count from the beginning of the raw text."""
    source, line = token.span.source, token.span.line
    first = token.span.column + opening + 1  # behind the brace, counted from 0
    last = token.span.column + closing
    lexer = Lexer(source)
    tokens = lexer.tokens(line, source.line(line), start=first, end=last)
    place = lexer.span(line, first - 1, last + 1)
    if lexer.problems or lexer.odd or lexer.tabs or lexer.comments:
        hint = lexer.problems[0].hint if lexer.problems else ""
        cursor.fail(
            "F115", "What stands in these braces can't be read.", hint or "Write `{who}` or `{at(who)}`.", at=place
        )
    if not tokens:
        _wrong_place(cursor, token, opening, closing + 1, "Nothing stands in these braces.")
    inner = Cursor(tokens, lexer.span(line, last, last + 1))
    inner.depth = cursor.depth
    value = expression(inner)
    if not inner.done:
        leftover(inner, what="place in braces")
    return tree.Hole(value, place)


def _wrong_place(cursor: Cursor, token: Token, start: int, end: int, wrong: str) -> NoReturn:
    column = token.span.column + 1
    span = Lexer(token.span.source).span(token.span.line, column - 1 + start, column - 1 + end)
    cursor.fail("F115", wrong, "Write `{who}` or `{at(who)}`: the braces hold what is to be named there.", at=span)
