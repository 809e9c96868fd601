"""Why, as plain values, for JSON. The keys are documented in `docs/manual/json.md`."""

from __future__ import annotations

from collections.abc import Sequence

from fabula.analysis.beliefs import Belief, Support
from fabula.analysis.causes import Cause, Causes
from fabula.analysis.out_of_reach import Barrier, OutOfReach
from fabula.analysis.why_not import NotTaken
from fabula.reasons import Reason
from fabula.stories.record import Record, reason_record, step_record
from fabula.stories.replay import Unexplained
from fabula.stories.report import unexplained_in_words

Names = tuple[str, ...]


def belief_record(names: Names, belief: Belief) -> Record:
    """A belief: whose, what, whether it is true, since when, and how it was learned."""
    learning = belief.learning
    return {
        "believer": [names[who] for who in belief.spot.path],
        "fluent": belief.name,
        "value": belief.value,
        "truth": belief.truth,
        "true": belief.true,
        "how": learning.how,
        "since": None if learning.step is None else learning.step.number,
        "event": None if learning.step is None else learning.step.step.written,
        "trigger": None if learning.trigger is None else str(learning.trigger),
        "before": learning.before,
        "line": None if learning.fact is None else learning.fact.span.line,
    }


def supports_record(
    names: Names, reason: Reason, supports: Sequence[Support], mistakes: Sequence[tuple[Belief, Reason]]
) -> Record:
    """What a reason stands on, and the mistakes that change its plan only."""
    return {
        "character": names[reason.character],
        "stands_on": [
            {"beliefs": [belief_record(names, belief) for belief in support.beliefs], "instead": list(support.instead)}
            for support in supports
        ],
        "mistakes": [
            {"belief": belief_record(names, belief), "otherwise": reason_record(names, other)}
            for belief, other in mistakes
        ],
    }


def causes_record(names: Names, causes: Causes) -> Record:
    """The minimal sets of causes."""
    return {
        "sets": [
            {
                "causes": [_cause(names, cause) for cause in made.causes],
                "lost": made.lost,
                "who": None if made.who is None else names[made.who],
                "held": made.held,
                "through": None if made.through is None else made.through.number,
            }
            for made in causes.sets
        ],
        "tried": causes.tried,
        "complete": causes.complete,
    }


def _cause(names: Names, cause: Cause) -> Record:
    if cause.fact is not None:
        fact = cause.fact
        return {
            "kind": "fact",
            "believer": [names[who] for who in fact.path],
            "fluent": fact.fluent,
            "value": fact.value,
            "instead": fact.instead,
            "line": fact.span.line,
        }
    assert cause.step is not None
    return {
        "kind": "step" if cause.outcome is None else "outcome",
        "step": cause.step.number,
        "event": cause.step.step.written,
        "outcome": None if cause.outcome is None else cause.outcome + 1,
    }


def unexplained_record(names: Names, missing: Sequence[Unexplained]) -> list[Record]:
    """Who has no reason, and why, a text."""
    return [
        {"character": each.character, "why": " ".join(line.strip() for line in unexplained_in_words(names, each))}
        for each in missing
    ]


def not_taken_record(names: Names, found: NotTaken) -> Record:
    """Why an event does not happen at a moment."""
    judged = step_record(names, found.judgement, None)
    return {
        "event": found.step.written,
        "before": None if found.before is None else found.before.number,
        "verdict": found.verdict,
        "reasons": judged["reasons"],
        "obstacles": judged["obstacles"],
        "unexplained": judged["unexplained"],
        "mistakes": [
            {
                "character": names[mistake.who],
                "fluent": mistake.fluent,
                "believed": mistake.believed,
                "truth": mistake.truth,
            }
            for mistake in found.mistakes
        ],
        "probability": None if found.option is None else float(found.option.probability),
        "options": [
            {
                "event": str(option.event),
                "by": None if option.by is None else names[option.by],
                "probability": float(option.probability),
            }
            for option in found.options
        ],
    }


def out_of_reach_record(names: Names, found: OutOfReach) -> Record:
    """Why an ending is not reached."""
    return {
        "asked": found.written,
        "verdict": found.verdict,
        "parts": [
            {
                "condition": part.written,
                "holds": part.holds,
                "possible": part.possible,
                "seen_after": None if part.seen is None else [str(event) for event in part.seen],
            }
            for part in found.parts
        ],
        "story": [str(event) for event in found.story],
        "without_reason": list(found.lacking),
        "open": list(found.open),
        "over": found.over,
        "unexplained": unexplained_record(names, found.missing),
        "barriers": [_barrier(barrier) for barrier in found.barriers],
        "complete": found.complete,
        "states": found.states,
    }


def _barrier(barrier: Barrier) -> Record:
    return {
        "never": barrier.atom,
        "makers": [{"event": event, "lacks": lacks} for event, lacks in barrier.makers],
        "because": None if barrier.back is None else _barrier(barrier.back),
    }
