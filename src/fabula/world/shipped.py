"""Libraries and worlds by name: the files that come with Fabula, and a writer's own."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from fabula.diagnostics.files import read_source
from fabula.diagnostics.problems import FabulaError, Problem, did_you_mean
from fabula.diagnostics.source import Source, Span

ENDING = ".fabula"
SABRE_SUFFIX = ".txt"  # of a problem file of the Sabre planner


def library_folder() -> Path:
    """Where the library's modules lie; the shipped worlds are in `worlds` there."""
    return Path(str(resources.files("fabula") / "library"))


def library_file(name: str) -> Path:
    """Where the library module of that name lies, if there is one."""
    return library_folder() / f"{name}{ENDING}"


def library_modules() -> tuple[str, ...]:
    """The names of the library's modules."""
    return _names(library_folder())


def shipped_worlds() -> tuple[str, ...]:
    """The names of the worlds that come with Fabula."""
    return _names(library_folder() / "worlds")


def read_library(name: str, *, span: Span | None = None) -> Source:
    """The text of a library module. Raises `FabulaError` (F225) if there is none of that name."""
    if name not in library_modules():
        wrong = f"There is no library module `{name}`."
        also = f'A file of your own is used by its path: `use "{name}{ENDING}"`.'
        hint = did_you_mean(name, library_modules(), also=also)
        raise FabulaError((Problem("F225", span, wrong, hint=hint),))
    return read_source(library_file(name), span=span, name=f"library/{name}{ENDING}")


def find_world(name: str) -> Source:
    """The text of a world: a file's path, or the bare name of a world that comes with Fabula."""
    path = Path(name)
    if path.suffix != ENDING and not path.exists():
        if name in shipped_worlds():
            return read_source(library_folder() / "worlds" / f"{name}{ENDING}")
        if name == path.name and not path.suffix:
            hint = did_you_mean(name, shipped_worlds(), also=f"Name a file that ends in `{ENDING}`.")
            raise FabulaError((Problem("F701", None, f"There is no file and no shipped world `{name}`.", hint=hint),))
    return read_source(path)


def _names(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(file.name.removesuffix(ENDING) for file in folder.glob(f"*{ENDING}") if file.is_file()))
