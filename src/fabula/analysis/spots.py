"""Beliefs that a formula speaks of: `Ann believes at(Tom) == home` is about what Ann believes of `at(Tom)`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fabula.analysis.beliefs import Spot
from fabula.diagnostics.problems import FabulaError, Problem
from fabula.diagnostics.source import Source, Span
from fabula.ground.facts import fluent_name
from fabula.ground.model import GroundModel
from fabula.kernel import Kernel, State
from fabula.reference.asking import Asking
from fabula.world.expressions import Believes, Const, Expr, Quantified, Read, children
from fabula.world.formula import read_formula
from fabula.world.substitute import substitute

MOST_SPOTS = 20  # of one formula


@dataclass(frozen=True, slots=True)
class AskedBeliefs:
    """A formula and the beliefs that it is about."""

    formula: Expr
    spots: tuple[Spot, ...]

    def holds(self, engine: Kernel, state: State) -> bool:
        """Whether the formula is true in the state."""
        return Asking(engine).holds(state, self.formula)


def read_spots(model: GroundModel, source: Source) -> AskedBeliefs:
    """The beliefs that a formula is about. Raises `FabulaError` (F1xx, F2xx; F711 where it is about none)."""
    formula = read_formula(model.world, source)
    number = {fluent.name: fluent.index for fluent in model.fluents}
    spots: dict[Spot, None] = {}
    for path, name in _reads(model, formula, ()):
        if path and name in number:
            spots[Spot(path, number[name])] = None
    if not spots:
        wrong = "This formula is about nothing that anybody could believe otherwise."
        hint = 'Say who believes what, such as "Ann believes at(Tom) == home".'
        raise FabulaError((Problem("F711", Span(source, 1, 1, 1, 2), wrong, hint=hint),))
    return AskedBeliefs(formula, tuple(spots)[:MOST_SPOTS])


def _reads(model: GroundModel, expr: Expr, path: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], str]]:
    """What is read, and in whose mind; arguments that are no constants are left out."""
    if isinstance(expr, Believes) and isinstance(expr.who, Const):
        who = model.characters.index(str(expr.who.value))
        yield from _reads(model, expr.body, path if path[-1:] == (who,) else (*path, who))
    elif isinstance(expr, Read) and all(isinstance(arg, Const) for arg in expr.args):
        args = tuple(arg.value for arg in expr.args if isinstance(arg, Const))
        yield path, fluent_name(model.world, model.world.properties[expr.signature].name, args)
    elif isinstance(expr, Quantified):
        values = (False, True) if expr.type == "boolean" else model.world.members.get(expr.type, ())
        for value in values:
            yield from _reads(model, substitute(expr.body, {expr.var: Const(value)}), path)
    else:
        for child in children(expr):
            yield from _reads(model, child, path)
