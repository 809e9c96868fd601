"""The dialogue: what a reader types, and what comes of it. Every door (lines, full screen) speaks in these words.

A line is a number of the list, words of an act (`go path`), or a command. The answer holds the next state of the
dialogue and blocks of text; how they look is the door's affair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from fabula.diagnostics.problems import FabulaError, Problem
from fabula.narration.telling import capitalised
from fabula.play import session as play
from fabula.play.board import Board
from fabula.play.choice import Choice, choices
from fabula.play.feelings import Hearts
from fabula.play.knowing import no_reason_in_words, plan_in_phrases, why, why_in_words
from fabula.play.listing import likely_in_words, percent
from fabula.play.loading import differences_in_words, load
from fabula.play.outlook import Outlook, outlook_in_words, runs, what_can_end
from fabula.play.phrases import Phrases, called
from fabula.play.places import map_as_list, map_as_tree, map_of
from fabula.play.saves import Save, file_named, read_save, save_of, to_json, world_from, write_text
from fabula.play.session import Session
from fabula.play.story import as_story
from fabula.play.telling import numbered, paragraphs
from fabula.stories.replay import gain_in_words

Kind = Literal["prose", "dream", "head", "said", "aside", "drawing", "problem"]
OVER = "The story is over. `undo` goes back."
MOST_TURNS = 1000  # that one command takes back or has again


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of text. `prose` and `dream`: a paragraph of the story; `drawing`: lines as they are.

    `instead`: the same without a drawing, for those who hear it.
    """

    kind: Kind
    text: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """What is played: the choice model of a world and its feelings, its file, and where the shipped worlds lie."""

    board: Board
    hearts: Hearts
    world: Path
    shipped: Path


def open_book(board: Board, world: Path, shipped: Path) -> Book:
    """The book of a world."""
    return Book(board, Hearts(board), world, shipped)


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Where the dialogue stands. `file`: that the session was saved to or loaded from; `saved`: as it was then."""

    session: Session
    file: Path | None = None
    saved: Session | None = None

    @property
    def unsaved(self) -> bool:
        """Whether something would be lost by leaving."""
        return self.session.played and (self.saved is None or self.saved.path != self.session.path)


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes of a line.

    * `listing`: the choices are to be shown; `all_of_them`: also those that are not open.
    * `anew`: what was told before is another story now; a door that still shows it should tell it again.
    """

    dialogue: Dialogue
    blocks: tuple[Block, ...] = ()
    listing: bool = False
    all_of_them: bool = False
    anew: bool = False
    leave: bool = False


Ask = Callable[[Iterator[Outlook]], Outlook | None]
"""Takes from a growing outlook as much as the reader's patience allows; None: it was broken off at once."""


@dataclass(frozen=True, slots=True)
class Command:
    """A word that a reader can type. `argument` is what may follow, for the help."""

    name: str
    argument: str
    help: str
    short: str = ""  # a letter that stands for it


COMMANDS = (
    Command("wait", "", "let the others go on", "w"),
    Command("look", "", "the choices once more", "l"),
    Command("all", "", "also what your character thinks impossible, or somebody else does not want"),
    Command("would", "[NUMBER]", "what your character would do, and why; or why not that one"),
    Command("undo", "[TURNS]", "take it back", "u"),
    Command("redo", "[TURNS]", "have it again"),
    Command("story", "", "all that has been told so far", "s"),
    Command("log", "", "the same, numbered, for `why`"),
    Command("why", "[NUMBER]", "why the last thing happened, or another, as far as your character can tell", "y"),
    Command("why!", "[NUMBER]", "the truth about it"),
    Command("feelings", "", "what your character feels", "f"),
    Command("map", "", "where everybody is, as your character believes", "m"),
    Command("odds", "", "how it may end from here, by sampling", "o"),
    Command("endings", "", "what can end the story, and what is lacking", "e"),
    Command("branch", "[NAME]", "go on in a branch of that name; without a name: the branches"),
    Command("switch", "NAME", "go over to another branch"),
    Command("as", "NAME", "play somebody else from here; `as nobody`: watch"),
    Command("save", "[FILE]", "write the session to a file (`save!` over another one)"),
    Command("load", "FILE", "go on with a saved session"),
    Command("write", "FILE", "write it as a story that `fabula replay`, `tell` and `why` read"),
    Command("help", "", "these words", "h"),
    Command("quit", "", "leave", "q"),
)
_HIDDEN = {"?": "help", "exit": "quit", "next": "wait", "bye": "quit"}


