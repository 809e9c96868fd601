"""Draw random worlds and compare the engines on each: `python -m tests.differential [worlds] [seed] [done]`.

Worlds are drawn a thousand at a time, each thousand from a seed of its own, so that a run that was broken off can go
on: `done` is the number of worlds that an earlier run with the same seed got through.
"""

from __future__ import annotations

import sys
import time
from collections import Counter

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from fabula.ground.model import GroundModel
from tests.differential.agreement import compared
from tests.differential.plans import check_plans
from tests.differential.reasons import check_reasons
from tests.differential.regressions import save
from tests.differential.worlds import models, moved_models

BATCH = 1000
PLANS_EVERY = 4  # worlds: plans are compared in one of so many


class Comparison:
    """Worlds that have been compared, and what was compared in them."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.failed: GroundModel | None = None
        self._begun = time.perf_counter()

    def batch(self, worlds: int, first: int, *, phases: tuple[Phase, ...] = (Phase.generate, Phase.shrink)) -> None:
        """Draw so many worlds from a seed and compare the engines on each; raises what the comparison raises."""

        @seed(first)
        @given(st.one_of(models(), moved_models()), st.integers(1, PLANS_EVERY))
        @settings(
            max_examples=worlds,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=phases,
        )
        def compare(model: GroundModel, place: int) -> None:
            try:
                self.world(model, plans=place == PLANS_EVERY)
            except Exception:
                self.failed = model
                raise

        compare()

    def world(self, model: GroundModel, *, plans: bool) -> None:
        self.counts["worlds"] += 1
        pairs = compared(model)
        explained, not_explained = check_reasons(pairs)
        lengths = check_plans(pairs) if plans else []
        none = lengths.count(None)
        self.counts.update(states=len(pairs.order), explained=explained, unexplained=not_explained)
        self.counts.update({"too long": pairs.given_up})
        self.counts.update({"plans": len(lengths) - none, "proofs that there is none": none})

    def __str__(self) -> str:
        counted = ", ".join(f"{count:,} {what}" for what, count in self.counts.items())
        return f"{counted}; {time.perf_counter() - self._begun:.0f} s"


def main() -> int:
    worlds, first, done = (int(given) for given in (*sys.argv[1:4], *("50000", "0", "0")[len(sys.argv) - 1 :]))
    comparison = Comparison()
    try:
        for start in range(done, worlds, BATCH):
            comparison.batch(min(BATCH, worlds - start), first * 1_000_003 + start // BATCH)
            print(f"{min(start + BATCH, worlds):,} of {worlds:,}: {comparison}", flush=True)
    except Exception as error:
        print(f"They disagree: {type(error).__name__}: {str(error)[:200]}")
        if comparison.failed is not None:
            print(f"kept as {save(comparison.failed)}")
        return 1
    print(f"All agree: {comparison}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
