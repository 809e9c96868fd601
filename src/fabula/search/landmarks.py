"""Landmarks: sets of events of which every plan needs one, no event in two of them; their number is a bound (LM-cut).

In the relaxation (`fabula.search.relaxed`) events at first cost 1 each. Every node that has parts is laid at the door
of the part that holds last. Going back from the goal along what costs nothing gives the *zone*: once in it, nothing
more is to be paid. Whatever leads into the zone from what can be had outside of it costs something, and one such event
every plan must have: a landmark. Its events cost nothing from then on, so that none is counted twice, and the next
landmark is looked for, until the goal costs nothing. Counting each part of a goal by itself, and what they share once,
the number is mostly much closer than the number of layers, and never too high. Where a number has to come to something
in steps of a certain length, the landmark is counted as often as that takes: all the events up to there lead into it.

*Source:* M. Helmert and C. Domshlak, "Landmarks, critical paths and abstractions: what's the difference anyway?", ICAPS
2009 (LM-cut). Differs: an event is several rules here, which cost something together, once; and steps of numbers are
counted (F. Pommerening and others, "LP-based heuristics for cost-optimal planning", ICAPS 2014,
net change).
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor
from typing import TYPE_CHECKING, Any

from fabula.ground.model import GroundModel
from fabula.search.monotone import ALWAYS, CONSTANT, NOT_YET, NUMBER, OPERATION, Monotone
from fabula.search.relaxed import PATIENCE, Relaxed, columns, numbers_in
from fabula.state.memory import row
from fabula.world.expressions import Expr

if TYPE_CHECKING:
    import cython

UNREACHABLE = -1


class Landmarks:
    """The landmarks of one goal: a utility that must reach a number."""

    def __init__(self, model: GroundModel, utility: Expr, at_least: float, monotone: Monotone | None = None) -> None:
        self.relaxed = Relaxed(model, deeds=False, terms=(utility,), goals=(at_least,), monotone=monotone)
        m: Monotone = self.relaxed.monotone
        self.goal = self.relaxed.goals[0]
        self.nodes, self.rules = len(m.needed), len(m.rule_node)
        self.event_rules = m.event_rules
        self.events = max(m.rule_event, default=0) + 1
        free = [c for c in m.comparisons if not all(_plain(m, term) for term in c[2:4])]
        self.free = row("i", [c[0] for c in free] or [ALWAYS])
        adds: list[list[int]] = []
        unknown = {place: m.fact[fluent, None] for fluent, place in m.numeric.items()}
        reading = [(c[0], set(numbers_in(m, c[2], c[3]))) for c in m.comparisons]
        self._counted = list(_counted(m))
        upward = {node: (number, step > 0) for node, number, _, _, step in self._counted}
        for facts, moves in zip(m.rule_adds, m.rule_moves, strict=True):
            moved = {number for number, _ in moves}
            steps = {(number, up) for number, term in moves for up in _directions(m, number, term)}
            compared = [
                node for node, read in reading if read & moved and (node not in upward or upward[node] in steps)
            ]
            adds.append([*facts, *(unknown[number] for number in sorted(moved)), *compared])
        used = _leading_to(m, self.goal, adds)
        adds = [[node for node in added if node in used] for added in adds]
        adders: list[list[int]] = [[] for _ in range(self.nodes)]
        for rule, added in enumerate(adds):
            for node in added:
                adders[node].append(rule)
        parents: list[list[int]] = [[] for _ in range(self.nodes)]
        for node in sorted(used):
            for part in m.parts[node]:
                parents[part].append(node)
        rules: list[list[int]] = [[] for _ in range(self.nodes)]
        for rule, node in enumerate(m.rule_node):
            if adds[rule]:
                rules[node].append(rule)
        self.add_first, self.add = columns(adds)
        self.adder_first, self.adder = columns(adders)
        self.parent_first, self.parent = columns(parents)
        self.part_first, self.part = columns(m.parts)
        self.rule_first, self.rule = columns(rules)
        self.rule_node, self.needed = row("i", m.rule_node or [0]), row("i", m.needed)
        self.rule_event = row("i", m.rule_event or [0])
        self.level, self.missing, self.last = _row(self.nodes), _row(self.nodes), _row(self.nodes)
        self.now, self.later = _row(self.nodes + self.rules), _row(self.nodes + self.rules)
        self.zone, self.outside, self.start = _row(self.nodes), _row(self.nodes), _row(self.nodes)
        self.paid = _row(max(1, self.events))
        self.times, self.due, self.waiting = row("i", [1] * max(1, self.nodes)), _row(self.nodes), _row(self.nodes)

    def count(self) -> cython.Py_ssize_t:
        """The number of landmarks for the values that `relaxed` was given; -1: the goal can't be reached."""
        i: cython.Py_ssize_t
        found: cython.Py_ssize_t = 0
        self.relaxed.begin()
        for i in range(self.nodes):
            self.start[i] = self.relaxed.level[i] == 0
        for i in range(len(self.free)):
            self.start[self.free[i]] = 1
        self._count_times()
        for i in range(self.events):
            self.paid[i] = 0
        while True:
            self._spread()
            if self.level[self.goal] == NOT_YET:
                return UNREACHABLE
            if self.level[self.goal] == 0:
                return found
            self._find_zone()
            found += self._cut()

    def _count_times(self) -> None:
        """How many events each comparison takes at least that numbers come to step by step."""
        relaxed: Relaxed = self.relaxed
        node: cython.Py_ssize_t
        place: cython.Py_ssize_t
        for node, place, bound, strict, step in self._counted:
            start = relaxed.start_low[place]
            steps = 1
            if relaxed.is_number[place] and start == relaxed.start_high[place] and start == start // 1:
                gap = min(max((bound - start) / step, 0.0), PATIENCE)
                steps = floor(gap) + 1 if strict else ceil(gap)
            self.times[node] = min(max(1, steps), PATIENCE)

    def _free(self, rule: cython.Py_ssize_t) -> cython.bint:
        """Whether a rule costs nothing (any more)."""
        return rule >= self.event_rules or self.paid[self.rule_event[rule]] != 0

    def _spread(self) -> None:
        """What each node costs at least (`level`), and the part of it that holds last (`last`)."""
        i: cython.Py_ssize_t
        j: cython.Py_ssize_t
        node: cython.Py_ssize_t
        other: cython.Py_ssize_t
        rule: cython.Py_ssize_t
        price: cython.int = 0
        here: cython.Py_ssize_t = 0  # how many are in `now`
        there: cython.Py_ssize_t = 0
        waiting: cython.Py_ssize_t = 0
        for i in range(self.nodes):
            self.due[i] = NOT_YET
            self.missing[i] = self.needed[i]
            self.level[i] = NOT_YET
            if self.start[i]:
                self.level[i] = 0
                self.now[here] = i
                here += 1
        while True:
            while here:
                here -= 1
                node = self.now[here]
                for i in range(self.parent_first[node], self.parent_first[node + 1]):
                    other = self.parent[i]
                    if self.level[other] == NOT_YET:
                        self.missing[other] -= 1
                        if self.missing[other] == 0:
                            self.level[other] = price
                            self.last[other] = node
                            self.now[here] = other
                            here += 1
                for i in range(self.rule_first[node], self.rule_first[node + 1]):
                    rule = self.rule[i]
                    if self._free(rule):
                        for j in range(self.add_first[rule], self.add_first[rule + 1]):
                            other = self.add[j]
                            if self.level[other] == NOT_YET:
                                self.level[other] = price
                                self.now[here] = other
                                here += 1
                    else:
                        self.later[there] = rule
                        there += 1
            if there == 0 and waiting == 0:
                return
            price += 1
            for i in range(there):
                rule = self.later[i]
                for j in range(self.add_first[rule], self.add_first[rule + 1]):
                    other = self.add[j]
                    if self.level[other] == NOT_YET:
                        if self.times[other] == 1:
                            self.level[other] = price
                            self.now[here] = other
                            here += 1
                        elif self.due[other] == NOT_YET:  # later rules are no sooner
                            self.due[other] = price - 1 + self.times[other]
                            self.waiting[waiting] = other
                            waiting += 1
            there = 0
            i = 0
            while i < waiting:
                other = self.waiting[i]
                if self.due[other] <= price or self.level[other] != NOT_YET:
                    waiting -= 1
                    self.waiting[i] = self.waiting[waiting]
                    if self.level[other] == NOT_YET:
                        self.level[other] = price
                        self.now[here] = other
                        here += 1
                else:
                    i += 1

    def _find_zone(self) -> None:
        """Everything from which the goal costs nothing."""
        i: cython.Py_ssize_t
        node: cython.Py_ssize_t
        other: cython.Py_ssize_t
        here: cython.Py_ssize_t = 1
        for i in range(self.nodes):
            self.zone[i] = 0
        self.zone[self.goal] = 1
        self.now[0] = self.goal
        while here:
            here -= 1
            node = self.now[here]
            if self.needed[node] > 1:
                other = self.last[node]
                if not self.zone[other]:
                    self.zone[other] = 1
                    self.now[here] = other
                    here += 1
            elif self.needed[node] == 1:
                for i in range(self.part_first[node], self.part_first[node + 1]):
                    other = self.part[i]
                    if self.level[other] != NOT_YET and not self.zone[other]:
                        self.zone[other] = 1
                        self.now[here] = other
                        here += 1
            for i in range(self.adder_first[node], self.adder_first[node + 1]):
                other = self.rule_node[self.adder[i]]
                if self._free(self.adder[i]) and self.level[other] != NOT_YET and not self.zone[other]:
                    self.zone[other] = 1
                    self.now[here] = other
                    here += 1

    def _cut(self) -> cython.Py_ssize_t:
        """Let the events that lead into the zone cost nothing from now on; how many of them there must be."""
        most: cython.Py_ssize_t = NOT_YET
        i: cython.Py_ssize_t
        j: cython.Py_ssize_t
        node: cython.Py_ssize_t
        other: cython.Py_ssize_t
        rule: cython.Py_ssize_t
        crosses: cython.bint
        here: cython.Py_ssize_t = 0
        for i in range(self.nodes):
            self.outside[i] = 0
            if self.start[i]:
                self.outside[i] = 1
                self.now[here] = i
                here += 1
        count: cython.Py_ssize_t = 0
        while here:
            here -= 1
            node = self.now[here]
            for i in range(self.parent_first[node], self.parent_first[node + 1]):
                other = self.parent[i]
                if self.outside[other] or self.zone[other] or self.level[other] == NOT_YET:
                    continue
                if self.needed[other] == 1 or self.last[other] == node:
                    self.outside[other] = 1
                    self.now[here] = other
                    here += 1
            for i in range(self.rule_first[node], self.rule_first[node + 1]):
                rule = self.rule[i]
                crosses = False
                for j in range(self.add_first[rule], self.add_first[rule + 1]):
                    other = self.add[j]
                    if self.zone[other]:
                        crosses = True
                        most = min(most, self.times[other])
                    elif not self.outside[other] and self.level[other] != NOT_YET:
                        self.outside[other] = 1
                        self.now[here] = other
                        here += 1
                if crosses:
                    self.later[count] = rule
                    count += 1
        for i in range(count):
            self.paid[self.rule_event[self.later[i]]] = 1
        return most


