"""Every rule of feelings on a world of a few lines, and the amounts that it gives, worked out by hand."""

from __future__ import annotations

from math import exp

import pytest

from fabula.analysis.feelings import Appraisal, Feeling, Mood, series
from fabula.analysis.feelings.feeling import FAINTEST, Scale, scale_of
from fabula.analysis.feelings.heart import HALF_LIFE
from fabula.diagnostics.source import Source
from fabula.ground import ground
from fabula.kernel import Kernel
from fabula.search.motives import motives_of
from fabula.simulate.choices import Choices
from fabula.stories.replay import Moment
from fabula.world.load import load

READY = 1 / (1 + exp(-1))  # how ready one is for an act that gains 1, at a temper of 1


class Felt:
    """What is felt in a small world while events happen one after the other."""

    def __init__(self, world: str) -> None:
        self.engine = Kernel(ground(load(Source("small.fabula", f'world "Small"\n{world}'))))
        motives = motives_of(self.engine)
        self.appraisal = Appraisal(self.engine, motives, Choices(self.engine, motives))
        self.names = self.engine.model.characters
        self.state = self.engine.initial()
        self.mood: Mood = self.appraisal.begin(self.state)

    def after(self, *events: str, outcome: int = 0) -> Felt:
        for written in events:
            event = next(e for e in self.engine.possible(self.state) if str(e) == written)
            after = self.engine.after(self.state, event, outcome)
            fired = self.engine.fired(self.state, event, outcome)
            self.mood = self.appraisal.after(self.mood, Moment(self.state, event, outcome, after, fired))
            self.state = after
        return self

    def feelings(self, who: str) -> list[Feeling]:
        return [feeling for feeling in self.mood.feelings if self.names[feeling.character] == who]

    def of(self, who: str, *, fresh: bool = True) -> dict[tuple[str, ...], float]:
        """By kind, want and toward whom: the amounts; where one is new and another of before, the larger."""
        amounts: dict[tuple[str, ...], float] = {}
        for f in self.feelings(who):
            if f.fresh or not fresh:
                toward = [self.names[f.toward]] if f.toward is not None else []
                key = (f.kind, *([f.want] if f.want else []), *toward)
                amounts[key] = max(amounts.get(key, 0.0), round(f.amount, 6))
        return amounts


def amount(value: float) -> float:
    return round(value, 6)


WEATHER = """
Ann : character
property warm
property days : 0..9
start
    warm
wants Ann
    comfort: 2 if warm
fate cold
    when warm
    then not warm
    seen by everybody
fate sun
    when not warm
    then warm
    seen by everybody
fate day
    then days += 1
    seen by everybody
"""


def test_what_fate_may_take_is_feared_and_what_it_takes_grieved_for_as_far_as_nothing_mends_it() -> None:
    felt = Felt(WEATHER)
    assert felt.of("Ann") == {("fear", "comfort"): amount(2 / 3)}  # `cold` against `day` and a turn: 1 of 3
    felt.after("cold()")
    assert felt.of("Ann") == {
        ("distress", "comfort"): 2,
        ("fears_confirmed", "comfort"): amount(2 / 3),
        ("grief", "comfort"): amount(2 - 2 / 3),
        ("hope", "comfort"): amount(2 / 3),
    }


def test_joy_ends_distress_and_grief_for_what_is_there_again() -> None:
    felt = Felt(WEATHER).after("cold()", "sun()")
    assert felt.of("Ann", fresh=False) == {
        ("joy", "comfort"): 2,
        ("satisfaction", "comfort"): amount(2 / 3),
        ("fear", "comfort"): amount(2 / 3),
    }


def test_half_of_a_feeling_is_left_after_its_half_life_and_hope_does_not_fade() -> None:
    felt = Felt(WEATHER).after("cold()", *["day()"] * HALF_LIFE)
    left = felt.of("Ann", fresh=False)
    assert left["distress", "comfort"] == 1
    assert left["grief", "comfort"] == amount((2 - 2 / 3) / 2)
    assert left["hope", "comfort"] == amount(2 / 3)
    assert felt.of("Ann") == {}  # nothing of it is new
    assert {feeling.step for feeling in felt.feelings("Ann")} == {0}


