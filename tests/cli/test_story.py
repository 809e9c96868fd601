"""Plain `fabula`: the shipped story, from its premise to what can follow."""

import json

from tests.cli.door import fabula


def test_the_shipped_story() -> None:
    ran = fabula("")
    assert ran.code == 0
    assert ran.err == ""
    assert ran.out.startswith("The Wager\n\n")
    assert "Beat 34" in ran.out
    assert "37 of 37 beats, " in ran.out
    assert "everybody acts for reasons of their own" in ran.out
    assert "told by Naruto's eyes" in ran.out
    followed = ran.out.partition("What can follow\n")[2].split("\n\n")[0]
    assert " gains " in followed
    assert max(len(line) for line in ran.out.splitlines()) <= 120


def test_the_shipped_story_for_programs() -> None:
    values = json.loads(fabula("--json").out)
    assert values["replay"]["stopped_at"] is None
    assert values["pov"] == "Naruto"
    assert values["can_follow"][0]["reasons"][0]["gain"] > 0
    assert "Itachi" in values["text"]
