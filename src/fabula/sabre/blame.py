"""Why a stretch of tokens is no expression: the smallest part at fault, and what may have been meant."""

from __future__ import annotations

from typing import NamedTuple

from fabula.sabre.lexer import short
from fabula.sabre.terms import COMPARISONS, OPERATORS, TermReader

FIELDS = ("precondition", "effect", "consenting", "observing")
DEFINITIONS = ("type", "entity", "property", "action", "trigger", "utility")
_WORDS = {"and": "&", "or": "|", "not": "!", "true": "True", "false": "False"}


class Fault(NamedTuple):
    first: int
    end: int
    wrong: str
    hint: str = ""


def blame(reader: TermReader, first: int, end: int) -> Fault:
    """What is wrong with tokens `first` to `end - 1`, which `reader` could not read."""
    while True:
        step = _narrow(reader, first, end)
        if isinstance(step, Fault):
            return step
        first, end = step


def _narrow(reader: TermReader, first: int, end: int) -> Fault | tuple[int, int]:
    """The fault, or a smaller stretch that is at fault."""
    tokens, partner = reader.tokens, reader.partner
    if first >= end:
        return _missing(reader, first)
    head = tokens[first]
    if head.text == "(" and partner[first] == end - 1:
        return first + 1, end - 1
    if end == first + 1:
        return Fault(first, end, f"`{short(head.text)}` cannot stand alone.", "A value or a property belongs here.")
    if forgotten := _forgotten_semicolon(reader, first, end):
        return forgotten
    if head.kind == "name" and tokens[first + 1].text == "(" and partner[first + 1] == end - 1:
        return _call(reader, first, end)
    split = reader.split(first, end)
    if head.text == "if" and (step := _condition(reader, first, end, bool(split.first))):
        return step
    for places in (split.conjunctions, split.disjunctions):
        start = first
        for stop in (*places, end) if places else ():
            if reader.read(start, stop) is None:
                if first < start == stop < end:
                    sign = tokens[start - 1].text
                    return Fault(start - 1, stop + 1, f"There are two `{sign}` here.", f"Write `{sign}` once.")
                return start, stop
            start = stop + 1
    if head.text == "!":
        return first + 1, end
    if head.text in ("forall", "exists", "sum", "product"):
        if reader.binds(first + 1, end):
            return first + 6, end
        hint = f"Write it like `{head.text}(c : character) …`."
        return Fault(first, end, f"`{head.text}` needs a variable, its type, and what is said of it.", hint)
    if (at := split.first.get("=")) is not None:
        if reader.read(at + 1, end) is None:
            return at + 1, end
        if reader.read(first, at) is None:
            return first, at
        return Fault(first, at, "Only a property can be given a value.", "To compare two values, write `==`.")
    for sign in (*COMPARISONS, *OPERATORS):
        if (at := split.first.get(sign)) is not None:
            return (first, at) if reader.read(first, at) is None else (at + 1, end)
    if (at := split.first.get(":")) is not None:
        if reader.read(first, at) is None:
            return first, at
        return Fault(at, end, "One type is expected after `:`.", "Write it like `item : weapon`.")
    return _neighbours(reader, first, end)


def _missing(reader: TermReader, place: int) -> Fault:
    tokens = reader.tokens
    if place > 0:
        before = tokens[place - 1].text
        wrong = f"Something is missing after `{short(before)}`."
        return Fault(place - 1, place, wrong, "A value or a condition belongs there.")
    return Fault(place, place, "An expression is missing here.")


def _forgotten_semicolon(reader: TermReader, first: int, end: int) -> Fault | None:
    """A field or a definition that begins in the middle of an expression."""
    tokens = reader.tokens
    for at in range(first + 1, end - 1):
        word, after = tokens[at], tokens[at + 1]
        field = word.text in FIELDS and after.text in (":", "(") and tokens[at - 1].kind != "symbol"
        field = field or (word.text in FIELDS and after.text == ":" and tokens[at - 1].text in (")", "?"))
        definition = word.text in DEFINITIONS and after.kind == "name" and tokens[at - 1].text not in ("(", ",")
        if field or definition:
            return Fault(at, at + 1, f"A `;` is missing before `{word.text}`.", "End what comes before with `;`.")
    return None


