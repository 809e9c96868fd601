"""Lifted expressions to ground ones: variables filled in, quantifiers written out, properties numbered.

`Expander.compile` makes a function of an expression that is called once for each binding of its variables; it remembers
what it made for each binding of the variables that the expression really uses, so that instances of an event share
their parts. What comes out is in the normal form of `fabula.ground.fold`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from fabula.ground import fold
from fabula.ground.limits import Budget, members
from fabula.world.expressions import (
    FALSE,
    TRUE,
    And,
    Arith,
    Believes,
    Compare,
    ComparisonOp,
    Const,
    Expr,
    Fluent,
    If,
    IsType,
    Mistaken,
    Not,
    Or,
    Quantified,
    Read,
    Value,
    Var,
    children,
)
from fabula.world.model import World

MOST_IN_A_ROW = 16  # cases that are asked one after the other

Binding = dict[str, Value]
Maker = Callable[[Binding], Expr]


def free_variables(expr: Expr) -> frozenset[str]:
    """The variables that an expression needs a value for."""
    if isinstance(expr, Var):
        return frozenset((expr.name,))
    found = frozenset[str]().union(*(free_variables(child) for child in children(expr)))
    return found - {expr.var} if isinstance(expr, Quantified) else found


@dataclass(slots=True)
class Expander:
    """Fills in the expressions of one world.

    * `index`: for each property (by key) the fluent of each tuple of arguments.
    * `fixed`: values of the fluents that are known never to change.
    * `conditions`: whether `If` and the equality of two fluents are written out as `or`s, as preconditions and the
      conditions of effects are; wants keep their `If`s.
    * `split`: whether an equality of two finite properties is written out value by value, so that a surprise sets both.
    """

    world: World
    domains: fold.Domains
    index: Mapping[str, Mapping[tuple[Value, ...], int]]
    visible: Mapping[str, tuple[int, ...]]
    budget: Budget
    fixed: Mapping[int, Value] = field(default_factory=dict)
    conditions: bool = True
    split: bool = True

    def compile(self, expr: Expr) -> Maker:
        """A function from a binding of its variables to the ground expression."""
        if isinstance(expr, Const):
            return lambda binding: expr
        if isinstance(expr, Var):
            name = expr.name
            return lambda binding: Const(binding[name])
        make = self._maker(expr)
        names = tuple(sorted(free_variables(expr)))
        spend = self.budget.spend
        made: dict[object, Expr] = {}

        def remembered(binding: Binding) -> Expr:
            key = tuple([binding[name] for name in names])
            result = made.get(key)
            if result is None:
                result = made[key] = make(binding)
                spend(len(result.parts) if isinstance(result, (And, Or)) else 1)
            return result

        return remembered

    def _maker(self, expr: Expr) -> Maker:
        match expr:
            case Fluent():
                return lambda binding: expr
            case Read():
                return self._read(expr, negated=False)
            case Believes(who, body):
                person, inner = self.compile(who), self.compile(body)
                return lambda binding: fold.believes(person(binding), inner(binding))
            case And(parts):
                makers = [self.compile(part) for part in parts]
                return lambda binding: fold.conj(_until(FALSE, makers, binding))
            case Or(parts):
                makers = [self.compile(part) for part in parts]
                return lambda binding: fold.disj(_until(TRUE, makers, binding))
            case Not(body):
                return self._negated(body)
            case Compare(op, left, right):
                one, other = self.compile(left), self.compile(right)
                return lambda binding: self.compare(op, one(binding), other(binding))
            case Arith(operation, left, right):
                one, other = self.compile(left), self.compile(right)
                return lambda binding: fold.arith(operation, one(binding), other(binding))
            case If(condition, then, otherwise):
                test, yes, no = self.compile(condition), self.compile(then), self.compile(otherwise)
                return lambda binding: self.choice(test(binding), yes, no, binding)
            case Quantified():
                return self._quantified(expr)
            case IsType(body, type_):
                inner, values = self.compile(body), frozenset(members(self.world, type_))
                return lambda binding: self._is_one_of(inner(binding), values)
            case Mistaken(who, whom):
                person, other = self.compile(who), self.compile(whom)
                return lambda binding: self._mistaken(person(binding), other(binding))
        raise TypeError(f"not an expression of a world: {expr!r}")

    def _negated(self, expr: Expr) -> Maker:
        """The opposite of an expression; pushed inwards first, since equalities are written out by value below."""
        match expr:
            case Not(body):
                return self.compile(body)
            case And(parts):
                return self.compile(Or(tuple(Not(part) for part in parts)))
            case Or(parts):
                return self.compile(And(tuple(Not(part) for part in parts)))
            case Compare(op, left, right):
                return self.compile(Compare(fold.OPPOSITE[op], left, right))
            case Believes(who, body):
                return self.compile(Believes(who, Not(body)))
            case If(condition, then, otherwise):
                return self.compile(If(condition, Not(then), Not(otherwise)))
            case Quantified("exists", var, type_, body):
                return self.compile(Quantified("forall", var, type_, Not(body)))
            case Quantified("forall", var, type_, body):
                return self.compile(Quantified("exists", var, type_, Not(body)))
            case Read():
                return self._read(expr, negated=True)
            case Mistaken(who, whom):
                person, other = self.compile(who), self.compile(whom)
                return lambda binding: self._not_mistaken(person(binding), other(binding))
        make = self.compile(expr)
        return lambda binding: fold.negation(make(binding))

    # ---- properties ---------------------------------------------------------------------------------------------

    def _read(self, expr: Read, *, negated: bool) -> Maker:
        makers = [self.compile(arg) for arg in expr.args]
        fluents = self.index[expr.signature]
        missing = Const(self._missing(expr.signature))

        def read(binding: Binding) -> Expr:
            args = [make(binding) for make in makers]
            if all(isinstance(arg, Const) for arg in args):
                number = fluents.get(tuple([arg.value for arg in args]))  # type: ignore[union-attr]
                value = missing if number is None else self.fluent(number)
                return fold.negation(value) if negated else value
            return self._over_arguments(args, fluents, missing, negated)

        return read

    def _missing(self, signature: str) -> Value:
        """The value of a property of something that has no such property: of `?`, say."""
        return False if self.world.properties[signature].kind == "boolean" else None

    def fluent(self, number: int) -> Expr:
        return Const(self.fixed[number]) if number in self.fixed else Fluent(number)

    def _over_arguments(
        self, args: list[Expr], fluents: Mapping[tuple[Value, ...], int], missing: Const, negated: bool
    ) -> Expr:
        """A property of what another one is: the value for each value that the arguments can have."""
        found: list[tuple[Expr, Expr]] = []
        for when, values in self.argument_cases(args):
            number = fluents.get(values)
            value = missing if number is None else self.fluent(number)
            found.append((when, fold.negation(value) if negated else value))
        if isinstance(missing.value, bool):
            return fold.disj([fold.conj([when, value]) for when, value in found])
        return self._chosen(found, missing)

    def _chosen(self, cases: list[tuple[Expr, Expr]], missing: Expr) -> Expr:
        """The value of the case that holds (only one can), as a tree that is not deep."""
        cases = [(when, value) for when, value in cases if value != missing]
        if len(cases) > MOST_IN_A_ROW:
            half = len(cases) // 2
            first, second = self._chosen(cases[:half], missing), self._chosen(cases[half:], missing)
            return fold.conditional(fold.disj([when for when, _ in cases[:half]]), first, second)
        result = missing
        for when, value in reversed(cases):
            result = fold.conditional(when, value, result)
        return result

    def argument_cases(self, args: list[Expr]) -> list[tuple[Expr, tuple[Value, ...]]]:
        """Every tuple of values that the arguments can have, with its condition."""
        found: list[tuple[Expr, tuple[Value, ...]]] = [(TRUE, ())]
        for arg in args:
            cases = self.domains.cases(arg) or []
            self.budget.spend(len(found) * len(cases))
            extended = [(fold.conj([when, also]), (*values, value)) for when, values in found for also, value in cases]
            found = [(when, values) for when, values in extended if not fold.is_false(when)]
        return found

    def _mistaken(self, who: Expr, whom: Expr) -> Expr:
        found = []
        for when, (person,) in self.argument_cases([whom]):
            wrong = [
                self.compare("!=", fold.believes(who, self.fluent(number)), self.fluent(number))
                for number in self.visible.get(str(person), ())
            ]
            found.append(fold.conj([when, fold.disj(wrong)]))
        return fold.disj(found)

    def _not_mistaken(self, who: Expr, whom: Expr) -> Expr:
        """The equalities are not written out here: the combinations of their values would be too many."""
        found = []
        for when, (person,) in self.argument_cases([whom]):
            right = [
                self.domains.compare("==", fold.believes(who, self.fluent(number)), self.fluent(number))
                for number in self.visible.get(str(person), ())
            ]
            found.append(fold.conj([when, *right]))
        return fold.disj(found)

    def _is_one_of(self, body: Expr, values: frozenset[Value]) -> Expr:
        if isinstance(body, Const):
            return TRUE if body.value in values else FALSE
        cases = self.domains.cases(body) or []
        return fold.disj([when for when, value in cases if value in values])

    # ---- operators ----------------------------------------------------------------------------------------------

    def compare(self, op: ComparisonOp, left: Expr, right: Expr) -> Expr:
        """Two values compared; in conditions choices are written out, and so are equalities of two properties."""
        if self.conditions:
            for side, other, turned in ((left, right, False), (right, left, True)):
                if isinstance(side, If):
                    return self._compare_choice(op, side, other, turned)
            constant = isinstance(left, Const) or isinstance(right, Const)
            if self.split and op in ("==", "!=") and not constant and left != right and not self.domains.boolean(left):
                return self._compare_by_value(op, left, right)
        return self.domains.compare(op, left, right)

    def _compare_choice(self, op: ComparisonOp, side: If, other: Expr, turned: bool) -> Expr:
        def branch(value: Expr) -> Expr:
            self.budget.spend()
            return self.compare(op, other, value) if turned else self.compare(op, value, other)

        then = fold.conj([side.condition, branch(side.then)])
        otherwise = fold.conj([fold.negation(side.condition), branch(side.otherwise)])
        return fold.disj([then, otherwise])

    def _compare_by_value(self, op: ComparisonOp, left: Expr, right: Expr) -> Expr:
        cases = self.domains.cases(left)
        if cases is None or self.domains.cases(right) is None:
            return self.domains.compare(op, left, right)
        self.budget.spend(len(cases))
        return fold.disj([fold.conj([when, self.domains.compare(op, right, Const(value))]) for when, value in cases])

    def choice(self, condition: Expr, then: Maker, otherwise: Maker, binding: Binding) -> Expr:
        """`If`, or, where it is a truth value of a condition, what it comes to in `and` and `or`."""
        if isinstance(condition, Const):
            return then(binding) if condition.value else otherwise(binding)
        yes, no = then(binding), otherwise(binding)
        if self.conditions and self.domains.boolean(yes):
            return fold.disj([fold.conj([condition, yes]), fold.conj([fold.negation(condition), no])])
        return fold.conditional(condition, yes, no)

    def _quantified(self, expr: Quantified) -> Maker:
        body = self.compile(expr.body)
        values = members(self.world, expr.type)
        var, kind, spend = expr.var, expr.kind, self.budget.spend

        def parts(binding: Binding, stop: Const | None) -> list[Expr]:
            inner = dict(binding)
            found = []
            for value in values:
                spend()
                inner[var] = value
                part = body(inner)
                found.append(part)
                if stop is not None and isinstance(part, Const) and part.value is stop.value:
                    break
            return found

        if kind == "exists":
            return lambda binding: fold.disj(parts(binding, TRUE))
        if kind == "forall":
            return lambda binding: fold.conj(parts(binding, FALSE))
        if kind == "sum":
            return lambda binding: fold.together("+", parts(binding, None), 0)
        if kind == "product":
            return lambda binding: fold.together("*", parts(binding, None), 1)
        one, none = Const(1), Const(0)
        return lambda binding: fold.together(
            "+", [fold.conditional(part, one, none) for part in parts(binding, None)], 0
        )


def _until(stop: Const, makers: list[Maker], binding: Binding) -> list[Expr]:
    """The parts, as far as the first that decides the whole."""
    found = []
    for make in makers:
        part = make(binding)
        found.append(part)
        if isinstance(part, Const) and part.value is stop.value:
            break
    return found
