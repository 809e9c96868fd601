"""Events and agreements: their heads and their clauses, and which clauses belong together."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from fabula.diagnostics.problems import Problem, did_you_mean
from fabula.syntax import tree
from fabula.syntax.cursor import Cursor, Wrong
from fabula.syntax.declarations import alone, condition_lines, conditions, finish, parameters
from fabula.syntax.effects import Reports, content, no_block, text_line
from fabula.syntax.expressions import disjunction, expression, term
from fabula.syntax.lexer import Line, set_apart
from fabula.syntax.texts import begins_text
from fabula.syntax.words import AGREEMENT_CLAUSES, DECLARATIONS, EVENT_CLAUSES, FOREIGN_CLAUSES, RESERVED

ALLOWED: dict[str, tuple[str, ...]] = {
    "action": ("by", "when", "then", "seen", "takes", "odds", "either", "or", "text"),
    "contest": ("by", "when", "then", "seen", "takes", "odds", "either", "or", "text"),
    "fate": ("when", "then", "seen", "takes", "rate", "odds", "either", "or", "text"),
    "trigger": ("when", "then", "text"),
    "tick": ("when", "then", "seen", "rate", "odds", "either", "or", "text"),
    "dream": ("dreamer", "when", "then", "rate", "odds", "either", "or", "text"),
}
_ONCE = ("takes", "rate", "odds", "dreamer", "either")
_WHY_NOT = {
    ("fate", "by"): "Nobody decides on fate. If somebody does, begin with `action`.",
    ("tick", "by"): "Nobody decides on the time.",
    ("trigger", "by"): "A trigger happens by itself. If somebody decides on it, begin with `action`.",
    (
        "trigger",
        "seen",
    ): "What a trigger changes is noticed by nobody; write `who believes ...` or `who sees whom` in its `then`.",
    ("trigger", "odds"): "A trigger leaves nothing to chance; a `fate` can.",
    ("trigger", "either"): "A trigger leaves nothing to chance; a `fate` can.",
    ("dream", "by"): "Nobody decides on a dream.",
    ("dream", "seen"): "Nobody else notices a dream.",
    ("action", "dreamer"): "If it happens in a dream, begin with `dream`.",
    ("action", "rate"): "An action is chosen, not rated. If nobody decides on it, begin with `fate`.",
    ("contest", "rate"): "A contest is chosen, not rated; how it turns out is said by `odds`.",
    ("trigger", "rate"): "A trigger happens as soon as it can; a `fate` takes its time.",
}
_EXAMPLE = "action go(who: character, to: place)"


def event(cursor: Cursor, line: Line, reports: Reports, *, instead: bool = False) -> tree.EventDeclaration:
    """An action, contest, fate, trigger, tick or dream with its clauses."""
    word = cursor.take()
    kind = cast(tree.EventKind, word.text)
    try:
        name = cursor.name(f"the name of the {kind}", _EXAMPLE.replace("action", kind))
        params = parameters(cursor, of_property=False)
        if not cursor.done and cursor.next.text in EVENT_CLAUSES:  # one clause on the same line
            rest = line.tokens[cursor.at :]
            line.children.insert(0, set_apart(Line(rest[0].span.column, rest, line.last, line.broken)))
        else:
            finish(cursor)
    except Wrong as wrong:
        reports.add(line, wrong.problem)
        name, params = tree.Name(f"unread {kind} in line {word.span.line}", word.span), ()
    clauses: list[tree.Clause] = []
    _too_deep(line, reports)
    for child in line.children:
        clauses += _event_clause(child, kind, reports)
    _together(line, kind, name, clauses, reports)
    start = line.tokens[0].span  # of `instead`, where that stands before it
    span = cursor.since(start)
    if clauses:
        span = start.to(clauses[-1].span)
    return tree.EventDeclaration(kind, name, params, tuple(clauses), instead, span)


def _too_deep(line: Line, reports: Reports) -> None:
    """Puts clauses that stand below another clause where they belong; reports the first of those in a row."""
    found: list[Line] = []
    for child in line.children:
        same_line = (inner for inner in child.children if inner.tokens[0].span.line == child.tokens[0].span.line)
        below = [child.children, *(inner.children for inner in same_line)]
        moved: list[Line] = []
        for lines in below:
            place = next((n for n, inner in enumerate(lines) if _misplaced(inner, child, lines[:n])), None)
            if place is not None:
                moved += lines[place:]
                del lines[place:]
        if moved:
            first, own_indent = moved[0], child.column - 1
            what, above = (word if word != "seen" else "seen by" for word in map(clause_word, (first, child)))
            hint = f"Indent it by {own_indent}, as the `{above}` above it."
            if not found:  # it may be the one above that is odd
                hint = f"Indent it by {own_indent}, or indent the `{above}` by {first.column - 1}."
            reports.wrong(first, "F107", f"`{what}` is indented deeper than the `{above}` above it.", hint)
        found += [child, *moved]
    line.children[:] = found


def _misplaced(line: Line, head: Line, before: list[Line]) -> bool:
    """Whether a line below a clause is itself a clause of the event."""
    word = clause_word(line)
    if not word or (before and before[-1].tokens[0].text in ("if", "otherwise")):
        return False
    opener = clause_word(head)
    second = line.tokens[1] if len(line.tokens) > 1 else None
    if word in ("by", "when", "then"):
        return bool(opener)
    if word == "seen":
        return bool(opener) and second is not None and second.text == "by"
    if not opener or opener in ("then", "either", "or"):
        return False
    if word == "text":
        return begins_text(Cursor(line.tokens)) and second is not None
    joins = ("and", "or", "believes", "is")  # these words can be properties, too
    behind = second is not None and (second.kind == "number" or (second.kind == "name" and second.text not in joins))
    return word == "either" or (word != "or" and behind)


def clause_word(line: Line) -> str:
    """The word of the clause that a line begins with; an effect on a property of that name begins with none."""
    first = line.tokens[0]
    word = first.text
    if first.kind != "name" or word not in EVENT_CLAUSES:
        return ""
    if word not in RESERVED:
        after = line.tokens[1] if len(line.tokens) > 1 else None
        if word == "seen" and after is not None and after.text == "(":
            return ""
        if after is not None and after.text in ("=", "+=", "-=", "==", ",", ":", "believes"):
            return ""
    return word


def _event_clause(line: Line, kind: tree.EventKind, reports: Reports) -> list[tree.Clause]:
    word = clause_word(line)
    if not word:
        _unknown_clause(line, kind, ALLOWED[kind], reports)
        return []
    if word not in ALLOWED[kind]:
        hint = _WHY_NOT.get((kind, "either" if word == "or" else word), "Take it out.")
        called = "seen by" if word == "seen" else word
        reports.wrong(line, "F137", f"`{called}` has no place in {_a(kind)}.", hint)
        return []
    if word in ("then", "either", "or"):
        return _effects_clause(line, word, reports)
    if word == "text":
        return list(text_line(line, reports))
    if word == "when":
        found = condition_lines(line, "when", reports)
        return [tree.When(tuple(found), line.tokens[0].span.to(found[-1].span))] if found else []
    cursor = Cursor(line.tokens)
    try:
        clause = _CLAUSES[word](cursor)
        alone(cursor, line, reports, f"`{word}`")
    except Wrong as wrong:
        reports.add(line, wrong.problem)
        return []
    return [clause]


def _effects_clause(line: Line, word: str, reports: Reports) -> list[tree.Clause]:
    start = line.tokens[0].span
    if len(line.tokens) > 1:
        reports.wrong(line, "F123", "`or else` belongs to agreements.", "Write `or` for the other outcome.")
        return []
    if word == "then":
        effects = content(line, reports, "`then`")
        return [tree.Then(effects, start.to(effects[-1].span))] if effects else []
    texts: list[tree.Text] = []
    effects = content(line, reports, f"`{word}`", texts)
    ends = [part.span for part in (*effects[-1:], *texts[-1:])]
    end = max(ends, key=lambda span: (span.end_line, span.end_column), default=start)
    return [tree.Outcome(effects, tuple(texts), start.to(end))]


def _by(cursor: Cursor) -> tree.By:
    start = cursor.take().span
    consents: list[tree.Consent] = []
    while True:
        if cursor.sees("nobody", "fate"):
            cursor.fail(
                "F124",
                "An action is somebody's choice.",
                "If nobody decides on it, begin it with `fate` and leave out `by`.",
            )
        if cursor.sees("freely") and cursor.after.kind == "name":
            name = cursor.after.text
            cursor.fail("F124", "`freely` stands behind the one who acts.", f"Write `by {name} freely`.")
        who = term(cursor, "by who")
        freely = cursor.skip("freely")
        if freely and cursor.sees("unless"):
            cursor.fail(
                "F125",
                "Whoever acts freely never needs a reason, so that `unless` says nothing more.",
                "Leave out `freely`, or the `unless`.",
            )
        unless = disjunction(cursor) if cursor.skip("unless") else None
        consents.append(tree.Consent(who, unless, freely, cursor.since(who.span)))
        if cursor.sees("and"):
            cursor.fail("F125", "Those who must want it are set apart by commas.", "Write a comma for `and`.")
        if not cursor.skip(","):
            return tree.By(tuple(consents), cursor.since(start))


def _seen_by(cursor: Cursor) -> tree.SeenBy:
    example = "seen by anyone when near(anyone, who)"
    start = cursor.take().span
    cursor.expect("by", example)
    observers: list[tree.Observer] = []
    while True:
        observers.append(_observer(cursor, example))
        if cursor.sees("else"):
            cursor.fail("F125", "Those who act are no exception: they notice only if it is said.", "Leave `else` out.")
        if not cursor.skip(","):
            break
    unless = disjunction(cursor) if cursor.skip("unless") else None
    if cursor.sees("when", "if"):
        cursor.fail(
            "F125",
            f"`{cursor.next.text}` follows only `anyone`.",
            "Write `seen by anyone when CONDITION`, and in the condition `anyone == who` for a certain one.",
        )
    if cursor.sees("and"):
        cursor.fail("F125", "Those who notice are set apart by commas.", "Write a comma for `and`.")
    return tree.SeenBy(tuple(observers), unless, cursor.since(start))


def _observer(cursor: Cursor, example: str) -> tree.Observer:
    token = cursor.next
    if cursor.skip("everybody"):
        return tree.Everybody(token.span)
    if cursor.skip("nobody"):
        return tree.Nobody(token.span)
    if cursor.sees("no") and cursor.after.text == "one":
        cursor.fail("F124", "`no one` is not one of those who can notice.", "Write `nobody`.")
    if cursor.sees("all", "everyone", "none", "noone", "somebody", "anybody") and cursor.after.text != "(":
        meant = {"all": "everybody", "everyone": "everybody", "none": "nobody", "noone": "nobody"}.get(
            token.text, "anyone when ..."
        )
        cursor.fail("F124", f"`{token.text}` is not one of those who can notice.", f"Write `{meant}`.")
    if cursor.skip("anyone"):
        if not cursor.sees("when"):
            hint = "Write `everybody`, or when it is noticed: `anyone when near(anyone, who)`."
            cursor.fail("F124", "After `anyone` stands `when`.", hint, at=token.span)
        cursor.take()
        condition = disjunction(cursor)
        return tree.Anyone(condition, cursor.since(token.span))
    return term(cursor, example)


def _takes(cursor: Cursor) -> tree.Takes:
    start = cursor.take().span
    return tree.Takes(cursor.whole("a whole number of ticks", "takes 1"), cursor.since(start))


def _rate(cursor: Cursor) -> tree.Rate:
    start = cursor.take().span
    return tree.Rate(expression(cursor), cursor.since(start))


def _odds(cursor: Cursor) -> tree.Odds:
    start = cursor.take().span
    weights = [disjunction(cursor)]
    if cursor.sees(",", "to"):
        cursor.fail("F125", "Odds are set apart by colons.", "Write `odds 1 : 2`.")
    while cursor.skip(":"):
        weights.append(disjunction(cursor))
    return tree.Odds(tuple(weights), cursor.since(start))


def _dreamer(cursor: Cursor) -> tree.Dreamer:
    start = cursor.take().span
    return tree.Dreamer(term(cursor, "dreamer who"), cursor.since(start))


_CLAUSES: dict[str, Callable[[Cursor], tree.Clause]] = {
    "by": _by,
    "seen": _seen_by,
    "takes": _takes,
    "rate": _rate,
    "odds": _odds,
    "dreamer": _dreamer,
}


def _a(kind: str) -> str:
    return f"an {kind}" if kind in ("action", "agreement") else kind if kind == "fate" else f"a {kind}"


def _unknown_clause(line: Line, kind: str, allowed: tuple[str, ...], reports: Reports) -> None:
    """The line begins with no clause of this declaration: say what it might be."""
    first = line.tokens[0]
    signs = {token.text for token in line.tokens if token.kind == "sign"}
    words = {token.text for token in line.tokens[1:2] if token.kind == "name"}
    known = [
        "seen by" if word == "seen" else "or else" if kind == "agreement" and word == "or" else word for word in allowed
    ]
    listed = ", ".join(f"`{word}`" for word in known)
    if signs & {"=", "+=", "-="} or words & {"believes", "sees", "wakes", "recognises"}:
        reports.wrong(
            line,
            "F140",
            "This looks like an effect, but it stands outside `then`.",
            "Begin the line with `then`, or indent it below a `then`.",
            read=f"A line of {_a(kind)} begins with one of {listed}.",
        )
        return
    if first.text in FOREIGN_CLAUSES and FOREIGN_CLAUSES[first.text] in known:
        hint = f"Write `{FOREIGN_CLAUSES[first.text]}`."
    else:
        hint = did_you_mean(first.text, known, f"A line of {_a(kind)} begins with one of {listed}.")
    reports.wrong(line, "F123", f"No line of {_a(kind)} begins with {first}.", hint)


def _together(line: Line, kind: tree.EventKind, name: tree.Name, clauses: list[tree.Clause], reports: Reports) -> None:
    """Which clauses must be there, which can't be there twice, and whether the outcomes fit the odds."""
    found: dict[str, list[Line]] = {}
    for child in line.children:
        word = clause_word(child)
        if word in _ONCE and word in found:
            again = child.tokens[0].span
            problem = Problem(
                "F138" if word == "either" else "F136",
                again,
                f"`{word}` stands here a second time." if word != "either" else "A second `either` stands here.",
                "",
                "Begin all outcomes but the first with `or`." if word == "either" else "Keep one of them.",
                ((found[word][0].tokens[0].span, "the first one"),),
            )
            reports.add(child, problem)
        found.setdefault(word, []).append(child)
    if "or" in found and "either" not in found and "either" in ALLOWED[kind]:
        reports.wrong(
            found["or"][0], "F138", "This `or` has no `either` before it.", "Begin the first outcome with `either`."
        )
    elif "either" in found and "or" not in found:
        reports.wrong(
            found["either"][0],
            "F138",
            "There is only one outcome.",
            "Begin another one with `or`; what happens in any case stands after `then`.",
        )
    elif "either" in found and line.children.index(found["or"][0]) < line.children.index(found["either"][0]):
        reports.wrong(
            found["or"][0], "F138", "The first outcome begins with `or`.", "Begin the first one with `either`."
        )
    odds = [clause for clause in clauses if isinstance(clause, tree.Odds)]
    outcomes = len(found.get("either", ())) + len(found.get("or", ()))
    if odds and outcomes and len(odds[0].weights) != outcomes:
        reports.add(
            found["odds"][0],
            Problem(
                "F138",
                odds[0].span,
                f"There are {len(odds[0].weights)} odds for {outcomes} outcomes.",
                "",
                "Write one weight for each outcome, in their order.",
            ),
        )
    _missing(line, kind, name, set(found), reports)


