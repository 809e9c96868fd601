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
from tests.reference.asked import Asked

MODULES = library_modules()
EXAMPLES = library_folder() / "examples"
PAGES = Path(__file__).resolve().parents[2] / "docs" / "manual" / "library"
GOLDEN = Path(__file__).resolve().parent / "golden"
FENCE = re.compile(r"^```fabula\n(.*?)^```$", re.MULTILINE | re.DOTALL)
IN_THE_PAGES: dict[str, tuple[str, ...]] = {
    "contests": ("shake_hands(Ann, Tom)", "fight(Ann, Tom)", "hand_over(Tom, Ann)"),
    "deals": ("promise(Tom, Ann, sweeping)", "grant(Ann, Tom)", "sweep(Tom, Ann)"),
    "dreams": ("dream_of_return(Ann, Tom)", "wake(Ann)"),
    "face": ("mutter(Ann, Tom)",),
    "force": ("seize(Ann, Tom)", "yield(Tom, Ann)", "release(Ann, Tom)"),
    "likeness": ("glimpse(Ann, scarf, Tom)", "follow(Ann, scarf)", "turn_round(Ann, scarf)"),
    "memory": ("go(Ann, river)", "daydream(Ann)", "daydream(Ann)"),
    "places": ("go(Ann, street)", "go(Ann, school)"),
    "presence": ("hide(Tom)", "take_cake(Tom)", "wander(Tom)"),
    "pursuit": ("hide(Ann)", "follow(Ann, Tom)"),
    "secrets": ("ask(Ann, Tom, cup)", "refuse(Tom, Ann, cup)", "ask(Ann, Tom, cup)", "confess(Tom, Ann, cup)"),
    "sleep": ("look_round(Ann)", "sleep(Ann)", "go(Tom, station)", "wake(Ann)"),
    "speech": ("call(Ann, Tom)", "go(Tom, house)"),
}
"""What the pages say that happens in their examples, and why it should."""
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


@pytest.mark.parametrize("module", MODULES)
def test_what_the_page_says_of_its_example_happens_for_a_reason(module: str) -> None:
    world = Asked(FENCE.findall((PAGES / f"{module}.md").read_text("utf-8"))[0])
    state = world.start
    for name in IN_THE_PAGES[module]:
        event = world.event(name)
        nobodys_choice = getattr(event, "kind", "event") in ("fate", "dream")
        assert nobodys_choice or world.explained(state, name), name
        state = world.after(name, start=state)
    endings = world.model.world.endings
    assert any(Asking(world.engine).holds(state, ending.condition) for ending in endings)


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


# ---- what the examples leave out -------------------------------------------------------------------------------------


def test_a_fight_is_noticed_by_those_who_are_there() -> None:
    contest = Asked(
        """
world "Two Yards"
use contests
yard, street : place
Ann, Tom, Mia, Sam, Eva : character
start
    road(yard, street)
    at(c) = yard for each c: character
    at(Eva) = street, asleep(Sam)
    strength(Ann) = 1, strength(Tom) = 1
"""
    )
    after = contest.after("fight(Ann, Tom)", outcome=1)
    knows = {who for who in contest.model.characters if contest.get(after, "beaten(Ann, Tom)", who) is True}
    assert knows == {"Ann", "Tom", "Mia"}


def test_in_a_mistaken_mind_others_see_the_face_that_it_expects() -> None:
    """Ann takes the scarf for Tom. As she sees it Bob, who knows that it is Cal, would be wrong, and see it too."""
    crossing = Asked(
        """
world "A Crossing"
use likeness
crossing, abroad : place
Ann, Bob, Cal, Tom : character
scarf : figure "the red scarf"
start
    who(scarf) = Cal
    at(c) = crossing for each c: character
    Ann believes who(scarf) = Tom
fate turn(who: character)
    then Ann believes facing(who) = Bob
    seen by Ann
"""
    )
    state = crossing.after("turn(Tom)")
    assert crossing.get(state, "who(scarf)", "Ann", "Bob") == "Tom"
    assert crossing.get(state, "who(scarf)", "Bob") == "Cal"


def test_who_is_held_slips_away_when_the_holder_falls_asleep() -> None:
    held = Asked(
        """
world "Two Rooms"
use force, sleep
yard : place
Ann, Tom : character
start
    at(Ann) = yard, at(Tom) = yard
    outmatches(Ann, Tom), sore(Ann, Tom) = 1
fate doze(who: character)
    then asleep(who)
"""
    )
    state = held.after("seize(Ann, Tom)")
    assert held.get(state, "held_by(Tom)") == "Ann"
    assert held.get(held.after("doze(Ann)", start=state), "held_by(Tom)") is None


def test_leave_to_stay_ends_when_the_agreement_is_kept() -> None:
    guest = Asked(
        """
world "One Night"
use deals
inn, road_side : place
Ann, Tom : character
agreement night(guest: character, host: character)
    from guest to host
    owes at(guest) != at(host)
start
    at(Ann) = inn, at(Tom) = inn, road(inn, road_side), lets_stay(night)
"""
    )
    state = guest.after("plead(Tom, Ann)", "offer(Ann, Tom, night)", "accept(Tom, Ann, night)")
    assert guest.get(state, "plea(Tom)") is None
    assert guest.get(state, "leave(Tom, Ann)") is True
    gone = guest.after("go(Tom, road_side)", start=state)
    assert guest.get(gone, "status(night, Tom, Ann)") == "kept"
    assert guest.get(gone, "leave(Tom, Ann)") is False


def test_nobody_accepts_what_he_has_brought_up_himself() -> None:
    deal = Asked((EXAMPLES / "deals.fabula").read_text("utf-8"))
    state = deal.after("promise(Dov, Mara, wood)")
    assert deal.get(state, "status(wood, Dov, Mara)") == "offered"
    assert not deal.can(state, "accept(Dov, Mara, wood)")
    assert deal.can(state, "grant(Mara, Dov)")


def test_a_word_that_calls_nothing_to_mind_is_gone_and_one_that_does_raises_what_concerns_him() -> None:
    text = """
world "A Word"
use memory
room, abroad : place
Ann, Tom, Cal : character
sparrow : word
past : topic
meal : topic
start
    at(Ann) = room, at(Tom) = room, at(Cal) = abroad
    pet_word(Tom) = sparrow, pet_word(Cal) = sparrow
    keeper(meal) = Tom, raised(meal), keeper(past) = Tom, about(past) = Cal
"""
    for longs, longing in ((False, 0), (True, 1)):
        world = Asked(text + ("    longs_for(Ann, Cal)\n" if longs else ""))
        state = world.after("ask(Ann, Tom, meal)", "rebuff(Tom, Ann)")
        assert world.get(state, "in_the_ear(Ann)") is None
        assert world.get(state, "longing(Ann)") == longing
        assert world.get(state, "raised(past)") is longs
        assert world.get(state, "resembles(Tom, Cal)", "Ann") is longs


def test_the_days_wear_hope_away_of_those_who_are_apart() -> None:
    days = Asked(
        """
world "Days"
use memory
room, abroad : place
Ann, Tom, Cal : character
start
    hour = late
    at(Ann) = room, at(Tom) = abroad, at(Cal) = abroad
    longs_for(Ann, Tom), longs_for(Cal, Tom)
    hope(c) = 2 for each c: character
"""
    )
    after = days.after("dawn()")
    assert [days.get(after, f"hope({who})") for who in ("Ann", "Tom", "Cal")] == [1, 2, 2]
