"""Replay: a story, step by step: what was possible, who wanted it and why, and where and why it stops.

A step *fails* if it is impossible, if somebody who must want it has no reason, if the reason is another than the story
says (`because`, `never because`), or if what is expected after it is not so. A replay stops at the first step that
fails; asked to keep going, it goes on wherever the step is at least possible.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace

from fabula.ground.model import GroundEvent
from fabula.kernel import Kernel, State
from fabula.reasons import NearMiss, Reason
from fabula.reference.asking import Asking
from fabula.reference.motive import Motives
from fabula.semantics import AnyEvent
from fabula.stories.obstacles import Obstacle, obstacles
from fabula.stories.story import Beat, Check, Expected, Step, Story
from fabula.stories.words import value_in_words
from fabula.world.expressions import Const, Value
from fabula.world.model import Ending, Number
from fabula.world.substitute import substitute


@dataclass(frozen=True, slots=True)
class Moment:
    """An event that happened: the states before and after, its outcome, and the triggers it set off in the world."""

    before: State
    event: AnyEvent
    outcome: int
    after: State
    fired: tuple[GroundEvent, ...]


@dataclass(frozen=True, slots=True)
class Unexplained:
    """A character who must want the step and has no reason.

    * `obstacles`: what, in what he or she believes, makes it impossible; none: it is believed to be possible.
    * `now`, `then`: what each want is worth to him or her as things are believed to stand, and after the step alone.
    * `nearest`: how near there is a reason; None if it is believed to be impossible.
    """

    character: str
    obstacles: tuple[Obstacle, ...]
    now: tuple[tuple[str, Number | None], ...] = ()
    then: tuple[tuple[str, Number | None], ...] = ()
    nearest: NearMiss | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """What the story says of a step (`because`, `never because`, `expect`, `happens`), and whether it is so."""

    kind: str
    written: str
    holds: bool
    instead: str = ""  # what is so, where it does not hold


@dataclass(frozen=True, slots=True)
class StepReplay:
    """One step as it went. `number` counts all steps of the story from 1.

    * `moment`: what happened; None if it was impossible.
    * `obstacles`: why it was impossible.
    * `reasons`: of each character who must want it, the reason with the plan in which the step brings most.
    * `unexplained`: of those who have none, why not.
    * `ending`: the ending that is reached with it; the story is over there (Y1).
    """

    number: int
    beat: Beat
    step: Step
    before: State
    moment: Moment | None
    obstacles: tuple[Obstacle, ...]
    reasons: tuple[Reason, ...]
    unexplained: tuple[Unexplained, ...]
    checks: tuple[Checked, ...]
    ending: Ending | None = None

    @property
    def possible(self) -> bool:
        return self.moment is not None

    @property
    def explained(self) -> bool:
        return self.possible and not self.unexplained

    @property
    def failed(self) -> bool:
        return not self.explained or not all(check.holds for check in self.checks)


@dataclass(frozen=True, slots=True)
class BeatReplay:
    """One beat as it went, from beginning to end; `numbers`: of its steps. What was not reached is not so."""

    beat: Beat
    numbers: tuple[int, ...]
    possible: bool
    explained: bool
    holds: bool  # possible, explained, and all as the story says


@dataclass(frozen=True, slots=True)
class Replay:
    """A story as it went, as far as it went."""

    story: Story
    steps: tuple[StepReplay, ...]

    @property
    def stopped_at(self) -> StepReplay | None:
        """The first step that failed; None where all went through."""
        return next((step for step in self.steps if step.failed), None)

    @property
    def complete(self) -> bool:
        """Whether every step of the story has been replayed and none failed."""
        count = sum(len(beat.steps) for beat in self.story.beats)
        return len(self.steps) == count and self.stopped_at is None

    @property
    def moments(self) -> tuple[Moment, ...]:
        """What happened, in order."""
        return tuple(step.moment for step in self.steps if step.moment is not None)

    @property
    def beats(self) -> tuple[BeatReplay, ...]:
        """Every beat of the story, reached or not. One without steps went as the one before it did."""
        found: list[BeatReplay] = []
        number = 0
        for beat in self.story.beats:
            numbers = tuple(range(number + 1, number + 1 + len(beat.steps)))
            number += len(beat.steps)
            if not numbers and found:
                found.append(replace(found[-1], beat=beat, numbers=()))
                continue
            steps = [step for step in self.steps if step.number in numbers]
            reached = len(steps) == len(numbers)
            found.append(
                BeatReplay(
                    beat,
                    numbers,
                    possible=reached and all(step.possible for step in steps),
                    explained=reached and all(step.explained for step in steps),
                    holds=reached and not any(step.failed for step in steps),
                )
            )
        return tuple(found)


def replay(engine: Kernel, motives: Motives[State], story: Story, *, keep_going: bool = False) -> Replay:
    """The whole story, as far as it goes."""
    return Replay(story, tuple(replaying(engine, motives, story, keep_going=keep_going)))


def replaying(
    engine: Kernel,
    motives: Motives[State],
    story: Story,
    *,
    keep_going: bool = False,
    judged: Container[int] | None = None,
) -> Iterator[StepReplay]:
    """The steps, each as soon as it is known. The last one is the one that failed, where the replay stops.

    `judged`: the numbers of the steps whose reasons are looked for (None: all); the others only have to be possible.
    """
    judge = _Judge(engine, motives)
    state = engine.initial()
    number = 0
    for beat in story.beats:
        for place, step in enumerate(beat.steps):
            number += 1
            before = beat.checks if place == 0 else ()
            with_reasons = judged is None or number in judged
            result = judge.step(number, beat, step, state, before, with_reasons=with_reasons)
            yield result
            if result.moment is None or (result.failed and not keep_going):
                return
            state = result.moment.after


@dataclass(frozen=True, slots=True)
class Alternative:
    """What could happen at a moment instead: an event that everybody who must want it has a reason for."""

    event: AnyEvent
    reasons: tuple[Reason, ...]


def alternatives(
    engine: Kernel, motives: Motives[State], state: State, *, but: AnyEvent | None = None
) -> Iterator[Alternative]:
    """Every action (but one) that is explained in the state, in declaration order."""
    for event in engine.possible(state):
        if event == but:
            continue
        consenting = motives.consenting(state, event)
        if consenting and motives.explained(state, event):
            reasons = (motives.best_reason(state, event, who) for who in consenting)
            yield Alternative(event, tuple(reason for reason in reasons if reason is not None))


def judged(engine: Kernel, motives: Motives[State], step: Step, state: State) -> StepReplay:
    """A step by itself, at any state: whether it is possible there, and who has a reason for it. Its number is 0."""
    return _Judge(engine, motives).step(0, Beat("", "", (), (step,)), step, state, (), with_reasons=True)


class _Judge:
    def __init__(self, engine: Kernel, motives: Motives[State]) -> None:
        self.engine = engine
        self.motives = motives
        self.asking = Asking(engine)

    def step(
        self, number: int, beat: Beat, step: Step, state: State, before: tuple[Check, ...], *, with_reasons: bool
    ) -> StepReplay:
        first = tuple(self._check(check, state, None) for check in before)
        event = next((event for event in step.events if self.engine.can(state, event)), None)
        if event is None or not self._can_turn_out(state, event, step.outcome):
            return StepReplay(number, beat, step, state, None, self._impossible(step, state), (), (), first)
        moment = Moment(
            before=state,
            event=event,
            outcome=step.outcome,
            after=self.engine.after(state, event, step.outcome),
            fired=self.engine.fired(state, event, step.outcome),
        )
        reasons: list[Reason] = []
        unexplained: list[Unexplained] = []
        for who in self.motives.consenting(state, event) if with_reasons else ():
            reason = self.motives.best_reason(state, event, who)
            if reason is None:
                unexplained.append(self._unexplained(step, state, event, who))
            else:
                reasons.append(reason)
        checks = [*first, *(self._because(step, reasons) if reasons else [])]
        checks += [self._check(check, moment.after, moment) for check in step.checks]
        ending = self._ending(moment.after)
        return StepReplay(
            number, beat, step, state, moment, (), tuple(reasons), tuple(unexplained), tuple(checks), ending
        )

    def _ending(self, state: State) -> Ending | None:
        declared = {ending.name: ending for ending in self.engine.model.world.endings}
        reached = (name for name, condition in self.engine.model.endings if self.engine.value(state, condition) is True)
        return next((declared[name] for name in reached), None)

    # ---- why not -----------------------------------------------------------------------------------------------------

    def _can_turn_out(self, state: State, event: AnyEvent, outcome: int) -> bool:
        odds = self.engine.odds(state, event)
        return outcome < len(odds) and odds[outcome] > 0

    def _impossible(self, step: Step, state: State) -> tuple[Obstacle, ...]:
        found = self._precondition(step, state, ())
        if found:
            return found
        if any(self.engine.can(state, event) for event in step.events):
            return (Obstacle((), f"turns out {step.outcome + 1}", ()),)  # its odds are 0
        figures = set(self.engine.model.world.figures)
        for _, value in step.bindings:
            if value in figures:
                return (Obstacle((), f"somebody who can do it mistakes {value}", ()),)
        return (Obstacle((), f"{step.written}: an outcome with odds", ()),)

    def _precondition(self, step: Step, state: State, minds: tuple[str, ...]) -> tuple[Obstacle, ...]:
        """The obstacles of the declaration's own precondition; a figure stands for whom it is taken for here."""
        bound = {name: Const(self._person(state, value)) for name, value in step.bindings}
        return obstacles(self.asking, state, substitute(step.schema.precondition, bound), minds)

    def _person(self, state: State, value: Value) -> Value:
        for addressed in self.engine.model.addressed:
            if addressed.figure == value:
                return state.values[addressed.who]
        return value

    def _unexplained(self, step: Step, state: State, event: AnyEvent, who: int) -> Unexplained:
        name = self.engine.model.characters[who]
        mind = self.engine.believed(state, who)
        found = self._precondition(step, mind, (name,))
        if found:
            return Unexplained(name, found)
        ground = self.engine.ground_event(mind, event)
        if ground is None or not self.engine.can(mind, ground):
            return Unexplained(name, (Obstacle((name,), step.written, ()),))
        after = self.engine.after(mind, ground, step.outcome)
        now, then = self.engine.wants(mind, who), self.engine.wants(after, who)
        nearest = self.motives.near_miss(state, event, who)
        return Unexplained(name, (), tuple(now.items()), tuple(then.items()), nearest)

    # ---- what the story says -----------------------------------------------------------------------------------------

    def _because(self, step: Step, reasons: list[Reason]) -> list[Checked]:
        checks: list[Checked] = []
        for want in step.because:
            holds = any(_strongest(reason, want) for reason in reasons)
            checks.append(Checked("because", want, holds, "" if holds else self._gains(reasons)))
        for want in step.never_because:
            holds = not any(want in reason.wants for reason in reasons)
            checks.append(Checked("never because", want, holds, "" if holds else self._gains(reasons)))
        return checks

    def _gains(self, reasons: list[Reason]) -> str:
        """What the reasons serve, for a message: `Naruto: pride +1, company -1`."""
        names = self.engine.model.characters
        return "; ".join(f"{names[reason.character]}: {gains_in_words(reason)}" for reason in reasons)

    def _check(self, check: Check, state: State, moment: Moment | None) -> Checked:
        if isinstance(check, Expected):
            found = obstacles(self.asking, state, check.formula)
            return Checked("expect", check.written, not found, "; ".join(str(obstacle) for obstacle in found))
        fired = moment.fired if moment is not None else self.engine.start_fired()
        holds = any(event.name == check.name and event.args == check.args for event in fired)
        instead = ", ".join(str(event) for event in fired) or "nothing"
        return Checked("happens", check.written, holds, "" if holds else f"what it set off: {instead}")


def _strongest(reason: Reason, want: str) -> bool:
    """Whether the reason serves that want, and no other one more."""
    gains = dict(reason.by_act)
    return gains.get(want, 0) > 0 and gains[want] == max(gains.values())


def gains_in_words(reason: Reason) -> str:
    """`company +3, safety -1`: what the act gains, the greatest first."""
    return _gains(reason.by_act)


def gain_in_words(name: str, reason: Reason) -> str:
    """`Ann gains 4 (company +3, calm +1), by this act calm +1`: the whole plan's gain, and the act's part of it."""
    text = f"{name} gains {value_in_words(reason.gain)} ({_gains(reason.by_want)})"
    if dict(reason.by_act) != dict(reason.by_want):
        text += f", by this act {_gains(reason.by_act)}"
    return text


def _gains(split: tuple[tuple[str, Number], ...]) -> str:
    ordered = sorted(split, key=lambda pair: -pair[1])
    return ", ".join(f"{name} {'+' if gain > 0 else ''}{value_in_words(gain)}" for name, gain in ordered)
