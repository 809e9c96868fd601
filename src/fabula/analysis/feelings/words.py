"""Feelings in a few plain words: `fear of Itachi`, `company -4`."""

from __future__ import annotations

from fabula.analysis.feelings.feeling import Feeling, Kind

_TOWARD: dict[Kind, str] = {
    "hope": "hope in",
    "fear": "fear of",
    "disappointment": "disappointment in",
    "relief": "relief from",
    "fears_confirmed": "fears confirmed by",
    "anger": "anger at",
    "gratitude": "gratitude to",
    "pride": "pride before",
    "shame": "shame before",
    "pity": "pity for",
    "happy_for": "happy for",
}


def kind_in_words(kind: Kind) -> str:
    """`fears confirmed`."""
    return kind.replace("_", " ")


def feeling_in_words(names: tuple[str, ...], feeling: Feeling) -> str:
    """What is felt, and toward whom. `names`: of the characters."""
    if feeling.toward is None:
        return kind_in_words(feeling.kind)
    return f"{_TOWARD.get(feeling.kind, kind_in_words(feeling.kind))} {names[feeling.toward]}"


def ground_in_words(feeling: Feeling) -> str:
    """Why it is felt: about which want; of hope and fear, by which events."""
    if not feeling.prospect:
        return feeling.because
    return f"{feeling.because}, by {', '.join(str(event) for event in feeling.prospect)}"
