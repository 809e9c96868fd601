"""Draw random worlds and compare the engines on each: `python -m tests.differential [worlds] [seed]`."""

from __future__ import annotations

import sys
import time

from hypothesis import HealthCheck, Phase, given, seed, settings

from fabula.ground.model import GroundModel
from tests.differential.agreement import check
from tests.differential.regressions import save
from tests.differential.worlds import models


def main() -> int:
    worlds = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    begun = time.perf_counter()
    drawn = states = 0
    failed: GroundModel | None = None

    @seed(int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    @given(models())
    @settings(
        max_examples=worlds,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    def compare(model: GroundModel) -> None:
        nonlocal drawn, states, failed
        drawn += 1
        if drawn % 1000 == 0:
            print(f"{drawn} worlds, {states} states, {time.perf_counter() - begun:.0f} s", flush=True)
        try:
            states += check(model)
        except Exception:
            failed = model
            raise

    try:
        compare()
    except Exception as error:
        print(f"the engines disagree: {error!r}")
        if failed is not None:
            print(f"kept as {save(failed)}")
        return 1
    print(f"{drawn} worlds agree, {states} states compared, in {time.perf_counter() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
