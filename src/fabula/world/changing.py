"""Effects checked: what changes is a property, its new value is of the right kind, and no two lines contradict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from fabula.diagnostics.problems import did_you_mean
from fabula.diagnostics.source import Span
from fabula.syntax import tree
from fabula.world import effects as fx
from fabula.world import expressions as ex
from fabula.world.model import Property
from fabula.world.report import listed, written
from fabula.world.sorts import BROKEN, Sort, with_article
from fabula.world.substitute import free_variables
from fabula.world.typing import Expressions, Scope, fresh

MOST_COMPARED = 50  # lines before a line that sets the same property

Path = tuple[ex.Expr, ...]  # in whose belief, outermost first


@dataclass(frozen=True, slots=True)
class Written:
    """A line that sets a property: where, to what, and under which conditions (each with the branch that it is in)."""

    path: Path
    target: ex.Read
    value: ex.Expr
    kind: Literal["set", "change"]  # `change`: the new value rests on the old one
    conditions: tuple[tuple[ex.Expr, bool], ...]
    span: Span


@dataclass(slots=True)
class Effects:
    """Checks the effects of one event (or of the start), and keeps what was written for `contradictions`."""

    expressions: Expressions
    lines: list[Written] = field(default_factory=list)
    _path: Path = ()
    _conditions: tuple[tuple[ex.Expr, bool], ...] = ()

    def together(self, nodes: Iterable[tree.Effect], scope: Scope) -> fx.Effect:
        """All of the effects, in order."""
        parts = [effect for node in nodes for effect in self._flat(self.check(node, scope))]
        return parts[0] if len(parts) == 1 else fx.Together(tuple(parts))

    def _flat(self, effect: fx.Effect) -> Sequence[fx.Effect]:
        return effect.parts if isinstance(effect, fx.Together) else (effect,)

    def check(self, node: tree.Effect, scope: Scope) -> fx.Effect:
        """The effect; nothing where there was a problem."""
        expressions = self.expressions
        match node:
            case tree.Set(target, value):
                return self._set(node, target, value, scope)
            case tree.Make(target, truth):
                found = self._target(target, scope)
                if found is None:
                    return fx.NOTHING
                read, prop = found
                if prop.kind != "boolean":
                    hint = f"say what it becomes: `{written(target.span)} = ...`"
                    self._wrong_target(target, prop, "true or false", hint)
                    return fx.NOTHING
                return self._assign(read, ex.Const(truth), "set", node.span)
            case tree.Change(target, op, value):
                number = expressions.number(value, scope)
                old = self._number_target(target, scope, op)
                if old is None:
                    return fx.NOTHING
                changed = ex.Arith("+" if op == "+=" else "-", self._current(old), number)
                return self._assign(old, changed, "change", node.span)
            case tree.Limit(target, op, value):
                number = expressions.number(value, scope)
                old = self._number_target(target, scope, op)
                if old is None:
                    return fx.NOTHING
                changed = ex.Arith("max" if op == "at least" else "min", self._current(old), number)
                return self._assign(old, changed, "change", node.span)
            case tree.BelievesEffect(who, effects):
                return self._believes(who, effects, scope)
            case tree.IfEffect(condition, then, otherwise):
                test = expressions.condition(condition, scope)
                yes = self._under(test, True, then, scope)
                no = self._under(test, False, otherwise, scope) if otherwise else None
                return fx.Conditional(test, yes, no)
            case tree.ForEach(variable, type_name, where, effects):
                return self._for_each(variable.text, type_name, where, effects, scope)
            case tree.Sees(who, whom):
                seer, seen = expressions.character(who, scope), expressions.entity_of(whom, "entity", scope)
                return fx.NOTHING if seer is None or seen is None else fx.Sees(seer, seen)
            case tree.TakesFor(who, figure, whom):
                believer = expressions.character(who, scope)
                taken = expressions.entity_of(figure, "figure", scope, code="F219")
                person = expressions.character(whom, scope)
                if believer is None or taken is None or person is None:
                    return fx.NOTHING
                return fx.Mistakes(believer, taken, person)
            case tree.Recognises(who, figure):
                believer = expressions.character(who, scope)
                taken = expressions.entity_of(figure, "figure", scope, code="F219")
                return fx.NOTHING if believer is None or taken is None else fx.Recognises(believer, taken)
            case tree.Wakes(who):
                dreamer = expressions.character(who, scope)
                return fx.NOTHING if dreamer is None else fx.Wakes(dreamer)

    # ---- values ------------------------------------------------------------------------------------------------

    def _set(self, node: tree.Set, target: tree.Term, value: tree.Expr, scope: Scope) -> fx.Effect:
        expressions = self.expressions
        found = self._target(target, scope)
        expr, sort = expressions.check(value, scope)
        if found is None or sort.kind == "broken":
            return fx.NOTHING
        read, prop = found
        if not self._fits(prop, sort):
            shown = f"`{written(value.span)}` is {sort}"
            wrong = f"`{prop.name}` can't be that: it is {values_of(prop, expressions)}"
            expressions.report.add("F207", value.span, wrong, read=shown, hint=self._value_hint(prop, value, sort))
            return fx.NOTHING
        self._in_bounds(prop, expr, value)
        return self._assign(read, expr, "set", node.span)

    def _fits(self, prop: Property, sort: Sort) -> bool:
        if prop.kind == "boolean":
            return sort.kind == "boolean"
        if sort.kind == "unknown":
            return True
        if prop.kind == "number":
            return sort.kind == "number"
        return self.expressions.names.hierarchy.covers(prop.type, sort)

    def _value_hint(self, prop: Property, value: tree.Expr, sort: Sort) -> str:
        if prop.kind == "boolean":
            return "what is true or false is never `?`" if sort.kind == "unknown" else "say `true` or `false`"
        if prop.kind == "number":
            return "say a number"
        members = self.expressions.names.hierarchy.members.get(prop.type, ())
        name = value.name.text if isinstance(value, tree.Term) else ""
        if not members:
            return f"declare {with_article(prop.type)} first"
        return did_you_mean(name, members, also=f"{with_article(prop.type)} is {listed(members)}")

    def _in_bounds(self, prop: Property, expr: ex.Expr, value: tree.Expr) -> None:
        if not isinstance(expr, ex.Const) or prop.low is None or prop.high is None:
            return
        number = expr.value
        if number is None or isinstance(number, (bool, str)):
            return
        if not prop.low <= number <= prop.high or not isinstance(number, int):
            wrong = f"`{prop.name}` is a whole number from {prop.low} to {prop.high}"
            hint = "choose one of these, or widen the bounds where it is declared"
            read = f"`{written(value.span)}` is none of these"
            related = () if prop.span is None else ((prop.span, "its bounds"),)
            self.expressions.report.add("F209", value.span, wrong, read=read, hint=hint, related=related)

    def _assign(self, read: ex.Read, value: ex.Expr, kind: Literal["set", "change"], span: Span) -> fx.Effect:
        self.lines.append(Written(self._path, read, value, kind, self._conditions, span))
        return fx.Assign(read, value)

    def _current(self, read: ex.Read) -> ex.Expr:
        """The value before, in the mind that the line is about."""
        current: ex.Expr = read
        for who in reversed(self._path):
            current = ex.Believes(who, current)
        return current

    def _number_target(self, target: tree.Term, scope: Scope, op: str) -> ex.Read | None:
        found = self._target(target, scope)
        if found is None:
            return None
        read, prop = found
        if prop.kind != "number":
            self._wrong_target(target, prop, "a number", f"`{op}` is for numbers; say what it becomes with `=`")
            return None
        return read

    def _wrong_target(self, target: tree.Term, prop: Property, wanted: str, hint: str) -> None:
        wrong = f"`{prop.name}` is not {wanted}: it is {values_of(prop, self.expressions)}"
        self.expressions.report.add("F207", target.span, wrong, hint=hint)

    def _target(self, target: tree.Term, scope: Scope) -> tuple[ex.Read, Property] | None:
        """The property that a line is about; None where there is none (F212 and what any name can be reported for)."""
        expressions = self.expressions
        expressions.setting = True
        expr, sort = expressions.check(target, scope)
        expressions.setting = False
        if sort.kind == "broken":
            return None
        name = target.name.text
        is_variable = not target.args and name in scope
        if isinstance(expr, ex.Read) and not is_variable:
            found = expressions.names.properties[expr.signature]
            if found.name == name and len(found.parameters) == len(target.args):
                return expr, found
        if is_variable or isinstance(expr, ex.Const):
            wrong = f"`{name}` is an entity and stays what it is"
            hint = f"change a property of it: `at({name}) = ...`, say"
        elif any(isinstance(c, tree.Definition) for c in expressions.names.callables.get(name, ())):
            wrong = f"`{name}` is a definition: it follows from other things"
            hint = "change the properties that it is made of"
        else:
            wrong = f"`{name}` is an operation: it follows from other things"
            hint = "change a property"
        expressions.report.add("F212", target.span, wrong, hint=hint)
        return None

    # ---- minds, conditions, everybody --------------------------------------------------------------------------

    def _believes(self, who: tree.Term, effects: tuple[tree.Effect, ...], scope: Scope) -> fx.Effect:
        believer = self.expressions.character(who, scope)
        plain = isinstance(believer, (ex.Var, ex.Const))
        taken = frozenset(scope) if believer is None else free_variables(believer) | frozenset(scope)
        var = ex.Var(fresh("believer", taken))
        mind = believer if plain and believer is not None else var
        outer, self._path = self._path, (*self._path, mind)
        inner = self.together(effects, scope)
        self._path = outer
        if believer is None:
            return fx.NOTHING
        effect = fx.BelievesEffect(mind, inner, outside=True)
        if plain:
            return effect
        return fx.ForAll(var.name, "character", fx.Conditional(ex.Compare("==", believer, var), effect))

    def _under(self, test: ex.Expr, holds: bool, nodes: tuple[tree.Effect, ...], scope: Scope) -> fx.Effect:
        outer, self._conditions = self._conditions, (*self._conditions, (test, holds))
        effect = self.together(nodes, scope)
        self._conditions = outer
        return effect

    def _for_each(
        self,
        variable: str,
        type_name: tree.Name,
        where: tree.Expr | None,
        effects: tuple[tree.Effect, ...],
        scope: Scope,
    ) -> fx.Effect:
        expressions = self.expressions
        type_ = expressions.names.type_named(type_name, expressions.report)
        inner = {**scope, variable: BROKEN if type_ is None else Sort("entity", type_)}
        test = ex.TRUE if where is None else expressions.condition(where, inner)
        effect = self._under(test, True, effects, inner)
        if type_ is None:
            return fx.NOTHING
        return fx.ForAll(variable, type_, effect if where is None else fx.Conditional(test, effect))


def values_of(prop: Property, expressions: Expressions) -> str:
    """What the values of a property are, in words."""
    if prop.kind == "boolean":
        return "true or false"
    if prop.kind == "number":
        return "a number" if prop.low is None else f"a number from {prop.low} to {prop.high}"
    members = expressions.names.hierarchy.members.get(prop.type, ())
    named = with_article(prop.type)
    return named if len(members) > 6 or not members else f"{named} ({listed(members)})"


# ---- lines that contradict each other ------------------------------------------------------------------------------


def contradictions(lines: Sequence[Written], expressions: Expressions) -> None:
    """Reports lines that can't both be meant: two different values (F213), changes that do not add up (F309)."""
    by_target: dict[tuple[Path, ex.Read], list[Written]] = {}
    for line in lines:
        by_target.setdefault((line.path, line.target), []).append(line)
    for same in by_target.values():
        for number, later in enumerate(same):
            near = same[max(0, number - MOST_COMPARED) : number]
            clash = next((earlier for earlier in near if _clash(earlier, later)), None)
            if clash is not None:
                _report_clash(clash, later, expressions)


