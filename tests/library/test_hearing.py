"""How far words carry: who believes, after a speech act, that it happened; and who goes on as before.

On the stage (`stage.fabula`) Ann and Tom talk. Mia stands by; Lea too, with sharp ears; Ivo hides; Sam sleeps; Eva is
one road away, Udo two.
"""

from functools import cache
from pathlib import Path

import pytest

from fabula.reference.state import State
from fabula.world.expressions import Value
from tests.reference.asked import Asked

STAGE = Path(__file__).resolve().parent / "stage.fabula"
EVERYBODY = {"Ann", "Tom", "Mia", "Lea", "Ivo", "Sam", "Eva", "Udo"}
IN_HEARING = {"Ann", "Tom", "Mia", "Lea", "Ivo"}  # near and awake, also who hides
SHARP_EARS = {"Ann", "Lea"}  # and the one who mutters
CALLING_DISTANCE = IN_HEARING | {"Eva"}

# What is said; what was said before; a fluent that it changes (in whose mind), to what; and who knows it then.
ACTS = [
    ("call(Ann, Eva)", (), "Eva: at(Ann)", "room", CALLING_DISTANCE),
    ("mutter(Ann, Tom)", (), "sore(Ann, Tom)", 1, SHARP_EARS),
    ("insult(Ann, Tom, Mia)", (), "sore(Ann, Tom)", 1, IN_HEARING),
    ("answer_back(Ann, Tom)", (), "sore(Ann, Tom)", 1, IN_HEARING),
    ("apologise(Ann, Tom)", (), "sore(Tom, Ann)", 1, IN_HEARING),
    ("ask(Ann, Tom, broken)", (), "asked(Tom)", "broken", IN_HEARING),
    ("answer(Tom, Ann, broken)", ("ask(Ann, Tom, broken)",), "knows(Ann, broken)", 1, IN_HEARING),
    ("confess(Tom, Ann, past)", ("ask(Ann, Tom, past)",), "knows(Ann, past)", 1, IN_HEARING),
    ("refuse(Tom, Ann, past)", ("ask(Ann, Tom, past)",), "refused(Tom)", "past", IN_HEARING),
    ("rebuff(Tom, Ann)", ("answer_back(Ann, Tom)", "ask(Ann, Tom, past)"), "sore(Ann, Tom)", 2, IN_HEARING),
    ("tell(Ann, Tom, rumour)", (), "knows(Tom, rumour)", 1, IN_HEARING),
    ("excuse(Ann, Tom, train)", (), "raised(train)", True, IN_HEARING),
    ("plead(Ann, Tom)", (), "plea(Ann)", "Tom", IN_HEARING),
    ("promise(Ann, Tom, sweeping)", (), "status(sweeping, Ann, Tom)", "offered", IN_HEARING),
    ("grant(Tom, Ann)", ("promise(Ann, Tom, sweeping)",), "status(sweeping, Ann, Tom)", "in_force", IN_HEARING),
    ("deny(Tom, Ann)", ("promise(Ann, Tom, sweeping)",), "status(sweeping, Ann, Tom)", "none", IN_HEARING),
    ("offer(Ann, Tom, sweeping)", (), "status(sweeping, Tom, Ann)", "offered", IN_HEARING),
    (
        "accept(Tom, Ann, sweeping)",
        ("offer(Ann, Tom, sweeping)",),
        "status(sweeping, Tom, Ann)",
        "in_force",
        IN_HEARING,
    ),
    (
        "decline(Tom, Ann, sweeping)",
        ("offer(Ann, Tom, sweeping)",),
        "status(sweeping, Tom, Ann)",
        "refused",
        IN_HEARING,
    ),
    ("send_away(Ann, Tom)", (), "ordered_off(Tom, Ann)", True, IN_HEARING),
]


@cache
def stage() -> Asked:
    return Asked(STAGE.read_text("utf-8"))


