"""`fabula whatif WORLD CHANGE...`: the odds before and after, side by side, and why they differ."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import click

from fabula.analysis.compare import Comparison, Parting, compare, probability
from fabula.analysis.in_words import known_from, odds_in_words, odds_record, percent
from fabula.analysis.outlook import Outlook
from fabula.cli.find import find_world
from fabula.cli.growing import Asked, asked_from, grow, growing_options, state_at
from fabula.cli.output import Paint, emit, output_options
from fabula.cli.watch import Bounds, limit_options, watching
from fabula.explore.story_graph import StoryGraph
from fabula.ground import ground
from fabula.ground.unread import without_unread
from fabula.kernel import Kernel
from fabula.pipeline import open_world
from fabula.simulate.choices import Choices
from fabula.world.changes import Change, read_change, with_changes
from fabula.world.model import World

COLUMNS = 80


@click.command("whatif", short_help="What if something were different?")
@click.argument("world")
@click.argument("changes", nargs=-1, required=True, metavar="CHANGE...")
@growing_options
@output_options
@limit_options
def command(
    world: str,
    changes: tuple[str, ...],
    after: str | None,
    within: float,
    max_moments: int,
    as_json: bool,
    plain: bool,
    max_states: int,
    max_seconds: float,
    max_memory: int,
) -> None:
    """The odds of a WORLD's endings and questions without and with some changes, side by side.

    A CHANGE is a line as under `start` ("strength(Ann) = 9", "Ann believes dark"), "NAME wants no WANT", or "never
    EVENT". It is made where the asking begins.
    """
    path = find_world(world)
    read = open_world(path)
    made = tuple(read_change(read, written) for written in changes)
    begun = asked_from(read, path, after)
    graphs: list[StoryGraph] = []
    with watching("Following stories", Bounds(max_states, max_seconds, max_memory)) as watch:
        engine = Kernel(without_unread(ground(with_changes(read, made))), max_states=max_states)
        watch.states = lambda: len(engine.pool)
        choices = Choices(engine)
        state = state_at(engine, begun)
        for changed in (False, True):
            if changed:
                events = {event.name: event for event in engine.model.events}
                for number in range(len(made)):
                    event = events.get(f"change {number}")
                    state = state if event is None else engine.after(state, event)
            graphs.append(StoryGraph(choices, choices.moment(state)))
            grow(watch, graphs[-1], within=within, most=max_moments)
    if len(graphs) == 1 and not as_json:
        known = Outlook(graphs[0])
        click.echo(f"Without the changes, {known_from(known)}:")
        for ending, odds in zip(read.endings, known.endings, strict=True):
            click.echo(f"  {ending.title}: {odds_in_words(odds)}")
    if len(graphs) == 2:
        outlooks = (Outlook(graphs[0]), Outlook(graphs[1]))
        comparison = compare(*outlooks)
        if as_json:
            emit({"world": world, **_record(read, begun, made, comparison, outlooks), **watch.record})
        else:
            for line in _lines(read, begun, made, comparison, outlooks, Paint(plain=plain)):
                click.echo(line)
    if watch.ended:
        click.echo(f"{watch.ended[0].upper()}{watch.ended[1:]}.", err=True)
        raise click.exceptions.Exit(watch.exit_code)


def _lines(
    world: World,
    begun: Asked,
    made: tuple[Change, ...],
    comparison: Comparison,
    outlooks: tuple[Outlook, Outlook],
    paint: Paint,
) -> Iterator[str]:
    where = "the start" if begun.story is None else f"where {begun.story.stem.rpartition('.')[2]} ends"
    head = f"What if, from {where}: {'; '.join(change.written for change in made)}?"
    yield from (paint("head", line) for line in _filled("", head))
    yield from _filled("", f"Without: {known_from(outlooks[0])}. With: {known_from(outlooks[1])}.")
    yield ""
    rows = [(question.title, *pair) for question, pair in zip(world.questions, comparison.odds, strict=True)]
    rows += [(ending.title, *pair) for ending, pair in zip(world.endings, comparison.endings, strict=True)]
    for title, which in (("Nobody can do any more", "rest"), ("It goes round for ever", "loops")):
        without, with_ = (outlook.odds(outlook.rest if which == "rest" else outlook.loops) for outlook in outlooks)
        if without.high > outlooks[0].unknown or with_.high > outlooks[1].unknown:
            rows.append((title, without, with_))
    cells = [(title, odds_in_words(before), odds_in_words(after)) for title, before, after in rows]
    middle = max((len(before) for _, before, _ in cells), default=0)
    for title, before, after in cells:
        yield from _filled("  ", title)
        yield (
            paint("aside", f"    {before:<{middle}}  ->  {after}")
            if before == after
            else (f"    {before:<{middle}}  ->  {after}")
        )
    if comparison.parting is not None and abs(comparison.parting.difference) > 0.001:
        yield ""
        yield paint("head", "Why")
        yield from _filled("  ", _parting_in_words(comparison.parting, outlooks))
    shown = [shift for shift in comparison.shifts if abs(shift.after - shift.before) > 0.005]
    if shown:
        yield ""
        yield paint("head", "What happens more often, or less often, in the average story")
        for shift in shown:
            yield f"  {shift.before:6.2f} -> {shift.after:.2f}  {shift.event}"


def _filled(indent: str, text: str) -> list[str]:
    return textwrap.wrap(
        text,
        COLUMNS,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _parting_in_words(parting: Parting, outlooks: tuple[Outlook, Outlook]) -> str:
    story = f"After {', '.join(parting.story[-4:])}" if parting.story else "At the start"
    text = (
        f"{story}, {parting.event} comes next in {percent(probability(parting.without))} % of stories without, "
        f"and in {percent(probability(parting.with_))} % with."
    )
    model = outlooks[0].graph.choices.engine.model
    if parting.by is not None:
        who = model.characters[parting.by]
        if parting.with_ is None or parting.without is None:
            gone = "has no reason for it any more, or can't do it"
            text += f" {who} {gone if parting.with_ is None else 'has a reason for it now'}."
        elif parting.with_.value != parting.without.value:
            before, after = float(parting.without.value), float(parting.with_.value)
            text += f" {who} expects to gain {before:.1f} by it without, and {after:.1f} with."
    return text


def _record(
    world: World,
    begun: Asked,
    made: tuple[Change, ...],
    comparison: Comparison,
    outlooks: tuple[Outlook, Outlook],
) -> dict[str, object]:
    parting = comparison.parting
    return {
        "after": None if begun.story is None else begun.story.stem,
        "changes": [change.written for change in made],
        "questions": [
            {"question": question.title, "before": odds_record(before), "after": odds_record(after)}
            for question, (before, after) in zip(world.questions, comparison.odds, strict=True)
        ],
        "endings": [
            {"name": ending.name, "title": ending.title, "before": odds_record(before), "after": odds_record(after)}
            for ending, (before, after) in zip(world.endings, comparison.endings, strict=True)
        ],
        "shifts": [{"event": shift.event, "before": shift.before, "after": shift.after} for shift in comparison.shifts],
        "parting": None
        if parting is None
        else {
            "story": list(parting.story),
            "event": parting.event,
            "before": probability(parting.without),
            "after": probability(parting.with_),
        },
        "complete": not any(outlook.chain.is_cut for outlook in outlooks),
    }
