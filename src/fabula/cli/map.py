"""`fabula map WORLD`: pictures of a world: where its stories go, who believes what, odds, feelings."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import click

from fabula.analysis.in_words import known_from, odds_record
from fabula.analysis.outlook import Outlook
from fabula.cli.find import find_character, find_story, find_world, stories_of
from fabula.cli.growing import Asked, asked_from, grow, growing_options, state_at
from fabula.cli.output import Paint, emit, output_options
from fabula.cli.page import COLUMNS, filled
from fabula.cli.watch import Bounds, Watch, limit_options, watching
from fabula.diagnostics.files import read_source
from fabula.diagnostics.source import Source
from fabula.draw import belief_bands, feeling_curves, odds_bars, story_map
from fabula.draw.beliefs import MOST as MOST_SUBJECTS
from fabula.draw.beliefs import Subject, beliefs_over_time, subject_of
from fabula.draw.folding import MOST as MOST_BOXES
from fabula.draw.folding import fold
from fabula.explore.story_graph import StoryGraph
from fabula.export.writing import written_whole
from fabula.kernel import Kernel
from fabula.pipeline import open_engine
from fabula.reference.asking import Asking
from fabula.search.motives import motives_of
from fabula.simulate.choices import Choices
from fabula.stories.replay import StepReplay, replaying
from fabula.stories.story import Story, read_story
from fabula.stories.words import value_in_words
from fabula.world.formula import read_formula

KINDS = ("graph", "beliefs", "odds", "feelings")
SVG = ".svg"
WITHIN = 0.05  # what is left open in a picture, if nobody says otherwise: it has a box of its own
_UNBROKEN = "\u00a0"
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be drawn."""

    what: str
    path: Path
    after: str | None
    within: float
    max_moments: int
    boxes: int
    story: str | None
    who: str | None
    about: tuple[str, ...]
    plain: bool

    @property
    def paint(self) -> Paint:
        return Paint(plain=self.plain)


@dataclass(slots=True)
class Drawn:
    """One picture in every form: as SVG, for the terminal (`letters`), in sentences, for programs."""

    title: str = ""
    said: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    record: Record = field(default_factory=dict)
    svg: Callable[[], str] = lambda: ""


@click.command("map", short_help="Pictures: where stories go, who believes what, odds, feelings.")
@click.argument("world")
@click.option("--what", type=click.Choice(KINDS), default="graph", show_default=True, help="What to draw.")
@click.option("--out", metavar="FILE.svg", help="Write the picture there; else it is printed for the terminal.")
@click.option(
    "--boxes",
    type=click.IntRange(2, 100),
    default=MOST_BOXES,
    show_default=True,
    help="Fold the graph into no more boxes than that, endings included (which always have theirs).",
)
@click.option("--story", metavar="STORY", help="Of beliefs and feelings: in this story. (As the world says.)")
@click.option("--of", "who", metavar="NAME", help="Of beliefs and feelings: only this character's.")
@click.option(
    "--about", multiple=True, metavar="WHAT", help='Of beliefs: about this, such as "at(Ann)", "at", "at(Ann) == home".'
)
@partial(growing_options, within=WITHIN)
@output_options
@limit_options
def command(
    world: str,
    what: str,
    out: str | None,
    boxes: int,
    story: str | None,
    who: str | None,
    about: tuple[str, ...],
    after: str | None,
    within: float,
    max_moments: int,
    as_json: bool,
    plain: bool,
    max_states: int,
    max_seconds: float,
    max_memory: int,
) -> None:
    """Draw the stories of a WORLD, or one of them.

    `graph`: where stories go, in a few boxes; what is left out is said. `odds`: how likely each ending is. `beliefs`:
    what is so and what everybody believes, beat by beat, false beliefs marked. `feelings`: how strong each is, step by
    step. With --out as SVG, in light and in dark; without, for the terminal, and with --plain in sentences.
    """
    if out is not None and not out.lower().endswith(SVG):
        raise click.UsageError(f"The picture is SVG: name a file that ends in {SVG}.")
    over_time = what in ("beliefs", "feelings")
    for name, given in (("--story", story), ("--of", who)):
        if given is not None and not over_time:
            raise click.UsageError(f"{name} goes with --what beliefs and --what feelings.")
    if about and what != "beliefs":
        raise click.UsageError("--about goes with --what beliefs.")
    path = find_world(world)
    wanted = Wanted(what, path, after, within, max_moments, boxes, story, who, about, plain)
    drawn: Drawn | None = None
    with watching("Drawing", Bounds(max_states, max_seconds, max_memory)) as watch:
        engine = open_engine(path, max_states=max_states)
        watch.states = lambda: len(engine.pool)
        found: list[Any] = []
        _look(wanted, engine, watch, found)
    if found:
        drawn = _drawn(wanted, engine, found)
    if drawn is not None and out is not None:
        with written_whole(Path(out)) as new:
            new.write_text(drawn.svg(), encoding="utf-8", newline="\n")
    if as_json:
        emit({"world": world, "what": what, "out": out, **({} if drawn is None else drawn.record), **watch.record})
    elif drawn is not None:
        for line in _lines(drawn, out, wanted.paint, plain=plain):
            click.echo(line)
    if watch.ended:
        click.echo(f"{watch.ended[0].upper()}{watch.ended[1:]}.", err=True)
        raise click.exceptions.Exit(watch.exit_code)


