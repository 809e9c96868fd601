"""The Wager: the whole chapter is possible and explained by the wants that it should be, and goes on as it may."""

from __future__ import annotations

from copy import copy

import pytest

from fabula.diagnostics.source import Source
from fabula.narration.telling import tell
from fabula.reference.asking import Asking
from fabula.stories.replay import Moment, replaying
from fabula.stories.story import Story, read_story
from fabula.world.traverse import properties_in, targets_of
from tests.library.chapter import CHAPTER, ITACHI, NARUTO, after_chapter, chapter, replayed, walked, wants_of


def test_every_beat_is_possible_and_explained_by_the_want_it_should_be() -> None:
    result = replayed()
    assert result.stopped_at is None
    assert len(result.story.beats) == 37
    assert [beat.label for beat in result.story.beats] == ["D1", "D2", "D3", *map(str, range(1, 35))]
    assert all(step.step.because for step in result.steps if step.step.schema.kind == "action")


def test_what_is_nobodys_choice_is_dreams_fate_and_the_clock() -> None:
    _, _, story = chapter()
    nobodys = {
        (beat.label, step.schema.name) for beat in story.beats for step in beat.steps if step.schema.kind != "action"
    }
    assert nobodys == {
        ("D1", "dream_of_meeting"),
        ("D2", "dream_of_parting"),
        ("D3", "dream_of_return"),
        ("2", "dawn"),
        ("2", "slept_out"),
        ("3", "glimpse"),
        ("19", "dusk"),
        ("19", "nightfall"),
        ("21", "wander"),
    }


@pytest.mark.parametrize("who", ["Naruto", "Itachi"])
def test_nobody_has_more_than_eight_wants(who: str) -> None:
    assert len(wants_of(who)) == 8


def test_no_want_reads_a_property_that_only_one_event_can_set() -> None:
    """Such a want would be about having done something. What is told of a topic can come out in more than one way."""
    engine, _, _ = chapter()
    world = engine.model.world
    setters: dict[str, set[str]] = {}
    readers: dict[str, int] = {}
    for event in world.events:
        for target in targets_of(event):
            setters.setdefault(target.signature, set()).add(event.name)
        for key in properties_in(event.precondition):
            readers[key] = readers.get(key, 0) + 1
    for want in world.wants:
        for key in properties_in(want.value):
            assert len(setters.get(key, ())) != 1 or readers.get(key), f"{want.who}: {want.name} reads {key}"


# ---- how it is told --------------------------------------------------------------------------------------------------


def _told(focalizer: int) -> list[tuple[str, str]]:
    """For each step of the chapter its beat, and what is told of it."""
    engine, _, story = chapter()
    labels, moments = [], []
    for beat, step, before, after in walked(engine, story):
        event = next(event for event in step.events if engine.can(before, event))
        fired = engine.fired(before, event, step.outcome)
        labels.append(beat.label)
        moments.append(Moment(before, event, step.outcome, after, fired))
    sentences = tell(engine, moments, focalizer=focalizer)
    return [(label, " ".join(s.text for s in told)) for label, told in zip(labels, sentences, strict=True)]


def test_the_stranger_is_sasuke_in_the_telling_until_his_face_is_seen() -> None:
    told = _told(NARUTO)
    before = " ".join(text for label, text in told if label in ("3", "4"))
    assert "Sasuke" in before
    assert "Itachi" not in " ".join(text for label, text in told if label in ("D1", "D2", "D3", "1", "2", "3", "4"))
    (fifth,) = [text for label, text in told if label == "5"]
    assert fifth.index("Sasuke comes round") < fifth.index("It is Itachi")


def test_what_he_does_not_notice_is_not_told() -> None:
    """Beat 21: his mind wanders, and he does not notice. By Itachi's eyes there is nothing of dreams or following."""
    watching, wandering = [text for label, text in _told(NARUTO) if label == "21"]
    assert watching
    assert not wandering
    by_itachi = dict(_told(ITACHI))
    assert not any(by_itachi[label] for label in ("D1", "18", "33"))


def test_every_sentence_of_the_chapter_is_the_worlds_own() -> None:
    """The library's plain words are for worlds that have none of their own."""
    told = " ".join(text for _, text in _told(NARUTO))
    for plain in ("brushes", "has an excuse", "answers.", "admits it", "insults", "goes to the", "makes for the"):
        assert plain not in told


# ---- what may follow -------------------------------------------------------------------------------------------------

