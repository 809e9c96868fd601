"""Why somebody does what the story graph says that he or she may do, in short: the want that the plan serves most."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.kernel import Kernel, State
from fabula.reference.motive import Motives
from fabula.simulate.choices import Option


@dataclass(frozen=True, slots=True)
class Because:
    """`want`: the one that gains most (of several the first). `plan`: its events, as far as the first gamble."""

    want: str
    plan: tuple[str, ...]

    def __str__(self) -> str:
        return self.want if len(self.plan) == 1 else f"{self.want}: {', '.join(self.plan)}"


class Reasons:
    """The reasons of one world, each looked for once."""

    def __init__(self, engine: Kernel, motives: Motives[State]) -> None:
        self._engine = engine
        self._motives = motives
        self._known: dict[tuple[State, int, int], Because] = {}

    def because(self, state: State, option: Option) -> Because | None:
        """Why the option is taken in the state; None where it is nobody's choice, or needs no reason."""
        act = option.act
        if act is None or act.plan is None:
            return None
        mind = self._engine.believed(state, act.by)
        key = (mind, act.event.index, act.by)
        found = self._known.get(key)
        if found is None:
            gains = self._motives.gains(mind, act.plan, act.by)
            want = max(gains, key=lambda pair: pair[1])[0] if gains else ""
            found = self._known[key] = Because(want, tuple(str(step.event) for step in act.plan.steps))
        return found
