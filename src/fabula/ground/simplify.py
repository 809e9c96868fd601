"""A ground model made smaller, without changing what it means.

A fluent that can have only one value, in the world and in every mind, is replaced by it; an atom that no value that can
be reached makes true is False; events that then cannot happen go, and, in Sabre's worlds, those that change nothing.
"""

from __future__ import annotations

from dataclasses import replace

from fabula.ground import fold
from fabula.ground.figures import identity, minds_of
from fabula.ground.instantiate import belief_properties, never
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
from fabula.ground.reach import ANY, Reach
from fabula.ground.settled import settle_facts
from fabula.ground.start import Start
from fabula.ground.values import can_compare
from fabula.world.expressions import (
    FALSE,
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
)


def simplify(model: GroundModel, *, apart: bool = True) -> GroundModel:
    """The same model without what can never be otherwise; `apart=False`: in any mind, be it whose it may."""
    model = settle_facts(model)
    return _without(model, Reach(model, apart=apart))


def published_size(model: GroundModel) -> tuple[int, int, int]:
    """How many properties, actions and triggers the tables of the field would give for an instantiated model.

    They are counted after a simplification that does not follow what is noticed or learned in surprise, and so leaves
    out triggers that can happen, but hardly ever do; `simplify` keeps those.
    """
    model = settle_facts(model)
    small = _without(model, Reach(model, notice=False))
    return len(small.fluents) + small.belief_properties, len(small.events), len(small.triggers)


def _without(model: GroundModel, reach: Reach) -> GroundModel:
    """The model without what the analysis says cannot be reached."""
    stay = {identity(model)[str(mind.figure)] for mind in model.minds if mind.kind == "knowing"}
    kept = [f for f in model.fluents if f.index in stay or reach.of(f.index).only() is None]
    new = {fluent.index: number for number, fluent in enumerate(kept)}
    constants = dict(model.constants)
    for fluent in model.fluents:
        only = reach.of(fluent.index).only()
        if fluent.index not in new and only is not None:
            constants[fluent.name] = only[0]
    fluents = tuple(replace(fluent, index=number) for number, fluent in enumerate(kept))
    return _Simplifier(model, reach, new, fluents).model(tuple(constants.items()))


