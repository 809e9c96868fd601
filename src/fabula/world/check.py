"""Checks a world: from the syntax trees of its files to a `World`, or to everything that is wrong with it at once.

The order: names (`names`), then whatever is written with them: events, agreements, start, wants, replies due, tempers,
endings, questions and expectations; then, in a world without errors, what is legal but surely unmeant (`unmeant`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import TypeVar

from fabula.diagnostics.problems import Problem, errors, in_order
from fabula.syntax import tree
from fabula.world import expressions as ex
from fabula.world.agreements import no_agreement_yet, triggers_of
from fabula.world.aims import endings_of, expectations_of, questions_of, start_of, wants_of
from fabula.world.choosing import replies_of, tempers_of
from fabula.world.effects import Assign
from fabula.world.events import events_of
from fabula.world.merge import Merged, merge, too_large
from fabula.world.model import Entity, Event, Limits, World
from fabula.world.names import STATUS, WHO, Names, collect
from fabula.world.report import Report
from fabula.world.traverse import properties_in, read_by_world, targets_of, within
from fabula.world.typing import Expressions, parameter_types
from fabula.world.unmeant import warnings_of

NOT_WHOSE_EYES = ("above", "nobody", "everybody", "everyone", "narrator")  # by whom no world is told

Node = TypeVar("Node")


def check(files: Sequence[tree.File]) -> tuple[World | None, tuple[Problem, ...]]:
    """The world of these files, and its problems in the order of the text; no world if there is an error among them.

    The last file is the world's own; what it uses stands before it, each file after those that it uses.
    """
    report = Report()
    merged = merge(files, report)
    if too_large(merged, report):
        return None, in_order(report.problems)
    names = collect(merged, report)
    expressions = Expressions(names, report)
    world = _world(merged, names, expressions)
    for definition in _of(merged, tree.Definition):
        if None not in (parameter.type for parameter in definition.parameters):
            expressions.meaning(definition)
    if errors(report.problems):
        return None, in_order(report.problems)
    warnings_of(world, merged, expressions)
    own = [p for p in report.problems if p.span is None or p.span.source.name == merged.source.name]
    return world, in_order(own)


def _of(merged: Merged, kind: type[Node]) -> list[Node]:
    return [declaration for declaration in merged.declarations if isinstance(declaration, kind)]


def _world(merged: Merged, names: Names, expressions: Expressions) -> World:
    declared = _of(merged, tree.EventDeclaration)
    events = {id(d): e for d, e in zip(declared, events_of(declared, expressions), strict=True)}
    ordered: list[Event] = []
    for declaration in merged.declarations:
        if isinstance(declaration, tree.EventDeclaration):
            ordered.append(events[id(declaration)])
        elif isinstance(declaration, tree.Agreement):
            ordered.extend(triggers_of(declaration, expressions))
    endings = endings_of(_of(merged, tree.Ending), expressions)
    file = merged.root
    world = World(
        name=PurePath(file.span.source.name).stem,
        title=file.title.value,
        language="fabula",
        types=names.types,
        entities=names.entities,
        properties=names.properties,
        events=tuple(ordered),
        start=start_of(_of(merged, tree.Start), expressions),
        wants=wants_of(_of(merged, tree.Wants), expressions),
        endings=endings,
        questions=questions_of(_of(merged, tree.Question), endings, expressions),
        expectations=expectations_of(_of(merged, tree.Expectation), endings, expressions),
        limits=_limits(file),
        premise=next((d.text.value for d in file.declarations if isinstance(d, tree.Premise)), ""),
        focalizer=_focalizer(file, expressions),
        author=next((d.name.value for d in file.declarations if isinstance(d, tree.Author)), ""),
        asked_after=next((d.story.value for d in file.declarations if isinstance(d, tree.AskedAfter)), ""),
        members=names.hierarchy.members,
        due=replies_of(_of(merged, tree.ReplyDue), expressions),
        tempers=tempers_of(_of(merged, tree.Temper), expressions),
        definitions=tuple(_of(merged, tree.Definition)),
    )
    return _without_idle_built_ins(world)


def _limits(file: tree.File) -> Limits:
    limits = Limits()
    for setting in file.declarations:
        if isinstance(setting, tree.Setting):
            match setting.kind:
                case "foresight":
                    limits = replace(limits, foresight=setting.value)
                case "depth":
                    limits = replace(limits, depth=setting.value)
                case "horizon":
                    limits = replace(limits, horizon=setting.value)
    return limits


def _focalizer(file: tree.File, expressions: Expressions) -> str | None:
    for declaration in file.declarations:
        if isinstance(declaration, tree.ToldBy):
            if declaration.who.text in NOT_WHOSE_EYES and declaration.who.text not in expressions.names.entities:
                wrong = f"nobody is called `{declaration.who.text}`"
                hint = "leave the line out: without it the story is told from above"
                expressions.report.add("F201", declaration.who.span, wrong, hint=hint)
                return None
            who = expressions.character(tree.Term(declaration.who, (), declaration.who.span), {})
            return who.value if isinstance(who, ex.Const) and isinstance(who.value, str) else None
    return None


# What is built in and what this world makes nothing of


def _without_idle_built_ins(world: World) -> World:
    """The world without `who` where there are no figures, and without `status` where nothing is agreed."""
    used = {key for expr in read_by_world(world) for key in properties_in(expr)}
    used |= {target.signature for event in world.events for target in targets_of(event)}
    for statement in world.start:
        for effect in within(statement.effect):
            if isinstance(effect, Assign):
                used.add(effect.target.signature)
    idle = set[str]()
    if not world.members["figure"] and WHO.key not in used:
        idle.add(WHO.key)
    agreed = world.members["agreement"] or STATUS.key in used or _mentions_status(world)
    if not agreed:
        idle.add(STATUS.key)
    properties = {key: prop for key, prop in world.properties.items() if key not in idle}
    if agreed:
        return replace(world, properties=properties, start=(no_agreement_yet(), *world.start))
    entities: dict[str, Entity] = {}
    for entity in world.entities.values():
        types = tuple(type_ for type_ in entity.types if type_ != "status")
        if types:
            entities[entity.name] = replace(entity, types=types)
    members = {
        type_: () if type_ == "status" else tuple(name for name in of if name in entities)
        for type_, of in world.members.items()
    }
    return replace(world, properties=properties, entities=entities, members=members)


def _mentions_status(world: World) -> bool:
    properties = (prop for key, prop in world.properties.items() if key != STATUS.key)
    of_properties = any("status" in (prop.type, *parameter_types(prop)) for prop in properties)
    return of_properties or any(p.type == "status" for event in world.events for p in event.parameters)
