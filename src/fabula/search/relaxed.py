"""The delete relaxation: what may be so after so many events if nothing that was so ever ceased to be so.

A *layer* is what may be so after a number of events: the nodes of `fabula.search.monotone` that may hold, and an
interval for each number. The first layer is the values of a state. Each further layer adds what any rule may bring
about whose condition may hold, and then what triggers may add, as often as they like. So whatever k events can bring
about lies in layer k, and the most that a utility may be there is never below what it can really be: the bound is
*admissible*.

A node that comes to hold tells the nodes that it is part of; each is looked at once for each of its parts, so that all
layers together cost little more than the first. Beside its layer every node gets the *sum* of events that a plan takes
that reaches each of its parts by itself (h_add), which is no bound but a good guess.

*Source:* B. Bonet and H. Geffner, "Planning as heuristic search", Artificial Intelligence 129 (2001), h_max and h_add;
the layers are those of J. Hoffmann and B. Nebel, "The FF planning system", JAIR 14 (2001), section 4; the intervals are
those of P. and R. Cousot, "Abstract interpretation", POPL 1977, section 9.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import nextafter
from typing import TYPE_CHECKING, Any

from fabula.ground.model import GroundModel
from fabula.search.monotone import ALWAYS, CHOICE, CONSTANT, NOT_YET, NUMBER, OPERATION, Monotone, above, below
from fabula.state.memory import row
from fabula.world.expressions import Arith, Const, Expr, Value

if TYPE_CHECKING:
    import cython

WIDEN_AFTER = 8  # rounds of triggers in one layer after which a number that still grows is taken to be without end
PATIENCE = 100  # events that are counted: a number without bounds may grow for ever and not reach what is asked
INF = float("inf")
EXACT = 9007199254740992.0  # whole numbers up to here are floats

Bound = int | Fraction | float


class Relaxed:
    """The relaxation of one model, for one state after the other.

    `deeds`: only what characters may count on happens (rule M2): actions that somebody must want. Otherwise whatever
    may happen in a story does. `begin` takes a state, `extend` goes one layer further, `upper` reads a term there.
    """

    def __init__(
        self,
        model: GroundModel,
        *,
        deeds: bool,
        terms: Sequence[Expr] = (),
        goals: Sequence[float] = (),
        monotone: Monotone | None = None,
    ) -> None:
        if monotone is None:
            monotone = Monotone(model, deeds=deeds)
        self.monotone = monotone
        self.wanted = [monotone.term(expr) for expr in terms]
        self.goals = [monotone.at_least(term, at_least) for term, at_least in zip(self.wanted, goals, strict=False)]
        self._take(monotone)

    def _take(self, m: Monotone) -> None:
        """Lay out the tables."""
        nodes, terms = len(m.needed), len(m.terms)
        self.nodes, self.numbers, self.rules = nodes, len(m.numeric), len(m.rule_node)
        self.event_rules = m.event_rules
        self.needed = row("i", m.needed)
        parents: list[list[int]] = [[] for _ in range(nodes)]
        for node, parts in enumerate(m.parts):
            for part in parts:
                parents[part].append(node)
        rules: list[list[int]] = [[] for _ in range(nodes)]
        for rule, node in enumerate(m.rule_node):
            rules[node].append(rule)
        self.parent_first, self.parent = columns(parents)
        self.rule_first, self.rule = columns(rules)
        self.rule_node = row("i", m.rule_node)
        self.add_first, self.add = columns(m.rule_adds)
        self.move_first, self.move_number = columns([[number for number, _ in moves] for moves in m.rule_moves])
        _, self.move_term = columns([[term for _, term in moves] for moves in m.rule_moves])
        self.comparisons = len(m.comparisons)
        self.compared = row("i", [c[0] for c in m.comparisons])
        self.operator = row("i", [c[1] for c in m.comparisons])
        self.left = row("i", [c[2] for c in m.comparisons])
        self.right = row("i", [c[3] for c in m.comparisons])
        self.opposite = row("i", [int(c[4]) for c in m.comparisons])
        self.compared_first, self.compared_number = columns([numbers_in(m, c[2], c[3]) for c in m.comparisons])
        self.term_kind = row("i", [t[0] for t in m.terms])
        self.term_a, self.term_b = row("i", [t[1] for t in m.terms]), row("i", [t[2] for t in m.terms])
        self.term_c, self.term_d = row("i", [t[3] for t in m.terms]), row("i", [t[4] for t in m.terms])
        self.constant_low = row("d", [low for low, _ in m.constants])
        self.constant_high = row("d", [high for _, high in m.constants])
        self.unknown = row("i", [m.fact[fluent, None] for fluent in m.numeric] or [0])
        self.lowest, self.highest = row("d", m.lowest), row("d", m.highest)
        self.level = row("i", bytes(4 * nodes))
        self.missing = row("i", bytes(4 * nodes))
        self.cost = row("d", bytes(8 * nodes))
        self.queue = row("i", bytes(4 * nodes))
        self.ready_events, self.ready_triggers = _ints(self.rules), _ints(self.rules)
        self.movers, self.trigger_movers = _ints(self.rules), _ints(self.rules)
        self.pending = row("i", bytes(4 * nodes))
        self.pending_cost = row("d", bytes(8 * nodes))
        self.low, self.high = _floats(self.numbers), _floats(self.numbers)
        self.new_low, self.new_high = _floats(self.numbers), _floats(self.numbers)
        self.is_number, self.new_is = _ints(self.numbers), _ints(self.numbers)
        self.number_cost, self.new_cost = _floats(self.numbers), _floats(self.numbers)
        self.term_low, self.term_high = _floats(terms), _floats(terms)
        self.term_is, self.term_unknown = _ints(terms), _ints(terms)
        self.start_fact = _ints(len(m.numeric) + len(m.fact))
        self.start_low, self.start_high = _floats(self.numbers), _floats(self.numbers)
        self.layer = 0
        self.changed = False
        self.records = False
        self.history: list[list[tuple[float, float]]] = []

    # ---- one state ---------------------------------------------------------------------------------------------------

    def set_values(self, values: tuple[Value, ...]) -> None:
        """Take the values of a state, by fluent, for `begin`."""
        m = self.monotone
        for fluent, value in enumerate(values):
            self.start_fact[fluent] = fact_of(m, fluent, value)
            place = m.numeric.get(fluent)
            if place is not None and value is not None:
                assert isinstance(value, (int, Fraction))  # of a number
                self.start_low[place], self.start_high[place] = below(value), above(value)
        self.fluents = len(values)

    def set_facts(self, facts: Sequence[int], numbers: Sequence[tuple[int, Bound]]) -> None:
        """Take what is so, by node, and numbers by their place, for `begin`."""
        self.fluents = 0
        for fact in facts:
            self.start_fact[self.fluents] = fact
            self.fluents += 1
        for place, number in numbers:
            self.start_fact[self.fluents] = -1 - place
            self.start_low[place], self.start_high[place] = below(number), above(number)
            self.fluents += 1

    def begin(self) -> None:
        """The layer of a state in which no trigger holds; it is in `start_fact`, `start_low` and `start_high`."""
        i: cython.Py_ssize_t
        for i in range(self.nodes):
            self.level[i] = NOT_YET
            self.missing[i] = self.needed[i]
            self.cost[i] = 0
        for i in range(self.numbers):
            self.is_number[i] = 0
            self.number_cost[i] = 0
        self.queued = 0
        self.events_ready = 0
        self.triggers_ready = 0
        self.movers_ready = 0
        self.trigger_movers_ready = 0
        self.layer = 0
        self._reach(ALWAYS, 0)
        place: cython.Py_ssize_t = 0
        for i in range(self.fluents):
            if self.start_fact[i] < 0:  # a number
                place = -1 - self.start_fact[i]
                self.is_number[place] = 1
                self.low[place] = self.start_low[place]
                self.high[place] = self.start_high[place]
            elif self.start_fact[i]:
                self._reach(self.start_fact[i], 0)
        if self.records:
            self.history = [
                [(self.low[i], 0.0), (self.high[i], 0.0)] if self.is_number[i] else [] for i in range(self.numbers)
            ]
        self._spread()
        self.changed = True

    def extend(self) -> cython.bint:
        """Go on to the layer one event later. False: nothing more can come."""
        i: cython.Py_ssize_t
        j: cython.Py_ssize_t
        rule: cython.Py_ssize_t
        fact: cython.Py_ssize_t
        count: cython.Py_ssize_t = 0
        rounds: cython.Py_ssize_t
        moved: cython.bint = False
        if not self.changed:
            return False
        price: cython.double
        for i in range(self.events_ready):
            rule = self.ready_events[i]
            price = self.cost[self.rule_node[rule]] + 1
            for j in range(self.add_first[rule], self.add_first[rule + 1]):
                fact = self.add[j]
                if self.level[fact] == NOT_YET:
                    self.level[fact] = NOT_YET + 1
                    self.pending[count] = fact
                    self.pending_cost[fact] = price
                    count += 1
                elif self.level[fact] > NOT_YET and price < self.pending_cost[fact]:
                    self.pending_cost[fact] = price
        self.events_ready = 0
        if self.movers_ready:
            moved = self._move(self.movers, self.movers_ready, 1, False)
        self.layer += 1
        for i in range(count):
            fact = self.pending[i]
            self.level[fact] = NOT_YET
            self._reach(fact, self.pending_cost[fact])
        self.changed = moved or count > 0
        rounds = 0
        while True:
            if self.changed:
                self._spread()
            if self.triggers_ready == 0 and (self.trigger_movers_ready == 0 or not self.changed):
                break
            moved = False
            count = self.triggers_ready
            self.triggers_ready = 0
            for i in range(count):
                rule = self.ready_triggers[i]
                price = self.cost[self.rule_node[rule]]
                for j in range(self.add_first[rule], self.add_first[rule + 1]):
                    if self.level[self.add[j]] == NOT_YET:
                        self._reach(self.add[j], price)
                        moved = True
            if self.trigger_movers_ready:
                rounds += 1
                if self._move(self.trigger_movers, self.trigger_movers_ready, 0, rounds > WIDEN_AFTER):
                    moved = True
            if moved:
                self.changed = True
            elif self.triggers_ready == 0:
                break
        return self.changed

    def least_events(self, at_least: Bound) -> int | None:
        """From the values that were set: no sequence of fewer events brings the first term to so much; None: none."""
        self.begin()
        wanted = below(at_least)  # comparing a bound that is not below with a number rounded down
        for count in range(PATIENCE):
            if self.upper(self.wanted[0]) >= wanted:
                return count
            if not self.extend():
                return None
        return PATIENCE

    def _reach(self, node: cython.Py_ssize_t, price: cython.double) -> None:
        """The node holds from this layer on."""
        if self.level[node] == NOT_YET:
            self.level[node] = self.layer
            self.cost[node] = price
            self.queue[self.queued] = node
            self.queued += 1

    def _spread(self) -> None:
        """Let everything hold that follows from what holds."""
        i: cython.Py_ssize_t
        node: cython.Py_ssize_t
        other: cython.Py_ssize_t
        rule: cython.Py_ssize_t
        again: cython.bint = True
        while again:
            while self.queued:
                self.queued -= 1
                node = self.queue[self.queued]
                for i in range(self.parent_first[node], self.parent_first[node + 1]):
                    other = self.parent[i]
                    if self.level[other] == NOT_YET:
                        self.missing[other] -= 1
                        self.cost[other] += self.cost[node]
                        if self.missing[other] == 0:
                            self._reach(other, self.cost[other])
                for i in range(self.rule_first[node], self.rule_first[node + 1]):
                    rule = self.rule[i]
                    if rule < self.event_rules:
                        self.ready_events[self.events_ready] = rule
                        self.events_ready += 1
                        if self.move_first[rule] < self.move_first[rule + 1]:
                            self.movers[self.movers_ready] = rule
                            self.movers_ready += 1
                    else:
                        self.ready_triggers[self.triggers_ready] = rule
                        self.triggers_ready += 1
                        if self.move_first[rule] < self.move_first[rule + 1]:
                            self.trigger_movers[self.trigger_movers_ready] = rule
                            self.trigger_movers_ready += 1
            again = False
            for i in range(self.comparisons):
                node = self.compared[i]
                if self.level[node] == NOT_YET and self._may(i):
                    self._reach(node, self._price(i))
                    again = True

    def _price(self, comparison: cython.Py_ssize_t) -> cython.double:
        """What the numbers of a comparison have cost."""
        i: cython.Py_ssize_t
        price: cython.double = 0
        for i in range(self.compared_first[comparison], self.compared_first[comparison + 1]):
            price += self.number_cost[self.compared_number[i]]
        return price

    def _move(self, movers: Any, count: cython.Py_ssize_t, price: cython.double, widen: cython.bint) -> cython.bint:
        """Take in what rules may make of numbers; whether that adds anything."""
        i: cython.Py_ssize_t
        j: cython.Py_ssize_t
        rule: cython.Py_ssize_t
        n: cython.Py_ssize_t
        t: cython.Py_ssize_t
        low: cython.double
        high: cython.double
        moved: cython.bint = False
        for n in range(self.numbers):
            self.new_low[n], self.new_high[n], self.new_is[n] = self.low[n], self.high[n], self.is_number[n]
            self.new_cost[n] = INF
        for i in range(count):
            rule = movers[i]
            for j in range(self.move_first[rule], self.move_first[rule + 1]):
                n = self.move_number[j]
                t = self.move_term[j]
                self._evaluate(t)
                if self.term_unknown[t] and self.level[self.unknown[n]] == NOT_YET:
                    self._reach(self.unknown[n], self.cost[self.rule_node[rule]] + price)
                    moved = True
                if self.term_is[t]:
                    low = min(max(self.term_low[t], self.lowest[n]), self.highest[n])
                    high = min(max(self.term_high[t], self.lowest[n]), self.highest[n])
                    if not self.new_is[n]:
                        self.new_is[n] = 1
                        self.new_low[n], self.new_high[n] = low, high
                    elif low < self.new_low[n] or high > self.new_high[n]:
                        self.new_low[n] = min(low, self.new_low[n])
                        self.new_high[n] = max(high, self.new_high[n])
                    elif low >= self.low[n] and high <= self.high[n]:
                        continue
                    self.new_cost[n] = min(self.new_cost[n], self.cost[self.rule_node[rule]] + price)
        for n in range(self.numbers):
            if self.new_is[n] and (
                not self.is_number[n] or self.new_low[n] < self.low[n] or self.new_high[n] > self.high[n]
            ):
                if widen:
                    self.new_low[n], self.new_high[n] = self.lowest[n], self.highest[n]
                self.number_cost[n] = max(self.number_cost[n] + price, self.new_cost[n])
                if self.records:
                    self.history[n].append((self.new_low[n], self.number_cost[n]))
                    self.history[n].append((self.new_high[n], self.number_cost[n]))
                self.low[n], self.high[n], self.is_number[n] = self.new_low[n], self.new_high[n], 1
                moved = True
        return moved

    # ---- terms -------------------------------------------------------------------------------------------------------

    def upper(self, term: cython.Py_ssize_t) -> cython.double:
        """The most that a term may be in this layer; -INF: it can't be a number."""
        self._evaluate(term)
        return self.term_high[term] if self.term_is[term] else -INF

    def _evaluate(self, t: cython.Py_ssize_t) -> None:
        """The interval of a term in this layer, and whether it may be `?`."""
        kind: cython.int = self.term_kind[t]
        a: cython.Py_ssize_t = self.term_a[t]
        b: cython.Py_ssize_t = self.term_b[t]
        if kind == CONSTANT:
            self.term_low[t], self.term_high[t] = self.constant_low[a], self.constant_high[a]
            self.term_is[t], self.term_unknown[t] = 1, 0
        elif kind == NUMBER:
            self.term_low[t], self.term_high[t] = self.low[a], self.high[a]
            self.term_is[t] = self.is_number[a]
            self.term_unknown[t] = self.level[b] < NOT_YET
        elif kind == OPERATION:
            self._evaluate(b)
            self._evaluate(self.term_c[t])
            self._combine(t, a, b, self.term_c[t])
        elif kind == CHOICE:
            self.term_is[t] = 0
            self.term_unknown[t] = 0
            if self.level[a] < NOT_YET:
                self._evaluate(self.term_c[t])
                self._join(t, self.term_c[t])
            if self.level[b] < NOT_YET:
                self._evaluate(self.term_d[t])
                self._join(t, self.term_d[t])
            if not self.term_is[t]:
                self.term_unknown[t] = 1
        else:
            self.term_low[t], self.term_high[t] = -INF, INF
            self.term_is[t], self.term_unknown[t] = 1, 1

    def _join(self, t: cython.Py_ssize_t, other: cython.Py_ssize_t) -> None:
        """The term may be what another is."""
        if self.term_unknown[other]:
            self.term_unknown[t] = 1
        if self.term_is[other]:
            if self.term_is[t]:
                self.term_low[t] = min(self.term_low[t], self.term_low[other])
                self.term_high[t] = max(self.term_high[t], self.term_high[other])
            else:
                self.term_low[t], self.term_high[t] = self.term_low[other], self.term_high[other]
                self.term_is[t] = 1

    def _combine(self, t: cython.Py_ssize_t, op: cython.Py_ssize_t, a: cython.Py_ssize_t, b: cython.Py_ssize_t) -> None:
        """The interval of two terms made one."""
        self.term_unknown[t] = 1 if self.term_unknown[a] or self.term_unknown[b] else 0
        self.term_is[t] = 1 if self.term_is[a] and self.term_is[b] else 0
        if not self.term_is[t]:
            return
        low: cython.double
        high: cython.double
        more_low: cython.double
        more_high: cython.double
        rest: cython.double
        if op < 2:
            more_low = self.term_low[b] if op == 0 else -self.term_high[b]
            more_high = self.term_high[b] if op == 0 else -self.term_low[b]
            low = self.term_low[a] + more_low  # D. E. Knuth's TwoSum gives exactly what a sum has lost
            rest = low - self.term_low[a]
            if not (self.term_low[a] - (low - rest)) + (more_low - rest) >= 0:
                low = self._rounded(low, False)
            high = self.term_high[a] + more_high
            rest = high - self.term_high[a]
            if not (self.term_high[a] - (high - rest)) + (more_high - rest) <= 0:
                high = self._rounded(high, True)
        elif op == 4:
            low = min(self.term_low[a], self.term_low[b])
            high = min(self.term_high[a], self.term_high[b])
        elif op == 5:
            low = max(self.term_low[a], self.term_low[b])
            high = max(self.term_high[a], self.term_high[b])
        else:
            low, high = corners(op, self.term_low[a], self.term_high[a], self.term_low[b], self.term_high[b])
            if op == 3 and self.term_low[b] <= 0 <= self.term_high[b]:
                self.term_unknown[t] = 1
        self.term_low[t] = low
        self.term_high[t] = high

    def _rounded(self, number: cython.double, up: cython.bint) -> cython.double:
        """A number that has been rounded, on the safe side of it: the next one; of what is beyond all, the last."""
        if number != number:  # without end less without end
            return INF if up else -INF
        return nextafter(number, INF if up else -INF)

    def _may(self, comparison: cython.Py_ssize_t) -> cython.bint:
        """Whether a comparison may hold in this layer, or fail, as it is asked."""
        a: cython.Py_ssize_t = self.left[comparison]
        b: cython.Py_ssize_t = self.right[comparison]
        op: cython.Py_ssize_t = self.operator[comparison]
        fail: cython.bint = self.opposite[comparison] != 0
        self._evaluate(a)
        self._evaluate(b)
        numbers: cython.bint = self.term_is[a] and self.term_is[b]
        unknown: cython.bint = self.term_unknown[a] or self.term_unknown[b]
        both: cython.bint = self.term_unknown[a] and self.term_unknown[b]
        la: cython.double = self.term_low[a]
        ha: cython.double = self.term_high[a]
        lb: cython.double = self.term_low[b]
        hb: cython.double = self.term_high[b]
        if op < 2:
            if (op == 0) != fail:  # to be equal
                return both or (numbers and la <= hb and lb <= ha)
            if self.term_unknown[a] and self.term_is[b]:
                return True
            if self.term_unknown[b] and self.term_is[a]:
                return True
            return numbers and not (la == ha and lb == hb and la == lb)
        if fail:
            if unknown:
                return True
            if op == 2:
                return ha >= lb
            if op == 3:
                return ha > lb
            if op == 4:
                return la <= hb
            return la < hb
        if both and (op == 3 or op == 5):
            return True
        if not numbers:
            return False
        if op == 2:
            return la < hb
        if op == 3:
            return la <= hb
        if op == 4:
            return ha > lb
        return ha >= lb


