"""Blocks: a fluent and what people wrongly believe of it, as one variable whose values are tuples.

A relaxation that only adds facts would let a mind believe for ever what was so at the start, whatever is noticed since.
Where somebody must be *wrong* to want an act, that comes for nothing: so there the fluent and what those believe of it
who must want the same act are a *block*. Its facts are tuples of values. An operator (`fabula.search.beliefs`) takes it
from tuple to tuple: all of it changes at once, or stays.

At any moment a block has exactly one tuple, and whatever changes the real one is among the *turns* from there: any
combination of changes and of fluents left alone of which it is not certain that its conditions can't hold together.
Tuples that no chain of turns leads to from the start are left out. Events are told apart, as *cases*, by the tuples
that they read, since one event happens with one tuple each; more than there is room for are one.

*Example:* the block of `poisoned(cup)` and what Tom believes of it begins with `(False, False)`. To drink poison he
must be wrong: `(True, False)`. `pour(Ann, cup)` turns the first into the second if Tom is out of the room, else into
`(True, True)`. If he never leaves it, nobody can poison him; single facts would let him believe what he did before.

*Source:* P. Haslum, "h^m(P) = h^1(P^m)", ICAPS 2009 (tuples as facts); M. Helmert, P. Haslum and J. Hoffmann, "Flexible
abstraction heuristics for optimal sequential planning", ICAPS 2007 (products of variables).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from fabula.search.beliefs import Beliefs, Change, Operator
from fabula.search.domains import Domains, Values, Variable, conjuncts
from fabula.world.expressions import TRUE, Const, Expr, Fluent, Not, Value, conjunction, walk

MOST_TUPLES = 64  # values of one block
MOST_CASES = 32  # ways of one event that are told apart


@dataclass(frozen=True, slots=True)
class Given:
    """Conditions that hold together: what they leave of variables, and those that read more than one."""

    allowed: dict[Variable, frozenset[Values]]
    rest: tuple[Expr, ...]


NOTHING = Given({}, ())


@dataclass(frozen=True, slots=True)
class Turn:
    """What a block may become, and when. `written`: each expression with its fluent and the value it must have."""

    after: Values
    when: Given
    written: list[tuple[Expr, int, Value]]


class Blocks:
    """The blocks of beliefs. `tuples`: by block, the values that it can come to have, as far as it can be told alone.

    `start`: the value of each place at the start of the story.
    """

    def __init__(self, beliefs: Beliefs, start: list[Value]) -> None:
        self._beliefs = beliefs
        self.tuples: dict[Variable, dict[Values, None]] = {
            block: dict.fromkeys(product(*(beliefs.domain(member) for member in block))) for block in _found(beliefs)
        }
        self.block_of = {fluent: block for block in self.tuples for fluent in block}
        self.domains = Domains(beliefs.model.characters, beliefs.domain, self.tuples)
        operators = [*beliefs.events, *beliefs.triggers]
        self.tuples = {
            block: self._reached(operators, block, tuple(start[member] for member in block)) for block in self.tuples
        }

    def _reached(self, operators: list[Operator], block: Variable, first: Values) -> dict[Values, None]:
        touching = [
            (operator, given)
            for operator in operators
            if not operator.changes.keys().isdisjoint(block)
            for given in [self.narrowed(NOTHING, operator.preconditions)]
            if given is not None
        ]
        known = {first: None}
        todo = [first]
        while todo:
            values = todo.pop()
            for operator, given in touching:
                for turn in self.turns(operator, given, block, values):
                    if turn.after not in known:
                        known[turn.after] = None
                        todo.append(turn.after)
        return known

    # ---- conditions --------------------------------------------------------------------------------------------------

    def narrowed(self, given: Given, parts: Iterable[Expr]) -> Given | None:
        """These conditions too; None: they can't hold together."""
        allowed = dict(given.allowed)
        rest = list(given.rest)
        for part in conjuncts(parts):
            variable, good = self.domains.said(part)
            if variable is None:
                rest.append(part)
            else:
                allowed[variable] = good.intersection(allowed.get(variable, self.tuples.get(variable, good)))
                if not allowed[variable]:
                    return None
        return self._if_possible(Given(allowed, tuple(rest)))

    def with_values(self, given: Given, block: Variable, values: Values) -> Given | None:
        """The conditions where a block has these values; None: they can't hold then."""
        if block in given.allowed and values not in given.allowed[block]:
            return None
        return self._if_possible(Given({**given.allowed, block: frozenset({values})}, given.rest))

    def _if_possible(self, given: Given) -> Given | None:
        decided = self.domains.decided
        return None if any(decided(part, given.allowed) is False for part in given.rest) else given

    # ---- what happens ------------------------------------------------------------------------------------------------

    def turns(self, operator: Operator, given: Given, block: Variable, values: Values) -> Iterator[Turn]:
        """What an operator may make of a block that has these values, where these conditions hold."""
        here = self.with_values(given, block, values)
        if here is None:
            return
        options: list[list[tuple[Expr, Expr | None, int, Value]]] = []
        for member, value in zip(block, values, strict=True):
            ways = self._ways(operator.changes.get(member, []), member, value)
            options.append([way for way in ways if self.narrowed(here, [way[0]]) is not None])
        for combination in product(*options):
            after = tuple(value for _, _, _, value in combination)
            if after != values:
                when = self.narrowed(here, [condition for condition, _, _, _ in combination])
                if when is not None:
                    yield Turn(after, when, [(expr, f, value) for _, expr, f, value in combination if expr is not None])

    def _ways(self, changes: list[Change], fluent: int, value: Value) -> Iterator[tuple[Expr, Expr | None, int, Value]]:
        """When a fluent may stay as it is, or get which value; and what is written then, where that is to be asked."""
        yield conjunction([change.may_not for change in changes]), None, fluent, value
        for change in changes:
            if isinstance(change.value, Const):
                yield change.may, None, fluent, change.value.value
            else:
                for new in self._beliefs.domain(fluent):
                    yield change.may, change.value, fluent, new

    def cases(self, operator: Operator) -> list[tuple[Given, dict[Variable, Values]]]:
        """The ways of an operator that are told apart: when, and the values of blocks that it reads.

        None of an operator that can't happen, one of a trigger: what costs nothing need not be told apart.
        """
        needs = self.narrowed(NOTHING, operator.preconditions)
        if needs is None:
            return []
        read: dict[Variable, None] = {}
        if operator.event.kind != "trigger":
            changes = (change.may for several in operator.changes.values() for change in several)
            for expr in (*operator.preconditions, *changes):
                for fluent in _fluents(expr):
                    if fluent in self.block_of:
                        read[self.block_of[fluent]] = None
        cases: list[tuple[Given, dict[Variable, Values]]] = [(needs, {})]
        for block in read:
            more = [
                (here, {**fixed, block: values})
                for given, fixed in cases
                for values in self.tuples[block]
                for here in [self.with_values(given, block, values)]
                if here is not None
            ]
            if len(more) <= MOST_CASES:
                cases = more
        return cases


