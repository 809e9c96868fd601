"""`fabula tell`: stories that nobody has written, and what the one who tells is wrong about."""

import json
from pathlib import Path

import pytest

from tests.cli.door import fabula
from tests.golden import assert_golden
from tests.worlds import WORLDS

GOLDEN = Path(__file__).resolve().parent / "golden" / "tell"

TRANSCRIPTS = {
    "reveal": "tell stranger.fabula evening --reveal",
    "generated": "tell biscuit.fabula --pov above --seed 3",
}

DOORS = """world "Doors"
Ann : character
property open : 0..3
property far
fate first
    rate 1/1000000
    when open == 0, not far
    then open = 1
    text "Ann opens a door."
fate second
    rate 1/1000000
    when open == 1, not far
    then open = 2
    text "Ann opens another door."
fate third
    when open == 2
    then open = 3
    text "Ann walks through."
fate drift
    when open < 2, not far
    then far
    text "Ann walks away."
ending through "She is through" when open == 3
"""


@pytest.fixture(autouse=True)
def among_the_worlds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(WORLDS)


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_what_a_user_sees(name: str) -> None:
    assert_golden(GOLDEN / f"{name}.out", fabula(TRANSCRIPTS[name]).transcript)


def test_a_seed_always_tells_the_same_and_others_tell_other_stories() -> None:
    told = [fabula(f"tell stranger.fabula --pov above --seed {seed}").out for seed in (1, 1, 2, 3, 4)]
    assert told[0] == told[1]
    assert len(set(told)) > 2


def test_a_sampled_story_says_how_it_ends() -> None:
    ends = {fabula(f"tell biscuit.fabula --seed {seed}").out.strip().split("\n")[-1] for seed in range(8)}
    assert ends == {"The end: The dog is blamed.", "And there it rests."}


def test_a_story_with_an_ending_is_sampled_if_that_can_be() -> None:
    sampled = json.loads(fabula("tell biscuit.fabula --ending lie --json").out)
    assert (sampled["found"], sampled["ending"], sampled["stopped"]) == ("sampled", "lie", None)


def test_how_a_story_with_an_ending_was_found_is_said_and_how_it_ends() -> None:
    ran = fabula("tell biscuit.fabula --ending lie --seed 5")
    assert ran.out.endswith("\n\nThe end: The dog is blamed.\n")
    assert ran.err == "This story was sampled (--seed 5); other seeds draw others that end so.\n"
    formula = fabula('tell biscuit.fabula --ending "Ann believes eater == dog"')
    assert "The end" not in formula.out or "The dog is blamed" in formula.out


def test_what_is_no_ending_is_answered_with_the_endings() -> None:
    unknown = fabula("tell stranger.fabula --ending xx").err
    assert unknown.startswith("--ending:1:1: error F201: Nothing is called `xx`.")
    other = fabula("tell stranger.fabula --ending at").err
    assert other.startswith("--ending:1:1: error F206")
    for said in (unknown, other):
        assert "The endings are `home`" in said or "The ending is `home`" in said


def test_what_is_too_rare_to_be_sampled_is_a_shortest_story(tmp_path: Path) -> None:
    (tmp_path / "doors.fabula").write_text(DOORS)
    ran = fabula(f"tell {tmp_path}/doors.fabula --ending through")
    assert ran.out == "Ann opens a door. Ann opens another door. Ann walks through.\n\nThe end: She is through.\n"
    assert ran.err == "No sampled story ends so; this is a shortest one.\n"


def test_or_it_goes_on_from_a_story_beside_the_world(tmp_path: Path) -> None:
    (tmp_path / "doors.fabula").write_text(DOORS)
    (tmp_path / "doors.opened.story").write_text('story "Opened" of doors\nbeat 1\n    first\n    second\n')
    ran = fabula(f"tell {tmp_path}/doors.fabula --ending through")
    assert ran.out == "Ann opens a door. Ann opens another door.\n\nAnn walks through.\n\nThe end: She is through.\n"
    assert ran.err == "No sampled story ends so; this one begins with `opened`.\n"
    told = json.loads(fabula(f"tell {tmp_path}/doors.fabula --ending through --json").out)
    assert (told["found"], told["begins_with"], told["ending"]) == ("continued", "opened", "through")


def test_what_follows_a_story_can_be_told_alone(tmp_path: Path) -> None:
    (tmp_path / "doors.fabula").write_text(DOORS)
    (tmp_path / "doors.opened.story").write_text('story "Opened" of doors\nbeat 1\n    first\n    second\n')
    through = "Ann walks through.\n\nThe end: She is through.\n"
    assert fabula(f"tell {tmp_path}/doors.fabula --after opened").out == through
    assert fabula(f"tell {tmp_path}/doors.fabula --after opened --ending through").out == through
    ran = fabula(f'tell {tmp_path}/doors.fabula --after opened --ending "open == 1"')
    assert (ran.code, ran.err) == (1, "None of 40 stories that were sampled ends so.\n")


def test_without_any_such_story_it_is_a_finding() -> None:
    ran = fabula('tell biscuit.fabula --ending "Tom believes eater == dog"')
    assert ran.code == 1
    assert "There is no story" in ran.err


def test_json_says_what_is_believed_wrongly() -> None:
    told = json.loads(fabula("tell stranger.fabula evening --reveal --json").out)
    assert told["sentences"][0]["believed_wrongly"] == [
        {"what": "who(stranger)", "believed": "Ben", "really": "Cal"},
        {"what": "at(Ben)", "believed": "path", "really": "inn"},
    ]
    assert {sentence["scene"] for sentence in told["sentences"]} == {1, 2}


def test_feelings_are_told_where_one_asks() -> None:
    plain = fabula("tell stranger.fabula evening")
    felt = fabula("tell stranger.fabula evening --feelings")
    assert felt.code == 0
    kinds = [s["kind"] for s in json.loads(fabula("tell stranger.fabula evening --feelings --json").out)["sentences"]]
    assert "feeling" in kinds
    assert len(felt.out) > len(plain.out)


def test_an_ending_within_a_formula_is_said_to_stand_alone() -> None:
    said = fabula('tell biscuit.fabula --ending "eater == Tom and lie"').err
    assert "error F201: `lie` is an ending, and stands alone." in said
