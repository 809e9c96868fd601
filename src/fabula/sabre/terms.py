"""Sabre's expressions, read as Sabre reads them: a fixed list of forms, tried in order on a whole stretch of tokens.

The language has no precedence in the usual sense. A stretch is the first of these forms that fits all of it; every
operator splits at one fixed place ("all" top-level occurrences, or the first one), where top level means outside
brackets:

     1  ( E )                             8  if(B) E {elseif(B) E} [else E]
     2  ? True False number name          9  forall(v : T) E, exists(v : T) E
     3  f(a, b)                          10  F = E (first; F is a property, perhaps as somebody believes it)
     4  believes(C, E)                   11  E == E, then != >= <= > < (first)
     5  A & B & ... (all)                12  E : T (first)
     6  A | B | ... (all)                13  product(v : T) E, sum(v : T) E
     7  ! E                              14  E * E, then / + - (first)

So `&` binds loosest of all, then `|`; `*` binds looser than `+`; `a - b - c` is `a - (b - c)`.
"""

from __future__ import annotations

from dataclasses import dataclass

from fabula.sabre.lexer import Token, Tokens, number
from fabula.sabre.tree import (
    Arithmetic,
    Assignment,
    Atom,
    Belief,
    Comparison,
    Condition,
    Constant,
    Junction,
    Name,
    Negation,
    Quantifier,
    Reference,
    Term,
    TypeTest,
    is_reference,
)

DEPTH_LIMIT = 120  # brackets, operators and the like within each other
WORK_LIMIT = 20_000_000  # tokens looked at, in one file

COMPARISONS = ("==", "!=", ">=", "<=", ">", "<")
OPERATORS = ("*", "/", "+", "-")


class TooDeep(Exception):
    """An expression has more levels than DEPTH_LIMIT, at this token."""

    def __init__(self, place: int) -> None:
        super().__init__(place)
        self.place = place


class TooMuchWork(Exception):
    """Reading the file took more than WORK_LIMIT."""


@dataclass(slots=True)
class Split:
    """Where a stretch has operators at the top level: every `&` and `|`, the first of each other symbol."""

    conjunctions: list[int]
    disjunctions: list[int]
    first: dict[str, int]


