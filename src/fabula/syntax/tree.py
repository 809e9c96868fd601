"""The syntax tree: what a file says, node by node, before anything in it is understood.

Made by `fabula.syntax.parser` and `fabula.syntax.story_parser`, printed by `fabula.syntax.printer`, read by the check.
Every node has the `span` that it was read from; spans do not count when two trees are compared. Names are not resolved:
a `Term` without arguments may be a parameter, an entity, a property or a definition. The constructs are those of
`docs/manual/language.md`, in its order; the grammar is `docs/manual/grammar.md`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from fabula.diagnostics.source import Span

ComparisonOp = Literal["==", "!=", "<", "<=", ">", ">="]
ArithmeticOp = Literal["+", "-", "*", "/"]
QuantifierKind = Literal["exists", "each", "no", "count", "sum"]
EventKind = Literal["action", "contest", "fate", "trigger", "tick", "dream"]


@dataclass(frozen=True, slots=True)
class Name:
    """A name where it is declared or referred to outside an expression."""

    text: str
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A text in quotes without places for values: a title, a premise, a file. `value` has its escapes resolved."""

    value: str
    span: Span = field(compare=False, repr=False)


# Expressions


@dataclass(frozen=True, slots=True)
class Number:
    """`3`, `2.5`; never negative (that is `Negative`). A `Fraction` where it is not whole."""

    value: int | Fraction
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Truth:
    """`true` or `false`."""

    value: bool
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Unknown:
    """`?`"""

    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Term:
    """A name with arguments or without: `at(who)`, `raining`, `who`, `home`.

    So are the operations that look like a property: `believed(C, A)`, `min(a, b)`, `max(a, b)`, `mistaken(A, B)`.
    """

    name: Name
    args: tuple[Expr, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class If:
    """`then if condition otherwise otherwise`."""

    then: Expr
    condition: Expr
    otherwise: Expr
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Or:
    """Two parts or more; none of them is an `Or` that was written without brackets."""

    parts: tuple[Expr, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class And:
    """Two parts or more, joined by `and` (the commas of a list are in `When`)."""

    parts: tuple[Expr, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Not:
    body: Expr
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Believes:
    """`who believes body`."""

    who: Term
    body: Expr
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Compare:
    op: ComparisonOp
    left: Expr
    right: Expr
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class IsA:
    """`body is a type`, `body is not a type`."""

    body: Expr
    type: Name
    negated: bool
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Arith:
    op: ArithmeticOp
    left: Expr
    right: Expr
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Negative:
    """`-body`"""

    body: Expr
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Quantified:
    """A quantifier over `variable: type`, those for which `where` holds (None: all).

    `exists x: T where W` and `no x: T where W` have no body, nor has `count of x: T where W`;
    `each x: T where W has B` and `sum of B for x: T where W` have one.
    """

    kind: QuantifierKind
    variable: Name
    type: Name
    where: Expr | None
    body: Expr | None
    span: Span = field(compare=False, repr=False)


Expr = Number | Truth | Unknown | Term | If | Or | And | Not | Believes | Compare | IsA | Arith | Negative | Quantified


# Effects (and the statements of a start)


@dataclass(frozen=True, slots=True)
class Set:
    """`target = value`."""

    target: Term
    value: Expr
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Make:
    """`target` or `not target`: it becomes true or false."""

    target: Term
    truth: bool
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Change:
    """`target += value`, `target -= value`."""

    target: Term
    op: Literal["+=", "-="]
    value: Expr
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Limit:
    """`target at least value`, `target at most value`."""

    target: Term
    op: Literal["at least", "at most"]
    value: Expr
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class BelievesEffect:
    """`who believes effect`, or `who believes` with a block of effects."""

    who: Term
    effects: tuple[Effect, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class IfEffect:
    """`effect if condition`, or `if condition` with a block (and `otherwise` with another)."""

    condition: Expr
    then: tuple[Effect, ...]
    otherwise: tuple[Effect, ...]  # empty: none was written
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ForEach:
    """`effect for each x: T where W`, or `for each x: T where W` with a block."""

    variable: Name
    type: Name
    where: Expr | None
    effects: tuple[Effect, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Sees:
    """`who sees whom`."""

    who: Term
    whom: Term
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class TakesFor:
    """`who takes figure for whom`."""

    who: Term
    figure: Term
    whom: Term
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Recognises:
    """`who recognises figure`."""

    who: Term
    figure: Term
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Wakes:
    """`who wakes`."""

    who: Term
    span: Span = field(compare=False, repr=False)


Effect = Set | Make | Change | Limit | BelievesEffect | IfEffect | ForEach | Sees | TakesFor | Recognises | Wakes


# Texts


@dataclass(frozen=True, slots=True)
class Hole:
    """`{who}`, `{Who}`, `{at(who)}` in a text."""

    value: Expr
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Template:
    """One variant of a text: literal parts (never empty, never two in a row) and holes, in order."""

    parts: tuple[str | Hole, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Text:
    """`text for AUDIENCE when CONDITION "one" | "another"`; the variants are as good as each other."""

    audience: Term | None
    condition: Expr | None
    variants: tuple[Template, ...]
    span: Span = field(compare=False, repr=False)


# Clauses of an event


@dataclass(frozen=True, slots=True)
class Consent:
    """A character who must want the action: unless the condition holds, or always without a motive (`freely`)."""

    who: Term
    unless: Expr | None
    freely: bool
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class By:
    """`by a freely, b unless C`."""

    consents: tuple[Consent, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class When:
    """`when A, B`: all of them."""

    conditions: tuple[Expr, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Then:
    """`then EFFECTS`."""

    effects: tuple[Effect, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Everybody:
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Nobody:
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Anyone:
    """`anyone when CONDITION`; in the condition `anyone` is the one who might notice."""

    condition: Expr
    span: Span = field(compare=False, repr=False)


Observer = Everybody | Nobody | Anyone | Term


@dataclass(frozen=True, slots=True)
class SeenBy:
    """`seen by OBSERVERS unless CONDITION`; the `unless` is for all of them, and `anyone` in it each of them."""

    observers: tuple[Observer, ...]
    unless: Expr | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Takes:
    """`takes N`: ticks that pass."""

    ticks: int
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Rate:
    """`rate EXPRESSION`: how readily it happens by itself; one turn of somebody is 1."""

    value: Expr
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Odds:
    """`odds W : W`."""

    weights: tuple[Expr, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`either ...` or `or ...`: effects and how they are told."""

    effects: tuple[Effect, ...]
    texts: tuple[Text, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Dreamer:
    """`dreamer WHO`."""

    who: Term
    span: Span = field(compare=False, repr=False)


Clause = By | When | Then | SeenBy | Takes | Rate | Odds | Outcome | Text | Dreamer


# Declarations


@dataclass(frozen=True, slots=True)
class Author:
    """`by "A. Writer"` at the head of a file."""

    name: Quoted
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Premise:
    text: Quoted
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Use:
    """`use places, speech` (library modules, by name) or `use "file.fabula"`."""

    modules: tuple[Name | Quoted, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ToldBy:
    who: Name
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AskedAfter:
    """`questions after "chapter-one"`: the story at whose end the world's questions are asked."""

    story: Quoted
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Setting:
    """`foresight 3`, `depth 2`, `horizon 3`."""

    kind: Literal["foresight", "depth", "horizon"]
    value: int
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class TypeDeclaration:
    """`type a, b : parent, parent`; no parents: below `entity`."""

    names: tuple[Name, ...]
    parents: tuple[Name, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Entities:
    """`a, b : type, type`, or one name with a title."""

    names: tuple[Name, ...]
    types: tuple[Name, ...]
    title: Quoted | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Parameter:
    """`name: type`, `name: character or figure`.

    In a property's brackets the name may be left out (None); in an event's the type may be: then `name` is an entity
    that stands for itself.
    """

    name: Name | None
    type: Name | None
    or_figure: bool
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Bounds:
    """`0..3`: whole numbers, both included."""

    low: int
    high: int
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AnyNumber:
    """`number`"""

    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class OneOf:
    """`place` or `calm, cross`: one name is a type if there is such a type, else (and several always) words."""

    names: tuple[Name, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PropertyDeclaration:
    """`property at(character) : place visible`; `range` is None where it is true or false."""

    name: Name
    parameters: tuple[Parameter, ...]
    range: Bounds | AnyNumber | OneOf | None
    visible: bool
    felt: bool
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Definition:
    """`define near(a: T, b: T) = EXPRESSION`."""

    name: Name
    parameters: tuple[Parameter, ...]
    body: Expr
    instead: bool
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Start:
    """`start` and its statements, in order."""

    statements: tuple[Effect, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class WantLine:
    """`name: value if condition`; no condition: always."""

    name: Name
    value: Expr
    condition: Expr | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Wants:
    """`wants Ann` (`type` is None), or `wants c: character`."""

    who: Name
    type: Name | None
    lines: tuple[WantLine, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class EventDeclaration:
    """An action, contest, fate, trigger, tick or dream; `clauses` in the order in which they are written."""

    kind: EventKind
    name: Name
    parameters: tuple[Parameter, ...]
    clauses: tuple[Clause, ...]
    instead: bool
    span: Span = field(compare=False, repr=False)

    @property
    def consents(self) -> tuple[Consent, ...]:
        return tuple(consent for clause in self.clauses if isinstance(clause, By) for consent in clause.consents)

    @property
    def conditions(self) -> tuple[Expr, ...]:
        return tuple(part for clause in self.clauses if isinstance(clause, When) for part in clause.conditions)

    @property
    def effects(self) -> tuple[Effect, ...]:
        return tuple(effect for clause in self.clauses if isinstance(clause, Then) for effect in clause.effects)

    @property
    def seen_by(self) -> tuple[SeenBy, ...]:
        """Empty: left out, which means everybody (for a trigger: nobody)."""
        return tuple(clause for clause in self.clauses if isinstance(clause, SeenBy))

    @property
    def takes(self) -> Takes | None:
        return next((clause for clause in self.clauses if isinstance(clause, Takes)), None)

    @property
    def rate(self) -> Rate | None:
        return next((clause for clause in self.clauses if isinstance(clause, Rate)), None)

    @property
    def odds(self) -> Odds | None:
        return next((clause for clause in self.clauses if isinstance(clause, Odds)), None)

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        return tuple(clause for clause in self.clauses if isinstance(clause, Outcome))

    @property
    def texts(self) -> tuple[Text, ...]:
        return tuple(clause for clause in self.clauses if isinstance(clause, Text))

    @property
    def dreamer(self) -> Dreamer | None:
        return next((clause for clause in self.clauses if isinstance(clause, Dreamer)), None)


@dataclass(frozen=True, slots=True)
class Telling:
    """`telling apologise` with `text` lines: how this file tells an event, before the event's own texts are tried."""

    event: Name
    texts: tuple[Text, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class FromTo:
    """`from DEBTOR to CREDITOR`."""

    debtor: Term
    creditor: Term
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class OwedIf:
    """`if CONDITION` in an agreement."""

    condition: Expr
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Owes:
    """`owes CONDITION`."""

    condition: Expr
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Until:
    """`until CONDITION`."""

    condition: Expr
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class OrElse:
    """`or else EFFECTS`."""

    effects: tuple[Effect, ...]
    span: Span = field(compare=False, repr=False)


AgreementClause = FromTo | OwedIf | Owes | Until | OrElse


@dataclass(frozen=True, slots=True)
class Agreement:
    """`agreement stay(guest: T, host: T)`; `clauses` in the order in which they are written, each at most once.

    `from_to` and `owes` are there in every tree without problems.
    """

    name: Name
    parameters: tuple[Parameter, ...]
    clauses: tuple[AgreementClause, ...]
    span: Span = field(compare=False, repr=False)

    @property
    def from_to(self) -> FromTo | None:
        return next((clause for clause in self.clauses if isinstance(clause, FromTo)), None)

    @property
    def owed_if(self) -> OwedIf | None:
        return next((clause for clause in self.clauses if isinstance(clause, OwedIf)), None)

    @property
    def owes(self) -> Owes | None:
        return next((clause for clause in self.clauses if isinstance(clause, Owes)), None)

    @property
    def until(self) -> Until | None:
        return next((clause for clause in self.clauses if isinstance(clause, Until)), None)

    @property
    def or_else(self) -> OrElse | None:
        return next((clause for clause in self.clauses if isinstance(clause, OrElse)), None)


@dataclass(frozen=True, slots=True)
class ReplyDue:
    """`reply due from c: character when A, B`; `type` is None in `reply due from Ann when ...`."""

    who: Name
    type: Name | None
    conditions: tuple[Expr, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Temper:
    """`temper Ann 1/2`; `value` is None in `temper Ann even`."""

    who: Name
    value: Expr | None
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Ending:
    """`ending peace "They share the bench" when A, B`."""

    name: Name
    title: Quoted | None
    conditions: tuple[Expr, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Question:
    """`question "Will Tom tell?" A`; with `if` before A: what becomes of it if A happens, and if not."""

    title: Quoted
    condition: Expr
    what_if: bool
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Expectation:
    """`expect start A`, `expect possible A`, `expect never A`; A may be the name of an ending."""

    kind: Literal["start", "possible", "never"]
    condition: Expr
    span: Span = field(compare=False, repr=False)


Declaration = (
    Author
    | Premise
    | Use
    | ToldBy
    | AskedAfter
    | Setting
    | TypeDeclaration
    | Entities
    | PropertyDeclaration
    | Definition
    | Start
    | Wants
    | ReplyDue
    | Temper
    | EventDeclaration
    | Telling
    | Agreement
    | Ending
    | Question
    | Expectation
)


@dataclass(frozen=True, slots=True)
class File:
    """A world or a library: its title (for a library: its name) and what it declares, in order."""

    kind: Literal["world", "library"]
    title: Quoted
    declarations: tuple[Declaration, ...]
    span: Span = field(compare=False, repr=False)


# Stories


@dataclass(frozen=True, slots=True)
class Because:
    """`because WANT`, or `never because WANT`."""

    want: Name
    never: bool
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Step:
    """`follow(Naruto, Itachi, clearing) because company`: an event that happens."""

    event: Term
    reasons: tuple[Because, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Expect:
    """`expect CONDITION`: holds after the step above it."""

    condition: Expr
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Happens:
    """`happens TRIGGER`: the last step must have set it off."""

    event: Term
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class TurnsOut:
    """`turns out 2`: which outcome the step above it has, counted from 1."""

    outcome: int
    span: Span = field(compare=False, repr=False)


StoryLine = Step | Expect | Happens | TurnsOut


@dataclass(frozen=True, slots=True)
class Beat:
    """`beat 18 "He follows in secret"`; `label` is a name or a number, as it is written."""

    label: Name
    title: Quoted | None
    lines: tuple[StoryLine, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Story:
    """`story "Chapter one" of the-wager`; `world` is as it is written, a name with `-` in it or a file in quotes."""

    title: Quoted
    world: Name | Quoted
    beats: tuple[Beat, ...]
    span: Span = field(compare=False, repr=False)
