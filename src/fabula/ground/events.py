"""Events to ground events: every choice of parameters for which the precondition is not plainly False.

Parameters are filled in from left to right; each conjunct of the precondition is made as soon as its variables are
there, and a choice is dropped with the first that is False.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from fabula.diagnostics.problems import FabulaError, Problem
from fabula.ground import fold
from fabula.ground.effects import Contradiction, Effects, Place, Writer, Writes, settle
from fabula.ground.expand import Binding, Expander, Maker, free_variables
from fabula.ground.limits import choices, expansion, too_many_events
from fabula.ground.model import GroundConsent, GroundEvent, GroundOutcome
from fabula.ground.printer import show, written
from fabula.world.effects import Effect, Together
from fabula.world.expressions import TRUE, And, Const, Expr, Value
from fabula.world.model import Event

MOST_CONTRADICTIONS = 20  # that are told of one world

Choice = tuple[Binding, Expr]  # the parameters' values and the ground precondition


@dataclass(frozen=True, slots=True)
class _Way:
    """An outcome of a declared event, ready to be filled in."""

    weight: Maker
    write: Writer


class Events:
    """Makes the events of a world: choices of parameters first, so that too many are refused early, then the rest."""

    def __init__(self, expander: Expander, most: int) -> None:
        self.world = expander.world
        self.budget = expander.budget
        self.most = most
        self.splitting = expander
        self.expander = replace(expander, split=False)
        self.weights = replace(expander, conditions=False)
        self.effects = Effects(self.expander)
        self.problems: list[Problem] = []
        self.contradictory: set[str] = set()
        names = dict.fromkeys((*self.world.members.get("entity", ()), *self.world.entities))
        self.canonical = {name: n for n, name in enumerate(names)} if self.world.language == "sabre" else None
        self.number = {name: n for n, name in enumerate(self.world.characters)}

    def all(self) -> tuple[tuple[GroundEvent, ...], tuple[GroundEvent, ...]]:
        """The events and the triggers. Raises F401 (contradictory effects), F402 and F403 (too many)."""
        chosen: list[list[Choice]] = []
        total = 0
        for event in self.world.events:
            self._begin(event)
            found: list[Choice] = []
            chosen.append(found)
            for choice in self._choices(event):
                found.append(choice)
                total += 1
                if total > self.most:
                    sizes = [len(choices_) for choices_ in chosen]
                    raise too_many_events(self.world, self.world.events[sizes.index(max(sizes))], max(sizes), self.most)
        events: list[GroundEvent] = []
        triggers: list[GroundEvent] = []
        for schema, (event, bindings) in enumerate(zip(self.world.events, chosen, strict=True)):
            self._begin(event)
            target = triggers if event.kind == "trigger" else events
            if bindings:
                make = self._maker(event, schema)
                target.extend(make(*choice, number) for number, choice in enumerate(bindings, len(target)))
        if self.problems:
            raise FabulaError(self.problems)
        return tuple(events), tuple(triggers)

    def _begin(self, event: Event) -> None:
        parts: list[Expr | Effect] = [event.precondition, event.effect]
        parts += [outcome.effect for outcome in event.outcomes]
        if event.observing is not None:
            parts.append(event.observing.condition)
        largest = max(expansion(self.world, part) for part in parts)
        self.budget.begin(f"{event.kind} `{event.name}`", event.span, largest)

    def _choices(self, event: Event) -> Iterator[Choice]:
        parameters = event.parameters
        expander = self.expander if event.kind == "trigger" else self.splitting
        parts = event.precondition.parts if isinstance(event.precondition, And) else (event.precondition,)
        place = {parameter.name: number for number, parameter in enumerate(parameters)}
        decided: list[list[tuple[int, Maker]]] = [[] for _ in range(len(parameters) + 1)]
        for number, part in enumerate(parts):
            last = max((place[name] + 1 for name in free_variables(part)), default=0)
            decided[last].append((number, expander.compile(part)))
        ground: list[Expr] = [TRUE] * len(parts)
        binding: Binding = {}
        values = [choices(self.world, parameter) for parameter in parameters]
        tried = 0

        def can_hold(level: int) -> bool:
            for number, make in decided[level]:
                part = ground[number] = make(binding)
                if isinstance(part, Const) and not part.value:
                    return False
            return True

        def fill(level: int) -> Iterator[Choice]:
            nonlocal tried
            if level == len(parameters):
                precondition = fold.conj(ground)
                if not fold.is_false(precondition):
                    yield dict(binding), precondition
                return
            for value in values[level]:
                tried += 1
                if tried > 4 * self.most:
                    raise too_many_events(self.world, event, 0, self.most)
                binding[parameters[level].name] = value
                if can_hold(level + 1):
                    yield from fill(level + 1)

        if can_hold(0):
            yield from fill(0)

    def _maker(self, event: Event, schema: int) -> Callable[[Binding, Expr, int], GroundEvent]:
        """A function that makes the instance of an event for a choice of its parameters."""
        compile_ = self.expander.compile
        ways = [
            _Way(self.weights.compile(outcome.weight), self.effects.compile(Together((event.effect, outcome.effect))))
            for outcome in event.outcomes
        ] or [_Way(self.weights.compile(Const(1)), self.effects.compile(event.effect))]
        consents = [(compile_(consent.who), compile_(consent.unless)) for consent in event.consenting]
        rate = self.weights.compile(event.rate)
        observing = None if event.observing is None else compile_(event.observing.condition)
        dreamer = None if event.dreamer is None else compile_(event.dreamer)

        def make(binding: Binding, precondition: Expr, number: int) -> GroundEvent:
            args = tuple(binding[parameter.name] for parameter in event.parameters)
            outcomes = tuple(self._outcome(event, args, way, binding) for way in ways)
            person = None if dreamer is None else self._character(dreamer(binding))
            return GroundEvent(
                index=number,
                kind=event.kind,
                name=event.name,
                args=args,
                precondition=precondition,
                outcomes=outcomes,
                consenting=self._consenting(consents, binding),
                observing=self._observing(event, observing, binding),
                takes=event.takes,
                rate=rate(binding),
                dreamer=person,
                bindings=tuple(binding.items()),
                schema=schema,
                wakes=any(effect.kind == "wake" for outcome in outcomes for effect in outcome.mind_effects),
            )

        return make

    def _character(self, expr: Expr) -> int | None:
        return self.number.get(str(expr.value)) if isinstance(expr, Const) else None

    def _outcome(self, event: Event, args: tuple[Value, ...], way: _Way, binding: Binding) -> GroundOutcome:
        writes = Writes.none()
        way.write(binding, Place(), writes)
        effects, contradiction = settle(writes.values, asked=writes.asked, canonical=self.canonical)
        told = len(self.problems) >= MOST_CONTRADICTIONS or event.name in self.contradictory
        if contradiction is not None and not told:
            self.contradictory.add(event.name)
            self.problems.append(self._contradiction(event, args, contradiction))
        return GroundOutcome(way.weight(binding), effects, tuple(dict.fromkeys(writes.minds)))

    def _contradiction(self, event: Event, args: tuple[Value, ...], found: Contradiction) -> Problem:
        fluents = self.expander.domains.fluents
        names = [fluent.name for fluent in fluents]
        minds = "".join(f"{self.world.characters[number]} believes " for number in found.path)
        instance = f"{event.name}({', '.join(written(arg) for arg in args)})"
        return Problem(
            "F401",
            event.span,
            f"`{instance}` gives `{minds}{names[found.fluent]}` two values",
            read=f"`{show(found.first, names)}` and `{show(found.second, names)}`, both without a condition",
            hint="Exclude this choice of parameters in `when` (`!=`), or put one of the lines on a condition.",
        )

    def _consenting(self, consents: list[tuple[Maker, Maker]], binding: Binding) -> tuple[GroundConsent, ...]:
        """Each character once, in textual order; who is named twice is free only if both conditions hold."""
        found: dict[int, Expr] = {}
        for who, unless in consents:
            character = self._character(who(binding))
            if character is not None:
                condition = unless(binding)
                found[character] = fold.conj([found[character], condition]) if character in found else condition
        return tuple(GroundConsent(character, unless) for character, unless in found.items())

    def _observing(self, event: Event, condition: Maker | None, binding: Binding) -> tuple[Expr, ...]:
        if event.kind == "trigger":
            return ()
        if condition is None or event.observing is None:
            return (TRUE,) * len(self.world.characters)
        bound = dict(binding)
        found = []
        for name in self.world.characters:
            bound[event.observing.var] = name
            found.append(condition(bound))
        return tuple(found)
