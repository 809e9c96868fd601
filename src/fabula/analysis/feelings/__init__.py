"""Feelings: what everybody feels at every moment of a story, by the published rules of appraisal.

    appraisal = Appraisal(engine, motives, choices)     of=...: only some of the characters
    mood = appraisal.begin(state)                       a frozen value; nobody feels anything but hope and fear yet
    mood = appraisal.after(mood, moment)                after a `stories.replay.Moment`: `mood.feelings`
    feel(engine, motives, choices, moments)             the same for a whole story: the feelings after each moment

`series` turns the feelings of a story into curves. The rules are in `docs/manual/feelings.md`.
"""

from fabula.analysis.feelings.appraisal import Appraisal, Mood, feel
from fabula.analysis.feelings.curves import Curve, series
from fabula.analysis.feelings.feeling import KINDS, PLEASANT, Feeling, Kind

__all__ = ["KINDS", "PLEASANT", "Appraisal", "Curve", "Feeling", "Kind", "Mood", "feel", "series"]
