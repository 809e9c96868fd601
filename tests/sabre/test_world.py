"""What a problem becomes: types and their members, overloads, events, the start, wants, effects."""

from fractions import Fraction
from typing import Any

import pytest

from fabula.world.effects import NOTHING, Assign, BelievesEffect, Conditional, Effect, ForAll, Together
from fabula.world.expressions import TRUE, And, Believes, Compare, Const, If, IsType, Not, Quantified, Read, Var
from fabula.world.model import Consent, Event, World
from tests.sabre.world_text import LIGHTHOUSE, codes_of, world_of

HEAD = """type room; type lamp : thing; entity Ada : character; entity Bo : character;
entity Hall : room; entity Loft : room; entity Great : lamp;
property at(c : character) : room; property at(t : thing) : room; property lit(l : lamp) : boolean;
property oil(l : lamp) : number; property friend(c : character) : character; property calm() : boolean;
"""


def a(node: object) -> Any:
    """A node of which the test knows what it is."""
    return node


def effect_of(text: str) -> Effect:
    (event,) = world_of(HEAD + f"action a(x : character, l : lamp) {{ effect: {text}; }};").events
    return event.effect


def condition_of(text: str) -> object:
    (event,) = world_of(HEAD + f"action a(x : character, l : lamp) {{ precondition: {text}; }};").events
    return event.precondition


def test_the_whole_language_is_read() -> None:
    world = world_of(LIGHTHOUSE)
    assert world.language == "sabre"
    assert world.name == world.title == "problem"
    assert [(event.kind, event.name) for event in world.events] == [
        ("action", "walk"),
        ("action", "fill"),
        ("fate", "storm"),
        ("trigger", "dark"),
    ]
    assert world.types["character"].parents == ("valuable",)
    assert world.types["lamp"].parents == ("thing", "valuable")
    assert world.types["thing"].parents == ("entity",)
    assert world.members["valuable"] == ("Ada", "Bo", "Great", "Coin")
    assert world.members["entity"] == ("Ada", "Bo", "Gallery", "Cellar", "Great", "Coin")
    assert list(world.properties) == [
        "at/character",
        "at/thing",
        "lit/lamp",
        "oil/lamp",
        "trusts/character,character",
        "owner/valuable",
        "setting/True",
    ]
    assert [want.who for want in world.wants] == ["", "Ada", "Bo"]
    assert all(want.name == "utility" for want in world.wants)
    assert len(world.start) == 11


def test_characters_come_first_among_the_values_of_a_type() -> None:
    world = world_of("entity Box : thing; entity Ada : character; entity Urn : thing; type character : thing;")
    assert world.members["thing"] == ("Ada", "Box", "Urn")
    assert world.characters == ("Ada",)


def test_types_and_entities_are_declared_by_the_way_and_gather_parents() -> None:
    world = world_of(
        "entity Tom : boy; type boy : character; entity Tom : hero; type boy : young; entity Odd : entity;"
    )
    assert world.types["boy"].parents == ("character", "young")
    assert world.types["young"].parents == world.types["hero"].parents == ("entity",)
    assert world.entities["Tom"].types == ("boy", "hero")
    assert world.characters == ("Tom",)
    assert world.members["entity"] == ("Tom", "Odd")


def test_definitions_may_stand_in_any_order() -> None:
    parts = [
        part for part in LIGHTHOUSE.split(";\n") if part.strip() and "}" not in part and "precondition" not in part
    ]
    declared = [part for part in parts if part.split()[0] in ("type", "entity", "property") or "type" in part]
    assert len(declared) > 10
    forward = ";\n".join(declared)
    backward = ";\n".join(["at(Ada) = Gallery", *reversed(declared)])
    assert world_of(forward).properties.keys() == world_of(backward).properties.keys()


def test_the_first_declared_property_that_covers_the_arguments_is_meant() -> None:
    head = "entity Tom : character; entity Box : thing; type any;"
    narrow, wide = "property at(c : character) : entity;", "property at(e : entity) : entity;"
    text = "action a(c : character, e : entity) { precondition: at(c) == at(e) & at(Tom) == at(Box); };"
    (event,) = world_of(head + narrow + wide + text).events
    keys = [part.left.signature + " " + part.right.signature for part in a(event.precondition).parts]
    assert keys == ["at/character at/entity", "at/character at/entity"]
    (event,) = world_of(head + wide + narrow + text).events
    keys = [part.left.signature + " " + part.right.signature for part in a(event.precondition).parts]
    assert keys == ["at/entity at/entity", "at/entity at/entity"]


