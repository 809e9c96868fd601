"""Declarations other than events: head lines, types, entities, properties, definitions, start, wants, endings."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal, cast

from fabula.diagnostics.problems import did_you_mean
from fabula.syntax import tree
from fabula.syntax.cursor import Cursor, Wrong
from fabula.syntax.effects import Reports, block, no_block
from fabula.syntax.expressions import disjunction, expression, leftover, value_and_condition
from fabula.syntax.lexer import Line, Token
from fabula.syntax.words import DECLARATIONS

Reader = Callable[[Cursor, Line, Reports], tree.Declaration]


def finish(cursor: Cursor) -> None:
    """The line must end here."""
    if not cursor.done:
        leftover(cursor)


def alone(cursor: Cursor, line: Line, reports: Reports, what: str) -> None:
    """The line must end here, and nothing may stand below it."""
    finish(cursor)
    no_block(line, reports, what)


# The head of a file


def author(cursor: Cursor, line: Line, reports: Reports) -> tree.Author:
    start = cursor.take().span
    name = cursor.quoted("the name of the author in double quotes", 'by "A. Writer"')
    alone(cursor, line, reports, "`by`")
    return tree.Author(name, cursor.since(start))


def premise(cursor: Cursor, line: Line, reports: Reports) -> tree.Premise:
    start = cursor.take().span
    text = cursor.quoted("a text in double quotes", 'premise "Two clerks, one till."')
    alone(cursor, line, reports, "`premise`")
    return tree.Premise(text, cursor.since(start))


def use(cursor: Cursor, line: Line, reports: Reports) -> tree.Use:
    example = "use places, speech"
    start = cursor.take().span
    modules: list[tree.Name | tree.Quoted] = []
    while True:
        if cursor.next.kind == "text":
            modules.append(cursor.quoted("a file", 'use "my-own.fabula"'))
        else:
            modules.append(cursor.name("the name of a library module, or a file in double quotes", example))
            if cursor.sees(".", "-", "/"):
                cursor.fail(
                    "F125",
                    "The name of a module is one word.",
                    'A file of your own stands in quotes: `use "my-own.fabula"`.',
                )
        if not cursor.skip(","):
            break
    alone(cursor, line, reports, "`use`")
    return tree.Use(tuple(modules), cursor.since(start))


def told_by(cursor: Cursor, line: Line, reports: Reports) -> tree.ToldBy:
    start = cursor.take().span
    cursor.expect("by", "told by Ann")
    who = cursor.name("the name of a character", "told by Ann")
    alone(cursor, line, reports, "`told by`")
    return tree.ToldBy(who, cursor.since(start))


def asked_after(cursor: Cursor, line: Line, reports: Reports) -> tree.AskedAfter:
    example = 'questions after "chapter-one"'
    start = cursor.take().span
    cursor.expect("after", example)
    story = cursor.quoted("the name of a story in double quotes", example)
    alone(cursor, line, reports, "`questions after`")
    return tree.AskedAfter(story, cursor.since(start))


def setting(cursor: Cursor, line: Line, reports: Reports) -> tree.Setting:
    word = cursor.take()
    value = cursor.whole("a whole number", f"{word.text} 3")
    alone(cursor, line, reports, f"`{word.text}`")
    return tree.Setting(cast(Literal["foresight", "depth", "horizon"], word.text), value, cursor.since(word.span))


# Types, entities, properties


def type_declaration(cursor: Cursor, line: Line, reports: Reports) -> tree.TypeDeclaration:
    example = "type person, beast : character"
    start = cursor.take().span
    names = cursor.names("the name of a type", example, also=("agreement",))
    parents = cursor.names("the name of a type", example, also=("agreement",)) if cursor.skip(":") else ()
    alone(cursor, line, reports, "`type`")
    return tree.TypeDeclaration(names, parents, cursor.since(start))


def entities(cursor: Cursor, line: Line, reports: Reports) -> tree.Entities:
    example = "home, street : place"
    names = cursor.names("the name of an entity", example)
    cursor.expect(":", example)
    if cursor.sees(*DECLARATIONS) and not cursor.sees("agreement"):
        word = cursor.next.text
        cursor.fail("F124", f"`{word}` begins a declaration and is no type.", f"Write `{word} {names[0].text}`.")
    types = cursor.names("the name of a type", example, also=("agreement",))
    title = cursor.quoted("a title", 'Naruto : character "the boy"') if cursor.next.kind == "text" else None
    if title is not None and len(names) > 1:
        cursor.fail("F125", "A title belongs to one name.", "Declare each of them on a line of its own.", at=title.span)
    alone(cursor, line, reports, "the declaration of an entity")
    return tree.Entities(names, types, title, cursor.since(names[0].span))


def parameters(cursor: Cursor, *, of_property: bool) -> tuple[tree.Parameter, ...]:
    """`(who: character, whom: character or figure, Tom)`; () where no bracket opens."""
    if not cursor.skip("("):
        return ()
    if cursor.sees(")"):
        cursor.fail("F124", "These brackets are empty.", "Leave them out.")
    found: list[tree.Parameter] = []
    while True:
        found.append(_parameter(cursor, of_property))
        if not cursor.skip(","):
            break
    if not cursor.skip(")"):
        if cursor.next.kind == "name" and cursor.last.kind == "name" and cursor.after.text != ":":
            one, other = cursor.last, cursor.next
            name, of_type = (other, one) if _is_type(one) and not _is_type(other) else (one, other)
            cursor.fail(
                "F124",
                f"A parameter is written `name: type`; here stands `{one.text} {other.text}`.",
                f"Write `{name.text}: {of_type.text}`.",
            )
        if cursor.done:
            cursor.fail("F113", "The bracket of the parameters is never closed.", "Close it with `)`.")
        cursor.missing("a comma or a `)`", "(who: character, to: place)")
    return tuple(found)


def _is_type(token: Token) -> bool:
    """Whether a name is a type, as far as the text around it shows: built in, declared here, or behind a colon."""
    name = re.escape(token.text)
    used = rf"^type\b[^#\n]*\b{name}\b|:\s*{name}\b|^property[^#\n]*[(,]\s*{name}\s*[,)]"
    built_in = token.text in ("entity", "character", "figure", "agreement")
    return built_in or re.search(used, token.span.source.text[:20_000], re.MULTILINE) is not None


def _parameter(cursor: Cursor, of_property: bool) -> tree.Parameter:
    example = "(character, place)" if of_property else "(who: character, to: place)"
    start = cursor.next.span
    what = "the name of a type" if of_property else "the name of a parameter"
    first = cursor.name(what, example, also=("agreement",) if of_property else ())
    if not cursor.skip(":"):
        name, of_type = (None, first) if of_property else (first, None)
        return tree.Parameter(name, of_type, False, first.span)
    of_type = cursor.type_name(example)
    or_figure = cursor.skip("or")
    if or_figure:
        cursor.expect("figure", "whom: character or figure")
    return tree.Parameter(first, of_type, or_figure, cursor.since(start))


def property_declaration(cursor: Cursor, line: Line, reports: Reports) -> tree.PropertyDeclaration:
    example = "property at(character) : place visible"
    start = cursor.take().span
    name = cursor.name("the name of a property", example)
    params = parameters(cursor, of_property=True)
    values = _range(cursor) if cursor.skip(":") else None
    visible = felt = False
    while cursor.sees("visible", "felt"):
        if cursor.take().text == "visible":
            visible = True
        else:
            felt = True
        cursor.skip(",")
    if cursor.sees("="):
        cursor.fail("F125", "A property has no value here.", f"Write `{name.text}... = ...` below `start`.")
    if cursor.next.kind == "number":
        cursor.missing("`:`", "property hope(character) : 0..5")
    alone(cursor, line, reports, "`property`")
    return tree.PropertyDeclaration(name, params, values, visible, felt, cursor.since(start))


def _range(cursor: Cursor) -> tree.Bounds | tree.AnyNumber | tree.OneOf:
    start = cursor.next.span
    if cursor.next.kind == "number" or cursor.sees("-"):
        low = _bound(cursor)
        if cursor.sees(",", "-", "to"):
            cursor.missing("`..`", "property hope(character) : 0..5")
        cursor.expect("..", "property hope(character) : 0..5")
        high = _bound(cursor)
        if low > high:
            cursor.fail(
                "F124",
                "The lower bound is greater than the upper one.",
                f"Write `{high}..{low}`.",
                at=cursor.since(start),
            )
        return tree.Bounds(low, high, cursor.since(start))
    if cursor.sees("number") and cursor.after.text != ",":
        return tree.AnyNumber(cursor.take().span)
    names = cursor.names(
        "a type, bounds like `0..3`, `number`, or a list of words",
        "property mood(character) : calm, cross",
        also=("agreement",),
    )
    return tree.OneOf(names, cursor.since(start))


def _bound(cursor: Cursor) -> int:
    negative = cursor.skip("-")
    value = cursor.whole("a whole number", "property hope(character) : 0..5")
    return -value if negative else value


def definition(cursor: Cursor, line: Line, reports: Reports, *, instead: bool = False) -> tree.Definition:
    example = "define near(a: character, b: character) = at(a) == at(b)"
    start = cursor.tokens[0].span  # of `instead`, where that stands before it
    cursor.take()
    name = cursor.name("the name of the definition", example)
    params = parameters(cursor, of_property=False)
    if cursor.sees(":", "==", "when", "if", "is"):
        cursor.fail(
            "F124",
            f"Between a definition and what it means stands `=`, not `{cursor.next.text}`.",
            f"Write it like this: `{example}`.",
        )
    cursor.expect("=", example)
    if cursor.done and line.children:
        cursor.fail(
            "F126",
            "What it means must follow the `=` on the same line.",
            "Break the line after an operator or a comma.",
        )
    body = expression(cursor)
    alone(cursor, line, reports, "`define`")
    return tree.Definition(name, params, body, instead, cursor.since(start))


# Start, wants


def start(cursor: Cursor, line: Line, reports: Reports) -> tree.Start:
    begin = cursor.take().span
    if not cursor.done:  # one statement on the same line
        rest = line.tokens[cursor.at :]
        line.children.insert(0, Line(rest[0].span.column, rest, line.last, line.broken))
    if not line.children:
        reports.wrong(
            line,
            "F126",
            "Nothing stands below `start`.",
            "Write below it, indented, how things stand: `at(Ann) = home`.",
        )
    statements = block(line.children, reports)
    span = begin.to(statements[-1].span) if statements else begin
    return tree.Start(statements, span)


def wants(cursor: Cursor, line: Line, reports: Reports) -> tree.Wants:
    begin = cursor.take().span
    who = cursor.name("the name of a character", "wants Ann")
    of_type = None
    if cursor.skip(":"):
        of_type = cursor.type_name("wants c: character")
    elif who.text in ("everybody", "everyone", "anyone", "all"):
        cursor.fail(
            "F124",
            f"`{who.text}` is not the name of a character.",
            "Write `wants c: character`, with any name for `c`.",
            at=who.span,
        )
    if cursor.next.kind == "name" and cursor.after.text == ":":
        cursor.fail("F125", "A want stands on a line of its own.", "Put the want below it, indented.")
    finish(cursor)
    if not line.children:
        reports.wrong(
            line,
            "F126",
            f"Nothing stands below `wants {who.text}`.",
            "Write the wants below it, indented: `company: 3 if near(Ann, Tom)`.",
        )
    lines = [want for child in line.children if (want := want_line(child, reports)) is not None]
    span = begin.to(lines[-1].span) if lines else cursor.since(begin)
    return tree.Wants(who, of_type, tuple(lines), span)


def want_line(line: Line, reports: Reports) -> tree.WantLine | None:
    """`company: 3 if near(Ann, Tom)`; None where it can't be read."""
    example = "company: 3 if near(Ann, Tom)"
    cursor = Cursor(line.tokens)
    try:
        if cursor.after.text != ":":
            cursor.fail("F124", "A want begins with its name and a colon.", f"Write it like this: `{example}`.")
        name = cursor.name("the name of a want", example)
        cursor.expect(":", example)
        value, condition = value_and_condition(cursor)
        if cursor.sees("when"):
            cursor.fail("F125", "In a want, the condition follows `if`.", "Write `if`.")
        alone(cursor, line, reports, "a want")
    except Wrong as wrong:
        reports.add(line, wrong.problem)
        return None
    return tree.WantLine(name, value, condition, cursor.since(name.span))


