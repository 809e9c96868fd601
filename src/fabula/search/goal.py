"""What a plan is for: an ending, a formula, or a number that the author's utility must reach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor
from typing import Generic

from fabula.semantics import Semantics, State
from fabula.world.expressions import Expr
from fabula.world.model import Number


@dataclass(frozen=True, slots=True)
class Goal(Generic[State]):
    """A plan must raise `utility` above what it is at the start, and to `at_least`. `written`: as it was asked for."""

    utility: Callable[[State], Number | None]
    at_least: Number
    written: str

    def reached(self, state: State, start: Number) -> bool:
        """Whether a plan from a start of that utility may end here. A utility of `?` is never enough."""
        value = self.utility(state)
        return value is not None and value >= self.at_least and value > start


def formula_goal(engine: Semantics[State], formula: Expr, written: str) -> Goal[State]:
    """The goal that a ground formula holds: its utility is 1 where it does and 0 elsewhere."""
    return Goal(lambda state: int(engine.value(state, formula) is True), 1, written)


def utility_goal(utility: Callable[[State], Number | None], at_least: Number) -> Goal[State]:
    """The goal that the author's utility reaches a number."""
    return Goal(utility, at_least, f"a utility of at least {at_least}")


def is_over(engine: Semantics[State], state: State) -> bool:
    """Whether the story is over (Y1): an ending holds, and nothing happens any more."""
    return any(engine.value(state, condition) is True for _, condition in engine.model.endings)


def next_utility(start: Number | None) -> Number:
    """The goal where none is asked for: the next whole number away from zero, or one more (Sabre's rule)."""
    if start is None:
        return 1
    rounded = ceil(start) if start > 0 else floor(start)
    return rounded if rounded > start else start + 1