def _leading_to(m: Monotone, goal: int, adds: list[list[int]]) -> set[int]:
    """The nodes that may matter for the goal."""
    adders: dict[int, list[int]] = {}
    for rule, added in enumerate(adds):
        for node in added:
            adders.setdefault(node, []).append(rule)
    used = {goal}
    todo = [goal]
    while todo:
        node = todo.pop()
        for other in (*m.parts[node], *(m.rule_node[rule] for rule in adders.get(node, ()))):
            if other not in used:
                used.add(other)
                todo.append(other)
    return used


def _counted(m: Monotone) -> Iterator[tuple[int, int, float, bool, float]]:
    """Comparisons that a number comes to in steps: node, number, bound, whether it must be passed, the longest step.

    A step down is negative. Only numbers that nothing changes but events, each by a constant; whole ones.
    """
    steps: dict[int, tuple[float, float]] = {}
    wild: set[int] = set()
    for rule, moves in enumerate(m.rule_moves):
        for number, term in moves:
            step = _step(m, number, term)
            if step is None or rule >= m.event_rules:
                wild.add(number)
            else:
                least, most = steps.get(number, (0.0, 0.0))
                steps[number] = min(least, step[0]), max(most, step[1])
    for node, operator, left, right, opposite in m.comparisons:
        for one, other, turned in ((left, right, False), (right, left, True)):
            if m.terms[one][0] != NUMBER or m.terms[other][0] != CONSTANT or opposite or operator == 1:
                continue
            number = m.terms[one][1]
            if number in wild or number not in steps:
                continue
            least, most = steps[number]
            low, high = m.constants[m.terms[other][1]]
            up = operator in (4, 5) if not turned else operator in (2, 3)
            bound, longest = (low, most) if up else (high, least)
            if operator != 0 and (longest > 0 if up else longest < 0) and bound.is_integer() and longest.is_integer():
                yield node, number, bound, operator in (2, 4), longest


def _step(m: Monotone, number: int, term: int) -> tuple[float, float] | None:
    """By how much, about, a number changes that becomes a term; None: not by a constant."""
    kind, operation, left, right, _ = m.terms[term]
    if kind != OPERATION or operation > 1 or m.terms[left][:2] != (NUMBER, number) or m.terms[right][0] != CONSTANT:
        return None
    low, high = m.constants[m.terms[right][1]]
    return (low, high) if operation == 0 else (-high, -low)


def _directions(m: Monotone, number: int, term: int) -> list[bool]:
    """Whether a number that becomes a term may rise (True), and whether it may fall (False)."""
    step = _step(m, number, term)
    return [True, False] if step is None else [up for up in (True, False) if (step[1] > 0 if up else step[0] < 0)]


def _plain(m: Monotone, term: int) -> bool:
    """Whether a term is made of numbers alone, so that it changes only with them."""
    kind, _, b, c, _ = m.terms[term]
    if kind == OPERATION:
        return _plain(m, b) and _plain(m, c)
    return kind in (CONSTANT, NUMBER)


def _row(count: int) -> Any:
    return row("i", bytes(4 * max(1, count)))
