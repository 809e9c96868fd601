"""`fabula why`: keys of its answers to every question, lines that fit, and where it says what was asked wrongly."""

import json

import pytest

from tests.cli.door import fabula
from tests.cli.test_json import documented, keys
from tests.worlds import WORLDS

QUESTIONS = {
    "why stranger.fabula evening 2": "steps",
    "why stranger.fabula evening 3 --brief": "steps",
    'why stranger.fabula evening 3 --believes "Ann believes at(Ben) == path"': "beliefs",
    'why stranger.fabula evening --believes "Ann believes (Cal believes startled(Ann))"': "beliefs",
    'why stranger.fabula evening 4 --not "walk(Ann, inn)"': "not",
    'why stranger.fabula evening --not "stir(Ann)"': "not",
    'why biscuit.fabula quiet "eat(Ann)"': "not",
    "why stranger.fabula evening 2 --ending home": "ending",
    'why stranger.fabula --ending "startled(Ben)"': "ending",
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_key_is_documented(question: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(WORLDS)
    ran = fabula(f"{question} --json")
    values = json.loads(ran.out)
    assert QUESTIONS[question] in values
    assert set(keys(values)) <= documented("why")
    assert ran.code == 0
    assert ran.err == ""


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_line_fits(question: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(WORLDS)
    ran = fabula(f"{question} --plain")
    assert ran.out
    assert max(map(len, ran.out.splitlines())) <= 80


def test_a_belief_and_its_cause_in_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(WORLDS)
    (step,) = json.loads(fabula("why stranger.fabula evening 2 --json").out)["steps"]
    (of_ann,) = step["beliefs"]
    wrong = [each["beliefs"][0] for each in of_ann["stands_on"] if not each["beliefs"][0]["true"]]
    assert [(belief["fluent"], belief["value"], belief["truth"], belief["since"]) for belief in wrong] == [
        ("at(Ben)", "path", "inn", 1)
    ]
    (made,) = [each for each in step["causes"]["sets"] if each["causes"][0]["kind"] == "step"]
    assert made["causes"][0]["event"] == "glimpse(Ann)"
    assert (made["lost"], made["through"], made["held"]) == ("impossible", None, True)


def test_limits_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(WORLDS)
    ran = fabula("why stranger.fabula evening 2 --max-states 30 --json")
    assert ran.code == 1
    assert "30 states" in json.loads(ran.out)["ended"]
