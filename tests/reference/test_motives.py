"""The rules M1 to M9 of the manual's page on semantics, one small world each."""

from __future__ import annotations

from tests.reference.asked import Asked

WALK = """
world "Walk"
type place
home, street, shop : place
Ann, Tom : character
property at(character) : place
property has(character)
property waved(character)
start
    at(Ann) = home
    at(Tom) = shop
action go(who: character, to: place)
    by who
    when at(who) != to, to != shop or at(who) == street
    then at(who) = to
action take(who: character)
    by who
    when at(who) == shop
    then has(who)
action wave(who: character)
    by who
    then waved(who)
wants Ann
    goods: 2 if has(Ann)
wants Tom
    quiet: -1 if at(Ann) == shop
"""


def test_m2_plans_have_at_most_foresight_steps() -> None:
    world = Asked(WALK)
    assert world.plan(world.start, "go(Ann, street)", "Ann") == ["go(Ann, street)", "go(Ann, shop)", "take(Ann)"]
    short = Asked(WALK + "foresight 2\n")
    assert not short.explained(short.start, "go(Ann, street)")


def test_m6_nothing_in_a_plan_can_be_left_out() -> None:
    world = Asked(WALK)
    assert not world.explained(world.start, "wave(Ann)")


def test_m1_a_plan_is_made_in_the_believed_world() -> None:
    world = Asked(WALK + "start\n    Ann believes has(Ann)\n")
    assert not world.explained(world.start, "go(Ann, street)")


def test_m9_the_gain_is_split_by_want() -> None:
    world = Asked(WALK + "wants Ann\n    rest: -1 if at(Ann) != home\n")
    reason = world.reason(world.start, "go(Ann, street)", "Ann")
    assert reason is not None
    assert dict(reason.by_want) == {"goods": 2, "rest": -1}
    assert reason.wants == ("goods",)


def test_m9_an_act_serves_what_would_be_lost_without_it() -> None:
    """Ann also likes to wave, more than anything; but for that she need not walk."""
    world = Asked(WALK + "wants Ann\n    manners: 5 if waved(Ann)\n")
    reason = world.reason(world.start, "go(Ann, street)", "Ann")
    assert reason is not None
    assert dict(reason.by_act) == {"goods": 2}
    assert reason.wants == ("goods",)
    wave = world.reason(world.start, "wave(Ann)", "Ann")
    assert wave is not None
    assert [str(step.event) for step in wave.plan.steps] == ["wave(Ann)"]
    assert dict(wave.by_act) == {"manners": 5}


def test_m4_every_later_step_is_worth_taking() -> None:
    world = Asked(WALK + "wants Ann\n    sun: 2 if at(Ann) == street\n")
    # On the street she is as well off as she would be with the goods in the shop.
    assert world.plan(world.start, "go(Ann, street)", "Ann") == ["go(Ann, street)"]


ASK = """
world "Ask"
Ann, Tom : character
property asked(character)
property answered(character)
property heard(character)
action ask(who: character, whom: character)
    by who
    when who != whom, not asked(whom)
    then asked(whom)
action answer(who: character, whom: character)
    by who
    when who != whom, asked(who)
    then not asked(who), heard(whom)
wants Ann
    know: 1 if heard(Ann)
wants Tom
    peace: -1 if asked(Tom)
"""


def test_m5_others_act_only_for_reasons_of_their_own() -> None:
    world = Asked(ASK)
    reason = world.reason(world.start, "ask(Ann, Tom)", "Ann")
    assert reason is not None
    assert [str(step.event) for step in reason.plan.steps] == ["ask(Ann, Tom)", "answer(Tom, Ann)"]
    (toms,) = reason.plan.steps[1].reasons
    assert toms.wants == ("peace",)
    indifferent = Asked(ASK.replace("peace: -1 if asked(Tom)", "peace: 1 if asked(Tom)"))
    assert not indifferent.explained(indifferent.start, "ask(Ann, Tom)")


def test_m7_at_depth_zero_nobody_thinks_about_reasons_further_than_one_step() -> None:
    world = Asked(ASK + "depth 0\n")
    assert not world.explained(world.start, "ask(Ann, Tom)")
    one = Asked(ASK + "depth 1\n")
    assert one.explained(one.start, "ask(Ann, Tom)")


def test_how_near_there_is_a_reason() -> None:
    walk = Asked(WALK)
    superfluous = walk.motives.near_miss(walk.start, walk.event("wave(Ann)"), 0)
    assert (superfluous.kind, superfluous.gain) == ("nothing", 0)  # foresight 3: the goods take all of it
    wide = Asked(WALK + "foresight 4\n")
    superfluous = wide.motives.near_miss(wide.start, wide.event("wave(Ann)"), 0)
    assert (superfluous.kind, len(superfluous.events), superfluous.gain) == ("superfluous", 4, 2)
    short = Asked(WALK + "foresight 2\n")
    beyond = short.motives.near_miss(short.start, short.event("go(Ann, street)"), 0)
    assert (beyond.kind, [str(event) for event in beyond.events][-1]) == ("foresight", "take(Ann)")
    unwilling = Asked(ASK.replace("peace: -1 if asked(Tom)", "peace: 1 if asked(Tom)"))
    others = unwilling.motives.near_miss(unwilling.start, unwilling.event("ask(Ann, Tom)"), 0)
    assert (others.kind, str(others.lacking), others.who) == ("others", "answer(Tom, Ann)", 1)


