"""What a session is played on: an engine, who has which reasons, and the choice model."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.kernel import Kernel, State
from fabula.reference.motive import Motives
from fabula.semantics import AnyEvent
from fabula.simulate.choices import Choices, Moment, Option


@dataclass(frozen=True, slots=True)
class Board:
    """The engine of a world, its motives, and its choice model, which uses both."""

    engine: Kernel
    motives: Motives[State]
    choices: Choices

    def options(self, moment: Moment) -> tuple[Option, ...]:
        """What may come next, with its probability."""
        return self.choices.options(moment)

    def beginner(self, state: State, event: AnyEvent) -> int | None:
        """Who begins the event: the first of those who must want it or have agreed to it; None: nobody."""
        ground = self.engine.ground_event(state, event)
        return ground.consenting[0].character if ground is not None and ground.consenting else None

    def meant(self, state: State, event: AnyEvent, outcome: int, by: int) -> int | None:
        """What the character who began the event means to do next, by the plan that explained it; None: nothing."""
        act = next((act for act in self.choices.acts(state) if act.event is event), None)
        if act is None:
            return None
        return self.choices.after(self.choices.moment(state), Option(event, act, 0), outcome).intentions[by]
