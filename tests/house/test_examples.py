"""The examples in the README and the manual run, and print what the page says.

In a page, a fence such as ```` ```fabula till.fabula ```` is a file. A ```` ```console ```` fence is run in the folder
of that page's files: each line that begins with `$ ` is a command, what follows is the whole of its output.
"""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from fabula.cli.main import cli

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs" / "manual").glob("**/*.md"))]
FENCE = re.compile(r"^```(\w+)(?: ([\w.-]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ fabula\b(.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


def _fences(page: Path) -> Iterator[tuple[str, str, str]]:
    for match in FENCE.finditer(page.read_text("utf-8")):
        yield match.group(1), match.group(2) or "", match.group(3)


def _runs(page: Path) -> bool:
    return any(language == "console" for language, _, _ in _fences(page))


@pytest.mark.parametrize("page", [page for page in PAGES if _runs(page)], ids=lambda page: page.name)
def test_the_page_shows_what_comes_out(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    commands = 0
    for language, name, text in _fences(page):
        if name:
            (tmp_path / name).write_text(text, "utf-8")
        elif language == "console":
            for arguments, output in COMMAND.findall(text):
                result = CliRunner().invoke(cli, shlex.split(arguments), prog_name="fabula")
                assert result.output.strip() == output.strip(), f"fabula{arguments}"
                commands += 1
    assert commands, f"{page.name} has a console example without a command in it"


def test_the_readme_has_a_world_and_runs_it() -> None:
    languages = [language for language, _, _ in _fences(ROOT / "README.md")]
    assert "fabula" in languages
    assert "console" in languages
