"""Take out a cause, and the chapter stops at the beat that rests on it, and says why."""

from __future__ import annotations

import re

import pytest

from fabula.stories.replay import Replay, StepReplay
from tests.library.chapter import CHAPTER, changed, replayed, starting_with, wants_of, without_want


def _stops(result: Replay, beat: str, step: str) -> StepReplay:
    stopped = result.stopped_at
    assert stopped is not None, "the replay went through"
    assert (stopped.beat.label, stopped.step.written) == (beat, step)
    return stopped


def test_he_knows_from_the_start_that_it_is_itachi() -> None:
    """He sees the back and knows whose it is: nobody calls whom he does not mistake (4), or turns him round (5).

    He sets out as before; what else he could now hope for on the way is not asked.
    """
    world = starting_with("Naruto believes at(Itachi) = path")
    story = re.sub(r"^    expect .*\n(     .*\n)*", "", CHAPTER, flags=re.MULTILINE)
    story = re.sub(r"go\(Naruto, street\) +because ease", "go(Naruto, street)", story)
    stopped = _stops(replayed(world, story), "4", "call(Naruto, stranger)")
    assert any("mistakes stranger" in str(obstacle) for obstacle in stopped.obstacles)

    beside_him = re.sub(r"^ +call\(Naruto, stranger\).*\n", "", story, flags=re.MULTILINE)
    beside_him = re.sub(r"follow\(Naruto, stranger\) +because company", "go(Naruto, path)", beside_him)
    there = replayed(world, beside_him)
    assert there.stopped_at is not None
    assert there.stopped_at.step.written in ("go(Naruto, path)", "turn_round(Naruto, stranger)")


def test_he_knows_that_the_secret_is_kept() -> None:
    world = changed("    Naruto believes not private(reason)\n", "")
    stopped = _stops(replayed(world), "14", "ask(Naruto, Itachi, reason)")
    assert [missing.character for missing in stopped.unexplained] == ["Naruto"]


def test_he_knows_that_the_sleeper_notices_everything() -> None:
    world = changed("Naruto believes not keen(Itachi), ", "")
    stopped = _stops(replayed(world), "22", "hide(Naruto)")
    assert [missing.character for missing in stopped.unexplained] == ["Naruto"]


def test_he_keeps_his_mind_on_hiding() -> None:
    stopped = _stops(replayed(starting_with("steady(Naruto)")), "21", "wander(Naruto)")
    assert any("steady(Naruto)" in str(obstacle) for obstacle in stopped.obstacles)


def test_without_the_slip_nobody_wakes() -> None:
    """The same cause: what happens in 22 rests on his mind having wandered."""
    story = CHAPTER.replace("    wander(Naruto)\n    happens stirs(Itachi, Naruto)\n", "")
    story = story.replace("    expect not hidden(Naruto)\n", "").replace(
        "    expect not Itachi believes alone(Itachi)\n", ""
    )
    stopped = _stops(replayed(starting_with("steady(Naruto)"), story), "22", "wake(Itachi)")
    assert [missing.character for missing in stopped.unexplained] == ["Itachi"]


FIRST_TO_FALL = {
    ("Naruto", "company"): ("1", "wake(Naruto)"),
    ("Naruto", "safety"): ("6", "apologise(Naruto, Itachi)"),
    ("Naruto", "pride"): ("8", "answer_back(Naruto, Itachi)"),
    ("Naruto", "understanding"): ("6", "ask(Naruto, Itachi, errand)"),
    ("Naruto", "understood"): ("23", "confess(Naruto, Itachi, following)"),
    ("Naruto", "ease"): ("2", "go(Naruto, street)"),
    ("Naruto", "secret"): ("25", "refuse(Naruto, Itachi, distraction)"),
    ("Naruto", "rest"): ("2", "sleep(Naruto)"),
    ("Itachi", "solitude"): ("7", "send_away(Itachi, Naruto)"),
    ("Itachi", "peace"): ("11", "turn_away(Itachi)"),
    ("Itachi", "pride"): ("10", "seize(Itachi, Naruto)"),
    ("Itachi", "safety"): ("22", "wake(Itachi)"),
    ("Itachi", "patience"): ("37", "offer(Itachi, Naruto, forfeit)"),
    ("Itachi", "secret"): ("15", "refuse(Itachi, Naruto, reason)"),
    ("Itachi", "knowing"): ("22", "call_out(Itachi, Naruto)"),
    ("Itachi", "rest"): ("19", "look_round(Itachi)"),
}


def test_every_want_is_there() -> None:
    assert list(FIRST_TO_FALL) == [(who, want) for who in ("Naruto", "Itachi") for want in wants_of(who)]


@pytest.mark.parametrize(("who", "want"), FIRST_TO_FALL, ids=lambda name: name)
def test_each_want_in_its_turn(who: str, want: str) -> None:
    beat, step = FIRST_TO_FALL[who, want]
    follows = """
beat 37 "The wager"
    wake(Naruto)
    creep_close(Naruto, Itachi)
    wake(Itachi)
    sleep(Itachi)
    creep_close(Naruto, Itachi)
    wake(Itachi)
    offer(Itachi, Naruto, forfeit)   because patience
"""
    stopped = _stops(replayed(without_want(who, want), CHAPTER + follows), beat, step)
    assert stopped.unexplained or any(check.kind == "because" and not check.holds for check in stopped.checks)
