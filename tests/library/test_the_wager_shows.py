"""What an engine needs for The Wager, R1 to R21 in docs/manual/wager.md: each is there, and shown on the chapter.

A formula is asked after a beat of the chapter, or after more events from there.
"""

from __future__ import annotations

import json
from fractions import Fraction
from functools import cache

import pytest

from fabula.diagnostics.source import Source
from fabula.narration.telling import tell
from fabula.reference.apply import Event
from fabula.reference.asking import Asking
from fabula.reference.state import State
from fabula.stories.replay import Moment
from fabula.world.formula import read_formula
from tests.cli.door import fabula
from tests.library.chapter import ITACHI, NARUTO, SASUKE, changed, chapter, engine_of, walked


@cache
def beats() -> dict[str, State]:
    """The state after each beat, by its label."""
    engine, _, story = chapter()
    return {beat.label: after for beat, _, _, after in walked(engine, story)}


def event(name: str) -> Event:
    engine, _, _ = chapter()
    return next(each for each in (*engine.model.events, *engine.model.addressed) if str(each) == name)


def later(state: State, *names: str, outcome: int = 0) -> State:
    """The state after more events, each of which must be possible; the last one with this outcome."""
    engine, _, _ = chapter()
    for place, name in enumerate(names):
        assert engine.can(state, event(name)), name
        state = engine.after(state, event(name), outcome if place == len(names) - 1 else 0)
    return state


def so(state: State, *formulas: str) -> bool:
    """Whether all of these hold."""
    engine, _, _ = chapter()
    asking = Asking(engine)
    return all(
        asking.holds(state, read_formula(engine.model.world, Source("the test", formula))) for formula in formulas
    )


def ends(state: State) -> list[str]:
    """The endings that hold."""
    engine, _, _ = chapter()
    return [ending.name for ending in engine.model.world.endings if Asking(engine).holds(state, ending.condition)]


def can(state: State, name: str) -> bool:
    return chapter()[0].can(state, event(name))


def wants(state: State, name: str, who: int = NARUTO) -> str | None:
    """The want that an act serves, or None if it is impossible, or nobody has a reason for it."""
    engine, motives, _ = chapter()
    if not engine.can(state, event(name)):
        return None
    reason = motives.best_reason(state, event(name), who)
    return None if reason is None or not reason.wants else reason.wants[0]


# ---- R1 to R3: reasons, beliefs, likeness ----------------------------------------------------------------------------


def test_r1_who_is_refused_takes_another_way_to_the_same_end() -> None:
    """Naruto begs for company; refused and left alone, he has a reason to hide and follow, and none to beg."""
    assert wants(beats()["15"], "plead(Naruto, Itachi)") == "company"
    refused = beats()["17"]
    assert wants(refused, "plead(Naruto, Itachi)") is None
    assert wants(refused, "hide(Naruto)") == "company"
    assert wants(later(refused, "hide(Naruto)"), "follow(Naruto, Itachi)") == "company"


def test_r2_beliefs_may_be_wrong_and_are_about_beliefs_to_any_depth() -> None:
    followed = beats()["18"]
    assert so(followed, "at(Naruto) == clearing", "Itachi believes alone(Itachi)")
    assert so(followed, "Naruto believes (Itachi believes alone(Itachi))")
    found = beats()["22"]
    deep = "at(Naruto) == clearing"
    for depth in range(1, 9):
        deep = f"{'Naruto' if depth % 2 else 'Itachi'} believes ({deep})"
        assert so(found, deep), depth


def test_r3_one_is_taken_for_another_until_his_face_is_seen() -> None:
    glimpsed, turned = beats()["4"], beats()["5"]
    assert so(glimpsed, "who(stranger) == Itachi", "Naruto believes who(stranger) == Sasuke")
    assert so(glimpsed, "Naruto believes near(Naruto, Sasuke)", "not Naruto believes near(Naruto, Itachi)")
    assert so(turned, "Naruto believes who(stranger) == Itachi", "Naruto believes near(Naruto, Itachi)")
    assert so(turned, "Naruto believes at(Sasuke) == ?")


# ---- R4, R5: dreams, time --------------------------------------------------------------------------------------------


