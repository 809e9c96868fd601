"""Libraries and worlds by name: the files that come with Fabula, and a writer's own."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from fabula.diagnostics.files import read_source, text_of
from fabula.diagnostics.problems import FabulaError, Problem, did_you_mean
from fabula.diagnostics.source import Source, Span

ENDING = ".fabula"


def library_modules() -> tuple[str, ...]:
    """The names of the library's modules."""
    return _names("")


def shipped_worlds() -> tuple[str, ...]:
    """The names of the worlds that come with Fabula."""
    return _names("worlds")


def read_library(name: str, *, span: Span | None = None) -> Source:
    """The text of a library module. Raises `FabulaError` (F225) if there is none of that name."""
    if name not in library_modules():
        wrong = f"there is no library module `{name}`"
        hint = did_you_mean(name, library_modules(), also=f"a file of your own is used by its path: `use \"{name}.fabula\"`")
        raise FabulaError((Problem("F225", span, wrong, hint=hint),))
    file = resources.files("fabula") / "library" / f"{name}{ENDING}"
    return text_of(file.read_bytes(), f"library/{name}{ENDING}", span=span)


def find_world(name: str) -> Source:
    """The text of a world: a file's path, or the bare name of a world that comes with Fabula."""
    path = Path(name)
    if path.suffix != ENDING and not path.exists():
        if name in shipped_worlds():
            file = resources.files("fabula") / "library" / "worlds" / f"{name}{ENDING}"
            return text_of(file.read_bytes(), f"library/worlds/{name}{ENDING}")
        if name == path.name and not path.suffix:
            hint = did_you_mean(name, shipped_worlds(), also=f"name a file that ends in `{ENDING}`")
            raise FabulaError((Problem("F701", None, f"there is no file and no shipped world `{name}`", hint=hint),))
    return read_source(path)


def _names(folder: str) -> tuple[str, ...]:
    place = resources.files("fabula") / "library"
    place = place / folder if folder else place
    if not place.is_dir():
        return ()
    names = (file.name for file in place.iterdir() if file.is_file() and file.name.endswith(ENDING))
    return tuple(sorted(name.removesuffix(ENDING) for name in names))
