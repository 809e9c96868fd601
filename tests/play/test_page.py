"""The page of the manual: its session runs and looks as the page says, and it names every command."""

import re
from pathlib import Path

import pytest

from fabula.play.dialogue import COMMANDS
from tests.cli.door import fabula
from tests.play.orchard import ORCHARD

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "manual" / "play.md").read_text("utf-8")


def test_the_session_on_the_page_is_what_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ORCHARD.parent)
    shown = re.search(r"```text\n\$ fabula (play .*)\n((?:.*\n)*?)```", PAGE)
    assert shown is not None
    command, text = shown.groups()
    lines = "".join(line.removeprefix("> ") + "\n" for line in text.splitlines() if line.startswith("> "))
    assert fabula(command, stdin=lines).out.strip() == text.strip()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_is_on_the_page(command: object) -> None:
    assert re.search(
        rf"`{re.escape(getattr(command, 'name', ''))}[`, ]|`{re.escape(getattr(command, 'name', ''))} ", PAGE
    )


def test_the_python_on_the_page_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ORCHARD.parent)
    shown = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert shown is not None
    exec(shown.group(1), {})
    assert capsys.readouterr().out == "go: orchard 1.0\n"
