"""The relaxation with minds never says too much: no explained way to anything is shorter than what is counted there."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.ground.model import GroundModel
from fabula.kernel.engine import Kernel, State
from fabula.pipeline import open_model
from fabula.search.best_first import landmarks, landmarks_with_minds
from fabula.search.breadth_first import steps_of
from fabula.search.explaining import Explaining
from fabula.search.landmarks import Landmarks
from fabula.search.relaxed import utility_of
from fabula.search.willing import willing
from fabula.world.expressions import FALSE, And, Compare, Const, Expr, Fluent, If
from tests.differential.agreement import tried
from tests.differential.worlds import models, moved_models
from tests.search.poison import LEAVE, POISON, laid_out
from tests.search.test_solving import asked, configurations
from tests.search.walks import drawn
from tests.shared import CONFORMANCE, PROBLEMS, files, needs_shared


def check(model: GroundModel, *, foresight: int, events: int, most: int) -> tuple[int, int]:
    """How often what is counted was held against an explained way, and how often it was the way's length."""
    engine = Kernel(model)
    explaining = Explaining(engine, foresight=foresight, depth=1)
    held = exact = 0
    first = engine.initial()
    minds = willing(model, lambda mind: (first if mind is None else engine.believed(first, mind)).values)
    if minds is None:
        return 0, 0
    read = list(range(len(model.characters)))
    for start in [state for layer in layers(engine, explaining, first, events=2, most=2) for state in layer]:
        believed = [engine.believed(start, mind).values for mind in read]
        facts = minds.start([start.values, *believed], read)
        for length, states in enumerate(layers(engine, explaining, start, events=events, most=most)):
            for state in states:
                values = enumerate(state.values)
                there: Expr = And(tuple(Compare("==", Fluent(fluent), Const(value)) for fluent, value in values))
                goals = [(If(there, Const(1), Const(0)), 1)]
                for character in (None, *range(len(model.characters))):
                    worth = engine.utility(state, character)
                    if worth is not None:
                        goals.append((utility_of(model, character), worth))  # type: ignore[arg-type]
                for utility, at_least in goals:
                    counting = Landmarks(model, utility, float(at_least), minds)
                    counting.relaxed.set_facts(*facts)
                    counted = counting.count()
                    assert 0 <= counted <= length, (start, state)
                    held, exact = held + 1, exact + (counted == length > 0)
    return held, exact


def layers(engine: Kernel, explaining: Explaining, start: State, *, events: int, most: int) -> list[list[State]]:
    """The states that so many explained events lead to, at most so many of them."""
    found = [[start]]
    met = {start}
    for _ in range(events):
        new: list[State] = []
        for state in found[-1]:
            for event in engine.possible(state):
                if explaining.explained(state, event):
                    new += [step.after for step in steps_of(engine, state, event) if step.after not in met]
                    met.update(new)
        found.append(list(dict.fromkeys(new))[:most])
    return found


def plain(model: GroundModel) -> GroundModel:
    """The model without dreams, figures, time and chance, and with nobody bound to want anything."""
    events = [
        replace(
            event,
            kind="action" if event.consenting else "fate",
            outcomes=(replace(event.outcomes[0], weight=Const(1), mind_effects=()),),
            consenting=tuple(replace(consent, unless=FALSE) for consent in event.consenting),
            takes=0,
            dreamer=None,
        )
        for event in model.events
    ]
    minds = tuple(mind for mind in model.minds if mind.kind == "actual")
    triggers = tuple(replace(t, outcomes=(replace(t.outcomes[0], mind_effects=()),)) for t in model.triggers)
    return replace(model, minds=minds, addressed=(), events=tuple(events), triggers=triggers)


@given(st.one_of(models(), moved_models()))
@drawn
def test_it_never_says_too_much_in_random_worlds(model: GroundModel) -> None:
    tried(lambda: check(plain(model), foresight=3, events=3, most=8))


def test_random_worlds_have_ways_of_which_it_says_the_length() -> None:
    """The test above would not be worth much if nothing were counted."""
    held = exact = 0

    @given(moved_models())
    @settings(parent=drawn, max_examples=40)
    def count(model: GroundModel) -> None:
        nonlocal held, exact
        found, _ = tried(lambda: check(plain(model), foresight=3, events=2, most=4))
        if found is not None:
            held, exact = held + found[0], exact + found[1]

    count()
    assert held > 50
    assert exact > 20


@pytest.mark.parametrize("path", [*files(PROBLEMS, "*.txt"), *files(CONFORMANCE, "c*.txt")], ids=lambda path: path.stem)
def test_it_never_says_too_much_in_the_problems_of_the_field(path: Path) -> None:
    slow = path.stem in ("western", "gramma")  # to lay out, for each goal
    check(open_model(path), foresight=3, events=1 if slow else 2, most=1 if slow else 3)


@pytest.mark.parametrize(("text", "counted"), [(POISON + LEAVE, 3), (POISON, None)])
def test_who_would_notice_the_poison_must_be_out_of_the_room(text: str, counted: int | None) -> None:
    engine = Kernel(laid_out(text))
    start = engine.initial()
    graph = Explaining(engine).graph
    dead = utility_of(engine.model, engine.model.characters.index("Ann"))
    with_minds = landmarks_with_minds(graph, dead, 1)
    assert with_minds is not None
    assert (landmarks(graph, dead, 1)(start), with_minds(start)) == (2, counted)


@needs_shared
@pytest.mark.parametrize(
    ("name", "without", "counted"),
    [("hospital_both", 3, 8), ("secretagent", 3, 8), ("raiders", 4, 5), ("basketball_both", 3, 4)],
)
def test_what_must_be_believed_makes_it_more(name: str, without: int, counted: int) -> None:
    solving = asked(configurations()[name])
    assert solving.utility is not None
    start = solving.engine.initial()
    found = landmarks_with_minds(solving.explaining.graph, solving.utility, solving.goal.at_least)
    assert found is not None
    assert (solving.bounds[1](start), found(start)) == (without, counted)
    assert willing(solving.engine.model, lambda mind: start.values) is not None


@needs_shared
@pytest.mark.parametrize("name", ["deerhunter_any", "hospital_any", "raiders", "secretagent", "space_all"])
def test_proofs_that_look_into_minds_find_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fabula.search.solving.WORK_FOR_PROOF", 50)
    monkeypatch.setattr("fabula.search.solving.WORK_FOR_FIRST", 0)
    solving = asked(configurations()[name])
    solving.find()
    solving.prove()
    assert solving.proved_shortest
    assert solving.plan is not None
    assert len(solving.plan) == int(configurations()[name]["published_shortest"])
