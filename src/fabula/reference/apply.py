"""One event applied to one state, before any trigger: rules S1 to S8 of `docs/manual/semantics.md`.

The result is a graph of drafts (see `fabula.reference.state`): the world after the event, and every mind that takes it
in. Minds that notice nothing stay the states that they were. `fabula.reference.settle` then lets triggers happen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

from fabula.ground.failures import too_many_ways
from fabula.ground.figures import identity
from fabula.ground.model import AddressedEvent, GroundEvent, GroundModel, MindEffect
from fabula.reference.meaning import Meaning, Meanings
from fabula.reference.state import Change, Draft, Node, Pool, State, Told
from fabula.world.expressions import And, Believes, Compare, Const, Expr, Fluent, Not, Or, Value, walk

Event = GroundEvent | AddressedEvent

MOST_CLAUSES = 4096  # of a precondition in disjunctive normal form


@dataclass(frozen=True, slots=True)
class ReadyEffect:
    condition: Meaning
    path: tuple[int, ...]
    fluent: int
    value: Meaning


@dataclass(frozen=True, slots=True)
class ReadyOutcome:
    weight: Meaning
    world: tuple[ReadyEffect, ...]  # on the world itself; the first that holds wins
    beliefs: tuple[ReadyEffect, ...]  # on what somebody believes; likewise
    minds: tuple[tuple[Meaning, MindEffect, Meaning], ...]


@dataclass(frozen=True, slots=True)
class Ready:
    """An event with its expressions made into functions of a state."""

    event: GroundEvent
    possible: Meaning
    outcomes: tuple[ReadyOutcome, ...]
    observing: tuple[Meaning, ...]


class Rules:
    """The events of one model, ready to be applied. Holds what is made once; states come and go."""

    def __init__(self, model: GroundModel, pool: Pool) -> None:
        self.model = model
        self.pool = pool
        self.meaning = Meanings(model.characters)
        self.events = tuple(self._ready(event) for event in model.events)
        self.triggers = tuple(self._ready(event) for event in model.triggers)
        self._clauses: dict[int, tuple[tuple[Expr, ...], ...]] = {}
        number = {name: i for i, name in enumerate(model.characters)}
        self.waking: dict[int, int] = {}  # character -> place of the waking mind
        self.knowing: dict[int, dict[str, int]] = {}  # character -> figure -> place of the knowing mind
        for place, mind in enumerate(model.minds):
            if mind.kind == "waking":
                self.waking[number[mind.character]] = place
            elif mind.kind == "knowing":
                self.knowing.setdefault(number[mind.character], {})[str(mind.figure)] = place
        self.who = identity(model)
        self.felt = {
            character: frozenset(f.index for f in model.fluents if f.property.felt and f.args[0] == name)
            for name, character in number.items()
        }

    def _ready(self, event: GroundEvent) -> Ready:
        meaning = self.meaning
        outcomes = []
        for outcome in event.outcomes:
            effects = [ReadyEffect(meaning(e.condition), e.path, e.fluent, meaning(e.value)) for e in outcome.effects]
            outcomes.append(
                ReadyOutcome(
                    meaning(outcome.weight),
                    tuple(e for e in effects if not e.path),
                    tuple(e for e in effects if e.path),
                    tuple((meaning(e.condition), e, meaning(e.value)) for e in outcome.mind_effects),
                )
            )
        observing = tuple(meaning(condition) for condition in event.observing)
        return Ready(event, meaning(event.precondition), tuple(outcomes), observing)

    def resolve(self, event: Event, state: State) -> Ready | None:
        """What an act addressed to a figure is in this world: the act addressed to whoever the figure is taken for."""
        if isinstance(event, GroundEvent):
            return self.events[event.index]
        who = state.values[event.who]
        for name, index in event.instances:
            if name == who:
                return self.events[index]
        return None

    def clauses(self, event: GroundEvent) -> tuple[tuple[Expr, ...], ...]:
        """The precondition in disjunctive normal form."""
        if event.index not in self._clauses:
            self._clauses[event.index] = tuple(_clauses(event.precondition, event, self.model))
        return self._clauses[event.index]

    def places(self, character: int, state: State) -> tuple[int, ...]:
        """The minds that take in what the character notices.

        The actual one, and the knowing ones while a figure is mistaken; the waking one alone while he or she dreams.
        """
        waking = self.waking.get(character)
        if waking is not None and state.minds[waking] is not None:
            return (waking,)
        return (
            character,
            *(place for place in self.knowing.get(character, {}).values() if state.minds[place] is not None),
        )

    def listening(self, character: int, minds: list[Node | None]) -> int:
        """The mind that a belief effect writes to: the waking one of somebody who dreams, else the actual one."""
        waking = self.waking.get(character)
        return waking if waking is not None and minds[waking] is not None else character

    # ---- S4: surprise ------------------------------------------------------------------------------------------------

    def surprise(self, world: State, mind: State, owner: int, event: GroundEvent) -> State:
        """The mind of `owner` after it has seen that what it held impossible is possible.

        For each clause of the precondition that holds in the world, each of its atoms that is false in the mind: of an
        atom `f == v`, f becomes in the mind what v is in the world; of any other, f becomes unknown there. Whoever
        learns this knows that he or she believes it (as in S5).
        """
        change: Change = {}
        for clause in self.clauses(event):
            if not all(self.meaning(atom)(world) for atom in clause):
                continue
            for atom in clause:
                if self.meaning(atom)(mind):
                    continue
                for path, fluent, value in self._repairs(atom, world):
                    change[path, fluent] = value
        telling = Telling()
        repaired = telling.told(mind, owner, change)
        telling.finish()
        return self.pool.keep(repaired)

    def _repairs(self, atom: Expr, world: State) -> Iterator[tuple[tuple[int, ...], int, Value]]:
        """What is set to make the atom hold: path, fluent, value."""
        path: tuple[int, ...] = ()
        scope = world
        while isinstance(atom, Believes):
            assert isinstance(atom.who, Const)
            mind = self.model.characters.index(str(atom.who.value))
            path = (*path, mind)
            scope = scope.minds[mind]  # type: ignore[assignment]  # actual minds are never empty
            atom = atom.body
        match atom:
            case Fluent(index):
                yield path, index, True
            case Not(Fluent(index)):
                yield path, index, False
            case Compare("==", Fluent(index), value) | Compare("==", value, Fluent(index)):
                yield path, index, self.meaning(value)(scope)
            case _:
                for part in walk(atom):
                    if isinstance(part, Fluent):
                        yield path, part.index, None
                        return


class Telling:
    """Changes of minds, while their bases are still in the making; `finish` fills them in."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, int, frozenset[object]], Told] = {}
        self._todo: list[Told] = []

    def told(self, mind: Node | None, character: int, change: Change) -> Told:
        """S5: a mind of the character in which the change is believed too. Paths start from that mind."""
        assert mind is not None
        if isinstance(mind, Told):
            change = {**mind.change, **change}
            mind = mind.base
        key = (id(mind), character, frozenset(change.items()))
        if key not in self._made:
            self._made[key] = Told(mind, character, change)
            self._todo.append(self._made[key])
        return self._made[key]

    def finish(self) -> None:
        for told in self._todo:  # grows while it is walked
            base, me = told.base, told.character
            values = list(base.values)
            minds: list[Node | None] = list(base.minds)
            inner: dict[int, Change] = {}
            own: Change = {}
            for (path, fluent), value in told.change.items():
                while path and path[0] == me:  # what one believes that one believes, one believes
                    path = path[1:]
                own[path, fluent] = value
                if path:
                    inner.setdefault(path[0], {})[path[1:], fluent] = value
                else:
                    values[fluent] = value
            told.values = tuple(values)
            minds[me] = self.told(minds[me], me, own)
            for other, change in inner.items():
                minds[other] = self.told(minds[other], other, change)
            told.minds = minds
        self._todo.clear()


