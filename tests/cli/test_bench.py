"""`fabula bench`: a table's configurations, one process each; what is counted and written, also when it is stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fabula.cli.benched import Configuration, Measured, Running, cells, chosen, read_table, summary, with_section
from fabula.diagnostics.problems import FabulaError
from tests.cli.door import fabula
from tests.worlds import WORLDS

COLUMN_NAMES = "name,file,goal,author_limit,character_limit,epistemic_limit"
BISCUIT = WORLDS / "biscuit.fabula"
# length, at least, states, turns, reasons, steps looked at; the same on every machine
COUNTED = {
    ("lie", "fast"): (2, 2, 16, 4, 7, 11),
    ("shared", "fast"): (2, 2, 5, 2, 3, 0),
    ("greeted", "fast"): (2, 2, 290, 39, 0, 0),
    ("none", "fast"): (None, None, 18, 11, 11, 11),
    ("lie", "prove"): (2, 2, 16, 4, 7, 11),
    ("shared", "prove"): (2, 2, 5, 2, 3, 0),
    ("greeted", "prove"): (2, 2, 290, 39, 0, 0),
    ("none", "prove"): (None, None, 18, 11, 11, 11),
}


@pytest.fixture(autouse=True)
def _beside_the_worlds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(WORLDS)


def test_what_is_counted() -> None:
    ran = fabula("bench small.csv --both --json")
    assert ran.code == 1  # one has no plan
    values = json.loads(ran.out)
    keys = ("length", "at_least", "states", "turns", "reasons", "looked")
    counted = {(one["name"], one["mode"]): tuple(one[key] for key in keys) for one in values["results"]}
    assert counted == COUNTED
    for one in values["results"]:
        assert one["seconds"] > 0
        assert one["ended"] is None
        if hasattr(os, "wait4"):
            assert one["cpu_seconds"] > 0
            assert 5 < one["megabytes"] < 500


def test_what_is_printed_and_written(tmp_path: Path) -> None:
    page = tmp_path / "RESULTS.md"
    page.write_text("# Results\n\n## The bench: small.csv (2001-01-01)\n\nOld.\n\n## Other things\n\nKept.\n", "utf-8")
    ran = fabula(f"bench small.csv lie shared --out {page}")
    assert ran.code == 0
    head, columns, lie, shared, both, *_ = ran.out.splitlines()
    assert head == "A shortest plan, proved (`--prove`):"
    assert " ".join(columns.split()) == "configuration length known proved s cpu s MB states turns reasons looked at"
    assert lie.split()[:4] == ["lie", "2", "2", "yes"]
    assert shared.split()[:4] == ["shared", "2", "3", "yes"]
    assert both.startswith("2 of 2 solved, 2 proved shortest; none longer than known; ")
    text = page.read_text("utf-8")
    assert "Old." not in text
    assert text.count("## ") == 2
    assert text.endswith("## Other things\n\nKept.\n")
    assert "| lie | 2 | 2 | yes | " in text
    assert both in text


def test_without_a_plan() -> None:
    ran = fabula("bench small.csv none")
    assert ran.code == 1
    assert "0 of 1 solved, 0 proved shortest; " in ran.out
    assert ran.out.rstrip().endswith("none: proved that there is none.")


def test_what_resists_is_named() -> None:
    def measured(length: int | None, at_least: int, mode: str, published: int | None = None) -> Measured:
        one = Configuration("hard", Path("hard.fabula"), "", None, None, None, published)
        answer = {"length": length, "at_least": at_least, "proved_shortest": length == at_least}
        return Measured(one, mode, answer, "stopped at the limit of 60 seconds", 61.04, 60.0, 800.4)

    assert summary([measured(10, 5, "prove", 9)]) == (
        "1 of 1 solved, 0 proved shortest; longer than known: hard; 61.0 s (60.0 s of one core) all together, "
        "61.0 s at most (hard); 800 MB at most. "
        "hard: a plan of 10 events, none of fewer than 5; stopped at the limit of 60 seconds."
    )
    assert summary([measured(None, 5, "fast")]).endswith(
        " hard: no plan, none of fewer than 5; stopped at the limit of 60 seconds."
    )
    assert summary([measured(10, 5, "fast")]).endswith("800 MB at most.")
    assert cells(measured(10, 5, "prove"))[:7] == ["hard", "10", "-", "5 or more", "61.04", "60.00", "800"]


def test_a_process_that_cannot_answer() -> None:
    one = Configuration("wrong", WORLDS / "biscuit.fabula", "no such ending", None, None, None, None)
    measured = Running(one, "prove", seconds=10, megabytes=1000, states=1000).wait()
    assert measured.answer is None
    assert measured.ended is not None
    assert "error F" in measured.ended


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as a signal")
def test_ctrl_c_prints_and_writes_what_is_known(tmp_path: Path) -> None:
    many = tmp_path / "many.csv"
    one = WORLDS / "biscuit.fabula"
    rows = [f"c{number},{one},lie,,,,2" for number in range(200)]
    columns = "name,file,goal,author_limit,character_limit,epistemic_limit,published_shortest"
    many.write_text("\n".join([columns, *rows]), "utf-8")
    page = tmp_path / "page.md"
    code = "from fabula.cli import main; main()"
    running = subprocess.Popen(
        [sys.executable, "-c", code, "bench", str(many), "--out", str(page)], stdout=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    lines = [running.stdout.readline() for _ in range(4)]
    assert lines[2].startswith("c0 ")
    time.sleep(0.1)
    running.send_signal(signal.SIGINT)
    out, _ = running.communicate(timeout=60)
    assert running.returncode == 130
    done = page.read_text("utf-8").count("\n| c") - 1  # without the heading, `| configuration`
    assert f"Interrupted. {done} of 200; not begun: c{done}, c{done + 1}, " in out
    assert f" and {200 - done - 20} more. " in out
    assert "proved shortest" in out
    assert "| c1 | 2 | 2 | yes |" in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("name,file,goal,author_limit,character_limit,epistemic_limit\n", "F714", "no configuration"),
        ("name,file,goal,author_limit,character_limit,epistemic_limit\na,biscuit,1,x,,\n", "F714", "no number"),
        ("name,file,goal,author_limit,character_limit,epistemic_limit\n,biscuit,1,,,\n", "F714", "no name"),
        ("name,file,goal,author_limit,character_limit,epistemic_limit\na,,1,,,\n", "F714", "no file"),
        ("name,file,goal,author_limit,character_limit,epistemic_limit\na,nothing,1,,,\n", "F701", "no world"),
        (f"{COLUMN_NAMES}\na,biscuit,1,,,,\n", "F714", "7 cells; the table has 6"),
        (f"{COLUMN_NAMES}\na,biscuit,1,,\n", "F714", "5 cells; the table has 6"),
        (f"{COLUMN_NAMES}\na,{BISCUIT},1,,,\na,{BISCUIT},2,,,\n", "F714", "The configuration `a` is there twice."),
        (f"{COLUMN_NAMES}\na,{BISCUIT},no_such_ending,,,\n", "F707", "`no_such_ending` cannot be a goal"),
        (f"{COLUMN_NAMES}\na,{BISCUIT},eater ==,,,\n", "F707", "`eater ==` cannot be a goal"),
        (f"{COLUMN_NAMES}\na,market,one,,,\n", "F707", "`one` cannot be a goal"),
        ("name,file\n", "F714", "no column `goal`"),
        ("", "F714", "no column `name`"),
    ],
)
def test_a_table_that_is_none(text: str, code: str, said: str, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text(text, "utf-8")
    (tmp_path / "market.txt").write_text("", "utf-8")
    with pytest.raises(FabulaError) as caught:
        read_table(table)
    problem = caught.value.problems[0]
    assert problem.span is not None
    assert problem.span.line == max(1, len(text.splitlines()) if said != "no configuration" else 1)
    assert problem.code == code
    assert said in problem.wrong


def test_goals_that_are_ones(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    goals = ("lie", "2", "1/2", "Tom believes eater == dog", "")
    rows = [f"c{number},{BISCUIT},{goal},,," for number, goal in enumerate(goals)]
    table.write_text("\n".join([COLUMN_NAMES, *rows]), "utf-8")
    assert tuple(one.goal for one in read_table(table)) == goals


@pytest.mark.parametrize("modes", ["--fast --prove", "--both --fast", "--fast --prove --both"])
def test_only_one_of_the_modes(modes: str) -> None:
    ran = fabula(f"bench small.csv lie {modes}")
    assert ran.code == 2
    assert "Give one of --fast, --prove and --both." in ran.err


def test_a_page_that_cannot_be_written_is_refused_before_the_work(tmp_path: Path) -> None:
    ran = fabula(f"bench small.csv lie --out {tmp_path / 'none' / 'page.md'}")
    assert ran.code == 2
    assert " F723: " in ran.err
    assert ran.out == ""


def test_a_limit_is_called_by_the_option_of_bench() -> None:
    far = Configuration("far", WORLDS / "stranger.fabula", "1 == 2", 9, 9, 9, None)
    ended = Running(far, "prove", seconds=60, megabytes=1, states=10**6).wait().ended
    assert ended == "stopped at the limit of 1 MB of memory (--memory)"
    ended = Running(far, "prove", seconds=0.6, megabytes=1000, states=10**6).wait().ended
    assert ended == "stopped at the limit of 0.6 seconds (--seconds)"


def test_no_sentence_ends_in_two_full_stops() -> None:
    one = Configuration("a", BISCUIT, "", None, None, None, None)
    said = summary([Measured(one, "prove", None, "no answer: error F201: It is wrong.", 1.0, 1.0, 30.0)])
    assert said.endswith("a: no answer: error F201: It is wrong.")


def test_worlds_lie_beside_the_table_or_in_its_folder(tmp_path: Path) -> None:
    (tmp_path / "problems").mkdir()
    for name in ("one.fabula", "problems/two.txt"):
        (tmp_path / name).write_text("", "utf-8")
    table = tmp_path / "table.csv"
    columns = "name,file,goal,author_limit,character_limit,epistemic_limit"
    table.write_text(f"{columns}\na,one,,1,2,3\nb,two,5,,,\n", "utf-8")
    first, second = read_table(table)
    assert (first.world, first.goal, first.published) == (tmp_path / "one.fabula", "", None)
    assert (first.author_limit, first.character_limit, first.epistemic_limit) == (1, 2, 3)
    assert (second.world, second.goal, second.author_limit) == (tmp_path / "problems" / "two.txt", "5", None)
    assert chosen([first, second], ["b"]) == [second]
    with pytest.raises(FabulaError):
        chosen([first, second], ["c"])


def test_a_page_gets_its_section() -> None:
    assert with_section("", "T", "## T (1)\n") == "# Results\n\n## T (1)\n"
    assert with_section("# R\n\n## A (0)\n\na\n", "T", "## T (1)\n") == "# R\n\n## A (0)\n\na\n\n## T (1)\n"
    assert with_section("## T (0)\n\na\n", "T", "## T (1)\n") == "## T (1)\n"
