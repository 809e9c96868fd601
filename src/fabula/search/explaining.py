"""Explanations by search with memory: what `Motives` answers, found with less work, or left open where it is too much.

A character's plans are tried shortest first (rules M1 to M7 of `docs/manual/semantics.md`), step by step, and a
beginning is given up as soon as one of these is certain:

* the relaxation (`fabula.search.relaxed`) shows that no rest of the plan can be worth enough;
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

from collections.abc import Sequence
from itertools import combinations
from typing import Generic, Protocol, TypeVar

from fabula.reference.motive import Motives
from fabula.search.relaxed import Layer, Relaxed, utility_of
from fabula.semantics import AnyEvent, Engine
from fabula.world.expressions import Value
from fabula.world.model import Number


class HasValues(Protocol):
    """A state that shows its values, by fluent."""

    def __hash__(self) -> int: ...

    @property
    def values(self) -> tuple[Value, ...]: ...


S = TypeVar("S", bound=HasValues)


class _TooMuch(Exception):
    """The effort for a question is used up."""


class _Node(Generic[S]):
    """A state with what has been asked of it."""

    __slots__ = ("after", "deeds", "layer", "minds", "state", "worth")

    def __init__(self, state: S) -> None:
        self.state = state
        self.layer: Layer | None = None
        self.worth: dict[int, Number | None] = {}
        self.deeds: tuple[tuple[AnyEvent, tuple[int, ...]], ...] | None = None
        self.after: dict[int, _Node[S]] = {}
        self.minds: dict[int, _Node[S]] = {}


class Explaining(Generic[S]):
    """Who has a reason for what, found by search. `foresight` and `depth` as in `Motives`.

    `effort`: the steps that may be looked at for one character's reason; None: as many as it takes. It may be changed
    between questions; what has been found out stays. Worlds in which something is left to chance or time passes are
    answered by `Motives` itself, without a limit.
    """

    def __init__(
        self, engine: Engine[S], *, foresight: int | None = None, depth: int | None = None, effort: int | None = None
    ) -> None:
        model = engine.model
        limits = model.world.limits
        self.engine = engine
        self.foresight = limits.foresight if foresight is None else foresight
        self.depth = limits.depth if depth is None else depth
        self.effort = effort
        self.asked = 0  # reasons that were looked for
        self.looked = 0  # steps that were looked at
        self._motives: Motives[S] | None = None
        if any(event.kind == "tick" or len(event.outcomes) != 1 for event in model.events):
            self._motives = Motives(engine, foresight=foresight, depth=depth)
        self._relaxed = Relaxed(model, deeds=True)
        self._utilities = [utility_of(model, number) for number in range(len(model.characters))]
        self._nodes: dict[S, _Node[S]] = {}
        self._reasons: dict[tuple[_Node[S], int, int, int, int], bool] = {}
        self._open: dict[tuple[S, int], int] = {}  # questions that took more than this effort
        self.in_vain: set[tuple[_Node[S], _Node[S] | None, Number, int, int, int, int]] = set()
        self._last: int | None = None  # what `looked` may come to in this question

    def consenting(self, state: S, event: AnyEvent) -> tuple[int, ...]:
        """The characters who must want the event in this state."""
        ground = self.engine.ground_event(state, event)
        if ground is None:
            return ()
        return tuple(c.character for c in ground.consenting if not self.engine.value(state, c.unless))

    def explained(self, state: S, event: AnyEvent) -> bool | None:
        """Whether everybody who must want the event has a reason; None: not known, with this effort."""
        if self._motives is not None:
            return self._motives.explained(state, event)
        key = (state, event.index)
        if self.effort is not None and self.effort <= self._open.get(key, 0):
            return None
        known = True
        for who in self.consenting(state, event):
            self._last = None if self.effort is None else self.looked + self.effort
            try:
                if not self._reason(self.mind(self.node(state), who), event, who, self.foresight, 1):
                    return False
            except _TooMuch:
                known = False
        if not known and self.effort is not None:
            self._open[key] = self.effort
        return True if known else None

    def look(self) -> None:
        """Count a step that is looked at. Raises `_TooMuch`."""
        self.looked += 1
        if self._last is not None and self.looked > self._last:
            raise _TooMuch

    # ---- reasons -----------------------------------------------------------------------------------------------------

    def _reason(self, mind: _Node[S], event: AnyEvent, me: int, budget: int, level: int) -> bool:
        """M1, M7: whether a plan in `mind` that begins with the event is accepted."""
        if level > self.depth:
            budget, level = min(budget, 1), self.depth + 1
        key = (mind, event.index, me, budget, level)
        known = self._reasons.get(key)
        if known is None:
            self.asked += 1
            known = self._reasons[key] = self._has_plan(mind, event, me, budget, level)
        return known

    def _has_plan(self, mind: _Node[S], event: AnyEvent, me: int, budget: int, level: int) -> bool:
        before = self.worth(mind, me)
        first = self.engine.ground_event(mind.state, event)
        if before is None or first is None or budget < 1 or not self.engine.can(mind.state, first):
            return False
        if self.most(mind, me, budget) <= before:
            return False
        then = self.after(mind, first)
        worth = self.worth(then, me)
        if worth is None:
            return False
        if worth > before:
            return True  # one step has nothing to leave out
        for length in range(2, budget + 1):
            if self.most(then, me, length - 1) > before:
                search = _Plans(self, mind, me, budget, level, length)
                if search.go(then, mind, before, (first,)):
                    return True
        return False

    def others_want(
        self, node: _Node[S], event: AnyEvent, consenting: Sequence[int], me: int, left: int, level: int
    ) -> bool:
        """M5: whether everybody else who must want the event has a reason of his own, with so much foresight left."""
        return all(
            self._reason(self.mind(node, other), event, other, left, level + 1) for other in consenting if other != me
        )

    # ---- states ------------------------------------------------------------------------------------------------------

    def node(self, state: S) -> _Node[S]:
        node = self._nodes.get(state)
        if node is None:
            node = self._nodes[state] = _Node(state)
        return node

    def mind(self, node: _Node[S], character: int) -> _Node[S]:
        mind = node.minds.get(character)
        if mind is None:
            mind = node.minds[character] = self.node(self.engine.believed(node.state, character))
        return mind

    def after(self, node: _Node[S], event: AnyEvent) -> _Node[S]:
        after = node.after.get(event.index)
        if after is None:
            after = node.after[event.index] = self.node(self.engine.after(node.state, event))
        return after

    def worth(self, node: _Node[S], me: int) -> Number | None:
        if me not in node.worth:
            node.worth[me] = self.engine.utility(node.state, me)
        return node.worth[me]

    def most(self, node: _Node[S], me: int, events: int) -> Number | float:
        """The most that so many events can lead to, by the relaxation."""
        if node.layer is None:
            node.layer = self._relaxed.start(node.state.values)
        return self._relaxed.most(node.layer, self._utilities[me], events)

    def deeds(self, node: _Node[S]) -> tuple[tuple[AnyEvent, tuple[int, ...]], ...]:
        """M2: the possible actions of characters, with those who must want them."""
        if node.deeds is None:
            deeds = []
            for event in self.engine.possible(node.state):
                ground = self.engine.ground_event(node.state, event)
                if ground is not None and ground.consenting:
                    deeds.append((event, self.consenting(node.state, event)))
            node.deeds = tuple(deeds)
        return node.deeds


class _Plans(Generic[S]):
    """The search for one plan: of one character, from one mind, of one length."""

    def __init__(
        self, explaining: Explaining[S], mind: _Node[S], me: int, budget: int, level: int, length: int
    ) -> None:
        self.all = explaining
        self.mind, self.me, self.budget, self.level, self.length = mind, me, budget, level, length
        self.clean = True  # nothing was turned down for what came before it

    def go(self, node: _Node[S], twin: _Node[S] | None, need: Number, way: tuple[AnyEvent, ...]) -> bool:
        """Whether the plan can go on from here to a state worth more than `need` so that it is accepted."""
        all_, me = self.all, self.me
        rest, left = self.length - len(way), self.budget - len(way)
        # one level further in nobody looks ahead, so that the foresight that is left makes no difference
        key = (node, twin, need, rest, left if self.level < all_.depth else 0, me, self.level)
        if key in all_.in_vain:
            return False
        clean_before, self.clean = self.clean, True
        for event, consenting in all_.deeds(node):
            all_.look()
            after = all_.after(node, event)
            worth = all_.worth(after, me)
            if worth is None or (worth <= need and rest == 1):
                continue
            if rest > 1 and all_.most(after, me, rest - 1) <= max(need, worth):
                continue
            if not all_.others_want(node, event, consenting, me, left, self.level):
                continue
            other = None if twin is None else self._step(twin, event, left + 1)
            if rest > 1:
                if self.go(after, other, max(need, worth), (*way, event)):
                    return True
            elif other is None or not _as_good(all_.worth(other, me), worth):
                if not self._can_be_shorter((*way, event), worth):
                    return True
                self.clean = False
        if self.clean:
            all_.in_vain.add(key)
        self.clean = self.clean and clean_before
        return False

    def _step(self, node: _Node[S], event: AnyEvent, left: int) -> _Node[S] | None:
        """The state after the event, if it is possible and everybody else who must want it has a reason."""
        if not self.all.engine.can(node.state, event):
            return None
        consenting = self.all.consenting(node.state, event)
        if not self.all.others_want(node, event, consenting, self.me, left, self.level):
            return None
        return self.all.after(node, event)

    def _can_be_shorter(self, way: tuple[AnyEvent, ...], worth: Number) -> bool:
        """M6: whether some of the events, not all, in the same order, do at least as well."""
        for kept in range(1, len(way)):
            for places in combinations(range(len(way)), kept):
                node: _Node[S] | None = self.mind
                for place, number in enumerate(places):
                    if node is None:
                        break
                    if number == 0 and self.all.engine.can(node.state, way[0]):  # the first needs no other reasons
                        node = self.all.after(node, way[0])
                    else:
                        node = self._step(node, way[number], self.budget - place)
                if node is not None and _as_good(self.all.worth(node, self.me), worth):
                    return True
        return False


def _as_good(worth: Number | None, than: Number) -> bool:
    return worth is not None and worth >= than