def test_what_is_too_faint_is_not_felt() -> None:
    felt = Felt(WEATHER).after("cold()", *["day()"] * (HALF_LIFE * 6))
    assert {feeling.kind for feeling in felt.feelings("Ann")} == {"hope"}
    assert all(feeling.strength >= FAINTEST for feeling in felt.feelings("Ann"))


def test_the_scale_is_what_a_line_of_the_wants_can_make_out() -> None:
    felt = Felt(
        """
Ann : character
property warm
property coins : 0..5
property debts : 1..3
wants Ann
    comfort: 2 if warm
    money: 2 * coins - debts
    all: 0
fate change
    then coins += 1, debts += 1, warm
"""
    )
    # 2; 0..10 less 1..3, which is 12; a line that makes out nothing does not count
    assert scale_of(felt.engine.model, 0) == Scale(7.0)
    assert Scale(7.0).strength(7) == 0.5


BREAD = """
Ann, Ben : character
property asked
property bread
wants Ann
    food: 3 if bread
wants Ben
    peace: -1 if asked
action ask(who: character, whom: character)
    by who
    when who == Ann, whom == Ben, not asked, not bread
    then asked
action give(who: character, whom: character)
    by who
    when who == Ben, whom == Ann, asked
    then bread, not asked
action deny(who: character, whom: character)
    by who
    when who == Ben, whom == Ann, asked
    then not asked
"""


def test_hope_counts_on_others_as_far_as_they_are_ready() -> None:
    felt = Felt(BREAD)
    assert felt.of("Ann") == {("hope", "food", "Ben"): amount(3 * READY)}
    hope = felt.after("ask(Ann, Ben)").feelings("Ann")[0]
    assert (hope.kind, hope.amount, hope.likelihood) == ("hope", pytest.approx(3 * READY), pytest.approx(READY))
    assert [str(event) for event in hope.prospect] == ["give(Ben, Ann)"]
    assert felt.of("Ben") == {
        ("distress", "peace"): 1,
        ("anger", "peace", "Ann"): 1,
        ("fears_confirmed", "peace", "Ann"): amount(exp(3) / (1 + exp(3))),
        ("hope", "peace"): 1,
    }


def test_a_hope_that_comes_true_satisfies_and_who_brought_it_is_thanked() -> None:
    felt = Felt(BREAD).after("ask(Ann, Ben)", "give(Ben, Ann)")
    assert felt.of("Ann") == {
        ("joy", "food"): 3,
        ("satisfaction", "food"): amount(3 * READY),
        ("gratitude", "food", "Ben"): 3,
    }


def test_a_hope_that_comes_to_nothing_disappoints() -> None:
    felt = Felt(BREAD).after("ask(Ann, Ben)", "deny(Ben, Ann)")
    assert felt.of("Ann") == {("disappointment", "food", "Ben"): amount(3 * READY)}


def test_one_who_did_it_for_himself_is_not_thanked() -> None:
    felt = Felt(BREAD.replace("peace: -1", "peace: -4")).after("ask(Ann, Ben)", "give(Ben, Ann)")
    assert ("gratitude", "food", "Ben") not in felt.of("Ann")


def test_what_was_hoped_of_a_sure_course_is_not_lost_by_choosing_another() -> None:
    felt = Felt(
        """
Ann : character
property fed
property rested
wants Ann
    food: 3 if fed
    rest: 2 if rested
action eat(who: character)
    by who
    when not fed
    then fed
action nap(who: character)
    by who
    when not rested
    then rested
"""
    )
    assert felt.of("Ann") == {("hope", "food"): 3, ("hope", "rest"): 2}
    felt.after("nap(Ann)")
    assert felt.of("Ann") == {("joy", "rest"): 2, ("satisfaction", "rest"): 2}
    assert felt.of("Ann", fresh=False)["hope", "food"] == 3


