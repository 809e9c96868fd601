"""What the literature says about the benchmark problems: figures, and where they were published.

Source: S. G. Ware and R. Farrell, "A Collection of Benchmark Problems for the Sabre Narrative Planner", version 1.1,
with the results that come with it; the state counts are of its authors' tree-versus-graph experiment. Figures are
facts; the problems themselves are not part of Fabula.
"""

from __future__ import annotations

from typing import NamedTuple

Sizes = tuple[int, int, int]  # properties (those behind `believes` counted too), actions, triggers


class Problem(NamedTuple):
    ground: Sizes  # every instance that types and equality leave
    simplified: Sizes  # without what can never be otherwise
    states: tuple[int, ...]  # distinct states within 1, 2, ... actions


PROBLEMS: dict[str, Problem] = {
    "basketball": Problem((77, 168, 276), (72, 168, 228), (13, 144, 1619, 17621, 178295)),
    "bribery": Problem((22, 27, 0), (16, 27, 0), (10, 61, 282, 1125, 3966, 12399, 34062, 81726)),
    "deerhunter": Problem((50, 75, 216), (32, 28, 69), (31, 172, 705, 2357, 6744, 17184, 40722)),
    "fantasy": Problem((102, 154, 188), (61, 76, 130), (13, 101, 631, 3510, 18075, 87051)),
    "gramma": Problem((78, 856, 948), (61, 812, 896), (50, 431, 3328, 26302, 210638)),
    "hospital": Problem((60, 102, 224), (48, 102, 184), (198, 3225, 50433)),
    "macguffin": Problem((11, 5, 12), (9, 5, 12), ()),
    "raiders": Problem((24, 42, 66), (21, 39, 66), (19, 51, 148, 441, 1270, 3560, 9363, 23979)),
    "secretagent": Problem((51, 132, 180), (12, 44, 68), (12, 31, 54, 76, 97, 122, 133, 145, 148, 150, 154, 156, 156)),
    "space": Problem((45, 66, 90), (23, 29, 58), (12, 29, 82, 217, 489, 976, 1633, 2398)),
    "treasure": Problem((5, 5, 0), (4, 5, 0), (5, 7, 9, 9)),
    "western": Problem((131, 352, 672), (95, 352, 624), (19, 270, 3674, 48478)),
}


class Configuration(NamedTuple):
    """A published solution: the problem, the utility to reach, and the limits of author, characters and minds."""

    problem: str
    goal: int
    author_limit: int
    character_limit: int
    epistemic_limit: int


CONFIGURATIONS: dict[str, Configuration] = {
    "bribery": Configuration("bribery", 1, 5, 5, 2),
    "deerhunter_any": Configuration("deerhunter", 1, 10, 6, 1),
    "deerhunter_both": Configuration("deerhunter", 2, 10, 6, 1),
    "secretagent": Configuration("secretagent", 1, 8, 8, 1),
    "hospital_any": Configuration("hospital", 1, 11, 5, 3),
    "hospital_both": Configuration("hospital", 2, 11, 5, 3),
    "basketball_any": Configuration("basketball", 1, 7, 5, 2),
    "basketball_both": Configuration("basketball", 2, 7, 5, 2),
    "western": Configuration("western", 1, 8, 5, 1),
    "fantasy_any": Configuration("fantasy", 1, 9, 3, 2),
    "fantasy_two": Configuration("fantasy", 2, 9, 3, 2),
    "fantasy_all": Configuration("fantasy", 3, 9, 3, 2),
    "space_any": Configuration("space", 1, 9, 3, 1),
    "space_two": Configuration("space", 2, 9, 3, 1),
    "space_three": Configuration("space", 3, 9, 3, 1),
    "space_four": Configuration("space", 4, 9, 3, 1),
    "space_all": Configuration("space", 5, 9, 3, 1),
    "raiders": Configuration("raiders", 1, 7, 4, 1),
    "treasure": Configuration("treasure", 1, 4, 4, 3),
    "gramma_any": Configuration("gramma", 1, 6, 5, 2),
    "gramma_win": Configuration("gramma", 2, 6, 5, 2),
}
