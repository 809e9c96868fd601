"""The manual and the parser say the same: words, examples, and random texts by the rules of the grammar page."""

import re
from random import Random

import pytest

from fabula.diagnostics.source import Source
from fabula.syntax.words import FREE, RESERVED
from tests.syntax.grammar import PAGE, Writer, rules, words
from tests.syntax.text import MANUAL, examples, read, shipped, tidy


@pytest.mark.parametrize("source", examples(), ids=lambda source: source.name)
def test_every_example_of_the_language_page_can_be_read(source: Source) -> None:
    read(source)


@pytest.mark.parametrize("source", shipped(), ids=lambda source: source.name)
def test_everything_shipped_can_be_read_and_printed(source: Source) -> None:
    printed = tidy(source)
    assert read(printed) == read(source)
    assert tidy(printed).text == printed.text


def test_every_word_of_the_parser_is_on_the_grammar_page_and_no_other() -> None:
    known = (RESERVED | FREE) - {"in"}  # reserved for the sake of its message: `x in character` for `x: character`
    assert set().union(*(words(rule) for rule in rules().values())) == known


@pytest.mark.parametrize("page", ["language.md", "grammar.md"])
def test_both_pages_list_the_reserved_words(page: str) -> None:
    text = (MANUAL / page).read_text("utf-8")
    start = text.index("`and`, `or`") if page == "grammar.md" else text.index("`and or not")
    end = text.index("which begin a declaration" if page == "language.md" else "\n`agreement` is also", start)
    listed = [word for part in re.findall(r"`([^`]*)`", text[start:end]) for word in part.split()]
    assert sorted(listed) == sorted(RESERVED)


def test_every_rule_that_is_used_is_there() -> None:
    known = {*rules(), "name", "number", "text", "whole", "list", "block", "content", "x"}
    used = set(re.findall(r"(?<!\")\b[a-z]\w*\b", _without_words()))
    assert used <= known, used - known


def _without_words() -> str:
    text = "".join(re.findall(r"^```ebnf\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL))
    text = re.sub(r"^(name|number|text|content\(x\)) .*$", "", text, flags=re.MULTILINE)
    return re.sub(r"\(\*.*?\*\)|\"[^\"]*\"|'[^']*'", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("seed", range(40))
def test_what_the_grammar_page_allows_can_be_read_and_printed(seed: int) -> None:
    writer = Writer(Random(seed))
    for source in (Source("random.fabula", writer.file()), Source("random.story", writer.story())):
        made = read(source)
        printed = tidy(source)
        assert read(printed) == made
        assert tidy(printed).text == printed.text
