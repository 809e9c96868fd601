"""`fabula play`, line by line: whole transcripts as golden files, JSON, leaving, saving, wrong input."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from fabula.play.board import Board
from fabula.play.outlook import Outlook
from fabula.play.session import Session
from tests.cli.door import fabula
from tests.golden import assert_golden
from tests.play.orchard import ORCHARD

GOLDEN = Path(__file__).resolve().parent / "golden"
PROBLEMS = Path(__file__).resolve().parents[1] / "diagnostics" / "golden"
WORLD = ORCHARD.read_text("utf-8")
OTHER = """{"fabula_save": 1, "world": "meadow.fabula", "title": "The Meadow", "fingerprint": "", "seed": 1,
 "part": null, "after": null, "branch": "main", "branches": {"main": []}}
"""

TRANSCRIPTS = {
    "as-mia": ("--seed 3", "help\n1\nclimb\nw\nlog\nwhy 2\nwhy!\nwould 3\nmap\nendings\nall\nsing\nu 2\nredo\nquit\n"),
    "as-gil": ("--as Gil --seed 5", "w\nw\n1\nw\nstory\nas nobody\nwhy\nquit\n"),
    "watching": ("--as nobody --seed 5", "w\nw\nall\n2\nodds\nquit\n"),
    "to-an-end": ("--seed 1", "1\n1\n1\n1\n1\n1\n1\nw\nundo\n"),
}


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    Path("orchard.fabula").write_text(WORLD, "utf-8")


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_what_a_reader_sees(name: str) -> None:
    options, lines = TRANSCRIPTS[name]
    assert_golden(GOLDEN / f"{name}.out", fabula(f"play orchard.fabula {options}", stdin=lines).transcript)


def test_no_transcript_is_left_over() -> None:
    names = {path.stem for path in GOLDEN.glob("*.out")}
    assert names == {*TRANSCRIPTS, "loaded-after-edit"}


def test_saved_edited_loaded() -> None:
    """The whole way: play, save, edit the world, load."""
    played = fabula("play orchard.fabula --seed 3", stdin="1\nclimb\nw\nsave tuesday\n")
    assert played.code == 0
    Path("orchard.fabula").write_text(WORLD.replace("action climb(", "action clamber("), "utf-8")
    loaded = fabula("play --load tuesday.save.json", stdin="story\nsave\nquit\n")
    assert loaded.code == 1
    assert_golden(GOLDEN / "loaded-after-edit.out", loaded.transcript)
    assert Path("orchard.save.json").exists()
    Path("orchard.fabula").write_text(WORLD, "utf-8")
    again = fabula("play --load tuesday.save.json", stdin="quit\n")
    assert again.code == 0


@pytest.mark.parametrize(
    ("code", "command", "stdin", "files"),
    [
        ("F720", "play --load a.save.json", "", {"a.save.json": '{"fabula_save": 1,\n "world": }\n'}),
        ("F721", "play --load a.save.json", "", {"a.save.json": '{"fabula_save": 2}\n'}),
        ("F722", "play orchard.fabula --seed 3", "1\nsave a.txt\n", {"a.txt": "mine"}),
        ("F723", "play orchard.fabula --seed 3", "1\nsave none/a\n", {}),
        ("F724", "play --load a.save.json", "", {"a.save.json": "moved"}),
        ("F726", "play orchard.fabula --seed 3", "load a\n", {"a.save.json": OTHER}),
        (
            "F725",
            "play orchard.fabula --after a.story",
            "",
            {"a.story": 'story "A" of orchard\nbeat 1\n    climb(Mia)\n    turns out 1\n'},
        ),
    ],
)
def test_what_can_go_wrong_is_told(code: str, command: str, stdin: str, files: dict[str, str]) -> None:
    for name, text in files.items():
        Path(name).write_text(text, "utf-8")
    if files.get("a.save.json") == "moved":
        fabula("play orchard.fabula --seed 3", stdin="1\nsave! a\n")
        Path("orchard.fabula").rename("meadow.fabula")
    ran = fabula(command, stdin=stdin)
    assert ran.code == 2
    assert f"error {code}: " in ran.err
    said = ran.err.split("Not saved;")[0]
    assert_golden(PROBLEMS / f"{code}.out", said)
    assert files.get("a.txt", "mine") == "mine"


def test_a_save_finds_its_world_and_can_be_told_of_another() -> None:
    fabula("play orchard.fabula --seed 3", stdin="1\nsave a\n")
    Path("saves").mkdir()
    Path("a.save.json").rename("saves/a.save.json")
    assert "F724" in fabula("play --load saves/a.save.json", stdin="").err
    assert fabula("play orchard.fabula --load saves/a.save.json", stdin="").code == 0
    assert "You are Gil." in fabula("play orchard.fabula --load saves/a.save.json --as Gil", stdin="").out


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("play orchard.fabula --as Tom", "F706"),
        ("play nothing.fabula", "F701"),
        ("play orchard.fabula --after nothing", "F705"),
        ("play --load nothing.save.json", "F701"),
        ("play orchard.fabula --load a --seed 4", "leave --after and --seed out"),
    ],
)
def test_wrong_input(command: str, words: str) -> None:
    ran = fabula(command, stdin="")
    assert ran.code == 2
    assert words in ran.err


def test_json_is_an_object_a_line() -> None:
    ran = fabula("play orchard.fabula --seed 3 --json", stdin="1\nmap\nsave none/a\nquit\n")
    first, went, found, wrong = [json.loads(line) for line in ran.out.splitlines()]
    assert first["part"] == "Mia"
    assert first["choices"] == [
        {
            "number": 1,
            "words": "go: orchard",
            "event": "go(Mia, orchard)",
            "likely": 1.0,
            "explained": True,
            "wants": ["apples"],
        }
    ]
    assert went["turn"] == 1
    assert found["blocks"][1]["text"].startswith("orchard: Mia (you).")
    assert wrong["problems"][0]["code"] == "F723"
    assert ran.code == 2


def test_a_story_is_gone_on_from() -> None:
    Path("orchard.so-far.story").write_text('story "So far" of orchard\nbeat 1\n    go(Mia, orchard)\n', "utf-8")
    ran = fabula("play orchard.fabula --after so-far --seed 3", stdin="climb\nstory\n")
    assert "The story so far (`story` tells all of it) ends:\n\nMia goes to the orchard." in ran.out
    assert ran.code == 0


def test_nothing_is_lost_without_a_word() -> None:
    assert "Not saved; `save FILE`" in fabula("play orchard.fabula --seed 3", stdin="1\n").err
    assert fabula("play orchard.fabula --seed 3", stdin="1\nsave a\n").err == ""
    assert fabula("play orchard.fabula --seed 3", stdin="map\n").err == ""


# ---- on a terminal ---------------------------------------------------------------------------------------------------

needs_terminals = pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")


class Terminal:
    """`fabula play` on a pseudo-terminal of 80 columns and 24 lines."""

    def __init__(self, *arguments: str, before: str = "") -> None:
        import fcntl
        import pty
        import struct
        import termios

        self.outer, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        script = f"{before}from fabula.cli import main; main()"
        self.process = subprocess.Popen(
            [sys.executable, "-c", script, "play", "orchard.fabula", "--seed", "3", *arguments],
            stdin=inner,
            stdout=inner,
            stderr=inner,
            env={**os.environ, "TERM": "xterm"},
            preexec_fn=lambda: os.login_tty(inner),
        )
        os.close(inner)
        self.seen = ""

    def until(self, text: str, *, again: str = "") -> None:
        """Read until the text is there; `again` is typed every second (a key may come before it is waited for)."""
        end = time.monotonic() + 30
        while text not in self.seen:
            ready, _, _ = select.select([self.outer], [], [], 1)
            if not ready:
                assert time.monotonic() < end, f"no {text!r} in {self.seen!r}"
                self.type(again)
                continue
            try:
                data = os.read(self.outer, 4096)
            except OSError:
                data = b""
            assert data, f"no {text!r} in {self.seen!r}"
            self.seen += data.decode(errors="replace").replace("\r\n", "\n")

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.outer)

    def type(self, text: str) -> None:
        os.write(self.outer, text.encode())


@needs_terminals
@pytest.mark.parametrize("how", ["\x04", "\x03", "quit\n", "SIGTERM", "SIGHUP"])
def test_whoever_leaves_without_saving_is_told_where_it_is_kept(how: str, request: pytest.FixtureRequest) -> None:
    terminal = Terminal("--plain")
    request.addfinalizer(terminal.close)
    terminal.until("> ")
    terminal.type("1\n")
    terminal.until("3. go: barn\n\n> ")
    if how.startswith("SIG"):
        os.kill(terminal.process.pid, getattr(signal, how))
    else:
        terminal.type(how)
    terminal.until("goes on with it:", again="\n" if how.startswith("SIG") else how)
    assert terminal.process.wait(30) == (0 if how in ("\x04", "quit\n") else 130)
    assert "Traceback" not in terminal.seen
    [kept] = Path("config/fabula/unsaved").glob("orchard.*.save.json")
    assert json.loads(kept.read_text("utf-8"))["branches"]["main"][0]["event"] == "go(Mia, orchard)"
    again = fabula(f"play --load {kept}", stdin="")
    assert again.code == 0
    assert "Mia goes to the orchard." in again.out


@needs_terminals
def test_without_textual_it_goes_line_by_line_and_says_so(request: pytest.FixtureRequest) -> None:
    terminal = Terminal(before="import sys; sys.modules['textual'] = None; ")
    request.addfinalizer(terminal.close)
    terminal.until("\n> ")
    assert terminal.seen.count("(With textual installed, `pip install fabula[tui]`, this fills the screen.)") == 1
    terminal.type("map\n")
    terminal.until("garden gate: Mia (you)\n└─ orchard")


@needs_terminals
@pytest.mark.parametrize("how", ["\x11", "\x03", "SIGTERM"])
def test_on_a_terminal_it_fills_the_screen(how: str, request: pytest.FixtureRequest) -> None:
    pytest.importorskip("textual")
    terminal = Terminal()
    request.addfinalizer(terminal.close)
    terminal.until("What Mia would do")
    terminal.type("1\r")
    terminal.until("Mia goes to the orchard.")
    terminal.until("climb")
    if how.startswith("SIG"):
        os.kill(terminal.process.pid, getattr(signal, how))
    else:
        terminal.type(how)
    terminal.until("goes on with it:")
    assert terminal.process.wait(30) == (130 if how == "SIGTERM" else 0)
    assert "Traceback" not in terminal.seen
    assert list(Path("config/fabula/unsaved").glob("orchard.*.save.json"))


def test_an_interrupted_answer_leaves_everything_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    import fabula.play.dialogue as talk

    whole = talk.answer

    def interrupted(book: talk.Book, dialogue: talk.Dialogue, line: str, ask: talk.Ask) -> talk.Answer:
        if line == "w":
            raise KeyboardInterrupt
        return whole(book, dialogue, line, ask)

    monkeypatch.setattr(talk, "answer", interrupted)
    ran = fabula("play orchard.fabula --seed 3", stdin="1\nw\nstory\nquit\n")
    assert ran.code == 0
    assert "> w\nInterrupted: nothing has happened.\n\n> story\nMia goes to the orchard.\n" in ran.out


def test_whoever_interrupts_the_odds_is_told_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    import fabula.play.dialogue as talk

    whole = talk.runs

    def interrupted(board: Board, session: Session) -> Iterator[Outlook]:
        yield from islice(whole(board, session), 3)
        raise KeyboardInterrupt

    monkeypatch.setattr(talk, "runs", interrupted)
    ran = fabula("play orchard.fabula --seed 3", stdin="odds\nquit\n")
    assert "Sampled, not exact: 3 runs from here," in ran.out
    assert ran.code == 0
