"""`fabula tell WORLD [STORY]`: a story in prose, by somebody's eyes."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from fabula.cli.find import find_character, find_story, find_world
from fabula.cli.main import FINDINGS
from fabula.cli.output import emit, output_options
from fabula.cli.solve import goal_of
from fabula.cli.watch import Bounds, Watch, limit_options, watching
from fabula.diagnostics.files import read_source
from fabula.kernel import Kernel, State
from fabula.narration.page import page
from fabula.narration.prose import prose
from fabula.narration.scenes import Scene
from fabula.pipeline import open_engine
from fabula.reference.motive import Motives
from fabula.search.breadth_first import shortest_plan
from fabula.semantics import AnyEvent
from fabula.simulate.choices import Choices
from fabula.simulate.runs import Run, ending_of, sample
from fabula.stories.replay import Moment, StepReplay, replaying
from fabula.stories.report import reason_of_stop
from fabula.stories.story import read_story
from fabula.stories.words import value_in_words

if TYPE_CHECKING:
    from fabula.analysis.feelings.feeling import Feeling

ABOVE = "above"
SEED = 1  # where none is given
TRIES = 40  # sampled stories among which one with the ending that is asked for is looked for
EVENTS = 4000  # that they may have together

_CLOSE = {"rest": "And there it rests.", "limit": "And so it goes on."}


@dataclass(slots=True)
class _Story:
    """What is to be told, as far as it is known: the moments by beat, and how they were found."""

    beats: dict[str, list[Moment]] = field(default_factory=dict)
    found: str = "story"  # or `sampled`, `shortest`
    close: str = ""  # the last line of a story that nobody has written or asked for
    ending: str | None = None
    stopped: str | None = None

    def add(self, engine: Kernel, before: State, event: AnyEvent, outcome: int, after: State) -> None:
        fired = engine.fired(before, event, outcome)
        self.beats.setdefault("", []).append(Moment(before, event, outcome, after, fired))


@click.command("tell", short_help="A story in prose, by somebody's eyes.")
@click.argument("world")
@click.argument("story", required=False)
@click.option("--ending", help="Without a STORY: tell a story that ends so (an ending, or a formula).")
@click.option("--pov", help="By whose eyes: a character, or `above`. Default: as the world says.")
@click.option("--seed", type=int, help="Which story, and which of the texts that are as good as each other.")
@click.option("--reveal", is_flag=True, help="Say what the one who tells believes wrongly.")
@click.option("--feelings", is_flag=True, help="Say what the one who tells feels, where the texts do not (slower).")
@output_options
@limit_options
def command(
    world: str,
    story: str | None,
    ending: str | None,
    pov: str | None,
    seed: int | None,
    reveal: bool,
    feelings: bool,
    as_json: bool,
    plain: bool,
    max_states: int,
    max_seconds: float,
    max_memory: int,
) -> None:
    """Tell a STORY of a WORLD. What the one who tells does not notice is not told.

    A story is told as far as it is possible; whether everybody in it acts for a reason, `fabula replay` says. Without a
    STORY one is sampled, in which everybody does what is likely; with --ending one that ends so, or, where that is too
    unlikely, a shortest one in which everybody acts for a reason.
    """
    path = find_world(world)
    if story is not None and ending is not None:
        raise click.UsageError("Give a STORY or --ending, not both.")
    told = _Story()
    scenes: tuple[Scene, ...] = ()
    bounds = Bounds(max_states, max_seconds, max_memory)
    teller: str | None = None
    engine: Kernel | None = None
    focalizer: int | None = None
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
                _add_step(told, step)
        else:
            _generate(told, engine, motives, ending, SEED if seed is None else seed, watch)
        felt = _feelings(engine, motives, told, focalizer) if feelings and focalizer is not None else None
        scenes = prose(engine, told.beats.values(), focalizer=focalizer, seed=seed, reveal=reveal, feelings=felt)
    if watch.ended and engine is not None and told.beats:  # what is known so far is told
        with watching("Telling", bounds):
            scenes = prose(engine, told.beats.values(), focalizer=focalizer, seed=seed, reveal=reveal)
    text = page(scenes)
    if as_json:
        emit(
            {
                "world": world,
                "pov": teller or ABOVE,
                "found": told.found,
                "seed": (SEED if seed is None else seed) if told.found == "sampled" else seed,
                "ending": told.ending,
                "text": text,
                "sentences": _sentences(scenes),
                "stopped": told.stopped,
                **watch.record,
            }
        )
    else:
        close = "" if watch.ended else told.close
        if text or close:
            click.echo("\n\n".join(filter(None, (text, close))))
        if watch.ended or told.stopped:
            where = "The story stops here: " if text else ""
            click.echo(f"{where}{watch.ended or told.stopped}", err=True)
        elif told.found == "shortest" and ending is not None:
            click.echo("None of the stories that were sampled ends so; this is a shortest one.", err=True)
    if watch.ended:
        raise click.exceptions.Exit(watch.exit_code)
    if told.stopped:
        raise click.exceptions.Exit(FINDINGS)


def by_beat(steps: Iterable[StepReplay]) -> list[list[Moment]]:
    """What happened, beat by beat."""
    told = _Story()
    for step in steps:
        _add_step(told, step)
    return list(told.beats.values())


def _add_step(told: _Story, step: StepReplay) -> None:
    if step.moment is not None:
        told.beats.setdefault(step.beat.label, []).append(step.moment)
        told.ending = None if step.ending is None else step.ending.name
    elif told.stopped is None:
        told.stopped = f"beat {step.beat.label}, {step.step.written}: {reason_of_stop(step)}"


def _feelings(engine: Kernel, motives: Motives[State], told: _Story, focalizer: int) -> Sequence[Sequence[Feeling]]:
    from fabula.analysis.feelings.appraisal import feel  # not needed by who does not ask

    moments = [moment for beat in told.beats.values() for moment in beat]
    return feel(engine, motives, Choices(engine, motives), moments, of=(focalizer,))


# ---- stories that nobody has written ---------------------------------------------------------------------------------


def _generate(
    told: _Story, engine: Kernel, motives: Motives[State], ending: str | None, seed: int, watch: Watch
) -> None:
    """A story is sampled; where a certain ending is asked for, so many, and if none ends so, a shortest is found."""
    goal = goal_of(engine, ending)
    least = goal.utility(engine.initial())
    if engine.model.world.language != "sabre":
        told.found = "sampled"
        choices, rng = Choices(engine, motives), random.Random(seed)
        left, tried = EVENTS, 0
        watch.known = lambda: f"{tried} stories sampled, {len(told.beats.get('', ()))} events"
        while left > 0 and tried < (TRIES if ending is not None else 1):
            tried += 1
            told.beats.clear()
            run = sample(
                choices,
                rng,
                until=lambda state: ending is not None and least is not None and goal.reached(state, least),
                progress=lambda step: told.add(engine, step.before, step.event, step.outcome, step.after),
            )
            left -= len(run.steps)
            if ending is None or (run.steps and least is not None and goal.reached(run.steps[-1].after, least)):
                told.ending = run.ending
                told.close = _close(engine, run) if ending is None else ""
                return
        told.beats.clear()
    told.found = "shortest"
    found = shortest_plan(engine, motives, goal)
    if found.plan is None:
        told.stopped = "There is no story in which everybody acts for a reason and that ends so."
        return
    for step in found.plan:
        told.add(engine, step.before, step.event, step.outcome, step.after)
    told.ending = ending_of(engine, found.plan[-1].after)


def _close(engine: Kernel, run: Run) -> str:
    title = next((ending.title for ending in engine.model.world.endings if ending.name == run.ending), None)
    return f"The end: {title}." if title is not None else _CLOSE.get(run.stopped, "")


# ---- as JSON ---------------------------------------------------------------------------------------------------------


def _sentences(scenes: tuple[Scene, ...]) -> list[dict[str, object]]:
    return [
        {
            "text": sentence.text,
            "event": sentence.event,
            "kind": sentence.kind,
            "scene": scene,
            "paragraph": paragraph,
            "believed_wrongly": [
                {
                    "what": mistake.fluent,
                    "believed": value_in_words(mistake.believed),
                    "really": value_in_words(mistake.really),
                }
                for mistake in sentence.mistakes
            ],
        }
        for scene, paragraphs in enumerate(scenes, 1)
        for paragraph, sentences in enumerate(paragraphs, 1)
        for sentence in sentences
    ]
