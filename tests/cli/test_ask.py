"""`fabula ask` and `fabula whatif`: pages of 80 columns, records, answers that are kept, limits, Ctrl-C."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.door import fabula
from tests.cli.test_json import documented, keys
from tests.golden import assert_golden
from tests.worlds import WORLDS

GOLDEN = Path(__file__).parent / "golden" / "ask"
PAGES = {
    "camp": "ask the-camp",
    "camp-plain": "ask the-camp --plain",
    "camp-as-you": "ask the-camp --as you",
    "garden": "ask garden.fabula",
    "garden-after": "ask garden.fabula --after taken",
    "garden-formula": 'ask garden.fabula "caught(Ann) and Ann believes asleep(Bob)" --no-changes',
    "garden-ending": "ask garden.fabula shame",
    "garden-cut": "ask garden.fabula --within 0.2 --max-moments 3 --no-changes",
    "wrong-formula": 'ask garden.fabula "taken and"',
    "wrong-ending": "ask garden.fabula sham",
    "wrong-character": "ask garden.fabula --as An",
    "wrong-story": "ask garden.fabula --after takne",
    "whatif-swift": 'whatif garden.fabula "swift(Ann)"',
    "whatif-duty": 'whatif garden.fabula "Bob wants no duty"',
    "whatif-never": 'whatif garden.fabula "never catch" --plain',
    "whatif-belief": 'whatif garden.fabula "Ann believes not asleep(Bob)" --after taken',
    "whatif-wrong-want": 'whatif garden.fabula "Bob wants no honour"',
    "whatif-wrong-event": 'whatif garden.fabula "never catches"',
    "whatif-wrong-line": 'whatif garden.fabula "swiftt(Ann)"',
}
WRONG = {name for name in PAGES if "wrong" in name}
TAKEN = """\
story "Taken" of garden
beat 1
    take(Ann)
