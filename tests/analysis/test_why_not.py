"""Why not: what stands in the way of an event that does not happen, and of an ending that does not come about."""

import pytest

from fabula.analysis.out_of_reach import Nearing, OutOfReach, read_ending
from fabula.analysis.why_not import NotTaken, best_moment, moment_at, why_not
from fabula.diagnostics.problems import FabulaError
from fabula.diagnostics.source import Source
from fabula.ground import ground
from fabula.kernel import Kernel
from fabula.reference.motive import Motives
from fabula.search.breadth_first import shortest_plan
from fabula.search.goal import formula_goal
from fabula.simulate.choices import Choices
from fabula.stories.story import read_step
from fabula.world.load import load
from tests.analysis.cellar import CELLAR, cellar
from tests.worlds import WORLDS


def asked(event: str, number: int) -> NotTaken:
    case = cellar()
    step = read_step(Source("test", event), case.changing.model)
    return why_not(case.changing.engine, case.motives, case.steps, step, number)


def test_impossible() -> None:
    found = asked("enter(Tom)", 4)
    assert found.verdict == "impossible"
    assert [str(obstacle) for obstacle in found.judgement.obstacles] == ["`lit` does not hold"]


def test_unexplained() -> None:
    found = asked("enter(Tom)", 6)
    assert found.verdict == "unexplained"
    assert found.judgement.unexplained[0].nearest is not None
    assert found.mistakes == ()


def test_but_for_a_mistake() -> None:
    text = CELLAR.replace("    Ann believes wine\n", "    wine, Ann believes not wine\n")
    from tests.analysis.cellar import STORY, case_of

    case = case_of(text, STORY)
    step = read_step(Source("test", "strike(Ann)"), case.changing.model)
    found = why_not(case.changing.engine, case.motives, case.steps, step, 2)
    assert found.verdict == "unexplained"
    (mistake,) = found.mistakes
    assert (mistake.who, mistake.fluent, mistake.believed, mistake.truth) == (0, "wine", False, True)


def test_what_happens_is_said_to_happen() -> None:
    assert asked("hum(Tom)", 2).verdict == "happens"


def test_open_but_one_of_several() -> None:
    found = asked("hum(Tom)", 1)
    assert found.verdict == "open"
    assert found.option is not None
    assert sum(option.probability for option in found.options) == pytest.approx(1)
    chances = [option.probability for option in found.options]
    assert chances == sorted(chances, reverse=True)
    assert found.option in found.options


def test_nobody_has_to_want_it() -> None:
    assert asked("draught", 5).verdict == "free"


def test_intentions_are_kept_along_the_story() -> None:
    """As `Choices.after` keeps them, asked of one step after the other."""
    case = cellar()
    choices = Choices(case.changing.engine, case.motives)
    moment = choices.start()
    for number, step in enumerate(case.steps, 1):
        assert moment_at(choices, case.steps, number) == moment
        assert step.moment is not None
        option = next(option for option in choices.options(moment) if option.event == step.moment.event)
        moment = choices.after(moment, option, step.moment.outcome)


def test_the_best_moment_for_it() -> None:
    case = cellar()
    engine = case.changing.engine
    hum, enter, drink = (
        read_step(Source("t", e), case.changing.model) for e in ("hum(Tom)", "enter(Tom)", "drink(Ann)")
    )
    assert best_moment(engine, case.motives, case.steps, hum) == (1, (1, 2))
    assert best_moment(engine, case.motives, case.steps, enter) == (5, ())  # the first at which it is possible
    assert best_moment(engine, case.motives, case.steps, drink) == (6, ())  # nowhere: at the end


@pytest.mark.parametrize("text", ["", "Ann goes home", "hum(", "lit and lit", "3"])
def test_not_an_event(text: str) -> None:
    with pytest.raises(FabulaError) as error:
        read_step(Source("--not", text), cellar().changing.model)
    assert error.value.problems[0].code in ("F710", "F113")


