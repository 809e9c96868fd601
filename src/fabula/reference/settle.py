"""Triggers, in the world and in every believed world, until nowhere one holds: rule S6 of `docs/manual/semantics.md`.

From the top down: first the triggers of the world itself, one after the other, the first declared first; what they
write into minds is put there, but the minds are not yet settled. Then the same in every mind, each on its own values,
and so on inwards. If a trigger holds again in a world because something in a mind of it has changed, once more.
"""

from __future__ import annotations

from dataclasses import dataclass

from fabula.ground.failures import endless_triggers
from fabula.ground.model import GroundEvent
from fabula.reference.apply import Ready, Rules, Telling, change_mind, told_by
from fabula.reference.conditions import Conditions
from fabula.reference.state import Draft, Node, State

MOST_TRIGGERS = 1000  # that may fire one after the other in one world before they are called endless
MOST_ROUNDS = 100  # through all worlds


@dataclass(frozen=True, slots=True)
class Settled:
    state: State
    fired: tuple[GroundEvent, ...]  # the triggers that fired in the world itself, in order


class Triggers:
    """The triggers of a model."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        triggers = rules.triggers
        self._conditions = Conditions(
            [ready.event.precondition for ready in triggers],
            [ready.possible for ready in triggers],
            rules.model.characters,
        )

    def first(self, world: Node) -> Ready | None:
        """The first declared trigger that holds in this world."""
        number = self._conditions.first(world)
        return None if number is None else self.rules.triggers[number]

    def settle(self, root: Node) -> Settled:
        """The settled state that a raw one becomes."""
        fired: list[GroundEvent] = []
        for _ in range(MOST_ROUNDS):
            if isinstance(root, State) and root.settled:
                return Settled(root, tuple(fired))
            root, quiet = self._round(root, fired)
            if quiet:
                return Settled(_settled(self.rules.pool.keep(root)), tuple(fired))
        raise endless_triggers(self.rules.model, fired, "in somebody's mind")

    def _round(self, root: Node, fired: list[GroundEvent]) -> tuple[Draft, bool]:
        """Every world once, from the top down, and whether no trigger held. A new graph is made, the old one stays."""
        quiet = True
        telling = Telling()
        made: dict[int, Draft] = {}
        todo: list[Node] = []  # keeps the old nodes alive, so that an id is no other's

        def new(old: Node) -> Draft:
            if id(old) not in made:
                made[id(old)] = Draft(old.values)
                made[id(old)].minds = list(old.minds)
                todo.append(old)
            return made[id(old)]

        top = new(root)
        for old in todo:  # grows while it is walked
            draft = made[id(old)]
            chain = self._at_top(draft, telling)
            quiet = quiet and not chain
            if draft is top:
                fired.extend(chain)
            draft.minds = [
                mind if mind is None or (isinstance(mind, State) and mind.settled) else new(mind)
                for mind in draft.minds
            ]
        return top, quiet

    def _at_top(self, draft: Draft, telling: Telling) -> list[GroundEvent]:
        """Triggers of one world, until none holds there; its minds take what is written into them, no more."""
        chain: list[GroundEvent] = []
        while ready := self.first(draft):
            chain.append(ready.event)
            if len(chain) > MOST_TRIGGERS:
                raise endless_triggers(self.rules.model, chain, "in one world")
            outcome = ready.outcomes[0]
            values = list(draft.values)
            minds = list(draft.minds)
            done: set[int] = set()
            for effect in outcome.world:
                if effect.fluent not in done and effect.condition(draft):
                    done.add(effect.fluent)
                    values[effect.fluent] = effect.value(draft)
            for condition, change_of_mind, value in outcome.minds:
                if condition(draft):
                    change_mind(self.rules, telling, change_of_mind, value(draft), draft.values, minds)
            for character, change in told_by(outcome, draft).items():
                place = self.rules.listening(character, minds)
                minds[place] = telling.told(minds[place], character, change)
            telling.finish()
            draft.values, draft.minds = tuple(values), minds
        return chain


def _settled(state: State) -> State:
    for inner in state.reach():
        inner.settled = True
    return state