# Whose turn it is, and how much chance there is in what somebody does


def reply_due(cursor: Cursor, line: Line, reports: Reports) -> tree.ReplyDue:
    example = "reply due from who: character when asked(who) != ?"
    begin = cursor.take().span
    cursor.expect("due", example)
    cursor.expect("from", example)
    who = cursor.name("who owes the reply", example)
    of_type = cursor.type_name(example) if cursor.skip(":") else None
    found: list[tree.Expr] = []
    if not cursor.done:
        cursor.expect("when", example)
        found += conditions(cursor)
        finish(cursor)
    span = cursor.since(begin)
    for child in line.children:
        found += condition_lines(child, "when", reports)
    if found:
        span = begin.to(found[-1].span)
    else:
        line.broken |= bool(line.children)  # what is wrong in them has been told
        wrong = f"It is not said when a reply is due from `{who.text}`."
        cursor.fail("F124", wrong, f"Write `when` and a condition behind it: `{example}`.", at=who.span)
    return tree.ReplyDue(who, of_type, tuple(found), span)


def temper(cursor: Cursor, line: Line, reports: Reports) -> tree.Temper:
    example = "temper Ann 2"
    begin = cursor.take().span
    who = cursor.name("the name of a character", example)
    if cursor.done or cursor.sees(":", "="):
        cursor.missing("a number or `even`", example)
    value = None if cursor.skip("even") else expression(cursor)
    alone(cursor, line, reports, "`temper`")
    return tree.Temper(who, value, cursor.since(begin))


