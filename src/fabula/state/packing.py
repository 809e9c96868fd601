"""Values as codes, and codes as bits: each fluent has a table of its values and a field in a row of 64-bit words.

The fields are laid out widest first, each in the first word with room for it (the int packer of Fast Downward, M.
Helmert 2006). A fluent whose values are known beforehand gets as many bits as they need. A number without bounds gets
codes as its values are met, and wider fields when they run out: `Wider` says so, and whoever runs the engine lays the
words out anew (`Packing.lay_out`) and begins the step again. Codes never change, only fields do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fabula.world.expressions import Value

FALSE_ID, TRUE_ID, UNKNOWN_ID = 0, 1, 2  # numbers of the values that every world has
FIRST_WIDTH = 3  # bits of a number without bounds, to begin with
WORD = 64


class Wider(Exception):
    """A value was met for which there is no code yet in the fields as they are."""


class Packing:
    """The values of one model as numbers, codes and fields.

    A *number* names a value anywhere; a *code* names it within one fluent; a *field* is where the code stands.
    """

    def __init__(self, domains: Sequence[Iterable[Value] | None]) -> None:
        self.values: list[Value] = []
        self.truthy: list[bool] = []
        self._numbers: dict[tuple[bool, Value], int] = {}
        for first in (False, True, None):
            self.number(first)
        self.bounded = [domain is not None for domain in domains]
        self.numbers: list[list[int]] = [[] for _ in domains]  # by fluent and code
        self.codes: list[dict[int, int]] = [{} for _ in domains]  # by fluent and number
        self.width = [FIRST_WIDTH] * len(domains)
        for fluent, domain in enumerate(domains):
            for value in () if domain is None else domain:
                self.meet(fluent, self.number(value))
        self.lay_out()

    def number(self, value: Value) -> int:
        """The number of a value. True and 1 are two values."""
        key = (isinstance(value, bool), value)
        found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = len(self.values)
            self.values.append(value)
            self.truthy.append(bool(value))
        return found

    def meet(self, fluent: int, number: int) -> int:
        """The code of a value, which gets one if it has none."""
        codes = self.codes[fluent]
        if number not in codes:
            codes[number] = len(codes)
            self.numbers[fluent].append(number)
        return codes[number]

    def code(self, fluent: int, number: int) -> int:
        """The code of a value in the fields as they are. Raises `Wider` where there is none."""
        code = self.codes[fluent].get(number)
        if code is not None and code >> self.width[fluent] == 0:
            return code
        code = self.meet(fluent, number)
        if self.bounded[fluent] or code >> self.width[fluent]:
            raise Wider
        return code

    def lay_out(self) -> None:
        """Give each fluent a field that is wide enough for all its codes."""
        for fluent, codes in enumerate(self.codes):
            needed = max(1, (len(codes) - 1).bit_length())
            if self.bounded[fluent]:
                self.width[fluent] = needed
            elif needed > self.width[fluent]:
                self.width[fluent] = 2 * needed
        self.word = [0] * len(self.width)
        self.shift = [0] * len(self.width)
        used: list[int] = [0]
        for fluent in sorted(range(len(self.width)), key=lambda fluent: -self.width[fluent]):
            word = next((w for w, bits in enumerate(used) if bits + self.width[fluent] <= WORD), len(used))
            if word == len(used):
                used.append(0)
            self.word[fluent], self.shift[fluent] = word, used[word]
            used[word] += self.width[fluent]
        self.words = len(used)
        self.bits = sum(self.width)

    def mask(self, fluent: int) -> int:
        """The bits of a field, before they are shifted into place."""
        return (1 << self.width[fluent]) - 1

    def pack(self, values: Sequence[Value]) -> list[int]:
        """The words of a value vector. Raises `Wider` where a value has no code yet."""
        words = [0] * self.words
        for fluent, value in enumerate(values):
            words[self.word[fluent]] |= self.code(fluent, self.number(value)) << self.shift[fluent]
        return words

    def fields(self) -> list[tuple[int, int, int]]:
        """Word, shift and mask of every fluent, as they are now."""
        return [(self.word[f], self.shift[f], self.mask(f)) for f in range(len(self.width))]

    def unpack(self, words: Sequence[int]) -> tuple[Value, ...]:
        """The values in a row of words, by fluent."""
        codes = ((words[word] >> shift) & mask for word, shift, mask in self.fields())
        return tuple(self.values[self.numbers[fluent][code]] for fluent, code in enumerate(codes))
