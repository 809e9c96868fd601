"""What a story graph says of the odds: of each ending, of coming to rest, and of any formula.

A formula's odds are those of its ever holding, from the graph's start to where the story is over. Where the graph was
cut they are bounds: what follows a cut moment may be anything that still can be.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property

import numpy as np

from fabula.analysis.between import Between
from fabula.analysis.chain import Flags, flags
from fabula.analysis.components import Traps, traps
from fabula.analysis.decisions import FATE, DecisionGraph, decision_graph
from fabula.analysis.odds import Odds, odds_of_reaching
from fabula.analysis.rational import exact_chance
from fabula.explore.story_graph import StoryGraph
from fabula.world.expressions import Expr

EXACT_UP_TO = 2_000  # moments for which fractions are worth their time


class Outlook:
    """The odds of one story graph, as it stands when this is made."""

    def __init__(self, graph: StoryGraph) -> None:
        self.graph = graph
        self.decisions = _decisions(graph)
        self.chain = self.decisions.chain()

    def where(self, formula: Expr) -> Flags:
        """[moments] where a ground formula holds."""
        value = self.graph.choices.engine.value
        known: dict[object, bool] = {}
        holds = np.zeros(len(self.graph.moments), dtype=np.bool_)
        for number, moment in enumerate(self.graph.moments):
            found = known.get(moment.state)
            if found is None:
                found = known[moment.state] = value(moment.state, formula) is True
            holds[number] = found
        return holds

    def odds(self, target: Flags) -> Between:
        """The odds of ever coming to one of some moments [moments]."""
        solved = odds_of_reaching(self.chain, [target])
        return self._between(solved, 0, target)

    @cached_property
    def endings(self) -> tuple[Between, ...]:
        """The odds of each ending, in declaration order."""
        targets = [self.ended(number) for number in range(len(self.graph.choices.engine.model.endings))]
        if not targets:
            return ()
        solved = odds_of_reaching(self.chain, targets)
        return tuple(self._between(solved, number, target) for number, target in enumerate(targets))

    @cached_property
    def traps(self) -> Traps:
        """Dead ends, where nothing at all can follow, and loops without a way out."""
        return traps(self.chain, self.over, 0)

    @cached_property
    def rest(self) -> Flags:
        """[moments] the dead ends."""
        return flags(self.chain, self.traps.dead_ends)

    @cached_property
    def loops(self) -> Flags:
        """[moments] those of the loops."""
        return flags(self.chain, (number for loop in self.traps.loops for number in loop))

    @property
    def over(self) -> Flags:
        """[moments] where an ending holds."""
        return np.array([ending is not None for ending in self.graph.over], dtype=np.bool_)

    def ended(self, number: int) -> Flags:
        """[moments] where an ending holds, by its number in declaration order."""
        return np.array([ending == number for ending in self.graph.over], dtype=np.bool_)

    @cached_property
    def unknown(self) -> float:
        """The most that the odds of anything can be off for what was not followed."""
        return self.odds(np.array(self.chain.cut)).high if self.chain.is_cut else 0.0

    def _between(self, solved: Odds, number: int, target: Flags) -> Between:
        low, high = solved.between(number, 0)
        exact = None
        if not self.chain.is_cut and self.chain.exact is not None and self.chain.nodes <= EXACT_UP_TO:
            exact = exact_chance(self.chain, target, 0)
            low = high = float(exact)
        elif low == high and low in (0.0, 1.0):
            exact = Fraction(int(low))
        return Between(low, high, exact)


def _decisions(graph: StoryGraph) -> DecisionGraph:
    first_option, first_edge = [0], [0]
    weight, actor, event, to, outcome = [], [], [], [], []
    exact_weight: list[Fraction] | None = []
    exact_outcome: list[Fraction] = []
    for ways in graph.ways:
        for way in ways or ():
            option = way.option
            weight.append(float(option.probability))
            if exact_weight is not None and isinstance(option.probability, Fraction):
                exact_weight.append(option.probability)
            else:
                exact_weight = None
            actor.append(FATE if option.by is None else option.by)
            event.append(option.event.index)
            for _, odds, target in way.outcomes:
                to.append(target)
                outcome.append(float(odds))
                exact_outcome.append(odds)
            first_edge.append(len(to))
        first_option.append(len(weight))
    cut = [ways is None for ways in graph.ways]
    exact = None if exact_weight is None else (exact_weight, exact_outcome)
    return decision_graph(first_option, first_edge, weight, actor, to, outcome, cut, event, exact)
