"""The delete relaxation: what may be so after so many events if nothing that was so ever ceased to be so.

A *layer* is a set of facts (a fluent with a value; of numbers, an interval). The first layer is the values of a state.
Each further layer adds what any event may bring about whose precondition some choice of the layer's facts fulfils, and
then what triggers may add, as often as they like. What somebody believes is not looked at: a condition on it may hold.
So whatever k events can bring about lies in layer k, and the most that a utility may be there is never below what it
can really be: the bound is *admissible*.

A condition on a single fluent is worked out beforehand: for each of its values, the rules that this value allows, as
the bits of one number. All rules that may happen in a layer are then found by a few operations on such numbers.

*Source:* B. Bonet and H. Geffner, "Planning as heuristic search", Artificial Intelligence 129 (2001), h_max; the
layers are those of J. Hoffmann and B. Nebel, "The FF planning system", JAIR 14 (2001), section 4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from math import inf

from fabula.ground.model import GroundEvent, GroundModel
from fabula.reference.meaning import Meanings
from fabula.search.intervals import Abstract, Interval, arithmetic, comparison, constant, hull, union
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

WIDEN_AFTER = 8  # rounds of triggers in one layer after which a number that still grows is taken to be without end
PATIENCE = 100  # events that are counted: a number without bounds may grow for ever and not reach what is asked

Bound = int | Fraction | float
Meaning = Callable[["Layer"], Abstract]
Test = Callable[["Layer"], bool]


@dataclass(slots=True, eq=False)
class Layer:
    """What may be so: a bit for each fact, and the interval of each number; `most`: the highest utilities so far."""

    facts: int
    numbers: tuple[Interval | None, ...]
    able: int | None = None  # the rules that may happen, once asked
    after: Layer | None = None  # the layer one event later; itself if nothing more can come
    most: dict[Expr, Bound] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Values:
    """Values with one fluent known, for a condition that reads no other."""

    values: tuple[Value, ...]
    minds: tuple[()] = ()


class Relaxed:
    """The relaxation of one model.

    `deeds`: only what characters may count on happens (rule M2): actions that somebody must want. Otherwise whatever
    may happen in a story does. Ticks cost nothing in either, since acts may take time.
    """

    def __init__(self, model: GroundModel, *, deeds: bool) -> None:
        self._fluents = model.fluents
        self._width = len(model.fluents)
        self._numeric = {
            f.index: place for place, f in enumerate(g for g in model.fluents if g.property.kind == "number")
        }
        self._bounds = tuple(
            (-inf if f.property.low is None else f.property.low, inf if f.property.high is None else f.property.high)
            for f in model.fluents
            if f.index in self._numeric
        )
        self._exact = Meanings(model.characters)
        self._bits: dict[tuple[int, Value], int] = {}  # the mask of each fact
        self._values: list[list[tuple[int, Value]]] = [[] for _ in model.fluents]  # mask and value of its facts
        self._allowed: dict[int, dict[int, int]] = {}  # by fluent and mask of the fact: the rules that it allows
        self._adders: dict[int, int] = {}  # by mask of a fact: the rules that bring it about
        self._free: list[tuple[int, Test]] = []  # mask of a rule, and a condition on several fluents
        self._working: list[tuple[int, int, Meaning]] = []  # rule, fluent and a value that is worked out
        self._meanings: dict[Expr, Meaning] = {}
        self._layers: dict[tuple[int, tuple[Interval | None, ...]], Layer] = {}
        self._starts: dict[tuple[Value, ...], Layer] = {}
        for fluent in model.fluents:
            domain = fluent.domain if fluent.domain and fluent.index not in self._numeric else ()
            for value in (None, *(value for value in domain if value is not None)):
                mask = self._bits[fluent.index, value] = 1 << len(self._bits)
                self._values[fluent.index].append((mask, value))
        self._anything = Layer((1 << len(self._bits)) - 1, self._bounds)  # what a mind may hold
        self._rules = 0
        happening = [e for e in model.events if e.kind != "tick" and (e.consenting or not deeds)]
        for event in happening:
            self._add_event(event)
        self._in_events = (1 << self._rules) - 1
        for event in (*model.triggers, *(e for e in model.events if e.kind == "tick")):
            self._add_event(event)
        self._in_triggers = ((1 << self._rules) - 1) ^ self._in_events

    def start(self, values: tuple[Value, ...]) -> Layer:
        """The layer of a state with these values, in which no trigger holds."""
        layer = self._starts.get(values)
        if layer is None:
            facts = 0
            numbers: list[Interval | None] = [None] * len(self._numeric)
            for fluent, value in enumerate(values):
                place = self._numeric.get(fluent)
                if place is not None and value is not None:
                    assert isinstance(value, (int, Fraction))  # of a number
                    numbers[place] = (value, value)
                else:
                    facts |= self._bits[fluent, value]
            layer = self._starts[values] = self._layer(facts, tuple(numbers))
        return layer

    def most(self, layer: Layer, utility: Expr, events: int) -> Bound:
        """No sequence of at most so many events leads to a utility higher than this; -inf: none to a known one."""
        for _ in range(events):
            later = layer.after or self._extend(layer)
            if later is layer:
                break
            layer = later
        found = layer.most.get(utility)
        if found is None:
            interval = self._meaning(utility)(layer).number()
            found = layer.most[utility] = -inf if interval is None else interval[1]
        return found

    def least_events(self, layer: Layer, utility: Expr, at_least: Bound) -> int | None:
        """No sequence of fewer events reaches the utility; None: no sequence at all."""
        for count in range(PATIENCE):
            if self.most(layer, utility, 0) >= at_least:
                return count
            later = layer.after or self._extend(layer)
            if later is layer:
                return None
            layer = later
        return PATIENCE

    # ---- layers ------------------------------------------------------------------------------------------------------

    def _layer(self, facts: int, numbers: tuple[Interval | None, ...]) -> Layer:
        key = (facts, numbers)
        layer = self._layers.get(key)
        if layer is None:
            layer = self._layers[key] = Layer(facts, numbers)
        return layer

    def _extend(self, layer: Layer) -> Layer:
        """The layer one event later."""
        later = self._happen(layer, layer, self._in_events, widen=False)
        rounds = 0
        while later is not layer:
            rounds += 1
            more = self._happen(later, layer, self._in_triggers, widen=rounds > WIDEN_AFTER)
            if more is later:
                break
            later = more
        layer.after = later
        return later

    def _happen(self, layer: Layer, earlier: Layer, among: int, *, widen: bool) -> Layer:
        """The layer with what those rules may add to it; what may happen in an earlier one need not be looked at."""
        able = layer.able
        if able is None:
            able = layer.able = self._able(layer, earlier.able or 0)
        able &= among
        found = layer.facts
        for mask, rules in self._adders.items():
            if able & rules:
                found |= mask
        numbers = list(layer.numbers)
        for rule, fluent, meaning in self._working:
            if able & rule and not self._may_be_any(fluent, found, numbers):
                found |= self._take_in(fluent, meaning(layer), numbers)
        if widen:
            for place, (before, now) in enumerate(zip(layer.numbers, numbers, strict=True)):
                if before != now:
                    numbers[place] = self._bounds[place]
        return self._layer(found, tuple(numbers))

    def _able(self, layer: Layer, known: int) -> int:
        """The rules that may happen in the layer; those that are known to are among them."""
        facts = layer.facts
        able = (1 << self._rules) - 1
        for rows in self._allowed.values():
            allowed = 0
            for mask, rules in rows.items():
                if facts & mask:
                    allowed |= rules
            able &= allowed
        for rule, test in self._free:
            if able & rule and not known & rule and not test(layer):
                able ^= rule
        return able

    def _may_be_any(self, fluent: int, facts: int, numbers: list[Interval | None]) -> bool:
        """Whether the fluent is a number that may have every value already."""
        place = self._numeric.get(fluent)
        return place is not None and numbers[place] == self._bounds[place] and bool(facts & self._bits[fluent, None])

    def _take_in(self, fluent: int, value: Abstract, numbers: list[Interval | None]) -> int:
        """Make the number's interval contain a value; the facts that the value adds besides."""
        place = self._numeric.get(fluent)
        if place is None:
            facts = 0
            for one in value.values:
                facts |= self._bits[fluent, one]
            return facts
        interval = value.number()
        if interval is not None:
            low, high = self._bounds[place]
            clamped = (min(max(interval[0], low), high), min(max(interval[1], low), high))
            numbers[place] = hull(numbers[place], clamped)
        return self._bits[fluent, None] if None in value.values else 0

    # ---- rules -------------------------------------------------------------------------------------------------------

    def _add_event(self, event: GroundEvent) -> None:
        """The event as rules: one for each condition that its effects have."""
        by_condition: dict[Expr, list[tuple[int, Expr]]] = {}
        for outcome in event.outcomes:
            for effect in outcome.effects:
                if not effect.path:
                    by_condition.setdefault(effect.condition, []).append((effect.fluent, effect.value))
        for condition, effects in by_condition.items():
            self._add_rule(conjunction([event.precondition, condition]), effects)

    def _add_rule(self, condition: Expr, effects: Iterable[tuple[int, Expr]]) -> None:
        rule = self._rules
        self._rules += 1
        for rows in self._allowed.values():  # what a condition does not read, it allows
            for mask in rows:
                rows[mask] |= 1 << rule
        for part in _parts(condition):
            read = {e.index for e in walk(part) if isinstance(e, Fluent)}
            believed = any(isinstance(e, Believes) for e in walk(part))
            if len(read) == 1 and not believed and not read & self._numeric.keys():
                self._restrict(rule, min(read), part)
            elif not _only_beliefs(part):
                self._free.append((1 << rule, self._test(part)))
        for fluent, value in effects:
            if isinstance(value, Const) and fluent not in self._numeric:
                mask = self._bits[fluent, value.value]
                self._adders[mask] = self._adders.get(mask, 0) | 1 << rule
            else:
                self._working.append((1 << rule, fluent, self._meaning(value)))

    def _restrict(self, rule: int, fluent: int, condition: Expr) -> None:
        """The rule needs a value of the fluent for which the condition holds."""
        if fluent not in self._allowed:
            self._allowed[fluent] = {mask: (2 << rule) - 1 for mask, _ in self._values[fluent]}
        for mask, value in self._values[fluent]:
            if not self._holds(fluent, value, condition):
                self._allowed[fluent][mask] &= ~(1 << rule)

    def _holds(self, fluent: int, value: Value, condition: Expr) -> bool:
        values: list[Value] = [None] * self._width
        values[fluent] = value
        return bool(self._exact(condition)(_Values(tuple(values))))

    def _test(self, condition: Expr) -> Test:
        """Whether a condition may hold in a layer."""
        match condition:
            case And(parts):
                tests = [self._test(part) for part in parts]
                return lambda layer: all(test(layer) for test in tests)
            case Or(parts):
                tests = [self._test(part) for part in parts]
                return lambda layer: any(test(layer) for test in tests)
            case Compare(op, Fluent(fluent), Const(value)) if fluent in self._numeric:
                return self._number_test(op, fluent, value)
        read = {e.index for e in walk(condition) if isinstance(e, Fluent)}
        if any(isinstance(e, Believes) for e in walk(condition)) or read & self._numeric.keys():
            meaning = self._meaning(condition)
            return lambda layer: meaning(layer).may_hold()
        match condition:
            case Compare("==", Fluent(one), Fluent(other)):
                pairs = [
                    (mask, self._bits[other, value])
                    for mask, value in self._values[one]
                    if (other, value) in self._bits
                ]
                return lambda layer: any((layer.facts & mask and layer.facts & twin) for mask, twin in pairs)
        if len(read) == 1:
            fluent = min(read)
            masks = sum(mask for mask, value in self._values[fluent] if self._holds(fluent, value, condition))
            return lambda layer: bool(layer.facts & masks)
        meaning = self._meaning(condition)
        return lambda layer: meaning(layer).may_hold()

    def _number_test(self, op: str, fluent: int, value: Value) -> Test:
        """Whether a number may compare so with a value; each interval is held against it once."""
        place, unknown, right = self._numeric[fluent], self._bits[fluent, None], constant(value)
        known: dict[tuple[bool, Interval | None], bool] = {}

        def test(layer: Layer) -> bool:
            key = (bool(layer.facts & unknown), layer.numbers[place])
            answer = known.get(key)
            if answer is None:
                answer = known[key] = comparison(op, self._read(layer, fluent), right).may_hold()
            return answer

        return test

    # ---- expressions -------------------------------------------------------------------------------------------------

    def _meaning(self, expr: Expr) -> Meaning:
        """What an expression may be in a layer."""
        made = self._meanings.get(expr)
        if made is None:
            made = self._meanings[expr] = self._make(expr)
        return made

    def _make(self, expr: Expr) -> Meaning:
        match expr:
            case Const(value):
                found = constant(value)
                return lambda layer: found
            case Fluent(index):
                return lambda layer: self._read(layer, index)
            case Believes(_, body):
                inner = self._meaning(body)
                return lambda layer: inner(self._anything)
            case Not(body):
                inner = self._meaning(body)
                return lambda layer: inner(layer).negated()
            case And(parts) | Or(parts):
                inners = tuple(self._meaning(part) for part in parts)
                every = isinstance(expr, And)
                return lambda layer: _joined([inner(layer) for inner in inners], every=every)
            case Compare(op, left, right):
                one, other = self._meaning(left), self._meaning(right)
                return lambda layer: comparison(op, one(layer), other(layer))
            case Arith(op, left, right):
                one, other = self._meaning(left), self._meaning(right)
                return lambda layer: arithmetic(op, one(layer), other(layer))
            case If(condition, then, otherwise):
                test, yes, no = self._meaning(condition), self._meaning(then), self._meaning(otherwise)

                def choose(layer: Layer) -> Abstract:
                    holds = test(layer)
                    if not holds.may_hold():
                        return no(layer)
                    return union(yes(layer), no(layer)) if holds.may_fail() else yes(layer)

                return choose
            case _:
                raise TypeError(f"not a ground expression: {expr!r}")

    def _read(self, layer: Layer, fluent: int) -> Abstract:
        values = frozenset(value for mask, value in self._values[fluent] if layer.facts & mask)
        place = self._numeric.get(fluent)
        return Abstract(values, None if place is None else layer.numbers[place])


def utility_of(model: GroundModel, character: int | None) -> Expr:
    """The utility of a character (None: of the author) as one expression: the sum of the wants."""
    total: Expr = Const(0)
    for want in model.wants:
        if want.character == character:
            total = Arith("+", total, want.value)
    return total


def _parts(expr: Expr) -> Iterable[Expr]:
    """What must hold together."""
    if isinstance(expr, And):
        for part in expr.parts:
            yield from _parts(part)
    elif expr != Const(True):
        yield expr


def _only_beliefs(expr: Expr) -> bool:
    """Whether it asks for nothing but what somebody believes, which may be anything."""
    return isinstance(expr, Believes) or (isinstance(expr, Not) and isinstance(expr.body, Believes))


def _joined(parts: list[Abstract], *, every: bool) -> Abstract:
    """All of the parts (`every`), or any of them."""
    may_hold = [part.may_hold() for part in parts]
    may_fail = [part.may_fail() for part in parts]
    holds = all(may_hold) if every else any(may_hold)
    fails = any(may_fail) if every else all(may_fail)
    return Abstract(frozenset(value for value, may in ((True, holds), (False, fails)) if may), None)
