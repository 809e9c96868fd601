"""The rules S1 to S9 of the manual's page on semantics, one small world each."""

from __future__ import annotations

import pytest

from fabula.diagnostics.problems import FabulaError
from tests.reference.asked import Asked

ROOM = """
world "Room"
type place
home, street : place
Ann, Tom : character
property at(character) : place visible
property lit
property told(character)
property mood(character) : calm, cross
property coins(character) : 0..3
start
    at(Ann) = home
    at(Tom) = home
    mood(Ann) = calm
    mood(Tom) = calm
wants Ann
    light: 1 if lit
wants Tom
    light: 1 if lit
"""


def test_v4_numbers_stay_within_their_bounds() -> None:
    world = Asked(
        ROOM
        + """
action earn(who: character)
    by who
    then coins(who) += 2
action lose(who: character)
    by who
    then coins(who) -= 2
"""
    )
    state = world.after("earn(Ann)", "earn(Ann)")
    assert world.get(state, "coins(Ann)") == 3
    assert world.get(world.after("lose(Ann)", "lose(Ann)", start=state), "coins(Ann)") == 0


def test_s1_s2_effects_read_the_state_before_and_the_later_line_wins() -> None:
    world = Asked(
        ROOM
        + """
action swap(a: character, b: character)
    by a
    when a != b
    then at(a) = at(b), at(b) = at(a)
action go(who: character)
    by who
    then at(who) = street
         at(who) = home if lit
         lit
"""
    )
    state = world.after("go(Ann)", "swap(Ann, Tom)")
    assert (world.get(state, "at(Ann)"), world.get(state, "at(Tom)")) == ("home", "street")
    assert world.get(world.after("go(Ann)", start=state), "at(Ann)") == "home"


def test_s3_only_who_sees_it_learns_of_it_be_it_the_actor() -> None:
    world = Asked(
        ROOM
        + """
action light(who: character, whom: character)
    by who
    when who != whom
    then lit
    seen by whom
"""
    )
    state = world.after("light(Ann, Tom)")
    assert world.get(state, "lit") is True
    assert world.get(state, "lit", "Tom") is True
    assert world.get(state, "lit", "Ann") is False
    assert world.get(state, "lit", "Tom", "Ann") is False
    assert world.get(state, "lit", "Tom", "Tom") is True


def test_s4_surprise_copies_equalities_and_forgets_the_rest() -> None:
    world = Asked(
        ROOM
        + """
start
    Tom believes at(Ann) = street
    Tom believes mood(Ann) = cross
    Tom believes coins(Ann) = 0
    coins(Ann) = 2
action pay(who: character)
    by who
    when at(who) == home, mood(who) != cross, coins(who) > 1
    then told(who)
action forget(who: character)
    by who
    when told(who)
    then mood(who) = ?, at(who) = street
"""
    )
    state = world.after("pay(Ann)")
    assert world.get(state, "at(Ann)", "Tom") == "home"
    assert world.get(state, "mood(Ann)", "Tom") is None
    assert world.get(state, "coins(Ann)", "Tom") is None
    assert world.get(state, "told(Ann)", "Tom") is True


def test_s4_the_surprised_know_what_they_learned() -> None:
    """Tom notices by an accident (nobody is anywhere); in his own mind he would not, but he knows that he was wrong."""
    world = Asked(
        ROOM
        + """
start
    at(Ann) = ?
    at(Tom) = ?
    Tom believes at(Ann) = home
    Tom believes at(Tom) = street
action walk(who: character, to: place)
    by who
    when at(who) != to
    then at(who) = to
    seen by anyone when at(anyone) == at(who) or at(anyone) == to
"""
    )
    state = world.after("walk(Ann, home)")
    assert world.get(state, "at(Ann)", "Tom") == "home"
    assert world.get(state, "at(Ann)", "Tom", "Tom") is None


def test_s4_who_sees_himself_notice_is_surprised_in_what_he_believes_to_believe() -> None:
    world = Asked(
        ROOM
        + """
start
    Tom believes coins(Ann) = 0
    coins(Ann) = 2
action pay(who: character)
    by who
    when coins(who) >= 1
    then coins(who) -= 1, told(who)
"""
    )
    state = world.after("pay(Ann)")
    assert world.get(state, "coins(Ann)", "Tom") is None
    assert world.get(state, "coins(Ann)", "Tom", "Tom") == 0  # no alternative held in the mind around it
    assert world.get(state, "told(Ann)", "Tom", "Tom") is True


def test_s5_beliefs_are_written_privately_and_nest() -> None:
    world = Asked(
        ROOM
        + """
action lie(who: character, whom: character)
    by who
    when who != whom
    then whom believes lit
    seen by who
action show_off(who: character, whom: character)
    by who
    when who != whom
    then whom believes
             lit
             who believes not lit
    seen by nobody
"""
    )
    state = world.after("lie(Ann, Tom)")
    assert [world.get(state, "lit", *minds) for minds in ((), ("Tom",), ("Ann",), ("Ann", "Tom"), ("Tom", "Ann"))] == [
        False,
        True,
        False,
        True,
        False,
    ]
    assert world.get(state, "lit", "Tom", "Tom") is True
    state = world.after("show_off(Ann, Tom)")
    assert [
        world.get(state, "lit", *minds) for minds in (("Tom",), ("Tom", "Ann"), ("Tom", "Tom", "Ann"), ("Ann",))
    ] == [
        True,
        False,
        False,
        False,
    ]


