"""A ground model as flat tables: what the compiled kernel runs on.

Events and triggers become *ways*: one outcome of one event, or of a trigger. Conditions become tests, values trees
(`fabula.kernel.formulas`); effects that always set the same values become masks over whole words. `Program` holds the
tables as arrays; `check` finds what would make the kernel read beside them.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import product

from fabula.diagnostics.problems import FabulaError
from fabula.ground.failures import too_many_ways
from fabula.ground.figures import identity
from fabula.ground.model import GroundEffect, GroundEvent, GroundModel, MindEffect
from fabula.kernel.formulas import AMONG, DIFFERENT, IS, IS_NOT, SAME, Formulas, spots
from fabula.state.packing import Packing
from fabula.world.expressions import And, Believes, Compare, Const, Expr, Fluent, Not, Or, walk

TURNS = ("wake", "mistake", "recognise")  # kinds of minds that change their places
MOST_CLAUSES = 4096  # of a precondition in disjunctive normal form
NO_REST, OF_WORLD, FIELD, NO_FIELD, OTHERWISE = range(5)  # kinds of what a trigger asks beside values of the world
ALL = 0xFFFFFFFFFFFFFFFF

Spot = tuple[tuple[int, ...], int]  # a path of minds, and a fluent there


def packing_of(model: GroundModel) -> Packing:
    """The codes and fields of a model's fluents."""
    return Packing([fluent.domain for fluent in model.fluents])