def test_arity_and_literals_tell_overloads_apart() -> None:
    head = "entity Tom : character; property f() : number; property f(c : character) : number; property f(3) : number;"
    head += "property f(True) : number; property f(b : boolean) : number; property f(c : character, Tom) : number;"
    (event,) = world_of(
        head + "action a(c : character, b : boolean) { precondition: f() > 1 & f(c) > 1 & f(3) > 1"
        " & f(True) > 1 & f(False) > 1 & f(b) > 1 & f(c, Tom) > 1; };"
    ).events
    reads = [a(part.left if isinstance(part, Compare) else part) for part in a(event.precondition).parts]
    assert [read.signature for read in reads] == [
        "f",
        "f/character",
        "f/3",
        "f/True",
        "f/boolean",
        "f/boolean",
        "f/character,Tom",
    ]
    assert codes_of(head + "action a(c : character) { precondition: f(Tom, c) > 1; };") == ["F812"]
    assert codes_of(head + "action a() { precondition: f(4) > 1; };") == ["F812"]


def test_literals_stand_in_signatures() -> None:
    event = world_of(LIGHTHOUSE).events[1]
    assert [(one.name, one.type, one.literal) for one in event.parameters] == [
        ("who", "character", None),
        ("Great", "lamp", Const("Great")),
    ]


def test_numbers_are_exact() -> None:
    world = world_of("property n() : number; n() = 2.50; n() = -7; n() = 4.0; n() = 0.1;")
    values = [a(statement.effect).value.value for statement in world.start]
    assert values == [Fraction(5, 2), -7, 4, Fraction(1, 10)]
    assert isinstance(values[2], int)


def test_a_parameter_hides_an_entity_and_a_variable_hides_a_parameter() -> None:
    world = world_of(
        "entity Tom : character; entity Ann : character; property p(c : character) : boolean;"
        "action a(Tom : character) { precondition: p(Tom) & exists(Tom : character) p(Tom); };"
    )
    outer, inner = a(world.events[0].precondition).parts
    assert outer.args == (Var("Tom"),)
    assert isinstance(inner, Quantified)
    assert inner.var != "Tom"  # renamed, so that no later stage can take one for the other
    assert a(inner.body).args == (Var(inner.var),)


def observing_of(text: str) -> Event:
    return world_of(HEAD + f"action a(x : character) {{ {text} }};").events[0]


def test_fields_have_defaults_and_the_last_one_wins() -> None:
    event = observing_of("")
    assert (event.kind, event.precondition, event.effect) == ("fate", TRUE, NOTHING)
    assert event.observing is None  # everybody
    event = observing_of(
        "precondition: calm(); effect: calm(); precondition: !calm(); consenting: x, Bo, x; consenting: x;"
    )
    assert event.precondition == Not(Read("calm", ()))
    assert event.kind == "action"
    assert event.consenting == (Consent(Var("x")),)
    assert observing_of("consenting: (x, (Bo));"[:0] + "consenting: ((x, Bo));").consenting == (
        Consent(Var("x")),
        Consent(Const("Bo")),
    )
    assert observing_of("consenting: ;").kind == "fate"


def test_the_observer_may_be_of_a_type_above_character() -> None:
    event = observing_of("observing(x : entity): x : character;")
    assert event.observing is not None
    assert event.observing.var != "x"  # the parameter has that name
    assert event.observing.condition == IsType(Var(event.observing.var), "character")


@pytest.mark.parametrize(
    ("text", "effect"),
    [
        ("calm()", Assign(Read("calm", ()), Const(True))),
        ("!calm()", Assign(Read("calm", ()), Const(False))),
        ("!!calm()", Assign(Read("calm", ()), Const(True))),
        ("calm() == True", Assign(Read("calm", ()), Const(True))),
        ("calm() != True", Assign(Read("calm", ()), Const(False))),
        ("calm() != lit(l)", Assign(Read("calm", ()), Not(Read("lit/lamp", (Var("l"),))))),
        ("calm() = (lit(l) | oil(l) > 3)", None),
        ("at(x) = ?", Assign(Read("at/character", (Var("x"),)), Const(None))),
        ("True", NOTHING),
        ("oil(l) = ?", Assign(Read("oil/lamp", (Var("l"),)), Const(None))),
        ("at(x) = if(calm()) Hall else Loft", None),
    ],
)
def test_effects(text: str, effect: Effect | None) -> None:
    found = effect_of(text)
    assert found == effect if effect is not None else isinstance(found, Assign)


def test_a_negated_choice_makes_every_part_untrue() -> None:
    calm, lit = Read("calm", ()), Read("lit/lamp", (Var("l"),))
    no = Const(False)
    assert effect_of("!(calm() | lit(l))") == Together((Assign(calm, no), Assign(lit, no)))
    assert effect_of("!exists(m : lamp) lit(m)") == ForAll("m", "lamp", Assign(Read("lit/lamp", (Var("m"),)), no))
    assert effect_of("if(calm()) !lit(l)") == Conditional(calm, Assign(lit, no), None)
    assert effect_of("if(calm()) lit(l) elseif(lit(l)) True else !lit(l)") == Conditional(
        calm, Assign(lit, Const(True)), Conditional(lit, NOTHING, Assign(lit, no))
    )


