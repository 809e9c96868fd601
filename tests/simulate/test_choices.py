"""The choice model, rule by rule (C1 to C7 of docs/manual/odds.md), on worlds of a few lines."""

from __future__ import annotations

from fractions import Fraction
from math import exp

import pytest

from fabula.diagnostics.problems import FabulaError
from fabula.diagnostics.source import Source
from fabula.ground import ground
from fabula.kernel import Kernel
from fabula.simulate.choices import KEEP, REPLY, STEP, Choices, Moment
from fabula.world.load import load

FRUIT = """\
world "Fruit"
foresight {foresight}
Ann : character
property apple
property pear
{temper}
wants Ann
    sweet: 2 if apple
    juicy: 1 if pear
action pick
    by Ann
    when not apple
    then apple
action shake
    by Ann
    when not pear
    then pear
fate wind
    when not pear
    then pear
    rate 1/2
"""


def choices_of(text: str) -> Choices:
    return Choices(Kernel(ground(load(Source("test.fabula", text)))))


def shares(choices: Choices, moment: Moment | None = None) -> dict[str, Fraction | float]:
    return {str(o.event): o.probability for o in choices.options(moment or choices.start())}


def then(choices: Choices, moment: Moment, event: str, outcome: int = 0) -> Moment:
    option = next(o for o in choices.options(moment) if str(o.event) == event)
    return choices.after(moment, option, outcome)


def fruit(foresight: int = 1, temper: str = "") -> Choices:
    return choices_of(FRUIT.format(foresight=foresight, temper=temper))


def test_c1_clocks_race_by_their_weights() -> None:
    found = fruit().options(fruit().start())
    weights = {"pick()": exp(2), "shake()": exp(1), "wind()": 0.5}
    total = sum(weights.values())
    assert {str(o.event): o.probability for o in found} == pytest.approx({e: w / total for e, w in weights.items()})
    assert [o.by for o in found] == [0, 0, None]
    assert sum(o.probability for o in found) == pytest.approx(1)


@pytest.mark.parametrize("temper", [Fraction(1, 2), Fraction(3)])
def test_c2_temper_divides_what_an_act_is_worth(temper: Fraction) -> None:
    found = shares(fruit(temper=f"temper Ann {temper}"))
    assert found["pick()"] / found["shake()"] == pytest.approx(exp((2 - 1) / temper))
    assert found["shake()"] / found["wind()"] == pytest.approx(exp(1 / temper) / 0.5)


def test_c2_even_is_exact_and_counts_nothing_but_what_is_possible() -> None:
    found = shares(fruit(temper="temper Ann even"))
    assert found == {"pick()": Fraction(2, 5), "shake()": Fraction(2, 5), "wind()": Fraction(1, 5)}
    assert all(isinstance(share, Fraction) for share in found.values())


def test_c3_every_step_after_the_first_costs() -> None:
    choices = fruit(foresight=2)
    acts = {str(act.event): act for act in choices.acts(choices.start().state)}
    assert {name: act.value for name, act in acts.items()} == {"pick()": 3 - STEP, "shake()": 3 - STEP}
    plan = acts["pick()"].plan
    assert plan is not None
    assert [str(step.event) for step in plan.steps] == ["pick()", "shake()"]


def test_c3_a_gamble_is_worth_what_is_expected() -> None:
    choices = choices_of("""\
world "Dice"
Ann : character
property won
wants Ann
    luck: 4 if won
action throw
    by Ann
    when not won
    odds 1 : 3
    either won
    or     not won
""")
    (act,) = choices.acts(choices.start().state)
    assert act.value == 1


GIFT = """\
world "Gift"
Ann, Tom : character
property asked
property given
{temper}
wants Ann
    gift: 4 if given
wants Tom
    peace: 2 if given and asked
    quiet: 1 if asked
action ask
    by Ann
    when not asked
    then asked
action give
    by Tom
    when asked, not given
    then given
"""


def test_c3_others_come_with_the_probability_that_they_have() -> None:
    """Tom gives (it gains 2), or lets it be, which has weight 1; with chance as the only rule, 1 in 2."""
    for temper, share in (("", exp(2) / (1 + exp(2))), ("temper Tom even", 0.5)):
        choices = choices_of(GIFT.format(temper=temper))
        ask = next(act for act in choices.acts(choices.start().state) if str(act.event) == "ask()")
        assert ask.value == pytest.approx(share * (4 - STEP) + (1 - share) * -STEP)


