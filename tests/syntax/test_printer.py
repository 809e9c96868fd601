"""The tidy printer: what it changes, what it keeps."""

import pytest

from fabula.diagnostics.source import Source
from fabula.syntax.printer import format_file
from fabula.syntax.rows import WIDTH
from tests.syntax.text import examples, read, tidy

UNTIDY = """world   "The Lie"  #  a comment


# alone
use places,speech
type    place
home,street:place
property at( character ):place visible   # where
property hope(character): 0..5 felt


start   # how it begins

      at(Ann)=home   # behind

      # within
      if raining
          wet(Ann),wet(Tom)
      otherwise if windy
          cold(Ann)
          # at the end of a block
      otherwise dry(Ann)
  # below
fate   rain
  when not(raining),( cloudy )
  then   raining
         Tom   believes
           raining
           # he sees it
  either a   text "One."|"Two."
  or     b
  text   for   whom   "Rain."
"""

TIDY = """world "The Lie"    #  a comment

# alone
use places, speech
type place
home, street : place
property at(character) : place visible   # where
property hope(character) : 0..5 felt

start   # how it begins

    at(Ann) = home   # behind

    # within
    if raining
        wet(Ann), wet(Tom)
    otherwise if windy
        cold(Ann)
        # at the end of a block
    otherwise
        dry(Ann)
# below
fate rain
    when not raining, cloudy
    then raining
         Tom believes
             raining
             # he sees it
    either a   text "One." | "Two."
    or     b
    text for whom "Rain."
"""


def printed(text: str) -> str:
    return tidy(Source("test.fabula", text)).text


def test_a_whole_file() -> None:
    assert printed(UNTIDY) == TIDY
    assert printed(TIDY) == TIDY


@pytest.mark.parametrize(
    ("written", "tidied"),
    [
        ("define it = ((a))", "define it = a"),
        ("define it = (a and b) or (not (c))", "define it = (a and b) or (not c)"),
        ("define it = a and (b believes c) and d", "define it = a and (b believes c) and d"),
        ("define it = not (a believes b)", "define it = not (a believes b)"),
        ("define it = not a believes b", "define it = not a believes b"),
        ("define it = (exists x: t where p) and q", "define it = (exists x: t where p) and q"),
        ("define it = q and exists x: t where p", "define it = q and exists x: t where p"),
        ("define it = (a if b otherwise c) + 1", "define it = (a if b otherwise c) + 1"),
        ("define it = - -3 - -x", "define it = -(-3) - -x"),
        ("define it = 2.50 + 2.0", "define it = 2.5 + 2"),
        ("define it = x is a apple", "define it = x is an apple"),
        ("start\n  a = (1 if b otherwise 2) if c", "start\n    a = (1 if b otherwise 2) if c"),
        ("start\n  not a,b,c at least 3", "start\n    not a, b, c at least 3"),
        ("wants x:character\n  y:-(2)if z", "wants x: character\n    y: -2 if z"),
        ("ending a when b,\n  c", "ending a\n    when b\n         c"),
        ("ending a\n  when b", "ending a\n    when b"),
        ('use "a b.fabula",places', 'use "a b.fabula", places'),
        ("fate f then x", "fate f\n    then x"),
    ],
)
def test_one_declaration(written: str, tidied: str) -> None:
    assert printed(f'world "T"\n{written}\n') == f'world "T"\n{tidied}\n'


def test_long_lines_are_broken() -> None:
    word = "disappointed(Naruto, Itachi)"
    text = (
        f'world "T"\ndefine it = {" and ".join([word] * 6)}\nstart\n    {", ".join([word] * 6)}\n'
        f'fate f\n    when {", ".join([word] * 6)}\n    then {word}\n    text "{"He goes {home} again. " * 12}"\n'
        f"    seen by {', '.join(['Naruto'] * 30)}\n"
    )
    made = printed(text)
    assert max(map(len, made.splitlines())) <= WIDTH
    assert made.splitlines()[1:3] == ["define it =", f"    {word} and {word} and"]
    assert read(Source("a.fabula", made)) == read(Source("a.fabula", text))
    assert printed(made) == made


def test_a_word_that_is_too_long_stays_whole() -> None:
    text = f'world "T"\nstart\n    {"x" * 150}, {"y" * 150}\n'
    assert printed(text) == f'world "T"\nstart\n    {"x" * 150}\n    {"y" * 150}\n'
    title = f'world "{"x" * 150}"\n'
    assert printed(title) == title


def test_a_story() -> None:
    source = Source(
        "a.story",
        'story "One"  of the-till\n# head\nbeat 1 "A"\n  go(Ann,home) because rest   # why\n'
        "  steal(Ann,purse,Tom) never because peace\n  happens  wakes(Tom)\n"
        "  turns   out 2\n\n\n\nbeat D2\n  expect not(Ann believes x)\n",
    )
    assert tidy(source).text == (
        'story "One" of the-till\n# head\nbeat 1 "A"\n    go(Ann, home)          because rest  # why\n'
        "    steal(Ann, purse, Tom) never because peace\n    happens wakes(Tom)\n    turns out 2\n\n"
        "beat D2\n    expect not (Ann believes x)\n"
    )


def test_the_manual_is_tidy() -> None:
    """What the examples of the manual show is how the printer prints it, but for comments that are aligned by hand."""
    source = next(source for source in examples() if "contest fight" in source.text)
    assert format_file(read(source), source) == source.text


def test_turns_rates_and_tempers() -> None:
    untidy = """world "T"
temper  Ann 1 / 2
temper Tom   even
reply  due from who:character when asked( who )!=?
reply due from Ann
  when  late,
     (tired(Ann))
fate rain
  rate (2 if dark otherwise 1/10)
  then raining
action nod(who: character)
  by who  freely,Tom unless late
  then nodded(who)
"""
    assert (
        tidy(Source("t.fabula", untidy)).text
        == """world "T"
temper Ann 1/2
temper Tom even
reply due from who: character when asked(who) != ?
reply due from Ann
    when late
         tired(Ann)
fate rain
    rate 2 if dark otherwise 1/10
    then raining
action nod(who: character)
    by who freely, Tom unless late
    then nodded(who)
"""
    )


def test_a_fraction_is_one_thing() -> None:
    made = tidy(Source("t.fabula", 'world "T"\ndefine d(x: place) = 1/2 * a(x) + 2 / a(x) - a(x) * 2 / 3')).text
    assert made.splitlines()[-1] == "define d(x: place) = 1/2 * a(x) + 2 / a(x) - a(x) * 2 / 3"
