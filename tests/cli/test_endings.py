"""How commands end: exit codes, limits, interruption, mistakes of our own; never a traceback."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

import fabula.cli.tell
import fabula.stories.replay
from fabula.stories.replay import StepReplay
from tests.cli.door import fabula as run
from tests.worlds import WORLDS


@pytest.fixture(autouse=True)
def _in_the_folder_of_the_worlds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(WORLDS)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("check biscuit.fabula", 0),
        ("check stranger.fabula", 0),
        ("check biscuit.fabula nothing.fabula", 2),
        ("replay biscuit.fabula quiet", 0),
        ("replay stranger.fabula stops", 1),
        ("replay nothing.fabula quiet", 2),
        ("replay biscuit.fabula nothing", 2),
        ("solve biscuit.fabula --goal lie", 0),
        ("solve biscuit.fabula --goal lie --atl 1", 1),
        ("solve biscuit.fabula --goal lye", 2),
        ("explore biscuit.fabula --depth 1", 0),
        ("explore biscuit.fabula --depth 3 --dead-ends", 1),
        ("tell stranger.fabula evening", 0),
        ("tell stranger.fabula broken", 1),
        ("tell stranger.fabula evening --pov Nobody", 2),
        ("format --check biscuit.fabula", 0),
        ("why biscuit.fabula quiet 9", 2),
        ("nonsense", 2),
        (f"check {'x' * 5000}", 2),
        (f"replay biscuit.fabula {'x' * 5000}", 2),
        ("solve biscuit.fabula --atl minus", 2),
    ],
)
def test_exit_codes(command: str, code: int) -> None:
    assert run(command).code == code


def test_warnings_are_findings_only_if_asked(tmp_path: Path) -> None:
    world = tmp_path / "idle.fabula"
    world.write_text('world "Idle"\nAnn : character\nproperty tired(character)\n', "utf-8")
    assert run(f"check {world}").code == 0
    assert run(f"check --strict {world}").code == 1


def test_a_world_without_endings_needs_a_goal(tmp_path: Path) -> None:
    world = tmp_path / "endless.fabula"
    world.write_text('world "Endless"\nAnn : character\nproperty tired(character)\n', "utf-8")
    ran = run(f"solve {world}")
    assert ran.code == 2
    assert "F707" in ran.err


def test_the_limit_of_states_is_kept_and_what_is_known_is_printed() -> None:
    ran = run("explore stranger.fabula --depth 6 --max-states 200 --json")
    values = json.loads(ran.out)
    assert ran.code == 1
    assert values["ended"] == "stopped at the limit of 200 states (--max-states)"
    assert not values["complete"]
    assert 0 < len(values["counts"]) < 6


def test_the_limit_of_time_is_kept() -> None:
    started = time.monotonic()
    ran = run("explore stranger.fabula --depth 9 --max-seconds 0.5")
    assert ran.code == 1
    assert "the limit of 0.5 seconds (--max-seconds)" in ran.out
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    "command",
    [
        "explore stranger.fabula --max-seconds nan",
        "solve biscuit.fabula --max-seconds NaN",
        "bench t.csv --seconds nan",
    ],
)
def test_a_limit_of_time_that_is_no_number_is_refused(command: str) -> None:
    ran = run(command)
    assert ran.code == 2
    assert "is no number of seconds." in ran.err
    assert ran.out == ""


def test_ctrl_c_prints_what_is_known() -> None:
    """A real process and a real signal."""
    process = subprocess.Popen(
        [sys.executable, "-c", "from fabula.cli import main; main()", "explore", "stranger.fabula", "--depth", "20"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        text=True,
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    assert first.startswith("depth   0:")
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Interrupted." in out
    assert "Traceback" not in out + err


def test_a_mistake_of_ours_asks_for_a_report(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("somewhere")

    monkeypatch.setattr(fabula.stories.replay._Judge, "step", broken)
    ran = run("replay biscuit.fabula quiet")
    assert ran.code == 70
    assert "Please report it" in ran.err
    assert "ZeroDivisionError" in ran.err
    assert "Traceback" not in ran.err


def test_help_is_quick_because_it_imports_no_stage() -> None:
    script = (
        "import sys; from fabula.cli.main import cli; cli(['--help'], standalone_mode=False); "
        "print([m for m in sys.modules if m.startswith('fabula.') and m.split('.')[1] not in ('cli', 'diagnostics')])"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.endswith("[]\n")


def test_no_color_when_it_is_not_a_terminal_or_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    from fabula.cli.output import in_color

    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert in_color()
    assert not in_color(plain=True)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not in_color()
    assert "\x1b" not in run("replay biscuit.fabula quiet").out


def test_format_writes_checks_and_prints(tmp_path: Path) -> None:
    world = tmp_path / "loose.fabula"
    world.write_text('world   "Loose"\nAnn:character\n', "utf-8")
    assert run(f"format --check {world}").code == 1
    assert run(f"format --stdout {world}").out == 'world "Loose"\nAnn : character\n'
    assert world.read_text("utf-8").startswith("world   ")
    assert run(f"format {world}").code == 0
    assert world.read_text("utf-8") == 'world "Loose"\nAnn : character\n'
    assert run(f"format --check {world}").code == 0
    assert run("format -", stdin='world   "Loose"\n').out == 'world "Loose"\n'
    assert run("format -", stdin='story "S"   of x\nbeat 1\n    go(Ann)\n').out.startswith('story "S" of x\n')
    assert run("format the-wager").code == 2


@pytest.mark.parametrize(
    "text", [b"", b"\xff\xfe\x00", b"world", b'world "W"\n\x00', b'world "W"\n   (((((', b'world "W"\n\ttype x']
)
def test_bad_files_are_wrong_input(tmp_path: Path, text: bytes) -> None:
    world = tmp_path / "bad.fabula"
    world.write_bytes(text)
    for command in ("check", "format --stdout", "parse", "ground", "explore", "solve", "tell"):
        ran = run(f"{command} {world}")
        assert ran.code == 2
        assert "error F" in ran.out + ran.err


@pytest.mark.parametrize("command", ["replay biscuit.fabula nothing", "solve nothing.fabula", "ground nothing.fabula"])
def test_wrong_input_is_an_object_too_where_json_is_asked_for(command: str) -> None:
    ran = run(f"{command} --json")
    assert ran.code == 2
    [problem] = json.loads(ran.out)["problems"]
    assert f"{problem['severity']} {problem['code']}: {problem['wrong']}" in ran.err


def test_a_telling_that_is_stopped_tells_what_it_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = run("tell stranger.fabula evening").out
    going = fabula.stories.replay.replaying

    def interrupted(*args: Any, **options: Any) -> Iterator[StepReplay]:
        yield from islice(going(*args, **options), 2)
        raise KeyboardInterrupt

    monkeypatch.setattr(fabula.cli.tell, "replaying", interrupted)
    ran = run("tell stranger.fabula evening")
    assert ran.code == 130
    assert "interrupted" in ran.err
    assert ran.out.strip()
    assert whole.startswith(ran.out.strip())
    assert len(ran.out) < len(whole)


def _process(arguments: list[str], **options: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "from fabula.cli import main; main()", *arguments]
    return subprocess.run(command, check=False, stderr=subprocess.PIPE, **options)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_a_full_disk_is_no_mistake_of_ours() -> None:
    with open("/dev/full", "w") as full:
        ended = _process(["check", "biscuit.fabula"], stdout=full)
    assert ended.returncode == 2
    assert ended.stderr.startswith(b"What there is to say can't be written: ")


def test_a_terminal_that_cannot_show_everything_shows_the_rest(tmp_path: Path) -> None:
    world = tmp_path / "uni.fabula"
    world.write_text('world "日 ä"\nfate f\n    then not p\n    text "日 ä"\nproperty p\n', "utf-8")
    latin = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    shown = _process(["parse", str(world)], stdout=subprocess.PIPE, env=latin)
    assert (shown.returncode, shown.stderr) == (0, b"")
    assert "? ä".encode("latin-1") in shown.stdout
    values = _process(["parse", str(world), "--json"], stdout=subprocess.PIPE, env=latin)
    assert json.loads(values.stdout)["tree"]["title"]["value"] == "日 ä"


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
def test_nothing_needs_to_be_open() -> None:
    command = f'"{sys.executable}" -c "from fabula.cli import main; main()" check biscuit.fabula'
    assert subprocess.run(f"{command} >&- 2>&-", shell=True, check=False).returncode == 0
