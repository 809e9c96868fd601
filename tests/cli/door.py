"""Running `fabula` in a test, as a user would."""

import shlex
from dataclasses import dataclass

from click.testing import CliRunner

from fabula.cli.main import cli


@dataclass(frozen=True)
class Ran:
    """What a command printed and how it ended."""

    command: str
    code: int
    out: str
    err: str

    @property
    def transcript(self) -> str:
        """Everything that a user sees."""
        err = f"--- standard error\n{self.err}" if self.err else ""
        return f"$ fabula {self.command}\n{self.out}{err}--- exit code {self.code}\n"


def fabula(command: str, *, stdin: str | None = None) -> Ran:
    """Run a command line, without the word `fabula`."""
    result = CliRunner().invoke(cli, shlex.split(command), input=stdin, prog_name="fabula")
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    return Ran(command, result.exit_code, result.stdout, result.stderr)
