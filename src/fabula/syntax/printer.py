"""The tidy printer: a syntax tree back to text, with the comments and the grouping of its source.

`format_file` is idempotent, and its text has the same tree, apart from places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from fabula.diagnostics.source import Source, Span
from fabula.syntax import tree
from fabula.syntax.lexer import lex
from fabula.syntax.rows import INDENT, WIDTH, Row, laid_out
from fabula.syntax.written import (
    BREAK,
    BREAK_FIRST,
    condition,
    effect,
    expression,
    marked,
    opens_block,
    plain,
    quoted,
    term,
    text,
    value_if,
    where_of,
)

__all__ = ["expression", "format_file"]

Item = tree.Effect | tree.Text | tree.Expr


def format_file(parsed: tree.File | tree.Story, source: Source) -> str:
    """The tidy text of a file that was parsed from `source` without errors."""
    rows = _Printer(source).story(parsed) if isinstance(parsed, tree.Story) else _Printer(source).file(parsed)
    return laid_out(rows, lex(source).comments, source)


class _Printer:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.rows: list[Row] = []

    def row(self, indent: int, written: str, start: Span, end: Span | None = None) -> None:
        """One row; `start` is the span that it begins with, `end` the one that it ends with."""
        last = start if end is None else end
        first_word = written.split(" ", 1)[0]
        hang = len(first_word) + 1 if first_word in _HANGING and indent else INDENT if not indent else 2 * INDENT
        self.rows.append(Row(indent, written, start.line, last.end_line, start.column, hang))

    # Files

    def file(self, file: tree.File) -> list[Row]:
        self.row(0, f"{file.kind} {quoted(file.title)}", file.span, file.title.span)
        for declaration in file.declarations:
            self.declaration(declaration)
        return self.rows

    def declaration(self, declaration: tree.Declaration) -> None:
        match declaration:
            case tree.Start(statements, span):
                self.content(0, "start", span, statements)
            case tree.Wants():
                self.wants(declaration)
            case tree.EventDeclaration():
                self.event(declaration)
            case tree.Agreement():
                self.agreement(declaration)
            case tree.Ending(name, title):
                head = f"ending {name.text}" if title is None else f"ending {name.text} {quoted(title)}"
                self.head_when(declaration, head, name.span if title is None else title.span)
            case tree.ReplyDue(who, kind):
                head = f"reply due from {who.text}" if kind is None else f"reply due from {who.text}: {kind.text}"
                self.head_when(declaration, head, who.span if kind is None else kind.span)
            case tree.Telling(event, texts):
                self.row(0, f"telling {event.text}", declaration.span, event.span)
                for told in texts:
                    self.row(INDENT, text(told), told.span, told.span)
            case _:
                self.row(0, _on_one_line(declaration), declaration.span, declaration.span)

    def wants(self, declaration: tree.Wants) -> None:
        who, kind = declaration.who, declaration.type
        written = f"wants {who.text}" if kind is None else f"wants {who.text}: {kind.text}"
        self.row(0, written, declaration.span, who.span if kind is None else kind.span)
        for line in declaration.lines:
            self.row(INDENT, f"{line.name.text}: {value_if(line.value, line.condition)}", line.span, line.span)

    def head_when(self, declaration: tree.Ending | tree.ReplyDue, head: str, ends_head: Span) -> None:
        """A head and its conditions: on one line if there is room, else below it."""
        when = f"when {_list(map(marked, declaration.conditions))}"
        ends = declaration.conditions[-1].span
        if ends.line == declaration.span.line and len(head) + 1 + len(when) <= WIDTH:
            self.row(0, f"{head} {when}", declaration.span, ends)
            return
        self.row(0, head, declaration.span, ends_head)
        when_ = self.word_before("when", declaration.conditions[0].span)
        self.content(INDENT, "when", when_, declaration.conditions)

    # Events and agreements

    def event(self, declaration: tree.EventDeclaration) -> None:
        word = f"instead {declaration.kind}" if declaration.instead else declaration.kind
        written = f"{word} {declaration.name.text}{_parameters(declaration.parameters)}"
        self.row(0, written, declaration.span, _last(declaration.name, declaration.parameters))
        outcomes = 0
        for clause in declaration.clauses:
            if isinstance(clause, tree.Outcome):
                self.outcome(clause, "or" if outcomes else "either")
                outcomes += 1
            elif isinstance(clause, tree.Then):
                self.content(INDENT, "then", clause.span, clause.effects)
            elif isinstance(clause, tree.When):
                self.content(INDENT, "when", clause.span, clause.conditions)
            else:
                self.row(INDENT, _clause(clause), clause.span, clause.span)

    def outcome(self, clause: tree.Outcome, word: str) -> None:
        items: list[Item] = sorted(
            (*clause.effects, *clause.texts), key=lambda item: (item.span.line, item.span.column)
        )
        self.content(INDENT, word, clause.span, items, width=len("either"))

    def agreement(self, declaration: tree.Agreement) -> None:
        written = f"agreement {declaration.name.text}{_parameters(declaration.parameters)}"
        self.row(0, written, declaration.span, _last(declaration.name, declaration.parameters))
        for clause in declaration.clauses:
            match clause:
                case tree.FromTo(debtor, creditor, span):
                    self.row(INDENT, f"from {term(debtor)} to {term(creditor)}", span, span)
                case tree.OwedIf(owed, span):
                    self.row(INDENT, f"if {marked(owed)}", span, span)
                case tree.Owes(owed, span):
                    self.row(INDENT, f"owes {marked(owed)}", span, span)
                case tree.Until(owed, span):
                    self.row(INDENT, f"until {marked(owed)}", span, span)
                case tree.OrElse(effects, span):
                    self.content(INDENT, "or else", span, effects)

    # Lists of effects, texts or conditions

    def content(self, indent: int, head: str, start: Span, items: Sequence[Item], *, width: int = 0) -> None:
        """A head with its items: on its line where they were written so and open no block, else below it.

        `width` is the width that the head has at least where items follow it.
        """
        groups = [list(group) for _, group in groupby(items, key=lambda item: item.span.line)]
        first = groups[0]
        if head == "start" or start.line != first[0].span.line or _is_block(first[-1]):
            self.row(indent, head, start, Span(self.source, start.line, start.column, start.line, start.column))
            for group in groups:
                self.group(indent + INDENT, group)
            return
        before = len(self.rows)
        inner = indent + max(len(head), width) + 1
        for group in groups:
            self.group(inner, group)
        row = self.rows[before]
        written = f"{head.ljust(width)} {row.written}"
        self.rows[before] = Row(indent, written, start.line, row.last, start.column, inner - indent + row.hang)

    def group(self, indent: int, items: Sequence[Item]) -> None:
        """The items of one line of the source: on one line if there is room."""
        simple = [item for item in items if not _is_block(item)]
        blocks = [item for item in items if _is_block(item)]
        row: list[Item] = []
        for item in simple:
            if row and (isinstance(row[-1], tree.Text) or not self.fits(indent, [*row, item])):
                self.row(indent, _together(row), row[0].span, row[-1].span)
                row = []
            row.append(item)
        if row:
            self.row(indent, _together(row), row[0].span, row[-1].span)
        for item in blocks:
            self.block(indent, item)

    def fits(self, indent: int, items: Sequence[Item]) -> bool:
        return indent + len(_together(items)) <= WIDTH

    def block(self, indent: int, item: Item) -> None:
        """An effect that opens a block."""
        match item:
            case tree.BelievesEffect(who, effects, span):
                head, inner = f"{term(who)} believes", who
                while len(effects) == 1 and isinstance(effects[0], tree.BelievesEffect):
                    if effects[0].span.line != inner.span.end_line:
                        break
                    inner, effects = effects[0].who, effects[0].effects
                    head += f" {term(inner)} believes"
                self.row(indent, head, span, inner.span)
                self.below(indent, effects)
            case tree.IfEffect(_, _, _, span):
                self.if_block(indent, "if", item, span)
            case tree.ForEach(variable, kind, where, effects, span):
                written = f"for each {variable.text}: {kind.text}{where_of(where)}"
                self.row(indent, written, span, kind.span if where is None else where.span)
                self.below(indent, effects)

    def below(self, indent: int, effects: Sequence[tree.Effect]) -> None:
        for _, group in groupby(effects, key=lambda item: item.span.line):
            self.group(indent + INDENT, list(group))

    def if_block(self, indent: int, head: str, item: tree.IfEffect, start: Span) -> None:
        """`if` with its block, and `otherwise` with its own; `otherwise if` where that is all there is in it."""
        while True:
            self.row(indent, f"{head} {condition(item.condition)}", start, item.condition.span)
            self.below(indent, item.then)
            if not item.otherwise:
                return
            start = self.word_before("otherwise", item.otherwise[0].span)
            last = item.otherwise[0]
            if len(item.otherwise) > 1 or not isinstance(last, tree.IfEffect) or not opens_block(last):
                self.row(indent, "otherwise", start)
                self.below(indent, item.otherwise)
                return
            head, item = "otherwise if", last

    def word_before(self, word: str, span: Span) -> Span:
        """The place of a word that stands before a span, on its line or on one above it, and has no span of its own."""
        for line in range(span.line, 0, -1):
            before = self.source.line(line)[: span.column - 1 if line == span.line else None]
            found = list(re.finditer(rf"\b{word}\b", before.split("#")[0]))
            if found:
                return Span(self.source, line, found[-1].start() + 1, line, found[-1].end() + 1)
        return span

    # Stories

    def story(self, story: tree.Story) -> list[Row]:
        world = quoted(story.world) if isinstance(story.world, tree.Quoted) else story.world.text
        self.row(0, f"story {quoted(story.title)} of {world}", story.span, story.world.span)
        lines = [line for beat in story.beats for line in beat.lines]
        steps = [len(plain(term(line.event))) for line in lines if isinstance(line, tree.Step) and line.reasons]
        room = min(max(steps, default=0), WIDTH // 2)
        for beat in story.beats:
            head = f"beat {beat.label.text}"
            if beat.title is not None:
                head += f" {quoted(beat.title)}"
            self.row(0, head, beat.span, beat.label.span if beat.title is None else beat.title.span)
            for line in beat.lines:
                self.row(INDENT, _story_line(line, room), line.span, line.span)
        return self.rows


_HANGING = ("by", "when", "then", "seen", "text", "rate", "odds", "owes", "if", "until", "expect")


def _list(written: Iterable[str]) -> str:
    return f",{BREAK}".join(written)


def _is_block(item: Item) -> bool:
    return isinstance(item, tree.BelievesEffect | tree.IfEffect | tree.ForEach) and opens_block(item)


def _item(item: Item) -> str:
    match item:
        case tree.Text():
            return text(item)
        case (
            tree.Set() | tree.Make() | tree.Change() | tree.Limit() | tree.BelievesEffect() | tree.IfEffect()
            | tree.ForEach() | tree.Sees() | tree.TakesFor() | tree.Recognises() | tree.Wakes()
        ):  # fmt: skip
            return effect(item)
        case _:
            return marked(item)


def _together(items: Sequence[Item]) -> str:
    """The items on one line: effects or conditions with commas, a text behind them without."""
    written = ""
    for number, item in enumerate(items):
        between = "" if not number else "   " if isinstance(item, tree.Text) else f",{BREAK}"
        written += between + _item(item)
    return written


def _last(name: tree.Name, parameters: Sequence[tree.Parameter]) -> Span:
    return parameters[-1].span if parameters else name.span


def _parameters(parameters: Sequence[tree.Parameter]) -> str:
    if not parameters:
        return ""
    written = []
    for parameter in parameters:
        parts = [name.text for name in (parameter.name, parameter.type) if name is not None]
        written.append(": ".join(parts) + (" or figure" if parameter.or_figure else ""))
    return f"({_list(written)})"


def _names(names: Iterable[tree.Name]) -> str:
    return _list(name.text for name in names)


def _clause(clause: tree.Clause) -> str:
    match clause:
        case tree.By(consents):
            return f"by {_list(map(_consent, consents))}"
        case tree.SeenBy(observers, unless):
            return f"seen by {_list(map(_observer, observers))}{_unless(unless)}"
        case tree.Takes(ticks):
            return f"takes {ticks}"
        case tree.Rate(value):
            return f"rate {marked(value)}"
        case tree.Odds(weights):
            return f"odds {' : '.join(condition(weight) for weight in weights)}"
        case tree.Dreamer(who):
            return f"dreamer {term(who)}"
        case tree.Text():
            return text(clause)
        case _:
            raise AssertionError(f"a clause with a block: {clause}")


def _consent(consent: tree.Consent) -> str:
    return term(consent.who) + (" freely" if consent.freely else "") + _unless(consent.unless)


def _unless(expr: tree.Expr | None) -> str:
    return "" if expr is None else f" unless {condition(expr)}"


def _observer(observer: tree.Observer) -> str:
    match observer:
        case tree.Everybody():
            return "everybody"
        case tree.Nobody():
            return "nobody"
        case tree.Anyone(when):
            return f"anyone when {condition(when)}"
        case tree.Term():
            return term(observer)


def _on_one_line(declaration: tree.Declaration) -> str:
    match declaration:
        case tree.Author(name):
            return f"by {quoted(name)}"
        case tree.Premise(premise):
            return f"premise {quoted(premise)}"
        case tree.Use(modules):
            written = (quoted(module) if isinstance(module, tree.Quoted) else module.text for module in modules)
            return f"use {_list(written)}"
        case tree.AskedAfter(story):
            return f"questions after {quoted(story)}"
        case tree.ToldBy(who):
            return f"told by {who.text}"
        case tree.Setting(kind, value):
            return f"{kind} {value}"
        case tree.TypeDeclaration(names, parents):
            return f"type {_names(names)}" + (f" : {_names(parents)}" if parents else "")
        case tree.Entities(names, types, title):
            return f"{_names(names)} : {_names(types)}" + ("" if title is None else f" {quoted(title)}")
        case tree.PropertyDeclaration():
            return _property(declaration)
        case tree.Temper(who, temper):
            return f"temper {who.text} {'even' if temper is None else marked(temper)}"
        case tree.Definition(name, parameters, body, instead):
            word = "instead define" if instead else "define"
            return f"{word} {name.text}{_parameters(parameters)} ={BREAK_FIRST}{marked(body)}"
        case tree.Question(title, asked, what_if):
            return f"question {quoted(title)} {'if ' if what_if else ''}{condition(asked)}"
        case tree.Expectation(kind, expected):
            return f"expect {kind} {condition(expected)}"
        case _:
            raise AssertionError(f"a declaration with a block: {declaration}")


def _property(declaration: tree.PropertyDeclaration) -> str:
    written = f"property {declaration.name.text}{_parameters(declaration.parameters)}"
    match declaration.range:
        case tree.Bounds(low, high):
            written += f" : {low}..{high}"
        case tree.AnyNumber():
            written += " : number"
        case tree.OneOf(names):
            written += f" : {_names(names)}"
        case None:
            pass
    return written + (" visible" if declaration.visible else "") + (" felt" if declaration.felt else "")


def _story_line(line: tree.StoryLine, room: int) -> str:
    match line:
        case tree.Step(event, reasons):
            written = term(event)
            if reasons:
                written = written.ljust(room)
            return " ".join(
                [written, *(f"{'never ' if reason.never else ''}because {reason.want.text}" for reason in reasons)]
            )
        case tree.Expect(expected):
            return f"expect {condition(expected)}"
        case tree.Happens(event):
            return f"happens {term(event)}"
        case tree.TurnsOut(outcome):
            return f"turns out {outcome}"
