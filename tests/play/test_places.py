"""The map: places and roads of any world, and people where the character believes them to be."""

from pathlib import Path

from fabula.pipeline import open_engine
from fabula.play.places import Map, Place, map_as_list, map_as_tree, map_of
from fabula.play.session import begin, choose
from tests.play.orchard import as_, board_of, event, orchard
from tests.worlds import WORLDS


def test_people_are_where_the_character_believes_them_to_be() -> None:
    mia = map_of(orchard().engine, as_("Mia"))
    assert mia is not None
    assert mia.nowhere == ("Gil",)
    assert [place.title for place in mia.places] == ["garden gate", "orchard", "barn"]
    truth = map_of(orchard().engine, as_(None))
    assert truth is not None
    assert [place.there for place in truth.places] == [("Mia",), (), ("Gil",)]


def test_the_list_says_everything() -> None:
    found = map_of(orchard().engine, as_("Mia"))
    assert found is not None
    assert map_as_list(found) == [
        "garden gate: Mia (you). Roads to orchard.",
        "orchard: nobody. Roads to garden gate, barn.",
        "barn: nobody. Roads to orchard.",
        "Not known where: Gil.",
    ]


def test_the_tree_grows_from_where_one_is() -> None:
    session = choose(orchard(), as_("Mia"), event("go(Mia, orchard)"))
    found = map_of(orchard().engine, session)
    assert found is not None
    assert map_as_tree(found)[:3] == ["orchard: Mia (you)", "├─ garden gate", "└─ barn"]


def test_roads_that_close_a_circle_are_in_the_tree_too() -> None:
    places = tuple(Place(title, (), roads, False) for title, roads in (("a", (1, 2)), ("b", (0, 2)), ("c", (0, 1))))
    assert map_as_tree(Map((*places, Place("d", ("Ann",), (), False)), ())) == [
        "a",
        "├─ b",
        "└─ c",
        "d: Ann",
        "And roads: b - c.",
    ]


def test_whoever_is_mistaken_for_somebody_is_drawn_as_that_one() -> None:
    board = board_of(open_engine(WORLDS / "stranger.fabula"))
    session = choose(
        board, begin(board, part=None, seed=1), next(e for e in board.engine.model.events if str(e) == "glimpse(Ann)")
    )
    found = map_of(board.engine, type(session)(session.start, 1, 0, session.path))
    assert found is not None
    path = next(place for place in found.places if place.title == "path")
    assert path.there == ("Ann (you)", "Ben")
    assert path.roads == ()


def test_a_world_without_places_has_no_map(tmp_path: Path) -> None:
    board = board_of(open_engine(WORLDS / "biscuit.fabula"))
    assert map_of(board.engine, begin(board, part=0, seed=1)) is None
