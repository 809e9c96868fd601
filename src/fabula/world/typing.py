"""Expressions checked: names resolved, definitions put in, and every part of the kind of value that it must be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fabula.diagnostics.problems import did_you_mean
from fabula.syntax import tree
from fabula.world import expressions as ex
from fabula.world.model import Parameter, Property
from fabula.world.names import OPERATIONS, STATUS, WHO, Names
from fabula.world.report import Report, listed, written
from fabula.world.sorts import BOOLEAN, BROKEN, NUMBER, UNKNOWN_SORT, Sort, entity_sort, with_article
from fabula.world.substitute import free_variables, measure, occurrences, substitute

MOST_NODES = 500_000  # of all expressions of a world, definitions put in
NOBODY = ("nobody", "no_one", "noone", "none", "nothing", "nowhere", "null", "nil", "unknown")
MOST_LEVELS = 100  # of one expression, definitions put in

Scope = Mapping[str, Sort]
Typed = tuple[ex.Expr, Sort]
NOTHING_TYPED: Typed = (ex.TRUE, BROKEN)


@dataclass(frozen=True, slots=True)
class Meaning:
    """A definition, checked: what is put in where it is used."""

    parameters: tuple[Parameter, ...]
    body: ex.Expr
    sort: Sort
    size: int
    levels: int


@dataclass(slots=True)
class Expressions:
    """Checks the expressions of one world; every method gives an expression even where there was a problem."""

    names: Names
    report: Report
    used: set[int] = field(default_factory=set)  # definitions that something uses, by the node's id
    endings: tuple[str, ...] = ()  # names that can stand where a condition stands, besides all others
    setting: bool = False  # whether it is what an effect sets that is being checked
    _declaration: tuple[object, ...] = ()  # in whose body a name that is unknown is told once
    _nameless: bool = False  # a parameter lacks its name: what is unknown below may be meant for it
    _meanings: dict[int, Meaning | None] = field(default_factory=dict)
    _being_checked: list[tree.Definition] = field(default_factory=list)
    _nodes: int = 0
    _too_large_told: bool = False
    _level: int = 0

    def begin(self, declaration: object = None, *, nameless: bool = False) -> None:
        """From here on the body of a declaration is checked; `None`: of none that has parameters."""
        self._declaration = () if declaration is None else (id(declaration),)
        self._nameless = nameless

    # ---- what an expression must be ----------------------------------------------------------------------------

    def condition(self, node: tree.Expr, scope: Scope) -> ex.Expr:
        """Something that holds or does not."""
        expr, sort = self.check(node, scope)
        if sort.kind not in ("boolean", "broken"):
            hint = "compare it with something"
            if isinstance(node, tree.Term) and sort.kind != "unknown":
                hint = f"compare it: `{written(node.span)} == ...`"
            self._wrong_kind(node, sort, "something that holds or not", hint)
            return ex.TRUE
        return expr if sort.kind == "boolean" else ex.TRUE

    def conditions(self, nodes: tuple[tree.Expr, ...], scope: Scope) -> ex.Expr:
        """All of them."""
        return ex.conjunction([self.condition(node, scope) for node in nodes])

    def number(self, node: tree.Expr, scope: Scope) -> ex.Expr:
        expr, sort = self.check(node, scope)
        if sort.kind in ("number", "unknown"):
            return expr
        if sort.kind != "broken":
            hint = "say a number, or a property that is one"
            if sort.kind == "boolean":
                hint = "a truth value counts with `1 if ... otherwise 0`"
            self._wrong_kind(node, sort, "a number", hint)
        return ex.Const(0)

    def entity_of(self, node: tree.Expr, type_: str, scope: Scope, *, code: str = "F207") -> ex.Expr | None:
        """An entity of the type; None where there was a problem."""
        expr, sort = self.check(node, scope)
        if sort.kind == "broken":
            return None
        if self.names.hierarchy.covers(type_, sort):
            return expr
        read = f"`{written(node.span)}` is {sort}"
        hint = self._members_hint(type_, node)
        self.report.add(code, node.span, f"this must be {with_article(type_)}", read=read, hint=hint)
        return None

    def character(self, node: tree.Expr, scope: Scope) -> ex.Expr | None:
        """A character; None where there was a problem (F218)."""
        return self.entity_of(node, "character", scope, code="F218")

    def _members_hint(self, type_: str, node: tree.Expr) -> str:
        members = self.names.hierarchy.members.get(type_, ())
        if not members:
            return f"declare one: `Ann : {type_}`" if type_ == "character" else f"declare one: `name : {type_}`"
        name = node.name.text if isinstance(node, tree.Term) else ""
        return did_you_mean(name, members, also=f"name {with_article(type_)}, such as {listed(members[:3])}")

    def _wrong_kind(self, node: tree.Expr, sort: Sort, wanted: str, hint: str) -> None:
        self.report.add(
            "F207", node.span, f"this must be {wanted}", read=f"`{written(node.span)}` is {sort}", hint=hint
        )

    # ---- every kind of expression ------------------------------------------------------------------------------

    def check(self, node: tree.Expr, scope: Scope) -> Typed:
        """The expression and its sort; `BROKEN` where a problem was reported."""
        if self._level >= MOST_LEVELS:
            self._too_large(node, f"goes deeper than {MOST_LEVELS} levels")
            return NOTHING_TYPED
        self._level += 1
        try:
            return self._check(node, scope)
        finally:
            self._level -= 1

    def _check(self, node: tree.Expr, scope: Scope) -> Typed:
        match node:
            case tree.Number(value):
                bound = value if isinstance(value, int) else None
                return ex.Const(value), Sort("number", low=bound, high=bound)
            case tree.Truth(truth):
                return ex.Const(truth), BOOLEAN
            case tree.Unknown():
                return ex.Const(None), UNKNOWN_SORT
            case tree.Term():
                return self._term(node, scope)
            case tree.If(then, condition, otherwise):
                test = self.condition(condition, scope)
                yes, yes_sort = self.check(then, scope)
                no, no_sort = self.check(otherwise, scope)
                joined = self.names.hierarchy.join(yes_sort, no_sort)
                if joined is None:
                    read = f"`{written(then.span)}` is {yes_sort}, `{written(otherwise.span)}` is {no_sort}"
                    wrong = "the two values of a choice must be of one kind"
                    self.report.add("F207", node.span, wrong, read=read, hint="make both of the same kind")
                    joined = BROKEN
                return ex.If(test, yes, no), joined
            case tree.Or(parts):
                return ex.Or(tuple(self.condition(part, scope) for part in parts)), BOOLEAN
            case tree.And(parts):
                return ex.And(tuple(self.condition(part, scope) for part in parts)), BOOLEAN
            case tree.Not(body):
                return ex.Not(self.condition(body, scope)), BOOLEAN
            case tree.Believes(who, body):
                believer = self.character(who, scope)
                inner, sort = self.check(body, scope)
                if sort.kind in ("number", "entity", "unknown"):
                    hint = f"the value as somebody believes it is `believed({written(who.span)}, {written(body.span)})`"
                    self._wrong_kind(body, sort, "something that holds or not", hint)
                return (ex.TRUE, BOOLEAN) if believer is None else (self._believes(believer, inner), BOOLEAN)
            case tree.Compare():
                return self._compare(node, scope)
            case tree.IsA(body, type_name, negated):
                return self._is_a(node, body, type_name, negated, scope)
            case tree.Arith(op, left, right):
                one, other = self.number(left, scope), self.number(right, scope)
                if op == "/" and other == ex.Const(0):
                    self.report.add("F228", node.span, "a number is divided by 0", hint="divide by something else")
                return ex.Arith(op, one, other), NUMBER
            case tree.Negative(body):
                inner = self.number(body, scope)
                if isinstance(inner, ex.Const) and inner.value is not None and not isinstance(inner.value, (bool, str)):
                    value = -inner.value
                    bound = value if isinstance(value, int) else None
                    return ex.Const(value), Sort("number", low=bound, high=bound)
                return ex.Arith("-", ex.Const(0), inner), NUMBER
            case tree.Quantified():
                return self._quantified(node, scope)

    def _believes(self, who: ex.Expr, body: ex.Expr) -> ex.Expr:
        """What holds in the mind of `who`; where that is read from a property, of whoever it is."""
        if isinstance(who, (ex.Var, ex.Const)):
            return ex.Believes(who, body)
        var = fresh("believer", free_variables(who) | free_variables(body))
        same = ex.Compare("==", who, ex.Var(var))
        return ex.Quantified("exists", var, "character", ex.And((same, ex.Believes(ex.Var(var), body))))

    def _compare(self, node: tree.Compare, scope: Scope) -> Typed:
        left, one = self.check(node.left, scope)
        right, other = self.check(node.right, scope)
        result = (ex.Compare(node.op, left, right), BOOLEAN)
        if "broken" in (one.kind, other.kind):
            return ex.TRUE, BOOLEAN
        read = f"`{written(node.left.span)}` is {one}, `{written(node.right.span)}` is {other}"
        if node.op not in ("==", "!="):
            for part, sort in ((node.left, one), (node.right, other)):
                if sort.kind not in ("number", "unknown"):
                    hint = "compare it with `==` or `!=`"
                    self._wrong_kind(part, sort, f"a number, to be compared by `{node.op}`", hint)
                    return ex.TRUE, BOOLEAN
            return result
        if self.names.hierarchy.join(one, other) is None:
            hint = "compare values of one kind"
            if "unknown" in (one.kind, other.kind):
                hint = "what is true or false is never `?`"
            self.report.add("F207", node.span, "these two are not of one kind", read=read, hint=hint)
            return ex.TRUE, BOOLEAN
        if one.kind == other.kind == "entity" and not self.names.hierarchy.could_meet(one, other):
            hint = self._meeting_hint(node, one, other)
            self.report.add("F208", node.span, "these two can never be the same", read=read, hint=hint)
            return ex.TRUE, BOOLEAN
        return result

    def _meeting_hint(self, node: tree.Compare, one: Sort, other: Sort) -> str:
        for sort, constant in ((one, other), (other, one)):
            if constant.entity is not None and sort.entity is None:
                members = self.names.hierarchy.members.get(sort.type, ())
                return did_you_mean(constant.entity, members, also=f"{with_article(sort.type)} is {listed(members)}")
        return "compare two of one type"

    def _is_a(self, node: tree.IsA, body: tree.Expr, name: tree.Name, negated: bool, scope: Scope) -> Typed:
        inner, sort = self.check(body, scope)
        type_ = self.names.type_named(name, self.report)
        if sort.kind in ("boolean", "number"):
            self._wrong_kind(body, sort, "an entity, to be of a type", "ask it of an entity")
            return ex.TRUE, BOOLEAN
        if type_ is None or sort.kind == "broken":
            return ex.TRUE, BOOLEAN
        is_a = ex.IsType(inner, type_)
        return ex.Not(is_a) if negated else is_a, BOOLEAN

    def _quantified(self, node: tree.Quantified, scope: Scope) -> Typed:
        type_ = self.names.type_named(node.type, self.report)
        var = node.variable.text
        inner = {**scope, var: BROKEN if type_ is None else Sort("entity", type_)}
        where = ex.TRUE if node.where is None else self.condition(node.where, inner)
        kind = node.kind
        sort = NUMBER if kind in ("count", "sum") else BOOLEAN
        body: ex.Expr = ex.TRUE
        if node.body is not None:
            body = self.number(node.body, inner) if kind == "sum" else self.condition(node.body, inner)
        if type_ is None:
            return (ex.Const(0) if sort.kind == "number" else ex.TRUE), sort
        match kind:
            case "exists":
                return ex.Quantified("exists", var, type_, where), sort
            case "no":
                return ex.Not(ex.Quantified("exists", var, type_, where)), sort
            case "each":
                every = body if node.where is None else ex.Or((ex.Not(where), body))
                return ex.Quantified("forall", var, type_, every), sort
            case "count":
                return ex.Quantified("count", var, type_, where), sort
            case "sum":
                part = body if node.where is None else ex.If(where, body, ex.Const(0))
                return ex.Quantified("sum", var, type_, part), sort

    # ---- names, with arguments and without ---------------------------------------------------------------------

    def _term(self, node: tree.Term, scope: Scope) -> Typed:
        name = node.name.text
        if name in OPERATIONS and node.args:
            return self._operation(node, scope)
        if not node.args:
            if name in scope:
                return (ex.TRUE if scope[name].kind == "broken" else ex.Var(name)), scope[name]
            candidates = self.names.callables.get(name, [])
            if not any(not candidate.parameters for candidate in candidates):
                if name in self.names.entities and name not in self.names.broken:
                    return ex.Const(name), entity_sort(self.names.hierarchy, name)
                if name in self.names.broken:
                    return NOTHING_TYPED
                if all(candidate in (WHO, STATUS) for candidate in candidates):
                    self._unknown_name(node, scope)
                    return NOTHING_TYPED
        elif name not in self.names.callables:
            if name not in self.names.broken:
                self._unknown_property(node, scope)
            for arg in node.args:
                self.check(arg, scope)
            return NOTHING_TYPED
        args = [self.check(arg, scope) for arg in node.args]
        found = self.callable_for(node, [sort for _, sort in args])
        if found is None:
            return NOTHING_TYPED
        values = tuple(expr for expr, _ in args)
        if isinstance(found, Property):
            if any(sort.kind == "broken" for _, sort in args):
                return ex.TRUE, BROKEN
            return ex.Read(found.key, values), sort_of(found)
        return self._put_in(node, found, values, [sort for _, sort in args])

    def callable_for(self, node: tree.Term, sorts: list[Sort]) -> Property | tree.Definition | None:
        """The first declaration of the name that the arguments fit; None where there is none (F206)."""
        name = node.name.text
        candidates = self.names.callables[name]
        for candidate in candidates:
            types = parameter_types(candidate)
            if len(types) == len(sorts) and all(map(self.names.hierarchy.covers, types, sorts)):
                return candidate
        if name in self.names.broken or any(sort.kind == "broken" for sort in sorts):
            return None
        shown = [signature(candidate) for candidate in candidates]
        hint = f"it is {listed(shown)}"
        if (value := self._value_as_argument(node, candidates, sorts)) is not None:
            hint = f"write `{value}`"
        if any(len(candidate.parameters) == len(sorts) for candidate in candidates):
            read = ", ".join(f"`{written(arg.span)}` is {sort}" for arg, sort in zip(node.args, sorts, strict=True))
            self.report.add("F206", node.span, f"`{name}` does not go with these arguments", read=read, hint=hint)
        else:
            count = "1 argument" if len(sorts) == 1 else f"{len(sorts)} arguments"
            wrong = f"`{name}` does not go with {count}" if sorts else f"`{name}` needs arguments"
            slip = ("F206", name, len(sorts), value is not None and self.setting)
            declared = [c.span if isinstance(c, Property) else c.name.span for c in candidates]
            related = ((declared[0], "declared here"),) if len(declared) == 1 and declared[0] is not None else ()
            self.report.add("F206", node.span, wrong, hint=hint, related=related, slip=slip)
        return None

    def _value_as_argument(
        self, node: tree.Term, candidates: list[Property | tree.Definition], sorts: list[Sort]
    ) -> str | None:
        """What `at(Orla, lamp_room)` was meant for: `at(Orla) == lamp_room`."""
        covers = self.names.hierarchy.covers
        for candidate in candidates:
            types = parameter_types(candidate)
            if isinstance(candidate, Property) and types and len(types) + 1 == len(sorts):
                fits = sorts[-1].kind == "number" if candidate.kind == "number" else covers(candidate.type, sorts[-1])
                if candidate.kind != "boolean" and fits and all(map(covers, types, sorts)):
                    args = ", ".join(written(arg.span) for arg in node.args[:-1])
                    sign = "=" if self.setting else "=="
                    return f"{node.name.text}({args}) {sign} {written(node.args[-1].span)}"
        return None

    def _unknown_name(self, node: tree.Term, scope: Scope) -> None:
        name = node.name.text
        if self.report.full:
            return
        if name in OPERATIONS:
            self.report.add("F206", node.span, f"`{name}` needs arguments", hint=f"`{name}(..., ...)`")
            return
        if name in self.names.types:
            members = self.names.hierarchy.members.get(name, ())
            also = f"name one of them, such as {listed(members[:3])}" if members else "name an entity"
            self.report.add("F201", node.span, f"`{name}` is a type, not an entity", hint=also)
            return
        if self._nameless:
            return
        if name in NOBODY:
            hint = "write `?` for nobody"
            self.report.add("F201", node.span, f"nothing is called `{name}`", hint=hint)
            return
        plain = [n for n, cs in self.names.callables.items() if any(not c.parameters for c in cs)]
        known = [n for n, entity in self.names.entities.items() if entity.span is not None]
        also = f"declare it (`{name} : character`, say), or look for a slip"
        if self._declaration:
            also = f"make it a parameter (`{name}: character`, say), or look for a slip"
        if self.endings:
            number = "endings are" if len(self.endings) > 1 else "ending is"
            also = f"the {number} {listed(self.endings, joined='and')}"
        hint = did_you_mean(name, [*scope, *plain, *known, *self.endings], also=also)
        slip: tuple[object, ...] = ("F201", *self._declaration, name) if self._declaration else ()
        if hint == also and not self._declaration:  # it is not misspelt, but was never declared
            slip = ("F201", name)
        self.report.add("F201", node.span, f"nothing is called `{name}`", hint=hint, slip=slip)

    def _unknown_property(self, node: tree.Term, scope: Scope) -> None:
        name = node.name.text
        if self.report.full:
            return
        also = f"declare it: `property {name}(...)`"
        if name in self.names.entities or name in scope:
            wrong = f"`{name}` is an entity, not a property"
            also = "take the brackets out"
        else:
            wrong = f"there is no property and no definition `{name}`"
        hint = did_you_mean(name, [*self.names.callables, *OPERATIONS], also=also)
        self.report.add("F205", node.name.span, wrong, hint=hint, slip=("F205", name) if hint == also else ())

    def _operation(self, node: tree.Term, scope: Scope) -> Typed:
        name = node.name.text
        if len(node.args) != 2:
            wrong = f"`{name}` goes with two arguments"
            self.report.add("F206", node.span, wrong, hint=f"`{name}(..., ...)`")
            return NOTHING_TYPED
        first, second = node.args
        if name == "mistaken":
            who, whom = self.character(first, scope), self.entity_of(second, "entity", scope)
            if who is None or whom is None:
                return ex.TRUE, BOOLEAN
            return self._mistaken(who, whom), BOOLEAN
        if name == "believed":
            believer = self.character(first, scope)
            body, sort = self.check(second, scope)
            if believer is None:
                return ex.TRUE, BROKEN
            if isinstance(believer, (ex.Var, ex.Const)):
                return ex.Believes(believer, body), sort
            if sort.kind == "boolean":
                return self._believes(believer, body), sort
            hint = "name a character, or a parameter or variable that stands for one"
            read = f"`{written(first.span)}` is read from a property"
            self.report.add("F218", first.span, "it must be plain whose belief this is", read=read, hint=hint)
            return ex.TRUE, BROKEN
        one, other = self.number(first, scope), self.number(second, scope)
        return ex.Arith("min" if name == "min" else "max", one, other), NUMBER

    def _mistaken(self, who: ex.Expr, whom: ex.Expr) -> ex.Expr:
        if isinstance(who, (ex.Var, ex.Const)):
            return ex.Mistaken(who, whom)
        var = fresh("believer", free_variables(who) | free_variables(whom))
        same = ex.Compare("==", who, ex.Var(var))
        return ex.Quantified("exists", var, "character", ex.And((same, ex.Mistaken(ex.Var(var), whom))))

    # ---- definitions -------------------------------------------------------------------------------------------

    def meaning(self, definition: tree.Definition) -> Meaning | None:
        """The definition, checked; None where there is a problem in it, or where it uses itself (F210)."""
        if id(definition) in self._meanings:
            return self._meanings[id(definition)]
        stack = self._being_checked
        if any(definition is other for other in stack):
            place = next(n for n, other in enumerate(stack) if other is definition)
            loop = " -> ".join(f"`{d.name.text}`" for d in (*stack[place:], definition))
            wrong = f"the definition `{definition.name.text}` uses itself"
            hint = "say what it is without it; what grows step by step is a property"
            self.report.add("F210", definition.name.span, wrong, read=f"it is put in for ever: {loop}", hint=hint)
            for other in stack[place:]:
                self._meanings[id(other)] = None
            return None
        stack.append(definition)
        outer = self._declaration, self._nameless, self.endings, self.setting
        self.begin(definition)
        self.endings, self.setting = (), False
        types = parameter_types(definition)
        parameters = tuple(
            Parameter(p.name.text, type_)
            for p, type_ in zip(definition.parameters, types, strict=True)
            if p.name is not None
        )
        expr, sort = self.check(definition.body, {p.name: Sort("entity", p.type) for p in parameters})
        stack.pop()
        self._declaration, self._nameless, self.endings, self.setting = outer
        if id(definition) in self._meanings:  # found to use itself
            return None
        size, levels = measure(expr)
        known = None if sort.kind == "broken" else Meaning(parameters, expr, sort, size, levels)
        self._meanings[id(definition)] = known
        return known

    def _put_in(
        self, node: tree.Term, definition: tree.Definition, values: tuple[ex.Expr, ...], sorts: list[Sort]
    ) -> Typed:
        self.used.add(id(definition))
        known = self.meaning(definition)
        if known is None:
            return NOTHING_TYPED
        if any(sort.kind == "broken" for sort in sorts):
            return ex.TRUE, BROKEN if known.sort.kind != "boolean" else BOOLEAN
        size, levels = known.size, known.levels
        for parameter, value in zip(known.parameters, values, strict=True):
            if not isinstance(value, (ex.Var, ex.Const)):
                more, deep = measure(value)
                size, levels = size + more * occurrences(known.body, parameter.name), levels + deep
        if levels + self._level > MOST_LEVELS:
            self._too_large(node, f"goes deeper than {MOST_LEVELS} levels with its definitions put in")
            return NOTHING_TYPED
        self._nodes += size
        if self._nodes > MOST_NODES:
            self._too_large(node, f"makes the world larger than {MOST_NODES:,} expressions, definitions put in")
            return NOTHING_TYPED
        put = {p.name: value for p, value in zip(known.parameters, values, strict=True)}
        return substitute(known.body, put), known.sort

    def _too_large(self, node: tree.Expr, what: str) -> None:
        hint = "take it apart: a property that triggers keep up to date instead of a definition, say"
        if not self._too_large_told:
            self.report.add("F211", node.span, f"this {what}", hint=hint)
        self._too_large_told = True


def fresh(name: str, taken: frozenset[str]) -> str:
    """The name, with as many `'` behind it as it needs to be none of those that are taken."""
    while name in taken:
        name += "'"
    return name


def sort_of(prop: Property) -> Sort:
    if prop.kind == "boolean":
        return BOOLEAN
    if prop.kind == "number":
        return Sort("number", low=prop.low, high=prop.high)
    return Sort("entity", prop.type)


def parameter_types(declared: Property | tree.Definition) -> list[str]:
    """The types of the parameters of a property, or of a definition without problems."""
    if isinstance(declared, Property):
        return [parameter.type for parameter in declared.parameters]
    return [parameter.type.text for parameter in declared.parameters if parameter.type is not None]


def signature(declared: Property | tree.Definition) -> str:
    """`near(character, place)`."""
    name = declared.name if isinstance(declared, Property) else declared.name.text
    types = parameter_types(declared)
    return f"{name}({', '.join(types)})" if types else name
