"""Which events come to the same in either order, wherever both are possible: for walks that leave out one order.

An event reads fluents (its precondition, conditions and values of its effects, who notices) and writes some: by its
effects, and in a mind that is surprised by what it needs (S4). It may set off triggers, which read and write in turn;
all of them that read something which it writes are counted, and so on. If neither of two events writes what the other
reads or writes, in whatever mind, then each does in every mind what it does without the other, and they commute.

One thing may be shared. Two events that are possible in one state often need the same value of a fluent: both need Ann
at home. In a mind that is wrong about it each of them writes that value, and no other. That commutes too, if no
trigger reads the fluent and all that the two need is a value of a fluent: for then the precondition of each holds in
every mind that notices, once it is put right, and what is repaired in the minds inside does not turn on the other.
"""

from __future__ import annotations

from collections.abc import Iterable

from fabula.ground.model import GroundEvent, GroundModel
from fabula.kernel.formulas import literals, spots
from fabula.kernel.lower import repair
from fabula.world.expressions import Const, Expr, Or, walk

MOST_EVENTS = 400


class Footprint:
    """What an event reads and writes, with all that it may set off: fluents, as bits."""

    __slots__ = ("needs", "plain", "reads", "writes")

    def __init__(self, event: GroundEvent, mind_of: dict[str, int]) -> None:
        self.needs: dict[int, object] = {}  # values of fluents that the event needs, and does not change
        self.reads = 0
        self.writes = 0
        self.plain = not any(isinstance(part, Or) for part in walk(event.precondition))
        for path, atom in literals(event.precondition, (), mind_of):
            found = None if atom == Const(True) else repair(atom, mind_of)
            if found is None:
                self.plain = self.plain and atom == Const(True)
                continue
            _, fluent, value = found
            if path or not isinstance(value, Const) or value.value is None:
                self.plain = False
            else:
                self.needs[fluent] = (type(value.value), value.value)
            self.writes |= 1 << fluent
        others: list[Expr] = list(event.observing)
        for outcome in event.outcomes:
            for effect in outcome.effects:
                self.writes |= 1 << effect.fluent
                self.needs.pop(effect.fluent, None)
                others += [effect.condition, effect.value]
        for expr in others:
            for fluent in _fluents(expr, mind_of):
                self.reads |= 1 << fluent
                self.needs.pop(fluent, None)
        for fluent in _fluents(event.precondition, mind_of):
            self.reads |= 1 << fluent

    def set_off(self, triggers: list[Footprint]) -> None:
        """Add what may be set off."""
        rest = triggers
        while True:
            more = [trigger for trigger in rest if trigger.reads & self.writes]
            if not more:
                return
            rest = [trigger for trigger in rest if not trigger.reads & self.writes]
            for trigger in more:
                self.reads |= trigger.reads
                self.writes |= trigger.writes
                for fluent in list(self.needs):
                    if (trigger.reads | trigger.writes) >> fluent & 1:
                        del self.needs[fluent]

    def commutes(self, other: Footprint) -> bool:
        """Whether neither writes what the other reads or writes, but for values that both need."""
        shared = self.writes & (other.reads | other.writes) | other.writes & self.reads
        if not shared:
            return True
        if not (self.plain and other.plain):
            return False
        for fluent, value in self.needs.items():
            if shared >> fluent & 1 and other.needs.get(fluent) == value:
                shared ^= 1 << fluent
        return not shared


def _fluents(expr: Expr, mind_of: dict[str, int]) -> Iterable[int]:
    return {fluent for _, fluent in spots(expr, (), mind_of)}


def commuting(model: GroundModel) -> list[int]:
    """By event: those that commute with it, as bits.

    None for events of chance, dreams, and those that take time; and none at all in a world where minds are kept beside
    others (figures, dreams), or where there are more events than it is worth to compare.
    """
    none = [0] * len(model.events)
    if len(model.minds) > len(model.characters) or model.addressed or len(model.events) > MOST_EVENTS:
        return none
    mind_of = {name: number for number, name in enumerate(model.characters)}
    triggers = [Footprint(trigger, mind_of) for trigger in model.triggers]
    able: list[tuple[int, Footprint]] = []
    for event in model.events:
        simple = len(event.outcomes) == 1 and not event.outcomes[0].mind_effects
        simple = simple and event.dreamer is None and not event.wakes and not event.takes
        if simple and event.kind in ("action", "fate"):
            footprint = Footprint(event, mind_of)
            footprint.set_off(triggers)
            able.append((event.index, footprint))
    found = none
    for place, (number, one) in enumerate(able):
        for index, other in able[:place]:
            if one.commutes(other):
                found[number] |= 1 << index
                found[index] |= 1 << number
    return found


__all__ = ["Footprint", "commuting"]