def test_r4_a_dream_is_believed_while_it_lasts_undone_on_waking_and_the_heart_keeps_it() -> None:
    before = chapter()[0].initial()
    assert so(before, "longing(Naruto) == 2", "hope(Naruto) == 3", "Naruto believes at(Sasuke) == ?")
    dreaming = beats()["D3"]
    assert so(dreaming, "Naruto believes near(Naruto, Sasuke)", "at(Sasuke) == elsewhere")
    for other in ("Itachi", "Sasuke"):
        assert so(dreaming, f"not {other} believes near(Naruto, Sasuke)")
        assert so(dreaming, f"{other} believes longing(Naruto) == 2")
    woken = beats()["1"]
    assert so(woken, "Naruto believes at(Sasuke) == ?", "longing(Naruto) == 4", "hope(Naruto) == 4")


def test_r4_without_a_dream() -> None:
    """Beat 34: nobody dreams early in the night. Later he might; and after the dream of a return nothing more comes."""
    dreams = [str(each) for each in chapter()[0].model.events if str(each).startswith("dream_")]
    asleep = beats()["34"]
    assert so(asleep, "asleep(Naruto)", "longs_for(Naruto, Sasuke)")
    assert not [name for name in dreams if can(asleep, name)]
    late = later(asleep, "midnight()")
    assert can(late, "dream_of_return(Naruto, Sasuke)")
    dreamt = later(late, "dream_of_return(Naruto, Sasuke)")
    assert not [name for name in dreams if can(dreamt, name)]


def test_r5_days_pass_and_wear_hope_away() -> None:
    state = later(beats()["34"], "midnight()", "dawn()")
    assert so(state, "hour == day", "hope(Naruto) == 2")
    for hope in (1, 0):
        state = later(state, "dusk()", "nightfall()", "midnight()", "dawn()")
        assert so(state, f"hope(Naruto) == {hope}")
    assert ends(state) == ["resignation"]


def test_r5_what_is_agreed_has_a_deadline() -> None:
    state = later(beats()["34"], "midnight()", "dawn()")
    assert so(state, "status(stay, Naruto, Itachi) == in_force")
    assert so(later(state, "dusk()"), "status(stay, Naruto, Itachi) == broken")


# ---- R6 to R9: speech, force, memory, secrets ------------------------------------------------------------------------


def test_r6_words_carry_only_so_far() -> None:
    """A call is heard one road away, muttering by sharp ears, which the one who mutters does not know of."""
    glimpsed, muttered = beats()["3"], beats()["9"]
    assert so(glimpsed, "at(Naruto) == street", "at(Itachi) == path", "not Itachi believes at(Naruto) == street")
    assert so(later(glimpsed, "call(Naruto, stranger)"), "Itachi believes at(Naruto) == street")
    assert so(muttered, "Itachi believes slighted(Itachi, Naruto)", "not Naruto believes slighted(Itachi, Naruto)")
    engine, _, _ = chapter()
    assert engine.believed(muttered, SASUKE) == engine.believed(beats()["2"], SASUKE)  # who is elsewhere hears nothing


@pytest.mark.parametrize(
    "act",
    ["call", "mutter", "ask", "refuse", "confess", "insult", "plead", "promise", "accept", "answer", "answer_back"],
)
def test_r6_every_speech_act_of_the_chapter_is_there(act: str) -> None:
    _, _, story = chapter()
    assert any(step.schema.name == act for beat in story.beats for step in beat.steps)


def test_r7_who_is_held_cannot_leave_until_he_yields_and_is_let_go() -> None:
    held = beats()["10"]
    assert so(held, "held_by(Naruto) == Itachi", "at(Naruto) == path")
    assert not can(held, "go(Naruto, street)")
    assert wants(held, "yield(Naruto, Itachi)") == "safety"
    released = later(held, "yield(Naruto, Itachi)", "release(Itachi, Naruto)")
    assert can(released, "go(Naruto, street)")
    assert "seize(Naruto, Itachi)" not in [str(each) for each in chapter()[0].model.events]  # the weaker one never can


def test_r8_a_word_brings_somebody_back() -> None:
    before, after = later(beats()["11"], "ask(Naruto, Itachi, heading)"), beats()["12"]
    assert so(before, "longing(Naruto) == 4", "not Naruto believes likes(Itachi, Naruto)", "not raised(reason)")
    assert so(after, "longing(Naruto) == 5", "Naruto believes likes(Itachi, Naruto)", "raised(reason)")
    fired = chapter()[0].fired(before, event("rebuff(Itachi, Naruto)"), 0)
    assert "recalls(Naruto, Itachi, Sasuke)" in [str(each) for each in fired]


