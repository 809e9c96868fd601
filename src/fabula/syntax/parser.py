"""Text of a world or a library to its syntax tree: `parse`."""

from __future__ import annotations

import re
from typing import Literal, NoReturn, cast

from fabula.diagnostics.problems import Problem, did_you_mean, in_order
from fabula.diagnostics.source import Source, Span
from fabula.syntax import declarations, tree
from fabula.syntax.cursor import Cursor, Wrong
from fabula.syntax.effects import Reports
from fabula.syntax.events import agreement, clause_word, event, looks_like_declaration, telling
from fabula.syntax.lexer import Line, lex
from fabula.syntax.words import (
    AGREEMENT_CLAUSES,
    DECLARATIONS,
    EVENT_CLAUSES,
    EVENTS,
    FOREIGN_DECLARATIONS,
    FREE_DECLARATIONS,
    HEAD_LINES,
    RESERVED,
)

MOST_PROBLEMS = 100  # of one file; then F105

_READERS: dict[str, declarations.Reader] = {
    "by": declarations.author,
    "premise": declarations.premise,
    "use": declarations.use,
    "told": declarations.told_by,
    "questions": declarations.asked_after,
    "foresight": declarations.setting,
    "depth": declarations.setting,
    "horizon": declarations.setting,
    "type": declarations.type_declaration,
    "property": declarations.property_declaration,
    "define": declarations.definition,
    "start": declarations.start,
    "wants": declarations.wants,
    "reply": declarations.reply_due,
    "temper": declarations.temper,
    "telling": telling,
    "agreement": agreement,
    "ending": declarations.ending,
    "question": declarations.question,
    "expect": declarations.expectation,
    **dict.fromkeys(EVENTS, event),
}
_ONCE = ("by", "premise", "told", "questions", "foresight", "depth", "horizon")
_SABRE = re.compile(
    r"^[ \t]*(?:/\*|//|(?:type|entity|property)\s[^;\n#]*;[ \t]*(?:$|//)|(?:action|trigger)\s[^{\n#]*\{[ \t]*$|"
    r"utility\s*\([^;\n#]*\)\s*[:{]|(?:consenting|observing|precondition|effect)\s*:)",
    re.MULTILINE,
)


def parse(source: Source) -> tuple[tree.File | None, tuple[Problem, ...]]:
    """The syntax tree of a file, and everything that is wrong with it, in the order of the text.

    Where there are errors the tree lacks what could not be read (None: nothing could); it is whole only without them.
    Time is linear in the length of the text.
    """
    sabre = _sabre(source)
    if sabre is not None:
        return None, (sabre,)
    lexed = lex(source)
    if not lexed.lines:
        return None, capped(lexed.problems or (_empty(source),))
    if lexed.lines[0].tokens[0].text == "story":
        return None, (_story(lexed.lines[0]),)
    reports = Reports(lexed.problems)
    lines = _lines_of_declarations(list(lexed.lines), reports)
    kind, title = _head(lines[0], reports)
    rest = lines[1:] if kind is not None else lines
    found = _declarations(rest, reports)
    span = lines[0].tokens[0].span.to(lines[-1].tokens[-1].span)
    if found:
        span = span.to(found[-1].span)
    made = tree.File(kind or "world", title, tuple(found), span)
    return made, capped(in_order(reports.problems))


