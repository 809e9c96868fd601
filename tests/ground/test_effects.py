"""Effects: values, bounds, order, beliefs, and what is handed over."""

from fabula.ground import instantiate
from tests.ground.making import effects, minds_changed, model_of, problems_of, sabre_world_of, whole_model_of

PEOPLE = """
    world "T"
    type place
    home, street : place
    Ann, Tom, Eve : character
    property at(character) : place visible
    property hurt(character) : 0..2 visible
    property lit(place)
    property hope(character) : 0..5
    property low(character) : 2..4
    property coins(character) : number
    property angry(character)
    fate anything(c: character, p: place)
        then at(c) = p, hurt(c) += 1, lit(p), hope(c) += 1, low(c) += 1, coins(c) += 1, angry(c)
"""


def done(*lines: str) -> list[str]:
    """The effects of a fate with these lines."""
    body = "\n".join(f"             {line}" for line in lines)
    return effects(whole_model_of(PEOPLE + "    fate test\n        then\n" + body + "\n"), "test()")


def test_bounded_numbers_stay_within_their_bounds() -> None:
    assert done("hope(Ann) += 1") == ["hope(Ann) = min(hope(Ann) + 1, 5)"]
    assert done("hope(Ann) -= 1") == ["hope(Ann) = max(hope(Ann) - 1, 0)"]
    assert done("low(Ann) = hurt(Ann)") == ["low(Ann) = max(hurt(Ann), 2)"]
    assert done("hope(Ann) = hurt(Ann)") == ["hope(Ann) = hurt(Ann)"]
    assert done("low(Ann) = hope(Ann)") == ["low(Ann) = min(max(hope(Ann), 2), 4)"]
    assert done("coins(Ann) += 1") == ["coins(Ann) = coins(Ann) + 1"]


def test_the_later_line_wins_in_fabula() -> None:
    assert done("hope(Ann) = 1", "hope(Ann) = 2 if angry(Ann)") == ["hope(Ann) = 2 if angry(Ann)", "hope(Ann) = 1"]
    assert done("hope(Ann) = 2 if angry(Ann)", "hope(Ann) = 1") == ["hope(Ann) = 1"]


def test_the_canonical_order_of_values_decides_in_sabre() -> None:
    model = instantiate(
        sabre_world_of("""
            type place; entity P : place; entity Q : place; entity Ann : character; entity Bob : character;
            property at() : place; property c() : boolean; property d() : boolean; property n() : number;
            property e() : boolean;
            action a() {
                effect: (if(c()) at() = Q) & (if(d()) at() = P) & (if(e()) at() = ?) & (if(c()) n() = n() + 1)
                    & (if(d()) n() = 7) & (if(e()) n() = 3);
            };
        """)
    )
    assert effects(model, "a()") == [
        "at() = ? if e()",
        "at() = P if d()",
        "at() = Q if c()",
        "n() = 3 if e()",
        "n() = 7 if d()",
        "n() = n() + 1 if c()",
    ]


def test_conditions_nest_and_otherwise_is_the_opposite() -> None:
    assert done(
        "if angry(Ann)",
        "    hope(Ann) = 0",
        "    if lit(home)",
        "        hurt(Ann) = 0",
        "otherwise",
        "    hope(Ann) += 1",
    ) == [
        "hope(Ann) = min(hope(Ann) + 1, 5) if not angry(Ann)",
        "hope(Ann) = 0 if angry(Ann)",
        "hurt(Ann) = 0 if angry(Ann) and lit(home)",
    ]


def test_for_each_covers_those_for_whom_it_holds() -> None:
    assert done("for each c: character where c != Tom", "    angry(c)") == ["angry(Ann) = true", "angry(Eve) = true"]


def test_a_property_of_a_property_is_written_where_it_is() -> None:
    assert done("lit(at(Ann))") == ["lit(home) = true if at(Ann) == home", "lit(street) = true if at(Ann) == street"]


def test_belief_effects_read_outside_and_nest() -> None:
    assert done("Tom believes at(Ann) = at(Eve)") == ["Tom believes at(Ann) = at(Eve)"]
    assert done("Tom believes Eve believes angry(Ann) if lit(home)") == [
        "Tom believes Eve believes angry(Ann) = true if lit(home)"
    ]


