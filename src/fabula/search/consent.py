"""Consent: what somebody must believe who can want an act.

Nobody wants an act that cannot be in any plan of his or hers. The plan begins with the act, in what the character
believes (M1), and ends in a state that is worth more to him than every state before (M4). So in his mind

* the act's precondition holds (M2);
* no effect of it happens that is a *dead end*: nothing changes the fluent again once it has this value, and with it the
  utility is never more than the least that it can be at all.

These conditions are necessary, not sufficient: each follows from the rules alone, and where it can't be told whether a
value is a dead end, none is made. So to ask for them never rules out an act that somebody wants.

*Example:* the wrong treatment kills, nobody comes back to life, and Ann wants to live (1 if alive, else 0). She wants
`treat(Bob, Ann, herbs)` only where, as she believes, her disease is the one that herbs cure.

*Source:* rules M1, M2 and M4 of the manual; the name from J. Hoffmann, "Where 'ignoring delete lists' works", JAIR 24,
2005 (dead ends). What makes a consent impossible is our own.
"""

from __future__ import annotations

from dataclasses import replace

from fabula.ground.model import GroundEvent, GroundModel
from fabula.search.domains import Domains, Values, Variable, domain_of
from fabula.search.monotone import CHOICE, CONSTANT, NEVER, OPERATION, OPERATIONS, Monotone
from fabula.search.relaxed import utility_of
from fabula.world.expressions import FALSE, And, Believes, Const, Expr, Fluent, Not, Or, Value, conjunction, walk


class Consent:
    """The necessary conditions of wanting the events of a model."""

    def __init__(self, model: GroundModel) -> None:
        self._model = model
        self._domains = Domains(model.characters, [domain_of(fluent) for fluent in model.fluents].__getitem__)
        self._dead_ends: dict[tuple[int, Value, int], bool] = {}  # by fluent, value and character
        self._writers: dict[int, list[tuple[GroundEvent, Expr, Expr]]] = {}  # by fluent: event, condition, value
        for event in (*model.events, *model.triggers):
            for effect in event.outcomes[0].effects:
                if not effect.path:
                    self._writers.setdefault(effect.fluent, []).append((event, effect.condition, effect.value))

    def needed(self, event: GroundEvent) -> list[tuple[int, Expr]]:
        """Each who must want the event in any case, and what must hold in his mind, in the fluents of the model."""
        return [
            (consent.character, self._needed(event, consent.character))
            for consent in event.consenting
            if consent.unless == FALSE
        ]

    def _needed(self, event: GroundEvent, who: int) -> Expr:
        parts = [event.precondition]
        before: dict[int, list[Expr]] = {}  # by fluent: conditions of the effects that come first
        for effect in event.outcomes[0].effects:
            if not effect.path:
                others = before.setdefault(effect.fluent, [])
                if isinstance(effect.value, Const) and self._is_dead_end(effect.fluent, effect.value.value, who):
                    parts.append(Or((Not(effect.condition), *others)))  # of several, the first counts
                others.append(effect.condition)
        return conjunction(parts)

    def _is_dead_end(self, fluent: int, value: Value, who: int) -> bool:
        """Whether a fluent with this value keeps it, and the utility is then never more than it is anyway."""
        key = (fluent, value, who)
        if key not in self._dead_ends:
            self._dead_ends[key] = self._stays(fluent, value) and self._is_worst(fluent, value, who)
        return self._dead_ends[key]

    def _stays(self, fluent: int, value: Value) -> bool:
        """Whether nothing changes the fluent once it has this value."""
        if not self._domains.domain(fluent):
            return False
        here: dict[Variable, frozenset[Values]] = {(fluent,): frozenset({(value,)})}
        return all(
            new == Const(value) or self._domains.decided(And((event.precondition, condition)), here) is False
            for event, condition, new in self._writers.get(fluent, ())
        )

    def _is_worst(self, fluent: int, value: Value, who: int) -> bool:
        """Whether the utility is never more with this value than the least that it can be."""
        utility = utility_of(self._model, who)
        read = {part.index for part in walk(utility) if isinstance(part, Fluent)}
        if fluent not in read or any(isinstance(part, Believes) for part in walk(utility)):
            return False
        relaxed = Monotone(replace(self._model, events=(), triggers=()), deeds=True)
        term = relaxed.term(utility)
        wrong = {node for (f, v), node in relaxed.fact.items() if f == fluent and v != value}
        _, highest = _bounds(relaxed, term, wrong)
        lowest, _ = _bounds(relaxed, term, set())
        return highest <= lowest


def _bounds(relaxed: Monotone, term: int, wrong: set[int]) -> tuple[float, float]:
    """The least and the most that a term may be where these facts do not hold, others may, and numbers are anything."""
    known: dict[int, bool] = dict.fromkeys((NEVER, *wrong), False)

    def may(node: int) -> bool:
        if node not in known:
            known[node] = True
            if relaxed.needed[node]:
                known[node] = sum(may(part) for part in relaxed.parts[node]) >= relaxed.needed[node]
        return known[node]

    def bounds(one: int) -> tuple[float, float]:
        kind, a, b, c, d = relaxed.terms[one]
        if kind == CONSTANT:
            return relaxed.constants[a]
        if kind == CHOICE:
            found = [bounds(branch) for node, branch in ((a, c), (b, d)) if may(node)]
            if found:
                return min(low for low, _ in found), max(high for _, high in found)
            return float("inf"), float("-inf")
        if kind == OPERATION and OPERATIONS[a] == "+":
            (low, high), (other, most) = bounds(b), bounds(c)
            return low + other, high + most
        return float("-inf"), float("inf")

    return bounds(term)
