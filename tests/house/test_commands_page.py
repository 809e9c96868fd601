"""The pages on the commands and on their JSON tell of every command that `fabula --help` lists, and of no other."""

import re
from pathlib import Path

import click
import pytest

from fabula.cli.main import COMMANDS, cli

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "manual"
PAGE = (MANUAL / "commands.md").read_text("utf-8")
JSON = (MANUAL / "json.md").read_text("utf-8")
EVERYWHERE = {"--json", "--plain", "--help", "--max-seconds", "--max-states", "--max-memory"}


def sections(page: str) -> dict[str, str]:
    """What stands under each heading."""
    _, *parts = re.split(r"^## ", page, flags=re.MULTILINE)
    return {part.partition("\n")[0]: part.partition("\n")[2] for part in parts}


def test_the_table_has_a_line_for_every_command() -> None:
    assert set(re.findall(r"^\| `fabula (\w+)", PAGE, re.MULTILINE)) == set(COMMANDS)


def test_every_command_has_a_section_and_no_other_is_there() -> None:
    assert set(sections(PAGE)) == {"Everywhere", *COMMANDS}
    assert set(sections(JSON)) == {"fabula", *COMMANDS}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_told_of_where_its_command_is(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    told = sections(PAGE)[name]
    options = {
        option
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.hidden
        for option in parameter.opts
        if option.startswith("--")
    }
    for option in sorted(options - EVERYWHERE):
        off = option.replace("--", "--no-", 1)  # said of a switch that is on
        assert option in told or off in told, f"docs/manual/commands.md, {name}: {option}"
