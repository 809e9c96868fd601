"""`fabula parse FILE`: the syntax tree of a world or a story."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from fractions import Fraction

import click

from fabula.cli.output import emit, output_options
from fabula.cli.texts import text_named, tree_of
from fabula.diagnostics.source import Span


@click.command("parse", short_help="The syntax tree of a world or a story.")
@click.argument("file")
@output_options
def command(file: str, as_json: bool, plain: bool) -> None:
    """Print the syntax tree of a FILE: one line for each node, what belongs to it below it."""
    parsed = tree_of(text_named(file))
    if as_json:
        emit({"file": file, "tree": _value(parsed)})
    else:
        for line in _lines(parsed, "", 0):
            click.echo(line)


def _parts(node: object) -> Iterator[tuple[str, object]]:
    """The parts of a node by name, without its place."""
    assert is_dataclass(node)
    for field in fields(node):
        part = getattr(node, field.name)
        if not isinstance(part, Span):
            yield field.name, part


def _lines(node: object, name: str, indent: int) -> Iterator[str]:
    """A node with its short parts on a line, its long ones below."""
    label = f"{name}: " if name else ""
    pad = "  " * indent
    if not is_dataclass(node):
        yield f"{pad}{label}{_short(node)}"
        return
    short = [(key, part) for key, part in _parts(node) if _is_short(part)]
    words = " ".join(f"{key}={_short(part)}" for key, part in short if part not in (None, (), False))
    yield f"{pad}{label}{type(node).__name__}{' ' if words else ''}{words}"
    for key, part in _parts(node):
        if not _is_short(part):
            for inner in part if isinstance(part, tuple) else (part,):
                yield from _lines(inner, key, indent + 1)


def _is_short(part: object) -> bool:
    """Whether a part goes on its node's line: a plain value, a name, a text."""
    if isinstance(part, tuple):
        return all(not is_dataclass(inner) or _is_word(inner) for inner in part)
    return not is_dataclass(part) or _is_word(part)


def _is_word(node: object) -> bool:
    return type(node).__name__ in ("Name", "Quoted")


def _short(part: object) -> str:
    if isinstance(part, tuple):
        return "(" + ", ".join(_short(inner) for inner in part) + ")"
    if _is_word(part):
        ((_, text),) = _parts(part)
        return _short(text)
    if isinstance(part, str):
        return f'"{part}"' if not part.isidentifier() else part
    return str(part)


def _value(node: object) -> object:
    """A node for JSON: an object with its name and its parts."""
    if isinstance(node, tuple):
        return [_value(inner) for inner in node]
    if is_dataclass(node):
        return {"node": type(node).__name__, **{name: _value(part) for name, part in _parts(node)}}
    return str(node) if isinstance(node, Fraction) else node