def test_sabre_s_beliefs_read_inside_or_outside_as_written() -> None:
    model = instantiate(
        sabre_world_of("""
            entity Ann : character; entity Bob : character; property f() : number; property g() : number;
            property p() : boolean;
            action outside() { effect: believes(Ann, f()) = g(); };
            action inside() { effect: believes(Ann, f() = g()); };
            action test() { effect: believes(Ann, if(p()) f() = 1) & (if(p()) believes(Bob, f()) = 2); };
            action deep() { effect: believes(Ann, believes(Bob, f() = g())); };
        """)
    )
    assert effects(model, "outside()") == ["Ann believes f() = g()"]
    assert effects(model, "inside()") == ["Ann believes f() = believed(Ann, g())"]
    assert effects(model, "test()") == ["Ann believes f() = 1 if Ann believes p()", "Bob believes f() = 2 if p()"]
    assert effects(model, "deep()") == ["Ann believes Bob believes f() = believed(Ann, believed(Bob, g()))"]


def test_seeing_hands_over_what_is_visible() -> None:
    assert done("Tom sees Ann") == ["Tom believes at(Ann) = at(Ann)", "Tom believes hurt(Ann) = hurt(Ann)"]
    assert done("Tom sees Ann if lit(home)")[0] == "Tom believes at(Ann) = at(Ann) if lit(home)"


def test_figures_are_mistaken_and_recognised() -> None:
    model = model_of(
        PEOPLE
        + """
    stranger : figure
    start
        who(stranger) = Ann
    fate glimpse(c: character)
        when c != Ann
        then c takes stranger for Eve
    fate look(c: character)
        then c recognises stranger
    """
    )
    assert minds_changed(model, "glimpse(Tom)") == [("mistake", "Tom", "stranger")]
    assert minds_changed(model, "look(Tom)") == [("recognise", "Tom", "stranger")]
    assert [(mind.character, mind.figure) for mind in model.minds if mind.kind == "knowing"] == [
        ("Tom", "stranger"),
        ("Eve", "stranger"),
    ]


def test_two_values_without_a_condition_are_a_contradiction() -> None:
    (problem,) = problems_of(
        PEOPLE
        + """
    fate test(a: character, b: character)
        then hope(a) = 1
             hope(b) = 2
    """
    )
    assert problem.code == "F401"
    assert problem.wrong == "`test(Ann, Ann)` gives `hope(Ann)` two values"
    assert problem.span is not None
    assert problem.span.line == 15


def test_beliefs_can_contradict_each_other_too() -> None:
    (problem,) = problems_of(
        PEOPLE
        + """
    fate test(a: character, b: character)
        then Tom believes hope(a) = 1
             Tom believes hope(b) = 2
    """
    )
    assert problem.wrong == "`test(Ann, Ann)` gives `Tom believes hope(Ann)` two values"


def test_no_contradiction_where_the_precondition_or_a_condition_excludes_it() -> None:
    assert not problems_of(
        PEOPLE
        + """
    fate test(a: character, b: character)
        when a != b
        then hope(a) = 1, hope(b) = 2
    fate other(a: character, b: character)
        then hope(a) = 1, hope(b) = 2 if angry(b)
    fate third(a: character, b: character)
        then hope(a) = 1, hope(b) = 1
    fate fourth(a: character)
        then hope(a) = 1, Tom believes hope(a) = 2
    """
    )


def test_a_line_on_a_condition_that_always_holds_is_still_the_later_one() -> None:
    """What a line is conditional on may never change, or follow from the parameters."""
    model = model_of(
        PEOPLE
        + """
    fate test(a: character)
        then hope(a) = 1
             hope(a) = 2 if a == Ann
             hope(a) = 3 if a is a place
             Tom believes hope(a) = 1
             Tom believes hope(a) = 2 if a == Ann
    """
    )
    assert effects(model, "test(Ann)") == ["hope(Ann) = 2", "Tom believes hope(Ann) = 2"]
    assert effects(model, "test(Eve)") == ["hope(Eve) = 1", "Tom believes hope(Eve) = 1"]
