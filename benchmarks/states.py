"""How fast the kernel counts distinct states, and how many bytes it takes for each, against the published figures.

    python benchmarks/states.py FOLDER [NAME...] [--seconds 600] [--megabytes 2000] [--out benchmarks/RESULTS.md]

FOLDER has the problems in `problems` (NAME.txt or NAME.fabula) and published counts in `state-counts` (NAME.csv, with
the columns depth, distinct_states, sabre_ms). Each problem is counted by a process of its own, depth by depth, until
the next depth would take more seconds or memory than given (it is guessed to grow as the last one did). Seconds are
those of the process, not of the clock; `successors` are states made of a state and an event, new or not. What a
walk leaves out, because another order of the same events comes to the same, is not among them (`Core.expand`).

The cost of a state is what a depth took, divided by the states that were gone on from: those that the last one added.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from fabula.cli.benched import commit_of, with_section
from fabula.kernel.engine import Kernel
from fabula.pipeline import open_model

ENDINGS = (".fabula", ".txt")
DEEPEST = 100
TITLE = "Distinct states by depth"
COLUMNS = ("problem, depth", "states", "published", "successors/s", "states/s", "times published", "bytes/state", "MB")


@dataclass(frozen=True)
class Depth:
    """What was counted down to a depth, in all: seconds of the process, bytes of all tables."""

    depth: int
    states: int
    successors: int
    seconds: float
    size: int


def count(path: Path, *, seconds: float, megabytes: float) -> Iterator[Depth]:
    """Depth after depth, as far as the limits go."""
    kernel = Kernel(open_model(path))
    core = kernel.core
    start = kernel.initial().key
    began, steps = time.process_time(), core.steps
    found = [Depth(0, core.begin(start), 0, 0.0, core.size())]
    for number in range(DEEPEST):
        last = found[-1]
        growth = max(1.0, last.states / found[-2].states) if number else 1.0
        if last.seconds * growth > seconds or (last.size * growth > megabytes * 1e6 and last.states > 10_000):
            return
        states = last.states + kernel._ask(lambda number=number: core.expand(number))  # type: ignore[misc]
        found.append(Depth(number + 1, states, core.steps - steps, time.process_time() - began, core.size()))
        yield found[-1]
        if states == last.states:
            return


def published(folder: Path, name: str) -> dict[int, tuple[int, float]]:
    """States and milliseconds by depth."""
    with (folder / "state-counts" / f"{name}.csv").open(encoding="utf-8") as lines:
        rows = csv.DictReader(lines)
        return {int(row["depth"]): (int(row["distinct_states"]), float(row["sabre_ms"])) for row in rows}


def cells(name: str, one: Depth, known: dict[int, tuple[int, float]]) -> list[str]:
    states, milliseconds = known.get(one.depth, (None, 0))
    if states is None:
        equal = "-"
    else:
        equal = "the same" if states == one.states else f"{states:,}"
    rate = one.states / one.seconds if one.seconds else 0.0
    times = f"{rate / (states / milliseconds * 1000):.0f}" if states and milliseconds and rate else "-"
    return [
        f"{name} {one.depth}",
        f"{one.states:,}",
        equal,
        f"{one.successors / one.seconds / 1e6:.2f} M" if one.seconds else "-",
        f"{rate / 1e6:.3f} M",
        times,
        f"{one.size / one.states:.1f}",
        f"{one.size / 1e6:.0f}",
    ]


def flatness(found: list[Depth]) -> str:
    """Microseconds for a state that is gone on from, where a depth goes on from 2,000 or more."""
    costs = [
        (later.states, (later.seconds - here.seconds) / (here.states - before.states) * 1e6)
        for before, here, later in zip(found, found[1:], found[2:], strict=False)
        if here.states - before.states >= 2_000
    ]
    if len(costs) < 2:
        return ""
    least, most = min(cost for _, cost in costs), max(cost for _, cost in costs)
    listed = ", ".join(f"{cost:.2f} to {states:,}" for states, cost in costs)
    return (
        f"{listed}; the most is {most / least:.2f} times the least, the last {costs[-1][1] / costs[0][1]:.2f} the first"
    )


def main() -> None:
    asked = argparse.ArgumentParser(description="Count distinct states by depth and measure it.")
    asked.add_argument("folder", type=Path)
    asked.add_argument("names", nargs="*")
    asked.add_argument("--seconds", type=float, default=600.0)
    asked.add_argument("--megabytes", type=float, default=2000.0)
    asked.add_argument("--out", type=Path)
    asked.add_argument("--one", action="store_true", help=argparse.SUPPRESS)  # the process of one problem
    given = asked.parse_args()
    if given.one:
        for one in count(given.folder, seconds=given.seconds, megabytes=given.megabytes):
            print(json.dumps(asdict(one)), flush=True)
        return
    rows, flat = [], []
    print(" | ".join(COLUMNS))
    for path in sorted((given.folder / "problems").iterdir()):
        known_here = (given.folder / "state-counts" / f"{path.stem}.csv").is_file()
        if path.suffix not in ENDINGS or not known_here or (given.names and path.stem not in given.names):
            continue
        known = published(given.folder, path.stem)
        found: list[Depth] = []
        limits = [f"--seconds={given.seconds}", f"--megabytes={given.megabytes}"]
        command = [sys.executable, __file__, str(path), "--one", *limits]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
            assert running.stdout is not None
            for line in running.stdout:
                found.append(Depth(**json.loads(line)))
        several = [one for one in found if one.states > 10_000][-3:] or found[-1:]
        for one in several:
            rows.append(cells(path.stem, one, known))
            print(" | ".join(rows[-1]), flush=True)
        wrong = [one.depth for one in found if one.depth in known and known[one.depth][0] != one.states]
        if wrong:
            flat.append(f"* {path.stem}: counts other than published at {len(wrong)} depths, the first is {wrong[0]}.")
        if cost := flatness(found):
            flat.append(f"* {path.stem}: microseconds for a state {cost}.")
            print(flat[-1], flush=True)
    if given.out is not None and rows:
        commit = commit_of(Path(__file__))
        lines = [f"## {TITLE} ({time.strftime('%Y-%m-%d')}{f', commit {commit}' if commit else ''})", ""]
        lines += [
            "Seconds are of the process; `times published`: states/s over the published states and milliseconds.",
            "",
        ]
        lines += [
            f"| {' | '.join(COLUMNS)} |",
            f"|{'---|' * len(COLUMNS)}",
            *(f"| {' | '.join(row)} |" for row in rows),
        ]
        lines += ["", *flat]
        page = given.out.read_text("utf-8") if given.out.exists() else ""
        given.out.write_text(with_section(page, TITLE, "\n".join(lines) + "\n"), "utf-8")


if __name__ == "__main__":
    main()
