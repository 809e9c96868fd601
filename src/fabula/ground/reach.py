"""Which values fluents can come to have, in the world and in anybody's mind: reachability without deletion.

What is reached is kept once for *any* state (the world, every mind, every imagined future) and once for each character
as *what he or she believes* in any of them. A value that is not found here can never be there; one that is found may
still be impossible (the relaxation of Bonet and Geffner: what was reached stays, numbers are widened to intervals).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fabula.ground import fold
from fabula.ground.figures import identity
from fabula.ground.model import GroundEffect, GroundEvent, GroundModel, MindEffect
from fabula.ground.values import NONE, Values, can_compare, combine
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
    children,
    walk,
)

MOST_TASKS = 100_000  # events, each for each character, that are followed one by one
ANY = -1  # the holder that stands for any state


@dataclass(slots=True)
class _Task:
    """An event in any state, or in what one character believes. `group`: events that can stand for one another."""

    event: GroundEvent
    holder: int
    group: tuple[GroundEvent, ...]


class Reach:
    """The values that can be reached from the start of a model."""

    def __init__(self, model: GroundModel, *, notice: bool = True, apart: bool = True) -> None:
        """`notice=False` leaves out what minds take in of events, as the field's published sizes do.

        `apart=False` keeps one set of values for all minds: then a value that is found may be in any of them.
        """
        self.model = model
        self.notice = notice
        self.domains = fold.Domains(model.fluents)
        people = range(len(model.characters))
        self.number = {name: place for place, name in enumerate(model.characters)}
        # Where there are figures or dreams, minds are exchanged for each other: one set of values stands for all. So it
        # does in very large models, where many would take too long.
        count = (len(model.events) + len(model.triggers)) * len(people)
        self.shared = not apart or len(model.minds) > len(people) or count > MOST_TASKS
        self.holders = [ANY] if self.shared else [ANY, *people]
        self._of: dict[int, list[Values]] = {ANY: [NONE] * len(model.fluents)}
        for holder in people:
            self._of[holder] = self._of[ANY] if self.shared else [NONE] * len(model.fluents)
        self._identity = identity(model)
        self._spots_of: dict[int, frozenset[tuple[int | None, int]]] = {}
        self._readers: dict[tuple[int, int], list[int]] = {}
        self._queue: list[int] = []
        self._queued: list[bool] = []
        self._tasks = self._all_tasks()
        self._start()
        self._grow()

    # ---- what can be asked ----------------------------------------------------------------------------------------

    def of(self, fluent: int, holder: int = ANY) -> Values:
        """The values that a fluent can have."""
        return self._of[holder][fluent]

    def can(self, expr: Expr, holder: int = ANY) -> bool:
        """Whether a condition can hold."""
        if isinstance(expr, Compare):
            return can_compare(expr.op, self.values(expr.left, holder), self.values(expr.right, holder))
        if isinstance(expr, Fluent):
            return True in self._of[holder][expr.index].single
        if isinstance(expr, Not) and isinstance(expr.body, Fluent):
            return False in self._of[holder][expr.body.index].single
        if isinstance(expr, And):
            return all(self.can(part, holder) for part in expr.parts)
        if isinstance(expr, Or):
            return any(self.can(part, holder) for part in expr.parts)
        if isinstance(expr, Believes):
            return self.can(expr.body, self._believer(expr))
        if isinstance(expr, Const):
            return bool(expr.value)
        if isinstance(expr, Not):
            return self.can(fold.negation(expr.body), holder)
        if isinstance(expr, If):
            return (self.can(expr.condition, holder) and self.can(expr.then, holder)) or self.can(
                expr.otherwise, holder
            )
        raise TypeError(f"not a condition: {expr!r}")

    def values(self, expr: Expr, holder: int = ANY) -> Values:
        """The values that an expression can have."""
        if isinstance(expr, Fluent):
            return self._of[holder][expr.index]
        if isinstance(expr, Const):
            return Values(frozenset((expr.value,)))
        if isinstance(expr, Believes):
            return self.values(expr.body, self._believer(expr))
        if isinstance(expr, Arith):
            return combine(expr.op, self.values(expr.left, holder), self.values(expr.right, holder))
        if isinstance(expr, If):
            then = self.values(expr.then, holder) if self.can(expr.condition, holder) else NONE
            return then.union(self.values(expr.otherwise, holder))
        truths: tuple[Value, ...] = (True,) if self.can(expr, holder) else ()
        if self.can(fold.negation(expr), holder) or not truths:
            truths = (*truths, False)
        return Values(frozenset(truths))

    def _believer(self, expr: Believes) -> int:
        assert isinstance(expr.who, Const)
        return self.number[str(expr.who.value)]

    # ---- the fixpoint ---------------------------------------------------------------------------------------------

    def _all_tasks(self) -> list[_Task]:
        model = self.model
        groups: dict[int, tuple[GroundEvent, ...]] = {}
        for addressed in model.addressed:
            group = tuple(model.events[number] for _, number in addressed.instances)
            for event in group:
                groups[event.index] = tuple(dict.fromkeys((*groups.get(event.index, ()), *group)))
        tasks: list[_Task] = []
        for event in model.events:
            group = groups.get(event.index, (event,))
            tasks += [_Task(event, holder, group) for holder in self.holders]
        for event in model.triggers:
            tasks += [_Task(event, holder, (event,)) for holder in self.holders]
        for place, task in enumerate(tasks):
            for spot in self._reads(task):
                self._readers.setdefault(spot, []).append(place)
        self._queued = [True] * len(tasks)
        self._queue = list(range(len(tasks)))
        return tasks

    def _reads(self, task: _Task) -> set[tuple[int, int]]:
        """Whose fluents a task depends on."""
        event, holder = task.event, task.holder
        found: set[tuple[int, int]] = set()

        def read(expr: Expr, reader: int) -> None:
            for who, fluent in self._spots(expr):
                found.add((reader if who is None else who, fluent))

        for other in task.group:
            read(other.precondition, holder)
            if event.kind != "trigger" and holder != ANY:
                read(other.precondition, ANY)
        if event.observing:
            for condition in event.observing if holder == ANY else (event.observing[holder],):
                read(condition, ANY)
        for outcome in event.outcomes:
            changes: tuple[GroundEffect | MindEffect, ...] = (*outcome.effects, *outcome.mind_effects)
            for change in changes:
                read(change.condition, holder)
                read(change.value, holder)
                if isinstance(change, MindEffect) and change.figure in self._identity:
                    found.add((holder, self._identity[change.figure]))
        return found

    def _spots(self, expr: Expr) -> frozenset[tuple[int | None, int]]:
        """The fluents that an expression reads, each with the character in whose mind; None: where it stands."""
        spots = self._spots_of.get(id(expr))
        if spots is None:
            if isinstance(expr, Fluent):
                spots = frozenset(((None, expr.index),))
            elif isinstance(expr, Believes):
                believer = self._believer(expr)
                spots = frozenset((believer if who is None else who, fluent) for who, fluent in self._spots(expr.body))
            elif isinstance(expr, Compare) and isinstance(expr.right, Const):
                spots = self._spots(expr.left)
            else:
                spots = frozenset[tuple[int | None, int]]().union(*map(self._spots, children(expr)))
            self._spots_of[id(expr)] = spots
        return spots

    def _start(self) -> None:
        for number, value in enumerate(self.model.initial.values):
            for holder in {ANY, *self.holders}:
                self._of[holder][number] = Values(frozenset((value,)))
        # What others believe in somebody's mind is, unless it is said, what that somebody believes.
        for _, number, value in self.model.initial.beliefs:
            for holder in self.holders:
                self._add(holder, number, Values(frozenset((value,))))

    def _grow(self) -> None:
        while self._queue:
            queue, self._queue = self._queue, []
            for place in queue:
                self._queued[place] = False
                self._try(self._tasks[place])

    def _add(self, holder: int, fluent: int, new: Values) -> None:
        """The values can be there in what `holder` believes, and so in any state."""
        for spot in {holder, ANY} if self._of[holder] is not self._of[ANY] else {ANY}:
            old = self._of[spot][fluent]
            both = old.union(new)
            if both == old:
                continue
            if self.domains.fluents[fluent].domain is None:
                both = both.widened(old)
                if both == old:
                    continue
            self._of[spot][fluent] = both
            for place in self._readers.get((spot, fluent), ()):
                if not self._queued[place]:
                    self._queued[place] = True
                    self._queue.append(place)

    def _try(self, task: _Task) -> None:
        event, holder = task.event, task.holder
        if holder != ANY and not self.notice:
            return
        if event.kind == "trigger" or holder == ANY:
            if not any(self.can(other.precondition, holder) for other in task.group):
                return
        else:
            if not self.can(event.observing[holder], ANY):
                return
            if not any(self.can(other.precondition, ANY) for other in task.group):
                return
        if event.kind != "trigger" and self.notice and (holder != ANY or self._is_noticed(event)):
            self._surprise(event.precondition, holder)
        for outcome in event.outcomes:
            for effect in outcome.effects:
                if holder != ANY and effect.path:
                    continue  # the same in any state says more
                if self.can(effect.condition, holder):
                    where = effect.path[-1] if effect.path else holder
                    self._add(where, effect.fluent, self.values(effect.value, holder))
            for change in outcome.mind_effects:
                if change.figure in self._identity and self.can(change.condition, holder):
                    who = self._identity[change.figure]
                    taken_for = self.values(change.value, holder) if change.kind == "mistake" else self._of[holder][who]
                    self._add(change.character, who, taken_for)

    def _is_noticed(self, event: GroundEvent) -> bool:
        """Whether one set of values stands for all minds, and some of them can take the event in."""
        if not self.shared:
            return False
        return event.dreamer is not None or any(self.can(condition, ANY) for condition in event.observing)

    def _surprise(self, precondition: Expr, holder: int) -> None:
        """What a mind that held the event for impossible believes on seeing it: see `docs/manual/semantics.md`."""
        for atom in atoms(precondition):
            there, world = holder, ANY
            test = atom
            while isinstance(atom, Believes):
                there = world = self._believer(atom)
                atom = atom.body
            can_fail = self.can(fold.negation(atom), there) or self._unknown(atom, there)
            if not can_fail or not self.can(test, ANY):
                continue
            if isinstance(atom, Fluent):
                self._add(there, atom.index, Values(frozenset((True,))))
            elif isinstance(atom, Not) and isinstance(atom.body, Fluent):
                self._add(there, atom.body.index, Values(frozenset((False,))))
            elif isinstance(atom, Compare) and atom.op == "==" and isinstance(atom.left, Fluent):
                self._add(there, atom.left.index, self.values(atom.right, world))
            else:
                for part in walk(atom):
                    if isinstance(part, Fluent) and not self.domains.boolean(part):
                        self._add(there, part.index, Values(frozenset((None,))))

    def _unknown(self, atom: Expr, holder: int) -> bool:
        """Whether an order comparison can be neither true nor false."""
        return isinstance(atom, Compare) and (
            None in self.values(atom.left, holder).single or None in self.values(atom.right, holder).single
        )


def atoms(condition: Expr) -> Iterator[Expr]:
    """The atoms of a condition in normal form, `believes` around them."""
    if isinstance(condition, (And, Or)):
        for part in condition.parts:
            yield from atoms(part)
    elif not isinstance(condition, Const):
        yield condition


__all__ = ["ANY", "Reach", "atoms"]
