"""The work behind `fabula explore`: the graph, what there is in it, and how that reads."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fabula.analysis.in_words import percent
from fabula.analysis.outlook import Outlook
from fabula.analysis.survey import Loop, Place, Step, Survey
from fabula.cli.growing import asked_from, grow, state_at
from fabula.cli.output import Paint
from fabula.cli.page import COLUMNS, counted, filled
from fabula.cli.watch import Bounds, Watch, watching
from fabula.explore.because import Reasons
from fabula.explore.coverage import Never, never
from fabula.explore.story_graph import StoryGraph, Way
from fabula.ground.printer import written
from fabula.pipeline import open_engine
from fabula.search.motives import FastMotives
from fabula.simulate.choices import Choices
from fabula.world.model import Text, World

SHOWN = 5  # stories of a kind that are listed in words
IN_LOOP = 4  # events of a loop that are named
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Explored:
    """The survey and what never occurs, as far as the watch let it come; `written`: the files that were written."""

    world: World
    after: str | None
    survey: Survey | None
    reasons: Reasons | None
    never: Never | None
    written: tuple[Path, ...]
    watch: Watch


def explored(path: Path, *, after: str | None, within: float, most: int, out: str | None, bounds: Bounds) -> Explored:
    """The story graph of a world's file, surveyed, and written where that is asked for. Raises `FabulaError`."""
    writer = None
    if out is not None:
        from fabula.export.formats import writer_for

        writer = writer_for(Path(out))
    engine = open_engine(path, max_states=bounds.states)
    world = engine.model.world
    asked = asked_from(world, path, after)
    motives = FastMotives(engine)
    graph: StoryGraph | None = None
    with watching("Following stories", bounds) as watch:
        watch.states = lambda: len(engine.pool)
        choices = Choices(engine, motives)
        graph = StoryGraph(choices, choices.moment(state_at(engine, asked)))
        grow(watch, graph, within=within, most=most)
    story = None if asked.story is None else asked.story.stem
    if graph is None:
        return Explored(world, story, None, None, None, (), watch)
    survey, reasons = Survey(Outlook(graph)), Reasons(engine, motives)
    found: Never | None = None
    files: tuple[Path, ...] = ()
    left = replace(bounds, seconds=max(LEAST_SECONDS, bounds.seconds - watch.seconds))
    with watching("Looking for what never occurs", left) as last:
        if writer is not None and out is not None:
            from fabula.export.tables import tables_of

            files = writer(tables_of(survey, reasons), Path(out))
        if not watch.interrupted:  # who has pressed Ctrl-C wants to see what there is
            found = never(graph)
    return Explored(world, story, survey, reasons, found, files, watch if watch.ended else last)


LEAST_SECONDS = 5.0  # to look through what is there when following has taken all the time that there was


# ---- in words --------------------------------------------------------------------------------------------------------


def lines_of(found: Explored, paint: Paint, *, listed: bool) -> Iterator[str]:
    """The page, line by line, of at most 80 columns."""
    survey = found.survey
    if survey is None:
        return
    yield (
        paint("head", found.world.title)
        + f", from {'the start' if found.after is None else f'where {found.after} ends'}"
    )
    yield from _rests_on(survey)
    if listed:
        yield ""
        yield from _listing(found)
    yield ""
    yield paint("head", "How it ends, in the shortest way")
    yield from _endings(found.world, survey)
    yield ""
    yield from _places(paint, survey, "Dead ends, where nothing can follow", survey.dead_ends())
    yield from _places(paint, survey, "Standstills, where only fate or time can move it", survey.standstills())
    yield from _loops(paint, survey)
    if found.never is not None:
        yield from _never(paint, survey, found.never)
    if found.written:
        yield ""
        yield from filled("", f"Written: {', '.join(map(str, found.written))}.")


