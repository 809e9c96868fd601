"""Expressions: recursive descent over one line's tokens, one function for each level of precedence.

Levels from loose to tight: `if`/`otherwise`; `or`; `and`; `not`; `believes`; comparisons and `is a`; `+ -`; `* /`; `-`.
A quantifier is an operand that reaches to the right as far as an `or` does.
"""

from __future__ import annotations

from typing import NoReturn, cast

from fabula.diagnostics.problems import did_you_mean
from fabula.diagnostics.source import Span
from fabula.syntax import tree
from fabula.syntax.cursor import GOES_ON, MOST_DEPTH, Cursor
from fabula.syntax.lexer import number
from fabula.syntax.words import RESERVED

MOST_TERMS = 100  # of a sum or product in a row; they nest in the tree

_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
_JOINING = ("and", "or", "believes", "otherwise", "where", "has")
_QUANTIFIERS = {
    "exists": "exists x: character where awake(x)",
    "each": "each x: character where awake(x) has hungry(x)",
    "no": "no x: character where awake(x)",
    "count": "count of x: place where lit(x)",
    "sum": "sum of hope(x) for x: character",
}


def expression(cursor: Cursor) -> tree.Expr:
    """A whole expression; ends before the first token that can't belong to it."""
    value, condition = value_and_condition(cursor)
    if condition is not None:
        cursor.missing("`otherwise`, and what it is if not", "3 if raining otherwise 0")
    return value


def value_and_condition(cursor: Cursor) -> tuple[tree.Expr, tree.Expr | None]:
    """An expression and None; or, where an `if` follows that has no `otherwise`, the value and its condition."""
    start = cursor.next.span
    value = disjunction(cursor)
    if not cursor.skip("if"):
        return value, None
    condition = a_condition(cursor)
    if cursor.sees("else"):
        cursor.fail("F133", "`else` is not a word of the language.", "Write `otherwise`.")
    if not cursor.skip("otherwise"):
        return value, condition
    with Deeper(cursor):
        rest = expression(cursor)
    return tree.If(value, condition, rest, cursor.since(start)), None


def a_condition(cursor: Cursor) -> tree.Expr:
    """A condition behind `if` or `where`: a `=` after it was meant for `==`."""
    condition = disjunction(cursor)
    if cursor.sees("="):
        leftover(cursor)
    return condition


def disjunction(cursor: Cursor) -> tree.Expr:
    start = cursor.next.span
    first = conjunction(cursor)
    parts = [first]
    while cursor.skip("or"):
        parts.append(conjunction(cursor))
    return first if len(parts) == 1 else tree.Or(tuple(parts), cursor.since(start))


def conjunction(cursor: Cursor) -> tree.Expr:
    start = cursor.next.span
    first = negation(cursor)
    parts = [first]
    while cursor.skip("and"):
        parts.append(negation(cursor))
    return first if len(parts) == 1 else tree.And(tuple(parts), cursor.since(start))


def negation(cursor: Cursor) -> tree.Expr:
    """`not A`, or what is tighter; also what somebody believes, so that `Tom believes not A` can be written."""
    if not cursor.sees("not"):
        return comparison(cursor)
    start = cursor.take().span
    with Deeper(cursor):
        body = negation(cursor)
    return tree.Not(body, cursor.since(start))


def comparison(cursor: Cursor) -> tree.Expr:
    start = cursor.next.span
    left = sum_of_terms(cursor)
    if cursor.sees("believes"):
        if not isinstance(left, tree.Term):
            cursor.fail("F124", "Only a character can believe something.", "Write `Tom believes at(Ann) == home`.")
        cursor.take()
        no_that(cursor)
        with Deeper(cursor):
            body = negation(cursor)
        return tree.Believes(left, body, cursor.since(start))
    if cursor.sees("is"):
        return is_a(cursor, left, start)
    if not cursor.sees(*_COMPARISONS):
        return left
    op = cast(tree.ComparisonOp, cursor.take().text)
    right = sum_of_terms(cursor)
    if cursor.sees(*_COMPARISONS):
        cursor.fail(
            "F135",
            "Comparisons can't be put in a row.",
            f"Write them one by one: `a {op} b and b {cursor.next.text} c`.",
            read=f"After one comparison with `{op}` comes another with `{cursor.next.text}`.",
        )
    return tree.Compare(op, left, right, cursor.since(start))


def no_that(cursor: Cursor) -> None:
    """After `believes` stands what is believed, without `that`."""
    goes_on = cursor.after.kind == "name" and cursor.after.text not in (*_JOINING, "if", "for", "is")
    if cursor.sees("that") and goes_on:
        cursor.fail("F125", "After `believes` stands what is believed.", "Leave `that` out.")


