"""The Wager is no script: what else could happen for a reason, and what else the one who acts could do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden import assert_golden
from tests.library.chapter import chapter, walked

GOLDEN = Path(__file__).parent / "golden" / "alternatives.txt"
CHECKED_ALWAYS = ("1", "2", "4", "8", "17", "20", "34")


def _paragraphs(beats: tuple[str, ...] | None = None) -> list[str]:
    """For each act of the chapter: the act, and below it every other that there are reasons for."""
    engine, motives, story = chapter()
    found = []
    for beat, step, before, _ in walked(engine, story):
        if step.schema.kind != "action" or (beats is not None and beat.label not in beats):
            continue
        others = [
            str(event)
            for event in engine.possible(before)
            if event not in step.events and motives.consenting(before, event) and motives.explained(before, event)
        ]
        found.append("\n".join([f"{beat.label}. {step.written}", *(f"    {other}" for other in others)]) + "\n")
    return found


@pytest.mark.slow
def test_the_list_of_alternatives() -> None:
    assert_golden(GOLDEN, "\n".join(_paragraphs()))


def test_the_list_holds_at_some_beats() -> None:
    """The whole list takes minutes; these beats are looked at each time."""
    golden = GOLDEN.read_text(encoding="utf-8").split("\n\n")
    for paragraph in _paragraphs(CHECKED_ALWAYS):
        assert paragraph.strip() in [other.strip() for other in golden]


def test_at_twenty_beats_the_one_who_acts_could_do_something_of_another_kind() -> None:
    beats: dict[str, set[str]] = {}
    for paragraph in GOLDEN.read_text(encoding="utf-8").split("\n\n"):
        act, *others = paragraph.strip().split("\n")
        label, act = act.split(". ", 1)
        kind, who = _kind_and_actor(act)
        other_kinds = {
            _kind_and_actor(other.strip())[0] for other in others if _kind_and_actor(other.strip())[1] == who
        }
        beats.setdefault(label, set()).update(other_kinds - {kind})
    assert len(beats) == 32  # D1 to D3, 3 and 13 are nobody's acts
    assert sum(bool(kinds) for kinds in beats.values()) >= 20


def _kind_and_actor(act: str) -> tuple[str, str]:
    kind, arguments = act.rstrip(")").split("(", 1)
    return kind, arguments.split(",")[0]
