"""Which trigger holds in a world first, found by what the world's values allow.

Most of what triggers ask, they ask of the world's own values: who is where. So for each value vector it is found once
which triggers those allow, as a *watch*: a list for each mind that is asked besides, since the same lists come up in
many vectors. Mostly what is left to ask is one value of one mind: whether Ann knows by now that Tom is here, or still
believes that Jim is. While no trigger of a list holds, Ann's words pass a test made of masks: some fields have a given
value, some others any but a given one (`_quiet`). So in a world that nothing sets off there is one such test for each
mind; and only where one fails the triggers of that list are asked one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fabula.kernel.changes import Changes
from fabula.kernel.lower import FIELD, NO_FIELD, OF_WORLD, numbers
from fabula.state.constants import DE_BRUIJN, FULL, MIX
from fabula.state.memory import row

if TYPE_CHECKING:
    import cython

    from fabula.kernel.lower import Program
    from fabula.state.pool import Pool

NEW = 0  # the first list of a watch that has not been found
NO_TRIGGERS = 1  # the number of the list that has none
FIRST_LISTS, MOST_LISTS = 1 << 8, 60_000
MASKS = 6  # words for each set of masks: which word they are for, and five
ONE = 1


class Triggers(Changes):
    """The triggers of a program, by what they ask."""

    def __init__(self, pool: Pool, program: Program) -> None:
        self.looked_at = 0  # triggers whose tests were made
        self.bit_at = row("B", [0] * 64)  # by rotation of the de Bruijn number: which bit was set
        for bit in range(64):
            self.bit_at[((1 << bit) * DE_BRUIJN & FULL) >> 58] = bit
        Changes.__init__(self, pool, program)

    def take(self, program: Program) -> None:
        """Go by this program from now on."""
        Changes.take(self, program)
        p = program
        self.triggers = p.triggers
        self.trigger_words = p.trigger_words
        self.rest_test, self.rest_kind, self.rest_word = p.rest_test, p.rest_kind, p.rest_word
        self.rest_mask, self.rest_value = p.rest_mask, p.rest_value
        self.relevant, self.every_trigger = p.relevant, p.every_trigger
        self.asks_of = p.asks_of
        self.changed = row("Q", bytes(8 * len(p.relevant)))  # in the world and in each mind: what `_may_hold` goes by
        self.allow_begin, self.allow_word, self.allow_shift = p.allow_begin, p.allow_word, p.allow_shift
        self.allow_mask, self.allow_first, self.allow_rows = p.allow_mask, p.allow_first, p.allow_rows
        self.allowed = row("Q", bytes(8 * p.trigger_words))
        asks = [[0] * p.trigger_words for _ in range(p.characters + 1)]
        for t, mind in enumerate(p.rest_mind):
            asks[mind + 1][t // 64] |= 1 << t % 64
        self.asks = row("Q", [bits for row in asks for bits in row])  # by mind (the world first): triggers, as bits
        self._forget()

    def _forget(self) -> None:
        """No lists but the one without triggers, and no watches."""
        self.lists = NO_TRIGGERS + 1
        self.list_slots = row("I", bytes(4 * FIRST_LISTS))
        self.list_mask = FIRST_LISTS - 1
        self._watches = row("H", b"")  # by vector: a list for the world, and one for each mind
        self._list_bits = row("Q", bytes(8 * self.lists * self.trigger_words))  # by list: its triggers, as bits
        self._list_from, self._listed = row("I", [0] * (self.lists + 1)), row("I", b"")  # by list: its triggers
        self._masks_from, self._masks = row("I", [0] * (self.lists + 1)), row("Q", b"")  # by list: see `_quiet`
        self._loud = row("B", [0] * self.lists)  # by list: it has triggers that no masks tell to be quiet
        self._look_at()

    def _first(self, n: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The first declared trigger that holds in a draft whose vector is kept; -1: none."""
        return self._first_since(n, n)

    def _first_since(self, n: cython.Py_ssize_t, source: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """As `_first`, where no trigger holds in `source`: those that ask nothing that differs there are passed over.

        `source` the draft itself: none are. It pays where most triggers are not told to be quiet by masks.
        """
        pool: Pool = self.pool
        vector: cython.Py_ssize_t = pool.records[n * pool.stride]
        place: cython.Py_ssize_t
        found: cython.Py_ssize_t = -1
        listed: cython.Py_ssize_t
        c: cython.Py_ssize_t
        mind: cython.Py_ssize_t
        if source != n:
            self._compare(n, source)
        place = vector * (self.characters + 1)
        if place >= len(self.watches) or self.watches[place] == NEW:
            self._watch(vector, n)
        for c in range(self.characters + 1):
            listed = self.watches[place + c]
            if listed != NO_TRIGGERS:
                mind = pool.records[n * pool.stride + c]
                if c:
                    mind = pool.records[mind * pool.stride]
                if self.loud[listed] or not self._quiet(listed, mind):
                    found = self._first_listed(listed, n, mind, found, source == n)
        return found

    def _compare(self, n: cython.Py_ssize_t, source: cython.Py_ssize_t) -> None:
        """Write what differs between two worlds and their minds, before the minds of those, into `changed`."""
        pool: Pool = self.pool
        c: cython.Py_ssize_t
        word: cython.Py_ssize_t
        here: cython.Py_ssize_t = pool.records[n * pool.stride]
        there: cython.Py_ssize_t = pool.records[source * pool.stride]
        for c in range(self.characters + 1):
            if c:
                here = pool.records[pool.records[n * pool.stride + c] * pool.stride]
                there = pool.records[pool.records[source * pool.stride + c] * pool.stride]
            for word in range(self.words):
                self.changed[c * self.words + word] = (
                    pool.words[here * self.words + word] ^ pool.words[there * self.words + word]
                )

    def _may_hold(self, trigger: cython.Py_ssize_t) -> cython.bint:
        """Whether a trigger asks anything that has changed."""
        count: cython.Py_ssize_t = len(self.changed)
        word: cython.Py_ssize_t
        found: cython.ulonglong = 0
        for word in range(count):
            found |= self.asks_of[trigger * count + word] & self.changed[word]
        return found != 0

    def _quiet(self, listed: cython.Py_ssize_t, vector: cython.Py_ssize_t) -> cython.bint:
        """Whether a mind's values are such that no trigger of a list holds.

        The masks of a word are: fields that must have a value, and the value; fields that must not have one, and that
        one; and the highest bits of these. A field differs from its value if any bit of their difference is set: its
        lower bits are carried into its highest one by adding all ones to them, and never beyond.
        """
        pool: Pool = self.pool
        at: cython.Py_ssize_t = self.masks_from[listed]
        end: cython.Py_ssize_t = self.masks_from[listed + 1]
        value: cython.ulonglong
        other: cython.ulonglong
        lower: cython.ulonglong
        while at < end:
            value = pool.words[vector * self.words + self.masks[at]]
            if value & self.masks[at + 1] != self.masks[at + 2]:
                return False
            other = (value ^ self.masks[at + 4]) & self.masks[at + 3]
            lower = self.masks[at + 3] ^ self.masks[at + 5]
            if (((other & lower) + lower) | other) & self.masks[at + 5] != self.masks[at + 5]:
                return False
            at += MASKS
        return True

    def _first_listed(
        self,
        listed: cython.Py_ssize_t,
        n: cython.Py_ssize_t,
        mind: cython.Py_ssize_t,
        found: cython.Py_ssize_t,
        all_of_it: cython.bint,
    ) -> cython.Py_ssize_t:
        """The first trigger of a list that holds in a draft, one of whose vectors is `mind`, if before `found`.

        Without `all_of_it`, only of those that ask something that has changed.
        """
        pool: Pool = self.pool
        i: cython.Py_ssize_t
        t: cython.Py_ssize_t
        kind: cython.Py_ssize_t
        good: cython.bint
        for i in range(self.list_from[listed], self.list_from[listed + 1]):
            t = self.listed[i]
            if 0 <= found < t:
                break
            self.looked_at += 1
            kind = self.rest_kind[t]
            if kind in (FIELD, NO_FIELD):
                good = pool.words[mind * self.words + self.rest_word[t]] & self.rest_mask[t] == self.rest_value[t]
                good = good == (kind == FIELD)
            else:
                good = (all_of_it or self._may_hold(t)) and (kind < FIELD or self.holds(self.rest_test[t], n))
            if good:
                return t
        return found

    def first_of_all(self, n: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The first declared trigger that holds in a node, also in a draft whose vector is not kept; -1: none."""
        word: cython.Py_ssize_t
        t: cython.Py_ssize_t
        bits: cython.ulonglong
        low: cython.ulonglong
        if self.triggers == 0:
            return -1
        self._allow(self.pool.records[n * self.pool.stride])
        for word in range(self.trigger_words):
            bits = self.allowed[word]
            while bits:
                low = bits & -bits
                bits ^= low
                t = 64 * word + self.bit_at[(low * DE_BRUIJN & FULL) >> 58]
                self.looked_at += 1
                if self.holds(self.rest_test[t], n):
                    return t
        return -1

    def _allow(self, vector: cython.Py_ssize_t) -> None:
        """The triggers that a vector's values allow in its world, as bits in `allowed`."""
        pool: Pool = self.pool
        k: cython.Py_ssize_t
        word: cython.Py_ssize_t
        bits: cython.ulonglong
        code: cython.ulonglong
        for word in range(self.trigger_words):
            bits = self.every_trigger[word]
            for k in range(self.allow_begin[word], self.allow_begin[word + 1]):
                code = pool.words[vector * self.words + self.allow_word[k]] >> self.allow_shift[k]
                bits &= self.allow_rows[self.allow_first[k] + (code & self.allow_mask[k])]
                if bits == 0:
                    break
            self.allowed[word] = bits

    def _watch(self, vector: cython.Py_ssize_t, n: cython.Py_ssize_t) -> None:
        """Find the watch of a vector, which is that of a draft."""
        count: cython.Py_ssize_t = self.characters + 1
        c: cython.Py_ssize_t
        t: cython.Py_ssize_t
        if self.lists > MOST_LISTS:
            self._forget()
        if vector * count >= len(self.watches):
            more: cython.Py_ssize_t = (self.pool.vectors + self.pool.vectors // 16 + 64) * count - len(self.watches)
            self._look_away()
            self._watches.frombytes(bytes(2 * more))
            self._look_at()
        self._allow(vector)
        for t in range(self.triggers):
            if (
                self.rest_kind[t] == OF_WORLD
                and (self.allowed[t >> 6] >> (t & 63)) & 1
                and not self.holds(self.rest_test[t], n)
            ):
                self.allowed[t >> 6] ^= ONE << (t & 63)
        for c in range(count):
            self.watches[vector * count + c] = self._list_of(c)

    def _list_of(self, mind: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The number of the list of the allowed triggers that ask one mind (less 1; 0: the world, or several minds)."""
        width: cython.Py_ssize_t = self.trigger_words
        mark: cython.ulonglong = 0
        bits: cython.ulonglong
        i: cython.Py_ssize_t
        found: cython.Py_ssize_t
        none: cython.bint = True
        for i in range(width):
            bits = self.allowed[i] & self.asks[mind * width + i]
            none = none and bits == 0
            mark = (mark ^ bits) * MIX & FULL
            mark ^= mark >> 29
        if none:
            return NO_TRIGGERS
        slot: cython.ulonglong = mark & self.list_mask
        while self.list_slots[slot]:
            found = self.list_slots[slot]
            i = 0
            while i < width and self.list_bits[found * width + i] == self.allowed[i] & self.asks[mind * width + i]:
                i += 1
            if i == width:
                return found
            slot = (slot + 1) & self.list_mask
        found = self.lists
        self._new_list([self.allowed[i] & self.asks[mind * width + i] for i in range(width)], mind == 0)
        self.list_slots[slot] = found
        if 2 * self.lists > self.list_mask:
            self._more_slots()
        return found

    def _more_slots(self) -> None:
        """A table of lists twice as large."""
        width: cython.Py_ssize_t = self.trigger_words
        found: cython.Py_ssize_t
        i: cython.Py_ssize_t
        self.list_mask = 2 * self.list_mask + 1
        self.list_slots = row("I", bytes(4 * (self.list_mask + 1)))
        for found in range(NO_TRIGGERS + 1, self.lists):
            mark: cython.ulonglong = 0
            for i in range(width):
                mark = (mark ^ self.list_bits[found * width + i]) * MIX & FULL
                mark ^= mark >> 29
            slot: cython.ulonglong = mark & self.list_mask
            while self.list_slots[slot]:
                slot = (slot + 1) & self.list_mask
            self.list_slots[slot] = found

    def _new_list(self, bits: list[int], of_world: bool) -> None:
        """One list more, of the triggers whose bits are given."""
        p = self.program
        rows: list[list[int]] = []  # word, then the masks
        loud = of_world
        triggers = [64 * place + bit for place, word in enumerate(bits) for bit in numbers(word)]
        for t in triggers:
            word, mask, value, kind = p.rest_word[t], p.rest_mask[t], p.rest_value[t], p.rest_kind[t]
            if kind not in (FIELD, NO_FIELD):
                loud = True
                continue
            at = 1 if kind == NO_FIELD else 3
            fits = (row for row in rows if row[0] == word and (not row[at] & mask or row[at + 1] & mask == value))
            masks = next(fits, None)
            if masks is None:
                masks = [word] + [0] * (MASKS - 1)
                rows.append(masks)
            masks[at] |= mask
            masks[at + 1] |= value
            if kind == FIELD:
                masks[5] |= 1 << mask.bit_length() - 1
        self._look_away()
        self._list_bits.extend(bits)
        self._listed.extend(triggers)
        self._list_from.append(len(self._listed))
        self._masks.extend([mask for row in rows for mask in row])
        self._masks_from.append(len(self._masks))
        self._loud.append(loud)
        self._look_at()
        self.lists += 1

    def _look_away(self) -> None:
        nothing: Any = None  # arrays that are looked at can't grow
        self.watches = self.list_bits = self.loud = nothing
        self.list_from = self.listed = self.masks_from = self.masks = nothing

    def _look_at(self) -> None:
        self.watches, self.list_bits, self.loud = self._watches, self._list_bits, self._loud
        self.list_from, self.listed = self._list_from, self._listed
        self.masks_from, self.masks = self._masks_from, self._masks

    def _differs(self, one: cython.Py_ssize_t, other: cython.Py_ssize_t, source: cython.Py_ssize_t) -> cython.bint:
        """Whether two nodes, as a mind, differ in a value that a trigger's precondition reads."""
        pool: Pool = self.pool
        here: cython.Py_ssize_t = pool.records[one * pool.stride]
        there: cython.Py_ssize_t = pool.records[other * pool.stride]
        word: cython.Py_ssize_t
        for word in range(self.words):
            if (pool.words[here * self.words + word] ^ pool.words[there * self.words + word]) & self.relevant[
                source * self.words + word
            ]:
                return True
        return False

    def _triggers_size(self) -> int:
        """Bytes of what grows with the value vectors."""
        wide = len(self._list_bits) + len(self._masks)
        narrow = len(self._list_from) + len(self._listed) + len(self._masks_from) + len(self.list_slots)
        return 2 * len(self._watches) + 8 * wide + 4 * narrow + len(self._loud)
