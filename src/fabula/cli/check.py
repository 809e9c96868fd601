"""`fabula check FILE...`: every error and every warning of worlds and stories."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import click

from fabula.cli.find import STORY_ENDING, find_world
from fabula.cli.main import FINDINGS, WRONG_INPUT
from fabula.cli.output import Paint, emit, in_color, output_options, problem_values
from fabula.cli.page import counted, wrapped
from fabula.diagnostics.files import read_source
from fabula.diagnostics.problems import FabulaError, Problem, errors
from fabula.diagnostics.show import printable, show_all
from fabula.ground import ground, instantiate, published_size, simplify
from fabula.pipeline import open_world
from fabula.reference.engine import Reference
from fabula.stories.story import read_story, world_of
from fabula.world.load import load_with_warnings
from fabula.world.model import World
from fabula.world.shipped import SABRE_SUFFIX


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large a world is when it is ground, and the events of which nothing is left."""

    properties: int
    actions: int
    triggers: int
    never: tuple[str, ...] = ()


@click.command("check", short_help="Errors and warnings of a world.")
@click.argument("files", nargs=-1, required=True, metavar="WORLD...")
@click.option("--strict", is_flag=True, help="Warnings count as findings: exit code 1.")
@output_options
def command(files: tuple[str, ...], strict: bool, as_json: bool, plain: bool) -> None:
    """Check each WORLD (or story): all that is wrong with it at once, and what is legal but surely unmeant."""
    results: list[dict[str, object]] = []
    count = {"error": 0, "warning": 0}
    for file in files:
        problems, sizes = _checked(file)
        wrong = len(errors(problems))
        count["error"] += wrong
        count["warning"] += len(problems) - wrong
        results.append(
            {
                "file": file,
                "errors": wrong,
                "warnings": len(problems) - wrong,
                "problems": problem_values(problems),
                "ground": None if sizes is None else asdict(sizes),
            }
        )
        if not as_json:
            if problems:
                click.echo(show_all(problems, color=in_color(plain=plain)))
                click.echo()
            click.echo(_summary(file, wrong, len(problems) - wrong, sizes, Paint(plain=plain)))
    if as_json:
        emit({"files": results, "errors": count["error"], "warnings": count["warning"]})
    if count["error"]:
        raise click.exceptions.Exit(WRONG_INPUT)
    if strict and count["warning"]:
        raise click.exceptions.Exit(FINDINGS)


def _checked(file: str) -> tuple[tuple[Problem, ...], Sizes | None]:
    """The problems of a file, and its ground model where there are no errors."""
    try:
        if Path(file).suffix == STORY_ENDING:
            return _checked_story(Path(file)), None
        path = find_world(file)
        warnings: tuple[Problem, ...] = ()
        if path.suffix == SABRE_SUFFIX:
            world = open_world(path)
        else:
            world, warnings = load_with_warnings(path)
        try:
            sizes = _sizes(world)
        except FabulaError as error:
            return (*warnings, *error.problems), None
        return (*warnings, *_impossible(world, path, sizes, warnings)), sizes
    except FabulaError as error:
        return error.problems, None


def _checked_story(path: Path) -> tuple[Problem, ...]:
    """The problems of a story: it is read against the world that it names, which lies beside it or is shipped."""
    source = read_source(path)
    name = world_of(source)
    beside = [path.parent / name, path.parent / f"{name}.fabula"]
    world = next((candidate for candidate in beside if candidate.is_file()), None) or find_world(name)
    read_story(source, ground(open_world(world)))
    return ()


def _sizes(world: World) -> Sizes:
    """The size of the ground model; of Sabre's problems counted as the tables of the field count it."""
    model = instantiate(world)
    simple = simplify(model)
    Reference(simple).initial()  # triggers that are endless from the start are found here
    if world.language == "sabre":
        return Sizes(*published_size(model))
    model = simple
    return Sizes(len(model.fluents), len(model.events), len(model.triggers), model.never)


def _impossible(world: World, path: Path, sizes: Sizes, told: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """A warning for every act of the world's own file that no reachable state lets happen, unless told before."""
    if world.language == "sabre":
        return ()
    warned = {problem.span for problem in told}
    return tuple(
        Problem(
            "F305",
            event.span,
            f"`{event.name}` can never happen in this world: its condition holds in no state that can be reached.",
            hint="See which of its conditions nothing ever makes true.",
        )
        for event in world.events
        if event.name in sizes.never
        and event.kind != "trigger"  # that of an agreement, say, which nobody can break
        and event.span is not None
        and event.span.source.name == str(path)  # of a library one need not use all
        and event.span not in warned
    )


def _summary(file: str, wrong: int, warned: int, sizes: Sizes | None, paint: Paint) -> str:
    if wrong:
        verdict = paint("bad", f"{wrong} error{'' if wrong == 1 else 's'}")
    else:
        verdict = paint("good", "no errors")
    text = f"{printable(file)}: {verdict}, {warned or 'no'} warning{'' if warned == 1 else 's'}."
    if sizes is not None:
        counts = (
            counted(sizes.properties, "property", "properties"),
            counted(sizes.actions, "action"),
            counted(sizes.triggers, "trigger"),
        )
        text += f" Ground: {', '.join(counts)}."
        if sizes.never:
            text += f" Never possible here: {', '.join(sizes.never)}."
    return wrapped(text, hang=2)
