"""`fabula odds WORLD`: how likely every ending is, and how much that depends on the characters' tempers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import click

from fabula.analysis.asking import forced_record
from fabula.analysis.between import Between
from fabula.analysis.in_words import known_from, odds_in_words, odds_record, percent
from fabula.analysis.outlook import Outlook
from fabula.analysis.playthroughs import CONFIDENCE, Playthroughs, Share
from fabula.cli.find import find_character, find_world
from fabula.cli.growing import asked_from, grow, growing_options, state_at
from fabula.cli.output import Paint, emit, output_options
from fabula.cli.page import COLUMNS, filled
from fabula.cli.watch import Bounds, Watch, limit_options, watching
from fabula.explore.story_graph import StoryGraph
from fabula.ground.unread import without_unread
from fabula.kernel import Kernel
from fabula.pipeline import open_model
from fabula.simulate.choices import Choices
from fabula.world.expressions import TRUE
from fabula.world.model import Number, World

SWEEP = (Fraction(1, 2), Fraction(2))  # times everybody's temper
SWEEP_WITHIN = 0.05  # how far the bounds may lie apart there
BAR = 20  # columns of the longest bar
CLOSE = 1e-9  # odds that differ by less are told as the same
LISTED = 4  # decisions of a strategy that are told in words
REST, LOOPS = "Nobody can do any more", "It goes round for ever"
Record = dict[str, Any]


@dataclass(slots=True)
class Found:
    """What is known, as far as the watch let it come; `tables`: by name, the world as it is first."""

    world: World
    after: str | None = None
    tables: dict[str, Outlook] = field(default_factory=dict)
    played: Playthroughs | None = None
    seed: int = 1
    who: int | None = None


@click.command("odds", short_help="How likely each ending is.")
@click.argument("world")
@growing_options
@click.option("--sweep/--no-sweep", default=True, help="Show how much it depends on the characters' tempers.")
@click.option("--as", "name", metavar="NAME", help="Show the best and the worst that this character can force.")
@click.option("--sample", type=click.IntRange(min=1), metavar="N", help="Play N stories instead, by chance.")
@click.option("--seed", type=int, default=1, show_default=True, help="Which stories, with --sample.")
@output_options
@limit_options
def command(
    world: str,
    after: str | None,
    within: float,
    max_moments: int,
    sweep: bool,
    name: str | None,
    sample: int | None,
    seed: int,
    as_json: bool,
    plain: bool,
    max_states: int,
    max_seconds: float,
    max_memory: int,
) -> None:
    """The probability of each ending of a WORLD, by the choice model.

    Exact where every story was followed to its end (loops are solved, not cut); otherwise two bounds that it surely
    lies between. The sweep shows the same for characters who are half and twice as much given to chance. --sample
    plays stories instead, for worlds too large to be followed, and gives intervals of 95 % confidence.
    """
    if sample is not None and name is not None:
        raise click.UsageError("Give either --sample or --as: what somebody can force is not found by playing.")
    path = find_world(world)
    engine = Kernel(without_unread(open_model(path)), max_states=max_states)
    asked = asked_from(engine.model.world, path, after)
    found = Found(engine.model.world, None if asked.story is None else asked.story.stem, seed=seed)
    if name is not None:
        found.who = find_character(name, found.world)
    with watching("Following stories", Bounds(max_states, max_seconds, max_memory)) as watch:
        watch.states = lambda: len(engine.pool)
        start = state_at(engine, asked)
        choices = Choices(engine)
        graph = StoryGraph(choices, choices.moment(start))
        if sample is not None:
            _play(watch, found, graph, sample)
        else:
            _follow(watch, found, graph, within=within, most=max_moments, sweep=sweep)
    if as_json:
        emit({"world": world, **_record(found), **watch.record})
    else:
        for line in _lines(found, Paint(plain=plain), drawn=not plain):
            click.echo(line)
    if watch.ended:
        click.echo(f"{watch.ended[0].upper()}{watch.ended[1:]}.", err=True)
        raise click.exceptions.Exit(watch.exit_code)


def _play(watch: Watch, found: Found, graph: StoryGraph, stories: int) -> None:
    found.played = played = Playthroughs(graph, found.seed)
    watch.known = lambda: f"{played.stories:,} of {stories:,} stories played, {graph.followed:,} moments met"
    for _ in played.play(stories):
        pass


def _follow(watch: Watch, found: Found, graph: StoryGraph, *, within: float, most: int, sweep: bool) -> None:
    """Grows the graph, and those of the sweep. What a limit cuts short is known as far as it came."""
    graphs = {"as it is": graph}
    choices = graph.choices
    try:
        grow(watch, graph, within=within, most=most)
        for factor in SWEEP if sweep and _chosen(choices) else ():
            other = Choices(choices.engine, choices.motives, tempers=_times(choices.tempers, factor))
            name = f"tempers x {factor}"
            graphs[name] = StoryGraph(other, graph.moments[0])
            grow(watch, graphs[name], within=max(within, SWEEP_WITHIN), most=min(most, 2 * graph.followed))
    finally:
        found.tables = {name: Outlook(each) for name, each in graphs.items()}


def _chosen(choices: Choices) -> bool:
    """Whether anybody chooses by what it is worth: else a temper makes no difference."""
    consents = (consent for event in choices.engine.model.events for consent in event.consenting[:1])
    return any(consent.unless != TRUE and choices.tempers[consent.character] is not None for consent in consents)


def _times(tempers: Sequence[Number | None], factor: Fraction) -> list[Number | None]:
    return [None if temper is None else temper * factor for temper in tempers]


# ---- in words --------------------------------------------------------------------------------------------------------


def _lines(found: Found, paint: Paint, *, drawn: bool) -> Iterator[str]:
    where = "the start" if found.after is None else f"where {found.after} ends"
    yield f"{paint('head', found.world.title)}, from {where}"
    if found.played is not None:
        yield from _sampled(found, found.played, drawn=drawn)
    elif found.tables:
        first, *others = found.tables.items()
        yield f"{known_from(first[1]).capitalize()}:"
        yield from _table(found, first[1], drawn=drawn)
        if others:
            yield ""
            yield paint("head", "How much of it hangs on the characters' tempers")
            yield from _sweep(found)
        if found.who is not None:
            yield ""
            yield from _forced(found, first[1], paint)


def _rows(title_of: Sequence[tuple[str, str, float]], *, drawn: bool) -> Iterator[str]:
    """Lines of a title, a text, and a bar for a share."""
    width = max((len(title) for title, _, _ in title_of), default=0)
    room = max((len(text) for _, text, _ in title_of), default=0)
    most = COLUMNS - width - room - 6
    for title, text, share in title_of:
        bar = "▇" * round(min(BAR, most) * share) if drawn and most > 3 else ""
        yield f"  {title:<{width}}  {text:<{room}}  {bar}".rstrip()


def _table(found: Found, outlook: Outlook, *, drawn: bool) -> Iterator[str]:
    rows = [
        (ending.title, odds_in_words(odds), odds.middle)
        for ending, odds in zip(found.world.endings, outlook.endings, strict=True)
    ]
    for title, odds in ((REST, outlook.odds(outlook.rest)), (LOOPS, outlook.odds(outlook.loops))):
        if odds.low > 0 or odds.high > outlook.unknown:
            rows.append((title, odds_in_words(odds), odds.middle))
    yield from _rows(rows, drawn=drawn)
    if not rows:
        yield "  The world declares no endings."


def _sweep(found: Found) -> Iterator[str]:
    """A row for each ending, a column for each table."""
    tables = list(found.tables.items())
    order = [tables[1], tables[0], *tables[2:]]
    cells = [[_short(outlook.endings[place]) for _, outlook in order] for place in range(len(found.world.endings))]
    yield from _columns([name for name, _ in order], [ending.title for ending in found.world.endings], cells)


def _columns(heads: Sequence[str], titles: Sequence[str], cells: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table of at most 80 columns; titles for which there is no room are cut short."""
    rows = [list(heads), *cells]
    widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]
    width = min(max(map(len, titles), default=0), COLUMNS - sum(widths) - 2 * len(widths) - 2)
    for title, row in zip(["", *titles], rows, strict=True):
        shown = title if len(title) <= width else f"{title[: width - 3]}..."
        yield (f"  {shown:<{width}}" + "".join(f"  {cell:>{w}}" for cell, w in zip(row, widths, strict=True))).rstrip()


