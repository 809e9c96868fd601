"""The definition: what a world means, written out slowly and literally in plain Python."""

from fabula.reference.engine import Reference
from fabula.reference.motive import Motives

__all__ = ["Motives", "Reference"]
