"""A replay in words: what was done for which want, what failed, and why the story stops."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from fabula.reference.motive import Plan, Reason
from fabula.stories.replay import Alternative, Replay, StepReplay, Unexplained, gain_in_words
from fabula.stories.words import value_in_words

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
        kind = step.step.schema.kind
        verdict = dye("aside", "as agreed" if kind == "action" else kind)
    lines = [f"  {step.step.written}: {verdict}"]
    if why or step.failed:
        lines += [f"      {line}" for reason in step.reasons for line in reason_in_words(names, reason)]
    lines += [f"      {obstacle}" for obstacle in step.obstacles]
    lines += [f"      {line}" for missing in step.unexplained for line in unexplained_in_words(missing)]
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


def unexplained_in_words(missing: Unexplained) -> list[str]:
    """Why a character has no reason, as near as it can be told."""
    who = missing.character
    if missing.obstacles:
        return [f"{who} believes that it is impossible:", *[f"  {obstacle}" for obstacle in missing.obstacles]]
    now = {name: value_in_words(value) for name, value in missing.now}
    then = {name: value_in_words(value) for name, value in missing.then}
    changes = [f"{name} {now[name]} -> {then[name]}" for name in now if now[name] != then[name]]
    return [
        f"{who} believes that it is possible, but no plan that begins with it ends better for {who}:",
        f"  by itself it changes {', '.join(changes) or 'nothing that matters'}",
        f"  (now: {', '.join(f'{name} {value}' for name, value in now.items())})",
    ]


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
    first = f"{through} of {len(result.beats)} beats, {sum(not s.failed for s in result.steps)} of {steps} steps."
    stopped = result.stopped_at
    if ended is not None:
        last = dye("bad", f"{ended[0].upper()}{ended[1:]}.")
    elif stopped is not None:
        place = f"Stopped at beat {stopped.beat.label}, {stopped.step.written}"
        last = dye("bad", f"{place}: {reason_of_stop(stopped)}")
    else:
        last = dye("good", "Every beat is possible, and everybody acts for reasons of their own.")
    return f"{first}\n{last}"