TALK = """\
world "Talk"
foresight 1
Ann, Tom : character
property asked
property told
property fed(character)
reply due from Tom when asked and not told
{temper}
wants Ann
    ease: 1 if fed(Ann)
wants Tom
    food: 1 if fed(Tom)
    truth: 1 if told
start
    asked
action tell
    by Tom
    when not told
    then told
action eat(who: character)
    by who
    when not fed(who)
    then fed(who)
"""


def test_c4_a_reply_that_is_due_comes_first() -> None:
    found = shares(choices_of(TALK.format(temper="")))
    assert found["tell()"] / (found["eat(Tom)"] + found["eat(Ann)"]) == pytest.approx(REPLY)
    assert found["eat(Ann)"] == pytest.approx(found["eat(Tom)"]), "what is not the reply gains nothing by it"
    after = then(choices_of(TALK.format(temper="")), choices_of(TALK.format(temper="")).start(), "tell()")
    assert after.intentions == (None, None)


def test_c4_none_of_it_counts_for_even_tempers() -> None:
    found = shares(choices_of(TALK.format(temper="temper Tom even")))
    assert found["tell()"] == pytest.approx(found["eat(Tom)"])


WALK = """\
world "Walk"
foresight 2
Ann : character
property at : home, road, inn, shop
wants Ann
    company: 2 if at == inn
    bread: 2 if at == shop
start
    at = home
action leave
    by Ann
    when at == home
    then at = road
action enter
    by Ann
    when at == road
    then at = inn
action buy
    by Ann
    when at == road
    then at = shop
"""


def test_c5_what_was_begun_is_gone_on_with() -> None:
    choices = choices_of(WALK)
    start = choices.start()
    road = then(choices, start, "leave()")
    model = choices.engine.model
    meant = [None if event is None else str(model.events[event]) for event in road.intentions]
    assert meant == ["enter()"], "the next own step of the plan of the last act"
    found = shares(choices, road)
    assert found["enter()"] / found["buy()"] == pytest.approx(KEEP)
    idle = shares(choices, choices.moment(road.state))
    assert idle["enter()"] == pytest.approx(idle["buy()"]), "at the same state, but nothing meant"
    done = then(choices, road, "enter()")
    assert done.intentions == (None,)


def test_c6_rates_are_read_in_the_state() -> None:
    text = """\
world "Rain"
property wet : 0..3
fate rain
    then wet += 1
    rate 3 - wet
fate sun
    when wet > 0
    then wet -= 1
    rate 1/2
"""
    choices = choices_of(text)
    moment = choices.start()
    seen = []
    for event in ("rain()", "rain()", "rain()"):
        seen.append(shares(choices, moment))
        moment = then(choices, moment, event)
    seen.append(shares(choices, moment))
    assert seen == [
        {"rain()": 1},
        {"rain()": Fraction(4, 5), "sun()": Fraction(1, 5)},
        {"rain()": Fraction(2, 3), "sun()": Fraction(1, 3)},
        {"sun()": 1},  # at rate 0 it does not happen
    ]


@pytest.mark.parametrize("rate", ["wet - 2", "mist"])
def test_c6_a_rate_below_0_or_unknown_is_an_error(rate: str) -> None:
    choices = choices_of(f"""\
world "Rain"
property wet : 0..3
property mist : number
fate rain
    then wet += 1
    rate {rate}
start
    mist = ?
""")
    with pytest.raises(FabulaError) as raised:
        choices.options(choices.start())
    assert [problem.code for problem in raised.value.problems] == ["F505"]


def test_c7_free_acts_weigh_one_and_have_no_reason() -> None:
    choices = choices_of("""\
world "Play"
foresight 1
Ann : character
property fed
wants Ann
    food: 2 if fed
action eat
    by Ann
    when not fed
    then fed
action hum
    by Ann freely
    then not fed
""")
    options = {str(o.event): o for o in choices.options(choices.start())}
    assert options["hum()"].value == 0
    assert options["hum()"].plan is None
    assert options["eat()"].probability / options["hum()"].probability == pytest.approx(exp(2))


def test_nobody_does_what_nothing_is_gained_by() -> None:
    choices = choices_of("""\
world "Nothing"
Ann : character
property done
action do
    by Ann
    then done
""")
    assert choices.options(choices.start()) == ()