BULLY = """
Ann, Cal : character
property hurt(character)
property gone(character)
property sorry(character)
wants Ann
    health: -4 if hurt(Ann)
wants Cal
    fun: 1 if hurt(Ann)
action hit(who: character, whom: character)
    by who
    when who == Cal, whom == Ann, not gone(Ann), not hurt(Ann)
    then hurt(whom)
action leave(who: character)
    by who
    when not gone(who), who == Ann
    then gone(who)
action mend(who: character, whom: character)
    by who
    when who == Cal, hurt(whom)
    then not hurt(whom)
"""


def test_what_somebody_has_a_reason_to_do_is_feared() -> None:
    fear = Felt(BULLY).feelings("Ann")[0]
    assert (fear.kind, fear.want, fear.amount, fear.toward) == ("fear", "health", pytest.approx(4 * READY), 1)
    assert str(fear.cause) == "hit(Cal, Ann)"
    assert Felt(BULLY.replace("fun: 1", "fun: -1")).of("Ann") == {}


def test_a_fear_that_comes_true_is_confirmed_and_whoever_did_it_is_blamed() -> None:
    felt = Felt(BULLY).after("hit(Cal, Ann)")
    assert felt.of("Ann") == {
        ("distress", "health"): 4,
        ("grief", "health"): 4,
        ("fears_confirmed", "health", "Cal"): amount(4 * READY),
        ("anger", "health", "Cal"): 4,
    }


def test_a_fear_that_is_gone_relieves() -> None:
    assert Felt(BULLY).after("leave(Ann)").of("Ann") == {("relief", "health", "Cal"): amount(4 * READY)}


def test_anger_ends_when_the_harm_is_mended_and_takes_away_from_gratitude() -> None:
    felt = Felt(BULLY).after("hit(Cal, Ann)", "mend(Cal, Ann)")
    left = felt.of("Ann", fresh=False)
    assert ("anger", "health", "Cal") not in left
    assert left["gratitude", "health", "Cal"] == amount(4 - 4 * 0.5 ** (1 / HALF_LIFE))


def test_somebody_in_whose_hands_one_is_is_feared_until_he_lets_go() -> None:
    felt = Felt(
        """
Ann, Cal : character
property held
property fun
wants Ann
    freedom: -3 if held
wants Cal
    hands: -1 if held
    fun: 4 if fun
action seize(who: character, whom: character)
    by who
    when who == Cal, whom == Ann, not held, not fun
    then held, fun
action release(who: character, whom: character)
    by who
    when who == Cal, whom == Ann, held
    then not held
"""
    ).after("seize(Cal, Ann)")
    fear = next(feeling for feeling in felt.feelings("Ann") if feeling.kind == "fear")
    assert (fear.amount, fear.toward, fear.prospect) == (pytest.approx(3 * READY - 0), 1, ())
    assert fear.because.endswith("for as long as it lasts")
    assert felt.after("release(Cal, Ann)").of("Ann")["relief", "freedom", "Cal"] == amount(3 * READY)


def test_what_is_lost_for_good_can_be_comforted_but_not_by_having_it_again() -> None:
    world = """
Ann : character
property dog
property doll
start
    dog
wants Ann
    love: 3 if dog
    love: 1 if doll
fate loss
    rate 0
    when dog
    then not dog
    seen by everybody
fate gift
    rate 0
    when not doll
    then doll
    seen by everybody
fate return
    rate 0
    when not dog
    then dog
    seen by everybody
"""
    felt = Felt(world).after("loss()")
    assert felt.of("Ann") == {("distress", "love"): 3, ("grief", "love"): 3}
    assert felt.after("gift()").of("Ann") == {("joy", "love"): 1, ("comfort", "love"): 1}
    assert Felt(world).after("loss()", "return()").of("Ann") == {("joy", "love"): 3}


INSULT = """
Ann, Cal : character
property sore(character)
property pleased(character)
wants Ann
    honour: -2 if sore(Ann)
wants Cal
    spite: 1 if sore(Ann)
    ease: 1 if pleased(Cal)
action insult(who: character, whom: character)
    by who
    when who == Cal, whom == Ann, not sore(whom)
    then sore(whom)
action answer(who: character, whom: character)
    by who
    when sore(who), who != whom
    then not sore(who)
action flee(who: character)
    by who
    when sore(who)
    then not sore(who)
action flatter(who: character, whom: character)
    by who
    when sore(who), who != whom
    then not sore(who), pleased(whom)
"""


