"""The relaxation with minds: an act also takes that whoever must want it believes what nobody can want it without.

Nobody wants an act that cannot be in any plan of his or hers (M1, M2, M4). So in the mind of each who must want it:

* its precondition holds;
* no effect of it happens there that can't be undone and after which the utility can't rise any more (a patient does not
  consent to a treatment that is deadly, as far as he believes).

These become preconditions of the act. What they read of a mind, and what that depends on in turn, are facts like those
of the world; they come about as minds change: by what is noticed (S3) and, where that surprises, learned (S4), by what
is told (S5), and by triggers (S6). Minds within minds are not looked at: anything may be so there.

A relaxation that only adds facts would let somebody be healthy, and believe for ever what was so before. So where an
act takes a belief that is *wrong*, the fluent and what the character believes of it are one variable, a *block*, whose
facts are pairs of values; and an event is told apart by the values of the blocks that it reads, since one and the same
event does not happen in two of these ways at once.

All of it only leaves out what can't happen; so what is counted here (`fabula.search.landmarks`) is never too much.

*Source:* F. Kominis and H. Geffner, "Beliefs in multiagent planning: from one agent to many", ICAPS 2015, and C. Muise
and others, "Planning over multi-agent epistemic states", AAAI 2015 (beliefs as facts); P. Haslum, "h^m(P) = h^1(P^m)",
ICAPS 2009 (pairs as facts). Differs: what makes a consent impossible is our own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

from fabula.ground.model import GroundEvent, GroundFluent, GroundModel
from fabula.reference.meaning import Meanings
from fabula.search.monotone import ALWAYS, CHOICE, CONSTANT, NEVER, OPERATION, OPERATIONS, Monotone
from fabula.search.relaxed import utility_of
from fabula.world.expressions import (
    FALSE,
    TRUE,
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

MOST_TUPLES = 64  # values of one block
MOST_CASES = 32  # ways of one event that are told apart
MOST_SURPRISES = 16  # ways in which a mind may be put right before it reads a condition

Where = int | None  # a character's mind; None: the world


@dataclass(frozen=True, slots=True)
class Change:
    """A fluent may get a value: `may` holds if it does, `may_not` if it does not. `value`: an expression, None: any."""

    may: Expr
    may_not: Expr
    value: Expr | None


@dataclass(slots=True)
class Task:
    """An event or a trigger of the world with its minds."""

    event: GroundEvent
    needs: list[Expr]  # all that must hold
    changes: dict[int, list[Change]] = field(default_factory=dict)


def willing(model: GroundModel, start: Callable[[Where], tuple[Value, ...]]) -> Willing | None:
    """The relaxation with minds; None where it would say nothing, or minds change in ways that are not looked at.

    `start`: the values at the start of the story, of the world (None) and of minds.
    """
    plain = (
        not model.addressed
        and all(mind.kind == "actual" for mind in model.minds)
        and all(
            event.kind in ("action", "fate") and not event.takes and len(event.outcomes) == 1 for event in model.events
        )
        and not any(o.mind_effects for event in (*model.events, *model.triggers) for o in event.outcomes)
    )
    if not plain or not any(event.consenting for event in model.events):
        return None
    minds = _Minds(model)
    worlds = {mind: start(mind) for mind, _ in minds.places}
    return Willing(minds, [worlds[mind][fluent] for mind, fluent in minds.places])


class _Minds:
    """What is read of minds, and what changes it. Fluents of minds are numbered after those of the world."""

    def __init__(self, model: GroundModel) -> None:
        self.model = model
        self.number = {name: number for number, name in enumerate(model.characters)}
        self.places: list[tuple[Where, int]] = [(None, fluent.index) for fluent in model.fluents]
        self._place: dict[tuple[Where, int], int] = {place: index for index, place in enumerate(self.places)}
        self.exact = Meanings(model.characters)
        self._said: dict[int, tuple[Expr, int | None, frozenset[Value]]] = {}  # by identity of the expression
        self._writers: dict[int, list[tuple[GroundEvent, Expr, Expr]]] = {}  # by fluent, in the world
        self._tellers: dict[tuple[int, int], list[tuple[GroundEvent, Expr, Expr]]] = {}
        self._teachers: dict[int, list[GroundEvent]] = {}  # by fluent that a surprise may repair
        self._repairs: dict[int, dict[int, list[tuple[Expr, Expr | None]]]] = {}  # by event
        for event in (*model.events, *model.triggers):
            for effect in event.outcomes[0].effects:
                entry = (event, effect.condition, effect.value)
                if not effect.path:
                    self._writers.setdefault(effect.fluent, []).append(entry)
                elif len(set(effect.path)) == 1:
                    self._tellers.setdefault((effect.path[0], effect.fluent), []).append(entry)
        for event in model.events:
            repairs = self._repairs[event.index] = _repairs(event.precondition)
            for fluent in repairs:
                self._teachers.setdefault(fluent, []).append(event)
        self._deadly: dict[tuple[int, Value, int], Value] = {}
        self.tasks = {id(e): Task(e, [self.at(e.precondition, None)]) for e in (*model.events, *model.triggers)}
        self.inner: list[Task] = []  # triggers in minds
        self.wanting: dict[int, list[tuple[int, Expr]]] = {}  # by event: character and what must be believed
        for event in model.events:
            for consent in event.consenting:
                if consent.unless == FALSE:
                    need = self._need(event, consent.character)
                    self.tasks[id(event)].needs.append(need)
                    self.wanting.setdefault(event.index, []).append((consent.character, need))
        for fluent, writers in self._writers.items():
            for event, condition, value in writers:
                self._add(self.tasks[id(event)], fluent, condition, value, None)
        done = len(model.fluents)
        while done < len(self.places):  # what is read of minds, and what that depends on
            mind, fluent = self.places[done]
            assert mind is not None
            self._follow(mind, fluent, done)
            done += 1
        self.fluents: list[GroundFluent] = [
            replace(model.fluents[fluent], index=index) for index, (_, fluent) in enumerate(self.places)
        ]

    def place(self, mind: Where, fluent: int) -> int:
        found = self._place.get((mind, fluent))
        if found is None:
            found = self._place[mind, fluent] = len(self.places)
            self.places.append((mind, fluent))
        return found

    def at(self, expr: Expr, mind: Where) -> Expr:
        """The expression as it is in the world (None) or in a mind; what is believed there stays as it is: anything."""
        match expr:
            case Fluent(index):
                return expr if mind is None else Fluent(self.place(mind, index))
            case Believes(Const(name), body) if mind is None:
                return self.at(body, self.number[str(name)])
            case And(parts):
                return And(tuple(self.at(part, mind) for part in parts))
            case Or(parts):
                return Or(tuple(self.at(part, mind) for part in parts))
            case Not(body):
                return Not(self.at(body, mind))
            case Compare(op, left, right):
                return Compare(op, self.at(left, mind), self.at(right, mind))
            case Arith(op, left, right):
                return Arith(op, self.at(left, mind), self.at(right, mind))
            case If(condition, then, otherwise):
                return If(self.at(condition, mind), self.at(then, mind), self.at(otherwise, mind))
        return expr

    # ---- what must be believed ---------------------------------------------------------------------------------------

    def _need(self, event: GroundEvent, who: int) -> Expr:
        """What must hold in the mind of somebody who wants the event."""
        parts = [event.precondition]
        before: dict[int, list[Expr]] = {}
        for effect in event.outcomes[0].effects:
            if not effect.path:
                others = before.setdefault(effect.fluent, [])
                if isinstance(effect.value, Const) and self._is_deadly(effect.fluent, effect.value.value, who):
                    parts.append(Or((Not(effect.condition), *others)))  # of several, the first counts
                others.append(effect.condition)
        return self.at(conjunction(parts), who)

    def _is_deadly(self, fluent: int, value: Value, who: int) -> bool:
        """Whether a fluent with this value keeps it, and the utility is then never more than it is anyway."""
        key = (fluent, value, who)
        if key not in self._deadly:
            self._deadly[key] = self._stays(fluent, value) and self._hopeless(fluent, value, who)
        return bool(self._deadly[key])

    def _stays(self, fluent: int, value: Value) -> bool:
        """Whether nothing changes the fluent once it has this value."""
        if self.model.fluents[fluent].property.kind == "number":
            return False
        for event, condition, new in self._writers.get(fluent, ()):
            if new == Const(value):
                continue
            if self.decided(And((event.precondition, condition)), {fluent: {value}}) is not False:
                return False
        return True

    def _hopeless(self, fluent: int, value: Value, who: int) -> bool:
        """Whether the utility is never more with this value than the least that it can be."""
        utility = utility_of(self.model, who)
        read = {part.index for part in walk(utility) if isinstance(part, Fluent)}
        if fluent not in read or any(isinstance(part, Believes) for part in walk(utility)):
            return False
        relaxed = Monotone(replace(self.model, events=(), triggers=()), deeds=True)
        term = relaxed.term(utility)
        wrong = {node for (f, v), node in relaxed.fact.items() if f == fluent and v != value}
        highest = _extreme(relaxed, term, wrong)[1]
        lowest = _extreme(relaxed, term, set())[0]
        return highest <= lowest

    def domain(self, fluent: int) -> list[Value]:
        """What a fluent of the world or of a mind may be, unless it is a number."""
        base = self.model.fluents[self.places[fluent][1]]
        return [None, *(value for value in base.domain or () if value is not None)]

    def is_number(self, fluent: int) -> bool:
        return self.model.fluents[self.places[fluent][1]].property.kind == "number"

    def decided(self, expr: Expr, allowed: dict[int, set[Value]]) -> bool | None:
        """What an expression is if fluents have only these values: true, false, or None: either."""
        match expr:
            case Const(value):
                return bool(value)
            case And(parts) | Or(parts):
                every = [self.decided(part, allowed) for part in parts]
                short = isinstance(expr, Or)
                if short in every:
                    return short
                return None if None in every else not short
            case Not(body):
                found = self.decided(body, allowed)
                return None if found is None else not found
        fluent, good = self.said(expr)
        if fluent is None or fluent not in allowed:
            return None
        values = allowed[fluent]
        return True if values <= good else False if values.isdisjoint(good) else None

    def said(self, expr: Expr) -> tuple[int | None, frozenset[Value]]:
        """The one fluent (no number) that an expression reads, and with which values it holds; None: it reads more."""
        found = self._said.get(id(expr))
        if found is None:
            read = {part.index for part in walk(expr) if isinstance(part, Fluent)}
            fluent: int | None = None
            good: frozenset[Value] = frozenset()
            if len(read) == 1 and not any(isinstance(part, Believes) for part in walk(expr)):
                (one,) = read
                if not self.is_number(one):
                    fluent, meaning = one, self.exact(expr)
                    good = frozenset(value for value in self.domain(one) if meaning(_One(one, value)))
            found = self._said[id(expr)] = (expr, fluent, good)
        return found[1], found[2]

    # ---- how it changes ----------------------------------------------------------------------------------------------

    def _add(self, task: Task, index: int, condition: Expr, value: Expr, where: Where) -> None:
        """A change of a fluent by an effect whose condition and value are read in the world, or in a mind."""
        may = self.at(condition, where)
        task.changes.setdefault(index, []).append(Change(may, Not(may), self.at(value, where)))

    def _follow(self, mind: int, fluent: int, index: int) -> None:
        """Everything that may change a fluent in a mind."""
        for event, condition, value in self._writers.get(fluent, ()):
            if event.kind == "trigger":
                inner = Task(event, [self.at(event.precondition, mind)])
                self._add(inner, index, condition, value, mind)
                self.inner.append(inner)
            elif not self._unseen(event, mind):
                seen = self.at(event.observing[mind], None)
                changes = self.tasks[id(event)].changes.setdefault(index, [])
                conditions = self._surprised(condition, event, mind)
                values = self._surprised(value, event, mind)
                if conditions is None or values is None:
                    changes.append(Change(seen, TRUE, None))
                    continue
                may = And((seen, Or(tuple(And((given, one)) for given, one in conditions))))
                may_not = Or((Not(seen), *(And((given, Not(one))) for given, one in conditions)))
                changes += [Change(And((may, given)), may_not, one) for given, one in values]
        for event in self._teachers.get(fluent, ()):
            if not self._unseen(event, mind):
                seen = self.at(event.observing[mind], None)
                for atom, learned in self._repairs[event.index][fluent]:
                    lesson = None if learned is None else self.at(learned, None)
                    change = Change(And((seen, self.at(atom, None))), TRUE, lesson)  # what is learned is so
                    self.tasks[id(event)].changes.setdefault(index, []).append(change)
        for event, condition, value in self._tellers.get((mind, fluent), ()):
            self._add(self.tasks[id(event)], index, condition, value, None)

    def _unseen(self, event: GroundEvent, mind: int) -> bool:
        """Whether the character surely does not notice the event."""
        allowed = self.allowed([event.precondition])
        return self.decided(event.observing[mind], allowed) is False

    def allowed(self, parts: Iterable[Expr]) -> dict[int, set[Value]]:
        """What single fluents may be where all of the parts hold."""
        found: dict[int, set[Value]] = {}
        for part in _flat(parts):
            fluent, good = self.said(part)
            if fluent is not None:
                found[fluent] = set(good & found.get(fluent, good))
        return found

    def _surprised(self, expr: Expr, event: GroundEvent, mind: int) -> list[tuple[Expr, Expr]] | None:
        """What the expression is in a mind that the event has perhaps surprised, each with when; None: anything.

        What is learned was false in the mind.
        """
        repairs = self._repairs[event.index]
        read = sorted({part.index for part in walk(expr) if isinstance(part, Fluent)} & repairs.keys())
        options: list[list[tuple[Expr, Expr | None]]] = []
        count = 1
        for fluent in read:
            several: list[tuple[Expr, Expr | None]] = [(TRUE, None)]  # as it is
            for atom, learned in repairs[fluent]:
                if not isinstance(learned, Const):
                    return None
                several.append((And((self.at(atom, None), Not(self.at(atom, mind)))), learned))
            options.append(several)
            count *= len(several)
        if count > MOST_SURPRISES:
            return None
        return [
            (
                And(tuple(given for given, _ in one)),
                self.at(_put(expr, {f: new for f, (_, new) in zip(read, one, strict=True) if new is not None}), mind),
            )
            for one in product(*options)
        ]

    # ---- blocks ------------------------------------------------------------------------------------------------------

    def blocks(self) -> list[tuple[int, ...]]:
        """Fluents of which somebody must be wrong, each with what all who must want the same event believe of it."""
        wrong: dict[int, dict[int, None]] = {}  # by fluent: places of those who must be wrong
        others: dict[int, dict[int, None]] = {}  # and of those who must want one of these events too
        for event in self.model.events:
            world = self.tasks[id(event)].needs[0]
            conditions: list[Expr] = [TRUE]
            for effect in event.outcomes[0].effects:
                if not effect.path and effect.condition != TRUE:
                    conditions += [self.at(effect.condition, None), Not(self.at(effect.condition, None))]
            believed = [(who, self.allowed([need]), need) for who, need in self.wanting.get(event.index, ())]
            for condition in conditions:
                real = self.allowed([world, condition])
                for who, values, _ in believed:
                    for fluent in real:
                        index = self._place.get((who, fluent))
                        if index in values and values[index] and real[fluent] and not values[index] & real[fluent]:
                            wrong.setdefault(fluent, {})[index] = None
                            read = {
                                part.index for _, _, need in believed for part in walk(need) if isinstance(part, Fluent)
                            }
                            for place in sorted(read):
                                if self.places[place][1] == fluent:
                                    others.setdefault(fluent, {})[place] = None
        blocks = []
        for fluent, places in wrong.items():
            for members in ({**places, **others[fluent]}, places, {next(iter(places)): None}):
                if len(self.domain(fluent)) ** (1 + len(members)) <= MOST_TUPLES:
                    blocks.append((fluent, *sorted(members)))
                    break
        return blocks


class _One:
    """Values of which one is known, for an expression that reads no other."""

    def __init__(self, fluent: int, value: Value) -> None:
        self.values: Any = {fluent: value}
        self.minds: Any = ()


@dataclass(frozen=True, slots=True)
class Given:
    """Conditions that hold together: what variables may be (by their fluents), and what reads more than one."""

    allowed: dict[tuple[int, ...], list[tuple[Value, ...]]]
    rest: tuple[Expr, ...]


class Willing(Monotone):
    """The nodes, terms and rules of a model with its minds. `rule_event` tells the ways of an event apart.

    `places`: by fluent, those of minds included, the mind (None: the world) and the fluent there. `start`: the values
    at the start of the story, by place; only of what can come of it is anything said.
    """

    def __init__(self, minds: _Minds, start: list[Value]) -> None:
        self.minds = minds
        self.places = minds.places
        self.blocks = minds.blocks()
        self.block_of = {fluent: block for block, members in enumerate(self.blocks) for fluent in members}
        self._said: dict[int, tuple[Expr, tuple[int, ...] | None, frozenset[tuple[Value, ...]]]] = {}
        events = [minds.tasks[id(event)] for event in minds.model.events]
        tasks = [*events, *(minds.tasks[id(trigger)] for trigger in minds.model.triggers), *minds.inner]
        self._find_tuples(tasks, start)
        self.tuple_fact: dict[tuple[int, tuple[Value, ...]], int] = {}
        super().__init__(replace(minds.model, fluents=tuple(minds.fluents), events=(), triggers=()), deeds=False)
        self.operators = 0
        for number, task in enumerate(tasks):
            if number == len(events):
                self.event_rules = len(self.rule_node)
            self._add_task(task)
        if len(tasks) == len(events):
            self.event_rules = len(self.rule_node)
        self._keep_what_can_come(start)

    def _make_facts(self, model: GroundModel) -> None:
        super()._make_facts(model)
        for block, members in enumerate(self.blocks):
            for values in self.tuples[block]:
                self.tuple_fact[block, values] = self._leaf()
            for place, member in enumerate(members):
                for value in self.minds.domain(member):
                    having = [self.tuple_fact[block, values] for values in self.tuples[block] if values[place] == value]
                    self.fact[member, value] = self._one(having)

    # ---- conditions --------------------------------------------------------------------------------------------------

    def _with(self, given: Given, parts: Iterable[Expr]) -> Given | None:
        """These conditions too; None: they can't hold together."""
        allowed = dict(given.allowed)
        rest: list[Expr] = []
        for part in _flat(parts):
            variable, good = self._what_is_said(part)
            if variable is None:
                rest.append(part)
            elif variable in allowed:
                allowed[variable] = [values for values in allowed[variable] if values in good]
            else:
                allowed[variable] = [values for values in self._values_of(variable) if values in good]
            if variable is not None and not allowed[variable]:
                return None
        found = Given(allowed, (*given.rest, *rest))
        single = _single(found)
        return None if any(self.minds.decided(part, single) is False for part in found.rest) else found

    def _where(self, given: Given, block: int, values: tuple[Value, ...]) -> Given | None:
        """The conditions with the values of a block; None: it can't have them then."""
        members = self.blocks[block]
        if members in given.allowed and values not in given.allowed[members]:
            return None
        found = Given({**given.allowed, members: [values]}, given.rest)
        single = _single(found)
        return None if any(self.minds.decided(part, single) is False for part in found.rest) else found

    def _node_of(self, given: Given) -> int:
        """The node of conditions that hold together."""
        single = _single(given)
        nodes = [self.node(self._under(part, single)) for part in given.rest]
        for variable, several in given.allowed.items():
            if len(variable) == 1:
                nodes.append(self._one([self.fact[variable[0], value] for (value,) in several]))
            else:
                block = self.block_of[variable[0]]
                nodes.append(self._one([self.tuple_fact[block, v] for v in several if (block, v) in self.tuple_fact]))
        return self._all(nodes)

    def _values_of(self, variable: tuple[int, ...]) -> Iterable[tuple[Value, ...]]:
        if len(variable) == 1:
            return [(value,) for value in self.minds.domain(variable[0])]
        return self.tuples[self.block_of[variable[0]]]

    def _what_is_said(self, expr: Expr) -> tuple[tuple[int, ...] | None, frozenset[tuple[Value, ...]]]:
        """The one variable that an expression reads, and the values with which it holds; None: it reads more."""
        found = self._said.get(id(expr))
        if found is None:
            variable = self._variable(expr)
            good: list[tuple[Value, ...]] = []
            if variable is not None:
                holds = self.minds.exact(expr)
                every = product(*(self.minds.domain(member) for member in variable))
                good = [values for values in every if holds(_Several(variable, values))]
            found = self._said[id(expr)] = (expr, variable, frozenset(good))
        return found[1], found[2]

    def _variable(self, expr: Expr) -> tuple[int, ...] | None:
        """The fluent or the block that is all that an expression reads; None: it reads more, or numbers, or none."""
        found: tuple[int, ...] | None = None
        for part in walk(expr):
            if isinstance(part, Believes):
                return None
            if isinstance(part, Fluent):
                if self.minds.is_number(part.index):
                    return None
                block = self.block_of.get(part.index)
                variable = (part.index,) if block is None else self.blocks[block]
                if found is not None and variable != found:
                    return None
                found = variable
        return found

    def _under(self, expr: Expr, allowed: dict[int, set[Value]]) -> Expr:
        """The expression without what is certain where fluents have only these values."""
        known = self.minds.decided(expr, allowed)
        if known is not None and isinstance(expr, (And, Or, Not, Compare, Fluent)):
            return Const(known)
        match expr:
            case And(parts):
                return And(tuple(self._under(part, allowed) for part in parts))
            case Or(parts):
                return Or(tuple(self._under(part, allowed) for part in parts))
            case Not(body):
                return Not(self._under(body, allowed))
        return expr

    # ---- blocks ------------------------------------------------------------------------------------------------------

    def _find_tuples(self, tasks: list[Task], start: list[Value]) -> None:
        """Which values the blocks can come to have, as far as each can be told by itself."""
        self.tuples: list[dict[tuple[Value, ...], None]] = []
        for members in self.blocks:
            self.tuples.append(dict.fromkeys(product(*(self.minds.domain(member) for member in members))))
        reached: list[dict[tuple[Value, ...], None]] = []
        for block, members in enumerate(self.blocks):
            touching = [
                (task, given)
                for task in tasks
                if not task.changes.keys().isdisjoint(members)
                for given in [self._with(Given({}, ()), task.needs)]
                if given is not None
            ]
            first = tuple(start[member] for member in members)
            known = {first: None}
            todo = [first]
            while todo:
                values = todo.pop()
                for task, given in touching:
                    here = self._where(given, block, values)
                    if here is not None:
                        for after, _, _ in self._turns(task, here, block, values):
                            if after not in known:
                                known[after] = None
                                todo.append(after)
            reached.append(known)
        self.tuples = reached

    def _turns(
        self, task: Task, given: Given, block: int, values: tuple[Value, ...]
    ) -> Iterator[tuple[tuple[Value, ...], Given, list[tuple[Expr | None, int, Value]]]]:
        """What the block may become: the new values, when, and what is written there; of that more is to be asked."""
        options: list[list[tuple[Expr, Expr | None, int, Value]]] = []
        for member, value in zip(self.blocks[block], values, strict=True):
            changes = task.changes.get(member, [])
            several: list[tuple[Expr, Expr | None, int, Value]] = [
                (conjunction([change.may_not for change in changes]), None, member, value)
            ]
            for change in changes:
                if isinstance(change.value, Const):
                    several.append((change.may, None, member, change.value.value))
                else:
                    several += [(change.may, change.value, member, new) for new in self.minds.domain(member)]
            options.append([one for one in several if self._with(given, [one[0]]) is not None])
        for combination in product(*options):
            after = tuple(value for _, _, _, value in combination)
            if after != values:
                when = self._with(given, [condition for condition, _, _, _ in combination])
                if when is not None:
                    yield after, when, [(written, member, value) for _, written, member, value in combination]

    # ---- rules -------------------------------------------------------------------------------------------------------

    def _add_task(self, task: Task) -> None:
        needs = self._with(Given({}, ()), task.needs)
        if needs is None:
            return
        touched = {self.block_of[fluent]: None for fluent in task.changes if fluent in self.block_of}
        for given, fixed in self._cases(task, needs):
            begun = len(self.rule_node)
            for fluent, changes in task.changes.items():
                if fluent not in self.block_of:
                    for change in changes:
                        self._add_plain(task.event, given, fluent, change)
            for block in touched:
                for values in [fixed[block]] if block in fixed else self.tuples[block]:
                    here = self._where(given, block, values)
                    if here is not None:
                        self._add_turns(task, here, block, values)
            if len(self.rule_node) > begun:
                self.rule_event[begun:] = [self.operators] * (len(self.rule_node) - begun)
                self.operators += 1

    def _cases(self, task: Task, needs: Given) -> Iterator[tuple[Given, dict[int, tuple[Value, ...]]]]:
        """The ways of an event that are told apart: values of the blocks that it reads or changes."""
        read: dict[int, None] = {}
        if task.event.kind != "trigger":
            exprs = [*task.needs, *(change.may for changes in task.changes.values() for change in changes)]
            for expr in exprs:
                for part in walk(expr):
                    if isinstance(part, Fluent) and part.index in self.block_of:
                        read[self.block_of[part.index]] = None
        cases: list[tuple[Given, dict[int, tuple[Value, ...]]]] = [(needs, {})]
        for block in read:
            more = [
                (here, {**fixed, block: values})
                for given, fixed in cases
                for values in self.tuples[block]
                for here in [self._where(given, block, values)]
                if here is not None
            ]
            if len(more) <= MOST_CASES:
                cases = more
        yield from cases

    def _add_plain(self, event: GroundEvent, given: Given, fluent: int, change: Change) -> None:
        """What a change may make of a fluent."""
        when = self._with(given, [change.may])
        if when is None:
            return
        node = self._node_of(when)
        if fluent in self.numeric:
            term = self._any if change.value is None else self.term(change.value)
            self._add_rule(event, node, (), ((self.numeric[fluent], term),))
            return
        values = ((ALWAYS, v) for v in self.minds.domain(fluent)) if change.value is None else None
        for condition, value in values or self._values(change.value or TRUE, fluent):
            fact = self.fact.get((fluent, value))
            if fact is not None:
                self._add_rule(event, self._all([node, condition]), (fact,), ())

    def _add_turns(self, task: Task, given: Given, block: int, values: tuple[Value, ...]) -> None:
        """What the block may become if it has these values."""
        for after, when, written in self._turns(task, given, block, values):
            nodes = [self._node_of(when)]
            for expr, member, value in written:
                if expr is not None:
                    nodes.append(self._one([node for node, new in self._values(expr, member) if new == value]))
            self._add_rule(task.event, self._all(nodes), (self.tuple_fact[block, after],), ())

    def _keep_what_can_come(self, start: list[Value]) -> None:
        """Leave out rules that can never be used after the start, and make one of those that are used together."""
        parents: list[list[int]] = [[] for _ in self.needed]
        for node, parts in enumerate(self.parts):
            for part in parts:
                parents[part].append(node)
        rules: list[list[int]] = [[] for _ in self.needed]
        for rule, node in enumerate(self.rule_node):
            rules[node].append(rule)
        missing = list(self.needed)
        numbers = [self.fact[fluent, None] for fluent in self.numeric]
        facts, _ = self._facts_of(start)
        todo = [ALWAYS, *facts, *numbers, *(comparison[0] for comparison in self.comparisons)]
        known = set(todo)
        while todo:
            node = todo.pop()
            after = [added for rule in rules[node] for added in self.rule_adds[rule]]
            for parent in parents[node]:
                missing[parent] -= 1
                if missing[parent] == 0:
                    after.append(parent)
            for other in after:
                if other not in known:
                    known.add(other)
                    todo.append(other)
        kept: dict[tuple[bool, int, int], tuple[dict[int, None], dict[tuple[int, int], None]]] = {}
        for rule, node in enumerate(self.rule_node):
            if node in known:
                key = (rule >= self.event_rules, self.rule_event[rule], node)
                adds, moves = kept.setdefault(key, ({}, {}))
                adds.update(dict.fromkeys(self.rule_adds[rule]))
                moves.update(dict.fromkeys(self.rule_moves[rule]))
        self.event_rules = sum(not trigger for trigger, _, _ in kept)
        self.rule_event = [operator for _, operator, _ in kept]
        self.rule_node = [node for _, _, node in kept]
        self.rule_adds = [tuple(adds) for adds, _ in kept.values()]
        self.rule_moves = [tuple(moves) for _, moves in kept.values()]

    # ---- states ------------------------------------------------------------------------------------------------------

    def start(self, worlds: list[tuple[Value, ...]], read: list[int]) -> tuple[list[int], list[tuple[int, float]]]:
        """The facts of a state, and its numbers by place. `worlds`: values of the world and of the minds `read`."""
        which: dict[Where, int] = {None: 0, **{mind: place for place, mind in enumerate(read, 1)}}
        return self._facts_of([worlds[which[mind]][fluent] for mind, fluent in self.places])

    def _facts_of(self, now: list[Value]) -> tuple[list[int], list[tuple[int, float]]]:
        facts: list[int] = []
        numbers: list[tuple[int, float]] = []
        for index, value in enumerate(now):
            if index in self.block_of:
                continue
            place = self.numeric.get(index)
            if place is None or value is None:
                facts.append(self.fact[index, value])
            else:
                numbers.append((place, float(value)))
        for block, members in enumerate(self.blocks):
            facts.append(self.tuple_fact[block, tuple(now[member] for member in members)])
        return facts, numbers


