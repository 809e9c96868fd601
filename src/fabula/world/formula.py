"""Formulas that are asked of a checked world afterwards: by a story, on the command line."""

from __future__ import annotations

from dataclasses import replace

from fabula.diagnostics.problems import FabulaError, Problem, in_order
from fabula.diagnostics.source import Source, Span
from fabula.syntax import tree
from fabula.syntax.cursor import Cursor, Wrong
from fabula.syntax.expressions import expression, leftover
from fabula.syntax.lexer import lex
from fabula.world.expressions import Expr
from fabula.world.model import World
from fabula.world.names import Names
from fabula.world.report import Report, listed, written
from fabula.world.sorts import hierarchy_of
from fabula.world.typing import Expressions


def read_formula(world: World, source: Source, *, or_ending: bool = False) -> Expr:
    """The formula that a text is; `or_ending`: the name of an ending could have stood there too.

    Raises `FabulaError` (F1xx, F2xx; F707 where it is none, or more than one).
    """
    lexed = lex(source)
    if lexed.problems:
        raise FabulaError(lexed.problems)
    if len(lexed.lines) != 1 or lexed.lines[0].children:
        wrong = "This is not a formula." if not lexed.lines else "This is more than one formula."
        hint = 'Write one, such as "at(Ann) == home and not dark".'
        raise FabulaError((Problem("F707", Span(source, 1, 1, 1, 2), wrong, hint=hint),))
    cursor = Cursor(lexed.lines[0].tokens)
    try:
        node = expression(cursor)
        if not cursor.done:
            leftover(cursor, what="formula")
    except Wrong as wrong_:
        raise FabulaError((wrong_.problem,)) from None
    return check_formula(world, node, or_ending=or_ending)


def check_formula(world: World, node: tree.Expr, *, or_ending: bool = False) -> Expr:
    """The formula, names resolved and definitions put in; it holds or does not. Raises `FabulaError` (F2xx)."""
    report = Report()
    expressions = Expressions(names_of(world), report)
    if or_ending and isinstance(node, tree.Term) and not node.args:
        expressions.endings = tuple(ending.name for ending in world.endings)
    formula = expressions.condition(node, {})
    if report.problems:
        raise FabulaError(in_order(_of_endings(problem, world, node, or_ending) for problem in report.problems))
    return formula


def _of_endings(problem: Problem, world: World, node: tree.Expr, or_ending: bool) -> Problem:
    """The problem, with what there is to say about endings where one of them was meant, or may have been.

    An ending is no formula: its name stands alone, where it may stand at all.
    """
    names = tuple(ending.name for ending in world.endings)
    span = problem.span
    if span is None or not names or not or_ending:
        return problem
    if isinstance(node, tree.Term) and not node.args:
        if not any(name in problem.hint for name in names):
            endings = f"The ending{'s are' if len(names) > 1 else ' is'} {listed(names, joined='and')}."
            return replace(problem, hint=f"{problem.hint} {endings}".strip())
    elif problem.code == "F201" and written(span) in names:
        wrong = f"`{written(span)}` is an ending, and stands alone."
        return replace(problem, wrong=wrong, hint="Ask of it by itself, or write its condition in its place.")
    return problem


def names_of(world: World) -> Names:
    """What the names of a checked world stand for."""
    parents = {type_.name: type_.parents for type_ in world.types.values()}
    hierarchy, _ = hierarchy_of(parents, {entity.name: entity.types for entity in world.entities.values()})
    names = Names(hierarchy, world.types, world.entities, world.properties, {})
    for property_ in world.properties.values():
        names.callables.setdefault(property_.name, []).append(property_)
    for definition in world.definitions:
        names.callables.setdefault(definition.name.text, []).append(definition)
    return names
