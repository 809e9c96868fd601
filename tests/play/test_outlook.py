"""The outlook: seeded runs from here, with an interval that holds, and what the endings lack."""

from itertools import islice

from fabula.play.outlook import RUNS, Outlook, outlook_in_words, runs, what_can_end
from fabula.play.session import choose
from tests.play.orchard import as_, event, orchard


def test_the_same_session_has_the_same_runs() -> None:
    session = as_("Mia")
    assert list(islice(runs(orchard(), session), 5)) == list(islice(runs(orchard(), session), 5))
    assert list(runs(orchard(), session))[-1].runs == RUNS


def test_every_run_ends_somehow() -> None:
    last = list(runs(orchard(), as_("Mia")))[-1]
    assert sum(count for _, count in last.endings) + last.at_rest + last.unfinished == RUNS
    assert {ending.name: count > 0 for ending, count in last.endings} == {"home": True, "caught": True}


def test_words_say_that_it_is_sampled_and_how_sure_it_is() -> None:
    first, second = orchard().engine.model.world.endings
    lines = outlook_in_words(Outlook(40, ((first, 30), (second, 0)), 10, 0))
    assert lines == [
        " 75%  She is home, with an apple (between 59% and 87%)",
        " 25%  Nobody can do any more (between 13% and 41%)",
        "  0%  In no run: Gil has it back (up to 9% each)",
        "Sampled, not exact: 40 runs from here, in which everybody goes on as they would.",
    ]


def test_what_an_ending_lacks_is_what_the_character_believes() -> None:
    session = choose(orchard(), as_("Mia"), event("go(Mia, orchard)"))
    home, caught = what_can_end(orchard(), session)
    assert [str(obstacle) for obstacle in home.lacks] == [
        "`apple(Mia)` does not hold",
        "`at(Mia) == gate` does not hold: at(Mia) is orchard",
    ]
    assert caught.ending.name == "caught"
