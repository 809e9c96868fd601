"""`fabula test WORLD`: does the world keep what its author expects of it? For authors, and for their CI."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

import click

from fabula.cli.find import find_story, find_world, stories_of
from fabula.cli.main import FINDINGS
from fabula.cli.output import Paint, complain, emit, output_options
from fabula.cli.watch import Bounds, limit_options, watching
from fabula.diagnostics.files import read_source
from fabula.diagnostics.problems import FabulaError
from fabula.kernel import Kernel, State
from fabula.pipeline import open_engine
from fabula.reference.asking import Asking
from fabula.reference.motive import Motives
from fabula.search.breadth_first import shortest_plan
from fabula.search.goal import Goal
from fabula.search.motives import motives_of
from fabula.stories.replay import replay
from fabula.stories.report import verdict_in_words
from fabula.stories.story import read_story
from fabula.world.model import Expectation

EVENTS = 4  # of the stories that are tried for `possible` and `never`, unless one asks for more

Verdict = Literal["kept", "broken", "open"]


@dataclass(frozen=True, slots=True)
class Tried:
    """One thing that is expected, and what came out: `open` where no story within the limit decides it."""

    expected: str
    verdict: Verdict
    because: str
    story: tuple[str, ...] = ()  # that shows it, or that contradicts it


@click.command("test", short_help="Does the world keep what its author expects of it?")
@click.argument("world")
@click.option(
    "--events",
    type=click.IntRange(min=0),
    default=EVENTS,
    show_default=True,
    help="How many events the stories may have that are tried for `possible` and `never`.",
)
@output_options
@limit_options
def command(
    world: str, events: int, as_json: bool, plain: bool, max_states: int, max_seconds: float, max_memory: int
) -> None:
    """Try every `expect` of a WORLD, and replay every story that lies beside it.

    `expect never` is kept if no explained story of so many events contradicts it. The exit code is 1 if anything is
    broken, or if something that shall be possible was not found.
    """
    path = find_world(world)
    paint = Paint(plain=plain)
    results: list[Tried] = []
    with watching("Testing", Bounds(max_states, max_seconds, max_memory)) as watch:
        engine = open_engine(path, max_states=watch.bounds.states)
        watch.states = lambda: len(engine.pool)
        watch.known = lambda: f"{len(results)} done"
        motives = motives_of(engine)
        for expectation in engine.model.world.expectations:
            results.append(_expected(engine, motives, expectation, events))
            if not as_json:
                watch.say(_line(results[-1], paint))
        for name in stories_of(path):
            try:
                story = read_story(read_source(find_story(name, path)), engine.model)
            except FabulaError as error:
                complain(error.problems)
                results.append(Tried(f"story {name}", "broken", "it can't be read"))
            else:
                result = replay(engine, motives, story)
                verdict = verdict_in_words(result, Paint(plain=True), ended=None).splitlines()
                results.append(Tried(f"story {name}", "kept" if result.complete else "broken", verdict[0]))
            if not as_json:
                watch.say(_line(results[-1], paint))
    broken = [result for result in results if not _as_expected(result)]
    if as_json:
        tried = [asdict(result) for result in results]
        emit({"world": world, "kept": not broken and not watch.ended, "expectations": tried, **watch.record})
    elif watch.ended:
        click.echo(paint("bad", f"{len(results)} tried; {watch.ended}."))
    elif not results:
        click.echo("This world expects nothing. Write `expect possible`, `expect never`, or a story beside it.")
    else:
        click.echo(paint("bad" if broken else "good", f"{len(results) - len(broken)} of {len(results)} as expected."))
    if watch.ended:
        raise click.exceptions.Exit(watch.exit_code)
    if broken:
        raise click.exceptions.Exit(FINDINGS)


def _as_expected(result: Tried) -> bool:
    return result.verdict == "kept"


def _line(result: Tried, paint: Paint) -> str:
    mark = {"kept": paint("good", "yes"), "broken": paint("bad", "no "), "open": paint("bad", "?  ")}[result.verdict]
    return f"{mark} {result.expected}: {result.because}"


def _expected(engine: Kernel, motives: Motives[State], expectation: Expectation, events: int) -> Tried:
    """Whether what is expected is so, as far as stories of that many events show it."""
    asking = Asking(engine)
    written = f"{expectation.kind} {expectation.written}"
    start = engine.initial()
    if expectation.kind == "start":
        holds = asking.holds(start, expectation.condition)
        return Tried(written, "kept" if holds else "broken", "so it is" if holds else "it is not so")
    shown: Verdict = "kept" if expectation.kind == "possible" else "broken"
    hidden: Verdict = "open" if expectation.kind == "possible" else "kept"
    if asking.holds(start, expectation.condition):
        return Tried(written, shown, "it is so from the start")
    goal: Goal[State] = Goal(lambda state: int(asking.holds(state, expectation.condition)), 1, expectation.written)
    found = shortest_plan(engine, motives, goal, limit=events)
    if found.plan is None:
        more = "; try more with --events" if hidden == "open" else ""
        return Tried(written, hidden, f"no story of up to {events} events leads there{more}")
    story = tuple(str(step.event) for step in found.plan)
    count = "1 event leads" if len(story) == 1 else f"{len(story)} events lead"
    return Tried(written, shown, f"{count} there: {', '.join(story)}", story)
