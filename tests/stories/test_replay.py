"""Replay: what was possible, who wanted it and why, where it stops and why."""

from fabula.stories.replay import Replay, alternatives, gains_in_words, replay, replaying
from tests.worlds import engine_of, motives_of, story_of


def run(world: str, text: str, *, keep_going: bool = False) -> Replay:
    return replay(engine_of(world), motives_of(world), story_of(world, text), keep_going=keep_going)


def test_a_story_that_goes_through() -> None:
    result = run("biscuit", "beat 1\n    eat(Tom) because hunger\nbeat 2\n    blame(Tom, Ann) because peace\n")
    assert result.complete
    assert result.stopped_at is None
    assert [beat.holds for beat in result.beats] == [True, True]
    eat, blame = result.steps
    (reason,) = eat.reasons
    assert [str(step.event) for step in reason.plan.steps] == ["eat(Tom)", "blame(Tom, Ann)"]
    assert (reason.gain, gains_in_words(reason)) == (2, "hunger +2")
    assert blame.moment is not None
    assert blame.moment.after is result.moments[-1].after


def test_it_stops_at_what_is_impossible_and_names_the_atom() -> None:
    result = run("biscuit", "beat 1\n    eat(Tom)\n    eat(Ann)\n    blame(Tom, Ann)\n")
    assert len(result.steps) == 2
    assert not result.complete
    stopped = result.stopped_at
    assert stopped is not None
    assert not stopped.possible
    assert [str(obstacle) for obstacle in stopped.obstacles] == ["`eater == ?` does not hold: eater is Tom"]


def test_it_stops_where_somebody_believes_that_it_is_impossible() -> None:
    result = run("biscuit", "beat 1\n    blame(Tom, Ann)\n    eat(Ann)\n", keep_going=True)
    stopped = result.steps[1]
    assert stopped.possible
    assert not stopped.explained
    (missing,) = stopped.unexplained
    assert missing.character == "Ann"
    assert str(missing.obstacles[0]) == "in what Ann believes, `eater == ?` does not hold: eater is dog"


def test_it_stops_where_somebody_has_no_reason_and_says_what_it_would_change() -> None:
    result = run("stranger", "beat 1\n    walk(Cal, inn)\n    walk(Ben, home)\n", keep_going=True)
    missing = result.steps[1].unexplained[0]
    assert missing.character == "Ben"
    assert not missing.obstacles
    assert missing.now == (("coins", 1),)
    assert missing.then == (("coins", 1),)


def test_the_reason_must_be_the_one_that_the_story_says() -> None:
    result = run("biscuit", "beat 1\n    eat(Tom) because peace never because hunger\n", keep_going=True)
    because, never = result.steps[0].checks
    assert (because.holds, because.instead) == (False, "Tom: hunger +2")
    assert (never.holds, never.instead) == (False, "Tom: hunger +2")
    assert result.stopped_at is result.steps[0]


def test_what_is_expected_must_be_so() -> None:
    text = (
        "beat 1\n    expect eater == ?\n    eat(Tom)\n    expect eater == Tom\n    expect Ann believes eater == Tom\n"
    )
    first, second, third = run("biscuit", text).steps[0].checks
    assert (first.holds, second.holds, third.holds) == (True, True, False)
    assert third.instead == "in what Ann believes, `eater == Tom` does not hold: eater is ?"


def test_what_is_expected_before_a_beat_is_asked_before_it() -> None:
    result = run("biscuit", "beat 1\n    eat(Tom)\nbeat 2\n    expect eater == dog\n    blame(Tom, Ann)\n")
    assert [step.failed for step in result.steps] == [False, True]


def test_a_trigger_must_have_been_set_off() -> None:
    text = "beat 1\n    glimpse(Ann)\n    greet(Ann, stranger)\n    turn(Cal)\n{}"
    text += "    walk(Ann, home)\n    happens calms(Ann)\n"
    assert run("stranger", text.format("")).complete
    early = run("stranger", text.format("    happens calms(Ann)\n")).stopped_at
    assert early is not None
    assert early.step.written == "turn(Cal)"
    assert early.checks[-1].instead == "what it set off: nothing"