def raw(rules: Rules, state: State, event: Event, outcome: int) -> Node:
    """The event with that outcome in the world and in the minds that notice it, before any trigger."""
    return _Unfolding(rules, event, outcome).start(state)


class _Unfolding:
    """One event on its way through the world and the minds in it."""

    def __init__(self, rules: Rules, event: Event, outcome: int) -> None:
        self.rules = rules
        self.event = event
        self.outcome = outcome
        self.telling = Telling()
        self._made: dict[tuple[State, int | None, bool, tuple[int, State] | None], Node] = {}
        self._todo: list[Callable[[], None]] = []

    def start(self, state: State) -> Node:
        root = self.world(state, None)
        for fill in self._todo:  # grows while it is walked
            fill()
        self.telling.finish()
        return root

    def world(
        self,
        before: State,
        owner: int | None,
        *,
        dreamt: bool = False,
        surprised: tuple[int, State] | None = None,
    ) -> Node:
        """The world `before`, which `owner` believes in (None: the real one), after the event.

        `surprised`: whoever has just been, and what he or she believed to believe before.
        """
        ready = self.rules.resolve(self.event, before)
        if ready is None:
            return before
        if not ready.outcomes[self.outcome].minds:
            owner = None  # makes no difference, so that a mind that is right about everything stays the world itself
        key = (before, owner, dreamt, surprised)
        if key not in self._made:
            draft = self._made[key] = Draft(before.values)
            self._todo.append(lambda: self._fill(draft, before, ready, owner, dreamt, surprised))
        return self._made[key]

    def _notice(self, world: State, mind: State, owner: int, dreamt: bool) -> Node:
        """S4: a mind takes the event in; what it held impossible is put right first (in a dream nothing is)."""
        known = self.rules.resolve(self.event, mind)
        surprised = known is not None and not dreamt and not known.possible(mind)
        if known is not None and surprised and known is self.rules.resolve(self.event, world):
            repaired = self.rules.surprise(world, mind, owner, known.event)
            itself = mind.minds[owner]
            if itself is not None and itself is not repaired.minds[owner]:
                return self.world(repaired, owner, dreamt=dreamt, surprised=(owner, itself))
            mind = repaired
        return self.world(mind, owner, dreamt=dreamt)

    def _fill(
        self,
        draft: Draft,
        before: State,
        ready: Ready,
        owner: int | None,
        dreamt: bool,
        surprised: tuple[int, State] | None,
    ) -> None:
        outcome = ready.outcomes[self.outcome]
        dreamer = None if dreamt else ready.event.dreamer
        values = list(before.values)
        done: set[int] = set()
        for effect in outcome.world:  # S2
            if effect.fluent not in done and effect.condition(before):
                done.add(effect.fluent)
                if dreamer is None or effect.fluent in self.rules.felt[dreamer]:
                    values[effect.fluent] = effect.value(before)
        draft.values = tuple(values)
        minds: list[Node | None] = list(before.minds)
        if dreamer is not None:
            self._dream(dreamer, draft, minds)
            draft.minds = minds
            return
        for character, observes in enumerate(ready.observing):  # S3
            if observes(before) or (dreamt and character == ready.event.dreamer):
                for place in self.rules.places(character, before):
                    mind = before.minds[place]
                    if surprised is not None and place == surprised[0]:
                        mind = surprised[1]  # is surprised in turn, by what it sees of the event
                    assert mind is not None  # `places` names no empty one
                    minds[place] = self._notice(before, mind, character, dreamt)
        for condition, change_of_mind, value in outcome.minds:  # S7
            if change_of_mind.character != owner and condition(before):
                change_mind(self.rules, self.telling, change_of_mind, value(before), before.values, minds)
        for character, change in told_by(outcome, before).items():  # S5
            place = self.rules.listening(character, minds)
            minds[place] = self.telling.told(minds[place], character, change)
        draft.minds = minds

    def _dream(self, dreamer: int, draft: Draft, minds: list[Node | None]) -> None:
        """S8: what is dreamt happens in the dreamer's mind alone; what it does to the heart (set already) is real."""
        mind = minds[dreamer]
        assert isinstance(mind, State)
        waking = self.rules.waking[dreamer]
        asleep = minds[waking] or mind
        heart: Change = {((), fluent): draft.values[fluent] for fluent in self.rules.felt[dreamer]}
        minds[waking] = self.telling.told(asleep, dreamer, heart) if heart else asleep
        minds[dreamer] = self.world(mind, dreamer, dreamt=True)
        if heart:
            minds[dreamer] = self.telling.told(minds[dreamer], dreamer, heart)


