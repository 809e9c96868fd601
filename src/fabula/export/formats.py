"""The formats that a story graph can be written in, by the ending of the file's name; each imported when it is used."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import cast

from fabula.diagnostics.problems import FabulaError, Problem
from fabula.export.tables import GraphTables
from fabula.export.writing import cannot_write

Writer = Callable[[GraphTables, Path], tuple[Path, ...]]


@dataclass(frozen=True, slots=True)
class Format:
    """The module that writes a format, and the packages that it needs."""

    module: str
    needs: tuple[str, ...] = ()


FORMATS = {
    ".parquet": Format("parquet", ("pyarrow",)),
    ".duckdb": Format("duck", ("duckdb", "pyarrow")),
    ".graphml": Format("graphml"),
    ".json": Format("node_link"),
}


def writer_for(path: Path) -> Writer:
    """What writes a file of this name. Raises `FabulaError`: F712 (a package), F713 (the ending), F723 (the folder)."""
    found = FORMATS.get(path.suffix.lower())
    if found is None:
        wrong = f"`{path}` does not end like a format that stories are written in."
        raise FabulaError((Problem("F713", None, wrong, hint=f"The formats are {_listed(list(FORMATS))}."),))
    missing = [name for name in found.needs if find_spec(name) is None]
    if missing:
        wrong = (
            f"Writing `{path.suffix}` needs {_listed(missing)}, which {'is' if len(missing) == 1 else 'are'} not here."
        )
        hint = "`pip install 'fabula[files]'` installs what all formats need; `.json` and `.graphml` need nothing."
        raise FabulaError((Problem("F712", None, wrong, hint=hint),))
    if not path.parent.is_dir():
        raise cannot_write(path, os.strerror(errno.ENOENT))
    if path.is_dir():
        raise cannot_write(path, os.strerror(errno.EISDIR))
    return cast("Writer", import_module(f"fabula.export.{found.module}").write)


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