def test_a_beat_without_an_act_is_what_comes_of_the_act_before_it() -> None:
    text = "beat 1\n    glimpse(Ann)\n    greet(Ann, stranger)\n    turn(Cal)\n    walk(Ann, home)\nbeat 2\n    {}\n"
    through = run("stranger", text.format("happens calms(Ann)"))
    assert through.complete
    assert [beat.holds for beat in through.beats] == [True, True]
    failing = run("stranger", text.format("expect startled(Ann)"))
    assert failing.stopped_at is not None
    assert failing.stopped_at.step.written == "walk(Ann, home)"


def test_an_act_addressed_to_a_figure_is_explained_in_the_mind_of_who_is_mistaken() -> None:
    result = run("stranger", "beat 1\n    glimpse(Ann)\n    greet(Ann, stranger) because company\n")
    assert result.complete
    (reason,) = result.steps[1].reasons
    assert [str(step.event) for step in reason.plan.steps] == ["greet(Ann, Ben)"]


def test_an_act_addressed_to_a_figure_that_nobody_mistakes_is_impossible() -> None:
    result = run("stranger", "beat 1\n    greet(Ann, stranger)\n")
    assert not result.steps[0].possible
    assert "mistakes stranger" in str(result.steps[0].obstacles[0])


def test_chance_turns_out_as_the_story_says() -> None:
    text = "beat 1\n    walk(Cal, inn)\n    toss(Ben, Cal)\n    turns out {}\n    expect coins(Ben) == {}\n"
    for outcome, coins in ((1, 2), (2, 0)):
        toss = run("stranger", text.format(outcome, coins), keep_going=True).steps[1]
        assert toss.moment is not None
        assert toss.moment.outcome == outcome - 1
        assert toss.checks[-1].holds


def test_alternatives_are_the_other_explained_acts() -> None:
    engine, motives = engine_of("biscuit"), motives_of("biscuit")
    others = [str(other.event) for other in alternatives(engine, motives, engine.initial())]
    assert others == ["eat(Ann)", "eat(Tom)", "blame(Tom, Ann)"]


def test_what_is_expected_in_a_beat_without_steps_is_expected_where_it_stands() -> None:
    result = run("biscuit", "beat 1\n    expect eater == dog\nbeat 2\n    eat(Tom)\n")
    assert [check.holds for check in result.steps[0].checks] == [False]
    result = run("biscuit", "beat 1\n    eat(Tom)\nbeat 2\n    expect eater == Tom\n    expect eater == dog\n")
    assert [check.holds for check in result.steps[0].checks] == [True, False]


def test_beats_behind_the_stop_do_not_hold() -> None:
    result = run("biscuit", "beat 1\n    eat(Tom)\n    eat(Ann)\nbeat 2\nbeat 3\n    blame(Tom, Ann)\n")
    assert [beat.holds for beat in result.beats] == [False, False, False]
    assert not result.complete


def test_a_beat_without_steps_goes_as_the_one_before_it() -> None:
    result = run("biscuit", "beat 1\n    eat(Tom)\nbeat 2\nbeat 3\n    eat(Ann)\nbeat 4\n")
    assert [beat.holds for beat in result.beats] == [True, True, False, False]


def test_steps_that_are_not_judged_only_have_to_be_possible() -> None:
    engine, motives = engine_of("stranger"), motives_of("stranger")
    story = story_of("stranger", "beat 1\n    walk(Ben, home)\n    walk(Ben, inn)\n")
    steps = list(replaying(engine, motives, story, keep_going=True, judged={2}))
    assert [step.failed for step in steps] == [False, True]
    assert [len(step.unexplained) for step in steps] == [0, 1]
