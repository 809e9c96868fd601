"""Declarations of several files put together: what is used stands first, and `instead` puts one in another's place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fabula.diagnostics.problems import did_you_mean
from fabula.diagnostics.source import Source
from fabula.syntax import tree
from fabula.world.report import Report

MOST = {"types": 1_000, "entities": 10_000, "properties": 2_000, "events": 5_000}

Replaceable = tree.Definition | tree.EventDeclaration


@dataclass(frozen=True, slots=True)
class Merged:
    """The declarations of a world and of all that it uses, in order; `root` is the world's own file."""

    root: tree.File
    declarations: tuple[tree.Declaration, ...]

    @property
    def source(self) -> Source:
        return self.root.span.source


def merge(files: Sequence[tree.File], report: Report) -> Merged:
    """The files' declarations as one; the last file is the world itself, the others stand before whoever uses them."""
    merged: list[tree.Declaration] = []
    place: dict[tuple[str, ...], int] = {}
    for file in files:
        replaced: dict[tuple[str, ...], Replaceable] = {}
        before = dict(place)
        for declaration in file.declarations:
            if isinstance(declaration, (tree.Definition, tree.EventDeclaration)):
                key = _key(declaration)
                if declaration.instead:
                    if key in replaced:
                        _twice(declaration, replaced[key], report)
                    elif key in before:
                        merged[before[key]] = declaration
                    else:
                        _nothing_to_replace(declaration, [merged[n] for n in before.values()], report)
                    replaced[key] = declaration
                    continue
                place.setdefault(key, len(merged))
            merged.append(declaration)
    return Merged(files[-1], tuple(_told(merged, report)))


def too_large(merged: Merged, report: Report) -> bool:
    """Whether the world declares more than can be checked in reasonable time (F227)."""
    count = dict.fromkeys(MOST, 0)
    for declaration in merged.declarations:
        match declaration:
            case tree.TypeDeclaration(names):
                what, more = "types", len(names)
            case tree.Entities(names):
                what, more = "entities", len(names)
            case tree.PropertyDeclaration():
                what, more = "properties", 1
            case tree.EventDeclaration():
                what, more = "events", 1
            case _:
                continue
        count[what] += more
        if count[what] > MOST[what]:
            wrong = f"a world has at most {MOST[what]:,} {what}, and this one has more"
            report.add("F227", declaration.span, wrong, hint="make a smaller world")
            return True
    return False


def _told(merged: list[tree.Declaration], report: Report) -> list[tree.Declaration]:
    """The declarations with the texts of each `telling` before its events' own; what is told last is tried first."""
    found = list(merged)
    events = [n for n, declaration in enumerate(found) if isinstance(declaration, tree.EventDeclaration)]
    for telling in (declaration for declaration in merged if isinstance(declaration, tree.Telling)):
        known = False
        for n in events:
            event = found[n]
            if isinstance(event, tree.EventDeclaration) and event.name.text == telling.event.text:
                found[n] = replace(event, clauses=(*telling.texts, *event.clauses))
                known = True
        if not known:
            names = [declaration.name.text for declaration in merged if isinstance(declaration, tree.EventDeclaration)]
            wrong = f"there is no event `{telling.event.text}` to tell"
            report.add("F201", telling.event.span, wrong, hint=did_you_mean(telling.event.text, names))
    return found


def _key(declaration: Replaceable) -> tuple[str, ...]:
    kind = "define" if isinstance(declaration, tree.Definition) else "event"
    types = (_type_of(parameter) for parameter in declaration.parameters)
    return (kind, declaration.name.text, *types)


def _type_of(parameter: tree.Parameter) -> str:
    if parameter.type is not None:
        return parameter.type.text
    return "" if parameter.name is None else f"={parameter.name.text}"


def signature_text(declaration: Replaceable | tree.Agreement) -> str:
    """`give(character, thing)`."""
    types = [_type_of(parameter).removeprefix("=") for parameter in declaration.parameters]
    return f"{declaration.name.text}({', '.join(types)})" if types else declaration.name.text


def _twice(declaration: Replaceable, first: Replaceable, report: Report) -> None:
    report.add(
        "F203",
        declaration.name.span,
        f"`{signature_text(declaration)}` is replaced twice in this file",
        hint="keep one of the two",
        related=((first.name.span, "first replaced here"),),
    )


def _nothing_to_replace(declaration: Replaceable, known: list[tree.Declaration], report: Report) -> None:
    kind = type(declaration)
    same_kind = [d for d in known if isinstance(d, kind)]
    same_name = [d for d in same_kind if d.name.text == declaration.name.text]
    if same_name:
        others = ", ".join(f"`{signature_text(d)}`" for d in same_name)
        hint = f"its parameters must be of the same types as in {others}"
    else:
        hint = did_you_mean(
            declaration.name.text,
            [d.name.text for d in same_kind],
            also="leave out `instead` to declare it, or `use` the library that has it",
        )
    wrong = f"`{signature_text(declaration)}` replaces nothing: nothing that this file uses declares it"
    report.add("F223", declaration.name.span, wrong, hint=hint)
