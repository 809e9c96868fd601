"""Events: parameters, who must want them, who notices them, chance, texts; agreements as triggers."""

from fractions import Fraction

import pytest

from fabula.world.effects import Assign, BelievesEffect, Together
from fabula.world.expressions import (
    FALSE,
    TRUE,
    And,
    Compare,
    Const,
    Expr,
    Not,
    Or,
    Read,
    Var,
)
from fabula.world.model import Consent, Parameter, Slot
from tests.world.text import errors_of, event_of, world_of

ANYONE, WHO = Var("anyone"), Var("who")


def at(who: Expr) -> Read:
    return Read("at/character", (who,))


def tired(who: Expr) -> Read:
    return Read("tired/character", (who,))


def test_parameters_literals_and_figures() -> None:
    event = event_of("action call(who: character, Tom, whom: character or figure)\n    by who\n    then tired(who)\n")
    assert event.parameters == (
        Parameter("who", "character"),
        Parameter("Tom", "character", literal=Const("Tom")),
        Parameter("whom", "character", or_figure=True),
    )


def test_who_must_want_it() -> None:
    event = event_of(
        "action go(who: character, whom: character)\n    by who, whom unless tired(whom), Ann\n    then tired(who)\n"
    )
    assert event.consenting == (Consent(WHO), Consent(Var("whom"), tired(Var("whom"))), Consent(Const("Ann")))


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("everybody", TRUE),
        ("nobody", FALSE),
        ("who", Compare("==", ANYONE, WHO)),
        ("who, Ann", Or((Compare("==", ANYONE, WHO), Compare("==", ANYONE, Const("Ann"))))),
        ("anyone when at(anyone) == home", Compare("==", at(ANYONE), Const("home"))),
        ("everybody unless tired(anyone)", Not(tired(ANYONE))),
        ("who unless tired(who)", And((Compare("==", ANYONE, WHO), Not(tired(WHO))))),
        ("who\n    seen by Ann", Or((Compare("==", ANYONE, WHO), Compare("==", ANYONE, Const("Ann"))))),
        ("who unless tired(who)\n    seen by everybody", TRUE),
    ],
)
def test_who_notices(line: str, wanted: Expr) -> None:
    event = event_of(f"fate a(who: character)\n    then tired(who)\n    seen by {line}\n")
    assert event.observing is not None
    assert (event.observing.var, event.observing.condition) == ("anyone", wanted)


def test_nothing_said_of_who_notices() -> None:
    assert event_of("fate a\n    then tired(Ann)\n").observing is None


def test_chance() -> None:
    text = """
action sneak(who: character)
    by who
    odds likes(who, Tom) : 2.5
    then tired(who)
    either
        at(who) = home
        text "He is heard."
    or at(who) = street   text "Nobody stirs."
"""
    event = event_of(text)
    assert event.effect == Assign(tired(WHO), TRUE)
    first, second = event.outcomes
    assert (first.weight, second.weight) == (
        Read("likes/character/character", (WHO, Const("Tom"))),
        Const(Fraction(5, 2)),
    )
    assert second.effect == Assign(at(WHO), Const("street"))
    assert first.texts[0].template == "He is heard."


def test_outcomes_without_odds_are_equally_likely() -> None:
    event = event_of("fate a\n    either tired(Ann)\n    or tired(Tom)\n")
    assert [outcome.weight for outcome in event.outcomes] == [Const(1), Const(1)]


def test_kinds_time_and_dreams() -> None:
    world = world_of(
        "contest run(a: character, b: character)\n    by a, b\n    odds 1 : 1\n    either tired(a)\n    or tired(b)\n"
        "tick noon\n    then tired(Ann)\nfate fall\n    then tired(Ann)\n    takes 2\n"
        "dream feast(who: character)\n    dreamer who\n    then at(who) = home\n"
    )
    assert [(e.kind, e.takes, e.dreamer) for e in world.events] == [
        ("action", 0, None),
        ("tick", 0, None),
        ("fate", 2, None),
        ("dream", 0, WHO),
    ]


def test_texts() -> None:
    event = event_of(
        "fate a(who: character)\n    then tired(who)\n"
        '    text for Ann when tired(who) "{Who} yawns at {At(who)}, {Naruto}." | "A yawn."\n'
        '    text "Tom: {likes(who, Tom) + 1}"\n'
        "Naruto : character\n"
    )
    first, second = event.texts
    assert (first.audience, first.condition) == (Const("Ann"), tired(WHO))
    assert first.template == "{Who} yawns at {At(who)}, {Naruto}."
    assert first.variants == (
        (Slot(WHO, capital=True), " yawns at ", Slot(at(WHO), capital=True), ", ", Slot(Const("Naruto")), "."),
        ("A yawn.",),
    )
    assert second.template == "Tom: {likes(who, Tom) + 1}"


