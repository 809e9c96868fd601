"""What could be different: changes of how things stand, of what somebody believes or wants, of what can happen.

A world that is asked what would be different gets, for each change, an event of its own that nobody chooses and that
never happens by itself (`rate 0`); to make the change is to let that event happen. So one ground model serves them all.

* `keen(Itachi)`, `strength(Naruto) = 8`: a statement as in `start`; everybody takes it in.
* `Naruto believes not keen(Itachi)`: a belief, of which only he knows.
* `Naruto is right about keen(Itachi)`: he believes what is so.
* `Naruto wants no company`: none of his wants of that name counts any more, and everybody knows.
* `never creep_close`, `never creep_close(Naruto, Itachi)`: nothing of that name, and with these arguments, can happen
  any more, and everybody knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from fabula.diagnostics.problems import FabulaError, Problem, did_you_mean, in_order
from fabula.diagnostics.source import Source
from fabula.syntax import tree
from fabula.syntax.parser import parse
from fabula.world.aims import start_of
from fabula.world.effects import Assign, BelievesEffect, Effect
from fabula.world.expressions import FALSE, TRUE, And, Compare, Const, Expr, If, Not, Or, Read, Value, Var
from fabula.world.formula import names_of
from fabula.world.model import Event, Observing, Property, World
from fabula.world.report import Report
from fabula.world.typing import Expressions

Kind = Literal["fact", "belief", "want", "event"]

_DEPARTURE = Property("departure", "departure", (), "boolean", "boolean")
_NEVER = Const(0)


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `effect`: what is made so; of a want or an event, its name, and whose want it is."""

    kind: Kind
    written: str
    effect: Effect | None = None
    name: str = ""
    who: str = ""
    args: tuple[str, ...] = ()  # of an event: only with these; none: whatever they are


def read_change(world: World, written: str) -> Change:
    """A change as a writer puts it (see above). Raises `FabulaError` (F1xx, F2xx; F731, F732)."""
    text = " ".join(written.split())
    if found := re.fullmatch(r"(\w+) wants no (\w+)", text):
        who, name = found.groups()
        names = tuple(dict.fromkeys(want.name for want in world.wants if want.who == who))
        if name not in names:
            listed = ", ".join(f"`{each}`" for each in names) or "none"
            hint = did_you_mean(name, names, also=f"What {who} wants: {listed}.")
            raise FabulaError((Problem("F731", None, f"{who} has no want `{name}`.", hint=hint),))
        return Change("want", text, None, name, who)
    if found := re.fullmatch(r"never (\w+)(?:\((.*)\))?", text):
        name = found.group(1)
        args = tuple(arg.strip() for arg in (found.group(2) or "").split(",") if arg.strip())
        events = tuple(dict.fromkeys(event.name for event in world.events if event.kind != "trigger"))
        if name not in events:
            hint = did_you_mean(name, events, also="Name an action, a fate, a tick or a dream.")
            raise FabulaError((Problem("F732", None, f"Nothing called `{name}` can happen in this world.", hint=hint),))
        return Change("event", text, None, name, args=args)
    if found := re.fullmatch(r"(\w+) is right about (.+)", text):
        who, term = found.groups()
        return Change("belief", text, _statement(world, f"{who} believes {term} = {term}"))
    effect = _statement(world, text)
    return Change("belief" if isinstance(effect, BelievesEffect) else "fact", text, effect)


def _statement(world: World, text: str) -> Effect:
    source = Source("the change", f'library "change"\nstart\n    {text}\n')
    file, problems = parse(source)
    if file is None or problems:
        raise FabulaError(in_order(problems))
    report = Report()
    starts = [declaration for declaration in file.declarations if isinstance(declaration, tree.Start)]
    statements = start_of(starts, Expressions(names_of(world), report))
    if report.problems:
        raise FabulaError(in_order(report.problems))
    return statements[0].effect


