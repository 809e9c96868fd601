"""How a sampled story reads: acts that take back the last one, and questions with what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fabula.kernel import Kernel
from fabula.simulate.runs import RunStep


def acts(engine: Kernel, steps: Sequence[RunStep]) -> Iterator[tuple[int, int]]:
    """The places of the steps that are somebody's acts, and who begins them."""
    for place, step in enumerate(steps):
        ground = engine.ground_event(step.before, step.event)
        if ground is not None and ground.consenting:
            yield place, ground.consenting[0].character


def taken_back(engine: Kernel, steps: Sequence[RunStep]) -> list[int]:
    """The places of acts that undo the last act of the same character without anything having changed for him or her.

    Undone: whatever the last act had changed in the world is again as it was before it. Without anything having
    changed: what the character believes of the world is still as it was right after that act.
    """
    last: dict[int, int] = {}
    found = []
    for place, who in acts(engine, steps):
        if who in last:
            first, second = steps[last[who]], steps[place]
            changed = [
                n for n, (a, b) in enumerate(zip(first.before.values, first.after.values, strict=True)) if a != b
            ]
            undone = changed and all(second.after.values[n] == first.before.values[n] for n in changed)
            then, now = engine.believed(first.after, who).values, engine.believed(second.before, who).values
            if undone and then == now:
                found.append(place)
        last[who] = place
    return found


@dataclass
class Replies:
    """What came after a reply had become due: of `asked`, how many were given `next`, or with the next act of `theirs`.

    `next`: the very next event gave it, fate and time not counted; `theirs`: the next thing that the one who was asked
    did gave it, whatever others did meanwhile. `over`: the story ended before anybody did anything. `lapsed`: the reply
    was not due any more when somebody next acted.
    """

    asked: int = 0
    next: int = 0
    theirs: int = 0
    over: int = 0
    lapsed: int = 0

    def read(self, engine: Kernel, steps: Sequence[RunStep]) -> None:
        all_acts = list(acts(engine, steps))
        due = engine.model.due
        for place, step in enumerate(steps):
            for who in range(len(engine.model.characters)):
                if engine.value(step.before, due[who]) is True or engine.value(step.after, due[who]) is not True:
                    continue
                self.asked += 1
                later = [(at, by) for at, by in all_acts if at > place]
                if not later:
                    self.over += 1
                    continue
                at, by = later[0]
                if engine.value(steps[at].before, due[who]) is not True:
                    self.lapsed += 1
                    continue
                if by == who and engine.value(steps[at].after, due[who]) is not True:
                    self.next += 1
                own = next((at for at, by in later if by == who), None)
                if own is not None and engine.value(steps[own].after, due[who]) is not True:
                    self.theirs += 1
