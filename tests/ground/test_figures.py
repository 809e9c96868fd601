"""Acts addressed to figures, and the minds of those who mistake them."""

from tests.ground.making import model_of

PATH = """
    world "T"
    type place
    path, home : place
    Naruto, Itachi, Sasuke : character
    stranger : figure
    property at(character) : place
    property heard(who: character, whom: character)
    property met
    start
        at(Naruto) = path
        at(Itachi) = path
        at(Sasuke) = home
        who(stranger) = Itachi
    fate glimpse
        when not met
        then Naruto takes stranger for Sasuke, met
             Naruto believes at(Sasuke) = path
        seen by Naruto
    action call(who: character, whom: character or figure)
        by who
        when who != whom, at(who) == at(whom)
        then heard(whom, who)
        text "{who} calls {whom}."
    action whisper(who: character, whom: character or figure, what: place)
        by who
        when who != whom, at(who) == at(whom), at(who) == what
        then heard(whom, who)
        text "{who} whispers to {whom}."
    trigger recognises
        when Naruto believes heard(Sasuke, Naruto), Naruto believes at(Sasuke) == path
        then Naruto recognises stranger
             Naruto believes not heard(Sasuke, Naruto)
"""


def test_an_act_is_addressed_to_a_figure_by_those_who_can_mistake_it() -> None:
    model = model_of(PATH)
    assert [(str(found), model.characters[found.character], found.figure) for found in model.addressed] == [
        ("call(Naruto, stranger)", "Naruto", "stranger"),
        ("whisper(Naruto, stranger, path)", "Naruto", "stranger"),
    ]
    call = model.addressed[0]
    assert call.index == len(model.events)
    assert model.fluents[call.who].name == "who(stranger)"
    assert [(name, str(model.events[number])) for name, number in call.instances] == [
        ("Itachi", "call(Naruto, Itachi)"),
        ("Sasuke", "call(Naruto, Sasuke)"),
    ]


def test_who_a_figure_is_stays_although_no_effect_changes_it() -> None:
    model = model_of(PATH)
    who = next(fluent for fluent in model.fluents if fluent.name == "who(stranger)")
    assert model.initial.values[who.index] == "Itachi"
    assert who.domain == ("Naruto", "Itachi", "Sasuke", None)


def test_without_a_mistake_there_is_no_figure_to_address() -> None:
    model = model_of(PATH.replace("Naruto takes stranger for Sasuke, met", "met"))
    assert model.addressed == ()
    assert [mind.kind for mind in model.minds] == ["actual"] * 3
    assert ("who(stranger)", "Itachi") in model.constants
