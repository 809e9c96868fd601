"""A replay as plain values, for JSON. The keys are documented in `docs/manual/json.md`."""

from __future__ import annotations

from collections.abc import Iterable

from fabula.reasons import Reason
from fabula.stories.replay import Alternative, Replay, StepReplay
from fabula.stories.report import Names, plan_in_words, reason_of_stop, unexplained_in_words

Record = dict[str, object]


def replay_record(names: Names, result: Replay, others: dict[int, list[Alternative]] | None) -> Record:
    """The whole replay; `others`: the alternatives at each step, by its number, where they were asked for."""
    stopped = result.stopped_at
    beats = result.beats
    return {
        "story": result.story.title,
        "possible": all(beat.possible for beat in beats),
        "explained": all(beat.explained for beat in beats),
        "holds": result.complete,
        "stopped_at": None
        if stopped is None
        else {"beat": stopped.beat.label, "step": stopped.number, "event": stopped.step.written},
        "reason": None if stopped is None else reason_of_stop(stopped),
        "beats_through": sum(beat.holds for beat in beats),
        "beats": [
            {
                "beat": beat.beat.label,
                "title": beat.beat.title,
                "steps": list(beat.numbers),
                "possible": beat.possible,
                "explained": beat.explained,
                "holds": beat.holds,
            }
            for beat in beats
        ],
        "steps": [
            step_record(names, step, None if others is None else others.get(step.number, ())) for step in result.steps
        ],
    }


def step_record(names: Names, step: StepReplay, others: Iterable[Alternative] | None) -> Record:
    """One step, with the alternatives where they were asked for."""
    record: Record = {
        "step": step.number,
        "beat": step.beat.label,
        "event": step.step.written,
        "kind": step.step.schema.kind,
        "possible": step.possible,
        "explained": step.explained,
        "holds": not step.failed,
        "ending": None if step.ending is None else step.ending.name,
        "reasons": [reason_record(names, reason) for reason in step.reasons],
        "obstacles": [str(obstacle) for obstacle in step.obstacles],
        "unexplained": [
            {
                "character": missing.character,
                "why": " ".join(line.strip() for line in unexplained_in_words(names, missing)),
            }
            for missing in step.unexplained
        ],
        "checks": [
            {"kind": check.kind, "written": check.written, "holds": check.holds, "instead": check.instead}
            for check in step.checks
        ],
        "set_off": [] if step.moment is None else [str(event) for event in step.moment.fired],
    }
    if others is not None:
        record["alternatives"] = [
            {"event": str(other.event), "reasons": [reason_record(names, reason) for reason in other.reasons]}
            for other in others
        ]
    return record


def reason_record(names: Names, reason: Reason) -> Record:
    """A reason: whose, for which want, what is gained, by which plan."""
    return {
        "character": names[reason.character],
        "want": reason.wants[0] if reason.wants else None,
        "gain": reason.gain,
        "by_want": dict(reason.by_want),
        "by_act": dict(reason.by_act),
        "plan": plan_in_words(names, reason.plan)
        if reason.plan.branches
        else [str(step.event) for step in reason.plan.steps],
    }
