"""`fabula test WORLD`: does the world keep what its author expects of it? For authors, and for their CI."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import chain
from typing import Literal

import click

from fabula.cli.find import find_story, find_world, stories_of
from fabula.cli.main import FINDINGS
from fabula.cli.output import Paint, complain, emit, output_options
from fabula.cli.page import filled
from fabula.cli.watch import Bounds, limit_options, watching
from fabula.diagnostics.files import read_source
from fabula.diagnostics.problems import FabulaError
from fabula.explore.story_graph import StoryGraph
from fabula.kernel import Kernel, State
from fabula.pipeline import open_engine
from fabula.reference.asking import Asking
from fabula.reference.motive import Motives
from fabula.search.breadth_first import shortest_plan
from fabula.search.goal import Goal
from fabula.search.motives import motives_of
from fabula.simulate.choices import Choices
from fabula.stories.replay import Replay, replay
from fabula.stories.report import verdict_in_words
from fabula.stories.story import read_story
from fabula.world.model import Expectation

EVENTS = 4  # of the stories that are tried for `possible` and `never`, unless one asks for more
SMALL = 2_000  # moments: a story graph of no more than that is followed to its end
FOLLOWED = 2_000  # moments that are followed at most, likeliest first, to find what shall be possible
WITHIN = 1e-9  # what waits is followed as long as it is more than that

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

    Looked through are those stories, the story graph where it is small (up to 2,000 moments; that is a proof), every
    explained story of so many events, and for `possible` the likeliest moments of a large graph. The exit code is 1 if
    anything is broken, or if something that shall be possible was not found.
    """
    path = find_world(world)
    paint = Paint(plain=plain)
    results: list[Tried] = []
    with watching("Testing", Bounds(max_states, max_seconds, max_memory)) as watch:
        engine = open_engine(path, max_states=watch.bounds.states)
        watch.states = lambda: len(engine.pool)
        watch.known = lambda: f"{len(results)} done"
        motives = motives_of(engine)
        stories: list[Tried] = []
        shown: list[tuple[str, Replay]] = []
        for name in stories_of(path):
            try:
                story = read_story(read_source(find_story(name, path)), engine.model)
            except FabulaError as error:
                complain(error.problems)
                stories.append(Tried(f"story {name}", "broken", "it can't be read"))
            else:
                shown.append((name, replay(engine, motives, story)))
                verdict = verdict_in_words(shown[-1][1], Paint(plain=True), ended=None).splitlines()
                stories.append(Tried(f"story {name}", "kept" if shown[-1][1].complete else "broken", verdict[0]))
        trial = _Trial(engine, motives, shown, events)
        for expectation in engine.model.world.expectations:
            results.append(trial.expected(expectation))
            if not as_json:
                watch.say(_line(results[-1], paint))
        for tried_ in stories:
            results.append(tried_)
            if not as_json:
                watch.say(_line(tried_, paint))
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
    words = filled("", f"yes {result.expected}: {result.because}", hang=4)
    words[0] = words[0].removeprefix("yes ")
    return "\n".join((f"{mark} {words[0]}", *words[1:]))


