"""The dialogue: what a typed line means, and that nothing that is typed can break a session."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fabula.diagnostics.problems import FabulaError
from fabula.play.choice import choices
from fabula.play.dialogue import COMMANDS, OVER, Answer, Dialogue, answer, opening
from fabula.play.listing import likely_in_words, listing, percent
from fabula.play.outlook import Outlook
from fabula.play.session import ending
from tests.play.orchard import as_, book, path_of


def first(outlooks: Iterator[Outlook]) -> Outlook | None:
    return next(outlooks)


def begun(name: str | None = "Mia") -> Dialogue:
    return opening(book(), Dialogue(as_(name))).dialogue


def after(*lines: str, name: str | None = "Mia") -> Answer:
    dialogue = begun(name)
    found = Answer(dialogue)
    for line in lines:
        found = answer(book(), dialogue, line, first)
        dialogue = found.dialogue
    return found


def said(*lines: str, name: str | None = "Mia") -> str:
    return "\n".join(block.text for block in after(*lines, name=name).blocks)


@pytest.mark.parametrize(
    "line", ["1", "1.", "go orchard", "GO: Orchard", "g orc", "orchard", "do go orchard", "go(Mia, orchard)", "mia"]
)
def test_an_act_is_meant_by_its_number_or_its_words(line: str) -> None:
    assert path_of(after(line).dialogue.session)[0] == "go(Mia, orchard)/1 chosen"


@pytest.mark.parametrize(
    ("line", "text"), [("w", "wait"), ("wai", "wait"), ("NEXT", "wait"), ("h", "help"), ("?", "help")]
)
def test_commands_have_abbreviations(line: str, text: str) -> None:
    assert said(line) == said(text)


def test_every_command_answers_something(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for command in COMMANDS:
        found = after(command.name)
        assert found.leave == (command.name == "quit")
        assert found.blocks or found.listing or found.leave, command.name


def test_what_is_not_understood_gets_one_line_that_helps() -> None:
    assert said("sing") == "`sing` is neither an act in the list nor a command; `help` lists the commands."
    assert said("1", "go") == "That could be go: garden gate or go: barn. Type a number or more words."
    assert said("7") == "There is no 7 in the list: it ends at 1."
    assert said("s w") == said("story")
    assert said("br") == said("branch")
    assert "That could be undo" not in said("un")
    assert said("wo") == said("would")
    assert said("undo x") == "`undo` takes a number of turns, such as `undo 2`."
    assert said("why 9") == "Nothing has been told yet."
    assert said("1", "why 99").startswith("`why` takes a number of the log, up to ")
    assert said("would 9") == "`would` takes a number of the list, up to 1."
    assert said("as Tom") == "`as` takes Mia, Gil or nobody."
    assert said("switch x") == "The other branches: none; `branch NAME` begins one."
    assert said("undo") == "There is nothing to take back."
    assert said("redo") == "There is nothing to have again."


def test_an_act_without_a_reason_is_said_to_be_one() -> None:
    assert said("1", "go gate").startswith("Mia has no reason for it; you want it so.")


def test_what_somebody_else_does_not_want_can_not_be_chosen() -> None:
    for seed in range(40):
        dialogue = Dialogue(as_("Gil", seed=seed))
        for line in ("go orchard", "w", "w", "w"):
            dialogue = answer(book(), dialogue, line, first).dialogue
            groups = listing(book().board, dialogue.session, all_of_them=True)
            if any(choice.words == "Mia: share Gil" for group in groups for _, choice in group.choices):
                found = answer(book(), dialogue, "share", first)
                assert found.blocks[0].text == "It takes Mia too, who would not."
                assert found.dialogue == dialogue
                return
    pytest.fail("it never came to that")


def test_after_the_end_there_is_nothing_to_choose_or_to_ask_for() -> None:
    dialogue = begun()
    for _ in range(60):
        if ending(book().board, dialogue.session) is not None:
            break
        dialogue = answer(book(), dialogue, "1", first).dialogue
    assert ending(book().board, dialogue.session) is not None
    for line in ("would 5", "5"):
        (block,) = answer(book(), dialogue, line, first).blocks
        assert block.text == OVER


def test_the_list_says_what_an_act_brings_as_why_says_it_afterwards() -> None:
    board, session = book().board, begun().session
    for choice in choices(board, session):
        if choice.reason is not None and session.part is not None:
            assert choice.reason == board.motives.best_reason(session.state, choice.event, session.part)


def test_what_was_begun_is_marked_where_it_is_not_all_there_is() -> None:
    (choice, *_) = choices(book().board, begun().session)
    half = replace(choice, likely=0.5, meant=True)
    assert likely_in_words(half) == "50 %, as meant"
    assert likely_in_words(replace(half, meant=False)) == "50 %"
    assert likely_in_words(replace(half, likely=1.0)) == "100 %"


def test_branches_by_words() -> None:
    assert said("1", "branch dry", "w", "switch main", "branch").startswith("* main (here): 1 turn\n* dry: ")
    assert said("branch main") == "There is a branch `main` already: `switch main` goes over to it."


def test_taking_another_part_changes_what_is_seen() -> None:
    assert after("as gil").dialogue.session.part == 1
    assert after("as nobody").dialogue.session.part is None
    assert after("as gil").anew


def test_saving_and_loading_by_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    saved = after("1", "save a")
    assert saved.dialogue.file == Path("a.save.json")
    assert not saved.dialogue.unsaved
    assert after("load a").dialogue.session == saved.dialogue.session
    assert after("1", "w", "undo", "load a").blocks[-1].text.startswith("The session before it was not saved")
    with pytest.raises(FabulaError, match="F722"):
        after("1", "save a")
    assert after("1", "save! a").dialogue.file is not None
    again = after("load a", "w", "save")
    assert again.dialogue.file == Path("a.save.json")


def test_a_session_is_a_story_that_can_be_replayed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.cli.door import fabula
    from tests.play.orchard import ORCHARD

    monkeypatch.chdir(tmp_path)
    after("1", "climb", "write mine")
    ran = fabula(f"replay {ORCHARD} mine.story")
    assert ran.code == 0, ran.out
    assert "turns out" in Path("mine.story").read_text("utf-8")


def test_chance_is_told_as_the_character_believes_it() -> None:
    assert said("1", "would 1").endswith("\n  Left to chance, as Mia sees it: outcome 1: 67 %, outcome 2: 33 %.")


def test_shares_in_words() -> None:
    assert [percent(share) for share in (0, 0.004, 0.5, 1)] == ["0 %", "under 1 %", "50 %", "100 %"]


LINES = st.one_of(
    st.sampled_from([command.name for command in COMMANDS if command.name not in ("save", "load", "write")]),
    st.sampled_from(["1", "2", "3", "w", "u", "undo 2", "as Gil", "as nobody", "branch b", "switch b", "switch main"]),
    st.text(max_size=12),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LINES, max_size=12), st.sampled_from(["Mia", "Gil", None]))
def test_nothing_that_is_typed_breaks_a_session(lines: list[str], name: str | None) -> None:
    dialogue = begun(name)
    for line in lines:
        if line.split()[:1] and line.split()[0].lower()[:2] in ("sa", "lo", "wr"):
            continue
        found = answer(book(), dialogue, line, first)
        state = found.dialogue.session.start
        for happening in found.dialogue.session.path:
            assert happening.before is state
            assert book().board.engine.can(state, happening.event)
            state = happening.after
        listing(book().board, found.dialogue.session, all_of_them=found.all_of_them)
        dialogue = found.dialogue
