"""`fabula replay WORLD STORY`: is the story possible, and does everybody act for reasons of their own?"""

from __future__ import annotations

import click

from fabula.cli.find import find_story, find_world
from fabula.cli.main import FINDINGS
from fabula.cli.output import Paint, emit, output_options
from fabula.cli.watch import Bounds, Watch, limit_options, watching
from fabula.diagnostics.files import read_source
from fabula.pipeline import open_engine
from fabula.reference.engine import Number, Reference
from fabula.reference.motive import Motives, Reason
from fabula.stories.replay import Replay, StepReplay, Unexplained, alternatives, replaying
from fabula.stories.replay import reason_in_words as gain_in_words
from fabula.stories.story import Story, read_story
from fabula.stories.words import value_in_words


@click.command("replay", short_help="Is this story possible, and is every step explained?")
@click.argument("world")
@click.argument("story")
@click.option("--why", is_flag=True, help="Show the reason for every step: the plan and the wants it serves.")
@click.option("--alternatives", "others", is_flag=True, help="Show what else could happen for a reason at every step.")
@click.option("--keep-going", is_flag=True, help="Go on after a step that fails, where it is possible.")
@output_options
@limit_options
def command(
    world: str,
    story: str,
    why: bool,
    others: bool,
    keep_going: bool,
    as_json: bool,
    plain: bool,
    max_states: int,
    max_seconds: float,
    max_memory: int,
) -> None:
    """Replay a STORY in a WORLD, step by step.

    Every step must be possible, and everybody who must want it must have a reason. The replay stops at the first step
    that fails, and says why. WORLD is a file or a shipped world, STORY a file or the name of a story beside the world.
    """
    path = find_world(world)
    story_path = find_story(story, path)
    steps: list[StepReplay] = []
    resolved = None
    with watching("Replaying", Bounds(max_states, max_seconds, max_memory)) as watch:
        engine = open_engine(path, max_states=watch.bounds.states)
        motives = Motives(engine)
        resolved = read_story(read_source(story_path), engine.model)
        watch.states = lambda: len(engine.pool)
        watch.known = lambda: f"{len(steps)} steps"
        for step in replaying(engine, motives, resolved, keep_going=keep_going):
            steps.append(step)
            if not as_json:
                paint = Paint(plain=plain)
                if len(steps) == 1 or steps[-2].beat.label != step.beat.label:
                    click.echo(beat_in_words(step, paint))
                click.echo(step_in_words(engine, step, why=why, paint=paint))
                if others:
                    for line in _others(engine, motives, step):
                        click.echo(paint.aside(line))
    if resolved is None:
        click.echo(watch.ended, err=True)
        raise click.exceptions.Exit(watch.exit_code)
    result = Replay(resolved, tuple(steps))
    if as_json:
        emit(replay_values(engine, motives, result, watch, others=others))
    else:
        click.echo()
        click.echo(verdict(engine, result, watch, Paint(plain=plain)))
    if watch.ended:
        raise click.exceptions.Exit(watch.exit_code)
    if not result.complete:
        raise click.exceptions.Exit(FINDINGS)


# ---- in words --------------------------------------------------------------------------------------------------------


def beat_in_words(step: StepReplay, paint: Paint) -> str:
    title = f" {step.beat.title}" if step.beat.title else ""
    return paint.head(f"Beat {step.beat.label}{'.' if title else ''}{title}")


def step_in_words(engine: Reference, step: StepReplay, *, why: bool, paint: Paint) -> str:
    """A step on one line with its verdict; below it the reasons if asked for, and whatever fails."""
    names = engine.model.characters
    if not step.possible:
        mark = paint.bad("impossible")
    elif step.unexplained:
        mark = paint.bad("not explained")
    elif step.failed:
        mark = paint.bad("not as the story says")
    elif step.reasons:
        served = "; ".join(_served(names, reason, alone=len(step.reasons) == 1) for reason in step.reasons)
        mark = paint.good(served)
    else:
        mark = paint.aside(_nobodys(step))
    lines = [f"  {step.step.written}: {mark}"]
    if why or step.failed:
        for reason in step.reasons:
            lines += [f"      {line}" for line in reason_in_words(names, reason)]
    lines += [f"      {obstacle}" for obstacle in step.obstacles]
    for missing in step.unexplained:
        lines += [f"      {line}" for line in unexplained_in_words(missing)]
    for check in step.checks:
        if not check.holds:
            instead = f": {check.instead}" if check.instead else ""
            lines.append(f"      {check.kind} {check.written}: {paint.bad('no')}{instead}")
    return "\n".join(lines)


