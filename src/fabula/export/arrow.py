"""A table in Apache Arrow's memory layout, which Parquet files and DuckDB take as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fabula.export.tables import Table

if TYPE_CHECKING:
    import pyarrow


def arrow_table(table: Table) -> pyarrow.Table:
    """The table: whole numbers as int64, other numbers as float64, texts as strings; None is null."""
    import pyarrow

    kinds = {"integer": pyarrow.int64(), "number": pyarrow.float64(), "text": pyarrow.string()}
    arrays = [pyarrow.array(column.cells, type=kinds[column.kind]) for column in table.columns]
    return pyarrow.table(arrays, names=[column.name for column in table.columns])
