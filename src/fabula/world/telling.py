"""Texts checked: for whom and when they are told, and what stands in their braces."""

from __future__ import annotations

from collections.abc import Iterable

from fabula.syntax import tree
from fabula.world import expressions as ex
from fabula.world.model import Slot, Text
from fabula.world.report import source_text, written
from fabula.world.typing import Expressions, Scope


def texts(nodes: Iterable[tree.Text], expressions: Expressions, scope: Scope) -> tuple[Text, ...]:
    """The texts, in order. Reports F222 for a value that can't be told."""
    found = []
    for node in nodes:
        audience = None if node.audience is None else expressions.character(node.audience, scope)
        condition = ex.TRUE if node.condition is None else expressions.condition(node.condition, scope)
        variants = tuple(_variant(variant, expressions, scope) for variant in node.variants)
        template = _template(node.variants[0]) if node.variants else ""
        found.append(Text(template, audience, condition, node.span, variants))
    return tuple(found)


def _variant(node: tree.Template, expressions: Expressions, scope: Scope) -> tuple[str | Slot, ...]:
    return tuple(part if isinstance(part, str) else _slot(part, expressions, scope) for part in node.parts)


def _slot(hole: tree.Hole, expressions: Expressions, scope: Scope) -> Slot:
    node, capital = hole.value, False
    if isinstance(node, tree.Term) and not _known(node, expressions, scope):
        name = node.name.text
        small = tree.Term(tree.Name(name[0].lower() + name[1:], node.name.span), node.args, node.span)
        if _known(small, expressions, scope):
            node, capital = small, True
    expr, sort = expressions.check(node, scope)
    if sort.kind == "boolean":
        wrong = f"`{written(hole.value.span)}` holds or not, and can't be told by a name"
        hint = 'give the text a condition: `text when ... "..."`'
        expressions.report.add("F222", hole.value.span, wrong, hint=hint)
    return Slot(expr, capital)


def _known(node: tree.Term, expressions: Expressions, scope: Scope) -> bool:
    name, names = node.name.text, expressions.names
    return name in scope or name in names.entities or name in names.callables or name in names.broken


def _template(node: tree.Template) -> str:
    return "".join(part if isinstance(part, str) else "{" + source_text(part.value.span) + "}" for part in node.parts)
