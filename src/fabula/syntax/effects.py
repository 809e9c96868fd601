"""Effects and the statements of a start: lists of them on a line, and blocks of lines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, cast

from fabula.diagnostics.problems import Problem
from fabula.diagnostics.source import Span
from fabula.syntax import tree
from fabula.syntax.cursor import MOST_DEPTH, Cursor, Wrong
from fabula.syntax.expressions import (
    Deeper,
    a_condition,
    binder,
    disjunction,
    leftover,
    no_that,
    term,
    too_deep,
    value_and_condition,
)
from fabula.syntax.lexer import Line
from fabula.syntax.texts import begins_text, text_clause


class Reports:
    """The problems found so far; at most one for each line, the first."""

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        self.problems = list(problems)

    def add(self, line: Line, problem: Problem) -> None:
        if not line.broken:
            self.problems.append(problem)
        line.broken = True

    def wrong(
        self, line: Line, code: str, wrong: str, hint: str = "", *, read: str = "", at: Span | None = None
    ) -> None:
        self.add(line, Problem(code, at or line.tokens[0].span, wrong, read, hint))


def no_block(line: Line, reports: Reports, what: str) -> None:
    """Reports the lines below a line that opens no block."""
    for child in line.children[:1]:
        word = child.tokens[0].text
        if child.tokens[0].kind != "text" and word in ("and", "or", "+", "-", "*", "/", "==", "!=", "=", ","):
            reports.wrong(
                child,
                "F107",
                f"A line goes on after `{word}`, not before it.",
                f"Put the `{word}` at the end of the line above.",
            )
            return
        reports.wrong(
            child,
            "F107",
            f"This line is indented deeper than the line above it, but {what} opens no block.",
            f"Indent it by {line.column - 1}, as the line above, or join the two with a comma or an operator."
            if line.column > 1
            else "Move it to the beginning of the line, or join it to the line above with a comma or an operator.",
        )


def block(lines: Iterable[Line], reports: Reports, texts: list[tree.Text] | None = None) -> tuple[tree.Effect, ...]:
    """The effects of some lines, in order; `otherwise` belongs to the `if` before it.

    Where `texts` is given, `text` clauses can stand among the effects and are put there.
    """
    effects: list[tree.Effect] = []
    before: Line | None = None  # the `if` or `otherwise if` that an `otherwise` may belong to
    chain = 0
    for line in lines:
        word = line.tokens[0].text if line.tokens[0].kind == "name" else ""
        if word in ("otherwise", "else", "elif", "elsif", "elseif"):
            chain += 1
            before = _otherwise(line, before, effects, reports, chain)
        elif texts is not None and begins_text(Cursor(line.tokens)):
            texts += text_line(line, reports)
            before = None
        else:
            effects += effects_of(line, reports, texts)
            before, chain = (line, 0) if word == "if" else (None, 0)
    return tuple(effects)


def text_line(line: Line, reports: Reports) -> list[tree.Text]:
    """A `text` clause on a line of its own; [] where it can't be read."""
    cursor = Cursor(line.tokens)
    try:
        text = text_clause(cursor)
        if not cursor.done:
            leftover(cursor)
    except Wrong as wrong:
        reports.add(line, wrong.problem)
        return []
    no_block(line, reports, "`text`")
    return [text]


def content(head: Line, reports: Reports, what: str, texts: list[tree.Text] | None = None) -> tuple[tree.Effect, ...]:
    """The effects that stand after a head on its line and in the block below it; `what` names the head."""
    lines = spread(head)
    if not lines:
        reports.wrong(head, "F126", f"Nothing stands below {what}.", "Write the effects below it, indented deeper.")
    return block(lines, reports, texts)


def spread(head: Line) -> list[Line]:
    """The lines below a head.

    Where the first of them stands on the head's own line and opens a block that has no lines of its own, the others are
    its block; where it opens none but has lines below it, they follow it.
    """
    lines = head.children
    if not lines or not _same_line(head, lines[0]):
        return lines
    first, rest = lines[0], lines[1:]
    if opens_block(first):
        if not first.children:
            first.children, rest = rest, []
        return [first, *rest]
    below, first.children = first.children, []
    return [first, *below, *rest]