def capped(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """The first of very many problems, and a last one that says so."""
    if len(problems) <= MOST_PROBLEMS:
        return problems
    rest = len(problems) - MOST_PROBLEMS
    more = Problem(
        "F105",
        problems[MOST_PROBLEMS].span,
        f"{rest} more problems follow; they are not shown.",
        "",
        "Mend the first ones, then try again.",
    )
    return (*problems[:MOST_PROBLEMS], more)


def _sabre(source: Source) -> Problem | None:
    """A problem if the text is written in the language of the Sabre planner."""
    match = _SABRE.search(source.text[:20_000])
    if match is None or re.match(r"\s*(?:#[^\n]*\s*)*(?:world|library)\b", source.text[:20_000]):
        return None
    line = source.text.count("\n", 0, match.start()) + 1
    text = source.line(line)
    start = len(text) - len(text.lstrip())
    return Problem(
        "F121",
        Span(source, line, start + 1, line, max(len(text.rstrip()), start + 1) + 1),
        "This seems to be a problem of the Sabre planner, not a world in Fabula's language.",
        "A line ends with `;`, opens `{` or begins with `//`, as Sabre's files do.",
        "Sabre's problems are read from files that end in `.txt`; a world ends in `.fabula`.",
    )


def _story(line: Line) -> Problem:
    wrong = "This is a story, which happens in a world, and not the world itself."
    hint = "Give the file of the world, and then the story."
    return Problem("F121", line.tokens[0].span, wrong, "The file begins with `story`.", hint)


def _empty(source: Source) -> Problem:
    return Problem(
        "F120",
        Span(source, 1, 1, 1, 2),
        "There is nothing in this file.",
        "",
        'Begin a world with `world "Its title"`.',
    )


def _lines_of_declarations(lines: list[Line], reports: Reports) -> list[Line]:
    """The outermost lines, with what is indented wrongly put where it belongs and reported once each."""
    found: list[Line] = []
    for line in lines:
        if line.column > 1 and not found:
            reports.wrong(
                line, "F107", "The first line is indented.", "Begin every declaration at the beginning of its line."
            )
        owner = found[-1].tokens[0].text if found else ""
        if (owner in (*EVENTS, "instead") and clause_word(line) and _is_clause(line)) or (
            owner == "agreement" and line.tokens[0].text in AGREEMENT_CLAUSES and _is_clause(line)
        ):
            if not (found[-1].children and found[-1].children[-1].column == line.column):
                reports.wrong(
                    line,
                    "F107",
                    f"`{line.tokens[0].text}` belongs to the `{owner}` above it, but is not indented.",
                    "Indent it, and the lines that belong to it, by four spaces.",
                )
            found[-1].children.append(line)
            continue
        found.append(line)
        inner = [child for child in line.children if looks_like_declaration(child)]
        if inner:
            line.children = [child for child in line.children if not looks_like_declaration(child)]
            for child in inner:
                reports.wrong(
                    child,
                    "F107",
                    f"`{child.tokens[0].text}` begins a declaration, but is indented.",
                    "Move it to the beginning of the line.",
                )
            found += inner
    return found


def _is_clause(line: Line) -> bool:
    """A clause word at the beginning of a line, and no declaration of an entity of that name, nor the head's `by`."""
    second = line.tokens[1].text if len(line.tokens) > 1 else ""
    return second not in (":", ",") and not (line.tokens[0].text == "by" and line.tokens[-1].kind == "text")


def _head(line: Line, reports: Reports) -> tuple[Literal["world", "library"] | None, tree.Quoted]:
    cursor = Cursor(line.tokens)
    first = cursor.next
    if not cursor.sees("world", "library"):
        reports.problems.append(
            Problem(
                "F120",
                first.span,
                "A file begins with `world` or `library`.",
                f"It begins with {first}.",
                'Begin it with `world "Its title"`, or with `library "its-name"` if others are to use it.',
            )
        )
        return None, tree.Quoted("", first.span)
    cursor.take()
    title = tree.Quoted("", first.span)
    try:
        title = cursor.quoted("a title in double quotes", f'{first.text} "The Lie"')
        declarations.alone(cursor, line, reports, f"`{first.text}`")
    except Wrong as wrong:
        reports.add(line, wrong.problem)
    return cast(Literal["world", "library"], first.text), title


def _declarations(lines: list[Line], reports: Reports) -> list[tree.Declaration]:
    found: list[tree.Declaration] = []
    once: dict[str, Line] = {}
    for line in lines:
        first = line.tokens[0]
        if first.text in _ONCE and first.kind == "name" and not _is_entities(line):
            if first.text in once:
                again = Problem(
                    "F136", first.span, f"`{first.text}` stands here a second time.", "", "Keep one of them.",
                    ((once[first.text].tokens[0].span, "the first one"),),
                )  # fmt: skip
                reports.add(line, again)
            once.setdefault(first.text, line)
        cursor = Cursor(line.tokens)
        try:
            found.append(_declaration(cursor, line, reports))
        except Wrong as wrong:
            reports.add(line, wrong.problem)
    return found


def _is_entities(line: Line) -> bool:
    return len(line.tokens) > 1 and line.tokens[1].kind == "sign" and line.tokens[1].text in (":", ",")


def _declaration(cursor: Cursor, line: Line, reports: Reports) -> tree.Declaration:
    word = cursor.next.text if cursor.next.kind == "name" else ""
    if _is_entities(line):
        _no_colon(cursor)
        return declarations.entities(cursor, line, reports)
    if word in _READERS:
        return _READERS[word](cursor, line, reports)
    if word == "instead":
        start = cursor.take().span
        if cursor.sees("define"):
            return declarations.definition(cursor, line, reports, instead=True)
        if cursor.sees(*EVENTS):
            return event(cursor, line, reports, instead=True)
        cursor.fail(
            "F124",
            f"After `instead` stands a definition or an event; here stands {cursor.next}.",
            "Write `instead define ...` or `instead action ...`.",
            at=start if cursor.done else None,
        )
    if word in ("world", "library"):
        cursor.fail(
            "F136",
            f"`{word}` stands at the beginning of a file only.",
            "Take it out, or move what follows to a file of its own.",
        )
    return _unknown(cursor)


def _no_colon(cursor: Cursor) -> None:
    """F127 for `foresight: 5`, which would be an entity of the type 5."""
    word, colon, value = cursor.next.text, cursor.after, cursor.tokens[2:3]
    after_word = word in DECLARATIONS or (word in HEAD_LINES and value and value[0].kind in ("number", "text"))
    if colon.text == ":" and cursor.next.kind == "name" and after_word:
        wrong = f"A colon stands behind `{word}`."
        cursor.fail("F127", wrong, "Leave the colon out.", at=colon.span)


def _entity_slip(cursor: Cursor) -> str:
    """A hint where an entity is declared with a name of several words, or with its title before its type."""
    tokens = cursor.tokens
    colon = next((n for n, token in enumerate(tokens) if token.kind == "sign" and token.text == ":"), 0)
    before, after = tokens[:colon], tokens[colon + 1 : colon + 2]
    if not after or after[0].kind != "name":
        return ""
    if len(before) == 2 and before[1].kind == "text":
        return f'Write `{before[0].text} : {after[0].text} "{before[1].inside}"`.'
    words = [token.text for token in before if token.kind in ("name", "number")]
    if len(words) > 1 and all(token.kind in ("name", "number") or token.text == "-" for token in before):
        return f"A name is one word: `{'_'.join(words)}`."
    return ""


def _unknown(cursor: Cursor) -> NoReturn:
    """The line begins no declaration: say what it might have been."""
    first, second = cursor.next, cursor.after
    if first.kind != "name":
        cursor.fail(
            "F122", f"No declaration begins with {first}.", "A declaration begins with a word: `type`, `action`, ..."
        )
    if first.text in RESERVED and first.text not in EVENT_CLAUSES:
        hint = "Write it below the declaration that it belongs to, indented."
        cursor.fail("F122", f"No declaration begins with `{first.text}`.", hint)
    if first.text in EVENT_CLAUSES and first.text in RESERVED:
        hint = "Write it below an `action` or another event, indented."
        cursor.fail("F122", f"No declaration begins with `{first.text}`.", hint)
    if first.text in ("entity", "character", "object", "person", "place") and second.kind == "name":
        hint = f"Write `{second.text} : {first.text}`."
        cursor.fail("F122", f"No declaration begins with `{first.text}`.", hint)
    if first.text not in FOREIGN_DECLARATIONS and (slip := _entity_slip(cursor)):
        cursor.fail("F122", f"No declaration begins with `{first.text}`.", slip)
    if second.kind == "name" and second.text == "wants":
        cursor.fail("F122", f"No declaration begins with `{first.text}`.", f"Write `wants {first.text}`.")
    if second.text in ("=", "+=", "-=", "(", "believes"):
        hint = "How things stand at first is written below `start`; a definition begins with `define`."
        if first.text not in FOREIGN_DECLARATIONS:
            cursor.fail("F122", f"No declaration begins with `{first.text}`.", hint)
    if second.kind == "name" and len(cursor.tokens) == 2 and first.text not in FOREIGN_DECLARATIONS:
        hint = did_you_mean(first.text, DECLARATIONS, f"Write `{first.text} : {second.text}` to declare an entity.")
    elif first.text == "goal" and any(token.text == "when" for token in cursor.tokens):
        hint = "Write `ending`."
    elif first.text in FOREIGN_DECLARATIONS:
        hint = f"Write `{FOREIGN_DECLARATIONS[first.text]}`."
    else:
        also = "Declarations begin with `type`, `property`, `action`, ...; an entity is written `Tom : character`."
        hint = did_you_mean(first.text, (*DECLARATIONS, *HEAD_LINES, *FREE_DECLARATIONS), also)
    cursor.fail("F122", f"No declaration begins with `{first.text}`.", hint)