def opening(book: Book, dialogue: Dialogue) -> Answer:
    """What is said before the reader's first turn."""
    session, world = dialogue.session, book.board.engine.model.world
    blocks = [Block("head", world.title)]
    if world.premise and not session.path:
        blocks.append(Block("prose", " ".join(world.premise.split())))
    if session.path:
        blocks += [Block("aside", "The story so far (`story` tells all of it) ends:"), *_told(book, session)[-2:]]
    blocks.append(Block("said", _who(book, session)))
    return Answer(dialogue, tuple(blocks), listing=True)


def _who(book: Book, session: Session) -> str:
    if session.part is None:
        return "You watch. Choose what comes next, or `wait` for it. `help` lists the words."
    name = called(book.board, session.part)
    return f"You are {name}. Choose by number, or `wait` for the others. `help` lists the words."


def answer(book: Book, dialogue: Dialogue, line: str, ask: Ask) -> Answer:
    """What comes of a line. Raises `FabulaError` where a file can't be read or written: then nothing has changed."""
    words = line.split()
    if not words:
        return Answer(dialogue, listing=True)
    found = _command(words[0])
    rest = " ".join(words[1:])
    if isinstance(found, Command):
        return _Commands(book, dialogue, ask).do(found.name, rest)
    offered = choices(book.board, dialogue.session)
    number = words[0].removesuffix(".")
    if number.isdecimal() and not rest:
        if 1 <= int(number) <= len(offered):
            return take(book, dialogue, offered[int(number) - 1])
        if not offered:
            return _only(dialogue, _nothing_to_choose(book, dialogue))
        return _only(dialogue, f"There is no {_cut(number)} in the list: it ends at {len(offered)}.")
    if words[0].lower() == "do" and rest:
        line = rest
    fitting = _fitting(offered, line)
    if len(fitting) == 1:
        return take(book, dialogue, fitting[0])
    if fitting:
        which = _listed([choice.words for choice in fitting])
        return _only(dialogue, f"That could be {which}. Type a number or more words.")
    if found:
        return _only(dialogue, f"That could be {_listed(found)}.")
    return _only(dialogue, f"`{_cut(line)}` is neither an act in the list nor a command; `help` lists the commands.")


def _nothing_to_choose(book: Book, dialogue: Dialogue) -> str:
    """What is said to who chooses, or asks for a choice, where the list is empty."""
    over = play.ending(book.board, dialogue.session) is not None
    return OVER if over else "There is nothing to choose now, only to `wait`."


def _command(word: str) -> Command | list[str]:
    """The command that a word is, or the names of those that it could be: none, or several."""
    word = _HIDDEN.get(word.lower(), word.lower())
    for command in COMMANDS:
        if word in (command.name, command.short):
            return command
        if word == f"{command.name}!" and command.name in ("save", "write"):
            return replace(command, name=word)
    fitting = [command for command in COMMANDS if len(word) > 1 and command.name.startswith(word)]
    if len(fitting) > 1 and {command.name for command in fitting} == {"why", "why!"}:
        return fitting[0]
    return fitting[0] if len(fitting) == 1 else [command.name for command in fitting]


def _fitting(offered: tuple[Choice, ...], line: str) -> list[Choice]:
    """The choices that have all of the words, in order, whole or their beginnings; what is open comes first.

    An act can be meant as the list calls it, or as a story file would write it.
    """
    wanted = _split(line)
    exact = [choice for choice in offered if wanted in (_split(choice.words), _split(str(choice.event)))]
    if exact or not wanted:
        return exact
    for among in ([choice for choice in offered if choice.open], offered):
        found = [choice for choice in among if _has(choice.words, wanted) or _has(str(choice.event), wanted)]
        if found:
            return found
    return []


