"""DuckDB: one database file with the tables `moments`, `edges` and `differences`. Needs duckdb and pyarrow."""

from __future__ import annotations

from pathlib import Path

from fabula.export.arrow import arrow_table
from fabula.export.tables import GraphTables
from fabula.export.writing import written_whole


def write(tables: GraphTables, path: Path) -> tuple[Path, ...]:
    """Writes the database; gives its path. Raises `FabulaError` (F723)."""
    import duckdb

    with written_whole(path) as new:
        try:
            connection = duckdb.connect(str(new))
        except duckdb.Error as error:
            raise OSError(str(error)) from None
        with connection:
            for table in tables.all:
                connection.register("incoming", arrow_table(table))
                connection.execute(f"create table {table.name} as select * from incoming")
                connection.unregister("incoming")
    return (path,)
