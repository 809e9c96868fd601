"""Conditions: negation, quantifiers, equalities of two properties, arguments that are themselves properties."""

from fabula.ground import instantiate
from tests.ground.making import effects, event, model_of, names, sabre_world_of, when, whole_model_of, written

PEOPLE = """
    world "T"
    type place
    home, street : place
    Ann, Tom : character
    property at(character) : place visible
    property hurt(character) : 0..2 visible
    property lit(place)
    property light(place) : 0..5
    property coins(character) : number
    property done
    fate anything(c: character, p: place)
        then at(c) = p, hurt(c) += 1, lit(p), coins(c) += 1, at(c) = ? if lit(p), light(p) = 2
"""


def asked(condition: str, simplified: bool = False) -> str:
    """The precondition of a fate with that `when`."""
    make = model_of if simplified else whole_model_of
    return when(make(PEOPLE + f"    fate test\n        when {condition}\n        then done\n"), "test()")


def test_negation_is_pushed_to_the_atoms() -> None:
    assert asked("not (lit(home) and at(Ann) == home)") == "not lit(home) or at(Ann) != home"
    assert asked("not (lit(home) or not lit(street))") == "not lit(home) and lit(street)"
    assert asked("not coins(Ann) > 3") == "coins(Ann) <= 3"
    assert asked("not coins(Ann) <= 3") == "coins(Ann) > 3"
    assert (
        asked("not (Tom believes (lit(home) and coins(Ann) < 2))")
        == "Tom believes (not lit(home)) or Tom believes coins(Ann) >= 2"
    )


def test_constants_stand_on_the_right() -> None:
    assert asked("3 < coins(Ann)") == "coins(Ann) > 3"
    assert asked("home == at(Ann)") == "at(Ann) == home"


def test_quantifiers_are_written_out() -> None:
    assert asked("exists c: character where at(c) == home") == "at(Ann) == home or at(Tom) == home"
    assert asked("each c: character where c != Tom has at(c) == home") == "at(Ann) == home"
    assert asked("no c: character where at(c) == home") == "at(Ann) != home and at(Tom) != home"
    assert asked("(sum of coins(c) for c: character) > 2") == "coins(Ann) + coins(Tom) > 2"
    assert (
        asked("(count of p: place where lit(p)) > 1")
        == "(1 if lit(home) otherwise 0) + (1 if lit(street) otherwise 0) > 1"
    )


def test_a_choice_of_truths_becomes_and_and_or() -> None:
    assert asked("lit(home) if coins(Ann) > 1 otherwise lit(street)") == (
        "coins(Ann) > 1 and lit(home) or coins(Ann) <= 1 and lit(street)"
    )


def test_an_equality_of_two_properties_is_written_out_value_by_value() -> None:
    assert asked("at(Ann) == at(Tom)") == (
        "at(Ann) == home and at(Tom) == home or at(Ann) == street and at(Tom) == street "
        "or at(Ann) == ? and at(Tom) == ?"
    )
    assert asked("at(Ann) != at(Tom)").endswith("or at(Ann) == ? and at(Tom) != ?")
    assert asked("at(Ann) == home, at(Ann) == at(Tom)") == "at(Ann) == home and at(Tom) == home"
    assert asked("lit(home) == lit(street)") == "lit(home) and lit(street) or not lit(home) and not lit(street)"


def test_the_opposite_of_an_equality_is_written_out_as_simply() -> None:
    assert asked("not at(Ann) == at(Tom)") == asked("at(Ann) != at(Tom)")
    assert asked("not (lit(home) or at(Ann) == at(Tom))") == asked("not lit(home) and at(Ann) != at(Tom)")
    assert asked("no c: character where c != Ann and at(c) == at(Ann)") == asked("at(Tom) != at(Ann)")
    assert asked("not Tom believes at(Ann) == at(Tom)") == asked("Tom believes at(Ann) != at(Tom)")
    assert asked("not mistaken(Tom, Ann)") == (
        "believed(Tom, at(Ann)) == at(Ann) and believed(Tom, hurt(Ann)) == hurt(Ann)"
    )


def test_not_in_triggers_which_nobody_notices() -> None:
    model = whole_model_of(PEOPLE + "    trigger t\n        when at(Ann) == at(Tom), not done\n        then done\n")
    assert when(model, "t()") == "at(Ann) == at(Tom) and not done"


