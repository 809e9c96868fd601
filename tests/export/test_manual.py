"""The examples of docs/manual/odds.md that read the files: they run, and find what the page says."""

import re
from pathlib import Path
from typing import Any

import pytest

from fabula.export.formats import writer_for
from fabula.export.tables import tables_of
from tests.explore.worlds import reasons_of, survey_of, the_camp

PAGE = Path(__file__).resolve().parents[2] / "docs" / "manual" / "odds.md"


def examples(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def written(path: Path) -> Path:
    graph = the_camp()
    writer_for(path)(tables_of(survey_of(graph), reasons_of(graph)), path)
    return path


def test_the_queries(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    duckdb = pytest.importorskip("duckdb")
    by_act, story = examples("sql")
    with duckdb.connect(str(written(tmp_path / "camp.duckdb")), read_only=True) as connection:
        most = connection.sql(by_act).fetchall()
        assert [event for event, _ in most] == ["speak()", "creep_up()", "keep_close()", "stay_back()"]
        assert [share for _, share in most] == pytest.approx([3 / 16, 1 / 8, 1 / 9, 1 / 18])
        rows = connection.sql(story).fetchall()
    assert [event for ending, event in rows if ending == "stayed"] == ["go_home()"]
    assert {event for ending, event in rows if ending == "unseen"} >= {"leave()"}


def test_the_queries_of_parquet_files(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    duckdb = pytest.importorskip("duckdb")
    written(tmp_path / "camp.parquet")
    for query in examples("sql"):
        for name, file in (("edges", "camp.parquet"), ("moments", "camp.moments.parquet")):
            query = re.sub(rf"\b(from|join) {name}\b", rf"\1 '{tmp_path / file}' as {name}", query)
        assert duckdb.sql(query).fetchall()


def test_the_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("networkx")
    written(tmp_path / "camp.json")
    monkeypatch.chdir(tmp_path)
    (code,) = examples("python")
    names: dict[str, Any] = {}
    exec(code, names)
    at, through = names["ending"], []
    while at != 0:
        at = names["dominators"][at]
        through.append(at)
    graph = names["graph"]
    assert [graph.nodes[moment]["differs"] for moment in through] == [
        "scene = caught, trust = 1",
        "scene = trail, trust = 1",
        "",
    ]


def test_every_column_is_documented() -> None:
    graph = the_camp()
    found = tables_of(survey_of(graph), reasons_of(graph))
    text = PAGE.read_text("utf-8")
    for table in found.all:
        for column in table.columns:
            name = "odds_NAME" if column.name.startswith("odds_") else column.name
            assert f"`{name}`" in text, f"{table.name}.{column.name}"
