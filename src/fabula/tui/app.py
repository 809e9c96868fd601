"""The app that fills the screen: the same dialogue as line by line, drawn with textual.

Whatever is typed goes to `fabula.play.dialogue`, as in the plain door; the arrow keys, Enter and a few other keys stand
for words. Answers are worked out in a thread of their own, one at a time, so that the screen is never frozen.
"""

from __future__ import annotations

import signal
import time
from asyncio import get_running_loop
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from typing import ClassVar

from textual import events, work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Footer, Input, OptionList, Static
from textual.widgets.option_list import Option

from fabula.diagnostics.problems import FabulaError
from fabula.diagnostics.show import show_all
from fabula.play import dialogue as talk
from fabula.play.choice import Choice
from fabula.play.dialogue import Answer, Block, Book, Dialogue
from fabula.play.listing import Listed, listing, mark, nothing_listed
from fabula.play.outlook import Outlook
from fabula.play.places import map_as_tree, map_of
from fabula.play.session import Session, ending
from fabula.play.telling import paragraphs

WIDE = 110  # columns from which the panel is shown without being asked for
_HOW = "Enter takes the marked one. Or type a number, words, or a command (help)."


class PlayApp(App[None]):
    """Play in full screen.

    After it has ended, `dialogue` is where it stands, `mistake` what went wrong; `closed`: it was told to end.
    """

    TITLE = "Fabula"
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    Screen { layout: vertical; }
    #head { height: 1; background: $primary; color: $text; padding: 0 1; text-style: bold; }
    #main { height: 1fr; }
    #left { width: 1fr; }
    #log { height: 1fr; padding: 0 2; scrollbar-size-vertical: 1; }
    #log Static { margin-bottom: 1; width: 1fr; max-width: 84; }
    #log .dream { padding-left: 4; text-style: italic; }
    #log .head { text-style: bold; color: $accent; }
    #log .aside { color: $text-muted; }
    #log .problem { color: $text-error; }
    #log .typed { color: $text-muted; }
    #choices { height: auto; max-height: 45%; border: none; border-top: solid $primary; padding: 0 1;
               background: $surface; scrollbar-size-vertical: 1; }
    #line { border: none; height: 1; padding: 0 1; background: $boost; }
    #side { width: 36; border-left: solid $primary; padding: 0 1; display: none; }
    #side.shown { display: block; }
    #side Static { margin-bottom: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Choose", key_display="↑↓", priority=True),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("pageup", "scroll(-1)", show=False, priority=True),
        Binding("pagedown", "scroll(1)", show=False, priority=True),
        Binding("f1", "say('help')", "Help", priority=True),
        Binding("f2", "panel", "Panel", priority=True),
        Binding("f3", "say('why')", "Why", priority=True),
        Binding("f4", "say('wait')", "Wait", priority=True),
        Binding("ctrl+z", "say('undo')", "Undo", priority=True),
        Binding("ctrl+y", "say('redo')", show=False, priority=True),
        Binding("ctrl+s", "say('save')", "Save", priority=True),
        Binding("escape", "enough", show=False, priority=True),
        Binding("ctrl+q", "leave", "Quit", priority=True),
        Binding("ctrl+c", "leave", show=False, priority=True),
    ]

    def __init__(self, book: Book, first: Answer, *, patience: float) -> None:
        super().__init__()
        self.book = book
        self.first = first
        self.patience = patience
        self.dialogue: Dialogue = first.dialogue
        self.mistake: Exception | None = None
        self.busy = False
        self.over = False
        self.closed = False  # whether it was ended from outside
        self.waiting: list[str] = []  # lines that came meanwhile
        self.lock = Lock()  # one thread at a time asks the engine
        self.enough = False  # whether the reader has had enough of what takes long
        self.asked_for_panel: bool | None = None  # None: as wide as the terminal is
        self.offered: list[Choice | None] = []  # by place in the list; None: a heading

    def compose(self) -> ComposeResult:
        yield Static("", id="head", markup=False)
        with Horizontal(id="main"):
            with Vertical(id="left"):
                yield VerticalScroll(id="log", can_focus=False)
                choices = OptionList(id="choices")
                choices.can_focus = False
                yield choices
                yield Input(placeholder=_HOW, id="line")
            with VerticalScroll(id="side", can_focus=False):
                yield Static("", id="map")
                yield Static("", id="feelings")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        self._leave_when_told()
        self.query_one("#line", Input).focus()
        self._panel()
        self._work("", self.first)

    def _leave_when_told(self) -> None:
        """End the app in good order when the terminal is closed, or the system asks it to end."""

        def close() -> None:
            self.closed = True
            self.exit()

        for name in ("SIGHUP", "SIGTERM"):
            with suppress(AttributeError, NotImplementedError, RuntimeError, ValueError):  # not everywhere
                get_running_loop().add_signal_handler(getattr(signal, name), close)

    def on_resize(self, event: events.Resize) -> None:
        self._panel(event.size.width)

    # ---- keys --------------------------------------------------------------------------------------------------------

    def action_move(self, step: int) -> None:
        """Mark the next choice, or the one before."""
        choices = self.query_one("#choices", OptionList)
        if step < 0:
            choices.action_cursor_up()
        else:
            choices.action_cursor_down()

    def action_scroll(self, step: int) -> None:
        """Scroll the story by a page."""
        log = self.query_one("#log", VerticalScroll)
        if step < 0:
            log.scroll_page_up()
        else:
            log.scroll_page_down()

    def action_panel(self) -> None:
        """Show the panel, or take it away."""
        self.asked_for_panel = not self.query_one("#side").has_class("shown")
        self._panel()
        self._work("", None)

    def action_say(self, line: str) -> None:
        """What a key stands for."""
        self._say(line)

    def action_enough(self) -> None:
        """Break off what takes long; or empty the line."""
        self.enough = True
        if not self.busy:
            self.query_one("#line", Input).value = ""

    def action_leave(self) -> None:
        """End the app."""
        self.exit()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        line = event.value.strip()
        event.input.value = ""
        if line:
            self._say(line)
            return
        if self.busy:
            return
        place = self.query_one("#choices", OptionList).highlighted
        choice = None if place is None or place >= len(self.offered) else self.offered[place]
        if choice is not None:
            self._work(choice.words, None, choice=choice)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click of the mouse."""
        choice = self.offered[event.option_index]
        if choice is not None and not self.busy:
            self._work(choice.words, None, choice=choice)

    def _say(self, line: str) -> None:
        """Answer a line; one that comes while another is being answered waits for its turn."""
        if self.busy:
            self.waiting.append(line)
        else:
            self._work(line, None)

    # ---- working things out ------------------------------------------------------------------------------------------

    def _work(self, line: str, answer: Answer | None, *, choice: Choice | None = None) -> None:
        self.busy, self.enough = True, False
        self._head("thinking …" if line else "")
        self._answer(line, answer, choice)

    @work(thread=True)
    def _answer(self, line: str, answer: Answer | None, choice: Choice | None) -> None:
        with self._asking():
            if answer is None:
                answer = self._answered(line, choice)
            session = answer.dialogue.session
            groups = listing(self.book.board, session, all_of_them=answer.all_of_them)
            story = self._story(session, answer) if answer.anew else None
            self.over = ending(self.book.board, session) is not None
            nothing = nothing_listed(self.book.board, session)
            self.call_from_thread(self._show, line, answer, groups, nothing, story)

    @work(thread=True)
    def _feel(self, session: Session) -> None:
        """Work out the panel, a piece at a time, so that the next answer need not wait for it."""
        with self._asking():
            found = map_of(self.book.board.engine, session)
            drawn = ["This world has no places."] if found is None else map_as_tree(found)
            self.call_from_thread(self._show_side, session, tuple(drawn), None)
        done = False
        while not done and self.dialogue.session == session and self.is_running and self.mistake is None:
            with self._asking():
                done = self.book.hearts.advance(session)
                if done:
                    said = tuple(self.book.hearts.in_words(session))
                    self.call_from_thread(self._show_side, session, tuple(drawn), said)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """The engine for oneself; a mistake of ours ends the app."""
        with self.lock:
            try:
                yield
            except Exception as error:
                if self.is_running:
                    self.mistake = error
                    self.call_from_thread(self.exit)

    def _answered(self, line: str, choice: Choice | None) -> Answer:
        """What comes of a line or a choice; whatever goes wrong leaves everything as it was."""
        if not line:
            return Answer(self.dialogue)
        try:
            if choice is not None:
                return talk.take(self.book, self.dialogue, choice)
            return talk.answer(self.book, self.dialogue, line, self._sampled)
        except FabulaError as error:
            return Answer(self.dialogue, (Block("problem", show_all(error.problems)),))

    def _sampled(self, outlooks: Iterator[Outlook]) -> Outlook | None:
        found: Outlook | None = None
        started = time.monotonic()
        for outlook in outlooks:
            found = outlook
            if self.enough or time.monotonic() - started > self.patience:
                break
        return found

    def _story(self, session: Session, answer: Answer) -> tuple[Block, ...]:
        """The story from its beginning, and what else the answer says."""
        told = [
            Block("dream" if paragraph.dream else "prose", paragraph.text)
            for paragraph in paragraphs(self.book.board.engine, session)
        ]
        return (*told, *(block for block in answer.blocks if block.kind not in ("prose", "dream")))

    # ---- the screen --------------------------------------------------------------------------------------------------

    def _show(
        self, line: str, answer: Answer, groups: tuple[Listed, ...], nothing: str, story: tuple[Block, ...] | None
    ) -> None:
        self.busy = False
        self.dialogue = answer.dialogue
        if answer.leave:
            self.exit()
            return
        log = self.query_one("#log", VerticalScroll)
        new = [Static(block.text, classes=block.kind, markup=False) for block in story or answer.blocks]
        if story is not None:
            log.remove_children()
        elif line:
            new.insert(0, Static(f"> {line}", classes="typed", markup=False))
        for piece in new:
            log.mount(piece)
        if story is None and new:  # what is longer than the screen is read from its beginning
            self.call_after_refresh(log.scroll_to_widget, new[0], top=True, animate=False)
        else:
            self.call_after_refresh(log.scroll_end, animate=False)
        if answer.listing or groups:
            self._list(groups, nothing)
        self._head("")
        if self.query_one("#side").has_class("shown"):
            self._feel(self.dialogue.session)
        if self.waiting:
            self._work(self.waiting.pop(0), None)

    def _show_side(self, session: Session, drawn: tuple[str, ...], felt: tuple[str, ...] | None) -> None:
        """The panel. `felt`: None while it is being worked out."""
        if session == self.dialogue.session:
            lines = ("…",) if felt is None else felt
            self.query_one("#map", Static).update(_headed("Where everybody is", drawn))
            self.query_one("#feelings", Static).update(_headed("Feelings", lines))

    def _list(self, groups: tuple[Listed, ...], nothing: str) -> None:
        choices = self.query_one("#choices", OptionList)
        choices.clear_options()
        self.offered = []
        for group in groups:
            choices.add_option(Option(Content.styled(group.head, "bold"), disabled=True))
            self.offered.append(None)
            for number, choice in group.choices:
                behind = (f"  {mark(choice)}", "dim")
                choices.add_option(Option(Content.assemble(f"{number:>2}  {choice.words}", behind)))
                self.offered.append(choice)
        if not groups:
            choices.add_option(Option(Content(nothing or "The story is over. Type `undo`, or `quit`."), disabled=True))
            self.offered.append(None)
        choices.highlighted = next((place for place, choice in enumerate(self.offered) if choice is not None), None)

    def _head(self, doing: str) -> None:
        session, model = self.dialogue.session, self.book.board.engine.model
        who = "watching" if session.part is None else model.characters[session.part]
        parts = [model.world.title, who, f"turn {session.turn}"]
        parts += [session.branch] if session.others else []
        parts += ["over"] if self.over else []
        parts += ["not saved"] if self.dialogue.unsaved else []
        parts += [doing] if doing else []
        self.query_one("#head", Static).update(" · ".join(parts))

    def _panel(self, width: int | None = None) -> None:
        columns = self.size.width if width is None else width
        shown = self.asked_for_panel if self.asked_for_panel is not None else columns >= WIDE
        side = self.query_one("#side")
        if shown and not side.has_class("shown") and width is not None:
            side.set_class(True, "shown")
            if not self.busy:
                self._work("", None)
        side.set_class(shown, "shown")


def _headed(title: str, lines: tuple[str, ...]) -> Content:
    return Content.assemble((title, "bold"), "\n", "\n".join(lines))
