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
from fabula.world.report import Report, written
from fabula.world.sorts import BROKEN, Sort
from fabula.world.telling import texts
from fabula.world.typing import Expressions, Scope

ACTS = ("action", "contest")
WORDS: dict[type, str] = {
    tree.By: "by",
    tree.SeenBy: "seen by",
    tree.Takes: "takes",
    tree.Odds: "odds",
    tree.Outcome: "either",
    tree.Dreamer: "dreamer",
}
NOT_HERE: dict[tree.EventKind, dict[type, str]] = {
    "action": {tree.Dreamer: "only a `dream` has a dreamer"},
    "contest": {tree.Dreamer: "only a `dream` has a dreamer"},
    "fate": {
        tree.By: "fate is nobody's choice; what somebody must want is an `action`",
        tree.Dreamer: "only a `dream` has a dreamer",
    },
    "trigger": {
        tree.By: "a trigger happens by itself; what somebody must want is an `action`",
        tree.SeenBy: "a trigger happens in every mind by itself, and nobody notices it",
        tree.Takes: "a trigger takes no time",
        tree.Odds: "a trigger leaves nothing to chance; `fate` may",
        tree.Outcome: "a trigger leaves nothing to chance; `fate` may",
        tree.Dreamer: "only a `dream` has a dreamer",
    },
    "tick": {
        tree.By: "time passes by itself; what somebody must want is an `action`",
        tree.Takes: "a tick is the passing of time; what happens besides is an `action` or `fate`",
        tree.Dreamer: "only a `dream` has a dreamer",
    },
    "dream": {
        tree.By: "nobody chooses a dream",
        tree.SeenBy: "nobody but the dreamer notices a dream",
        tree.Takes: "a dream takes no time",
    },
}
ONCE = (tree.Takes, tree.Odds, tree.Dreamer)


def event_of(declaration: tree.EventDeclaration, expressions: Expressions) -> Event:
    """The event, checked. Reports F213 to F218 besides what can be wrong with names and values."""
    report = expressions.report
    _lines_in_place(declaration, report)
    parameters, scope = parameters_of(declaration.parameters, expressions, acts=declaration.kind in (*ACTS, "fate"))
    kind: EventKind = "action" if declaration.kind == "contest" else declaration.kind
    changes = Effects(expressions)
    precondition = expressions.conditions(declaration.conditions, scope)
    effect = changes.together(declaration.effects, scope)
    outcomes = _outcomes(declaration, changes, expressions, scope)
    if not outcomes:
        contradictions(changes.lines, expressions)
    return Event(
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
        dreamer=_dreamer(declaration, expressions, scope),
        span=declaration.name.span,
    )


def _lines_in_place(declaration: tree.EventDeclaration, report: Report) -> None:
    kind, name = declaration.kind, declaration.name.text
    reasons = NOT_HERE[kind]
    for number, clause in enumerate(declaration.clauses):
        word = WORDS.get(type(clause), "")
        if type(clause) in reasons:
            wrong = f"the {kind} `{name}` can't have a line `{word}`"
            report.add("F215", clause.span, wrong, hint=reasons[type(clause)])
        elif isinstance(clause, ONCE):
            first = next(other for other in declaration.clauses if type(other) is type(clause))
            if first is not declaration.clauses[number]:
                wrong = f"`{name}` has two lines `{word}`"
                related = ((first.span, "the first one"),)
                report.add("F215", clause.span, wrong, hint="keep one of them", related=related)
    if kind == "action" and not declaration.consents:
        hint = "say `by` whom; what nobody chooses is `fate`"
        report.add("F214", declaration.name.span, f"nobody acts in the action `{name}`", hint=hint)
    if kind == "contest" and len(declaration.consents) < 2:
        hint = "say `by a, b`; what one alone does is an `action`"
        report.add("F214", declaration.name.span, f"the contest `{name}` needs two who act", hint=hint)
    if kind == "dream" and declaration.dreamer is None:
        hint = "say in whose mind it happens: `dreamer who`"
        report.add("F217", declaration.name.span, f"nobody dreams the dream `{name}`", hint=hint)


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
    also = f"a parameter has a type: `{name.text}: character`"
    hint = also if name.text in names.types else did_you_mean(name.text, names.entities, also=also)
    report.add("F201", name.span, f"no entity is called `{name.text}`", hint=hint)


def _consents(declaration: tree.EventDeclaration, expressions: Expressions, scope: Scope) -> tuple[Consent, ...]:
    found: list[Consent] = []
    for node in declaration.consents:
        who = expressions.character(node.who, scope)
        unless = ex.FALSE if node.unless is None else expressions.condition(node.unless, scope)
        if who is None:
            continue
        if not isinstance(who, (ex.Var, ex.Const)):
            hint = "name a parameter, and say in `when` who that is"
            read = f"`{written(node.who.span)}` is read from a property"
            expressions.report.add("F218", node.who.span, "it must be plain who acts", read=read, hint=hint)
        elif any(other.who == who for other in found):
            wrong = f"`{written(node.who.span)}` acts already"
            expressions.report.add("F215", node.span, wrong, hint="name everybody who acts once")
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
    if odds is not None and not nodes:
        hint = "say `either` what happens `or` what else"
        report.add("F216", odds.span, f"`{name}` has odds, and nothing that they are for", hint=hint)
    if len(nodes) == 1:
        hint = "add an `or`, or put the effects under `then`"
        report.add("F216", nodes[0].span, f"`{name}` can turn out in one way only", hint=hint)
    if declaration.kind == "contest" and (not nodes or odds is None):
        hint = "say `odds strength(a) : strength(b)`, `either` ... `or` ...; without chance it is an `action`"
        report.add("F216", declaration.name.span, f"the contest `{name}` needs odds and outcomes", hint=hint)
    weights: list[ex.Expr] = [ex.Const(1)] * len(nodes)
    if odds is not None:
        given = [_weight(weight, expressions, scope) for weight in odds.weights]
        if nodes and len(given) != len(nodes):
            wrong = f"`{name}` has {len(given)} odds for {len(nodes)} outcomes"
            hint = "give each outcome its weight: `odds 1 : 2`"
            report.add("F216", odds.span, wrong, hint=hint)
        elif given and all(weight == ex.Const(0) for weight in given):
            hint = "give at least one of them a weight"
            report.add("F216", odds.span, f"all of the odds of `{name}` are 0: it can never happen", hint=hint)
        else:
            weights = given
    found = []
    common = tuple(changes.lines)
    for node, weight in zip(nodes, weights, strict=False):
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


def _dreamer(declaration: tree.EventDeclaration, expressions: Expressions, scope: Scope) -> ex.Expr | None:
    if declaration.dreamer is None or declaration.kind != "dream":
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