def test_to_undo_by_oneself_what_somebody_has_done_makes_proud() -> None:
    assert Felt(INSULT).after("insult(Cal, Ann)", "answer(Ann, Cal)").of("Ann")["pride", "honour", "Cal"] == 2
    for other in ("flee(Ann)", "flatter(Ann, Cal)"):  # not done to him; or to his advantage: 1 for 1
        felt = Felt(INSULT.replace("ease: 1", "ease: 2")).after("insult(Cal, Ann)", other)
        assert not any(kind == "pride" for kind, *_ in felt.of("Ann"))


THREAT = """
Ann, Cal : character
property threatened
property robbed
wants Ann
    safety: -4 if threatened
    money: -6 if robbed
wants Cal
    money: 3 if robbed
action threaten(who: character, whom: character)
    by who
    when who == Cal, whom == Ann, not threatened
    then threatened
action give_in(who: character, whom: character)
    by who
    when who == Ann, whom == Cal, threatened
    then robbed, not threatened
"""


def test_to_give_in_makes_ashamed() -> None:
    felt = Felt(THREAT).after("threaten(Cal, Ann)", "give_in(Ann, Cal)").of("Ann")
    assert felt["shame", "money", "Cal"] == 6
    assert ("pride", "safety", "Cal") not in felt
    assert not any(kind in ("gratitude", "grief", "anger") for kind, *_ in felt)  # it is one's own doing


FRIENDS = """
Ann, Ben, Cal : character
property likes(who: character, whom: character)
property ill(character)
property tired(character)
start
    likes(Ann, Ben)
wants Ann
    rest: -1 if tired(Ann)
wants Ben
    health: -3 if ill(Ben)
wants Cal
    health: -3 if ill(Cal)
    fun: 1 if ill(Ben)
fate fever(who: character)
    rate 0
    when not ill(who)
    then ill(who)
    seen by everybody
fate recovery(who: character)
    rate 0
    when ill(who)
    then not ill(who)
    seen by everybody
action poison(who: character, whom: character)
    by who
    when who != whom, not ill(whom)
    then ill(whom)
action nurse(who: character, whom: character)
    by who
    when who != whom, ill(whom)
    then not ill(whom), tired(who)
"""


def test_the_lot_of_those_whom_one_likes_is_shared() -> None:
    felt = Felt(FRIENDS).after("fever(Ben)")
    assert felt.of("Ann") == {("pity", "Ben"): 3}
    assert felt.after("recovery(Ben)").of("Ann") == {("happy_for", "Ben"): 3}
    assert Felt(FRIENDS).after("fever(Cal)").of("Ann") == {}


def test_harm_to_a_friend_makes_angry_and_ones_own_makes_ashamed() -> None:
    assert Felt(FRIENDS).after("poison(Cal, Ben)").of("Ann") == {("pity", "Ben"): 3, ("anger", "Cal"): 3}
    assert Felt(FRIENDS).after("poison(Ann, Ben)").of("Ann")["shame", "Ben"] == 3


def test_to_do_a_friend_good_at_ones_own_cost_makes_proud() -> None:
    felt = Felt(FRIENDS).after("fever(Ben)", "nurse(Ann, Ben)").of("Ann")
    assert felt["pride", "Ben"] == 3
    assert felt["happy_for", "Ben"] == 3
    assert felt["distress", "rest"] == 1


THIEF = """
Ann, Ben, Cal : character
property took(character)
property lost
start
    took(Ben), lost
    Ann believes not took(Ben)
    Ann believes not lost
wants Ann
    trust: -5 if took(Ben)
    luck: -2 if lost
fate discovery
    rate 0
    when not (Ann believes took(Ben))
    then Ann believes took(Ben), Ann believes lost
    seen by Cal
action take(who: character)
    by who
    when not took(who)
    then took(who)
action lose(who: character)
    by who
    when who != Ann, not lost
    then lost
"""


