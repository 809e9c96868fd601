"""Triggers, in the world and in every believed world, until nowhere one holds: rule S6 of `docs/manual/semantics.md`.

From the top down: first the triggers of the world itself, one after the other, the first declared first; what they
write into minds is put there, but the minds are not yet settled. Then the same in every mind, each on its own values,
and so on inwards. If a trigger holds again in a world because something in a mind of it has changed, once more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from fabula.diagnostics.problems import FabulaError, Problem
from fabula.ground.model import GroundEvent
from fabula.reference.apply import Ready, Rules, Telling, change_mind, told_by
from fabula.reference.state import Draft, Node, State
from fabula.world.expressions import And, Believes, Compare, Const, Expr, Fluent, Not, Or, Value, children

MOST_TRIGGERS = 1000  # that may fire one after the other in one world before they are called endless
MOST_ROUNDS = 100  # through all worlds

Spot = tuple[tuple[int, ...], int]  # a path of minds, and a fluent there


@dataclass(frozen=True, slots=True)
class Settled:
    state: State
    fired: tuple[GroundEvent, ...]  # the triggers that fired in the world itself, in order


@dataclass(slots=True)
class _Readers:
    """The triggers that read one fluent at one path, by the change that can have made an atom of theirs true."""

    now: dict[Value, list[int]] = field(default_factory=dict)  # an atom `f == v`: the value is v now
    before: dict[Value, list[int]] = field(default_factory=dict)  # an atom `f != v`: the value was v
    any: list[int] = field(default_factory=list)


class Triggers:
    """The triggers of a model, by what they read.

    A precondition in negation normal form comes to hold only if one of its atoms does: so in a world made from a
    settled one, only the triggers with an atom that a change has made true need be looked at.
    """

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._readers: dict[tuple[int, ...], dict[int, _Readers]] = {}
        for number, ready in enumerate(rules.triggers):
            self._register(ready.event.precondition, (), number)

    def _register(self, expr: Expr, path: tuple[int, ...], number: int) -> None:
        match expr:
            case And(parts) | Or(parts):
                for part in parts:
                    self._register(part, path, number)
            case Believes(Const(who), body):
                self._register(body, (*path, self.rules.model.characters.index(str(who))), number)
            case Fluent(index):
                self._of(path, index).now.setdefault(True, []).append(number)
            case Not(Fluent(index)):
                self._of(path, index).now.setdefault(False, []).append(number)
            case Compare("==", Fluent(index), Const(value)):
                self._of(path, index).now.setdefault(value, []).append(number)
            case Compare("!=", Fluent(index), Const(value)):
                self._of(path, index).before.setdefault(value, []).append(number)
            case _:
                for where, index in self._spots(expr, path):
                    self._of(where, index).any.append(number)

    def _of(self, path: tuple[int, ...], fluent: int) -> _Readers:
        return self._readers.setdefault(path, {}).setdefault(fluent, _Readers())

    def _spots(self, expr: Expr, path: tuple[int, ...]) -> Iterable[Spot]:
        match expr:
            case Fluent(index):
                yield path, index
            case Believes(Const(who), body):
                yield from self._spots(body, (*path, self.rules.model.characters.index(str(who))))
            case _:
                for child in children(expr):
                    yield from self._spots(child, path)

    def first(self, node: Node) -> Ready | None:
        """The first declared trigger that holds in this world."""
        triggers = self.rules.triggers
        origin = node.origin if isinstance(node, Draft) else None
        if origin is None:
            candidates: Iterable[int] = range(len(triggers))
        else:
            found: set[int] = set()
            for path, readers in self._readers.items():
                here, there = node, origin
                for mind in path:
                    here = here.minds[mind]  # type: ignore[assignment]  # actual minds are never empty
                    there = there.minds[mind]  # type: ignore[assignment]
                if here.values is not there.values:
                    for fluent, (new, old) in enumerate(zip(here.values, there.values, strict=True)):
                        if new != old and fluent in readers:
                            of = readers[fluent]
                            found.update(of.now.get(new, ()), of.before.get(old, ()), of.any)
            candidates = sorted(found)
        for number in candidates:
            if triggers[number].possible(node):
                return triggers[number]
        return None

    def settle(self, root: Node) -> Settled:
        """The settled state that a raw one becomes."""
        fired: list[GroundEvent] = []
        for _ in range(MOST_ROUNDS):
            if not any(self.first(node) for node in _unsettled(root)):
                return Settled(_settled(self.rules.pool.keep(root)), tuple(fired))
            root = self._round(root, fired)
        raise _endless(fired, "in somebody's mind")

    def _round(self, root: Node, fired: list[GroundEvent]) -> Draft:
        """Every world once, from the top down. The old graph stays as it is; a new one is made."""
        telling = Telling()
        made: dict[int, Draft] = {}
        todo: list[Node] = []  # keeps the old nodes alive, so that an id is no other's

        def new(old: Node) -> Draft:
            if id(old) not in made:
                made[id(old)] = Draft(old.values, old.origin if isinstance(old, Draft) else None)
                made[id(old)].minds = list(old.minds)
                todo.append(old)
            return made[id(old)]

        top = new(root)
        for old in todo:  # grows while it is walked
            draft = made[id(old)]
            chain = self._at_top(draft, telling)
            if draft is top:
                fired.extend(chain)
            draft.minds = [
                mind if mind is None or (isinstance(mind, State) and mind.settled) else new(mind)
                for mind in draft.minds
            ]
        return top

    def _at_top(self, draft: Draft, telling: Telling) -> list[GroundEvent]:
        """Triggers of one world, until none holds there; its minds take what is written into them, no more."""
        chain: list[GroundEvent] = []
        while ready := self.first(draft):
            chain.append(ready.event)
            if len(chain) > MOST_TRIGGERS:
                raise _endless(chain, "in one world")
            outcome = ready.outcomes[0]
            values = list(draft.values)
            minds = list(draft.minds)
            done: set[int] = set()
            for effect in outcome.world:
                if effect.fluent not in done and effect.condition(draft):
                    done.add(effect.fluent)
                    values[effect.fluent] = effect.value(draft)
            for condition, change_of_mind, value in outcome.minds:
                if condition(draft):
                    change_mind(self.rules, telling, change_of_mind, value(draft), draft.values, minds)
            for character, change in told_by(outcome, draft).items():
                place = self.rules.listening(character, minds)
                minds[place] = telling.told(minds[place], character, change)
            telling.finish()
            draft.values, draft.minds = tuple(values), minds
        return chain


def _unsettled(root: Node) -> Iterable[Node]:
    """The worlds of a raw state in which a trigger could hold."""
    seen = {id(root)}
    todo = [root]
    for node in todo:  # grows while it is walked
        if isinstance(node, State) and node.settled:
            continue
        yield node
        for mind in node.minds:
            if mind is not None and id(mind) not in seen:
                seen.add(id(mind))
                todo.append(mind)


def _settled(state: State) -> State:
    for inner in state.reach():
        inner.settled = True
    return state


def _endless(chain: list[GroundEvent], where: str) -> FabulaError:
    """The problem of triggers that never come to rest, with the loop shown."""
    names = [str(event) for event in chain[-50:]]
    loop = names[-1:]
    for name in reversed(names[:-1]):
        if name == names[-1]:
            break
        loop.insert(0, name)
    shown = " -> ".join([*loop[:8], *(["..."] if len(loop) > 8 else []), loop[0]]) if loop else "(none at the top)"
    return FabulaError(
        (
            Problem(
                "F501",
                None,
                f"triggers go on without end {where}: {shown}",
                read=f"more than {MOST_TRIGGERS} triggers fired, one after the other",
                hint="a trigger must undo its own condition, and no other trigger may bring it back",
            ),
        )
    )
