"""Numbers by number: what is put in is found again, also when the table has grown; what is not there is not found."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fabula.state.table import Table


@given(st.dictionaries(st.integers(1, (1 << 64) - 1), st.integers(0, (1 << 32) - 1), max_size=300))
def test_what_is_put_in_is_found_again(entries: dict[int, int]) -> None:
    table = Table()
    for key, value in entries.items():
        assert table.get(key) == -1
        table.put(key, value)
        table.put(key, value)  # a second time makes no difference
    assert len(table) == len(entries)
    assert {key: table.get(key) for key in entries} == entries
    assert table.bytes() >= 12 * len(entries)