def test_what_is_found_out_is_blamed_on_the_only_one_who_can_have_done_it() -> None:
    blamed = Felt(THIEF).after("discovery()").of("Ann")
    assert blamed["anger", "trust", "Ben"] == 5
    assert blamed["distress", "luck"] == 2
    assert not any(kind == "anger" and want == "luck" for kind, want, *_ in blamed)  # either of them can have lost it


def test_nobody_is_blamed_for_what_he_is_bound_to_do_or_for_what_one_wanted_too() -> None:
    world = """
Ann, Cal : character
property hurt
property agreed
wants Ann
    health: -4 if hurt
    sport: 5 if hurt
wants Cal
    fun: 1 if hurt
action hit(who: character, whom: character)
    by CONSENT
    when who == Cal, whom == Ann, not hurt
    then hurt
"""
    free = Felt(world.replace("CONSENT", "who")).after("hit(Cal, Ann)")
    bound = Felt(world.replace("CONSENT", "who unless hurt == agreed")).after("hit(Cal, Ann)")
    both = Felt(world.replace("CONSENT", "who, whom")).after("hit(Cal, Ann)")
    assert free.of("Ann")["anger", "health", "Cal"] == 4
    for felt in (bound, both):
        assert felt.of("Ann")["distress", "health"] == 4
        assert not any(kind == "anger" for kind, *_ in felt.of("Ann"))


LOCK = """
Ann : character
property key
property open
start
    Ann believes key
wants Ann
    way: 4 if open
action try(who: character)
    by who
    when not open
    then open if key
         Ann believes not open if not key
         Ann believes not key if not key
fate luck
    rate 0
    then key
"""


def test_ones_own_act_that_does_not_do_what_it_should_disappoints_though_there_may_be_other_ways() -> None:
    felt = Felt(LOCK)
    assert felt.of("Ann") == {("hope", "way"): 4}
    assert felt.after("try(Ann)").of("Ann") == {("disappointment", "way"): 4}
    climb = """
action climb(who: character)
    by who
    when not open
    then open
"""
    assert Felt(LOCK + climb).after("try(Ann)").of("Ann")["disappointment", "way"] == 4


def test_of_chance_one_hopes_for_the_better_and_fears_the_worse() -> None:
    felt = Felt(
        """
Ann : character
property won
property lost
wants Ann
    money: 6 if won
    honour: -2 if lost
action bet(who: character)
    by who
    when not won, not lost
    odds 1 : 2
    either won
    or lost
"""
    )
    assert felt.of("Ann") == {("hope", "money"): 2, ("fear", "honour"): amount(4 / 3)}


def test_a_bet_that_is_lost_disappoints_and_one_that_is_won_relieves() -> None:
    world = """
Ann : character
property won
property lost
wants Ann
    money: 6 if won
    honour: -2 if lost
action bet(who: character)
    by who
    when not won, not lost
    odds 1 : 2
    either won
    or lost
"""
    assert Felt(world).after("bet(Ann)", outcome=0).of("Ann") == {
        ("joy", "money"): 6,
        ("satisfaction", "money"): 2,
        ("relief", "honour"): amount(4 / 3),
    }
    assert Felt(world).after("bet(Ann)", outcome=1).of("Ann") == {
        ("distress", "honour"): 2,
        ("grief", "honour"): 2,
        ("fears_confirmed", "honour"): amount(4 / 3),
        ("disappointment", "money"): 2,
    }


def test_the_price_of_a_course_is_not_feared() -> None:
    felt = Felt(
        """
Ann : character
property paid
wants Ann
    money: 3 if paid
    rest: -1 if paid
action work(who: character)
    by who
    when not paid
    then paid
"""
    )
    assert felt.of("Ann") == {("hope", "money"): 3}
    assert felt.after("work(Ann)").of("Ann") == {
        ("joy", "money"): 3,
        ("satisfaction", "money"): 3,
        ("distress", "rest"): 1,
    }


