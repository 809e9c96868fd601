"""Prose: a story told from beginning to end, in scenes, paragraphs and their final words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from fabula.kernel import Kernel
from fabula.narration.felt import with_feelings
from fabula.narration.scenes import Scene, scenes
from fabula.narration.telling import tell
from fabula.narration.wording import cast, worded
from fabula.stories.replay import Moment

if TYPE_CHECKING:
    from fabula.analysis.feelings.feeling import Feeling


def prose(
    engine: Kernel,
    beats: Iterable[Iterable[Moment]],
    *,
    focalizer: int | None,
    seed: int | None = None,
    reveal: bool = False,
    feelings: Sequence[Sequence[Feeling]] | None = None,
) -> tuple[Scene, ...]:
    """A story's beats (one is enough) as scenes of paragraphs of sentences, each with the event that it tells.

    `focalizer`: by whose eyes; None: from above. `seed`: draws the variants of the texts (None: as they are written).
    `reveal`: with notes on what the focalizer believes wrongly. `feelings`: what is felt after each moment; what the
    focalizer feels strongly is told.
    """
    lists = [list(beat) for beat in beats]
    moments = [moment for beat in lists for moment in beat]
    told = iter(tell(engine, moments, focalizer=focalizer, seed=seed, reveal=reveal))
    if feelings is not None and focalizer is not None:
        told = with_feelings(engine.model.world, focalizer, told, feelings)
    groups = [[sentence for _ in beat for sentence in next(told)] for beat in lists]
    people = cast(engine)
    return tuple(tuple(worded(paragraph, people) for paragraph in scene) for scene in scenes(groups))
