"""Out of reach: why an ending does not come about from a state on, and what comes nearest to it.

1. *Relaxed reachability.* If what was reached once stayed so for ever (`fabula.ground.reach`), could each part of the
   condition come to hold? A part that could not even so never will: that is a proof, and what would have to happen for
   it first is followed back to what nothing in the world brings about.
2. *Search.* Otherwise stories are tried, hopeful ones first (`fabula.search.guidance`): as they could be told (every
   act explained), and, where that leads nowhere, as they could happen (whatever is possible). If one of the latter
   comes to the ending, the acts in it that nobody has a reason for are what stands in its way. If none does, the
   nearest miss is the story with most parts of the condition at once; parts that each come true somewhere, but not
   together, are shown as such. If everything has been tried, this is a proof as well; else the limit is said.

*Source:* B. Bonet and H. Geffner, "Planning as heuristic search", Artificial Intelligence 129 (2001).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from typing import Any, Literal

from fabula.diagnostics.source import Source
from fabula.ground import fold
from fabula.ground.instantiate import instantiate
from fabula.ground.model import GroundEvent, GroundModel, InitialState
from fabula.ground.printer import show
from fabula.ground.reach import ANY, Reach
from fabula.ground.values import Values
from fabula.kernel import Kernel, State
from fabula.search.graph import graph_of
from fabula.search.guidance import Guidance
from fabula.semantics import AnyEvent
from fabula.stories.replay import Unexplained, judged
from fabula.stories.story import step_of
from fabula.stories.words import in_words
from fabula.world.expressions import And, Believes, Compare, Const, Expr, Fluent, If, Not, Or
from fabula.world.formula import read_formula
from fabula.world.model import Question, World

MOST_TOLD = 1000  # ways that are tried, of stories that could be told
MOST_HAPPENING = 5000  # and of those that could happen, reasons or not
MOST_ALONE = 500  # and for one part by itself
WEIGHT = 3  # of what is left against what lies behind
MOST_BACK = 4  # how far what stands in the way is followed back
MOST_MINDS = 200  # believed states that are looked at for what could be believed

WORLD = -2  # the holder that stands for the world itself, and no mind

Verdict = Literal["holds", "told", "unexplained", "never", "apart", "missed"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the condition. `holds`: now; `possible`: by the relaxation; `seen`: a story after which it held."""

    written: str
    holds: bool
    possible: bool
    seen: tuple[AnyEvent, ...] | None = None


@dataclass(frozen=True, slots=True)
class Barrier:
    """What stands in the way of an atom that can never hold: only these events could make it so, if anything.

    Each with the first atom of its precondition that can never hold either.
    """

    atom: str
    makers: tuple[tuple[str, str], ...]  # event, and the atom that it lacks; the nearest first
    back: Barrier | None = None  # of the first of them


