"""Which of the texts that fit is told: variants take turns, so that no sentence comes back before it must."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from fabula.world.model import Slot, Text

Variant = tuple[str | Slot, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A variant of a text; `again`: it has been told before."""

    variant: Variant
    again: bool


class Variety:
    """Remembers what has been told. Without a seed variants are told as they are written, with one in an order drawn.

    Texts with the same audience and condition follow each other: the second is told once the variants of the first
    are used up. When all are, the short ones come back in turn.
    """

    def __init__(self, seed: int | None) -> None:
        self._seed = seed
        self._told: dict[tuple[int, int], int] = {}  # by text and variant

    def choose(self, texts: Sequence[Text]) -> Chosen:
        """One of the variants of texts that all fit, and of which the first is to be told first."""
        for text in texts:
            for number in self._order(text):
                if (id(text), number) not in self._told:
                    return self._tell(text, number)
        every = [(text, number) for text in texts for number in self._order(text)]
        shortest = min(_length(text.variants[number]) for text, number in every)
        short = [choice for choice in every if _length(choice[0].variants[choice[1]]) <= 2 * shortest]
        return self._tell(*min(short, key=lambda choice: self._told[id(choice[0]), choice[1]]))

    def _tell(self, text: Text, number: int) -> Chosen:
        key = id(text), number
        again = key in self._told
        self._told[key] = self._told.get(key, 0) + 1
        return Chosen(text.variants[number], again)

    def _order(self, text: Text) -> list[int]:
        order = list(range(len(text.variants)))
        if self._seed is not None:
            random.Random(f"{self._seed} {text.template}").shuffle(order)
        return order


def _length(variant: Variant) -> int:
    return sum(len(part) if isinstance(part, str) else 6 for part in variant)
