"""Expressions: what each construct becomes, how definitions are put in, and what is refused."""

from fractions import Fraction

import pytest

from fabula.world.expressions import (
    TRUE,
    And,
    Arith,
    Believes,
    Compare,
    Const,
    Expr,
    If,
    IsType,
    Mistaken,
    Not,
    Or,
    Quantified,
    Read,
    Var,
)
from tests.world.text import codes_of, errors_of, event_of

WHO = Var("who")
TIRED = Read("tired/character", (WHO,))
AT = Read("at/character", (WHO,))


def expr(text: str, before: str = "") -> Expr:
    """The condition as it is checked, of `who` and `whom`."""
    return event_of(
        f"{before}\nfate a(who: character, whom: character)\n    when {text}\n    then tired(who)\n"
    ).precondition


def likes(one: str, other: str) -> Read:
    return Read("likes/character/character", (Var(one), Var(other)))


def some(kind: str, body: Expr, type_: str = "character") -> Quantified:
    return Quantified(kind, "x", type_, body)  # type: ignore[arg-type]


TIRED_X = Read("tired/character", (Var("x"),))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("tired(who)", TIRED),
        ("not tired(who)", Not(TIRED)),
        ("tired(who), at(who) == home", And((TIRED, Compare("==", AT, Const("home"))))),
        ("tired(who) or at(who) != ?", Or((TIRED, Compare("!=", AT, Const(None))))),
        ("tired(who) == true", Compare("==", TIRED, Const(True))),
        (
            "likes(who, whom) + 1 >= 2.5",
            Compare(">=", Arith("+", likes("who", "whom"), Const(1)), Const(Fraction(5, 2))),
        ),
        ("-likes(who, whom) < -1", Compare("<", Arith("-", Const(0), likes("who", "whom")), Const(-1))),
        (
            "min(likes(who, whom), 1) == max(0, 1)",
            Compare("==", Arith("min", likes("who", "whom"), Const(1)), Arith("max", Const(0), Const(1))),
        ),
        ("who believes tired(who)", Believes(WHO, TIRED)),
        ("who believes whom believes tired(who)", Believes(WHO, Believes(Var("whom"), TIRED))),
        (
            "believed(who, at(whom)) == home",
            Compare("==", Believes(WHO, Read("at/character", (Var("whom"),))), Const("home")),
        ),
        ("mistaken(who, whom)", Mistaken(WHO, Var("whom"))),
        ("at(who) is a place", IsType(AT, "place")),
        ("at(who) is not a place", Not(IsType(AT, "place"))),
        ("exists x: character where tired(x)", some("exists", TIRED_X)),
        ("exists x: character", some("exists", TRUE)),
        ("no x: character where tired(x)", Not(some("exists", TIRED_X))),
        ("each x: character has tired(x)", some("forall", TIRED_X)),
        (
            "each x: character where tired(x) has x == who",
            some("forall", Or((Not(TIRED_X), Compare("==", Var("x"), WHO)))),
        ),
        ("(count of x: character where tired(x)) == 2", Compare("==", some("count", TIRED_X), Const(2))),
        ("(sum of likes(x, who) for x: character) == 2", Compare("==", some("sum", likes("x", "who")), Const(2))),
        (
            "(sum of likes(x, who) for x: character where tired(x)) == 2",
            Compare("==", some("sum", If(TIRED_X, likes("x", "who"), Const(0))), Const(2)),
        ),
        (
            "(home if tired(who) otherwise street) == at(who)",
            Compare("==", If(TIRED, Const("home"), Const("street")), AT),
        ),
    ],
)
def test_what_each_construct_becomes(text: str, wanted: Expr) -> None:
    assert expr(text) == wanted


def test_a_belief_of_whoever_it_is() -> None:
    """A believer that is read from a property is asked for by a quantifier."""
    found = expr("friend(who) believes tired(who)", "property friend(character) : character")
    friend = Read("friend/character", (WHO,))
    same = Compare("==", friend, Var("believer"))
    assert found == Quantified("exists", "believer", "character", And((same, Believes(Var("believer"), TIRED))))


