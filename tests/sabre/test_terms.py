"""Sabre's expressions are read in its own order: every row of the table in `fabula.sabre.terms`."""

import time

import pytest

from fabula.sabre.terms import DEPTH_LIMIT
from tests.sabre.world_text import bracketed, codes_of, term_of, world_of

ROWS = [
    # 1, 2: brackets and single tokens
    ("((a))", "a"),
    ("?", "?"),
    ("True", "True"),
    ("true", "true"),
    ("-1.5", "-3/2"),
    ("2.50", "5/2"),
    ("(a) & (b)", "(a & b)"),
    # 3, 4: references and beliefs
    ("f()", "f()"),
    ("f(a, 3, True)", "f(a, 3, True)"),
    ("f(a, ?)", "unreadable"),
    ("f(g(a))", "unreadable"),
    ("f(a b)", "unreadable"),
    ("f(a, )", "unreadable"),
    ("believes(A, f(x))", "believes(A, f(x))"),
    ("believes(A, believes(B, f(x)))", "believes(A, believes(B, f(x)))"),
    ("believes(A, p(x) & q(x))", "believes(A, (p(x) & q(x)))"),
    ("believes(A, f(x) = 3)", "believes(A, (f(x) = 3))"),
    ("believes(A, f(x)) = 3", "(believes(A, f(x)) = 3)"),
    ("believes(f(x), p(y))", "unreadable"),
    # 5, 6: `&` binds loosest, then `|`
    ("a | b & c", "((a | b) & c)"),
    ("a & b | c & d", "(a & (b | c) & d)"),
    ("a & b & c", "(a & b & c)"),
    ("a | b | c", "(a | b | c)"),
    # 7: negation reaches over everything that is tried after it
    ("!a == b", "!(a == b)"),
    ("!x : T", "!(x : T)"),
    ("!a & b", "(!a & b)"),
    ("!a | b", "(!a | b)"),
    ("!!a", "!!a"),
    # 8: conditionals
    ("if(p) a", "[if(p) a]"),
    ("if(p) x(A) = 1 & y(A) = 2", "([if(p) (x(A) = 1)] & (y(A) = 2))"),
    ("if(p) x(A) = 1 & y(A) = 2 else z(A) = 3", "[if(p) ((x(A) = 1) & (y(A) = 2)) else (z(A) = 3)]"),
    ("if(p) 1 elseif(q) 2 elseif(r) 3 else 4", "[if(p) 1 elseif(q) 2 elseif(r) 3 else 4]"),
    ("if(p) 1 elseif(q) 2", "[if(p) 1 elseif(q) 2]"),
    ("if(p) 2 else 0 + if(q) 1 else 0", "([if(p) 2 else 0] + [if(q) 1 else 0])"),
    ("if(p) 2 else 0 + if(q) 1 elseif(r) 3 else 0", "([if(p) 2 else 0] + [if(q) 1 elseif(r) 3 else 0])"),
    ("if(p) 2 elseif(r) 3 else 0 + if(q) 1 else 0", "([if(p) 2 elseif(r) 3 else 0] + [if(q) 1 else 0])"),
    (
        "if(p) 4 else 0 + if(q) 2 else 0 + if(r) 1 else 0",
        "([if(p) 4 else 0] + ([if(q) 2 else 0] + [if(r) 1 else 0]))",
    ),
    ("if(p) 2 else 0 + 1", "[if(p) 2 else (0 + 1)]"),
    ("if(p) 1 else 0 > 0", "[if(p) 1 else (0 > 0)]"),
    ("if(p) if(q) 1 else 2", "[if(p) [if(q) 1] else 2]"),
    ("if(p) (if(q) 1 else 2) else 3", "[if(p) [if(q) 1 else 2] else 3]"),
    ("if p a", "unreadable"),
    ("if(p)", "if(p)"),  # a property of that name: there are no reserved words
    # 9: quantifiers end at the first top-level `&` or `|`
    ("forall(d : c) p(d) & q", "([forall(d : c) p(d)] & q)"),
    ("exists(d : c) p(d) | q", "([exists(d : c) p(d)] | q)"),
    ("exists(d : c) p(d) == q", "[exists(d : c) (p(d) == q)]"),
    ("forall(d : c) exists(e : c) f(d, e) > 3", "[forall(d : c) [exists(e : c) (f(d, e) > 3)]]"),
    ("!exists(d : c) p(d)", "![exists(d : c) p(d)]"),
    ("forall(d c) p(d)", "unreadable"),
    # 10: assignment, to properties only
    ("f(x) = g(y) + 1", "(f(x) = (g(y) + 1))"),
    ("f(x) = y == z", "(f(x) = (y == z))"),
    ("x = y", "unreadable"),
    ("f(x) + 1 = 2", "unreadable"),
    # 11: comparisons split in this order: == != >= <= > <
    ("a > 1 == b", "((a > 1) == b)"),
    ("a == b == c", "(a == (b == c))"),
    ("a != b == c", "((a != b) == c)"),
    ("a == b != c", "(a == (b != c))"),
    ("a < b >= c", "((a < b) >= c)"),
    ("a > b <= c", "((a > b) <= c)"),
    ("a < b > c", "((a < b) > c)"),
    # 12: type tests
    ("x : T", "(x : T)"),
    ("x : T == p", "((x : T) == p)"),
    ("f(x) : T", "(f(x) : T)"),
    ("x : f(T)", "unreadable"),
    # 13: sums reach as far to the right as they can
    ("sum(v : T) f(v) + 1", "[sum(v : T) (f(v) + 1)]"),
    ("1 + sum(v : T) f(v) + 1", "(1 + [sum(v : T) (f(v) + 1)])"),
    ("product(v : T) f(v) * 2", "[product(v : T) (f(v) * 2)]"),
    ("sum(v : T) f(v) > 3", "([sum(v : T) f(v)] > 3)"),
    # 14: `*` binds looser than `+`
    ("a + b * c", "((a + b) * c)"),
    ("u * 100 + k", "(u * (100 + k))"),
    ("a - b - c", "(a - (b - c))"),
    ("a / b / c", "(a / (b / c))"),
    ("a - b + c", "((a - b) + c)"),
    ("a + b - c", "(a + (b - c))"),
    ("a / b * c", "((a / b) * c)"),
    ("a * b / c", "(a * (b / c))"),
    # a minus that touches digits belongs to the number
    ("n(A) - 1", "(n(A) - 1)"),
    ("n(A)-1", "unreadable"),
    ("n(A) -1", "unreadable"),
    ("n(A) - -1", "(n(A) - -1)"),
    ("n(A)-m(A)", "(n(A) - m(A))"),
]


