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
    assert "yes story good: 1 of 1 beats, 1 of 1 steps." in ran.out
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