def opens_block(line: Line) -> bool:
    """Whether a line of effects ends in the head of a block."""
    first, last = line.tokens[0], line.tokens[-1]
    return (first.kind == "name" and first.text in ("if", "for", "otherwise")) or (
        last.kind == "name" and last.text == "believes"
    )


def effects_of(line: Line, reports: Reports, texts: list[tree.Text] | None = None) -> list[tree.Effect]:
    """The effects of one line and of the block below it; [] where they can't be read."""
    cursor = Cursor(line.tokens)
    try:
        if cursor.sees("if"):
            return [_if_block(cursor, line, reports)]
        if cursor.sees("for"):
            return [_for_each_block(cursor, line, reports)]
        effects = list_on_line(cursor, line, reports, may_end_in_text=texts is not None)
        if texts is not None and not cursor.done:
            texts.append(text_clause(cursor))
            if not cursor.done:
                leftover(cursor)
        return effects
    except Wrong as wrong:
        reports.add(line, wrong.problem)
        block(line.children, reports)  # for what is wrong in there
        return []


def list_on_line(cursor: Cursor, line: Line, reports: Reports, *, may_end_in_text: bool) -> list[tree.Effect]:
    """Effects set apart by commas, up to the end of the line or a `text` clause; the last may open a block."""
    effects: list[tree.Effect] = []
    blocked = False
    while True:
        effect = _postfixed(cursor)
        if effect is None:  # it ends in `believes`
            effects.append(_belief_block(cursor, line, reports))
            blocked = True
        else:
            effects.append(effect)
        if cursor.done or (may_end_in_text and begins_text(cursor)):
            break
        if not cursor.skip(","):
            _after_effect(cursor)
        if cursor.done:
            cursor.fail(
                "F114",
                "The line breaks off after `,`.",
                "Write what follows, or take the comma out.",
                at=cursor.last.span,
            )
    if not blocked:
        no_block(line, reports, "an effect like that")
    return effects


def _postfixed(cursor: Cursor) -> tree.Effect | None:
    """One effect with its `if`s and `for each`s behind it; None where a block of beliefs begins (cursor unmoved)."""
    start = cursor.at
    if cursor.sees("if"):
        cursor.fail(
            "F134",
            "An `if` that begins an effect opens a block, and stands at the beginning of a line.",
            "Write `EFFECT if CONDITION`.",
        )
    effect = _simple(cursor)
    if effect is None:
        cursor.at = start
        return None
    for _ in range(MOST_DEPTH):
        if cursor.sees("if"):
            cursor.take()
            condition = a_condition(cursor)
            if cursor.sees("otherwise"):
                cursor.fail(
                    "F125",
                    "Behind an effect, `otherwise` stands only where a value is chosen (`x = a if c otherwise b`).",
                    "Write `if` and `otherwise` with a block each.",
                )
            effect = tree.IfEffect(condition, (effect,), (), cursor.since(effect.span))
        elif cursor.sees("for"):
            variable, of_type, where = _for_each(cursor)
            effect = tree.ForEach(variable, of_type, where, (effect,), cursor.since(effect.span))
        else:
            return effect
    return too_deep(cursor, f"More than {MOST_DEPTH} conditions follow one effect.")


def _simple(cursor: Cursor) -> tree.Effect | None:
    """One effect without anything behind it; None where it ends in `believes` at the end of the line."""
    start = cursor.next.span
    if cursor.skip("not"):
        target = term(cursor, "not raining")
        if cursor.sees("=", "=="):
            cursor.fail(
                "F125", "`not` and a value can't stand together.", f"Write `{target.name.text} = ...` without `not`."
            )
        return tree.Make(target, False, cursor.since(start))
    target = term(cursor, "at(who) = home")
    token = cursor.next
    if token.kind == "name":
        return _sentence(cursor, target)
    if token.kind == "sign" and token.text == "=":
        cursor.take()
        value, condition = value_and_condition(cursor)
        assigned = tree.Set(target, value, cursor.since(start))
        return assigned if condition is None else tree.IfEffect(condition, (assigned,), (), cursor.since(start))
    if token.kind == "sign" and token.text in ("+=", "-="):
        cursor.take()
        value, condition = value_and_condition(cursor)
        op = cast(Literal["+=", "-="], token.text)
        changed = tree.Change(target, op, value, cursor.since(start))
        return changed if condition is None else tree.IfEffect(condition, (changed,), (), cursor.since(start))
    if token.kind == "sign" and token.text == "==":
        cursor.fail("F131", "`==` compares; an effect sets a value with `=`.", "Write `=`.", read="This is an effect.")
    return tree.Make(target, True, cursor.since(start))


