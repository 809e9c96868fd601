"""What a feeling is: its kind, how strong, about which want, toward whom, and what brought it (rules F1 to F9)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import inf, isnan
from typing import Literal, get_args

from fabula.ground.model import GroundModel
from fabula.semantics import AnyEvent
from fabula.world.expressions import Arith, Believes, Const, Expr, Fluent, If

Kind = Literal[
    "joy",
    "distress",
    "hope",
    "fear",
    "satisfaction",
    "disappointment",
    "relief",
    "fears_confirmed",
    "grief",
    "comfort",
    "anger",
    "gratitude",
    "pride",
    "shame",
    "pity",
    "happy_for",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
PLEASANT: frozenset[Kind] = frozenset(
    ("joy", "hope", "satisfaction", "relief", "comfort", "gratitude", "pride", "happy_for")
)
OF_PROSPECTS: frozenset[Kind] = frozenset(("satisfaction", "disappointment", "relief", "fears_confirmed"))
FAINTEST = 0.05  # what is less strong is not felt


@dataclass(frozen=True, slots=True)
class Feeling:
    """What a character feels after a moment.

    * `amount`: in the character's units of utility, above 0. `strength`: the same between 0 and 1, see `Scale`.
    * `toward`: the character whom it is about: with whom one is angry, whom one pities, whose act one fears.
    * `want`: the name of the want that it is about; None where it is about somebody else's lot.
    * `cause`: the event that brought it; of hope and fear the first event of what may come (None: letting be).
    * `step`: the number of the moment that it is from, from 0 (-1: from before the first); `fresh`: from this very one.
    * `prospect`, `likelihood`: of hope and fear, the events that would bring it, and how likely they are thought to be.
    * `because`: the ground in a few words: `company -4`.
    """

    character: int
    kind: Kind
    amount: float
    strength: float
    toward: int | None
    want: str | None
    cause: AnyEvent | None
    step: int
    fresh: bool
    because: str
    prospect: tuple[AnyEvent, ...] = ()
    likelihood: float = 1.0


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is much to one character: an amount x has the strength x / (x + `middle`).

    `middle` is the mean, over the lines of the character's wants, of how much the line can make out at all.
    """

    middle: float

    def strength(self, amount: float) -> float:
        return amount / (amount + self.middle)


def scale_of(model: GroundModel, character: int) -> Scale:
    """The scale of one character's feelings."""
    spans = []
    for want in model.wants:
        if want.character == character:
            low, high = _range(model, want.value)
            if 0 < high - low < inf:
                spans.append(high - low)
    return Scale(sum(spans) / len(spans) if spans else 1.0)


def _range(model: GroundModel, expr: Expr) -> tuple[float, float]:
    """The lowest and the highest that an expression can come to as a number; inf where there is no bound."""
    match expr:
        case Const(value):
            number = float(value) if isinstance(value, (int, Fraction)) else 0.0
            return number, number
        case Fluent(index):
            domain = model.fluents[index].domain
            if domain is None:
                return -inf, inf
            numbers = [float(value) for value in domain if isinstance(value, (int, Fraction))]
            return min(numbers, default=0.0), max(numbers, default=0.0)
        case Believes(_, body):
            return _range(model, body)
        case If(_, then, otherwise):
            (low, high), (lowest, highest) = _range(model, then), _range(model, otherwise)
            return min(low, lowest), max(high, highest)
        case Arith(op, left, right):
            return _combined(op, _range(model, left), _range(model, right))
        case _:
            return 0.0, 1.0


def _combined(op: str, one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    match op:
        case "+":
            return one[0] + other[0], one[1] + other[1]
        case "-":
            return one[0] - other[1], one[1] - other[0]
        case "min":
            return min(one[0], other[0]), min(one[1], other[1])
        case "max":
            return max(one[0], other[0]), max(one[1], other[1])
        case "*":
            corners = [0.0 if isnan(a * b) else a * b for a in one for b in other]
            return min(corners), max(corners)
        case _:
            return -inf, inf
