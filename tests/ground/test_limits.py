"""Worlds that grow too large are refused, quickly, with the declaration at fault."""

import time

from fabula.diagnostics.problems import Problem
from tests.ground.making import problems_of

CROWD = """
    world "T"
    a1, a2, a3, a4, a5, a6, a7, a8 : character
    property p(character)
    property knows(who: character, whom: character)
    fate meet(who: character, whom: character)
        then knows(who, whom), p(who)
"""


def refused(text: str, **limits: int) -> Problem:
    """The one problem of a world, found within a few seconds."""
    begun = time.process_time()
    (problem,) = problems_of(CROWD + text, **limits)
    assert time.process_time() - begun < 20
    return problem


def test_too_many_events_name_the_event_and_its_count() -> None:
    problem = refused("""
    action dance(a: character, b: character, c: character, d: character, e: character, f: character, g: character)
        by a
        then p(b)
        text "Round they go."
    """)
    assert problem.code == "F402"
    assert problem.wrong == "Action `dance` can happen in too many ways."
    assert "= 2,097,152 ways" in problem.read
    assert "200,000 events" in problem.read


def test_choices_that_conditions_leave_out_do_not_count() -> None:
    assert not problems_of(
        CROWD
        + """
    action dance(a: character, b: character, c: character, d: character, e: character, f: character, g: character)
        by a
        when a == b, b == c, c == d, d == e, e == f, f == g
        then p(b)
        text "Round they go."
    """
    )


def test_choices_that_are_tried_in_vain_are_limited_too() -> None:
    problem = refused(
        """
    action dance(a: character, b: character, c: character, d: character, e: character, f: character, g: character)
        by a
        when a == g and b == g and c == g and d == g and e == g and f == g
        then p(b)
        text "Round they go."
    """,
        max_events=1000,
    )
    assert problem.code == "F402"


def test_the_event_with_most_instances_is_at_fault() -> None:
    problem = refused(
        """
    fate pass_by(a: character)
        then p(a)
    """,
        max_events=66,
    )
    assert problem.wrong == "Fate `meet` can happen in too many ways."
    assert "64 of them" in problem.read


def test_quantifiers_that_multiply_are_refused() -> None:
    chain = " and ".join(f"knows(x{n}, x{n + 1})" for n in range(8))
    quantifiers = " ".join(f"exists x{n}: character where" for n in range(9))
    for text, what in (
        (f'    ending linked "Linked" when {quantifiers} ({chain})\n', "ending `linked`"),
        (f"    wants a1\n        fame: 1 if {quantifiers} ({chain})\n", "want `fame` of a1"),
        (
            f"    action go(a: character)\n        by a\n        when {quantifiers} ({chain})\n        then p(a)\n",
            "action `go`",
        ),
    ):
        problem = refused(text, max_nodes=200_000)
        assert problem.code == "F403"
        assert problem.wrong == f"{what} grows too large when its variables are filled in"
        assert problem.span is not None
        assert "a world may have 200,000" in problem.read


def test_effects_that_multiply_are_refused() -> None:
    loops = "".join(" " * (12 + 4 * n) + f"for each x{n}: character\n" for n in range(7))
    problem = refused(f"    fate all\n        then\n{loops}{' ' * 40}knows(x0, x6)\n", max_nodes=200_000)
    assert problem.code == "F403"
    assert problem.wrong == "fate `all` grows too large when its variables are filled in"


def test_too_many_properties_are_refused_before_they_are_made() -> None:
    parameters = ", ".join(f"x{n}: character" for n in range(12))
    arguments = ", ".join("a" for _ in range(12))
    problem = refused(
        f"    property tangled({parameters})\n    fate tangle(a: character)\n        then tangled({arguments})\n"
    )
    assert problem.code == "F404"
    assert "= 68,719,476,736 ways" in problem.read