"""


@pytest.fixture(autouse=True)
def garden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the garden, which a test may change, with a story beside it."""
    (tmp_path / "garden.fabula").write_bytes((WORLDS / "garden.fabula").read_bytes())
    (tmp_path / "garden.taken.story").write_text(TAKEN, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "garden.fabula"


@pytest.fixture
def kept() -> Callable[[], list[Path]]:
    """The files with answers that there are."""
    folder = Path(os.environ["XDG_CACHE_HOME"]) / "fabula"
    return lambda: sorted(folder.glob("*.json"))


def record(command: str) -> dict[str, Any]:
    ran = fabula(f"{command} --json")
    assert ran.code == 0, ran.err
    values: dict[str, Any] = json.loads(ran.out)
    return values


# ---- what is shown ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_what_a_user_sees(name: str) -> None:
    ran = fabula(PAGES[name])
    assert max(map(len, (ran.out + ran.err).splitlines())) <= 80
    assert ran.code == (2 if name in WRONG else 0)
    assert_golden(GOLDEN / f"{name}.out", ran.transcript)


def test_no_page_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.out")} == set(PAGES)


def test_no_line_ends_in_blanks() -> None:
    for command in ("ask the-camp", "ask garden.fabula", "ask garden.fabula --within 0.2 --max-moments 3"):
        assert [line for line in fabula(command).out.splitlines() if line != line.rstrip()] == []


def test_the_plain_page_is_the_same_without_the_drawing() -> None:
    drawn, plain = fabula("ask the-camp").out, fabula("ask the-camp --plain").out
    assert "▇" in drawn
    assert plain == "".join(f"{line.rstrip('▇ ')}\n" for line in drawn.splitlines())


# ---- the record ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["ask the-camp --as you", "ask garden.fabula", "ask garden.fabula shame"])
def test_every_key_of_ask_is_documented(command: str) -> None:
    assert set(keys(record(command))) <= documented("ask")


def test_every_key_of_whatif_is_documented() -> None:
    assert set(keys(record('whatif garden.fabula "swift(Ann)"'))) <= documented("whatif")


def test_the_camp_as_a_record() -> None:
    values = record("ask the-camp --as you")
    win, know = values["questions"]
    assert win["question"] == "Will you win?"
    assert (win["can"], win["must"]) == ("yes", "no")
    assert win["odds"] == {"low": 161 / 1920, "high": 161 / 1920, "exact": "161/1920"}
    assert win["witness"]["shortest"] is True
    assert win["witness"]["story"] == [
        {"event": "follow()", "outcome": 1, "outcomes": 1},
        {"event": "keep_close()", "outcome": 1, "outcomes": 2},
        {"event": "take_the_wager()", "outcome": 1, "outcomes": 2},
    ]
    assert win["counter"]["story"] == [{"event": "go_home()", "outcome": 1, "outcomes": 1}]
    assert win["turns_on"][0]["for"]["who"] is None  # the fight is chance
    assert win["turns_on"][1]["for"]["who"] == "you"
    assert win["control"]["best"]["high"] == pytest.approx(0.45)
    assert win["control"]["worst"]["low"] == 0
    assert know["odds"]["exact"] == "23/48"
    assert sum(ending["low"] for ending in values["endings"]) == pytest.approx(1)
    assert values["complete"] is True


def test_the_story_that_shows_it_can_be_replayed() -> None:
    """Each witness, written as a story, is possible, and everybody in it has a reason."""
    for world in ("garden", "the-camp"):
        name = "the-camp" if world == "the-camp" else "garden.fabula"
        for question in record(f"ask {name} --no-changes")["questions"]:
            for shown in filter(None, (question["witness"], question["counter"])):
                lines = [f'story "Shown" of {world}', "beat 1"]
                for step in shown["story"]:
                    lines.append(f"    {step['event'].removesuffix('()')}")
                    lines += [f"    turns out {step['outcome']}"] if step["outcomes"] > 1 else []
                Path("shown.story").write_text("\n".join(lines) + "\n", "utf-8")
                ran = fabula(f"replay {name} shown.story")
                assert ran.code == 0, ran.out + ran.err


def test_the_garden_as_a_record() -> None:
    away, caught, taken, both = record("ask garden.fabula")["questions"]
    assert [question["what_if"] for question in (away, caught, taken, both)] == [False, True, False, False]
    assert [question["can"] for question in (away, caught, taken, both)] == ["yes", "yes", "yes", "no"]
    assert [question["must"] for question in (away, caught, taken, both)] == ["no", "no", "yes", "no"]
    effects = {tuple(change["changes"]): change["effect"] for change in away["would_change"]}
    assert effects["Ann wants no home",] == "impossible"
    assert effects["Bob wants no duty",] == "certain"
    for change in away["would_change"]:
        assert change["after"]["low"] > change["before"]["high"] or change["after"]["high"] < change["before"]["low"]
    ends, does_not = (
        {ending["name"]: ending["low"] for ending in caught[key]} for key in ("endings_if", "endings_if_not")
    )
    assert ends["shame"] == pytest.approx(1)
    assert does_not["eaten"] == pytest.approx(1)
    assert both["witness"] is None
    assert taken["counter"] is None


def test_bounds_hold_what_is_exact_and_are_as_near_as_asked() -> None:
    exact = record("ask garden.fabula --no-changes")["questions"]
    cut = record("ask garden.fabula --within 0.2 --max-moments 3 --no-changes")
    assert cut["complete"] is False
    assert 0 < cut["open"] <= 0.2
    for sure, bounded in zip(exact, cut["questions"], strict=True):
        assert bounded["odds"]["low"] <= sure["odds"]["low"] <= sure["odds"]["high"] <= bounded["odds"]["high"]
        assert bounded["odds"]["high"] - bounded["odds"]["low"] <= 0.2
        assert bounded["can"] in (sure["can"], "open")
        assert bounded["must"] in (sure["must"], "open")


def test_an_ending_by_its_name_is_its_condition() -> None:
    (named,), (written,) = (
        record(f"ask garden.fabula {asked} --no-changes")["questions"] for asked in ("shame", "caught(Ann)")
    )
    assert named["question"] == "Ann is caught"
    assert written["question"] == "caught(Ann)"
    assert {**named, "question": ""} == {**written, "question": ""}


def test_what_if_says_the_same_as_what_would_change_it() -> None:
    changed = {
        tuple(change["changes"]): change["after"]
        for change in record("ask garden.fabula")["questions"][0]["would_change"]
    }
    for changes in changed:
        line = " ".join(f'"{change}"' for change in changes)
        after = record(f"whatif garden.fabula {line}")["questions"][0]["after"]
        assert after["low"] == pytest.approx(changed[changes]["low"], abs=1e-9)


# ---- answers that are kept -------------------------------------------------------------------------------------------


ASK = "ask garden.fabula --no-changes"


def tampered(files: list[Path]) -> None:
    for file in files:
        whole = json.loads(file.read_text("utf-8"))
        whole["answer"]["title"] = "Read from the file"
        file.write_text(json.dumps(whole), "utf-8")


def test_a_second_call_reads_what_was_kept(kept: Callable[[], list[Path]]) -> None:
    first = fabula("ask garden.fabula")
    assert kept()
    assert fabula("ask garden.fabula").out == first.out
    tampered(kept())
    assert fabula("ask garden.fabula").out.startswith("Read from the file\n")
    assert fabula(f"{ASK} shame").out.startswith("The Garden\n")  # another question
    assert fabula(f"{ASK} --within 0.2").out.startswith("The Garden\n")


def test_a_text_that_means_something_else_is_worked_out_anew(garden: Path, kept: Callable[[], list[Path]]) -> None:
    fabula(ASK)
    tampered(kept())
    text = garden.read_text("utf-8")
    garden.write_text(text.replace("    hungry(Ann)\n", "    hungry(Ann), swift(Ann)\n"), "utf-8")
    values = record(ASK)
    assert values["title"] == "The Garden"
    assert values["questions"][0]["odds"]["exact"] == "1"  # nobody catches her


def test_another_word_in_a_sentence_is_not_worked_out_anew(garden: Path, kept: Callable[[], list[Path]]) -> None:
    fabula(ASK)
    tampered(kept())
    text = garden.read_text("utf-8")
    garden.write_text(text.replace("{who} takes the apple.", "{who} picks the apple."), "utf-8")
    assert fabula(ASK).out.startswith("Read from the file\n")


def test_a_change_of_a_module_that_it_uses_is_worked_out_anew(tmp_path: Path, kept: Callable[[], list[Path]]) -> None:
    module, world = tmp_path / "lamp.fabula", tmp_path / "lit.fabula"
    module.write_text('library "lamp"\nproperty lit\nfate light\n    when not lit\n    then lit\n', "utf-8")
    world.write_text(
        'world "Lit"\nuse "lamp.fabula"\nAnn : character\nending done when lit\nquestion "Is it?" lit\n', "utf-8"
    )
    assert record("ask lit.fabula --no-changes")["questions"][0]["can"] == "yes"
    tampered(kept())
    assert fabula("ask lit.fabula --no-changes").out.startswith("Read from the file\n")
    module.write_text('library "lamp"\nproperty lit\nfate light\n    when lit\n    then lit\n', "utf-8")
    values = record("ask lit.fabula --no-changes")
    assert (values["title"], values["questions"][0]["can"]) == ("Lit", "no")


def test_a_change_of_the_story_that_it_comes_after_is_worked_out_anew(
    tmp_path: Path, kept: Callable[[], list[Path]]
) -> None:
    assert record(f"{ASK} --after taken")["questions"][2]["must"] == "yes"
    tampered(kept())
    (tmp_path / "garden.taken.story").write_text(TAKEN + "    leave(Ann)\n", "utf-8")
    values = record(f"{ASK} --after taken")
    assert values["title"] == "The Garden"
    assert values["questions"][0]["odds"]["exact"] == "1"


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"texts": {}, "answer": 7}', "\x00"])
def test_a_damaged_file_is_as_good_as_none(damage: str, kept: Callable[[], list[Path]]) -> None:
    first = fabula(ASK)
    for file in kept():
        file.write_text(damage, "utf-8")
    again = fabula(ASK)
    assert (again.out, again.code, again.err) == (first.out, 0, "")


