"""The long way: one event by the rules S1 to S9 of `docs/manual/semantics.md`, one by one, on drafts in the pool.

Taken where `fabula.kernel.core` can't be sure to be right: minds that refer to each other, minds in which triggers
come in several rounds, dreams, figures. A node is a number (`fabula.state.pool`); what the rules say is in the manual.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from fabula.ground.failures import bad_odds, endless_triggers
from fabula.ground.figures import identity
from fabula.ground.model import AddressedEvent, GroundEvent, GroundModel, GroundOutcome, InitialState, MindEffect
from fabula.kernel.lower import clauses, repair
from fabula.state.constants import DRAFTS, EMPTY, FIRST_DRAFT
from fabula.state.packing import Packing
from fabula.state.pool import TooDeep
from fabula.world.expressions import Expr, Value

if TYPE_CHECKING:
    from fabula.kernel.core import Core
    from fabula.kernel.lower import Program

MOST_TRIGGERS = 1000  # that may fire one after the other in one world before they are called endless
MOST_ROUNDS = 100  # through all worlds

Spot = tuple[tuple[int, ...], int]
Change = dict[Spot, int]  # to codes
Number = int | Fraction


class Slow:
    """The rules of one model on the nodes of one core. Made anew with each program."""

    def __init__(self, model: GroundModel, core: Core, program: Program) -> None:
        self.model = model
        self.core = core
        self.pool = core.pool
        self.program = program
        self.packing: Packing = program.packing
        self.ticks = [event.index for event in model.events if event.kind == "tick"]
        self.has_addressed = bool(model.addressed)
        number = {name: i for i, name in enumerate(model.characters)}
        self.number = number
        self.waking: dict[int, int] = {}
        self.knowing: dict[int, dict[str, int]] = {}
        for place, mind in enumerate(model.minds):
            if mind.kind == "waking":
                self.waking[number[mind.character]] = place
            elif mind.kind == "knowing":
                self.knowing.setdefault(number[mind.character], {})[str(mind.figure)] = place
        self.who = identity(model)
        self.felt = {
            character: frozenset(f.index for f in model.fluents if f.property.felt and f.args[0] == name)
            for name, character in number.items()
        }
        self._clauses: dict[int, list[tuple[Expr, ...]]] = {}
        self._trees: dict[int, tuple[Expr, int]] = {}  # by identity: hashing a deep expression takes time
        self.told_of: dict[int, tuple[int, int, Change]] = {}  # by draft: base, character, change

    # ---- reading -----------------------------------------------------------------------------------------------------

    def tree(self, expr: Expr) -> int:
        """The tree of an expression; one that was not asked for before is added to the program."""
        known = self._trees.get(id(expr))
        if known is None:
            tree = self.program.formulas.tree(expr)
            if tree >= len(self.program.node_kind):
                self.program.refresh()
                self.core.take_trees(self.program)
            known = self._trees[id(expr)] = (expr, tree)
        return known[1]

    def holds(self, expr: Expr, node: int) -> bool:
        return bool(self.core.true(self.tree(expr), node))

    def read(self, expr: Expr, node: int, fluent: int) -> int:
        """The code in the fluent of what an expression is in the node."""
        return self.packing.code(fluent, self.core.number(self.tree(expr), node))

    def weights(self, state: int, event: int) -> list[Number]:
        """The weights of an event's outcomes. Raises `FabulaError` (F504) where one is negative or unknown."""
        found: list[Number] = []
        for tree in self.program.weights[event]:
            weight = self.core.value(tree, state)
            if not isinstance(weight, (int, Fraction)) or weight < 0:
                raise bad_odds(self.model, self.model.events[event], weight)
            found.append(weight)
        return found

    def resolve(self, event: GroundEvent | AddressedEvent, node: int) -> GroundEvent | None:
        """S7: what an act addressed to a figure is in this world."""
        if isinstance(event, GroundEvent):
            return event
        who = self.packing.values[self.packing.numbers[event.who][self.core.code(node, event.who)]]
        for name, index in event.instances:
            if name == who:
                return self.model.events[index]
        return None

    def possible(self, event: GroundEvent, node: int) -> bool:
        return bool(self.core.holds(self.program.event_tests[event.index], node))

    def addressed(self, state: int) -> list[AddressedEvent]:
        """The acts addressed to figures that are possible: for those who mistake the figure."""
        found = []
        for event in self.model.addressed:
            place = self.knowing.get(event.character, {}).get(event.figure)
            if place is not None and self.pool.mind(state, place) != EMPTY:
                here = self.resolve(event, state)
                if here is not None and self.core.can(state, here.index):
                    found.append(event)
        return found

    def addressed_steps(self, state: int) -> list[int]:
        """The states that acts addressed to figures lead to."""
        found = []
        for event in self.addressed(state):
            here = self.resolve(event, state)
            assert here is not None
            shares = self.weights(state, here.index) if len(here.outcomes) > 1 else [1]
            for outcome, weight in enumerate(shares):
                if weight:
                    found.append(self.core.after(state, event.index, outcome))
        return found

    # ---- an event ----------------------------------------------------------------------------------------------------

    def start(self, initial: InitialState | None = None) -> tuple[int, tuple[GroundEvent, ...]]:
        """T5: the start (or another one), triggers done."""
        self._reset()
        try:
            return self.settle(self._start(self.model.initial if initial is None else initial))
        except TooDeep:
            raise endless_triggers(self.model, [], "in somebody's mind") from None

    def after(self, state: int, event: int, outcome: int) -> int:
        """The state after an event of the model, without the ticks that it takes."""
        model = self.model
        known = model.events[event] if event < len(model.events) else model.addressed[event - len(model.events)]
        return self.step(state, known, outcome)[0]

    def step(
        self, state: int, event: GroundEvent | AddressedEvent, outcome: int
    ) -> tuple[int, tuple[GroundEvent, ...]]:
        """The state after an event, triggers done, and the triggers that fired in the world itself."""
        self._reset()
        try:
            return self.settle(_Unfolding(self, event, outcome).start(state))
        except TooDeep:
            raise endless_triggers(self.model, [], "in somebody's mind") from None

    def take(
        self, state: int, event: GroundEvent | AddressedEvent, outcome: int
    ) -> tuple[int, tuple[GroundEvent, ...]]:
        """As `step`, with the ticks that the event takes (S9)."""
        found, fired = self.step(state, event, outcome)
        here = self.resolve(event, state)
        for _ in range(here.takes if here else 0):
            for tick in self.ticks:
                if self.core.can(found, tick):
                    found, more = self.take(found, self.model.events[tick], 0)
                    fired = (*fired, self.model.events[tick], *more)
                    break
        return found, fired

    def believing(self, state: int, character: int, beliefs: Sequence[tuple[tuple[int, ...], int, Value]]) -> int:
        """The state in which the character believes something else (as S5 has it, but dreamt or not), triggers done."""
        self._reset()
        change = {(path, fluent): self.packing.code(fluent, self.packing.number(v)) for path, fluent, v in beliefs}
        draft = self.pool.copy(state)
        telling = Telling(self)
        self.pool.set_mind(draft, character, telling.told(self.pool.mind(state, character), character, change))
        try:
            telling.finish()
            return self.settle(draft)[0]
        except TooDeep:
            raise endless_triggers(self.model, [], "in somebody's mind") from None

    def _reset(self) -> None:
        self.pool.top = FIRST_DRAFT
        self.told_of.clear()

    def _start(self, initial: InitialState) -> int:
        characters = len(self.model.characters)
        paths: set[tuple[int, ...]] = {()}
        own: dict[tuple[int, ...], dict[int, int]] = {}
        for path, fluent, value in initial.beliefs:
            paths.update(path[:length] for length in range(len(path) + 1))
            own.setdefault(path, {})[fluent] = self.packing.code(fluent, self.packing.number(value))
        drafts: dict[tuple[int, ...], int] = {}
        plain: dict[tuple[int, ...], int] = {}
        for path in sorted(paths, key=lambda path: (len(path), path)):
            drafts[path], plain[path] = self.pool.draft(), self.pool.draft()
            if path:
                self.pool.copy_words(drafts[path], drafts[path[:-1]])
            else:
                self.pool.set_words(drafts[path], self.packing.pack(initial.values))
            for fluent, code in own.get(path, {}).items():
                self.core.set_code(drafts[path], fluent, code)
            self.pool.copy_words(plain[path], drafts[path])
            for place in range(self.pool.places):
                self.pool.set_mind(plain[path], place, plain[path] if place < characters else EMPTY)
        for path, draft in drafts.items():
            for place in range(self.pool.places):
                mind = EMPTY
                if place < characters:
                    mind = drafts.get(path if path and path[-1] == place else (*path, place), plain[path])
                self.pool.set_mind(draft, place, mind)
        return drafts[()]

    # ---- S3 and S5: who takes in what --------------------------------------------------------------------------------

    def places(self, character: int, node: int) -> list[int]:
        """The minds that take in what the character notices."""
        waking = self.waking.get(character)
        if waking is not None and self.pool.mind(node, waking) != EMPTY:
            return [waking]
        knowing = self.knowing.get(character, {}).values()
        return [character, *(place for place in knowing if self.pool.mind(node, place) != EMPTY)]

    def listening(self, character: int, node: int) -> int:
        """The mind that a belief effect writes to."""
        waking = self.waking.get(character)
        return waking if waking is not None and self.pool.mind(node, waking) != EMPTY else character

    def told_by(self, outcome: GroundOutcome, node: int) -> dict[int, Change]:
        """What each character comes to believe by the effects on beliefs, read in the node."""
        changes: dict[int, Change] = {}
        for effect in outcome.effects:
            if effect.path:
                change = changes.get(effect.path[0], {})
                spot = (effect.path[1:], effect.fluent)
                if spot not in change and self.holds(effect.condition, node):
                    change[spot] = self.read(effect.value, node, effect.fluent)
                    changes[effect.path[0]] = change
        return changes

    def changed(self, outcome: GroundOutcome, node: int) -> dict[int, int]:
        """S2: what the effects make of the fluents, read in the node."""
        codes: dict[int, int] = {}
        for effect in outcome.effects:
            if not effect.path and effect.fluent not in codes and self.holds(effect.condition, node):
                codes[effect.fluent] = self.read(effect.value, node, effect.fluent)
        return codes

    # ---- S7: minds that change places --------------------------------------------------------------------------------

    def change_mind(self, telling: Telling, effect: MindEffect, before: int, draft: int) -> None:
        """S7: waking up, mistaking a figure, recognising it. `before`: the world, before it was changed."""
        pool = self.pool
        me = effect.character
        if effect.kind == "wake":
            waking = self.waking.get(me)
            if waking is not None and pool.mind(draft, waking) != EMPTY:
                pool.set_mind(draft, me, pool.mind(draft, waking))
                pool.set_mind(draft, waking, EMPTY)
            return
        figure = str(effect.figure)
        place = self.knowing.get(me, {}).get(figure)
        who = self.who.get(figure)
        if who is None:
            return
        is_so = self.core.code(before, who)
        truth: Change = {((), who): is_so}
        if effect.kind == "recognise":
            if place is not None and pool.mind(draft, place) != EMPTY:
                pool.set_mind(draft, me, pool.mind(draft, place))
                pool.set_mind(draft, place, EMPTY)
            pool.set_mind(draft, me, telling.told(pool.mind(draft, me), me, truth))
        elif place is not None:
            taken_for = self.read(effect.value, before, who)
            if pool.mind(draft, place) == EMPTY and taken_for != is_so:
                pool.set_mind(draft, place, telling.told(pool.mind(draft, me), me, truth))
            pool.set_mind(draft, me, telling.told(pool.mind(draft, me), me, {((), who): taken_for}))

    # ---- S4: surprise ------------------------------------------------------------------------------------------------

    def surprise(self, world: int, mind: int, owner: int, number: int) -> int:
        """The mind (a state) of the owner after it has seen that what it held impossible is possible."""
        if number not in self._clauses:
            self._clauses[number] = clauses(self.model, self.model.events[number])
        change: Change = {}
        for clause in self._clauses[number]:
            if not all(self.holds(atom, world) for atom in clause):
                continue
            for atom in clause:
                found = None if self.holds(atom, mind) else repair(atom, self.number)
                if found is None:
                    continue
                path, fluent, value = found
                scope = world
                for inner in path:
                    scope = self.pool.mind(scope, inner)
                change[path, fluent] = self.read(value, scope, fluent)
        telling = Telling(self)
        repaired = telling.told(mind, owner, change)
        telling.finish()
        return int(self.core.rings.keep(repaired))

    # ---- S6: triggers ------------------------------------------------------------------------------------------------

    def settle(self, root: int) -> tuple[int, tuple[GroundEvent, ...]]:
        """The settled state that a raw one becomes, and the triggers that fired in the world itself."""
        fired: list[GroundEvent] = []
        for _ in range(MOST_ROUNDS):
            if not any(self.core.first_of_all(node) >= 0 for node in self._unsettled(root)):
                state = int(self.core.rings.keep(root))
                for node in self._unsettled(state):
                    self.pool.settle(node)
                return state, tuple(fired)
            root = self._round(root, fired)
        raise endless_triggers(self.model, fired, "in somebody's mind")

    def _unsettled(self, root: int) -> list[int]:
        """The worlds of a raw state in which a trigger could hold."""
        found, seen = [] if self._at_rest(root) else [root], {root}
        for node in found:  # grows while it is walked
            for place in range(self.pool.places):
                mind = self.pool.mind(node, place)
                if mind != EMPTY and mind not in seen:
                    seen.add(mind)
                    if not self._at_rest(mind):
                        found.append(mind)
        return found

    def _at_rest(self, node: int) -> bool:
        return node >= DRAFTS and bool(self.pool.is_settled(node))

    def _round(self, root: int, fired: list[GroundEvent]) -> int:
        """Every world once, from the top down. The old graph stays as it is; a new one is made."""
        telling = Telling(self)
        made: dict[int, int] = {}
        todo: list[int] = []

        def new(old: int) -> int:
            if old not in made:
                made[old] = self.pool.copy(old)
                todo.append(old)
            return made[old]

        top = new(root)
        for old in todo:  # grows while it is walked
            draft = made[old]
            chain = self._at_top(draft, telling)
            if draft == top:
                fired.extend(chain)
            for place in range(self.pool.places):
                mind = self.pool.mind(draft, place)
                if mind != EMPTY and not self._at_rest(mind):
                    self.pool.set_mind(draft, place, new(mind))
        return top

    def _at_top(self, draft: int, telling: Telling) -> list[GroundEvent]:
        """Triggers of one world, until none holds there; its minds take what is written into them, no more."""
        chain: list[GroundEvent] = []
        while (number := self.core.first_of_all(draft)) >= 0:
            trigger = self.model.triggers[number]
            chain.append(trigger)
            if len(chain) > MOST_TRIGGERS:
                raise endless_triggers(self.model, chain, "in one world")
            codes = self.changed(trigger.outcomes[0], draft)
            changes = self.told_by(trigger.outcomes[0], draft)
            turned = [effect for effect in trigger.outcomes[0].mind_effects if self.holds(effect.condition, draft)]
            before = self.pool.copy(draft) if turned else draft
            for fluent, code in codes.items():
                self.core.set_code(draft, fluent, code)
            for effect in turned:
                self.change_mind(telling, effect, before, draft)
            for character, change in changes.items():
                place = self.listening(character, draft)
                self.pool.set_mind(draft, place, telling.told(self.pool.mind(draft, place), character, change))
            telling.finish()
        return chain


