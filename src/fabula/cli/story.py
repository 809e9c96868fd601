"""Plain `fabula`: the shipped story, its premise, its replay, its telling, and what can follow."""

from __future__ import annotations

import textwrap

import click

from fabula.cli.find import find_story, shipped_folder
from fabula.cli.main import FINDINGS
from fabula.cli.output import Paint
from fabula.cli.replay import reason_in_words, verdict
from fabula.cli.tell import told_by_beat
from fabula.cli.watch import Bounds, watching
from fabula.diagnostics.files import read_source
from fabula.narration.page import COLUMNS, paragraphs
from fabula.pipeline import open_engine
from fabula.reference.engine import Reference
from fabula.reference.motive import Motives
from fabula.stories.replay import Replay, StepReplay, alternatives, replaying
from fabula.stories.story import Story, read_story
from fabula.world.shipped import ENDING

WORLD = "the-wager"
STORY = "chapter-one"


def shipped_story(ctx: click.Context) -> None:
    """Show the premise, replay the chapter, tell it by the focalizer's eyes, and say what can follow."""
    path = shipped_folder() / f"{WORLD}{ENDING}"
    paint = Paint(plain=False)
    steps: list[StepReplay] = []
    engine: Reference | None = None
    story: Story | None = None
    with watching("Replaying", Bounds()) as watch:
        engine = open_engine(path, max_states=watch.bounds.states)
        pool = engine.pool
        watch.states = lambda: len(pool)
        watch.known = lambda: f"{len(steps)} steps"
        world = engine.model.world
        click.echo(paint.head(world.title))
        click.echo()
        click.echo(textwrap.fill(" ".join(world.premise.split()), COLUMNS))
        click.echo()
        motives = Motives(engine)
        story = read_story(read_source(find_story(STORY, path)), engine.model)
        for step in replaying(engine, motives, story):
            steps.append(step)
        result = Replay(story, tuple(steps))
        focalizer = None if world.focalizer is None else engine.model.characters.index(world.focalizer)
        eyes = "from above" if world.focalizer is None else f"by {world.focalizer}'s eyes"
        click.echo(paint.head(f"{story.title}, told {eyes}"))
        click.echo()
        click.echo(paragraphs(told_by_beat(engine, steps, focalizer=focalizer)))
        click.echo()
        click.echo(paint.head("Is it possible, and does everybody act for a reason?"))
        click.echo()
        click.echo(verdict(engine, result, watch, paint))
        if result.complete:
            click.echo()
            click.echo(paint.head("What can follow"))
            click.echo()
            for other in alternatives(engine, motives, result.moments[-1].after):
                click.echo(f"  {other.event}")
                for reason in other.reasons:
                    click.echo(paint.aside(f"    {reason_in_words(engine.model.characters, reason)[0]}"))
        click.echo()
        click.echo(f"`fabula replay {WORLD} {STORY} --why` shows every reason; `fabula --help` what else there is.")
    if watch.ended:
        click.echo(f"{watch.ended[0].upper()}{watch.ended[1:]}.", err=True)
        ctx.exit(watch.exit_code)
    if any(step.failed for step in steps):
        ctx.exit(FINDINGS)
