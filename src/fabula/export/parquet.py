"""Parquet: the edges under the name that was asked for, moments and differences beside them.

`story.parquet` holds the edges, `story.moments.parquet` and `story.differences.parquet` the rest. Needs pyarrow.
"""

from __future__ import annotations

from pathlib import Path

from fabula.export.arrow import arrow_table
from fabula.export.tables import GraphTables
from fabula.export.writing import written_whole


def write(tables: GraphTables, path: Path) -> tuple[Path, ...]:
    """Writes the three files; gives their paths. Raises `FabulaError` (F723)."""
    from pyarrow import parquet

    paths = (path, path.with_suffix(f".moments{path.suffix}"), path.with_suffix(f".differences{path.suffix}"))
    for table, place in zip((tables.edges, tables.moments, tables.differences), paths, strict=True):
        arrow = arrow_table(table)
        with written_whole(place) as new:
            parquet.write_table(arrow, new)
    return paths