class _Several:
    """Values of which several are known, for an expression that reads no others."""

    def __init__(self, fluents: tuple[int, ...], values: tuple[Value, ...]) -> None:
        self.values: Any = dict(zip(fluents, values, strict=True))
        self.minds: Any = ()


def _flat(parts: Iterable[Expr]) -> Iterator[Expr]:
    """The parts of parts that must hold together."""
    for part in parts:
        if isinstance(part, And) or (isinstance(part, Or) and len(part.parts) == 1):
            yield from _flat(part.parts)
        elif isinstance(part, Not) and isinstance(part.body, Or):
            yield from _flat(Not(one) for one in part.body.parts)
        elif part != TRUE:
            yield part


def _single(given: Given) -> dict[int, set[Value]]:
    """What each fluent may be."""
    return {
        member: {values[place] for values in several}
        for variable, several in given.allowed.items()
        for place, member in enumerate(variable)
    }


def _put(expr: Expr, values: dict[int, Expr]) -> Expr:
    """The expression with values in the place of fluents."""
    if not values:
        return expr
    match expr:
        case Fluent(index):
            return values.get(index, expr)
        case And(parts):
            return And(tuple(_put(part, values) for part in parts))
        case Or(parts):
            return Or(tuple(_put(part, values) for part in parts))
        case Not(body):
            return Not(_put(body, values))
        case Compare(op, left, right):
            return Compare(op, _put(left, values), _put(right, values))
        case Arith(op, left, right):
            return Arith(op, _put(left, values), _put(right, values))
        case If(condition, then, otherwise):
            return If(_put(condition, values), _put(then, values), _put(otherwise, values))
    return expr


