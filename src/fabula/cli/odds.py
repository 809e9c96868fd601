"""`fabula odds WORLD`: how likely every ending is, and how much that depends on the characters' tempers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import click

from fabula.analysis.in_words import known_from, odds_in_words, odds_record
from fabula.analysis.outlook import Outlook
from fabula.cli.find import find_world
from fabula.cli.growing import Asked, asked_from, grow, growing_options, state_at
from fabula.cli.output import Paint, emit, output_options
from fabula.cli.watch import Bounds, limit_options, watching
from fabula.explore.story_graph import StoryGraph
from fabula.kernel import Kernel
from fabula.pipeline import open_engine
from fabula.simulate.choices import Choices
from fabula.world.expressions import TRUE
from fabula.world.model import Number, World

SWEEP = (Fraction(1, 2), Fraction(2))  # times everybody's temper
SWEEP_WITHIN = 0.05  # how far the bounds may lie apart there
BAR = 24  # columns of the longest bar


@click.command("odds", short_help="How likely each ending is.")
@click.argument("world")
@growing_options
@click.option("--sweep/--no-sweep", default=True, help="Show how much it depends on the characters' tempers.")
@output_options
@limit_options
def command(
    world: str,
    after: str | None,
    within: float,
    max_moments: int,
    sweep: bool,
    as_json: bool,
    plain: bool,
    max_states: int,
    max_seconds: float,
    max_memory: int,
) -> None:
    """The probability of each ending of a WORLD, by the choice model.

    Exact where every story was followed to its end (loops are solved, not cut); otherwise two bounds that it surely
    lies between. The sweep shows the same for characters who are half and twice as much given to chance.
    """
    path = find_world(world)
    graphs: list[tuple[str, StoryGraph]] = []
    asked: Asked | None = None
    names: tuple[str, ...] = ()
    with watching("Following stories", Bounds(max_states, max_seconds, max_memory)) as watch:
        engine = open_engine(path, max_states=watch.bounds.states)
        names = tuple(title for _, title in _endings(engine.model.world))
        pool = engine.pool
        watch.states = lambda: len(pool)
        asked = asked_from(engine.model.world, path, after)
        state = state_at(engine, asked)
        choices = Choices(engine)
        graphs.append(("as it is", StoryGraph(choices, choices.moment(state))))
        grow(watch, graphs[0][1], within=within, most=max_moments)
        for factor in SWEEP if sweep and _chosen(engine) else ():
            other = Choices(engine, choices.motives, tempers=_times(choices.tempers, factor))
            graphs.append((f"tempers x {factor}", StoryGraph(other, other.moment(state))))
            most = min(max_moments, 2 * graphs[0][1].followed)
            grow(watch, graphs[-1][1], within=max(within, SWEEP_WITHIN), most=most)
    outlooks = [(name, Outlook(graph)) for name, graph in graphs]
    if as_json:
        emit({"world": world, **_record(asked, outlooks), **watch.record})
    elif outlooks:
        for line in _lines(asked, names, outlooks, Paint(plain=plain), drawn=not plain):
            click.echo(line)
    if watch.ended:
        click.echo(f"{watch.ended[0].upper()}{watch.ended[1:]}.", err=True)
        raise click.exceptions.Exit(watch.exit_code)


def _chosen(engine: Kernel) -> bool:
    """Whether anybody chooses by what it is worth: else a temper makes no difference."""
    return any(consent.unless != TRUE for event in engine.model.events for consent in event.consenting)


def _times(tempers: Sequence[Number | None], factor: Fraction) -> list[Number | None]:
    return [None if temper is None else temper * factor for temper in tempers]


def _endings(world: World) -> tuple[tuple[str, str], ...]:
    return tuple((ending.name, ending.title) for ending in world.endings)


def _lines(
    asked: Asked | None, names: tuple[str, ...], outlooks: list[tuple[str, Outlook]], paint: Paint, *, drawn: bool
) -> Iterator[str]:
    first = outlooks[0][1]
    where = "From the start" if asked is None or asked.story is None else f"From where {asked.story.stem} ends"
    yield paint("head", f"{where}, {known_from(first)}:")
    width = max((len(name) for name in names), default=0)
    rows = [*zip(names, first.endings, strict=True), ("nobody can do anything any more", first.odds(first.rest))]
    rows.append(("it goes round for ever", first.odds(first.loops)))
    for number, (name, odds) in enumerate(rows):
        if number < len(names) or odds.high > first.unknown:
            bar = f"  {'#' * round(BAR * odds.middle)}" if drawn else ""
            yield f"  {name:<{width}}  {odds_in_words(odds)}{bar}".rstrip()
    for name, outlook in outlooks[1:]:
        yield ""
        yield paint("head", f"{name}, {known_from(outlook)}:")
        for title, odds in zip(names, outlook.endings, strict=True):
            yield f"  {title:<{width}}  {odds_in_words(odds)}"


def _record(asked: Asked | None, outlooks: list[tuple[str, Outlook]]) -> dict[str, object]:
    def table(outlook: Outlook) -> dict[str, object]:
        model = outlook.graph.choices.engine.model
        return {
            "endings": {
                name: odds_record(odds) for (name, _), odds in zip(model.endings, outlook.endings, strict=True)
            },
            "rest": odds_record(outlook.odds(outlook.rest)),
            "loops": odds_record(outlook.odds(outlook.loops)),
            "moments": len(outlook.graph.moments),
            "followed": outlook.graph.followed,
            "complete": not outlook.chain.is_cut,
        }

    tables = {name: table(outlook) for name, outlook in outlooks}
    first = tables.pop("as it is", {})
    return {"after": None if asked is None or asked.story is None else asked.story.stem, **first, "sweep": tables}