TRIES = """
beat 35 "He creeps up to him"
    wake(Naruto)                     because ease
    creep_close(Naruto, Itachi)      because ease
    expect Itachi believes irritation(Itachi) == 1
    expect Naruto believes irritation(Itachi) == 0
    wake(Itachi)                     because safety
    sleep(Itachi)                    because rest
    creep_close(Naruto, Itachi)      because ease
beat 36 "Each try irritates him more"
    expect irritation(Itachi) == 2
    wake(Itachi)                     because safety
beat 37 "The wager"
    offer(Itachi, Naruto, forfeit)   because patience
"""
TAKEN = TRIES + "    accept(Naruto, Itachi, forfeit)  because company\n"
WON = (
    TAKEN
    + """beat 38 "They fight"
    fight(Naruto, Itachi)            because company
    turns out 1
    claim_friendship(Naruto, Itachi) because company
    expect friends(Naruto, Itachi) and status(friendship, Itachi, Naruto) == kept
"""
)
LOST = (
    TAKEN
    + """beat 38 "They fight"
    fight(Naruto, Itachi)            because company
    turns out 2
    claim_life(Itachi, Naruto)       because pride
    expect dead(Naruto) and status(forfeit, Naruto, Itachi) == kept
"""
)
REFUSED = (
    TRIES + "    decline(Naruto, Itachi, forfeit) because ease\n    expect status(forfeit, Naruto, Itachi) == refused\n"
)
RETURNS = """
beat 39 "Sasuke hears of them"
    rumour(Sasuke, Itachi)
    go(Sasuke, street)               because revenge
    go(Sasuke, path)                 because revenge
    go(Sasuke, clearing)             because revenge
    expect near(Sasuke, Naruto)
"""
KEPT = """
beat 40 "He keeps his word"
    midnight
    dawn
    expect status(quiet, Naruto, Itachi) == kept
    slept_out(Naruto)
    go(Naruto, path)                 because company
    expect status(stay, Naruto, Itachi) == kept
"""
BROKEN = """
beat 40 "He does not"
    midnight
    dawn
    dusk
    expect status(stay, Naruto, Itachi) == broken
    expect ordered_off(Naruto, Itachi) and not leave(Naruto, Itachi)
"""


@pytest.mark.parametrize(
    "follows", [WON, LOST, REFUSED, RETURNS, KEPT, BROKEN], ids=["won", "lost", "refused", "sasuke", "kept", "broken"]
)
def test_what_may_follow(follows: str) -> None:
    engine, motives, story = chapter()
    whole = read_story(Source("x.story", CHAPTER + follows), engine.model)
    rest = Story(whole.title, whole.beats[len(story.beats) :])
    later = copy(engine)
    later.initial = after_chapter  # type: ignore[method-assign]
    for step in replaying(later, motives, rest):
        assert not step.failed, (step.step.written, step.checks, step.unexplained, step.obstacles)


def test_what_can_follow_is_many_things() -> None:
    engine, motives, _ = chapter()
    state = after_chapter()
    wanted = {
        str(event)
        for event in engine.possible(state)
        if motives.consenting(state, event) and motives.explained(state, event)
    }
    assert "wake(Naruto)" in wanted
    asking = Asking(engine)
    for ending in engine.model.world.endings:
        assert not asking.holds(state, ending.condition), ending.name


# ---- other stories ---------------------------------------------------------------------------------------------------

MORNING = """
story "Another day" of the-wager
beat 1
    dawn
    slept_out(Naruto)
    go(Naruto, street)                because ease
"""
NOBODY_MET = MORNING + "    go(Naruto, grove)  because ease\n    daydream(Naruto)   because ease\n"
HE_ANSWERS = (
    MORNING
    + """    glimpse(Naruto, stranger, Sasuke)
    follow(Naruto, stranger)
    turn_round(Naruto, stranger)
    ask(Naruto, Itachi, errand)       because understanding
    answer(Itachi, Naruto, errand)
    expect knows(Naruto, errand) == 1
    ask(Itachi, Naruto, following)    because knowing
    confess(Naruto, Itachi, following)
"""
)
HE_OBEYS = (
    MORNING
    + """    glimpse(Naruto, stranger, Sasuke)
    follow(Naruto, stranger)
    turn_round(Naruto, stranger)
    send_away(Itachi, Naruto)         because solitude
    go(Naruto, street)                because company
    expect not ordered_off(Naruto, Itachi)
"""
)
SASUKE_COMES_HOME = """
story "The trail goes cold" of the-wager
beat 1
    trail_goes_cold(Sasuke)
    go(Sasuke, street)                because friend
    go(Sasuke, home)                  because friend
    expect near(Sasuke, Naruto)
"""


@pytest.mark.parametrize(
    "story",
    [NOBODY_MET, HE_ANSWERS, HE_OBEYS, SASUKE_COMES_HOME],
    ids=["nobody_met", "he_answers", "he_obeys", "home"],
)
def test_from_the_start_the_world_can_tell_other_stories(story: str) -> None:
    result = replayed(story=story)
    stopped = result.stopped_at
    assert stopped is None, (stopped.step.written, stopped.checks, stopped.unexplained, stopped.obstacles)
