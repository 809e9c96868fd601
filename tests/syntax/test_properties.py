"""Whatever is read: a tree or problems, in bounded time; and what is printed is the same, comments included."""

import re
import time
from collections import Counter
from dataclasses import fields, is_dataclass
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.diagnostics.files import text_of
from fabula.diagnostics.problems import FabulaError, Problem
from fabula.diagnostics.show import show_all
from fabula.diagnostics.source import Source, Span
from fabula.syntax.lexer import lex
from fabula.syntax.parser import MOST_PROBLEMS, parse
from fabula.syntax.printer import format_file
from fabula.syntax.story_parser import parse_story
from tests.syntax.grammar import Writer
from tests.syntax.text import examples, read, shipped, tidy

EXAMPLES = [source for source in (*examples(), *shipped()) if len(source.text) < 4000]
TOKEN = re.compile(r"\w+|\s+|[^\w\s]+")
INSERTIONS = (
    "=", "==", "(", ")", ",", ":", '"', "not ", "and ", "if ", "otherwise", "believes ", "\n", "\n    ", "\t", "\\",
    "{", "}", "then ", "# note\n", "|", "?", "..", "-", "1e5", "“", "&&", "->", "for each x: character ",
    "\x00", "\ufeff",
)  # fmt: skip


def inside(span: Span) -> bool:
    """Whether a span lies in its text; the place behind the end of a line is in it."""
    lines = span.source.lines
    if not 1 <= span.line <= span.end_line <= max(1, len(lines)):
        return False
    if (span.line, span.column) >= (span.end_line, span.end_column):
        return False
    return 1 <= span.column <= len(span.source.line(span.line)) + 1 and span.end_column <= (
        len(span.source.line(span.end_line)) + 2
    )


def spans(node: object) -> list[Span]:
    found = [node] if isinstance(node, Span) else []
    if isinstance(node, tuple):
        for part in node:
            found += spans(part)
    elif is_dataclass(node) and not isinstance(node, Span | Source):
        for field in fields(node):
            found += spans(getattr(node, field.name))
    return found


def check(source: Source) -> tuple[Problem, ...]:
    """Reads a text, and prints it if it can be read."""
    made, problems = parse_story(source) if source.name.endswith(".story") else parse(source)
    show_all(problems)
    assert all(problem.span is not None and inside(problem.span) for problem in problems)
    assert len(problems) <= MOST_PROBLEMS + 1
    assert made is not None or problems
    assert all(inside(span) for span in spans(made))
    if made is not None and not problems:
        printed = Source(source.name, format_file(made, source))
        assert read(printed) == made
        assert tidy(printed).text == printed.text
        assert Counter(c.text for c in lex(printed).comments) == Counter(c.text for c in lex(source).comments)
    return problems


@given(st.sampled_from(EXAMPLES), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_mutilated_examples(source: Source, random: Random) -> None:
    tokens = TOKEN.findall(source.text)
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(tokens))
        match random.randrange(5):
            case 0:
                del tokens[at : at + random.randint(1, 3)]
            case 1:
                tokens.insert(at, tokens[at])
            case 2:
                other = random.randrange(len(tokens))
                tokens[at], tokens[other] = tokens[other], tokens[at]
            case 3:
                tokens.insert(at, random.choice(INSERTIONS))
            case _:
                tokens[at] = random.choice(INSERTIONS)
        if not tokens:
            return
    check(Source(source.name, "".join(tokens)))


@given(st.sampled_from(EXAMPLES), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_mutilated_lines(source: Source, random: Random) -> None:
    lines = source.text.splitlines()
    for _ in range(random.randint(1, 3)):
        at, other = random.randrange(len(lines)), random.randrange(len(lines))
        match random.randrange(4):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, lines[other])
            case 2:
                lines[at] = " " * random.randint(0, 12) + lines[at].strip()
            case _:
                lines[at] = lines[at][: random.randint(0, len(lines[at]))]
        if not lines:
            return
    check(Source(source.name, "\n".join(lines)))


@given(st.integers(0, 10**9))
@settings(max_examples=60, deadline=None)
def test_comments_and_empty_lines_anywhere(seed: int) -> None:
    random = Random(seed)
    writer = Writer(random)
    name = random.choice(("random.fabula", "random.story"))
    lines = (writer.story() if name.endswith("story") else writer.file()).splitlines()
    with_comments: list[str] = []
    for number, line in enumerate(lines):
        for _ in range(random.choice((0, 0, 0, 1, 2))):
            with_comments.append(random.choice(("", "   ", f"{' ' * random.randint(0, 12)}# alone {number}")))
        if random.random() < 0.2:  # a line may go on behind a comma
            line = line.replace(" , ", f" ,  # within {number}\n{' ' * 200}", 1)
        with_comments.append(line + random.choice(("", "", "  ", f"  # behind {number}", f" {'':30}# far {number}")))
    source = Source(name, "\n".join(with_comments))
    assert check(source) == ()
    assert read(source) == read(Source(name, "\n".join(lines)))


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_bytes(data: bytes) -> None:
    try:
        source = text_of(data, "any.fabula")
    except FabulaError as error:
        show_all(error.problems)
        return
    check(source)
    check(Source("any.story", source.text))


@given(st.text(st.sampled_from("ab1.,:=()\"{}|?#\n -+*/<>!&\\'“\t\u0301é"), max_size=120))
@settings(max_examples=300, deadline=None)
def test_any_signs(text: str) -> None:
    for head in ("", 'world "x"\n', 'world "x"\nstart\n    ', 'world "x"\nfate f\n    then x\n    text "'):
        check(Source("any.fabula", head + text))
    check(Source("any.story", 'story "x" of y\nbeat 1\n    ' + text))


N = 40_000
HUGE = {
    "brackets": 'world "x"\ndefine a = ' + "(" * N,
    "closing brackets": 'world "x"\ndefine a = ' + ")" * N,
    "minds": 'world "x"\nstart\n    ' + "a believes " * (N // 11),
    "quotes": '"' * N,
    "backslashes": 'world "' + "\\" * N,
    "negations": 'world "x"\ndefine a = ' + "not " * (N // 4) + "b",
    "signs": 'world "x"\ndefine a = ' + "-" * N + "1",
    "terms": 'world "x"\ndefine a = ' + "1+" * (N // 2) + "1",
    "parts": 'world "x"\ndefine a = ' + "b or " * (N // 5) + "1",
    "choices": 'world "x"\ndefine a = ' + "1 if a otherwise " * (N // 17) + "1",
    "quantifiers": 'world "x"\ndefine a = ' + "exists x: t where " * (N // 18) + "a",
    "conditions": 'world "x"\nstart\n    a ' + "if a " * (N // 5),
    "stairs": 'world "x"\nstart\n' + "".join(" " * k + "a believes\n" for k in range(1, 200)),
    "otherwise": 'world "x"\nstart\n    if a\n        b\n' + "    otherwise if a\n        b\n" * (N // 30),
    "marks": "a" + "\u0301" * N,
    "digits": "1" * N,
    "points": "1." * (N // 2),
    "holes": 'world "x"\nfate a\n    then x\n    text "' + "{a} " * (N // 4) + '"',
    "texts": 'world "a"\n' + '"a"\n' * (N // 4),
    "lines": "\n" * N,
    "blanks": " " * N,
    "openings of Sabre's actions": "action x(" * (N // 9),
    "comments": 'world "x"\n' + "# c\n" * (N // 4),
}


@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE)
def test_huge_texts_take_bounded_time(text: str) -> None:
    start = time.process_time()
    check(Source("huge.fabula", text))
    assert time.process_time() - start < 20
