"""All conditions tried at once give what each of them gives by itself."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fabula.reference.conditions import Conditions
from fabula.reference.meaning import Meanings
from fabula.reference.state import Draft
from fabula.world.expressions import FALSE, TRUE, And, Believes, Compare, Const, Expr, Fluent, Not, Or

CHARACTERS = ("Ann", "Tom")

flags = st.sampled_from([Fluent(0), Not(Fluent(0)), TRUE, FALSE])
values = st.sampled_from([Const("home"), Const("street"), Const(None), Fluent(2)])
places = st.builds(Compare, st.sampled_from(["==", "!="]), st.sampled_from([Fluent(1), Fluent(2)]), values)
numbers = st.builds(
    Compare, st.sampled_from(["<", ">=", "=="]), st.just(Fluent(3)), st.sampled_from([Const(1), Const(2)])
)
conditions = st.recursive(
    flags | places | numbers,
    lambda inner: (
        st.builds(lambda parts: And(tuple(parts)), st.lists(inner, min_size=2, max_size=3))
        | st.builds(lambda parts: Or(tuple(parts)), st.lists(inner, min_size=2, max_size=6))
        | st.builds(lambda who, body: Believes(Const(who), body), st.sampled_from(CHARACTERS), inner)
    ),
    max_leaves=12,
)
place = st.sampled_from(["home", "street", None])
worlds = st.tuples(st.booleans(), place, place, st.integers(0, 3))


@given(st.lists(conditions, min_size=1, max_size=5), st.lists(worlds, min_size=3, max_size=3))
def test_all_at_once_is_one_by_one(asked: list[Expr], believed: list[tuple[bool, str | None, str | None, int]]) -> None:
    state, anns, toms = (Draft(values) for values in believed)
    state.minds, anns.minds, toms.minds = [anns, toms], [anns, toms], [state, toms]
    meanings = [Meanings(CHARACTERS)(condition) for condition in asked]
    index = Conditions(asked, meanings, CHARACTERS)
    assert list(index.holding(state)) == [number for number, meaning in enumerate(meanings) if meaning(state)]
    assert index.first(state) == next((number for number, meaning in enumerate(meanings) if meaning(state)), None)