def corners(op: int, la: float, ha: float, lb: float, hb: float) -> tuple[float, float]:
    """The interval of a product (2) or a quotient (3) of two."""
    if op == 3:
        if lb <= 0 <= hb:
            return -INF, INF
        lb, hb = (0.0 if end in (INF, -INF) else 1 / end for end in (hb, lb))
        lb, hb = nextafter(lb, -INF), nextafter(hb, INF)
    products = [product(x, y) for x in (la, ha) for y in (lb, hb)]
    return min(low for low, _ in products), max(high for _, high in products)


def product(one: float, other: float) -> tuple[float, float]:
    """The floats between which the product of two lies; 0 times what is without end is 0."""
    if one == 0 or other == 0:
        return 0.0, 0.0
    near = one * other
    if one in (INF, -INF) or other in (INF, -INF):
        return near, near
    if -EXACT < near < EXACT and one.is_integer() and other.is_integer():
        return near, near
    exact = Fraction(one) * Fraction(other)
    return below(exact), above(exact)


def fact_of(monotone: Monotone, fluent: int, value: Value) -> int:
    """The node of a fact; of a number, -1 less its place."""
    place = monotone.numeric.get(fluent)
    return monotone.fact[fluent, value] if place is None or value is None else -1 - place


def utility_of(model: GroundModel, character: int | None) -> Expr:
    """The utility of a character (None: of the author) as one expression: the sum of the wants."""
    total: Expr = Const(0)
    for want in model.wants:
        if want.character == character:
            total = Arith("+", total, want.value)
    return total


def numbers_in(m: Monotone, *terms: int) -> list[int]:
    """The numbers that terms read."""
    found: dict[int, None] = {}
    rest = list(terms)
    while rest:
        kind, a, b, c, d = m.terms[rest.pop()]
        if kind == NUMBER:
            found[a] = None
        elif kind == OPERATION:
            rest += [b, c]
        elif kind == CHOICE:
            rest += [c, d]
    return list(found)


def columns(rows: Iterable[Iterable[int]]) -> tuple[Any, Any]:
    """Rows of numbers as one row, and where each begins."""
    first = [0]
    flat: list[int] = []
    for one in rows:
        flat += one
        first.append(len(flat))
    return row("i", first), row("i", flat or [0])


def _ints(count: int) -> Any:
    return row("i", bytes(4 * max(1, count)))


def _floats(count: int) -> Any:
    return row("d", bytes(8 * max(1, count)))