def _rests_on(survey: Survey) -> Iterator[str]:
    graph = survey.graph
    if survey.complete:
        edges = sum(len(way.outcomes) for ways in graph.ways for way in ways or ())
        moments = counted(len(graph.moments), "moment")
        yield f"{moments} and {counted(edges, 'edge')}: every story was followed to its end."
        return
    yield from filled(
        "",
        f"{graph.followed:,} of {len(graph.moments):,} moments were followed; a story comes to one of the others with "
        f"a probability of at most {percent(survey.outlook.unknown)} %. What is found is certain; that there is no "
        "more of it is not. To follow more: --within, --max-moments.",
    )


def _endings(world: World, survey: Survey) -> Iterator[str]:
    for ending, place in zip(world.endings, survey.endings(), strict=True):
        if place is None:
            yield f"  {ending.title}: {'never' if survey.complete else 'not met'}"
        else:
            events = _events(len(place.story))
            yield from filled("  ", f"{ending.title} ({events}{'' if place.shortest else ' or fewer'}):", hang=2)
            yield from filled("      ", in_words(place.story))
    if not world.endings:
        yield "  The world declares no endings."


def _places(paint: Paint, survey: Survey, title: str, moments: Sequence[int]) -> Iterator[str]:
    yield f"{paint('head', title)}: {_count(moments, survey)}"
    for moment in moments[:SHOWN]:
        yield from filled("  ", in_words(survey.place(moment).story), hang=4)
    yield from _more(moments)


def _loops(paint: Paint, survey: Survey) -> Iterator[str]:
    loops = survey.loops()
    yield f"{paint('head', 'Loops without a way out')}: {_count(loops, survey)}"
    for loop in loops[:SHOWN]:
        moments = counted(len(loop.moments), "moment")
        round_ = ", ".join(loop.events[:IN_LOOP]) + (", ..." if len(loop.events) > IN_LOOP else "")
        yield from filled("  ", f"{moments} ({round_}), after: {in_words(loop.entry.story)}", hang=4)
    yield from _more(loops)


def _never(paint: Paint, survey: Survey, found: Never) -> Iterator[str]:
    so_far = "" if survey.complete else " so far"
    unwanted = [name for name, _ in found.unwanted]
    for title, names in (
        ("Can never happen, whatever is done", found.impossible),
        (f"Possible at no moment{so_far}", found.unmet),
        (f"Possible, but{so_far} nobody has ever a reason for it", unwanted),
        (f"Triggers that nothing sets off{so_far}", found.idle),
    ):
        if names:
            yield paint("head", title)
            yield from filled("  ", ", ".join(names))
    if found.untold:
        yield f"{paint('head', f'Texts that are never told{so_far}')}: {len(found.untold)}"
        for name, text in found.untold[:SHOWN]:
            yield textwrap.shorten(f"  {_line(text)}{name}: {text.template}", COLUMNS - 2, placeholder=" ...").join(
                ("  ", "")
            )
        yield from _more(found.untold)
    if not any((found.impossible, found.unmet, found.unwanted, found.idle, found.untold)):
        yield "Everything that is declared happens, and every text is told, in some story."


def _listing(found: Explored) -> Iterator[str]:
    survey, reasons = found.survey, found.reasons
    assert survey is not None
    assert reasons is not None
    graph = survey.graph
    model = graph.choices.engine.model
    for number, ways in enumerate(graph.ways):
        ending = graph.over[number]
        if ending is not None:
            yield f"{number}  over: {model.endings[ending][0]}"
        elif ways is None:
            yield f"{number}  not followed"
        else:
            yield f"{number}{'' if ways else '  nothing can follow'}"
        for way in ways or ():
            yield from filled("    ", _way(found, number, way), hang=4)


def _way(found: Explored, number: int, way: Way) -> str:
    assert found.survey is not None
    assert found.reasons is not None
    graph = found.survey.graph
    because = found.reasons.because(graph.moments[number].state, way.option)
    why = "" if because is None else f" for {because.want}" if len(because.plan) == 1 else f" for {because}"
    targets = ", ".join(
        f"{target}" if len(way.outcomes) == 1 else f"{target} ({odds})" for _, odds, target in way.outcomes
    )
    return f"{percent(float(way.option.probability))} %  {way.option.event} -> {targets}{why}"


