"""The head of a file, the start, wants, endings, questions and expectations."""

import pytest

from fabula.world.effects import Assign, BelievesEffect, Conditional, ForAll
from fabula.world.expressions import TRUE, Arith, Compare, Const, If, Read, Var
from fabula.world.model import Limits
from tests.world.text import HEAD, errors_of, world_of

ANN, TOM = Const("Ann"), Const("Tom")


def test_the_head() -> None:
    head = 'world "T"\nby "Me"\npremise "Two."\ntold by Ann\nforesight 4\ndepth 1\nhorizon 5\n' + HEAD.split("\n", 1)[1]
    world = world_of("", head=head)
    assert (world.title, world.author, world.premise, world.focalizer) == ("T", "Me", "Two.", "Ann")
    assert world.limits == Limits(4, 1, 5)
    assert world_of("").limits == Limits()
    assert world_of("").focalizer is None


def test_the_start_in_order() -> None:
    world = world_of(
        "start\n    at(Ann) = home, tired(Tom)\n    likes(Tom, x) = 2 for each x: character where x != Tom\n"
        "start\n    Tom believes at(Ann) = street\n    at(Tom) = at(Ann)\n"
    )
    effects = [statement.effect for statement in world.start]
    likes = Assign(Read("likes/character/character", (TOM, Var("x"))), Const(2))
    assert effects == [
        Assign(Read("at/character", (ANN,)), Const("home")),
        Assign(Read("tired/character", (TOM,)), TRUE),
        ForAll("x", "character", Conditional(Compare("!=", Var("x"), TOM), likes)),
        BelievesEffect(TOM, Assign(Read("at/character", (ANN,)), Const("street")), outside=True),
        Assign(Read("at/character", (TOM,)), Read("at/character", (ANN,))),
    ]


def test_a_later_statement_of_the_start_may_contradict() -> None:
    assert errors_of("start\n    at(Ann) = home\n    at(Ann) = street\n") == []


def test_wants() -> None:
    world = world_of(
        "wants Ann\n    company: 3 if at(Ann) == at(Tom)\n    pride: -likes(Tom, Ann)\n    peace: not tired(Ann)\n"
    )
    near = Compare("==", Read("at/character", (ANN,)), Read("at/character", (TOM,)))
    tired = Read("tired/character", (ANN,))
    assert [(want.who, want.name) for want in world.wants] == [("Ann", "company"), ("Ann", "pride"), ("Ann", "peace")]
    company, pride, peace = (want.value for want in world.wants)
    assert company == If(near, Const(3), Const(0))
    assert pride == Arith("-", Const(0), Read("likes/character/character", (TOM, ANN)))
    assert isinstance(peace, If)
    assert (peace.then, peace.otherwise) == (Const(1), Const(0))
    assert peace.condition.body == tired  # type: ignore[union-attr]


def test_wants_of_everybody_become_wants_of_each() -> None:
    world = world_of("wants c: character\n    rest: -2 if tired(c)\n    love: sum of likes(x, c) for x: character\n")
    assert [(want.who, want.name) for want in world.wants] == [
        ("Ann", "rest"),
        ("Ann", "love"),
        ("Tom", "rest"),
        ("Tom", "love"),
    ]
    assert world.wants[2].value == If(Read("tired/character", (TOM,)), Const(-2), Const(0))


def test_endings_questions_and_expectations() -> None:
    world = world_of(
        'ending rest "All rest" when not tired(Ann), not tired(Tom)\nending end when tired(Ann)\n'
        'question "Will it?" end\nexpect possible rest\nexpect never tired(Tom)\nexpect start at(Ann) == ?\n'
    )
    rest, end = world.endings
    assert (rest.title, end.title) == ("All rest", "end")
    assert world.questions[0].condition == end.condition
    possible, never, start = world.expectations
    assert possible.condition == rest.condition
    assert (possible.written, never.written, start.written) == ("rest", "tired(Tom)", "at(Ann) == ?")
    assert (possible.kind, never.kind, start.kind) == ("possible", "never", "start")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("wants Tim\n    rest: 1\n", ["F201"]),
        ("wants home\n    rest: 1 if tired(Ann)\n", ["F218"]),
        ("wants c: place\n    rest: 1 if tired(c)\n", ["F218"]),
        ("wants Ann\n    rest: at(Ann)\n", ["F207"]),
        ("wants Ann\n    rest: 1 if at(Ann)\n", ["F207"]),
        ("ending a when tired(Ann)\nending a when tired(Tom)\n", ["F203"]),
        ("expect possible nothing\n", ["F201"]),
        ("expect never at(Ann)\n", ["F207"]),
        ('question "x" likes(Ann, Tom)\n', ["F207"]),
        ("start\n    likes(Ann, Tom) = 9\n    who = Ann\n", ["F209", "F201"]),
    ],
)
def test_what_is_refused(text: str, codes: list[str]) -> None:
    assert errors_of(text) == codes
