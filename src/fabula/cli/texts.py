"""Texts that commands take: a world's or a story's, from a file, from the shipped worlds, or from standard input."""

from __future__ import annotations

import sys
from pathlib import Path

from fabula.cli.find import STORY_ENDING, find_world
from fabula.diagnostics.files import read_source, text_of
from fabula.diagnostics.problems import FabulaError, Problem, errors
from fabula.diagnostics.source import Source
from fabula.syntax import tree
from fabula.syntax.parser import parse
from fabula.syntax.story_parser import parse_story
from fabula.world.shipped import SABRE_SUFFIX

STANDARD_INPUT = "-"


def text_named(argument: str) -> Source:
    """The text that an argument means. Raises `FabulaError` (F1xx, F7xx)."""
    if argument == STANDARD_INPUT:
        return text_of(sys.stdin.buffer.read(), "<stdin>")
    path = Path(argument)
    if path.suffix == STORY_ENDING:
        return read_source(path)
    path = find_world(argument)
    if path.suffix == SABRE_SUFFIX:
        wrong = f"`{argument}` is not in Fabula's language."
        hint = "Problem files of the Sabre planner can be checked, ground, explored and solved."
        raise FabulaError((Problem("F709", None, wrong, hint=hint),))
    return read_source(path)


def tree_of(source: Source) -> tree.File | tree.Story:
    """The syntax tree of a world, a library or a story. Raises `FabulaError` with all that is wrong with its text."""
    words = next((line.split() for line in source.lines if line.split() and not line.lstrip().startswith("#")), [""])
    is_story = source.name.endswith(STORY_ENDING) or words[0] == "story"
    parsed: tree.File | tree.Story | None
    parsed, problems = parse_story(source) if is_story else parse(source)
    if parsed is None or errors(problems):
        raise FabulaError(problems)
    return parsed
