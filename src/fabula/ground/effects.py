"""Effects to ground effects: for each fluent and mind, under which condition it gets which value.

`compile` makes a function of an effect that lists what it writes, in the order of the text; `settle` puts the list into
the order in which the engines read it (the first that holds wins) and finds contradictions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from fabula.ground import fold
from fabula.ground.expand import Binding, Expander, Maker
from fabula.ground.limits import members
from fabula.ground.model import GroundEffect, MindEffect
from fabula.world.effects import (
    Assign,
    BelievesEffect,
    Conditional,
    Effect,
    ForAll,
    Mistakes,
    Recognises,
    Sees,
    Together,
    Wakes,
)
from fabula.world.expressions import TRUE, Const, Expr, If, Value


@dataclass(frozen=True, slots=True)
class Place:
    """Where an effect stands: under which condition, in which mind (`path`), and in which mind it reads (`reads`).

    `asked`: whether the text puts it on a condition, even one that this choice of parameters always fulfils.
    """

    condition: Expr = TRUE
    path: tuple[int, ...] = ()
    reads: tuple[str, ...] = ()
    asked: bool = False

    def inside(self, expr: Expr) -> Expr:
        """An expression of that place as one of the world in which the event happens."""
        for who in reversed(self.reads):
            expr = fold.believes(Const(who), expr)
        return expr

    def where(self, condition: Expr) -> Place:
        return replace(self, condition=fold.conj([self.condition, self.inside(condition)]))


@dataclass(slots=True)
class Writes:
    """What an effect writes, in the order of the text; `asked`: which of the values the text puts on a condition."""

    values: list[GroundEffect]
    minds: list[MindEffect]
    asked: list[bool]

    @staticmethod
    def none() -> Writes:
        return Writes([], [], [])

    def add(self, effect: GroundEffect, place: Place) -> None:
        self.values.append(effect)
        self.asked.append(place.asked)


Writer = Callable[[Binding, Place, Writes], None]


class Effects:
    """Fills in the effects of one world. Values are expanded as conditions are, without splitting equalities."""

    def __init__(self, expander: Expander) -> None:
        self.expander = expander
        self.world = expander.world
        self.number = {name: number for number, name in enumerate(self.world.characters)}

    def compile(self, effect: Effect) -> Writer:
        match effect:
            case Assign():
                return self._assign(effect)
            case BelievesEffect(who, inner, outside):
                return self._believes(self.expander.compile(who), self.compile(inner), outside)
            case Conditional():
                return self._conditional(effect)
            case ForAll():
                return self._for_all(effect)
            case Together(parts):
                writers = [self.compile(part) for part in parts]

                def together(binding: Binding, place: Place, writes: Writes) -> None:
                    for write in writers:
                        write(binding, place, writes)

                return together
            case Sees(who, whom):
                return self._sees(self.expander.compile(who), self.expander.compile(whom))
            case Mistakes(who, figure, whom):
                expand = self.expander.compile
                return self._mind("mistake", expand(who), expand(figure), expand(whom))
            case Recognises(who, figure):
                return self._mind("recognise", self.expander.compile(who), self.expander.compile(figure), None)
            case Wakes(who):
                return self._mind("wake", self.expander.compile(who), None, None)
        raise TypeError(f"not an effect: {effect!r}")

    def _assign(self, effect: Assign) -> Writer:
        expander = self.expander
        property_ = self.world.properties[effect.target.signature]
        fluents = expander.index[property_.key]
        makers = [expander.compile(arg) for arg in effect.target.args]
        value_of = expander.compile(effect.value)
        split = self.world.language == "sabre"

        def assign(binding: Binding, place: Place, writes: Writes) -> None:
            args = [make(binding) for make in makers]
            value = value_of(binding)
            if property_.kind == "number":
                value = expander.domains.clamped(value, property_.low, property_.high)
            for when, values in expander.argument_cases(args):
                number = fluents.get(values)
                if number is not None:
                    self._write(place.where(when), number, value, split, writes)

        return assign

    def _write(self, place: Place, fluent: int, value: Expr, split: bool, writes: Writes) -> None:
        """One effect; in Sabre's worlds one for each branch of a conditional value."""
        if fold.is_false(place.condition):
            return
        self.expander.budget.spend()
        if split and isinstance(value, If):
            self._write(place.where(value.condition), fluent, value.then, split, writes)
            self._write(place.where(fold.negation(value.condition)), fluent, value.otherwise, split, writes)
        else:
            writes.add(GroundEffect(place.condition, place.path, fluent, place.inside(value)), place)

    def _believes(self, who: Maker, inner: Writer, outside: bool) -> Writer:
        def believes(binding: Binding, place: Place, writes: Writes) -> None:
            for here, name in self._people(who(binding), place):
                reads = here.reads if outside else (*here.reads, name)
                inner(binding, replace(here, path=(*here.path, self.number[name]), reads=reads), writes)

        return believes

    def _people(self, who: Expr, place: Place) -> list[tuple[Place, str]]:
        """The characters that an expression can be."""
        return [
            (place.where(when), str(name))
            for when, (name,) in self.expander.argument_cases([who])
            if name in self.number
        ]

    def _conditional(self, effect: Conditional) -> Writer:
        condition = self.expander.compile(effect.condition)
        then = self.compile(effect.then)
        otherwise = None if effect.otherwise is None else self.compile(effect.otherwise)
        asked = self.world.language == "fabula"  # in Sabre's worlds only what is left of a condition counts

        def conditional(binding: Binding, place: Place, writes: Writes) -> None:
            test = condition(binding)
            yes = replace(place.where(test), asked=asked)
            if not fold.is_false(yes.condition):
                then(binding, yes, writes)
            if otherwise is not None:
                no = replace(place.where(fold.negation(test)), asked=asked)
                if not fold.is_false(no.condition):
                    otherwise(binding, no, writes)

        return conditional

    def _for_all(self, effect: ForAll) -> Writer:
        inner = self.compile(effect.effect)
        values = members(self.world, effect.type)
        spend = self.expander.budget.spend

        def for_all(binding: Binding, place: Place, writes: Writes) -> None:
            bound = dict(binding)
            for value in values:
                spend()
                bound[effect.var] = value
                inner(bound, place, writes)

        return for_all

    def _sees(self, who: Maker, whom: Maker) -> Writer:
        def sees(binding: Binding, place: Place, writes: Writes) -> None:
            for here, name in self._people(who(binding), place):
                for when, (seen,) in self.expander.argument_cases([whom(binding)]):
                    there = here.where(when)
                    if fold.is_false(there.condition):
                        continue
                    for number in self.expander.visible.get(str(seen), ()):
                        if number in self.expander.fixed:
                            continue
                        self.expander.budget.spend()
                        value = there.inside(self.expander.fluent(number))
                        path = (*there.path, self.number[name])
                        writes.add(GroundEffect(there.condition, path, number, value), there)

        return sees

    def _mind(self, kind: str, who: Maker, figure: Maker | None, whom: Maker | None) -> Writer:
        def change(binding: Binding, place: Place, writes: Writes) -> None:
            for here, name in self._people(who(binding), place):
                number = self.number[name]
                if kind == "wake":
                    writes.minds.append(MindEffect(here.condition, here.path, "wake", number))
                    continue
                assert figure is not None
                for when, (seen,) in self.expander.argument_cases([figure(binding)]):
                    there = here.where(when)
                    if seen not in self.world.figures or fold.is_false(there.condition):
                        continue
                    if whom is None:
                        writes.minds.append(MindEffect(there.condition, there.path, "recognise", number, str(seen)))
                    else:
                        value = there.inside(whom(binding))
                        writes.minds.append(
                            MindEffect(there.condition, there.path, "mistake", number, str(seen), value)
                        )

        return change


