"""GraphML, which Gephi, yEd and networkx read: moments as nodes, edges as edges, columns as their attributes.

*Source:* U. Brandes et al., "GraphML Progress Report", Graph Drawing 2001; keys as in the GraphML Primer.
"""

from __future__ import annotations

from pathlib import Path
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from fabula.export.tables import GraphTables, Table
from fabula.export.writing import written_whole

_TYPES = {"integer": "long", "number": "double", "text": "string"}


def write(tables: GraphTables, path: Path) -> tuple[Path, ...]:
    """Writes the file; gives its path. Raises `FabulaError` (F723)."""
    with written_whole(path) as new, new.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        file.write('<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
        for table, of in ((tables.moments, "node"), (tables.edges, "edge")):
            for column in table.columns:
                key, name, kind = f"{of}_{column.name}", quoteattr(column.name), _TYPES[column.kind]
                file.write(f'<key id="{key}" for="{of}" attr.name={name} attr.type="{kind}"/>\n')
        file.write('<graph edgedefault="directed">\n')
        for row in range(tables.moments.rows):
            file.write(f'<node id="{row}">')
            _write_data(file, tables.moments, row, "node")
            file.write("</node>\n")
        cells = {column.name: column.cells for column in tables.edges.columns}
        for row in range(tables.edges.rows):
            file.write(f'<edge id="{row}" source="{cells["source"][row]}" target="{cells["target"][row]}">')
            _write_data(file, tables.edges, row, "edge")
            file.write("</edge>\n")
        file.write("</graph>\n</graphml>\n")
    return (path,)


def _write_data(file: TextIO, table: Table, row: int, of: str) -> None:
    for column in table.columns:
        cell = column.cells[row]
        if cell is not None:
            file.write(f'<data key="{of}_{column.name}">{escape(str(cell))}</data>')
