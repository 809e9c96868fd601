"""Plain `fabula`: the shipped story, from its premise to what can follow."""

from tests.cli.door import fabula


def test_the_shipped_story() -> None:
    ran = fabula("")
    assert ran.code == 0
    assert ran.err == ""
    assert ran.out.startswith("The Wager\n")
    assert "told by Naruto's eyes" in ran.out
    assert "37 of 37 beats, " in ran.out
    assert "everybody acts for reasons of their own" in ran.out
    followed = ran.out.partition("What can follow\n")[2].split("\n\n")[0]
    assert " gains " in followed
    assert max(len(line) for line in ran.out.splitlines()) <= 120
