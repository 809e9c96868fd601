"""A story file, resolved: what it may name, and what it is told about the rest."""

import pytest

from fabula.diagnostics.problems import FabulaError
from fabula.stories.story import Expected, SetOff
from tests.worlds import story_of


def test_steps_checks_and_reasons() -> None:
    story = story_of(
        "stranger",
        """\
beat 7 "Dusk"
    expect at(Ann) == path
    glimpse(Ann)
    greet(Ann, stranger) because company never because calm
    expect greeted(Ann, Cal)
    walk(Ann, home)
    happens calms(Ann)
    toss(Ben, Cal)
    turns out 2
""",
    )
    (beat,) = story.beats
    assert (beat.label, beat.title) == ("7", "Dusk")
    assert [check.written for check in beat.checks] == ["at(Ann) == path"]
    assert [step.written for step in beat.steps] == [
        "glimpse(Ann)",
        "greet(Ann, stranger)",
        "walk(Ann, home)",
        "toss(Ben, Cal)",
    ]
    greet, walk, toss = beat.steps[1:]
    assert greet.because == ("company",)
    assert greet.never_because == ("calm",)
    assert greet.bindings == (("who", "Ann"), ("whom", "stranger"))
    assert isinstance(greet.checks[0], Expected)
    assert isinstance(walk.checks[0], SetOff)
    assert (walk.outcome, toss.outcome) == (0, 1)
    assert all(step.events for step in beat.steps)


def test_definitions_can_be_used_in_expectations() -> None:
    story = story_of("biscuit", "beat 1\n    eat(Tom)\n    expect each x: character has x != Ann or eater == Tom\n")
    assert story.beats[0].steps[0].checks


PROBLEMS = {
    "    stael(Tom)": "F601",
    "    glimps(Ann)": "F601",
    "    happens calms(Ann)\n    glimpse(Ann)": "F608",
    "    glimpse(Anne)": "F602",
    "    glimpse(home)": "F602",
    "    glimpse(Ann, Ben)": "F602",
    "    glimpse(at(Ann))": "F602",
    "    calms(Ann)": "F603",
    "    glimpse(Ann)\n    happens walk(Ann, home)": "F604",
    "    glimpse(Ann)\n    happens clams(Ann)": "F601",
    "    glimpse(Ann) because company": "F605",
    "    walk(Ann, home) because gold": "F606",
    "    walk(Ann, home) because known": "F606",
    "    walk(Ann, home) never because gold": "F606",
    "    walk(Ann, home)\n    turns out 2": "F607",
    "    toss(Ben, Cal)": "F607",
    "    toss(Ben, Cal)\n    turns out 3": "F607",
    "    toss(Ben, Cal)\n    turns out 1\n    turns out 2": "F607",
    "    turns out 1\n    walk(Ann, home)": "F608",
    "    expect at(Ann) == hoem\n    walk(Ann, home)": "F201",
    "    expect at(Ann)\n    walk(Ann, home)": "F207",
    "    expect at(Ann) == home": "F609",
}


@pytest.mark.parametrize("lines", PROBLEMS)
def test_what_the_world_has_not_is_a_problem_with_a_place(lines: str) -> None:
    with pytest.raises(FabulaError) as raised:
        story_of("stranger", f"beat 1\n{lines}\n")
    problem = raised.value.problems[0]
    assert problem.code == PROBLEMS[lines]
    assert problem.span is not None
    assert problem.span.line >= 2 or problem.code == "F609"


def test_all_problems_come_at_once_in_order() -> None:
    with pytest.raises(FabulaError) as raised:
        story_of(
            "stranger", "beat 1\n    stael(Tom)\n    walk(Anne, home)\n    expect at(Ann) == hoem\n    calms(Ann)\n"
        )
    assert [problem.code for problem in raised.value.problems] == ["F601", "F602", "F201", "F603"]
    assert "Did you mean `Ann`?" in raised.value.problems[1].hint


def test_a_story_that_cannot_be_read_is_told_first() -> None:
    with pytest.raises(FabulaError) as raised:
        story_of("stranger", "beat 1\n    walk(Ann,\n")
    assert all(problem.code.startswith("F1") for problem in raised.value.problems)