def _clash(earlier: Written, later: Written) -> bool:
    if not earlier.conditions and not later.conditions:
        return earlier.kind == "change" or later.kind == "change" or earlier.value != later.value
    return later.kind == "change" and not _exclude(earlier.conditions, later.conditions)


def _exclude(one: tuple[tuple[ex.Expr, bool], ...], other: tuple[tuple[ex.Expr, bool], ...]) -> bool:
    """Whether the two lists of conditions can't hold together, as far as that is plain from how they are written."""

    def parts(conditions: tuple[tuple[ex.Expr, bool], ...]) -> list[tuple[ex.Expr, bool]]:
        found: list[tuple[ex.Expr, bool]] = []
        for condition, holds in conditions:
            while isinstance(condition, ex.Not):
                condition, holds = condition.body, not holds
            inner = condition.parts if isinstance(condition, ex.And) and holds else (condition,)
            found += parts(tuple((part, True) for part in inner)) if len(inner) > 1 else [(condition, holds)]
        return found

    return any(_opposite(a, b) for a in parts(one) for b in parts(other))


def _opposite(one: tuple[ex.Expr, bool], other: tuple[ex.Expr, bool]) -> bool:
    (a, a_holds), (b, b_holds) = one, other
    if a == b:
        return a_holds != b_holds
    if not isinstance(a, ex.Compare) or not isinstance(b, ex.Compare) or not (a_holds and b_holds):
        return False
    if (a.left, a.right) == (b.left, b.right):
        return {a.op, b.op} in ({"==", "!="}, {"<", ">="}, {">", "<="}, {"<", ">"}, {"==", "<"}, {"==", ">"})
    return a.op == b.op == "==" and a.left == b.left and isinstance(a.right, ex.Const) and isinstance(b.right, ex.Const)


def _report_clash(earlier: Written, later: Written, expressions: Expressions) -> None:
    shown = written(later.span)
    related = ((earlier.span, "the other line"),)
    report = expressions.report
    if earlier.conditions or later.conditions:
        wrong = f"`{shown}` replaces the change of the line before where both apply: they do not add up"
        hint = "put both into one line, or make the conditions exclude each other"
        report.add("F309", later.span, wrong, read="values are read before the event", hint=hint, related=related)
    elif "change" in (earlier.kind, later.kind):
        hint = "put both into one line"
        wrong = f"`{shown}` and another line change the same property: they do not add up"
        report.add("F213", later.span, wrong, read="values are read before the event", hint=hint, related=related)
    else:
        wrong = f"`{shown}` contradicts another line: the same property gets two values"
        report.add("F213", later.span, wrong, hint="take one out, or put it under a condition", related=related)
