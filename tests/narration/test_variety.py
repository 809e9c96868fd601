"""Which variant of a text is told."""

from fabula.narration.variety import Variety
from fabula.world.model import Text


def text(*variants: str) -> Text:
    return Text(variants[0], variants=tuple((variant,) for variant in variants))


def told(variety: Variety, texts: list[Text], times: int) -> list[str]:
    return ["".join(str(part) for part in variety.choose(texts).variant) for _ in range(times)]


def test_variants_are_told_in_order_and_texts_that_fit_alike_follow_each_other() -> None:
    texts = [text("The first time, at length."), text("Once more.", "And once more.")]
    assert told(Variety(None), texts, 3) == ["The first time, at length.", "Once more.", "And once more."]


def test_when_all_has_been_told_the_short_ones_come_back_in_turn() -> None:
    texts = [text("The first time, at length, with all that was to be seen."), text("Once more.", "And once more.")]
    variety = Variety(None)
    told(variety, texts, 3)
    assert told(variety, texts, 3) == ["Once more.", "And once more.", "Once more."]
    assert variety.choose(texts).again


def test_what_is_told_the_first_time_is_not_told_again() -> None:
    variety = Variety(None)
    texts = [text("One.", "Two.")]
    assert [variety.choose(texts).again for _ in range(3)] == [False, False, True]


def test_a_seed_shuffles_the_variants_of_a_text_and_not_the_texts() -> None:
    texts = [text("First."), text("a", "b", "c", "d")]
    runs = {tuple(told(Variety(seed), texts, 5)) for seed in range(10)}
    assert len(runs) > 1
    assert all(run[0] == "First." and sorted(run[1:]) == ["a", "b", "c", "d"] for run in runs)