def test_where_nothing_can_be_kept_it_is_worked_out_every_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "no_folder").write_text("", "utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "no_folder"))
    for _ in range(2):
        ran = fabula(ASK)
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.startswith("The Garden\n")


# ---- limits and Ctrl-C -----------------------------------------------------------------------------------------------


def test_a_limit_that_is_reached_shows_what_is_known_and_keeps_nothing(kept: Callable[[], list[Path]]) -> None:
    ran = fabula("ask garden.fabula --max-states 16")
    assert ran.code == 1
    assert ran.err == "Stopped at the limit of 16 states (--max-states).\n"
    assert ran.out.startswith("The Garden\n")
    assert "bounds" in ran.out
    assert "hardly ever" not in ran.out
    assert kept() == []
    values = json.loads(fabula("ask garden.fabula --max-states 16 --json").out)
    assert values["ended"] == "stopped at the limit of 16 states (--max-states)"
    assert values["questions"][0]["would_change"] is None


def test_ctrl_c_shows_what_is_known(monkeypatch: pytest.MonkeyPatch, kept: Callable[[], list[Path]]) -> None:
    def interrupted(_watch: object, graph: Any, **_limits: object) -> None:
        for _ in graph.grow(within=0, most=3):
            pass
        raise KeyboardInterrupt

    monkeypatch.setattr("fabula.cli.asked.grow", interrupted)
    ran = fabula("ask garden.fabula")
    assert ran.code == 130
    assert ran.err == "Interrupted.\n"
    assert "(3 moments)" in ran.out
    assert "Does she get away?\n  Likely    between " in ran.out
    assert kept() == []


def test_ctrl_c_before_anything_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_model: object, **_limits: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("fabula.cli.asked.Kernel", interrupted)
    ran = fabula("ask garden.fabula")
    assert (ran.code, ran.out, ran.err) == (130, "The Garden\nNothing is known yet.\n", "Interrupted.\n")
    assert json.loads(fabula("ask garden.fabula --json").out)["questions"] == []


def test_a_mistake_of_the_world_that_comes_out_later_is_a_problem() -> None:
    """A world in which triggers never come to an end is told of as such, while changes are being tried as well."""
    Path("spin.fabula").write_text(
        'world "Spin"\nAnn : character\nproperty on\nproperty wound\nfate wind\n    then wound\n'
        "trigger flip\n    when wound, on\n    then not on\ntrigger flop\n    when wound, not on\n    then on\n"
        'ending done when on\nquestion "On?" on\n',
        "utf-8",
    )
    ran = fabula("ask spin.fabula")
    assert ran.code == 2
    assert "error F501: " in ran.err
