"""Explanations by search with memory: what `Motives` answers, found with less work, or left open where it is too much.

A character's plans are tried shortest first (rules M1 to M7 of `docs/manual/semantics.md`), step by step, and a
beginning is given up as soon as one of these is certain:

* the relaxation (`fabula.search.relaxed`) shows that no rest of the plan can be worth enough;
* the last step can't change what the character's utility reads, so that the plan can't end better with it;
* somebody else who must want the step has no reason of his own;
* the same state, with the same to reach and as many steps and as much foresight left, has been tried in vain before;
* the rest would do as well without the plan's first event, and perhaps some others: the search keeps the *twins* of
  each state, those that some of the same steps lead to without the first. A plan with a twin that ends as well is not
  minimal (M6). Where anything was turned down for that, the twins are part of what is remembered, so that all this is
  exact.

A plan of which something else can be left out, but not the first event, needs no looking for: shortest first, what is
left of it was found before. (Only where a utility may be unknown on the way could it have been passed over; there M6 is
asked literally.)

Every question may take only so much effort; beyond it the answer is None, "not known", which is never taken for a no.

*Source:* S. G. Ware and C. Siler, "Sabre: A Narrative Planner Supporting Intention and Deep Theory of Mind", AIIDE 2021
(what is explained); R. E. Korf, "Depth-first iterative-deepening", Artificial Intelligence 27 (1985) (lengths one after
the other, cut off by an admissible bound).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any, Protocol

from fabula.reasons import Plan, Reason, Step
from fabula.reference.motive import Motives
from fabula.search.graph import Graph, Indistinct, graph_of
from fabula.search.motives import motives_of
from fabula.search.relaxed import utility_of
from fabula.semantics import AnyEvent, Engine
from fabula.state.table import Table
from fabula.world.expressions import Value

if TYPE_CHECKING:
    import cython

NOWHERE = 0  # no state
WHATEVER, FOR_TWINS = 1, 2  # how it was tried in vain: from `FOR_TWINS` on, for some twins
TOO_FAR = 1 << 20  # foresight or depth that no table holds
MOST_NEEDS = 1 << 10  # worths that are told apart where a search has been in vain
MOST_TWINS = 24  # of one state, if it is to be remembered that it was tried in vain with them
MOST_SETS_OF_TWINS = 1 << 16
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
    whose utilities can't be told apart as floats, and more foresight than the tables hold, are answered by `Motives`
    itself, without a limit.
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
        self.foresight = min(limits.foresight if foresight is None else foresight, TOO_FAR)
        self.depth = min(limits.depth if depth is None else depth, TOO_FAR)
        self.effort = effort
        self.asked = 0  # reasons that were looked for
        self.looked = 0  # steps that were looked at
        self.literal: Motives[Any] | None = None
        if any(event.kind == "tick" or len(event.outcomes) != 1 for event in model.events):
            self.literal = motives_of(engine, foresight=foresight, depth=depth)
        utilities = [utility_of(model, number) for number in range(len(model.characters))]
        events, characters = len(model.events) + len(model.addressed), max(1, len(model.characters))
        fits = max(events, (self.foresight + 2) * MOST_NEEDS) * characters * (self.foresight + 2) * (self.depth + 2)
        if fits >= 1 << 32 and self.literal is None:
            self.literal = motives_of(engine, foresight=foresight, depth=depth)
        self.graph: Graph = graph_of(engine, utilities, self.foresight if self.literal is None else 0)
        self._by_event = characters * (self.foresight + 2) * (self.depth + 2)
        self._reasons = Table()  # mind, event, character, budget and level: number of the plan; 0: none
        self._plans: list[tuple[int, ...]] = [()]
        self._open: dict[tuple[int, int], int] = {}  # questions that took more than this effort
        self.in_vain = Table()  # by `mark`: that it was tried, whatever the twins, or a number, for some of them
        self.in_vain_for = Table()  # by that number and that of the twins
        self.twins_number: dict[tuple[tuple[int, int], ...], int] = {}
        self._need_number: dict[float, int] = {}
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
        return self._number_of_plan(mind, event, me, budget, level) > 0

    def _number_of_plan(
        self,
        mind: cython.Py_ssize_t,
        event: cython.Py_ssize_t,
        me: cython.Py_ssize_t,
        budget: cython.Py_ssize_t,
        level: cython.Py_ssize_t,
    ) -> cython.Py_ssize_t:
        """The number of the plan that was found in `_plans`; 0: none."""
        key: cython.ulonglong = self.key(mind, event, me, budget, level)
        known: cython.Py_ssize_t = self._reasons.get(key)
        if known < 0:
            self.asked += 1
            known = self.keep(key, self._plan(mind, event, me, budget, level))
        return known

    def key(
        self,
        mind: cython.Py_ssize_t,
        event: cython.Py_ssize_t,
        me: cython.Py_ssize_t,
        budget: cython.Py_ssize_t,
        level: cython.Py_ssize_t,
    ) -> cython.ulonglong:
        """What a reason is remembered by."""
        key: cython.ulonglong = mind
        small: cython.ulonglong = event * self._by_event
        small += (me * (self.foresight + 2) + budget) * (self.depth + 2) + level
        return key << 32 | small

    def known(self, key: cython.ulonglong) -> cython.Py_ssize_t:
        """What is remembered: the number of a plan; 0: there is none; -1: nothing."""
        return self._reasons.get(key)

    def keep(self, key: cython.ulonglong, plan: Sequence[int]) -> cython.Py_ssize_t:
        """Remember a plan, or () that there is none; its number."""
        number: cython.Py_ssize_t = 0
        if plan:
            number = len(self._plans)
            self._plans.append(tuple(plan))
        self._reasons.put(key, number)
        return number

    def mark(
        self,
        state: cython.Py_ssize_t,
        need: cython.double,
        rest: cython.Py_ssize_t,
        left: cython.Py_ssize_t,
        me: cython.Py_ssize_t,
        level: cython.Py_ssize_t,
    ) -> cython.ulonglong:
        """A key for what has to be reached, from where, by whom, in so many events; 0: there are too many."""
        found = self._need_number.get(need)
        if found is None:
            found = self._need_number[need] = len(self._need_number)
        number: cython.ulonglong = found
        if number >= MOST_NEEDS:
            return 0
        number = number * (self.foresight + 2) + rest
        number = number * self._by_event + (me * (self.foresight + 2) + left) * (self.depth + 2) + level
        key: cython.ulonglong = state
        return key << 32 | number

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
        here: cython.Py_ssize_t = graph.slot(mind)
        before: cython.double = graph.worth(here, me)
        first: cython.Py_ssize_t = graph.ground(mind, event)
        if before != before or first < 0 or budget < 1:
            return ()
        if budget == 1 and not graph.touches[first * graph.characters + me]:
            return ()
        deed: cython.Py_ssize_t = graph.deed(mind, first)
        if deed < 0 or graph.most(here, me, budget) <= before:
            return ()
        there: cython.Py_ssize_t = graph.slot_after(mind, deed)
        worth: cython.double = graph.worth(there, me)
        if worth != worth:
            return ()
        if worth > before:
            return (first,)  # one step has nothing to leave out
        then: cython.Py_ssize_t = NOWHERE
        length: cython.Py_ssize_t
        for length in range(2, budget + 1):
            if graph.most(there, me, length - 1) > before:
                if then == NOWHERE:
                    then = graph.after(mind, first)
                search = Plans(self, mind, me, budget, level, length)
                search.way[0] = first
                if search.go(then, before, 1):
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
        way = self._plans[self._number_of_plan(mind, event, me, budget, level)]
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
    """The search for one plan: of one character, from one mind, of one length, where there is no shorter one."""

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
        self.ahead = level < explaining.depth  # otherwise nobody else looks ahead, whatever foresight is left
        self.way = [0] * length  # the events so far
        self.twins: list[Any] = [None] * (length + 1)  # by number of events, once they are needed; see `_twins_of`
        self.twins[1] = ((mind, budget if self.ahead else 1),)
        self.needs = [0.0] * (length + 1)  # by number of events: what has to be exceeded
        self.clean = True  # nothing was turned down for what came before it
        self.alone = True  # nothing was turned down for the twins

    def go(self, state: cython.Py_ssize_t, need: cython.double, made: cython.Py_ssize_t) -> cython.bint:
        """Whether the plan, of which `made` events are there, can go on from here to a state worth more than `need`."""
        search: Explaining = self.all
        graph: Graph = self.graph
        me: cython.Py_ssize_t = self.me
        rest: cython.Py_ssize_t = self.length - made
        left: cython.Py_ssize_t = self.budget - made
        self.needs[made] = need
        mark: cython.ulonglong = search.mark(state, need, rest, left if self.ahead else 0, me, self.level)
        known: cython.Py_ssize_t = search.in_vain.get(mark)
        twins: cython.Py_ssize_t
        if known == WHATEVER:
            return False
        if known >= FOR_TWINS:
            twins = self._number_of_twins(made)
            if twins and search.in_vain_for.get(known << 32 | twins) >= 0:
                self.alone = False
                return False
        clean_before: cython.bint = self.clean
        alone_before: cython.bint = self.alone
        self.clean = self.alone = True
        place: cython.Py_ssize_t = graph.deeds_of(state)
        i: cython.Py_ssize_t
        event: cython.Py_ssize_t
        group: cython.Py_ssize_t
        after: cython.Py_ssize_t
        worth: cython.double
        for i in range(place + 1, place + 1 + 3 * graph.deeds[place], 3):
            event = graph.deeds[i]
            if rest == 1 and not graph.touches[event * graph.characters + me]:
                continue
            search.look()
            after = graph.slot_after(state, i)
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
            self.way[made] = event
            if rest > 1:
                self.twins[made + 1] = None
            if rest > 1:
                if self.go(graph.after(state, event), worth, made + 1):
                    return True
            elif self._twin_ends_as_well(event, worth, made):
                self.alone = False
            elif graph.unknown and self._can_be_shorter(worth):
                self.clean = False
            else:
                return True
        if self.clean and mark:
            if self.alone:
                search.in_vain.put(mark, WHATEVER)
            else:
                if known < 0:
                    known = FOR_TWINS + len(search.in_vain)
                    search.in_vain.put(mark, known)
                twins = self._number_of_twins(made)
                if twins:
                    search.in_vain_for.put(known << 32 | twins, 0)
        self.clean = self.clean and clean_before
        self.alone = self.alone and alone_before
        return False

    # ---- M6 ----------------------------------------------------------------------------------------------------------

    def _twins_of(self, made: cython.Py_ssize_t) -> tuple[tuple[int, int], ...]:
        """Where one is without the first event, and without any of the others: states, each with the foresight left.

        Only those that may come to more than what has to be exceeded: no others matter, here or later.
        """
        found = self.twins[made]
        if found is None:
            graph: Graph = self.graph
            me: cython.Py_ssize_t = self.me
            event: cython.Py_ssize_t = self.way[made - 1]
            rest: cython.Py_ssize_t = self.length - made
            need: cython.double = self.needs[made]
            state: cython.Py_ssize_t
            left: cython.Py_ssize_t
            deed: cython.Py_ssize_t
            slot: cython.Py_ssize_t
            several: set[tuple[int, int]] = set()
            for state, left in self._twins_of(made - 1):
                slot = graph.slot(state)
                if graph.worth(slot, me) > need or graph.most(slot, me, rest) > need:
                    several.add((state, left))
                deed = graph.deed(state, event)
                if deed >= 0:
                    slot = graph.slot_after(state, deed)
                    if graph.worth(slot, me) > need or graph.most(slot, me, rest) > need:
                        self.all.look()
                        if self._wanted(state, deed, left):
                            several.add((graph.after(state, event), left - 1 if self.ahead else 1))
            found = self.twins[made] = tuple(sorted(several))
        return found  # type: ignore[no-any-return]

    def _number_of_twins(self, made: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The number of the twins; 0: they are too many to be remembered."""
        twins = self._twins_of(made)
        if len(twins) > MOST_TWINS:
            return 0
        numbers = self.all.twins_number
        found = numbers.get(twins)
        if found is None:
            if len(numbers) >= MOST_SETS_OF_TWINS:
                return 0
            found = numbers[twins] = len(numbers) + 1
        return found

    def _twin_ends_as_well(
        self, event: cython.Py_ssize_t, worth: cython.double, made: cython.Py_ssize_t
    ) -> cython.bint:
        """Whether something without the first event is worth at least so much, before or after this last one."""
        graph: Graph = self.graph
        state: cython.Py_ssize_t
        left: cython.Py_ssize_t
        deed: cython.Py_ssize_t
        for state, left in self._twins_of(made):
            if graph.worth(graph.slot(state), self.me) >= worth:
                return True
            deed = graph.deed(state, event)
            if (
                deed >= 0
                and graph.worth(graph.slot_after(state, deed), self.me) >= worth
                and self._wanted(state, deed, left)
            ):
                return True
        return False

    def _wanted(self, state: cython.Py_ssize_t, deed: cython.Py_ssize_t, left: cython.Py_ssize_t) -> cython.bint:
        """M5: whether everybody else who must want a deed of the state has a reason, with so much foresight left."""
        graph: Graph = self.graph
        return self.all.others_want(state, graph.deeds[deed], graph.deeds[deed + 1], self.me, left, self.level)

    def _can_be_shorter(self, worth: cython.double) -> cython.bint:
        """Whether some of the events, not all, in the same order, do at least as well."""
        graph: Graph = self.graph
        state: cython.Py_ssize_t
        deed: cython.Py_ssize_t
        for kept in range(1, self.length):
            for places in combinations(range(self.length), kept):
                state = self.mind
                for place, number in enumerate(places):
                    if number > 0:  # the first needs no other reasons, and is possible
                        deed = graph.deed(state, self.way[number])
                        if deed < 0 or not self._wanted(state, deed, self.budget - place):
                            state = NOWHERE
                            break
                    state = graph.after(state, self.way[number])
                if state != NOWHERE and graph.worth(graph.slot(state), self.me) >= worth:
                    return True
        return False
