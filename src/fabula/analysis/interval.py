"""What a count says of a probability: the interval of Clopper and Pearson.

C. Clopper and E. Pearson, "The Use of Confidence or Fiducial Limits Illustrated in the Case of the Binomial",
Biometrika 26 (1934). It holds the true probability at least as often as it says, for every count, 0 and all included.
"""

from __future__ import annotations


def clopper_pearson(hits: int, runs: int, confidence: float = 0.95, unknown: int = 0) -> tuple[float, float]:
    """Lowest and highest probability that fit `hits` in `runs`, where `unknown` further ones may have been hits too.

    Raises ValueError where 0 <= hits <= hits + unknown <= runs or 0 < confidence < 1 does not hold.
    """
    from scipy.special import betaincinv

    most = hits + unknown
    if not 0 <= hits <= most <= runs or not 0 < confidence < 1:
        raise ValueError("there are more hits than runs, or the confidence is not between 0 and 1")
    tail = (1 - confidence) / 2
    low = 0.0 if hits == 0 else float(betaincinv(hits, runs - hits + 1, tail))
    high = 1.0 if most == runs else float(betaincinv(most + 1, runs - most, 1 - tail))
    return low, high
