"""Why not: what stands in the way of an event that does not happen at a moment.

It is *impossible*, and then something does not hold; or *unexplained*, and then somebody who must want it has no
reason, or believes that it is impossible; or it is explained and only one of several things that may come next, with a
share by the choice model (`fabula.simulate.choices`). Where a mistake is all that keeps somebody from it, the mistake
is named: each false belief is put right by itself, and the question asked again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from fabula.analysis.interventions import no_such_world
from fabula.kernel import Kernel, State
from fabula.semantics import AnyEvent
from fabula.simulate.choices import Choices, Moment, Option
from fabula.stories.replay import StepReplay, Unexplained, judged
from fabula.stories.story import Step
from fabula.world.expressions import Value

MOST_PREFERRED = 5  # of the things that are likelier, that are named

Verdict = Literal["happens", "impossible", "unexplained", "free", "open"]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A false belief, which alone keeps a character from a reason."""

    who: int
    fluent: str
    believed: Value
    truth: Value


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Why an event does not happen at a moment: just before a step, or (`before` is None) at the end of the story.

    * `happens`: it is what happens there.
    * `impossible`, `unexplained`: see `judgement`; `mistakes`: what the characters would have to know better.
    * `free`: nobody has to want it (fate, a tick, a dream, an act that is agreed); `open`: it has its reasons. Then
      `option` is its place among `options`, what may come next, the likeliest first.
    """

    step: Step
    before: StepReplay | None
    verdict: Verdict
    judgement: StepReplay
    mistakes: tuple[Mistake, ...] = ()
    option: Option | None = None
    options: tuple[Option, ...] = ()


def why_not(
    engine: Kernel, motives: Any, steps: Sequence[StepReplay], step: Step, number: int, *, likely: bool = True
) -> NotTaken:
    """Why the step does not happen just before the step of that number (from 1; one more than there are: at the end).

    `steps`: the story, every step of it possible up to there. `likely`: also ask the choice model.
    """
    before = steps[number - 1] if number <= len(steps) else None
    state = _state(engine, steps, number)
    judgement = judged(engine, motives, step, state)
    if before is not None and before.moment is not None and before.moment.event in step.events:
        return NotTaken(step, before, "happens", judgement)
    if judgement.moment is None:
        return NotTaken(step, before, "impossible", judgement)
    event = judgement.moment.event
    if judgement.unexplained:
        mistakes = tuple(
            mistake
            for missing in judgement.unexplained
            for mistake in _mistakes(engine, motives, state, event, missing)
        )
        return NotTaken(step, before, "unexplained", judgement, mistakes)
    found = NotTaken(step, before, "open" if judgement.reasons else "free", judgement)
    if not likely:
        return found
    choices = Choices(engine, motives)
    options = sorted(choices.options(moment_at(choices, steps, number)), key=lambda option: -option.probability)
    chosen = next((option for option in options if option.event == event), None)
    return replace(found, option=chosen, options=tuple(options))


def moment_at(choices: Choices, steps: Sequence[StepReplay], number: int) -> Moment:
    """The moment just before a step: the state, and what each character has begun with his or her last act."""
    intentions: dict[int, int | None] = {}
    for step in reversed(steps[: number - 1]):
        moment = step.moment
        event = None if moment is None else choices.engine.ground_event(moment.before, moment.event)
        if moment is None or event is None or not event.consenting or event.consenting[0].character in intentions:
            continue
        then = choices.moment(moment.before)
        option = next((option for option in choices.options(then) if option.event == moment.event), None)
        by = event.consenting[0].character
        intentions[by] = None if option is None else choices.after(then, option, moment.outcome).intentions[by]
    state = _state(choices.engine, steps, number)
    return Moment(state, tuple(intentions.get(who) for who in range(len(choices.engine.model.characters))))


def _state(engine: Kernel, steps: Sequence[StepReplay], number: int) -> State:
    if number <= len(steps):
        return steps[number - 1].before
    last = steps[-1].moment if steps else None
    return engine.initial() if last is None else last.after


def _mistakes(engine: Kernel, motives: Any, state: State, event: AnyEvent, missing: Unexplained) -> list[Mistake]:
    """The false beliefs of a character each of which alone keeps him or her from a reason."""
    who = engine.model.characters.index(missing.character)
    mind = engine.believed(state, who)
    found = []
    for fluent, believed, truth in zip(engine.model.fluents, mind.values, state.values, strict=True):
        if believed != truth or isinstance(believed, bool) != isinstance(truth, bool):
            with no_such_world():
                wiser = engine.believing(state, who, [((), fluent.index, truth)])
                if motives.reason(wiser, event, who) is not None:
                    found.append(Mistake(who, fluent.name, believed, truth))
    return found


def best_moment(engine: Kernel, motives: Any, steps: Sequence[StepReplay], step: Step) -> tuple[int, tuple[int, ...]]:
    """Where in a story an event came nearest to happening, and all numbers of steps before which it had its reasons.

    The nearest is the first moment at which it had its reasons, else was possible; else the end of the story.
    """
    possible: list[int] = []
    explained: list[int] = []
    for number in range(1, len(steps) + 2):
        judgement = judged(engine, motives, step, _state(engine, steps, number))
        if judgement.moment is not None:
            possible.append(number)
            if not judgement.unexplained:
                explained.append(number)
    return next(iter((*explained, *possible, len(steps) + 1))), tuple(explained)
