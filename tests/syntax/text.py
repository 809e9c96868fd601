"""Texts for the tests: the examples of the manual as whole files, and what to do with a text."""

import re
from pathlib import Path

from fabula.diagnostics.show import show_all
from fabula.diagnostics.source import Source
from fabula.syntax import tree
from fabula.syntax.parser import parse
from fabula.syntax.printer import format_file
from fabula.syntax.story_parser import parse_story

ROOT = Path(__file__).resolve().parents[2]
MANUAL = ROOT / "docs" / "manual"
_FENCE = re.compile(r"^```(fabula|story)(?: (\w+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_AROUND = {"expressions": ("", 'question "?" '), "effects": ("start\n", "    "), "texts": ("fate f\n    then x\n", "")}


def examples(page: str = "language.md") -> list[Source]:
    """Every example of a page as a whole file: fragments get what belongs around them."""
    found = []
    for number, (kind, part, text) in enumerate(_FENCE.findall((MANUAL / page).read_text("utf-8"))):
        if part:
            before, each = _AROUND[part]
            text = before + "".join(f"{each}{line}\n" for line in text.splitlines())
        if kind == "fabula" and not text.startswith(("world", "library")):
            text = f'world "Example"\n{text}'
        found.append(Source(f"{page}-{number}.{kind}", text))
    return found


def shipped() -> list[Source]:
    """Every world, library module and story in the package."""
    folder = ROOT / "src" / "fabula" / "library"
    paths = sorted(path for ending in ("fabula", "story") for path in folder.rglob(f"*.{ending}"))
    return [Source(path.name, path.read_text("utf-8")) for path in paths]


def read(source: Source) -> tree.File | tree.Story:
    """The tree of a text that has nothing wrong with it."""
    made, problems = parse_story(source) if source.name.endswith(".story") else parse(source)
    assert not problems, show_all(problems)
    assert made is not None
    return made


def world(text: str) -> tree.File:
    made = read(Source("test.fabula", f'world "Test"\n{text}'))
    assert isinstance(made, tree.File)
    return made


def codes(text: str, name: str = "test.fabula") -> list[str]:
    """The codes of the problems of a text, in order."""
    source = Source(name, text)
    _, problems = parse_story(source) if name.endswith(".story") else parse(source)
    return [problem.code for problem in problems]


def tidy(source: Source) -> Source:
    """The text as the printer prints it."""
    return Source(source.name, format_file(read(source), source))