def change_mind(
    rules: Rules,
    telling: Telling,
    effect: MindEffect,
    value: Value,
    values: tuple[Value, ...],
    minds: list[Node | None],
) -> None:
    """S7: waking up, mistaking a figure, recognising it. `values` of the world whose `minds` are changed, before."""
    me = effect.character
    if effect.kind == "wake":
        waking = rules.waking.get(me)
        if waking is not None and minds[waking] is not None:
            minds[me], minds[waking] = minds[waking], None
        return
    figure = str(effect.figure)
    place = rules.knowing.get(me, {}).get(figure)
    who = rules.who.get(figure)
    if who is None:
        return  # who the figure is never changes, in no mind: there is nothing to mistake
    truth: Change = {((), who): values[who]}
    if effect.kind == "recognise":
        if place is not None and minds[place] is not None:
            minds[me], minds[place] = minds[place], None
        minds[me] = telling.told(minds[me], me, truth)
    elif place is not None:
        if minds[place] is None and value != values[who]:
            minds[place] = telling.told(minds[me], me, truth)
        minds[me] = telling.told(minds[me], me, {((), who): value})


def told_by(outcome: ReadyOutcome, before: Node) -> dict[int, Change]:
    """S5: what each character comes to believe by the effects on beliefs, read in the world before."""
    changes: dict[int, Change] = {}
    for effect in outcome.beliefs:
        change = changes.get(effect.path[0], {})
        spot = (effect.path[1:], effect.fluent)
        if spot not in change and effect.condition(before):
            change[spot] = effect.value(before)
            changes[effect.path[0]] = change
    return changes


def _clauses(expr: Expr, event: GroundEvent, model: GroundModel) -> Iterator[tuple[Expr, ...]]:
    """The clauses of an expression in negation normal form. A belief distributes over `and` and `or`."""
    match expr:
        case Const(value):
            if value:
                yield ()
        case Or(parts):
            for part in parts:
                yield from _clauses(part, event, model)
        case And(parts):
            choices = [tuple(_clauses(part, event, model)) for part in parts]
            total = 1
            for choice in choices:
                total *= len(choice)
            if total > MOST_CLAUSES:
                raise too_many_ways(model, event, total, MOST_CLAUSES)
            for clauses in product(*choices):
                yield tuple(atom for clause in clauses for atom in clause)
        case Believes(who, body):
            for clause in _clauses(body, event, model):
                yield tuple(Believes(who, atom) for atom in clause)
        case _:
            yield (expr,)
