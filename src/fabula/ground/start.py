"""The start of a world: the statements of `start` made so, one after the other.

Rules 3.2 of the Sabre semantics: a later statement wins; inside one `for each` or `if` everything is read before; what
somebody is said to believe stays whatever is said of the world later; what is not said is as in the enclosing mind.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fabula.ground import fold
from fabula.ground.effects import Effects, Place, Writes
from fabula.ground.model import GroundFluent, InitialState
from fabula.world.effects import Effect, Together
from fabula.world.expressions import (
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
from fabula.world.model import World

Path = tuple[int, ...]


def collapsed(path: Iterable[int]) -> Path:
    """The path without immediate repeats: who believes something believes that he or she believes it."""
    short: list[int] = []
    for character in path:
        if not short or short[-1] != character:
            short.append(character)
    return tuple(short)


class Start:
    """The values of all fluents, and those that minds hold explicitly, while the statements are being made so."""

    def __init__(self, initial: InitialState, characters: Sequence[str]) -> None:
        self.values: list[Value] = list(initial.values)
        self.beliefs: dict[tuple[Path, int], Value] = {(path, n): value for path, n, value in initial.beliefs}
        self._number = {name: number for number, name in enumerate(characters)}

    def at(self, path: Path, fluent: int) -> Value:
        """The value of a fluent in a mind: the explicit one, or that of the enclosing mind."""
        path = collapsed(path)
        while path:
            if (path, fluent) in self.beliefs:
                return self.beliefs[path, fluent]
            path = collapsed(path[:-1])
        return self.values[fluent]

    def value(self, expr: Expr, path: Path = ()) -> Value:
        """What a ground expression is in a mind."""
        match expr:
            case Const(value):
                return value
            case Fluent(index):
                return self.at(path, index)
            case Believes(Const(who), body):
                return self.value(body, (*path, self._number[str(who)]))
            case Not(body):
                return not self.value(body, path)
            case And(parts):
                return all(self.value(part, path) for part in parts)
            case Or(parts):
                return any(self.value(part, path) for part in parts)
            case Compare(op, left, right):
                return fold.holds(op, self.value(left, path), self.value(right, path))
            case Arith(operation, left, right):
                return fold.combined(operation, self.value(left, path), self.value(right, path))
            case If(condition, then, otherwise):
                return self.value(then if self.value(condition, path) else otherwise, path)
        raise TypeError(f"not a ground expression: {expr!r}")

    def write(self, writes: Writes) -> None:
        """Make so what one statement says; everything is read before, and the last that holds wins."""
        made = [
            (collapsed(effect.path), effect.fluent, self.value(effect.value))
            for effect in writes.values
            if self.value(effect.condition)
        ]
        for path, fluent, value in made:
            if path:
                self.beliefs[path, fluent] = value
            else:
                self.values[fluent] = value

    def everywhere(self, path: Path, fluent: int) -> set[Value]:
        """The values of a fluent at the end of a path, from the world and from every mind at the start."""
        origins: set[Path] = {()}
        for believed, _ in self.beliefs:
            origins.update(believed[:length] for length in range(len(believed) + 1))
        people = range(len(self._number))
        origins.update(collapsed((*origin, other)) for origin in tuple(origins) for other in people)
        return {self.at((*origin, *path), fluent) for origin in origins}

    def done(self) -> InitialState:
        beliefs = sorted(self.beliefs.items(), key=lambda item: item[0])
        return InitialState(tuple(self.values), tuple((path, fluent, value) for (path, fluent), value in beliefs))


def statements(effect: Effect) -> Iterable[Effect]:
    """The single statements of what was written as one list."""
    if isinstance(effect, Together):
        for part in effect.parts:
            yield from statements(part)
    else:
        yield effect


def initial_state(world: World, fluents: Sequence[GroundFluent], effects: Effects) -> InitialState:
    """The start of the world, before any trigger."""
    start = Start(InitialState(tuple(fluent.property.default for fluent in fluents)), world.characters)
    for statement in world.start:
        effects.expander.budget.begin("the start", statement.span)
        for effect in statements(statement.effect):
            writes = Writes.none()
            effects.compile(effect)({}, Place(), writes)
            start.write(writes)
    return start.done()