class Telling:
    """S5: changes of minds, while their bases are still in the making; `finish` fills them in."""

    def __init__(self, rules: Slow) -> None:
        self.rules = rules
        self._made: dict[tuple[int, int, frozenset[tuple[Spot, int]]], int] = {}
        self._todo: list[int] = []

    def told(self, mind: int, character: int, change: Change) -> int:
        """A mind of the character in which the change is believed too. Paths start from that mind."""
        if mind in self.rules.told_of:
            mind, _, before = self.rules.told_of[mind]
            change = {**before, **change}
        key = (mind, character, frozenset(change.items()))
        if key not in self._made:
            draft = self._made[key] = self.rules.pool.draft()
            self.rules.told_of[draft] = (mind, character, change)
            self._todo.append(draft)
        return self._made[key]

    def finish(self) -> None:
        pool, core = self.rules.pool, self.rules.core
        for draft in self._todo:  # grows while it is walked
            base, me, changes = self.rules.told_of[draft]
            pool.copy_words(draft, base)
            for place in range(pool.places):
                pool.set_mind(draft, place, pool.mind(base, place))
            inner: dict[int, Change] = {}
            own: Change = {}
            for (path, fluent), code in changes.items():
                while path and path[0] == me:  # what one believes that one believes, one believes
                    path = path[1:]
                own[path, fluent] = code
                if path:
                    inner.setdefault(path[0], {})[path[1:], fluent] = code
                else:
                    core.set_code(draft, fluent, code)
            pool.set_mind(draft, me, self.told(pool.mind(base, me), me, own))
            for other, change in inner.items():
                pool.set_mind(draft, other, self.told(pool.mind(base, other), other, change))
        self._todo.clear()


