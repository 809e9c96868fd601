"""`fabula why WORLD STORY STEP`: who wanted a step of a story, and for which reason."""

from __future__ import annotations

import click

from fabula.cli.find import find_story, find_world
from fabula.cli.main import FINDINGS
from fabula.cli.output import Paint, emit, output_options
from fabula.cli.watch import Bounds, limit_options, watching
from fabula.diagnostics.files import read_source
from fabula.diagnostics.problems import FabulaError, Problem, did_you_mean
from fabula.pipeline import open_engine
from fabula.reference.motive import Motives
from fabula.stories.record import step_record
from fabula.stories.replay import Alternative, StepReplay, alternatives, replaying
from fabula.stories.report import alternatives_in_words, step_in_words
from fabula.stories.story import Story, read_story


@click.command("why", short_help="Who wanted a step of a story, and for which reason.")
@click.argument("world")
@click.argument("story")
@click.argument("step")
@output_options
@limit_options
def command(
    world: str,
    story: str,
    step: str,
    as_json: bool,
    plain: bool,
    max_states: int,
    max_seconds: float,
    max_memory: int,
) -> None:
    """Why a STEP of a STORY happens: whose reason it is, the plan that it begins, what else there was to do.

    STEP is the number of a step (from 1), an event as the story writes it, or `beat 18` for the steps of a beat.
    """
    path = find_world(world)
    story_path = find_story(story, path)
    steps: list[StepReplay] = []
    numbers: list[int] = []
    instead: dict[int, list[Alternative]] = {}
    names: tuple[str, ...] = ()
    with watching("Replaying", Bounds(max_states, max_seconds, max_memory)) as watch:
        engine = open_engine(path, max_states=watch.bounds.states)
        names, pool = engine.model.characters, engine.pool
        watch.states = lambda: len(pool)
        watch.known = lambda: f"{len(steps)} steps"
        motives = Motives(engine)
        parsed = read_story(read_source(story_path), engine.model)
        numbers = wanted_steps(parsed, step)
        for result in replaying(engine, motives, parsed, keep_going=True, judged=numbers):
            if result.number in numbers:
                steps.append(result)
                done = None if result.moment is None else result.moment.event
                instead[result.number] = list(alternatives(engine, motives, result.before, but=done))
            if result.number == numbers[-1]:
                break
    if as_json:
        records = [step_record(names, result, instead.get(result.number, ())) for result in steps]
        emit({"world": world, "steps": records, **watch.record})
    else:
        paint = Paint(plain=plain)
        for result in steps:
            click.echo(step_in_words(names, result, paint, why=True))
            for line in alternatives_in_words(names, instead.get(result.number, ()), paint):
                click.echo(line)
        if watch.ended:
            click.echo(f"{watch.ended[0].upper()}{watch.ended[1:]}.")
        elif len(steps) < len(numbers):
            click.echo(f"The story does not come to step {numbers[len(steps)]}: an earlier one is impossible.")
    if watch.ended:
        raise click.exceptions.Exit(watch.exit_code)
    if len(steps) < len(numbers) or any(result.failed for result in steps):
        raise click.exceptions.Exit(FINDINGS)


def wanted_steps(story: Story, written: str) -> list[int]:
    """The numbers of the steps that are meant. Raises `FabulaError` (F708) where there is none."""
    steps = [(beat, step) for beat in story.beats for step in beat.steps]
    if written.isdigit() and 1 <= int(written) <= len(steps):
        return [int(written)]
    words = written.split()
    if len(words) == 2 and words[0] == "beat":
        found = [number for number, (beat, _) in enumerate(steps, 1) if beat.label == words[1]]
    else:
        spelt = written.replace(" ", "")
        found = [
            n for n, (_, step) in enumerate(steps, 1) if spelt in (step.written.replace(" ", ""), step.schema.name)
        ]
    if not found:
        names = [step.written for _, step in steps] + [f"beat {beat.label}" for beat, _ in steps]
        hint = did_you_mean(
            written, names, also=f"Name a number from 1 to {len(steps)}, an event, or `beat` and its label."
        )
        raise FabulaError((Problem("F708", None, f"There is no step `{written}` in this story.", hint=hint),))
    return found