def _lines(drawn: Drawn, out: str | None, paint: Paint, *, plain: bool) -> Iterable[str]:
    if out is not None:
        yield f"{drawn.title}: {out}"
        return
    yield paint("head", drawn.title)
    for part in drawn.said:
        yield from filled("", part)
    yield ""
    if not plain:
        yield from drawn.letters
        return
    for sentence in drawn.sentences:
        indent = " " * (len(sentence) - len(sentence.lstrip()))
        for line in filled(indent, sentence.strip().replace(" %", f"{_UNBROKEN}%"), hang=4):
            yield line.replace(_UNBROKEN, " ")


# ---- looking ---------------------------------------------------------------------------------------------------------


def _look(wanted: Wanted, engine: Kernel, watch: Watch, found: list[Any]) -> None:
    """Finds out what is to be drawn, and puts it into `found` as soon as there is something; it may be cut short."""
    if wanted.what in ("graph", "odds"):
        asked = asked_from(engine.model.world, wanted.path, wanted.after)
        choices = Choices(engine)
        graph = StoryGraph(choices, choices.moment(state_at(engine, asked)))
        found += [graph, _place(asked)]
        grow(watch, graph, within=wanted.within, most=wanted.max_moments)
        return
    story = _story(wanted, engine)
    steps: list[StepReplay] = []
    felt: list[Any] = []
    motives = motives_of(engine)
    watch.known = lambda: f"{len(steps)} steps"
    of = _of(wanted, engine)
    about = None if not wanted.about else [one for text in wanted.about for one in _subjects(engine, text)]
    found += [story, steps, about, felt]
    appraisal = mood = None
    if wanted.what == "feelings":
        from fabula.analysis.feelings import Appraisal

        appraisal = Appraisal(engine, motives, Choices(engine, motives), of=of)
        mood = appraisal.begin(engine.initial())
    for step in replaying(engine, motives, story, keep_going=True, judged=()):
        if step.moment is None:
            break
        if appraisal is not None and mood is not None:
            mood = appraisal.after(mood, step.moment)
            felt.append(mood.feelings)
        steps.append(step)


def _place(asked: Asked) -> str:
    return "the start" if asked.story is None else f"where {asked.story.stem.removeprefix(f'{asked.path.stem}.')} ends"


def _story(wanted: Wanted, engine: Kernel) -> Story:
    """The story over which is drawn. Raises `FabulaError` (F6xx, F705)."""
    name = wanted.story or engine.model.world.asked_after
    if not name:
        stories = stories_of(wanted.path)
        if len(stories) != 1:
            listed = f" Its stories are {', '.join(stories)}." if stories else ""
            raise click.UsageError(f"Name a story: --story STORY.{listed}")
        name = stories[0]
    return read_story(read_source(find_story(name, wanted.path)), engine.model)


def _of(wanted: Wanted, engine: Kernel) -> tuple[int, ...]:
    if wanted.who is None:
        return tuple(range(len(engine.model.characters)))
    return (find_character(wanted.who, engine.model.world),)


def _subjects(engine: Kernel, written: str) -> list[Subject]:
    """What a text is about: a property with or without arguments, else a formula. Raises `FabulaError` (F1xx, F2xx)."""
    name = ", ".join(part.strip() for part in written.split(",")).replace(" (", "(").replace("( ", "(").strip()
    fluents = engine.model.fluents
    found = [f.index for f in fluents if f.name == name] or [f.index for f in fluents if f.property.name == name]
    if found:
        return [subject_of(engine, index) for index in found]
    formula = read_formula(engine.model.world, Source("--about", written))
    asking = Asking(engine)
    return [Subject(written, lambda state: asking.holds(state, formula))]


# ---- drawing ---------------------------------------------------------------------------------------------------------


def _drawn(wanted: Wanted, engine: Kernel, found: Sequence[Any]) -> Drawn:
    draw = {"graph": _graph, "odds": _odds, "beliefs": _beliefs, "feelings": _feelings}[wanted.what]
    return draw(wanted, engine, found)


