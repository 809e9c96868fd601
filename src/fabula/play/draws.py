"""Draws: chance that is the same again on the same path, whatever was undone and played in between.

A draw depends on the seed, on what has happened so far, and on what is drawn; on nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from hashlib import sha256

_BITS = 64


def number(seed: int, path: Iterable[str], what: str) -> Fraction:
    """A number from 0 up to, not including, 1: the same for the same arguments, everywhere and always."""
    digest = sha256("\n".join((str(seed), *path, what)).encode()).digest()
    return Fraction(int.from_bytes(digest[: _BITS // 8], "big"), 2**_BITS)


def pick(share: Fraction, weights: Sequence[Fraction | float]) -> int:
    """The place on which a number from 0 to 1 falls, where every place is as wide as its weight; 0 is never picked."""
    left = share * sum(Fraction(weight) for weight in weights)
    last = 0
    for place, weight in enumerate(weights):
        if not weight:
            continue
        last = place
        left -= Fraction(weight)
        if left < 0:
            return place
    return last
