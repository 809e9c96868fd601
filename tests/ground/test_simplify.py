"""Simplified models: smaller, and never with another meaning."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

import fabula
from fabula import sabre
from fabula.diagnostics.source import Source
from fabula.ground import ground, instantiate, simplify
from fabula.ground.model import GroundModel
from fabula.reference.engine import Reference
from fabula.reference.state import State
from fabula.world.load import load
from fabula.world.model import World
from tests.ground.making import effects, model_of, names, sabre_world_of, when, whole_model_of, written
from tests.shared import CONFORMANCE, PROBLEMS, files, needs_shared

WORLDS = sorted((Path(__file__).parent / "worlds").glob("*.fabula"))
SHIPPED = sorted((Path(fabula.__file__).parent / "library" / "worlds").glob("*.fabula"))

STREET = """
    world "T"
    type place
    home, street, moon : place
    Ann, Tom : character
    property at(character) : place
    property brave(character)
    property coins(character) : number
    start
        at(c) = home for each c: character
        coins(Ann) = 2
    action walk(who: character)
        by who
        when at(who) == home
        then at(who) = street
        text "{who} walks."
    action fly(who: character)
        by who
        when at(who) == moon
        then at(who) = home
        text "{who} flies."
    action boast(who: character)
        by who
        when coins(who) > 1
        then brave(who) = false
        text "{who} boasts."
    ending space "In space" when at(Ann) == moon
    ending outside "Outside" when at(Ann) == street and coins(Ann) == 2
"""


def test_what_never_changes_is_a_constant() -> None:
    model = model_of(STREET)
    assert names(model) == ["at(Ann)", "at(Tom)"]
    assert model.constants == (("brave(Ann)", False), ("brave(Tom)", False), ("coins(Ann)", 2), ("coins(Tom)", 0))


def test_what_cannot_be_reached_is_false_and_cannot_happen() -> None:
    model = model_of(STREET)
    assert model.never == ("fly",)
    assert [(name, written(model, condition)) for name, condition in model.endings] == [
        ("space", "false"),
        ("outside", "at(Ann) == street"),
    ]


def test_an_act_without_an_effect_stays_in_fabula_and_goes_in_sabre() -> None:
    model = model_of(STREET)
    assert [str(found) for found in model.events] == ["walk(Ann)", "walk(Tom)", "boast(Ann)"]
    assert effects(model, "boast(Ann)") == []
    small = ground(
        sabre_world_of("""
            entity Ann : character; entity Bob : character; property p() : boolean; property q() : boolean;
            action idle() { effect: q() = False; consenting: Ann; };
            action work() { effect: p(); consenting: Ann; };
        """)
    )
    assert [str(found) for found in small.events] == ["work()"]


def test_what_somebody_wrongly_believes_is_reached() -> None:
    model = model_of(STREET.replace("coins(Ann) = 2\n", "coins(Ann) = 2\n        Tom believes at(Ann) = moon\n"))
    assert when(model, "fly(Ann)") == "at(Ann) == moon"
    assert written(model, model.endings[0][1]) == "at(Ann) == moon"


def test_numbers_that_grow_are_not_cut_off() -> None:
    model = model_of("""
        world "T"
        Ann, Tom : character
        property coins(character) : number
        property rich(character)
        property poor(character)
        fate earn(who: character)
            then coins(who) += 1
        fate thrive(who: character)
            when coins(who) > 1000
            then rich(who)
        fate starve(who: character)
            when coins(who) < 0
            then poor(who)
    """)
    assert when(model, "thrive(Ann)") == "coins(Ann) > 1000"
    assert model.never == ("starve",)


SURPRISED = """
    type place; type mood; type probe;
    entity Tom : character; entity Bob : character; entity Home : place; entity Market : place;
    entity Happy : mood; entity Sad : mood; entity P1 : probe; entity P2 : probe; entity P3 : probe;
    property at(c : character) : place; property mood(c : character) : mood; property money(c : character) : number;
    property done() : boolean; property said() : probe;
    at(Tom) = Market; mood(Tom) = Happy; money(Tom) = 5;
    believes(Bob, at(Tom) = Home); believes(Bob, mood(Tom) = Sad); believes(Bob, money(Tom) = 0);
    action act() { precondition: at(Tom) == Market & mood(Tom) != Sad & money(Tom) > 3; effect: done(); };
    action saw(p : probe) { precondition: done() & said() == ?; effect: said() = p; consenting: Bob; };
    utility(): said() != ?;
    utility(Bob): if(mood(Tom) == ?) 1 elseif(money(Tom) == ?) 2 elseif(at(Tom) == ?) 3 else 0;
