"""What the package must carry is in it, and the two commands are there."""

import tomllib
from importlib.resources import files
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_package_is_typed_and_carries_its_library() -> None:
    package = files("fabula")
    assert (package / "py.typed").is_file()
    assert (package / "library" / "worlds" / "the-wager.fabula").is_file()
    assert (package / "library" / "worlds" / "the-wager.chapter-one.story").is_file()


def test_little_is_needed_to_run() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert [dependency.partition(">")[0] for dependency in project["dependencies"]] == ["click", "numpy", "scipy"]


def test_the_two_commands() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert "\nstory:" in makefile
    assert "\ntest:" in makefile
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8")
