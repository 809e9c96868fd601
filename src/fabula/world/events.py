"""Events checked: actions, contests, fate, triggers, ticks and dreams, each with the lines that belong to it."""

from __future__ import annotations

from collections.abc import Iterable

from fabula.diagnostics.problems import did_you_mean
from fabula.syntax import tree
from fabula.world import expressions as ex
from fabula.world.changing import Effects, contradictions
from fabula.world.merge import signature_text
from fabula.world.model import Consent, Event, EventKind, Observing, Outcome, Parameter
from fabula.world.names import ANYONE, distinct
from fabula.world.report import written
from fabula.world.sorts import BROKEN, Sort
from fabula.world.static import constant
from fabula.world.telling import texts
from fabula.world.typing import Expressions, Scope

ACTS = ("action", "contest", "fate")  # what can be addressed to a figure


def event_of(declaration: tree.EventDeclaration, expressions: Expressions) -> Event:
    """The event, checked. Reports F203, F213, F214, F216, F218, F219, and what names and values are reported for."""
    report = expressions.report
    if declaration.kind == "contest" and len(declaration.consents) < 2:
        hint = "say `by a, b`; what one alone does is an `action`"
        report.add("F214", declaration.name.span, f"the contest `{declaration.name.text}` needs two who act", hint=hint)
    parameters, scope = parameters_of(declaration.parameters, expressions, acts=declaration.kind in ACTS)
    expressions.begin(declaration, nameless=_nameless(declaration.parameters, expressions))
    kind: EventKind = "action" if declaration.kind == "contest" else declaration.kind
    changes = Effects(expressions)
    precondition = expressions.conditions(declaration.conditions, scope)
    effect = changes.together(declaration.effects, scope)
    outcomes = _outcomes(declaration, changes, expressions, scope)
    if not outcomes:
        contradictions(changes.lines, expressions)
    found = Event(
        kind,
        declaration.name.text,
        parameters,
        precondition,
        effect,
        consenting=_consents(declaration, expressions, scope),
        observing=_observing(declaration.seen_by, expressions, scope),
        outcomes=outcomes,
        texts=texts(declaration.texts, expressions, scope),
        takes=0 if declaration.takes is None else declaration.takes.ticks,
        rate=_rate(declaration, expressions, scope),
        dreamer=_dreamer(declaration, expressions, scope),
        span=declaration.name.span,
    )
    expressions.begin()
    return found


def _nameless(nodes: Iterable[tree.Parameter], expressions: Expressions) -> bool:
    """Whether a parameter is a type without a name: `walk(character, place)`."""
    return any(node.type is None and node.name is not None and _only_type(node.name, expressions) for node in nodes)


def _only_type(name: tree.Name, expressions: Expressions) -> bool:
    return name.text in expressions.names.types and name.text not in expressions.names.entities


def parameters_of(
    nodes: Iterable[tree.Parameter], expressions: Expressions, *, acts: bool
) -> tuple[tuple[Parameter, ...], dict[str, Sort]]:
    """The parameters of an event or agreement, and what their names stand for."""
    names, report = expressions.names, expressions.report
    parameters: list[Parameter] = []
    scope: dict[str, Sort] = {}
    nodes = tuple(nodes)
    distinct(nodes, report)
    for node in nodes:
        if node.name is None:
            report.add("F202", node.span, "a parameter needs a name", hint="write `who: character`, say")
            continue
        name = node.name.text
        if node.type is None:
            _literal(node.name, parameters, expressions)
            continue
        type_ = names.type_named(node.type, report)
        scope[name] = BROKEN if type_ is None else Sort("entity", type_)
        if type_ is None:
            continue
        if node.or_figure and not acts:
            hint = "take `or figure` out"
            report.add("F219", node.span, "only an act can be addressed to a figure", hint=hint)
        elif node.or_figure and not names.hierarchy.below(type_, "character"):
            hint = f"write `{name}: character or figure`"
            report.add("F219", node.span, f"a figure stands for a character, and a `{type_}` is none", hint=hint)
        parameters.append(Parameter(name, type_, or_figure=node.or_figure and acts))
    return tuple(parameters), scope


def _literal(name: tree.Name, parameters: list[Parameter], expressions: Expressions) -> None:
    names, report = expressions.names, expressions.report
    entity = names.entities.get(name.text)
    if entity is not None:
        parameters.append(Parameter(name.text, entity.types[0], literal=ex.Const(name.text)))
        return
    if _only_type(name, expressions):
        called = {"character": "who", "place": "to", "thing": "what"}.get(name.text, "x")
        wrong, hint = f"the parameter `{name.text}` needs a name before its type", f"write `{called}: {name.text}`, say"
        report.add("F202", name.span, wrong, hint=hint)
        return
    also = f"a parameter has a type: `{name.text}: character`"
    hint = did_you_mean(name.text, names.entities, also=also)
    report.add("F201", name.span, f"no entity is called `{name.text}`", hint=hint)


