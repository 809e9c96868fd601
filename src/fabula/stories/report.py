"""A replay in words: what was done for which want, what failed, and why the story stops."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from fabula.reasons import NearMiss, Plan, Reason
from fabula.stories.replay import Alternative, Replay, StepReplay, Unexplained, gain_in_words
from fabula.stories.words import value_in_words
from fabula.world.expressions import TRUE

Dye = Callable[[str, str], str]  # a style (`good`, `bad`, `head`, `aside`) and words to the words in that style
Names = tuple[str, ...]  # of the characters


def beat_in_words(step: StepReplay, dye: Dye) -> str:
    """The line that begins the beat of a step."""
    title = f". {step.beat.title}" if step.beat.title else ""
    return dye("head", f"Beat {step.beat.label}{title}")


def step_in_words(names: Names, step: StepReplay, dye: Dye, *, why: bool) -> str:
    """A step on one line with its verdict; below it the reasons if asked for, and whatever fails."""
    if not step.possible:
        verdict = dye("bad", "impossible")
    elif step.unexplained:
        verdict = dye("bad", "not explained")
    elif step.failed:
        verdict = dye("bad", "not as the story says")
    elif step.reasons:
        verdict = dye("good", served(names, step.reasons))
    else:
        schema = step.step.schema
        freely = all(consent.unless == TRUE for consent in schema.consenting)
        verdict = dye("aside", schema.kind if schema.kind != "action" else "freely" if freely else "as agreed")
    lines = [f"  {step.step.written}: {verdict}"]
    if why or step.failed:
        lines += [f"      {line}" for reason in step.reasons for line in reason_in_words(names, reason)]
    lines += [f"      {obstacle}" for obstacle in step.obstacles]
    lines += [f"      {line}" for missing in step.unexplained for line in unexplained_in_words(names, missing)]
    for check in step.checks:
        if not check.holds:
            instead = f": {check.instead}" if check.instead else ""
            lines.append(f"      {check.kind} {check.written}: {dye('bad', 'no')}{instead}")
    return "\n".join(lines)


def served(names: Names, reasons: tuple[Reason, ...]) -> str:
    """The want that each reason serves most, with whose it is where there are several."""
    wants = [reason.wants[0] if reason.wants else "no want by itself" for reason in reasons]
    if len(reasons) == 1:
        return wants[0]
    return "; ".join(f"{names[reason.character]} for {want}" for reason, want in zip(reasons, wants, strict=True))


def alternatives_in_words(names: Names, others: Iterable[Alternative], dye: Dye) -> list[str]:
    """What else could have been done, a line each."""
    return [dye("aside", f"      or {other.event}: {served(names, other.reasons)}") for other in others]


def reason_in_words(names: Names, reason: Reason) -> list[str]:
    """Whose reason, what is gained, and the plan, a line each."""
    return [
        gain_in_words(names[reason.character], reason),
        *(f"  {line}" for line in plan_in_words(names, reason.plan)),
    ]


def plan_in_words(names: Names, plan: Plan) -> list[str]:
    """The steps of a plan, a line each; below a step the reasons of the others, and how it goes on after chance."""
    lines: list[str] = []
    for step in plan.steps:
        lines.append(str(step.event))
        for other in step.reasons:
            then = " then ".join(str(later.event) for later in other.plan.steps[1:])
            lines.append(f"  {names[other.character]} for {', '.join(other.wants[:1])}{': ' if then else ''}{then}")
    for branch in plan.branches:
        lines.append(f"if it turns out {branch.outcome + 1} (odds {value_in_words(branch.odds)})")
        if branch.plan is not None:
            lines += [f"  {line}" for line in plan_in_words(names, branch.plan)]
    return lines


def unexplained_in_words(names: Names, missing: Unexplained) -> list[str]:
    """Why a character has no reason, as near as it can be told."""
    who = missing.character
    if missing.obstacles:
        return [f"{who} believes that it is impossible:", *[f"  {obstacle}" for obstacle in missing.obstacles]]
    now = {name: value_in_words(value) for name, value in missing.now}
    then = {name: value_in_words(value) for name, value in missing.then}
    changes = [f"{name} {now[name]} -> {then[name]}" for name in now if now[name] != then[name]]
    return [
        f"{who} believes that it is possible, but has no reason for it.",
        f"  By itself it changes {', '.join(changes) or 'nothing that matters'}"
        f" (now: {', '.join(f'{name} {value}' for name, value in now.items())}).",
        *([f"  {nearest_in_words(names, who, missing.nearest)}"] if missing.nearest is not None else []),
    ]


def nearest_in_words(names: Names, who: str, nearest: NearMiss) -> str:
    """How near somebody comes to a reason, in a sentence."""
    steps = f"{nearest.foresight} step{'' if nearest.foresight == 1 else 's'}"
    if nearest.kind == "nothing":
        return f"Nothing of up to {steps} (foresight) that begins with it ends better for {who}."
    events = ", ".join(str(event) for event in nearest.events)
    gain = f"+{value_in_words(nearest.gain)}"
    if nearest.kind == "others" and nearest.who is not None:
        other = names[nearest.who]
        return f"{events} would bring {gain}, but {other} has no reason for {nearest.lacking}, as {who} sees it."
    if nearest.kind == "superfluous":
        return f"{events} would bring {gain}, but it would bring as much without one of them."
    return f"With one step more there is a plan ({events}: {gain}), but {who} thinks only {steps} ahead (foresight)."


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


def verdict_in_words(result: Replay, dye: Dye, *, ended: str | None) -> str:
    """The last lines: how far the story went. `ended`: why the replay itself was broken off, if it was."""
    through = sum(beat.holds for beat in result.beats)
    steps = sum(len(beat.steps) for beat in result.story.beats)
    done = sum(not step.failed for step in result.steps)
    first = f"{through} of {_counted(len(result.beats), 'beat')}, {done} of {_counted(steps, 'step')}."
    stopped = result.stopped_at
    if ended is not None:
        last = dye("bad", f"{ended[0].upper()}{ended[1:]}.")
    elif stopped is not None:
        place = f"Stopped at beat {stopped.beat.label}, {stopped.step.written}"
        last = dye("bad", f"{place}: {reason_of_stop(stopped)}")
    else:
        last = dye("good", "Every beat is possible, and everybody acts for reasons of their own.")
    over = next((step for step in result.steps if step.ending is not None), None)
    if over is None or over.ending is None:
        return f"{first}\n{last}"
    where = "" if over is result.steps[-1] else f" It is over at beat {over.beat.label}, with {over.step.written}."
    return f"{first}\n{last}\nEnding: {over.ending.title or over.ending.name}.{where}"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