def test_a_telling_stands_before_the_events_own_texts() -> None:
    event = event_of('fate a(who: character)\n    then tired(who)\n    text "own"\ntelling a\n    text "{who} first"\n')
    assert [text.template for text in event.texts] == ["{who} first", "own"]
    assert errors_of('telling nothing\n    text "x"\n') == ["F201"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("fate a(who: charcter)\n    then tired(who)\n", ["F202"]),
        ("fate a(Tim)\n    then tired(Ann)\n", ["F201"]),
        ("fate a(who: character, who: place)\n    then tired(Ann)\n", ["F203"]),
        ("fate a(anyone: character)\n    then tired(Ann)\n", ["F203"]),
        ("fate a(who: character)\n    then tired(who)\nfate a(x: character)\n    then tired(x)\n", ["F203"]),
        ("fate a(who: character)\n    then tired(who)\nfate a(x: place)\n    then tired(Ann)\n", []),
        ("trigger a(who: character or figure)\n    when tired(who)\n    then not tired(who)\n", ["F219"]),
        ("action a(who: place or figure)\n    by Ann\n    then tired(Ann)\n", ["F219"]),
        ("action a(p: place)\n    by p\n    then tired(Ann)\n", ["F218"]),
        ("fate a\n    then tired(Ann)\n    seen by home\n", ["F218"]),
        ("fate a\n    when anyone == Ann\n    then tired(Ann)\n", ["F201"]),
        ('fate a\n    then tired(Ann)\n    text "{tired(Ann)}"\n', ["F222"]),
        ('fate a\n    then tired(Ann)\n    text "{who}"\n', ["F201"]),
        ("fate a\n    odds 0 : 0\n    either tired(Ann)\n    or tired(Tom)\n", ["F216"]),
        ("fate a\n    odds -2 : 1\n    either tired(Ann)\n    or tired(Tom)\n", ["F216"]),
        ("dream a(p: place)\n    dreamer p\n    then tired(Ann)\n", ["F218"]),
    ],
)
def test_what_is_refused(text: str, codes: list[str]) -> None:
    assert errors_of(text) == codes


STAY = """
agreement stay(guest: character, host: character)
    from guest to host
    if tired(guest)
    owes at(guest) != home
    until at(host) == home
    or else tired(host), host believes tired(guest)
"""


def test_an_agreement_is_three_triggers() -> None:
    world = world_of(STAY)
    guest, host = Var("guest"), Var("host")
    status = Read("status/agreement/character/character", (Const("stay"), guest, host))

    def status_is(word: str) -> Expr:
        return Compare("==", status, Const(word))

    owes, due = Compare("!=", at(guest), Const("home")), Compare("==", at(host), Const("home"))
    kept, broken, expired = world.events
    assert [event.name for event in world.events] == ["stay_kept", "stay_broken", "stay_expired"]
    assert {event.kind for event in world.events} == {"trigger"}
    assert kept.precondition == And((status_is("in_force"), tired(guest), owes))
    assert kept.effect == Assign(status, Const("kept"))
    assert broken.precondition == And((status_is("in_force"), due, tired(guest), Not(owes)))
    sanction = BelievesEffect(host, Assign(tired(guest), TRUE), outside=True)
    assert broken.effect == Together((Assign(status, Const("broken")), Assign(tired(host), TRUE), sanction))
    never_owed = And((status_is("in_force"), Not(tired(guest))))
    assert expired.precondition == And((due, Or((status_is("offered"), never_owed))))
    assert world.members["agreement"] == ("stay",)


def test_an_agreement_without_a_deadline_is_only_ever_kept() -> None:
    text = "agreement stay(a: character, b: character)\n    from b to a\n    owes at(a) == home\n"
    assert [event.name for event in world_of(text).events] == ["stay_kept"]


@pytest.mark.parametrize(
    "agreement",
    [
        "agreement a(x: character)\n    from x to x\n    owes tired(x)\n",
        "agreement a(x: character, y: place)\n    from x to x\n    owes tired(x)\n",
        "agreement a(x: character, y: character)\n    from x to x\n    owes tired(x)\n",
        "agreement a(x: character, y: character)\n    from x to Ann\n    owes tired(x)\n",
        "agreement a(x: character, y: character, z: character)\n    from x to y\n    owes tired(x)\n",
    ],
)
def test_an_agreement_is_one_of_two_characters(agreement: str) -> None:
    assert errors_of(agreement) == ["F221"]
