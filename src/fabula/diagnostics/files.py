"""Files: a text read from the disk, with a problem for whatever can go wrong."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from fabula.diagnostics.problems import FabulaError, Problem
from fabula.diagnostics.source import Source, Span

MOST_BYTES = 2_000_000  # of one file


def read_source(path: Path, *, span: Span | None = None, name: str | None = None) -> Source:
    """The text of a file. `span` is where another file names it; `name` is how messages call it.

    Raises `FabulaError` with F101 (not UTF-8), F701 (missing), F702 (a folder, or no plain file), F703 (larger than
    `MOST_BYTES`) or F704 (not allowed, or another fault of the system).
    """
    shown = name if name is not None else str(path)

    def fault(code: str, wrong: str, hint: str = "") -> FabulaError:
        return FabulaError((Problem(code, span, wrong, hint=hint),))

    try:
        if path.is_dir():
            raise fault("F702", f"`{shown}` is a folder, not a file.", "Name a file in it.")
        if path.exists() and not path.is_file():
            raise fault("F702", f"`{shown}` is not a plain file.", "Save the text as a file and name that.")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise fault("F701", f"There is no file `{shown}`.", _like(path)) from None
    except PermissionError:
        raise fault("F704", f"`{shown}` may not be read.", "Change the rights of the file.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise fault("F704", f"`{shown}` can't be read: {reason}.") from None
    return text_of(data, shown, span=span)


def text_of(data: bytes, name: str, *, span: Span | None = None) -> Source:
    """The bytes as a text, without a byte order mark at the beginning. Raises `FabulaError` (F101, F703)."""
    if len(data) > MOST_BYTES:
        hint = "Divide it into files that `use` each other."
        problem = Problem("F703", span, f"`{name}` is larger than {MOST_BYTES:,} bytes, which is the limit.", hint=hint)
        raise FabulaError((problem,))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FabulaError((_not_utf8(data, name, error.start),)) from None
    return Source(name, text)


def _not_utf8(data: bytes, name: str, start: int) -> Problem:
    """F101, at the first byte that can't be read; it is shown as `�`."""
    source = Source(name, data.decode("utf-8-sig", errors="replace"))
    lines = Source(name, data[:start].decode("utf-8-sig", errors="replace")).lines
    place = Span(source, len(lines), len(lines[-1]) + 1, len(lines), len(lines[-1]) + 2)
    kind = "binary data" if b"\0" in data[:8192] else "text in another encoding"
    return Problem(
        "F101",
        place,
        f"This is not UTF-8 text: byte {start + 1} of the file can't be read.",
        f"It looks like {kind}.",
        "Save the file as UTF-8 text in your editor.",
    )


def _like(path: Path) -> str:
    """A hint: the files beside the missing one that have a name like it."""
    try:
        beside = [other.name for other in path.parent.iterdir() if other.is_file()] if path.parent.is_dir() else []
    except OSError:
        beside = []
    close = get_close_matches(path.name, beside, n=1, cutoff=0.6)
    if close:
        return f"Did you mean `{path.with_name(close[0])}`?"
    return "Look for a slip in the name, or name the folder too."
