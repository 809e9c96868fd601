"""Plain `fabula`: the shipped story, its premise, its replay, its telling, and what can follow."""

from __future__ import annotations

import textwrap

import click

from fabula.cli.find import find_story, shipped_folder
from fabula.cli.main import FINDINGS
from fabula.cli.output import Paint
from fabula.cli.tell import told_by_beat
from fabula.cli.watch import Bounds, watching
from fabula.diagnostics.files import read_source
from fabula.narration.page import COLUMNS, paragraphs
from fabula.pipeline import open_engine
from fabula.reference.engine import Reference
from fabula.reference.motive import Motives
from fabula.stories.replay import Replay, StepReplay, alternatives, replaying
from fabula.stories.report import reason_in_words, verdict_in_words
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
        watch.say(paint("head", world.title))
        watch.say("")
        watch.say(textwrap.fill(" ".join(world.premise.split()), COLUMNS))
        watch.say("")
        motives = Motives(engine)
        story = read_story(read_source(find_story(STORY, path)), engine.model)
        for step in replaying(engine, motives, story):
            steps.append(step)
        result = Replay(story, tuple(steps))
        focalizer = None if world.focalizer is None else engine.model.characters.index(world.focalizer)
        eyes = "from above" if world.focalizer is None else f"by {world.focalizer}'s eyes"
        watch.say(paint("head", f"{story.title}, told {eyes}"))
        watch.say("")
        watch.say(paragraphs(told_by_beat(engine, [step for step in steps if not step.failed], focalizer=focalizer)))
        watch.say("")
        watch.say(paint("head", "Is it possible, and does everybody act for a reason?"))
        watch.say("")
        watch.say(verdict_in_words(result, paint, ended=None))
        if result.complete:
            watch.say("")
            watch.say(paint("head", "What can follow"))
            watch.say("")
            for other in alternatives(engine, motives, result.moments[-1].after):
                watch.say(f"  {other.event}")
                for reason in other.reasons:
                    watch.say(paint("aside", f"    {reason_in_words(engine.model.characters, reason)[0]}"))
        watch.say("")
        watch.say(f"`fabula replay {WORLD} {STORY} --why` shows every reason; `fabula --help` what else there is.")
    if watch.ended:
        click.echo(f"{watch.ended[0].upper()}{watch.ended[1:]}.", err=True)
        ctx.exit(watch.exit_code)
    if any(step.failed for step in steps):
        ctx.exit(FINDINGS)
