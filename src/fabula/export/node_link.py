"""JSON as networkx' `node_link_graph(data, edges="edges")` reads it: `nodes`, `edges`, and `graph` about the whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fabula.export.tables import GraphTables, Table
from fabula.export.writing import written_whole


def write(tables: GraphTables, path: Path) -> tuple[Path, ...]:
    """Writes the file; gives its path. Raises `FabulaError` (F723)."""
    value = {
        "directed": True,
        "multigraph": True,
        "graph": {"title": tables.title, "complete": tables.complete},
        "nodes": [{"id": row["moment"], **row} for row in _rows(tables.moments)],
        "edges": [{"key": row["edge"], **row} for row in _rows(tables.edges)],
        "differences": list(_rows(tables.differences)),
    }
    with written_whole(path) as new, new.open("w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, allow_nan=False)
        file.write("\n")
    return (path,)


def _rows(table: Table) -> Iterator[dict[str, Any]]:
    names = [column.name for column in table.columns]
    for cells in zip(*(column.cells for column in table.columns), strict=True):
        yield dict(zip(names, cells, strict=True))
