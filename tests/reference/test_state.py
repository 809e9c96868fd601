"""States are kept once: equal to any depth of belief means identical, and different means different."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fabula.reference.state import Draft, Node, Pool, State

MINDS = 2


@st.composite
def graphs(draw: st.DrawFn) -> list[tuple[int, tuple[int, ...]]]:
    """For each node its value and, for each mind, the number of a node."""
    size = draw(st.integers(1, 6))
    node = st.tuples(st.integers(0, 1), st.tuples(*[st.integers(0, size - 1)] * MINDS))
    return draw(st.lists(node, min_size=size, max_size=size))


def drafts(graph: list[tuple[int, tuple[int, ...]]]) -> list[Draft]:
    made = [Draft((value,)) for value, _ in graph]
    for draft, (_, minds) in zip(made, graph, strict=True):
        draft.minds = [made[mind] for mind in minds]
    return made


def seen(node: Node, depth: int) -> tuple[object, ...]:
    """The value and all beliefs to a depth: what tells two nodes apart."""
    if depth == 0:
        return (node.values,)
    return (node.values, *(seen(mind, depth - 1) for mind in node.minds if mind is not None))


@given(graphs())
def test_equal_to_any_depth_is_identical(graph: list[tuple[int, tuple[int, ...]]]) -> None:
    pool = Pool()
    nodes = drafts(graph)
    kept = [pool.keep(node) for node in nodes]
    for one, state in zip(nodes, kept, strict=True):
        assert seen(one, len(graph)) == seen(state, len(graph))
        for other, its_state in zip(nodes, kept, strict=True):
            assert (seen(one, len(graph)) == seen(other, len(graph))) == (state is its_state)


@given(graphs(), graphs())
def test_states_are_found_again_and_mix_with_drafts(
    graph: list[tuple[int, tuple[int, ...]]], more: list[tuple[int, tuple[int, ...]]]
) -> None:
    pool = Pool()
    first = [pool.keep(node) for node in drafts(graph)]
    count = len(pool)
    again = [pool.keep(node) for node in reversed(drafts(graph))]
    assert again == first[::-1]
    assert len(pool) == count
    # Drafts whose second mind is a state: what comes out is what comes out if all of them are drafts.
    mixed = drafts(more)
    whole = drafts(more)
    copies = drafts(graph)
    for number, (one, other) in enumerate(zip(mixed, whole, strict=True)):
        one.minds[1] = first[number % len(first)]
        other.minds[1] = copies[number % len(first)]
    assert [pool.keep(node) for node in mixed] == [pool.keep(node) for node in whole]
    assert count <= len(pool) <= count + len(more)


def test_a_mind_that_is_right_about_everything_is_the_world_itself() -> None:
    pool = Pool()
    world = Draft((1,))
    mind = Draft((1,))
    world.minds = [mind, world]
    mind.minds = [mind, mind]
    state = pool.keep(world)
    assert state.minds == (state, state)
    above = Draft((1,))
    above.minds = [state, state]
    assert pool.keep(above) is state
    assert state.reach() == frozenset({state})


def test_empty_minds_are_told_apart() -> None:
    pool = Pool()
    awake = Draft((1,))
    awake.minds = [awake, None]
    dreaming = Draft((1,))
    dreaming.minds = [dreaming, awake]
    assert isinstance(pool.keep(awake), State)
    assert pool.keep(awake) is not pool.keep(dreaming)
