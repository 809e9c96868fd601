"""States and their minds: beliefs nested without end, in finite space, each state kept once.

A state is the value of every fluent and, for every mind, the state that is believed there. Beliefs go on without end
(what Ann believes that Tom believes that Ann believes ...), but they repeat: somebody without wrong beliefs believes
the very state itself, and everybody believes that he or she believes what he or she believes. So a state is a node of
a finite graph whose edges are minds, and cycles stand for "and so on":

        +-------+  Ann   +--------+
        | world | -----> | A      | --+
        |       |        | Ann +--+   | Tom: Ann thinks that Tom thinks as she does
        +-------+        +-----|--+ <-+
            | Tom              v (itself)
            v
          (the world itself: Tom is right about everything)

Two states are *the same* if their values are the same and the states believed in them are the same, to any depth:
bisimilarity, the coinductive equality of `docs/manual/semantics.md`. A `Pool` keeps one `State` for each, so the same
means identical, and a state can be a key. While an event is being worked out, the new states are `Draft`s; `Pool.keep`
turns a graph of drafts into states:

1. drafts, and the states they could turn out to be, are split into classes: first by value, then again and again by
   the classes of their minds, until nothing splits (partition refinement);
2. a class that holds a state is that state; the others are looked up, innermost first: a class whose minds are all
   known by (values, minds), and a ring of classes that refer to each other by its picture drawn from one of them.

A state of The Wager has about 100 fluents and reaches some 5 to 30 others; the values are kept once (8 bytes a
fluent), and a state beyond that costs a tuple of minds.
"""

from __future__ import annotations

from typing import Any

from fabula.state.components import components
from fabula.world.expressions import Value

Minds = tuple["State | None", ...]
Change = dict[tuple[tuple[int, ...], int], Value]


class State:
    """A state: `values` by fluent, `minds` by mind (None: an empty waking or knowing mind). Equal is identical."""

    __slots__ = ("_reach", "key", "memo", "minds", "settled", "values")

    values: tuple[Value, ...]
    minds: Minds

    def __init__(self, key: int, values: tuple[Value, ...]) -> None:
        self.key = key  # counts the states of the pool, from 0, in the order in which they were met
        self.values = values
        self.minds = ()
        self.settled = False  # whether it is known that no trigger holds here or in any mind
        self.memo: dict[Any, Any] = {}  # what engines have worked out about this state
        self._reach: frozenset[State] | None = None

    def __repr__(self) -> str:
        return f"<state {self.key}>"

    def reach(self) -> frozenset[State]:
        """This state and every state believed in it, to any depth."""
        if self._reach is None:
            seen = {self}
            todo = [self]
            while todo:
                for mind in todo.pop().minds:
                    if mind is not None and mind not in seen:
                        seen.add(mind)
                        todo.append(mind)
            self._reach = frozenset(seen)
        return self._reach


class Draft:
    """A state in the making."""

    __slots__ = ("minds", "values")

    def __init__(self, values: tuple[Value, ...]) -> None:
        self.values = values
        self.minds: list[Node | None] = []


class Told(Draft):
    """`base`, a mind of `character`, in which `change` is believed as well; `change` maps (path, fluent) to value.

    The character knows that he believes it, so the same change is made in what he believes that he believes. A change
    of a change is one change of the same base: that keeps the graph finite.
    """

    __slots__ = ("base", "change", "character")

    def __init__(self, base: State | Draft, character: int, change: Change) -> None:
        super().__init__(base.values)
        self.base = base
        self.character = character
        self.change = change


Node = State | Draft


def drafts_of(root: Draft) -> list[Draft]:
    """The draft and every draft believed in it, each once."""
    found = [root]
    seen = {id(root)}
    for draft in found:  # grows while it is walked
        for mind in draft.minds:
            if isinstance(mind, Draft) and id(mind) not in seen:
                seen.add(id(mind))
                found.append(mind)
    return found


