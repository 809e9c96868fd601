"""Plain `fabula`: the shipped story, its premise, its replay, its telling, and what can follow."""

from __future__ import annotations

import textwrap

import click

from fabula.cli.find import find_story, shipped_folder
from fabula.cli.main import FINDINGS
from fabula.cli.output import Paint, emit
from fabula.cli.tell import by_beat
from fabula.cli.watch import Bounds, Watch, watching
from fabula.diagnostics.files import read_source
from fabula.ground.model import GroundEvent
from fabula.narration.page import COLUMNS, page
from fabula.narration.prose import prose
from fabula.pipeline import open_engine
from fabula.search.motives import motives_of
from fabula.stories.record import reason_record, replay_record
from fabula.stories.replay import Alternative, Replay, StepReplay, alternatives, replaying
from fabula.stories.report import beat_in_words, reason_in_words, step_in_words, verdict_in_words
from fabula.stories.story import Story, read_story
from fabula.world.model import World
from fabula.world.shipped import ENDING

WORLD = "the-wager"
STORY = "chapter-one"


def shipped_story(ctx: click.Context, *, as_json: bool, plain: bool) -> None:
    """Show the premise, replay the chapter, tell it by the focalizer's eyes, and say what can follow."""
    path = shipped_folder() / f"{WORLD}{ENDING}"
    show = _Page(Paint(plain=plain), silent=as_json)
    steps: list[StepReplay] = []
    following: list[Alternative] = []
    world: World | None = None
    story: Story | None = None
    by_itself: list[GroundEvent] = []
    text = ""
    with watching("Replaying", Bounds()) as watch:
        engine = open_engine(path, max_states=watch.bounds.states)
        pool = engine.pool
        watch.states = lambda: len(pool)
        watch.known = lambda: f"{len(steps)} steps"
        world = engine.model.world
        names = world.characters
        motives = motives_of(engine)
        story = read_story(read_source(find_story(STORY, path)), engine.model)
        show.head(watch, world.title)
        show.say(watch, textwrap.fill(" ".join(world.premise.split()), COLUMNS))
        show.head(watch, f"{story.title}: is it possible, and does everybody act for a reason?")
        for step in replaying(engine, motives, story):
            steps.append(step)
            if len(steps) == 1 or steps[-2].beat.label != step.beat.label:
                show.say(watch, beat_in_words(step, show.paint))
            show.say(watch, step_in_words(names, step, show.paint, why=False))
        result = Replay(story, tuple(steps))
        show.say(watch, "")
        show.say(watch, verdict_in_words(result, show.paint, ended=None))
        focalizer = None if world.focalizer is None else names.index(world.focalizer)
        good = [step for step in steps if not step.failed]
        text = page(prose(engine, by_beat(good), focalizer=focalizer))
        eyes = "from above" if world.focalizer is None else f"by {world.focalizer}'s eyes"
        show.head(watch, f"{story.title}, told {eyes}")
        show.say(watch, text)
        if result.complete:
            show.head(watch, "What can follow")
            for other in alternatives(engine, motives, result.moments[-1].after):
                following.append(other)
                show.say(watch, f"  {other.event}")
                for reason in other.reasons:
                    show.say(watch, show.paint("aside", f"    {reason_in_words(names, reason)[0]}"))
            by_itself = [
                event
                for event in engine.possible(result.moments[-1].after)
                if isinstance(event, GroundEvent) and not event.consenting
            ]
            if by_itself:
                show.say(watch, "")
                listed = ", ".join(f"{event} ({event.kind})" for event in by_itself)
                show.say(watch, textwrap.fill(f"And by itself: {listed}.", COLUMNS, break_long_words=False))
        show.say(watch, "")
        more = f"`fabula replay {WORLD} {STORY} --why` shows every reason; `fabula --help` what else there is."
        show.say(watch, more)
    if as_json and world is not None and story is not None:
        emit(
            {
                "world": WORLD,
                "title": world.title,
                "premise": world.premise,
                "pov": world.focalizer,
                "text": text,
                "replay": replay_record(world.characters, Replay(story, tuple(steps)), None),
                "can_follow": [
                    {
                        "event": str(other.event),
                        "reasons": [reason_record(world.characters, reason) for reason in other.reasons],
                    }
                    for other in following
                ],
                "by_itself": [str(event) for event in by_itself],
                **watch.record,
            }
        )
    if watch.ended:
        click.echo(f"{watch.ended[0].upper()}{watch.ended[1:]}.", err=True)
        ctx.exit(watch.exit_code)
    if any(step.failed for step in steps):
        ctx.exit(FINDINGS)


class _Page:
    """Prints the parts of the page as they come; nothing where JSON was asked for."""

    def __init__(self, paint: Paint, *, silent: bool) -> None:
        self.paint = paint
        self._silent = silent
        self._begun = False

    def say(self, watch: Watch, text: str) -> None:
        if not self._silent:
            watch.say(text)

    def head(self, watch: Watch, text: str) -> None:
        """A heading, with an empty line before (but for the first) and after."""
        if self._begun:
            self.say(watch, "")
        self._begun = True
        self.say(watch, self.paint("head", text))
        self.say(watch, "")