def in_words(story: Sequence[Step]) -> str:
    """A story in a line: its events, with outcomes as story files write them."""
    return ", ".join(map(str, story)) or "the start"


def _count(found: Sequence[object], survey: Survey) -> str:
    if found:
        return f"{len(found):,}{'' if survey.complete else ' so far'}"
    return "none (proved)" if survey.complete else "none so far"


def _more(found: Sequence[object]) -> Iterator[str]:
    if len(found) > SHOWN:
        yield f"  ... and {len(found) - SHOWN:,} more (--json lists all)"


def _events(count: int) -> str:
    return f"{count} event{'' if count == 1 else 's'}"


def _line(text: Text) -> str:
    return "" if text.span is None else f"{Path(text.span.source.name).name}:{text.span.line} "


# ---- as a record -----------------------------------------------------------------------------------------------------


def record_of(found: Explored, *, listed: bool) -> Record:
    """What `--json` prints of it."""
    survey = found.survey
    record: Record = {"title": found.world.title, "after": found.after}
    if survey is None:
        return record
    graph = survey.graph
    record |= {
        "complete": survey.complete,
        "moments": len(graph.moments),
        "followed": graph.followed,
        "edges": sum(len(way.outcomes) for ways in graph.ways for way in ways or ()),
        "open": survey.outlook.unknown,
        "endings": [
            {"name": ending.name, "title": ending.title, "shortest": None if place is None else _place(place)}
            for ending, place in zip(found.world.endings, survey.endings(), strict=True)
        ],
        "dead_ends": [_place(survey.place(moment)) for moment in survey.dead_ends()],
        "standstills": [_place(survey.place(moment)) for moment in survey.standstills()],
        "loops": [_loop(loop) for loop in survey.loops()],
        "never": None if found.never is None else _never_record(found.never),
        "written": [str(path) for path in found.written],
    }
    if listed:
        record["graph"] = [_moment(found, number) for number in range(len(graph.moments))]
    return record


def _place(place: Place) -> Record:
    story = [{"event": str(step.event), "outcome": step.outcome + 1} for step in place.story]
    return {"moment": place.moment, "story": story, "proved_shortest": place.shortest}


def _loop(loop: Loop) -> Record:
    return {"moments": list(loop.moments), "events": list(loop.events), "entry": _place(loop.entry)}


def _never_record(found: Never) -> Record:
    return {
        "impossible": list(found.impossible),
        "unmet": list(found.unmet),
        "unwanted": [{"action": name, "moment": moment} for name, moment in found.unwanted],
        "triggers": list(found.idle),
        "texts": [
            {"action": name, "text": text.template, "line": None if text.span is None else text.span.line}
            for name, text in found.untold
        ],
    }


def _moment(found: Explored, number: int) -> Record:
    assert found.survey is not None
    assert found.reasons is not None
    graph = found.survey.graph
    model = graph.choices.engine.model
    moment, ways, over = graph.moments[number], graph.ways[number], graph.over[number]
    next_ = []
    for way in ways or ():
        because = found.reasons.because(moment.state, way.option)
        next_.append(
            {
                "event": str(way.option.event),
                "by": None if way.option.by is None else model.characters[way.option.by],
                "probability": way.option.probability if way.option.probability != 1 else 1,
                "want": None if because is None else because.want,
                "plan": None if because is None else list(because.plan),
                "outcomes": [
                    {"outcome": outcome + 1, "odds": odds, "moment": target} for outcome, odds, target in way.outcomes
                ],
            }
        )
    return {
        "moment": number,
        "ending": None if over is None else model.endings[over][0],
        "followed": ways is not None,
        "values": _differs(found, number),
        "next": next_,
    }


def _differs(found: Explored, number: int) -> Record:
    """The fluents that have another value than at the start."""
    assert found.survey is not None
    graph = found.survey.graph
    engine = graph.choices.engine
    pairs = zip(engine.model.fluents, graph.moments[number].state.values, engine.initial().values, strict=True)
    return {fluent.name: written(now) for fluent, now, then in pairs if now != then}
