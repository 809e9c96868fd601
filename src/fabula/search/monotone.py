"""A ground model without negation: facts, and conditions that only ever become true while facts are added.

Every condition becomes a *node*. A leaf is a fact (a fluent with a value that is no number, or a number's being `?`), a
comparison of numbers, or what is never true. The others hold where `needed` of their parts do: all of them, or one. The
opposite of a condition is a node of its own, so that nothing here ever stops holding when facts are added. What
somebody believes is not looked at: a condition on it may hold, and so may its opposite. Equal conditions are one node.

Numbers are *terms*, of which only bounds are known: an interval, and whether the number may be `?`.

*Source:* the relaxation of negation by "positive normal form": B. C. Gazen and C. A. Knoblock, "Combining the
expressivity of UCPOP with the efficiency of Graphplan", ECP 1997.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import inf, nextafter
from sys import float_info

from fabula.ground.model import GroundEvent, GroundModel
from fabula.reference.meaning import Meanings
from fabula.world.expressions import (
    And,
    Arith,
    Believes,
    Compare,
    Const,
    Expr,
    Fluent,
    If,
    Not,
    Or,
    Value,
    conjunction,
    walk,
)

MOST_ENUMERATED = 400  # combinations of values that are tried to make a condition a node
MOST_SUMS = 32  # values of a part of a sum that are told apart
NEVER, ALWAYS = 0, 1  # the first two nodes
NOT_YET = 1 << 20  # the layer of what does not hold in any so far (`fabula.search.relaxed`)
OPERATORS = ("==", "!=", "<", "<=", ">", ">=")
OPERATIONS = ("+", "-", "*", "/", "min", "max")
CONSTANT, NUMBER, OPERATION, CHOICE, ANY = range(5)  # kinds of terms


@dataclass(frozen=True, slots=True)
class _Known:
    """Values with a few fluents known, for an expression that reads no others."""

    values: tuple[Value, ...]
    minds: tuple[()] = ()


class Monotone:
    """The nodes, terms and rules of one model. Lists of equal length by node, by term, by rule.

    `deeds`: only what characters may count on happens (rule M2): actions that somebody must want. Otherwise whatever
    may happen in a story does. Ticks happen like triggers, at no cost, since acts may take time.
    """

    def __init__(self, model: GroundModel, *, deeds: bool) -> None:
        self._model = model
        self._exact = Meanings(model.characters)
        self.numeric = {
            f.index: place for place, f in enumerate(g for g in model.fluents if g.property.kind == "number")
        }
        self.lowest = [below(model.fluents[f].property.low) for f in self.numeric]
        self.highest = [above(model.fluents[f].property.high) for f in self.numeric]
        self.needed: list[int] = []  # by node: parts that must hold; 0 for a leaf
        self.parts: list[tuple[int, ...]] = []
        self._gates: dict[tuple[int, tuple[int, ...]], int] = {}
        self._nodes: dict[tuple[Expr, bool], int] = {}
        self.fact: dict[tuple[int, Value], int] = {}  # fluent and value to the node
        self.comparisons: list[tuple[int, int, int, int, bool]] = []  # node, operator, term, term, whether it must fail
        self._comparison: dict[tuple[int, int, int, bool], int] = {}
        self.terms: list[tuple[int, int, int, int, int]] = []  # kind, and what it is made of
        self.constants: list[tuple[float, float]] = []  # lowest and highest of each constant
        self._terms: dict[tuple[int, int, int, int, int], int] = {}
        self._term_of: dict[Expr, int] = {}
        self._leaf()  # NEVER
        self._leaf()  # ALWAYS
        self._any = self._term(ANY)
        self._make_facts(model)
        self._domain: list[list[Value]] = [[] for _ in model.fluents]
        for fluent_index, value in self.fact:
            self._domain[fluent_index].append(value)
        self.rule_node: list[int] = []  # what must hold
        self.rule_adds: list[tuple[int, ...]] = []  # facts
        self.rule_moves: list[tuple[tuple[int, int], ...]] = []  # numbers and the terms that they become
        self.rule_event: list[int] = []  # the event's index
        events = [e for e in model.events if e.kind != "tick" and (e.consenting or not deeds)]
        for event in events:
            self._add_event(event)
        self.event_rules = len(self.rule_node)  # those after are triggers and ticks
        for event in (*model.triggers, *(e for e in model.events if e.kind == "tick")):
            self._add_event(event)

    def _make_facts(self, model: GroundModel) -> None:
        """A node for each value of each fluent, but numbers; of these, for their being `?`."""
        for fluent in model.fluents:
            domain = fluent.domain if fluent.domain and fluent.index not in self.numeric else ()
            for value in (None, *(value for value in domain if value is not None)):
                self.fact[fluent.index, value] = self._leaf()

    # ---- conditions --------------------------------------------------------------------------------------------------

    def node(self, expr: Expr, *, holds: bool = True) -> int:
        """The node of a condition, or of its opposite."""
        key = (expr, holds)
        found = self._nodes.get(key)
        if found is None:
            found = self._nodes[key] = self._make(expr, holds)
        return found

    def _make(self, expr: Expr, holds: bool) -> int:
        match expr:
            case Const(value):
                return ALWAYS if bool(value) is holds else NEVER
            case Not(body):
                return self.node(body, holds=not holds)
            case And(parts) | Or(parts):
                nodes = [self.node(part, holds=holds) for part in parts]
                return self._all(nodes) if isinstance(expr, And) is holds else self._one(nodes)
            case If(condition, then, otherwise):
                return self._one(
                    [
                        self._all([self.node(condition), self.node(then, holds=holds)]),
                        self._all([self.node(condition, holds=False), self.node(otherwise, holds=holds)]),
                    ]
                )
        choices = self._choices(expr)
        if choices is not None:
            return self._one([node for node, value in choices if bool(value) is holds])
        match expr:
            case Fluent():  # a number counts as true unless it is 0
                return self._compare("!=", expr, Const(0), holds)
            case Compare(op, left, right) if self._is_number(left) and self._is_number(right):
                return self._compare(op, left, right, holds)
        return ALWAYS

    def _compare(self, op: str, left: Expr, right: Expr, holds: bool) -> int:
        key = (OPERATORS.index(op), self.term(left), self.term(right), not holds)
        found = self._comparison.get(key)
        if found is None:
            found = self._comparison[key] = self._leaf()
            self.comparisons.append((found, *key))
        return found

    def _is_number(self, expr: Expr) -> bool:
        """Whether it is a number or `?`, never a truth value or an entity."""
        match expr:
            case Const(value):
                return value is None or (isinstance(value, (int, Fraction)) and not isinstance(value, bool))
            case Fluent(index):
                return index in self.numeric
            case If(_, then, otherwise):
                return self._is_number(then) and self._is_number(otherwise)
        return isinstance(expr, Arith)

    def _choices(self, expr: Expr) -> list[tuple[int, Value]] | None:
        """What an expression without numbers and beliefs may be, and the node for each; None: too much to try."""
        if isinstance(expr, Const):
            return [(ALWAYS, expr.value)]
        read: dict[int, None] = {}
        for part in walk(expr):
            if isinstance(part, Believes):
                return None
            if isinstance(part, Fluent):
                read[part.index] = None
        count = 1
        for fluent in read:
            count *= len(self._domain[fluent])
        if count > MOST_ENUMERATED or any(fluent in self.numeric for fluent in read):
            return None
        exact = self._exact(expr)
        by_value: dict[tuple[bool, Value], list[int]] = {}
        for combination in product(*(self._domain[fluent] for fluent in read)):
            values: list[Value] = [None] * len(self._model.fluents)
            for fluent, value in zip(read, combination, strict=True):
                values[fluent] = value
            node = self._all([self.fact[key] for key in zip(read, combination, strict=True)])
            outcome: Value = exact(_Known(tuple(values)))
            by_value.setdefault((isinstance(outcome, bool), outcome), []).append(node)
        return [(self._one(nodes), value) for (_, value), nodes in by_value.items()]

    def _all(self, nodes: Iterable[int]) -> int:
        return self._gate(nodes, ALWAYS, NEVER)

    def _one(self, nodes: Iterable[int]) -> int:
        return self._gate(nodes, NEVER, ALWAYS)

    def _gate(self, nodes: Iterable[int], neutral: int, decisive: int) -> int:
        parts = tuple(sorted({node for node in nodes if node != neutral}))
        if decisive in parts or not parts:
            return decisive if parts else neutral
        if len(parts) == 1:
            return parts[0]
        key = (len(parts) if neutral == ALWAYS else 1, parts)
        found = self._gates.get(key)
        if found is None:
            found = self._gates[key] = self._leaf()
            self.needed[found], self.parts[found] = key
        return found

    def _leaf(self) -> int:
        self.needed.append(0)
        self.parts.append(())
        return len(self.needed) - 1

    # ---- terms -------------------------------------------------------------------------------------------------------

    def term(self, expr: Expr) -> int:
        """The term of an expression, as a number: a truth value counts 1 or 0."""
        found = self._term_of.get(expr)
        if found is None:
            found = self._term_of[expr] = self._make_term(expr)
        return found

    def _make_term(self, expr: Expr) -> int:
        match expr:
            case Const(None):
                return self._choice(NEVER, NEVER, 0, 0)
            case Const(int() | Fraction() as number):  # a truth value too
                return self._constant(number if isinstance(number, Fraction) else int(number))
            case Fluent(index) if index in self.numeric:
                return self._term(NUMBER, self.numeric[index], self.fact[index, None])
            case Arith(op, left, right):
                return self._term(OPERATION, OPERATIONS.index(op), self.term(left), self.term(right))
            case If(condition, then, otherwise):
                yes, no = self.node(condition), self.node(condition, holds=False)
                return self._choice(yes, no, self.term(then), self.term(otherwise))
            case And() | Or() | Not() | Compare():
                one, zero = self._constant(1), self._constant(0)
                return self._choice(self.node(expr), self.node(expr, holds=False), one, zero)
        choices = self._choices(expr)
        if choices is not None:
            made = self._choice(NEVER, NEVER, 0, 0)
            for node, value in choices:
                if isinstance(value, (int, Fraction)):
                    made = self._choice(node, ALWAYS, self._constant(value), made)
            return made
        return self._any

    def _constant(self, value: int | Fraction) -> int:
        interval = (below(value), above(value))
        if interval not in self.constants:
            self.constants.append(interval)
        return self._term(CONSTANT, self.constants.index(interval))

    def _choice(self, yes: int, no: int, then: int, otherwise: int) -> int:
        return self._term(CHOICE, yes, no, then, otherwise)

    def _term(self, kind: int, *made_of: int) -> int:
        key = (kind, *made_of, *(0,) * (4 - len(made_of)))
        assert len(key) == 5
        found = self._terms.get(key)
        if found is None:
            found = self._terms[key] = len(self.terms)
            self.terms.append(key)
        return found

    def at_least(self, term: int, least: float | Fraction) -> int:
        """The node of a term's being at least so much."""
        if least == -inf:
            return ALWAYS
        least = Fraction(least)  # exact, since what a sum loses in one part would be asked of another
        kind, a, b, c, d = self.terms[term]
        if kind == CONSTANT:
            return ALWAYS if self.constants[a][1] >= least else NEVER
        if kind == CHOICE:
            return self._one([self._all([a, self.at_least(c, least)]), self._all([b, self.at_least(d, least)])])
        if kind == OPERATION and OPERATIONS[a] == "+":
            for one, other in ((b, c), (c, b)):
                values = self._highest(one)
                if values is not None:
                    pairs = [
                        self._all([self.at_least(one, value), self.at_least(other, least - value)]) for value in values
                    ]
                    return self._one(pairs)
        key = (OPERATORS.index(">="), term, self._constant(least), False)
        found = self._comparison.get(key)
        if found is None:
            found = self._comparison[key] = self._leaf()
            self.comparisons.append((found, *key))
        return found

    def _highest(self, term: int) -> list[Fraction] | None:
        """What a term may be at most, case by case; None: too many cases."""
        kind, a, b, c, d = self.terms[term]
        found: set[Fraction] = set()
        if kind == CONSTANT:
            most = self.constants[a][1]
            return None if most == inf else [Fraction(most)]
        if kind == CHOICE or (kind == OPERATION and OPERATIONS[a] == "+"):
            one, other = (c, d) if kind == CHOICE else (b, c)
            left = self._highest(one) if kind != CHOICE or a != NEVER else []
            right = self._highest(other) if kind != CHOICE or b != NEVER else []
            if left is None or right is None:
                return None
            found = {*left, *right} if kind == CHOICE else {x + y for x in left for y in right}
            return sorted(found) if len(found) <= MOST_SUMS else None
        return None

    # ---- rules -------------------------------------------------------------------------------------------------------

    def _add_event(self, event: GroundEvent) -> None:
        """The event as rules: one for each condition that its effects have."""
        by_condition: dict[int, list[tuple[int, Expr]]] = {}
        for outcome in event.outcomes:
            for effect in outcome.effects:
                if not effect.path:
                    node = self.node(conjunction([event.precondition, effect.condition]))
                    by_condition.setdefault(node, []).append((effect.fluent, effect.value))
        for node, effects in by_condition.items():
            adds: list[int] = []
            moves: list[tuple[int, int]] = []
            for fluent, value in effects:
                if fluent in self.numeric:
                    moves.append((self.numeric[fluent], self.term(value)))
                else:
                    for condition, one in self._values(value, fluent):
                        fact = self.fact.get((fluent, one))
                        if fact is not None and condition == ALWAYS:
                            adds.append(fact)
                        elif fact is not None:
                            self._add_rule(event, self._all([node, condition]), (fact,), ())
            if adds or moves:
                self._add_rule(event, node, tuple(adds), tuple(moves))

    def _add_rule(
        self, event: GroundEvent, node: int, adds: tuple[int, ...], moves: tuple[tuple[int, int], ...]
    ) -> None:
        if node != NEVER:
            self.rule_node.append(node)
            self.rule_adds.append(adds)
            self.rule_moves.append(moves)
            self.rule_event.append(event.index)

    def _values(self, expr: Expr, fluent: int) -> Iterator[tuple[int, Value]]:
        """What an effect may write, and when."""
        choices = self._choices(expr)
        if choices is not None:
            yield from choices
            return
        match expr:
            case If(condition, then, otherwise):
                for holds, branch in ((True, then), (False, otherwise)):
                    for node, value in self._values(branch, fluent):
                        yield self._all([self.node(condition, holds=holds), node]), value
            case And() | Or() | Not() | Compare():
                yield self.node(expr), True
                yield self.node(expr, holds=False), False
            case _:
                yield from ((ALWAYS, value) for value in self._domain[fluent])


def below(number: int | Fraction | float | None) -> float:
    """The highest float that is not above a number; None: without end."""
    if number is None:
        return -inf
    try:
        near = float(number)
    except OverflowError:  # beyond all floats
        return float_info.max if number > 0 else -inf
    return nextafter(near, -inf) if near > number else near


def above(number: int | Fraction | float | None) -> float:
    """The lowest float that is not below a number; None: without end."""
    if number is None:
        return inf
    try:
        near = float(number)
    except OverflowError:  # beyond all floats
        return inf if number > 0 else -float_info.max
    return nextafter(near, inf) if near < number else near