def _consents(declaration: tree.EventDeclaration, expressions: Expressions, scope: Scope) -> tuple[Consent, ...]:
    found: list[Consent] = []
    for node in declaration.consents:
        who = expressions.character(node.who, scope)
        unless: ex.Expr = ex.TRUE if node.freely else ex.FALSE
        if node.unless is not None:
            unless = expressions.condition(node.unless, scope)
        if who is None:
            continue
        if not isinstance(who, (ex.Var, ex.Const)):
            hint = "name a parameter, and say in `when` who that is"
            read = f"`{written(node.who.span)}` is read from a property"
            expressions.report.add("F218", node.who.span, "it must be plain who acts", read=read, hint=hint)
        elif any(other.who == who for other in found):
            wrong = f"`{written(node.who.span)}` is named twice among those who act"
            expressions.report.add("F203", node.span, wrong, hint="name everybody who acts once")
        else:
            found.append(Consent(who, unless))
    return tuple(found)


def _observing(nodes: tuple[tree.SeenBy, ...], expressions: Expressions, scope: Scope) -> Observing | None:
    """Who notices, as one condition on `anyone`; None: the event says nothing of it."""
    if not nodes:
        return None
    inner: Scope = {**scope, ANYONE: Sort("entity", "character")}
    anyone = ex.Var(ANYONE)
    lines: list[ex.Expr] = []
    for node in nodes:
        parts: list[ex.Expr] = []
        for observer in node.observers:
            match observer:
                case tree.Everybody():
                    parts.append(ex.TRUE)
                case tree.Nobody():
                    pass
                case tree.Anyone(condition):
                    parts.append(expressions.condition(condition, inner))
                case tree.Term():
                    who = expressions.character(observer, scope)
                    if who is not None:
                        parts.append(ex.Compare("==", anyone, who))
        line = _any_of(parts)
        if node.unless is not None:
            unless = ex.Not(expressions.condition(node.unless, inner))
            line = unless if line == ex.TRUE else line if line == ex.FALSE else ex.And((line, unless))
        lines.append(line)
    return Observing(ANYONE, _any_of(lines))


def _any_of(parts: list[ex.Expr]) -> ex.Expr:
    parts = [part for part in parts if part != ex.FALSE]
    if ex.TRUE in parts:
        return ex.TRUE
    return ex.FALSE if not parts else parts[0] if len(parts) == 1 else ex.Or(tuple(parts))


def _outcomes(
    declaration: tree.EventDeclaration, changes: Effects, expressions: Expressions, scope: Scope
) -> tuple[Outcome, ...]:
    report, name = expressions.report, declaration.name.text
    nodes, odds = declaration.outcomes, declaration.odds
    weights: list[ex.Expr] = [ex.Const(1)] * len(nodes)
    if odds is not None:
        given = [_weight(weight, expressions, scope) for weight in odds.weights]
        if all(weight == ex.Const(0) for weight in given):
            hint = "give at least one of them a weight"
            report.add("F216", odds.span, f"all of the odds of `{name}` are 0: it can never happen", hint=hint)
        elif len(given) == len(nodes):
            weights = given
    found = []
    common = tuple(changes.lines)
    for node, weight in zip(nodes, weights, strict=True):
        own = Effects(expressions)
        own.lines.extend(common)
        effect = own.together(node.effects, scope)
        contradictions(own.lines, expressions)
        found.append(Outcome(weight, effect, texts(node.texts, expressions, scope)))
    return tuple(found)


def _weight(node: tree.Expr, expressions: Expressions, scope: Scope) -> ex.Expr:
    weight = expressions.number(node, scope)
    if isinstance(weight, ex.Const) and not isinstance(weight.value, (str, bool, type(None))) and weight.value < 0:
        hint = "the weight of what can't happen is 0"
        expressions.report.add("F216", node.span, "odds are never negative", hint=hint)
        return ex.Const(1)
    return weight


def _rate(declaration: tree.EventDeclaration, expressions: Expressions, scope: Scope) -> ex.Expr:
    if declaration.rate is None:
        return ex.ONE
    node = declaration.rate.value
    rate = expressions.number(node, scope)
    value = constant(rate)
    if rate == ex.Const(None) or (value is not None and value < 0):
        hint = "the rate of what never happens by itself is 0, that of what happens as readily as somebody acts 1"
        expressions.report.add("F216", node.span, "a rate is a number, 0 or more", hint=hint)
        return ex.ONE
    return rate


def _dreamer(declaration: tree.EventDeclaration, expressions: Expressions, scope: Scope) -> ex.Expr | None:
    if declaration.dreamer is None:
        return None
    who = expressions.character(declaration.dreamer.who, scope)
    if who is not None and not isinstance(who, (ex.Var, ex.Const)):
        hint = "name a parameter, and say in `when` who that is"
        read = f"`{written(declaration.dreamer.who.span)}` is read from a property"
        expressions.report.add(
            "F218", declaration.dreamer.who.span, "it must be plain who dreams", read=read, hint=hint
        )
        return None
    return who


def events_of(declarations: Iterable[tree.EventDeclaration], expressions: Expressions) -> tuple[Event, ...]:
    """The events, in order. Two of the same name differ in the types of their parameters (F203)."""
    found: list[Event] = []
    first: dict[str, tree.EventDeclaration] = {}
    for declaration in declarations:
        shown = signature_text(declaration)
        if shown in first:
            wrong = f"`{shown}` is declared twice"
            related = ((first[shown].name.span, "first declared here"),)
            hint = "choose another name, or put `instead` before it to replace a library's"
            expressions.report.add("F203", declaration.name.span, wrong, hint=hint, related=related)
        first.setdefault(shown, declaration)
        found.append(event_of(declaration, expressions))
    return tuple(found)
