"""Telling: what of a story is told, in which order, by whose eyes, in which words."""