def test_s6_triggers_happen_in_the_world_and_in_minds() -> None:
    world = Asked(
        ROOM
        + """
trigger cheers(c: character)
    when lit, mood(c) == cross
    then mood(c) = calm
trigger sees(a: character, b: character)
    when at(a) == at(b), mistaken(a, b)
    then a sees b
start
    mood(Tom) = cross
    Ann believes at(Tom) = street
action light(who: character)
    by who
    then lit
    seen by who
action leave(who: character)
    by who
    then at(who) = street
    seen by nobody
"""
    )
    assert world.get(world.start, "at(Tom)", "Ann") == "home"
    state = world.after("light(Ann)")
    assert world.get(state, "mood(Tom)") == "calm"
    assert world.get(state, "mood(Tom)", "Ann") == "calm"
    assert world.get(state, "mood(Tom)", "Tom") == "cross"
    gone = world.after("leave(Tom)", start=state)
    assert world.get(gone, "at(Tom)", "Ann") == "home"
    back = world.after("leave(Ann)", start=gone)
    assert world.get(back, "at(Tom)", "Ann") == "street"


def test_s6_endless_triggers_are_named() -> None:
    world = Asked(
        ROOM
        + """
trigger on
    when told(Ann), not lit
    then lit
trigger off
    when told(Ann), lit
    then not lit
action tell(who: character)
    by who
    then told(who)
"""
    )
    with pytest.raises(FabulaError) as caught:
        world.after("tell(Ann)")
    problem = caught.value.problems[0]
    assert problem.code == "F501"
    assert "on() -> off() -> on()" in problem.wrong or "off() -> on() -> off()" in problem.wrong


FIGURE = """
world "Likeness"
type place
path, away : place
Ann, Tom, Sue : character
stranger : figure "the one in the hood"
property at(character) : place visible
property greeted(character)
property known
start
    at(Ann) = path
    at(Tom) = path
    at(Sue) = away
    who(stranger) = Tom
    Ann believes who(stranger) = ?
    Ann believes at(Tom) = away
fate glimpse
    when not known
    then Ann takes stranger for Sue
         Ann believes at(Sue) = path
    seen by Ann
action greet(who: character, whom: character or figure)
    by who
    when who != whom, at(who) == at(whom)
    then greeted(whom)
action look(who: character)
    by who
    then who recognises stranger
         known
wants Ann
    company: 1 if greeted(Sue)
wants Tom
    company: 1 if greeted(Ann)
"""


def test_s7_an_act_addressed_to_a_figure_is_another_act_in_another_mind() -> None:
    world = Asked(FIGURE)
    assert not world.can(world.start, "greet(Ann, stranger)")
    taken = world.after("glimpse()")
    assert world.get(taken, "who(stranger)", "Ann") == "Sue"
    assert world.get(taken, "who(stranger)") == "Tom"
    assert world.get(taken, "who(stranger)", "Tom") == "Tom"
    assert world.plan(taken, "greet(Ann, stranger)", "Ann") == ["greet(Ann, Sue)"]
    assert not world.can(taken, "greet(Ann, Sue)")
    met = world.after("greet(Ann, stranger)", start=taken)
    for minds, tom, sue in (((), True, False), (("Ann",), False, True), (("Tom",), True, False)):
        assert (world.get(met, "greeted(Tom)", *minds), world.get(met, "greeted(Sue)", *minds)) == (tom, sue)


def test_s7_recognition_binds_anew_what_was_done_to_the_figure() -> None:
    world = Asked(FIGURE)
    seen = world.after("glimpse()", "greet(Ann, stranger)", "look(Ann)")
    assert world.get(seen, "who(stranger)", "Ann") == "Tom"
    assert (world.get(seen, "greeted(Tom)", "Ann"), world.get(seen, "greeted(Sue)", "Ann")) == (True, False)
    assert (world.get(seen, "greeted(Tom)", "Ann", "Ann"), world.get(seen, "greeted(Sue)", "Ann", "Ann")) == (
        True,
        False,
    )
    assert not world.can(seen, "greet(Ann, stranger)")


def test_s7_in_a_mistaken_mind_whoever_sees_the_face_sees_another() -> None:
    """Nobody keeps a knowing mind of Tom, who can't mistake the stranger; what is so there is believed all the same."""
    world = Asked(FIGURE.replace("         known\n", "         known\n    seen by Ann\n"))
    seen = world.after("glimpse()", "look(Tom)")
    assert world.get(seen, "who(stranger)", "Tom") == "Tom"
    assert world.get(seen, "who(stranger)", "Ann", "Tom") == "Sue"
    assert world.get(seen, "who(stranger)", "Ann", "Tom", "Tom") == "Sue"
    assert world.get(seen, "who(stranger)", "Ann") == "Sue"
    recognised = world.after("look(Ann)", start=seen)
    assert world.get(recognised, "who(stranger)", "Ann", "Tom") == "Tom"