def _short(odds: Between) -> str:
    low, high = percent(odds.low), percent(odds.high)
    return f"{low} %" if low == high else f"{low} to {high} %"


def _sampled(found: Found, played: Playthroughs, *, drawn: bool) -> Iterator[str]:
    if not played.stories:
        yield "No story was played to its end."
        return
    length = played.events / played.stories
    yield from filled(
        "",
        f"{played.stories:,} stories played (seed {found.seed}), of {length:.1f} events in the mean. In brackets, what "
        f"the odds lie between with {100 * CONFIDENCE:g} % confidence:",
    )
    shares = [(ending.title, played.ending(place)) for place, ending in enumerate(found.world.endings)]
    if played.rest.reached:
        shares.append((REST, played.rest))
    yield from _rows([(title, _share(share), share.reached / share.stories) for title, share in shares], drawn=drawn)
    if played.going_on:
        yield from filled(
            "  ", f"{played.going_on:,} stories were still going on after {played.most_events:,} events.", hang=2
        )


def _share(share: Share) -> str:
    return f"{percent(share.reached / share.stories)} % ({percent(share.low)} to {percent(share.high)} %)"


def _forced(found: Found, outlook: Outlook, paint: Paint) -> Iterator[str]:
    """The least and the most that a character can force, and how the most is done."""
    assert found.who is not None
    name = found.world.characters[found.who]
    yield paint("head", f"What {name} can bring about, if the others go on as they are")
    forced = list(_forced_records(found, outlook))
    cells = [
        [_short(_odds(record["worst"])), _short(usual), _short(_odds(record["best"]))]
        for (_, record), usual in zip(forced, outlook.endings, strict=True)
    ]
    yield from _columns(["at least", "as it is", "at most"], [ending for ending, _ in forced], cells)
    for (ending, record), usual in zip(forced, outlook.endings, strict=True):
        strategy = record["best"]["strategy"]
        if strategy and record["best"]["low"] > usual.low + CLOSE:
            told = "; ".join(f"after {step['after']}: {step['do']}" for step in strategy[:LISTED])
            more = f"; and so on, {record['best']['decisions']:,} decisions" if len(strategy) > LISTED else ""
            yield from filled("  ", f"{ending}, at most: {told}{more}.", hang=2)


