"""The kernel's core: events applied to packed states, triggers settled, whole graphs walked.

`step` answers what the rules S1 to S6 of `docs/manual/semantics.md` say of one event. Almost always the short way is
enough (`_node`): a world after an event is its values after the effects, with the triggers that a changed value sets
off; and each mind that notices is again *a node after the same event*, worked out in the same way and remembered in a
cache of fixed size. What triggers read in the minds below are values before any trigger there, as the rules say, so
those are worked out first, without the minds' own minds. Wherever the short way might differ from the rules (worlds
in the making that refer to each other otherwise than to themselves, minds that need more than one round, dreams,
figures), it gives up, and `fabula.kernel.slow` goes through the rules one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fabula.kernel.reader import Reader
from fabula.state.constants import DE_BRUIJN, DRAFTS, EMPTY, FIRST_DRAFT, FULL, LOW, MIX, UNSEEN
from fabula.state.memory import row, zeros

if TYPE_CHECKING:
    import cython

    from fabula.kernel.lower import Program
    from fabula.state.pool import Pool

DEEPEST = 24  # minds within minds on the short way
MOST_TRIGGERS = 1000
MOST_ROUNDS = 50
SMALL, LARGE = 1 << 10, 1 << 22  # entries of the cache, at first and at most
MOST_OPEN = 256  # worlds in the making that refer to each other
ONE = 1
MERGES = 1 << 12  # entries of the cache of changes of minds


class Core(Reader):
    """What happens to the states of one pool by one program. `fast` off: always the long way."""

    def __init__(self, pool: Pool, program: Program) -> None:
        self.fast = True
        self.slow: Any = None  # `fabula.kernel.slow.Slow`, once it is there
        self.steps = 0  # events applied to a state
        self.worlds = 0  # worlds and minds worked out on the short way
        self.found = 0  # those found in the cache
        self.lookups = 0
        self.looked_at = 0  # triggers looked at
        self.joined = 0  # groups of worlds that referred to each other while they were made
        self.slow_surprises = 0
        self.slow_steps = 0  # events applied the long way
        self.twice = False
        self.low = 0
        self.bit_at = row("B", [0] * 64)
        for bit in range(64):
            self.bit_at[((1 << bit) * DE_BRUIJN & FULL) >> 58] = bit
        self._depths = row("B", b"")
        self.depths = self._depths
        self.cursor = DRAFTS
        self.added = 0
        self.low = 0
        Reader.__init__(self, pool, program)

    def take(self, program: Program) -> None:
        """Go by this program from now on."""
        Reader.take(self, program)
        p = program
        self.has_minds = self.pool.places > p.characters
        self.deep = p.deep
        self.reads = p.reads
        self.events, self.sources = p.events, p.characters + 1
        self.event_words, self.trigger_words = p.event_words, p.trigger_words
        self.trigger_ways, self.event_ways = p.trigger_ways, p.event_ways
        self.outcomes, self.takes = p.outcomes, p.takes
        self.event_tests, self.trigger_tests, self.observing = p.event_tests, p.trigger_tests, p.observing
        self.surprise_first, self.surprise_n = p.surprise_first, p.surprise_n
        self.lesson_first, self.lesson_n = p.lesson_first, p.lesson_n
        self.repair_test, self.repair_fluent = p.repair_test, p.repair_fluent
        self.repair_code, self.repair_tree = p.repair_code, p.repair_tree
        self.field_at = p.field_at
        self.trigger_first, self.always_row = p.trigger_first, p.always_row
        self.indexed, self.index_first, self.index_rows = p.indexed, p.index_first, p.index_rows
        self.residual, self.every_event = p.residual, p.every_event
        self.relevant, self.trigger_rows = p.relevant, p.trigger_rows
        self.allow_source, self.allow_fluent, self.allow_first = p.allow_source, p.allow_fluent, p.allow_first
        self.allow_rows, self.unsure = p.allow_rows, p.unsure
        self.way_event, self.way_mask, self.way_masks = p.way_event, p.way_mask, p.way_masks
        self.way_effect, self.way_effects = p.way_effect, p.way_effects
        self.way_belief, self.way_beliefs, self.way_slow = p.way_belief, p.way_beliefs, p.way_slow
        self.mask_word, self.mask_kept, self.mask_set = p.mask_word, p.mask_kept, p.mask_set
        self.effect_test, self.effect_fluent, self.effect_code = p.effect_test, p.effect_fluent, p.effect_code
        self.effect_tree, self.effect_again = p.effect_tree, p.effect_again
        self.belief_test, self.belief_who, self.belief_spot = p.belief_test, p.belief_who, p.belief_spot
        self.belief_code, self.belief_tree, self.belief_again = p.belief_code, p.belief_tree, p.belief_again
        self.spot_fluent, self.spot_here = p.spot_fluent, p.spot_here
        self.candidates = row("Q", bytes(8 * p.trigger_words))
        self.possible_now = row("Q", bytes(8 * p.event_words))
        most = 1 + max(*p.way_effects, *p.way_beliefs)
        self.new_fluent, self.new_code = row("i", bytes(4 * most)), row("i", bytes(4 * most))
        self.told_who, self.told_spot = row("i", bytes(4 * most)), row("i", bytes(4 * most))
        self.told_code = row("i", bytes(4 * most))
        self.cache_mask = SMALL - 1
        self.cache = zeros(2 * SMALL)  # by turns a key and a value
        self.merge_key = row("Q", bytes(8 * MERGES))
        self.merge_value = row("I", bytes(4 * MERGES))
        self._tell_who: list[int] = [-1]  # by change: the character in whose mind it is
        self._tell_items: list[dict[int, int]] = [{}]  # by change: spot to code
        self._tell_here: list[list[tuple[int, int]]] = [[]]  # by change: fluent and code, in that mind itself
        self._tell_inner: list[list[tuple[int, int]]] = [[]]  # by change: another character and the change in that mind
        self._tell_key: dict[tuple[int, frozenset[tuple[int, int]]], int] = {}
        self._merged: dict[tuple[int, int], int] = {}
        self.open_count = 0
        self.open_base, self.open_way, self.open_tell = _row(MOST_OPEN), _row(MOST_OPEN), _row(MOST_OPEN)
        self.open_draft, self.open_low, self.open_was = _row(MOST_OPEN), _row(MOST_OPEN), _row(MOST_OPEN)
        self.member, self.next_class = _row(MOST_OPEN + 1), _row(MOST_OPEN + 1)
        self.example, self.state_of = _row(MOST_OPEN + 1), _row(MOST_OPEN + 1)
        self.class_of = _row(DRAFTS)
        self.frame_draft, self.frame_was = _row(DEEPEST), _row(DEEPEST)
        self.frame_base, self.frame_way, self.frame_tell = _row(DEEPEST), _row(DEEPEST), _row(DEEPEST)
        size = DEEPEST * max(1, p.characters)
        self.child_base, self.child_from, self.child_way = _row(size), _row(size), _row(size)
        self.child_tell, self.child_draft, self.child_was = _row(size), _row(size), _row(size)

    # ---- what can happen ---------------------------------------------------------------------------------------------

    def can(self, state: cython.Py_ssize_t, event: cython.Py_ssize_t) -> cython.bint:
        """Whether the precondition holds and some outcome has odds above zero."""
        if not self.holds(self.event_tests[event], state):
            return False
        return self.outcomes[event] == 1 or any(self.slow.weights(state, event))

    def possible(self, state: cython.Py_ssize_t) -> list[int]:
        """The numbers of the events that are possible in a state, in order."""
        self._find_possible(state)
        found: list[int] = []
        number: cython.Py_ssize_t
        bits: cython.ulonglong
        low: cython.ulonglong
        word: cython.Py_ssize_t
        for word in range(self.event_words):
            bits = self.possible_now[word]
            while bits:
                low = bits & -bits
                bits ^= low
                number = 64 * word + self.bit_at[(low * DE_BRUIJN & FULL) >> 58]
                if self.outcomes[number] == 1 or any(self.slow.weights(state, number)):
                    found.append(number)
        return found

    def _find_possible(self, state: cython.Py_ssize_t) -> None:
        """The events whose preconditions hold, as bits in `possible_now`."""
        width: cython.Py_ssize_t = self.event_words
        place: cython.Py_ssize_t
        word: cython.Py_ssize_t
        row: cython.Py_ssize_t
        number: cython.Py_ssize_t
        bits: cython.ulonglong
        low: cython.ulonglong
        for word in range(width):
            self.possible_now[word] = self.every_event[word]
        for place in range(len(self.indexed)):
            row = (self.index_first[place] + self.code(state, self.indexed[place])) * width
            for word in range(width):
                self.possible_now[word] &= self.index_rows[row + word]
        for word in range(width):
            bits = self.possible_now[word] & self.residual[word]
            while bits:
                low = bits & -bits
                bits ^= low
                number = 64 * word + self.bit_at[(low * DE_BRUIJN & FULL) >> 58]
                if not self.holds(self.event_tests[number], state):
                    self.possible_now[word] ^= low

    # ---- what comes of it --------------------------------------------------------------------------------------------

    def after(
        self, state: cython.Py_ssize_t, event: cython.Py_ssize_t, outcome: cython.Py_ssize_t
    ) -> cython.Py_ssize_t:
        """The state after an event with that outcome, with the ticks that it takes (rule S9)."""
        found: cython.Py_ssize_t = self.step(state, event, outcome)
        for _ in range(self.takes[event]):
            for tick in self.slow.ticks:
                if self.can(found, tick):
                    found = self.after(found, tick, 0)
                    break
        return found

    def step(self, state: cython.Py_ssize_t, event: cython.Py_ssize_t, outcome: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The state after an event with that outcome, triggers done (rules S1 to S8). Raises `Wider`."""
        way: cython.Py_ssize_t = self.event_ways[event] + outcome
        found: cython.Py_ssize_t = 0
        self.steps += 1
        self.pool.top = FIRST_DRAFT
        self.open_count = 0
        if self.fast and not self.deep:
            found = self._node(state, state, way, 0, 0, 0)
        if found == 0:
            self.slow_steps += 1
            found = self.slow.after(state, event, outcome)
        return found

    def _node(
        self,
        base: cython.Py_ssize_t,
        source: cython.Py_ssize_t,
        way: cython.Py_ssize_t,
        tell: cython.Py_ssize_t,
        was: cython.Py_ssize_t,
        level: cython.Py_ssize_t,
    ) -> cython.Py_ssize_t:
        """The state that `base` becomes after `way` (-1: nothing) when `tell` is then believed there; 0: not this way.

        `was`, unless it is 0: `base` is the mind of somebody who has just been surprised (`surprised` in
        `fabula.kernel.slow`); his or her number and one, shifted by 32, with what was believed to be believed before.
        `source` is a settled state from which it differs in little. `twice` is set if it took more than one round of
        triggers: then a world around it can't be settled by the short way.
        """
        key: cython.ulonglong = base
        what: cython.ulonglong = way + 1
        if was:
            what += (was >> 32) * len(self.way_event)
            key = key << 32 | (was & LOW)
        else:
            key = key << 32 | tell
        mark: cython.ulonglong = (key ^ (what * MIX & FULL)) * MIX & FULL
        slot: cython.ulonglong = (mark ^ (mark >> 32)) & self.cache_mask
        value: cython.ulonglong
        self.lookups += 1
        if self.cache[2 * slot] == key and (was == 0 or tell == 0):
            value = self.cache[2 * slot + 1]
            if value >> 33 == what:
                self.found += 1
                self.twice = (value >> 32) & 1 != 0
                return value & LOW
        if level >= DEEPEST:
            return 0
        self.worlds += 1
        pool: Pool = self.pool
        mark_top: cython.Py_ssize_t = pool.top
        if mark_top > DRAFTS - 256:
            return 0
        n: cython.Py_ssize_t = pool.copy(base)
        open_from: cython.Py_ssize_t = self.open_count
        found: cython.Py_ssize_t = self._settle(base, source, way, tell, was, level, n)
        if found >= DRAFTS:
            self._remember(base, way, tell, was, found)
            self.open_count = open_from
            pool.top = mark_top
        return found

    def _remember(
        self,
        base: cython.Py_ssize_t,
        way: cython.Py_ssize_t,
        tell: cython.Py_ssize_t,
        was: cython.Py_ssize_t,
        found: cython.Py_ssize_t,
    ) -> None:
        """Put what `_node` has found into the cache."""
        key: cython.ulonglong = base
        what: cython.ulonglong = way + 1
        if was:
            if tell:
                return
            what += (was >> 32) * len(self.way_event)
            key = key << 32 | (was & LOW)
        else:
            key = key << 32 | tell
        mark: cython.ulonglong = (key ^ (what * MIX & FULL)) * MIX & FULL
        value: cython.ulonglong = what << 33 | found
        if self.twice:
            value |= ONE << 32
        crowded: cython.bint = self.worlds > 4 * self.cache_mask and self.pool.states > 4 * self.cache_mask + DRAFTS
        if crowded and self.cache_mask < LARGE - 1:
            self._grow_cache()
        slot: cython.ulonglong = (mark ^ (mark >> 32)) & self.cache_mask
        self.cache[2 * slot] = key
        self.cache[2 * slot + 1] = value

    def _settle(
        self,
        base: cython.Py_ssize_t,
        source: cython.Py_ssize_t,
        way: cython.Py_ssize_t,
        tell: cython.Py_ssize_t,
        was: cython.Py_ssize_t,
        level: cython.Py_ssize_t,
        n: cython.Py_ssize_t,
    ) -> cython.Py_ssize_t:
        """As `_node`, worked out in the draft `n`, which is a copy of `base`."""
        pool: Pool = self.pool
        count: cython.Py_ssize_t = self.characters
        at: cython.Py_ssize_t = level * count
        c: cython.Py_ssize_t
        i: cython.Py_ssize_t
        d: cython.Py_ssize_t
        t: cython.Py_ssize_t
        r: cython.Py_ssize_t
        fired: cython.Py_ssize_t
        rounds: cython.Py_ssize_t = 0
        moved: cython.bint
        twice: cython.bint = False
        loose: cython.bint = False  # whether a mind is a draft, after the first round
        low: cython.Py_ssize_t = level  # the outermost level that a mind refers to
        open_from: cython.Py_ssize_t = self.open_count
        self.frame_draft[level] = n
        self.frame_base[level], self.frame_way[level] = base, way
        self.frame_tell[level], self.frame_was[level] = tell, was
        if self.has_minds:
            for i in range(count + 1, pool.stride):
                if pool.records[base * pool.stride + i] != EMPTY:
                    return 0
        if not self._draw(n, base, source, way, tell, was, at):
            return 0
        while True:
            # The triggers of this world, which see the minds as they are before their own triggers.
            fired = 0
            t = self._first(n, source)
            while t >= 0:
                fired += 1
                if fired > MOST_TRIGGERS or loose or not self._fire(n, self.trigger_ways[t], at):
                    return 0
                t = self._first(n, source)
            if fired == 0 and rounds:
                break
            rounds += 1
            if rounds > MOST_ROUNDS:
                return 0
            if rounds > 1:
                twice = True
            # The minds, each with its own triggers.
            moved = False
            for c in range(count):
                d = self.child_draft[at + c]
                r = self.child_base[at + c]
                if self.child_way[at + c] < 0 and self.child_tell[at + c] == 0 and (r < DRAFTS or pool.settled[r]):
                    continue
                r = self._open(r, self.child_way[at + c], self.child_tell[at + c], self.child_was[at + c], level)
                if r and rounds > 1:
                    return 0
                if r == 0:
                    r = self._node(
                        self.child_base[at + c],
                        self.child_from[at + c],
                        self.child_way[at + c],
                        self.child_tell[at + c],
                        self.child_was[at + c],
                        level + 1,
                    )
                    if r == 0 or (r >= DRAFTS and self.twice):
                        return 0
                if r < DRAFTS:
                    loose = True
                    if self.low < low:
                        low = self.low
                if d and self._differs(d, r, c + 1):
                    moved = True
                self.child_base[at + c] = r
                self.child_from[at + c] = r
                self.child_way[at + c] = -1
                self.child_tell[at + c] = 0
                self.child_was[at + c] = 0
                self.child_draft[at + c] = 0
                pool.records[n * pool.stride + 1 + c] = r
            if not moved:
                break
        if low < level:  # refers to a world around it, and becomes a state with that
            i = self.open_count
            if i >= MOST_OPEN:
                return 0
            self.open_base[i], self.open_way[i], self.open_tell[i] = base, way, tell
            self.open_was[i], self.open_draft[i], self.open_low[i] = was, n, low
            self.open_count = i + 1
            self.low = low
            return n
        self.twice = twice
        if self.open_count > open_from:
            return self._close(n, open_from)
        r = pool.keep_one(n)
        pool.settled[r] = 1
        return r

    def _open(
        self,
        base: cython.Py_ssize_t,
        way: cython.Py_ssize_t,
        tell: cython.Py_ssize_t,
        was: cython.Py_ssize_t,
        level: cython.Py_ssize_t,
    ) -> cython.Py_ssize_t:
        """The draft of the same world, if it is in the making already; 0: it is not. Sets `low`, the outermost level
        that it refers to."""
        i: cython.Py_ssize_t
        for i in range(level, -1, -1):
            if (
                self.frame_base[i] == base
                and self.frame_way[i] == way
                and self.frame_tell[i] == tell
                and self.frame_was[i] == was
            ):
                self.low = i
                return self.frame_draft[i]
        for i in range(self.open_count):
            if (
                self.open_base[i] == base
                and self.open_way[i] == way
                and self.open_tell[i] == tell
                and self.open_was[i] == was
            ):
                self.low = self.open_low[i]
                return self.open_draft[i]
        return 0

    def _close(self, root: cython.Py_ssize_t, first: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The state that the draft `root` is; it and the open drafts from `first` on refer to each other.

        Those that are the same to any depth are one: drafts of equal values are told apart by the classes of their
        minds, until nothing splits. What is left mostly refers to itself only, or to what is a state already.
        """
        pool: Pool = self.pool
        count: cython.Py_ssize_t = self.open_count - first + 1
        i: cython.Py_ssize_t
        j: cython.Py_ssize_t
        place: cython.Py_ssize_t
        classes: cython.Py_ssize_t = 0
        before: cython.Py_ssize_t
        rest: cython.Py_ssize_t
        mind: cython.Py_ssize_t
        other: cython.Py_ssize_t
        same: cython.bint
        self.joined += 1
        if count > MOST_OPEN:
            return 0
        for i in range(count):
            self.member[i] = root if i == count - 1 else self.open_draft[first + i]
            self.class_of[self.member[i]] = pool.keep_vector(self.member[i])
        while True:  # number the classes, then split them
            before = classes
            classes = 0
            for i in range(count):
                self.next_class[i] = -1
                for j in range(i):
                    same = self.class_of[self.member[i]] == self.class_of[self.member[j]]
                    place = 1
                    while same and before and place < pool.stride:
                        mind = pool.records[self.member[i] * pool.stride + place]
                        other = pool.records[self.member[j] * pool.stride + place]
                        if mind != other:
                            same = (
                                FIRST_DRAFT <= mind < DRAFTS
                                and FIRST_DRAFT <= other < DRAFTS
                                and self.class_of[mind] == self.class_of[other]
                            )
                        place += 1
                    if same:
                        self.next_class[i] = self.next_class[j]
                        break
                if self.next_class[i] < 0:
                    self.example[classes] = self.member[i]
                    self.next_class[i] = classes
                    classes += 1
            for i in range(count):
                self.class_of[self.member[i]] = self.next_class[i]
            if classes == before:
                break
        for i in range(count):  # let every mind be the example of its class
            for place in range(1, pool.stride):
                mind = pool.records[self.member[i] * pool.stride + place]
                if FIRST_DRAFT <= mind < DRAFTS:
                    pool.records[self.member[i] * pool.stride + place] = self.example[self.class_of[mind]]
        for i in range(classes):
            self.state_of[i] = 0
        rest = classes
        while rest:
            before = rest
            for i in range(classes):
                if self.state_of[i]:
                    continue
                same = True
                for place in range(1, pool.stride):
                    mind = pool.records[self.example[i] * pool.stride + place]
                    if FIRST_DRAFT <= mind < DRAFTS and mind != self.example[i]:
                        if self.state_of[self.class_of[mind]]:
                            pool.records[self.example[i] * pool.stride + place] = self.state_of[self.class_of[mind]]
                        else:
                            same = False
                if same:
                    self.state_of[i] = pool.keep_one(self.example[i])
                    rest -= 1
            if rest == before:  # they do refer to each other
                for i in range(classes):
                    if not self.state_of[i]:
                        self.state_of[i] = pool.keep(self.example[i])
                rest = 0
        for i in range(classes):
            pool.settled[self.state_of[i]] = 1
        same = self.twice
        self.twice = False
        for i in range(count - 1):
            self._remember(
                self.open_base[first + i],
                self.open_way[first + i],
                self.open_tell[first + i],
                self.open_was[first + i],
                self.state_of[self.class_of[self.member[i]]],
            )
        self.twice = same
        return self.state_of[self.class_of[root]]

    def _draw(
        self,
        n: cython.Py_ssize_t,
        base: cython.Py_ssize_t,
        source: cython.Py_ssize_t,
        way: cython.Py_ssize_t,
        tell: cython.Py_ssize_t,
        was: cython.Py_ssize_t,
        at: cython.Py_ssize_t,
    ) -> cython.bint:
        """The world and what becomes of its minds before any trigger (S1 to S5). False: not on the short way."""
        pool: Pool = self.pool
        count: cython.Py_ssize_t = self.characters
        event: cython.Py_ssize_t
        mind: cython.Py_ssize_t
        c: cython.Py_ssize_t
        i: cython.Py_ssize_t
        d: cython.Py_ssize_t
        told: cython.Py_ssize_t
        for c in range(count):
            mind = pool.records[base * pool.stride + 1 + c]
            self.child_base[at + c] = mind
            self.child_from[at + c] = mind
            if not pool.settled[mind]:
                self.child_from[at + c] = pool.records[source * pool.stride + 1 + c]
            self.child_way[at + c] = -1
            self.child_tell[at + c] = 0
            self.child_was[at + c] = 0
            self.child_draft[at + c] = 0
        if way >= 0:
            if self.way_slow[way]:
                return False
            event = self.way_event[way]
            self._change(n, base, way)
            for c in range(count):
                if self.holds(self.observing[event * count + c], base):
                    mind = self.child_base[at + c]
                    if was and was >> 32 == c + 1:
                        mind = was & LOW  # is surprised in turn, by what it sees of the event
                        self.child_base[at + c] = mind
                        self.child_from[at + c] = mind
                    if not pool.settled[mind]:
                        return False
                    self.child_way[at + c] = way
                    if not self.holds(self.event_tests[event], mind):
                        d = self._surprise(base, mind, c, event)
                        self.child_base[at + c] = d
                        mind = pool.records[mind * pool.stride + 1 + c]
                        if mind != pool.records[d * pool.stride + 1 + c]:
                            self.child_was[at + c] = ((c + 1) << 32) | mind
            told = self._hear(base, way)
            for i in range(told):
                c = self.told_who[i]
                self.child_tell[at + c] = self._tell_one(
                    self.child_tell[at + c], c, self.told_spot[i], self.told_code[i]
                )
        if tell:
            self._tell_words(n, tell)
            c = self._tell_who[tell]
            self.child_tell[at + c] = self._merge(self.child_tell[at + c], tell)
            for c, told in self._tell_inner[tell]:
                self.child_tell[at + c] = self._merge(self.child_tell[at + c], told)
        for c in range(count):
            mind = self.child_base[at + c]
            if self.reads[c] and (self.child_way[at + c] >= 0 or self.child_tell[at + c] or not pool.settled[mind]):
                d = pool.draft()
                self.child_draft[at + c] = d
                pool.copy_words(d, mind)
                if self.child_way[at + c] >= 0:
                    self._change(d, mind, way)
                if self.child_tell[at + c]:
                    self._tell_words(d, self.child_tell[at + c])
                pool.records[n * pool.stride + 1 + c] = d
        return True

    # ---- effects -----------------------------------------------------------------------------------------------------

    def _change(self, to: cython.Py_ssize_t, read: cython.Py_ssize_t, way: cython.Py_ssize_t) -> None:
        """S2: the effects of a way on a draft's values; conditions and values are read in `read`, all before any."""
        pool: Pool = self.pool
        count: cython.Py_ssize_t = 0
        done: cython.bint = False
        i: cython.Py_ssize_t
        place: cython.Py_ssize_t
        for i in range(self.way_effect[way], self.way_effect[way] + self.way_effects[way]):
            if self.effect_again[i] == 0:
                done = False
            if not done and self.holds(self.effect_test[i], read):
                done = True
                self.new_fluent[count] = self.effect_fluent[i]
                self.new_code[count] = self.effect_code[i]
                if self.effect_code[i] < 0:
                    self.new_code[count] = self.code_in(self.effect_fluent[i], self.number(self.effect_tree[i], read))
                count += 1
        for i in range(self.way_mask[way], self.way_mask[way] + self.way_masks[way]):
            place = to * self.words + self.mask_word[i]
            pool.words[place] = (pool.words[place] & self.mask_kept[i]) | self.mask_set[i]
        for i in range(count):
            self.set_code(to, self.new_fluent[i], self.new_code[i])

    def _hear(self, read: cython.Py_ssize_t, way: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """S5: how many beliefs the way writes; who, where and what stand in `told_who`, `told_spot`, `told_code`."""
        count: cython.Py_ssize_t = 0
        done: cython.bint = False
        i: cython.Py_ssize_t
        for i in range(self.way_belief[way], self.way_belief[way] + self.way_beliefs[way]):
            if self.belief_again[i] == 0:
                done = False
            if not done and self.holds(self.belief_test[i], read):
                done = True
                self.told_who[count] = self.belief_who[i]
                self.told_spot[count] = self.belief_spot[i]
                self.told_code[count] = self.belief_code[i]
                if self.belief_code[i] < 0:
                    self.told_code[count] = self.code_in(
                        self.spot_fluent[self.belief_spot[i]], self.number(self.belief_tree[i], read)
                    )
                count += 1
        return count

    def _fire(self, n: cython.Py_ssize_t, way: cython.Py_ssize_t, at: cython.Py_ssize_t) -> cython.bint:
        """A trigger in a draft: its values change, and its minds take what is written into them, no more."""
        pool: Pool = self.pool
        told: cython.Py_ssize_t
        i: cython.Py_ssize_t
        c: cython.Py_ssize_t
        d: cython.Py_ssize_t
        if self.way_slow[way]:
            return False
        told = self._hear(n, way)
        self._change(n, n, way)
        for i in range(told):
            c = self.told_who[i]
            self.child_tell[at + c] = self._tell_one(self.child_tell[at + c], c, self.told_spot[i], self.told_code[i])
            if self.reads[c] and self.spot_here[self.told_spot[i]]:
                d = self.child_draft[at + c]
                if d == 0:
                    d = pool.draft()
                    pool.copy_words(d, pool.records[n * pool.stride + 1 + c])
                    self.child_draft[at + c] = d
                    pool.records[n * pool.stride + 1 + c] = d
                self.set_code(d, self.spot_fluent[self.told_spot[i]], self.told_code[i])
        return True

    def _surprise(
        self, world: cython.Py_ssize_t, mind: cython.Py_ssize_t, owner: cython.Py_ssize_t, event: cython.Py_ssize_t
    ) -> cython.Py_ssize_t:
        """S4: the mind of the owner after it has seen that what it held impossible is possible."""
        pool: Pool = self.pool
        first: cython.Py_ssize_t = self.surprise_first[event]
        clause: cython.Py_ssize_t
        atom: cython.Py_ssize_t
        start: cython.Py_ssize_t
        fluent: cython.Py_ssize_t
        good: cython.bint
        code: cython.Py_ssize_t
        if first < 0 or pool.records[mind * pool.stride + 1 + owner] != mind:
            return self._surprise_slowly(world, mind, owner, event)
        d: cython.Py_ssize_t = pool.copy(mind)
        changed: cython.bint = False
        for clause in range(first, first + self.surprise_n[event]):
            start = self.lesson_first[clause]
            good = True
            for atom in range(start, start + self.lesson_n[clause]):
                if not self.holds(self.repair_test[atom], world):
                    good = False
                    break
            if not good:
                continue
            for atom in range(start, start + self.lesson_n[clause]):
                if self.holds(self.repair_test[atom], mind):
                    continue
                fluent = self.repair_fluent[atom]
                if fluent == -1:
                    return self._surprise_slowly(world, mind, owner, event)
                if fluent < 0:
                    continue
                code = self.repair_code[atom]
                if code < 0:
                    code = self.code_in(fluent, self.number(self.repair_tree[atom], world))
                self.set_code(d, fluent, code)
                changed = True
        if not changed:
            return mind
        pool.records[d * pool.stride + 1 + owner] = d  # and he or she knows
        return pool.keep_one(d)

    def _surprise_slowly(
        self, world: cython.Py_ssize_t, mind: cython.Py_ssize_t, owner: cython.Py_ssize_t, event: cython.Py_ssize_t
    ) -> cython.Py_ssize_t:
        self.slow_surprises += 1
        return self.slow.surprise(world, mind, owner, event)

    # ---- changes of minds --------------------------------------------------------------------------------------------

    def _tell_words(self, draft: cython.Py_ssize_t, tell: cython.Py_ssize_t) -> None:
        fluent: cython.Py_ssize_t
        code: cython.Py_ssize_t
        for fluent, code in self._tell_here[tell]:
            self.set_code(draft, fluent, code)

    def _tell_one(
        self, tell: cython.Py_ssize_t, who: cython.Py_ssize_t, spot: cython.Py_ssize_t, code: cython.Py_ssize_t
    ) -> cython.Py_ssize_t:
        """The change `tell` of a mind of the character (0: none), with one thing more."""
        key: cython.ulonglong = tell
        key = ((key << 8 | who) << 14 | spot) << 20 | code
        key += 1
        slot: cython.ulonglong = (key * MIX & FULL) >> 52
        small: cython.bint = tell < 1 << 20 and who < 1 << 8 and spot < 1 << 14 and code < 1 << 20
        if small and self.merge_key[slot] == key:
            return self.merge_value[slot]
        items = dict(self._tell_items[tell])
        items[spot] = code
        found: cython.Py_ssize_t = self._tell(who, items)
        if small:
            self.merge_key[slot] = key
            self.merge_value[slot] = found
        return found

    def _merge(self, first: cython.Py_ssize_t, second: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Two changes of one mind as one; the second wins."""
        if first == 0 or first == second:
            return second
        key = (first, second)
        if key not in self._merged:
            items = self._tell_items[first] | self._tell_items[second]
            self._merged[key] = self._tell(self._tell_who[second], items)
        return self._merged[key]

    def _tell(self, who: int, items: dict[int, int]) -> int:
        """The number of a change of a mind of the character. Spots are of paths that don't begin with him or her."""
        key = (who, frozenset(items.items()))
        if key not in self._tell_key:
            here: list[tuple[int, int]] = []
            inner: dict[int, dict[int, int]] = {}
            program = self.program
            for spot, code in items.items():
                path, fluent = program.spots[spot]
                if path:
                    inner.setdefault(path[0], {})[program.spot_number[path[1:], fluent]] = code
                else:
                    here.append((fluent, code))
            below = [(other, self._tell(other, change)) for other, change in inner.items()]
            self._tell_key[key] = len(self._tell_items)
            self._tell_who.append(who)
            self._tell_items.append(items)
            self._tell_here.append(here)
            self._tell_inner.append(below)
        return self._tell_key[key]

    # ---- triggers ----------------------------------------------------------------------------------------------------

    def first_of_all(self, node: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The first declared trigger that holds in a node, whatever it was made from; -1: none."""
        t: cython.Py_ssize_t
        for t in range(len(self.trigger_tests)):
            self.looked_at += 1
            if self.holds(self.trigger_tests[t], node):
                return t
        return -1

    def _first(self, n: cython.Py_ssize_t, source: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The first declared trigger that holds in a draft made from a settled state; -1: none.

        Only a trigger with an atom that a change has made true can have come to hold.
        """
        pool: Pool = self.pool
        i: cython.Py_ssize_t
        t: cython.Py_ssize_t
        here: cython.Py_ssize_t
        there: cython.Py_ssize_t
        bits: cython.ulonglong
        low: cython.ulonglong
        if len(self.trigger_tests) == 0:
            return -1
        for i in range(self.trigger_words):
            self.candidates[i] = 0
        self._gather(0, pool.records[n * pool.stride], pool.records[source * pool.stride])
        for i in range(1, self.sources):
            here = pool.records[n * pool.stride + i]
            there = pool.records[source * pool.stride + i]
            if here != there:
                self._gather(i, pool.records[here * pool.stride], pool.records[there * pool.stride])
        if not self._allowed(n):
            return -1
        for i in range(self.trigger_words):
            bits = self.candidates[i]
            while bits:
                low = bits & -bits
                bits ^= low
                t = 64 * i + self.bit_at[(low * DE_BRUIJN & FULL) >> 58]
                if not self.unsure[i] & low:
                    return t
                self.looked_at += 1
                if self.holds(self.trigger_tests[t], n):
                    return t
        return -1

    def _allowed(self, n: cython.Py_ssize_t) -> cython.bint:
        """Keep the candidates that no value of the world or of a mind forbids; whether there are any."""
        pool: Pool = self.pool
        width: cython.Py_ssize_t = self.trigger_words
        i: cython.Py_ssize_t
        k: cython.Py_ssize_t
        node: cython.Py_ssize_t
        row: cython.Py_ssize_t
        fluent: cython.Py_ssize_t
        rest: cython.ulonglong = 0
        one: cython.ulonglong = 0
        two: cython.ulonglong = 0
        three: cython.ulonglong = 0
        k = 0
        if width <= 3:  # the same as below, without a look into memory for each word
            one = self.candidates[0]
            if width > 1:
                two = self.candidates[1]
            if width > 2:
                three = self.candidates[2]
            while one | two | three and k < len(self.allow_first):
                node = n
                if self.allow_source[k]:
                    node = pool.records[n * pool.stride + self.allow_source[k]]
                node = pool.records[node * pool.stride]
                fluent = self.allow_fluent[k]
                row = (pool.words[node * self.words + self.word[fluent]] >> self.shift[fluent]) & self.mask[fluent]
                row = (self.allow_first[k] + row) * width
                one &= self.allow_rows[row]
                if width > 1:
                    two &= self.allow_rows[row + 1]
                if width > 2:
                    three &= self.allow_rows[row + 2]
                k += 1
            self.candidates[0] = one
            if width > 1:
                self.candidates[1] = two
            if width > 2:
                self.candidates[2] = three
            return one | two | three != 0
        for i in range(width):
            rest |= self.candidates[i]
        while rest and k < len(self.allow_first):
            node = n
            if self.allow_source[k]:
                node = pool.records[n * pool.stride + self.allow_source[k]]
            node = pool.records[node * pool.stride]
            fluent = self.allow_fluent[k]
            row = (pool.words[node * self.words + self.word[fluent]] >> self.shift[fluent]) & self.mask[fluent]
            row = (self.allow_first[k] + row) * width
            rest = 0
            for i in range(width):
                self.candidates[i] &= self.allow_rows[row + i]
                rest |= self.candidates[i]
            k += 1
        return rest != 0

    def _gather(self, other: cython.Py_ssize_t, here: cython.Py_ssize_t, there: cython.Py_ssize_t) -> None:
        """Add the triggers that the difference of two value vectors, of the world or of a mind, can set off."""
        pool: Pool = self.pool
        word: cython.Py_ssize_t
        fluent: cython.Py_ssize_t
        place: cython.Py_ssize_t
        row: cython.Py_ssize_t
        old_row: cython.Py_ssize_t
        i: cython.Py_ssize_t
        width: cython.Py_ssize_t = self.trigger_words
        new: cython.ulonglong
        old: cython.ulonglong
        bits: cython.ulonglong
        low: cython.ulonglong
        if here == there:
            return
        for word in range(self.words):
            new = pool.words[here * self.words + word]
            old = pool.words[there * self.words + word]
            bits = (new ^ old) & self.relevant[other * self.words + word]
            while bits:
                low = bits & -bits
                fluent = self.field_at[64 * word + self.bit_at[(low * DE_BRUIJN & FULL) >> 58]]
                bits &= self.clear[fluent]
                place = other * self.fluents + fluent
                row = self.trigger_first[place]
                if row >= 0:
                    old_row = (row + ((old >> self.shift[fluent]) & self.mask[fluent])) * width
                    row = (row + ((new >> self.shift[fluent]) & self.mask[fluent])) * width
                    for i in range(width):
                        self.candidates[i] |= self.trigger_rows[row + i] & (FULL ^ self.trigger_rows[old_row + i])
                row = self.always_row[place]
                if row >= 0:
                    row = row * width
                    for i in range(width):
                        self.candidates[i] |= self.trigger_rows[row + i]

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

    def _grow_cache(self) -> None:
        """A larger cache; what it held is worked out again when it is asked for."""
        size: cython.Py_ssize_t = 2 * (self.cache_mask + 1)
        self.cache = zeros(2 * size)
        self.cache_mask = size - 1

    # ---- whole graphs ------------------------------------------------------------------------------------------------

    def begin(self, start: cython.Py_ssize_t) -> int:
        """Forget what has been visited, and visit the start; how many states that makes."""
        self.depths = None
        self._depths = row("B", bytes([UNSEEN])) * (self.pool.states + 64)
        self.depths = self._depths
        self.cursor = DRAFTS
        return int(self._visit(start, 0))

    def expand(self, depth: cython.Py_ssize_t) -> int:
        """Visit what the states of one depth lead to; how many states that adds.

        Raises `Wider` on the way: expand the same depth again then, once the words are laid out anew.
        """
        pool: Pool = self.pool
        state: cython.Py_ssize_t = self.cursor
        event: cython.Py_ssize_t
        word: cython.Py_ssize_t
        i: cython.Py_ssize_t
        bits: cython.ulonglong
        low: cython.ulonglong
        now: cython.uchar = depth
        later: cython.uchar = depth + 1
        addressed: cython.bint = self.slow.has_addressed
        while state < pool.states and state < len(self.depths):
            if self.depths[state] == now:
                self._find_possible(state)
                for word in range(self.event_words):
                    bits = self.possible_now[word]
                    while bits:
                        low = bits & -bits
                        bits ^= low
                        event = 64 * word + self.bit_at[(low * DE_BRUIJN & FULL) >> 58]
                        if self.outcomes[event] == 1:
                            self.added += self._visit(self.after(state, event, 0), later)
                        else:
                            for i, weight in enumerate(self.slow.weights(state, event)):
                                if weight:
                                    self.added += self._visit(self.after(state, event, i), later)
                if addressed:
                    for found in self.slow.addressed_steps(state):
                        self.added += self._visit(found, later)
            state += 1
            self.cursor = state
        self.cursor = DRAFTS
        added: cython.Py_ssize_t = self.added
        self.added = 0
        return int(added)

    def size(self) -> int:
        """Bytes of what grows with the states: the pool, the cache, and the depths of a walk."""
        return int(self.pool.size() + 16 * (self.cache_mask + 1) + len(self.depths))

    def _visit(self, state: cython.Py_ssize_t, depth: cython.uchar) -> cython.Py_ssize_t:
        """Mark a state, and those believed in it, as met at a depth; how many had not been met."""
        pool: Pool = self.pool
        if state >= len(self.depths):
            more: cython.Py_ssize_t = pool.states - len(self.depths) + pool.states // 8 + 64
            self.depths = None
            self._depths.frombytes(bytes([UNSEEN]) * more)
            self.depths = self._depths
        if self.depths[state] != UNSEEN:
            return 0
        self.depths[state] = depth
        count: cython.Py_ssize_t = 1
        c: cython.Py_ssize_t
        mind: cython.Py_ssize_t
        for c in range(self.characters):
            mind = pool.records[state * pool.stride + 1 + c]
            if mind >= len(self.depths) or self.depths[mind] == UNSEEN:
                count += self._visit(mind, depth)
        return count


def _row(size: int) -> Any:
    return row("q", bytes(8 * size))
