"""The syntax tree of Sabre's language: what was written, before names and types are looked at.

`first` and `end` are places in the list of tokens: the node was read from tokens `first` to `end - 1`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fabula.world.expressions import ComparisonOp, Value


@dataclass(frozen=True, slots=True)
class Node:
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Constant(Node):
    """`?`, `True`, `False` or a number."""

    value: Value


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable or an entity."""

    name: str


Atom = Constant | Name


@dataclass(frozen=True, slots=True)
class Reference(Node):
    """A property of some single tokens: `at(who)`."""

    name: str
    args: tuple[Atom, ...]


@dataclass(frozen=True, slots=True)
class Belief(Node):
    who: Atom
    body: Term


@dataclass(frozen=True, slots=True)
class Junction(Node):
    """`&` or `|` of two parts or more."""

    op: Literal["&", "|"]
    parts: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Negation(Node):
    body: Term


@dataclass(frozen=True, slots=True)
class Condition(Node):
    """`if(A) X elseif(B) Y else Z`."""

    branches: tuple[tuple[Term, Term], ...]
    otherwise: Term | None


@dataclass(frozen=True, slots=True)
class Quantifier(Node):
    kind: Literal["forall", "exists", "sum", "product"]
    var: str
    type: str
    type_at: int  # the place of the type's name
    body: Term


@dataclass(frozen=True, slots=True)
class Assignment(Node):
    target: Reference | Belief
    value: Term


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    op: ComparisonOp
    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class TypeTest(Node):
    body: Term
    type: str


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    op: Literal["*", "/", "+", "-"]
    left: Term
    right: Term


Term = (
    Constant
    | Name
    | Reference
    | Belief
    | Junction
    | Negation
    | Condition
    | Quantifier
    | Assignment
    | Comparison
    | TypeTest
    | Arithmetic
)


def is_reference(term: Term) -> bool:
    """Whether it names a property, perhaps as somebody believes it: what can be assigned to."""
    while isinstance(term, Belief):
        term = term.body
    return isinstance(term, Reference)


@dataclass(frozen=True, slots=True)
class TypeDefinition(Node):
    name: Name
    parents: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class EntityDefinition(Node):
    name: Name
    types: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Place(Node):
    """A place in a signature: a variable with its type, or (`type` is None) the value that must stand there."""

    value: Atom
    type: Name | None


@dataclass(frozen=True, slots=True)
class PropertyDefinition(Node):
    name: Name
    places: tuple[Place, ...]
    type: Name


@dataclass(frozen=True, slots=True)
class EventDefinition(Node):
    """An action or a trigger. A field that is not written is None."""

    kind: Literal["action", "trigger"]
    name: Name
    places: tuple[Place, ...]
    precondition: Term | None
    effect: Term | None
    consenting: tuple[Atom, ...]
    observer: tuple[Name, Name] | None  # the variable and its type
    observing: Term | None


@dataclass(frozen=True, slots=True)
class UtilityDefinition(Node):
    who: Atom | None  # None: the author
    value: Term


@dataclass(frozen=True, slots=True)
class InitialDefinition(Node):
    statement: Term


Definition = (
    TypeDefinition | EntityDefinition | PropertyDefinition | EventDefinition | UtilityDefinition | InitialDefinition
)
