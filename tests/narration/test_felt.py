"""What is felt where it matters."""

from fabula.analysis.feelings.feeling import Feeling
from fabula.narration.felt import with_feelings
from fabula.narration.telling import Sentence
from tests.narration.sentences import said
from tests.worlds import engine_of

WORLD = engine_of("stranger").model.world
ANN, BEN, CAL = range(3)


def felt(kind: str, strength: float = 0.6, *, toward: int | None = None, who: int = ANN, fresh: bool = True) -> Feeling:
    return Feeling(who, kind, 1.0, strength, toward, None, None, 0, fresh, "")  # type: ignore[arg-type]


def told(*moments: tuple[Sentence, list[Feeling]]) -> list[str]:
    groups = with_feelings(WORLD, ANN, [[sentence] for sentence, _ in moments], [feelings for _, feelings in moments])
    return [sentence.text for group in groups for sentence in group]


def test_the_strongest_new_feeling_follows_what_brought_it() -> None:
    feelings = [
        felt("joy", 0.5),
        felt("anger", 0.8, toward=CAL),
        felt("fear", 0.9, fresh=False),
        felt("shame", who=BEN),
    ]
    assert told((said("Cal turns round."), feelings)) == ["Cal turns round.", "Ann could strike Cal."]


def test_what_is_faint_or_already_in_the_text_is_not_told() -> None:
    assert told((said("Cal turns round."), [felt("joy", 0.2)])) == ["Cal turns round."]
    assert told((said("Cal turns round."), [felt("hope", 0.5)])) == ["Cal turns round."]
    assert told((said("Ann goes cold: it is Cal.", personal=True), [felt("fear")])) == ["Ann goes cold: it is Cal."]


def test_the_same_is_not_felt_in_every_sentence() -> None:
    lines = [(said(f"Cal walks on, {n}."), [felt("fear")]) for n in range(6)]
    assert told(*lines) == [
        "Cal walks on, 0.",
        "Ann goes cold.",
        "Cal walks on, 1.",
        "Cal walks on, 2.",
        "Cal walks on, 3.",
        "Cal walks on, 4.",
        "Ann is afraid.",
        "Cal walks on, 5.",
    ]
