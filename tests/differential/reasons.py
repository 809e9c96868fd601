"""Whether what is explained on the kernel is explained by the definition, with the same reasons and the same plans."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from fabula.kernel.engine import State as Packed
from fabula.reasons import Branch, Plan, Reason, Step
from fabula.reference.motive import Motives
from fabula.reference.state import State
from fabula.search.motives import FastMotives
from fabula.semantics import AnyEvent
from tests.differential.agreement import Answer, Pairs, TooLong, asked

MOST_STATES = 4
FORESIGHT, DEPTH = 2, 2  # what worlds ask for beyond that would take the definition too long


def bare(plan: Plan) -> Plan:
    """The plan without the reasons of the others."""
    branches = (Branch(b.odds, b.outcome, b.plan and bare(b.plan)) for b in plan.branches)
    return Plan(tuple(Step(step.event) for step in plan.steps), tuple(branches), plan.worth)


def check_reasons(pairs: Pairs, *, most: int = MOST_STATES) -> tuple[int, int]:
    """Raise `AssertionError` where the two disagree in a pair of states; how many had a reason and how many had none.

    A search that meets a problem of the world (triggers without end, odds that come to nothing) has no answer. One may
    meet what the other did not have to look at, so that such cases are left out.
    """
    limits = pairs.reference.model.world.limits
    bounds = {"foresight": min(limits.foresight, FORESIGHT), "depth": min(limits.depth, DEPTH)}
    literal, fast = Motives(pairs.reference, **bounds), FastMotives(pairs.kernel, **bounds)
    counts = [0, 0]
    with suppress(TooLong):
        _compare(pairs, literal, fast, counts, most)
    return counts[0], counts[1]


def _compare(pairs: Pairs, literal: Motives[State], fast: FastMotives, counts: list[int], most: int) -> None:
    for state, twin in pairs.order[: 0 if pairs.given_up else most]:
        events, _ = asked(lambda state=state: pairs.reference.possible(state))  # type: ignore[misc]
        for event in events or ():
            deciding = literal.consenting(state, event)
            assert fast.consenting(twin, event) == deciding, f"who must want {event}"
            for who in deciding:
                reason = same(
                    lambda e=event, w=who, s=state: _reasons(literal, s, e, w),  # type: ignore[misc]
                    lambda e=event, w=who, s=twin: _reasons(fast, s, e, w),  # type: ignore[misc]
                    f"the reasons for {event} of {who}",
                )
                if reason is not None:
                    counts[reason[0] is None] += 1


def _reasons(
    motives: Motives[State] | FastMotives, state: State | Packed, event: AnyEvent, who: int
) -> tuple[Reason | None, Reason | None, list[Plan]]:
    """The shortest reason, the best, and every plan that is accepted."""
    plans = [bare(plan) for plan in motives.plans(state, event, who)]  # type: ignore[arg-type]
    return motives.reason(state, event, who), motives.best_reason(state, event, who), plans  # type: ignore[arg-type]


def same(one: Callable[[], Answer], other: Callable[[], Answer], what: str) -> Answer | None:
    """The answer, if both questions have one; it must be the same."""
    answer, code = asked(one)
    again, twin_code = asked(other)
    if code or twin_code:
        return None
    assert answer == again, what
    return answer