class Pool:
    """All states of one engine, each kept once."""

    def __init__(self) -> None:
        self._values: dict[tuple[Value, ...], tuple[Value, ...]] = {}
        self._by_minds: dict[tuple[int, Minds], State] = {}
        self._by_picture: dict[tuple[Any, ...], State] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def keep(self, root: Node) -> State:
        """The state that a draft is (and, on the way, those of all drafts believed in it)."""
        if isinstance(root, State):
            return root
        drafts = drafts_of(root)
        for draft in drafts:
            draft.values = self._values.setdefault(draft.values, draft.values)
        classes = self._split(drafts)
        states: dict[int, State] = {}
        example: dict[int, Draft] = {}
        for node, number in classes.items():
            if isinstance(node, State):
                states[number] = node
            else:
                example.setdefault(number, node)
        minds: dict[int, tuple[int | State | None, ...]] = {
            number: tuple(classes[mind] if isinstance(mind, Draft) else _class(mind, classes) for mind in draft.minds)
            for number, draft in example.items()
            if number not in states
        }
        for ring in components({n: [m for m in of if isinstance(m, int)] for n, of in minds.items()}):
            self._keep_ring(ring, minds, example, states)
        return states[classes[root]]

    def _split(self, drafts: list[Draft]) -> dict[Node, int]:
        """The class of every draft and of every state that could be equal to one."""
        wanted = {id(draft.values) for draft in drafts}
        members: list[Node] = list(drafts)
        seen: set[State] = set()
        for draft in drafts:
            for mind in draft.minds:
                if isinstance(mind, State) and mind not in seen:
                    for state in mind.reach():
                        if state not in seen:
                            seen.add(state)
                            if id(state.values) in wanted:
                                members.append(state)
        classes: dict[Node | None, int] = {}
        numbers: dict[int, int] = {}
        for node in members:
            classes[node] = numbers.setdefault(id(node.values), len(numbers))
        count = len(numbers)
        while True:
            table: dict[tuple[Any, ...], int] = {}
            split: dict[Node | None, int] = {}
            for node in members:
                picture = (classes[node], *[classes.get(mind, mind) for mind in node.minds])
                split[node] = table.setdefault(picture, len(table))
            classes = split
            if len(table) == count:
                return classes  # type: ignore[return-value]
            count = len(table)

    def _keep_ring(
        self,
        ring: list[int],
        minds: dict[int, tuple[int | State | None, ...]],
        example: dict[int, Draft],
        states: dict[int, State],
    ) -> None:
        """Find or make the states of classes that refer to each other; those outside the ring are states already."""
        for number in ring:
            minds[number] = tuple(states.get(m, m) if isinstance(m, int) else m for m in minds[number])
        first = ring[0]
        if len(ring) == 1 and first not in minds[first]:
            known: Minds = minds[first]  # type: ignore[assignment]
            key = (id(example[first].values), known)
            state = self._by_minds.get(key)
            states[first] = state if state is not None else self._make(example[first].values, known)
            return
        pictures = {number: _picture(number, minds, example) for number in ring}
        if pictures[first] in self._by_picture:
            for number in ring:
                states[number] = self._by_picture[pictures[number]]
            return
        made = {number: State(self._count + place, example[number].values) for place, number in enumerate(ring)}
        self._count += len(ring)
        for number, state in made.items():
            state.minds = tuple(made[m] if isinstance(m, int) else m for m in minds[number])
            self._by_minds[id(state.values), state.minds] = state
            self._by_picture[pictures[number]] = state
        states.update(made)

    def _make(self, values: tuple[Value, ...], minds: Minds) -> State:
        state = State(self._count, values)
        self._count += 1
        state.minds = minds
        self._by_minds[id(values), minds] = state
        return state


def _class(mind: State | None, classes: dict[Node, int]) -> int | State | None:
    """The class of a state that could be equal to a draft; any other state, and no state, stand for themselves."""
    return mind if mind is None else classes.get(mind, mind)


def _picture(
    start: int, minds: dict[int, tuple[int | State | None, ...]], example: dict[int, Draft]
) -> tuple[Any, ...]:
    """The ring as seen from one of its classes: the classes numbered as they are met, values and minds of each."""
    place = {start: 0}
    order = [start]
    picture: list[Any] = []
    for number in order:  # grows while it is walked
        picture.append(id(example[number].values))
        for mind in minds[number]:
            if isinstance(mind, int):
                if mind not in place:
                    place[mind] = len(order)
                    order.append(mind)
                picture.append(place[mind])
            else:
                picture.append(mind)
    return tuple(picture)
