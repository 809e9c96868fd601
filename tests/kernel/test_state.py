"""Packed states: a value vector comes out as it went in, each state is kept once, fields grow when they must."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.kernel.engine import Kernel
from fabula.reference.engine import Reference
from fabula.state.constants import DRAFTS, FIRST_DRAFT
from fabula.state.packing import FIRST_WIDTH, Packing, Wider
from fabula.state.pool import Pool
from fabula.state.rings import Rings
from tests.literature.problems import problem, simplified
from tests.shared import needs_shared

VALUES = st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.sampled_from(["Ann", "home"]))


@given(st.lists(st.lists(VALUES, min_size=1, max_size=9, unique_by=lambda v: (type(v), v)), min_size=1), st.data())
def test_unpack_is_the_inverse_of_pack(domains: list[list[object]], data: st.DataObject) -> None:
    packing = Packing(domains)  # type: ignore[arg-type]
    values = tuple(data.draw(st.sampled_from(domain)) for domain in domains)
    back = packing.unpack(packing.pack(values))  # type: ignore[arg-type]
    assert [(type(value), value) for value in back] == [(type(value), value) for value in values]


def test_no_field_reaches_beyond_its_word() -> None:
    packing = Packing([range(size) for size in (2, 3, 60, 1000, 5, 2, 900, 17, 300, 65)])
    taken = set()
    for fluent, (word, shift, mask) in enumerate(packing.fields()):
        bits = {(word, shift + bit) for bit in range(mask.bit_length())}
        assert not taken & bits
        assert all(place < 64 for _, place in bits)
        assert len(packing.codes[fluent]) <= mask + 1
        taken |= bits


def test_a_number_without_bounds_gets_a_wider_field() -> None:
    packing = Packing([None, (False, True)])
    met = [Fraction(number, 2) for number in range(1 << FIRST_WIDTH)]
    words = [packing.pack((value, True)) for value in met]
    with pytest.raises(Wider):
        packing.pack((Fraction(99), True))
    assert [packing.unpack(row) for row in words] == [(value, True) for value in met]
    packing.lay_out()
    assert packing.unpack(packing.pack((Fraction(99), False))) == (99, False)


def pool_of_two_minds() -> Pool:
    return Pool(1, 2)


def draft(pool: Pool, word: int, *minds: int) -> int:
    made = int(pool.draft())
    pool.set_words(made, [word])
    for place, mind in enumerate(minds):
        pool.set_mind(made, place, mind)
    return made


def test_a_world_that_believes_itself_is_kept_once() -> None:
    pool = pool_of_two_minds()
    one = draft(pool, 5, 0, 0)
    pool.set_mind(one, 0, one)
    pool.set_mind(one, 1, one)
    state = pool.keep_one(one)
    assert state == DRAFTS
    assert (pool.mind(state, 0), pool.mind(state, 1)) == (state, state)
    assert pool.keep_one(draft(pool, 5, state, state)) == state  # believing a state that is the same
    other = draft(pool, 5, state, 0)
    pool.set_mind(other, 1, other)
    assert pool.keep_one(other) == state
    assert len(pool) == 1


def test_a_ring_is_kept_once_however_it_is_drawn() -> None:
    pool = pool_of_two_minds()
    rings = Rings(pool)

    def ring(length: int) -> int:
        drafts = [draft(pool, place % 2, 0, 0) for place in range(length)]
        for place, node in enumerate(drafts):
            pool.set_mind(node, 0, drafts[(place + 1) % length])
            pool.set_mind(node, 1, node)
        return drafts[0]

    first = rings.keep(ring(2))
    assert len(pool) == 2
    assert rings.keep(ring(4)) == first
    assert rings.keep(ring(6)) == first
    assert len(pool) == 2
    assert rings.keep(draft(pool, 0, pool.mind(first, 0), first)) == first
    assert rings.keep(draft(pool, 1, first, pool.mind(first, 0))) == pool.mind(first, 0)


def test_every_draft_of_a_ring_that_is_one_state_is_that_state() -> None:
    pool = pool_of_two_minds()
    rings = Rings(pool)
    one, other = draft(pool, 7, 0, 0), draft(pool, 7, 0, 0)
    for node, twin in ((one, other), (other, one)):
        pool.set_mind(node, 0, twin)
        pool.set_mind(node, 1, node)
    assert rings.keep(one) == rings.keep(other)
    assert len(pool) == 1


def classes(values: list[int], minds: list[list[int]]) -> list[int]:
    """Which nodes of a graph look the same however far one walks: the definition (partition refinement, naive)."""
    found, count = values, 0
    while True:
        pictures = [(found[node], *(found[mind] for mind in row)) for node, row in enumerate(minds)]
        known = {picture: number for number, picture in enumerate(dict.fromkeys(pictures))}
        found = [known[picture] for picture in pictures]
        if len(known) == count:
            return found
        count = len(known)


@given(st.data())
def test_graphs_of_drafts_are_kept_once_whatever_they_refer_to(data: st.DataObject) -> None:
    """Of graphs, some referring to states of earlier ones: states are the same just where the definition says so."""
    pool = Pool(1, 3)
    rings = Rings(pool)
    values: list[int] = []
    minds: list[list[int]] = []
    drawn: list[tuple[int, int]] = []  # node of the graph of all, and the state that it is said to be
    for _ in range(data.draw(st.integers(1, 6))):
        pool.top = FIRST_DRAFT
        size, before = data.draw(st.integers(1, 5)), len(drawn)
        drafts = [draft(pool, data.draw(st.integers(0, 1))) for _ in range(size)]
        first = len(values)
        for node in drafts:
            values.append(pool.get_words(node)[0])
            row = []
            for place in range(3):
                chosen = data.draw(st.integers(0, size + before - 1))
                if chosen < size:
                    pool.set_mind(node, place, drafts[chosen])
                    row.append(first + chosen)
                else:
                    other, state = drawn[chosen - size]
                    pool.set_mind(node, place, state)
                    row.append(other)
            minds.append(row)
        rings.keep(drafts[0])
        met = [(first + number, rings.state_of(node)) for number, node in enumerate(drafts)]
        drawn += [(node, state) for node, state in met if state]
        assert met[0][1]
    same = classes(values, minds)
    assert len({(same[node], state) for node, state in drawn}) == len({same[node] for node, _ in drawn}) == len(pool)


def test_a_ring_that_refers_to_a_state_of_the_same_ring_is_that_ring() -> None:
    """The state that it refers to leads back to the others, and none of the drafts is equal to it."""
    pool = Pool(1, 3)
    rings = Rings(pool)
    a, b, c = (draft(pool, word) for word in range(3))
    for node, row in ((a, (b, a, a)), (b, (b, c, a)), (c, (b, c, a))):
        for place, mind in enumerate(row):
            pool.set_mind(node, place, mind)
    rings.keep(a)
    states = [rings.state_of(node) for node in (a, b, c)]
    one, other = draft(pool, 1), draft(pool, 2)
    for node in (one, other):
        for place, mind in enumerate((one, other, states[0])):
            pool.set_mind(node, place, mind)
    assert rings.keep(one) == states[1]
    assert rings.state_of(other) == states[2]
    assert len(pool) == 3


def test_states_are_found_again_when_the_tables_have_grown() -> None:
    pool = Pool(1, 1)
    kept = []
    for word in range(3000):
        node = draft(pool, word, 0)
        pool.set_mind(node, 0, node if word % 2 else kept[-1] if kept else node)
        kept.append(pool.keep_one(node))
        pool.top = 2
    assert len(set(kept)) == len(pool) == 3000
    for word in range(3000):
        node = draft(pool, word, 0)
        pool.set_mind(node, 0, node if word % 2 or not word else kept[word - 1])
        assert pool.keep_one(node) == kept[word]
        pool.top = 2


@needs_shared
@pytest.mark.parametrize("name", ["fantasy", "hospital"])
def test_states_of_the_reference_come_out_of_the_words_as_they_are(name: str) -> None:
    model = simplified(problem(name))
    reference, kernel = Reference(model), Kernel(model)
    seen = list(reference.initial().reach())
    for state in seen[:40]:
        for event in reference.possible(state)[:4]:
            seen += [s for s in reference.after(state, event).reach() if s not in seen]
    kernel.counts(2)
    for state in seen:
        try:
            words = kernel.packing.pack(state.values)
        except Wider:
            kernel.packing.lay_out()
            words = kernel.packing.pack(state.values)
        assert kernel.packing.unpack(words) == state.values
