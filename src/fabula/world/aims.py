"""Wants, the start, endings, questions and expectations, checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fabula.syntax import tree
from fabula.world import expressions as ex
from fabula.world.changing import Effects
from fabula.world.model import Ending, Expectation, Question, StartStatement, Want
from fabula.world.report import on_one_line, written
from fabula.world.sorts import BROKEN, Sort
from fabula.world.substitute import substitute
from fabula.world.typing import Expressions, Scope

MOST_WANTS = 10_000


def start_of(nodes: Iterable[tree.Start], expressions: Expressions) -> tuple[StartStatement, ...]:
    """The statements of the start, in order; a later one wins."""
    changes = Effects(expressions)
    return tuple(
        StartStatement(changes.check(statement, {}), statement.span) for node in nodes for statement in node.statements
    )


def wants_of(nodes: Iterable[tree.Wants], expressions: Expressions) -> tuple[Want, ...]:
    """A want for each line, and of `wants c: character` one for each character that it is about."""
    found: list[Want] = []
    for node in nodes:
        for want in _wants(node, expressions):
            if len(found) >= MOST_WANTS:
                wrong = f"the characters of a world have at most {MOST_WANTS:,} wants, and these have more"
                expressions.report.add("F227", node.span, wrong, hint="have fewer characters, or fewer wants")
                return tuple(found)
            found.append(want)
    return tuple(found)


def _wants(node: tree.Wants, expressions: Expressions) -> Iterator[Want]:
    names = expressions.names
    variable = node.who.text
    if node.type is None:
        term = tree.Term(node.who, (), node.who.span)
        who = expressions.character(term, {})
        lines = [_line(line, expressions, {}) for line in node.lines]
        if isinstance(who, ex.Const) and isinstance(who.value, str):
            for line, value in zip(node.lines, lines, strict=True):
                yield Want(who.value, line.name.text, value, line.span)
        return
    type_ = names.type_named(node.type, expressions.report)
    if type_ is not None and not names.hierarchy.below(type_, "character"):
        wrong = f"only characters want something, and a `{type_}` is none"
        expressions.report.add(
            "F218", node.type.span, wrong, hint=f"name a type below `character`: `type {type_} : character`"
        )
        type_ = None
    scope: Scope = {variable: BROKEN if type_ is None else Sort("entity", type_)}
    lines = [_line(line, expressions, scope) for line in node.lines]
    for who_wants in names.hierarchy.members.get(type_, ()) if type_ is not None else ():
        for line, value in zip(node.lines, lines, strict=True):
            mine = substitute(value, {variable: ex.Const(who_wants)})
            yield Want(who_wants, line.name.text, mine, line.span)


def _line(line: tree.WantLine, expressions: Expressions, scope: Scope) -> ex.Expr:
    """What a line adds: a number, or 1 or 0 for a truth value; nothing where its condition does not hold."""
    value, sort = expressions.check(line.value, scope)
    if sort.kind == "boolean":
        value = ex.If(value, ex.Const(1), ex.Const(0))
    elif sort.kind not in ("number", "broken"):
        read = f"`{written(line.value.span)}` is {sort}"
        hint = f"say how much it counts, and when: `{line.name.text}: 1 if {written(line.value.span)} == ...`"
        expressions.report.add("F207", line.value.span, "a want is a number, or holds or not", read=read, hint=hint)
    if line.condition is None:
        return value
    return ex.If(expressions.condition(line.condition, scope), value, ex.Const(0))


def endings_of(nodes: Iterable[tree.Ending], expressions: Expressions) -> tuple[Ending, ...]:
    found: dict[str, Ending] = {}
    for node in nodes:
        name = node.name.text
        condition = expressions.conditions(node.conditions, {})
        if name in found:
            first = found[name].span
            related = () if first is None else ((first, "first declared here"),)
            hint = "choose another name, or join their conditions with `or`"
            expressions.report.add(
                "F203", node.name.span, f"the ending `{name}` is declared twice", hint=hint, related=related
            )
            continue
        found[name] = Ending(name, name if node.title is None else node.title.value, condition, node.name.span)
    return tuple(found.values())


def questions_of(
    nodes: Iterable[tree.Question], endings: tuple[Ending, ...], expressions: Expressions
) -> tuple[Question, ...]:
    return tuple(
        Question(node.title.value, _formula(node.condition, endings, expressions), node.what_if, node.span)
        for node in nodes
    )


def expectations_of(
    nodes: Iterable[tree.Expectation], endings: tuple[Ending, ...], expressions: Expressions
) -> tuple[Expectation, ...]:
    return tuple(
        Expectation(
            node.kind, _formula(node.condition, endings, expressions), on_one_line(node.condition.span), node.span
        )
        for node in nodes
    )


def _formula(node: tree.Expr, endings: tuple[Ending, ...], expressions: Expressions) -> ex.Expr:
    """A condition, or that of the ending of that name."""
    if isinstance(node, tree.Term) and not node.args:
        for ending in endings:
            if ending.name == node.name.text:
                return ending.condition
        expressions.endings = tuple(ending.name for ending in endings)
    condition = expressions.condition(node, {})
    expressions.endings = ()
    return condition
