"""Whole outputs of every command on small worlds, as golden files."""

from pathlib import Path

import pytest

from tests.cli.door import fabula
from tests.golden import assert_golden
from tests.worlds import WORLDS

GOLDEN = Path(__file__).resolve().parent / "golden"

TRANSCRIPTS = {
    "help": "--help",
    "version": "--version",
    "check": "check biscuit.fabula biscuit.quiet.story",
    "check-json": "check biscuit.fabula --json",
    "parse": "parse biscuit.quiet.story",
    "ground": "ground biscuit.fabula",
    "ground-sizes": "ground stranger.fabula --sizes",
    "replay": "replay biscuit.fabula quiet",
    "replay-why": "replay stranger.fabula evening --why",
    "replay-stops": "replay stranger.fabula stops",
    "replay-impossible": "replay stranger.fabula broken",
    "replay-stops-keep-going": "replay stranger.fabula stops --keep-going",
    "replay-alternatives": "replay biscuit.fabula quiet --alternatives",
    "why-number": "why biscuit.fabula quiet 1",
    "why-event": 'why biscuit.fabula quiet "blame(Tom, Ann)"',
    "why-beat": 'why stranger.fabula evening "beat 1"',
    "why-unexplained": 'why stranger.fabula stops "walk(Ben, home)"',
    "why-brief": "why stranger.fabula evening 4 --brief",
    "why-chance": "why stranger.fabula evening 5",
    "why-believes": 'why stranger.fabula evening 3 --believes "Ann believes (at(Ben) == path and asleep(Cal))"',
    "why-not": 'why stranger.fabula evening 4 --not "walk(Ann, inn)"',
    "why-not-impossible": 'why stranger.fabula evening 4 --not "toss(Ann, Ben)"',
    "why-nowhere": 'why stranger.fabula evening "toss(Cal, Ann)"',
    "why-ending": "why stranger.fabula evening 2 --ending home",
    "why-ending-unexplained": 'why biscuit.fabula --ending "Tom believes eater == dog"',
    "why-ending-apart": 'why stranger.fabula --ending "startled(Ann) and asleep(Ann) and at(Ann) == home"',
    "why-ending-never": 'why stranger.fabula --ending "startled(Ann) and startled(Ben)"',
    "why-wrong": "why stranger.fabula",
    "why-two-questions": 'why biscuit.fabula quiet 1 --not "eat(Ann)" --ending lie',
    "explore": "explore biscuit.fabula --depth 3",
    "explore-dead-ends": "explore biscuit.fabula --depth 3 --dead-ends",
    "solve": "solve biscuit.fabula",
    "solve-why": "solve biscuit.fabula --goal lie --why",
    "solve-formula": 'solve biscuit.fabula --goal "Ann believes eater == dog"',
    "solve-none": 'solve biscuit.fabula --goal "Tom believes eater == dog"',
    "solve-all": "solve biscuit.fabula --all --atl 3",
    "test": "test bench.fabula",
    "test-nothing": "test biscuit.fabula",
    "tell": "tell stranger.fabula evening",
    "tell-above": "tell stranger.fabula evening --pov above",
    "tell-stops": "tell stranger.fabula broken",
    "tell-ending": "tell biscuit.fabula --ending lie --pov above",
    "tell-no-such-ending": 'tell biscuit.fabula --ending "Tom believes eater == dog"',
    "wrong-command": "repaly biscuit.fabula quiet",
    "wrong-option": "replay biscuit.fabula quiet --wyh",
    "wrong-arguments": "replay biscuit.fabula",
    "wrong-place": "--json check biscuit.fabula",
    "tell-both": "tell biscuit.fabula quiet --ending lie",
}


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_what_a_user_sees(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(WORLDS)
    assert_golden(GOLDEN / f"{name}.out", fabula(TRANSCRIPTS[name]).transcript)


def test_no_transcript_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.out")} == set(TRANSCRIPTS)