def test_the_value_of_a_believed_property_is_read_outside_and_a_believed_assignment_inside() -> None:
    oil = Read("oil/lamp", (Var("l"),))
    assert effect_of("believes(x, oil(l)) = oil(l)") == BelievesEffect(Var("x"), Assign(oil, oil), outside=True)
    assert effect_of("believes(x, oil(l)) == oil(l)") == effect_of("believes(x, oil(l)) = oil(l)")
    assert effect_of("believes(x, oil(l) = oil(l))") == BelievesEffect(Var("x"), Assign(oil, oil))
    nested = BelievesEffect(Var("x"), BelievesEffect(Const("Bo"), Assign(oil, Const(3)), outside=True), outside=True)
    assert effect_of("believes(x, believes(Bo, oil(l))) = 3") == nested
    half = BelievesEffect(Var("x"), BelievesEffect(Const("Bo"), Assign(oil, Const(3)), outside=True))
    assert effect_of("believes(x, believes(Bo, oil(l)) = 3)") == half
    for text in ("believes(x, !calm())", "!believes(x, calm())"):
        assert effect_of(text) == BelievesEffect(Var("x"), Assign(Read("calm", ()), Const(False)))
    assert effect_of("believes(x, calm() & lit(l))") == BelievesEffect(
        Var("x"), Together((Assign(Read("calm", ()), Const(True)), Assign(Read("lit/lamp", (Var("l"),)), Const(True))))
    )


def test_conditions() -> None:
    calm = Read("calm", ())
    assert condition_of("believes(x, calm())") == Believes(Var("x"), calm)
    assert condition_of("believes(x, at(x)) == Hall") == Compare(
        "==", Believes(Var("x"), Read("at/character", (Var("x"),))), Const("Hall")
    )
    assert condition_of("x : thing") == IsType(Var("x"), "thing")
    assert condition_of("if(calm()) lit(l)") == If(calm, Read("lit/lamp", (Var("l"),)), TRUE)
    assert condition_of("oil(l) == ? & at(x) != ?") == And(
        (
            Compare("==", Read("oil/lamp", (Var("l"),)), Const(None)),
            Compare("!=", Read("at/character", (Var("x"),)), Const(None)),
        )
    )


def test_the_conjuncts_of_a_statement_are_statements_of_their_own() -> None:
    world = world_of("property n() : number; property m() : number; n() = 1 & (m() = n() & n() = 2);")
    values = [a(statement.effect).value for statement in world.start]
    assert values == [Const(1), Read("n", ()), Const(2)]


def test_utilities_last_one_wins_and_a_missing_one_is_nothing() -> None:
    world = world_of(
        "entity Tom : character; entity Ann : character; property p(c : character) : boolean;"
        "utility(Tom): 1; utility(): p(Tom); utility(Tom): if(p(Tom)) 2 else 0;"
    )
    assert [want.who for want in world.wants] == ["", "Tom"]
    assert world.wants[1].value == If(Read("p/character", (Const("Tom"),)), Const(2), Const(0))


def test_words_of_the_language_are_names_elsewhere() -> None:
    world = world_of(
        "entity action : character; entity if : thing; property utility(c : character) : number;"
        "property type(e : thing) : boolean; property believes(a : character, b : thing) : boolean;"
        "utility(action) = 3; type(if); believes(action, if); believes(action, type(if));"
        "utility(action): utility(action);"
    )
    targets = [statement.effect for statement in world.start]
    assert isinstance(targets[2], Assign)
    assert targets[2].target.signature == "believes/character,thing"
    assert isinstance(targets[3], BelievesEffect)
    assert world.wants[0].value == Read("utility/character", (Const("action"),))


def test_believing_a_variable_or_a_constant() -> None:
    world = world_of(
        "entity Tom : character; action a(b : boolean) { precondition: believes(Tom, b) & !believes(Tom, False); };"
    )
    assert world.events[0].precondition == And(
        (Believes(Const("Tom"), Var("b")), Not(Believes(Const("Tom"), Const(False))))
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_comments_end_with_the_line(end: str) -> None:
    text = f"// one;{end}entity Tom : /* a */ character; /* b // c */ // d */{end}entity Ann{end}: character"
    assert world_of(text).characters == ("Tom", "Ann")


def test_names_and_blanks() -> None:
    world = world_of("\ufeffentity Zoë's.Cat_1 : character;\u00a0entity 名前 : character; type x.y; entity R11:x.y")
    assert list(world.entities) == ["Zoë's.Cat_1", "名前", "R11"]


def test_a_world_is_a_value() -> None:
    assert world_of(LIGHTHOUSE) == world_of(LIGHTHOUSE)
    assert isinstance(world_of(LIGHTHOUSE), World)
