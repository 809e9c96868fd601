"""The relaxation with minds: an act also takes that whoever must want it believes what nobody can want it without.

It is put together from four parts, each of which only leaves out what can't happen:

* `fabula.search.consent` says what must be believed by whoever wants an act, which becomes a precondition of it;
* `fabula.search.beliefs` makes facts of what is read of minds, and says how they come about;
* `fabula.search.blocks` ties what is wrongly believed to what is so;
* `fabula.search.domains` sees which conditions can't hold together.

Here all of it is written down as nodes and rules (`fabula.search.monotone`), one number for all rules of one way of an
event, and what nothing leads to from the start is taken out. Every explained way through the story is a way through
these rules, with the same events; so what is counted here (`fabula.search.landmarks`) is never too much.

*Example:* without minds it takes two events to poison Tom: `pour(Ann, cup)` and `drink(Tom, cup)`. But he must believe
that the cup is not poisoned; and if he begins in the room, where he would notice, he must go out of it first: three.

*Source:* F. Kominis and H. Geffner, "Beliefs in multiagent planning: from one agent to many", ICAPS 2015 (minds in a
planning task without minds); that consent has necessary conditions, and that they are counted, is our own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from fabula.ground.model import GroundEvent, GroundModel
from fabula.search.beliefs import Beliefs, Change, Operator, Where
from fabula.search.blocks import Blocks, Given
from fabula.search.domains import Values, Variable
from fabula.search.monotone import ALWAYS, Monotone
from fabula.world.expressions import Value
from fabula.world.model import Number


def willing(model: GroundModel, start: Callable[[Where], tuple[Value, ...]]) -> Willing | None:
    """The relaxation with minds; None where it would say nothing, or minds change in ways that are not looked at.

    `start`: the values at the start of the story, of the world (None) and of minds.
    """
    plain = (
        not model.addressed
        and all(mind.kind == "actual" for mind in model.minds)
        and all(
            event.kind in ("action", "fate") and not event.takes and len(event.outcomes) == 1 for event in model.events
        )
        and not any(o.mind_effects for event in (*model.events, *model.triggers) for o in event.outcomes)
    )
    if not plain or not any(event.consenting for event in model.events):
        return None
    beliefs = Beliefs(model)
    worlds = {mind: start(mind) for mind, _ in beliefs.places}
    return Willing(beliefs, [worlds[mind][fluent] for mind, fluent in beliefs.places])


class Willing(Monotone):
    """The nodes, terms and rules of a model with its minds. `rule_event` tells the ways of an event apart.

    `places`: by fluent, those of minds included, the mind (None: the world) and the fluent there. `start`: the values
    at the start of the story, by place; only of what can come of it is anything said.
    """

    def __init__(self, beliefs: Beliefs, start: list[Value]) -> None:
        self.places = beliefs.places
        self._beliefs = beliefs
        self._blocks = Blocks(beliefs, start)
        self._tuple_fact: dict[tuple[Variable, Values], int] = {}
        super().__init__(replace(beliefs.model, fluents=tuple(beliefs.fluents), events=(), triggers=()), deeds=False)
        self._operators = 0  # ways of events so far
        for operator in beliefs.events:
            self._add_operator(operator)
        self.event_rules = len(self.rule_node)
        for trigger in beliefs.triggers:
            self._add_operator(trigger)
        self._keep_what_can_come(start)

    def _make_facts(self, model: GroundModel) -> None:
        """Those of a block are its tuples; that a member has a value is that the block has one of those with it."""
        super()._make_facts(model)
        for block, tuples in self._blocks.tuples.items():
            for values in tuples:
                self._tuple_fact[block, values] = self._leaf()
            for place, member in enumerate(block):
                for value in self._beliefs.domain(member):
                    having = [self._tuple_fact[block, values] for values in tuples if values[place] == value]
                    self.fact[member, value] = self._one(having)

    def _node_of(self, given: Given) -> int:
        """The node of conditions that hold together."""
        shorter = self._blocks.domains.without_what_is_certain
        nodes = [self.node(shorter(part, given.allowed)) for part in given.rest]
        for variable, several in given.allowed.items():
            if variable in self._blocks.tuples:
                nodes.append(self._one([self._tuple_fact[variable, values] for values in several]))
            else:
                nodes.append(self._one([self.fact[variable[0], value] for (value,) in several]))
        return self._all(nodes)

    # ---- rules -------------------------------------------------------------------------------------------------------

    def _add_operator(self, operator: Operator) -> None:
        """The rules of each way of an event or a trigger, under one number."""
        block_of = self._blocks.block_of
        touched = {block_of[fluent]: None for fluent in operator.changes if fluent in block_of}
        for given, fixed in self._blocks.cases(operator):
            begun = len(self.rule_node)
            for fluent, changes in operator.changes.items():
                if fluent not in block_of:
                    for change in changes:
                        self._add_change(operator.event, given, fluent, change)
            for block in touched:
                for values in [fixed[block]] if block in fixed else self._blocks.tuples[block]:
                    self._add_turns(operator, given, block, values)
            if len(self.rule_node) > begun:
                self.rule_event[begun:] = [self._operators] * (len(self.rule_node) - begun)
                self._operators += 1

    def _add_change(self, event: GroundEvent, given: Given, fluent: int, change: Change) -> None:
        """What a change may make of a fluent."""
        when = self._blocks.narrowed(given, [change.may])
        if when is None:
            return
        node = self._node_of(when)
        if fluent in self.numeric:
            term = self._any if change.value is None else self.term(change.value)
            self._add_rule(event, node, (), ((self.numeric[fluent], term),))
        elif change.value is None:
            for value in self._beliefs.domain(fluent):
                self._add_rule(event, node, (self.fact[fluent, value],), ())
        else:
            for condition, value in self._values(change.value, fluent):
                fact = self.fact.get((fluent, value))
                if fact is not None:
                    self._add_rule(event, self._all([node, condition]), (fact,), ())

    def _add_turns(self, operator: Operator, given: Given, block: Variable, values: Values) -> None:
        """What a block may become if it has these values."""
        for turn in self._blocks.turns(operator, given, block, values):
            nodes = [self._node_of(turn.when)]
            for expr, fluent, value in turn.written:
                nodes.append(self._one([node for node, new in self._values(expr, fluent) if new == value]))
            self._add_rule(operator.event, self._all(nodes), (self._tuple_fact[block, turn.after],), ())

    def _keep_what_can_come(self, start: list[Value]) -> None:
        """Leave out rules that can never be used after the start, and make one of those that are used together."""
        known = self._what_can_come(start)
        kept: dict[tuple[bool, int, int], tuple[dict[int, None], dict[tuple[int, int], None]]] = {}
        for rule, node in enumerate(self.rule_node):
            if node in known:
                key = (rule >= self.event_rules, self.rule_event[rule], node)
                adds, moves = kept.setdefault(key, ({}, {}))
                adds.update(dict.fromkeys(self.rule_adds[rule]))
                moves.update(dict.fromkeys(self.rule_moves[rule]))
        self.event_rules = sum(not trigger for trigger, _, _ in kept)
        self.rule_event = [operator for _, operator, _ in kept]
        self.rule_node = [node for _, _, node in kept]
        self.rule_adds = [tuple(adds) for adds, _ in kept.values()]
        self.rule_moves = [tuple(moves) for _, moves in kept.values()]

    def _what_can_come(self, start: list[Value]) -> set[int]:
        """The nodes that hold at the start or ever after, whatever numbers are."""
        parents: list[list[int]] = [[] for _ in self.needed]
        for node, parts in enumerate(self.parts):
            for part in parts:
                parents[part].append(node)
        rules: list[list[int]] = [[] for _ in self.needed]
        for rule, node in enumerate(self.rule_node):
            rules[node].append(rule)
        missing = list(self.needed)
        numbers = [self.fact[fluent, None] for fluent in self.numeric]
        facts, _ = self._facts_of(start)
        todo = [ALWAYS, *facts, *numbers, *(comparison[0] for comparison in self.comparisons)]
        known = set(todo)
        while todo:
            node = todo.pop()
            after = [added for rule in rules[node] for added in self.rule_adds[rule]]
            for parent in parents[node]:
                missing[parent] -= 1
                if missing[parent] == 0:
                    after.append(parent)
            for other in after:
                if other not in known:
                    known.add(other)
                    todo.append(other)
        return known

    # ---- states ------------------------------------------------------------------------------------------------------

    def start(self, worlds: list[tuple[Value, ...]], read: list[int]) -> tuple[list[int], list[tuple[int, Number]]]:
        """The facts of a state, and its numbers by place. `worlds`: values of the world and of the minds `read`."""
        which: dict[Where, int] = {None: 0, **{mind: place for place, mind in enumerate(read, 1)}}
        return self._facts_of([worlds[which[mind]][fluent] for mind, fluent in self.places])

    def _facts_of(self, now: list[Value]) -> tuple[list[int], list[tuple[int, Number]]]:
        facts: list[int] = []
        numbers: list[tuple[int, Number]] = []
        for index, value in enumerate(now):
            if index in self._blocks.block_of:
                continue
            place = self.numeric.get(index)
            if place is None or value is None:
                facts.append(self.fact[index, value])
            else:
                assert isinstance(value, int | Fraction)  # of a number
                numbers.append((place, value))
        for block in self._blocks.tuples:
            facts.append(self._tuple_fact[block, tuple(now[member] for member in block)])
        return facts, numbers