def is_a(cursor: Cursor, left: tree.Expr, start: Span) -> tree.Expr:
    place = cursor.take().span
    negated = cursor.skip("not")
    if not cursor.skip("a", "an"):
        if (cursor.next.kind == "name" and cursor.next.text not in RESERVED) or cursor.sees("true", "false"):
            sign = "!=" if negated else "=="
            cursor.fail(
                "F124",
                "After `is` stands `a` and a type.",
                f"To compare two values write `{sign} {cursor.next.text}`; for a type, `is a {cursor.next.text}`.",
                at=place,
            )
        cursor.missing("`a` and a type", "lamp is a thing")
    kind = cursor.type_name("lamp is a thing")
    return tree.IsA(left, kind, negated, cursor.since(start))


def sum_of_terms(cursor: Cursor) -> tree.Expr:
    start = cursor.next.span
    left = product(cursor)
    terms = 1
    while cursor.sees("+", "-"):
        op = cast(tree.ArithmeticOp, cursor.take().text)
        terms = _one_more(cursor, terms)
        left = tree.Arith(op, left, product(cursor), cursor.since(start))
    return left


def product(cursor: Cursor) -> tree.Expr:
    start = cursor.next.span
    left = signed(cursor)
    terms = 1
    while cursor.sees("*", "/"):
        op = cast(tree.ArithmeticOp, cursor.take().text)
        terms = _one_more(cursor, terms)
        left = tree.Arith(op, left, signed(cursor), cursor.since(start))
    return left


def signed(cursor: Cursor) -> tree.Expr:
    if not cursor.sees("-"):
        return operand(cursor)
    start = cursor.take().span
    with Deeper(cursor):
        body = signed(cursor)
    return tree.Negative(body, cursor.since(start))


def operand(cursor: Cursor) -> tree.Expr:
    token = cursor.next
    if token.kind == "number":
        cursor.take()
        return tree.Number(number(token.text), token.span)
    if token.kind == "name":
        if token.text in ("true", "false"):
            cursor.take()
            return tree.Truth(token.text == "true", token.span)
        if token.text in ("exists", "each", "count", "sum") or (token.text == "no" and cursor.after.kind == "name"):
            with Deeper(cursor):
                return quantifier(cursor)
        if token.text not in RESERVED:
            return term(cursor)
    elif token.kind == "sign":
        if token.text == "?":
            cursor.take()
            return tree.Unknown(token.span)
        if token.text == "(":
            cursor.take()
            with Deeper(cursor):
                inside = expression(cursor)
            close(cursor, "(a or b) and c")
            return inside
    return no_operand(cursor)


def term(cursor: Cursor, example: str = "at(who)", *, event: bool = False) -> tree.Term:
    """A name, with arguments or without. `event`: of an event, which may be written `dawn()` as it is shown."""
    name = cursor.name("a name", example)
    if not cursor.sees("("):
        return tree.Term(name, (), name.span)
    cursor.take()
    if event and cursor.skip(")"):
        return tree.Term(name, (), cursor.since(name.span))
    if cursor.sees(")"):
        cursor.fail("F124", "These brackets are empty.", f"Leave them out: `{name.text}`.")
    with Deeper(cursor):
        args = [expression(cursor)]
        while cursor.skip(","):
            args.append(expression(cursor))
    close(cursor, f"{name.text}(a, b)")
    return tree.Term(name, tuple(args), cursor.since(name.span))


def quantifier(cursor: Cursor) -> tree.Expr:
    start = cursor.take()
    kind = cast(tree.QuantifierKind, start.text)
    example = _QUANTIFIERS[kind]
    body: tree.Expr | None = None
    if kind in ("count", "sum"):
        cursor.expect("of", example)
    if kind == "sum":
        body = expression(cursor)
        cursor.expect("for", example)
    variable, of_type = binder(cursor, example)
    where = a_condition(cursor) if cursor.skip("where") else None
    if kind == "each":
        if not cursor.sees("has"):
            cursor.missing("`has`, and what holds of each", example)
        cursor.take()
        body = disjunction(cursor)
    return tree.Quantified(kind, variable, of_type, where, body, cursor.since(start.span))


def binder(cursor: Cursor, example: str) -> tuple[tree.Name, tree.Name]:
    """`x: type`."""
    variable = cursor.name("a name for the variable", example)
    if cursor.sees("in"):
        cursor.fail("F124", "The type of a variable follows a colon.", f"Write `{variable.text}: character`.")
    cursor.expect(":", example)
    return variable, cursor.type_name(example)


def close(cursor: Cursor, example: str) -> None:
    """A closing bracket."""
    if cursor.skip(")"):
        return
    leftover(cursor, in_brackets=True)


