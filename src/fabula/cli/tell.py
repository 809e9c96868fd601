"""`fabula tell WORLD [STORY]`: a story in prose, by somebody's eyes."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fabula.cli.find import find_character, find_story, find_world, stories_of
from fabula.cli.main import FINDINGS
from fabula.cli.output import emit, output_options
from fabula.cli.solve import goal_of
from fabula.cli.watch import Bounds, Watch, limit_options, watching
from fabula.diagnostics.files import read_source
from fabula.diagnostics.problems import FabulaError
from fabula.kernel import Kernel, State
from fabula.narration.page import page
from fabula.narration.prose import prose
from fabula.narration.scenes import Scene
from fabula.pipeline import open_engine
from fabula.search.motives import motives_of
from fabula.simulate.choices import Choices
from fabula.simulate.stories import TRIES, Generated, ending_so, generated
from fabula.stories.departure import departure
from fabula.stories.replay import Moment, StepReplay, replaying
from fabula.stories.report import reason_of_stop
from fabula.stories.story import Story, read_story
from fabula.stories.words import value_in_words

if TYPE_CHECKING:
    from fabula.analysis.feelings.feeling import Feeling

ABOVE = "above"
SEED = 1  # of a story, where none is given

_CLOSE = {"over": "", "rest": "And there it rests.", "limit": "And so it goes on."}


@dataclass(slots=True)
class _Told:
    """What is to be told, as far as it is known: what happened by beat, and how it was found."""

    beats: dict[str, list[Moment]] = field(default_factory=dict)
    found: str = "story"
    begins_with: str | None = None
    close: str = ""  # the last line of a story of which nobody knows how it ends
    ending: str | None = None
    stopped: str | None = None


@click.command("tell", short_help="A story in prose, by somebody's eyes.")
@click.argument("world")
@click.argument("story", required=False)
@click.option("--ending", help="Without a STORY: tell a story that ends so (an ending, or a formula).")
@click.option("--after", metavar="STORY", help="Without a STORY: tell what may follow after this one.")
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
    after: str | None,
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
    STORY one is sampled, in which everybody does what is likely. With --ending one is looked for that ends so: among
    sampled stories, among such as go on from a story beside the world, and then a shortest one.
    """
    path = find_world(world)
    if story is not None and ending is not None:
        raise click.UsageError("Give a STORY or --ending, not both.")
    if story is not None and after is not None:
        raise click.UsageError("Give a STORY or --after, not both.")
    told = _Told()
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
        if story is not None:
            for step in replayed(engine, read_story(read_source(find_story(story, path)), engine.model)):
                _add(told, step)
        else:
            rng = random.Random(SEED if seed is None else seed)
            start = None
            if after is not None:
                start = departure(engine, read_story(read_source(find_story(after, path)), engine.model))
            _generate(told, engine, path, start, ending, rng, watch)
        felt = _feelings(engine, told, focalizer) if feelings and focalizer is not None else None
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
                "seed": SEED if seed is None and story is None else seed,
                "found": told.found,
                "begins_with": told.begins_with,
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
        elif told.found == "sampled" and ending is not None:
            drawn = SEED if seed is None else seed
            click.echo(f"This story was sampled (--seed {drawn}); other seeds draw others that end so.", err=True)
        elif told.found == "continued":
            click.echo(f"No sampled story ends so; this one begins with `{told.begins_with}`.", err=True)
        elif told.found == "shortest" and engine is not None and engine.model.world.language == "fabula":
            click.echo("No sampled story ends so; this is a shortest one.", err=True)
    if watch.ended:
        raise click.exceptions.Exit(watch.exit_code)
    if told.stopped:
        raise click.exceptions.Exit(FINDINGS)


# ---- stories that are written ----------------------------------------------------------------------------------------


def replayed(engine: Kernel, story: Story) -> Iterator[StepReplay]:
    """The steps of a story, whoever wants them, as far as they are possible."""
    return replaying(engine, motives_of(engine), story, keep_going=True, judged=())


def by_beat(steps: Iterable[StepReplay]) -> list[list[Moment]]:
    """What happened, beat by beat."""
    told = _Told()
    for step in steps:
        _add(told, step)
    return list(told.beats.values())


def _add(told: _Told, step: StepReplay) -> None:
    if step.moment is not None:
        told.beats.setdefault(step.beat.label, []).append(step.moment)
        told.ending = None if step.ending is None else step.ending.name
    elif told.stopped is None:
        told.stopped = f"beat {step.beat.label}, {step.step.written}: {reason_of_stop(step)}"


# ---- stories that nobody has written ---------------------------------------------------------------------------------


def _generate(
    told: _Told,
    engine: Kernel,
    path: Path,
    start: State | None,
    ending: str | None,
    rng: random.Random,
    watch: Watch,
) -> None:
    if ending is None and engine.model.world.language != "sabre":
        so_far = told.beats.setdefault("", [])
        watch.known = lambda: f"{len(so_far)} events"
        story = generated(engine, rng, start=start, progress=so_far.append)
        told.close = _close(engine, story)
    else:
        tried: list[str] = []
        watch.known = lambda: "".join(tried[-1:])
        beginnings = _beginnings(engine, path)
        goal = goal_of(engine, ending, option="--ending")
        found = ending_so(engine, goal, rng, start=start, beginnings=beginnings, note=tried.append)
        if found is None:
            told.stopped = "There is no story in which everybody acts for a reason and that ends so."
            if start is not None:
                told.stopped = f"None of {TRIES} stories that were sampled ends so."
            return
        story = found
        told.close = _title(engine, story)
    told.beats = {str(number): list(moments) for number, moments in enumerate(story.beats)}
    told.found, told.begins_with, told.ending = story.found, story.begins_with, story.ending


def _beginnings(engine: Kernel, path: Path) -> Iterator[tuple[str, list[list[Moment]]]]:
    """The stories beside a world that are possible and not over."""
    for name in stories_of(path):
        try:
            steps = list(replayed(engine, read_story(read_source(find_story(name, path)), engine.model)))
        except FabulaError:
            continue  # `fabula check` says what is wrong with it
        if steps and all(step.possible and step.ending is None for step in steps):
            yield name, by_beat(steps)


def _close(engine: Kernel, story: Generated) -> str:
    return _title(engine, story) or _CLOSE[story.stopped]


def _title(engine: Kernel, story: Generated) -> str:
    """The title of its ending as a last line; empty where it has none."""
    title = next((ending.title for ending in engine.model.world.endings if ending.name == story.ending), None)
    return "" if title is None else f"The end: {title}."


# ---- what is felt ----------------------------------------------------------------------------------------------------


def _feelings(engine: Kernel, told: _Told, focalizer: int) -> Sequence[Sequence[Feeling]]:
    from fabula.analysis.feelings.appraisal import feel  # not needed by who does not ask

    moments = [moment for beat in told.beats.values() for moment in beat]
    motives = motives_of(engine)
    return feel(engine, motives, Choices(engine), moments, of=(focalizer,))


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
