"""What a state would be worth after an event, without making the state: the values of the world, and no more.

Whoever looks for motives asks of very many states no more than what they are worth, and never goes there. So only the
world itself is worked out here, in drafts that are thrown away: its values after the event and after the triggers that
these set off (S1 to S6), and after the ticks that pass then. Of the minds only what triggers and wants read there is
followed, before any trigger in them; where a trigger in a mind could change that, and wherever else it can't be sure to
be right (beliefs about beliefs), it says so, and the state has to be made after all.

The agreement with the rules is tested on random worlds (`tests/kernel/test_outlook.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from fabula.ground.model import GroundEvent, GroundModel
from fabula.kernel.core import Core
from fabula.kernel.formulas import spots
from fabula.state.constants import DE_BRUIJN, FIRST_DRAFT, FULL
from fabula.state.memory import row
from fabula.state.packing import Wider
from fabula.state.pool import Pool, TooDeep
from fabula.world.expressions import Expr

if TYPE_CHECKING:
    import cython

Number = int | Fraction
Spot = tuple[tuple[int, ...], int]

MOST_TRIGGERS = 1000
NO_NUMBER = -(1 << 62)  # stands for a value that is no number
NO_WHOLE = NO_NUMBER + 1  # for one that has a fraction, or is very large


class Outlook:
    """What the states of one core are worth after something, by values alone. `sure` off: the last answer is none."""

    def __init__(self, core: Core, model: GroundModel) -> None:
        self.core = core
        self.pool: Pool = core.pool
        self.sure = False
        self.looks = 0  # questions
        self.unsure_looks = 0  # that were not answered
        self._count = len(model.characters)
        self._source = 0  # the state that is looked at: no trigger holds there
        self._whole = row("q", [0, 1, NO_NUMBER])  # by number of a value: the number that it is
        self.whole = self._whole
        trees = core.program.formulas
        first: list[int] = []
        wanted: list[int] = []
        for character in range(-1, self._count):
            first.append(len(wanted))
            who = None if character < 0 else character
            wanted += [trees.tree(want.value) for want in model.wants if want.character == who]
        self.want_first = row("i", [*first, len(wanted)])  # by character and one
        self.want_tree = row("i", wanted or [0])
        core.program.refresh()
        core.take_trees(core.program)
        self._take(model, trees.mind_of)

    def _take(self, model: GroundModel, mind_of: dict[str, int]) -> None:
        """What of the minds has to be followed, and which triggers could change it there."""
        ticks = [event for event in model.events if event.kind == "tick"]
        self.ticks = row("i", [event.index for event in ticks] or [0])
        self.tick_count = len(ticks)
        read_by_ticks = {spot for tick in ticks for expr in _read_by(tick) for spot in spots(expr, (), mind_of)}
        self.can_tick = not any(path for path, _ in read_by_ticks) and all(
            len(tick.outcomes) == 1 and not tick.outcomes[0].mind_effects and tick.dreamer is None and not tick.takes
            for tick in ticks
        )
        by_trigger = [
            {spot for expr in _read_by(trigger) for spot in spots(expr, (), mind_of)} for trigger in model.triggers
        ]
        by_wants = [(want.character, set(spots(want.value, (), mind_of))) for want in model.wants]
        self.deep_wants = row("B", [0] * (self._count + 1))  # by character and one: wants read beliefs about beliefs
        for who, read in by_wants:
            if any(len(path) > 1 for path, _ in read):
                self.deep_wants[0 if who is None else who + 1] = 1
        turning = [any(outcome.mind_effects for outcome in trigger.outcomes) for trigger in model.triggers]
        self.turning = row("B", [*turning, 0])  # by trigger: minds change places
        words = (max(1, len(model.triggers)) + 63) // 64
        self.words = words
        blind = [0] * words  # triggers that read minds: in a mind it is not known whether they hold
        for number, read in enumerate(by_trigger):
            if any(path for path, _ in read):
                blind[number // 64] |= 1 << number % 64
        self.blind = row("Q", blind)
        self.cares = row("B", [0] * max(1, self._count))  # by character: something in the mind is followed
        touching = [0] * (words * max(1, self._count))  # by character: triggers that could change that in the mind
        for character in range(self._count):
            followed = {
                fluent
                for read in (*by_trigger, *(read for _, read in by_wants))
                for path, fluent in read
                if path and path[0] == character
            }
            if not followed:
                continue
            self.cares[character] = 1
            followed |= {fluent for path, fluent in read_by_ticks if not path}
            before = -1
            while len(followed) != before:
                before = len(followed)
                for number, trigger in enumerate(model.triggers):
                    if any(not e.path and e.fluent in followed for o in trigger.outcomes for e in o.effects):
                        touching[character * words + number // 64] |= 1 << number % 64
                        followed |= {fluent for path, fluent in by_trigger[number] if not path}
        self.touching = row("Q", touching)

    # ---- questions ---------------------------------------------------------------------------------------------------

    def worth(
        self,
        state: cython.Py_ssize_t,
        event: cython.Py_ssize_t,
        outcome: cython.Py_ssize_t,
        ticks: cython.Py_ssize_t,
        character: cython.Py_ssize_t,
    ) -> Number | None:
        """The utility for the character after an event of the model (-1: none) and so many ticks; None: unknown.

        It means something only if `sure` is set.
        """
        self.sure = False
        self.looks += 1
        found: Any = None
        node: cython.Py_ssize_t = 0
        if not self.deep_wants[character + 1]:
            try:
                node = self._look(state, event, outcome, ticks)
                if node:
                    found = self._utility(node, character)
                    self.sure = True
            except (Wider, TooDeep):
                pass
        if not self.sure:
            self.unsure_looks += 1
        return found  # type: ignore[no-any-return]

    # ---- within ------------------------------------------------------------------------------------------------------

    def _look(
        self,
        state: cython.Py_ssize_t,
        event: cython.Py_ssize_t,
        outcome: cython.Py_ssize_t,
        ticks: cython.Py_ssize_t,
    ) -> cython.Py_ssize_t:
        """A draft with the values of the world after that; 0: not sure."""
        core: Core = self.core
        pool: Pool = self.pool
        node: cython.Py_ssize_t
        later: cython.Py_ssize_t
        way: cython.Py_ssize_t = -1
        if core.deep or not core.fast or not pool.settled[state]:
            return 0
        pool.top = FIRST_DRAFT
        core.open_count = 0
        self._source = state
        node = pool.copy(state)
        if event >= 0:
            way = core._what(state, core.event_ways[event] + outcome, -1, False)
        if not core._draw(node, state, way, 0, 0, 0):
            return 0
        if event >= 0 and not self._come_to_rest(node, False):
            return 0
        for _ in range(ticks):
            later = self._tick(node)
            if later < 0:
                return 0
            if later == 0:
                break
            node = later
        return node

    def _tick(self, node: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The draft one tick later; 0: no tick is possible; -1: not sure."""
        core: Core = self.core
        pool: Pool = self.pool
        count: cython.Py_ssize_t = self._count
        c: cython.Py_ssize_t
        i: cython.Py_ssize_t
        k: cython.Py_ssize_t
        d: cython.Py_ssize_t
        way: cython.Py_ssize_t
        tick: cython.Py_ssize_t
        told: cython.Py_ssize_t
        if not self.can_tick:
            return -1
        for k in range(self.tick_count):
            tick = self.ticks[k]
            if not core.holds(core.event_tests[tick], node):
                continue
            way = core.event_ways[tick]
            if core.way_slow[way]:
                return -1
            made: cython.Py_ssize_t = pool.copy(node)
            core._change(made, node, way)
            for c in range(count):
                if self.cares[c] and core._listening(c, 0) == c and core.holds(core.observing[tick * count + c], node):
                    d = pool.records[node * pool.stride + 1 + c]
                    if not core.reads[c] or not core.holds(core.event_tests[tick], d):
                        return -1
                    i = pool.draft()
                    pool.copy_words(i, d)
                    core._change(i, d, way)
                    core.child_draft[c] = i
                    pool.records[made * pool.stride + 1 + c] = i
            told = core._hear(node, way)
            for i in range(told):
                c = core.told_who[i]
                if self.cares[c] and core._listening(c, 0) == c and core.spot_here[core.told_spot[i]]:
                    if not core.reads[c]:
                        return -1
                    d = pool.draft()
                    pool.copy_words(d, pool.records[made * pool.stride + 1 + c])
                    core.set_code(d, core.spot_fluent[core.told_spot[i]], core.told_code[i])
                    core.child_draft[c] = d
                    pool.records[made * pool.stride + 1 + c] = d
            return made if self._come_to_rest(made, True) else -1
        return 0

    def _come_to_rest(self, node: cython.Py_ssize_t, ticked: cython.bint) -> cython.bint:
        """The triggers of the world; whether no trigger in a mind could change what is followed there."""
        core: Core = self.core
        pool: Pool = self.pool
        t: cython.Py_ssize_t
        c: cython.Py_ssize_t
        fired: cython.Py_ssize_t = 0
        if core.triggers:
            pool.records[node * pool.stride] = pool.keep_vector(node)
            t = core._first_since(node, self._source)
            while t >= 0:
                fired += 1
                if fired > MOST_TRIGGERS or (ticked and self.turning[t]):
                    return False  # what a mind has become with a tick is not known to the core
                if not core._fire(node, core.trigger_ways[t], 0):
                    return False
                t = core._first_since(node, self._source)
        for c in range(self._count):
            if not self.cares[c]:
                continue
            if core.child_draft[c]:
                if self._may_change(core.child_draft[c], c):
                    return False
            elif core.child_way[c] >= 0 or core.child_tell[c]:
                return False
        return True

    def _may_change(self, draft: cython.Py_ssize_t, character: cython.Py_ssize_t) -> cython.bint:
        """Whether a trigger could change what is followed in a mind, made from a settled one."""
        core: Core = self.core
        w: cython.Py_ssize_t
        t: cython.Py_ssize_t
        bits: cython.ulonglong
        low: cython.ulonglong
        core._allow(self.pool.records[draft * self.pool.stride])
        for w in range(self.words):
            bits = core.allowed[w] & self.touching[character * self.words + w]
            while bits:
                low = bits & -bits
                bits ^= low
                t = 64 * w + core.bit_at[(low * DE_BRUIJN & FULL) >> 58]
                if self._changes(draft, core.trigger_ways[t]) and (
                    self.blind[w] & low or core.holds(core.rest_test[t], draft)
                ):
                    return True
        return False

    def _changes(self, draft: cython.Py_ssize_t, way: cython.Py_ssize_t) -> cython.bint:
        """Whether the effects of a trigger could change any value of a draft."""
        core: Core = self.core
        pool: Pool = self.pool
        i: cython.Py_ssize_t
        old: cython.ulonglong
        for i in range(core.way_mask[way], core.way_mask[way] + core.way_masks[way]):
            old = pool.words[draft * core.words + core.mask_word[i]]
            if (old & core.mask_kept[i]) | core.mask_set[i] != old:
                return True
        for i in range(core.way_effect[way], core.way_effect[way] + core.way_effects[way]):
            if core.effect_code[i] < 0 or core.code(draft, core.effect_fluent[i]) != core.effect_code[i]:
                return True
        return False

    def _utility(self, node: cython.Py_ssize_t, character: cython.Py_ssize_t) -> Number | None:
        """The sum of the character's wants in a node."""
        core: Core = self.core
        i: cython.Py_ssize_t
        number: cython.Py_ssize_t
        value: cython.longlong
        total: cython.longlong = 0
        for i in range(self.want_first[character + 1], self.want_first[character + 2]):
            number = core.number(self.want_tree[i], node)
            if number >= len(self.whole):
                self._meet(number)
            value = self.whole[number]
            if value == NO_NUMBER:
                return None
            if value == NO_WHOLE:
                return self._utility_in_full(node, character)
            total += value
        return int(total)

    def _utility_in_full(self, node: int, character: int) -> Number | None:
        total: Any = 0
        for i in range(self.want_first[character + 1], self.want_first[character + 2]):
            value = self.core.value(self.want_tree[i], node)
            if value is None or isinstance(value, str):
                return None
            total += int(value) if isinstance(value, bool) else value
        return total  # type: ignore[no-any-return]

    def _meet(self, number: int) -> None:
        """Write down what the values up to this number are."""
        values = self.core.packing.values
        whole = list(self._whole)
        for value in values[len(whole) : number + 1]:
            if isinstance(value, int) and abs(value) < 1 << 40:
                whole.append(int(value))
            else:
                whole.append(NO_WHOLE if isinstance(value, (int, Fraction)) else NO_NUMBER)
        self._whole = row("q", whole)
        self.whole = self._whole


def _read_by(event: GroundEvent) -> Iterator[Expr]:
    """What an event reads, and who notices it."""
    yield event.precondition
    yield from event.observing
    for outcome in event.outcomes:
        for effect in outcome.effects:
            yield effect.condition
            yield effect.value
        for change in outcome.mind_effects:
            yield change.condition
            yield change.value