def _repairs(expr: Expr) -> dict[int, list[tuple[Expr, Expr | None]]]:
    """What a surprise may make of which fluents (S4), if an atom holds: expressions of the world, None: anything."""
    found: dict[int, list[tuple[Expr, Expr | None]]] = {}
    match expr:
        case And(parts) | Or(parts):
            for part in parts:
                for fluent, several in _repairs(part).items():
                    found.setdefault(fluent, []).extend(several)
        case Fluent(index):
            found[index] = [(expr, Const(True))]
        case Not(Fluent(index)):
            found[index] = [(expr, Const(False))]
        case Compare("==", Fluent(index), value) | Compare("==", value, Fluent(index)):
            found[index] = [(expr, None if any(isinstance(part, Believes) for part in walk(value)) else value)]
        case Believes():
            for part in walk(expr):
                if isinstance(part, Fluent):
                    found[part.index] = [(TRUE, None)]
        case _:
            for part in walk(expr):
                if isinstance(part, Fluent):
                    found[part.index] = [(expr, Const(None))]
                    break
    return found


def _extreme(m: Monotone, term: int, wrong: set[int]) -> tuple[float, float]:
    """The least and the most that a term may be where some facts never hold and numbers are anything."""
    known: dict[int, bool] = dict.fromkeys(wrong, False)
    known[NEVER] = False

    def may(node: int) -> bool:
        if node not in known:
            known[node] = True
            if m.needed[node]:
                known[node] = sum(may(part) for part in m.parts[node]) >= m.needed[node]
        return known[node]

    def bounds(one: int) -> tuple[float, float]:
        kind, a, b, c, d = m.terms[one]
        if kind == CONSTANT:
            return m.constants[a]
        if kind == CHOICE:
            found = [bounds(branch) for node, branch in ((a, c), (b, d)) if may(node)]
            if found:
                return min(low for low, _ in found), max(high for _, high in found)
            return float("inf"), float("-inf")
        if kind == OPERATION and OPERATIONS[a] == "+":
            (low, high), (other, most) = bounds(b), bounds(c)
            return low + other, high + most
        return float("-inf"), float("inf")

    return bounds(term)
