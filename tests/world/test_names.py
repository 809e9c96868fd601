"""Types, entities and properties: what a world declares, and which property a name with arguments means."""

import time

from fabula.world.expressions import And, Compare, Const, Not, Read, Var
from fabula.world.model import World
from tests.world.text import codes_of, errors_of, event_of, world_of


def test_built_in_types_are_there() -> None:
    world = world_of("")
    assert list(world.types)[:5] == ["entity", "character", "figure", "agreement", "status"]
    assert world.members["entity"] == ("home", "street", "Ann", "Tom")
    assert world.characters == ("Ann", "Tom")
    assert world.figures == ()


def test_a_type_may_get_more_parents() -> None:
    world = world_of("type cat : character\ntype cat : place\nMiaow : cat\n")
    assert world.types["cat"].parents == ("character", "place")
    assert world.members["place"] == ("home", "street", "Miaow")
    assert world.characters == ("Ann", "Tom", "Miaow")


def test_declarations_stand_in_any_order() -> None:
    assert errors_of("fate rain\n    then wet(lane)\nproperty wet(path)\nlane : path\ntype path : place\n") == []


def test_words_become_entities_of_a_type_and_may_be_shared() -> None:
    world = world_of("property mood(character) : calm, cross\nproperty sea : calm, rough\n")
    assert world.members["mood"] == ("calm", "cross")
    assert world.members["sea"] == ("calm", "rough")
    assert world.entities["calm"].types == ("mood", "sea")


def test_words_of_two_properties_of_one_name() -> None:
    world = world_of("property mood(character) : calm, cross\nproperty mood(place) : grey, bright\n")
    assert world.properties["mood/character"].type == "mood"
    assert world.members[world.properties["mood/place"].type] == ("grey", "bright")


def test_a_word_may_be_an_entity_that_is_declared() -> None:
    world = world_of("property goal(character) : home, nowhere\n")
    assert world.entities["home"].types == ("place", "goal")


def test_bounds_marks_and_values() -> None:
    world = world_of("property hope(character) : 2..5 felt\nproperty coins : number\n")
    hope, coins = world.properties["hope/character"], world.properties["coins"]
    assert (hope.low, hope.high, hope.felt, hope.default) == (2, 5, True, 2)
    assert (coins.low, coins.parameters, coins.default) == (None, (), 0)
    assert world.properties["at/character"].visible


def test_a_bounded_number_has_a_limit_of_values() -> None:
    assert errors_of("property coins(character) : 1..10000\n") == []
    assert errors_of("property coins(character) : 0..10000\n") == ["F227"]
    assert errors_of(f"property coins(character) : 0..{'9' * 40}\n") == ["F227"]


def reads(world: World) -> list[str]:
    precondition = world.events[-1].precondition
    parts = precondition.parts if isinstance(precondition, And) else (precondition,)
    return [part.signature for part in parts if isinstance(part, Read)]


def test_the_first_declaration_that_covers_the_arguments_is_meant() -> None:
    text = """
type thing
type lamp : thing
bulb : lamp
rug : thing, place
property lit(lamp)
property lit(thing)
property lit(place)
property lit(thing, place)
fate glow(x: lamp, y: thing, z: place)
    when lit(x), lit(y), lit(z), lit(bulb), lit(rug), lit(y, home), lit(rug, rug)
    then not lit(x)
"""
    wanted = ["lit/lamp", "lit/thing", "lit/place", "lit/lamp", "lit/thing", "lit/thing/place", "lit/thing/place"]
    assert reads(world_of(text)) == wanted


def test_a_definition_stands_among_the_properties_of_its_name() -> None:
    text = """
define free(c: character) = not tired(c)
property free(place)
fate rest(c: character, p: place)
    when free(c), free(p)
    then not free(p)
"""
    event = event_of(text)
    assert event.precondition == And((Not(Read("tired/character", (Var("c"),))), Read("free/place", (Var("p"),))))


def test_a_name_means_what_is_nearest() -> None:
    """A parameter before a property, a property before an entity that is only a word."""
    text = """
property raining
property weather : raining, dry
fate a(raining: place)
    when raining == home
    then at(Ann) = raining
"""
    event = event_of(text.replace("property weather : raining, dry\n", ""))
    assert event.precondition == Compare("==", Var("raining"), Const("home"))
    assert codes_of(text) == ["F203"]


def test_who_and_status_are_there_if_they_are_used() -> None:
    assert set(world_of("").properties) == {"at/character", "tired/character", "likes/character/character"}
    assert "none" not in world_of("").entities
    assert "who/figure" in world_of("stranger : figure\n").properties
    assert "who/figure" in world_of("fate a(f: figure)\n    when who(f) == Ann\n    then tired(Ann)\n").properties
    text = "fate a(d: agreement)\n    when status(d, Ann, Tom) == offered\n    then tired(Ann)\n"
    world = world_of(text)
    assert world.members["status"] == ("none", "offered", "refused", "in_force", "kept", "broken", "expired")
    assert len(world.start) == 1


def test_words_of_status_are_free_where_nothing_is_agreed() -> None:
    world = world_of("property held(character) : none, rope\n")
    assert world.entities["none"].types == ("held",)
    assert "kept" not in world.entities


def test_a_problem_with_a_declaration_is_told_once() -> None:
    text = (
        "property owns(character) : thnig\nfate a\n    when owns(Ann) == Tom, owns(Tom) > 3\n    then owns(Ann) = Tom\n"
    )
    assert codes_of(text) == ["F202"]
    assert codes_of("fate a(x: thnig)\n    when at(x) == home, tired(x), x == Ann\n    then tired(x)\n") == ["F202"]


def test_too_many() -> None:
    assert "F227" in codes_of("type " + ", ".join(f"t{n}" for n in range(1001)) + "\n")


def test_very_many_slips_are_told_in_bounded_time_and_number() -> None:
    entities = ", ".join(f"corner{n}" for n in range(5000)) + " : place\n"
    slips = "".join(f"fate f{n}\n    when at(Ann) == cornre{n}\n    then tired(Ann)\n" for n in range(500))
    begin = time.perf_counter()
    assert codes_of(entities + slips) == ["F201"] * 100
    assert time.perf_counter() - begin < 20


def test_many_lines_that_set_the_same_property_are_compared_in_bounded_time() -> None:
    lines = "".join(f"        likes(Ann, Tom) = {n % 4} if tired(Ann)\n" for n in range(3000))
    begin = time.perf_counter()
    assert errors_of("fate f\n    then\n" + lines) == []
    assert time.perf_counter() - begin < 20
