"""Explanations by search with memory: what `Motives` answers, found with less work, or left open where it is too much.

A character's plans are tried shortest first (rules M1 to M7 of `docs/manual/semantics.md`), step by step, and a
beginning is given up as soon as one of these is certain:

* the relaxation (`fabula.search.relaxed`) shows that no rest of the plan can be worth enough;
* the last step can't change what the character's utility reads, so that the plan can't end better with it;
* somebody else who must want the step has no reason of his own;
* the same state, with the same to reach and as many steps left, has been tried in vain before;
* the rest would do as well without the plan's first event: the search keeps the *twin* of each state, the one that the
  same steps lead to without the first. A plan whose twin ends as well is not minimal (M6). The twin is part of what is
  remembered, so that all this is exact.

What is left is held against M6 literally. Every question may take only so much effort; beyond it the answer is None,
"not known", which is never taken for a no.

*Source:* S. G. Ware and C. Siler, "Sabre: A Narrative Planner Supporting Intention and Deep Theory of Mind", AIIDE 2021
(what is explained); R. E. Korf, "Depth-first iterative-deepening", Artificial Intelligence 27 (1985) (lengths one after
the other, cut off by an admissible bound).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import TYPE_CHECKING, Any, Protocol

from fabula.reasons import Plan, Reason, Step
from fabula.reference.motive import Motives
from fabula.search.graph import Graph, Indistinct, graph_of
from fabula.search.motives import motives_of
from fabula.search.relaxed import utility_of
from fabula.semantics import AnyEvent, Engine
from fabula.world.expressions import Value

if TYPE_CHECKING:
    import cython

NOBODY = 0  # where there is no twin
BREATH = 4095  # steps between two moments at which Python may interrupt


class HasValues(Protocol):
    """A state that shows its values, by fluent."""

    def __hash__(self) -> int: ...

    @property
    def values(self) -> tuple[Value, ...]: ...


class TooMuch(Exception):
    """The effort for a question is used up."""


def _nothing() -> None:
    """What happens between two breaths: Python looks whether it has been interrupted."""


class Explaining:
    """Who has a reason for what, found by search. `foresight` and `depth` as in `Motives`.

    `effort`: the steps that may be looked at for one character's reason; None: as many as it takes. It may be changed
    between questions; what has been found out stays. Worlds in which something is left to chance or time passes, or
    whose utilities can't be told apart as floats, are answered by `Motives` itself, without a limit.
    """

    def __init__(
        self,
        engine: Engine[Any],
        *,
        foresight: int | None = None,
        depth: int | None = None,
        effort: int | None = None,
        breathe: Callable[[], None] = _nothing,
    ) -> None:
        model = engine.model
        limits = model.world.limits
        self.engine = engine
        self.foresight = limits.foresight if foresight is None else foresight
        self.depth = limits.depth if depth is None else depth
        self.effort = effort
        self.asked = 0  # reasons that were looked for
        self.looked = 0  # steps that were looked at
        self.literal: Motives[Any] | None = None
        if any(event.kind == "tick" or len(event.outcomes) != 1 for event in model.events):
            self.literal = motives_of(engine, foresight=foresight, depth=depth)
        utilities = [utility_of(model, number) for number in range(len(model.characters))]
        self.graph: Graph = graph_of(engine, utilities, self.foresight)
        self._reasons: dict[tuple[int, int, int, int, int], tuple[int, ...]] = {}  # the plan; empty: none
        self._open: dict[tuple[int, int], int] = {}  # questions that took more than this effort
        self.in_vain: set[tuple[int, int, float, int, int, int, int]] = set()
        self.last = -1  # what `looked` may come to in this question; -1: no end
        self.hopes: Any = None  # a `Hopes`: looks for reasons where trying everything takes too much
        self.breathe = breathe

    def explained(self, state: Any, event: AnyEvent) -> bool | None:
        """Whether everybody who must want the event has a reason; None: not known, with this effort."""
        if self.literal is None:
            try:
                return self._explained(self.graph.number(state), event.index)
            except Indistinct:
                self.literal = motives_of(self.engine, foresight=self.foresight, depth=self.depth)
        return self.literal.explained(state, event)

    def reasons(self, state: Any, event: AnyEvent) -> tuple[Reason, ...]:
        """Of an event that is explained: the reason of each who must want it, with the plan that was found.

        It is a shortest one, unless it is from `hopes`.
        """
        number = self.graph.number(state)
        if self.literal is not None:
            found = (self.literal.reason(state, event, who) for who in self.literal.consenting(state, event))
            return tuple(reason for reason in found if reason is not None)
        self.last = -1
        return tuple(
            self._told(self.graph.mind(number, who), event.index, who, self.foresight, 1)
            for who in self.graph.groups[self.graph.consenting(number, event.index)]
        )

    def _explained(self, state: int, event: int) -> bool | None:
        if self.effort is not None and self.effort <= self._open.get((state, event), 0):
            return None
        group = self.graph.consenting(state, event)
        known = True
        for who in () if group < 0 else self.graph.groups[group]:
            self.last = -1 if self.effort is None else self.looked + self.effort
            try:
                if not self._reason(self.graph.mind(state, who), event, who, self.foresight, 1):
                    return False
            except TooMuch:
                if self.hopes is None or not self._hoped(self.graph.mind(state, who), event, who):
                    known = False
        if not known and self.effort is not None:
            self._open[state, event] = self.effort
        return True if known else None

    def _hoped(self, mind: int, event: int, who: int) -> bool:
        """Whether a reason is found by guidance (`fabula.search.hopes`), with as much effort again."""
        self.last = -1
        return bool(self.hopes.find(mind, event, who, self.foresight, 1, self.effort))

    def look(self) -> None:
        """Count a step that is looked at. Raises `TooMuch`."""
        self.looked += 1
        if self.last >= 0 and self.looked > self.last:
            raise TooMuch
        if self.looked & BREATH == 0:
            self.breathe()

    # ---- reasons -----------------------------------------------------------------------------------------------------

    def _reason(
        self,
        mind: cython.Py_ssize_t,
        event: cython.Py_ssize_t,
        me: cython.Py_ssize_t,
        budget: cython.Py_ssize_t,
        level: cython.Py_ssize_t,
    ) -> cython.bint:
        """M1, M7: whether a plan in `mind` that begins with the event is accepted."""
        if level > self.depth:
            budget, level = min(budget, 1), self.depth + 1
        key = (mind, event, me, budget, level)
        known = self._reasons.get(key)
        if known is None:
            self.asked += 1
            known = self._reasons[key] = self._plan(mind, event, me, budget, level)
        return len(known) > 0

    def _plan(
        self,
        mind: cython.Py_ssize_t,
        event: cython.Py_ssize_t,
        me: cython.Py_ssize_t,
        budget: cython.Py_ssize_t,
        level: cython.Py_ssize_t,
    ) -> tuple[int, ...]:
        """The events of a plan that is accepted, the first as it is in this mind; none if there is no such plan."""
        graph: Graph = self.graph
        before: cython.double = graph.worth(mind, me)
        first: cython.Py_ssize_t = graph.ground(mind, event)
        if before != before or first < 0 or budget < 1:
            return ()
        if budget == 1 and not graph.touches[first * graph.characters + me]:
            return ()
        if not graph.can(mind, first) or graph.most(mind, me, budget) <= before:
            return ()
        then: cython.Py_ssize_t = graph.after(mind, first)
        worth: cython.double = graph.worth(then, me)
        if worth != worth:
            return ()
        if worth > before:
            return (first,)  # one step has nothing to leave out
        length: cython.Py_ssize_t
        for length in range(2, budget + 1):
            if graph.most(then, me, length - 1) > before:
                search = Plans(self, mind, me, budget, level, length)
                search.way[0] = first
                if search.go(then, mind, before, 1):
                    return tuple(search.way)
        return ()

    def others_want(
        self,
        state: cython.Py_ssize_t,
        event: cython.Py_ssize_t,
        group: cython.Py_ssize_t,
        me: cython.Py_ssize_t,
        left: cython.Py_ssize_t,
        level: cython.Py_ssize_t,
    ) -> cython.bint:
        """M5: whether everybody else who must want the event has a reason of his own, with so much foresight left."""
        graph: Graph = self.graph
        i: cython.Py_ssize_t
        other: cython.Py_ssize_t
        for i in range(graph.group_first[group], graph.group_first[group + 1]):
            other = graph.member[i]
            if other != me and not self._reason(graph.mind(state, other), event, other, left, level + 1):
                return False
        return True

    # ---- in words ----------------------------------------------------------------------------------------------------

    def _told(self, mind: int, event: int, me: int, budget: int, level: int) -> Reason:
        """The reason that was found, with the reasons of the others in it."""
        if not self._reason(mind, event, me, budget, level):
            raise ValueError("an event without a reason")
        if level > self.depth:
            budget, level = min(budget, 1), self.depth + 1
        way = self._reasons[mind, event, me, budget, level]
        steps: list[Step] = []
        state = mind
        for place, number in enumerate(way):
            others = () if place == 0 else self.graph.groups[self.graph.consenting(state, number)]
            reasons = tuple(
                self._told(self.graph.mind(state, other), number, other, budget - place, level + 1)
                for other in others
                if other != me
            )
            steps.append(Step(self.graph.events[number], reasons))
            state = self.graph.after(state, number)
        start, end = self.graph.state(mind), self.graph.state(state)
        before, after = self.engine.utility(start, me), self.engine.utility(end, me)
        assert before is not None
        assert after is not None  # a plan begins and ends with what is known
        old, new = self.engine.wants(start, me), self.engine.wants(end, me)
        gains = {name: (new[name] or 0) - (value or 0) for name, value in old.items()}
        by_want = tuple((name, gain) for name, gain in gains.items() if gain)
        return Reason(me, Plan(tuple(steps), (), after), before, by_want, by_want)


class Plans:
    """The search for one plan: of one character, from one mind, of one length."""

    def __init__(
        self,
        explaining: Explaining,
        mind: cython.Py_ssize_t,
        me: cython.Py_ssize_t,
        budget: cython.Py_ssize_t,
        level: cython.Py_ssize_t,
        length: cython.Py_ssize_t,
    ) -> None:
        self.all = explaining
        self.graph = explaining.graph
        self.mind, self.me, self.budget, self.level, self.length = mind, me, budget, level, length
        self.way = [0] * length  # the events so far
        self.clean = True  # nothing was turned down for what came before it

    def go(
        self,
        state: cython.Py_ssize_t,
        twin: cython.Py_ssize_t,
        need: cython.double,
        made: cython.Py_ssize_t,
    ) -> cython.bint:
        """Whether the plan, of which `made` events are there, can go on from here to a state worth more than `need`."""
        search: Explaining = self.all
        graph: Graph = self.graph
        me: cython.Py_ssize_t = self.me
        rest: cython.Py_ssize_t = self.length - made
        left: cython.Py_ssize_t = self.budget - made
        # one level further in nobody looks ahead, so that the foresight that is left makes no difference
        key = (state, twin, need, rest, left if self.level < search.depth else 0, me, self.level)
        if key in search.in_vain:
            return False
        clean_before: cython.bint = self.clean
        self.clean = True
        place: cython.Py_ssize_t = graph.deeds_of(state)
        i: cython.Py_ssize_t
        event: cython.Py_ssize_t
        group: cython.Py_ssize_t
        after: cython.Py_ssize_t
        other: cython.Py_ssize_t
        worth: cython.double
        for i in range(place + 1, place + 1 + 3 * graph.deeds[place], 3):
            event = graph.deeds[i]
            if rest == 1 and not graph.touches[event * graph.characters + me]:
                continue
            search.look()
            after = graph.deeds[i + 2]
            if after < 0:
                after = graph.after(state, event)
                graph.deeds[i + 2] = after
            worth = graph.worth(after, me)
            if worth != worth or (rest == 1 and worth <= need):
                continue
            if worth < need:
                worth = need
            if rest > 1 and graph.most(after, me, rest - 1) <= worth:
                continue
            group = graph.deeds[i + 1]
            if not search.others_want(state, event, group, me, left, self.level):
                continue
            other = NOBODY if twin == NOBODY else self._step(twin, event, left + 1)
            self.way[made] = event
            if rest > 1:
                if self.go(after, other, worth, made + 1):
                    return True
            elif other == NOBODY or not graph.worth(other, me) >= worth:
                if not self._can_be_shorter(worth):
                    return True
                self.clean = False
        if self.clean:
            search.in_vain.add(key)
        self.clean = self.clean and clean_before
        return False

    def _step(self, state: cython.Py_ssize_t, event: cython.Py_ssize_t, left: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The state after the event, if it is possible and everybody else who must want it has a reason."""
        graph: Graph = self.graph
        if not graph.can(state, event):
            return NOBODY
        group: cython.Py_ssize_t = graph.consenting(state, event)
        if group < 0 or not self.all.others_want(state, event, group, self.me, left, self.level):
            return NOBODY
        return graph.after(state, event)

    def _can_be_shorter(self, worth: cython.double) -> cython.bint:
        """M6: whether some of the events, not all, in the same order, do at least as well."""
        graph: Graph = self.graph
        state: cython.Py_ssize_t
        for kept in range(1, self.length):
            for places in combinations(range(self.length), kept):
                state = self.mind
                for place, number in enumerate(places):
                    if state == NOBODY:
                        break
                    if number == 0 and graph.can(state, self.way[0]):  # the first needs no other reasons
                        state = graph.after(state, self.way[0])
                    else:
                        state = self._step(state, self.way[number], self.budget - place)
                if state != NOBODY and graph.worth(state, self.me) >= worth:
                    return True
        return False
