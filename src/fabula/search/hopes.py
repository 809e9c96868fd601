"""Hopes: a reason found soon, by following what looks promising, where trying every plan takes too much.

`fabula.search.explaining` tries the plans of a character shortest first. Somebody who looks ten steps ahead has
millions of them. Here the plans of one mind are lined up as guided search lines up stories (`fabula.search.guided`): by
the steps so far and a guess at the steps that are left (`fabula.search.guidance`), which counts more. What others must
want is asked when a step's turn comes, with a part of the effort; a step that is not known to be wanted is passed over.
A way that ends well is cut down to the shortest part that ends as well (M6). If that begins with the event that was
asked for, it is a plan by M1 to M7, and the answer is yes, as good as any. If nothing is found, the answer is "not
known", never no.

Cutting down tries all choices of what to leave out. Most of them can't end well whoever wants them, which is found out
first, so that few reasons have to be asked for.

*Source:* as for guided search, and H. Nakhost and M. Müller, "Action elimination and plan neighborhood graph search",
ICAPS 2010 (cutting down).
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush
from math import inf
from typing import TYPE_CHECKING, Any

from fabula.search.explaining import Explaining, TooMuch
from fabula.search.graph import Graph
from fabula.search.guidance import Prospects
from fabula.search.relaxed import utility_of

if TYPE_CHECKING:
    import cython

WEIGHTS = (3, 1)  # by turns: of what is left against what lies behind
SHARE = 4  # a question within a question may take this part of its effort
LEAST_EFFORT = 30  # but not less than this
NOBODY = 0  # where there is no twin

Key = tuple[int, int, int, int, int]  # mind, event, character, budget, level


class Hopes:
    """Reasons found by guidance, for the memory of an `Explaining`."""

    def __init__(self, explaining: Explaining) -> None:
        self.all = explaining
        self.graph = explaining.graph
        model = explaining.graph.model
        self.prospects = Prospects(model, [utility_of(model, number) for number in range(len(model.characters))])
        self.tried: dict[Key, int] = {}  # questions that took more than this effort

    def find(
        self,
        mind: cython.Py_ssize_t,
        event: cython.Py_ssize_t,
        me: cython.Py_ssize_t,
        budget: cython.Py_ssize_t,
        level: cython.Py_ssize_t,
        effort: cython.Py_ssize_t,
    ) -> cython.bint:
        """Whether a plan that begins with the event is found within the effort; it is kept then."""
        search: Explaining = self.all
        if level > search.depth or budget < 2:
            return False  # one step is soon tried
        key = (mind, event, me, budget, level)
        if self.tried.get(key, 0) >= effort:
            return False
        outer: cython.longlong = search.last
        self._until(outer, effort)
        try:
            way = self._search(mind, event, me, budget, level, effort)
        except TooMuch:
            way = ()
        finally:
            search.last = outer
        if way:
            search.keep(search.key(mind, event, me, budget, level), way)
            return True
        if outer < 0 or search.looked <= outer:
            self.tried[key] = effort
        return False

    def _until(self, outer: cython.longlong, effort: cython.Py_ssize_t) -> None:
        """Let what is looked at end after so much effort, or where the question around it ends."""
        search: Explaining = self.all
        search.last = search.looked + effort
        if 0 <= outer < search.last:
            search.last = outer

    def _wants(
        self,
        mind: cython.Py_ssize_t,
        event: cython.Py_ssize_t,
        who: cython.Py_ssize_t,
        budget: cython.Py_ssize_t,
        level: cython.Py_ssize_t,
        effort: cython.Py_ssize_t,
    ) -> cython.int:
        """Whether somebody has a reason: 1, 0, or -1 where it is not known with this effort."""
        search: Explaining = self.all
        if level > search.depth:
            return 1 if search._reason(mind, event, who, budget, level) else 0
        known: cython.Py_ssize_t = search.known(search.key(mind, event, who, budget, level))
        if known >= 0:
            return 1 if known else 0
        if self.tried.get((mind, event, who, budget, level), 0) >= effort:
            return -1
        outer: cython.longlong = search.last
        # What is short is soon found, and what is never is soon seen.
        self._until(outer, max(LEAST_EFFORT, effort // SHARE))
        try:
            return 1 if search._reason(mind, event, who, budget, level) else 0
        except TooMuch:
            pass
        finally:
            search.last = outer
        if outer >= 0 and search.looked > outer:
            raise TooMuch
        return 1 if self.find(mind, event, who, budget, level, effort) else -1

    def _others_want(
        self,
        state: cython.Py_ssize_t,
        event: cython.Py_ssize_t,
        me: cython.Py_ssize_t,
        left: cython.Py_ssize_t,
        level: cython.Py_ssize_t,
        effort: cython.Py_ssize_t,
    ) -> cython.int:
        """M5: whether everybody else who must want the event has a reason: 1, 0, or -1 where it is not known."""
        graph: Graph = self.graph
        group: cython.Py_ssize_t = graph.consenting(state, event)
        if group < 0:
            return 0
        known: cython.int = 1
        for who in graph.groups[group]:
            if who != me:
                wants = self._wants(graph.mind(state, who), event, who, left, level + 1, effort)
                if wants == 0:
                    return 0
                if wants < 0:
                    known = -1
        return known

    def _search(
        self,
        mind: cython.Py_ssize_t,
        event: cython.Py_ssize_t,
        me: cython.Py_ssize_t,
        budget: cython.Py_ssize_t,
        level: cython.Py_ssize_t,
        effort: cython.Py_ssize_t,
    ) -> tuple[int, ...]:
        """The events of a plan that is accepted; none if none is found. Raises `TooMuch`."""
        search: Explaining = self.all
        graph: Graph = self.graph
        before: cython.double = graph.worth(graph.slot(mind), me)
        first: cython.Py_ssize_t = graph.ground(mind, event)
        if before != before or first < 0 or not graph.can(mind, first):
            return ()
        inner: cython.Py_ssize_t = max(LEAST_EFFORT, effort // SHARE)
        ways: list[tuple[int, ...]] = [(first,)]
        states: list[int] = [graph.after(mind, first)]
        twins: list[int] = [mind]  # what the same steps lead to without the first
        met: set[tuple[int, int]] = {(states[0], mind)}
        queues: list[list[tuple[float, float, int, int, int, int]]] = [[] for _ in WEIGHTS]
        # f, h, number, place in `ways`, event, state after
        taken: set[int] = set()  # numbers
        whose: cython.Py_ssize_t = 0  # queue
        numbered: cython.Py_ssize_t = 0
        at: cython.Py_ssize_t = 0
        place: cython.Py_ssize_t
        i: cython.Py_ssize_t
        deed: cython.Py_ssize_t
        state: cython.Py_ssize_t
        after: cython.Py_ssize_t
        slot: cython.Py_ssize_t
        twin: cython.Py_ssize_t
        made: cython.Py_ssize_t
        worth: cython.double
        rest: cython.double
        while True:
            state = states[at]
            made = len(ways[at])
            if made < budget:
                place = graph.deeds_of(state)
                for i in range(place + 1, place + 1 + 3 * graph.deeds[place], 3):
                    deed = graph.deeds[i]
                    search.look()
                    slot = graph.slot_after(state, i)
                    worth = graph.worth(slot, me)
                    if worth != worth:
                        continue
                    rest = 0
                    if not worth > before and (made + 1 >= budget or graph.most(slot, me, budget - made - 1) <= before):
                        continue
                    after = graph.after(state, deed)
                    if not worth > before:
                        rest = self.prospects.look(graph, after, me, before)
                        if rest == inf:
                            continue
                    numbered += 1
                    for turns, weight in zip(queues, WEIGHTS, strict=True):
                        heappush(turns, (made + 1 + weight * rest, rest, numbered, at, deed, after))
            while True:
                whose = (whose + 1) % len(queues)
                turns = queues[whose]
                while turns and turns[0][2] in taken:
                    heappop(turns)
                if not turns:
                    return ()
                _, rest, number, at, deed, after = heappop(turns)
                taken.add(number)
                state, twin = states[at], twins[at]
                made = len(ways[at])
                if self._others_want(state, deed, me, budget - made, level, inner) != 1:
                    continue
                if twin != NOBODY:
                    if (
                        graph.can(twin, deed)
                        and self._others_want(twin, deed, me, budget - made + 1, level, inner) == 1
                    ):
                        twin = graph.after(twin, deed)
                    else:
                        twin = NOBODY
                if twin == after or (after, twin) in met:
                    continue  # it would end as well without the first
                met.add((after, twin))
                if rest == 0 and graph.worth(graph.slot(after), me) > before:
                    way = self._cut_down(mind, (*ways[at], deed), me, budget, level, inner)
                    if way:
                        return way
                ways.append((*ways[at], deed))
                states.append(after)
                twins.append(twin)
                at = len(ways) - 1
                break

    def _cut_down(
        self,
        mind: cython.Py_ssize_t,
        way: Sequence[int],
        me: cython.Py_ssize_t,
        budget: cython.Py_ssize_t,
        level: cython.Py_ssize_t,
        effort: cython.Py_ssize_t,
    ) -> tuple[int, ...]:
        """The shortest part of a way that ends as well and begins as it does, if nothing can be left out of that (M6).

        None if there is none such, or if it is not known. All choices of what to leave out are made together: of those
        that lead to the same state with as many steps, one is followed.
        """
        search: Explaining = self.all
        graph: Graph = self.graph
        state: cython.Py_ssize_t
        after: cython.Py_ssize_t
        kept: cython.Py_ssize_t
        number: cython.Py_ssize_t
        event: cython.Py_ssize_t
        wants: cython.int
        worth: cython.double = 0
        while True:
            state = mind
            for event in way:
                state = graph.after(state, event)
                worth = graph.worth(graph.slot(state), me)
                if worth != worth:
                    return ()
            ending: dict[tuple[int, int], bool] = {}
            parts: dict[tuple[int, int, bool], tuple[int, ...]] = {(mind, 0, False): ()}
            for number in range(len(way)):
                event = way[number]
                for (state, kept, begins), part in list(parts.items()):
                    search.look()
                    if not graph.can(state, event):
                        continue
                    after = graph.after(state, event)
                    if not self._may_end(after, way, number + 1, me, worth, ending):
                        continue
                    if number:
                        wants = self._others_want(state, event, me, budget - kept, level, effort)
                        if wants < 0:
                            return ()
                        if wants == 0:
                            continue
                    parts.setdefault((after, kept + 1, begins or number == 0), (*part, event))
            shortest = tuple(way)
            without: cython.Py_ssize_t = len(way)
            for (state, kept, begins), part in parts.items():
                if kept and graph.worth(graph.slot(state), me) >= worth:
                    if begins and kept < len(shortest):
                        shortest = part
                    elif not begins and kept < without:
                        without = kept
            if len(shortest) == len(way):
                return shortest if without >= len(way) else ()
            way = shortest  # which has to be looked at in turn: on the way its worth may be unknown

    def _may_end(
        self,
        state: cython.Py_ssize_t,
        way: Sequence[int],
        number: cython.Py_ssize_t,
        me: cython.Py_ssize_t,
        worth: cython.double,
        known: Any,  # of states and numbers: bool
    ) -> cython.bint:
        """Whether some of the events from a number on lead from a state to one worth so much, whoever wants them."""
        graph: Graph = self.graph
        event: cython.Py_ssize_t
        if number == len(way):
            return graph.worth(graph.slot(state), me) >= worth
        found = known.get((state, number))
        if found is None:
            self.all.look()
            event = way[number]
            found = self._may_end(state, way, number + 1, me, worth, known) or (
                graph.can(state, event) and self._may_end(graph.after(state, event), way, number + 1, me, worth, known)
            )
            known[state, number] = found
        return found
