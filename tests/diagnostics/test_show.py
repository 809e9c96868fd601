"""How a problem is shown: the place, the caret below it, whatever the line is like."""

from fabula.diagnostics.problems import FabulaError, Problem, did_you_mean, errors, in_order
from fabula.diagnostics.show import show, show_all
from fabula.diagnostics.source import Source, Span


def at(text: str, line: int, column: int, end: int) -> Problem:
    source = Source("a.fabula", text)
    return Problem("F110", Span(source, line, column, line, end), "No.", "this", "that")


def test_the_whole_of_it() -> None:
    assert show(at("one\ntwo three\n", 2, 5, 10)) == (
        "a.fabula:2:5: error F110: No.\n"
        "2 | two three\n"
        "  |     ^^^^^\n"
        "  = read: this\n"
        "  = try:  that\n"
        "  = page: docs/manual/errors/F110.md"
    )


def test_without_a_place() -> None:
    assert show(Problem("F701", None, "No.")) == "error F701: No.\n  = page: docs/manual/errors/F701.md"


def test_wide_letters_and_marks_keep_the_caret_below() -> None:
    lines = show(at("鳴門 x", 1, 4, 5)).splitlines()
    assert lines[1:3] == ["1 | 鳴門 x", "  |      ^"]
    lines = show(at("e\u0301e x", 1, 5, 6)).splitlines()
    assert lines[2] == "  |    ^"


def test_a_long_line_is_cut_around_the_place() -> None:
    lines = show(at("a" * 5000 + "!" + "b" * 5000, 1, 5001, 5002)).splitlines()
    assert len(lines[1]) < 200
    assert lines[1][lines[2].index("^")] == "!"


def test_nothing_that_upsets_a_terminal_comes_through() -> None:
    problem = Problem("F110", at("\x1b[2J\x07 x\u202e", 1, 1, 2).span, "\x1b[31mred", "\x00", "\u2028")
    shown = show(problem)
    assert not {"\x1b", "\x07", "\x00", "\u202e", "\u2028"} & set(shown)


def test_colours_only_where_they_are_asked_for() -> None:
    problem = at("one", 1, 1, 4)
    assert "\x1b[" in show(problem, color=True)
    assert "\x1b[" not in show(problem)


def test_other_places_that_belong_to_it() -> None:
    source = Source("a.fabula", "x\ny\n")
    first, second = Span(source, 1, 1, 1, 2), Span(source, 2, 1, 2, 2)
    shown = show(Problem("F136", second, "Twice.", related=((first, "the first one"),)))
    assert "  - a.fabula:1:1: the first one\n1 | x\n  | ^\n" in shown


def test_places_past_the_end_are_shown() -> None:
    assert show(at("", 1, 1, 2)).splitlines()[1:3] == ["1 | ", "  | ^"]
    assert show(at("ab", 1, 3, 4)).splitlines()[2] == "  |   ^"


def test_problems_in_the_order_of_the_text() -> None:
    later, earlier, nowhere = at("a\nb", 2, 1, 2), at("a\nb", 1, 1, 2), Problem("F701", None, "No.")
    assert in_order([later, earlier, nowhere]) == (nowhere, earlier, later)
    assert show_all([]) == ""
    assert show_all([later, earlier]) == f"{show(later)}\n\n{show(earlier)}"


def test_errors_and_warnings() -> None:
    warning = Problem("F301", None, "Hm.")
    error = Problem("F110", None, "No.")
    assert errors([warning, error]) == (error,)
    assert str(FabulaError([error])) == "error F110: No."


def test_did_you_mean() -> None:
    assert did_you_mean("hmoe", ["home", "street"]) == "Did you mean `home`?"
    assert did_you_mean("Naruto", ["naruto", "x"]) == "Did you mean `naruto`?"
    assert did_you_mean("xyzzy", ["home"], "Look again.") == "Look again."
    assert did_you_mean("at", ["art", "hat", "zoo"]) == "Did you mean `hat` or `art`?"


def test_line_ends() -> None:
    source = Source("a", "one\r\ntwo\rthree\x0bfour\n")
    assert source.lines == ("one", "two", "three\x0bfour", "")
    assert (source.line(0), source.line(2), source.line(9)) == ("", "two", "")


def test_an_endless_name_does_not_make_an_endless_message() -> None:
    name = "a" * 100_000
    assert len(show(Problem("F110", None, f"`{name}` is too long.", name, name))) < 4000
