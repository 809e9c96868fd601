"""What has been worked out, by number: a hash table from 64 bits to 32 bits, 16 to 32 bytes each (3/4 to 3/8 full)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fabula.state.constants import FULL, MIX
from fabula.state.memory import row, zeros

if TYPE_CHECKING:
    import cython

NONE = -1  # for a key that is not there


class Table:
    """Numbers by number. A key is of 64 bits and not 0, a value of 32 bits; what is put in stays."""

    def __init__(self) -> None:
        self.count = 0
        self.size = 1 << 6
        self.keys = zeros(self.size)
        self.values = row("I", bytes(4 * self.size))

    def __len__(self) -> int:
        return int(self.count)

    def get(self, key: cython.ulonglong) -> cython.Py_ssize_t:
        """The value of a key; -1: there is none."""
        mask: cython.ulonglong = self.size - 1
        mark: cython.ulonglong = key * MIX & FULL
        slot: cython.ulonglong = (mark ^ (mark >> 32)) & mask
        while self.keys[slot]:
            if self.keys[slot] == key:
                return self.values[slot]
            slot = (slot + 1) & mask
        return NONE

    def put(self, key: cython.ulonglong, value: cython.uint) -> None:
        """Give a key a value. It must not have another."""
        if 4 * self.count > 3 * self.size:
            self._grow()
        mask: cython.ulonglong = self.size - 1
        mark: cython.ulonglong = key * MIX & FULL
        slot: cython.ulonglong = (mark ^ (mark >> 32)) & mask
        while self.keys[slot]:
            if self.keys[slot] == key:
                return
            slot = (slot + 1) & mask
        self.keys[slot] = key
        self.values[slot] = value
        self.count += 1

    def bytes(self) -> int:
        """What it takes up."""
        return 12 * int(self.size)

    def _grow(self) -> None:
        keys, values = self.keys, self.values
        size: cython.Py_ssize_t = self.size
        i: cython.Py_ssize_t
        self.size = 2 * size
        self.keys = None
        self.keys = zeros(self.size)
        self.values = row("I", bytes(4 * self.size))
        self.count = 0
        for i in range(size):
            if keys[i]:
                self.put(keys[i], values[i])
