"""Story graphs in files: read again by other tools, they say what the graph says."""

import json
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from fabula.diagnostics.problems import FabulaError
from fabula.export.formats import FORMATS, writer_for
from fabula.export.tables import GraphTables, tables_of
from tests.explore.worlds import ROUND, graph_of, grown, reasons_of, survey_of, the_camp


def tables(text: str | None = None) -> GraphTables:
    graph = the_camp() if text is None else grown(graph_of(text))
    return tables_of(survey_of(graph), reasons_of(graph))


def write(folder: Path, name: str) -> tuple[Path, ...]:
    path = folder / name
    return writer_for(path)(tables(), path)


def columns(table: Any) -> dict[str, list[Any]]:
    return {column.name: column.cells for column in table.columns}


def test_what_the_tables_say() -> None:
    found = tables()
    moments, edges = columns(found.moments), columns(found.edges)
    assert found.complete
    assert (found.moments.rows, found.edges.rows) == (19, 28)
    won = moments["ending"].index("won")
    over = [n for n, status in enumerate(moments["status"]) if status == "over"]
    assert sum(moments["visits"][n] for n in over) == pytest.approx(1)
    assert moments["odds_won"][0] == pytest.approx(161 / 1920)
    assert moments["odds_won"][won] == 1
    assert moments["open"][0] == 0
    assert moments["differs"][1] == "scene = trail"
    for moment in range(found.moments.rows):
        shares = [Fraction(f) for f, at in zip(edges["fraction"], edges["source"], strict=True) if at == moment]
        assert sum(shares) == (moments["status"][moment] == "goes on")
    at = won  # back to the start by the edges of a shortest story
    steps = 0
    while moments["came_by"][at] is not None:
        edge = moments["came_by"][at]
        assert edges["target"][edge] == at
        at, steps = edges["source"][edge], steps + 1
    assert (at, steps) == (0, moments["depth"][won])


def test_loops_and_rest_are_marked() -> None:
    found = columns(tables(ROUND).moments)
    (loop,) = [n for n, number in enumerate(found["loop"]) if number is not None]
    assert found["visits"][loop] is None  # for ever
    assert found["status"].count("rest") == 1
    assert found["odds_home"][0] == 0


def test_reasons_stand_beside_acts() -> None:
    from tests.worlds import WORLDS

    edges = columns(tables((WORLDS / "biscuit.fabula").read_text("utf-8")).edges)
    row = edges["event"].index("eat(Tom)")
    assert (edges["who"][row], edges["want"][row], edges["plan"][row]) == ("Tom", "hunger", "eat(Tom), blame(Tom, Ann)")
    assert edges["kind"][row] == "action"
    assert edges["fraction"][row] is None  # weights of wants are no fractions


def test_json_is_read_by_networkx(tmp_path: Path) -> None:
    networkx = pytest.importorskip("networkx")
    (path,) = write(tmp_path, "camp.json")
    graph = networkx.node_link_graph(json.loads(path.read_text("utf-8")), edges="edges")
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (19, 28)
    assert networkx.shortest_path_length(graph, 0, 3) == 1
    assert graph.nodes[3]["ending"] == "stayed"


def test_graphml_is_read_by_networkx(tmp_path: Path) -> None:
    networkx = pytest.importorskip("networkx")
    (path,) = write(tmp_path, "camp.graphml")
    graph = networkx.read_graphml(path)
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (19, 28)
    assert graph.nodes["3"]["ending"] == "stayed"
    assert graph.nodes["0"]["odds_won"] == pytest.approx(161 / 1920)
    assert "ending" not in graph.nodes["0"]


def test_parquet_is_read_by_duckdb(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    duckdb = pytest.importorskip("duckdb")
    paths = write(tmp_path, "camp.parquet")
    assert [path.name for path in paths] == ["camp.parquet", "camp.moments.parquet", "camp.differences.parquet"]
    query = f"select sum(visits) from '{paths[1]}' where ending = 'won'"
    assert duckdb.sql(query).fetchall()[0][0] == pytest.approx(161 / 1920)
    assert duckdb.sql(f"select count(*) from '{paths[0]}'").fetchall() == [(28,)]


def test_parquet_is_read_by_pandas_and_polars(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    edges, moments, _ = write(tmp_path, "camp.parquet")
    assert len(pandas.read_parquet(edges)) == 28
    assert polars.read_parquet(moments).height == 19


def test_a_duckdb_database(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    duckdb = pytest.importorskip("duckdb")
    (path,) = write(tmp_path, "camp.duckdb")
    write(tmp_path, "camp.duckdb")  # once more, over the first
    with duckdb.connect(str(path), read_only=True) as connection:
        query = """select event, sum(visits * chosen * odds) from edges join moments on source = moment
                   where action = 'take_the_wager' group by event"""
        assert connection.sql(query).fetchall()[0][1] == pytest.approx(161 / 1920 + 667 / 5760)
        assert connection.sql("select count(*) from differences where fluent = 'trust'").fetchall()[0][0] > 0
    assert [each.name for each in tmp_path.iterdir()] == ["camp.duckdb"]


@pytest.mark.parametrize("ending", FORMATS)
def test_files_that_cannot_be_written(ending: str, tmp_path: Path) -> None:
    for name in FORMATS[ending].needs:
        pytest.importorskip(name)
    (tmp_path / f"folder{ending}").mkdir()
    for name in (f"nowhere/camp{ending}", f"folder{ending}"):
        with pytest.raises(FabulaError) as raised:
            writer_for(tmp_path / name)
        assert [problem.code for problem in raised.value.problems] == ["F723"]
    write_ = writer_for(tmp_path / f"camp{ending}")
    with pytest.raises(FabulaError) as raised:
        write_(tables(), tmp_path / "gone" / f"camp{ending}")
    assert [problem.code for problem in raised.value.problems] == ["F723"]


def test_a_package_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fabula.export.formats.find_spec", lambda _name: None)
    with pytest.raises(FabulaError) as raised:
        writer_for(Path("camp.duckdb"))
    assert [problem.code for problem in raised.value.problems] == ["F712"]


def test_nothing_of_it_is_imported_before_it_is_needed() -> None:
    import subprocess

    code = "import sys, fabula.cli.explore; print([m for m in ('pyarrow', 'duckdb', 'networkx') if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