def _served(names: tuple[str, ...], reason: Reason, *, alone: bool) -> str:
    wants = reason.wants[0] if reason.wants else "no want of a name"
    return wants if alone else f"{names[reason.character]} for {wants}"


def _nobodys(step: StepReplay) -> str:
    kind = step.step.schema.kind
    return "as agreed" if kind == "action" else kind


def reason_in_words(names: tuple[str, ...], reason: Reason) -> list[str]:
    """Whose reason, what is gained, and the plan, a line each."""
    lines = [gain_in_words(names[reason.character], reason)]
    lines += _plan_lines(names, reason, "  ")
    return lines


def _plan_lines(names: tuple[str, ...], reason: Reason, indent: str) -> list[str]:
    from fabula.reference.motive import Plan

    lines: list[str] = []

    def walk(plan: Plan, indent: str) -> None:
        for step in plan.steps:
            lines.append(f"{indent}{step.event}")
            for other in step.reasons:
                wants = ", ".join(other.wants[:1])
                then = " then ".join(str(s.event) for s in other.plan.steps[1:])
                lines.append(f"{indent}  {names[other.character]} for {wants}{': ' if then else ''}{then}")
        for branch in plan.branches:
            lines.append(f"{indent}if it turns out {branch.outcome + 1} (odds {value_in_words(branch.odds)})")
            if branch.plan is not None:
                walk(branch.plan, indent + "  ")

    walk(reason.plan, indent)
    return lines


def unexplained_in_words(missing: Unexplained) -> list[str]:
    """Why a character has no reason, as near as it can be told."""
    who = missing.character
    if missing.obstacles:
        return [f"{who} believes that it is impossible:", *[f"  {obstacle}" for obstacle in missing.obstacles]]
    now, then = dict(missing.now), dict(missing.then)
    changes = [f"{name} {_shown(now[name])} -> {_shown(then[name])}" for name in now if now[name] != then.get(name)]
    alone = f"by itself it changes {', '.join(changes)}" if changes else "by itself it changes nothing that matters"
    return [
        f"{who} believes that it is possible, but no plan that begins with it ends better for {who}:",
        f"  {alone}",
        "  (now: " + ", ".join(f"{name} {_shown(value)}" for name, value in now.items()) + ")",
    ]


def _shown(value: Number | None) -> str:
    return value_in_words(value)


def _others(engine: Reference, motives: Motives, step: StepReplay) -> list[str]:
    names = engine.model.characters
    lines = []
    for other in alternatives(engine, motives, step.before):
        if step.moment is None or other.event != step.moment.event:
            served = "; ".join(_served(names, reason, alone=len(other.reasons) == 1) for reason in other.reasons)
            lines.append(f"      or {other.event}: {served}")
    return lines


def verdict(engine: Reference, result: Replay, watch: Watch, paint: Paint) -> str:
    """The last lines: how far the story went."""
    beats = len(result.story.beats)
    through = result.beats_through()
    total = sum(len(beat.steps) for beat in result.story.beats)
    lines = [f"{through} of {beats} beats, {sum(not s.failed for s in result.steps)} of {total} steps."]
    stopped = result.stopped_at
    if watch.ended:
        lines.append(paint.bad(f"{watch.ended[0].upper()}{watch.ended[1:]}."))
    elif stopped is not None:
        lines.append(
            paint.bad(f"Stopped at beat {stopped.beat.label}, {stopped.step.written}: {reason_of_stop(stopped)}")
        )
    else:
        lines.append(paint.good("Every beat is possible, and everybody acts for reasons of their own."))
    return "\n".join(lines)