def _missing(line: Line, kind: tree.EventKind, name: tree.Name, found: set[str], reports: Reports) -> None:
    def missing(what: str, hint: str) -> None:
        if "" not in found:  # an unknown clause may have been meant for it
            reports.problems.append(Problem("F129", name.span, f"The {kind} `{name.text}` has no {what}.", "", hint))

    if kind in ("action", "contest") and "by" not in found:
        missing("`by`", "Write below it who must want it: `by who`. If it is nobody's choice, begin it with `fate`.")
    if kind == "dream" and "dreamer" not in found:
        missing("`dreamer`", "Write below it who dreams: `dreamer who`.")
    if kind == "contest":
        if "either" not in found:
            missing("outcomes", "Write below it `either` and `or`, with what follows from each.")
    elif "odds" in found and not found & {"either", "or"} and "odds" in ALLOWED[kind]:
        missing("outcomes for its `odds`", "Write below it `either` and `or`, with what follows from each.")
    elif not found & {"then", "either", "or", "takes"} and kind != "tick":
        hint = "Write below it what changes: `then at(who) = to`."
        if kind in ("action", "fate"):
            hint += " If it changes nothing in the world, say what somebody believes or feels after it."
        missing("`then`", hint)


def telling(cursor: Cursor, line: Line, reports: Reports) -> tree.Telling:
    """`telling NAME` and, below it, the texts with which this file tells the events of that name."""
    start = cursor.take().span
    name = cursor.name("the name of an event", "telling go")
    finish(cursor)
    texts: list[tree.Text] = []
    for child in line.children:
        if clause_word(child) == "text":
            texts += text_line(child, reports)
        else:
            _unknown_clause(child, "telling", ("text",), reports)
    if not line.children:
        reports.problems.append(
            Problem(
                "F129",
                name.span,
                f"The telling of `{name.text}` has no `text`.",
                "",
                'Write below it how it is told: `text "..."`.',
            )
        )
    return tree.Telling(name, tuple(texts), start.to(texts[-1].span) if texts else cursor.since(start))


