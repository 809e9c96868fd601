"""Odds and answers in words, and as they stand in JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fabula.analysis.between import Between

if TYPE_CHECKING:
    from fabula.analysis.outlook import Outlook


def odds_in_words(odds: Between) -> str:
    """`161/1920 (8.39 %)`, `23.1 %`, `between 61.8 and 62.6 %`."""
    if odds.exact is not None:
        if odds.exact.denominator == 1:
            return "never" if odds.exact == 0 else "always"
        return f"{odds.exact} ({percent(float(odds.exact))} %)"
    low, high = percent(odds.low), percent(odds.high)
    if odds.high == 0:
        return "never"
    if odds.low == 1:
        return "always"
    if odds.high < 0.00005:
        return "under 0.01 %"
    if odds.low > 0.99995:
        return "over 99.99 %"
    if low == high:
        return f"{low} %"
    if odds.low < 0.00005:
        return f"at most {high} %"
    return f"between {low} and {high} %"


def percent(share: float) -> str:
    """Hundredths, to one place, or to two where they are few: 62.3, 0.41."""
    hundredths = 100 * share
    small = min(hundredths, 100 - hundredths)
    if small < 0.005:
        return str(round(hundredths))
    return f"{hundredths:.{1 if small >= 1 else 2}f}"


def known_from(outlook: Outlook) -> str:
    """What the figures rest on: `exact, 19 moments`."""
    graph = outlook.graph
    if not outlook.chain.is_cut:
        return f"exact ({len(graph.moments):,} moments, all followed)"
    return f"within bounds ({graph.followed:,} of {len(graph.moments):,} moments followed)"


def odds_record(odds: Between) -> dict[str, object]:
    """`low`, `high`, and `exact`: a fraction as text, or None."""
    return {"low": odds.low, "high": odds.high, "exact": None if odds.exact is None else str(odds.exact)}
