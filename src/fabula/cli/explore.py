"""`fabula explore WORLD`: how many distinct states there are, by depth, and where stories come to rest."""

from __future__ import annotations

import click

from fabula.cli.find import find_world
from fabula.cli.main import FINDINGS
from fabula.cli.output import emit, output_options
from fabula.cli.watch import Bounds, limit_options, watching
from fabula.explore.counts import Layer, layers
from fabula.explore.rest import RestingPlace, resting_places
from fabula.pipeline import open_engine
from fabula.search.motives import motives_of

_SHOWN = 20  # resting places that are listed in words


@click.command("explore", short_help="Distinct states by depth, and dead ends.")
@click.argument("world")
@click.option("--depth", type=click.IntRange(0, 10_000), default=3, show_default=True, help="Events from the start.")
@click.option("--dead-ends", is_flag=True, help="Find the stories that come to rest without an ending.")
@output_options
@limit_options
def command(
    world: str,
    depth: int,
    dead_ends: bool,
    as_json: bool,
    plain: bool,
    max_states: int,
    max_seconds: float,
    max_memory: int,
) -> None:
    """Count the distinct states of a WORLD that at most so many events lead to.

    Every possible event counts, whoever must want it; a state that somebody believes in counts too. With --dead-ends,
    follow only what happens for a reason, and list the states in which nobody wants to do anything any more.
    """
    path = find_world(world)
    found: list[Layer] = []
    resting: list[RestingPlace] = []
    never: list[str] = []
    with watching("Exploring", Bounds(max_states, max_seconds, max_memory)) as watch:
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
    if watch.ended:
        raise click.exceptions.Exit(watch.exit_code)
    if resting:
        raise click.exceptions.Exit(FINDINGS)


def _dead_ends(resting: list[RestingPlace], depth: int) -> str:
    if not resting:
        return f"No dead end: within {depth} events somebody always wants something, or the story is over."
    lines = [f"{len(resting)} dead end{'' if len(resting) == 1 else 's'}, where nobody wants to do anything:"]
    for place in resting[:_SHOWN]:
        way = ", ".join(place.story) or "the start"
        lines.append(f"  {way}{' (fate can still move it)' if place.fate_can_help else ''}")
    if len(resting) > _SHOWN:
        lines.append(f"  ... and {len(resting) - _SHOWN} more")
    return "\n".join(lines)
