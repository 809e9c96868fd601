"""Folding keeps what it must: the odds of every end, and what follows what among the events that are shown."""

from collections import Counter
from fractions import Fraction
from math import log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.analysis.outlook import Outlook
from fabula.analysis.questions import outcome_in_words
from fabula.analysis.visits import expected_visits
from fabula.draw.folding import FAINTEST, Folded, _bits, _chain, _edges, _ends, _in_order, _without_rounds, fold
from tests.draw.graphs import outlook_of


def _titles(folded: Folded) -> list[str]:
    return [box.come_by[0][0] if box.kind == "event" else box.kind for box in folded.boxes]


def test_a_small_graph_has_a_box_for_each_moment() -> None:
    outlook = outlook_of("the-camp")
    folded = fold(outlook)
    assert not folded.merged
    assert (folded.moments, len(folded.boxes)) == (19, 15)
    assert folded.shown == pytest.approx(1)
    assert folded.fro == 0
    start = [link for link in folded.links if link.source == 0]
    assert [link.probability for link in start] == pytest.approx([1 / 3] * 3)


@pytest.mark.parametrize(("world", "most"), [("the-camp", 25), ("the-camp", 9), ("garden", 12), ("bench", 12)])
def test_the_ends_have_their_odds(world: str, most: int) -> None:
    outlook = outlook_of(world)
    folded = fold(outlook, most=most)
    shares = {box.ending: box.share for box in folded.boxes if box.kind == "ending"}
    for number, odds in enumerate(outlook.endings):
        if odds.low >= FAINTEST:
            assert shares[number] == pytest.approx(odds.low)
    assert folded.boxes[0].odds[: len(outlook.endings)] == pytest.approx([odds.low for odds in outlook.endings])


@pytest.mark.parametrize(("world", "most"), [("the-camp", 9), ("garden", 12), ("garden", 5), ("the-heist", 14)])
def test_ways_lead_on_and_no_box_is_left_alone(world: str, most: int) -> None:
    folded = fold(outlook_of(world, 60), most=most)
    assert folded.merged
    assert len(folded.boxes) <= most
    assert all(link.source < link.target for link in folded.links)
    assert {link.target for link in folded.links} == set(range(1, len(folded.boxes)))
    inner = {n for n, box in enumerate(folded.boxes) if box.kind in ("start", "event")}
    assert {link.source for link in folded.links} == inner
    assert 0.8 < folded.shown <= 1 + 1e-9
    assert -1e-9 < folded.settled <= 1 + 1e-9
    for box in folded.boxes:
        assert sum(box.odds) == pytest.approx(1)


def test_what_is_shown_next_is_exact() -> None:
    """Against all stories of the camp, one by one: which event that is shown follows upon which, and how often."""
    outlook = outlook_of("the-camp")
    folded = fold(outlook, most=10)
    names = _titles(folded)
    shown = {name for box, name in zip(folded.boxes, names, strict=True) if box.kind == "event"}
    counted: Counter[tuple[str, str]] = Counter()
    _count(outlook, 0, "start", Fraction(1), shown, counted)
    for link in folded.links:
        source, target = names[link.source], folded.boxes[link.target]
        name = f"ending {target.ending}" if target.kind == "ending" else names[link.target]
        assert link.share == pytest.approx(float(counted[source, name])), (source, name)
    assert folded.shown == pytest.approx(1)
    assert len(folded.links) == len(counted)


def _count(
    outlook: Outlook, number: int, last: str, share: Fraction, shown: set[str], counted: Counter[tuple[str, str]]
) -> None:
    for way in outlook.graph.ways[number] or ():
        for outcome, odds, after in way.outcomes:
            part = share * Fraction(way.option.probability) * odds
            event = way.option.event
            name = outcome_in_words(outlook, event, outcome) if len(way.outcomes) > 1 else str(event)
            over = outlook.graph.over[after]
            then = last
            if over is not None:
                counted[last, f"ending {over}"] += part
            elif name in shown:
                counted[last, name] += part
                then = name
            _count(outlook, after, then, part, shown, counted)


@pytest.mark.parametrize("world", ["the-camp", "garden"])
def test_what_events_settle_adds_up_to_all_that_is_open(world: str) -> None:
    outlook = outlook_of(world)
    _, edges = _edges(outlook)
    ends = _ends(outlook)
    end_of = np.full(len(outlook.graph.moments), -1, dtype=np.int32)
    for place, (_, _, where) in enumerate(ends):
        end_of[where] = place
    chain = _chain(edges, len(end_of), end_of)
    odds = np.array([outlook_odds(outlook, where) for _, _, where in ends])
    visits = expected_visits(chain, 0)
    flow = visits[edges.source] * edges.probability
    entropy = -sum(p * log2(p) for p in odds[:, 0] if p > 0)
    assert _bits(edges, flow, odds[:-1], 1 - odds[-1]).sum() == pytest.approx(entropy)


def outlook_odds(outlook: Outlook, where: np.ndarray) -> np.ndarray:
    """The odds of some moments, from every moment."""
    from fabula.analysis.odds import odds_of_reaching

    return odds_of_reaching(outlook.chain, [where]).low[0]


flows = st.integers(2, 6).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, 5), min_size=n + 2, max_size=n + 2), min_size=n, max_size=n)
)


@given(flows)
def test_rounds_are_taken_out_and_nothing_else(rows: list[list[int]]) -> None:
    flow = np.array(rows, dtype=np.float64)
    boxes = len(flow)
    net, fro = _without_rounds(flow)
    assert (net >= 0).all()
    assert (net <= flow).all()
    assert 0 <= fro <= 1
    for matrix in (flow, net):
        np.fill_diagonal(matrix[:, :boxes], 0)
    assert (net[:, boxes:] == flow[:, boxes:]).all()
    before = flow.sum(axis=1) - flow[:, :boxes].sum(axis=0)
    after = net.sum(axis=1) - net[:, :boxes].sum(axis=0)
    assert after == pytest.approx(before)
    assert sorted(_in_order(net)) == list(range(boxes))  # which is only so where there are no rounds


def test_what_was_not_followed_has_a_box() -> None:
    folded = fold(outlook_of("the-heist", 60), most=12)
    assert folded.boxes[-1].kind == "open"
    assert folded.boxes[-1].share == pytest.approx(outlook_of("the-heist", 60).unknown, abs=1e-6)


def test_a_world_without_endings() -> None:
    folded = fold(outlook_of("biscuit"), most=12)
    assert {box.kind for box in folded.boxes} >= {"start"}
