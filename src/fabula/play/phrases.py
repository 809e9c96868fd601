"""Acts in words: how a reader is offered what there is to do, `ask: Itachi, where Itachi is going`.

People are called what the character takes them for; whoever acts is left out.
"""

from __future__ import annotations

from fabula.ground.model import AddressedEvent
from fabula.kernel import Kernel, State
from fabula.narration.names import Naming, plain_name
from fabula.play.board import Board
from fabula.reference.asking import Asking
from fabula.semantics import AnyEvent
from fabula.world.expressions import Value


def called(board: Board, character: int) -> str:
    """What a character is called within a sentence: by the title, if there is one."""
    return plain_name(board.engine.model.world, board.engine.model.characters[character])


class Phrases:
    """The words of one character (None: of nobody, from above) at one moment."""

    def __init__(self, engine: Kernel, state: State, part: int | None) -> None:
        self._engine = engine
        mind = None if part is None else engine.believed(state, part)
        self._name = Naming(Asking(engine), state, None if mind is None else (mind, mind))

    def name(self, value: Value) -> str:
        """What somebody or something is called."""
        return self._name(value)

    def act(self, event: AnyEvent) -> str:
        """The event without whoever begins it, as it stands in a list: `ask: Itachi, where Itachi is going`."""
        verb, others = self._parts(event)
        return f"{verb}: {others}" if others else verb

    def event(self, event: AnyEvent) -> str:
        """The event with whoever begins it: `Itachi: ask Naruto`; what is nobody's choice without."""
        by = self.beginner(event)
        words = " ".join(filter(None, self._parts(event)))
        return words if by is None else f"{self.name(by)}: {words}"

    def _parts(self, event: AnyEvent) -> tuple[str, str]:
        """The verb, and to whom and with what it is done."""
        args = list(event.args)
        by = self.beginner(event)
        if by is not None and by in args:
            args.remove(by)
        return event.name.replace("_", " "), ", ".join(self.name(arg) for arg in args)

    def beginner(self, event: AnyEvent) -> str | None:
        """The name of whoever begins the event, None for fate."""
        characters = self._engine.model.characters
        if isinstance(event, AddressedEvent):
            return characters[event.character]
        return characters[event.consenting[0].character] if event.consenting else None
