"""What an event or a trigger changes: values (S2), minds that are surprised (S4), minds that are told something (S5).

A *change* of a mind is a set of beliefs that it takes in together, each at a spot: a path of minds from there, and a
fluent. Changes are numbered; 0 is none. The character knows that he or she believes it, so a change of a mind is also
one of what is believed there about itself: `fabula.kernel.settling` sees to that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fabula.kernel.reader import Reader
from fabula.state.constants import DRAFTS, FULL, MIX
from fabula.state.memory import row

if TYPE_CHECKING:
    import cython

    from fabula.kernel.lower import Program
    from fabula.state.pool import Pool

MERGES = 1 << 12  # entries of the cache of changes
MOST_LESSONS = 16  # minds within minds that one surprise changes


class Changes(Reader):
    """The ways of a program, and what they change in drafts."""

    def __init__(self, pool: Pool, program: Program) -> None:
        self.slow: Any = None  # `fabula.kernel.slow.Slow`, once it is there
        self.slow_surprises = 0  # worked out the long way
        Reader.__init__(self, pool, program)

    def take(self, program: Program) -> None:
        """Go by this program from now on."""
        Reader.take(self, program)
        p = program
        self.event_tests = p.event_tests
        self.surprise_first, self.surprise_n = p.surprise_first, p.surprise_n
        self.lesson_first, self.lesson_n = p.lesson_first, p.lesson_n
        self.repair_test, self.repair_fluent = p.repair_test, p.repair_fluent
        self.repair_code, self.repair_tree = p.repair_code, p.repair_tree
        self.repair_spot, self.repair_first, self.repair_n = p.repair_spot, p.repair_first, p.repair_n
        self.repair_path, self.spot_first, self.spot_rest = p.repair_path, p.spot_first, p.spot_rest
        self.way_event, self.way_mask, self.way_masks = p.way_event, p.way_mask, p.way_masks
        self.way_effect, self.way_effects = p.way_effect, p.way_effects
        self.way_belief, self.way_beliefs, self.way_slow = p.way_belief, p.way_beliefs, p.way_slow
        self.way_turn, self.way_turns, self.way_dreamer = p.way_turn, p.way_turns, p.way_dreamer
        self.turn_test, self.turn_who, self.turn_kind = p.turn_test, p.turn_who, p.turn_kind
        self.turn_place, self.turn_fluent, self.turn_spot = p.turn_place, p.turn_fluent, p.turn_spot
        self.turn_code, self.turn_tree = p.turn_code, p.turn_tree
        self.mask_word, self.mask_kept, self.mask_set = p.mask_word, p.mask_kept, p.mask_set
        self.effect_test, self.effect_fluent, self.effect_code = p.effect_test, p.effect_fluent, p.effect_code
        self.effect_tree, self.effect_again = p.effect_tree, p.effect_again
        self.belief_test, self.belief_who, self.belief_spot = p.belief_test, p.belief_who, p.belief_spot
        self.belief_code, self.belief_tree, self.belief_again = p.belief_code, p.belief_tree, p.belief_again
        self.spot_fluent, self.spot_here = p.spot_fluent, p.spot_here
        most = 1 + max(*p.way_effects, *p.way_beliefs)
        self.new_fluent, self.new_code = row("i", bytes(4 * most)), row("i", bytes(4 * most))
        self.told_who, self.told_spot = row("i", bytes(4 * most)), row("i", bytes(4 * most))
        self.told_code = row("i", bytes(4 * most))
        self.merge_key = row("Q", bytes(8 * MERGES))
        self.merge_value = row("I", bytes(4 * MERGES))
        self._tell_who: list[int] = [-1]  # by change: the character in whose mind it is
        self._tell_items: list[dict[int, int]] = [{}]  # by change: spot to code
        self._tell_here: list[list[tuple[int, int]]] = [[]]  # by change: fluent and code, in that mind itself
        self._tell_inner: list[list[tuple[int, int]]] = [[]]  # by change: another character and the change in that mind
        self._tell_key: dict[tuple[int, frozenset[tuple[int, int]]], int] = {}
        self._merged: dict[tuple[int, int], int] = {}

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
            return self._learn(world, mind, owner, event)
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
                    return self._learn(world, mind, owner, event)
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

    def _learn(
        self, world: cython.Py_ssize_t, mind: cython.Py_ssize_t, owner: cython.Py_ssize_t, event: cython.Py_ssize_t
    ) -> cython.Py_ssize_t:
        """As `_surprise`, also where what is learned is about minds, or the owner was wrong about what he believes."""
        pool: Pool = self.pool
        first: cython.Py_ssize_t = self.surprise_first[event]
        clause: cython.Py_ssize_t
        atom: cython.Py_ssize_t
        start: cython.Py_ssize_t
        fluent: cython.Py_ssize_t
        scope: cython.Py_ssize_t
        spot: cython.Py_ssize_t
        i: cython.Py_ssize_t
        good: cython.bint
        code: cython.Py_ssize_t
        tell: cython.Py_ssize_t = 0
        if first < 0:
            return self._surprise_slowly(world, mind, owner, event)
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
                fluent = self.repair_fluent[atom]
                if fluent == -2 or self.holds(self.repair_test[atom], mind):
                    continue
                spot = self.repair_spot[atom]
                scope = world  # where the value is read: in the same minds
                for i in range(self.repair_first[atom], self.repair_first[atom] + self.repair_n[atom]):
                    scope = pool.records[scope * pool.stride + 1 + self.repair_path[i]]
                code = self.repair_code[atom]
                if code < 0:
                    code = self.code_in(self.spot_fluent[spot], self.number(self.repair_tree[atom], scope))
                while self.spot_first[spot] == owner:  # what one believes that one believes, one believes
                    spot = self.spot_rest[spot]
                tell = self._tell_one(tell, owner, spot, code)
        if tell == 0:
            return mind
        found: cython.Py_ssize_t = self._taught(mind, tell, MOST_LESSONS)
        return found if found else self._surprise_slowly(world, mind, owner, event)

    def _taught(self, mind: cython.Py_ssize_t, tell: cython.Py_ssize_t, depth: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The state that a mind (a state) becomes when a change is believed there (S5). 0: not this way."""
        pool: Pool = self.pool
        top: cython.Py_ssize_t = pool.top
        c: cython.Py_ssize_t
        told: cython.Py_ssize_t
        who: cython.Py_ssize_t = self._tell_who[tell]
        itself: cython.Py_ssize_t = pool.records[mind * pool.stride + 1 + who]
        if depth == 0 or top > DRAFTS - 64:
            return 0
        n: cython.Py_ssize_t = pool.copy(mind)
        self._tell_words(n, tell)
        if itself == mind:
            pool.records[n * pool.stride + 1 + who] = n
        else:
            itself = self._taught(itself, tell, depth - 1)
            if itself == 0:
                return 0
            pool.records[n * pool.stride + 1 + who] = itself
        for c, told in self._tell_inner[tell]:
            itself = self._taught(pool.records[mind * pool.stride + 1 + c], told, depth - 1)
            if itself == 0:
                return 0
            pool.records[n * pool.stride + 1 + c] = itself
        itself = pool.keep_one(n)
        pool.top = top
        return itself

    def _surprise_slowly(
        self, world: cython.Py_ssize_t, mind: cython.Py_ssize_t, owner: cython.Py_ssize_t, event: cython.Py_ssize_t
    ) -> cython.Py_ssize_t:
        self.slow_surprises += 1
        return self.slow.surprise(world, mind, owner, event)

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
        """The number of a change of a mind of the character."""
        key = (who, frozenset(items.items()))
        if key not in self._tell_key:
            here: list[tuple[int, int]] = []
            inner: dict[int, dict[int, int]] = {}
            program = self.program
            for spot, code in items.items():
                path, fluent = program.spots[spot]
                while path and path[0] == who:  # what one believes that one believes, one believes
                    path = path[1:]
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
