"""Diagnostics: places in the text, problems with codes, and how they are shown."""