"""


def test_the_unknown_that_a_surprise_leaves_is_reached() -> None:
    model = ground(sabre_world_of(SURPRISED))
    assert written(model, model.wants[1].value) == "1 if mood(Tom) == ? otherwise (2 if money(Tom) == ? otherwise 0)"
    nobody = "effect: done(); observing(c : character): c != Tom & c != Bob;"
    unseen = ground(sabre_world_of(SURPRISED.replace("effect: done();", nobody)))
    assert written(unseen, unseen.wants[1].value) == "0"


def test_triggers_that_only_work_at_the_start_are_done_and_gone() -> None:
    model = ground(
        sabre_world_of("""
            type place; entity Ann : character; entity Bob : character; entity P : place; entity Q : place;
            property path(a : place, b : place) : boolean; property at(c : character) : place;
            path(P, Q); at(Ann) = P; at(Bob) = P;
            trigger back(a : place, b : place) { precondition: path(a, b) & !path(b, a); effect: path(b, a); };
            action walk(c : character, a : place, b : place) {
                precondition: path(a, b) & at(c) == a; effect: at(c) = b; consenting: c;
            };
        """)
    )
    assert model.triggers == ()
    assert dict(model.constants)["path(Q, P)"] is True
    assert when(model, "walk(Ann, Q, P)") == "at(Ann) == Q"


def test_a_trigger_at_the_start_stays_where_another_reads_what_it_writes() -> None:
    model = model_of("""
        world "T"
        Ann, Tom : character
        property warm
        property cold
        property noticed
        trigger chill
            when not warm, not noticed
            then noticed
        trigger heat
            when not warm
            then warm
        fate forget
            when noticed
            then not noticed
    """)
    assert [str(trigger) for trigger in model.triggers] == ["chill()", "heat()"]


# ---- the same meaning ------------------------------------------------------------------------------------------


def picture(engine: Reference, state: State, depth: int) -> tuple[object, ...]:
    """What is so in a state and in the minds there, by name, and what it is worth."""
    model = engine.model
    values = {fluent.name: state.values[fluent.index] for fluent in model.fluents} | dict(model.constants)
    worth = [engine.value(state, want.value) for want in model.wants]
    over = [engine.value(state, condition) for _, condition in model.endings]
    minds = {}
    for mind, believed in zip(model.minds, state.minds, strict=True):
        if believed is not None and depth:
            minds[mind] = picture(engine, believed, depth - 1)
    return sorted(values.items()), worth, over, sorted(minds.items(), key=str)


def assert_same_stories(world: World, *, runs: int, steps: int) -> None:
    """Random stories (and what happens in minds) are the same in the whole model and in the simplified one."""
    whole = Reference(instantiate(world))
    small = Reference(ground(world))
    chance = random.Random(7)
    for _ in range(runs):
        one, other = whole.initial(), small.initial()
        trail: list[str] = []
        for _ in range(steps):
            assert picture(whole, one, 2) == picture(small, other, 2), trail
            events = {str(event): event for event in whole.possible(one)}
            left = {str(event): event for event in small.possible(other)}
            assert list(events) == list(left), trail
            if not events:
                break
            name = chance.choice(list(events))
            trail.append(name)
            turns, others = whole.outcomes(one, events[name]), small.outcomes(other, left[name])
            assert [odds for odds, _ in turns] == [odds for odds, _ in others], trail
            turn = chance.randrange(len(turns))
            one, other = turns[turn][1], others[turn][1]
            if world.characters and chance.random() < 0.3:
                character = chance.randrange(len(world.characters))
                trail.append(world.characters[character])
                one, other = whole.believed(one, character), small.believed(other, character)


@pytest.mark.parametrize("path", WORLDS, ids=lambda path: path.stem)
def test_small_worlds_tell_the_same_stories_simplified(path: Path) -> None:
    assert_same_stories(load(Source(path.name, path.read_text(encoding="utf-8"))), runs=30, steps=12)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_worlds_tell_the_same_stories_simplified(path: Path) -> None:
    assert_same_stories(load(path), runs=3, steps=8)


@needs_shared
@pytest.mark.parametrize("path", [*files(PROBLEMS, "*.txt"), *files(CONFORMANCE, "c*.txt")], ids=lambda path: path.stem)
def test_the_field_s_problems_tell_the_same_stories_simplified(path: Path) -> None:
    world = sabre.read(Source(path.name, path.read_text(encoding="utf-8")))
    assert_same_stories(world, runs=4, steps=6)


WRONG_DIAGNOSIS = (
    "admit(Hathaway, Jones, PatientRoomA)",
    "admit(Hathaway, Ross, PatientRoomB)",
    "admit(Hathaway, Young, PatientRoomC)",
    "walk(Jones, Admissions, PatientRoomA)",
    "assess(Hathaway, Jones, SymptomB, PatientRoomA)",
    "treat(Hathaway, Jones, TreatmentA, PatientRoomA)",
)


def believes_to_be_alive(model: GroundModel) -> bool:
    """Whether Jones, in the end, knows that she is alive."""
    engine = Reference(model)
    state = engine.initial()
    for name in WRONG_DIAGNOSIS:
        event = next(found for found in engine.possible(state) if str(found) == name)
        ((_, state),) = engine.outcomes(state, event)
    alive = names(model).index("alive(Jones)")
    assert state.values[alive] is True
    return engine.believed(state, model.characters.index("Jones")).values[alive] is True


@needs_shared
def test_a_trigger_that_the_published_simplification_leaves_out_does_happen() -> None:
    """Hospital: an overworked doctor gives a wrong diagnosis and the right cure; the patient, who believed the
    diagnosis, believes to have died of the cure, and sees that she is alive."""
    path = PROBLEMS / "hospital.txt"
    model = ground(sabre.read(Source(path.name, path.read_text(encoding="utf-8"))))
    left = [trigger for trigger in model.triggers if str(trigger) != "see_alive(Jones, Jones, PatientRoomA)"]
    fewer = replace(model, triggers=tuple(replace(trigger, index=number) for number, trigger in enumerate(left)))
    assert believes_to_be_alive(model)
    assert not believes_to_be_alive(fewer)


def test_simplifying_twice_changes_nothing_more() -> None:
    for path in WORLDS:
        model = instantiate(load(Source(path.name, path.read_text(encoding="utf-8"))))
        once = simplify(model)
        assert simplify(once) == once


def test_a_model_is_the_same_each_time() -> None:
    assert whole_model_of(STREET) == whole_model_of(STREET)
    assert model_of(STREET) == model_of(STREET)
