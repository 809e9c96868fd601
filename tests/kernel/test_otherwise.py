"""Worlds as they could have been: another belief, another start, made on the kernel."""

from dataclasses import replace

from fabula.kernel import Kernel, State
from fabula.pipeline import open_model
from tests.worlds import WORLDS

ANN, BEN = 0, 1


def kernel_of(name: str) -> tuple[Kernel, dict[str, int]]:
    model = open_model(WORLDS / f"{name}.fabula")
    return Kernel(model), {fluent.name: fluent.index for fluent in model.fluents}


def seen(kernel: Kernel, state: State, *path: int) -> State:
    for who in path:
        state = kernel.believed(state, who)
    return state


def test_a_belief_put_there_is_as_one_that_was_told() -> None:
    kernel, number = kernel_of("biscuit")
    start = kernel.initial()
    (blame,) = [event for event in kernel.possible(start) if str(event) == "blame(Tom, Ann)"]
    told = kernel.after(start, blame)
    put = kernel.believing(start, ANN, [((), number["eater"], "dog")])
    for path in ((ANN,), (ANN, ANN)):
        assert seen(kernel, put, *path).values == seen(kernel, told, *path).values
    assert seen(kernel, told, BEN, ANN).values[number["eater"]] == "dog"  # for he heard it
    assert seen(kernel, put, BEN) is seen(kernel, start, BEN)  # here nobody else learns of it
    assert put.values == start.values


def test_whoever_believes_it_knows_that_he_does() -> None:
    kernel, number = kernel_of("stranger")
    put = kernel.believing(kernel.initial(), ANN, [((), number["at(Ben)"], "home")])
    assert seen(kernel, put, ANN, ANN).values[number["at(Ben)"]] == "home"
    assert seen(kernel, put, ANN, BEN).values[number["at(Ben)"]] == "inn"
    assert seen(kernel, put, BEN, ANN).values[number["at(Ben)"]] == "inn"


def test_a_belief_about_a_belief() -> None:
    kernel, number = kernel_of("stranger")
    put = kernel.believing(kernel.initial(), ANN, [((BEN,), number["at(Ben)"], "home")])
    assert seen(kernel, put, ANN).values[number["at(Ben)"]] == "inn"
    assert seen(kernel, put, ANN, BEN).values[number["at(Ben)"]] == "home"
    assert seen(kernel, put, BEN).values[number["at(Ben)"]] == "inn"


def test_what_is_believed_already_changes_nothing() -> None:
    kernel, number = kernel_of("stranger")
    start = kernel.initial()
    assert kernel.believing(start, ANN, [((), number["at(Ben)"], "inn")]) is start


def test_triggers_happen_in_that_mind() -> None:
    kernel, number = kernel_of("stranger")
    beliefs = [((), number["startled(Ann)"], True), ((), number["at(Ann)"], "home")]
    put = kernel.believing(kernel.initial(), ANN, beliefs)
    assert seen(kernel, put, ANN).values[number["startled(Ann)"]] is False  # at home one breathes again


def test_another_start() -> None:
    kernel, number = kernel_of("stranger")
    initial = kernel.model.initial
    assert kernel.start_from(initial) is kernel.initial()
    values = list(initial.values)
    values[number["at(Ben)"]] = "home"
    other = kernel.start_from(replace(initial, values=tuple(values)))
    assert other.values[number["at(Ben)"]] == "home"
    assert seen(kernel, other, ANN).values[number["at(Ben)"]] == "home"  # what is not said otherwise is believed
    said = replace(initial, values=tuple(values), beliefs=(*initial.beliefs, ((ANN,), number["at(Ben)"], "inn")))
    assert seen(kernel, kernel.start_from(said), ANN).values[number["at(Ben)"]] == "inn"
