"""What `check` finds only on the ground model: acts that never happen, triggers that are endless from the start."""

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
