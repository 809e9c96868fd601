"""What people and things are called, by the one by whose eyes the story is told."""

from __future__ import annotations

from fractions import Fraction

from fabula.kernel import State
from fabula.reference.asking import Asking
from fabula.world.expressions import Value
from fabula.world.model import World


def plain_name(world: World, value: Value) -> str:
    """A value in prose: an entity by its title, or by its name with blanks for `_`; numbers and truth as they are."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Fraction)):
        return str(value)
    entity = world.entities.get(value)
    return entity.title if entity is not None and entity.title else value.replace("_", " ")


class Naming:
    """The names that a teller has for everybody at one moment.

    A figure is called what the teller takes it for; so is the person behind it, as long as the teller is mistaken.
    What counts is what the teller believes before the event; where the mistake begins with the event, after it.
    From above, for whom `minds` is None, everybody is who he or she is. `mistaken`: who is taken for whom.
    """

    def __init__(self, asking: Asking[State], state: State, minds: tuple[State, State] | None) -> None:
        self._world = asking.world
        self._taken: dict[Value, Value] = {}
        self.mistaken: list[tuple[Value, Value]] = []
        for key, property_ in asking.world.properties.items():
            if property_.name == "who" and [p.type for p in property_.parameters] == ["figure"]:
                for figure in asking.world.figures:
                    real = asking.fluent(state, key, (figure,))
                    taken = real
                    for mind in minds or ():
                        if taken == real:
                            taken = asking.fluent(mind, key, (figure,))
                    self._taken[figure] = figure if taken is None else taken
                    if real is not None and real != taken:
                        self._taken[real] = self._taken[figure]
                        if taken is not None:
                            self.mistaken.append((real, taken))

    def __call__(self, value: Value) -> str:
        return plain_name(self._world, self._taken.get(value, value))