def _sentence(cursor: Cursor, who: tree.Term) -> tree.Effect | None:
    """What can follow a term in an effect: a verb, `at least`, or what belongs to the list."""
    verb = cursor.next.text
    start = who.span
    if verb == "believes":
        cursor.take()
        if cursor.done:
            return None
        no_that(cursor)
        with Deeper(cursor):
            inner = _simple(cursor)
        if inner is None:
            return None
        if isinstance(inner, tree.IfEffect):  # the condition is said of the whole effect
            (then,) = inner.then
            return tree.IfEffect(
                inner.condition, (tree.BelievesEffect(who, (then,), start.to(then.span)),), (), cursor.since(start)
            )
        return tree.BelievesEffect(who, (inner,), cursor.since(start))
    if verb == "at" and cursor.after.text in ("least", "most"):
        cursor.take()
        op: Literal["at least", "at most"] = "at least" if cursor.take().text == "least" else "at most"
        value, condition = value_and_condition(cursor)
        limited = tree.Limit(who, op, value, cursor.since(start))
        return limited if condition is None else tree.IfEffect(condition, (limited,), (), cursor.since(start))
    if verb == "sees":
        cursor.take()
        return tree.Sees(who, term(cursor, "who sees whom"), cursor.since(start))
    if verb == "takes":
        cursor.take()
        figure = term(cursor, "who takes stranger for Tom")
        cursor.expect("for", "who takes stranger for Tom")
        return tree.TakesFor(who, figure, term(cursor, "who takes stranger for Tom"), cursor.since(start))
    if verb in ("recognises", "recognizes"):
        cursor.take()
        return tree.Recognises(who, term(cursor, "who recognises stranger"), cursor.since(start))
    if verb == "wakes":
        cursor.take()
        return tree.Wakes(who, cursor.since(start))
    return tree.Make(who, True, cursor.since(start))


def _after_effect(cursor: Cursor) -> None:
    """Something stands where an effect should end."""
    token = cursor.next
    if token.kind == "sign" and token.text in ("==", "="):
        cursor.fail("F131", "`==` compares; an effect sets a value with `=`.", "Write one `=` in each effect.")
    if token.text in ("and", "&", "&&") and token.kind == "name":
        cursor.fail("F125", "Effects are set apart by commas, not by `and`.", "Write a comma.")
    if token.kind == "sign" and token.text in ("<", "<=", ">", ">=", "!=", "+", "-", "*", "/"):
        cursor.fail(
            "F131",
            f"An effect makes something so; `{token.text}` asks or counts.",
            "Write `=`, `+=`, `-=`, `at least` or `at most`.",
            read="This is an effect.",
        )
    if token.text == "or":
        cursor.fail(
            "F125",
            "An effect can't be one thing or the other.",
            "For chance write `either` and `or` on lines of their own.",
        )
    leftover(cursor, what="effect")


def _for_each(cursor: Cursor) -> tuple[tree.Name, tree.Name, tree.Expr | None]:
    example = "for each x: character where awake(x)"
    cursor.expect("for", example)
    cursor.expect("each", example)
    variable, of_type = binder(cursor, example)
    return variable, of_type, a_condition(cursor) if cursor.skip("where") else None


def _if_block(cursor: Cursor, line: Line, reports: Reports) -> tree.Effect:
    start = cursor.take().span
    condition = disjunction(cursor)
    if cursor.sees("then"):
        cursor.fail(
            "F134",
            "`then` does not follow an `if`.",
            "Write `EFFECT if CONDITION` on one line, or put the effects below the `if`, indented deeper.",
        )
    _ends_head(cursor, "if")
    if not line.children:
        cursor.fail("F126", "Nothing stands below this `if`.", "Write the effects below it, indented deeper.", at=start)
    then = block(line.children, reports)
    return tree.IfEffect(condition, then, (), _with_block(cursor.since(start), then))


