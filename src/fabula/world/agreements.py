"""Agreements put into simpler words: an entity, a status, and three triggers (the manual, "Agreements")."""

from __future__ import annotations

from collections.abc import Iterator

from fabula.diagnostics.source import Span
from fabula.syntax import tree
from fabula.world import effects as fx
from fabula.world import expressions as ex
from fabula.world.changing import Effects, contradictions
from fabula.world.events import parameters_of
from fabula.world.model import Event, Parameter, StartStatement
from fabula.world.names import STATUS
from fabula.world.report import written
from fabula.world.typing import Expressions, Scope


def status_of(agreement: ex.Expr, one: ex.Expr, other: ex.Expr) -> ex.Read:
    return ex.Read(STATUS.key, (agreement, one, other))


def no_agreement_yet() -> StartStatement:
    """Before the start says anything, every status is `none`."""
    names = [parameter.name for parameter in STATUS.parameters]
    effect: fx.Effect = fx.Assign(ex.Read(STATUS.key, tuple(ex.Var(name) for name in names)), ex.Const("none"))
    for parameter in reversed(STATUS.parameters):
        effect = fx.ForAll(parameter.name, parameter.type, effect)
    return StartStatement(effect)


def triggers_of(declaration: tree.Agreement, expressions: Expressions) -> Iterator[Event]:
    """The triggers `NAME_kept`, `NAME_broken` and `NAME_expired` of an agreement. Reports F221."""
    parameters, scope = parameters_of(declaration.parameters, expressions, acts=False)
    owed_if = ex.TRUE if declaration.owed_if is None else expressions.condition(declaration.owed_if.condition, scope)
    owes = ex.TRUE if declaration.owes is None else expressions.condition(declaration.owes.condition, scope)
    due = None if declaration.until is None else expressions.condition(declaration.until.condition, scope)
    changes = Effects(expressions)
    sanction = fx.NOTHING if declaration.or_else is None else changes.together(declaration.or_else.effects, scope)
    contradictions(changes.lines, expressions)
    if not _two_parties(declaration, parameters, expressions, scope):
        return
    name, span = declaration.name.text, declaration.name.span
    parties = [p.literal if p.literal is not None else ex.Var(p.name) for p in parameters]
    status = status_of(ex.Const(name), parties[0], parties[1])

    def trigger(ending: str, precondition: list[ex.Expr], also: fx.Effect = fx.NOTHING) -> Event:
        parts = [part for part in precondition if part != ex.TRUE]
        rest = also.parts if isinstance(also, fx.Together) else (also,)
        effect = fx.Together((fx.Assign(status, ex.Const(ending)), *rest)) if rest else becomes(ending)
        return _trigger(f"{name}_{ending}", parameters, ex.conjunction(parts), effect, span)

    def becomes(ending: str) -> fx.Effect:
        return fx.Assign(status, ex.Const(ending))

    in_force = ex.Compare("==", status, ex.Const("in_force"))
    offered = ex.Compare("==", status, ex.Const("offered"))
    yield trigger("kept", [in_force, owed_if, owes])
    if due is None:
        return
    yield trigger("broken", [in_force, due, owed_if, ex.Not(owes)], sanction)
    never_owed = offered if owed_if == ex.TRUE else ex.Or((offered, ex.And((in_force, ex.Not(owed_if)))))
    yield trigger("expired", [due, never_owed])


def _trigger(name: str, parameters: tuple[Parameter, ...], when: ex.Expr, then: fx.Effect, span: Span) -> Event:
    return Event("trigger", name, parameters, when, then, span=span)


def _two_parties(
    declaration: tree.Agreement, parameters: tuple[Parameter, ...], expressions: Expressions, scope: Scope
) -> bool:
    """Whether the agreement has two characters as its parameters, and says which of them owes."""
    report, name = expressions.report, declaration.name
    characters = [p for p in parameters if expressions.names.hierarchy.below(p.type, "character") or p.literal]
    if len(declaration.parameters) != 2 or len(characters) != len(parameters):
        hint = f"declare it as `{name.text}(one: character, other: character)`"
        report.add("F221", name.span, f"the agreement `{name.text}` must be one of two characters", hint=hint)
        return False
    from_to = declaration.from_to
    if from_to is not None:
        found = [expressions.character(node, scope) for node in (from_to.debtor, from_to.creditor)]
        parties = [p.literal if p.literal is not None else ex.Var(p.name) for p in parameters]
        if None not in found and sorted(map(str, found)) != sorted(map(str, parties)):
            wrong = f"`{written(from_to.span)}` must name the two who agree, each once"
            names = [p.name for p in parameters]
            report.add("F221", from_to.span, wrong, hint=f"`from {names[0]} to {names[1]}`, or the other way round")
            return False
    return len(parameters) == 2
