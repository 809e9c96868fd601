"""The `fabula` command: which commands there are, and how each of them ends.

Commands are imported when they are run, so that `fabula --help` is quick. Exit codes: 0 clean (warnings included), 1
findings (a story that stops, no plan, a limit reached), 2 wrong usage or input, 70 a mistake in Fabula itself, 130
interrupted.
"""

from __future__ import annotations

import errno
import sys
from importlib import import_module

import click

from fabula import __version__
from fabula.cli.output import show_what_can_be_shown
from fabula.diagnostics.problems import FabulaError, did_you_mean

FINDINGS = 1
WRONG_INPUT = 2
INTERNAL_ERROR = 70
INTERRUPTED = 130
NOT_WRITTEN = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG)  # what the system says of a full disk and the like

COMMANDS = {
    "ask": "Can it, must it, how likely, what does it turn on?",
    "tell": "A story in prose, by somebody's eyes.",
    "play": "Take a part in a story.",
    "replay": "Is this story possible, and is every step explained?",
    "why": "Why a step happens: motive, belief, cause. Why not something else.",
    "whatif": "What if something were different?",
    "odds": "How likely each ending is.",
    "explore": "Where stories can lead: endings, dead ends, loops.",
    "feelings": "What everybody in a story feels, step by step.",
    "map": "Pictures: where stories go, who believes what, odds, feelings.",
    "solve": "A shortest explained plan, or all of them.",
    "check": "Errors and warnings of a world.",
    "format": "Tidy the text of a world or a story.",
    "test": "Does the world keep what its author expects of it?",
    "parse": "The syntax tree of a world or a story.",
    "ground": "The ground model: a world with no variables left.",
    "bench": "How fast the planner is, on a table of problems.",
}
EXIT_CODES = "Exit codes: 0 clean, 1 findings, 2 wrong usage or input, 70 a mistake in Fabula itself, 130 interrupted."


class Door(click.Group):
    """A group whose commands live in modules of the same name, imported when they are run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"fabula.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            hint = did_you_mean(args[0], COMMANDS, also="`fabula --help` lists the commands.")
            ctx.fail(f"There is no command `{args[0]}`. {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; whatever goes wrong ends in a message and an exit code, never in a traceback."""
        as_json = "--json" in ctx.args or ctx.params.get("as_json", False)
        try:
            return super().invoke(ctx)
        except FabulaError as error:
            from fabula.cli.output import complain, emit, problem_values

            complain(error.problems)
            if as_json:
                emit({"problems": problem_values(error.problems)})
            ctx.exit(WRONG_INPUT)
        except KeyboardInterrupt:
            click.echo("Interrupted.", err=True)
            ctx.exit(INTERRUPTED)
        except (click.exceptions.Exit, click.ClickException, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if isinstance(error, OSError) and error.errno in NOT_WRITTEN:
                click.echo(f"What there is to say can't be written: {error.strerror}.", err=True)
                ctx.exit(WRONG_INPUT)
            click.echo(_apology(error), err=True)
            ctx.exit(INTERNAL_ERROR)


def _apology(error: Exception) -> str:
    """What to say of a mistake of ours: what, where in the program, and what to do with it."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    code = trace.tb_frame.f_code if trace is not None else None
    place = f" in {code.co_qualname}, line {trace.tb_lineno}" if code is not None and trace is not None else ""
    return (
        f"A mistake in Fabula {__version__} itself: {type(error).__name__}{place}: {error}\n"
        f"Please report it, with the files that you used and this command:\n"
        f"    {' '.join(['fabula', *sys.argv[1:]])}"
    )


@click.group(
    cls=Door,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=EXIT_CODES,
)
@click.version_option(__version__, prog_name="fabula", message="%(prog)s %(version)s")
@click.option("as_json", "--json", is_flag=True, help="Print JSON (docs/manual/json.md).")
@click.option("--plain", is_flag=True, help="No colours and no drawing: for screen readers and logs.")
@click.pass_context
def cli(ctx: click.Context, as_json: bool, plain: bool) -> None:
    """Fabula, a story engine: which stories can a world tell, and why does anybody do what they do?

    Without a command: `fabula ask`, the questions that the shipped story leaves open.
    """
    if ctx.invoked_subcommand is None:
        from fabula.cli.ask import command

        ctx.invoke(command, as_json=as_json, plain=plain)
    elif as_json or plain:
        raise click.UsageError("Write --json and --plain behind the command.", ctx)


def main() -> None:
    """The entry point of the `fabula` command."""
    show_what_can_be_shown()
    try:
        cli(prog_name="fabula")
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
