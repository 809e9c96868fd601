"""What is said of how characters choose, checked: the replies that are due, and how even-tempered somebody is."""

from __future__ import annotations

from collections.abc import Iterable

from fabula.diagnostics.source import Span
from fabula.syntax import tree
from fabula.world import expressions as ex
from fabula.world.model import Number, Parameter, ReplyDue
from fabula.world.report import written
from fabula.world.sorts import BROKEN, Sort
from fabula.world.static import constant
from fabula.world.typing import Expressions, Scope


def replies_of(nodes: Iterable[tree.ReplyDue], expressions: Expressions) -> tuple[ReplyDue, ...]:
    """The replies that are due, in order. Reports F218, and what names and values are reported for."""
    found: list[ReplyDue] = []
    for node in nodes:
        who, scope = _who(node, expressions)
        condition = expressions.conditions(node.conditions, scope)
        if who is not None:
            found.append(ReplyDue(who, condition, node.span))
    return tuple(found)


def _who(node: tree.ReplyDue, expressions: Expressions) -> tuple[Parameter | None, Scope]:
    """A character by name, or any of a type; None where there was a problem."""
    if node.type is None:
        someone = expressions.character(tree.Term(node.who, (), node.who.span), {})
        if not isinstance(someone, ex.Const):
            return None, {}
        return Parameter(node.who.text, "character", literal=someone), {}
    names, report = expressions.names, expressions.report
    type_ = names.type_named(node.type, report)
    if type_ is not None and not names.hierarchy.below(type_, "character"):
        hint = f"name a type below `character`: `type {type_} : character`"
        report.add("F218", node.type.span, f"only characters owe a reply, and a `{type_}` is none", hint=hint)
        type_ = None
    if type_ is None:
        return None, {node.who.text: BROKEN}
    return Parameter(node.who.text, type_), {node.who.text: Sort("entity", type_)}


def tempers_of(nodes: Iterable[tree.Temper], expressions: Expressions) -> dict[str, Number | None]:
    """The temper of each character of whom one is told; None: even. Reports F203, F218 and F229."""
    found: dict[str, Number | None] = {}
    first: dict[str, Span] = {}
    report = expressions.report
    for node in nodes:
        who = expressions.character(tree.Term(node.who, (), node.who.span), {})
        value = None if node.value is None else _temper(node.value, expressions)
        if not isinstance(who, ex.Const) or (value is None and node.value is not None):
            continue
        name = str(who.value)
        if name in found:
            related = ((first[name], "the first one"),)
            wrong = f"the temper of `{name}` is told twice"
            report.add("F203", node.span, wrong, hint="keep one of the two", related=related)
            continue
        found[name], first[name] = value, node.span
    return found


def _temper(node: tree.Expr, expressions: Expressions) -> Number | None:
    """A number above 0; None where there was a problem."""
    expr, sort = expressions.check(node, {})
    value = constant(expr)
    if value is not None and value > 0:
        return value
    if sort.kind != "broken":
        read = f"`{written(node.span)}` is {sort}" if value is None else ""
        wrong = "a temper is one number above 0, the same for the whole story"
        hint = "write 1 for what is usual, less for somebody steady, more for somebody fickle, or `even`"
        expressions.report.add("F229", node.span, wrong, read=read, hint=hint)
    return None
