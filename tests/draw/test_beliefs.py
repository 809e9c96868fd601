"""Who believes what over time: which subjects are chosen, where a belief begins, and where it is wrong."""

from fabula.diagnostics.files import read_source
from fabula.draw.belief_bands import in_letters, in_sentences, in_words
from fabula.draw.beliefs import BeliefsOverTime, Panel, Row, Run, beliefs_over_time, subject_of
from fabula.search.motives import motives_of
from fabula.stories.replay import StepReplay, replaying
from fabula.stories.story import read_story
from tests.worlds import WORLDS, engine_of

ANN, BEN, CAL = range(3)


def _steps() -> list[StepReplay]:
    engine = engine_of("stranger")
    story = read_story(read_source(WORLDS / "stranger.evening.story"), engine.model)
    return list(replaying(engine, motives_of(engine), story, keep_going=True, judged=()))


def _about(name: str, of: tuple[int, ...] = (ANN, BEN, CAL)) -> Panel:
    engine = engine_of("stranger")
    fluent = next(f.index for f in engine.model.fluents if f.name == name)
    return beliefs_over_time(engine, _steps(), of=of, about=[subject_of(engine, fluent)]).panels[0]


def test_a_mistake_and_its_end() -> None:
    truth, ann, ben, cal = _about("who(stranger)").rows
    assert truth == Row(None, (Run(0, 4, "Cal", False),))
    assert ann == Row(ANN, (Run(0, 0, "Cal", False), Run(1, 1, "Ben", True), Run(2, 4, "Cal", False)))
    assert ben.runs == cal.runs == (Run(0, 4, "Cal", False),)


def test_a_belief_that_is_true_is_not_wrong_again_when_the_world_moves_on() -> None:
    truth, ann = _about("greeted(Ann, Cal)", (ANN,)).rows
    assert truth.runs == (Run(0, 0, False, False), Run(1, 4, True, False))
    assert ann.runs == (Run(0, 0, False, False), Run(1, 1, False, True), Run(2, 4, True, False))


def test_what_is_chosen_is_what_somebody_is_wrong_about_now_and_then() -> None:
    engine = engine_of("stranger")
    found = beliefs_over_time(engine, _steps(), of=range(3), most=100)
    assert found.columns == ("start", "1", "2", "3", "4")
    assert found.left_out == 0
    names = [panel.name for panel in found.panels]
    assert {"who(stranger)", "greeted(Ann, Ben)"} <= set(names)
    for panel in found.panels:
        assert any(run.wrong for row in panel.rows for run in row.runs), panel.name
    fewer = beliefs_over_time(engine, _steps(), of=range(3), most=2)
    assert [panel.name for panel in fewer.panels] == names[:2]
    assert fewer.left_out == len(names) - 2


def test_nobody_is_wrong() -> None:
    engine = engine_of("stranger")
    found = beliefs_over_time(engine, [], of=range(3))
    assert found.panels == ()
    assert in_letters(found, engine.model.characters, 80) == ["Nobody is ever wrong about anything."]
    assert in_sentences(found, engine.model.characters) == ["Nobody is ever wrong about anything."]


def test_runs_in_words() -> None:
    columns = ("start", "1", "2", "3")
    assert in_words(Run(0, 0, None, False), columns) == "? (at the start)"
    assert in_words(Run(0, 2, True, False), columns) == "true (until beat 2)"
    assert in_words(Run(0, 3, "home", False), columns) == "home (throughout)"
    assert in_words(Run(1, 1, "home", True), columns) == "home, wrongly (beat 1)"
    assert in_words(Run(1, 2, "home", True), columns) == "home, wrongly (beats 1 to 2)"
    assert in_words(Run(2, 3, 2, False), columns) == "2 (from beat 2 on)"


def test_a_long_story_has_as_many_tables_as_it_needs() -> None:
    columns = ("start", *(str(n) for n in range(1, 100)))
    row = Row(ANN, (Run(0, 89, "a", False), Run(90, 99, "b", True)))
    found = BeliefsOverTime(columns, ("",) * 100, (Panel("x", (row,)),), 0)
    lines = in_letters(found, ["Ann"], 40)
    assert all(len(line) <= 40 for line in lines)
    assert "".join(line[7:] for line in lines if line.startswith("  Ann")) == "a" * 90 + "B" * 10