class _Trial:
    """What is tried of every expectation: the stories beside the world, its story graph, and all stories so long."""

    def __init__(
        self, engine: Kernel, motives: Motives[State], stories: Sequence[tuple[str, Replay]], events: int
    ) -> None:
        self.engine = engine
        self.motives = motives
        self.stories = stories
        self.events = events
        self.asking = Asking(engine)

    def expected(self, expectation: Expectation) -> Tried:
        """Whether what is expected is so, as far as those stories show it."""
        written = f"{expectation.kind} {expectation.written}"
        start = self.engine.initial()
        if expectation.kind == "start":
            holds = self.asking.holds(start, expectation.condition)
            return Tried(written, "kept" if holds else "broken", "so it is" if holds else "it is not so")
        shown: Verdict = "kept" if expectation.kind == "possible" else "broken"
        if self._holds(start, expectation):
            return Tried(written, shown, "it is so from the start")
        found = self._beside(expectation)
        if found is not None:
            name, story = found
            return Tried(written, shown, f"the story {name} leads there, with {story[-1]}", story)
        if self.engine.model.world.language == "sabre":
            return self._within_events(written, shown, expectation)
        graph = self.graph
        way = self._met(expectation, known=SMALL)
        if way is not None:
            return Tried(written, shown, _leads(way), way)
        if not graph.cut:
            proved: Verdict = "broken" if expectation.kind == "possible" else "kept"
            known = f"{len(graph.moments):,} moment{'' if len(graph.moments) == 1 else 's'}"
            return Tried(written, proved, f"no story leads there, of all there are ({known})")
        found_so = self._within_events(written, shown, expectation)
        if found_so.verdict == "open":
            way = self._met(expectation, known=None)
            if way is not None:
                return Tried(written, shown, _leads(way), way)
        return found_so

    def _holds(self, state: State, expectation: Expectation) -> bool:
        return self.asking.holds(state, expectation.condition)

    def _beside(self, expectation: Expectation) -> tuple[str, tuple[str, ...]] | None:
        """A story beside the world that leads there, and its steps up to there: all of them explained."""
        for name, story in self.stories:
            steps: list[str] = []
            for step in story.steps:
                if step.moment is None or not step.explained:
                    break
                steps.append(step.step.written)
                if self._holds(step.moment.after, expectation):
                    return name, tuple(steps)
        return None

    @cached_property
    def graph(self) -> StoryGraph:
        """The story graph, as far as it has been followed."""
        choices = Choices(self.engine, self.motives)
        return StoryGraph(choices, choices.moment(self.engine.initial()))

    def _met(self, expectation: Expectation, *, known: int | None) -> tuple[str, ...] | None:
        """The events of a story in the graph that leads there.

        Without one, as much of the graph is followed as `FOLLOWED` allows, or until more than `known` moments are.
        """
        graph, looked = self.graph, 0
        for _ in chain((0,), graph.grow(within=WITHIN, most=FOLLOWED), graph.grow_all(most=FOLLOWED)):
            while looked < len(graph.moments):
                if self._holds(graph.moments[looked].state, expectation):
                    return self._way(graph, expectation)
                looked += 1
            if known is not None and looked > known:
                return None
        return None

    def _way(self, graph: StoryGraph, expectation: Expectation) -> tuple[str, ...] | None:
        """The events of a shortest story in the graph that leads there."""
        came: dict[int, tuple[int, str]] = {0: (0, "")}
        waiting = deque([0])
        while waiting:
            number = waiting.popleft()
            if self._holds(graph.moments[number].state, expectation):
                way = []
                while number:
                    number, event = came[number]
                    way.append(event)
                return tuple(reversed(way))
            for following in graph.ways[number] or ():
                for _, _, target in following.outcomes:
                    if target not in came:
                        came[target] = number, str(following.option.event)
                        waiting.append(target)
        return None

    def _within_events(self, written: str, shown: Verdict, expectation: Expectation) -> Tried:
        """Whether a story of so many events leads there; that none does proves it no further."""
        hidden: Verdict = "open" if expectation.kind == "possible" else "kept"
        goal: Goal[State] = Goal(lambda state: int(self._holds(state, expectation)), 1, expectation.written)
        found = shortest_plan(self.engine, self.motives, goal, limit=self.events)
        if found.plan is None:
            more = "; try more with --events" if hidden == "open" else ""
            count = f"{self.events} event{'' if self.events == 1 else 's'}"
            return Tried(written, hidden, f"no story of up to {count} leads there{more}")
        story = tuple(str(step.event) for step in found.plan)
        return Tried(written, shown, _leads(story), story)


def _leads(story: tuple[str, ...]) -> str:
    count = "1 event leads" if len(story) == 1 else f"{len(story)} events lead"
    return f"{count} there: {', '.join(story)}"
