"""The library's modules: each has a page that names all of it, and an example that shows its point."""

import re
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from fabula.cli.main import cli
from fabula.diagnostics.files import read_source
from fabula.diagnostics.problems import FabulaError
from fabula.diagnostics.show import show_all
from fabula.diagnostics.source import Source
from fabula.ground import ground
from fabula.pipeline import open_engine
from fabula.reference.asking import Asking
from fabula.reference.engine import Reference
from fabula.reference.motive import Motives
from fabula.stories.replay import Replay, replay
from fabula.stories.report import reason_of_stop
from fabula.stories.story import read_story
from fabula.syntax import tree
from fabula.syntax.parser import parse
from fabula.world.load import load_with_warnings, read_files
from fabula.world.model import World
from fabula.world.shipped import library_file, library_folder, library_modules
from tests.golden import assert_golden

MODULES = library_modules()
EXAMPLES = library_folder() / "examples"
PAGES = Path(__file__).resolve().parents[2] / "docs" / "manual" / "library"
GOLDEN = Path(__file__).resolve().parent / "golden"
FENCE = re.compile(r"^```fabula\n(.*?)^```$", re.MULTILINE | re.DOTALL)
POINT_5 = (
    *("glimpse", "sees_the_face"),
    *("hide", "wander", "sees", "look_round"),
    *("sleep", "wake", "stirs"),
    *("dream_of_meeting", "dream_of_parting", "dream_of_return"),
    *("call", "mutter", "ask", "tell", "refuse", "confess", "insult", "plead", "promise"),
    *("seize", "yield", "release"),
    *("offer", "accept", "decline", "grant", "deny"),
    *("fight", "follow"),
)
"""What the library must be able to tell of; `plead` is to beg."""


@cache
def file_of(path: Path) -> tree.File:
    file, problems = parse(read_source(path))
    assert file is not None, show_all(problems)
    return file


def used_by(file: tree.File) -> set[str]:
    uses = (declaration for declaration in file.declarations if isinstance(declaration, tree.Use))
    return {module.text for use in uses for module in use.modules if isinstance(module, tree.Name)}


def declared_by(file: tree.File) -> set[str]:
    """The names that a module brings: types, entities, properties, definitions, events."""
    found: set[str] = set()
    for declaration in file.declarations:
        match declaration:
            case tree.TypeDeclaration() | tree.Entities():
                found |= {name.text for name in declaration.names}
            case tree.PropertyDeclaration() | tree.Definition() | tree.EventDeclaration() | tree.Agreement():
                found.add(declaration.name.text)
            case _:
                pass
    return found


@cache
def example(module: str) -> tuple[Reference, Replay]:
    """The example's engine, and its story as it went."""
    engine = open_engine(EXAMPLES / f"{module}.fabula")
    story = read_story(read_source(EXAMPLES / f"{module}.story"), engine.model)
    return engine, replay(engine, Motives(engine), story)


def told(module: str, pov: str | None) -> str:
    arguments = ["tell", str(EXAMPLES / f"{module}.fabula"), module, *(["--pov", pov] if pov else [])]
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def checked(source: Source) -> World:
    """A world in which nothing is wrong and nothing unmeant, and which can be ground."""
    try:
        world, warnings = load_with_warnings(source)
        ground(world)
    except FabulaError as error:
        pytest.fail(show_all(error.problems))
    assert not warnings, show_all(warnings)
    return world


# ---- pages -----------------------------------------------------------------------------------------------------------


def test_every_module_has_a_page_and_every_page_a_module() -> None:
    assert {page.stem for page in PAGES.glob("*.md")} - {"index"} == set(MODULES)
    index = (PAGES / "index.md").read_text("utf-8")
    assert [module for module in MODULES if f"[{module}]({module}.md)" not in index] == []


@pytest.mark.parametrize("module", MODULES)
def test_the_page_names_all_that_the_module_brings(module: str) -> None:
    page = (PAGES / f"{module}.md").read_text("utf-8")
    named = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`\n]+)`", page))))
    assert sorted(declared_by(file_of(library_file(module))) - named) == []


@pytest.mark.parametrize("module", MODULES)
def test_the_page_names_what_the_module_builds_on(module: str) -> None:
    page = (PAGES / f"{module}.md").read_text("utf-8")
    builds_on = page.partition("Builds on:")[2].partition("Used by:")[0]
    assert set(re.findall(r"\((\w+)\.md\)", builds_on)) == used_by(file_of(library_file(module)))


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_in_the_page_are_worlds(module: str) -> None:
    texts = FENCE.findall((PAGES / f"{module}.md").read_text("utf-8"))
    assert texts
    for text in texts:
        source = Source(f"{module}.md", text)
        checked(source)
        files, _ = read_files(source)
        assert module in used_by(files[-1])


def test_the_acts_that_stories_need_are_there() -> None:
    declared = set().union(*(declared_by(file_of(library_file(module))) for module in MODULES))
    assert [name for name in POINT_5 if name not in declared] == []


# ---- examples --------------------------------------------------------------------------------------------------------


def test_every_module_has_an_example_and_every_example_a_story() -> None:
    assert sorted(path.stem for path in EXAMPLES.glob("*.fabula")) == sorted(MODULES)
    assert sorted(path.stem for path in EXAMPLES.glob("*.story")) == sorted(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_the_example_uses_its_module_and_nothing_is_wrong_with_it(module: str) -> None:
    checked(read_source(EXAMPLES / f"{module}.fabula"))
    assert module in used_by(file_of(EXAMPLES / f"{module}.fabula"))


@pytest.mark.parametrize("module", MODULES)
def test_something_of_the_module_happens_in_the_example(module: str) -> None:
    _, result = example(module)
    happened = {moment.event.name for moment in result.moments}
    happened |= {fired.name for moment in result.moments for fired in moment.fired}
    assert happened & declared_by(file_of(library_file(module)))


@pytest.mark.parametrize("module", MODULES)
def test_the_example_replays_in_full_and_everybody_has_the_reason_that_it_says(module: str) -> None:
    _, result = example(module)
    stopped = result.stopped_at
    assert result.complete, stopped and f"{stopped.step.written}: {reason_of_stop(stopped)}"
    said = [check.kind for step in result.steps for check in step.checks]
    assert "because" in said
    assert "expect" in said


@pytest.mark.parametrize("module", MODULES)
def test_the_example_begins_and_ends_as_it_says(module: str) -> None:
    engine, result = example(module)
    world, asking = engine.model.world, Asking(engine)
    start = [expected for expected in world.expectations if expected.kind == "start"]
    assert start
    assert all(asking.holds(engine.initial(), expected.condition) for expected in start)
    assert any(asking.holds(moment.after, ending.condition) for moment in result.moments for ending in world.endings)


@pytest.mark.parametrize("module", MODULES)
def test_how_the_example_is_told(module: str) -> None:
    assert_golden(GOLDEN / f"{module}.txt", told(module, None))


@pytest.mark.parametrize(("module", "pov"), [("presence", "Aunt"), ("pursuit", "Tao"), ("speech", "Hanne")])
def test_how_it_is_told_by_who_notices_less(module: str, pov: str) -> None:
    assert_golden(GOLDEN / f"{module}.{pov}.txt", told(module, pov))


@pytest.mark.parametrize("path", sorted(EXAMPLES.iterdir()), ids=lambda path: path.name)
def test_the_example_is_tidy(path: Path) -> None:
    result = CliRunner().invoke(cli, ["format", "--check", str(path)])
    assert result.exit_code == 0, result.output
