"""`fabula explore WORLD`: the story graph, what ends, rests, goes round or never occurs in it; and counts of states."""

from __future__ import annotations

from pathlib import Path

import click

from fabula.cli.explored import Explored, explored, lines_of, record_of
from fabula.cli.find import find_world
from fabula.cli.growing import growing_options
from fabula.cli.main import FINDINGS
from fabula.cli.output import Paint, emit, output_options
from fabula.cli.page import counted
from fabula.cli.watch import Bounds, Watch, limit_options, watching
from fabula.explore.counts import Layer, layers
from fabula.explore.rest import RestingPlace, resting_places
from fabula.pipeline import open_engine
from fabula.search.motives import motives_of

_SHOWN = 20  # resting places that are listed in words


@click.command("explore", short_help="The story graph: endings, dead ends, loops, what never occurs.")
@click.argument("world")
@growing_options
@click.option("--list", "listed", is_flag=True, help="Show every moment, what may come next, how likely, and why.")
@click.option("--out", metavar="FILE", help="Write the graph: .parquet, .duckdb, .graphml or .json.")
@click.option("--depth", type=click.IntRange(0, 10_000), help="Count the distinct states that so many events lead to.")
@click.option("--dead-ends", is_flag=True, help="With --depth: find the stories that come to rest without an ending.")
@output_options
@limit_options
def command(
    world: str,
    after: str | None,
    within: float,
    max_moments: int,
    listed: bool,
    out: str | None,
    depth: int | None,
    dead_ends: bool,
    as_json: bool,
    plain: bool,
    max_states: int,
    max_seconds: float,
    max_memory: int,
) -> None:
    """Follow the stories of a WORLD, and say what there is in the graph that they make.

    Every moment that explained actions, fate and chance can lead to; the likeliest first, or with --within 0 all of
    them. With --depth, count states instead: every possible event counts there, whoever must want it, and a state that
    somebody believes in counts too; with --dead-ends, see where stories of so many events come to rest.
    """
    path = find_world(world)
    bounds = Bounds(max_states, max_seconds, max_memory)
    if depth is not None:
        _count(world, path, depth=depth, dead_ends=dead_ends, as_json=as_json, bounds=bounds)
        return
    found = explored(path, after=after, within=within, most=max_moments, out=out, bounds=bounds)
    if as_json:
        emit({"world": world, **record_of(found, listed=listed), **found.watch.record})
    else:
        for line in lines_of(found, Paint(plain=plain), listed=listed):
            click.echo(line)
    _leave(found, out)


def _leave(found: Explored, out: str | None) -> None:
    watch = found.watch
    if out is not None and not found.written:
        click.echo(f"{out} was not written.", err=True)
    if watch.ended:
        click.echo(f"{watch.ended[0].upper()}{watch.ended[1:]}.", err=True)
        raise click.exceptions.Exit(watch.exit_code)
    if found.survey is not None and (found.survey.dead_ends() or found.survey.loops()):
        raise click.exceptions.Exit(FINDINGS)


def _count(world: str, path: Path, *, depth: int, dead_ends: bool, as_json: bool, bounds: Bounds) -> None:
    """Distinct states by depth, and where stories of so many events come to rest."""
    found: list[Layer] = []
    resting: list[RestingPlace] = []
    never: list[str] = []
    with watching("Exploring", bounds) as watch:
        engine = open_engine(path, max_states=watch.bounds.states)
        watch.states = lambda: len(engine.pool)
        watch.known = lambda: f"depth {len(found)}, {len(engine.pool)} states"
        for layer in layers(engine, depth=depth):
            found.append(layer)
            if not as_json:
                watch.say(f"depth {layer.depth:>3}: {layer.distinct:>12,} states")
        declared = dict.fromkeys(event.name for event in engine.model.events)
        never = [name for name in declared if name not in found[-1].happened] if depth else []
        if dead_ends:
            for place in resting_places(engine, motives_of(engine), depth=depth):
                resting.append(place)
    if as_json:
        values: dict[str, object] = {
            "world": world,
            "depth": depth,
            "counts": [layer.distinct for layer in found[1:]],
            "start": found[0].distinct if found else None,
            "stuck": found[-1].stuck if found else None,
            "never_happened": never,
            "complete": watch.ended is None,
            **watch.record,
        }
        if dead_ends:
            values["dead_ends"] = [
                {"story": list(place.story), "fate_can_help": place.fate_can_help} for place in resting
            ]
        emit(values)
    else:
        if never:
            click.echo(f"Never possible so far: {', '.join(never)}.")
        if found and found[-1].stuck:
            click.echo(f"In {found[-1].stuck} of the states nothing at all can happen.")
        if dead_ends and watch.ended is None:
            click.echo(_dead_ends(resting, depth))
        if watch.ended:
            click.echo(f"{watch.ended[0].upper()}{watch.ended[1:]}.")
    _leave_count(watch, bool(resting))


def _leave_count(watch: Watch, resting: bool) -> None:
    if watch.ended:
        raise click.exceptions.Exit(watch.exit_code)
    if resting:
        raise click.exceptions.Exit(FINDINGS)


def _dead_ends(resting: list[RestingPlace], depth: int) -> str:
    if not resting:
        return f"No dead end: within {counted(depth, 'event')} somebody always wants something, or the story is over."
    lines = [f"{len(resting)} dead end{'' if len(resting) == 1 else 's'}, where nobody wants to do anything:"]
    for place in resting[:_SHOWN]:
        way = ", ".join(place.story) or "the start"
        lines.append(f"  {way}{' (fate can still move it)' if place.fate_can_help else ''}")
    if len(resting) > _SHOWN:
        lines.append(f"  ... and {len(resting) - _SHOWN} more")
    return "\n".join(lines)