def test_the_same_thing_twice_is_equal_to_itself() -> None:
    assert asked("at(Ann) == at(Ann)") == "true"
    assert asked("coins(Ann) <= coins(Ann), lit(home)") == "lit(home)"
    model = whole_model_of(PEOPLE + "    fate test\n        when at(Ann) != at(Ann)\n        then done\n")
    assert "test" in model.never


def test_arguments_may_be_properties() -> None:
    assert asked("lit(at(Ann))") == "at(Ann) == home and lit(home) or at(Ann) == street and lit(street)"
    assert asked("not lit(at(Ann))") == (
        "at(Ann) == home and not lit(home) or at(Ann) == street and not lit(street) or at(Ann) == ?"
    )
    assert asked("light(at(Ann)) > 1") == (
        "at(Ann) == home and light(home) > 1 or at(Ann) != home and at(Ann) == street and light(street) > 1"
    )
    assert asked("Tom believes lit(at(Ann))") == (
        "Tom believes at(Ann) == home and Tom believes lit(home) or "
        "Tom believes at(Ann) == street and Tom believes lit(street)"
    )


def test_types_are_asked_by_value() -> None:
    text = (
        PEOPLE
        + """
    type roofed : place
    cellar : roofed
    fate test
        when at(Ann) is a roofed
        then done
    fate other
        when at(Ann) is not a roofed
        then done
    """
    )
    model = whole_model_of(text)
    assert when(model, "test()") == "at(Ann) == cellar"
    assert when(model, "other()") == "at(Ann) != cellar"


def test_a_mistake_is_any_visible_property_believed_otherwise() -> None:
    assert asked("mistaken(Tom, Ann)") == (
        "Tom believes at(Ann) == home and at(Ann) != home or Tom believes at(Ann) == street and at(Ann) != street or "
        "Tom believes at(Ann) == ? and at(Ann) != ? or Tom believes hurt(Ann) == 0 and hurt(Ann) != 0 or "
        "Tom believes hurt(Ann) == 1 and hurt(Ann) != 1 or Tom believes hurt(Ann) == 2 and hurt(Ann) != 2 or "
        "Tom believes hurt(Ann) == ? and hurt(Ann) != ?"
    )


def test_contradictions_within_a_condition_show() -> None:
    for impossible in (
        "at(Ann) == home, at(Ann) == street",
        "at(Ann) == home, at(Ann) != home",
        "lit(home), not lit(home)",
        "Tom believes lit(home), Tom believes not lit(home)",
        "at(Ann) == home, at(Ann) == street or (at(Ann) == ? and lit(home))",
        "hurt(Ann) > 2",
    ):
        model = whole_model_of(PEOPLE + f"    fate test\n        when {impossible}\n        then done\n")
        assert model.never == ("test",), impossible


def test_beliefs_are_not_confused_with_what_is_so() -> None:
    assert (
        asked("at(Ann) == home, Tom believes at(Ann) == street") == "at(Ann) == home and Tom believes at(Ann) == street"
    )


def test_wants_keep_their_choices() -> None:
    model = whole_model_of(
        PEOPLE
        + """
    wants Ann
        comfort: 2 if not coins(Ann) > 3
        comfort: light(at(Ann))
    """
    )
    first, second = (written(model, want.value) for want in model.wants)
    assert first == "2 if coins(Ann) <= 3 otherwise 0"
    assert second == "light(home) if at(Ann) == home otherwise (light(street) if at(Ann) == street otherwise ?)"
    assert [want.character for want in model.wants] == [0, 0]


def test_a_property_of_many_things_does_not_nest_deep() -> None:
    places = ", ".join(f"p{number}" for number in range(300))
    model = model_of(f"""
        world "T"
        type place
        {places} : place
        Ann : character
        property at(character) : place
        property height(place) : 0..9
        start
            at(Ann) = p0
        wants Ann
            high: height(at(Ann))
        fate move(to: place)
            then at(Ann) = to
            seen by nobody
        fate rise(spot: place)
            then height(spot) += 1
    """)
    assert len(model.fluents) == 301
    assert written(model, model.wants[0].value).count("height") == 300


def test_sabre_s_conditional_effects_take_neither_branch_of_an_unknown() -> None:
    model = instantiate(
        sabre_world_of("""
            entity Ann : character; entity Bob : character; property x() : number; property v() : number;
            x() = ?;
            action a() { effect: if(x() > 3) v() = 10 else v() = 20; };
        """)
    )
    assert effects(model, "a()") == ["v() = 10 if x() > 3", "v() = 20 if x() <= 3"]
    assert event(model, "a()").observing
    assert names(model) == ["x()", "v()"]
