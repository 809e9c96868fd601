"""Interventions: a world in which every fact of its start, and whatever anybody believes, can be made otherwise.

What a fact is good for shows when it is changed and the rest is left as it is. A ground model as such can't take that:
what never changes has been worked out and is gone from it. Here the model is made anew as if each fact of the start
could change, so that one kernel answers for the world as it is and for all the worlds that it could have been.

*Source:* J. Pearl, *Causality*, 2000, chapter 1 (an intervention sets a variable and cuts it off from what made it so).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from fabula.diagnostics.problems import FabulaError
from fabula.diagnostics.source import Span
from fabula.ground import fold
from fabula.ground.effects import Effects, Place, Writes
from fabula.ground.expand import Expander
from fabula.ground.facts import fluents_of, visible_fluents
from fabula.ground.instantiate import formulas, instantiate
from fabula.ground.limits import MOST_FLUENTS, MOST_NODES, Budget
from fabula.ground.model import GroundFluent, GroundModel, InitialState
from fabula.ground.simplify import simplify
from fabula.ground.start import Start, statements
from fabula.kernel import Kernel, State
from fabula.world.effects import Assign, BelievesEffect, Effect
from fabula.world.expressions import Const, Expr, Fluent, Read, Value, children
from fabula.world.model import Event, World

Path = tuple[int, ...]  # characters: in what whom believes that whom believes

SENSELESS = ("F501", "F504", "F505")  # what engines say of a world that can't be run

_MADE_UP = "(otherwise)"  # the name of the events by which grounding learns what may change; nobody can write it


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of the start: what the world says of a fluent, in the world itself or in somebody's mind.

    `instead`: what is so where it is taken back: of the world, what the fluent is where nothing is said; of a belief,
    what is so (in the mind around it).
    """

    path: Path
    fluent: str  # by name, `at(Ann)`
    value: Value
    instead: Value
    span: Span


def facts_of(world: World) -> tuple[Fact, ...]:
    """The facts of the start that are not what would be so without them, in the order in which they were last said.

    Left out is what no line of the world says (what the language keeps of its agreements, say).
    """
    fluents, index = fluents_of(world, MOST_FLUENTS)
    expander = Expander(world, fold.Domains(fluents), index, visible_fluents(fluents), Budget(MOST_NODES))
    effects = Effects(replace(expander, split=False))
    start = Start(InitialState(tuple(fluent.property.default for fluent in fluents)), world.characters)
    said: dict[tuple[Path, int], Span | None] = {}
    for statement in world.start:
        effects.expander.budget.begin("the start", statement.span)
        for effect in statements(statement.effect):
            writes = Writes.none()
            effects.compile(effect)({}, Place(), writes)
            for write in writes.values:
                if start.value(write.condition):
                    spot = (write.path, write.fluent)
                    said.pop(spot, None)
                    said[spot] = statement.span
            start.write(writes)
    found = []
    for (path, number), span in said.items():
        if span is None:  # bookkeeping of the language itself, such as an agreement that there is not yet
            continue
        value = start.at(path, number)
        instead = start.at(path[:-1], number) if path else fluents[number].property.default
        if value != instead or isinstance(value, bool) != isinstance(instead, bool):
            found.append(Fact(path, fluents[number].name, value, instead, span))
    return tuple(found)


def changeable(world: World, facts: Iterable[Fact]) -> GroundModel:
    """The ground model of the world, as if each of the facts could be otherwise. Raises `FabulaError` (F4xx)."""
    fluents = {fluent.name: fluent for fluent in fluents_of(world, MOST_FLUENTS)[0]}
    made_up: list[Event] = []
    for fact in facts:
        change = Assign(_read(world, fluents[fact.fluent]), Const(fact.instead))
        for path in (fact.path, *([] if fact.path else [(who,) for who in range(len(world.characters))])):
            effect: Effect = change
            for who in reversed(path):
                effect = BelievesEffect(Const(world.characters[who]), effect)
            made_up.append(Event("fate", _MADE_UP, (), Const(True), effect, rate=Const(0)))
    model = simplify(instantiate(replace(world, events=(*world.events, *made_up))), apart=False)
    events = tuple(event for event in model.events if event.name != _MADE_UP)
    gone = len(model.events) - len(events)
    return replace(
        model,
        world=world,
        events=events,
        addressed=tuple(replace(event, index=event.index - gone) for event in model.addressed),
    )


def fluents_in(exprs: Iterable[Expr]) -> set[int]:
    """The fluents that expressions read; what they share is looked at once."""
    found: set[int] = set()
    seen: set[int] = set()
    todo = list(exprs)
    while todo:
        expr = todo.pop()
        if isinstance(expr, Fluent):
            found.add(expr.index)
        elif id(expr) not in seen:
            seen.add(id(expr))
            todo.extend(children(expr))
    return found


def _read(world: World, fluent: GroundFluent) -> Read:
    return Read(fluent.property.key, tuple(Const(arg) for arg in fluent.args))


@contextmanager
def no_such_world() -> Iterator[None]:
    """Leave the block where a change makes a world that can't be: triggers without end, odds or rates below 0."""
    try:
        yield
    except FabulaError as error:
        if any(problem.code not in SENSELESS for problem in error.problems):
            raise


class Changing:
    """A world that can be changed: its facts, and a kernel that runs it however they are.

    `facts` are those that something in the world asks for.
    """

    def __init__(self, world: World, *, max_states: int | None = None) -> None:
        every = facts_of(world)
        self.engine = Kernel(changeable(world, every), max_states=max_states)
        self.model = self.engine.model
        self.number = {fluent.name: fluent.index for fluent in self.model.fluents}
        asked = fluents_in(formulas(self.model))
        self.facts = tuple(fact for fact in every if self.number.get(fact.fluent) in asked)
        self.said = {(fact.path, fact.fluent): fact for fact in every}

    def start(self, taken_back: Sequence[Fact] = ()) -> State:
        """The start without some of its facts."""
        if not taken_back:
            return self.engine.initial()
        initial = self.model.initial
        values = list(initial.values)
        gone: set[tuple[Path, int]] = set()
        for fact in taken_back:
            number = self.number[fact.fluent]
            if fact.path:
                gone.add((fact.path, number))
            else:
                values[number] = fact.instead
        beliefs = tuple(belief for belief in initial.beliefs if belief[:2] not in gone)
        return self.engine.start_from(InitialState(tuple(values), beliefs))

    def believing(self, state: State, who: int, beliefs: Sequence[tuple[Path, int, Value]]) -> State:
        """The state in which a character believes something else: path seen from the character, fluent, value."""
        return self.engine.believing(state, who, beliefs)
