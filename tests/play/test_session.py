"""A session: turns, undoing and having again, branches; and that nothing is decided for the reader."""

import pytest

from fabula.play.session import (
    Session,
    begin_after,
    branch,
    choose,
    ending,
    is_mine,
    moment,
    notices,
    redo,
    switch,
    undo,
    wait,
)
from fabula.play.telling import moments
from tests.play.orchard import as_, event, orchard, path_of


def played(*events: str, seed: int = 3, name: str | None = "Mia") -> Session:
    session = as_(name, seed=seed)
    for written in events:
        session = wait(orchard(), session) if written == "wait" else choose(orchard(), session, event(written))
    return session


def test_what_the_reader_chooses_happens_and_then_the_others_may_go_on() -> None:
    session = played("go(Mia, orchard)")
    assert path_of(session)[0] == "go(Mia, orchard)/1 chosen"
    assert all(how.endswith("drawn") for how in path_of(session)[1:])
    assert {happening.turn for happening in session.path} == {1}


def test_the_others_never_do_what_needs_the_reader() -> None:
    for seed in range(40):
        session = played("go(Mia, orchard)", "wait", "wait", "wait", seed=seed)
        assert all(not str(h.event).startswith(("climb(Mia", "go(Mia, gate")) for h in session.path[1:])


def test_waiting_stops_at_what_the_character_notices() -> None:
    for seed in range(30):
        session = played("wait", seed=seed)
        *unseen, last = session.path
        assert not any(notices(orchard(), happening, session.part) for happening in unseen)
        assert notices(orchard(), last, session.part) or len(session.path) == 12


def test_where_nobody_else_wants_anything_waiting_changes_nothing() -> None:
    session = as_("Mia")
    for _ in range(50):
        after = wait(orchard(), session)
        if after is session:
            break
        session = after
    assert wait(orchard(), session) is session


def test_undo_and_redo_give_the_same_draws() -> None:
    for seed in range(20):
        session = played("go(Mia, orchard)", "climb(Mia)", "wait", seed=seed)
        back = undo(session, 2)
        assert back.turn == 1
        assert redo(back, 2) == session
        again = back
        for written in ("climb(Mia)", "wait"):
            again = wait(orchard(), again) if written == "wait" else choose(orchard(), again, event(written))
        assert again.path == session.path


def test_undo_takes_back_the_whole_turn_and_stops_at_the_beginning() -> None:
    session = played("go(Mia, orchard)", "wait")
    assert undo(session).turn == 1
    assert undo(session, 99).path == ()
    assert undo(session, 99).state == session.start


def test_a_new_choice_makes_an_end_of_what_was_undone() -> None:
    session = undo(played("go(Mia, orchard)", "climb(Mia)"))
    assert session.undone
    assert redo(choose(orchard(), session, event("go(Mia, gate)"))).turn == 2


def test_chance_differs_from_seed_to_seed() -> None:
    outcomes = {played("go(Mia, orchard)", seed=seed).seed: None for seed in range(3)}
    assert len(outcomes) == 3
    climbed = {
        happening.outcome
        for seed in range(30)
        for happening in played("go(Mia, orchard)", "climb(Mia)", seed=seed).path
        if happening.event.name == "climb"
    }
    assert climbed == {0, 1}


def test_branches_go_their_own_ways() -> None:
    here = played("go(Mia, orchard)")
    other = choose(orchard(), branch(here, "home"), event("go(Mia, gate)"))
    back = switch(other, "main")
    assert back.path == here.path
    assert switch(back, "home").path == other.path
    with pytest.raises(KeyError):
        switch(back, "nowhere")


def test_a_story_can_be_gone_on_from_and_undone_into() -> None:
    told = played("go(Mia, orchard)", "climb(Mia)")
    session = begin_after(orchard(), moments(orchard().engine, told.path), part=0, seed=9, after="so-far")
    assert session.state == told.state
    assert not session.played
    assert len(undo(session).path) == len(session.path) - 1
    assert choose(orchard(), session, event("go(Mia, gate)")).turn == len(session.path) + 1


def test_a_story_is_over_at_an_ending() -> None:
    for seed in range(30):
        session = played("go(Mia, orchard)", "climb(Mia)", "go(Mia, gate)", seed=seed)
        over = ending(orchard(), session)
        if over is not None and over.name == "home":
            assert wait(orchard(), session) is session
            return
    pytest.fail("she never came home")


def test_an_act_that_needs_the_reader_is_the_readers() -> None:
    session = as_("Gil")
    assert is_mine(orchard(), session, event("go(Gil, orchard)"))
    assert is_mine(orchard(), session, event("share(Mia, Gil)"))
    assert not is_mine(orchard(), session, event("climb(Mia)"))
    assert not is_mine(orchard(), as_(None), event("climb(Mia)"))


def test_what_everybody_means_to_do_follows_from_the_path() -> None:
    session = played("go(Mia, orchard)")
    meant = moment(orchard(), session).intentions[0]
    assert meant is not None
    assert str(orchard().engine.model.events[meant]) == "climb(Mia)"


def test_who_watches_sees_one_event_at_a_time() -> None:
    session = wait(orchard(), as_(None))
    assert len(session.path) == 1
    assert choose(orchard(), session, event("go(Mia, orchard)")).path[-1].how == "chosen"