def _has(text: str, wanted: list[str]) -> bool:
    left = iter(_split(text))
    return all(any(word.startswith(want) for word in left) for want in wanted)


def _split(text: str) -> list[str]:
    """The words of a text, without signs between them."""
    return "".join(character if character.isalnum() else " " for character in text.lower()).split()


def take(book: Book, dialogue: Dialogue, choice: Choice) -> Answer:
    """The reader chooses; what is told of it, and what the others do."""
    session, board = dialogue.session, book.board
    if choice.unwilling and session.part is not None:
        who = _listed([called(board, other) for other in choice.unwilling], "and")
        return _only(dialogue, f"It takes {who} too, who would not.")
    blocks = []
    if session.part is not None and not choice.explained:
        name = capitalised(called(board, session.part))
        blocks.append(Block("aside", f"{name} has no reason for it; you want it so."))
    after = play.choose(board, session, choice.event)
    silent = Block("said", f"Done ({choice.words}). There is nothing to tell of it.")
    blocks += _since(book, after, len(session.path)) or [silent]
    return _moved(book, replace(dialogue, session=after), blocks)


def _since(book: Book, session: Session, length: int) -> list[Block]:
    return [
        Block("dream" if paragraph.dream else "prose", paragraph.text)
        for paragraph in paragraphs(book.board.engine, session, since=length)
    ]


def _told(book: Book, session: Session) -> list[Block]:
    return _since(book, session, 0)


def _moved(book: Book, dialogue: Dialogue, blocks: list[Block], *, anew: bool = False) -> Answer:
    over = play.ending(book.board, dialogue.session)
    if over is not None:
        blocks.append(Block("head", f"The story is over: {over.title or over.name}."))
    return Answer(dialogue, tuple(blocks), listing=True, anew=anew)


def _only(dialogue: Dialogue, text: str) -> Answer:
    return Answer(dialogue, (Block("said", text),))


def _lines(dialogue: Dialogue, lines: list[str], kind: Kind = "drawing") -> Answer:
    return Answer(dialogue, (Block(kind, "\n".join(lines)),))