def test_s7_a_face_is_recognised_also_where_nobody_takes_one_for_another() -> None:
    world = Asked(FIGURE.replace("    then Ann takes stranger for Sue\n         Ann believes", "    then Ann believes"))
    assert all(mind.kind == "actual" for mind in world.model.minds)
    assert world.get(world.start, "who(stranger)", "Ann") is None
    assert world.get(world.after("look(Ann)"), "who(stranger)", "Ann") == "Tom"


def test_s7_others_count_on_a_mistake_that_they_know_of() -> None:
    world = Asked(
        FIGURE.replace("    seen by Ann\n", "    seen by Ann, Tom\n").replace(
            "    when who != whom, at(who) == at(whom)\n", "    when who != whom, at(who) == at(whom), inviting\n"
        )
        + """
property inviting
action beckon(who: character)
    by who
    when not inviting
    then inviting
wants Tom
    company: 1 if greeted(Tom)
"""
    )
    taken = world.after("glimpse()")
    plan = world.plan(taken, "beckon(Tom)", "Tom")
    assert plan is not None
    assert "greet(Ann, stranger)" in plan
    assert world.plan(world.after("beckon(Tom)", start=taken), "greet(Ann, stranger)", "Ann") == ["greet(Ann, Sue)"]


DREAM = """
world "Dream"
Ann, Tom : character
property back(character)
property asleep(character)
property hope(character) : 0..3 felt
property rain
start
    asleep(Ann)
dream return(who: character, friend: character)
    dreamer who
    when asleep(who), who != friend, not (who believes back(friend))
    then back(friend), hope(who) += 1
fate rains
    when not rain
    then rain
    seen by everybody
action wake(who: character)
    by who
    when asleep(who)
    then not asleep(who), who wakes
wants Ann
    company: 1 if not asleep(Ann) and back(Tom)
wants Tom
    hope: hope(Ann)
"""


def test_s8_a_dream_is_believed_until_waking_and_the_heart_keeps_it() -> None:
    world = Asked(DREAM)
    assert not world.explained(world.start, "wake(Ann)")
    dreamt = world.after("return(Ann, Tom)")
    assert world.get(dreamt, "back(Tom)") is False
    assert world.get(dreamt, "back(Tom)", "Ann") is True
    assert world.get(dreamt, "back(Tom)", "Ann", "Ann") is True
    assert world.get(dreamt, "back(Tom)", "Ann", "Tom") is True  # everybody in the dream knows
    assert world.get(dreamt, "back(Tom)", "Tom") is False
    assert world.get(dreamt, "hope(Ann)") == 1
    assert world.get(dreamt, "hope(Ann)", "Ann") == 1
    assert world.get(dreamt, "hope(Ann)", "Tom") == 0
    assert world.explained(dreamt, "wake(Ann)")
    wet = world.after("rains()", start=dreamt)
    assert world.get(wet, "rain", "Ann") is False  # noticed, but by the waking mind
    awake = world.after("wake(Ann)", start=wet)
    assert world.get(awake, "back(Tom)", "Ann") is False
    assert world.get(awake, "hope(Ann)", "Ann") == 1
    assert world.get(awake, "rain", "Ann") is True
    assert world.get(awake, "asleep(Ann)", "Ann") is False


def test_chance_odds_are_read_in_the_state_and_outcomes_noticed() -> None:
    world = Asked(
        """
world "Dice"
Ann, Tom : character
property strength(character) : 0..9
property won(character)
start
    strength(Ann) = 1
    strength(Tom) = 3
    Ann believes strength(Ann) = 9
action train(who: character)
    by who
    when strength(who) < 9
    then strength(who) += 1
contest fight(a: character, b: character)
    by a, b
    when a != b
    odds strength(a) : strength(b)
    either won(a)
    or won(b)
wants Ann
    pride: 3 if won(Ann)
    shame: -2 if won(Tom)
wants Tom
    pride: 1 if won(Tom)
    shame: -2 if won(Ann)
"""
    )
    fight = world.event("fight(Ann, Tom)")
    assert [str(odds) for odds, _ in world.engine.outcomes(world.start, fight)] == ["1/4", "3/4"]
    lost = world.after("fight(Ann, Tom)", outcome=1)
    assert world.get(lost, "won(Tom)", "Ann") is True
    reason = world.reason(world.start, "fight(Ann, Tom)", "Ann")
    assert reason is not None
    assert str(reason.gain) == "7/4"  # 3 * 9/12 - 2 * 3/12, as she believes that she is strong
    tom = world.reason(world.start, "fight(Ann, Tom)", "Tom")
    assert tom is not None
    assert str(tom.gain) == "1/4"  # 3/4 - 2 * 1/4
    assert dict(reason.by_want)["pride"] > 0 > dict(reason.by_want)["shame"]
