"""Small ground worlds drawn at random: beliefs within beliefs, triggers, chance, dreams, figures, ticks.

They are drawn as ground models, without a text: what no writer would write is in them too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

from hypothesis import strategies as st

from fabula.ground.model import (
    AddressedEvent,
    GroundConsent,
    GroundEffect,
    GroundEvent,
    GroundFluent,
    GroundModel,
    GroundOutcome,
    GroundWant,
    InitialState,
    Mind,
    MindEffect,
)
from fabula.world.effects import Together
from fabula.world.expressions import And, Arith, Believes, Compare, Const, Expr, Fluent, If, Not, Or, Value, conjunction
from fabula.world.model import Event, Limits, Property, World

NAMES = ("Ann", "Tom", "Zoe")
PLACES = ("home", "street", "shop")
FIGURE = "stranger"

Thing = TypeVar("Thing")


@dataclass
class Drawing:
    """One world on its way: what has been decided so far. `draw` is Hypothesis's."""

    draw: st.DrawFn
    characters: tuple[str, ...] = ()
    fluents: tuple[GroundFluent, ...] = ()
    dreams: bool = False
    figures: bool = False

    # ---- choices -----------------------------------------------------------------------------------------------------

    def number(self, low: int, high: int) -> int:
        return self.draw(st.integers(low, high))

    def one(self, things: tuple[Thing, ...]) -> Thing:
        return things[self.number(0, len(things) - 1)]

    def chance(self, percent: int) -> bool:
        return self.number(0, 99) < percent

    # ---- fluents -----------------------------------------------------------------------------------------------------

    def make_fluents(self) -> None:
        count = self.number(2, 6)
        fluents: list[GroundFluent] = []
        for index in range(count):
            kind = self.one(("boolean", "entity", "number", "count"))
            who = self.one(self.characters)
            felt = self.dreams and self.chance(40)
            name = f"p{index}"
            domain: tuple[Value, ...] | None = None
            if kind == "boolean":
                domain = (False, True)
                declared = Property(name, name, (), "boolean", "boolean", felt=felt)
            elif kind == "entity":
                domain = (*PLACES[: self.number(2, 3)], None)
                declared = Property(name, name, (), "entity", "place", felt=felt)
            elif kind == "number":
                domain = (0, 1, 2, None)
                declared = Property(name, name, (), "number", "number", 0, 2, felt=felt)
            else:
                declared = Property(name, name, (), "number", "number", felt=felt)
            fluents.append(GroundFluent(index, declared, (who,), f"{name}({who})", domain))
        if self.figures:
            declared = Property("who", "who", (), "entity", "character")
            fluents.append(GroundFluent(count, declared, (FIGURE,), f"who({FIGURE})", (*self.characters, None)))
        self.fluents = tuple(fluents)

    def value(self, fluent: int) -> Value:
        domain = self.fluents[fluent].domain
        return self.number(-1, 3) if domain is None else self.one(domain)

    def path(self, longest: int) -> tuple[int, ...]:
        path: list[int] = []
        while len(path) < longest and self.chance(45):
            path.append(self.number(0, len(self.characters) - 1))
        return tuple(path)

    def within(self, path: tuple[int, ...], expr: Expr) -> Expr:
        for character in reversed(path):
            expr = Believes(Const(self.characters[character]), expr)
        return expr

    def kind(self, fluent: int) -> str:
        return self.fluents[fluent].property.kind

    # ---- expressions -------------------------------------------------------------------------------------------------

    def atom(self) -> Expr:
        index = self.number(0, len(self.fluents) - 1)
        here: Expr = Fluent(index)
        found: Expr
        if self.kind(index) == "boolean":
            found = here if self.chance(50) else Not(here)
        elif self.kind(index) == "number":
            op = self.one(("==", "!=", "<", "<=", ">", ">="))
            others = [f.index for f in self.fluents if f.property.kind == "number"]
            other: Expr = Fluent(self.one(tuple(others))) if self.chance(20) else Const(self.value(index))
            found = Compare(op, here, other)  # type: ignore[arg-type]
        else:
            others = [f.index for f in self.fluents if f.property.type == self.fluents[index].property.type]
            other = Fluent(self.one(tuple(others))) if self.chance(20) else Const(self.value(index))
            found = Compare(self.one(("==", "!=")), here, other)  # type: ignore[arg-type]
        return self.within(self.path(2), found)

    def condition(self, most: int = 2) -> Expr:
        parts = [self.atom() for _ in range(self.number(0, most))]
        if len(parts) > 1 and self.chance(30):
            return And((self.atom(), Or(tuple(parts)))) if self.chance(50) else Or(tuple(parts))
        return conjunction(parts)

    def new_value(self, fluent: int) -> Expr:
        """What an effect may set."""
        found: Expr = Const(self.value(fluent))
        if self.chance(60):
            return found
        like = [
            f.index
            for f in self.fluents
            if f.property.type == self.fluents[fluent].property.type
            and (f.domain == self.fluents[fluent].domain or self.fluents[fluent].domain is None)
        ]
        found = self.within(self.path(1), Fluent(self.one(tuple(like))))
        if self.kind(fluent) == "number" and self.chance(60):
            found = Arith(self.one(("+", "-", "*", "/")), found, Const(self.number(0, 2)))  # type: ignore[arg-type]
            if self.fluents[fluent].domain is not None:
                found = Arith("min", Const(2), Arith("max", Const(0), found))
        if self.chance(20):
            found = If(self.condition(1), found, Const(self.value(fluent)))
        return found

    # ---- events ------------------------------------------------------------------------------------------------------

    def effect(self) -> GroundEffect:
        fluent = self.number(0, len(self.fluents) - 1)
        condition = Const(True) if self.chance(70) else self.condition(1)
        path = self.path(3) if self.chance(60) else ()
        return GroundEffect(condition, path, fluent, self.new_value(fluent))

    def mind_effect(self) -> MindEffect | None:
        who = self.number(0, len(self.characters) - 1)
        condition = Const(True) if self.chance(70) else self.condition(1)
        kinds = (*(("wake",) if self.dreams else ()), *(("mistake", "recognise") if self.figures else ()))
        if not kinds:
            return None
        kind = self.one(kinds)
        if kind == "wake":
            return MindEffect(condition, (), "wake", who)
        if kind == "mistake":
            return MindEffect(condition, (), "mistake", who, FIGURE, Const(self.one((*self.characters, None))))
        return MindEffect(condition, (), "recognise", who, FIGURE)

    def outcome(self, weight: int) -> GroundOutcome:
        effects = tuple(self.effect() for _ in range(self.number(0, 3)))
        changed = self.mind_effect() if self.chance(35) else None
        return GroundOutcome(Const(weight), effects, () if changed is None else (changed,))

    def event(self, index: int) -> GroundEvent:
        kind = self.one(("action", "action", "action", "fate", "tick", "dream" if self.dreams else "action"))
        outcomes = (self.outcome(1),)
        if self.chance(20):
            outcomes = (self.outcome(self.number(0, 2)), self.outcome(self.number(0, 2)))
        seen = tuple(
            Const(True) if self.chance(50) else Const(False) if self.chance(30) else self.condition(1)
            for _ in self.characters
        )
        who = self.number(0, len(self.characters) - 1)
        return GroundEvent(
            index,
            kind,  # type: ignore[arg-type]
            f"e{index}",
            (),
            self.condition(),
            outcomes,
            (GroundConsent(who),) if kind == "action" else (),
            seen,
            takes=1 if kind == "action" and self.chance(20) else 0,
            dreamer=who if kind == "dream" else None,
        )

    def trigger(self, index: int) -> GroundEvent:
        """A trigger that makes something so which is not so; now and then one that may go on without end."""
        fluent = self.number(0, len(self.fluents) - 1)
        path = self.path(2)
        value = self.value(fluent)
        wrong: Expr = Compare("!=", Fluent(fluent), Const(value))
        if self.kind(fluent) == "boolean":
            wrong = Not(Fluent(fluent)) if value else Fluent(fluent)
        effects = [GroundEffect(Const(True), path, fluent, Const(value))]
        if self.chance(15):
            effects.append(self.effect())
        condition = self.condition()
        parts = condition.parts if isinstance(condition, And) else () if condition == Const(True) else (condition,)
        precondition = conjunction([*parts, self.within(path, wrong)])
        return GroundEvent(index, "trigger", f"t{index}", (), precondition, (GroundOutcome(Const(1), tuple(effects)),))

    def start(self) -> InitialState:
        values = tuple(self.value(fluent.index) for fluent in self.fluents)
        beliefs = []
        for _ in range(self.number(0, 3)):
            path = self.path(2)
            fluent = self.number(0, len(self.fluents) - 1)
            if path and all(a != b for a, b in pairwise(path)):
                beliefs.append((path, fluent, self.value(fluent)))
        return InitialState(values, tuple(beliefs))

    def model(self) -> GroundModel:
        self.characters = NAMES[: self.number(1, 3)]
        self.dreams, self.figures = self.chance(25), self.chance(20)
        self.make_fluents()
        events = tuple(self.event(index) for index in range(self.number(1, 4)))
        minds = [Mind("actual", name) for name in self.characters]
        if self.dreams:
            minds += [Mind("waking", name) for name in self.characters]
        addressed: tuple[AddressedEvent, ...] = ()
        if self.figures:
            takes = [m.character for e in events for o in e.outcomes for m in o.mind_effects if m.kind == "mistake"]
            minds += [Mind("knowing", n, FIGURE) for who, n in enumerate(self.characters) if who in takes]
            acts = [event for event in events if event.consenting]
            if acts:
                instances = tuple((name, self.one(tuple(acts)).index) for name in self.characters)
                who = self.one(tuple(acts)).consenting[0].character
                addressed = (
                    AddressedEvent(len(events), "to", (FIGURE,), who, FIGURE, len(self.fluents) - 1, instances),
                )
                longest = max(len(events[index].outcomes) for _, index in instances)
                events = tuple(
                    replace(event, outcomes=(event.outcomes * longest)[:longest]) if event.consenting else event
                    for event in events
                )
        members = {"character": self.characters, "figure": (FIGURE,) if self.figures else ()}
        nothing = Event("fate", "nothing", (), Const(True), Together(()))  # what problems point at
        world = World("w", "W", "fabula", {}, {}, {}, (nothing,), (), (), members=members)
        return GroundModel(
            world,
            self.fluents,
            tuple(minds),
            events,
            addressed,
            tuple(self.trigger(index) for index in range(self.number(0, 3))),
            self.start(),
            tuple(GroundWant(who, "want", self.condition(1)) for who in range(len(self.characters))),
        )