def _graph(wanted: Wanted, engine: Kernel, found: Sequence[Any]) -> Drawn:
    graph, start = found
    world = engine.model.world
    folded = fold(Outlook(graph), most=wanted.boxes)
    naming = story_map.Naming(world.title, start, tuple(e.title or e.name for e in world.endings))
    record: Record = {
        "moments": folded.moments,
        "merged": folded.merged,
        "shown": folded.shown,
        "settled": folded.settled,
        "rounds": folded.fro,
        "ends": [_end_name(engine, kind, number) for kind, number in folded.ends],
        "boxes": [
            {
                "kind": box.kind,
                "title": story_map.titled(box, folded, naming, lettered=False),
                "share": box.share,
                "odds": list(box.odds),
                "come_by": [{"event": name, "share": share} for name, share in box.come_by],
            }
            for box in folded.boxes
        ],
        "links": [
            {"source": w.source, "target": w.target, "share": w.share, "probability": w.probability}
            for w in folded.links
        ],
    }
    return Drawn(
        story_map.title(naming),
        [story_map.said(folded), *([] if wanted.plain else [story_map.lettered(folded)])],
        story_map.in_letters(folded, naming, COLUMNS),
        story_map.in_sentences(folded, naming),
        record,
        lambda: story_map.story_map(folded, naming),
    )


def _end_name(engine: Kernel, kind: str, number: int | None) -> str:
    return kind if number is None else engine.model.endings[number][0]


def _odds(wanted: Wanted, engine: Kernel, found: Sequence[Any]) -> Drawn:
    graph, start = found
    outlook = Outlook(graph)
    endings = engine.model.world.endings
    rows = [(e.title or e.name, odds) for e, odds in zip(endings, outlook.endings, strict=True)]
    for name, odds in (
        ("Nobody can do any more", outlook.odds(outlook.rest)),
        ("It goes round for ever", outlook.odds(outlook.loops)),
    ):
        if odds.high > outlook.unknown:
            rows.append((name, odds))
    known = known_from(outlook)
    title = f"{engine.model.world.title}: how stories end from {start}"
    record: Record = {
        "known": known,
        "endings": [
            {"name": e.name, "title": e.title, **odds_record(odds)}
            for e, odds in zip(endings, outlook.endings, strict=True)
        ],
        "rest": odds_record(outlook.odds(outlook.rest)),
        "loops": odds_record(outlook.odds(outlook.loops)),
    }
    return Drawn(
        title,
        [f"Odds {known}."],
        odds_bars.in_letters(rows, columns=COLUMNS),
        odds_bars.in_sentences(rows),
        record,
        lambda: odds_bars.odds_bars(rows, title=title, known=known),
    )


def _beliefs(wanted: Wanted, engine: Kernel, found: Sequence[Any]) -> Drawn:
    story, steps, about, _ = found
    names = engine.model.characters
    over = beliefs_over_time(engine, steps, of=_of(wanted, engine), about=about, most=MOST_SUBJECTS)
    record: Record = {
        "story": story.title,
        "columns": list(over.columns),
        "left_out": over.left_out,
        "panels": [
            {
                "about": panel.name,
                "rows": [
                    {
                        "who": None if row.who is None else names[row.who],
                        "runs": [
                            {"from": r.first, "to": r.last, "value": value_in_words(r.value), "wrong": r.wrong}
                            for r in row.runs
                        ],
                    }
                    for row in panel.rows
                ],
            }
            for panel in over.panels
        ],
    }
    world = engine.model.world.title
    return Drawn(
        belief_bands.title(world, story.title),
        [belief_bands.said(over, "`Wrongly`" if wanted.plain else "In capitals")],
        belief_bands.in_letters(over, names, COLUMNS, dye=lambda letters: wanted.paint("bad", letters)),
        belief_bands.in_sentences(over, names),
        record,
        lambda: belief_bands.belief_bands(over, names, world=world, story=story.title),
    )


def _feelings(wanted: Wanted, engine: Kernel, found: Sequence[Any]) -> Drawn:
    from fabula.analysis.feelings import series

    story, steps, _, feelings = found
    names = engine.model.characters
    steps = steps[: len(feelings)]
    felt = feeling_curves.Felt(
        tuple(step.beat.label for step in steps),
        tuple(step.step.written for step in steps),
        tuple(curve for who in _of(wanted, engine) for curve in series(feelings, who)),
        tuple(feelings),
    )
    record: Record = {
        "story": story.title,
        "beats": list(felt.beats),
        "events": list(felt.events),
        "curves": [
            {"character": names[c.character], "feeling": c.kind, "strengths": [round(s, 4) for s in c.strengths]}
            for c in felt.curves
        ],
    }
    world = engine.model.world.title
    return Drawn(
        feeling_curves.title(world, story.title),
        [feeling_curves.SAID],
        feeling_curves.in_letters(felt, names, COLUMNS, blocks=_blocks()),
        feeling_curves.in_sentences(felt, names),
        record,
        lambda: feeling_curves.feeling_curves(felt, names, world=world, story=story.title),
    )


def _blocks() -> str:
    """Marks of strength that standard output can take."""
    encoding = (getattr(sys.stdout, "encoding", None) or "").lower()
    return feeling_curves.BLOCKS if encoding.startswith("utf") else feeling_curves.SIGNS
