"""A layout: sources above their targets, nothing upon anything else, and few crossings."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.draw.layers import Way, _pooled, lay_out


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[float], list[Way]]:
    """Boxes and ways that lead to later ones."""
    boxes = draw(st.integers(1, 8))
    widths = [float(draw(st.integers(10, 200))) for _ in range(boxes)]
    pairs = [(a, b) for b in range(boxes) for a in range(b)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=12)) if pairs else []
    return widths, [Way(a, b, draw(st.floats(0, 1)), float(draw(st.integers(1, 30)))) for a, b in chosen]


@given(graphs())
def test_nothing_lies_upon_anything_else(graph: tuple[list[float], list[Way]]) -> None:
    widths, ways = graph
    layout = lay_out(widths, ways, last=[])
    assert all(layout.layer[way.source] < layout.layer[way.target] for way in ways)
    rows: dict[int, list[tuple[float, float]]] = {}
    for box, level in enumerate(layout.layer):
        rows.setdefault(level, []).append((layout.x[box] - widths[box] / 2, layout.x[box] + widths[box] / 2))
    for way, through in zip(ways, layout.through, strict=True):
        levels = [level for level, _ in through]
        assert levels == list(range(layout.layer[way.source] + 1, layout.layer[way.target]))
        for level, x in through:
            rows.setdefault(level, []).append((x - way.width / 2, x + way.width / 2))
    for row in rows.values():
        row.sort()
        assert all(one[1] <= other[0] for one, other in pairwise(row))
        assert row[0][0] >= -1e-6
        assert row[-1][1] <= layout.width + 1e-6


def test_the_last_boxes_stand_in_the_last_layer() -> None:
    layout = lay_out([50.0] * 4, [Way(0, 1, 1, 1), Way(1, 2, 0.5, 1), Way(0, 3, 0.5, 1)], last=[2, 3])
    assert layout.layer == (0, 1, 2, 2)


def test_ways_do_not_cross_where_they_need_not() -> None:
    ways = [Way(0, 4, 1, 1), Way(1, 3, 1, 1), Way(2, 0, 1, 1), Way(2, 1, 1, 1)]
    layout = lay_out([50.0] * 5, ways, last=[])
    assert (layout.x[0] < layout.x[1]) == (layout.x[4] < layout.x[3])


@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(0.1, 10)), min_size=1, max_size=12))
def test_pooled_numbers_ascend_and_keep_their_mean(pairs: list[tuple[float, float]]) -> None:
    values, weights = [value for value, _ in pairs], [weight for _, weight in pairs]
    pooled = _pooled(values, weights)
    assert pooled == sorted(pooled)
    kept = sum(p * w for p, w in zip(pooled, weights, strict=True))
    assert kept == pytest.approx(sum(v * w for v, w in zip(values, weights, strict=True)), abs=1e-6)
    if values == sorted(values):
        assert pooled == pytest.approx(values)
