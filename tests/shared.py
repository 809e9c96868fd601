"""Where the field's benchmark and its conformance cases lie, which are not part of Fabula; tests skip without them."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"
PROBLEMS = SHARED / "benchmarks" / "problems"
SOLUTIONS = SHARED / "benchmarks" / "solutions"
STATE_COUNTS = SHARED / "benchmarks" / "state-counts"
CONFORMANCE = SHARED / "sabre" / "conformance"

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason=f"needs the benchmark collection in {SHARED}")


def files(folder: Path, pattern: str) -> list[Path]:
    """The files of a folder in order; none where the collection is not there."""
    return sorted(folder.glob(pattern)) if folder.is_dir() else []
