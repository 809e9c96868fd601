"""Golden files: whole outputs that a person reads. `make golden` writes them anew; read the difference."""

import os
from pathlib import Path


def assert_golden(path: Path, text: str) -> None:
    """The text is what the file holds; with FABULA_GOLDEN=write the file is written instead."""
    if os.environ.get("FABULA_GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.is_file(), f"{path} is missing; `make golden` writes it"
    assert text == path.read_text(encoding="utf-8"), f"{path} differs; `make golden` writes it anew"
