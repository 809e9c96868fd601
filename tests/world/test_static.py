"""What is said of an expression before anything happens agrees with all that can happen: tried on every state."""

from dataclasses import dataclass
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from fabula.ground import ground
from fabula.reference.meaning import Meanings
from fabula.world.expressions import Expr, Value
from tests.world.text import codes_of, world_of

HEAD = """world "Numbers"
type lamp
red, green : lamp
Ann : character
property p : 0..2
property q : -1..1
property b
property lit : lamp
property other : lamp
fate change
    either p = 1, q = 1, b, lit = red
    or p = 2, q = ?, not b, other = green
"""
VALUES: tuple[tuple[Value, ...], ...] = (
    (0, 1, 2, None),
    (-1, 0, 1, None),
    (True, False),
    ("red", "green", None),
    ("red", "green", None),
)

numbers = st.recursive(
    st.sampled_from(["p", "q", "0", "1", "-2", "3", "?", "(count of l: lamp where lit == l)"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(st.sampled_from(["min", "max"]), inner, inner).map(lambda t: f"{t[0]}({t[1]}, {t[2]})"),
        st.tuples(inner, st.sampled_from(["b", "p > q"]), inner).map(lambda t: f"({t[0]} if {t[1]} otherwise {t[2]})"),
    ),
    max_leaves=4,
)
lamps = st.sampled_from(["lit", "other", "red", "green", "?", "(red if b otherwise green)", "(lit if b otherwise ?)"])
comparisons = st.one_of(
    st.tuples(numbers, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), numbers).map(" ".join),
    st.tuples(lamps, st.sampled_from(["==", "!="]), lamps).map(" ".join),
    st.sampled_from(["b", "lit is a lamp", "exists l: lamp where lit == l", "each l: lamp has other == l"]),
)
conditions = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        inner.map(lambda c: f"(not ({c}))"),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        inner.map(lambda c: f"(Ann believes ({c}))"),
    ),
    max_leaves=4,
)


@dataclass(frozen=True)
class Possible:
    """A state of which nobody is mistaken."""

    values: tuple[Value, ...]

    @property
    def minds(self) -> "tuple[Possible, ...]":
        return (self,)


def can_hold(condition: Expr, order: list[str]) -> bool:
    meaning = Meanings(("Ann",))(condition)
    by_name = dict(zip(("p", "q", "b", "lit", "other"), VALUES, strict=True))
    return any(meaning(Possible(values)) for values in product(*(by_name[name] for name in order)))


@given(conditions)
def test_an_ending_that_is_called_impossible_holds_in_no_state(condition: str) -> None:
    text = f"ending e when {condition}\n"
    if "F304" in codes_of(text, head=HEAD):
        model = ground(world_of(text, head=HEAD))
        assert not can_hold(dict(model.endings)["e"], [fluent.name for fluent in model.fluents])
