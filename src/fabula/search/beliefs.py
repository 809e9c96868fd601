"""Beliefs as facts: what is read of minds, and every way in which it comes about.

What a character believes of a fluent is one more fluent here, a *place*, if an event of the world reads it or what
somebody must believe to want the event (`fabula.search.consent`), or if another such place depends on it. It changes
with an event or a trigger of the world, an *operator*, in four ways:

* somebody notices the event, and its effect happens in his mind too (S3), read there, where it was put right (S4);
* somebody is surprised, and learns a part of the precondition (S4);
* somebody is told (S5);
* a trigger holds in a mind (S6), which makes it an operator of its own.

Every change that can happen is among them, and the condition of each is never stronger than it is: what a surprise
makes of a mind is any of the ways in which it may be put right, or anything if there are too many, and what is believed
within minds may be anything. So nobody comes to believe something sooner than it is counted here.

*Example:* `pour(Ann, cup)` makes `poisoned(cup)` true, and whoever is in the room notices. If Tom must believe that the
cup is not poisoned to drink from it, what he believes of it is a place. It becomes true with `pour` where `at(Tom)` is
the room, and stays as it was where it is not. It becomes true also if he notices an event that takes a poisoned cup.

*Source:* F. Kominis and H. Geffner, "Beliefs in multiagent planning: from one agent to many", ICAPS 2015, and C. Muise
and others, "Planning over multi-agent epistemic states", AAAI 2015 (beliefs as facts); rules S3 to S6 of the manual.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import product

from fabula.ground.model import GroundEvent, GroundFluent, GroundModel
from fabula.search.consent import Consent
from fabula.search.domains import Domains, domain_of
from fabula.world.expressions import (
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
    walk,
)

MOST_SURPRISES = 16  # ways in which a mind may be put right before it reads a condition

Where = int | None  # a character's mind; None: the world


@dataclass(frozen=True, slots=True)
class Change:
    """A fluent may get a value: `may` holds if it does, `may_not` if it does not. `value`: an expression, None: any."""

    may: Expr
    may_not: Expr
    value: Expr | None


@dataclass(slots=True)
class Operator:
    """An event or a trigger, in the world or in a mind, by places. All of `preconditions` must hold."""

    event: GroundEvent
    preconditions: list[Expr]
    changes: dict[int, list[Change]] = field(default_factory=dict)


class Beliefs:
    """What is read of minds, and what changes it.

    `places`: the mind (None: the world) and the fluent there; first those of the world, in their order, then those of
    minds. `fluents`: a fluent for each. `events`, `triggers`: operators, those of triggers in minds last. `wanting`: by
    the index of an event, each who must want it, and what must be so in his mind.
    """

    def __init__(self, model: GroundModel) -> None:
        self.model = model
        self.places: list[tuple[Where, int]] = [(None, fluent.index) for fluent in model.fluents]
        self._place: dict[tuple[Where, int], int] = {place: index for index, place in enumerate(self.places)}
        self._number = {name: number for number, name in enumerate(model.characters)}
        self._domain = [domain_of(fluent) for fluent in model.fluents]
        self.domains = Domains(model.characters, self.domain)
        self.events = [Operator(event, [self.at(event.precondition, None)]) for event in model.events]
        self.triggers = [Operator(trigger, [self.at(trigger.precondition, None)]) for trigger in model.triggers]
        self.wanting: dict[int, list[tuple[int, Expr]]] = {}
        self._want()
        self._writers: dict[int, list[tuple[Operator, Expr, Expr]]] = {}  # by fluent: condition, value
        self._tellers: dict[tuple[int, int], list[tuple[Operator, Expr, Expr]]] = {}  # by mind and fluent
        self._teachers: dict[int, list[Operator]] = {}  # by fluent that a surprise may repair
        self._repairs: dict[int, dict[int, list[tuple[Expr, Expr | None]]]] = {}  # by event and fluent
        self._lay_out()
        for fluent, writers in self._writers.items():
            for operator, condition, value in writers:
                self._add(operator, fluent, condition, value, None)
        done = len(model.fluents)
        while done < len(self.places):  # what is read of minds, and what that depends on
            mind, fluent = self.places[done]
            assert mind is not None
            self._follow(mind, fluent, done)
            done += 1
        self.fluents: list[GroundFluent] = [
            replace(model.fluents[fluent], index=index) for index, (_, fluent) in enumerate(self.places)
        ]

    def domain(self, place: int) -> tuple[Value, ...]:
        """What a fluent of the world or of a mind may be; nothing is listed of a number."""
        return self._domain[self.places[place][1]]

    def place_if_read(self, mind: Where, fluent: int) -> int | None:
        """The place of a fluent in a mind; None: nothing depends on it."""
        return self._place.get((mind, fluent))

    def at(self, expr: Expr, mind: Where, learned: Mapping[int, Expr] | None = None) -> Expr:
        """The expression by places, as it is in the world (None) or in a mind. What is believed there may be anything.

        `learned`: what a mind puts in the place of fluents.
        """
        match expr:
            case Fluent(index):
                if learned and index in learned:
                    return learned[index]
                return expr if mind is None else Fluent(self._place_of(mind, index))
            case Believes(Const(name), body) if mind is None:
                return self.at(body, self._number[str(name)])
            case And(parts):
                return And(tuple(self.at(part, mind, learned) for part in parts))
            case Or(parts):
                return Or(tuple(self.at(part, mind, learned) for part in parts))
            case Not(body):
                return Not(self.at(body, mind, learned))
            case Compare(op, left, right):
                return Compare(op, self.at(left, mind, learned), self.at(right, mind, learned))
            case Arith(op, left, right):
                return Arith(op, self.at(left, mind, learned), self.at(right, mind, learned))
            case If(condition, then, otherwise):
                condition = self.at(condition, mind, learned)
                return If(condition, self.at(then, mind, learned), self.at(otherwise, mind, learned))
        return expr

    def _place_of(self, mind: Where, fluent: int) -> int:
        found = self._place.get((mind, fluent))
        if found is None:
            found = self._place[mind, fluent] = len(self.places)
            self.places.append((mind, fluent))
        return found

    def _want(self) -> None:
        """What must be believed by those who must want an event is a precondition of it."""
        consent = Consent(self.model)
        for operator in self.events:
            for who, needed in consent.needed(operator.event):
                need = self.at(needed, who)
                operator.preconditions.append(need)
                self.wanting.setdefault(operator.event.index, []).append((who, need))

    def _lay_out(self) -> None:
        """What changes what: by effects, by being told, by surprise."""
        for operator in (*self.events, *self.triggers):
            for effect in operator.event.outcomes[0].effects:
                entry = (operator, effect.condition, effect.value)
                if not effect.path:
                    self._writers.setdefault(effect.fluent, []).append(entry)
                elif len(set(effect.path)) == 1:
                    self._tellers.setdefault((effect.path[0], effect.fluent), []).append(entry)
        for operator in self.events:
            repairs = self._repairs[operator.event.index] = _repairs(operator.event.precondition)
            for fluent in repairs:
                self._teachers.setdefault(fluent, []).append(operator)

    # ---- changes -----------------------------------------------------------------------------------------------------

    def _add(self, operator: Operator, place: int, condition: Expr, value: Expr, where: Where) -> None:
        """A change by an effect whose condition and value are read in the world, or in a mind."""
        may = self.at(condition, where)
        operator.changes.setdefault(place, []).append(Change(may, Not(may), self.at(value, where)))

    def _follow(self, mind: int, fluent: int, place: int) -> None:
        """Everything that may change a fluent in a mind."""
        for operator, condition, value in self._writers.get(fluent, ()):
            if operator.event.kind == "trigger":
                inner = Operator(operator.event, [self.at(operator.event.precondition, mind)])
                self._add(inner, place, condition, value, mind)
                self.triggers.append(inner)
            elif self._may_notice(operator.event, mind):
                operator.changes.setdefault(place, []).extend(self._noticed(operator.event, condition, value, mind))
        for operator in self._teachers.get(fluent, ()):
            if self._may_notice(operator.event, mind):
                operator.changes.setdefault(place, []).extend(self._taught(operator.event, fluent, mind))
        for operator, condition, value in self._tellers.get((mind, fluent), ()):
            self._add(operator, place, condition, value, None)

    def _may_notice(self, event: GroundEvent, mind: int) -> bool:
        """Whether the character may notice the event, for all that its precondition says."""
        return self.domains.decided(event.observing[mind], self.domains.allowed([event.precondition])) is not False

    def _noticed(self, event: GroundEvent, condition: Expr, value: Expr, mind: int) -> list[Change]:
        """What an effect does in the mind of who notices it (S3)."""
        seen = self.at(event.observing[mind], None)
        conditions = self._put_right(condition, event, mind)
        values = self._put_right(value, event, mind)
        if conditions is None or values is None:
            return [Change(seen, TRUE, None)]
        may = And((seen, Or(tuple(And((when, one)) for when, one in conditions))))
        may_not = Or((Not(seen), *(And((when, Not(one))) for when, one in conditions)))
        return [Change(And((may, when)), may_not, one) for when, one in values]

    def _taught(self, event: GroundEvent, fluent: int, mind: int) -> list[Change]:
        """What a surprise may make of a fluent (S4): what is learned is so."""
        seen = self.at(event.observing[mind], None)
        return [
            Change(And((seen, self.at(atom, None))), TRUE, None if learned is None else self.at(learned, None))
            for atom, learned in self._repairs[event.index][fluent]
        ]

    def _put_right(self, expr: Expr, event: GroundEvent, mind: int) -> list[tuple[Expr, Expr]] | None:
        """What an expression is in a mind that the event has perhaps surprised, each with when; None: anything.

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
        found: list[tuple[Expr, Expr]] = []
        for way in product(*options):
            known = {fluent: new for fluent, (_, new) in zip(read, way, strict=True) if new is not None}
            found.append((And(tuple(when for when, _ in way)), self.at(expr, mind, known)))
        return found


def _repairs(precondition: Expr) -> dict[int, list[tuple[Expr, Expr | None]]]:
    """By fluent, what a surprise may make of it (S4) if an atom holds: an expression of the world, None: anything."""
    found: dict[int, list[tuple[Expr, Expr | None]]] = {}
    match precondition:
        case And(parts) | Or(parts):
            for part in parts:
                for fluent, several in _repairs(part).items():
                    found.setdefault(fluent, []).extend(several)
        case Fluent(index):
            found[index] = [(precondition, Const(True))]
        case Not(Fluent(index)):
            found[index] = [(precondition, Const(False))]
        case Compare("==", Fluent(index), value) | Compare("==", value, Fluent(index)):
            learned = None if any(isinstance(part, Believes) for part in walk(value)) else value
            found[index] = [(precondition, learned)]
        case Believes():
            for part in walk(precondition):
                if isinstance(part, Fluent):
                    found[part.index] = [(TRUE, None)]
        case _:
            for part in walk(precondition):
                if isinstance(part, Fluent):
                    found[part.index] = [(precondition, Const(None))]
                    break
    return found