def test_m6_others_are_only_named_where_the_first_event_serves() -> None:
    """Ann could sing before she asks, and Tom would not answer; but what she sings has no part in it."""
    text = ASK.replace("peace: -1 if asked(Tom)", "peace: 1 if asked(Tom)")
    sing = "property sung\naction sing(who: character)\n    by who\n    when not sung\n    then sung\n"
    world = Asked(text.replace("action ask", f"{sing}action ask"))
    idle = world.motives.near_miss(world.start, world.event("sing(Ann)"), 0)
    assert idle.kind != "others"
    needed = world.motives.near_miss(world.start, world.event("ask(Ann, Tom)"), 0)
    assert (needed.kind, needed.who) == ("others", 1)


CLOCK = """
world "Debt"
Ann, Tom : character
property hour : noon, evening, night
property paid(character)
property thrashed(character)
property money(character) : 0..5
property strolled
start
    hour = noon
    money(Ann) = 3
tick evening_comes
    when hour == noon
    then hour = evening
tick night_comes
    when hour == evening
    then hour = night, thrashed(Ann) if not paid(Ann)
action pay(who: character)
    by who
    when money(who) > 0
    then paid(who), money(who) -= 1
action stroll(who: character)
    by who
    when not strolled
    then strolled
    takes 2
wants Ann
    money: money(Ann)
    skin: -3 if thrashed(Ann)
    fun: 1 if strolled
wants Tom
    none: 0
"""


def test_m3_prevention_has_a_motive_where_there_is_a_clock() -> None:
    world = Asked(CLOCK + "horizon 2\n")
    reason = world.motives.reason(world.start, world.event("pay(Ann)"), 0)
    assert reason is not None
    assert (reason.before, reason.gain) == (0, 2)
    assert dict(reason.by_want) == {"money": -1, "skin": 3}
    blind = Asked(CLOCK + "horizon 1\n")
    assert not blind.explained(blind.start, "pay(Ann)")


def test_s9_acts_that_take_time_let_ticks_happen() -> None:
    world = Asked(CLOCK + "horizon 2\n")
    late = world.after("stroll(Ann)")
    assert world.get(late, "hour()" if "hour()" in [f.name for f in world.model.fluents] else "hour") == "night"
    assert world.get(late, "thrashed(Ann)") is True
    # Letting be costs her the thrashing as well: the stroll is held against that.
    assert world.explained(world.start, "stroll(Ann)")


GAMBLE = """
world "Gamble"
Ann, Tom : character
property open
property gold(character) : 0..9
property hurt(character)
property cured(character)
start
    gold(Ann) = 1
action force_door(who: character)
    by who
    when not open, not hurt(who)
    odds 1 : 1
    either
        open
    or
        hurt(who)
action take_gold(who: character)
    by who
    when open, gold(who) < 5
    then gold(who) = 5
action buy_cure(who: character)
    by who
    when hurt(who), not cured(who)
    then cured(who)
wants Ann
    gold: gold(Ann)
    health: -6 if hurt(Ann) and not cured(Ann)
wants Tom
    none: 0
"""


def test_m8_plans_branch_after_chance_and_expect() -> None:
    world = Asked(GAMBLE)
    reason = world.reason(world.start, "force_door(Ann)", "Ann")
    assert reason is not None
    assert reason.gain == 2  # half the time 4 more gold, half the time a hurt that is cured
    opened, hurt = reason.plan.branches
    assert opened.plan is not None
    assert [str(s.event) for s in opened.plan.steps] == ["take_gold(Ann)"]
    assert hurt.plan is not None
    assert [str(s.event) for s in hurt.plan.steps] == ["buy_cure(Ann)"]
    assert dict(reason.by_want) == {"gold": 2}
    rash = Asked(GAMBLE + "foresight 1\n")
    assert not rash.explained(rash.start, "force_door(Ann)")  # she can't think as far as the gold


BOUND = """
world "Bound"
Ann, Tom : character
property near(character)
property gone(character)
agreement leave(guest: character, host: character)
    from guest to host
    owes gone(guest)
    until near(guest)
    or else gone(host)
action promise(guest: character, host: character)
    by guest
    when status(leave, guest, host) == none
    then status(leave, guest, host) = in_force
action duel(a: character, b: character)
    by a, b unless status(leave, b, a) == in_force
    when a != b
    then near(a)
action go(who: character)
    by who
    then gone(who)
action stay(who: character)
    by who
    then near(who)
wants Ann
    victory: 1 if near(Ann)
wants Tom
    rest: -1 if near(Ann)
"""


def test_consent_once_given_by_agreement_needs_no_new_reason() -> None:
    world = Asked(BOUND)
    assert not world.explained(world.start, "duel(Ann, Tom)")
    bound = world.after("promise(Tom, Ann)")
    assert world.explained(bound, "duel(Ann, Tom)")


def test_agreements_are_kept_or_broken_by_themselves() -> None:
    world = Asked(BOUND)
    bound = world.after("promise(Tom, Ann)")
    assert world.get(bound, "status(leave, Tom, Ann)") == "in_force"
    kept = world.after("go(Tom)", start=bound)
    assert world.get(kept, "status(leave, Tom, Ann)") == "kept"
    broken = world.after("stay(Tom)", start=bound)
    assert world.get(broken, "status(leave, Tom, Ann)") == "broken"
    assert world.get(broken, "gone(Ann)") is True
