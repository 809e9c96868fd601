"""The reader of the Sabre planner's problem language (version 0.8): a problem file becomes a checked world."""

from __future__ import annotations

from fabula.diagnostics.problems import FabulaError, Problem, in_order
from fabula.diagnostics.source import Source
from fabula.sabre.build import build
from fabula.sabre.lexer import tokenize
from fabula.sabre.parser import parse
from fabula.world.model import World

PROBLEM_LIMIT = 100  # problems told of one file

__all__ = ["read"]


class _Enough(Exception):
    """So many problems that more would not help."""


def read(source: Source) -> World:
    """The world of a problem file. Raises FabulaError with everything that is wrong with it (codes F8xx)."""
    problems: list[Problem] = []

    def complain(problem: Problem) -> None:
        if problem not in problems:
            problems.append(problem)
        if len(problems) >= PROBLEM_LIMIT:
            raise _Enough

    try:
        tokens = tokenize(source, complain)
        if tokens is not None and not tokens.tokens and not problems:
            hint = "Give a problem file in Sabre's language: types, entities, properties, actions."
            complain(Problem("F807", tokens.span(0, 0), "There is nothing in this file.", hint=hint))
        world = None if tokens is None else build(parse(tokens, complain), tokens, complain)
    except _Enough:
        world = None
    if problems or world is None:
        raise FabulaError(in_order(problems))
    return world
