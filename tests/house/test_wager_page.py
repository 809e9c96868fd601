"""The page on The Wager: the commands that it shows run, and the tests that it names are there."""

import ast
import re
import shlex
from functools import cache
from pathlib import Path

import pytest

from fabula.world.shipped import library_folder
from tests.cli.door import fabula

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "manual" / "wager.md"
ROW = re.compile(r"^\| (R\d+) \| (.+?) \| (.+?) \| `fabula (.+?)` \| (.+?) \|$", re.MULTILINE)
ROWS = {row[0]: row[1:] for row in ROW.findall(PAGE.read_text("utf-8"))}
QUICK = ("replay", "tell", "play", "--brief")  # what takes no more than a few seconds


@cache
def names_of_tests(file: str) -> set[str]:
    """The names of the tests in a file, as pytest would collect them."""
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_there_is_a_row_for_each_requirement() -> None:
    assert list(ROWS) == [f"R{number}" for number in range(1, 22)]


@pytest.mark.parametrize("row", ROWS)
def test_the_tests_that_it_names_are_there(row: str) -> None:
    named = re.findall(r"`([\w/.]+)::(\w+)`", ROWS[row][3])
    assert named
    assert len(named) == ROWS[row][3].count("`") // 2
    for file, name in named:
        assert name in names_of_tests(file if "/" in file else f"tests/library/{file}"), f"{file}::{name}"


def test_every_test_that_shows_a_requirement_stands_in_its_row() -> None:
    for name in names_of_tests("tests/library/test_the_wager_shows.py"):
        row = name.split("_")[1].upper()
        assert f"`test_the_wager_shows.py::{name}`" in ROWS[row][3]


def _runs_in(row: str) -> object:
    quick = any(word in shlex.split(ROWS[row][2]) for word in QUICK)
    return pytest.param(row, marks=() if quick else pytest.mark.slow)


@pytest.mark.parametrize("row", [_runs_in(row) for row in ROWS])
def test_the_command_that_shows_it_runs(row: str) -> None:
    command = ROWS[row][2]
    ran = fabula(command, stdin="1\nwait\nquit\n" if shlex.split(command)[0] == "play" else None)
    assert ran.code in (0, 1), ran.err
    assert ran.out.strip()
    assert "error F" not in ran.err
    assert max(map(len, ran.out.splitlines())) <= 80 or shlex.split(command)[0] in ("replay", "tell")


def test_files_and_folders_that_it_names_are_there() -> None:
    text = PAGE.read_text("utf-8")
    for link in re.findall(r"\]\(([^)#]+)", text):
        assert (PAGE.parent / link).resolve().exists(), link
    for path in re.findall(r"`(tests/[\w/]+(?:\.py)?)`", text):
        assert (ROOT / path).exists(), path
    assert library_folder().is_dir()
