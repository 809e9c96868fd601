"""Sabre's definitions: tokens cut at every `;`, each stretch read as a definition (`docs/manual/sabre.md`).

A definition that cannot be read is reported and left out, and the next one is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from fabula.diagnostics.problems import Problem, did_you_mean
from fabula.sabre.blame import DEFINITIONS, FIELDS, blame
from fabula.sabre.lexer import Tokens, short
from fabula.sabre.terms import DEPTH_LIMIT, TermReader, TooDeep, TooMuchWork
from fabula.sabre.tree import (
    Atom,
    Constant,
    Definition,
    EntityDefinition,
    EventDefinition,
    InitialDefinition,
    Name,
    Place,
    PropertyDefinition,
    Term,
    TypeDefinition,
    UtilityDefinition,
)


class _Unreadable(Exception):
    """Told already; the definition is left out."""


def parse(tokens: Tokens, complain: Callable[[Problem], None]) -> list[Definition]:
    """Every definition that can be read, in the order of the text. What is wrong is told to `complain`."""
    return list(_Parser(tokens, complain).definitions())


class _Parser:
    def __init__(self, tokens: Tokens, complain: Callable[[Problem], None]) -> None:
        self.source = tokens
        self.tokens = tokens.tokens
        self.partner = tokens.partner
        self.complain = complain
        self.reader = TermReader(tokens)

    def definitions(self) -> Iterator[Definition]:
        broken = set(self.source.broken)
        stretches = list(self.stretches(0, len(self.tokens)))
        if stretches and stretches[-1][0] == stretches[-1][1]:
            stretches.pop()  # the last `;` is optional
        for first, end in stretches:
            if broken and any(place in broken for place in range(first, end)):
                continue  # its brackets are told already
            try:
                if first == end:
                    self.fail("F805", first, first + 1, "Nothing stands before this `;`.", "Take it away.")
                yield self.definition(first, end)
            except _Unreadable:
                pass
            except TooDeep as error:
                at = error.place
                wrong = f"This is nested more than {DEPTH_LIMIT} levels deep."
                hint = "Chains of `+ - * /` nest too: write a `sum`, or cut it into properties."
                self.complain(Problem("F808", self.source.span(at, at + 1), wrong, hint=hint))
            except TooMuchWork:
                wrong = "This file is too tangled to be read within the limits."
                self.complain(Problem("F808", self.source.span(first, end), wrong, hint="Write shorter expressions."))
                return

    def stretches(self, first: int, end: int) -> Iterator[tuple[int, int]]:
        """The stretches between the `;` of one level."""
        start = at = first
        while at < end:
            if self.tokens[at].text == ";":
                yield start, at
                start = at + 1
            elif self.partner[at] > at:
                at = self.partner[at]
            at += 1
        yield start, end

    def fail(self, code: str, first: int, end: int, wrong: str, hint: str = "") -> None:
        """Tell what is wrong, and leave the definition out."""
        read = f"`{self.source.text(first, end)}`" if end > first + 1 else ""
        self.complain(Problem(code, self.source.span(first, end), wrong, read=read, hint=hint))
        raise _Unreadable

    # --- pieces ---

    def is_symbol(self, at: int, text: str, end: int) -> bool:
        return at < end and self.tokens[at].kind == "symbol" and self.tokens[at].text == text

    def name(self, at: int, end: int, what: str) -> Name:
        if at >= end:
            self.fail("F805", at - 1, at, f"{what} is missing after `{short(self.tokens[at - 1].text)}`.")
        token = self.tokens[at]
        if token.kind != "name":
            self.fail("F805", at, at + 1, f"{what} is expected here, not `{short(token.text)}`.")
        return Name(at, at + 1, token.text)

    def expect(self, at: int, end: int, text: str, hint: str) -> int:
        if not self.is_symbol(at, text, end):
            if at >= end:
                self.fail("F805", at - 1, at, f"`{text}` is missing after `{short(self.tokens[at - 1].text)}`.", hint)
            self.fail("F805", at, at + 1, f"`{text}` is expected here, not `{short(self.tokens[at].text)}`.", hint)
        return at + 1

    def done(self, at: int, end: int, hint: str) -> None:
        if at < end:
            word = self.tokens[at].text
            if word in DEFINITIONS or word in FIELDS:
                hint = "End what comes before with `;`."
            self.fail("F805", at, at + 1, f"`{short(word)}` cannot stand here.", hint)

    def names(self, at: int, end: int, what: str, hint: str) -> tuple[Name, ...]:
        found = [self.name(at, end, what)]
        at += 1
        while self.is_symbol(at, ",", end):
            found.append(self.name(at + 1, end, what))
            at += 2
        self.done(at, end, hint)
        return tuple(found)

    def term(self, first: int, end: int) -> Term:
        term = self.reader.read(first, end)
        if term is None:
            fault = blame(self.reader, first, end)
            self.fail("F806", fault.first, fault.end, fault.wrong, fault.hint)
            raise AssertionError  # fail raises
        return term

    # --- definitions ---

    def definition(self, first: int, end: int) -> Definition:
        after = self.tokens[first + 1] if first + 1 < end else None
        word = self.tokens[first].text
        if after is None or after.kind != "symbol":
            match word:
                case "type":
                    return self.type_definition(first, end)
                case "entity":
                    return self.entity_definition(first, end)
                case "property":
                    return self.property_definition(first, end)
                case "action" | "trigger":
                    return self.event_definition(first, end)
        elif word == "utility" and after.text == "(":
            closing = self.partner[first + 1]
            if self.is_symbol(closing + 1, ":", end):
                return self.utility_definition(first, closing, end)
            if closing == first + 2:
                hint = "Write it like `utility(): alive(Tom)`."
                self.expect(closing + 1, end, ":", hint)
        elif self.is_symbol(end - 1, "}", end) and self.partner[end - 1] > first:
            hint = did_you_mean(word, DEFINITIONS, "Begin with `action` or `trigger`.")
            self.fail("F805", first, first + 1, f"`{short(word)}` begins no definition.", hint)
        if after is not None and after.kind == "name" and self.reader.read(first, end) is None:
            hint = did_you_mean(word, DEFINITIONS) if len(word) < 40 else ""
            if hint:
                self.fail("F805", first, first + 1, f"`{short(word)}` begins no definition.", hint)
        return InitialDefinition(first, end, self.term(first, end))

    def type_definition(self, first: int, end: int) -> TypeDefinition:
        hint = "Write it like `type place;` or `type weapon : item;`."
        name = self.name(first + 1, end, "The name of a type")
        if end == first + 2:
            return TypeDefinition(first, end, name, ())
        at = self.expect(first + 2, end, ":", hint)
        return TypeDefinition(first, end, name, self.names(at, end, "The name of a type", hint))

    def entity_definition(self, first: int, end: int) -> EntityDefinition:
        hint = "Write it like `entity Tom : character;`."
        name = self.name(first + 1, end, "The name of an entity")
        at = self.expect(first + 2, end, ":", hint)
        return EntityDefinition(first, end, name, self.names(at, end, "The name of a type", hint))

    def signature(self, at: int, end: int, hint: str) -> tuple[Name, tuple[Place, ...], int]:
        """`NAME ( … )` and where it ends."""
        name = self.name(at, end, "A name")
        self.expect(at + 1, end, "(", hint)
        closing = self.partner[at + 1]
        places: list[Place] = []
        at += 2
        while at < closing:
            value = self.reader.atom(at)
            if value is None or (isinstance(value, Constant) and value.value is None):
                self.fail("F805", at, at + 1, f"`{short(self.tokens[at].text)}` cannot be a parameter.", hint)
                raise AssertionError  # fail raises
            type_: Name | None = None
            start, at = at, at + 1
            if self.is_symbol(at, ":", closing):
                if not isinstance(value, Name):
                    self.fail("F805", start, at + 1, "A value has no type of its own here.", hint)
                type_ = self.name(at + 1, closing, "The name of a type")
                at += 2
            places.append(Place(start, at, value, type_))
            if at < closing:
                at = self.expect(at, closing, ",", "Put commas between parameters.")
                if at == closing:
                    self.fail("F805", at - 1, at, "A parameter is missing after `,`.", hint)
        return name, tuple(places), closing + 1

    def property_definition(self, first: int, end: int) -> PropertyDefinition:
        hint = "Write it like `property at(who : character) : place;`."
        name, places, at = self.signature(first + 1, end, hint)
        at = self.expect(at, end, ":", hint)
        type_ = self.name(at, end, "The name of a type")
        self.done(at + 1, end, hint)
        return PropertyDefinition(first, end, name, places, type_)

    def event_definition(self, first: int, end: int) -> EventDefinition:
        kind = self.tokens[first].text
        hint = f"Write it like `{kind} wake(who : character) {{ precondition: …; effect: …; }};`."
        name, places, at = self.signature(first + 1, end, hint)
        self.expect(at, end, "{", hint)
        closing = self.partner[at]
        self.done(closing + 1, end, "End the definition before it with `;`.")
        terms: dict[str, Term] = {}
        consenting: tuple[Atom, ...] = ()
        observer: tuple[Name, Name] | None = None
        fields = FIELDS if kind == "action" else FIELDS[:2]
        stretches = list(self.stretches(at + 1, closing))
        if stretches[-1][0] == stretches[-1][1]:
            stretches.pop()
        whole = True
        for start, stop in stretches:  # every field is read, so that all that is wrong is told at once
            try:
                field = self.field(start, stop, kind, fields)
                if field == "consenting":
                    consenting = self.characters(start + 2, stop)
                elif field == "observing":
                    observer, colon = self.observer(start, stop)
                    terms[field] = self.term(colon + 1, stop)
                else:
                    terms[field] = self.term(start + 2, stop)
            except _Unreadable:
                whole = False
        if not whole:
            raise _Unreadable
        return EventDefinition(
            first,
            end,
            "action" if kind == "action" else "trigger",
            name,
            places,
            terms.get("precondition"),
            terms.get("effect"),
            consenting,
            observer,
            terms.get("observing"),
        )

    def field(self, first: int, end: int, kind: str, fields: tuple[str, ...]) -> str:
        if first == end:
            self.fail("F805", first, first + 1, "Nothing stands before this `;`.", "Take it away.")
        word = self.tokens[first].text
        if word not in fields:
            listed = ", ".join(f"`{field}`" for field in fields[:-1]) + f" or `{fields[-1]}`"
            hint = did_you_mean(word, fields) if len(word) < 40 else ""
            wrong = f"`{short(word)}` begins no field of {'an action' if kind == 'action' else 'a trigger'}."
            self.fail("F805", first, first + 1, wrong, hint or f"A field begins with {listed}.")
        if word != "observing":
            self.expect(first + 1, end, ":", f"Write it like `{word}: …;`.")
        return word

    def observer(self, first: int, end: int) -> tuple[tuple[Name, Name], int]:
        """`observing ( v : T ) :` and the place of its last colon."""
        hint = "Write it like `observing(c : character): at(c) == at(who);`."
        at = self.expect(first + 1, end, "(", hint)
        var = self.name(at, end, "A variable")
        at = self.expect(at + 1, end, ":", hint)
        type_ = self.name(at, end, "The name of a type")
        at = self.expect(at + 1, end, ")", hint)
        self.expect(at, end, ":", hint)
        return (var, type_), at

    def characters(self, first: int, end: int) -> tuple[Atom, ...]:
        while self.is_symbol(first, "(", end) and self.partner[first] == end - 1:
            first, end = first + 1, end - 1
        hint = "List variables or characters, with commas between."
        return self.names(first, end, "A character", hint) if first < end else ()

    def utility_definition(self, first: int, closing: int, end: int) -> UtilityDefinition:
        who: Name | None = None
        if closing > first + 2:
            who = self.name(first + 2, closing, "A character")
            self.done(first + 3, closing, "Name one character; nothing in the brackets means the author.")
        return UtilityDefinition(first, end, who, self.term(closing + 2, end))
