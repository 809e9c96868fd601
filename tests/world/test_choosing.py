"""How characters choose, as a world says it: rates, replies due, tempers, and who acts freely."""

from fractions import Fraction

import pytest

from fabula.world.expressions import FALSE, ONE, TRUE, Arith, Const, If, Read, Var
from fabula.world.model import Consent, Parameter
from fabula.world.static import constant
from tests.world.text import HEAD, codes_of, errors_of, event_of, world_of

CHILDREN = """
type child : character
Ben, Cem : child
"""
TIRED = Read("tired/character", (Var("c"),))


def test_a_rate_is_an_expression_over_the_parameters() -> None:
    made = event_of("fate tire(c: character)\n    rate 2 if tired(c) otherwise 1/3\n    then tired(c)")
    assert made.rate == If(TIRED, Const(2), Arith("/", Const(1), Const(3)))
    assert event_of("fate tire(c: character)\n    then tired(c)").rate == ONE


@pytest.mark.parametrize("head", ["fate tires", "tick dusk", "dream tire\n    dreamer Ann"])
def test_what_nobody_decides_on_has_a_rate(head: str) -> None:
    assert event_of(f"{head}\n    rate 0.5\n    then tired(Ann)").rate == Const(Fraction(1, 2))
    assert event_of(f"{head}\n    rate 0\n    then tired(Ann)").rate == Const(0)


@pytest.mark.parametrize("rate", ["-1", "1/10 - 1", "?", "2 * -1"])
def test_no_rate(rate: str) -> None:
    assert errors_of(f"fate tires\n    rate {rate}\n    then tired(Ann)") == ["F216"]


@pytest.mark.parametrize("head", ["action go(c: character)\n    by c", "trigger t(c: character)"])
def test_what_is_chosen_or_happens_at_once_has_no_rate(head: str) -> None:
    assert errors_of(f"{head}\n    when not tired(c)\n    then tired(c)\n    rate 2") == ["F137"]


def test_a_reply_is_due_from_any_of_a_type_or_from_one() -> None:
    text = "reply due from c: child when tired(c)\nreply due from Ann\n    when tired(Ann)\n         tired(Tom)\n"
    due = world_of(CHILDREN + text).due
    assert (due[0].who, due[0].condition) == (Parameter("c", "child"), TIRED)
    assert due[1].who == Parameter("Ann", "character", literal=Const("Ann"))
    assert due[1].condition == world_of("define d = tired(Ann) and tired(Tom)\nending e when d").endings[0].condition


def test_what_a_reply_or_a_rate_reads_is_read() -> None:
    wants = "wants c: character\n    love: likes(c, Ann)\n    near: at(c) == home\n"
    fate = "fate meet(c: character)\n    then likes(c, Ann) += 1, at(c) = home, tired(c)\n"
    assert codes_of(wants + fate) == ["F301"]
    assert codes_of(f"{wants}{fate}    rate 2 if tired(c) otherwise 1\n") == []
    assert codes_of(f"{wants}{fate}reply due from c: character when tired(c)\n") == []


def test_a_name_may_be_reply_or_temper() -> None:
    made = world_of("temper : place\nreply, due : place\ntemper Ann even\nproperty rate(character)\nproperty freely")
    assert {"temper", "reply", "due"} <= set(made.members["place"])
    assert made.tempers == {"Ann": None}


def test_tempers() -> None:
    assert world_of(f"{CHILDREN}temper Ann 1/2\ntemper Tom even\ntemper Ben 3").tempers == {
        "Ann": Fraction(1, 2),
        "Tom": None,
        "Ben": 3,
    }
    assert world_of("").tempers == {}


@pytest.mark.parametrize(
    "value", ["0", "-2", "1 - 1", "?", "count of x: character", "not tired(Ann)", "likes(Ann, Tom)"]
)
def test_no_temper(value: str) -> None:
    assert errors_of(f"temper Ann {value}") == ["F229"]


def test_whose_temper() -> None:
    assert errors_of("temper Nobody 2") == ["F201"]
    assert errors_of("temper home 2") == ["F218"]
    assert errors_of("temper Ann 2\ntemper Ann even\ntemper Ann 3") == ["F203", "F203"]


def test_who_acts_freely_is_never_in_need_of_a_reason() -> None:
    made = event_of("action shout(a: character, b: character)\n    by a freely, b\n    then tired(a)")
    assert made.consenting == (Consent(Var("a"), TRUE), Consent(Var("b"), FALSE))


def test_who_acts_freely_needs_no_wants() -> None:
    head = f"{HEAD}{CHILDREN}"
    assert codes_of("", head=head).count("F302") == 4
    free = "action nod(who: child)\n    by who freely\n    then tired(who)\n"
    assert codes_of(free, head=head).count("F302") == 2
    one = "action bow\n    by Ann freely\n    then tired(Ann)\n"
    assert codes_of(free + one, head=head).count("F302") == 1


def test_constants() -> None:
    half = Arith("/", Const(1), Const(2))
    assert constant(half) == Fraction(1, 2)
    assert constant(Arith("*", half, Const(4))) == 2
    assert constant(Arith("+", half, Arith("-", Const(1), half))) == 1
    assert constant(Arith("min", half, Const(3))) == Fraction(1, 2)
    assert constant(Arith("max", half, Const(3))) == 3
    assert constant(Arith("/", Const(1), Const(0))) is None
    assert constant(TRUE) is None
    assert constant(Arith("+", Const(None), Const(1))) is None
