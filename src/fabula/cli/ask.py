"""`fabula ask [WORLD] ["FORMULA"]`: can it, must it, how likely, what does it turn on, what would be different."""

from __future__ import annotations

import time
from typing import Any

import click

from fabula.cli.answers import lines_of
from fabula.cli.find import find_world
from fabula.cli.growing import growing_options
from fabula.cli.kept import Kept
from fabula.cli.main import INTERRUPTED
from fabula.cli.output import Paint, emit, output_options
from fabula.cli.watch import Bounds, limit_options

SHIPPED = "the-wager"


@click.command("ask", short_help="Can it, must it, how likely, what does it turn on?")
@click.argument("world", default=SHIPPED)
@click.argument("formula", required=False)
@click.option("--as", "who", metavar="NAME", help="Show what this character can bring about.")
@click.option("--changes/--no-changes", "different", default=True, help="Look for what would have to be different.")
@growing_options
@output_options
@limit_options
def command(
    world: str,
    formula: str | None,
    who: str | None,
    different: bool,
    after: str | None,
    within: float,
    max_moments: int,
    as_json: bool,
    plain: bool,
    max_states: int,
    max_seconds: float,
    max_memory: int,
) -> None:
    """Answer the questions of a WORLD, or whether one FORMULA ever comes to hold.

    Of each: can it happen (and a story in which it does), must it (or a story in which it does not), how likely is it,
    what does it turn on, and what would have to be different.
    """
    began = time.monotonic()
    path = find_world(world)
    asking: dict[str, Any] = {
        "formula": formula,
        "as": who,
        "after": after,
        "within": within,
        "moments": max_moments,
        "changes": different,
    }
    kept = Kept(world=str(path.resolve()), **asking)
    record = kept.read()
    ended, exit_code = None, 0
    if record is None:
        from fabula.cli.asked import asked

        bounds = Bounds(max_states, max_seconds, max_memory)
        answer = asked(path, asking, bounds)
        record, ended, exit_code = answer.record, answer.watch.ended, answer.watch.exit_code
        if ended is None:
            kept.write(record, answer.texts)
    if as_json:
        interrupted = exit_code == INTERRUPTED
        taken = round(time.monotonic() - began, 3)
        emit({"world": world, **record, "ended": ended, "interrupted": interrupted, "seconds": taken})
    else:
        for line in lines_of(record, Paint(plain=plain), drawn=not plain):
            click.echo(line)
    if ended:
        click.echo(f"{ended[0].upper()}{ended[1:]}.", err=True)
        raise click.exceptions.Exit(exit_code)