@pytest.mark.parametrize(("text", "shape"), ROWS, ids=[text for text, _ in ROWS])
def test_how_it_is_read(text: str, shape: str) -> None:
    assert bracketed(term_of(text)) == shape


@pytest.mark.parametrize(("text", "shape"), [row for row in ROWS if row[1] != "unreadable" and "[" not in row[1]])
def test_reading_what_was_written_with_brackets_changes_nothing(text: str, shape: str) -> None:
    if "/" not in shape or " / " in shape:  # a fraction is not Sabre's text
        assert bracketed(term_of(shape)) == shape


@pytest.mark.parametrize("opening", ["(", "!", "if(True) ", "believes(A, ", "forall(v : character) ", "1 - "])
def test_depth_is_bounded(opening: str) -> None:
    closing = {"(": ")", "believes(A, ": ")"}.get(opening, "")
    text = "entity A : character; " + opening * 20_000 + "True" + closing * 20_000
    assert codes_of(text) == ["F808"]
    deep = DEPTH_LIMIT - 3
    assert bracketed(term_of(opening * deep + "1" + closing * deep)) != "unreadable"
    condition = "1 < " if opening == "1 - " else ""
    value = "1" if opening == "1 - " else "True"
    text = (
        "entity A : character; action a() { precondition: "
        + condition
        + opening * deep
        + value
        + closing * deep
        + "; };"
    )
    assert world_of(text).events


@pytest.mark.parametrize(
    "text",
    [
        "p() & " * 30_000,
        "p() | " * 30_000 + "!",
        "if(p()) 1 else " * 5_000,
        "= " * 5_000,
        "((" * 30_000,
        "! : == + " * 9_000,
    ],
)
def test_reading_tangled_text_ends_soon(text: str) -> None:
    before = time.process_time()
    assert codes_of("property p() : boolean; " + text)
    assert time.process_time() - before < 20