def test_an_event_that_there_is_not() -> None:
    with pytest.raises(FabulaError) as error:
        read_step(Source("--not", "hmu(Tom)"), cellar().changing.model)
    assert [problem.code for problem in error.value.problems] == ["F601"]


# ---- endings ---------------------------------------------------------------------------------------------------------


def reach(world: str, ending: str, *, text: str = "") -> OutOfReach:
    """From the start of a world in the folder of worlds, or of a text."""
    loaded = load(Source(f"{world}.fabula", text or (WORLDS / f"{world}.fabula").read_text("utf-8")))
    wanted = read_ending(loaded, ending)
    engine = Kernel(ground(wanted.within(loaded)))
    return Nearing(engine, Motives(engine), wanted).ask(engine.initial())


def test_an_ending_that_can_be_told() -> None:
    found = reach("biscuit", "lie")
    assert found.verdict == "told"
    assert [str(event) for event in found.story] == ["eat(Tom)", "blame(Tom, Ann)"]


def test_an_ending_for_which_somebody_lacks_a_reason() -> None:
    found = reach("biscuit", "Tom believes eater == dog")
    assert found.verdict == "unexplained"
    assert [str(found.story[place]) for place in found.lacking] == ["blame(Ann, Tom)"]
    assert found.complete  # every story with reasons was tried


def test_a_part_that_can_never_hold() -> None:
    found = reach("cellar", "merry(Ann) and inside(Ann)", text=CELLAR)
    assert found.verdict == "never"
    assert [(part.written, part.possible) for part in found.parts] == [("merry(Ann)", False), ("inside(Ann)", True)]
    (barrier,) = found.barriers
    assert barrier.atom == "merry(Ann)"
    assert barrier.makers == (("drink(Ann)", "wine"),)
    assert barrier.back is not None
    assert (barrier.back.atom, barrier.back.makers) == ("wine", ())


def test_parts_that_never_hold_together() -> None:
    text = """\
world "One Chair"
Ann, Tom : character
property sits(character)
wants Ann
    rest: 1 if sits(Ann)
wants Tom
    rest: 1 if sits(Tom)
action sit(who: character)
    by who
    when no x: character where sits(x)
    then sits(who)
"""
    found = reach("chair", "sits(Ann) and sits(Tom)", text=text)
    assert (found.verdict, found.complete) == ("apart", True)
    assert [[str(event) for event in part.seen or ()] for part in found.parts] == [["sit(Ann)"], ["sit(Tom)"]]
    assert [str(event) for event in found.story] == ["sit(Ann)"]
    assert found.open == (1,)


def test_it_is_so_already() -> None:
    assert reach("biscuit", "eater == ?").verdict == "holds"


def test_over_is_over() -> None:
    text = CELLAR.replace("ending drunk when merry(Ann)", "ending begun when match(Ann)")
    found = reach("cellar", "lit", text=text)
    assert (found.verdict, found.over) == ("missed", "begun")


@pytest.mark.parametrize(
    "ending",
    ["eater == Ann", "eater == dog", "eater == Tom and Ann believes eater == Tom", "Ann believes eater == dog"],
)
def test_agrees_with_the_search_for_a_shortest_plan(ending: str) -> None:
    found = reach("biscuit", ending)
    loaded = load(Source("biscuit.fabula", (WORLDS / "biscuit.fabula").read_text("utf-8")))
    wanted = read_ending(loaded, ending)
    engine = Kernel(ground(wanted.within(loaded)))
    conditions = [condition for title, condition in engine.model.questions if title.startswith("(part")]
    goals = [formula_goal(engine, condition, ending) for condition in conditions]
    motives = Motives(engine)
    told = shortest_plan(engine, motives, goals[0], limit=4) if len(goals) == 1 else None
    if told is not None:
        assert (found.verdict == "told") == (told.plan is not None)
    assert found.verdict in ("told", "unexplained", "never", "apart", "missed")