@dataclass(frozen=True, slots=True)
class _Commands:
    """Every command, as what it answers."""

    book: Book
    dialogue: Dialogue
    ask: Ask

    def do(self, name: str, argument: str) -> Answer:
        match name:
            case "wait":
                return self._wait()
            case "look" | "all":
                return Answer(self.dialogue, listing=True, all_of_them=name == "all")
            case "would":
                return self._would(argument)
            case "undo" | "redo":
                return self._back_or_forth(name, argument)
            case "story":
                blocks = _told(self.book, self._session)
                return Answer(self.dialogue, tuple(blocks) or (Block("said", "Nothing has been told yet."),))
            case "log":
                return self._log()
            case "why" | "why!":
                return self._why(argument, truth=name == "why!")
            case "feelings":
                return _lines(self.dialogue, self.book.hearts.in_words(self._session))
            case "map":
                return self._map()
            case "odds":
                return self._odds()
            case "endings":
                return self._endings()
            case "branch":
                return self._branch(argument)
            case "switch":
                return self._switch(argument)
            case "as":
                return self._as(argument)
            case "save" | "save!":
                return self._save(argument, over=name == "save!")
            case "load":
                return self._load(argument)
            case "write" | "write!":
                return self._write(argument, over=name == "write!")
            case "help":
                return _help(self.dialogue)
            case _:
                return Answer(self.dialogue, leave=True)

    @property
    def _session(self) -> Session:
        return self.dialogue.session

    @property
    def _reader(self) -> str:
        part = self._session.part
        return "" if part is None else called(self.book.board, part)

    # ---- going on and back -------------------------------------------------------------------------------------------

    def _wait(self) -> Answer:
        before = self._session
        if play.ending(self.book.board, before) is not None:
            return _only(self.dialogue, OVER)
        after = play.wait(self.book.board, before)
        if after is before:
            nobody = "nobody else" if self._reader else "nobody"
            return _only(self.dialogue, f"Nothing happens, and nothing will: {nobody} wants to do anything now.")
        quiet = "Time passes." if not self._reader else f"Time passes. {capitalised(self._reader)} notices nothing."
        blocks = _since(self.book, after, len(before.path)) or [Block("said", quiet)]
        return _moved(self.book, replace(self.dialogue, session=after), blocks)

    def _back_or_forth(self, name: str, argument: str) -> Answer:
        turns = 1 if not argument else int(argument) if argument.isdecimal() and len(argument) < 5 else 0
        if not 1 <= turns <= MOST_TURNS:
            return _only(self.dialogue, f"`{name}` takes a number of turns, such as `{name} 2`.")
        before = self._session
        after = play.undo(before, turns) if name == "undo" else play.redo(before, turns)
        if after == before:
            nothing = "There is nothing to take back." if name == "undo" else "There is nothing to have again."
            return _only(self.dialogue, nothing)
        done = abs(len(before.undone) - len(after.undone))
        words = "Taken back" if name == "undo" else "Had again"
        blocks = [Block("aside", f"{words}: {done} turn{'s' if done > 1 else ''}.")]
        if name == "redo":
            blocks += _since(self.book, after, len(before.path))
        else:
            blocks += _told(self.book, after)[-1:] or [Block("aside", "This is the beginning.")]
        return _moved(self.book, replace(self.dialogue, session=after), blocks, anew=True)

    # ---- asking ------------------------------------------------------------------------------------------------------

    def _would(self, argument: str) -> Answer:
        offered = choices(self.book.board, self._session)
        if argument:
            if not offered:
                return _only(self.dialogue, _nothing_to_choose(self.book, self.dialogue))
            if not argument.isdecimal() or not 1 <= int(argument) <= len(offered):
                return _only(self.dialogue, f"`would` takes a number of the list, up to {len(offered)}.")
            chosen = [offered[int(argument) - 1]]
        else:
            chosen = [choice for choice in offered if choice.open and choice.explained]
        lines: list[str] = []
        for choice in chosen:
            lines += self._would_one(choice)
        who = capitalised(self._reader) or "Nobody"
        return _lines(self.dialogue, lines or [f"{who} has no reason for anything now."])

    def _would_one(self, choice: Choice) -> list[str]:
        board, session = self.book.board, self._session
        lines = [f"{choice.words} ({likely_in_words(choice)})"]
        if choice.unwilling:
            who = _listed([called(board, other) for other in choice.unwilling], "and")
            lines.append(f"  {capitalised(who)} would not.")
        by = session.part if session.part is not None else board.beginner(session.state, choice.event)
        if choice.reason is not None and by is not None:
            phrases = Phrases(board.engine, session.state, session.part)
            lines.append(f"  {gain_in_words(capitalised(called(board, by)), choice.reason)}")
            lines += [f"    {line}" for line in plan_in_phrases(phrases, choice.reason.plan)]
        elif choice.free:
            lines.append("  No reason is needed: it is agreed." if by is not None else "  It is nobody's choice.")
        elif session.part is not None:
            lines.append(f"  {no_reason_in_words(board, session, choice.event)}")
        return lines + self._chances(choice)

    def _chances(self, choice: Choice) -> list[str]:
        """How it may turn out, where that is left to chance, by the odds that the character believes in."""
        engine, state = self.book.board.engine, self._session.state
        mind = state if self._session.part is None else engine.believed(state, self._session.part)
        event = engine.ground_event(mind, choice.event)
        odds = () if event is None or not engine.can(mind, event) else engine.odds(mind, event)
        if len(odds) < 2:
            return []
        shares = ", ".join(f"outcome {number}: {percent(float(share))}" for number, share in enumerate(odds, 1))
        return [f"  Left to chance{f', as {self._reader} sees it' if self._reader else ''}: {shares}."]

    def _log(self) -> Answer:
        told = numbered(self.book.board.engine, self._session)
        lines = [f"{number}. {text}" for number, (_, text) in enumerate(told, 1)]
        return Answer(self.dialogue, tuple(Block("said", line) for line in lines or ["Nothing has been told yet."]))

    def _why(self, argument: str, *, truth: bool) -> Answer:
        session = self._session
        told = numbered(self.book.board.engine, session)
        if not told:
            return _only(self.dialogue, "Nothing has been told yet.")
        if argument and not (argument.isdecimal() and 1 <= int(argument) <= len(told)):
            return _only(self.dialogue, f"`why` takes a number of the log, up to {len(told)}; `log` shows it.")
        place, _ = told[int(argument) - 1 if argument else -1]
        found = why(self.book.board, session, session.path[place], truth=truth)
        return _lines(self.dialogue, why_in_words(self.book.board, session, found))

    def _map(self) -> Answer:
        found = map_of(self.book.board.engine, self._session)
        if found is None:
            return _only(self.dialogue, "This world has no places.")
        title = f"As {self._reader} believes:" if self._reader else "As it is:"
        tree, listed = "\n".join(map_as_tree(found)), "\n".join(map_as_list(found))
        return Answer(self.dialogue, (Block("said", title), Block("drawing", tree, listed)))

    def _odds(self) -> Answer:
        if play.ending(self.book.board, self._session) is not None:
            return _only(self.dialogue, OVER)
        found = self.ask(runs(self.book.board, self._session))
        if found is None:
            return _only(self.dialogue, "Broken off before the first run was through.")
        return _lines(self.dialogue, outlook_in_words(found))

    def _endings(self) -> Answer:
        found = what_can_end(self.book.board, self._session)
        if not found:
            return _only(self.dialogue, "This world has no endings: the story goes on as long as you like.")
        lines = [f"As {self._reader} sees it:"] if self._reader else []
        for lacking in found:
            what = [str(obstacle) for obstacle in lacking.lacks]
            lines.append(f"{lacking.ending.title or lacking.ending.name}: {'; '.join(what) or 'nothing is lacking'}.")
        return Answer(self.dialogue, tuple(Block("said", line) for line in lines))

    # ---- branches and parts ------------------------------------------------------------------------------------------

    def _branch(self, name: str) -> Answer:
        session = self._session
        if not name:
            lines = [f"* {session.branch} (here): {_turns(session.path)}"]
            lines += [f"* {other}: {_turns(path)}" for other, path in session.others]
            return _lines(self.dialogue, lines)
        if name == session.branch or name in dict(session.others):
            return _only(self.dialogue, f"There is a branch `{name}` already: `switch {name}` goes over to it.")
        after = replace(self.dialogue, session=play.branch(session, name))
        return _only(after, f"From here on this is branch `{name}`; `switch {session.branch}` goes back to the other.")

    def _switch(self, name: str) -> Answer:
        session = self._session
        if name not in dict(session.others):
            others = _listed([f"`{other}`" for other, _ in session.others]) or "none; `branch NAME` begins one"
            return _only(self.dialogue, f"The other branches: {others}.")
        after = play.switch(session, name)
        blocks = [Block("aside", f"Branch `{name}`."), *_told(self.book, after)[-1:]]
        return _moved(self.book, replace(self.dialogue, session=after), blocks, anew=True)

    def _as(self, name: str) -> Answer:
        names = self.book.board.engine.model.characters
        known = {known.lower(): number for number, known in enumerate(names)}
        if name.lower() in known or name.lower() == "nobody":
            after = replace(self._session, part=known.get(name.lower()), undone=())
            said = Block("said", _who(self.book, after))
            return Answer(replace(self.dialogue, session=after), (said,), listing=True, anew=True)
        return _only(self.dialogue, f"`as` takes {_listed([*names, 'nobody'])}.")

    # ---- files -------------------------------------------------------------------------------------------------------

    def _save(self, name: str, *, over: bool) -> Answer:
        if not name and self.dialogue.file is not None:
            path = self.dialogue.file
        else:
            path = file_named(name, self.book.world)
        own = self.dialogue.file is not None and self.dialogue.file.resolve() == path.resolve()
        after = save(self.book, self.dialogue, path, over=over or own)
        return _only(after, f"Saved as {path}. `fabula play --load {path}` goes on with it.")

    def _load(self, name: str) -> Answer:
        if not name:
            return _only(self.dialogue, "`load` takes the name of a save.")
        path = file_named(name, self.book.world)
        saved, title = read_save(path), self.book.board.engine.model.world.title
        if saved.title != title and Path(saved.world).stem != self.book.world.stem:
            wrong = f"`{path}` is a session in another world: {saved.title}, not {title}."
            raise FabulaError((Problem("F726", None, wrong, hint=f"Leave, and `fabula play --load {path}`."),))
        loaded = _loaded(self.book, path, saved)
        if self.dialogue.unsaved:
            kept = play.names(self._session.path)
            loaded = replace(loaded, blocks=(*loaded.blocks, Block("aside", _left(len(kept)))))
        return loaded

    def _write(self, name: str, *, over: bool) -> Answer:
        if not name:
            return _only(self.dialogue, "`write` takes the name of a story file.")
        if not self._session.path:
            return _only(self.dialogue, "Nothing has happened yet.")
        path = Path(name).expanduser()
        path = path if path.suffix else path.with_name(f"{path.name}.story")
        write_text(path, as_story(self.book.board.engine.model.world, self._session, path.stem), over=over)
        return _only(self.dialogue, f"Written as {path}. `fabula tell {self.book.world.stem} {path}` tells it.")


