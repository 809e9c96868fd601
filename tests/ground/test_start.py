"""The start: statements in order, beliefs by path, what is not said inherited."""

from fabula.ground import instantiate
from fabula.ground.model import InitialState
from fabula.ground.start import Start
from fabula.world.expressions import Value
from tests.ground.making import names, sabre_world_of, whole_model_of

PEOPLE = """
    world "T"
    type place
    home, street, bar : place
    Ann, Tom, Eve : character
    property at(character) : place
    property likes(who: character, whom: character) : 1..3
    property cold(character)
    start
"""


def started(*lines: str) -> tuple[dict[str, Value], dict[str, Value]]:
    """The values and the explicit beliefs after these statements."""
    model = whole_model_of(PEOPLE + "\n".join(f"        {line}" for line in lines))
    fluents = names(model)
    values = dict(zip(fluents, model.initial.values, strict=True))
    beliefs = {
        " ".join((*(model.characters[number] for number in path), fluents[fluent])): value
        for path, fluent, value in model.initial.beliefs
    }
    return values, beliefs


def test_defaults() -> None:
    values, beliefs = started("cold(Ann)")
    assert values["at(Ann)"] is None
    assert values["likes(Ann, Tom)"] == 1
    assert values["cold(Ann)"] is True
    assert values["cold(Tom)"] is False
    assert beliefs == {}


def test_later_statements_win_and_see_earlier_ones() -> None:
    values, _ = started("at(Ann) = home", "at(Tom) = at(Ann)", "at(Ann) = bar")
    assert (values["at(Ann)"], values["at(Tom)"]) == ("bar", "home")


def test_inside_one_for_each_everything_is_read_before() -> None:
    values, _ = started("at(Ann) = home", "at(Tom) = bar", "for each c: character", "    at(c) = at(Ann) if c != Ann")
    assert (values["at(Tom)"], values["at(Eve)"]) == ("home", "home")
    values, _ = started(
        "at(Ann) = home", "at(Tom) = bar", "if at(Ann) == home", "    at(Ann) = at(Tom)", "    at(Tom) = at(Ann)"
    )
    assert (values["at(Ann)"], values["at(Tom)"]) == ("bar", "home")


def test_explicit_beliefs_stay_and_nest_and_collapse() -> None:
    values, beliefs = started(
        "Tom believes at(Ann) = bar",
        "at(Ann) = home",
        "Tom believes Eve believes at(Ann) = street",
        "Eve believes Eve believes cold(Tom)",
    )
    assert values["at(Ann)"] == "home"
    assert beliefs == {"Tom at(Ann)": "bar", "Tom Eve at(Ann)": "street", "Eve cold(Tom)": True}


def test_what_is_not_said_is_as_in_the_enclosing_mind() -> None:
    initial = InitialState((0,), (((0,), 0, 1), ((0, 1), 0, 2)))
    start = Start(initial, ("Ann", "Tom", "Eve"))
    assert start.at((), 0) == 0
    assert start.at((1,), 0) == 0
    assert start.at((1, 0), 0) == 0  # what Tom believes that Ann believes is what Tom believes
    assert start.at((0, 0), 0) == 1
    assert start.at((0, 1), 0) == 2
    assert start.at((0, 1, 0), 0) == 2
    assert start.at((0, 0, 1, 1), 0) == 2
    assert start.at((0, 2, 1), 0) == 1
    assert start.everywhere((1,), 0) == {0, 1, 2}


def test_sabre_s_top_level_conjuncts_are_statements_of_their_own() -> None:
    model = instantiate(
        sabre_world_of("""
            entity Ann : character; entity Bob : character; property m(c : character) : number;
            m(Ann) = 1;
            m(Bob) = m(Ann) + 1 & m(Ann) = 7;
            believes(Bob, m(Ann) = m(Bob));
            believes(Ann, m(Bob)) = m(Ann);
        """)
    )
    assert model.initial == InitialState((7, 2), (((0,), 1, 7), ((1,), 0, 2)))