# Endings, questions, expectations


def conditions(cursor: Cursor) -> tuple[tree.Expr, ...]:
    """One condition or several, set apart by commas."""
    found = [expression(cursor)]
    while cursor.skip(","):
        found.append(expression(cursor))
    return tuple(found)


def ending(cursor: Cursor, line: Line, reports: Reports) -> tree.Ending:
    example = 'ending peace "They share the bench" when friends(Ann, Tom)'
    begin = cursor.take().span
    name = cursor.name("the name of the ending", example)
    title = cursor.quoted("a title", example) if cursor.next.kind == "text" else None
    found: list[tree.Expr] = []
    if cursor.sees(":"):
        hint = "Leave the colon out." if cursor.after.text == "when" else "Write `when` for the colon."
        cursor.fail("F127", "A colon stands behind the name of the ending.", hint)
    if not cursor.done:
        cursor.expect("when", example)
        found += conditions(cursor)
        finish(cursor)
    span = cursor.since(begin)
    for child in line.children:
        found += condition_lines(child, "when", reports)
    if found:
        span = begin.to(found[-1].span)
    else:
        line.broken |= bool(line.children)  # what is wrong in them has been told
        cursor.fail(
            "F124",
            f"It is not said when the story ends with `{name.text}`.",
            f"Write `when` and a condition behind it: `{example}`.",
            at=name.span,
        )
    return tree.Ending(name, title, tuple(found), span)


