"""`fabula format FILE...`: worlds and stories, tidy."""

from __future__ import annotations

from pathlib import Path

import click

from fabula.cli.main import FINDINGS
from fabula.cli.output import emit, output_options
from fabula.cli.texts import STANDARD_INPUT, text_named, tree_of
from fabula.diagnostics.problems import FabulaError, Problem
from fabula.syntax.printer import format_file


@click.command("format", short_help="Tidy the text of a world or a story.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 if a file is not tidy.")
@click.option("--stdout", "to_stdout", is_flag=True, help="Print the tidy text instead of writing it.")
@output_options
def command(files: tuple[str, ...], check: bool, to_stdout: bool, as_json: bool, plain: bool) -> None:
    """Write each FILE (a world, a library or a story) anew, tidy. `-` reads standard input and prints.

    What a file means does not change. With --json nothing is written: the tidy texts are printed.
    """
    results: list[dict[str, object]] = []
    untidy = 0
    for file in files:
        source = text_named(file)
        text = format_file(tree_of(source), source)
        tidy = text == source.text
        untidy += not tidy
        results.append({"file": file, "tidy": tidy, "text": text})
        if as_json:
            continue
        if check:
            if not tidy:
                click.echo(f"{file} is not tidy.")
        elif to_stdout or file == STANDARD_INPUT:
            click.echo(text, nl=False)
        else:
            _write(file, text, tidy=tidy)
    if as_json:
        emit({"files": results})
    if check and untidy:
        raise click.exceptions.Exit(FINDINGS)


def _write(file: str, text: str, *, tidy: bool) -> None:
    path = Path(file)
    if not path.is_file():
        wrong = f"`{file}` is a world that comes with Fabula and is not written over."
        raise FabulaError((Problem("F709", None, wrong, hint="Print the tidy text with --stdout."),))
    if tidy:
        return
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        wrong = f"`{file}` can't be written: {error.strerror}."
        raise FabulaError((Problem("F704", None, wrong, hint="Change the rights of the file."),)) from None
    click.echo(f"{file} is tidy now.")
