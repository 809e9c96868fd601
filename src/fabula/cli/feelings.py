"""`fabula feelings WORLD STORY`: what everybody in a story feels, step by step, because of what, and how it goes on."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterable, Sequence

import click

from fabula.analysis.feelings import Appraisal, Curve, Feeling, series
from fabula.analysis.feelings.words import feeling_in_words, ground_in_words, kind_in_words
from fabula.cli.find import find_character, find_story, find_world
from fabula.cli.main import FINDINGS
from fabula.cli.output import Paint, emit, output_options
from fabula.cli.page import counted
from fabula.cli.watch import Bounds, limit_options, watching
from fabula.cli.why import wanted_steps
from fabula.diagnostics.files import read_source
from fabula.pipeline import open_engine
from fabula.search.motives import motives_of
from fabula.simulate.choices import Choices
from fabula.stories.replay import StepReplay, replaying
from fabula.stories.report import beat_in_words
from fabula.stories.story import read_story

COLUMNS = 80
_FELT = 28  # columns for what is felt
_BLOCKS = " ▁▂▃▄▅▆▇█"
_LETTERS = " .:-=+*#@"


@click.command("feelings", short_help="What everybody feels at every step of a story, and because of what.")
@click.argument("world")
@click.argument("story")
@click.option("--of", "who", metavar="NAME", help="Only the feelings of this character.")
@click.option("--step", "wanted", metavar="STEP", help="All that is felt after this step (as for `fabula why`).")
@output_options
@limit_options
def command(
    world: str,
    story: str,
    who: str | None,
    wanted: str | None,
    as_json: bool,
    plain: bool,
    max_states: int,
    max_seconds: float,
    max_memory: int,
) -> None:
    """What everybody in a STORY feels at every step, because of what, and how it goes over time.

    Nobody writes the feelings down: they follow from what everybody believes, wants and sees coming. Shown is what is
    new at each step, each with its strength between 0 and 1; `--step` shows all that is felt after one.
    """
    path = find_world(world)
    story_path = find_story(story, path)
    steps: list[StepReplay] = []
    start: tuple[Feeling, ...] = ()
    felt: list[tuple[Feeling, ...]] = []
    names: tuple[str, ...] = ()
    of: tuple[int, ...] = ()
    only: list[int] | None = None
    count = 0
    paint = Paint(plain=plain)
    with watching("Feeling", Bounds(max_states, max_seconds, max_memory)) as watch:
        engine = open_engine(path, max_states=watch.bounds.states)
        names, pool = engine.model.characters, engine.pool
        watch.states = lambda: len(pool)
        watch.known = lambda: f"{len(felt)} steps"
        of = tuple(range(len(names))) if who is None else (find_character(who, engine.model.world),)
        parsed = read_story(read_source(story_path), engine.model)
        count = sum(len(beat.steps) for beat in parsed.beats)
        only = None if wanted is None else wanted_steps(parsed, wanted)
        motives = motives_of(engine)
        appraisal = Appraisal(engine, motives, Choices(engine, motives), of=of)
        mood = appraisal.begin(engine.initial())
        start = mood.feelings
        if start and only is None and not as_json:
            for line in _start_in_words(names, of, start, paint):
                watch.say(line)
        for step in replaying(engine, motives, parsed, keep_going=True, judged=()):
            if step.moment is None:
                break
            mood = appraisal.after(mood, step.moment)
            steps.append(step)
            felt.append(mood.feelings)
            if not as_json and (only is None or step.number in only):
                for line in _step_in_words(names, of, steps, mood.feelings, paint, everything=only is not None):
                    watch.say(line)
            if only is not None and step.number == only[-1]:
                break
    whole = len(felt) == count
    curves = [curve for character in of for curve in series(felt, character)]
    if as_json:
        shown = [(step, f) for step, f in zip(steps, felt, strict=True) if only is None or step.number in only]
        emit(
            {
                "world": world,
                "of": [names[character] for character in of],
                "start": [_feeling_record(names, feeling) for feeling in start],
                "steps": [_step_record(names, step, feelings) for step, feelings in shown],
                "curves": [_curve_record(names, curve) for curve in curves] if only is None else [],
                "complete": whole or only is not None,
                **watch.record,
            }
        )
    else:
        if only is None:
            for line in _curves_in_words(names, of, curves, paint, plain=plain):
                click.echo(line)
        if watch.ended:
            click.echo(f"{watch.ended[0].upper()}{watch.ended[1:]}.")
        elif not whole and (only is None or len(felt) < only[-1]):
            click.echo(f"The story does not come to step {len(felt) + 1}: it is impossible.")
    if watch.ended:
        raise click.exceptions.Exit(watch.exit_code)
    if len(felt) < (count if only is None else only[-1]):
        raise click.exceptions.Exit(FINDINGS)


# ---- steps -----------------------------------------------------------------------------------------------------------


def _start_in_words(names: tuple[str, ...], of: tuple[int, ...], feelings: Sequence[Feeling], dye: Paint) -> list[str]:
    """What is hoped and feared before anything happens."""
    width = max(len(names[character]) for character in of)
    lines = [dye("head", "At the start")]
    for character in of:
        for feeling in feelings:
            if feeling.character == character:
                lines += _feeling_lines(names, feeling, width, 0, dye)
    return lines


def _step_in_words(
    names: tuple[str, ...],
    of: tuple[int, ...],
    steps: Sequence[StepReplay],
    feelings: Iterable[Feeling],
    dye: Paint,
    *,
    everything: bool,
) -> list[str]:
    """A step, and below it what is felt because of it (or all that is felt), a line or more each."""
    step = steps[-1]
    new_beat = len(steps) == 1 or steps[-2].beat.label != step.beat.label
    lines = [beat_in_words(step, dye)] if new_beat or everything else []
    lines.append(f"  {step.number}. {step.step.written}")
    feelings = tuple(feelings)
    width = max(len(names[character]) for character in of)
    for character in of:
        for feeling in feelings:
            if feeling.character == character and (everything or feeling.fresh):
                lines += _feeling_lines(names, feeling, width, step.number, dye)
    return lines


def _feeling_lines(names: tuple[str, ...], feeling: Feeling, width: int, number: int, dye: Paint) -> list[str]:
    ground = ground_in_words(feeling)
    if feeling.step + 1 != number:
        ground += f" (since step {feeling.step + 1})" if feeling.step >= 0 else " (from the start)"
    said = feeling_in_words(names, feeling)
    start = f"    {names[feeling.character]:<{width}}  {said:<{_FELT}} {feeling.strength:.2f}  "
    lines = textwrap.wrap(ground, COLUMNS - 8, break_long_words=False, break_on_hyphens=False)
    if len(start) + len(ground) <= COLUMNS:
        lines = [start + ground]
    else:
        lines = [start.rstrip(), *(f"        {line}" for line in lines)]
    return [lines[0], *(dye("aside", line) for line in lines[1:])]


# ---- curves ----------------------------------------------------------------------------------------------------------


def _curves_in_words(
    names: tuple[str, ...], of: tuple[int, ...], curves: Sequence[Curve], dye: Paint, *, plain: bool
) -> list[str]:
    """How every feeling goes over time: a curve of a column for each step, or, plain, where it is strongest."""
    lines: list[str] = []
    label = max((len(kind_in_words(curve.kind)) for curve in curves), default=0)
    for character in of:
        own = [curve for curve in curves if curve.character == character]
        if own:
            lines += ["", dye("head", f"{names[character]}, step by step")]
        for curve in own:
            most = max(curve.strengths)
            kind = kind_in_words(curve.kind)
            if plain:
                at = curve.strengths.index(most) + 1
                often = sum(strength > 0 for strength in curve.strengths)
                lines.append(f"  {kind}: strongest after step {at} ({most:.2f}); felt after {counted(often, 'step')}")
            else:
                lines.append(f"  {kind:<{label}} {sparkline(curve.strengths, COLUMNS - label - 3)}".rstrip())
    return lines


def sparkline(strengths: Sequence[float], columns: int) -> str:
    """A line of blocks, one for each value between 0 and 1; where they do not fit, one for the highest of several."""
    share = -(-len(strengths) // columns)
    highest = [max(strengths[i : i + share]) for i in range(0, len(strengths), share)]
    encoding = (getattr(sys.stdout, "encoding", None) or "").lower()
    marks = _BLOCKS if encoding.startswith("utf") else _LETTERS
    top = len(marks) - 1
    return "".join(marks[min(top, -(-int(value * 1000) * top // 1000))] for value in highest)


# ---- JSON ------------------------------------------------------------------------------------------------------------


def _step_record(names: tuple[str, ...], step: StepReplay, feelings: Iterable[Feeling]) -> dict[str, object]:
    return {
        "step": step.number,
        "beat": step.beat.label,
        "event": step.step.written,
        "feelings": [_feeling_record(names, feeling) for feeling in feelings],
    }


def _feeling_record(names: tuple[str, ...], feeling: Feeling) -> dict[str, object]:
    return {
        "character": names[feeling.character],
        "feeling": feeling.kind,
        "strength": round(feeling.strength, 4),
        "amount": round(feeling.amount, 4),
        "toward": None if feeling.toward is None else names[feeling.toward],
        "want": feeling.want,
        "because": feeling.because,
        "cause": None if feeling.cause is None else str(feeling.cause),
        "since": feeling.step + 1,
        "new": feeling.fresh,
        "prospect": [str(event) for event in feeling.prospect],
        "likelihood": round(feeling.likelihood, 4),
    }


def _curve_record(names: tuple[str, ...], curve: Curve) -> dict[str, object]:
    return {
        "character": names[curve.character],
        "feeling": curve.kind,
        "strengths": [round(strength, 4) for strength in curve.strengths],
    }
