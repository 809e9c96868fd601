"""What the reader is told: the session in prose, by the character's eyes; from above, for one who watches."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.kernel import Kernel
from fabula.narration.scenes import scenes
from fabula.narration.telling import Sentence, tell
from fabula.narration.wording import cast, worded
from fabula.play.session import Path, Session
from fabula.stories.replay import Moment


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `dream`: it is dreamt."""

    text: str
    dream: bool


def moments(engine: Kernel, path: Path) -> tuple[Moment, ...]:
    """The path as what happened, with the triggers that were set off."""
    return tuple(
        Moment(
            before=happening.before,
            event=happening.event,
            outcome=happening.outcome,
            after=happening.after,
            fired=engine.fired(happening.before, happening.event, happening.outcome),
        )
        for happening in path
    )


def told(engine: Kernel, session: Session) -> tuple[tuple[Sentence, ...], ...]:
    """What is told of each event of the path; nothing of what the reader's character does not notice."""
    return tell(engine, moments(engine, session.path), focalizer=session.part, seed=session.seed)


def paragraphs(engine: Kernel, session: Session, *, since: int = 0) -> tuple[Paragraph, ...]:
    """The session in paragraphs; `since`: without the first so many events of its path."""
    turns: dict[int, list[Sentence]] = {}
    sentences = told(engine, session)
    for happening, said in list(zip(session.path, sentences, strict=True))[since:]:
        turns.setdefault(0 if happening.how == "story" else happening.turn, []).extend(said)
    people = cast(engine)
    found = []
    for scene in scenes(list(turns.values())):
        for paragraph in scene:
            final = worded(paragraph, people)
            found.append(Paragraph(" ".join(sentence.text for sentence in final), final[0].kind == "dream"))
    return tuple(found)


def numbered(engine: Kernel, session: Session) -> tuple[tuple[int, str], ...]:
    """What the reader has been told of, a line for each event: its place in the path, and how it was told."""
    lines = enumerate(" ".join(sentence.text for sentence in said) for said in told(engine, session))
    return tuple((place, line) for place, line in lines if line)