def test_arguments_may_be_expressions() -> None:
    found = expr("lit(at(who))", "property lit(place)")
    assert found == Read("lit/place", (AT,))


def test_definitions_are_put_in() -> None:
    before = "define same(a: character, b: character) = at(a) == at(b)\ndefine close(c: character) = same(c, Ann)"
    assert expr("close(who)", before) == Compare("==", AT, Read("at/character", (Const("Ann"),)))


def test_a_definition_does_not_catch_the_names_of_its_arguments() -> None:
    before = "define liked(c: character) = exists x: character where likes(x, c) > 0"
    found = expr("exists x: character where liked(x)", before)
    inner = Quantified("exists", "x'", "character", Compare(">", likes("x'", "x"), Const(0)))
    assert found == Quantified("exists", "x", "character", inner)


def test_a_definition_may_be_a_value() -> None:
    before = "define worth(c: character) = sum of likes(x, c) for x: character\ndefine here = at(Ann)"
    assert errors_of(before + "\nfate a(c: character)\n    when worth(c) > 2, here == home\n    then tired(c)\n") == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("nobody(who)", ["F205"]),
        ("hoem == at(who)", ["F201"]),
        ("at(who)", ["F207"]),
        ("tired(who, whom)", ["F206"]),
        ("tired(home)", ["F206"]),
        ("at(who) == Ann", ["F208"]),
        ("at(who) == 3", ["F207"]),
        ("tired(who) > 1", ["F207"]),
        ("likes(who, whom) / 0 > 1", ["F228"]),
        ("exists x: plcae where at(x) == home", ["F202"]),
        ("exists x: place where tired(x)", ["F206"]),
        ("home believes tired(who)", ["F218"]),
        ("who believes likes(who, whom)", ["F207"]),
        ("sum of tired(x) for x: character", ["F207", "F207"]),
        # one slip is told once, whatever rests on it
        (
            "not (hoem == at(who) and lkies(who, hoem) + 1 > 2 or hoem) and mistaken(who, hoem)",
            ["F201", "F205"],
        ),
        ("likes(whoo, whom) > 1 and likes(whoo, whom) + likes(who, whom) > at(whoo)", ["F201"]),
    ],
)
def test_what_is_refused(text: str, codes: list[str]) -> None:
    lines = f"fate a(who: character, whom: character)\n    when {text}\n    then tired(who)\n"
    assert codes_of(lines) == codes


def test_a_broken_definition_is_told_once() -> None:
    text = "define bad(c: character) = tierd(c)\n"
    text += "fate a(c: character)\n    when bad(c), bad(Ann), not bad(c)\n    then tired(c)\n"
    assert codes_of(text) == ["F205"]


def test_definitions_that_use_themselves_are_told_with_the_loop() -> None:
    text = "define a = b\ndefine b = c\ndefine c = a or d\ndefine d = d\nfate x\n    when a, d\n    then tired(Ann)\n"
    assert sorted(codes_of(text)) == ["F210", "F210"]


@pytest.mark.parametrize("grow", ["a{n} + a{n}", "a{n} + 1"])
def test_definitions_that_grow_are_stopped(grow: str) -> None:
    lines = [f"define a{n + 1} = {grow.format(n=n)}" for n in range(150)]
    found = codes_of("\n".join(["define a0 = likes(Ann, Tom)", *lines, "ending e when a150 > 1"]) + "\n")
    assert found == ["F211"]


def test_a_long_chain_of_definitions_declared_backwards() -> None:
    lines = [f"define a{n + 1} = a{n} + 1" for n in reversed(range(3000))]
    found = codes_of("\n".join([*lines, "define a0 = likes(Ann, Tom)", "ending e when a3000 > 1"]) + "\n")
    assert found == ["F211"]
