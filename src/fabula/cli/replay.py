"""`fabula replay WORLD STORY`: is the story possible, and does everybody act for reasons of their own?"""

from __future__ import annotations

from pathlib import Path

import click

from fabula.cli.find import find_story, find_world
from fabula.cli.main import FINDINGS
from fabula.cli.output import Paint, emit, output_options
from fabula.cli.page import wrapped
from fabula.cli.watch import Bounds, limit_options, watching
from fabula.diagnostics.files import read_source
from fabula.pipeline import open_engine
from fabula.search.motives import motives_of
from fabula.stories.record import replay_record
from fabula.stories.replay import Alternative, Replay, StepReplay, alternatives, replaying
from fabula.stories.report import alternatives_in_words, beat_in_words, step_in_words, verdict_in_words
from fabula.stories.story import Story, read_story, world_of


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
    instead: dict[int, list[Alternative]] = {}
    resolved: Story | None = None
    paint = Paint(plain=plain)
    names: tuple[str, ...] = ()
    with watching("Replaying", Bounds(max_states, max_seconds, max_memory)) as watch:
        engine = open_engine(path, max_states=watch.bounds.states)
        names, pool = engine.model.characters, engine.pool
        watch.states = lambda: len(pool)
        watch.known = lambda: f"{len(steps)} steps"
        motives = motives_of(engine)
        source = read_source(story_path)
        resolved = read_story(source, engine.model)
        if Path(world_of(source)).stem != path.stem:
            click.echo(f"The story says that it is of `{world_of(source)}`; it is replayed in `{path.stem}`.", err=True)
        for step in replaying(engine, motives, resolved, keep_going=keep_going):
            steps.append(step)
            if not as_json:
                if len(steps) == 1 or steps[-2].beat.label != step.beat.label:
                    watch.say(beat_in_words(step, paint))
                watch.say(wrapped(step_in_words(names, step, paint, why=why)))
            if others:
                done = None if step.moment is None else step.moment.event
                instead[step.number] = list(alternatives(engine, motives, step.before, but=done))
                if not as_json:
                    for line in alternatives_in_words(names, instead[step.number], paint):
                        watch.say(wrapped(line))
    if resolved is None:
        click.echo(watch.ended, err=True)
        raise click.exceptions.Exit(watch.exit_code)
    result = Replay(resolved, tuple(steps))
    if as_json:
        record = replay_record(names, result, instead if others else None)
        emit({"world": world, **record, **watch.record, "states": watch.states()})
    else:
        click.echo()
        click.echo(wrapped(verdict_in_words(result, paint, ended=watch.ended)))
    if watch.ended:
        raise click.exceptions.Exit(watch.exit_code)
    if not result.complete:
        raise click.exceptions.Exit(FINDINGS)
