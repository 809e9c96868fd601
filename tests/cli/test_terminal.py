"""On a terminal: colours, and a progress line that is gone when it is not needed any more."""

import io
import time

import pytest

from fabula.cli.watch import Bounds, Watch, watching


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_what_is_quick_shows_no_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", Terminal())
    watch = Watch("Searching", Bounds())
    watch.progress()
    assert not watch.shown


def test_what_takes_long_shows_one_line_and_takes_it_away(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    watch = Watch("Searching", Bounds(), started=time.monotonic() - 5, known=lambda: "plans of 3 events")
    watch.progress()
    assert terminal.getvalue() == "\r\x1b[KSearching: 5 s, plans of 3 events"
    watch.say("found")
    assert terminal.getvalue().endswith("\r\x1b[K")
    assert not watch.shown
    assert capsys.readouterr().out == "found\n"


def test_without_a_terminal_nothing_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    watch = Watch("Searching", Bounds(), started=time.monotonic() - 5)
    watch.progress()
    assert stream.getvalue() == ""


@pytest.mark.parametrize(
    ("bounds", "states", "words"),
    [
        (Bounds(seconds=0.01), 0, "the limit of 0.01 seconds (--max-seconds)"),
        (Bounds(states=10), 11, "the limit of 10 states (--max-states)"),
        (Bounds(megabytes=1), 0, "the limit of 1 MB of memory (--max-memory)"),
    ],
)
def test_every_limit_is_kept_while_something_runs(bounds: Bounds, states: int, words: str) -> None:
    with watching("Running", bounds) as watch:
        watch.states = lambda: states
        for _ in range(100):
            time.sleep(0.05)
        pytest.fail("it was not stopped")
    assert watch.ended == f"stopped at {words}"
    assert watch.exit_code == 1
    assert watch.seconds < 3


def test_an_interruption_is_an_end_with_its_own_exit_code() -> None:
    with watching("Running", Bounds()) as watch:
        raise KeyboardInterrupt
    assert (watch.ended, watch.exit_code) == ("interrupted", 130)


def test_what_runs_to_its_end_has_none() -> None:
    with watching("Running", Bounds()) as watch:
        pass
    assert watch.ended is None
