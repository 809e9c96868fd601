"""The outlook of one character: of each want the best and the worst that may come (rules F3 and F4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fabula.analysis.feelings.heart import Outlook, Wound
from fabula.analysis.feelings.prospects import Course, Prospect, Prospects, Way
from fabula.kernel import State


def outlook(
    prospects: Prospects,
    mind: State,
    course: Course | None,
    wounds: Mapping[str, tuple[Wound, ...]],
    me: int,
    *,
    going_on: bool = False,
) -> Outlook:
    """F3, F4: of each want the best and the worst that may come.

    `going_on`: whoever is on a course of his or her own, and has not been interrupted, thinks of no other.
    """
    hopes: dict[str, Prospect] = {}
    fears: dict[str, Prospect] = {}
    way = None if course is None else prospects.way(mind, course, me)
    own = [(course, way)] if course is not None and way is not None else []
    if not own or not going_on:
        best = next(iter(prospects.courses(mind, me)), None)
        other = None if best is None else prospects.way(mind, best, me)
        own += [(best, other)] if best is not None and other is not None else []
    found = [prospect for one, its_way in own for prospect in _of_course(one, its_way)]
    for prospect in (*found, *prospects.around(mind, me), *_in_their_hands(prospects, mind, wounds, me)):
        known, sign = (hopes, 1) if prospect.amount > 0 else (fears, -1)
        best_yet = known.get(prospect.want)
        if best_yet is None or sign * prospect.amount > sign * best_yet.amount:
            known[prospect.want] = prospect
    return Outlook(hopes, fears, way)


def _in_their_hands(
    prospects: Prospects, mind: State, wounds: Mapping[str, tuple[Wound, ...]], me: int
) -> Iterator[Prospect]:
    """F4: what somebody else has done to me, lasts, and can't be ended by myself alone."""
    for want, open_ in wounds.items():
        whose = [wound.by for wound in open_ if wound.by not in (None, me)]
        if whose:
            theirs = sum(wound.amount for wound in open_ if wound.by not in (None, me))
            most, alone = prospects.in_sight(mind, me, want)
            in_hand = min(theirs, most) - alone
            if in_hand > 0:
                yield Prospect(want, -in_hand, 1.0, whose[-1], ())


def _of_course(course: Course, way: Way) -> Iterator[Prospect]:
    """F3, F4: the prospects of a course of one's own."""
    for want, gain in way.gains.items():
        by = way.by if way.counted_on(want) else None
        yield Prospect(want, way.hoped(want), way.hoped(want) / gain, by, course.events, course)
    for want, loss in way.losses.items():
        yield Prospect(want, way.likelihood * loss, way.likelihood, way.by, course.events, course)


def how(prospect: Prospect) -> str:
    """What is to be said of a prospect that is no event."""
    if prospect.events:
        return ""
    return ", by letting be" if prospect.by is None else ", for as long as it lasts"
