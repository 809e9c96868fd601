"""Sentences as they are told, made by hand."""

from typing import Any

from fabula.narration.telling import Sentence


def said(text: str, event: str = "e", **options: Any) -> Sentence:
    """A sentence that tells an event; the options are those of `Sentence`."""
    return Sentence(text, event, options.pop("kind", "event"), **options)


def tick(text: str, day: int = 0) -> Sentence:
    """A sentence that tells that time passes."""
    return said(text, text, tick=True, day=day)