def test_r8_another_word_does_not() -> None:
    engine = engine_of(changed("pet_word(Itachi) = dobe", "pet_word(Itachi) = ?"))
    _, _, story = chapter()
    before = [str(step.written).partition(" because")[0] for beat in story.beats[:15] for step in beat.steps]
    state = engine.initial()
    names = {str(each): each for each in (*engine.model.events, *engine.model.addressed)}
    for name in before[: before.index("rebuff(Itachi, Naruto)") + 1]:
        state = engine.after(state, names[name if "(" in name else f"{name}()"], 0)
    longing = next(fluent.index for fluent in engine.model.fluents if fluent.name == "longing(Naruto)")
    assert state.values[longing] == 4


def test_r9_a_secret_is_kept_or_comes_out_under_pressure_layer_by_layer() -> None:
    asked = beats()["14"]
    assert wants(asked, "refuse(Itachi, Naruto, reason)", ITACHI) == "secret"
    assert wants(asked, "confess(Itachi, Naruto, reason)", ITACHI) is None
    pressed = later(
        beats()["24"],
        "ask(Itachi, Naruto, distraction)",
        "refuse(Naruto, Itachi, distraction)",
        "ask(Itachi, Naruto, distraction)",
    )
    assert wants(pressed, "confess(Naruto, Itachi, distraction)") == "ease"
    once = later(pressed, "confess(Naruto, Itachi, distraction)")
    assert so(once, "knows(Itachi, distraction) == 1")
    assert so(beats()["25"], "knows(Itachi, distraction) == 2")


# ---- R10 to R13: hiding, guarded sleep, pursuit, pride ---------------------------------------------------------------


def test_r10_hiding_takes_attention_and_fails_when_the_mind_wanders() -> None:
    watching = later(beats()["20"], "watch(Naruto, Itachi)")
    assert so(beats()["20"], "hidden(Naruto)", "not absorbed(Naruto)")
    assert not can(beats()["20"], "wander(Naruto)")
    assert can(watching, "wander(Naruto)")
    shown = later(watching, "wander(Naruto)")
    assert so(shown, "not hidden(Naruto)", "Naruto believes hidden(Naruto)", "Itachi believes at(Naruto) == clearing")


def test_r11_who_sleeps_on_guard_feels_what_is_not_hidden_and_others_do_not() -> None:
    asleep, felt = beats()["20"], beats()["21"]
    assert so(asleep, "asleep(Itachi)", "guarded(Itachi)", "Itachi believes alone(Itachi)")
    assert so(felt, "asleep(Itachi)", "not Itachi believes alone(Itachi)")
    night = beats()["34"]
    assert so(night, "asleep(Naruto)", "not guarded(Naruto)")
    gone = later(night, "wake(Itachi)", "go(Itachi, path)")
    assert so(gone, "Naruto believes at(Itachi) == clearing")  # he has slept through it


def test_r12_one_follows_another_from_place_to_place_in_the_open_and_unseen() -> None:
    in_the_open = later(beats()["3"], "call(Naruto, stranger)", "follow(Naruto, stranger)")
    assert so(in_the_open, "at(Naruto) == path", "Itachi believes at(Naruto) == path")
    unseen = beats()["18"]
    assert so(unseen, "at(Naruto) == clearing", "at(Itachi) == clearing", "not Itachi believes at(Naruto) == clearing")
    assert so(beats()["19"], "Itachi believes alone(Itachi)")  # even after he has looked round


def test_r13_a_slight_of_a_friend_is_a_slight_and_is_answered() -> None:
    """Pride and loyalty: what is said of Sasuke stings Naruto, who likes him, and answers for him."""
    slighted = beats()["26"]
    assert so(beats()["25"], "not slighted(Naruto, Itachi)")
    assert so(slighted, "slighted(Naruto, Itachi)", "sore_over(Naruto) == Sasuke")
    assert wants(slighted, "answer_back(Naruto, Itachi)") == "pride"
    answered = beats()["27"]
    assert so(answered, "not slighted(Naruto, Itachi)", "sore(Naruto, Itachi) == 0")
    disloyal = engine_of(changed("likes(Naruto, Sasuke), likes(Sasuke, Naruto)", "likes(Sasuke, Naruto)"))
    assert "insult(Itachi, Naruto, Sasuke)" not in [str(each) for each in disloyal.model.events]


