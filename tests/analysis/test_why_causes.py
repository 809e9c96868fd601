"""Causes: what leaving out, or turning out otherwise, or taking back costs a step; and that nothing else is changed."""

import pytest

from fabula.analysis.causes import Causes, CauseSet
from fabula.analysis.interventions import changeable, facts_of
from fabula.diagnostics.source import Source
from fabula.ground import ground
from fabula.kernel import Kernel
from fabula.reference.engine import Reference
from fabula.reference.motive import Motives
from fabula.stories.replay import replaying
from fabula.stories.story import Story, read_story
from fabula.world.load import load
from tests.analysis.cellar import CELLAR, STORY, cellar
from tests.worlds import WORLDS

Short = tuple[tuple[str, ...], str]


def short(made: CauseSet) -> Short:
    """The causes of a set as text, and what is lost."""
    found = []
    for cause in made.causes:
        if cause.fact is not None:
            found.append(f"{'Ann: ' if cause.fact.path else ''}{cause.fact.fluent}")
        else:
            assert cause.step is not None
            found.append(cause.step.step.written + ("" if cause.outcome is None else f" {cause.outcome + 1}"))
    return tuple(sorted(found)), made.lost


def of_step(number: int) -> Causes:
    return cellar().replaying.causes(number)


def test_what_had_to_be_so() -> None:
    assert [short(made) for made in of_step(5).sets] == [
        (("strike(Ann)",), "impossible"),
        (("strike(Ann) 2",), "impossible"),  # the match must not have gone out
        (("match(Ann)",), "impossible"),
        (("Ann: wine",), "unexplained"),  # if she had not thought that there was wine
        (("lift(Tom)", "unlock(Tom)"), "impossible"),  # one way in is enough
    ]


def test_a_cause_further_back_says_through_what() -> None:
    through = {short(made)[0]: made.through for made in of_step(5).sets}
    match = through[("match(Ann)",)]
    assert match is not None
    assert match.step.written == "strike(Ann)"
    assert through[("strike(Ann)",)] is None


def test_who_would_have_no_reason() -> None:
    (wine,) = [made for made in of_step(5).sets if made.lost == "unexplained"]
    assert wine.who == 0


def test_a_step_without_causes() -> None:
    found = of_step(2)
    assert found.sets == ()
    assert found.complete
    assert found.tried == 4  # the first step, the two facts, and both of these


def judged_without(gone: set[str], turned: dict[str, int], target: str, *, text: str = CELLAR) -> str | None:
    """Independently, by the definition: the story without some steps; each step that is possible is taken."""
    engine = Reference(ground(load(Source("test.fabula", text))))
    motives = Motives(engine)
    story: Story = read_story(Source("test.story", STORY), engine.model)
    state = engine.initial()
    for beat in story.beats:
        for step in beat.steps:
            event = next(iter(step.events), None)
            outcome = turned.get(step.written, step.outcome)
            can = event is not None and engine.can(state, event) and engine.odds(state, event)[outcome] > 0
            if step.written == target:
                return "impossible" if not can else None if motives.explained(state, event) else "unexplained"
            if event is not None and can and step.written not in gone:
                state = engine.after(state, event, outcome)
    raise AssertionError(target)


def test_by_the_definition() -> None:
    for number, step in enumerate(cellar().steps, 1):
        written = step.step.written
        assert judged_without(set(), {}, written) is None
        found = {short(made) for made in of_step(number).sets}
        earlier = [other.step.written for other in cellar().steps[: number - 1]]
        for one in earlier:
            lost = judged_without({one}, {}, written)
            assert ((one,), lost) in found if lost else not any(names == (one,) for names, _ in found)
            for other in earlier:
                both = judged_without({one, other}, {}, written)
                alone = judged_without({one}, {}, written) or judged_without({other}, {}, written)
                if one < other and not alone:
                    assert any(names == (one, other) for names, _ in found) == (both is not None)
    assert judged_without(set(), {"strike(Ann)": 1}, "enter(Ann)") == "impossible"
    assert (
        judged_without(set(), {}, "enter(Ann)", text=CELLAR.replace("    match(Ann)\n    Ann", "    Ann"))
        == "impossible"
    )
    assert judged_without(set(), {}, "enter(Ann)", text=CELLAR.replace("    Ann believes wine\n", "")) == "unexplained"


def test_what_follows_by_itself() -> None:
    """Without the draught nobody coughs; held as it was, the cough would come all the same."""
    text = """\
world "Draught"
Ann, Tom : character
property cold
property coughed
property kind
wants Ann
    warmth: -1 if cold and not coughed
wants Tom
    kindness: 1 if kind
fate draught
    when not cold
    then cold
action cough
    by Ann
    when not coughed
    then coughed
action blanket
    by Tom
    when coughed
    then kind
"""
    from tests.analysis.cellar import case_of

    case = case_of(text, 'story "Cold" of test\nbeat 1\n    draught\n    cough\n    blanket\n')
    draught, cough = case.replaying.causes(3).sets[1], case.replaying.causes(3).sets[0]
    assert cough.held
    assert cough.through is None
    assert not draught.held
    assert draught.through is not None
    assert draught.through.step.written == "cough"
    assert draught.through_lost == "unexplained"


@pytest.mark.parametrize(("world", "story"), [("stranger", "evening"), ("biscuit", "quiet")])
def test_a_changeable_world_is_the_same_world(world: str, story: str) -> None:
    loaded = load(Source(f"{world}.fabula", (WORLDS / f"{world}.fabula").read_text("utf-8")))
    source = Source("test.story", (WORLDS / f"{world}.{story}.story").read_text("utf-8"))
    ways = []
    for model in (ground(loaded), changeable(loaded, facts_of(loaded))):
        engine = Kernel(model)
        motives = Motives(engine)
        parsed = read_story(source, model)
        way = []
        for step in replaying(engine, motives, parsed):
            assert step.moment is not None
            values = {fluent.name: step.moment.after.values[fluent.index] for fluent in model.fluents}
            possible = [str(event) for event in engine.possible(step.before)]
            plans = [[str(part.event) for part in reason.plan.steps] for reason in step.reasons]
            way.append((dict(model.constants) | values, possible, plans))
        ways.append(way)
    assert ways[0] == ways[1]


def test_the_start_without_a_fact() -> None:
    changing = cellar().changing
    facts = {fact.fluent: fact for fact in changing.facts}
    assert list(facts) == ["match(Ann)", "wine"]
    engine = changing.engine
    wine, match = changing.number["wine"], changing.number["match(Ann)"]
    assert engine.believed(engine.initial(), 0).values[wine] is True
    without = changing.start([facts["wine"]])
    assert engine.believed(without, 0).values[wine] is False
    assert without.values[match] is True
    assert changing.start([facts["match(Ann)"]]).values[match] is False
    assert changing.start() is engine.initial()
