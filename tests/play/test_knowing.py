"""Why: a motive as far as the reader's character can tell, and the truth on request."""

from fabula.play.knowing import no_reason_in_words, why, why_in_words
from fabula.play.session import Session, choose, wait
from tests.play.orchard import as_, event, orchard


def words(session: Session, place: int, *, truth: bool = False) -> list[str]:
    return why_in_words(orchard(), session, why(orchard(), session, session.path[place], truth=truth))


def until(name: str, session: Session) -> int:
    """The place in the path where somebody did it."""
    return next(place for place, happening in enumerate(session.path) if str(happening.event) == name)


def after_gil_came() -> Session:
    for seed in range(50):
        session = choose(orchard(), as_("Mia", seed=seed), event("go(Mia, orchard)"))
        for _ in range(4):
            session = wait(orchard(), session)
        if any(str(happening.event) == "go(Gil, orchard)" for happening in session.path):
            return session
    raise AssertionError("Gil never came")


def test_ones_own_reason_is_known_with_its_plan() -> None:
    session = choose(orchard(), as_("Mia"), event("go(Mia, orchard)"))
    assert words(session, 0) == ["Mia: go orchard", "  Mia gains 2 (apples +2).", "    then Mia: climb"]


def test_an_act_without_a_reason_was_the_readers_wish() -> None:
    session = choose(orchard(), as_("Mia"), event("go(Mia, orchard)"))
    session = choose(orchard(), session, event("go(Mia, barn)"))
    place = until("go(Mia, barn)", session)
    assert words(session, place)[1] == "  Mia had no reason for it: the reader wanted it so."


def test_somebody_elses_reason_is_what_the_character_makes_of_it() -> None:
    session = after_gil_came()
    place = until("go(Gil, orchard)", session)
    seen = words(session, place)
    assert seen[0] == "Gil: go orchard"
    assert seen[1].startswith("  As Mia sees it: Gil gains") or seen[1].startswith("  Mia can't tell why.")
    assert words(session, place, truth=True)[1].startswith("  Gil gains 1 (order +1)")


def test_what_is_not_noticed_has_no_motive_but_in_truth() -> None:
    session = choose(orchard(), as_(None), event("go(Mia, orchard)"))
    unseen = Session(session.start, session.seed, 1, session.path)
    assert words(unseen, 0) == ["Gil does not know of this."]
    assert words(unseen, 0, truth=True)[1] == "  Mia gains 2 (apples +2)."


def test_fate_is_nobodys_choice() -> None:
    session = choose(orchard(), as_(None), event("rain()"))
    assert words(session, 0) == ["Rain", "  It is nobody's choice: it happens."]


def test_why_there_is_no_reason_is_told() -> None:
    session = choose(orchard(), as_("Mia"), event("go(Mia, orchard)"))
    assert no_reason_in_words(orchard(), session, event("go(Mia, barn)")) == (
        "Mia: go barn; Mia: go orchard; Mia: climb: that would bring +2, "
        "but it would bring as much without a part of it."
    )
    assert no_reason_in_words(orchard(), as_("Gil"), event("climb(Gil)")) == "Gil believes that it is impossible."