def _odds(record: Record) -> Between:
    return Between(record["low"], record["high"])


def _forced_records(found: Found, outlook: Outlook) -> Iterator[tuple[str, Record]]:
    assert found.who is not None
    for place, ending in enumerate(found.world.endings):
        yield ending.title, forced_record(outlook, found.who, outlook.ended(place))


# ---- as a record -----------------------------------------------------------------------------------------------------


def _record(found: Found) -> Record:
    record: Record = {"title": found.world.title, "after": found.after}
    if found.played is not None:
        return record | {"sample": _sample_record(found, found.played)}
    tables = [(name, _table_record(found.world, outlook)) for name, outlook in found.tables.items()]
    if tables:
        record |= tables[0][1]
    record["sweep"] = [{"tempers": name, **table} for name, table in tables[1:]]
    if found.who is not None and found.tables:
        first = next(iter(found.tables.values()))
        for ending, (_, control) in zip(record["endings"], _forced_records(found, first), strict=True):
            ending["control"] = control
    return record


def _table_record(world: World, outlook: Outlook) -> Record:
    return {
        "endings": [
            {"name": ending.name, "title": ending.title, **odds_record(odds)}
            for ending, odds in zip(world.endings, outlook.endings, strict=True)
        ],
        "rest": odds_record(outlook.odds(outlook.rest)),
        "loops": odds_record(outlook.odds(outlook.loops)),
        "moments": len(outlook.graph.moments),
        "followed": outlook.graph.followed,
        "open": outlook.unknown,
        "complete": not outlook.chain.is_cut,
    }


def _sample_record(found: Found, played: Playthroughs) -> Record:
    known = played.stories > 0
    endings = enumerate(found.world.endings) if known else ()
    return {
        "stories": played.stories,
        "seed": found.seed,
        "confidence": CONFIDENCE,
        "endings": [
            {"name": ending.name, "title": ending.title, **_share_record(played.ending(place))}
            for place, ending in endings
        ],
        "rest": _share_record(played.rest) if known else None,
        "going_on": played.going_on,
        "most_events": played.most_events,
    }


def _share_record(share: Share) -> Record:
    return {"reached": share.reached, "low": share.low, "high": share.high}