def changes_of(world: World) -> Iterator[Change]:
    """The changes that suggest themselves: each statement of the start undone, and each want taken away.

    A truth value is turned round, a bounded number goes to either bound, and a mistaken belief is put right.
    """
    seen: set[str] = set()
    for statement in world.start:
        for change in _undone(world, statement.effect):
            if change.written not in seen:
                seen.add(change.written)
                yield change
    for who, name in dict.fromkeys((want.who, want.name) for want in world.wants if want.who):
        yield Change("want", f"{who} wants no {name}", None, name, who)


def _undone(world: World, effect: Effect) -> Iterator[Change]:
    if isinstance(effect, BelievesEffect):
        inner: Effect = effect
        minds: list[str] = []
        while isinstance(inner, BelievesEffect) and isinstance(inner.who, Const):
            minds.append(str(inner.who.value))
            inner = inner.effect
        if len(minds) == 1 and isinstance(inner, Assign) and _is_constant(inner):
            right = BelievesEffect(effect.who, Assign(inner.target, inner.target), outside=True)
            yield Change("belief", f"{minds[0]} is right about {_shown(inner.target)}", right)
    elif isinstance(effect, Assign) and _is_constant(effect) and isinstance(effect.value, Const):
        property_ = world.properties[effect.target.signature]
        value, shown = effect.value.value, _shown(effect.target)
        if property_.kind == "boolean":
            yield Change("fact", f"not {shown}" if value else shown, Assign(effect.target, Const(not value)))
        elif property_.kind == "number" and isinstance(value, int | Fraction):
            for bound in (property_.low, property_.high):
                if bound is not None and bound != value:
                    yield Change("fact", f"{shown} = {bound}", Assign(effect.target, Const(bound)))


def _is_constant(assign: Assign) -> bool:
    return all(isinstance(arg, Const) for arg in assign.target.args)


def _shown(read: Read) -> str:
    name = read.signature.partition("/")[0]
    args = ", ".join(_value(arg.value) for arg in read.args if isinstance(arg, Const))
    return f"{name}({args})" if args else name


def _value(value: Value) -> str:
    return "?" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def with_changes(world: World, changes: Sequence[Change]) -> World:
    """The world with an event for each change, called `change 0` and so on, that never happens by itself."""
    if not changes:
        return world
    properties = {**world.properties, _DEPARTURE.key: _DEPARTURE}
    depart = Event("fate", "depart", (), TRUE, Assign(Read(_DEPARTURE.key, ()), TRUE), rate=_NEVER)
    events, wants, made = list(world.events), list(world.wants), [depart]
    for number, change in enumerate(changes):
        effect = change.effect
        if effect is None:
            switch = Property(f"without {number}", f"without {number}", (), "boolean", "boolean")
            properties[switch.key] = switch
            off = Read(switch.key, ())
            effect = Assign(off, TRUE)
            if change.kind == "want":
                wants = [
                    replace(want, value=If(Not(off), want.value, Const(0)))
                    if (want.who, want.name) == (change.who, change.name)
                    else want
                    for want in wants
                ]
            else:
                events = [
                    replace(event, precondition=_and(event.precondition, _spared(event, change, off)))
                    if event.name == change.name and event.kind != "trigger"
                    else event
                    for event in events
                ]
        noticing = Observing("anyone", FALSE) if change.kind == "belief" else None
        made.append(
            Event("fate", f"change {number}", (), Read(_DEPARTURE.key, ()), effect, observing=noticing, rate=_NEVER)
        )
    return replace(world, properties=properties, events=(*events, *made), wants=tuple(wants))


def _and(left: Expr, right: Expr) -> Expr:
    return And((*left.parts, right)) if isinstance(left, And) else And((left, right))


def _spared(event: Event, change: Change, off: Read) -> Expr:
    """What an event needs to be possible when it is taken out: that it has other arguments, if some are named."""
    if not change.args or len(change.args) != len(event.parameters):
        return Not(off)
    pairs = zip(event.parameters, change.args, strict=True)
    return Or((Not(off), *(Compare("!=", Var(parameter.name), Const(arg)) for parameter, arg in pairs)))
