"""Who believes what over time: of chosen properties what is so, and what everybody believes, beat by beat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fabula.analysis.beliefs import same
from fabula.kernel import Kernel, State
from fabula.stories.replay import StepReplay
from fabula.world.expressions import Value

MOST = 8  # subjects that are chosen where nobody says which

Ask = Callable[[State], Value]  # what something is in a state


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that can be believed: what it is called, and how it is read in a state."""

    name: str
    ask: Ask


@dataclass(frozen=True, slots=True)
class Run:
    """The same from one column to another (the last one included), from 0. `wrong`: believed, known, and not so."""

    first: int
    last: int
    value: Value
    wrong: bool


@dataclass(frozen=True, slots=True)
class Row:
    """What one character believes over time; `who` None: what is so."""

    who: int | None
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One subject: what is so, then what everybody believes."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class BeliefsOverTime:
    """Panels over the same columns: the start, then the end of each beat. `left_out`: how many are not shown."""

    columns: tuple[str, ...]
    titles: tuple[str, ...]
    panels: tuple[Panel, ...]
    left_out: int


def beliefs_over_time(
    engine: Kernel,
    steps: Sequence[StepReplay],
    *,
    of: Sequence[int],
    about: Sequence[Subject] | None = None,
    most: int = MOST,
) -> BeliefsOverTime:
    """What the characters `of` believe in a story, as far as it was replayed.

    `about` None: those properties about which somebody is wrong at some time, and not from the first to the last:
    first those about which most errors begin or end in somebody's own mind, then those that last longest; at most
    `most` of them.
    """
    columns, titles, states = _columns(engine, steps)
    minds = {who: [engine.believed(state, who) for state in states] for who in of}
    left_out = 0
    if about is None:
        found = _mistaken(engine, states, minds)
        about, left_out = found[:most], max(0, len(found) - most)
    panels = tuple(Panel(subject.name, _rows(subject, states, minds)) for subject in about)
    return BeliefsOverTime(columns, titles, panels, left_out)


def subject_of(engine: Kernel, fluent: int) -> Subject:
    """A property with its arguments, by its number."""
    return Subject(engine.model.fluents[fluent].name, lambda state: state.values[fluent])


def _columns(engine: Kernel, steps: Sequence[StepReplay]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[State, ...]]:
    labels, titles, states = ["start"], [""], [engine.initial()]
    for step in steps:
        if step.moment is None:
            break
        if labels[-1] == step.beat.label and len(labels) > 1:
            states[-1] = step.moment.after
        else:
            labels.append(step.beat.label)
            titles.append(step.beat.title or "")
            states.append(step.moment.after)
    return tuple(labels), tuple(titles), tuple(states)


def _rows(subject: Subject, states: Sequence[State], minds: dict[int, list[State]]) -> tuple[Row, ...]:
    truth = [subject.ask(state) for state in states]
    rows = [Row(None, _runs(truth, truth))]
    rows += [Row(who, _runs([subject.ask(mind) for mind in own], truth)) for who, own in minds.items()]
    return tuple(rows)


def _runs(values: Sequence[Value], truth: Sequence[Value]) -> tuple[Run, ...]:
    runs: list[Run] = []
    for column, (value, so) in enumerate(zip(values, truth, strict=True)):
        wrong = value is not None and not same(value, so)
        if runs and same(runs[-1].value, value) and runs[-1].wrong == wrong:
            runs[-1] = Run(runs[-1].first, column, value, wrong)
        else:
            runs.append(Run(column, column, value, wrong))
    return tuple(runs)


def _mistaken(engine: Kernel, states: Sequence[State], minds: dict[int, list[State]]) -> list[Subject]:
    """The properties that somebody is wrong about now and then, the most eventful first."""
    ranked = []
    for fluent in range(len(engine.model.fluents)):
        turns = length = 0
        for own in minds.values():
            before: tuple[bool, Value] | None = None
            for state, mind in zip(states, own, strict=True):
                value = mind.values[fluent]
                wrong = value is not None and not same(value, state.values[fluent])
                length += wrong
                if before is not None and before[0] != wrong:
                    turns += 1 + 9 * (not same(before[1], value))
                before = wrong, value
        if turns:
            ranked.append((turns, length, -fluent))
    return [subject_of(engine, -place) for *_, place in sorted(ranked, reverse=True)]
