"""What the command line prints: text for people, JSON for programs, colours where they are wanted."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any, TypeVar

import click

from fabula.diagnostics.problems import Problem
from fabula.diagnostics.show import show_all

F = TypeVar("F", bound=Callable[..., Any])


def output_options(command: F) -> F:
    """The options that every command has: `--json` and `--plain`."""
    command = click.option("--plain", is_flag=True, help="No colours and no drawing: for screen readers and logs.")(
        command
    )
    return click.option("as_json", "--json", is_flag=True, help="Print JSON (docs/manual/json.md).")(command)


def in_color(*, plain: bool = False, err: bool = False) -> bool:
    """Whether to print colours: on a terminal, unless `--plain` or NO_COLOR (https://no-color.org) says otherwise."""
    stream = sys.stderr if err else sys.stdout
    if stream is None:  # closed by whoever called
        return False
    return stream.isatty() and not plain and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def emit(value: Mapping[str, object]) -> None:
    """One JSON object on standard output. Numbers that are not whole are printed as text, exactly: `"1/3"`."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=not _writes_unicode(), default=_plain_value))


def _writes_unicode() -> bool:
    """Whether standard output can take every character."""
    return sys.stdout is None or (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")


def show_what_can_be_shown() -> None:
    """Let a terminal that can't show a character show `?` in its place."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _plain_value(value: object) -> object:
    if isinstance(value, Fraction):
        return str(value)
    return str(value)


def complain(problems: Iterable[Problem]) -> None:
    """Problems, to standard error."""
    plain = "--plain" in sys.argv
    text = show_all(problems, color=in_color(plain=plain, err=True))
    if text:
        click.echo(text, err=True)


def problem_values(problems: Iterable[Problem]) -> list[dict[str, object]]:
    """Problems for JSON."""
    return [
        {
            "code": problem.code,
            "severity": problem.severity,
            "file": None if problem.span is None else problem.span.source.name,
            "line": None if problem.span is None else problem.span.line,
            "column": None if problem.span is None else problem.span.column,
            "wrong": problem.wrong,
            "read": problem.read,
            "hint": problem.hint,
        }
        for problem in problems
    ]


class Paint:
    """Words in a style, where colours are wanted: `paint("good", "explained")`."""

    _STYLES: Mapping[str, Mapping[str, Any]] = {
        "good": {"fg": "green"},
        "bad": {"fg": "red", "bold": True},
        "head": {"bold": True},
        "aside": {"dim": True},
    }

    def __init__(self, *, plain: bool) -> None:
        self._on = in_color(plain=plain)

    def __call__(self, style: str, text: str) -> str:
        return click.style(text, **self._STYLES[style]) if self._on else text
