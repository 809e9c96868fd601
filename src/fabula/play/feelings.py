"""What the reader's character feels (everybody, for one who watches), and because of what.

Feelings are worked out event by event (`fabula.analysis.feelings`), and kept, so that a turn more costs a turn more.
"""

from __future__ import annotations

from fabula.analysis.feelings import Appraisal, Feeling, Mood
from fabula.play.board import Board
from fabula.play.phrases import Phrases
from fabula.play.session import Path, Session
from fabula.play.telling import moments

MOST = 6  # feelings that are told of one character
_STRONG, _SLIGHT = 0.5, 0.2  # from where a feeling is called strong, and up to where slight


_Key = tuple[int | None, tuple[tuple[int, int], ...]]  # whose, and what has happened, by number


def _key(part: int | None, path: Path) -> _Key:
    return part, tuple((happening.event.index, happening.outcome) for happening in path)


class Hearts:
    """The feelings in sessions of one world; what has been worked out is kept."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self._appraisals: dict[int | None, Appraisal] = {}
        self._moods: dict[_Key, Mood] = {}

    def feelings(self, session: Session) -> tuple[Feeling, ...]:
        """What the reader's character feels now, the strongest first."""
        while not self.advance(session):
            pass
        return self._moods[_key(session.part, session.path)].feelings

    def advance(self, session: Session) -> bool:
        """Work out one event more, for a door that has other things to do meanwhile; whether all are worked out."""
        part, path = session.part, session.path
        known = len(path)
        while known and _key(part, path[:known]) not in self._moods:
            known -= 1
        appraisal, mood = self._appraisal(part), self._moods.get(_key(part, path[:known]))
        if mood is None:
            self._moods[_key(part, ())] = appraisal.begin(session.start)
        elif known < len(path):
            [moment] = moments(self.board.engine, path[known : known + 1])
            self._moods[_key(part, path[: known + 1])] = appraisal.after(mood, moment)
        return _key(part, path) in self._moods

    def _appraisal(self, part: int | None) -> Appraisal:
        if part not in self._appraisals:
            of = None if part is None else (part,)
            self._appraisals[part] = Appraisal(self.board.engine, self.board.motives, self.board.choices, of=of)
        return self._appraisals[part]

    def in_words(self, session: Session) -> list[str]:
        """A line for each feeling: how strong, which, towards whom, about which want, and what brought it."""
        names = self.board.engine.model.characters
        phrases = Phrases(self.board.engine, session.state, session.part)
        lines: list[str] = []
        for who in range(len(names)) if session.part is None else (session.part,):
            found = [feeling for feeling in self.feelings(session) if feeling.character == who][:MOST]
            for feeling in found:
                said = _in_words(phrases, names, feeling)
                lines.append(said if session.part is not None else f"{names[who]}: {said}")
        reader = "Nobody" if session.part is None else names[session.part]
        return lines or [f"{reader} feels nothing in particular."]


def _in_words(phrases: Phrases, names: tuple[str, ...], feeling: Feeling) -> str:
    """`strong fear, Itachi: safety -3 (Itachi: seize Naruto)`."""
    degree = "strong " if feeling.strength >= _STRONG else "slight " if feeling.strength < _SLIGHT else ""
    said = f"{degree}{feeling.kind.replace('_', ' ')}"
    if feeling.toward is not None:
        said += f", {phrases.name(names[feeling.toward])}"
    said += f": {feeling.because}" if feeling.because else ""
    if feeling.cause is not None and not feeling.prospect:
        said += f" ({phrases.event(feeling.cause)})"
    return said