def _left(events: int) -> str:
    count = f"{events} event{'' if events == 1 else 's'}"
    return f"The session before it was not saved ({count}); it is gone when you leave."


def save(book: Book, dialogue: Dialogue, path: Path, *, over: bool) -> Dialogue:
    """Write the session to a file. Raises `FabulaError` (F722, F723)."""
    text = to_json(save_of(book.board, dialogue.session, world_from(book.world, path, book.shipped)))
    write_text(path, text, over=over)
    return replace(dialogue, file=path, saved=dialogue.session)


def loading(book: Book, path: Path) -> Answer:
    """The dialogue that goes on with a save: what has changed, and where it stands. Raises `FabulaError`.

    Where something was lost, `save` alone does not write over the file.
    """
    return _loaded(book, path, read_save(path))


def _loaded(book: Book, path: Path, saved: Save) -> Answer:
    loaded = load(book.board, saved)
    dialogue = Dialogue(loaded.session, path, loaded.session) if loaded.whole else Dialogue(loaded.session)
    blocks = [Block("said", line) for line in differences_in_words(loaded)]
    if not loaded.whole:
        kept = f"{path} is left as it is. You can go on from here, and save under another name."
        blocks.append(Block("said", kept))
    begun = opening(book, dialogue)
    return replace(begun, blocks=(*blocks, *begun.blocks), anew=True)


def _turns(path: play.Path) -> str:
    count = len({happening.turn for happening in path})
    return f"{count} turn{'' if count == 1 else 's'}"


def _help(dialogue: Dialogue) -> Answer:
    lines = ["Type the number of an act, or some of its words (`go path`). Or a command, or its first letters:"]
    for command in COMMANDS:
        name = f"{command.name} {command.argument}".strip()
        lines.append(f"  {name:<15} {command.help}{f' ({command.short})' if command.short else ''}")
    return _lines(dialogue, lines)


def _listed(words: list[str], last: str = "or") -> str:
    return ", ".join(words[:-1]) + f" {last} {words[-1]}" if len(words) > 1 else "".join(words)


def _cut(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