class _Unfolding:
    """One event on its way through the world and the minds in it, before any trigger."""

    def __init__(self, rules: Slow, event: GroundEvent | AddressedEvent, outcome: int) -> None:
        self.rules = rules
        self.pool = rules.pool
        self.event = event
        self.outcome = outcome
        self.telling = Telling(rules)
        self._made: dict[tuple[int, int | None, bool, tuple[int, int] | None], int] = {}
        self._todo: list[Callable[[], None]] = []

    def start(self, state: int) -> int:
        root = self.world(state, None)
        for fill in self._todo:  # grows while it is walked
            fill()
        self.telling.finish()
        return root

    def world(
        self, before: int, owner: int | None, *, dreamt: bool = False, surprised: tuple[int, int] | None = None
    ) -> int:
        """The world `before`, which `owner` believes in (None: the real one), after the event.

        `surprised`: whoever has just been, and what he or she believed to believe before.
        """
        event = self.rules.resolve(self.event, before)
        if event is None:
            return before
        if not event.outcomes[self.outcome].mind_effects:
            owner = None
        key = (before, owner, dreamt, surprised)
        if key not in self._made:
            draft = self._made[key] = self.pool.copy(before)
            self._todo.append(lambda: self._fill(draft, before, event, owner, dreamt, surprised))
        return self._made[key]

    def _notice(self, world: int, mind: int, owner: int, dreamt: bool) -> int:
        rules = self.rules
        known = rules.resolve(self.event, mind)
        surprised = known is not None and not dreamt and not rules.possible(known, mind)
        if known is not None and surprised and known is rules.resolve(self.event, world):
            repaired = rules.surprise(world, mind, owner, known.index)
            itself = self.pool.mind(mind, owner)
            if itself != self.pool.mind(repaired, owner):
                return self.world(repaired, owner, dreamt=dreamt, surprised=(owner, itself))
            mind = repaired
        return self.world(mind, owner, dreamt=dreamt)

    def _fill(
        self,
        draft: int,
        before: int,
        event: GroundEvent,
        owner: int | None,
        dreamt: bool,
        surprised: tuple[int, int] | None,
    ) -> None:
        rules, pool, core = self.rules, self.pool, self.rules.core
        outcome = event.outcomes[self.outcome]
        dreamer = None if dreamt else event.dreamer
        codes = rules.changed(outcome, before)  # S2
        for fluent, code in codes.items():
            if dreamer is None or fluent in rules.felt[dreamer]:
                core.set_code(draft, fluent, code)
        if dreamer is not None:
            self._dream(dreamer, draft)
            return
        for character, observes in enumerate(event.observing):  # S3
            if rules.holds(observes, before) or (dreamt and character == event.dreamer):
                for place in rules.places(character, before):
                    mind = pool.mind(before, place)
                    if surprised is not None and place == surprised[0]:
                        mind = surprised[1]  # is surprised in turn, by what it sees of the event
                    pool.set_mind(draft, place, self._notice(before, mind, character, dreamt))
        for effect in outcome.mind_effects:  # S7
            if effect.character != owner and rules.holds(effect.condition, before):
                rules.change_mind(self.telling, effect, before, draft)
        for character, change in rules.told_by(outcome, before).items():  # S5
            place = rules.listening(character, draft)
            pool.set_mind(draft, place, self.telling.told(pool.mind(draft, place), character, change))

    def _dream(self, dreamer: int, draft: int) -> None:
        """S8: what is dreamt happens in the dreamer's mind alone; what it does to the heart (set already) is real."""
        rules, pool = self.rules, self.pool
        mind = pool.mind(draft, dreamer)
        waking = rules.waking[dreamer]
        asleep = pool.mind(draft, waking) or mind
        heart: Change = {((), fluent): rules.core.code(draft, fluent) for fluent in rules.felt[dreamer]}
        pool.set_mind(draft, waking, self.telling.told(asleep, dreamer, heart) if heart else asleep)
        dreaming = self.world(mind, dreamer, dreamt=True)
        pool.set_mind(draft, dreamer, self.telling.told(dreaming, dreamer, heart) if heart else dreaming)
