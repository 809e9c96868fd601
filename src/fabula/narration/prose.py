"""Prose: a story told from beginning to end, in scenes, paragraphs and their final words."""

from __future__ import annotations

from collections.abc import Iterable

from fabula.kernel import Kernel
from fabula.narration.scenes import Scene, scenes
from fabula.narration.telling import tell
from fabula.narration.wording import cast, worded
from fabula.stories.replay import Moment


def prose(
    engine: Kernel,
    beats: Iterable[Iterable[Moment]],
    *,
    focalizer: int | None,
    seed: int | None = None,
    reveal: bool = False,
) -> tuple[Scene, ...]:
    """A story's beats (one is enough) as scenes of paragraphs of sentences, each with the event that it tells.

    `focalizer`: by whose eyes; None: from above. `seed`: draws the variants of the texts (None: as they are written).
    `reveal`: with notes on what the focalizer believes wrongly.
    """
    lists = [list(beat) for beat in beats]
    told = iter(
        tell(engine, [moment for beat in lists for moment in beat], focalizer=focalizer, seed=seed, reveal=reveal)
    )
    groups = [[sentence for _ in beat for sentence in next(told)] for beat in lists]
    people = cast(engine)
    return tuple(tuple(worded(paragraph, people) for paragraph in scene) for scene in scenes(groups))