def _rank(world_order: dict[str, int], value: Expr) -> tuple[int, Fraction]:
    """The place of a value in the canonical order: False, True, `?`, numbers, entities, what is not constant."""
    if not isinstance(value, Const):
        return 5, Fraction(0)
    constant: Value = value.value
    if isinstance(constant, bool):
        return int(constant), Fraction(0)
    if constant is None:
        return 2, Fraction(0)
    if isinstance(constant, str):
        return 4, Fraction(world_order[constant])
    return 3, Fraction(constant)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two different values that an event gives one fluent in one mind, both without a condition."""

    path: tuple[int, ...]
    fluent: int
    first: Expr
    second: Expr


def settle(
    values: list[GroundEffect], *, asked: list[bool], canonical: dict[str, int] | None
) -> tuple[tuple[GroundEffect, ...], Contradiction | None]:
    """Effects in the order in which they are tried, and the first contradiction among them.

    `canonical`, the order of the entities, asks for Sabre's order of values (the first in it wins); without it the
    later line of the text wins. What the text puts on a condition (`asked`) contradicts nothing: the later line wins.
    """
    groups: dict[tuple[tuple[int, ...], int], list[GroundEffect]] = {}
    always: dict[tuple[tuple[int, ...], int], list[Expr]] = {}
    for effect, conditional in zip(values, asked, strict=True):
        key = effect.path, effect.fluent
        groups.setdefault(key, []).append(effect)
        if not conditional and fold.is_true(effect.condition):
            always.setdefault(key, []).append(effect.value)
    ordered: list[GroundEffect] = []
    contradiction: Contradiction | None = None
    for (path, fluent), group in groups.items():
        if len(group) > 1:
            certain = always.get((path, fluent), [])
            if contradiction is None:
                other = next((value for value in certain if value != certain[0]), None)
                if other is not None:
                    contradiction = Contradiction(path, fluent, certain[0], other)
            if canonical is None:
                group = group[::-1]
            else:
                order = canonical
                group = sorted(group, key=lambda effect: _rank(order, effect.value))
        kept: list[GroundEffect] = []
        for effect in group:
            if effect not in kept:
                kept.append(effect)
            if fold.is_true(effect.condition):
                break
        ordered.extend(kept)
    return tuple(ordered), contradiction
