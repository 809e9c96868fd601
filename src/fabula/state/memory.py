"""Room for large tables that are looked into here and there: zeros, on large pages where the system has them.

A look into a table of many megabytes costs mostly finding out where its page lies; large pages make that rare.
"""

from __future__ import annotations

import mmap
from array import array
from contextlib import suppress
from typing import Any

LARGE = 1 << 21  # bytes: a large page, and from where on it is worth it


def row(kind: str, data: Any) -> Any:
    """Numbers of one kind (as `array.array` names them) that can grow, and be a typed memory view."""
    return array(kind, data)


def zeros(count: int) -> Any:
    """`count` unsigned numbers of 64 bits, all 0, as something that can be indexed and be a typed memory view."""
    size = 8 * count
    if size < LARGE or not hasattr(mmap, "MAP_PRIVATE"):
        return array("Q", bytes(size))
    room = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    if hasattr(mmap, "MADV_HUGEPAGE"):
        with suppress(OSError):  # a system without large pages
            room.madvise(mmap.MADV_HUGEPAGE)
    return memoryview(room).cast("Q")