def no_operand(cursor: Cursor) -> NoReturn:
    """The next token begins no value: say why."""
    token = cursor.next
    before = cursor.last.text if cursor.at else ""
    if token.kind == "end":
        if before in GOES_ON:
            cursor.fail(
                "F114",
                f"The line breaks off after `{before}`.",
                f"Write what follows, or take the `{before}` out.",
                at=cursor.last.span,
            )
        cursor.fail("F124", "The line ends where a value or a condition should stand.", "Write what is missing.")
    if token.kind == "text":
        cursor.fail(
            "F124", "A text has no value.", "In a condition stand names, numbers and properties, without quotes."
        )
    if token.text == "if":
        cursor.fail(
            "F134",
            "The condition comes after what it decides.",
            'Write `B if A` for "if A then B", or `B if A otherwise C`.',
        )
    if token.text in ("=", "==") and before in ("=", "==", "<", ">", "!"):
        hint = {"<": "Write `<=`.", ">": "Write `>=`.", "!": "Write `!=`."}.get(before, "Write `==` to compare.")
        cursor.fail("F132", f"`{before} {token.text}` is not a sign of this language.", hint)
    if token.text == "believes" and cursor.after.text == "(":
        cursor.believes_in_brackets("==")
    if token.text in RESERVED:
        cursor.fail(
            "F128",
            f"`{token.text}` is a word of the language and can't be a name.",
            f"Choose another name, `{token.text}_` or `the_{token.text}` for example.",
            read="Here should stand a value or a condition.",
        )
    hint = "Write what is missing."
    if token.text == "|":
        hint = 'Write `or` for "one or the other"; `|` stands between the variants of a text.'
    elif before in (",", "(") and token.text in (",", ")"):
        hint = "One comma too many?"
    elif token.text in ("*", "/", "+"):
        hint = f"Write what stands before the `{token.text}`."
    cursor.fail("F124", f"Here should stand a value or a condition; there stands {token}.", hint)


def leftover(cursor: Cursor, *, in_brackets: bool = False, what: str = "line") -> NoReturn:
    """Something stands after a whole expression: say what it might have been."""
    token = cursor.next
    after = cursor.last
    if token.text == "=" and cursor.after.text == "=":
        cursor.fail("F132", "`= =` is not a sign of this language.", "Write `==`, without a blank.")
    if token.text == "=" and token.kind == "sign":
        cursor.fail(
            "F130",
            "`=` sets a value; a condition compares with `==`.",
            "Write `==`.",
            read="This stands where it is asked whether something is so.",
        )
    if token.text in ("else", "elif", "elsif", "elseif") and token.kind == "name":
        cursor.fail("F133", f"`{token.text}` is not a word of the language.", "Write `otherwise`.")
    if token.text in ("|", "->", "=>", "<-", "→", "⇒"):
        hint = (
            "Write `or`; `|` stands between the variants of a text only."
            if token.text == "|"
            else 'For "if A then B" write `not A or B` in a condition, and `B if A` for an effect or a number.'
        )
        cursor.fail("F132", f"`{token.text}` has no meaning here.", hint)
    if token.text == "then" and token.kind == "name":
        cursor.fail(
            "F134",
            "`then` does not follow a condition on the same line.",
            'Write `B if A` for "if A then B"; the `then` of an event begins a line of its own.',
        )
    if token.text == "unless" and token.kind == "name":
        cursor.fail(
            "F125", "`unless` stands only after `by` and `seen by`.", "Write `and not (...)`, or `if not (...)`."
        )
    if token.text == "when" and token.kind == "name":
        cursor.fail(
            "F125", "`when` has no place here.", "Begin a line with it; a condition behind an effect begins with `if`."
        )
    if token.kind == "end" and in_brackets:
        cursor.fail("F113", "This bracket is never closed.", "Close it with `)`.")
    if after.kind == "text":
        hint = 'Does it belong to the text? A quote inside a text is written `\\"`.'
        cursor.fail("F125", f"The {what} should end after the text; there stands {token}.", hint)
    if token.kind in ("name", "number"):
        hint = did_you_mean(token.text, _JOINING, "Is an `and`, a comma or an operator missing before it?")
        cursor.fail("F125", f"The {what} should end here; there stands {token}.", hint)
    if (token.kind == "sign" and token.text == ".") or token.text == "..":
        cursor.fail("F125", "`..` stands between the bounds of a property only.", "Write two comparisons.")
    if in_brackets:
        cursor.fail("F125", f"The bracket should end here; there stands {token}.", "Is a `)` or a comma missing?")
    cursor.fail("F125", f"The {what} should end here; there stands {token}.", "Take the rest out, or begin a new line.")


def _one_more(cursor: Cursor, terms: int) -> int:
    if terms >= MOST_TERMS:
        too_deep(cursor, f"More than {MOST_TERMS} terms stand in a row.")
    return terms + 1


def too_deep(cursor: Cursor, wrong: str, at: Span | None = None) -> NoReturn:
    cursor.fail("F104", wrong, "Give a part a name with `define`.", at=at)


class Deeper:
    """One level of nesting, counted against `MOST_DEPTH`."""

    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor

    def __enter__(self) -> None:
        self.cursor.depth += 1
        if self.cursor.depth > MOST_DEPTH:
            too_deep(self.cursor, f"This is nested more than {MOST_DEPTH} levels deep.")

    def __exit__(self, *_: object) -> None:
        self.cursor.depth -= 1
