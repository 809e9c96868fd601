"""`fabula explore` and `fabula odds`: pages of 80 columns, records, limits, files."""

import json
from pathlib import Path

import pytest

from tests.cli.door import fabula
from tests.explore.worlds import ROUND
from tests.golden import assert_golden
from tests.worlds import WORLDS

GOLDEN = Path(__file__).parent / "golden" / "graph"
PROBLEMS = Path(__file__).resolve().parents[1] / "diagnostics" / "golden"

PAGES = {
    "explore-the-camp": "explore the-camp",
    "explore-round": "explore round.fabula",
    "explore-biscuit-list": "explore biscuit.fabula --list",
    "explore-cut": "explore the-camp --max-moments 4",
    "odds-the-camp": "odds the-camp --as you",
    "odds-plain": "odds the-camp --plain",
    "odds-round": "odds round.fabula",
    "odds-biscuit": "odds biscuit.fabula --as Ann",
    "odds-cut": "odds biscuit.fabula --max-moments 2",
    "odds-sample": "odds the-camp --sample 5000 --seed 7",
    "odds-sample-round": "odds round.fabula --sample 300 --plain",
}


@pytest.fixture(autouse=True)
def worlds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "round.fabula").write_text(ROUND, encoding="utf-8")
    (tmp_path / "biscuit.fabula").write_bytes((WORLDS / "biscuit.fabula").read_bytes())
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", PAGES)
def test_what_a_user_sees(name: str) -> None:
    ran = fabula(PAGES[name])
    assert max(map(len, ran.out.splitlines())) <= 80
    assert_golden(GOLDEN / f"{name}.out", ran.transcript)


def test_no_page_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.out")} == set(PAGES)


@pytest.mark.parametrize(("code", "command"), [("F713", "explore biscuit.fabula --out biscuit.xlsx")])
def test_what_is_told_of_a_wrong_name(code: str, command: str) -> None:
    ran = fabula(command)
    assert ran.code == 2
    assert_golden(PROBLEMS / f"{code}.out", ran.err)


def test_what_is_told_where_a_package_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fabula.export.formats.find_spec", lambda _name: None)
    ran = fabula("explore biscuit.fabula --out biscuit.duckdb")
    assert ran.code == 2
    assert_golden(PROBLEMS / "F712.out", ran.err)


def test_explore_as_a_record() -> None:
    found = json.loads(fabula("explore round.fabula --list --json").out)
    assert (found["complete"], found["moments"], found["followed"]) == (True, 5, 4)
    assert found["endings"][0]["shortest"]["story"] == [{"event": "leave()", "outcome": 1}]
    assert found["endings"][1]["shortest"] is None
    assert found["loops"][0]["events"] == ["grope()"]
    assert found["never"]["unwanted"] == [{"action": "light", "moment": 0}]
    assert found["graph"][0]["next"][0]["outcomes"][0]["odds"] == "1/2"
    assert found["graph"][0]["next"][0]["probability"] == "1/3"


def test_odds_as_a_record() -> None:
    found = json.loads(fabula("odds the-camp --as you --json").out)
    won = found["endings"][0]
    assert (won["name"], won["exact"]) == ("won", "161/1920")
    assert won["control"]["best"]["high"] == pytest.approx(0.45)
    assert won["control"]["worst"]["low"] == 0
    assert found["sweep"] == []  # even choices have no temper
    swept = json.loads(fabula("odds biscuit.fabula --json").out)["sweep"]
    assert [table["tempers"] for table in swept] == ["tempers x 1/2", "tempers x 2"]
    assert swept[0]["endings"][0]["low"] > swept[1]["endings"][0]["high"]


def test_a_sample_as_a_record() -> None:
    found = json.loads(fabula("odds the-camp --sample 2000 --seed 3 --json").out)["sample"]
    assert found["stories"] == sum(share["reached"] for share in found["endings"])
    assert found["seed"] == 3
    assert found["endings"][0]["low"] < 161 / 1920 < found["endings"][0]["high"]


def test_a_limit_that_is_reached() -> None:
    for command in ("explore the-camp --max-states 4", "odds the-camp --max-states 4"):
        ran = fabula(command)
        assert ran.code == 1
        assert "max-states" in ran.err
        assert "Camp" in ran.out


def test_the_graph_is_written(tmp_path: Path) -> None:
    ran = fabula("explore biscuit.fabula --out biscuit.json")
    assert "Written: biscuit.json." in ran.out
    assert len(json.loads((tmp_path / "biscuit.json").read_text("utf-8"))["nodes"]) == 6


def test_what_cannot_be_asked_together() -> None:
    ran = fabula("odds the-camp --sample 10 --as you")
    assert ran.code == 2
    assert "either --sample or --as" in ran.err


def test_a_story_to_begin_after(tmp_path: Path) -> None:
    (tmp_path / "biscuit.eaten.story").write_text('story "Eaten" of biscuit\nbeat 1\n    eat(Tom)\n', encoding="utf-8")
    found = json.loads(fabula("odds biscuit.fabula --after eaten --json").out)
    assert found["after"] == "biscuit.eaten"
    assert found["endings"][0]["exact"] == "1"
    explored = json.loads(fabula("explore biscuit.fabula --after eaten --json").out)
    assert [step["event"] for step in explored["endings"][0]["shortest"]["story"]] == ["blame(Tom, Ann)"]
