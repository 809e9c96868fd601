"""Sabre's solution files: a plan whose every action carries the plans that explain it, read and written.

    rumor()
    | sail()
    | | dig()
    | | take(Silver, Treasure)
    | | goal(Silver, at(Treasure) == Silver)
    | goal(Hawkins, at(Treasure) == Hawkins)
    goal(at(Treasure) == Hawkins)

The number of `|` is the depth. After an action come, one level deeper, the reasons of the characters who must consent
to it: the rest of the plan that each of them has in mind, ended by `goal(character, ...)`. A solution ends with a
`goal(...)` at depth 0; a file can hold several.
"""

from __future__ import annotations

from dataclasses import dataclass

from fabula.diagnostics.problems import FabulaError, Problem
from fabula.diagnostics.source import Source
from fabula.sabre.lexer import Tokens, short, tokenize

DEPTH_LIMIT = 50  # minds within minds


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a character consents: what he or she thinks will follow the action, and what is gained by it (a text)."""

    character: str
    rest: tuple[Explained, ...]
    goal: str


@dataclass(frozen=True, slots=True)
class Explained:
    """An action as Sabre writes it, `take(Silver, Treasure)`, and the reasons given for it."""

    action: str
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Solution:
    """The author's plan; `goal` is only documentation."""

    steps: tuple[Explained, ...]
    goal: str


def parse_solutions(source: Source) -> tuple[Solution, ...]:
    """Every solution of a file. Raises FabulaError (F819, or what the lexer tells)."""
    problems: list[Problem] = []
    tokens = tokenize(source, problems.append)
    if tokens is None or problems:
        raise FabulaError(problems)
    return _Reader(tokens).solutions()


def print_solution(solution: Solution) -> str:
    """The text of one solution, without a line end after it: what `parse_solutions` reads."""
    lines: list[str] = []

    def write(steps: tuple[Explained, ...], goal: str, depth: int) -> None:
        for step in steps:
            lines.append("| " * depth + step.action)
            for reason in step.reasons:
                write(reason.rest, f"{reason.character}, {reason.goal}", depth + 1)
        lines.append(f"{'| ' * depth}goal({goal})")

    write(solution.steps, solution.goal, 0)
    return "\n".join(lines)


def print_solutions(solutions: tuple[Solution, ...]) -> str:
    """The text of several solutions, each with an empty line after it, as Sabre writes them."""
    return "".join(f"{print_solution(solution)}\n\n" for solution in solutions)


@dataclass(frozen=True, slots=True)
class _Item:
    """A line: `name(inside)` at a depth; `who` is what stands before the first comma."""

    depth: int
    name: str
    inside: str
    first: int  # places of its tokens
    end: int
    comma: int  # the place of the first comma within, or -1


class _Reader:
    def __init__(self, tokens: Tokens) -> None:
        self.source = tokens
        self.at = 0
        self.item: _Item | None = None
        self.advance()

    def fail(self, wrong: str, hint: str) -> FabulaError:
        first = self.item.first if self.item else max(self.at - 1, 0)
        end = self.item.end if self.item else self.at
        return FabulaError([Problem("F819", self.source.span(first, end), wrong, hint=hint)])

    def advance(self) -> None:
        """Read the next item, or None at the end."""
        tokens, partner = self.source.tokens, self.source.partner
        first = self.at
        depth = 0
        while self.at < len(tokens) and tokens[self.at].text == "|":
            self.at += 1
            depth += 1
        self.item = None
        if self.at == len(tokens):
            if depth:
                raise self.fail("A line ends after `|`.", "Write an action or a `goal( … )` after it.")
            return
        name = self.at
        if tokens[name].kind != "name" or name + 1 == len(tokens) or tokens[name + 1].text != "(":
            self.at += 1
            wrong = f"An action or a goal is expected here, not `{short(tokens[name].text)}`."
            raise self.fail(wrong, "Write it like `take(Tom, Coin)` or `goal(Tom, rich(Tom))`.")
        closing = partner[name + 1]
        self.at = closing + 1
        inside = self.written(name + 2, closing)
        commas = (place for place in range(name + 2, closing) if tokens[place].text == ",")
        self.item = _Item(depth, tokens[name].text, inside, first, self.at, next(commas, -1))
        if depth > DEPTH_LIMIT:
            raise self.fail(f"There are more than {DEPTH_LIMIT} `|` here.", "Nobody thinks that deep.")

    def written(self, first: int, end: int) -> str:
        """What stands there, with every stretch of blanks made one."""
        if first >= end:
            return ""
        tokens = self.source.tokens
        return " ".join(self.source.source.text[tokens[first].start : tokens[end - 1].end].split())

    def solutions(self) -> tuple[Solution, ...]:
        found: list[Solution] = []
        while self.item is not None:
            steps = self.steps(0)
            found.append(Solution(steps, self.take_goal().inside))
        return tuple(found)

    def steps(self, depth: int) -> tuple[Explained, ...]:
        """The actions of one plan, up to its goal."""
        found: list[Explained] = []
        while (item := self.item) is not None and item.name != "goal":
            if item.depth != depth:
                hint = f"An action here has {depth} `|` before it; a plan ends with `goal( … )`."
                raise self.fail(f"This action stands at depth {item.depth}.", hint)
            self.advance()
            reasons: list[Reason] = []
            while self.item is not None and self.item.depth > depth:
                reasons.append(self.reason(depth + 1))
            found.append(Explained(f"{item.name}({item.inside})", tuple(reasons)))
        if self.item is None:
            raise self.fail("The plan does not end.", "End it with `goal( … )`.")
        if self.item.depth != depth:
            hint = f"The goal of this plan has {depth} `|` before it."
            raise self.fail(f"This goal stands at depth {self.item.depth}.", hint)
        return tuple(found)

    def take_goal(self) -> _Item:
        item = self.item
        assert item is not None  # steps ends at a goal
        self.advance()
        return item

    def reason(self, depth: int) -> Reason:
        rest = self.steps(depth)
        if self.item is None or self.item.comma < 0:
            raise self.fail("This goal does not say whose it is.", "Write it like `goal(Tom, rich(Tom))`.")
        item = self.take_goal()
        character = self.written(item.first + depth + 2, item.comma)
        return Reason(character, rest, self.written(item.comma + 1, item.end - 1))