PANTRY = """
foresight 2
Ann, Ben : character
property at_pantry
property shut
property fed
property rested
property days : 0..9
wants Ann
    food: 3 if fed
    rest: 2 if rested
action fetch(who: character)
    by who
    when who == Ann, not at_pantry, not fed
    then at_pantry
action eat(who: character)
    by who
    when who == Ann, at_pantry, not shut, not fed
    then fed
action nap(who: character)
    by who
    when who == Ann, not rested
    then rested
action close(who: character)
    by who
    when who == Ben, not shut
    then shut
fate day
    rate 0
    then days += 1
    seen by everybody
"""


def test_whoever_is_not_interrupted_thinks_of_nothing_else() -> None:
    felt = Felt(PANTRY).after("fetch(Ann)")
    assert felt.of("Ann", fresh=False) == {("hope", "food"): 3}
    assert felt.after("day()").of("Ann") == {("hope", "rest"): 2}  # `eat` and `nap`: two steps ahead


def test_a_course_that_is_cut_off_disappoints_as_far_as_there_is_no_other_way() -> None:
    assert Felt(PANTRY).after("fetch(Ann)", "close(Ben)").of("Ann")["disappointment", "food"] == 3
    other = """
action cook(who: character)
    by who
    when who == Ann, not fed
    then fed
"""
    two_ways = Felt(PANTRY + other).after("fetch(Ann)", "close(Ben)")
    assert not any(kind == "disappointment" for kind, *_ in two_ways.of("Ann"))


def test_what_comes_instead_of_what_was_hoped_takes_away_from_the_disappointment() -> None:
    world = BREAD.replace("property bread", "property bread\nproperty crumb").replace(
        "food: 3 if bread", "food: 3 if bread\n    food: 1 if crumb"
    )
    spare = """
action spare(who: character, whom: character)
    by who
    when who == Ben, whom == Ann, asked
    then crumb, not asked
"""
    felt = Felt(world + spare).after("ask(Ann, Ben)", "spare(Ben, Ann)")
    assert felt.of("Ann")["disappointment", "food", "Ben"] == amount(3 * READY - 1)


QUESTION = """
Ann, Cal : character
property asked
property told
property likes(who: character, whom: character)
wants Ann
    ease: -1 if asked
    understood: 2 if told
wants Cal
    knowing: 1 if told
action ask(who: character, whom: character)
    by who
    when who == Cal, whom == Ann, not asked, not told
    then asked
action answer(who: character, whom: character)
    by who
    when who == Ann, whom == Cal, asked
    then not asked, told
fate befriend
    rate 0
    when not likes(Ann, Cal)
    then likes(Ann, Cal)
    seen by everybody
"""


def test_one_is_thanked_for_what_one_has_made_possible_less_what_it_took() -> None:
    felt = Felt(QUESTION).after("ask(Cal, Ann)", "answer(Ann, Cal)").of("Ann")
    assert {key: value for key, value in felt.items() if key[0] in ("gratitude", "shame", "pride")} == {
        ("gratitude", "understood", "Cal"): 2
    }


def test_nobody_is_ashamed_of_giving_in_to_a_friend() -> None:
    costly = QUESTION.replace("understood: 2", "secret: -2")
    asked = Felt(costly).after("ask(Cal, Ann)", "answer(Ann, Cal)").of("Ann")
    assert asked["shame", "secret", "Cal"] == 2
    befriended = Felt(costly).after("befriend()", "ask(Cal, Ann)", "answer(Ann, Cal)").of("Ann")
    assert not any(kind == "shame" for kind, *_ in befriended)
    assert befriended["pride", "Cal"] == 1  # it does him good, at one's own cost


def test_what_one_does_a_friend_for_ones_own_good_makes_nobody_proud() -> None:
    paid = FRIENDS.replace("rest: -1 if tired(Ann)", "wages: 1 if tired(Ann)")
    felt = Felt(paid).after("fever(Ben)", "nurse(Ann, Ben)").of("Ann")
    assert felt["happy_for", "Ben"] == 3
    assert not any(kind == "pride" for kind, *_ in felt)


