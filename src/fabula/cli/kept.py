"""Answers that are kept: what was worked out once for the same texts, the same question and the same Fabula.

They lie in the user's cache folder (`$XDG_CACHE_HOME/fabula`, else `~/.cache/fabula`), one JSON file each. An answer
about a file stands beside a hash of every text that it rests on: where one has changed, the file does not hold any
more. What was changed may not matter (another word in a sentence), so that answers are kept by ground model as well. A
file that is damaged, or cannot be written, is as good as none.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from fabula import __version__

FORMAT = 1


class Kept:
    """The place of one answer, by what it is the answer to (anything JSON can write)."""

    def __init__(self, **about: object) -> None:
        whole = {"fabula": _edition(), "format": FORMAT, **about}
        name = hashlib.sha256(json.dumps(whole, sort_keys=True, default=str).encode()).hexdigest()
        self._file = _folder() / f"{name[:32]}.json"

    def read(self) -> dict[str, Any] | None:
        """The answer, if it is there and still holds."""
        try:
            kept = json.loads(self._file.read_text("utf-8"))
            if all(_hash(Path(path)) == text for path, text in kept["texts"].items()):
                answer = kept["answer"]
                return answer if isinstance(answer, dict) else None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            pass
        return None

    def write(self, answer: Mapping[str, Any], texts: Iterable[Path] = ()) -> None:
        """Keep an answer that rests on these files, as they are now."""
        hashes = {str(path.resolve()): _hash(path) for path in texts}
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=self._file.parent, delete=False) as file:
                json.dump({"texts": hashes, "answer": answer}, file)
            os.replace(file.name, self._file)
        except OSError:
            pass  # it will be worked out again


def _folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME")
    return Path(base) / "fabula" if base else Path.home() / ".cache" / "fabula"


def _edition() -> str:
    """Which Fabula this is: the version, and in a working copy the state of its files."""
    root = Path(__file__).parent.parent
    newest = max((path.stat().st_mtime_ns for path in root.rglob("*.py")), default=0)
    return f"{__version__} {newest}"


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