def _call(reader: TermReader, first: int, end: int) -> Fault | tuple[int, int]:
    """`f( … )` whose arguments cannot be read, or a belief."""
    tokens, partner = reader.tokens, reader.partner
    name = tokens[first].text
    if name == "believes":
        if end >= first + 6 and tokens[first + 2].kind == "name" and tokens[first + 3].text == ",":
            return first + 4, end - 1
        hint = "Write it like `believes(Tom, alive(Ann))`."
        return Fault(first, end, "`believes` needs a character and what he or she believes.", hint)
    if name in ("forall", "exists", "sum", "product") and reader.binds(first + 1, end + 1):
        return _missing(reader, end)
    for at in range(first + 2, end - 1):
        if tokens[at].text == "(" and partner[at] > at:
            hint = f"Bind it first: `exists(v : T) (v == {reader.source.text(at - 1, partner[at] + 1)} & …)`."
            wrong = f"An argument of `{short(name)}` must be a single name or value."
            return Fault(at - 1, partner[at] + 1, wrong, hint)
        if tokens[at].text == "?":
            return Fault(at, at + 1, "`?` cannot be an argument.", "Name an entity or a variable.")
    wrong = f"The arguments of `{short(name)}` cannot be read."
    return Fault(first, end, wrong, "Write single names with commas between.")


def _condition(reader: TermReader, first: int, end: int, operators: bool) -> Fault | tuple[int, int] | None:
    """A conditional; None where it is rather an operator between several of them."""
    tokens, partner = reader.tokens, reader.partner
    pieces = reader.pieces(first + 1, end)
    for number, (start, stop) in enumerate(pieces):
        word = "if" if number == 0 else tokens[start].text
        start += number > 0
        if word == "else":
            if number < len(pieces) - 1:
                if operators:
                    return None
                again = pieces[number + 1][0]
                return Fault(again, again + 1, "This `else` belongs to no `if`.", "Put an inner `if` in brackets.")
            return start, stop
        if start >= stop or tokens[start].text != "(" or not start < partner[start] < stop:
            wrong = f"A condition in brackets is expected after `{word}`."
            return Fault(start - 1, start, wrong, "Write `if(A) B else C`.")
        if reader.read(start + 1, partner[start]) is None:
            return start + 1, partner[start]
        if reader.read(partner[start] + 1, stop) is None:
            return partner[start] + 1, stop
    return Fault(first, end, "This conditional cannot be read.", "Put inner conditionals in brackets.")


def _neighbours(reader: TermReader, first: int, end: int) -> Fault:
    """No operator at the top level: two things stand side by side."""
    tokens, partner = reader.tokens, reader.partner
    at = first
    if tokens[first].kind == "name" and tokens[first + 1].text == "(" and partner[first + 1] > first:
        at = partner[first + 1] + 1
    elif partner[first] > first:
        at = partner[first] + 1
    else:
        at = first + 1
    at = min(at, end - 1)
    after = tokens[at]
    wrong = f"An operator is missing before `{short(after.text)}`."
    if after.text in _WORDS or tokens[first].text in _WORDS:
        word = after.text if after.text in _WORDS else tokens[first].text
        return Fault(at, at + 1, wrong, f"For `{word}`, write `{_WORDS[word]}`.")
    if after.kind == "number" and after.text.startswith("-"):
        hint = f"`{after.text}` is a negative number; to subtract, write `- {after.text[1:]}`."
        return Fault(at, at + 1, wrong, hint)
    if after.text in ("else", "elseif"):
        hint = "Begin with `if( … )`; put inner ones in brackets."
        return Fault(at, at + 1, f"This `{after.text}` belongs to no `if`.", hint)
    return Fault(at, at + 1, wrong, "Conditions are joined by `&` or `|`; definitions and fields end with `;`.")
