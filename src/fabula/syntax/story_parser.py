"""Text of a story file to its syntax tree: `parse_story`."""

from __future__ import annotations

from collections.abc import Callable

from fabula.diagnostics.problems import Problem, did_you_mean, in_order
from fabula.diagnostics.source import Source, Span
from fabula.syntax import tree
from fabula.syntax.cursor import Cursor, Wrong
from fabula.syntax.declarations import alone
from fabula.syntax.effects import Reports
from fabula.syntax.expressions import disjunction, term
from fabula.syntax.lexer import Line, lex
from fabula.syntax.parser import capped
from fabula.syntax.words import STORY_LINES

_HEAD = 'story "Chapter one" of the-wager'


def parse_story(source: Source) -> tuple[tree.Story | None, tuple[Problem, ...]]:
    """The syntax tree of a story file, and everything that is wrong with it; as `fabula.syntax.parser.parse`."""
    lexed = lex(source)
    if not lexed.lines:
        nothing = Problem(
            "F651", Span(source, 1, 1, 1, 2), "There is nothing in this file.", "", f"Begin a story with `{_HEAD}`."
        )
        return None, capped(lexed.problems or (nothing,))
    reports = Reports(lexed.problems)
    lines = list(lexed.lines)
    first = lines[0]
    title, world = tree.Quoted("", first.tokens[0].span), tree.Name("", first.tokens[0].span)
    head: tuple[tree.Quoted, tree.Name | tree.Quoted] = (title, world)
    try:
        head = _head(first, reports)
        lines = lines[1:]
    except Wrong as wrong:
        reports.add(first, wrong.problem)
        if first.tokens[0].text in ("story", "world", "library"):
            lines = lines[1:]
    beats = _beats(lines, reports)
    span = first.tokens[0].span.to(beats[-1].span if beats else first.tokens[-1].span)
    return tree.Story(*head, tuple(beats), span), capped(in_order(reports.problems))


def _head(line: Line, reports: Reports) -> tuple[tree.Quoted, tree.Name | tree.Quoted]:
    cursor = Cursor(line.tokens)
    if not cursor.sees("story"):
        hint = (
            "This is a world's file; a story file says what happens in one." if cursor.sees("world", "library") else ""
        )
        cursor.fail(
            "F651",
            "A story file begins with `story`.",
            hint or f"Begin it with `{_HEAD}`.",
            read=f"It begins with {cursor.next}.",
        )
    cursor.take()
    if cursor.next.kind != "text":
        cursor.fail("F651", "The title of a story stands in double quotes.", f"Write it like this: `{_HEAD}`.")
    title = cursor.quoted("a title", _HEAD)
    if not cursor.skip("of"):
        cursor.fail(
            "F651",
            "After the title stands `of` and the world that the story happens in.",
            f"Write it like this: `{_HEAD}`.",
        )
    world = cursor.quoted("a world", _HEAD) if cursor.next.kind == "text" else _world_name(cursor)
    alone(cursor, line, reports, "`story`")
    return title, world


def _world_name(cursor: Cursor) -> tree.Name:
    """A name with `-` in it: parts that stand close together."""
    start = cursor.next
    written = ""
    while cursor.next.kind in ("name", "number") or cursor.sees("-"):
        if written and cursor.next.span.column != cursor.last.span.end_column:
            break
        written += cursor.take().text
    if not written or not written[0].isalpha() or written.endswith("-"):
        cursor.fail(
            "F651",
            "Here should stand the name of a world.",
            'Write `of the-wager`, or a file in quotes: `of "my-world.fabula"`.',
            at=start.span,
        )
    return tree.Name(written, cursor.since(start.span))


def _beats(lines: list[Line], reports: Reports) -> list[tree.Beat]:
    beats: list[tree.Beat] = []
    labels: dict[str, tree.Beat] = {}
    for line in lines:
        first = line.tokens[0]
        if first.text != "beat" or first.kind != "name":
            if first.kind == "name" and first.text.lower() == "beat":
                reports.wrong(line, "F653", f"No beat begins with `{first.text}`.", "Did you mean `beat`?")
            elif first.text in ("story", "world", "library"):
                reports.wrong(line, "F651", f"`{first.text}` stands at the beginning of a file only.", "Take it out.")
            else:
                reports.wrong(
                    line,
                    "F653",
                    "This stands in no beat.",
                    "Begin a beat above it with `beat 1`, and indent this line by four spaces.",
                )
            continue
        beat = _beat(line, reports)
        if beat.label.text in labels:
            related = ((labels[beat.label.text].label.span, "the first one"),)
            problem = Problem(
                "F654",
                beat.label.span,
                f"There is a beat `{beat.label.text}` already.",
                "",
                "Give this one another label.",
                related,
            )
            reports.add(line, problem)
        labels.setdefault(beat.label.text, beat)
        beats.append(beat)
    return beats