def _found(beliefs: Beliefs) -> list[Variable]:
    """Fluents of which somebody must be wrong, each with what all who must want the same event believe of it."""
    allowed = beliefs.domains.allowed
    wrong: dict[int, dict[int, None]] = {}  # by fluent: places of those who must be wrong
    others: dict[int, dict[int, None]] = {}  # and of all who must want one of these events
    for operator in beliefs.events:
        believed = [(who, allowed([need]), need) for who, need in beliefs.wanting.get(operator.event.index, ())]
        read = sorted({place for _, _, need in believed for place in _fluents(need)})
        for condition in _conditions(beliefs, operator):
            for (fluent, *_), real in allowed([operator.preconditions[0], condition]).items():
                for who, thought, _ in believed:
                    place = beliefs.place_if_read(who, fluent)
                    held = None if place is None else thought.get((place,))
                    if place is not None and real and held and real.isdisjoint(held):
                        wrong.setdefault(fluent, {})[place] = None
                        same = [one for one in read if beliefs.places[one][1] == fluent]
                        others.setdefault(fluent, {}).update(dict.fromkeys(same))
    blocks: list[Variable] = []
    for fluent, places in wrong.items():
        for members in ({**places, **others[fluent]}, places, {next(iter(places)): None}):
            if len(beliefs.domain(fluent)) ** (1 + len(members)) <= MOST_TUPLES:
                blocks.append((fluent, *sorted(members)))
                break
    return blocks


def _conditions(beliefs: Beliefs, operator: Operator) -> Iterator[Expr]:
    """In which cases an event does different things: always, and with each effect's condition, and without it."""
    yield TRUE
    for effect in operator.event.outcomes[0].effects:
        if not effect.path and effect.condition != TRUE:
            condition = beliefs.at(effect.condition, None)
            yield condition
            yield Not(condition)


def _fluents(expr: Expr) -> list[int]:
    return [part.index for part in walk(expr) if isinstance(part, Fluent)]
