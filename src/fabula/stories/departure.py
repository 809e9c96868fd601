"""Where a story leaves the world: the state that one goes on from."""

from __future__ import annotations

from fabula.diagnostics.problems import FabulaError, Problem
from fabula.kernel import Kernel, State
from fabula.stories.story import Story


def departure(engine: Kernel, story: Story) -> State:
    """The state at the end of a story, whoever had reasons for it. Raises `FabulaError` (F725): it is impossible."""
    state = engine.initial()
    for beat in story.beats:
        for step in beat.steps:
            event = next((event for event in step.events if engine.can(state, event)), None)
            odds = () if event is None else engine.odds(state, event)
            if event is None or step.outcome >= len(odds) or not odds[step.outcome]:
                wrong = f"`{step.written}` is not possible, so that nothing can be said of what follows."
                hint = "`fabula replay` shows how far the story goes, and what is in its way."
                raise FabulaError((Problem("F725", step.span, wrong, hint=hint),))
            state = engine.after(state, event, step.outcome)
    return state
