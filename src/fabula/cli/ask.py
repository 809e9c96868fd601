"""`fabula ask [WORLD] ["FORMULA"]`: can it, must it, how likely, what does it turn on, what would be different."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from fabula.analysis.asking import answers, control_record, differences_record, graph_record
from fabula.analysis.different import Differences
from fabula.analysis.outlook import Outlook
from fabula.cli.answers import lines_of
from fabula.cli.find import find_character, find_world
from fabula.cli.growing import Asked, asked_from, grow, growing_options, state_at
from fabula.cli.output import Paint, emit, output_options
from fabula.cli.watch import Bounds, Watch, limit_options, watching
from fabula.diagnostics.source import Source
from fabula.explore.story_graph import StoryGraph
from fabula.ground import ground
from fabula.ground.unread import without_unread
from fabula.kernel import Kernel
from fabula.pipeline import open_world
from fabula.simulate.choices import Choices
from fabula.world.changes import changes_of, with_changes
from fabula.world.formula import read_formula
from fabula.world.model import Question, World

SHIPPED = "the-wager"


@click.command("ask", short_help="Can it, must it, how likely, what does it turn on?")
@click.argument("world", default=SHIPPED)
@click.argument("formula", required=False)
@click.option("--as", "who", metavar="NAME", help="Show what this character can bring about.")
@click.option("--changes/--no-changes", "different", default=True, help="Look for what would have to be different.")
@growing_options
@output_options
@limit_options
def command(
    world: str,
    formula: str | None,
    who: str | None,
    different: bool,
    after: str | None,
    within: float,
    max_moments: int,
    as_json: bool,
    plain: bool,
    max_states: int,
    max_seconds: float,
    max_memory: int,
) -> None:
    """Answer the questions of a WORLD, or whether one FORMULA ever comes to hold.

    Of each: can it happen (and a story in which it does), must it (or a story in which it does not), how likely is it,
    what does it turn on, and what would have to be different.
    """
    path = find_world(world)
    bounds = Bounds(max_states, max_seconds, max_memory)
    record, watch = asked(
        path, formula, who=who, after=after, within=within, most=max_moments, different=different, bounds=bounds
    )
    if as_json:
        emit({"world": world, **record, **watch.record})
    else:
        for line in lines_of(record, Paint(plain=plain), drawn=not plain):
            click.echo(line)
    if watch.ended:
        click.echo(f"{watch.ended[0].upper()}{watch.ended[1:]}.", err=True)
        raise click.exceptions.Exit(watch.exit_code)


def asked(
    path: Path,
    formula: str | None,
    *,
    who: str | None,
    after: str | None,
    within: float,
    most: int,
    different: bool,
    bounds: Bounds,
) -> tuple[dict[str, Any], Watch]:
    """The record of all answers, and how the search for them ended."""
    record: dict[str, Any] = {"questions": []}
    graph: StoryGraph | None = None
    world = _asking(open_world(path), formula)
    begun: Asked = asked_from(world, path, after)
    actor = None if who is None else find_character(who, world)
    with watching("Following stories", bounds) as watch:
        engine = Kernel(without_unread(ground(world)), max_states=bounds.states)
        watch.states = lambda: len(engine.pool)
        choices = Choices(engine)
        graph = StoryGraph(choices, choices.moment(state_at(engine, begun)))
        grow(watch, graph, within=within, most=most)
    if graph is None:
        return record, watch
    outlook = Outlook(graph)
    record = {"after": None if begun.story is None else begun.story.stem, **graph_record(world, graph, outlook)}
    found = list(answers(world, outlook))
    record["questions"] = [values for _, values in found]
    if actor is not None:
        for place, values in enumerate(record["questions"]):
            values["control"] = control_record(outlook, actor, place)
    if different and watch.ended is None:
        left = replace(bounds, seconds=max(1.0, bounds.seconds - watch.seconds))
        with watching("Trying changes", left) as watch:
            changes = tuple(changes_of(world))
            other = Kernel(without_unread(ground(with_changes(world, changes))), max_states=bounds.states)
            watch.states = lambda: len(other.pool)
            formulas = [condition for _, condition in other.model.questions]
            before = [answer.odds for answer, _ in found]
            differences = Differences(other, state_at(other, begun), changes, formulas, before)
            watch.known = lambda: f"{differences.tried} sets of changes tried"
            for _ in differences.search():
                pass
        for place, values in enumerate(record["questions"]):
            values["would_change"] = differences_record(differences, place)
        record["changes_tried"] = differences.tried
    return record, watch


def _asking(world: World, formula: str | None) -> World:
    """The world with its questions, or with the one that the user asks. Raises `FabulaError` (F1xx, F2xx, F707)."""
    if formula is None:
        return world
    ending = next((ending for ending in world.endings if ending.name == formula.strip()), None)
    if ending is not None:
        return replace(world, questions=(Question(ending.title, ending.condition),))
    condition = read_formula(world, Source("the formula", formula), or_ending=True)
    return replace(world, questions=(Question(formula, condition),))
