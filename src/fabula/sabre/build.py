"""Sabre's syntax tree made a checked world: names resolved, types checked, effects told from conditions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from fabula.diagnostics.problems import Problem
from fabula.sabre.lexer import Tokens
from fabula.sabre.names import ANY, BOOLEAN, NUMBER, UNKNOWN, Names, Scope, Sort, collect
from fabula.sabre.tree import (
    Arithmetic,
    Assignment,
    Atom,
    Belief,
    Comparison,
    Condition,
    Constant,
    Definition,
    EventDefinition,
    InitialDefinition,
    Junction,
    Name,
    Negation,
    Node,
    Quantifier,
    Reference,
    Term,
    TypeTest,
    UtilityDefinition,
    is_reference,
)
from fabula.world.effects import NOTHING, Assign, BelievesEffect, Conditional, Effect, ForAll, Together
from fabula.world.expressions import (
    FALSE,
    TRUE,
    And,
    Arith,
    Believes,
    Compare,
    Const,
    Expr,
    If,
    IsType,
    Not,
    Or,
    Quantified,
    Read,
    Var,
)
from fabula.world.model import Consent, Event, Observing, Property, StartStatement, Want, World

_NO_EFFECT = "Effects are `f(x) = value`, `f(x)`, `!f(x)`, `believes(c, …)`, and `&`, `if` and `forall` of these."


def build(definitions: list[Definition], source: Tokens, complain: Callable[[Problem], None]) -> World:
    """The world that the definitions declare. What is wrong is told to `complain`; then the world is not whole."""
    names = collect(definitions, source, complain)
    builder = _Builder(names)
    events = tuple(event for one in definitions if isinstance(one, EventDefinition) and (event := builder.event(one)))
    start = [
        statement
        for one in definitions
        if isinstance(one, InitialDefinition)
        for part in _conjuncts(one.statement)
        for statement in builder.start(part)
    ]
    wants: dict[str, Want] = {}
    for one in definitions:
        if isinstance(one, UtilityDefinition) and (want := builder.want(one)):
            wants[want.who] = want  # the last one wins
    name = PurePath(source.source.name).stem
    return World(
        name=name,
        title=name,
        language="sabre",
        types=names.types,
        entities=names.entities,
        properties=names.properties,
        events=events,
        start=tuple(start),
        wants=tuple(wants[who] for who in ("", *names.members["character"]) if who in wants),
        members=names.members,
    )


def _conjuncts(term: Term) -> list[Term]:
    """The statements that a top-level `&` joins: each sees what those before it did."""
    if isinstance(term, Junction) and term.op == "&":
        return [part for one in term.parts for part in _conjuncts(one)]
    return [term]


class _Builder:
    def __init__(self, names: Names) -> None:
        self.names = names
        self.fresh = 0

    # --- definitions ---

    def event(self, definition: EventDefinition) -> Event | None:
        signature = self.names.parameters(definition.places)
        if signature is None:
            return None
        parameters, scope = signature
        precondition = TRUE if definition.precondition is None else self.truth(definition.precondition, scope)
        effect = NOTHING if definition.effect is None else self.effect(definition.effect, scope)
        consenting: dict[Expr, Consent] = {}
        for atom in definition.consenting:
            if who := self.character(atom, scope):
                consenting.setdefault(who, Consent(who))
        observing: Observing | None = None
        if definition.observer and definition.observing:
            var, type_ = definition.observer
            known = self.names.known_type(type_, values=False)
            if known and not self.names.is_a("character", known):
                wrong = f"Characters observe; `{known}` is not `character` nor above it."
                self.names.error("F816", type_, wrong, f"Write `observing({var.name} : character): …`.")
            inner, renamed = self.bind(var.name, known or "", scope)
            observing = Observing(renamed, self.truth(definition.observing, inner))
        kind = "trigger" if definition.kind == "trigger" else "action" if definition.consenting else "fate"
        return Event(
            kind=kind,  # type: ignore[arg-type]  # one of three kinds
            name=definition.name.name,
            parameters=parameters,
            precondition=precondition,
            effect=effect,
            consenting=tuple(consenting.values()),
            observing=observing,
            span=self.names.source.span(definition.first, definition.end),
        )

    def start(self, term: Term) -> list[StartStatement]:
        effect = self.effect(term, {})
        return [] if effect == NOTHING else [StartStatement(effect, self.names.source.span(term.first, term.end))]

    def want(self, definition: UtilityDefinition) -> Want | None:
        value, sort = self.expr(definition.value, {})
        if sort.kind not in ("number", "boolean", "unknown", "any"):
            wrong = f"A utility is a number or a truth value, not {sort}."
            self.names.error("F813", definition.value, wrong, "Say when it counts: `if( … ) 1 else 0`.")
        who = ""
        if definition.who is not None:
            character = self.character(definition.who, {})
            if not isinstance(character, Const):
                return None
            who = str(character.value)
        return Want(who, "utility", value, self.names.source.span(definition.first, definition.end))

    # --- scopes ---

    def bind(self, name: str, type_: str, scope: Scope) -> tuple[Scope, str]:
        """The scope with one more variable; it gets a name of its own where another variable has that name."""
        renamed = name
        if name in scope:
            self.fresh += 1
            renamed = f"{name}:{self.fresh}"  # no name of the text has a colon
        return {**scope, name: (Var(renamed), type_)}, renamed

    def character(self, atom: Atom, scope: Scope) -> Expr | None:
        expr, sort = self.names.atom(atom, scope)
        if sort.kind == "any":
            return None
        if sort.kind != "entity" or not self.names.fits(sort, "character"):
            wrong = "A character is expected here."
            self.names.error("F816", atom, wrong, "Give a character, or a variable of type `character`.", f"{sort}")
            return None
        return expr

    def quantified(self, term: Quantifier, scope: Scope) -> tuple[Scope, str, str]:
        type_ = self.names.known_type(Name(term.type_at, term.type_at + 1, term.type))
        if type_ == "number":
            wrong = "A variable cannot be a number: it must have finitely many values."
            self.names.error("F817", Name(term.type_at, term.type_at + 1, type_), wrong, "Use a type of entities.")
            type_ = None
        inner, renamed = self.bind(term.var, type_ or "", scope)
        return inner, renamed, type_ or "entity"

    # --- expressions ---

    def truth(self, term: Term, scope: Scope) -> Expr:
        return self.of_kind(term, scope, BOOLEAN)

    def of_kind(self, term: Term, scope: Scope, wanted: Sort) -> Expr:
        expr, sort = self.expr(term, scope)
        if not self.names.fits(sort, str(wanted.kind)):
            hint = ""
            if isinstance(term, Assignment):
                hint = "To compare, write `==`."
            elif wanted is BOOLEAN and sort.kind in ("entity", "number"):
                hint = "Compare it: `… == …`."
            read = f"`{self.names.source.text(term.first, term.end)}` is {sort}"
            self.names.error("F813", term, f"{str(wanted).capitalize()} is expected here.", hint, read)
        return expr

    def expr(self, term: Term, scope: Scope) -> tuple[Expr, Sort]:
        """The expression and the sort of its value."""
        match term:
            case Constant() | Name():
                return self.names.atom(term, scope)
            case Reference():
                return self.reference(term, scope)
            case Belief(who=who, body=body):
                character = self.character(who, scope)
                expr, sort = self.expr(body, scope)
                return (Believes(character, expr), sort) if character else (expr, ANY)
            case Junction(op=op, parts=terms):
                parts = tuple(self.truth(part, scope) for part in terms)
                return (And(parts) if op == "&" else Or(parts)), BOOLEAN
            case Negation(body=body):
                return Not(self.truth(body, scope)), BOOLEAN
            case Condition():
                return self.conditional(term, scope)
            case Quantifier(kind=kind, body=body):
                inner, var, type_ = self.quantified(term, scope)
                wanted = BOOLEAN if kind in ("forall", "exists") else NUMBER
                return Quantified(kind, var, type_, self.of_kind(body, inner, wanted)), wanted
            case Comparison(op=op, left=left, right=right):
                return Compare(op, self.expr(left, scope)[0], self.expr(right, scope)[0]), BOOLEAN
            case TypeTest(body=body, type=type_name, end=end):
                expr, sort = self.expr(body, scope)
                type_ = self.names.known_type(Name(end - 1, end, type_name), values=False) or "entity"
                if sort.kind not in ("entity", "unknown", "any"):
                    self.names.error("F813", body, "Only entities have types.", read=str(sort))
                return IsType(expr, type_), BOOLEAN
            case Arithmetic(op=operator, left=left, right=right):
                return Arith(operator, self.of_kind(left, scope, NUMBER), self.of_kind(right, scope, NUMBER)), NUMBER
            case Assignment():
                wrong = "`=` gives a value; it cannot be asked."
                self.names.error("F813", term, wrong, "To compare two values, write `==`.")
                return FALSE, ANY

    def reference(self, term: Reference, scope: Scope) -> tuple[Expr, Sort]:
        if term.name == "believes" and "believes" not in self.names.overloads and len(term.args) == 2:
            return self.expr(Belief(term.first, term.end, *term.args), scope)
        args = [self.names.atom(arg, scope) for arg in term.args]
        meant = self.names.overload(term, term.name, args)
        if meant is None:
            return Const(None), ANY
        return Read(meant.key, tuple(expr for expr, _ in args)), self.names.sort_of_type(meant.type)

    def conditional(self, term: Condition, scope: Scope) -> tuple[Expr, Sort]:
        branches = [(self.truth(when, scope), self.expr(then, scope)) for when, then in term.branches]
        values = [value for _, value in branches]
        if term.otherwise is not None:
            values.append(self.expr(term.otherwise, scope))
        kinds = list(dict.fromkeys(sort.kind for _, sort in values if sort.kind not in ("unknown", "any")))
        if any(sort.kind == "any" for _, sort in values):
            joined = ANY
        elif len(kinds) > 1 or (kinds == ["boolean"] and any(sort is UNKNOWN for _, sort in values)):
            wrong = "The branches of a conditional must be of one kind."
            read = ", ".join(dict.fromkeys(str(sort) for _, sort in values))
            self.names.error("F813", term, wrong, "Put brackets around the conditional, or mend a branch.", read)
            joined = ANY
        else:
            options = tuple(dict.fromkeys(option for _, sort in values for option in sort.options))
            told = " or ".join(dict.fromkeys(str(sort) for _, sort in values if sort is not UNKNOWN))
            joined = Sort(kinds[0], told, options) if kinds else UNKNOWN
        otherwise: Expr = TRUE
        if term.otherwise is not None:
            otherwise = values[-1][0]
        elif joined.kind not in ("boolean", "any"):
            hint = "Say what it is otherwise: `else 0`."
            self.names.error("F814", term, f"This conditional is {joined}, and has no `else`.", hint)
        for when, (then, _) in reversed(branches):
            otherwise = If(when, then, otherwise)
        return otherwise, joined

    # --- effects ---

    def effect(self, term: Term, scope: Scope, holds: bool = True) -> Effect:
        """What the term makes so; with `holds` False, what its negation does."""
        match term:
            case Constant(value=bool(truth)):
                if truth is holds:
                    return NOTHING
                self.names.error("F815", term, "Nothing can make this so.", _NO_EFFECT)
                return NOTHING
            case Reference(name="believes", args=(who, body)) if "believes" not in self.names.overloads:
                return self.effect(Belief(term.first, term.end, who, body), scope, holds)
            case Reference():
                return self.assign(term, term, Const(holds), BOOLEAN, scope)
            case Assignment(target=target, value=given) if holds:
                return self.assign(given, target, *self.expr(given, scope), scope)
            case Comparison(op="==" | "!=" as op, left=left, right=right) if is_reference(left):
                assert isinstance(left, (Reference, Belief))
                value, sort = self.expr(right, scope)
                if (op == "==") is not holds:  # only the other truth value is the one that is left
                    if sort.kind not in ("boolean", "any"):
                        wrong = "This does not say which value it shall be."
                        self.names.error("F815", term, wrong, "Give the value: `f(x) = value`.")
                        return NOTHING
                    value = Const(not value.value) if isinstance(value, Const) else Not(value)
                return self.assign(right, left, value, sort, scope)
            case Negation(body=body):
                return self.effect(body, scope, not holds)
            case Junction(op=op, parts=parts) if (op == "&") is holds:
                return Together(tuple(self.effect(part, scope, holds) for part in parts))
            case Belief(who=who, body=body):
                character = self.character(who, scope)
                inner = self.effect(body, scope, holds)
                return NOTHING if character is None or inner == NOTHING else BelievesEffect(character, inner)
            case Condition(branches=branches, otherwise=last) if holds or last is not None:
                result = None if last is None else self.effect(last, scope, holds)
                for when, then in reversed(branches):
                    result = Conditional(self.truth(when, scope), self.effect(then, scope, holds), result)
                return NOTHING if result is None else result
            case Quantifier(kind=kind, body=body) if kind == ("forall" if holds else "exists"):
                inner_scope, var, type_ = self.quantified(term, scope)
                return ForAll(var, type_, self.effect(body, inner_scope, holds))
        read = f"`{self.names.source.text(term.first, term.end)}`"
        self.names.error("F815", term, "This is not something that can be made so.", _NO_EFFECT, read)
        return NOTHING

    def assign(self, node: Node, target: Term, value: Expr, sort: Sort, scope: Scope) -> Effect:
        """`target = value`, where the target may be believed: then the value is read outside of the belief."""
        believers: list[Expr] = []
        whole = True
        while isinstance(target, Belief):
            if who := self.character(target.who, scope):
                believers.append(who)
            else:
                whole = False
            target = target.body
        assert isinstance(target, Reference)
        args = [self.names.atom(arg, scope) for arg in target.args]
        meant = self.names.overload(target, target.name, args)
        if meant is None or not whole or sort.kind == "any":
            return NOTHING
        if not self.names.fits(sort, meant.type):
            self.mismatch(node, meant, sort)
            return NOTHING
        effect: Effect = Assign(Read(meant.key, tuple(expr for expr, _ in args)), value)
        for who in reversed(believers):
            effect = BelievesEffect(who, effect, outside=True)
        return effect

    def mismatch(self, node: Node, meant: Property, sort: Sort) -> None:
        kinds = {"boolean": "True or False", "number": "a number"}
        wanted = kinds.get(meant.type, f"of type `{meant.type}`")
        hint = f"Give it a value: `{meant.name}(…) = …`." if isinstance(node, Reference) else ""
        wrong = f"`{meant.name}` is {wanted}; this value is not."
        self.names.error("F813", node, wrong, hint, "" if hint else f"the value is {sort}")
