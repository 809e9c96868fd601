"""Rates, replies due and free acts with no variables left, and what is told of a rate that is none."""

from pathlib import Path

import pytest

from fabula.diagnostics.show import show_all
from fabula.diagnostics.source import Source
from fabula.ground import ground
from fabula.ground.failures import bad_rate
from fabula.ground.model import GroundConsent
from fabula.reference import Reference
from fabula.world.expressions import FALSE, ONE, TRUE
from fabula.world.load import load
from tests.golden import assert_golden
from tests.ground.making import event, model_of, names, whole_model_of, written

GOLDEN = Path(__file__).parents[1] / "diagnostics" / "golden"
TALK = """
    world "Talk"
    type child : character
    Ann : character
    Tom, Ben : child
    type topic
    tea, milk : topic
    property asked(character) : topic
    property clouds : 0..3
    property wet(character)
    property weight(character) : 0..9
    start
        weight(Tom) = 4
    action ask(who: character, whom: character)
        by who freely
        when who != whom, asked(whom) == ?
        then asked(whom) = tea
    action answer(who: child)
        by who
        then asked(who) = ?
    fate rain
        rate clouds / 2 if wet(Ann) otherwise 1/3
        then clouds += 1
    fate wets(who: character)
        rate weight(who) - 2 * 1
        then wet(who)
    reply due from who: character when asked(who) != ?
    reply due from c: child when wet(c) and weight(c) == 4
    reply due from Ben when clouds == 2
"""


def test_rates() -> None:
    model = model_of(TALK)
    assert written(model, event(model, "rain()").rate) == "clouds / 2 if wet(Ann) otherwise 1/3"
    assert [written(model, event(model, f"wets({name})").rate) for name in model.characters] == ["-2", "2", "-2"]
    assert event(model, "ask(Ann, Tom)").rate == ONE


def test_simplifying_keeps_what_a_rate_reads_and_folds_what_never_changes() -> None:
    whole = whole_model_of(TALK.replace("weight(who) - 2 * 1", "max(0, weight(who) - clouds)"))
    small = model_of(TALK.replace("weight(who) - 2 * 1", "max(0, weight(who) - clouds)"))
    assert "weight(Tom)" in names(whole)
    assert "weight(Tom)" not in names(small)
    assert written(small, event(small, "wets(Tom)").rate) == "max(0, 4 - clouds)"


def test_replies_due_add_up_and_fold() -> None:
    model = model_of(TALK)
    assert [written(model, due) for due in model.due] == [
        "asked(Ann) != ?",
        "asked(Tom) != ? or wet(Tom)",
        "asked(Ben) != ? or clouds == 2",
    ]


def test_no_reply_is_due_where_none_is_declared() -> None:
    model = model_of(
        'world "T"\nAnn, Tom : character\nproperty wet\nfate rain\n    then wet\nreply due from Tom when wet'
    )
    assert model.due[0] == FALSE
    assert written(model, model.due[1]) == "wet"
    assert model_of('world "T"\nAnn, Tom : character').due == (FALSE, FALSE)


def test_a_condition_on_minds() -> None:
    model = model_of(f"{TALK}    reply due from Ann when Tom believes wet(Ann)\n")
    assert written(model, model.due[0]).endswith(" or Tom believes wet(Ann)")


def test_who_acts_freely() -> None:
    model = model_of(TALK)
    assert event(model, "ask(Ann, Tom)").consenting == (GroundConsent(0, TRUE),)
    assert event(model, "answer(Tom)").consenting == (GroundConsent(1, FALSE),)


def test_what_is_possible_does_not_depend_on_them() -> None:
    lines = [line for line in TALK.splitlines() if not line.strip().startswith(("rate", "reply"))]
    plain, rated = Reference(model_of("\n".join(lines))), Reference(model_of(TALK))
    one, other = plain.initial(), rated.initial()
    for _ in range(6):
        assert [str(e) for e in plain.possible(one)] == [str(e) for e in rated.possible(other)]
        assert one.values == other.values
        one = plain.after(one, plain.possible(one)[-1])
        other = rated.after(other, rated.possible(other)[-1])


def test_a_rate_that_is_none_is_told_in_full() -> None:
    path = GOLDEN / "F505.fabula"
    engine = Reference(ground(load(Source(path.name, path.read_text("utf-8")))))
    rain = event(engine.model, "rain()")
    value = engine.value(engine.initial(), rain.rate)
    assert value == -2
    told = show_all(bad_rate(engine.model, rain, value).problems)
    assert_golden(path.with_suffix(".out"), told + "\n")
    assert "is ?." in str(bad_rate(engine.model, rain, None))


@pytest.mark.parametrize("rate", ["2", "1/10", "2 if clouds > 1 otherwise 1/3"])
def test_a_rate_is_printed_as_it_could_be_written(rate: str) -> None:
    model = model_of(TALK.replace("clouds / 2 if wet(Ann) otherwise 1/3", rate))
    assert written(model, event(model, "rain()").rate) == rate
