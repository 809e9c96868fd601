"""The checked world: names resolved, types right, nothing grounded yet. Both front ends end here.

Entities, types, variables and wants are known by name; a property by `Property.key`, since properties may share a name
and differ in their parameters. Every declaration keeps its `Span`, so that later stages can point at the text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from fabula.diagnostics.source import Span
from fabula.syntax.tree import Definition
from fabula.world.effects import Effect
from fabula.world.expressions import FALSE, ONE, TRUE, Const, Expr, Value

EventKind = Literal["action", "fate", "trigger", "tick", "dream"]
ValueKind = Literal["boolean", "number", "entity"]
Number = int | Fraction


@dataclass(frozen=True, slots=True)
class Type:
    name: str
    parents: tuple[str, ...]  # `entity` for the top ones; `boolean` and `number` are not types of entities
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    name: str
    types: tuple[str, ...]
    title: str | None = None  # how prose calls it, where the name will not do
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A place for an entity (or truth value), or a constant that must stand there exactly (`literal`)."""

    name: str
    type: str
    literal: Const | None = None
    or_figure: bool = False  # an event's parameter that may be a figure: `whom: character or figure`


@dataclass(frozen=True, slots=True)
class Property:
    """A property of its parameters, with a finite or numeric value."""

    name: str
    key: str  # unique: `at/character`, `at/item`
    parameters: tuple[Parameter, ...]
    kind: ValueKind
    type: str  # `boolean`, `number` or the name of an entity type
    low: int | None = None  # bounds of a number, both inclusive; None: unbounded
    high: int | None = None
    visible: bool = False  # handed over by `Sees`
    felt: bool = False  # of the heart of its first argument: dreams change it for good
    span: Span | None = None

    @property
    def default(self) -> Value:
        """The value where the start says nothing: False, 0 (or the nearest bound), `?`."""
        if self.kind == "boolean":
            return False
        if self.kind == "number":
            return max(0, self.low or 0) if self.high is None else min(max(0, self.low or 0), self.high)
        return None


@dataclass(frozen=True, slots=True)
class Consent:
    """A character who must want the action, unless the condition (read in the state before) holds."""

    who: Expr  # Var or Const
    unless: Expr = FALSE  # TRUE: acts freely, never in need of a reason


@dataclass(frozen=True, slots=True)
class Slot:
    """`{who}` in a text: a lifted expression over the event's parameters; `{Who}` (`capital`) begins a sentence."""

    value: Expr
    capital: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """How the event is told: a template with `{parameter}`s; the first whose audience and condition fit is taken.

    `template` is the first of its variants as it is written; `variants` are all of them, each as literal parts and
    slots. They are as good as each other.
    """

    template: str
    audience: Expr | None = None  # only when told by the eyes of this character
    condition: Expr = TRUE  # read, before the event, in the world that the teller believes in
    span: Span | None = None
    variants: tuple[tuple[str | Slot, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way in which an event can turn out. `weight` is relative to the other outcomes' and read before the event."""

    weight: Expr
    effect: Effect
    texts: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Observing:
    """Who notices: the characters (values of `var`) for which the condition holds in the state before."""

    var: str
    condition: Expr


@dataclass(frozen=True, slots=True)
class Event:
    """Something that can happen.

    * `action`: chosen; whoever stands in `consenting` must have a reason.
    * `fate`: nobody's choice; possible whenever its precondition holds. Nobody counts on it.
    * `trigger`: happens by itself, in the world and in every believed world, whenever its precondition holds.
    * `tick`: time passes: as fate, and once for each unit that an action `takes`.
    * `dream`: fate in the mind of `dreamer` alone.
    """

    kind: EventKind
    name: str
    parameters: tuple[Parameter, ...]
    precondition: Expr
    effect: Effect
    consenting: tuple[Consent, ...] = ()
    observing: Observing | None = None  # None: everybody (triggers: nobody)
    outcomes: tuple[Outcome, ...] = ()  # empty: `effect` is all; else `effect` comes with each of them
    texts: tuple[Text, ...] = ()
    takes: int = 0  # ticks that pass with it
    rate: Expr = ONE  # how readily what nobody decides on happens; one turn of a character is 1
    dreamer: Expr | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Want:
    """A named part of somebody's utility; the utility is the sum. Several wants may bear one name: they add up."""

    who: str  # a character, or "" for the author
    name: str
    value: Expr  # a number (a truth value counts 1 or 0)
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class ReplyDue:
    """Whoever `who` can be is owed the turn where the condition holds: somebody waits for a reply."""

    who: Parameter  # of a type below `character`, or a character (`literal`)
    condition: Expr
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    name: str
    title: str
    condition: Expr
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Whether something ever comes to be; `what_if`: what becomes of it if it does, and if it does not."""

    title: str
    condition: Expr
    what_if: bool = False
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Expectation:
    """`expect possible F`, `expect never F`, `expect start F`: what the world's author counts on."""

    kind: Literal["possible", "never", "start"]
    condition: Expr
    written: str  # as the author wrote it
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class StartStatement:
    """One statement of the start. `path`: in whose belief it holds (innermost last); statements apply in order."""

    effect: Effect
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How far characters think."""

    foresight: int = 3  # steps of a plan (Sabre's character limit)
    depth: int = 2  # levels of minds within minds (Sabre's epistemic limit)
    horizon: int | None = None  # ticks that "letting be" looks ahead; None: as many as `foresight`


@dataclass(frozen=True, slots=True)
class World:
    """A checked world. Tuples are in declaration order, which is the order of everything that is listed or numbered."""

    name: str
    title: str
    language: Literal["fabula", "sabre"]
    types: dict[str, Type]
    entities: dict[str, Entity]
    properties: dict[str, Property]  # by key
    events: tuple[Event, ...]
    start: tuple[StartStatement, ...]
    wants: tuple[Want, ...]
    endings: tuple[Ending, ...] = ()
    questions: tuple[Question, ...] = ()
    expectations: tuple[Expectation, ...] = ()
    limits: Limits = Limits()
    premise: str = ""
    focalizer: str | None = None  # by whose eyes the story is told unless one asks otherwise
    author: str = ""
    asked_after: str = ""  # the story, by name, at whose end the questions are asked; "": at the start
    members: dict[str, tuple[str, ...]] = field(default_factory=dict)  # entities of each type, in canonical order
    due: tuple[ReplyDue, ...] = ()  # several for one character add up
    tempers: dict[str, Number | None] = field(default_factory=dict)  # by character; None: `even`; not told: 1
    definitions: tuple[Definition, ...] = ()  # as written, for formulas that are asked later; gone from all else

    @property
    def characters(self) -> tuple[str, ...]:
        return self.members.get("character", ())

    @property
    def figures(self) -> tuple[str, ...]:
        return self.members.get("figure", ())