def condition_lines(line: Line, word: str, reports: Reports) -> list[tree.Expr]:
    """`when A, B` and further conditions, one a line, below it."""
    found: list[tree.Expr] = []
    cursor = Cursor(line.tokens)
    try:
        cursor.expect(word, f"{word} at(Ann) == home")
        if not cursor.done:
            parts = conditions(cursor)
            finish(cursor)  # what is only half read is not checked
            found += parts
        elif not line.children:
            cursor.fail(
                "F126",
                f"Nothing follows `{word}`.",
                f"Write the condition behind it: `{word} at(Ann) == home`.",
                at=cursor.last.span,
            )
    except Wrong as wrong:
        reports.add(line, wrong.problem)
    for child in line.children:
        inner = Cursor(child.tokens)
        try:
            parts = conditions(inner)
            finish(inner)
            found += parts
            no_block(child, reports, "a condition")
        except Wrong as wrong:
            reports.add(child, wrong.problem)
    return found


def question(cursor: Cursor, line: Line, reports: Reports) -> tree.Question:
    example = 'question "Will Tom tell?" told(Tom)'
    begin = cursor.take().span
    title = cursor.quoted("the question in double quotes", example)
    if cursor.sees("when", ":"):
        cursor.fail(
            "F125",
            f"Behind a question stands what is asked, without `{cursor.next.text}`.",
            f"Write it like this: `{example}`.",
        )
    what_if = cursor.sees("if")
    if what_if:
        cursor.take()
    if cursor.done and len(line.children) == 1:
        cursor = Cursor(line.children[0].tokens)
        line = line.children[0]
    condition = disjunction(cursor)
    alone(cursor, line, reports, "`question`")
    return tree.Question(title, condition, what_if, begin.to(condition.span))


def expectation(cursor: Cursor, line: Line, reports: Reports) -> tree.Expectation:
    begin = cursor.take().span
    kinds = ("start", "possible", "never")
    word = cursor.next.text
    if not cursor.sees(*kinds):
        hint = did_you_mean(word, kinds, "Write `expect start ...`, `expect possible ...` or `expect never ...`.")
        cursor.fail("F124", "After `expect` stands `start`, `possible` or `never`.", hint)
    cursor.take()
    condition = disjunction(cursor)
    alone(cursor, line, reports, "`expect`")
    return tree.Expectation(cast(Literal["start", "possible", "never"], word), condition, cursor.since(begin))