# Agreements


def agreement(cursor: Cursor, line: Line, reports: Reports) -> tree.Agreement:
    start = cursor.take().span
    name = cursor.name("the name of the agreement", "agreement stay(guest: character, host: character)")
    params = parameters(cursor, of_property=False)
    finish(cursor)
    clauses: list[tree.AgreementClause] = []
    found: dict[str, Line] = {}
    for child in line.children:
        first = child.tokens[0]
        word = first.text if first.kind == "name" else ""
        if word not in AGREEMENT_CLAUSES:
            _unknown_clause(child, "agreement", AGREEMENT_CLAUSES, reports)
            continue
        if word in found:
            written = "or else" if word == "or" else word
            related = ((found[word].tokens[0].span, "the first one"),)
            reports.add(
                child,
                Problem(
                    "F136", first.span, f"`{written}` stands here a second time.", "", "Keep one of them.", related
                ),
            )
        else:
            found[word] = child
        clauses += _agreement_clause(child, word, reports)
    for word, hint in (
        ("from", "Write below it who owes whom: `from guest to host`."),
        ("owes", "Write below it what must become so: `owes gone(guest)`."),
    ):
        if word not in found:
            reports.problems.append(
                Problem("F129", name.span, f"The agreement `{name.text}` has no `{word}`.", "", hint)
            )
    span = start.to(clauses[-1].span) if clauses else cursor.since(start)
    return tree.Agreement(name, params, tuple(clauses), span)


