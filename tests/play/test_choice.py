"""What a reader can choose: everything possible, marked with what the character would do, and nothing given away."""

from fabula.pipeline import open_engine
from fabula.play.choice import Choice, choices
from fabula.play.session import begin, choose
from tests.play.orchard import as_, board_of, event, orchard
from tests.worlds import WORLDS


def by_words(offered: tuple[Choice, ...]) -> dict[str, Choice]:
    return {choice.words: choice for choice in offered}


def test_all_that_is_possible_is_there_the_likeliest_first() -> None:
    session = choose(orchard(), as_("Mia"), event("go(Mia, orchard)"))
    offered = choices(orchard(), session)
    possible = {str(e) for e in orchard().engine.possible(session.state)}
    assert {str(choice.event) for choice in offered} == {name for name in possible if "(Mia" in name}
    assert [choice.words for choice in offered] == ["climb", "go: garden gate", "go: barn"]
    assert [choice.explained for choice in offered] == [True, False, False]
    assert [choice.likely for choice in offered] == [1, 0, 0]


def test_a_reason_is_the_characters_own() -> None:
    [go] = choices(orchard(), as_("Mia"))
    assert go.reason is not None
    assert go.reason.wants == ("apples",)


def test_what_somebody_else_does_not_want_is_not_open() -> None:
    for seed in range(30):
        session = choose(orchard(), as_("Gil", seed=seed), event("go(Gil, orchard)"))
        for written in ("go(Mia, orchard)", "climb(Mia)"):
            if not orchard().engine.can(session.state, event(written)):
                break
            session = choose(orchard(), session.__class__(session.start, seed, None, session.path), event(written))
        else:
            session = session.__class__(session.start, seed, 1, session.path)
            offered = by_words(choices(orchard(), session))
            if "Mia: share Gil" in offered:
                share = offered["Mia: share Gil"]
                assert share.unwilling == (0,)
                assert not share.open
                return
    raise AssertionError("it never came to an apple and both of them beside it")


def test_who_watches_may_choose_whatever_can_happen() -> None:
    offered = choices(orchard(), as_(None))
    assert {str(choice.event) for choice in offered} == {
        str(e) for e in orchard().engine.possible(orchard().engine.initial())
    }
    assert abs(sum(choice.likely for choice in offered) - 1) < 1e-9
    assert "rain" in by_words(offered)


def test_what_a_character_can_not_tell_apart_is_one_choice() -> None:
    board = board_of(open_engine(WORLDS / "stranger.fabula"))
    session = begin(board, part=None, seed=1)
    glimpse = next(e for e in board.engine.possible(session.state) if str(e) == "glimpse(Ann)")
    mistaken = choose(board, session, glimpse)
    as_ann = mistaken.__class__(mistaken.start, 1, 0, mistaken.path)
    offered = [choice for choice in choices(board, as_ann) if choice.words == "greet: Ben"]
    assert len(offered) == 1
    assert str(offered[0].event) == "greet(Ann, stranger)"


def test_what_a_character_thinks_impossible_comes_last_and_is_marked() -> None:
    board = board_of(open_engine(WORLDS / "stranger.fabula"))
    session = begin(board, part=None, seed=1)
    glimpse = next(e for e in board.engine.possible(session.state) if str(e) == "glimpse(Ann)")
    mistaken = choose(board, session, glimpse)
    offered = choices(board, mistaken.__class__(mistaken.start, 1, 0, mistaken.path))
    assert [choice.open for choice in offered] == sorted((choice.open for choice in offered), reverse=True)
    mind = board.engine.believed(mistaken.state, 0)
    for choice in offered:
        there = board.engine.ground_event(mind, choice.event)
        assert choice.thought_possible == (there is not None and board.engine.can(mind, there))