def _ends_head(cursor: Cursor, head: str) -> None:
    """The head of a block of effects ends here: an effect on the same line has a message of its own."""
    if cursor.done:
        return
    if cursor.next.kind == "name" and cursor.next.text not in ("else", "elif", "and", "or", "unless", "when"):
        written = "EFFECT if CONDITION" if head == "if" else "EFFECT for each x: character"
        cursor.fail(
            "F134",
            f"What follows `{head}` stands in a block below it, or before it.",
            f"Write `{written}` on one line, or put the effects below it, indented deeper.",
        )
    leftover(cursor)


def _for_each_block(cursor: Cursor, line: Line, reports: Reports) -> tree.Effect:
    start = cursor.next.span
    variable, of_type, where = _for_each(cursor)
    _ends_head(cursor, "for each")
    if not line.children:
        cursor.fail(
            "F126", "Nothing stands below this `for each`.", "Write the effects below it, indented deeper.", at=start
        )
    effects = block(line.children, reports)
    return tree.ForEach(variable, of_type, where, effects, _with_block(cursor.since(start), effects))


def _belief_block(cursor: Cursor, line: Line, reports: Reports) -> tree.Effect:
    """`A believes B believes`, and the block below."""
    minds: list[tree.Term] = []
    while not cursor.done:
        if len(minds) >= MOST_DEPTH:
            too_deep(cursor, f"This is nested more than {MOST_DEPTH} levels deep.")
        minds.append(term(cursor, "Tom believes"))
        cursor.expect("believes", "Tom believes")
    if not line.children:
        cursor.fail(
            "F126",
            "Nothing stands below this `believes`.",
            "Write what is believed behind it, or below it, indented deeper.",
            at=cursor.last.span,
        )
    effects = block(line.children, reports)
    for mind in reversed(minds):
        effects = (tree.BelievesEffect(mind, effects, _with_block(cursor.since(mind.span), effects)),)
    return effects[0]


def _otherwise(
    line: Line, before: Line | None, effects: list[tree.Effect], reports: Reports, chain: int
) -> Line | None:
    """An `otherwise` line: becomes part of the `if` before it. The line that a further `otherwise` may belong to."""
    word = line.tokens[0].text
    if word != "otherwise":
        hint = "Write `otherwise`." if word == "else" else "Write `otherwise if`."
        reports.wrong(line, "F133", f"`{word}` is not a word of the language.", hint)
        block(line.children, reports)
        return before
    opens_if = bool(line.children) and line.children[0].tokens[0].text == "if" and _same_line(line, line.children[0])
    found = content(line, reports, "`otherwise`")
    again = line if opens_if else None
    if before is None:
        reports.wrong(
            line, "F134", "This `otherwise` has no `if` before it.", "Write it directly below the block of an `if`."
        )
    elif chain > MOST_DEPTH:
        reports.wrong(line, "F104", f"More than {MOST_DEPTH} `otherwise` follow one `if`.", "Use fewer.")
    elif effects and isinstance(effects[-1], tree.IfEffect):  # it is not there if it could not be read
        effects[-1] = _with_otherwise(effects[-1], found)
    return again


def _with_otherwise(effect: tree.IfEffect, found: tuple[tree.Effect, ...]) -> tree.IfEffect:
    """The effect with `found` at the end of its chain of `otherwise if`s."""
    chain = [effect]
    while chain[-1].otherwise and isinstance(chain[-1].otherwise[0], tree.IfEffect):
        chain.append(chain[-1].otherwise[0])
    for link in reversed(chain):
        found = (tree.IfEffect(link.condition, link.then, found, _with_block(link.span, found)),)
    return cast(tree.IfEffect, found[0])


def _with_block(span: Span, effects: tuple[tree.Effect, ...]) -> Span:
    return span.to(effects[-1].span) if effects else span


def _same_line(head: Line, line: Line) -> bool:
    return head.tokens[0].span.line == line.tokens[0].span.line
