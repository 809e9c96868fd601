"""Files that are either whole or as they were before."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from fabula.diagnostics.problems import FabulaError, Problem


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A new file beside the path to be written in the block; it then takes the place of the old one.

    Raises `FabulaError` (F723) where that can't be.
    """
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        yield new
        os.replace(new, path)
    except (OSError, ValueError) as error:
        raise cannot_write(path, getattr(error, "strerror", None) or str(error)) from None
    finally:
        with suppress(OSError, ValueError):
            new.unlink(missing_ok=True)


def cannot_write(path: Path, reason: str) -> FabulaError:
    """The problem (F723) that a file can't be written."""
    hint = "Name a file in a folder that is there, and yours."
    return FabulaError((Problem("F723", None, f"`{path}` can't be written: {reason}.", hint=hint),))
