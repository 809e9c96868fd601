"""`fabula bench TABLE`: the planner on the configurations of a table, measured, one process each."""

from __future__ import annotations

import math
from pathlib import Path

import click

from fabula.cli.benched import (
    COLUMNS,
    MODES,
    Configuration,
    Measured,
    Running,
    cells,
    chosen,
    commit_of,
    not_begun,
    read_table,
    section,
    summary,
    with_section,
)
from fabula.cli.main import FINDINGS
from fabula.cli.output import Paint, emit, output_options
from fabula.cli.watch import Bounds, Seconds, Watch, watching
from fabula.export.writing import cannot_write, written_whole

STATES = 200_000_000  # that a process may keep: more than its memory takes
WIDTHS = (18, 6, 6, 11, 8, 8, 6, 12, 9, 9, 11)


@click.command("bench", short_help="How fast the planner is, on a table of problems.")
@click.argument("table")
@click.argument("names", nargs=-1, metavar="[NAME...]")
@click.option("--fast", "fast", is_flag=True, help="The first good plan of each, without the proof.")
@click.option("--prove", "prove", is_flag=True, help="A shortest plan of each, proved (the default).")
@click.option("--both", "both", is_flag=True, help="First the one, then the other.")
@click.option(
    "--seconds",
    type=Seconds(),
    default=60.0,
    show_default=True,
    help="Stop each after so long; what it knows then counts.",
)
@click.option("--memory", type=click.IntRange(min=1), default=4000, show_default=True, help="Megabytes of each.")
@click.option("--out", metavar="FILE", help="Write the results into this page (Markdown), as a section.")
@output_options
def command(
    table: str,
    names: tuple[str, ...],
    fast: bool,
    prove: bool,
    both: bool,
    seconds: float,
    memory: int,
    out: str | None,
    as_json: bool,
    plain: bool,
) -> None:
    """Solve the configurations of a TABLE, one process each, and say what each took.

    TABLE is a CSV file with the columns name, file, goal, author_limit, character_limit and epistemic_limit. With
    NAMEs, only those configurations are run, in the order of the table. Ctrl-C prints, and writes, what is known.
    """
    if fast + prove + both > 1:
        raise click.UsageError("Give one of --fast, --prove and --both.")
    if out is not None and not Path(out).parent.is_dir():
        raise cannot_write(Path(out), f"there is no folder `{Path(out).parent}`")
    modes = [mode for mode, asked in (("fast", fast or both), ("prove", not fast)) if asked]
    path = Path(table)
    configurations = chosen(read_table(path), names)
    paint = Paint(plain=plain)
    results: dict[str, list[Measured]] = {mode: [] for mode in modes}
    with watching("Solving", Bounds(seconds=math.inf)) as watch:
        for mode, found in results.items():
            if not as_json:
                watch.say(paint("head", f"{MODES[mode]}:"))
                watch.say(paint("aside", _line(COLUMNS)))
            for number, one in enumerate(configurations, 1):
                now = f"{one.name}, {number} of {len(configurations)}"
                watch.known = lambda now=now: now  # type: ignore[misc]
                _run(one, mode, found, watch, seconds=seconds, memory=memory)
                if not as_json:
                    watch.say(_line(cells(found[-1])))
            if not as_json:
                watch.say(f"{summary(found)}\n")
    measured = [one for found in results.values() for one in found]
    if out is not None and measured:
        title = f"The bench: {path.name}"
        _write(Path(out), title, section(title, results, seconds=seconds, commit=commit_of(Path(__file__))))
    if as_json:
        emit({"table": table, "results": [one.record for one in measured], **watch.record})
    elif watch.interrupted:
        for mode, found in results.items():
            title = f"{MODES[mode]}: " if len(results) > 1 else ""
            known = f" {summary(found)}" if found else ""
            click.echo(f"Interrupted. {title}{not_begun(found, configurations)}{known}")
    if watch.interrupted:
        raise click.exceptions.Exit(watch.exit_code)
    if any(one.length is None for one in measured):
        raise click.exceptions.Exit(FINDINGS)


def _run(one: Configuration, mode: str, found: list[Measured], watch: Watch, *, seconds: float, memory: int) -> None:
    """Solve one configuration and append what came of it; also if Ctrl-C comes meanwhile, which is then passed on."""
    running = Running(one, mode, seconds=seconds, megabytes=memory, states=STATES)
    try:
        found.append(running.wait())
    except KeyboardInterrupt:
        running.interrupt()
        found.append(running.wait())
        raise


def _line(row: tuple[str, ...] | list[str]) -> str:
    first, *rest = (text.rjust(width) for text, width in zip(row, WIDTHS, strict=True))
    return " ".join((row[0].ljust(WIDTHS[0]), *rest)) if first else ""


def _write(page: Path, title: str, written: str) -> None:
    """Put the section into the page. Raises `FabulaError` (F723)."""
    with written_whole(page) as new:
        text = page.read_text("utf-8") if page.exists() else ""
        new.write_text(with_section(text, title, written), "utf-8")
