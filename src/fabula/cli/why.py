"""`fabula why WORLD STORY STEP`: motive, belief and cause of a step; and why something else does not come about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from fabula.analysis.beliefs import Beliefs, Spot
from fabula.analysis.causes import Replaying
from fabula.analysis.interventions import Changing
from fabula.analysis.out_of_reach import Nearing, OutOfReach, read_ending
from fabula.analysis.spots import read_spots
from fabula.analysis.why_not import NotTaken, best_moment, why_not
from fabula.analysis.why_record import (
    belief_record,
    causes_record,
    not_taken_record,
    out_of_reach_record,
    supports_record,
)
from fabula.analysis.why_words import (
    belief_in_words,
    causes_in_words,
    in_columns,
    motive_in_words,
    not_taken_in_words,
    others_in_words,
    out_of_reach_in_words,
    paragraph,
    place,
    supports_in_words,
)
from fabula.cli.find import find_story, find_world
from fabula.cli.main import FINDINGS
from fabula.cli.output import Paint, emit, output_options
from fabula.cli.watch import Bounds, Watch, limit_options, watching
from fabula.diagnostics.files import read_source
from fabula.diagnostics.problems import FabulaError, Problem, did_you_mean
from fabula.diagnostics.source import Source
from fabula.ground import ground
from fabula.kernel import Kernel
from fabula.pipeline import open_world
from fabula.search.motives import FastMotives
from fabula.stories.record import step_record
from fabula.stories.replay import StepReplay, alternatives, replaying
from fabula.stories.report import alternatives_in_words, beat_in_words, step_in_words
from fabula.stories.story import Story, read_step, read_story
from fabula.world.model import World

Names = tuple[str, ...]


@click.command("why", short_help="Why a step happens: motive, belief, cause. Why not something else.")
@click.argument("world")
@click.argument("story", required=False)
@click.argument("step", required=False)
@click.option("--brief", is_flag=True, help="Only the motive: no beliefs, no causes.")
@click.option("--believes", metavar="FORMULA", help="Why is this believed there? Since when, and is it so?")
@click.option("--not", "other", metavar="EVENT", help="Why does this not happen there instead?")
@click.option("--ending", metavar="ENDING", help="Why does it not come to this from there? An ending, or a formula.")
@output_options
@limit_options
def command(
    world: str,
    story: str | None,
    step: str | None,
    brief: bool,
    believes: str | None,
    other: str | None,
    ending: str | None,
    as_json: bool,
    plain: bool,
    max_states: int,
    max_seconds: float,
    max_memory: int,
) -> None:
    """Why a STEP of a STORY happens: the motive, the beliefs that it stands on, and what had to be so before.

    STEP is the number of a step (from 1), an event as the story writes it, or `beat 18` for the steps of a beat. An
    event that the story does not have asks why it does not happen. With --believes, --not or --ending another question
    is asked of the moment just before STEP, or, without STEP, of the end of the story (with --ending, without STORY, of
    the start of the world).
    """
    if sum(asked is not None for asked in (believes, other, ending)) > 1:
        raise click.UsageError("Ask one thing at a time: --believes, --not or --ending.")
    if story is None and ending is None:
        raise click.UsageError("Missing argument 'STORY'.")
    if step is None and believes is None and other is None and ending is None:
        raise click.UsageError("Missing argument 'STEP'.")
    path = find_world(world)
    story_path = None if story is None else find_story(story, path)
    answer = Answer(Paint(plain=plain))
    with watching("Asking why", Bounds(max_states, max_seconds, max_memory)) as watch:
        opened = open_world(path)
        answer.names = opened.characters
        if ending is not None:
            answer.ending(opened, story_path, step, ending, watch)
        elif other is not None:
            answer.instead(opened, story_path, step, other, watch)
        elif believes is not None:
            answer.believes(opened, story_path, step, believes, watch)
        else:
            assert step is not None
            answer.steps(opened, story_path, step, watch, brief=brief)
    if as_json:
        emit({"world": world, **answer.record, **watch.record})
    else:
        for line in answer.lines:
            click.echo(in_columns(line))
        if watch.ended:
            click.echo(f"{watch.ended[0].upper()}{watch.ended[1:]}.")
    if watch.ended:
        raise click.exceptions.Exit(watch.exit_code)
    if answer.findings:
        raise click.exceptions.Exit(FINDINGS)


@dataclass(slots=True)
class Answer:
    """What is known so far, in words and as a record."""

    paint: Paint
    names: Names = ()
    lines: list[str] = field(default_factory=list)
    record: dict[str, object] = field(default_factory=dict)
    findings: bool = False  # a step that fails, or does not come

    # ---- why a step --------------------------------------------------------------------------------------------------

    def steps(self, world: World, story: Path | None, written: str, watch: Watch, *, brief: bool) -> None:
        """Motive, belief and cause of the steps that are meant."""
        changing = None if brief else Changing(world, max_states=watch.bounds.states)
        engine = Kernel(ground(world), max_states=watch.bounds.states) if changing is None else changing.engine
        motives = _motives(engine, watch)
        parsed = _story(story, engine)
        try:
            numbers = wanted_steps(parsed, written)
        except FabulaError as error:
            self.nowhere(engine, motives, parsed, written, error)
            return
        records: list[dict[str, object]] = []
        self.record["steps"] = records
        replayed: list[StepReplay] = []
        watch.known = lambda: f"{len(replayed)} steps replayed"
        label = None
        for result in replaying(engine, motives, parsed, keep_going=True, judged=numbers):
            replayed.append(result)
            if result.number not in numbers:
                continue
            done = None if result.moment is None else result.moment.event
            instead = list(alternatives(engine, motives, result.before, but=done))
            record = step_record(self.names, result, instead)
            records.append(record)
            if result.beat.label != label:
                label = result.beat.label
                self.lines.append(beat_in_words(result, self.paint))
            self.lines.append(step_in_words(self.names, result, self.paint, why=brief))
            if changing is not None and result.moment is not None:
                self.explain(changing, motives, replayed, result, record)
            if brief:
                self.lines += alternatives_in_words(self.names, instead, self.paint)
            else:
                self.lines += others_in_words(self.names, instead, self.paint)
            self.findings = self.findings or result.failed
            if result.number == numbers[-1]:
                break
        if len(records) < len(numbers):
            self.findings = True
            missing = numbers[len(records)]
            self.lines.append(f"The story does not come to step {missing}: an earlier one is impossible.")

    def explain(
        self,
        changing: Changing,
        motives: FastMotives,
        replayed: Sequence[StepReplay],
        result: StepReplay,
        record: dict[str, object],
    ) -> None:
        """The reasons of one step, what they stand on, and its causes."""
        beliefs = Beliefs(changing, motives, replayed)
        found: list[object] = []
        record["beliefs"] = found
        moment = result.moment
        assert moment is not None
        for reason in result.reasons:
            supports = beliefs.supports(result.number, moment.event, reason)
            mistakes = beliefs.mistakes(result.number, moment.event, reason)
            found.append(supports_record(self.names, reason, supports, mistakes))
            self.lines += motive_in_words(self.names, reason, self.paint)
            self.lines += supports_in_words(self.names, reason, supports, mistakes, self.paint)
        if not result.unexplained:
            causes = Replaying(changing, motives, replayed).causes(result.number)
            record["causes"] = causes_record(self.names, causes)
            self.lines += causes_in_words(self.names, causes, self.paint)

    # ---- other questions ---------------------------------------------------------------------------------------------

    def believes(self, world: World, story: Path | None, step: str | None, formula: str, watch: Watch) -> None:
        """Why something is believed at a moment."""
        changing = Changing(world, max_states=watch.bounds.states)
        engine = changing.engine
        motives = _motives(engine, watch)
        parsed = _story(story, engine)
        replayed, number = _until(engine, motives, parsed, step)
        asked = read_spots(engine.model, Source("--believes", formula))
        beliefs = Beliefs(changing, motives, replayed)
        found = [beliefs.belief(Spot(spot.path, spot.fluent), number) for spot in asked.spots]
        holds = asked.holds(engine, _state(engine, replayed, number))
        self.record = {
            "formula": formula,
            "before": number if number <= len(replayed) else None,
            "holds": holds,
            "beliefs": [belief_record(self.names, belief) for belief in found],
        }
        when = _when(replayed, number)
        self.lines += [self.paint("head", line) for line in paragraph(f"{when}: {formula}?", 0)]
        self.lines += paragraph("Yes." if holds else "No, that is not so.", 2)
        for whose in dict.fromkeys(belief.spot.path[0] for belief in found):
            self.lines += paragraph(f"{self.names[whose]} believes", 2)
            for belief in found:
                if belief.spot.path[0] == whose:
                    self.lines += belief_in_words(self.names, belief, self.paint, 4)

    def instead(self, world: World, story: Path | None, step: str | None, event: str, watch: Watch) -> None:
        """Why an event does not happen at a moment."""
        engine = Kernel(ground(world), max_states=watch.bounds.states)
        motives = _motives(engine, watch)
        parsed = _story(story, engine)
        replayed, number = _until(engine, motives, parsed, step)
        self.not_taken(why_not(engine, motives, replayed, read_step(Source("--not", event), engine.model), number))

    def nowhere(self, engine: Kernel, motives: FastMotives, story: Story, written: str, error: FabulaError) -> None:
        """Why an event never happens in the story. Raises `error` where there is no such event."""
        try:
            step = read_step(Source("STEP", written), engine.model)
        except FabulaError:
            raise error from None
        replayed = [one for one in replaying(engine, motives, story, keep_going=True, judged=()) if one.moment]
        number, open_at = best_moment(engine, motives, replayed, step)
        found = why_not(engine, motives, replayed, step, number)
        self.not_taken(found)
        others = [replayed[n - 1] if n <= len(replayed) else None for n in open_at if n != number]
        self.record["also_open"] = [n for n in open_at if n != number]
        if others:
            at = ", ".join(
                "at the end" if one is None else f"before {one.step.written} ({place(one)})" for one in others
            )
            self.lines += paragraph(f"It could also have happened {at}.", 2)

    def not_taken(self, found: NotTaken) -> None:
        """Keep the answer."""
        self.record = {"not": not_taken_record(self.names, found)}
        self.lines += not_taken_in_words(self.names, found, self.paint)

    def ending(self, world: World, story: Path | None, step: str | None, written: str, watch: Watch) -> None:
        """Why it does not come to an ending from a moment on."""
        asked = read_ending(world, written)
        engine = Kernel(ground(asked.within(world)), max_states=watch.bounds.states)
        motives = _motives(engine, watch)
        replayed: list[StepReplay] = []
        number = 1
        if story is not None:
            replayed, number = _until(engine, motives, _story(story, engine), step)
        tried = 0

        def note(count: int) -> None:
            nonlocal tried
            tried = count

        watch.known = lambda: f"{tried} ways"
        found: OutOfReach = Nearing(engine, motives, asked, progress=note).ask(_state(engine, replayed, number))
        before = number if story is not None and number <= len(replayed) else None
        self.record = {"ending": {"before": before, **out_of_reach_record(self.names, found)}}
        if story is not None:
            self.lines += paragraph(f"{_when(replayed, number)}:", 0)
        self.lines += out_of_reach_in_words(self.names, found, asked.title, self.paint)


def _motives(engine: Kernel, watch: Watch) -> FastMotives:
    """The one place where it is said who finds the reasons."""
    watch.states = lambda: len(engine.pool)
    return FastMotives(engine)


def _story(path: Path | None, engine: Kernel) -> Story:
    assert path is not None  # or another question was asked
    return read_story(read_source(path), engine.model)


def _until(engine: Kernel, motives: FastMotives, story: Story, written: str | None) -> tuple[list[StepReplay], int]:
    """The story as it went, and the number of the step that is meant; without one, one more than there are."""
    number = None if written is None else wanted_steps(story, written)[0]
    replayed = []
    for one in replaying(engine, motives, story, keep_going=True, judged=()):
        if one.moment is None or one.number == number:
            if one.moment is not None:
                replayed.append(one)
            break
        replayed.append(one)
    if number is None:
        return replayed, len(replayed) + 1
    return replayed, min(number, len(replayed) + 1)


def _state(engine: Kernel, replayed: Sequence[StepReplay], number: int):  # type: ignore[no-untyped-def]
    if number <= len(replayed):
        return replayed[number - 1].before
    last = replayed[-1].moment if replayed else None
    return engine.initial() if last is None else last.after


def _when(replayed: Sequence[StepReplay], number: int) -> str:
    if number > len(replayed):
        return "At the end of the story"
    step = replayed[number - 1]
    return f"Before {step.step.written} ({place(step)})"


def wanted_steps(story: Story, written: str) -> list[int]:
    """The numbers of the steps that are meant. Raises `FabulaError` (F708) where there is none."""
    steps = [(beat, step) for beat in story.beats for step in beat.steps]
    if written.isdigit() and 1 <= int(written) <= len(steps):
        return [int(written)]
    written = written.removesuffix("()")  # as an event without arguments is shown
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