# ---- R14 to R18: agreements, wagers, contests, feelings --------------------------------------------------------------


def wager_offered() -> State:
    """After two tries at coming close that were noticed."""
    return later(
        beats()["34"],
        "wake(Naruto)",
        "creep_close(Naruto, Itachi)",
        "wake(Itachi)",
        "sleep(Itachi)",
        "creep_close(Naruto, Itachi)",
        "wake(Itachi)",
        "offer(Itachi, Naruto, forfeit)",
    )


def test_r14_an_agreement_has_terms_that_are_kept_or_broken_and_a_sanction() -> None:
    agreed = beats()["31"]
    assert so(beats()["30"], "status(stay, Naruto, Itachi) == none", "not leave(Naruto, Itachi)")
    assert so(agreed, "status(stay, Naruto, Itachi) == in_force", "leave(Naruto, Itachi)")
    both_know = "status(stay, Naruto, Itachi) == in_force"
    for who in ("Naruto", "Itachi", "Naruto", "Itachi"):
        both_know = f"{who} believes ({both_know})"
        assert so(agreed, both_know)
    morning = later(beats()["34"], "midnight()", "dawn()", "slept_out(Naruto)")
    kept = later(morning, "go(Naruto, path)")
    assert so(kept, "status(stay, Naruto, Itachi) == kept", "irritation(Itachi) == 0")
    assert ends(kept) == ["parting"]
    broken = later(morning, "dusk()")
    assert so(broken, "status(stay, Naruto, Itachi) == broken", "ordered_off(Naruto, Itachi)")
    assert so(broken, "not leave(Naruto, Itachi)", "irritation(Itachi) == 3")


def test_r15_the_stakes_depend_on_the_outcome_and_bind_after_it() -> None:
    """Who has lost needs no reason for what he agreed to; and nothing is owed but what the outcome says."""
    offered = wager_offered()
    taken = later(offered, "accept(Naruto, Itachi, forfeit)")
    assert so(taken, "status(forfeit, Naruto, Itachi) == in_force", "status(friendship, Itachi, Naruto) == in_force")
    life, friendship = "claim_life(Itachi, Naruto)", "claim_friendship(Naruto, Itachi)"
    assert not can(taken, life)
    assert not can(taken, friendship)
    won = later(taken, "fight(Naruto, Itachi)", outcome=0)
    lost = later(taken, "fight(Naruto, Itachi)", outcome=1)
    assert (can(won, friendship), can(won, life)) == (True, False)
    assert (can(lost, friendship), can(lost, life)) == (False, True)
    _, motives, _ = chapter()
    assert motives.consenting(lost, event(life)) == (ITACHI,)
    assert motives.consenting(won, event(friendship)) == (NARUTO,)
    assert ends(later(won, friendship)) == ["companionship"]
    assert ends(later(lost, life)) == ["death"]
    assert so(later(won, friendship), "friends(Naruto, Itachi)", "status(friendship, Itachi, Naruto) == kept")
    assert so(later(lost, life), "dead(Naruto)", "status(forfeit, Naruto, Itachi) == kept")
    assert so(later(offered, "decline(Naruto, Itachi, forfeit)"), "status(forfeit, Naruto, Itachi) == refused")


def test_r16_a_contest_has_its_odds_from_the_strengths_and_each_reckons_with_his_own() -> None:
    """Naruto is beaten four times in five, and believes that he wins two times in three."""
    engine, _, _ = chapter()
    taken = later(wager_offered(), "accept(Naruto, Itachi, forfeit)")
    fight = event("fight(Naruto, Itachi)")
    assert engine.odds(taken, fight) == (Fraction(1, 5), Fraction(4, 5))
    assert engine.odds(engine.believed(taken, NARUTO), fight) == (Fraction(2, 3), Fraction(1, 3))
    assert wants(taken, "fight(Naruto, Itachi)") == "company"


def test_r17_feelings_follow_from_beliefs_and_wants_alone() -> None:
    """The same look at the same face frightens Naruto, who believes that he has given offence, and nobody else.

    Each feeling of the chapter has a test of its own, see test_feelings_of_the_chapter.py.
    """
    world = chapter()[0].model.world
    words = ("joy", "fear", "grief", "anger", "relief", "disappointment", "comfort")
    assert not [name for name in world.properties if name.partition("/")[0] in words]
    ran = fabula('feelings the-wager chapter-one --of Naruto --step "turn_round(Naruto, stranger)" --json')
    assert ran.code == 0, ran.err
    assert '"fear"' in ran.out
    assert "safety" in ran.out


