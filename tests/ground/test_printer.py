"""Ground models as text."""

from fractions import Fraction
from pathlib import Path

import pytest

from fabula.diagnostics.source import Source
from fabula.ground import ground
from fabula.ground.printer import print_model, show, written
from fabula.world.expressions import And, Arith, Believes, Compare, Const, Fluent, If, Not, Or
from fabula.world.load import load
from tests.golden import assert_golden

FOLDER = Path(__file__).parent / "worlds"
A, B, C = Fluent(0), Fluent(1), Fluent(2)
NAMES = ("a", "b", "c")


def test_values() -> None:
    assert [written(v) for v in (None, True, False, 3, Fraction(1, 2), Fraction(4), "Ann")] == [
        "?",
        "true",
        "false",
        "3",
        "1/2",
        "4",
        "Ann",
    ]


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        (Or((And((A, B)), C)), "a and b or c"),
        (And((Or((A, B)), C)), "(a or b) and c"),
        (Not(And((A, B))), "not (a and b)"),
        (Believes(Const("Ann"), And((A, B))), "Ann believes (a and b)"),
        (Believes(Const("Ann"), Compare("==", A, Const(None))), "Ann believes a == ?"),
        (Believes(Const("Ann"), Believes(Const("Tom"), A)), "Ann believes Tom believes a"),
        (Compare("<", Believes(Const("Ann"), A), B), "believed(Ann, a) < b"),
        (Arith("-", A, Arith("-", B, C)), "a - (b - c)"),
        (Arith("*", Arith("+", A, B), C), "(a + b) * c"),
        (Arith("+", Arith("+", A, B), C), "a + b + c"),
        (Arith("min", A, Const(1)), "min(a, 1)"),
        (If(A, Const(1), If(B, Const(2), Const(0))), "1 if a otherwise (2 if b otherwise 0)"),
    ],
)
def test_expressions_are_written_as_they_would_be_read(expr: And, text: str) -> None:
    assert show(expr, NAMES) == text


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.fabula")), ids=lambda path: path.stem)
def test_whole_models(path: Path) -> None:
    model = ground(load(Source(path.name, path.read_text(encoding="utf-8"))))
    assert_golden(path.with_suffix(".out"), print_model(model))
