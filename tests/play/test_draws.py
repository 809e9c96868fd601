"""Chance in play: the same on the same path, fair, and nothing is drawn that has no weight."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from fabula.play.draws import number, pick


def test_a_draw_is_the_same_everywhere_and_always() -> None:
    assert number(1, ["go(Ann) 1"], "next") == Fraction(1810874961729265641, 2**64)


def test_a_draw_depends_on_seed_path_and_what_is_drawn() -> None:
    first = number(1, ["a 1"], "next")
    assert len({first, number(2, ["a 1"], "next"), number(1, ["a 2"], "next"), number(1, ["a 1"], "x")}) == 4


@given(
    st.lists(st.fractions(0, 10, max_denominator=20), min_size=1).filter(any),
    st.fractions(0, 1, max_denominator=1000).filter(lambda share: share < 1),
)
def test_what_has_no_weight_is_never_picked(weights: list[Fraction], share: Fraction) -> None:
    assert weights[pick(share, weights)] > 0


def test_every_place_is_as_wide_as_its_weight() -> None:
    picked = [pick(Fraction(place, 600), [Fraction(1), 0, Fraction(2), Fraction(3)]) for place in range(600)]
    assert [picked.count(place) for place in range(4)] == [100, 0, 200, 300]


def test_draws_are_spread_evenly() -> None:
    picked = [pick(number(seed, [], "coin"), [1, 1]) for seed in range(1000)]
    assert 430 < sum(picked) < 570
