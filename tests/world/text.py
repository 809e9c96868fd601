"""A small world that tests add lines to, and what comes of it."""

from fabula.diagnostics.problems import FabulaError
from fabula.diagnostics.source import Source
from fabula.world.load import load_with_warnings
from fabula.world.model import Event, World

HEAD = """world "Two clerks"
type place
home, street : place
Ann, Tom : character
property at(character) : place visible
property tired(character)
property likes(character, character) : 0..3
"""


def world_of(text: str, *, head: str = HEAD) -> World:
    """The world of the head and the lines below it."""
    return load_with_warnings(Source("world.fabula", head + text))[0]


def event_of(text: str, *, head: str = HEAD) -> Event:
    """The last event of the lines."""
    return world_of(text, head=head).events[-1]


def codes_of(text: str, *, head: str = HEAD) -> list[str]:
    """The codes of all problems of the lines, errors and warnings, in the order of the text."""
    try:
        _, problems = load_with_warnings(Source("world.fabula", head + text))
    except FabulaError as error:
        problems = error.problems
    return [problem.code for problem in problems]


def errors_of(text: str, *, head: str = HEAD) -> list[str]:
    """The codes of the errors alone."""
    return [code for code in codes_of(text, head=head) if not code.startswith("F3")]