def reason_of_stop(step: StepReplay) -> str:
    """Why a step failed, in a sentence."""
    if not step.possible:
        return f"it is impossible: {step.obstacles[0]}."
    if step.unexplained:
        missing = step.unexplained[0]
        if missing.obstacles:
            return f"{missing.character} believes that it is impossible: {missing.obstacles[0]}."
        return f"{missing.character} has no reason for it."
    check = next(check for check in step.checks if not check.holds)
    instead = f" ({check.instead})" if check.instead else ""
    return f"`{check.kind} {check.written}` does not hold{instead}."


# ---- for programs ----------------------------------------------------------------------------------------------------


def replay_values(
    engine: Reference, motives: Motives, result: Replay, watch: Watch, *, others: bool
) -> dict[str, object]:
    """The replay for JSON; the keys are documented in docs/manual/json.md."""
    stopped = result.stopped_at
    steps = [_step_values(engine, motives, step, others=others) for step in result.steps]
    beats = []
    number = 0
    failed = {step.beat.label for step in result.steps if step.failed}
    for beat in result.story.beats:
        numbers = list(range(number + 1, number + 1 + len(beat.steps)))
        number += len(beat.steps)
        reached = [step for step in result.steps if step.number in numbers]
        beats.append(
            {
                "beat": beat.label,
                "title": beat.title,
                "steps": numbers,
                "possible": len(reached) == len(numbers) and all(step.possible for step in reached),
                "explained": len(reached) == len(numbers) and all(step.explained for step in reached),
                "holds": len(reached) == len(numbers) and beat.label not in failed,
            }
        )
    return {
        "world": engine.model.world.name,
        "story": result.story.title,
        "possible": len(result.steps) == number and all(step.possible for step in result.steps),
        "explained": len(result.steps) == number and all(step.explained for step in result.steps),
        "holds": result.complete,
        "stopped_at": None
        if stopped is None
        else {"beat": stopped.beat.label, "step": stopped.number, "event": stopped.step.written},
        "reason": watch.ended if watch.ended else None if stopped is None else reason_of_stop(stopped),
        "beats_through": result.beats_through(),
        "beats": beats,
        "steps": steps,
        "interrupted": watch.interrupted,
        "seconds": round(watch.seconds, 3),
        "states": len(engine.pool),
    }


def _step_values(engine: Reference, motives: Motives, step: StepReplay, *, others: bool) -> dict[str, object]:
    names = engine.model.characters
    values: dict[str, object] = {
        "step": step.number,
        "beat": step.beat.label,
        "event": step.step.written,
        "kind": step.step.schema.kind,
        "possible": step.possible,
        "explained": step.explained,
        "holds": not step.failed,
        "reasons": [reason_values(names, reason) for reason in step.reasons],
        "obstacles": [str(obstacle) for obstacle in step.obstacles],
        "unexplained": [
            {"character": missing.character, "why": " ".join(line.strip() for line in unexplained_in_words(missing))}
            for missing in step.unexplained
        ],
        "checks": [
            {"kind": check.kind, "written": check.written, "holds": check.holds, "instead": check.instead}
            for check in step.checks
        ],
        "set_off": [] if step.moment is None else [str(event) for event in step.moment.fired],
    }
    if others:
        values["alternatives"] = [
            {"event": str(other.event), "reasons": [reason_values(names, reason) for reason in other.reasons]}
            for other in alternatives(engine, motives, step.before)
            if step.moment is None or other.event != step.moment.event
        ]
    return values


def reason_values(names: tuple[str, ...], reason: Reason) -> dict[str, object]:
    """A reason for JSON."""
    return {
        "character": names[reason.character],
        "want": reason.wants[0] if reason.wants else None,
        "gain": reason.gain,
        "by_want": dict(reason.by_want),
        "by_act": dict(reason.by_act),
        "plan": [line.strip() for line in _plan_lines(names, reason, "")]
        if reason.plan.branches
        else [str(step.event) for step in reason.plan.steps],
    }


__all__ = ["Story", "command"]
