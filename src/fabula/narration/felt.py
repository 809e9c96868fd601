"""What the focalizer feels, told where it matters: where it is strong and new, and no text of the event tells it.

The feelings are those of `fabula.analysis.feelings`; a text that is written for the focalizer (`text for Ann`) is taken
to say what there is to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from fabula.narration.names import plain_name
from fabula.narration.telling import Sentence, capitalised
from fabula.world.model import World

if TYPE_CHECKING:
    from fabula.analysis.feelings.feeling import Feeling

STRONG = 0.4  # what is less strong is not told
STRONG_PROSPECT = 0.55  # nor a less strong hope or fear, of which there is always some
_PROSPECTS = ("hope", "fear")
_REST = 4  # so many sentences pass before the same feeling is told again

# `{who}` feels it, `{whom}` it is about; `|` stands between words that are as good as each other.
_WORDS = {
    "joy": "{who} could laugh out loud.|{who} is glad, all at once.",
    "distress": "{who} swallows.|{who} feels it like a cold hand.",
    "hope": "{who} dares to hope.|{who} begins to hope.",
    "fear": "{who} goes cold.|{who} is afraid.",
    "satisfaction": "It is as {who} had hoped.|{who} is content.",
    "disappointment": "So it has been for nothing.|{who} had hoped for something else.",
    "relief": "{who} breathes again.|{who} lets out a breath.",
    "fears_confirmed": "It had to come to this.|{who} has been afraid of just this.",
    "grief": "There is nothing to be done about it, and {who} knows it.|{who} stands quite still.",
    "comfort": "It hurts a little less.|{who} feels a little better.",
    "anger": "{who} could strike {whom}.|{who} is furious with {whom}.",
    "gratitude": "{who} is grateful to {whom}.|{who} will not forget that of {whom}.",
    "pride": "{who} is a little proud of it.|{who} stands a little straighter.",
    "shame": "{who} would like to sink into the ground.|{who} is ashamed.",
    "pity": "{who} is sorry for {whom}.|It goes to {who}'s heart to look at {whom}.",
    "happy_for": "{who} is glad for {whom}.|It does {who} good to look at {whom}.",
}


def with_feelings(
    world: World,
    focalizer: int,
    told: Iterable[Sequence[Sentence]],
    feelings: Iterable[Sequence[Feeling]],
) -> Iterator[tuple[Sentence, ...]]:
    """What is told of each moment, with what the focalizer feels after it (as `feel` gives it, moment by moment)."""
    times: dict[str, int] = {}
    last: dict[str, int] = {}
    place = 0
    for sentences, felt in zip(told, feelings, strict=True):
        place += len(sentences)
        found = list(sentences)
        feeling = _strongest(felt, focalizer)
        telling = bool(found) and not any(sentence.personal for sentence in found)
        if telling and feeling is not None and place - last.get(feeling.kind, -_REST) >= _REST:
            words = _WORDS[feeling.kind].split("|")
            text = words[times.get(feeling.kind, 0) % len(words)]
            times[feeling.kind] = times.get(feeling.kind, 0) + 1
            last[feeling.kind] = place
            found.append(_sentence(world, found[-1], feeling, text))
        yield tuple(found)


def _strongest(feelings: Sequence[Feeling], focalizer: int) -> Feeling | None:
    """The strongest feeling that is new and strong enough; what has happened before what may come."""
    able = [
        feeling
        for feeling in feelings
        if feeling.character == focalizer
        and feeling.fresh
        and feeling.kind in _WORDS
        and feeling.strength >= (STRONG_PROSPECT if feeling.kind in _PROSPECTS else STRONG)
        and ("{whom}" not in _WORDS[feeling.kind] or feeling.toward is not None)
    ]
    return max(able, key=lambda feeling: (feeling.kind not in _PROSPECTS, feeling.strength), default=None)


def _sentence(world: World, after: Sentence, feeling: Feeling, text: str) -> Sentence:
    who = plain_name(world, world.characters[feeling.character])
    whom = "" if feeling.toward is None else plain_name(world, world.characters[feeling.toward])
    words = capitalised(text.format(who=who, whom=whom))
    return Sentence(words, after.event, "feeling", by=after.by, place=after.place, day=after.day)
