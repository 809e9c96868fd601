"""The full screen, driven by its keys: the same dialogue as line by line."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

pytest.importorskip("textual")

from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from fabula.play import dialogue as talk
from fabula.play.dialogue import Dialogue, opening
from fabula.tui.app import PlayApp
from tests.play.orchard import as_, book, path_of

Script = Callable[[Pilot[None], PlayApp], Awaitable[None]]


def run(script: Script, *, size: tuple[int, int] = (80, 24), name: str | None = "Mia") -> PlayApp:
    app = PlayApp(book(), opening(book(), Dialogue(as_(name))), patience=1.0)

    async def go() -> None:
        async with app.run_test(size=size) as pilot:
            await settled(pilot, app)
            await script(pilot, app)

    asyncio.run(go())
    if app.mistake is not None:
        raise app.mistake
    return app


async def settled(pilot: Pilot[None], app: PlayApp) -> None:
    """Until the answer is on the screen."""
    for _ in range(500):
        await pilot.pause()
        feeling = app.query_one("#side").display and "…" in text(app, "#feelings")
        if not (app.busy or feeling) or app.mistake is not None:
            break
        await asyncio.sleep(0.01)
    await pilot.pause()


async def typed(pilot: Pilot[None], app: PlayApp, *keys: str) -> None:
    for key in keys:
        await pilot.press(*([*list(key[1:]), "enter"] if key.startswith(":") else [key]))
        await settled(pilot, app)


def log(app: PlayApp) -> str:
    return "\n".join(str(child.render()) for child in app.query("#log Static").results(Static))


def text(app: PlayApp, which: str) -> str:
    return str(app.query_one(which, Static).render())


def listed(app: PlayApp) -> list[str]:
    choices = app.query_one("#choices", OptionList)
    return [str(choices.get_option_at_index(place).prompt) for place in range(choices.option_count)]


def test_the_story_and_the_choices_are_there() -> None:
    async def script(_pilot: Pilot[None], app: PlayApp) -> None:
        assert "Behind the gate there are apples" in log(app)
        assert listed(app) == ["What Mia would do", " 1  go: orchard  100 %, for apples +2"]
        assert text(app, "#head") == "The Orchard · Mia · turn 0"

    run(script)


def test_enter_takes_the_marked_choice_and_arrows_mark_another() -> None:
    async def script(pilot: Pilot[None], app: PlayApp) -> None:
        await typed(pilot, app, "enter", "down", "enter")
        assert "Mia has no reason for it" in log(app)

    app = run(script)
    assert [happening.how for happening in app.dialogue.session.path if happening.how == "chosen"] == ["chosen"] * 2
    assert "go(Mia, gate)/1 chosen" in path_of(app.dialogue.session)


def test_words_and_keys_do_what_they_do_line_by_line() -> None:
    async def script(pilot: Pilot[None], app: PlayApp) -> None:
        await typed(pilot, app, ":1", ":climb", "f3")
        assert "Mia: climb" in log(app)
        await typed(pilot, app, "ctrl+z")
        assert "The branch gives way" not in log(app)
        assert app.dialogue.session.turn == 1
        await typed(pilot, app, "ctrl+y")
        assert "The branch gives way" in log(app)
        assert app.dialogue.session.turn == 2
        await typed(pilot, app, "f1")
        assert "undo [TURNS]    take it back (u)" in log(app)

    run(script)


def test_help_is_read_from_its_beginning_on_a_small_screen() -> None:
    async def script(pilot: Pilot[None], app: PlayApp) -> None:
        await typed(pilot, app, "f1")
        await pilot.pause()
        story = app.query_one("#log")
        asked = [child for child in app.query("#log Static").results(Static) if str(child.render()) == "> help"]
        assert asked[-1].region.y == story.region.y
        assert story.max_scroll_y > story.scroll_y

    run(script)


def test_the_panel_is_there_where_there_is_room_and_on_request() -> None:
    async def narrow(pilot: Pilot[None], app: PlayApp) -> None:
        assert not app.query_one("#side").display
        await typed(pilot, app, "f2")
        assert app.query_one("#side").display
        assert "garden gate: Mia (you)" in text(app, "#map")
        await typed(pilot, app, "f2")
        assert not app.query_one("#side").display

    async def wide(pilot: Pilot[None], app: PlayApp) -> None:
        assert app.query_one("#side").display
        await typed(pilot, app, "enter")
        assert "orchard: Mia (you)" in text(app, "#map")
        assert "hope" in text(app, "#feelings")

    run(narrow)
    run(wide, size=(140, 40))


def test_lines_that_come_too_quickly_wait_for_their_turn() -> None:
    async def script(pilot: Pilot[None], app: PlayApp) -> None:
        await pilot.press("1", "enter", *"climb", "enter", *"map", "enter")
        await settled(pilot, app)
        assert "orchard: Mia (you)" in log(app)
        assert "climb" in log(app)

    assert run(script).dialogue.session.turn == 2


def test_saving_and_loading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    async def script(pilot: Pilot[None], app: PlayApp) -> None:
        await typed(pilot, app, "enter")
        assert text(app, "#head").endswith("not saved")
        await typed(pilot, app, "ctrl+s")
        assert Path("orchard.save.json").exists()
        assert not text(app, "#head").endswith("not saved")
        await typed(pilot, app, ":climb", ":load orchard")
        assert app.dialogue.session.turn == 1
        await typed(pilot, app, ":load nothing")
        assert "F701" in log(app)
        assert app.dialogue.session.turn == 1

    run(script)


def test_quitting_keeps_the_session_for_the_door_to_save() -> None:
    async def script(pilot: Pilot[None], app: PlayApp) -> None:
        await typed(pilot, app, "enter", "ctrl+q")

    app = run(script)
    assert app.dialogue.unsaved


def test_at_the_end_one_can_only_go_back() -> None:
    async def script(pilot: Pilot[None], app: PlayApp) -> None:
        for _ in range(30):
            await typed(pilot, app, "f4")
            if "over" in text(app, "#head"):
                break
        assert listed(app) == ["The story is over. Type `undo`, or `quit`."]
        await typed(pilot, app, "enter", "ctrl+z")
        assert "over" not in text(app, "#head")

    run(script, name=None)


def test_a_mistake_of_ours_ends_the_app_and_is_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("somewhere")

    async def script(pilot: Pilot[None], app: PlayApp) -> None:
        monkeypatch.setattr(talk, "take", broken)
        await typed(pilot, app, "enter")

    with pytest.raises(ZeroDivisionError, match="somewhere"):
        run(script)
