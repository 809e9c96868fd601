"""Why, in words: motives, beliefs, causes and why-nots as paragraphs of at most 80 columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from textwrap import wrap

from fabula.analysis.beliefs import Belief, Learning, Support
from fabula.analysis.causes import Cause, Causes, CauseSet, Lost
from fabula.analysis.interventions import Fact, Path
from fabula.analysis.out_of_reach import Barrier, OutOfReach
from fabula.analysis.why_not import NotTaken
from fabula.ground.model import GroundEvent
from fabula.reasons import Plan, Reason
from fabula.semantics import AnyEvent
from fabula.stories.replay import Alternative, StepReplay, Unexplained
from fabula.stories.report import served, unexplained_in_words
from fabula.stories.words import value_in_words
from fabula.world.expressions import Value
from fabula.world.model import Number

WIDTH = 80
MOST_LINES = 12  # of the causes further back, and of the facts, that are told; JSON has them all

Dye = Callable[[str, str], str]
Names = tuple[str, ...]


def paragraph(text: str, indent: int, *, hang: int = 0) -> list[str]:
    """The text in lines of at most 80 columns; all but the first are moved in by `hang` more."""
    return wrap(
        text,
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hang),
        break_long_words=False,
        break_on_hyphens=False,
    )


def in_columns(text: str) -> str:
    """Lines of others, as far as they are longer than 80 columns, in several; coloured ones are left as they are."""
    lines: list[str] = []
    for line in text.split("\n"):
        indent = len(line) - len(line.lstrip())
        lines += [line] if len(line) <= WIDTH or "\x1b" in line else paragraph(line.strip(), indent, hang=2)
    return "\n".join(lines)


def listed(words: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def atom_in_words(fluent: str, value: Value) -> str:
    """`asleep(Ann)`, `not asleep(Ann)`, `at(Ann) == home`."""
    if isinstance(value, bool):
        return fluent if value else f"not {fluent}"
    return f"{fluent} == {value_in_words(value)}"


def believed_in_words(names: Names, path: Path, fluent: str, value: Value) -> str:
    """`Ann believes Tom believes not asleep(Ann)`."""
    return "".join(f"{names[who]} believes " for who in path) + atom_in_words(fluent, value)


def event_in_words(event: AnyEvent | GroundEvent) -> str:
    """`go(Ann, home)`, `dusk`."""
    return str(event).removesuffix("()")


def place(step: StepReplay) -> str:
    """`beat 17`, or, in a story with one beat for all, `step 17`."""
    return f"beat {step.beat.label}"


# ---- motive ----------------------------------------------------------------------------------------------------------


def motive_in_words(names: Names, reason: Reason, dye: Dye) -> list[str]:
    """Whose plan it is, what it brings want by want, its steps, and why the others would do their part."""
    who = names[reason.character]
    text = f"{who} has a plan that brings {gains(reason.by_want)}"
    if dict(reason.by_act) != dict(reason.by_want):
        text += f"; without this act it would bring {gains(_rest(reason))}"
    lines = paragraph(f"{text}:", 4)
    return [*lines, *plan_in_words(names, reason.plan, dye, 6)]


def _rest(reason: Reason) -> tuple[tuple[str, Number], ...]:
    act = dict(reason.by_act)
    names = dict.fromkeys([name for name, _ in reason.by_want] + [name for name, _ in reason.by_act])
    whole = dict(reason.by_want)
    return tuple(
        (name, whole.get(name, 0) - act.get(name, 0)) for name in names if whole.get(name, 0) != act.get(name, 0)
    )


def gains(split: Iterable[tuple[str, Number]]) -> str:
    """`company +3 and safety -1`, the greatest first."""
    ordered = sorted(split, key=lambda pair: -pair[1])
    found = [f"{name} {'+' if gain > 0 else ''}{value_in_words(gain)}" for name, gain in ordered]
    return listed(found) if found else "nothing"


def plan_in_words(names: Names, plan: Plan, dye: Dye, indent: int) -> list[str]:
    """The steps of a plan, a line each, with the reasons of the others; then how it goes on after chance."""
    lines: list[str] = []
    for step in plan.steps:
        lines += paragraph(event_in_words(step.event), indent)
        for other in step.reasons:
            then = [event_in_words(later.event) for later in other.plan.steps[1:]]
            text = f"{names[other.character]} would do it for {gains(other.by_act)}"
            if then:
                text += f", to go on with {listed(then)}"
            lines += [dye("aside", line) for line in paragraph(text, indent + 4, hang=2)]
    for branch in plan.branches:
        text = f"if it turns out {branch.outcome + 1} (odds {value_in_words(branch.odds)})"
        lines += paragraph(text + (":" if branch.plan is not None else ", no more"), indent)
        if branch.plan is not None:
            lines += plan_in_words(names, branch.plan, dye, indent + 2)
    return lines


def others_in_words(names: Names, others: Sequence[Alternative], dye: Dye) -> list[str]:
    """What else somebody had a reason for, all in one paragraph."""
    if not others:
        return []
    found = [f"{event_in_words(other.event)} ({served(names, other.reasons)})" for other in others]
    return [dye("aside", line) for line in paragraph(f"For a reason there was also: {', '.join(found)}.", 4)]


# ---- belief ----------------------------------------------------------------------------------------------------------


def supports_in_words(
    names: Names, reason: Reason, supports: Sequence[Support], mistakes: Sequence[tuple[Belief, Reason]], dye: Dye
) -> list[str]:
    """What the reason stands on: what is believed wrongly first, then what was learned, then what was always so."""
    who = names[reason.character]
    lines: list[str] = []
    single = [support.beliefs[0] for support in supports if len(support.beliefs) == 1]
    told = [belief for belief in single if not belief.unsaid]
    if told:
        lines += paragraph(f"It stands on what {who} believes; {who} would have no reason without any of these:", 4)
        for belief in sorted(told, key=_rank):
            lines += belief_in_words(names, belief, dye, 6)
    unsaid = [atom_of(names, belief) for belief in single if belief.unsaid]
    if unsaid:
        first = "And on this, which" if told else f"It stands on what {who} believes, and"
        lines += paragraph(f"{first} has been so all along: {', '.join(unsaid)}.", 4)
    for support in supports:
        if len(support.beliefs) > 1:
            lines += paragraph(f"One of these two is enough, but {who} needs one of them:", 4)
            for belief in support.beliefs:
                lines += belief_in_words(names, belief, dye, 6)
    for belief, other in mistakes:
        text = f"{who} is also wrong in this, and would still do it if not, but then with this in mind: "
        text += f"{listed([event_in_words(step.event) for step in other.plan.steps])} ({gains(other.by_want)})."
        lines += paragraph(text, 4)
        lines += belief_in_words(names, belief, dye, 6)
    if not lines:
        text = f"No belief of {who}'s, and no two of them, could be taken away and the reason with it."
        lines = paragraph(text, 4)
    return lines


def _rank(belief: Belief) -> tuple[bool, bool]:
    return belief.true, belief.learning.step is None


def atom_of(names: Names, belief: Belief) -> str:
    """A belief as seen by whoever holds it."""
    return believed_in_words(names, belief.spot.path[1:], belief.name, belief.value)


def belief_in_words(names: Names, belief: Belief, dye: Dye, indent: int) -> list[str]:
    """What is believed, whether rightly, since when, and how it was learned."""
    lines = paragraph(atom_of(names, belief), indent)
    truth = "rightly" if belief.true else dye("bad", "wrongly")
    text = f"{truth}, {learned_in_words(names, belief.learning)}"
    if not belief.true:
        text += f"; in truth {believed_in_words(names, belief.spot.path[1:], belief.name, belief.truth)}"
    return [*lines, *paragraph(text, indent + 4, hang=2)]


def learned_in_words(names: Names, learning: Learning) -> str:
    """Since when something is believed, and how it was learned."""
    if learning.step is None:
        return "from the start" + (f" ({line_of(learning.fact)})" if learning.fact is not None else "")
    event = learning.step.step.written
    how = {
        "dreamt": f"dreamt in {event}",
        "woke": f"on waking, by {event}",
        "took": f"by {event}: one was taken for another",
        "recognised": f"by {event}: somebody was recognised",
        "told": f"told by {event}",
        "noticed": f"having noticed {event}",
        "surprised": f"by surprise, since {event} would not have been possible otherwise",
        "inferred": f"after {event}",
    }[learning.how]
    if learning.trigger is not None:
        how += f" ({event_in_words(learning.trigger)})"
    return f"since {place(learning.step)}, {how}"


def line_of(fact: Fact) -> str:
    """`line 12`."""
    return f"line {fact.span.line}"


# ---- cause -----------------------------------------------------------------------------------------------------------


def causes_in_words(names: Names, causes: Causes, dye: Dye) -> list[str]:
    """But for what the step would not be possible or not explained: the nearest first, then how they came about."""
    lines: list[str] = []
    steps = [made for made in causes.sets if len(made.causes) == 1 and made.causes[0].step is not None]
    facts = [made for made in causes.sets if len(made.causes) == 1 and made.causes[0].fact is not None]
    near = [made for made in [*steps, *facts] if made.at_once]
    back = [made for made in steps if not made.at_once]
    if near:
        lines += paragraph("But for this it would not have come to it:", 4)
        for made in near:
            lines += _line(names, made.causes[0], lost_in_words(names, made.lost, made.who))
    if back:
        lines += paragraph("Further back:" if near else "But for this it would not have come to it:", 4)
        for made in back[:MOST_LINES]:
            assert made.through is not None
            assert made.through_lost is not None
            lost = lost_in_words(names, made.through_lost, made.through_who, made.through.step.written)
            lines += _line(names, made.causes[0], lost)
        if len(back) > MOST_LINES:
            lines += paragraph(f"and {len(back) - MOST_LINES} more (--json lists them all)", 6)
    far = [cause_in_words(names, made.causes[0]) for made in facts if not made.at_once]
    if far:
        more = f", and {len(far) - MOST_LINES} more" if len(far) > MOST_LINES else ""
        lines += paragraph(f"And of the start: {'; '.join(far[:MOST_LINES])}{more}.", 4)
    for one, others, made in _overdetermined([made for made in causes.sets if len(made.causes) > 1]):
        either = "; ".join(cause_in_words(names, cause) for cause in others)
        text = f"{cause_in_words(names, one)} would have been enough, and so would {either}"
        text += f"{' together' if len(others) > 1 else ''}; without either, {_without(names, made)}."
        lines += paragraph(text[0].upper() + text[1:], 4)
    if not lines:
        lines = paragraph("Nothing before it had to be so: it could have happened all the same.", 4)
    if not causes.complete:
        text = f"({causes.tried} changes of what was before were tried, not all sets of two.)"
        lines += [dye("aside", line) for line in paragraph(text, 4)]
    return lines


def _overdetermined(pairs: Sequence[CauseSet]) -> Iterator[tuple[Cause, list[Cause], CauseSet]]:
    """Sets of two with a cause in common as one: that cause, or all the others together, would have been enough."""
    left = list(pairs)
    while left:
        counts: dict[Cause, int] = {}
        for made in left:
            for cause in made.causes:
                counts[cause] = counts.get(cause, 0) + 1
        shared = max(counts, key=lambda cause: counts[cause])  # of several, the first
        mine = [made for made in left if shared in made.causes]
        left = [made for made in left if shared not in made.causes]
        yield shared, [cause for made in mine for cause in made.causes if cause != shared], mine[0]


def _line(names: Names, cause: Cause, lost: str) -> list[str]:
    without = "without it" if cause.outcome is None else f"if it turned out {cause.outcome + 1}"
    return paragraph(f"{cause_in_words(names, cause)}: {without}, {lost}", 6, hang=4)


def cause_in_words(names: Names, cause: Cause) -> str:
    """`beat 3, glimpse(Ann)`; `at(Ann) == home (line 12)`."""
    if cause.fact is not None:
        fact = cause.fact
        return f"{believed_in_words(names, fact.path, fact.fluent, fact.value)} ({line_of(fact)})"
    assert cause.step is not None
    text = f"{place(cause.step)}, {cause.step.step.written}"
    return text if cause.outcome is None else f"{text}, as it turned out"


def lost_in_words(names: Names, lost: Lost, who: int | None, event: str = "") -> str:
    """What would be lost: the step itself, or (`event`) one on the way to it."""
    it = event or "this"
    if lost == "impossible" or who is None:
        return f"{it} would not be possible"
    return f"{names[who]} would have no reason for {it}"


def _without(names: Names, made: CauseSet) -> str:
    return lost_in_words(names, made.lost, made.who)


# ---- why not ---------------------------------------------------------------------------------------------------------


def not_taken_in_words(names: Names, found: NotTaken, dye: Dye) -> list[str]:
    """Why an event does not happen at a moment."""
    written = found.step.written
    when = "At the end of the story" if found.before is None else f"Before {found.before.step.written}"
    if found.before is not None:
        when += f" ({place(found.before)})"
    head = f"{when}, why not {written}?"
    lines = [dye("head", line) for line in paragraph(head, 0)]
    judgement = found.judgement
    match found.verdict:
        case "happens":
            lines += paragraph("It is just what happens there.", 2)
        case "impossible":
            lines += [dye("bad", line) for line in paragraph("It is not possible:", 2)]
            for obstacle in judgement.obstacles:
                lines += paragraph(f"{obstacle}.", 4, hang=2)
        case "unexplained":
            lines += missing_in_words(names, judgement.unexplained, 2)
            for mistake in found.mistakes:
                text = (
                    f"{names[mistake.who]} would have a reason but for a mistake: in truth "
                    f"{atom_in_words(mistake.fluent, mistake.truth)}, and {names[mistake.who]} believes "
                    f"{atom_in_words(mistake.fluent, mistake.believed)}."
                )
                lines += paragraph(text, 2)
        case _:
            lines += _open(names, found, dye)
    return lines


def missing_in_words(names: Names, missing: Iterable[Unexplained], indent: int) -> list[str]:
    """Why somebody has no reason, and how near there is one."""
    lines: list[str] = []
    for each in missing:
        for line in unexplained_in_words(names, each):
            lines += paragraph(line.strip(), indent + len(line) - len(line.lstrip()), hang=2)
    return lines


def _open(names: Names, found: NotTaken, dye: Dye) -> list[str]:
    lines: list[str] = []
    if found.verdict == "free":
        lines += paragraph("It could: it is possible, and nobody has to want it.", 2)
    else:
        lines += paragraph("It could: it is possible, and there are reasons.", 2)
        for reason in found.judgement.reasons:
            lines += motive_in_words(names, reason, dye)
    if found.option is None:
        if found.options:
            lines += paragraph("The choice model gives it no chance (a rate of 0).", 2)
        return lines
    chance = float(found.option.probability)
    rank = 1 + sum(option.probability > found.option.probability for option in found.options)
    text = f"It comes next in {percent(chance)}"
    text += "; nothing is likelier." if rank == 1 else f"; {rank - 1} of {len(found.options)} things are likelier:"
    lines += paragraph(text, 2)
    for option in found.options[:5]:
        if option.probability > found.option.probability:
            lines += paragraph(f"{percent(float(option.probability))}: {event_in_words(option.event)}", 6, hang=2)
    return lines


def percent(share: float) -> str:
    """`12 of 100`, `1 of 4,000`, so that small ones can be read too."""
    if share >= 0.01:
        return f"{round(100 * share)} of 100"
    return f"1 of {round(1 / share):,}" if share > 0 else "0 of 100"


# ---- an ending that does not come about ------------------------------------------------------------------------------


def out_of_reach_in_words(names: Names, found: OutOfReach, title: str, dye: Dye) -> list[str]:
    """Why an ending is not reached, and what comes nearest to it."""
    head = f"Why not {found.written}{f' ({title})' if title not in ('', found.written) else ''}?"
    lines = [dye("head", line) for line in paragraph(head, 0)]
    if found.over is not None and found.verdict != "holds":
        return [*lines, *paragraph(f"The story is over there: its ending is {found.over}.", 2)]
    shut = [part for part in found.parts if not part.possible]
    match found.verdict:
        case "holds":
            lines += paragraph("It is so already.", 2)
        case "told":
            lines += [
                dye("good", line) for line in paragraph("It can come to it, everybody for reasons of their own:", 2)
            ]
            lines += _story(found.story, ())
        case "unexplained":
            count = len(found.lacking)
            text = f"It would be possible, but somebody would have to act without a reason ({_times(count)}, marked *):"
            lines += [dye("bad", line) for line in paragraph(text, 2)]
            lines += _story(found.story, found.lacking)
            lines += missing_in_words(names, found.missing, 2)
        case "never":
            lines += [dye("bad", line) for line in paragraph("It can never come to it from here. This is proved:", 2)]
            for part in shut:
                lines += paragraph(f"`{part.written}` can never hold.", 4)
            for barrier in found.barriers[:1]:
                lines += _barrier(barrier, 4)
        case _:
            text = "No story was found that comes to it"
            text += (
                ", and all were tried. This is proved." if found.complete else f" ({found.states:,} ways were tried)."
            )
            lines += [dye("bad", line) for line in paragraph(text, 2)]
            if found.verdict == "apart":
                lines += paragraph("Each part of it comes true in some story, but they were never true together:", 2)
            for part in found.parts:
                if part.holds:
                    how = "holds now"
                elif part.seen is None:
                    how = "never came true"
                else:
                    how = f"holds after {listed([event_in_words(event) for event in part.seen])}"
                lines += paragraph(f"`{part.written}` {how}.", 4, hang=2)
            if found.story and found.verdict == "apart":
                lines += paragraph("The nearest that it comes to it:", 2)
                lines += _story(found.story, found.lacking)
                still = listed([f"`{found.parts[number].written}`" for number in found.open])
                lines += paragraph(f"What is still missing then: {still}.", 2)
    if found.verdict in ("told", "unexplained") and not found.complete:
        text = "There may be shorter stories."
        if found.verdict == "unexplained":
            text = "Not all stories with reasons were tried: there may be one."
        lines += [dye("aside", line) for line in paragraph(text, 2)]
    return lines


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _story(story: Sequence[AnyEvent], lacking: Sequence[int]) -> Iterator[str]:
    for number, event in enumerate(story):
        yield f"    {'* ' if number in lacking else ''}{event_in_words(event)}"


def _barrier(barrier: Barrier, indent: int) -> list[str]:
    lines: list[str] = []
    if not barrier.makers:
        return paragraph(f"Nothing that can happen makes `{barrier.atom}` so.", indent)
    text = f"`{barrier.atom}`: only {listed([event for event, _ in barrier.makers[:3]], 'or')}"
    more = len(barrier.makers) - 3
    text += f" (or {more} more like that)" if more > 0 else ""
    text += f" could make it so; but `{barrier.makers[0][1]}` can never hold first."
    lines += paragraph(text, indent, hang=2)
    if barrier.back is not None:
        lines += _barrier(barrier.back, indent + 2)
    return lines
