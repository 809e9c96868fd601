"""Folding keeps the meaning: random expressions, held against the definition in `fabula.reference.meaning`."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.ground import fold
from fabula.ground.model import GroundFluent
from fabula.ground.values import Values, can_compare, combine, values
from fabula.reference.meaning import Meanings
from fabula.world.expressions import (
    And,
    Arith,
    ArithmeticOp,
    Believes,
    Compare,
    ComparisonOp,
    Const,
    Expr,
    Fluent,
    Not,
    Or,
    Value,
    walk,
)
from fabula.world.model import Property

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

PEOPLE = ("Ann", "Tom")
TRUTH = Property("lit", "lit", (), "boolean", "boolean")
PLACE = Property("at", "at", (), "entity", "place")
HOPE = Property("hope", "hope", (), "number", "number", 0, 2)
COINS = Property("coins", "coins", (), "number", "number")
FLUENTS = (
    GroundFluent(0, TRUTH, (), "lit", (False, True)),
    GroundFluent(1, TRUTH, (), "dark", (False, True)),
    GroundFluent(2, PLACE, (), "at", ("home", "bar", None)),
    GroundFluent(3, PLACE, (), "goes", ("home", "bar", None)),
    GroundFluent(4, HOPE, (), "hope", (0, 1, 2, None)),
    GroundFluent(5, COINS, (), "coins", None),
)
DOMAINS = fold.Domains(FLUENTS)
OPS: tuple[ComparisonOp, ...] = ("==", "!=", "<", "<=", ">", ">=")


@dataclass(frozen=True)
class World:
    """A state with minds in it, all there."""

    values: tuple[Value, ...]
    known: tuple[Any, ...] = ()

    @property
    def minds(self) -> tuple[Any, ...]:
        """The minds; where none are said, both believe in this very state."""
        return self.known or (self, self)


VALUES = st.tuples(
    st.booleans(),
    st.booleans(),
    st.sampled_from(["home", "bar", None]),
    st.sampled_from(["home", "bar", None]),
    st.sampled_from([0, 1, 2, None]),
    st.one_of(st.none(), st.integers(-3, 3), st.fractions(-2, 2, max_denominator=3)),
)
LEAF = VALUES.map(World)
STATES = st.tuples(VALUES, LEAF, LEAF).map(lambda parts: World(parts[0], (parts[1], parts[2])))

TRUTHS = st.sampled_from([Fluent(0), Fluent(1), Const(True), Const(False)])
PLACES = st.sampled_from([Fluent(2), Fluent(3), Const("home"), Const("bar"), Const(None)])
NUMBERS = st.sampled_from([Fluent(4), Fluent(5), Const(0), Const(1), Const(Fraction(1, 2)), Const(None)])
COMPARISONS = st.one_of(
    st.tuples(st.sampled_from(["==", "!="]), PLACES, PLACES), st.tuples(st.sampled_from(OPS), NUMBERS, NUMBERS)
)


def built(parts: tuple[str, list[Expr]]) -> Expr:
    kind, inner = parts
    if kind == "and":
        return fold.conj(inner)
    if kind == "or":
        return fold.disj(inner)
    if kind == "not":
        return fold.negation(inner[0])
    return fold.believes(Const(kind), inner[0])


def plain(parts: tuple[str, list[Expr]]) -> Expr:
    kind, inner = parts
    if kind == "and":
        return And(tuple(inner))
    if kind == "or":
        return Or(tuple(inner))
    if kind == "not":
        return Not(inner[0])
    return Believes(Const(kind), inner[0])


ATOMS = st.one_of(
    TRUTHS.map(lambda atom: (atom, atom)),
    COMPARISONS.map(lambda c: (DOMAINS.compare(*c), Compare(*c))),
)


def compounds(pairs: st.SearchStrategy[tuple[Expr, Expr]]) -> st.SearchStrategy[tuple[Expr, Expr]]:
    kinds = st.sampled_from(["and", "or", "Ann", "Tom"])
    return st.tuples(kinds, st.lists(pairs, min_size=1, max_size=4)).map(
        lambda made: (built((made[0], [a for a, _ in made[1]])), plain((made[0], [b for _, b in made[1]])))
    )


# Without negations of order comparisons, which normal form reads in its own way (rule V3).
CONDITIONS = st.recursive(ATOMS, compounds, max_leaves=12)


@given(CONDITIONS, STATES)
def test_conditions_mean_what_they_meant(pair: tuple[Expr, Expr], state: World) -> None:
    folded, original = pair
    meaning = Meanings(PEOPLE)
    assert meaning(folded)(state) == meaning(original)(state)


@given(CONDITIONS, STATES)
def test_a_negation_never_holds_beside_what_it_negates(pair: tuple[Expr, Expr], state: World) -> None:
    folded, _ = pair
    meaning = Meanings(PEOPLE)
    negated = fold.negation(folded)
    assert not (meaning(folded)(state) and meaning(negated)(state))
    orders = [e for e in walk(folded) if isinstance(e, Compare) and e.op not in ("==", "!=")]
    if not orders:
        assert meaning(folded)(state) or meaning(negated)(state)


@given(CONDITIONS)
def test_not_stands_before_boolean_fluents_only(pair: tuple[Expr, Expr]) -> None:
    for expr in (pair[0], fold.negation(pair[0])):
        for part in walk(expr):
            if isinstance(part, Not):
                assert isinstance(part.body, Fluent)
            if isinstance(part, Compare):
                assert not isinstance(part.left, Const)
            if isinstance(part, (And, Or)):
                assert len(part.parts) > 1
                assert not any(isinstance(inner, (Const, type(part))) for inner in part.parts)


@given(st.sampled_from([Fluent(2), Fluent(4), Believes(Const("Ann"), Fluent(3)), Fluent(0)]), STATES)
def test_of_the_cases_of_an_expression_just_one_holds_and_it_is_right(expr: Expr, state: World) -> None:
    meaning = Meanings(PEOPLE)
    cases = DOMAINS.cases(expr)
    assert cases is not None
    assert [value for when, value in cases if meaning(when)(state)] == [meaning(expr)(state)]


OPERATIONS: tuple[ArithmeticOp, ...] = ("+", "-", "*", "/", "min", "max")
ARITHMETIC = st.recursive(
    NUMBERS.map(lambda leaf: (leaf, leaf)),
    lambda pairs: st.tuples(st.sampled_from(OPERATIONS), pairs, pairs).map(
        lambda made: (fold.arith(made[0], made[1][0], made[2][0]), Arith(made[0], made[1][1], made[2][1]))
    ),
    max_leaves=6,
)


@given(ARITHMETIC, STATES)
def test_numbers_come_to_the_same_within_their_bounds(pair: tuple[Expr, Expr], state: World) -> None:
    folded, original = pair
    meaning = Meanings(PEOPLE)
    value = meaning(folded)(state)
    assert value == meaning(original)(state)
    if value is not None:
        low, high = DOMAINS.bounds(folded)
        assert low is None or low <= value
        assert high is None or value <= high
        clamped = meaning(DOMAINS.clamped(folded, 0, 2))(state)
        assert clamped == min(max(value, 0), 2)


@given(st.lists(NUMBERS, max_size=9), STATES)
def test_long_sums_come_to_the_same(parts: list[Expr], state: World) -> None:
    meaning = Meanings(PEOPLE)
    numbers = [meaning(part)(state) for part in parts]
    expected = None if None in numbers else sum(numbers)
    assert meaning(fold.together("+", parts, 0))(state) == expected


# ---- sets of values -------------------------------------------------------------------------------------------------

SINGLE = st.one_of(
    st.none(), st.sampled_from(["home", "bar"]), st.integers(-4, 4), st.fractions(-3, 3, max_denominator=2)
)


@st.composite
def sets(draw: Any) -> tuple[Values, Value]:
    """A set of values and one of them."""
    found = draw(st.lists(SINGLE, min_size=1, max_size=4))
    if draw(st.booleans()):
        low = draw(st.integers(-4, 4))
        high = draw(st.one_of(st.integers(low, 6), st.just(float("inf"))))
        member = draw(st.integers(low, 8 if high == float("inf") else high))
        return values(found, low, high), draw(st.sampled_from([*found, member]))
    return values(found), draw(st.sampled_from(found))


@given(sets(), sets(), st.sampled_from(OPS))
def test_a_comparison_that_holds_of_members_can_hold(
    one: tuple[Values, Value], other: tuple[Values, Value], op: ComparisonOp
) -> None:
    if fold.holds(op, one[1], other[1]):
        assert can_compare(op, one[0], other[0])


@given(sets(), sets(), st.sampled_from(OPERATIONS))
def test_numbers_made_of_members_are_members(
    one: tuple[Values, Value], other: tuple[Values, Value], op: ArithmeticOp
) -> None:
    made = combine(op, one[0], other[0])
    assert can_compare("==", made, values([fold.combined(op, one[1], other[1])]))


@given(sets(), sets())
def test_unions_hold_the_members_of_both_and_widening_loses_none(
    one: tuple[Values, Value], other: tuple[Values, Value]
) -> None:
    both = one[0].union(other[0])
    for member in (one[1], other[1]):
        assert can_compare("==", both, values([member]))
        assert can_compare("==", both.widened(one[0]), values([member]))
    assert both.union(other[0]) == both


def test_true_is_not_1() -> None:
    assert Const(True) != Const(1)
    assert Const(False) != Const(0)
    assert Const(Fraction(1)) == Const(1)
    assert Const(None) == Const(None)
    assert not fold.holds("==", True, 1)
