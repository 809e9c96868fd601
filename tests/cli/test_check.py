"""What is found only when a world is ground or run: acts that never happen, endless starts, stories that fail."""

from pathlib import Path

from tests.cli.door import fabula

NEVER = """world "Never"
Ann : character
property landed
property dug
action land(who: character)
    by who
    when dug
    then landed
wants Ann
    goods: 1 if landed
"""
ENDLESS = """world "Endless"
Ann : character
property lit
trigger on
    when not lit
    then lit
trigger off
    when lit
    then not lit
wants Ann
    light: 1 if lit
"""


def test_an_act_that_no_reachable_state_lets_happen_is_warned_of(tmp_path: Path) -> None:
    file = tmp_path / "never.fabula"
    file.write_text(NEVER, "utf-8")
    ran = fabula(f"check {file}")
    assert "warning F305: `land` can never happen in this world" in ran.out
    assert (ran.code, fabula(f"check {file} --strict").code) == (0, 1)


def test_triggers_that_are_endless_from_the_start_are_an_error(tmp_path: Path) -> None:
    file = tmp_path / "endless.fabula"
    file.write_text(ENDLESS, "utf-8")
    ran = fabula(f"check {file}")
    assert "error F501: Triggers go on without end" in ran.out
    assert ran.code == 2


def test_a_story_that_cannot_be_read_does_not_keep_others_from_being_tried(tmp_path: Path) -> None:
    file = tmp_path / "never.fabula"
    file.write_text(NEVER.replace("    when dug\n", ""), "utf-8")
    (tmp_path / "never.bad.story").write_text('story "Bad" of never\nbeat 1\n    fly(Ann)\n', "utf-8")
    (tmp_path / "never.good.story").write_text('story "Good" of never\nbeat 1\n    land(Ann)\n', "utf-8")
    ran = fabula(f"test {file}")
    assert "no  story bad: it can't be read" in ran.out
    assert "yes story good: 1 of 1 beat, 1 of 1 step." in ran.out
    assert ran.code == 1


def test_a_story_of_another_world_is_replayed_with_a_word(tmp_path: Path) -> None:
    file = tmp_path / "never.fabula"
    file.write_text(NEVER.replace("    when dug\n", ""), "utf-8")
    story = tmp_path / "never.good.story"
    for name, said in (("never", False), ("other", True)):
        story.write_text(f'story "Good" of {name}\nbeat 1\n    land(Ann)\n', "utf-8")
        ran = fabula(f"replay {file} good")
        assert ("The story says that it is of `other`; it is replayed in `never`." in ran.err) is said
        assert ran.code == 0


HALL = """world "Hall"
Ann : character
property far : 0..6
property lost
action step(who: character)
    by who
    when far < 6
    then far += 1
wants Ann
    way: far
ending there "She is there" when far == 6
expect possible there
expect never lost
expect possible far == 5 and lost
"""


def test_a_story_beside_the_world_shows_what_is_possible(tmp_path: Path) -> None:
    file = tmp_path / "hall.fabula"
    file.write_text(HALL, "utf-8")
    (tmp_path / "hall.walk.story").write_text('story "Walk" of hall\nbeat 1\n' + "    step(Ann)\n" * 6, "utf-8")
    ran = fabula(f"test {file}")
    assert "yes possible there: the story walk leads there, with step(Ann)\n" in ran.out


def test_a_small_story_graph_proves_what_can_and_what_can_not_be(tmp_path: Path) -> None:
    file = tmp_path / "hall.fabula"
    file.write_text(HALL, "utf-8")
    ran = fabula(f"test {file}")
    assert "yes possible there: 6 events lead there: step(Ann), step(Ann)" in ran.out  # more than --events
    assert "yes never lost: no story leads there, of all there are (7 moments)" in ran.out
    assert "no  possible far == 5 and lost: no story leads there, of all there are (7\n    moments)" in ran.out
    assert (ran.code, "2 of 3 as expected." in ran.out) == (1, True)


def test_the_heist_keeps_what_is_expected_of_it() -> None:
    ran = fabula("test the-heist")
    assert (ran.code, "7 of 7 as expected." in ran.out) == (0, True)
    assert all(len(line) <= 80 for line in ran.out.splitlines())
