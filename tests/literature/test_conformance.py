"""The conformance cases: the author's plans within the limits, found in two independent ways, are those of Sabre.

Each case is a small problem that pins one rule. Its `.expected` file lists what Sabre accepts when it searches the
whole space; what its best-first search alone accepts is an accident of that search, and left out.
"""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from fabula.diagnostics.source import Source
from fabula.reference.engine import Reference
from fabula.reference.motive import Motives
from fabula.reference.state import State
from fabula.sabre.solutions import parse_solutions
from fabula.search.every_plan import every_plan
from fabula.search.goal import next_utility, utility_goal
from tests.literature.plans import Definition, Given, Number, Story
from tests.literature.problems import ground_model, simplified
from tests.shared import CONFORMANCE, files, needs_shared

pytestmark = needs_shared

CASES = files(CONFORMANCE, "*.txt")
Plans = set[tuple[str, str]]  # utility and plan

# Where the rules of `docs/manual/semantics.md` overrule Sabre 0.8, which in these cases contradicts its own
# documentation or validator, or fails: the reason, and the plans that come out instead.
OVERRULED: dict[str, tuple[str, Plans]] = {
    "c03_surprise_tracking": (
        "Sabre keeps a second record of tracked beliefs, which a surprise does not repair; here a belief is always "
        "what the believed state says, so `old()` is impossible (as Sabre's validator finds) and `told()` possible.",
        {("1", "act() saw()"), ("1", "act() told()")},
    ),
    "c10_unknown_utility": (
        "Sabre takes a utility that becomes unknown for a reason; its validator does not, nor do we.",
        set(),
    ),
    "c11_nested_belief_effect": (
        "Who is told something believes that he believes it; Sabre's second record of beliefs misses that.",
        {
            ("1", "really() p_bob()"),
            ("1", "tell_open() p_bob()"),
            ("1", "tell_secret() p_bob()"),
            ("3", "nested() p_cat_bob()"),
            ("3", "tell_open() p_cat_bob()"),
            ("5", "really() p_bob_bob()"),
            ("5", "tell_open() p_bob_bob()"),
            ("5", "tell_secret() p_bob_bob()"),
        },
    ),
    "c18_surprise_unreachable_unknown": (
        "Sabre's simplification forgets that a surprise makes a value unknown.",
        {("1", f"act() saw(P{probe})") for probe in (1, 2, 3, 5)},
    ),
    "c20_lie_error": (
        "Sabre cannot compile an action that is noticed by somebody to whom it also tells something else; told wins.",
        {
            ("1", "say(Bob, P3)"),
            ("1", "say(Cat, P3)"),
            ("1", "say(Dan, P3)"),
            ("1", "lie() say(Bob, P2)"),
            ("1", "lie() say(Cat, P1)"),
            ("1", "lie() say(Cat, P4)"),
        },
    ),
    "c30_range_error": ("Sabre dies of a number with two bounds.", {("1", "a1()")}),
}


class Expected(NamedTuple):
    author_limit: int
    character_limit: int
    epistemic_limit: int
    plans: Plans  # what explanation-first search accepts
    best_first_only: Plans
    rejected: Plans  # what Sabre's own validator rejects, of either
    error: str


@cache
def expected(case: Path) -> Expected:
    """The settings in the first line of a case, and its `.expected` file."""
    with case.open(encoding="utf-8") as lines:
        settings = dict(re.findall(r"(\w+)=(-?\d+)", next(lines)))
    sections: dict[str, Plans] = {}
    error, section = "", ""
    for line in case.with_suffix(".expected").read_text("utf-8").splitlines():
        if line.startswith("  "):
            utility, plan = line.split("#")[0].split("|")
            sections[section].add((utility.strip(), plan.strip()))
        elif line and not line.startswith("#"):
            section, _, rest = line.partition(":")
            sections[section] = set()
            error = rest.strip() if section == "error" else error
    return Expected(
        int(settings["atl"]),
        int(settings["ctl"]),
        int(settings["el"]),
        sections.get("plans", set()) | sections.get("explanation_first_only", set()),
        sections.get("best_first_only", set()),
        sections.get("rejected_by_sabres_own_validator", set()),
        error,
    )


def plans_of(case: Path, *, by_motives: bool, whole: bool = False) -> Plans:
    """Every author's plan: explanations found by the engine's own search, or by trying every sequence."""
    reference = Reference(ground_model(case) if whole else simplified(case))
    wanted = expected(case)
    motives = Motives(reference, foresight=wanted.character_limit, depth=wanted.epistemic_limit)
    definition = Definition(
        Story(reference),
        character_limit=wanted.character_limit,
        epistemic_limit=wanted.epistemic_limit,
        why=(lambda state, event, who: motives.reason(state, event, who) is not None) if by_motives else None,
    )
    return {(str(utility), " ".join(plan)) for utility, plan in definition.plans(wanted.author_limit)}


def right(case: Path) -> Plans:
    return OVERRULED[case.stem][1] if case.stem in OVERRULED else expected(case).plans


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_the_engine_finds_exactly_these_plans(case: Path) -> None:
    assert plans_of(case, by_motives=True) == right(case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_trying_every_sequence_finds_the_same(case: Path) -> None:
    assert plans_of(case, by_motives=False) == right(case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_the_planner_lists_the_same(case: Path) -> None:
    reference, wanted = Reference(simplified(case)), expected(case)
    motives = Motives(reference, foresight=wanted.character_limit, depth=wanted.epistemic_limit)

    def utility(state: State) -> Number | None:
        return reference.utility(state, None)

    goal = utility_goal(utility, next_utility(utility(reference.initial())))
    found = list(every_plan(reference, motives, goal, limit=wanted.author_limit))
    plans = [(str(number), " ".join(str(step.event) for step in plan)) for number, plan in found]
    assert len(plans) == len(set(plans))
    assert set(plans) == right(case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_simplifying_the_model_changes_nothing(case: Path) -> None:
    assert plans_of(case, by_motives=True, whole=True) == right(case)


@pytest.mark.parametrize("case", [case for case in CASES if case.stem in OVERRULED], ids=lambda case: case.stem)
def test_an_overruled_case_is_one_in_which_sabre_errs(case: Path) -> None:
    assert right(case) != expected(case).plans, f"overruled without need: {OVERRULED[case.stem][0]}"
    assert not right(case) & expected(case).rejected  # its validator agrees with us as far as it goes


def test_every_overruled_case_is_there() -> None:
    assert {case.stem for case in CASES} >= OVERRULED.keys()


@pytest.mark.parametrize("case", files(CONFORMANCE, "*.solutions"), ids=lambda case: case.stem)
def test_printed_explanations_are_valid_where_sabres_validator_says_so(case: Path) -> None:
    reference = Reference(simplified(case.with_suffix(".txt")))
    story = Story(reference)
    text = case.read_text("utf-8")
    wanted = expected(case.with_suffix(".txt"))
    listed = {plan for _, plan in wanted.plans | wanted.best_first_only}
    rejected = {plan for _, plan in wanted.rejected}
    for solution in parse_solutions(Source(case.name, text)):
        plan = " ".join(step.action for step in solution.steps)
        assert plan in listed
        assert bool(Given(story).author(reference.initial(), solution.steps)) == (plan not in rejected), plan