@dataclass(frozen=True, slots=True)
class OutOfReach:
    """Why an ending is not reached.

    * `holds`: it is so already. `told`: `story` leads to it and everybody in it has reasons: it can be reached.
    * `unexplained`: `story` leads to it, but `lacking` are the steps in it (from 0) that somebody has no reason for;
      `missing`: who has none for the first of them, and why.
    * `never`: a part can never hold: a proof; `barriers`.
    * `apart`: every part came true somewhere, but never all; `missed`: some part was never seen. `story`: the nearest
      miss, after which the parts in `open` (their numbers) were still open.

    `complete`: all stories were tried (then `apart` and `missed` are proofs as well); `states`: how many ways were.
    `over`: the ending that has been reached already, so that nothing follows any more (Y1).
    """

    written: str
    verdict: Verdict
    parts: tuple[Part, ...]
    story: tuple[AnyEvent, ...] = ()
    lacking: tuple[int, ...] = ()
    open: tuple[int, ...] = ()
    barriers: tuple[Barrier, ...] = ()
    states: int = 0
    complete: bool = False
    over: str | None = None
    missing: tuple[Unexplained, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """An ending, or a formula, in its parts: all of them must hold."""

    written: str
    title: str
    parts: tuple[Expr, ...]  # lifted

    def within(self, world: World) -> World:
        """The world, with the parts among its questions, so that they are there when it is ground."""
        parts = (Question(_title(number), part) for number, part in enumerate(self.parts))
        return replace(world, questions=(*world.questions, *parts))


def read_ending(world: World, written: str) -> Asked:
    """The ending of that name, or the formula. Raises `FabulaError` (F1xx, F2xx, F707)."""
    for ending in world.endings:
        if ending.name == written:
            return Asked(written, ending.title, _parts(ending.condition))
    formula = read_formula(world, Source("--ending", written), or_ending=True)
    return Asked(written, "", _parts(formula))


def _title(number: int) -> str:
    return f"(part {number})"  # of a question that nobody has written


def _parts(formula: Expr) -> tuple[Expr, ...]:
    if isinstance(formula, And):
        return tuple(part for each in formula.parts for part in _parts(each))
    if isinstance(formula, Believes) and isinstance(formula.body, And):
        return tuple(part for each in formula.body.parts for part in _parts(Believes(formula.who, each)))
    return (formula,)


class Nearing:
    """Looks for the ending from one state of a world.

    `engine`: of the world that `Asked.within` makes. `progress` is told how many states have been tried.
    """

    def __init__(
        self, engine: Kernel, motives: Any, asked: Asked, *, progress: Callable[[int], None] = lambda count: None
    ) -> None:
        self.engine = engine
        self.motives = motives
        self.asked = asked
        self.progress = progress
        titles = dict(engine.model.questions)
        self.conditions = [titles[_title(number)] for number in range(len(asked.parts))]
        self._holding: dict[State, tuple[bool, ...]] = {}

    def ask(self, state: State, *, most_told: int = MOST_TOLD, most_happening: int = MOST_HAPPENING) -> OutOfReach:
        """Why the ending is not reached from the state."""
        now = self._held(state)
        written = [in_words(self.engine.model.world, part) for part in self.asked.parts]
        if all(now):
            return OutOfReach(self.asked.written, "holds", tuple(Part(w, True, True, ()) for w in written))
        if (over := self._over(state)) is not None:
            parts = [Part(w, h, h, () if h else None) for w, h in zip(written, now, strict=True)]
            still_open = tuple(number for number, holds in enumerate(now) if not holds)
            return OutOfReach(self.asked.written, "missed", tuple(parts), open=still_open, complete=True, over=over)
        possible, barriers = self._relaxed(state)
        parts = [Part(w, h, p, () if h else None) for w, h, p in zip(written, now, possible, strict=True)]
        if not all(possible):
            return OutOfReach(self.asked.written, "never", tuple(parts), barriers=barriers, complete=True)
        told = self._search(state, most_told, explained=True)
        if told.reached is not None:
            return OutOfReach(self.asked.written, "told", self._with(parts, told), told.reached, states=told.states)
        found = told
        if not told.complete or told.unexplained:
            found = self._search(state, most_happening, explained=False)
        states = told.states + (found.states if found is not told else 0)
        if found.reached is not None:
            lacking = self._lacking(state, found.reached)
            return OutOfReach(
                self.asked.written,
                "unexplained" if lacking else "told",
                self._with(parts, found),
                found.reached,
                lacking,
                states=states,
                complete=told.complete,
                missing=self._missing(state, found.reached, lacking),
            )
        for number, part in enumerate(parts):
            if not part.holds:  # what is out of reach all together may come true by itself
                alone = self._search(state, MOST_ALONE, explained=False, goal=(number,))
                states += alone.states
                found.take(alone, number)
        parts_seen = self._with(parts, found)
        verdict: Verdict = "apart" if all(part.seen is not None for part in parts_seen) else "missed"
        nearest, held = found.nearest
        still_open = tuple(number for number, holds in enumerate(held) if not holds)
        return OutOfReach(
            self.asked.written,
            verdict,
            parts_seen,
            nearest,
            self._lacking(state, nearest),
            still_open,
            (),
            states,
            found.complete,
        )

    def _with(self, parts: Sequence[Part], search: _Search) -> tuple[Part, ...]:
        return tuple(
            part if part.holds else replace(part, seen=search.seen.get(number)) for number, part in enumerate(parts)
        )

    def _held(self, state: State) -> tuple[bool, ...]:
        if state not in self._holding:
            self._holding[state] = tuple(self.engine.value(state, condition) is True for condition in self.conditions)
        return self._holding[state]

    def _lacking(self, state: State, story: Sequence[AnyEvent]) -> tuple[int, ...]:
        found = []
        for place, event in enumerate(story):
            if not self.motives.explained(state, event):
                found.append(place)
            state = self._after(state, event)[0][1]
        return tuple(found)

    def _missing(self, state: State, story: Sequence[AnyEvent], lacking: Sequence[int]) -> tuple[Unexplained, ...]:
        """Who has no reason for the first step that lacks one, and why."""
        if not lacking:
            return ()
        for event in story[: lacking[0]]:
            state = self._after(state, event)[0][1]
        step = step_of(story[lacking[0]], self.engine.model)
        return judged(self.engine, self.motives, step, state).unexplained

    def _after(self, state: State, event: AnyEvent) -> list[tuple[int, State]]:
        odds = self.engine.odds(state, event)
        return [(n, self.engine.after(state, event, n)) for n, share in enumerate(odds) if share]

    # ---- search ------------------------------------------------------------------------------------------------------

    def _search(self, start: State, most: int, *, explained: bool, goal: tuple[int, ...] | None = None) -> _Search:
        """Stories from a state, hopeful ones first, until all parts (or those of the goal) hold."""
        wanted = tuple(range(len(self.conditions))) if goal is None else goal
        far = self._guide(wanted)
        search = _Search(self._held(start), wanted)
        known: set[State] = {start}
        queue: list[tuple[float, int, State, AnyEvent, State, tuple[AnyEvent, ...]]] = []
        count = 0

        def line_up(state: State, story: tuple[AnyEvent, ...]) -> None:
            nonlocal count
            for event in self.engine.possible(state):
                for _, after in self._after(state, event):
                    if after not in known:
                        count += 1
                        rest = far(after)
                        if rest is not None:
                            heappush(queue, (len(story) + WEIGHT * rest, count, state, event, after, story))

        line_up(start, ())
        while queue:
            if search.states >= most:
                return search
            _, _, before, event, state, story = heappop(queue)
            if state in known:
                continue
            search.states += 1
            self.progress(search.states)
            if explained and not self.motives.explained(before, event):
                search.unexplained = True
                continue
            known.add(state)
            way = (*story, event)
            if search.note(way, self._held(state)):
                return search
            if self._over(state) is None and far(state) is not None:
                line_up(state, way)
        search.complete = True
        return search

    def _guide(self, wanted: tuple[int, ...]) -> Callable[[State], float | None]:
        """About how many events it is to where those parts hold; None: they can't be reached, which is sure."""
        utility = If(fold.conj([self.conditions[number] for number in wanted]), Const(1), Const(0))
        graph = graph_of(self.engine, [utility], 1)
        guidance = Guidance(self.engine.model, utility, 1)

        def far(state: State) -> float | None:
            found = guidance.look(graph, graph.number(state))
            return None if found is None else found[1]

        return far

    def _over(self, state: State) -> str | None:
        """The ending that is reached (Y1)."""
        endings = self.engine.model.endings
        return next((name for name, condition in endings if self.engine.value(state, condition) is True), None)

    # ---- relaxed reachability ----------------------------------------------------------------------------------------

    def _relaxed(self, state: State) -> tuple[list[bool], tuple[Barrier, ...]]:
        """Of each part whether it could come to hold; and what stands in the way of the first that could not."""
        model = instantiate(self.engine.model.world)
        model = replace(model, initial=_as_start(self.engine, model, state))
        reach = WorldReach(model)
        titles = dict(model.questions)
        conditions = [titles[_title(number)] for number in range(len(self.asked.parts))]
        possible = [reach.can_be(c) for c in conditions]
        barriers: list[Barrier] = []
        names = [fluent.name for fluent in model.fluents]
        for condition, can in zip(conditions, possible, strict=True):
            if not can:
                atom = next(iter(_unreachable(reach, condition)), condition)
                barriers.append(_barrier(model, reach, names, atom, set(), MOST_BACK))
        return possible, tuple(barriers)


@dataclass(slots=True)
class _Search:
    """What a search has come to. `seen`: for each part a first story after which it held."""

    start: tuple[bool, ...]
    wanted: tuple[int, ...]  # the parts that must all hold
    states: int = 0
    complete: bool = False
    unexplained: bool = False  # whether something possible was left out for want of a reason
    reached: tuple[AnyEvent, ...] | None = None
    seen: dict[int, tuple[AnyEvent, ...]] = field(default_factory=dict)
    nearest: tuple[tuple[AnyEvent, ...], tuple[bool, ...]] = field(init=False)

    def __post_init__(self) -> None:
        self.nearest = (), self.start

    def note(self, way: tuple[AnyEvent, ...], held: tuple[bool, ...]) -> bool:
        for number, holds in enumerate(held):
            if holds and number not in self.seen:
                self.seen[number] = way
        if sum(held) > sum(self.nearest[1]):
            self.nearest = way, held
        if all(held[number] for number in self.wanted):
            self.reached = way
        return self.reached is not None

    def take(self, other: _Search, wanted: int) -> None:
        """What another search has seen, too; and its way to the part that it looked for."""
        for number, way in other.seen.items():
            if number == wanted or number not in self.seen:
                self.seen[number] = way
        if sum(other.nearest[1]) > sum(self.nearest[1]):
            self.nearest = other.nearest


class WorldReach(Reach):
    """What can come to be so in the world itself; `Reach` does not tell the world from what anybody believes.

    What minds can believe is taken from it; what happens in the world is followed once more by itself.
    """

    def __init__(self, model: GroundModel) -> None:
        super().__init__(model)
        values = [Values(frozenset((value,))) for value in model.initial.values]
        self._of[WORLD] = values
        grown = True
        while grown:
            grown = False
            for event in (*model.events, *model.triggers):
                if not self.can_be(event.precondition):
                    continue
                for outcome in event.outcomes:
                    for effect in outcome.effects:
                        if not effect.path and self.can_be(effect.condition):
                            old = values[effect.fluent]
                            both = old.union(self.values(effect.value, WORLD))
                            if both != old and self.domains.fluents[effect.fluent].domain is None:
                                both = both.widened(old)
                            if both != old:
                                values[effect.fluent] = both
                                grown = True

    def can_be(self, condition: Expr) -> bool:
        """Whether a condition can come to hold in the world."""
        return self.can(condition, WORLD)


def _as_start(engine: Kernel, model: GroundModel, state: State) -> InitialState:
    """The state as a start of another model of the same world; what is believed is merged by who believes it."""
    constants = dict(engine.model.constants)
    number = {fluent.name: fluent.index for fluent in engine.model.fluents}

    def value(values: Sequence[Any], name: str, default: Any) -> Any:
        return values[number[name]] if name in number else constants.get(name, default)

    start = tuple(value(state.values, f.name, model.initial.values[f.index]) for f in model.fluents)
    beliefs: dict[tuple[tuple[int, ...], int, Any], None] = {}
    todo, seen = [(state, ANY)], {(state, ANY)}
    for node, holder in todo:  # grows while it is walked
        if holder != ANY and node.values != state.values:
            for fluent in model.fluents:
                believed = value(node.values, fluent.name, start[fluent.index])
                if believed != start[fluent.index]:
                    beliefs[(holder,), fluent.index, believed] = None
        for place, mind in enumerate(node.minds):
            if mind is not None and len(seen) < MOST_MINDS:
                who = model.characters.index(engine.model.minds[place].character)
                if (mind, who) not in seen:
                    seen.add((mind, who))
                    todo.append((mind, who))
    return InitialState(start, tuple(beliefs))


def _unreachable(reach: WorldReach, expr: Expr) -> list[Expr]:
    """The atoms that keep a condition from ever holding; of several ways, those of the one that lacks least."""
    if reach.can_be(expr):
        return []
    if isinstance(expr, And):
        return [found for part in expr.parts for found in _unreachable(reach, part)]
    if isinstance(expr, Or):
        return min((_unreachable(reach, part) for part in expr.parts), key=len, default=[])
    if isinstance(expr, Not) and not isinstance(expr.body, Fluent):
        return _unreachable(reach, fold.negation(expr.body)) or [expr]
    return [expr]


def _barrier(
    model: GroundModel, reach: WorldReach, names: list[str], atom: Expr, known: set[str], left: int
) -> Barrier:
    written = show(atom, names)
    known.add(written)
    makers: list[tuple[str, str, Expr | None]] = []
    for event in (*model.events, *model.triggers):
        if _could_make(event, atom):
            missing = _unreachable(reach, event.precondition)
            if missing:
                makers.append((str(event).removesuffix("()"), show(missing[0], names), missing[0]))
    makers.sort(key=lambda maker: maker[1] in known)  # stable: what does not lead back to itself first
    back = None
    if makers and left > 1 and makers[0][2] is not None and makers[0][1] not in known:
        back = _barrier(model, reach, names, makers[0][2], known, left - 1)
    return Barrier(written, tuple((event, lacks) for event, lacks, _ in makers), back)


def _could_make(event: GroundEvent, atom: Expr) -> bool:
    """Whether the event could make the atom hold if it happened: one of its effects sets a fluent of it so."""
    believed = isinstance(atom, Believes)
    while isinstance(atom, Believes):
        atom = atom.body
    effects = [e for outcome in event.outcomes for e in outcome.effects if believed or not e.path]
    wanted: object = True
    fluent: Expr = atom
    if isinstance(atom, Not):
        wanted, fluent = False, atom.body
    elif isinstance(atom, Compare):
        wanted, fluent = atom.right.value if atom.op == "==" and isinstance(atom.right, Const) else None, atom.left
        if not isinstance(fluent, Fluent):
            return False
        if atom.op != "==" or not isinstance(atom.right, Const):
            return any(e.fluent == fluent.index for e in effects)
    if not isinstance(fluent, Fluent):
        return False
    return any(
        e.fluent == fluent.index and (not isinstance(e.value, Const) or e.value.value == wanted) for e in effects
    )
