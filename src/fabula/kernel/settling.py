"""The short way from a state to the next one: a world and its minds after an event, each worked out once.

A world after an event is its values after the effects, with those of the triggers that then hold; and each mind that
notices is again *a node after the same event* (`_node`), worked out in the same way and remembered in a cache of fixed
size. What triggers read in the minds below are values before any trigger there, as rule S6 says, so those are worked
out first (`_draw`), without the minds' own minds.

Minds in the making may refer to a world around them. They then stay drafts until that world is done, and become states
together with it (`_close`). Where the short way might differ from the rules (a trigger that holds again in a world
whose minds are still drafts; a mind that needs several rounds), it gives up: 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fabula.kernel.lower import TURNS
from fabula.kernel.triggers import Triggers
from fabula.state.constants import DRAFTS, EMPTY, FULL, LOW, MIX
from fabula.state.memory import row, zeros
from fabula.state.rings import Rings

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
MISTAKE, RECOGNISE = TURNS.index("mistake"), TURNS.index("recognise")


class Settling(Triggers):
    """Worlds after an event, on the short way."""

    def __init__(self, pool: Pool, program: Program) -> None:
        self.worlds = 0  # worlds and minds worked out
        self.lookups = 0  # in the cache
        self.found = 0  # there
        self.joined = 0  # groups of worlds that referred to each other while they were made
        self.twice = False
        self.low = 0
        self.rings = Rings(pool)
        Triggers.__init__(self, pool, program)

    def take(self, program: Program) -> None:
        """Go by this program from now on."""
        Triggers.take(self, program)
        p = program
        self.places = self.pool.places
        self.has_minds = self.places > p.characters
        self.reads = p.reads
        self.ways, self.way_felt = p.ways, p.way_felt
        self.waking, self.knowing, self.knowing_first = p.waking, p.knowing, p.knowing_first
        self.felt, self.felt_first, self.felt_spot = p.felt, p.felt_first, p.felt_spot
        self.address_of, self.address_outcome, self.address_who = p.address_of, p.address_outcome, p.address_who
        self.address_first, self.address_event = p.address_first, p.address_event
        self.event_ways = p.event_ways
        most = 1 + max(p.way_turns)
        self.turned, self.turned_is, self.turned_for = _row(most), _row(most), _row(most)
        self.trigger_ways, self.observing = p.trigger_ways, p.observing
        self.way_bits = p.all_ways.bit_length()
        self.way_part = (1 << self.way_bits) - 1
        self.most_what = 2 * (p.characters + 1) << self.way_bits
        self.cache_mask = SMALL - 1
        self.cache = zeros(2 * SMALL)  # by turns a key and a value
        self.open_count = 0
        self.open_base, self.open_way, self.open_tell = _row(MOST_OPEN), _row(MOST_OPEN), _row(MOST_OPEN)
        self.open_draft, self.open_low, self.open_was = _row(MOST_OPEN), _row(MOST_OPEN), _row(MOST_OPEN)
        self.frame_draft, self.frame_was = _row(DEEPEST), _row(DEEPEST)
        self.frame_base, self.frame_way, self.frame_tell = _row(DEEPEST), _row(DEEPEST), _row(DEEPEST)
        size = DEEPEST * max(1, self.places)
        self.child_base, self.child_way = _row(size), _row(size)
        self.child_tell, self.child_draft, self.child_was = _row(size), _row(size), _row(size)

    def _node(
        self,
        base: cython.Py_ssize_t,
        way: cython.Py_ssize_t,
        tell: cython.Py_ssize_t,
        was: cython.Py_ssize_t,
        level: cython.Py_ssize_t,
    ) -> cython.Py_ssize_t:
        """The state that `base` becomes after `way` (-1: nothing) when `tell` is then believed there; 0: not this way.

        `way` may say more than a way: for whose mind, and whether it is dreamt (`_what`).
        `was`, unless it is 0: `base` is the mind of somebody who has just been surprised (`surprised` in
        `fabula.kernel.slow`); his or her number and one, shifted by 32, with what was believed to be believed before.
        `twice` is set if it took more than one round of
        triggers: then a world around it can't be settled by the short way.
        """
        key: cython.ulonglong = base
        what: cython.ulonglong = way + 1
        if was:
            what += (was >> 32) * self.most_what
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
        found: cython.Py_ssize_t = self._settle(base, way, tell, was, level, n)
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
            what += (was >> 32) * self.most_what
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

    def _grow_cache(self) -> None:
        """A larger cache; what it held is worked out again when it is asked for."""
        size: cython.Py_ssize_t = 2 * (self.cache_mask + 1)
        self.cache = zeros(2 * size)
        self.cache_mask = size - 1

    def _settle(
        self,
        base: cython.Py_ssize_t,
        way: cython.Py_ssize_t,
        tell: cython.Py_ssize_t,
        was: cython.Py_ssize_t,
        level: cython.Py_ssize_t,
        n: cython.Py_ssize_t,
    ) -> cython.Py_ssize_t:
        """As `_node`, worked out in the draft `n`, which is a copy of `base`."""
        pool: Pool = self.pool
        count: cython.Py_ssize_t = self.places
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
        if not self._draw(n, base, way, tell, was, at):
            return 0
        while True:
            # The triggers of this world, which see the minds as they are before their own triggers.
            fired = 0
            if self.triggers:
                pool.records[n * pool.stride] = pool.keep_vector(n)
                t = self._first(n)
                while t >= 0:
                    fired += 1
                    if fired > MOST_TRIGGERS or loose or not self._fire(n, self.trigger_ways[t], at):
                        return 0
                    t = self._first(n)
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
                    pool.records[n * pool.stride + 1 + c] = r  # which may have been settled only now, beside it
                    continue
                r = self._open(r, self.child_way[at + c], self.child_tell[at + c], self.child_was[at + c], level)
                if r and rounds > 1:
                    return 0
                if r == 0:
                    r = self._node(
                        self.child_base[at + c],
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
                if d and d != r and self._differs(d, r, c + 1):
                    moved = True
                self.child_base[at + c] = r
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
            for c in range(open_from, i):  # what refers to this level refers to where this one refers to
                if self.open_low[c] >= level:
                    self.open_low[c] = low
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

    def _draw(
        self,
        n: cython.Py_ssize_t,
        base: cython.Py_ssize_t,
        way: cython.Py_ssize_t,
        tell: cython.Py_ssize_t,
        was: cython.Py_ssize_t,
        at: cython.Py_ssize_t,
    ) -> cython.bint:
        """The world and what becomes of its minds before any trigger (S1 to S8). False: not on the short way."""
        pool: Pool = self.pool
        mind: cython.Py_ssize_t
        c: cython.Py_ssize_t
        i: cython.Py_ssize_t
        w: cython.Py_ssize_t
        told: cython.Py_ssize_t
        for c in range(self.places):
            mind = pool.records[base * pool.stride + 1 + c]
            self.child_base[at + c] = mind
            self.child_way[at + c] = -1
            self.child_tell[at + c] = 0
            self.child_was[at + c] = 0
            self.child_draft[at + c] = 0
        if way >= 0:
            w = way & self.way_part
            if w >= self.ways:
                w = self._way_in(base, w)
            if self.way_slow[w]:
                return False
            if self.way_felt[w] >= 0 and way >> self.way_bits <= self.characters:
                self._dream(n, base, w, at)
            else:
                self._happen(n, base, way, w, was, at)
        if tell:
            self._tell_words(n, tell)
            c = self._tell_who[tell]
            self.child_tell[at + c] = self._merge(self.child_tell[at + c], tell)
            for c, told in self._tell_inner[tell]:
                self.child_tell[at + c] = self._merge(self.child_tell[at + c], told)
        for i in range(self.places):
            mind = self.child_base[at + i]
            if self.child_way[at + i] < 0 and self.child_tell[at + i] == 0 and (mind == EMPTY or pool.settled[mind]):
                pool.records[n * pool.stride + 1 + i] = mind
            elif i < self.characters and self.reads[i]:
                self._preview(n, i, at)
        return True

    def _way_in(self, world: cython.Py_ssize_t, way: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The way that a way is in this world: an act addressed to a figure is the act addressed to whom it is taken
        for there (S7). -1: it is nothing there."""
        if way < self.ways:
            return way
        number: cython.Py_ssize_t = self.address_of[way - self.ways]
        event: cython.Py_ssize_t = self.address_event[
            self.address_first[number] + self.code(world, self.address_who[number])
        ]
        return -1 if event < 0 else self.event_ways[event] + self.address_outcome[way - self.ways]

    def _what(
        self, world: cython.Py_ssize_t, way: cython.Py_ssize_t, owner: cython.Py_ssize_t, dreamt: cython.bint
    ) -> cython.Py_ssize_t:
        """A way, with what else makes a difference to what comes of it in a world: who believes in that (-1: it is
        the real one, or it makes none), and whether it is dreamt. -1: nothing happens there."""
        w: cython.Py_ssize_t = self._way_in(world, way)
        if w < 0:
            return -1
        if self.way_turns[w] == 0:
            owner = -1
        return way | (owner + 1 + (self.characters + 1 if dreamt else 0)) << self.way_bits

    def _dream(
        self, n: cython.Py_ssize_t, base: cython.Py_ssize_t, way: cython.Py_ssize_t, at: cython.Py_ssize_t
    ) -> None:
        """S8: what is dreamt happens in the dreamer's mind alone; what it does to the heart is real, and felt awake."""
        me: cython.Py_ssize_t = self.way_dreamer[way]
        waking: cython.Py_ssize_t = self.waking[me]
        heart: cython.Py_ssize_t = 0
        i: cython.Py_ssize_t
        self._change(n, base, self.way_felt[way])
        for i in range(self.felt_first[me], self.felt_first[me + 1]):
            heart = self._tell_one(heart, me, self.felt_spot[i], self.code(n, self.felt[i]))
        if self.child_base[at + waking] == EMPTY:
            self.child_base[at + waking] = self.child_base[at + me]
        self.child_tell[at + waking] = heart
        self.child_tell[at + me] = heart
        self.child_way[at + me] = self._what(self.child_base[at + me], way, me, True)

    def _happen(
        self,
        n: cython.Py_ssize_t,
        base: cython.Py_ssize_t,
        what: cython.Py_ssize_t,
        way: cython.Py_ssize_t,
        was: cython.Py_ssize_t,
        at: cython.Py_ssize_t,
    ) -> None:
        """S2 to S5 and S7: the effects, who notices, whose minds change places, who comes to believe what."""
        pool: Pool = self.pool
        event: cython.Py_ssize_t = self.way_event[way]
        rest: cython.Py_ssize_t = what >> self.way_bits
        dreamt: cython.bint = rest > self.characters
        owner: cython.Py_ssize_t = rest - 1
        if dreamt:
            owner -= self.characters + 1
        plain: cython.bint = what == way and self.way_turns[way] == 0 and not self.has_minds
        what = what & self.way_part
        c: cython.Py_ssize_t
        i: cython.Py_ssize_t
        told: cython.Py_ssize_t
        self._change(n, base, way)
        for c in range(self.characters):
            if self.holds(self.observing[event * self.characters + c], base) or (dreamt and self.way_dreamer[way] == c):
                if (
                    plain
                    and (was == 0 or was >> 32 != c + 1)
                    and self.holds(self.event_tests[event], self.child_base[at + c])
                ):
                    self.child_way[at + c] = way  # what it mostly comes to
                    continue
                i = self.waking[c]
                if i >= 0 and pool.records[base * pool.stride + 1 + i] != EMPTY:
                    self._notice(base, i, c, what, event, dreamt, was, at)
                    continue
                self._notice(base, c, c, what, event, dreamt, was, at)
                for i in range(self.knowing_first[c], self.knowing_first[c + 1]):
                    if pool.records[base * pool.stride + 1 + self.knowing[i]] != EMPTY:
                        self._notice(base, self.knowing[i], c, what, event, dreamt, was, at)
        for i in range(self.way_turn[way], self.way_turn[way] + self.way_turns[way]):
            if self.turn_who[i] != owner and self.holds(self.turn_test[i], base):
                self._turn(i, self.code(base, self.turn_fluent[i]), self._taken_for(i, base), at)
        told = self._hear(base, way)
        for i in range(told):
            c = self._listening(self.told_who[i], at) if self.has_minds else self.told_who[i]
            self.child_tell[at + c] = self._tell_one(
                self.child_tell[at + c], self.told_who[i], self.told_spot[i], self.told_code[i]
            )

    def _notice(
        self,
        world: cython.Py_ssize_t,
        place: cython.Py_ssize_t,
        who: cython.Py_ssize_t,
        way: cython.Py_ssize_t,
        event: cython.Py_ssize_t,
        dreamt: cython.bint,
        was: cython.Py_ssize_t,
        at: cython.Py_ssize_t,
    ) -> None:
        """S3 and S4: what becomes of a mind of `who` that takes the event of the world in."""
        pool: Pool = self.pool
        mind: cython.Py_ssize_t = self.child_base[at + place]
        taught: cython.Py_ssize_t
        known: cython.Py_ssize_t
        if was and was >> 32 == place + 1:
            mind = was & LOW  # is surprised in turn, by what it sees of the event
            self.child_base[at + place] = mind
        known = self._way_in(mind, way)
        if (
            known >= 0
            and not dreamt
            and self.way_event[known] == event
            and not self.holds(self.event_tests[event], mind)
        ):
            taught = self._surprise(world, mind, who, event)
            self.child_base[at + place] = taught
            self.child_way[at + place] = self._what(taught, way, who, dreamt)
            mind = pool.records[mind * pool.stride + 1 + who]
            if mind != pool.records[taught * pool.stride + 1 + who] and self.child_way[at + place] >= 0:
                self.child_was[at + place] = ((who + 1) << 32) | mind
        else:
            self.child_way[at + place] = self._what(mind, way, who, dreamt)

    def _taken_for(self, turn: cython.Py_ssize_t, world: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The code of whom a figure is taken for, by somebody who mistakes it."""
        if self.turn_kind[turn] != MISTAKE or self.turn_code[turn] >= 0:
            return self.turn_code[turn]
        return self.code_in(self.turn_fluent[turn], self.number(self.turn_tree[turn], world))

    def _turn(
        self, turn: cython.Py_ssize_t, is_so: cython.Py_ssize_t, taken_for: cython.Py_ssize_t, at: cython.Py_ssize_t
    ) -> None:
        """S7: somebody wakes, mistakes a figure, or recognises it."""
        me: cython.Py_ssize_t = self.turn_who[turn]
        mine: cython.Py_ssize_t = at + me
        other: cython.Py_ssize_t = at + self.turn_place[turn]
        if self.turn_kind[turn] == MISTAKE:
            if self.child_base[other] == EMPTY and taken_for != is_so:
                self._put(mine, other)
                self.child_tell[other] = self._tell_one(self.child_tell[other], me, self.turn_spot[turn], is_so)
            self.child_tell[mine] = self._tell_one(self.child_tell[mine], me, self.turn_spot[turn], taken_for)
            return
        if self.turn_place[turn] >= 0 and self.child_base[other] != EMPTY:
            self._put(other, mine)
            self.child_base[other] = EMPTY
            self.child_way[other] = -1
            self.child_tell[other] = 0
            self.child_was[other] = 0
        if self.turn_kind[turn] == RECOGNISE:
            self.child_tell[mine] = self._tell_one(self.child_tell[mine], me, self.turn_spot[turn], is_so)

    def _put(self, place: cython.Py_ssize_t, to: cython.Py_ssize_t) -> None:
        """What stands in one place into another, too."""
        self.child_base[to] = self.child_base[place]
        self.child_way[to] = self.child_way[place]
        self.child_tell[to] = self.child_tell[place]
        self.child_was[to] = self.child_was[place]

    def _listening(self, who: cython.Py_ssize_t, at: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The place of the mind that somebody is told something in: the waking one, if there is one."""
        waking: cython.Py_ssize_t = self.waking[who]
        return waking if waking >= 0 and self.child_base[at + waking] != EMPTY else who

    def _preview(self, n: cython.Py_ssize_t, place: cython.Py_ssize_t, at: cython.Py_ssize_t) -> None:
        """Let triggers of the world read what will be the values of a mind."""
        pool: Pool = self.pool
        mind: cython.Py_ssize_t = self.child_base[at + place]
        way: cython.Py_ssize_t = self.child_way[at + place]
        d: cython.Py_ssize_t = 0
        same: cython.bint = mind == EMPTY or (way < 0 and self.child_tell[at + place] == 0 and pool.settled[mind] != 0)
        if place < self.characters and self.reads[place] and not same:
            d = pool.draft()
            pool.copy_words(d, mind)
            if way >= 0:
                self._change(d, mind, self._way_in(mind, way & self.way_part))
            if self.child_tell[at + place]:
                self._tell_words(d, self.child_tell[at + place])
        self.child_draft[at + place] = d
        pool.records[n * pool.stride + 1 + place] = d if d else mind

    def _fire(self, n: cython.Py_ssize_t, way: cython.Py_ssize_t, at: cython.Py_ssize_t) -> cython.bint:
        """A trigger in a draft: its values change, and its minds take what is written into them, no more."""
        pool: Pool = self.pool
        told: cython.Py_ssize_t
        i: cython.Py_ssize_t
        c: cython.Py_ssize_t
        d: cython.Py_ssize_t
        turned: cython.Py_ssize_t = 0
        if self.way_slow[way]:
            return False
        for i in range(self.way_turn[way], self.way_turn[way] + self.way_turns[way]):
            if self.holds(self.turn_test[i], n):
                self.turned[turned] = i
                self.turned_is[turned] = self.code(n, self.turn_fluent[i])
                self.turned_for[turned] = self._taken_for(i, n)
                turned += 1
        told = self._hear(n, way)
        if self.way_masks[way] or self.way_effects[way]:
            if pool.records[n * pool.stride] != n:
                pool.records[n * pool.stride] = n
                self._change(n, n, way)
                pool.records[n * pool.stride] = pool.keep_vector(n)
            else:
                self._change(n, n, way)
        for i in range(turned):
            self._turn(self.turned[i], self.turned_is[i], self.turned_for[i], at)
        for i in range(turned):
            self._preview(n, self.turn_who[self.turned[i]], at)
            if self.turn_place[self.turned[i]] >= 0:
                self._preview(n, self.turn_place[self.turned[i]], at)
        for i in range(told):
            c = self._listening(self.told_who[i], at)
            self.child_tell[at + c] = self._tell_one(
                self.child_tell[at + c], self.told_who[i], self.told_spot[i], self.told_code[i]
            )
            if c < self.characters and self.reads[c] and self.spot_here[self.told_spot[i]]:
                d = self.child_draft[at + c]
                if d == 0:
                    d = pool.draft()
                    pool.copy_words(d, pool.records[n * pool.stride + 1 + c])
                    self.child_draft[at + c] = d
                    pool.records[n * pool.stride + 1 + c] = d
                self.set_code(d, self.spot_fluent[self.told_spot[i]], self.told_code[i])
        return True

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
        """The state that the draft `root` is; it and the open drafts from `first` on refer to each other."""
        pool: Pool = self.pool
        rings: Rings = self.rings
        found: cython.Py_ssize_t = rings.keep(root)
        state: cython.Py_ssize_t
        i: cython.Py_ssize_t
        twice: cython.bint = self.twice
        self.joined += 1
        pool.settled[found] = 1
        self.twice = False
        for i in range(first, self.open_count):
            state = rings.state_of(self.open_draft[i])
            if state:
                pool.settled[state] = 1
                self._remember(self.open_base[i], self.open_way[i], self.open_tell[i], self.open_was[i], state)
        self.twice = twice
        return found


def _row(size: int) -> Any:
    return row("q", bytes(8 * size))