_CONDITIONS: dict[str, type[tree.OwedIf] | type[tree.Owes] | type[tree.Until]] = {
    "if": tree.OwedIf,
    "owes": tree.Owes,
    "until": tree.Until,
}


def _agreement_clause(line: Line, word: str, reports: Reports) -> list[tree.AgreementClause]:
    start = line.tokens[0].span
    if word == "or":
        if len(line.tokens) < 2 or line.tokens[1].text != "else":
            reports.wrong(
                line, "F124", "What follows from breaking an agreement begins with `or else`.", "Write `or else`."
            )
            return []
        effects = content(line, reports, "`or else`")
        return [tree.OrElse(effects, start.to(effects[-1].span))] if effects else []
    cursor = Cursor(line.tokens)
    try:
        cursor.take()
        clause: tree.AgreementClause
        if word == "from":
            debtor = term(cursor, "from guest to host")
            cursor.expect("to", "from guest to host")
            clause = tree.FromTo(debtor, term(cursor, "from guest to host"), cursor.since(start))
        else:
            parts = conditions(cursor)
            whole = parts[0] if len(parts) == 1 else tree.And(parts, parts[0].span.to(parts[-1].span))
            clause = _CONDITIONS[word](whole, cursor.since(start))
        finish(cursor)
    except Wrong as wrong:
        reports.add(line, wrong.problem)
        return []
    no_block(line, reports, f"`{word}`")
    return [clause]


def looks_like_declaration(line: Line) -> bool:
    """Whether a line below a declaration seems to be a declaration that was indented by mistake."""
    first = line.tokens[0]
    return first.kind == "name" and first.text in DECLARATIONS and len(line.tokens) > 1
