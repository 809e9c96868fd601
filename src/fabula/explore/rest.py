"""Dead ends: where a story comes to rest, because nobody wants to do anything, and it is not over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fabula.kernel import Kernel, State
from fabula.reference.motive import Motives
from fabula.semantics import AnyEvent


@dataclass(frozen=True, slots=True)
class RestingPlace:
    """A state in which no action is explained and no ending holds; `story` is a shortest story that leads there.

    `fate_can_help`: something can still happen that is nobody's choice.
    """

    state: State
    story: tuple[str, ...]
    fate_can_help: bool


def resting_places(engine: Kernel, motives: Motives[State], *, depth: int) -> Iterator[RestingPlace]:
    """The dead ends of the stories of at most `depth` events, shortest first; each state once.

    A story here is made of explained actions, and of what is nobody's choice. It ends where an ending holds.
    """
    endings = [condition for _, condition in engine.model.endings]
    start = engine.initial()
    seen = {start}
    frontier: list[tuple[State, tuple[str, ...]]] = [(start, ())]
    for number in range(depth + 1):
        met: list[tuple[State, tuple[str, ...]]] = []
        for state, story in frontier:
            if any(engine.value(state, ending) is True for ending in endings):
                continue
            fate, wanted = [], []
            for event in engine.possible(state):
                if not _is_act(engine, state, event):
                    fate.append(event)
                elif motives.explained(state, event):
                    wanted.append(event)
            if not wanted:
                yield RestingPlace(state, story, bool(fate))
            if number == depth:
                continue
            for event in (*wanted, *fate):
                for _, after in engine.outcomes(state, event):
                    if after not in seen:
                        seen.add(after)
                        met.append((after, (*story, str(event))))
        frontier = met


def _is_act(engine: Kernel, state: State, event: AnyEvent) -> bool:
    """Whether somebody does it: also where no reason is needed, as for acts done `freely`."""
    ground = engine.ground_event(state, event)
    return ground is not None and bool(ground.consenting)
