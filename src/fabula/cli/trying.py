"""Trying changes in a process of its own, beside the one that follows the stories."""

from __future__ import annotations

import logging
import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from fabula.analysis.between import Between
from fabula.world.changes import Change

Found = list[tuple[tuple[Change, ...], tuple[Between, ...]]]


class Trying:
    """Changes that are being tried. `found` and `tried` are what is known so far."""

    def __init__(self, path: Path, asking: dict[str, Any]) -> None:
        self.found: Found = []
        self.tried = 0
        context = multiprocessing.get_context("spawn")
        self._ours, theirs = context.Pipe(duplex=False)
        self._process = context.Process(target=_try, args=(path, asking, theirs), daemon=True)
        self._process.start()
        theirs.close()

    def wait(self, look: Callable[[], None]) -> None:
        """Until everything has been tried; `look` is called now and then, and may raise to leave."""
        try:
            while True:
                if self._ours.poll(0.2):
                    self.tried, more = self._ours.recv()
                    self.found += more
                look()
        except EOFError:
            pass  # it is done, or has come to an end of its own

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        self._process.terminate()
        self._process.join()
        self._ours.close()


def _try(path: Path, asking: dict[str, Any], pipe: Connection) -> None:
    """What the process does: it sends how many sets have been tried, and those that were looked at closely."""
    logging.getLogger("fabula").setLevel(logging.ERROR)  # its warnings are those that the other process gives
    from fabula.analysis.different import Differences
    from fabula.cli.asked import with_question
    from fabula.cli.growing import asked_from, state_at
    from fabula.ground import ground
    from fabula.ground.unread import without_unread
    from fabula.kernel import Kernel
    from fabula.pipeline import open_world
    from fabula.world.changes import changes_of, with_changes

    try:
        world = with_question(open_world(path), asking["formula"])
        changes = tuple(changes_of(world))
        engine = Kernel(without_unread(ground(with_changes(world, changes))))
        differences = Differences(engine, state_at(engine, asked_from(world, path, asking["after"])), changes)
        sent = 0
        for tried in differences.search():
            pipe.send((tried, differences.found[sent:]))
            sent = len(differences.found)
    except (KeyboardInterrupt, BrokenPipeError):
        pass
    finally:
        pipe.close()