def test_what_one_does_to_oneself_knowingly_confirms_no_fear() -> None:
    world = """
Ann, Cal : character
property poor
wants Ann
    money: -3 if poor
wants Cal
    money: 1 if poor
action rob(who: character, whom: character)
    by who
    when who == Cal, whom == Ann, not poor
    then poor
action throw_away(who: character)
    by who
    when who == Ann, not poor
    then poor
"""
    assert Felt(world).after("throw_away(Ann)").of("Ann") == {("distress", "money"): 3}
    assert Felt(world).after("rob(Cal, Ann)").of("Ann")["fears_confirmed", "money", "Cal"] == amount(3 * READY)


def test_nobody_is_blamed_for_a_dream() -> None:
    world = (
        THIEF
        + """
property asleep(character)
dream nightmare(who: character)
    dreamer who
    when asleep(who)
    then took(Ben)
fate doze
    rate 0
    when not asleep(Ann)
    then asleep(Ann)
    seen by everybody
"""
    )
    felt = Felt(world).after("doze()", "nightmare(Ann)").of("Ann")
    assert felt["distress", "trust"] == 5
    assert not any(kind == "anger" for kind, *_ in felt)


def test_who_can_let_go_no_more_is_not_feared_for_it() -> None:
    world = """
Ann, Cal : character
property held
property fun
property key
start
    key
wants Ann
    freedom: -3 if held
wants Cal
    hands: -1 if held
    fun: 4 if fun
action seize(who: character, whom: character)
    by who
    when who == Cal, whom == Ann, not held, not fun
    then held, fun
action release(who: character, whom: character)
    by who
    when who == Cal, whom == Ann, held, key
    then not held
fate loss
    rate 0
    when key
    then not key
    seen by everybody
"""
    felt = Felt(world).after("seize(Cal, Ann)", "loss()")
    assert ("fear", "freedom", "Cal") not in felt.of("Ann", fresh=False)
    assert felt.of("Ann")["disappointment", "freedom", "Cal"] == amount(3 * READY)


def test_a_fear_that_comes_and_goes_relieves_no_more_than_it_frightens() -> None:
    world = (
        BULLY
        + """
action come(who: character)
    by who
    when who == Ann, gone(who)
    then not gone(who)
"""
    )
    felt = Felt(world).after("leave(Ann)", "come(Ann)", "leave(Ann)")
    assert felt.of("Ann", fresh=False)["relief", "health", "Cal"] == amount(4 * READY)


# ---- the whole -----------------------------------------------------------------------------------------------------


def test_a_mood_is_not_changed_by_going_on() -> None:
    felt = Felt(BREAD).after("ask(Ann, Ben)")
    state, mood, before = felt.state, felt.mood, felt.mood.feelings
    given = felt.after("give(Ben, Ann)").of("Ann")
    felt.state, felt.mood = state, mood
    denied = felt.after("deny(Ben, Ann)").of("Ann")
    assert mood.feelings == before
    assert ("joy", "food") in given
    assert ("joy", "food") not in denied


def test_feelings_come_strongest_first_and_only_of_those_who_are_asked_for() -> None:
    felt = Felt(BULLY).after("hit(Cal, Ann)")
    strengths = [feeling.strength for feeling in felt.mood.feelings]
    assert strengths == sorted(strengths, reverse=True)
    assert all(0 < strength < 1 for strength in strengths)
    motives = motives_of(felt.engine)
    only = Appraisal(felt.engine, motives, Choices(felt.engine, motives), of=(1,))
    assert {feeling.character for feeling in only.begin(felt.engine.initial()).feelings} == {1}


def test_curves_follow_the_strongest_of_each_kind() -> None:
    felt = Felt(WEATHER)
    moods = [felt.after(event).mood.feelings for event in ("cold()", "sun()")]
    curves = {curve.kind: curve.strengths for curve in series(moods, 0)}
    assert curves["distress"] == (0.5, 0.0)
    assert curves["joy"] == (0.0, 0.5)
    assert "anger" not in curves