@st.composite
def models(draw: st.DrawFn) -> GroundModel:
    return Drawing(draw).model()


@st.composite
def moved_models(draw: st.DrawFn) -> GroundModel:
    """Random worlds in which more is wanted, acts may take time, and who must want them may be bound by something."""
    drawing = Drawing(draw)
    model = drawing.model()
    wants = []
    for who in range(len(model.characters)):
        for number in range(drawing.number(1, 4)):
            then, otherwise = Const(drawing.number(-2, 3)), Const(drawing.number(-2, 3))
            value = If(drawing.atom(), then, otherwise) if drawing.chance(80) else drawing.condition()
            wants.append(GroundWant(who, f"want{number}", value))
    events = list(model.events)
    while not model.addressed and len(events) < 7 and drawing.chance(80):
        events.append(drawing.event(len(events)))
    for place, event in enumerate(events):
        if event.consenting and drawing.chance(40):
            other = GroundConsent(drawing.number(0, len(model.characters) - 1), drawing.condition(1))
            event = replace(event, takes=drawing.number(0, 1), consenting=(*event.consenting, other))
        if event.consenting and drawing.chance(50):
            event = replace(event, precondition=drawing.atom())
        if event.consenting and not model.addressed and drawing.chance(25):
            event = replace(event, outcomes=(drawing.outcome(1), drawing.outcome(drawing.number(0, 2))))
        events[place] = event
    if drawing.chance(70):
        chain(drawing, events, wants)
    limits = Limits(foresight=drawing.number(2, 3), depth=drawing.number(0, 2), horizon=drawing.number(0, 2))
    world = replace(model.world, limits=limits)
    return replace(model, world=world, events=tuple(events), wants=tuple(wants))


def chain(drawing: Drawing, events: list[GroundEvent], wants: list[GroundWant]) -> None:
    """Let acts be made possible by acts before them, and somebody want what the last one brings."""
    needed: Expr = Const(True)
    for place, event in enumerate(events):
        if not event.consenting:
            continue
        fluent = drawing.number(0, len(drawing.fluents) - 1)
        value = Const(drawing.value(fluent))
        effect = GroundEffect(Const(True), (), fluent, value)
        outcomes = tuple(replace(o, effects=(effect, *o.effects)) for o in event.outcomes)
        seen = tuple(Const(True) if drawing.chance(80) else condition for condition in event.observing)
        events[place] = replace(event, precondition=needed, outcomes=outcomes, observing=seen)
        needed = Compare("==", Fluent(fluent), value)
        worth = Const(drawing.number(1, 3))
        wants.append(GroundWant(drawing.number(0, len(drawing.characters) - 1), "last", If(needed, worth, Const(0))))
