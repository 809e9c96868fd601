"""Loads a world: its file, the files and library modules that it uses, checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from fabula.diagnostics.files import read_source
from fabula.diagnostics.problems import FabulaError, Problem, errors, in_order
from fabula.diagnostics.source import Source, Span
from fabula.syntax import tree
from fabula.syntax.parser import parse
from fabula.world.check import check
from fabula.world.model import World
from fabula.world.shipped import find_world, library_file, read_library

MOST_FILES = 100  # that one world uses
RESTS_ON_OTHERS = frozenset(("F201", "F202", "F205", "F206", "F214", "F221", "F223"))
"""Problems that may come of a line that could not be read; not told where there are such lines."""


def load(world: str | Path | Source) -> World:
    """The checked world of a file, of a shipped world's bare name, or of a text.

    Raises `FabulaError` with every error of the world and of what it uses: F1xx, F2xx, F7xx.
    """
    loaded, _ = load_with_warnings(world)
    return loaded


def load_with_warnings(world: str | Path | Source) -> tuple[World, tuple[Problem, ...]]:
    """The checked world, and its warnings (F3xx) in the order of the text. Raises as `load` does."""
    source = world if isinstance(world, Source) else find_world(str(world))
    files, problems = read_files(source)
    if not files or files[-1].span.source != source:
        raise FabulaError(in_order(problems))
    checked, found = check(files)
    if errors(problems):
        found = tuple(p for p in errors(found) if p.code not in RESTS_ON_OTHERS)
        raise FabulaError(in_order((*problems, *found)))
    if checked is None:
        raise FabulaError(in_order((*problems, *found)))
    return checked, in_order((*problems, *found))


def read_files(source: Source) -> tuple[tuple[tree.File, ...], tuple[Problem, ...]]:
    """The trees of a world's file and of all that it uses, each once, each after those that it uses; and the problems.

    Reports F225 (no such module or file), F226 (files that use each other in a circle), F227 (too many files), and what
    reading and parsing find.
    """
    reading = _Reading()
    path = Path(source.name)
    reading.read(str(path.resolve()), source, path.parent)
    return tuple(reading.files), tuple(reading.problems)


def files_of(path: Path) -> tuple[Path, ...]:
    """The files that the world of a file is made of: those that it uses, and itself at last."""
    source = read_source(path)
    reading = _Reading()
    reading.read(str(path.resolve()), source, path.parent)
    return tuple(Path(key) for key in reading._begun)


@dataclass(slots=True)
class _Reading:
    files: list[tree.File] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _begun: dict[str, str] = field(default_factory=dict)  # what each file is called in messages, by its whole path
    _open: list[str] = field(default_factory=list)  # the files that are being read, outermost first

    def read(self, key: str, source: Source, folder: Path) -> None:
        """Read a text and what it uses. `folder` is where its quoted paths begin."""
        self._begun[key] = source.name
        self._open.append(key)
        file, problems = parse(source)
        self.problems.extend(problems)
        for declaration in file.declarations if file is not None else ():
            if isinstance(declaration, tree.Use):
                for module in declaration.modules:
                    self._use(module, folder)
        self._open.pop()
        if file is not None:
            self.files.append(file)

    def _use(self, module: tree.Name | tree.Quoted, folder: Path) -> None:
        path = library_file(module.text) if isinstance(module, tree.Name) else folder / module.value
        try:
            key = str(path.resolve())
        except (OSError, ValueError):  # a loop of links, a name that no file can have
            key = str(path)
        if key in self._open:
            self._circle(key, module.span)
        elif key not in self._begun:
            if len(self._begun) >= MOST_FILES:
                wrong = f"A world uses at most {MOST_FILES} files, and this one uses more."
                self.problems.append(Problem("F227", module.span, wrong, hint="Put some of them together."))
                return
            try:
                if isinstance(module, tree.Name):
                    source = read_library(module.text, span=module.span)
                else:
                    source = read_source(path, span=module.span)
            except FabulaError as error:
                self._begun[key] = str(path)
                self.problems.extend(error.problems)
                return
            self.read(key, source, path.parent)

    def _circle(self, key: str, span: Span) -> None:
        names = [self._begun[other] for other in self._open[self._open.index(key) :]]
        shown = " -> ".join(f"`{name}`" for name in (*names, names[0]))
        wrong = f"Files use each other in a circle: {shown}."
        hint = "Move what both need into a file of its own, and use that from both."
        self.problems.append(Problem("F226", span, wrong, hint=hint))
