"""Pictures: the story graph folded until it can be read, beliefs over time, odds as bars, feelings as curves.

Each kind of picture is first a value that says what is to be seen (`folding`, `beliefs`, ...), from which an SVG text
and a text for the terminal are made. The same value gives the same bytes.
"""