class TermReader:
    """Reads stretches of one file's tokens; remembers what every stretch is, so that no stretch is read twice."""

    def __init__(self, tokens: Tokens) -> None:
        self.source = tokens
        self.tokens: list[Token] = tokens.tokens
        self.partner = tokens.partner
        self.known: dict[tuple[int, int], Term | None] = {}
        self.work = 0

    def read(self, first: int, end: int, depth: int = 0) -> Term | None:
        """The expression that tokens `first` to `end - 1` are, or None."""
        key = (first, end)
        if key in self.known:
            return self.known[key]
        if depth > DEPTH_LIMIT:
            raise TooDeep(first)
        term = self._read(first, end, depth + 1) if first < end else None
        self.known[key] = term
        return term

    def split(self, first: int, end: int) -> Split:
        self.work += end - first
        if self.work > WORK_LIMIT:
            raise TooMuchWork
        found = Split([], [], {})
        at = first
        while at < end:
            token = self.tokens[at]
            if token.kind == "symbol":
                if self.partner[at] > at:
                    at = self.partner[at]
                elif token.text == "&":
                    found.conjunctions.append(at)
                elif token.text == "|":
                    found.disjunctions.append(at)
                else:
                    found.first.setdefault(token.text, at)
            at += 1
        return found

    def _read(self, first: int, end: int, depth: int) -> Term | None:
        tokens, partner, last = self.tokens, self.partner, end - 1
        head = tokens[first]
        if head.text == "(" and partner[first] == last:
            return self.read(first + 1, last, depth)
        if end == first + 1:
            return self.atom(first)
        if head.kind == "name" and tokens[first + 1].text == "(" and partner[first + 1] == last:
            return self._reference(first, end) or self._belief(first, end, depth)

        split = self.split(first, end)
        if split.conjunctions and (parts := self._parts(first, end, split.conjunctions, depth)):
            return Junction(first, end, "&", parts)
        if split.disjunctions and (parts := self._parts(first, end, split.disjunctions, depth)):
            return Junction(first, end, "|", parts)
        if head.text == "!" and (body := self.read(first + 1, end, depth)):
            return Negation(first, end, body)
        if head.text == "if" and (condition := self._condition(first, end, depth)):
            return condition
        if head.text in ("forall", "exists") and (quantifier := self._quantifier(first, end, depth)):
            return quantifier
        if (at := split.first.get("=")) is not None:
            target = self.read(first, at, depth)
            settable = isinstance(target, (Reference, Belief)) and is_reference(target)
            if settable and (value := self.read(at + 1, end, depth)):
                return Assignment(first, end, target, value)  # type: ignore[arg-type]  # settable
        for comparison in COMPARISONS:
            at = split.first.get(comparison)
            if at is not None and (sides := self._sides(first, at, end, depth)):
                return Comparison(first, end, comparison, *sides)  # type: ignore[arg-type]  # it is one of the six
        if (
            split.first.get(":") == last - 1
            and tokens[last].kind == "name"
            and (body := self.read(first, last - 1, depth))
        ):
            return TypeTest(first, end, body, tokens[last].text)
        if head.text in ("product", "sum") and (quantifier := self._quantifier(first, end, depth)):
            return quantifier
        for operator in OPERATORS:
            at = split.first.get(operator)
            if at is not None and (sides := self._sides(first, at, end, depth)):
                return Arithmetic(first, end, operator, *sides)  # type: ignore[arg-type]  # it is one of the four
        return None

    def atom(self, place: int) -> Atom | None:
        token = self.tokens[place]
        match token.kind, token.text:
            case "number", text:
                return Constant(place, place + 1, number(text))
            case "symbol", "?":
                return Constant(place, place + 1, None)
            case "name", "True" | "False":
                return Constant(place, place + 1, token.text == "True")
            case "name", text:
                return Name(place, place + 1, text)
        return None

    def _parts(self, first: int, end: int, places: list[int], depth: int) -> tuple[Term, ...] | None:
        parts: list[Term] = []
        start = first
        for stop in (*places, end):
            part = self.read(start, stop, depth)
            if part is None:
                return None
            parts.append(part)
            start = stop + 1
        return tuple(parts)

    def _sides(self, first: int, at: int, end: int, depth: int) -> tuple[Term, Term] | None:
        left = self.read(first, at, depth)
        if left is None:
            return None
        right = self.read(at + 1, end, depth)
        return None if right is None else (left, right)

    def _reference(self, first: int, end: int) -> Reference | None:
        """`f(a, b)`: arguments are single tokens; the unknown is none of them."""
        inside = range(first + 2, end - 1)
        self.work += len(inside)
        if inside and len(inside) % 2 == 0:
            return None
        args: list[Atom] = []
        for place in inside:
            if (place - inside.start) % 2:
                if self.tokens[place].text != ",":
                    return None
            elif (arg := self.atom(place)) and not (isinstance(arg, Constant) and arg.value is None):
                args.append(arg)
            else:
                return None
        return Reference(first, end, self.tokens[first].text, tuple(args))

    def _belief(self, first: int, end: int, depth: int) -> Belief | None:
        if self.tokens[first].text != "believes" or end < first + 6 or self.tokens[first + 3].text != ",":
            return None
        who, body = self.atom(first + 2), self.read(first + 4, end - 1, depth)
        return Belief(first, end, who, body) if isinstance(who, Name) and body else None

    def pieces(self, first: int, end: int) -> list[tuple[int, int]]:
        """A conditional after its `if`, cut before every `elseif`, and then before every `else`."""
        places: dict[str, list[int]] = {"elseif": [], "else": []}
        self.work += end - first
        if self.work > WORK_LIMIT:
            raise TooMuchWork
        at = first
        while at < end:
            if self.partner[at] > at:
                at = self.partner[at]
            elif at > first and self.tokens[at].text in places:
                places[self.tokens[at].text].append(at)
            at += 1
        after = places["elseif"][-1] if places["elseif"] else first
        cuts = places["elseif"] + [at for at in places["else"] if at > after]
        return list(zip([first, *cuts], [*cuts, end], strict=True))

    def _condition(self, first: int, end: int, depth: int) -> Condition | None:
        pieces = self.pieces(first + 1, end)
        otherwise: Term | None = None
        if len(pieces) > 1 and self.tokens[pieces[-1][0]].text == "else":
            start, stop = pieces.pop()
            otherwise = self.read(start + 1, stop, depth)
            if otherwise is None:
                return None
        branches: list[tuple[Term, Term]] = []
        for start, stop in pieces:
            if branches:
                if self.tokens[start].text != "elseif":
                    return None
                start += 1
            if start >= stop or self.tokens[start].text != "(" or not start < self.partner[start] < stop:
                return None
            condition = self.read(start + 1, self.partner[start], depth)
            then = condition and self.read(self.partner[start] + 1, stop, depth)
            if condition is None or then is None:
                return None
            branches.append((condition, then))
        return Condition(first, end, tuple(branches), otherwise)

    def _quantifier(self, first: int, end: int, depth: int) -> Quantifier | None:
        if not self.binds(first + 1, end):
            return None
        body = self.read(first + 6, end, depth)
        if body is None:
            return None
        kind, var, type_ = (self.tokens[first + step].text for step in (0, 2, 4))
        return Quantifier(first, end, kind, var, type_, first + 4, body)  # type: ignore[arg-type]  # one of the four

    def binds(self, first: int, end: int) -> bool:
        """Whether `( v : T )` begins at `first`, with something behind it."""
        if end <= first + 5:
            return False
        opening, var, colon, type_, closing = self.tokens[first : first + 5]
        shape = (opening.text, var.kind, colon.text, type_.kind, closing.text)
        return shape == ("(", "name", ":", "name", ")")
