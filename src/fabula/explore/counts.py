"""Counts of distinct states by depth: for state graphs what *perft* is for chess engines.

Counted at depth d: the states that at most d events from the start lead to, the start included, and with each state
every state that is believed in it, to any depth. A believed state costs no event, and is expanded like any other:
events happen there as they would in the world. An event counts whenever its precondition holds, whoever must want it;
triggers happen with the event that sets them off.

*Source:* the quantity of R. Farrell and S. G. Ware's comparison of tree and graph search in the Sabre planner, which
publishes it for the problems of their benchmark collection.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fabula.semantics import Semantics, State


@dataclass(frozen=True, slots=True)
class Layer:
    """What is known once every state of a depth has been met.

    * `distinct`: states counted so far, as above; `stuck`: those of them in which no event at all is possible (those
      of the last depth have not been looked at yet).
    * `happened`: names of the events that were possible somewhere so far.
    """

    depth: int
    distinct: int
    stuck: int
    happened: frozenset[str]


def layers(engine: Semantics[State], *, depth: int) -> Iterator[Layer]:
    """The layers 0 to `depth`, each as soon as it is complete; where no new states come, the count stays."""
    seen: set[State] = set()
    happened: set[str] = set()
    stuck = 0
    frontier = _new(engine, [engine.initial()], seen)
    yield Layer(0, len(seen), 0, frozenset())
    for number in range(1, depth + 1):
        met: list[State] = []
        for state in frontier:
            events = engine.possible(state)
            stuck += not events
            for event in events:
                happened.add(event.name)
                met += _new(engine, (after for _, after in engine.outcomes(state, event)), seen)
        frontier = met
        yield Layer(number, len(seen), stuck, frozenset(happened))


def _new(engine: Semantics[State], states: Iterable[State], seen: set[State]) -> list[State]:
    """Those of the states, and of the states believed in them, that have not been seen; they are marked as seen."""
    found: list[State] = []
    for state in states:
        if state not in seen:
            seen.add(state)
            found.append(state)
    for state in found:  # grows while it is walked
        for character in range(len(engine.model.characters)):
            believed = engine.believed(state, character)
            if believed not in seen:
                seen.add(believed)
                found.append(believed)
    return found