class Program:
    """The tables of one model in the fields of one packing. Columns of a table are arrays of equal length."""

    def __init__(self, model: GroundModel, packing: Packing, before: Program | None = None) -> None:
        """`before`: that of the same model and packing in other fields; the numbers of its trees are kept."""
        known = None if before is None else before.formulas
        while True:
            known = Formulas(packing, model.characters, known)
            self._make(model, packing, known)
            if all(len(c) <= 1 << width for c, width in zip(packing.codes, packing.width, strict=True)):
                break
            packing.lay_out()

    def _make(self, model: GroundModel, packing: Packing, formulas: Formulas) -> None:
        self.packing = packing
        self.characters = len(model.characters)
        self.fluents = len(model.fluents)
        self.words = packing.words
        self.formulas = formulas
        mind_of = formulas.mind_of
        self.spots: list[Spot] = []
        self.spot_number: dict[Spot, int] = {}

        # Ways, first those of the events, then those of the triggers.
        # event, masks from/count, effects from/count, beliefs from/count, slow, turns from/count, dreamer or -1
        self._way: list[tuple[int, ...]] = []
        self._masks: list[tuple[int, int, int]] = []  # word, bits kept, bits set
        self._effects: list[tuple[int, int, int, int, int]] = []  # test, fluent, code or -1, tree, again
        self._beliefs: list[tuple[int, int, int, int, int, int]] = []  # test, character, spot, code or -1, tree, again
        self._turns: list[
            tuple[int, ...]
        ] = []  # test, character, kind, place or -1, fluent `who`, its spot, code or -1, tree
        self._minds(model)
        self.first_way: list[int] = []
        self.weights: list[list[int]] = []  # by event: the trees of the outcomes' weights
        for number, event in enumerate((*model.events, *model.triggers)):
            self.first_way.append(len(self._way))
            self.weights.append([formulas.tree(outcome.weight) for outcome in event.outcomes])
            for outcome in event.outcomes:
                self._add_way(number, outcome.effects, outcome.mind_effects, event.dreamer)
        self.events = len(model.events)
        self.triggers = len(model.triggers)
        self.trigger_ways = array("i", self.first_way[self.events :])
        self._dream(model)
        self.event_ways = array("i", self.first_way[: self.events])
        self._address(model)
        self.outcomes = array("i", [len(event.outcomes) for event in model.events])
        self.takes = array("i", [event.takes for event in model.events])

        # Preconditions, who notices, and what a surprised mind is taught.
        self.event_tests = array("i", [formulas.test(event.precondition) for event in model.events])
        self.trigger_tests = array("i", [formulas.test(event.precondition) for event in model.triggers])
        self.observing = array("i", [formulas.test(seen) for event in model.events for seen in event.observing])
        self._surprises: list[tuple[int, int]] = []  # by event: clauses from/count
        self._lessons: list[tuple[int, int]] = []  # by clause: atoms from/count
        # test, fluent (-2: nothing to set; -1: in a mind), code or -1, tree, spot, path from/count
        self._repairs: list[tuple[int, int, int, int, int, int, int]] = []
        self._repair_path: list[int] = []
        for event in model.events:
            self._add_surprise(model, event)

        # Which events an index of values leaves possible; which triggers a changed value can set off.
        self._index_events(model)
        self._index_triggers(model, mind_of)
        self.deep = any(
            len(path) > 1
            for event in model.triggers
            for expr in _read_by(event)
            for path, _ in spots(expr, (), mind_of)
        )

        read = {
            path[0]
            for event in model.triggers
            for expr in _read_by(event)
            for path, _ in spots(expr, (), mind_of)
            if path
        }
        self.reads = array("B", [character in read for character in range(self.characters)])

        # Fluents.
        self.word = array("i", packing.word)
        self.shift = array("i", packing.shift)
        self.mask = array("Q", [packing.mask(f) for f in range(self.fluents)])
        self.clear = array("Q", [ALL ^ packing.mask(f) << packing.shift[f] for f in range(self.fluents)])
        self._columns()

    # ---- ways --------------------------------------------------------------------------------------------------------

    def _add_way(
        self,
        number: int,
        effects: Sequence[GroundEffect],
        turns: Sequence[MindEffect] = (),
        dreamer: int | None = None,
    ) -> None:
        formulas, packing = self.formulas, self.packing
        slow = False
        first_turn = len(self._turns)
        for turn in turns:
            self._add_turn(turn)
        masks: dict[int, tuple[int, int]] = {}
        first_effect, first_belief = len(self._effects), len(self._beliefs)
        world: dict[int, list[GroundEffect]] = {}
        told: dict[tuple[int, Spot], list[GroundEffect]] = {}
        for effect in effects:
            if effect.path:
                spot = (effect.path[1:], effect.fluent)
                told.setdefault((effect.path[0], spot), []).append(effect)
                slow = slow or any(a == b for a, b in zip(effect.path, effect.path[1:], strict=False))
            else:
                world.setdefault(effect.fluent, []).append(effect)
        for fluent, several in world.items():
            code, _ = self._code(fluent, several[0].value)
            if code >= 0 and several[0].condition == Const(True):
                word, shift, mask = packing.word[fluent], packing.shift[fluent], packing.mask(fluent)
                kept, bits = masks.get(word, (ALL, 0))
                masks[word] = kept & (ALL ^ mask << shift), bits | code << shift
                continue
            for place, effect in enumerate(several):
                code, tree = self._code(fluent, effect.value)
                self._effects.append((formulas.test(effect.condition), fluent, code, tree, place))
        for (character, spot), several in told.items():
            for place, effect in enumerate(several):
                code, tree = self._code(effect.fluent, effect.value)
                row = (formulas.test(effect.condition), character, self._spot(spot), code, tree, place)
                self._beliefs.append(row)
        first_mask = len(self._masks)
        self._masks += [(word, kept, bits) for word, (kept, bits) in masks.items()]
        self._way.append(
            (
                number,
                first_mask,
                len(masks),
                first_effect,
                len(self._effects) - first_effect,
                first_belief,
                len(self._beliefs) - first_belief,
                slow,
                first_turn,
                len(self._turns) - first_turn,
                -1 if dreamer is None else dreamer,
            )
        )

    def _minds(self, model: GroundModel) -> None:
        """Whose mind stands in which place; which properties are felt; who a figure is."""
        number = {name: character for character, name in enumerate(model.characters)}
        self.places = len(model.minds)
        self.waking = array("i", [-1] * self.characters)  # by character: the place of the waking mind
        known: list[list[int]] = [[] for _ in number]
        self._knowing: dict[tuple[int, str], int] = {}
        for place, mind in enumerate(model.minds):
            who = number[mind.character]
            if mind.kind == "waking":
                self.waking[who] = place
            elif mind.kind == "knowing":
                known[who].append(place)
                self._knowing[who, str(mind.figure)] = place
        self.knowing, self.knowing_first = _rows(known)
        self._who = identity(model)
        felt = [[f.index for f in model.fluents if f.property.felt and f.args[0] == name] for name in number]
        self.felt, self.felt_first = _rows(felt)
        self.felt_spot = array("i", [self._spot(((), fluent)) for row in felt for fluent in row])

    def _add_turn(self, effect: MindEffect) -> None:
        """A mind that changes its place (S7)."""
        me, kind = effect.character, TURNS.index(effect.kind)
        test = self.formulas.test(effect.condition)
        if effect.kind == "wake":
            if self.waking[me] >= 0:
                self._turns.append((test, me, kind, self.waking[me], 0, 0, 0, 0))
            return
        place, who = self._knowing.get((me, str(effect.figure)), -1), self._who.get(str(effect.figure))
        if who is not None and (place >= 0 or effect.kind == "recognise"):
            code, tree = self._code(who, effect.value) if effect.kind == "mistake" else (0, 0)
            self._turns.append((test, me, kind, place, who, self._spot(((), who)), code, tree))

    def _dream(self, model: GroundModel) -> None:
        """For the ways of dreams another, which is what they do to the world itself: to the heart of the dreamer."""
        self.way_felt = array("i", [-1] * len(self._way))
        for event in model.events:
            if event.dreamer is not None:
                felt = self.felt[self.felt_first[event.dreamer] : self.felt_first[event.dreamer + 1]]
                for number, outcome in enumerate(event.outcomes):
                    self.way_felt[self.first_way[event.index] + number] = len(self._way)
                    self._add_way(event.index, [e for e in outcome.effects if not e.path and e.fluent in felt])
        self.way_felt.extend([-1] * (len(self._way) - len(self.way_felt)))

    def _address(self, model: GroundModel) -> None:
        """Acts addressed to figures: their ways, numbered after all others, and which event each is for a code."""
        self.ways = len(self._way)
        self.all_ways = self.ways
        self.address_place = array("i")  # of the knowing mind, or -1
        self.address_who, self.address_first, events = array("i"), array("i"), array("i")
        self.address_of, self.address_outcome = array("i"), array("i")  # by way, less `ways`
        for number, event in enumerate(model.addressed):
            self.event_ways.append(self.all_ways)
            outcomes = max((len(model.events[index].outcomes) for _, index in event.instances), default=1)
            self.all_ways += outcomes
            self.address_of.extend([number] * outcomes)
            self.address_outcome.extend(range(outcomes))
            self.address_place.append(self._knowing.get((event.character, event.figure), -1))
            self.address_who.append(event.who)
            self.address_first.append(len(events))
            row = [-1] * (1 << self.packing.width[event.who])
            for name, index in reversed(event.instances):
                code = self.packing.codes[event.who].get(self.packing.number(name))
                if code is not None:
                    row[code] = index
            events.extend(row)
        self.address_event = events

    def _code(self, fluent: int, value: Expr) -> tuple[int, int]:
        """The code that a constant has in the fluent, or -1; and the tree of the value."""
        tree = self.formulas.tree(value)
        if isinstance(value, Const):
            return self.packing.meet(fluent, self.packing.number(value.value)), tree
        return -1, tree

    def _spot(self, spot: Spot) -> int:
        path, fluent = spot
        if path:  # what it comes to in the mind inside
            self._spot((path[1:], fluent))
        if spot not in self.spot_number:
            self.spot_number[spot] = len(self.spots)
            self.spots.append(spot)
        return self.spot_number[spot]

    # ---- surprise ----------------------------------------------------------------------------------------------------

    def _add_surprise(self, model: GroundModel, event: GroundEvent) -> None:
        first = len(self._lessons)
        try:
            alternatives = clauses(model, event)
        except FabulaError:  # too many: an error only if somebody is surprised
            self._surprises.append((-1, 0))
            return
        known: dict[int, tuple[int, int, int, int, int, int, int]] = {}  # by identity: most atoms are in many clauses
        for clause in alternatives:
            here = len(self._repairs)
            for atom in clause:
                if id(atom) not in known:
                    known[id(atom)] = (self.formulas.test(atom), *self._repair(atom))
                self._repairs.append(known[id(atom)])
            self._lessons.append((here, len(self._repairs) - here))
        self._surprises.append((first, len(self._lessons) - first))

    def _repair(self, atom: Expr) -> tuple[int, int, int, int, int, int]:
        """What makes an atom hold (rule S4): see `_repairs`."""
        found = repair(atom, self.formulas.mind_of)
        if found is None:
            return -2, 0, 0, 0, 0, 0
        path, fluent, value = found
        code, tree = self._code(fluent, value)
        first = len(self._repair_path)
        self._repair_path += path
        return -1 if path else fluent, code, tree, self._spot((path, fluent)), first, len(path)

    # ---- indexes -----------------------------------------------------------------------------------------------------

    def _index_events(self, model: GroundModel) -> None:
        """For every fluent and code the events that the value does not make impossible, as bits."""
        packing, formulas = self.packing, self.formulas
        self.event_words = max(1, (self.events + 63) // 64)
        asked: dict[int, list[tuple[int, frozenset[int]]]] = {}
        residual = [0] * self.event_words
        for event in model.events:
            parts = event.precondition.parts if isinstance(event.precondition, And) else (event.precondition,)
            for part in parts:
                atom = formulas.atom(part)
                if atom is not None and atom.codes is not None:
                    asked.setdefault(atom.fluent, []).append((event.index, atom.codes))
                elif part != Const(True):
                    residual[event.index // 64] |= 1 << event.index % 64
        self.residual = array("Q", residual)
        everything = [ALL] * self.event_words
        if self.events % 64:
            everything[-1] = (1 << self.events % 64) - 1
        if not self.events:
            everything = [0]
        self.every_event = array("Q", everything)
        self.indexed = array("i", sorted(asked))
        rows: list[int] = []
        first: list[int] = []
        for fluent in self.indexed:
            first.append(len(rows) // self.event_words)
            for code in range(1 << packing.width[fluent]):
                row = list(everything)
                for number, codes in asked[fluent]:
                    if code not in codes:
                        row[number // 64] &= ALL ^ (1 << number % 64)
                rows += row
        self.index_rows = array("Q", rows)
        self.index_first = array("i", first)

    def _index_triggers(self, model: GroundModel, mind_of: dict[str, int]) -> None:
        """What triggers ask of the world, which its values tell, and the rest, which is asked of minds.

        `allow_`: for every 64 triggers the fluents that they ask of the world, most asked first, and which of them a
        value allows, as bits. `rest_`: what else each asks, as a test; what kind of thing that is, of whose mind, and
        for `FIELD` and `NO_FIELD` in which word (word & mask) must be the value, or must not be.
        `relevant`: what is read of the world and of each mind, as masks; `asks_of`: the same for each trigger.
        """
        self.trigger_words = max(1, (self.triggers + 63) // 64)
        self.relevant = array("Q", [0] * ((self.characters + 1) * self.words))
        self.asks_of = array("Q", [0] * (max(1, self.triggers) * len(self.relevant)))
        self.rest_test, self.rest_kind, self.rest_mind = array("i"), array("i"), array("i")
        self.rest_word, self.rest_mask, self.rest_value = array("i"), array("Q"), array("Q")
        asked: list[dict[int, list[tuple[int, frozenset[int]]]]] = [{} for _ in range(self.trigger_words)]
        for number, event in enumerate(model.triggers):
            for path, fluent in spots(event.precondition, (), mind_of):
                if len(path) < 2:  # a model with others is run the slow way
                    word = (path[0] + 1 if path else 0) * self.words + self.packing.word[fluent]
                    field = self.packing.mask(fluent) << self.packing.shift[fluent]
                    self.relevant[word] |= field
                    self.asks_of[number * len(self.relevant) + word] |= field
            rest: list[Expr] = []
            for part in event.precondition.parts if isinstance(event.precondition, And) else (event.precondition,):
                alternatives = self.formulas.alternatives(part)
                clause = alternatives[0] if alternatives is not None and len(alternatives) == 1 else None
                if clause is not None and all(atom.of_world and atom.codes is not None for atom in clause):
                    for atom in clause:
                        asked[number // 64].setdefault(atom.fluent, []).append((number % 64, atom.codes or frozenset()))
                else:
                    rest.append(part)
            self._add_rest(rest, {path[0] if path else -1 for e in rest for path, _ in spots(e, (), mind_of)})
        self._allow(asked)

    def _add_rest(self, rest: list[Expr], minds: set[int]) -> None:
        """What a trigger asks beside values of the world, and of whose minds (-1: of the world itself)."""
        whole = rest[0] if len(rest) == 1 else And(tuple(rest)) if rest else Const(True)
        self.rest_test.append(self.formulas.test(whole))
        kind, mask, value = OTHERWISE, 0, 0
        alternatives = self.formulas.alternatives(whole)
        atom = alternatives[0][0] if alternatives is not None and [len(c) for c in alternatives] == [1] else None
        if not rest:
            kind = NO_REST
        elif minds == {-1}:
            kind = OF_WORLD
        elif atom is not None and atom.codes is not None:
            others = frozenset(range(len(self.packing.numbers[atom.fluent]))) - atom.codes
            for field, codes in ((FIELD, atom.codes), (NO_FIELD, others)):
                if len(codes) == 1:
                    kind, shift = field, self.packing.shift[atom.fluent]
                    mask, value = self.packing.mask(atom.fluent) << shift, min(codes) << shift
        self.rest_kind.append(kind)
        self.rest_mind.append(min(minds) if len(minds) == 1 else -1)
        self.rest_word.append(self.packing.word[atom.fluent] if atom is not None else 0)
        self.rest_mask.append(mask)
        self.rest_value.append(value)

    def _allow(self, asked: list[dict[int, list[tuple[int, frozenset[int]]]]]) -> None:
        self.allow_begin, self.allow_word, self.allow_shift = array("i", [0]), array("i"), array("i")
        self.allow_mask, self.allow_first, self.allow_rows = array("Q"), array("i"), array("Q")
        self.every_trigger = array("Q")
        for number, fluents in enumerate(asked):
            everything = max(0, min(64, self.triggers - 64 * number))
            self.every_trigger.append((1 << everything) - 1)
            for fluent in sorted(fluents, key=lambda fluent: (-len(fluents[fluent]), fluent)):
                self.allow_word.append(self.packing.word[fluent])
                self.allow_shift.append(self.packing.shift[fluent])
                self.allow_mask.append(self.packing.mask(fluent))
                self.allow_first.append(len(self.allow_rows))
                for code in range(1 << self.packing.width[fluent]):
                    denied = {bit for bit, codes in fluents[fluent] if code not in codes}
                    self.allow_rows.append(sum(1 << bit for bit in range(everything) if bit not in denied))
            self.allow_begin.append(len(self.allow_first))

    # ---- columns -----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Make columns of the trees anew, when some have been added."""
        self.node_kind, self.node_a, self.node_b, self.node_c = _columns("iiii", self.formulas.nodes)
        self.parts = array("i", self.formulas.parts)

    def _columns(self) -> None:
        f = self.formulas
        self.refresh()
        self.test_kind, self.test_a, self.test_n = _columns("iii", f.tests)
        self.clause_first, self.clause_n = _columns("ii", f.clauses)
        same, first = f.same_codes()
        self.same_code, self.same_first = array("i", same or [0]), array("i", first or [0])
        (self.atom_source, self.atom_kind, self.atom_word, self.atom_shift, self.atom_mask, self.atom_wanted) = (
            _columns("iiiiQQ", f.atoms)
        )
        (
            self.way_event,
            self.way_mask,
            self.way_masks,
            self.way_effect,
            self.way_effects,
            self.way_belief,
            self.way_beliefs,
            self.way_slow,
            self.way_turn,
            self.way_turns,
            self.way_dreamer,
        ) = _columns("iiiiiiiiiii", self._way)
        (
            self.turn_test,
            self.turn_who,
            self.turn_kind,
            self.turn_place,
            self.turn_fluent,
            self.turn_spot,
            self.turn_code,
            self.turn_tree,
        ) = _columns("iiiiiiii", self._turns)
        self.mask_word, self.mask_kept, self.mask_set = _columns("iQQ", self._masks)
        self.effect_test, self.effect_fluent, self.effect_code, self.effect_tree, self.effect_again = _columns(
            "iiiii", self._effects
        )
        (
            self.belief_test,
            self.belief_who,
            self.belief_spot,
            self.belief_code,
            self.belief_tree,
            self.belief_again,
        ) = _columns("iiiiii", self._beliefs)
        self.surprise_first, self.surprise_n = _columns("ii", self._surprises)
        self.lesson_first, self.lesson_n = _columns("ii", self._lessons)
        (
            self.repair_test,
            self.repair_fluent,
            self.repair_code,
            self.repair_tree,
            self.repair_spot,
            self.repair_first,
            self.repair_n,
        ) = _columns("iiiiiii", self._repairs)
        self.repair_path = array("i", self._repair_path)
        self.spot_first = array("i", [path[0] if path else -1 for path, _ in self.spots] or [-1])
        self.spot_rest = array("i", [self.spot_number[path[1:], f] if path else 0 for path, f in self.spots] or [0])
        self.spot_fluent = array("i", [fluent for _, fluent in self.spots] or [0])
        self.spot_here = array("i", [int(not path) for path, _ in self.spots] or [0])


def _columns(types: str, rows: Sequence[tuple[int, ...]]) -> list[array[int]]:
    """The columns of a table, each as an array; never empty, so that it can be looked at."""
    if not rows:
        return [array(kind, [0]) for kind in types]
    return [array(kind, column) for kind, column in zip(types, zip(*rows, strict=True), strict=True)]


def _rows(table: Sequence[Sequence[int]]) -> tuple[array[int], array[int]]:
    """Rows of numbers one after the other, and where each begins; at last, where the last one ends."""
    first = array("i", [0])
    for row in table:
        first.append(first[-1] + len(row))
    return array("i", [number for row in table for number in row]), first


def numbers(bits: int) -> Iterator[int]:
    """Which bits are set, from the lowest."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


def _read_by(event: GroundEvent) -> Iterator[Expr]:
    """What a trigger reads."""
    yield event.precondition
    for outcome in event.outcomes:
        for turn in outcome.mind_effects:
            yield turn.condition
            yield turn.value
        for effect in outcome.effects:
            yield effect.condition
            yield effect.value


def clauses(model: GroundModel, event: GroundEvent) -> list[tuple[Expr, ...]]:
    """The precondition in disjunctive normal form. A belief distributes over `and` and `or`."""
    return list(_clauses(model, event.precondition, event))


def _clauses(model: GroundModel, expr: Expr, event: GroundEvent) -> Iterator[tuple[Expr, ...]]:
    match expr:
        case Const(value):
            if value:
                yield ()
        case Or(parts):
            for part in parts:
                yield from _clauses(model, part, event)
        case And(parts):
            choices = [tuple(_clauses(model, part, event)) for part in parts]
            total = 1
            for choice in choices:
                total *= len(choice)
            if total > MOST_CLAUSES:
                raise too_many_ways(model, event, total, MOST_CLAUSES)
            for chosen in product(*choices):
                yield tuple(atom for clause in chosen for atom in clause)
        case Believes(who, body):
            for clause in _clauses(model, body, event):
                yield tuple(Believes(who, atom) for atom in clause)
        case _:
            yield (expr,)


def repair(atom: Expr, mind_of: dict[str, int]) -> tuple[tuple[int, ...], int, Expr] | None:
    """What is set to make an atom hold in a surprised mind: path, fluent, and the value, read at that path outside."""
    path: tuple[int, ...] = ()
    while isinstance(atom, Believes):
        assert isinstance(atom.who, Const)
        path = (*path, mind_of[str(atom.who.value)])
        atom = atom.body
    match atom:
        case Fluent(index):
            return path, index, Const(True)
        case Not(Fluent(index)):
            return path, index, Const(False)
        case Compare("==", Fluent(index), value) | Compare("==", value, Fluent(index)):
            return path, index, value
    for part in walk(atom):
        if isinstance(part, Fluent):
            return path, part.index, Const(None)
    return None


def check(program: Program) -> list[str]:
    """What is wrong with the tables; nothing, if they were made by `Program`."""
    wrong: list[str] = []

    def within(name: str, numbers: Sequence[int], low: int, high: int) -> None:
        bad = [number for number in numbers if not low <= number < high]
        if bad:
            wrong.append(f"{name}: {bad[0]} is not from {low} to {high - 1}")

    p, f = program, program.formulas
    within("tests of events", p.event_tests, 0, len(f.tests))
    within("tests of triggers", p.trigger_tests, 0, len(f.tests))
    within("tests of noticing", p.observing, 0, len(f.tests))
    within("atoms' sources", [row[0] for row in f.atoms], 0, p.characters + 1)
    within("atoms' kinds", [row[1] for row in f.atoms], 0, max(IS, IS_NOT, AMONG, SAME, DIFFERENT) + 1)
    within("atoms' words", [row[2] for row in f.atoms], 0, p.words)
    within("clauses", [first + n - 1 for first, n in f.clauses], 0, len(f.atoms))
    within("masks' words", [word for word, _, _ in p._masks], 0, p.words)
    within("effects' tests", [row[0] for row in p._effects], 0, len(f.tests))
    within("effects' fluents", [row[1] for row in p._effects], 0, p.fluents)
    within("beliefs' characters", [row[1] for row in p._beliefs], 0, p.characters)
    within("beliefs' spots", [row[2] for row in p._beliefs], 0, len(p.spots))
    within("trees", [row[3] for row in p._effects], 0, len(f.nodes))
    if len(p.observing) != p.events * p.characters:
        wrong.append(f"noticing: {len(p.observing)} tests for {p.events} events and {p.characters} characters")
    for word, kept, bits in p._masks:
        if kept & bits:
            wrong.append(f"masks: word {word} sets bits that it keeps")
    for fluent, codes in enumerate(p.packing.codes):
        if len(codes) > 1 << p.packing.width[fluent]:
            wrong.append(f"fluent {fluent}: {len(codes)} codes in {p.packing.width[fluent]} bits")
    return wrong


def show(program: Program, model: GroundModel) -> str:
    """The tables as text: fields, then every event and trigger with the sizes of what it is made of."""
    packing = program.packing
    lines = [f"{program.words} words, {packing.bits} bits, {len(program.formulas.tests)} tests"]
    for fluent in model.fluents:
        place = f"word {packing.word[fluent.index]} bit {packing.shift[fluent.index]}"
        lines.append(f"{fluent.name}: {place}, {packing.width[fluent.index]} bits")
    for number, event in enumerate((*model.events, *model.triggers)):
        for outcome in range(len(event.outcomes)):
            _, _, masks, _, effects, _, beliefs, slow, _, turns, _ = program._way[program.first_way[number] + outcome]
            what = f"{masks} masks, {effects} effects, {beliefs} beliefs, {turns} turns{', slow' if slow else ''}"
            lines.append(f"{event}: {what}")
    return "\n".join(lines) + "\n"
