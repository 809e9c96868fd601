"""What there is to know of one character's feelings to go on: what is still felt, what is hoped, what has been lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from fabula.analysis.feelings.feeling import PLEASANT, Kind
from fabula.analysis.feelings.prospects import Changes, Course, Prospect, Way
from fabula.kernel import State
from fabula.semantics import AnyEvent

HALF_LIFE = 4  # moments after which half of a feeling about what has happened is left


@dataclass(frozen=True, slots=True)
class Felt:
    """A feeling about what has happened. Where `level` is a number, its ground is gone once the want is back there."""

    kind: Kind
    amount: float
    toward: int | None
    want: str | None
    cause: AnyEvent | None
    step: int
    because: str
    level: float | None


@dataclass(frozen=True, slots=True)
class Wound:
    """A loss that has not been made good yet, of one want; `by`: whose doing it was."""

    amount: float
    by: int | None


@dataclass(frozen=True, slots=True)
class Opening:
    """Who has made an act of mine possible, by what, and what that did to me, want by want."""

    by: int
    event: AnyEvent
    changes: Changes


@dataclass(frozen=True, slots=True)
class Outlook:
    """The best and the worst that may come, by want, and what the course that has been begun comes to."""

    hopes: Mapping[str, Prospect]
    fears: Mapping[str, Prospect]
    way: Way | None

    def by_kind(self) -> Iterator[tuple[Kind, str, Prospect]]:
        for want, prospect in self.hopes.items():
            yield "hope", want, prospect
        for want, prospect in self.fears.items():
            yield "fear", want, prospect


@dataclass(frozen=True, slots=True)
class Heart:
    """What there is to know of one character to go on."""

    mind: State
    outlook: Outlook
    course: Course | None = None  # that he or she has set out on
    felt: tuple[Felt, ...] = ()
    wounds: Mapping[str, tuple[Wound, ...]] = field(default_factory=dict)
    griefs: Mapping[str, float] = field(default_factory=dict)
    openings: Mapping[int, Opening] = field(default_factory=dict)
    since: Mapping[tuple[Kind, str], int] = field(
        default_factory=dict
    )  # the moment from which on it is hoped or feared


def remaining(felt: Felt, levels: Mapping[str, float], step: int) -> float:
    """F9: how much is left of a feeling: it fades, and it is never more than what is left of its ground."""
    left: float = felt.amount * 0.5 ** ((step - felt.step) / HALF_LIFE)
    if felt.level is not None and felt.want is not None and felt.want in levels:
        ground = levels[felt.want] - felt.level
        left = min(left, max(0.0, ground if felt.kind in PLEASANT else -ground))
    return left
