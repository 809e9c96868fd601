"""`fabula tell WORLD [STORY]`: a story in prose, by somebody's eyes."""

from __future__ import annotations

import click

from fabula.cli.find import find_character, find_story, find_world
from fabula.cli.main import FINDINGS
from fabula.cli.output import emit, output_options
from fabula.cli.solve import goal_of
from fabula.cli.watch import Bounds, limit_options, watching
from fabula.diagnostics.files import read_source
from fabula.kernel import Kernel, State
from fabula.narration.page import paragraphs
from fabula.narration.telling import Sentence, tell
from fabula.pipeline import open_engine
from fabula.reference.motive import Motives
from fabula.search.breadth_first import PlanStep, shortest_plan
from fabula.stories.replay import Moment, StepReplay, replaying
from fabula.stories.report import reason_of_stop
from fabula.stories.story import read_story

ABOVE = "above"


@click.command("tell", short_help="A story in prose, by somebody's eyes.")
@click.argument("world")
@click.argument("story", required=False)
@click.option("--ending", help="Without a STORY: tell a shortest story that ends so (an ending, or a formula).")
@click.option("--pov", help="By whose eyes: a character, or `above`. Default: as the world says.")
@output_options
@limit_options
def command(
    world: str,
    story: str | None,
    ending: str | None,
    pov: str | None,
    as_json: bool,
    plain: bool,
    max_states: int,
    max_seconds: float,
    max_memory: int,
) -> None:
    """Tell a STORY of a WORLD. What the one who tells does not notice is not told.

    A story is told as far as it is possible; whether everybody in it acts for a reason, `fabula replay` says. Without a
    STORY, a shortest story in which everybody acts for a reason is found and told: to --ending, or to any
    ending of the world.
    """
    path = find_world(world)
    if story is not None and ending is not None:
        raise click.UsageError("Give a STORY or --ending, not both.")
    groups: list[tuple[Sentence, ...]] = []
    steps: list[StepReplay] = []
    stopped: str | None = None
    bounds = Bounds(max_states, max_seconds, max_memory)
    teller: str | None = None
    with watching("Telling", bounds) as watch:
        engine = open_engine(path, max_states=watch.bounds.states)
        pool = engine.pool
        watch.states = lambda: len(pool)
        teller = pov if pov is not None else engine.model.world.focalizer
        focalizer = None if teller in (None, ABOVE) else find_character(str(teller), engine.model.world)
        motives = Motives(engine)
        if story is not None:
            parsed = read_story(read_source(find_story(story, path)), engine.model)
            for step in replaying(engine, motives, parsed, keep_going=True, judged=()):
                steps.append(step)
            groups = told_by_beat(engine, steps, focalizer=focalizer)
            failed = next((step for step in steps if not step.possible), None)
            stopped = (
                None if failed is None else f"beat {failed.beat.label}, {failed.step.written}: {reason_of_stop(failed)}"
            )
        else:
            found = shortest_plan(engine, motives, goal_of(engine, ending))
            if found.plan is None:
                stopped = "There is no story in which everybody acts for a reason and that ends so."
            else:
                groups = list(tell(engine, moments_of(engine, found.plan), focalizer=focalizer))
                groups = [tuple(sentence for group in groups for sentence in group)]
    if watch.ended and steps and not groups:  # what is known so far is told
        with watching("Telling", bounds):
            groups = told_by_beat(engine, steps, focalizer=focalizer)
    if as_json:
        emit(
            {
                "world": world,
                "pov": teller or ABOVE,
                "text": paragraphs(groups),
                "sentences": [
                    {"text": sentence.text, "event": sentence.event, "kind": sentence.kind}
                    for group in groups
                    for sentence in group
                ],
                "stopped": stopped,
                **watch.record,
            }
        )
    else:
        if groups:
            click.echo(paragraphs(groups))
        if watch.ended or stopped:
            where = "The story stops here: " if groups else ""
            click.echo(f"{where}{watch.ended or stopped}", err=True)
    if watch.ended:
        raise click.exceptions.Exit(watch.exit_code)
    if stopped:
        raise click.exceptions.Exit(FINDINGS)


def told_by_beat(engine: Kernel, steps: list[StepReplay], *, focalizer: int | None) -> list[tuple[Sentence, ...]]:
    """What is told of what happened, beat by beat."""
    good = [(step.beat.label, step.moment) for step in steps if step.moment is not None]
    told = tell(engine, [moment for _, moment in good], focalizer=focalizer)
    beats: dict[str, list[Sentence]] = {}
    for (label, _), sentences in zip(good, told, strict=True):
        beats.setdefault(label, []).extend(sentences)
    return [tuple(sentences) for sentences in beats.values()]


def moments_of(engine: Kernel, plan: tuple[PlanStep[State], ...]) -> list[Moment]:
    """A plan as what happened."""
    return [
        Moment(step.before, step.event, step.outcome, step.after, engine.fired(step.before, step.event, step.outcome))
        for step in plan
    ]
