"""Loading: a save, replayed in the world as it is now; what does not go any more is said, step by step.

What goes is kept. A step whose event is gone, or impossible now, ends its branch there; one that nobody has a reason
for any more is only told. The file itself is never touched.
"""

from __future__ import annotations

from dataclasses import dataclass

from fabula.diagnostics.problems import FabulaError
from fabula.diagnostics.source import Source
from fabula.play.board import Board
from fabula.play.saves import Save, SavedStep, fingerprint
from fabula.play.session import Happening, Path, Session
from fabula.stories.replay import replaying
from fabula.stories.report import reason_of_stop
from fabula.stories.story import Beat, Step, Story, read_story


@dataclass(frozen=True, slots=True)
class Difference:
    """A step of a saved branch that does not go as it did. `number` counts from 1; `why` is a sentence or a few.

    * `lost`: how many steps are lost with it, itself included; 0: it still happens, but without a reason.
    """

    branch: str
    number: int
    event: str
    why: str
    lost: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """A session as far as it goes in the world as it is now.

    * `edited`: whether the world is another than when the session was saved.
    * `differences`: in the order of the branches and their steps; `part_gone`: the part, if nobody is called so now.
    """

    session: Session
    edited: bool
    differences: tuple[Difference, ...]
    part_gone: str | None = None

    @property
    def whole(self) -> bool:
        """Whether everything is there again."""
        return self.part_gone is None and not any(difference.lost for difference in self.differences)


def load(board: Board, save: Save) -> Loaded:
    """The session of a save, in this world."""
    engine = board.engine
    edited = fingerprint(engine.model.world) != save.fingerprint
    differences: list[Difference] = []
    paths: dict[str, Path] = {}
    for name, steps in save.branches:
        paths[name], found = _path(board, name, steps, with_reasons=edited)
        differences += found
    part = None
    if save.part in engine.model.characters:
        part = engine.model.characters.index(save.part)
    session = Session(
        start=engine.initial(),
        seed=save.seed,
        part=part,
        path=paths.pop(save.branch),
        branch=save.branch,
        others=tuple(paths.items()),
        after=save.after,
    )
    return Loaded(session, edited, tuple(differences), save.part if part is None else None)


def _path(
    board: Board, branch: str, steps: tuple[SavedStep, ...], *, with_reasons: bool
) -> tuple[Path, list[Difference]]:
    """What is left of a branch, and what has changed in it."""
    unexplained: list[Difference] = []
    lost: list[Difference] = []
    readable: list[Step] = []
    for number, step in enumerate(steps, 1):
        try:
            readable.append(_as_step(board, step))
        except FabulaError as error:
            why = " ".join(problem.wrong for problem in error.problems[:1])
            lost = [Difference(branch, number, step.event, why, len(steps) - number + 1)]
            break
    story = Story("", tuple(Beat(str(number), "", (), (step,)) for number, step in enumerate(readable, 1)))
    judged = [number for number, step in enumerate(steps, 1) if step.explained] if with_reasons else []
    path: list[Happening] = []
    for result in replaying(board.engine, board.motives, story, keep_going=True, judged=judged):
        step = steps[result.number - 1]
        if result.moment is None:
            why = _sentence(reason_of_stop(result))
            lost = [Difference(branch, result.number, step.event, why, len(steps) - result.number + 1)]
            break
        if result.unexplained:
            unexplained.append(Difference(branch, result.number, step.event, _sentence(reason_of_stop(result)), 0))
        moment = result.moment
        path.append(Happening(moment.event, moment.outcome, step.how, step.turn, moment.before, moment.after))
    return tuple(path), unexplained + lost


def _as_step(board: Board, step: SavedStep) -> Step:
    """The step of a story that the saved one is. Raises `FabulaError` with what is wrong with it."""
    text = f'story "saved" of saved\nbeat 1\n    {step.event}\n'
    name = step.event.partition("(")[0].strip()
    several = any(len(event.outcomes) > 1 for event in board.engine.model.world.events if event.name == name)
    if several or step.outcome != 1:
        text += f"    turns out {step.outcome}\n"
    return read_story(Source("save", text), board.engine.model).beats[0].steps[0]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def differences_in_words(loaded: Loaded) -> list[str]:
    """What has changed since the session was saved, a line each; nothing where nothing has."""
    lines = []
    if loaded.part_gone is not None:
        lines.append(f"There is no {loaded.part_gone} in this world any more: you watch. `as NAME` takes another part.")
    for difference in loaded.differences:
        where = f"Branch {difference.branch}, step {difference.number}, {difference.event}"
        if difference.lost:
            behind = difference.lost - 1
            rest = f" It and the {behind} after it are left out." if behind > 1 else " It is left out."
            rest = " It and the one after it are left out." if behind == 1 else rest
            lines.append(f"{where}: {difference.why}{rest}")
        else:
            lines.append(f"{where}: {difference.why} It stays.")
    if loaded.edited:
        first = "The world has been edited since this was saved."
        lines.insert(0, first if lines else f"{first} Everything still goes.")
    return lines
