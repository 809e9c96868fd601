"""The small story of the camp as a decision graph: each choice equally likely, a die of 20; see `the_camp`."""

from __future__ import annotations

from fractions import Fraction

from fabula.analysis.decisions import CHANCE, DecisionGraph, decisions_of_rows

WIN, OVER = "won", "over"


def the_camp() -> tuple[DecisionGraph, dict[str, int]]:
    """In the forest you follow him, call out (trust +1) and follow, or go home.

    Following, you keep close (he sees you 1 time in 3) or far (1 in 6). In the camp, if seen you are caught; if not,
    you creep up (caught 1 in 2, else dawn) or wait (dawn). At dawn you speak (caught) or leave. Caught, you may take
    the wager, run, or, if there is trust, tell the truth. The fight is won if a die of 20 plus trust is above 12. You
    win 161 times in 1920.
    """
    moments: dict[str, list[dict[str, Fraction]]] = {
        "forest": [{"follow 0": Fraction(1)}, {"follow 1": Fraction(1)}, {OVER: Fraction(1)}]
    }
    for trust in (0, 1):
        one = Fraction(1)

        def at(name: str, trust: int = trust) -> str:
            return f"{name} {trust}"

        moments[at("follow")] = [
            {at("caught"): Fraction(1, seen), at("camp"): 1 - Fraction(1, seen)} for seen in (3, 6)
        ]
        moments[at("camp")] = [{at("caught"): Fraction(1, 2), at("dawn"): Fraction(1, 2)}, {at("dawn"): one}]
        moments[at("dawn")] = [{at("caught"): one}, {OVER: one}]
        moments[at("caught")] = [{at("fight"): one}, {OVER: one}] + ([{OVER: one}] if trust else [])
        won = Fraction(20 - 12 + trust, 20)
        moments[at("fight")] = [{WIN: won, OVER: 1 - won}]
    moments[WIN] = moments[OVER] = []
    number = {name: place for place, name in enumerate(moments)}
    rows = [
        [
            (
                CHANCE if name.startswith("fight") else 0,
                Fraction(1, len(options)),
                {number[to]: p for to, p in row.items()},
            )
            for row in options
        ]
        for name, options in moments.items()
    ]
    return decisions_of_rows(rows), number
