"""The work behind `fabula ask`: the story graph, the answers, and what would have to be different."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fabula.analysis.asking import answers, control_record, differences_record, graph_record
from fabula.analysis.different import best
from fabula.analysis.outlook import Outlook
from fabula.cli.find import find_character
from fabula.cli.growing import Asked, asked_from, grow, state_at
from fabula.cli.kept import Kept
from fabula.cli.trying import Trying
from fabula.cli.watch import Bounds, Watch, watching
from fabula.diagnostics.files import read_source
from fabula.diagnostics.source import Source
from fabula.explore.story_graph import StoryGraph
from fabula.ground import ground
from fabula.ground.model import GroundModel
from fabula.ground.printer import print_model as printed
from fabula.ground.unread import without_unread
from fabula.kernel import COMPILED, Kernel
from fabula.pipeline import open_world
from fabula.simulate.choices import Choices
from fabula.world.changes import changes_of
from fabula.world.formula import read_formula
from fabula.world.load import files_of
from fabula.world.model import Question, World

MOST_UNCOMPILED = 200  # moments that are followed where the core is not compiled: about a minute of The Wager


@dataclass(frozen=True, slots=True)
class Answered:
    """All answers as a record, the files that they rest on, and how the search for them ended."""

    record: dict[str, Any]
    texts: tuple[Path, ...]
    watch: Watch


def asked(path: Path, asking: dict[str, Any], bounds: Bounds) -> Answered:
    """The answers to what is asked of a world's file. Raises `FabulaError`."""
    if not COMPILED:  # a hundred times slower: what is likeliest has to do
        asking = {**asking, "moments": min(asking["moments"], MOST_UNCOMPILED)}
    world = with_question(open_world(path), asking["formula"])
    begun = asked_from(world, path, asking["after"])
    actor = None if asking["as"] is None else find_character(asking["as"], world)
    texts = (*files_of(path), *([begun.story] if begun.story is not None else []))
    model = without_unread(ground(world))
    kept = Kept(model=_digest(model, begun), **asking)
    known = kept.read()
    if known is not None:
        with watching("Following stories", bounds) as watch:
            pass
        return Answered(known, texts, watch)
    graph: StoryGraph | None = None
    trying = Trying(path, asking) if asking["changes"] else None
    try:
        with watching("Following stories", bounds) as watch:
            engine = Kernel(model, max_states=bounds.states)
            watch.states = lambda: len(engine.pool)
            choices = Choices(engine)
            graph = StoryGraph(choices, choices.moment(state_at(engine, begun)))
            grow(watch, graph, within=asking["within"], most=asking["moments"])
        if graph is None:
            return Answered({"title": world.title, "questions": []}, texts, watch)
        outlook = Outlook(graph)
        record = {"after": None if begun.story is None else begun.story.stem, **graph_record(world, graph, outlook)}
        found = list(answers(world, outlook))
        record["questions"] = [values for _, values in found]
        if actor is not None:
            for place, values in enumerate(record["questions"]):
                values["control"] = control_record(outlook, actor, place)
        if trying is not None and watch.ended is None and (COMPILED or not graph.cut):
            left = replace(bounds, seconds=max(1.0, bounds.seconds - watch.seconds))
            with watching("Trying changes", left) as watch:
                watch.known = lambda: f"{trying.tried} sets of changes tried"
                trying.wait(watch.look)
            record["changes_tried"], record["changes_complete"] = trying.tried, watch.ended is None
            for place, (answer, values) in enumerate(found):
                values["would_change"] = differences_record(best(trying.found, place, answer.odds))
    finally:
        if trying is not None:
            trying.stop()
    if watch.ended is None:
        kept.write(record)
    return Answered(record, texts, watch)


def _digest(model: GroundModel, begun: Asked) -> str:
    """Whatever of a world the answers rest on: all but the texts that tell it."""
    world = model.world
    said = (world.title, world.premise, world.tempers, world.limits, [question.title for question in world.questions])
    titles = [ending.title for ending in world.endings]
    story = "" if begun.story is None else read_source(begun.story).text
    whole = "\n".join(
        (printed(model), repr(said), repr(titles), story, repr(model.initial), *map(repr, changes_of(world)))
    )
    return hashlib.sha256(whole.encode()).hexdigest()


def with_question(world: World, formula: str | None) -> World:
    """The world with its own questions, or with the one that the user asks. Raises `FabulaError` (F1xx, F2xx, F707)."""
    if formula is None:
        return world
    ending = next((ending for ending in world.endings if ending.name == formula.strip()), None)
    if ending is not None:
        return replace(world, questions=(Question(ending.title, ending.condition),))
    condition = read_formula(world, Source("the formula", formula), or_ending=True)
    return replace(world, questions=(Question(formula, condition),))
