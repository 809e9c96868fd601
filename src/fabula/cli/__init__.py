"""The command line: a thin door to the stages."""

from fabula.cli.main import main

__all__ = ["main"]