def believed(state: State, who: str, what: str) -> Value:
    """What somebody believes of a fluent; `Eva: at(Ann)` is what Eva believes of it."""
    mind, _, fluent = what.rpartition(": ")
    return stage().get(state, fluent, who, *filter(None, [mind]))


@pytest.mark.parametrize(("act", "before", "what", "value", "heard_by"), ACTS, ids=[act for act, *_ in ACTS])
def test_who_hears_it(act: str, before: tuple[str, ...], what: str, value: Value, heard_by: set[str]) -> None:
    state = stage().after(*before)
    after = stage().after(act, start=state)
    assert all(believed(state, who, what) != value for who in heard_by)
    assert {who for who in EVERYBODY if believed(after, who, what) == value} >= heard_by
    for who in EVERYBODY - heard_by:
        assert believed(after, who, what) == believed(state, who, what)


def test_who_does_not_hear_goes_on_believing_exactly_as_before() -> None:
    engine, characters = stage().engine, stage().model.characters
    after = stage().after("ask(Ann, Tom, broken)")
    changed = {
        name
        for number, name in enumerate(characters)
        if engine.believed(after, number) != engine.believed(stage().start, number)
    }
    assert changed == IN_HEARING


def test_a_call_does_not_reach_a_remote_place() -> None:
    yard = Asked(
        """
world "A Yard"
use speech
yard, street, hill : place
Ann, Tom, Udo : character
start
    road(yard, street), road(yard, hill), remote(hill)
    at(Ann) = yard, at(Tom) = street, at(Udo) = hill
    Tom believes at(Ann) = ?, Udo believes at(Ann) = ?
    Udo believes Tom believes at(Ann) = ?
"""
    )
    after = yard.after("call(Ann, Tom)")
    assert yard.get(after, "at(Ann)", "Tom") == "yard"
    assert yard.get(after, "at(Ann)", "Udo", "Tom") is None
    assert yard.get(yard.after("call(Ann, Udo)"), "at(Ann)", "Udo") is None


def test_nobody_is_asked_who_sleeps_or_hides_or_is_elsewhere() -> None:
    for whom in ("Sam", "Ivo", "Eva"):
        assert not stage().can(stage().start, f"send_away(Ann, {whom})")
    assert stage().can(stage().start, "send_away(Ann, Mia)")


def test_speaking_aloud_ends_hiding_and_muttering_does_not() -> None:
    text = STAGE.read_text("utf-8") + "\nstart\n    sore(Ivo, Tom) = 2\n"
    hider = Asked(text)
    assert hider.get(hider.start, "hidden(Ivo)") is True
    assert hider.get(hider.after("mutter(Ivo, Tom)"), "hidden(Ivo)") is True
    assert hider.get(hider.after("answer_back(Ivo, Tom)"), "hidden(Ivo)") is False


def test_a_question_holds_whoever_is_asked_and_ends_with_the_talk() -> None:
    state = stage().after("ask(Ann, Tom, past)")
    assert not stage().can(state, "go(Tom, street)")
    gone = stage().after("go(Ann, street)", start=state)
    assert stage().get(gone, "asked(Tom)") is None
    assert stage().can(gone, "go(Tom, street)")


def test_a_question_that_was_refused_presses_harder() -> None:
    state = stage().after("ask(Ann, Tom, past)")
    assert stage().get(state, "pressed(Tom)") == 1
    again = stage().after("refuse(Tom, Ann, past)", "ask(Ann, Tom, past)", start=state)
    assert stage().get(again, "pressed(Tom)") == 2
    assert stage().get(again, "private(past)", "Ann") is True


def test_a_private_matter_comes_out_in_layers() -> None:
    once = stage().after("ask(Ann, Tom, past)", "confess(Tom, Ann, past)")
    twice = stage().after("ask(Ann, Tom, past)", "confess(Tom, Ann, past)", start=once)
    assert [stage().get(state, "knows(Mia, past)") for state in (once, twice)] == [1, 2]
    assert not stage().can(twice, "ask(Ann, Tom, past)")
