"""Effects: what each construct becomes, what is refused, and lines that can't both be meant."""

import pytest

from fabula.world.effects import (
    Assign,
    BelievesEffect,
    Conditional,
    Effect,
    ForAll,
    Mistakes,
    Recognises,
    Sees,
    Together,
    Wakes,
)
from fabula.world.expressions import TRUE, Arith, Believes, Compare, Const, Read, Var
from tests.world.text import codes_of, errors_of, event_of

WHO, WHOM = Var("who"), Var("whom")
TIRED = Read("tired/character", (WHO,))
AT = Read("at/character", (WHO,))
LIKES = Read("likes/character/character", (WHO, WHOM))
HEAD = "stranger : figure\nfate a(who: character, whom: character)\n    when who != whom\n    then\n"


def effect(lines: str) -> Effect:
    return event_of(HEAD + "".join(f"        {line}\n" for line in lines.split("\n"))).effect


def believes(who: Var, inner: Effect) -> BelievesEffect:
    return BelievesEffect(who, inner, outside=True)


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ("at(who) = home", Assign(AT, Const("home"))),
        ("at(who) = ?", Assign(AT, Const(None))),
        ("tired(who)", Assign(TIRED, Const(True))),
        ("not tired(who), at(who) = home", Together((Assign(TIRED, Const(False)), Assign(AT, Const("home"))))),
        ("likes(who, whom) += 1", Assign(LIKES, Arith("+", LIKES, Const(1)))),
        ("likes(who, whom) -= 2", Assign(LIKES, Arith("-", LIKES, Const(2)))),
        ("likes(who, whom) at least 2", Assign(LIKES, Arith("max", LIKES, Const(2)))),
        ("likes(who, whom) at most 2", Assign(LIKES, Arith("min", LIKES, Const(2)))),
        ("at(who) = home if tired(who)", Conditional(TIRED, Assign(AT, Const("home")))),
        (
            "if tired(who)\n    at(who) = home\notherwise\n    tired(who)",
            Conditional(TIRED, Assign(AT, Const("home")), Assign(TIRED, TRUE)),
        ),
        (
            "tired(x) for each x: character",
            ForAll("x", "character", Assign(Read("tired/character", (Var("x"),)), TRUE)),
        ),
        (
            "for each x: character where x != who\n    tired(x)",
            ForAll(
                "x",
                "character",
                Conditional(Compare("!=", Var("x"), WHO), Assign(Read("tired/character", (Var("x"),)), TRUE)),
            ),
        ),
        ("whom believes at(who) = home", believes(WHOM, Assign(AT, Const("home")))),
        (
            "whom believes\n    tired(who)\n    who believes at(who) = home",
            believes(WHOM, Together((Assign(TIRED, TRUE), believes(WHO, Assign(AT, Const("home")))))),
        ),
        # what is added to a belief is added to what was believed, not to what is so
        (
            "whom believes who believes likes(who, whom) += 1",
            believes(
                WHOM,
                believes(WHO, Assign(LIKES, Arith("+", Believes(WHOM, Believes(WHO, LIKES)), Const(1)))),
            ),
        ),
        ("who sees whom", Sees(WHO, WHOM)),
        ("who takes stranger for whom", Mistakes(WHO, Const("stranger"), WHOM)),
        ("who recognises stranger", Recognises(WHO, Const("stranger"))),
        ("who wakes", Wakes(WHO)),
    ],
)
def test_what_each_construct_becomes(lines: str, wanted: Effect) -> None:
    assert effect(lines) == wanted


def test_the_belief_of_whoever_it_is() -> None:
    """A believer that is read from a property is found among all characters."""
    text = "property friend(character) : character\n" + HEAD + "        friend(who) believes tired(who)\n"
    same = Compare("==", Read("friend/character", (WHO,)), Var("believer"))
    inner = Conditional(same, believes(Var("believer"), Assign(TIRED, TRUE)))
    assert event_of(text).effect == ForAll("believer", "character", inner)


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        ("at(who) = Ann", ["F207"]),
        ("at(who) = 3", ["F207"]),
        ("at(who)", ["F207"]),
        ("tired(who) = ?", ["F207"]),
        ("likes(who, whom) = true", ["F207"]),
        ("likes(who, whom) = 4", ["F209"]),
        ("likes(who, whom) = 0.5", ["F209"]),
        ("likes(who, whom) = -1", ["F209"]),
        ("at(who) += 1", ["F207"]),
        ("who = whom", ["F212"]),
        ("Ann", ["F212"]),
        ("believed(who, tired(who))", ["F212"]),
        ("tierd(who)", ["F205"]),
        ("at(whoo) = hoem", ["F201", "F201"]),
        ("home believes tired(who)", ["F218"]),
        ("home believes tierd(who)", ["F218", "F205"]),
        ("who takes whom for who", ["F219"]),
        ("tired(x) for each x: charcter", ["F202"]),
        # contradictions
        ("tired(who)\nnot tired(who)", ["F213"]),
        ("at(who) = home\nat(who) = street", ["F213"]),
        ("likes(who, whom) += 1\nlikes(who, whom) -= 1", ["F213"]),
        ("whom believes tired(who)\nwhom believes not tired(who)", ["F213"]),
        ("at(who) = home\nat(who) = home", []),
        ("tired(who)\nwhom believes not tired(who)", []),
        ("tired(who)\nnot tired(who) if at(who) == home", []),
        ("at(who) = home\nat(whom) = street", []),
    ],
)
def test_what_is_refused(lines: str, codes: list[str]) -> None:
    assert errors_of(HEAD + "".join(f"        {line}\n" for line in lines.split("\n"))) == codes


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("likes(who, whom) += 1\nlikes(who, whom) += 1 if tired(who)", True),
        ("likes(who, whom) += 1 if tired(who)\nlikes(who, whom) += 1 if tired(whom)", True),
        ("likes(who, whom) = 1\nlikes(who, whom) += 1 if tired(who)", True),
        ("likes(who, whom) += 1\nlikes(who, whom) = 0 if tired(who)", False),
        ("likes(who, whom) += 1 if tired(who)\nlikes(who, whom) += 2 if not tired(who)", False),
        ("likes(who, whom) += 1 if at(who) == home\nlikes(who, whom) += 2 if at(who) == street", False),
        ("likes(who, whom) += 1 if at(who) == home and tired(who)\nlikes(who, whom) += 2 if not tired(who)", False),
        ("if tired(who)\n    likes(who, whom) += 1\notherwise\n    likes(who, whom) += 2", False),
    ],
)
def test_changes_that_do_not_add_up(lines: str, told: bool) -> None:
    found = codes_of(HEAD + "".join(f"        {line}\n" for line in lines.split("\n")))
    assert ("F309" in found) is told


def test_outcomes_may_differ_from_each_other_but_not_from_what_happens_anyhow() -> None:
    text = "fate a(who: character)\n    then tired(who)\n    either at(who) = home\n    or at(who) = street\n"
    assert errors_of(text) == []
    assert errors_of(text.replace("= street", "= street, not tired(who)")) == ["F213"]