def test_r18_irritation_builds_up_over_tries_and_changes_what_somebody_wants() -> None:
    night = later(beats()["34"], "wake(Naruto)")
    once = later(night, "creep_close(Naruto, Itachi)", "wake(Itachi)")
    assert so(night, "irritation(Itachi) == 0")
    assert so(once, "irritation(Itachi) == 1", "not fed_up(Itachi)")
    assert wants(once, "offer(Itachi, Naruto, forfeit)", ITACHI) is None
    twice = later(once, "sleep(Itachi)", "creep_close(Naruto, Itachi)", "wake(Itachi)")
    assert so(twice, "irritation(Itachi) == 2", "fed_up(Itachi)")
    assert wants(twice, "offer(Itachi, Naruto, forfeit)", ITACHI) == "patience"


# ---- R19 to R21: answers, telling, playing ---------------------------------------------------------------------------

QUESTIONS = [
    "Will Naruto take the wager?",
    "What happens if he does, and if he does not?",
    "Will he win, or face his death?",
    "Will Sasuke ever come back to Konoha?",
]


def asked(options: str) -> list[dict[str, object]]:
    ran = fabula(f"ask the-wager --json {options}")
    assert ran.code == 0, ran.err
    questions: list[dict[str, object]] = json.loads(ran.out)["questions"]
    assert [question["question"] for question in questions] == QUESTIONS
    return questions


def test_r19_the_four_questions_are_asked_and_bounded_after_a_look() -> None:
    """A few hundred moments leave much open, and say so; the answers in full take longer (the next test)."""
    for question in asked("--no-changes --max-moments 200"):
        low, high = (question["odds"][bound] for bound in ("low", "high"))  # type: ignore[index]
        assert 0 <= low <= high <= 1
        assert high - low < 1
        assert question["can"] in ("yes", "open")
        assert question["must"] == "no"


@pytest.mark.slow
def test_r19_the_four_questions_are_answered() -> None:
    """Can it, must it, how likely (within 0.01), what does it turn on, what would have to be different."""
    take, what_if, win, back = asked("")
    for question in (take, what_if, win, back):
        odds = question["odds"]
        assert odds["high"] - odds["low"] <= 0.01  # type: ignore[index]
        assert question["must"] == "no"
        assert question["counter"] is not None
    for question in (take, win):
        assert question["can"] == "yes"
        assert question["witness"] is not None
        assert question["turns_on"]
        assert question["would_change"]
    assert what_if["what_if"] is True
    if_so, if_not = (
        {ending["name"]: ending for ending in what_if[key]}  # type: ignore[attr-defined]
        for key in ("endings_if", "endings_if_not")
    )
    assert if_so["companionship"]["low"] > 0.1
    assert if_so["death"]["low"] > 0.5
    assert if_not["parting"]["low"] > 0.5


def told(focalizer: int) -> str:
    engine, _, story = chapter()
    moments = []
    for _, step, before, after in walked(engine, story):
        happened = next(each for each in step.events if engine.can(before, each))
        moments.append(Moment(before, happened, step.outcome, after, engine.fired(before, happened, step.outcome)))
    return " ".join(sentence.text for told in tell(engine, moments, focalizer=focalizer) for sentence in told)


def test_r20_told_by_his_eyes_a_mistake_is_the_truth_until_it_breaks() -> None:
    by_naruto, by_itachi = told(NARUTO), told(ITACHI)
    assert by_naruto.index("Sasuke") < by_naruto.index("It is Itachi")
    assert "Itachi" not in by_naruto[: by_naruto.index("It is Itachi")]
    assert "dream" in by_naruto
    assert "dream" not in by_itachi
    assert "bridge" not in by_itachi


@pytest.mark.parametrize("who", ["Naruto", "Itachi", "Sasuke"])
def test_r21_the_reader_goes_on_from_where_the_chapter_ends_as_anybody(who: str) -> None:
    ran = fabula(f"play the-wager --as {who} --plain --seed 7", stdin="wait\nwait\nquit\n")
    assert ran.code == 0, ran.err
    assert ran.out.strip()
