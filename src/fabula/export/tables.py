"""The story graph as three tables: moments, edges, and how each state differs from the start.

    moments      one row for each moment of the graph, in the order of its numbers
    edges        one row for each outcome of each thing that may come next, in the order of the moments they leave
    differences  one row for each fluent of each state that has another value than at the start (in the world itself,
                 not in what is believed)

Odds in it are lower bounds where the graph was cut: add `open` for the upper one. `docs/manual/odds.md` says what every
column is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from fabula.analysis.odds import odds_of_reaching
from fabula.analysis.survey import Survey
from fabula.analysis.visits import expected_visits
from fabula.explore.because import Reasons
from fabula.ground.printer import written
from fabula.kernel import State

Kind = Literal["integer", "number", "text"]
Cell = int | float | str | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, what its cells are, and a cell for each row; None: nothing to say."""

    name: str
    kind: Kind
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of one length."""

    name: str
    columns: tuple[Column, ...]

    @property
    def rows(self) -> int:
        return len(self.columns[0].cells)


@dataclass(frozen=True, slots=True)
class GraphTables:
    """The tables of one graph; `title` of its world, `complete`: whether every moment was followed."""

    title: str
    complete: bool
    moments: Table
    edges: Table
    differences: Table

    @property
    def all(self) -> tuple[Table, Table, Table]:
        return self.moments, self.edges, self.differences


def tables_of(survey: Survey, reasons: Reasons) -> GraphTables:
    """The tables of the graph as it stands."""
    outlook = survey.outlook
    graph = outlook.graph
    numbers: dict[State, int] = {}
    states = [numbers.setdefault(moment.state, len(numbers)) for moment in graph.moments]
    changed = _changed(survey, numbers)
    edges, came_by = _edges(survey, reasons)
    moments = _moments(survey, states, changed, came_by)
    return GraphTables(
        graph.choices.engine.model.world.title,
        not outlook.chain.is_cut,
        moments,
        edges,
        Table(
            "differences",
            (
                Column("state", "integer", [state for state, row in enumerate(changed) for _ in row]),
                Column("fluent", "text", [name for row in changed for name, _ in row]),
                Column("value", "text", [value for row in changed for _, value in row]),
            ),
        ),
    )


def _changed(survey: Survey, numbers: dict[State, int]) -> list[list[tuple[str, str]]]:
    """For each state the fluents whose value is not that of the world's start, and the value."""
    engine = survey.graph.choices.engine
    names = [fluent.name for fluent in engine.model.fluents]
    first = engine.initial().values
    return [
        [(name, written(now)) for name, now, then in zip(names, state.values, first, strict=True) if now != then]
        for state in numbers
    ]


def _moments(survey: Survey, states: list[int], changed: list[list[tuple[str, str]]], came_by: list[Cell]) -> Table:
    graph, outlook = survey.graph, survey.outlook
    model = graph.choices.engine.model
    rest, loop = set(outlook.traps.dead_ends), dict[int, int]()
    for number, found in enumerate(survey.loops()):
        loop.update(dict.fromkeys(found.moments, number))
    status: list[Cell] = [
        "cut" if ways is None else "over" if over is not None else "rest" if number in rest else "goes on"
        for number, (ways, over) in enumerate(zip(graph.ways, graph.over, strict=True))
    ]
    visits = [None if math.isinf(count) else count for count in expected_visits(outlook.chain, 0).tolist()]
    differs: list[Cell] = [", ".join(f"{name} = {value}" for name, value in changed[state]) for state in states]
    targets = [outlook.ended(number) for number in range(len(model.endings))]
    solved = odds_of_reaching(outlook.chain, [*targets, np.array(outlook.chain.cut)]).low
    return Table(
        "moments",
        (
            Column("moment", "integer", list(range(len(states)))),
            Column("state", "integer", list(states)),
            Column("depth", "integer", list(survey.depth)),
            Column("came_by", "integer", came_by),
            Column("status", "text", status),
            Column("ending", "text", [None if n is None else model.endings[n][0] for n in graph.over]),
            Column("loop", "integer", [loop.get(number) for number in range(len(states))]),
            Column("visits", "number", list(visits)),
            *(
                Column(f"odds_{name}", "number", solved[number].tolist())
                for number, (name, _) in enumerate(model.endings)
            ),
            Column("open", "number", solved[-1].tolist()),
            Column("differs", "text", differs),
        ),
    )


def _edges(survey: Survey, reasons: Reasons) -> tuple[Table, list[Cell]]:
    """The edges, and for each moment the number of the edge by which a shortest story comes there."""
    graph = survey.graph
    engine = graph.choices.engine
    names = engine.model.characters
    came_by: list[Cell] = [None] * len(graph.moments)
    columns = {name: Column(name, kind, []) for name, kind in _EDGE.items()}
    number = 0
    for source, ways in enumerate(graph.ways):
        state = graph.moments[source].state
        for way_number, way in enumerate(ways or ()):
            option = way.option
            because = reasons.because(state, option)
            ground = engine.ground_event(state, option.event)
            for place, (outcome, odds, target) in enumerate(way.outcomes):
                if survey.came[target] == (source, way_number, place):
                    came_by[target] = number
                share = option.probability * (odds if isinstance(option.probability, Fraction) else float(odds))
                row: dict[str, Cell] = {
                    "edge": number,
                    "source": source,
                    "target": target,
                    "event": str(option.event),
                    "action": option.event.name,
                    "kind": None if ground is None else ground.kind,
                    "who": None if option.by is None else names[option.by],
                    "outcome": outcome + 1,
                    "probability": float(share),
                    "fraction": str(share) if isinstance(share, Fraction) else None,
                    "chosen": float(option.probability),
                    "odds": float(odds),
                    "gain": float(option.value) if because is not None else None,
                    "want": None if because is None else because.want,
                    "plan": None if because is None else ", ".join(because.plan),
                }
                for name, cell in row.items():
                    columns[name].cells.append(cell)
                number += 1
    return Table("edges", tuple(columns.values())), came_by


_EDGE: dict[str, Kind] = {
    "edge": "integer",
    "source": "integer",
    "target": "integer",
    "event": "text",
    "action": "text",
    "kind": "text",
    "who": "text",
    "outcome": "integer",
    "probability": "number",
    "fraction": "text",
    "chosen": "number",
    "odds": "number",
    "gain": "number",
    "want": "text",
    "plan": "text",
}

__all__ = ["Cell", "Column", "GraphTables", "Table", "tables_of"]