def _beat(line: Line, reports: Reports) -> tree.Beat:
    example = 'beat 18 "He follows in secret"'
    cursor = Cursor(line.tokens)
    start = cursor.take().span
    label, title = tree.Name(f"unread {start}", start), None
    try:
        if cursor.next.kind == "number":
            token = cursor.take()
            label = tree.Name(token.text, token.span)
        else:
            label = cursor.name("a number or a name for the beat", example)
        title = cursor.quoted("a title", example) if cursor.next.kind == "text" else None
        if not cursor.done:
            cursor.missing("a title in double quotes, or the end of the line", example)
    except Wrong as wrong:
        reports.add(line, wrong.problem)
    found: list[tree.StoryLine] = []
    for child in line.children:
        inner = Cursor(child.tokens)
        try:
            found.append(_story_line(inner))
            alone(inner, child, reports, "a line of a beat")
        except Wrong as wrong:
            reports.add(child, wrong.problem)
    span = start.to(found[-1].span) if found else cursor.since(start)
    return tree.Beat(label, title, tuple(found), span)


def _story_line(cursor: Cursor) -> tree.StoryLine:
    first = cursor.next
    is_word = first.kind == "name" and cursor.after.text not in ("(", "")
    if (first.text in _LINES and is_word) or first.text == "expect":
        return _LINES[first.text](cursor)
    if first.kind != "name" or cursor.after.kind == "text":
        cursor.fail(
            "F652",
            f"A line of a beat can't begin like this: {first}{' and a text' if first.kind == 'name' else ''}.",
            "A line is an event (`name(argument, ...)`), or begins with `expect`, `happens` or `turns out`.",
        )
    if cursor.after.kind == "name" and cursor.after.text not in ("because", "never"):
        hint = did_you_mean(first.text, STORY_LINES, "A step is written with brackets: `name(argument, ...)`.")
        cursor.fail("F652", f"No line of a beat begins with `{first.text} {cursor.after.text}`.", hint)
    event = term(cursor, "name(argument, ...)", event=True)
    reasons: list[tree.Because] = []
    while cursor.sees("because", "never"):
        start = cursor.next.span
        never = cursor.skip("never")
        cursor.expect("because", "name(argument, ...) never because want")
        if cursor.sees("of"):
            cursor.fail("F652", "After `because` stands the name of a want.", "Leave `of` out.")
        want = cursor.name("the name of a want", "name(argument, ...) because want")
        reasons.append(tree.Because(want, never, cursor.since(start)))
    if sum(not reason.never for reason in reasons) > 1:
        cursor.fail(
            "F652", "Two wants can't both be the one that it serves most.", "Keep one `because`.", at=reasons[-1].span
        )
    if cursor.sees("="):
        cursor.fail(
            "F652", "A story sets nothing; it says what happens.", "Write `expect ... == ...` to check a value."
        )
    return tree.Step(event, tuple(reasons), cursor.since(event.span))


def _expect(cursor: Cursor) -> tree.Expect:
    start = cursor.take().span
    return tree.Expect(disjunction(cursor), cursor.since(start))


def _happens(cursor: Cursor) -> tree.Happens:
    start = cursor.take().span
    return tree.Happens(term(cursor, "happens name(argument, ...)", event=True), cursor.since(start))


def _turns_out(cursor: Cursor) -> tree.TurnsOut:
    start = cursor.take().span
    cursor.expect("out", "turns out 2")
    outcome = cursor.whole("the number of an outcome", "turns out 2")
    if outcome < 1:
        cursor.fail("F652", "Outcomes are counted from 1.", "Write `turns out 1` for the first.", at=cursor.last.span)
    return tree.TurnsOut(outcome, cursor.since(start))


_LINES: dict[str, Callable[[Cursor], tree.StoryLine]] = {"expect": _expect, "happens": _happens, "turns": _turns_out}