class _Simplifier:
    """Folds the expressions of a model; `new` numbers the fluents that stay."""

    def __init__(
        self, model: GroundModel, reach: Reach, new: dict[int, int], fluents: tuple[GroundFluent, ...]
    ) -> None:
        self.old = model
        self.reach = reach
        self.new = new
        self.fluents = fluents
        self.domains = fold.Domains(fluents)
        self.number = {name: place for place, name in enumerate(model.characters)}
        self._made: dict[tuple[int, int], Expr] = {}

    def model(self, constants: tuple[tuple[str, Value], ...]) -> GroundModel:
        old = self.old
        addressed = self._can_stand_for_others()
        numbers: dict[int, int] = {}
        events: list[GroundEvent] = []
        for event in old.events:
            made = self._event(event, len(events), keep=event.index in addressed)
            if made is not None:
                numbers[event.index] = len(events)
                events.append(made)
        triggers: list[GroundEvent] = []
        for event in old.triggers:
            made = self._event(event, len(triggers), keep=False)
            if made is not None:
                triggers.append(made)
        model = replace(
            old,
            fluents=self.fluents,
            events=tuple(events),
            triggers=tuple(triggers),
            initial=self._initial(),
            wants=tuple(GroundWant(want.character, want.name, self.fold(want.value)) for want in old.wants),
            endings=tuple((name, self.fold(condition)) for name, condition in old.endings),
            questions=tuple((title, self.fold(condition)) for title, condition in old.questions),
            never=never(old.world, tuple(events), tuple(triggers)),
            due=tuple(self.fold(condition) for condition in old.due),
            constants=constants,
        )
        minds = minds_of(model)
        model = replace(model, minds=minds, addressed=self._addressed(numbers, minds))
        start = Start(model.initial, model.characters)
        told = {(path, f) for path, f, _ in model.initial.beliefs if len(start.everywhere(path, f)) > 1}
        return replace(model, belief_properties=len(belief_properties(model) | told))

    def _can_stand_for_others(self) -> set[int]:
        """Events that an act addressed to a figure can be in somebody's mind, though they cannot happen themselves."""
        found: set[int] = set()
        for event in self.old.addressed:
            real = [self.old.events[number] for _, number in event.instances]
            if any(not fold.is_false(self.fold(instance.precondition)) for instance in real):
                found.update(instance.index for instance in real)
        return found

    # ---- expressions ----------------------------------------------------------------------------------------------

    def fold(self, expr: Expr, holder: int = ANY) -> Expr:
        """The expression with everything worked out that is the same in all states (of what `holder` believes)."""
        key = (id(expr), holder)
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = self._fold(expr, holder)
        return made

    def _fold(self, expr: Expr, holder: int) -> Expr:
        if isinstance(expr, Const):
            return expr
        if isinstance(expr, Fluent):
            only = self.reach.of(expr.index, holder).only()
            return Fluent(self.new[expr.index]) if only is None else Const(only[0])
        if isinstance(expr, Compare):
            left, right = self.reach.values(expr.left, holder), self.reach.values(expr.right, holder)
            if not can_compare(expr.op, left, right):
                return FALSE
            return self.domains.compare(expr.op, self.fold(expr.left, holder), self.fold(expr.right, holder))
        if isinstance(expr, And):
            return fold.conj([self.fold(part, holder) for part in expr.parts])
        if isinstance(expr, Or):
            return fold.disj([self.fold(part, holder) for part in expr.parts])
        if isinstance(expr, Not):
            return fold.negation(self.fold(expr.body, holder))
        if isinstance(expr, Believes):
            assert isinstance(expr.who, Const)
            return fold.believes(expr.who, self.fold(expr.body, self.number[str(expr.who.value)]))
        if isinstance(expr, Arith):
            return fold.arith(expr.op, self.fold(expr.left, holder), self.fold(expr.right, holder))
        if isinstance(expr, If):
            condition = self.fold(expr.condition, holder)
            return fold.conditional(condition, self.fold(expr.then, holder), self.fold(expr.otherwise, holder))
        raise TypeError(f"not a ground expression: {expr!r}")

    # ---- events -----------------------------------------------------------------------------------------------------

    def _event(self, event: GroundEvent, number: int, *, keep: bool) -> GroundEvent | None:
        """The event with its expressions folded; None where it cannot happen or changes nothing."""
        precondition = self.fold(event.precondition)
        if fold.is_false(precondition) and not keep:
            return None
        outcomes = tuple(self._outcome(outcome) for outcome in event.outcomes)
        idle = not any(outcome.effects or outcome.mind_effects for outcome in outcomes)
        if idle and (event.kind == "trigger" or self.old.world.language == "sabre"):
            return None
        return replace(
            event,
            index=number,
            precondition=precondition,
            outcomes=outcomes,
            consenting=tuple(GroundConsent(c.character, self.fold(c.unless)) for c in event.consenting),
            observing=tuple(self.fold(condition) for condition in event.observing),
            rate=self.fold(event.rate),
        )

    def _outcome(self, outcome: GroundOutcome) -> GroundOutcome:
        effects: list[GroundEffect] = []
        decided: set[tuple[tuple[int, ...], int]] = set()
        for effect in outcome.effects:
            holder = effect.path[-1] if effect.path else ANY
            spot = (effect.path, effect.fluent)
            if spot in decided or effect.fluent not in self.new:
                continue
            condition = self.fold(effect.condition)
            if fold.is_false(condition) or self.reach.of(effect.fluent, holder).only() is not None:
                continue
            if fold.is_true(condition):
                decided.add(spot)
            effects.append(GroundEffect(condition, effect.path, self.new[effect.fluent], self.fold(effect.value)))
        minds: list[MindEffect] = []
        for change in outcome.mind_effects:
            condition = self.fold(change.condition)
            if not fold.is_false(condition):
                minds.append(replace(change, condition=condition, value=self.fold(change.value)))
        return GroundOutcome(self.fold(outcome.weight), tuple(effects), tuple(minds))

    def _addressed(self, numbers: dict[int, int], minds: tuple[Mind, ...]) -> tuple[AddressedEvent, ...]:
        """The acts addressed to figures that can still happen: somebody can mistake the figure, some act is left."""
        able = {(self.number[mind.character], mind.figure) for mind in minds if mind.kind == "knowing"}
        found: list[AddressedEvent] = []
        for event in self.old.addressed:
            real = tuple((name, numbers[number]) for name, number in event.instances if number in numbers)
            if real and (event.character, event.figure) in able:
                index = len(numbers) + len(found)
                found.append(replace(event, index=index, who=self.new[event.who], instances=real))
        return tuple(found)

    def _initial(self) -> InitialState:
        initial = self.old.initial
        return InitialState(
            tuple(initial.values[number] for number in self.new),
            tuple((path, self.new[number], value) for path, number, value in initial.beliefs if number in self.new),
        )
