"""A probability as far as it is known: two bounds, or a fraction."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Between:
    """The probability of something: at least `low`, at most `high`; `exact` as a fraction where it is known as one."""

    low: float
    high: float
    exact: Fraction | None = None

    @property
    def width(self) -> float:
        return self.high - self.low

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2
