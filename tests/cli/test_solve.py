"""`fabula solve`: soon or proved, with reasons or without, and what is known when it is stopped."""

import json
from pathlib import Path

import pytest

from fabula.cli.watch import LimitReached
from fabula.search import solving as solving_module
from fabula.search.solving import Solving, blind
from tests.cli.door import fabula
from tests.worlds import WORLDS

SOLVE = "solve biscuit.fabula --goal lie"


@pytest.fixture(autouse=True)
def _beside_the_worlds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(WORLDS)


@pytest.fixture
def _without_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing tells how far the goal is, and nothing shorter is looked for."""
    for name in ("distance", "landmarks"):
        monkeypatch.setattr(solving_module, name, lambda graph, utility, at_least: blind)
    monkeypatch.setattr(solving_module, "WORK_FOR_SHORTER", 0)


def test_without_reasons() -> None:
    ran = fabula(f"{SOLVE} --no-why")
    assert ran.code == 0
    assert ran.out.splitlines()[:3] == ["eat(Tom)", "blame(Tom, Ann)", "2 events; no explained plan is shorter."]
    assert "reasons" not in json.loads(fabula(f"{SOLVE} --no-why --json").out)


def test_the_reasons_as_json() -> None:
    values = json.loads(fabula(f"{SOLVE} --json").out)
    blame = {"event": "blame(Tom, Ann)", "reasons": []}
    assert values["reasons"] == [
        [{"character": "Tom", "gain": 2, "plan": [{"event": "eat(Tom)", "reasons": []}, blame]}],
        [{"character": "Tom", "gain": 1, "plan": [blame]}],
    ]
    assert values["at_least"] == 2
    assert values["counters"] == {"turns": 4, "queries": 4, "reasons": 7, "looked": 11, "rounds": 1}


@pytest.mark.usefixtures("_without_bounds")
def test_the_first_good_plan() -> None:
    ran = fabula(f"{SOLVE} --fast --no-why")
    assert ran.code == 0
    assert ran.out.splitlines()[2] == "2 events; no explained plan has fewer than 1."
    assert not json.loads(fabula(f"{SOLVE} --fast --json").out)["proved_shortest"]
    assert json.loads(fabula(f"{SOLVE} --json").out)["proved_shortest"]


def test_the_first_good_plan_to_a_formula() -> None:
    ran = fabula('solve biscuit.fabula --goal "Ann believes eater == dog" --fast --no-why')
    assert ran.code == 0
    assert "no explained plan is shorter" in ran.out


@pytest.mark.usefixtures("_without_bounds")
@pytest.mark.parametrize(
    ("error", "code", "ended"), [(LimitReached("3 s"), 0, "stopped at 3 s"), (KeyboardInterrupt(), 130, "interrupted")]
)
def test_what_is_known_when_it_is_stopped(
    error: BaseException, code: int, ended: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(solving: Solving, **asked: bool) -> None:
        raise error

    monkeypatch.setattr(Solving, "prove", stop)
    ran = fabula(SOLVE)
    assert ran.code == code
    assert f"2 events; no explained plan has fewer than 1; {ended}." in ran.out
    assert "    Tom gains 1 (hunger +2, peace -1)" in ran.out  # a shortest plan: there may be no room for others
    monkeypatch.setattr(Solving, "find", stop)
    ran = fabula(SOLVE)
    assert ran.code == (code or 1)
    assert f"No plan of fewer than 1 event; {ended}." in ran.out


def test_a_limit_of_events() -> None:
    ran = fabula(f"{SOLVE} --atl 1")
    assert ran.code == 1
    assert "There is no such story: every story of up to 1 event was tried (foresight 3,\n    depth 2)." in ran.out
    assert json.loads(fabula(f"{SOLVE} --atl 1 --json").out)["at_least"] is None


def test_more_foresight_than_a_table_holds() -> None:
    ran = fabula("solve biscuit.fabula --goal lie --ctl 600 --no-why --fast")
    assert (ran.code, ran.out.splitlines()[0]) == (0, "eat(Tom)")


FROZEN = """type character;
entity Ann : character;
property awake(c : character) : boolean;
property rich(c : character) : boolean;
awake(Ann) = False;
rich(Ann) = False;
action wake(c : character) {
  precondition: !awake(c);
  effect: awake(c) = True;
  consenting: c;
};
utility(): if(GOAL) 1 else 0;
utility(Ann): if(rich(Ann)) 1 else 0;
"""
NO_EVENTS = "No events lead there, whoever wants them."


@pytest.mark.parametrize(
    ("goal", "limit", "said"),
    [
        ("rich(Ann)", "", NO_EVENTS),
        ("rich(Ann)", "--atl 0", NO_EVENTS),
        ("awake(Ann)", "", "Let characters think farther"),
        ("awake(Ann)", "--atl 0", "Let characters think farther"),
    ],
)
def test_whether_reasons_or_events_are_missing(goal: str, limit: str, said: str, tmp_path: Path) -> None:
    world = tmp_path / "frozen.txt"
    world.write_text(FROZEN.replace("GOAL", goal), "utf-8")
    ran = fabula(f"solve {world} --goal 1 --ctl 2 --el 2 {limit}")
    assert ran.code == 1
    assert "There is no such story: " in ran.out
    assert said in ran.out
    assert (said == NO_EVENTS) == (NO_EVENTS in ran.out)
