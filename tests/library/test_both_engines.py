"""The Wager's chapter on both engines: the same events, the same reasons, to the last tie."""

from __future__ import annotations

import pytest

from fabula.kernel.engine import Kernel
from fabula.reference.engine import Reference
from fabula.reference.motive import Motives
from fabula.search.motives import FastMotives, motives_of
from fabula.semantics import AnyEvent
from fabula.stories.replay import StepReplay, replay
from tests.library.chapter import ITACHI, NARUTO, chapter, replayed, walked


def told(step: StepReplay) -> tuple[object, ...]:
    """Everything that a replay says of a step but the states, which each engine has of its own."""
    moment = step.moment and (step.moment.event, step.moment.outcome, step.moment.fired)
    return (step.number, moment, step.obstacles, step.reasons, step.unexplained, step.checks, step.ending)


def test_the_wagers_chapter_replays_on_both_engines_with_the_same_explanations() -> None:
    literal = replayed()
    engine = Kernel(chapter()[0].model)
    fast = replay(engine, motives_of(engine), literal.story)
    assert fast.complete
    assert len(fast.steps) == 60
    assert [told(step) for step in fast.steps] == [told(step) for step in literal.steps]
    assert sum(len(step.reasons) for step in fast.steps) >= 50


@pytest.mark.slow
def test_every_act_of_the_chapter_is_judged_the_same_by_both_engines() -> None:
    """Not only what happens, but all that could: who has a reason, which is shortest, which brings most, all plans."""
    engine, _, story = chapter()
    kernel = Kernel(engine.model)
    literal, fast = Motives(Reference(engine.model)), FastMotives(kernel)
    here = kernel.initial()
    found: list[AnyEvent] = []
    for number, (_, step, state, _) in enumerate(walked(engine, story)):
        if number % 5 == 0:
            for event in engine.possible(state):
                assert fast.explained(here, event) is literal.explained(state, event), (number, event)
                for who in literal.consenting(state, event):
                    assert fast.reason(here, event, who) == literal.reason(state, event, who), (number, event)
                    assert fast.best_reason(here, event, who) == literal.best_reason(state, event, who), (number, event)
                    plans = [[s.event for s in plan.steps] for plan in literal.plans(state, event, who)]
                    assert [[s.event for s in p.steps] for p in fast.plans(here, event, who)] == plans, (number, event)
                    found.append(event)
        taken = next(event for event in step.events if kernel.can(here, event))
        here = kernel.after(here, taken, step.outcome)
    assert len(found) > 100


def test_whoever_sees_a_face_in_a_mistaken_mind_sees_another_one_there() -> None:
    """In Naruto's mind the stranger is Sasuke; so when Sasuke is turned round, Itachi sees the stranger's face there.

    Nothing keeps a mind of an Itachi who mistakes the stranger: he knows who he is. Once, this went on without end.
    """
    model = chapter()[0].model
    who = next(fluent.index for fluent in model.fluents if fluent.name == "who(stranger)")
    events = (
        "go(Itachi, street)",
        "go(Sasuke, street)",
        "wake(Naruto)",
        "glimpse(Naruto, stranger, Sasuke)",
        "follow(Naruto, Itachi)",
        "turn_round(Itachi, Sasuke)",
    )
    engines = (Reference(model), Kernel(model), Kernel(model, fast=False))
    for engine in engines:
        state = engine.initial()
        for name in events:
            state = engine.after(state, next(event for event in engine.possible(state) if str(event) == name))
        minds = [engine.believed(state, character) for character in (NARUTO, ITACHI)]
        assert [mind.values[who] for mind in (state, *minds)] == ["Itachi", "Sasuke", "Itachi"]
        assert engine.believed(minds[0], ITACHI).values[who] == "Sasuke"
    assert engines[1].core.slow_steps == 0
