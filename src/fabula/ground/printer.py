"""Ground models as text: values, expressions, events and whole models, always the same for the same model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from fabula.ground.model import AddressedEvent, GroundEffect, GroundEvent, GroundModel, MindEffect
from fabula.world.expressions import (
    ONE,
    And,
    Arith,
    Believes,
    Compare,
    Const,
    Expr,
    Fluent,
    If,
    Not,
    Or,
    Value,
)


def written(value: Value) -> str:
    """A value as it is written in a world: `true`, `3`, `1/2`, `Ann`, `?`."""
    if value is None:
        return "?"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Fraction):
        return str(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"
    return str(value)


# How tightly operators bind, loosest first; an argument that binds looser than its place gets brackets.
_IF, _OR, _AND, _NOT, _BELIEVES, _COMPARE, _SUM, _PRODUCT, _ATOM = range(9)


def show(expr: Expr, names: Sequence[str]) -> str:
    """A ground expression as it could be written; `names` are those of the fluents."""
    return _shown(expr, names, _IF)


def _shown(expr: Expr, names: Sequence[str], place: int) -> str:
    level, text = _parts(expr, names)
    return f"({text})" if level < place else text


def _parts(expr: Expr, names: Sequence[str]) -> tuple[int, str]:
    match expr:
        case Const(value):
            return _ATOM, written(value)
        case Fluent(index):
            return _ATOM, names[index]
        case And(parts):
            return _AND, " and ".join(_shown(part, names, _AND + 1) for part in parts)
        case Or(parts):
            return _OR, " or ".join(_shown(part, names, _OR + 1) for part in parts)
        case Not(body):
            return _NOT, f"not {_shown(body, names, _NOT)}"
        case Believes(who, body):
            if isinstance(body, (Compare, Not, And, Or, Believes, Const, Fluent)):
                return _BELIEVES, f"{_shown(who, names, _ATOM)} believes {_shown(body, names, _BELIEVES)}"
            return _ATOM, f"believed({_shown(who, names, _ATOM)}, {_shown(body, names, _IF)})"
        case Compare(op, left, right):
            return _COMPARE, f"{_side(left, names)} {op} {_side(right, names)}"
        case Arith(op, left, right):
            return _arith(op, left, right, names)
        case If(condition, then, otherwise):
            shown = [_shown(part, names, _IF + 1) for part in (then, condition, otherwise)]
            return _IF, f"{shown[0]} if {shown[1]} otherwise {shown[2]}"
    raise TypeError(f"not a ground expression: {expr!r}")


def _side(expr: Expr, names: Sequence[str]) -> str:
    """One side of a comparison; what is believed there is written as a value."""
    return _value(expr, names, _SUM)


def _value(expr: Expr, names: Sequence[str], place: int) -> str:
    if isinstance(expr, Believes):
        return f"believed({_shown(expr.who, names, _ATOM)}, {_value(expr.body, names, _IF)})"
    return _shown(expr, names, place)


def _arith(op: str, left: Expr, right: Expr, names: Sequence[str]) -> tuple[int, str]:
    if op in ("min", "max"):
        return _ATOM, f"{op}({_value(left, names, _IF)}, {_value(right, names, _IF)})"
    level = _SUM if op in ("+", "-") else _PRODUCT
    other = level if op in ("+", "*") else level + 1
    return level, f"{_value(left, names, level)} {op} {_value(right, names, other)}"


# ---- the whole model -------------------------------------------------------------------------------------------------


def print_model(model: GroundModel) -> str:
    """The whole model as text, one section after the other, every line ended."""
    return "".join(f"{line}\n" for line in _lines(model))


def _lines(model: GroundModel) -> Iterator[str]:
    names = [fluent.name for fluent in model.fluents]
    characters = model.characters
    yield f"world {model.world.title or model.world.name}"
    yield (
        f"{len(model.fluents)} fluents, {model.belief_properties} belief properties, {len(model.events)} events, "
        f"{len(model.addressed)} addressed, {len(model.triggers)} triggers"
    )
    yield from _section("constants", (f"{name} = {written(value)}" for name, value in model.constants))
    yield from _section(
        "fluents",
        (
            f"{fluent.index} {fluent.name} = {written(model.initial.values[fluent.index])} : {_domain(fluent.domain)}"
            for fluent in model.fluents
        ),
    )
    yield from _section(
        "beliefs at the start",
        (
            f"{_believers(path, characters)}{names[fluent]} = {written(value)}"
            for path, fluent, value in model.initial.beliefs
        ),
    )
    yield from _section(
        "minds",
        (
            f"{number} {mind.kind} {mind.character}{'' if mind.figure is None else f', {mind.figure}'}"
            for number, mind in enumerate(model.minds)
        ),
    )
    yield from _section("wants", _wants(model, names))
    for title, events in (("events", model.events), ("triggers", model.triggers)):
        yield from _section(title, (line for event in events for line in _event(event, names, characters)))
    yield from _section("addressed", (_addressed(event, model) for event in model.addressed))
    yield from _section(
        "replies due",
        (
            f"{who} when {show(due, names)}"
            for who, due in zip(characters, model.due, strict=False)
            if due != Const(False)
        ),
    )
    yield from _section("endings", (f"{name} when {show(condition, names)}" for name, condition in model.endings))
    yield from _section("questions", (f"{title} {show(condition, names)}" for title, condition in model.questions))
    yield from _section("never", model.never)


def _section(title: str, lines: Iterator[str] | Sequence[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield ""
        yield title
        yield from (f"    {line}" for line in found)


def _domain(domain: tuple[Value, ...] | None) -> str:
    return "number" if domain is None else ", ".join(written(value) for value in domain)


def _believers(path: tuple[int, ...], characters: Sequence[str]) -> str:
    return "".join(f"{characters[number]} believes " for number in path)


def _wants(model: GroundModel, names: Sequence[str]) -> Iterator[str]:
    for want in model.wants:
        who = "the author" if want.character is None else model.characters[want.character]
        yield f"{who}, {want.name}: {show(want.value, names)}" if want.name else f"{who}: {show(want.value, names)}"


def _event(event: GroundEvent, names: Sequence[str], characters: Sequence[str]) -> Iterator[str]:
    yield f"{event.index} {event.kind} {event}"
    if event.dreamer is not None:
        yield f"    dreamer {characters[event.dreamer]}"
    if event.consenting:
        by = (characters[consent.character] + _unless(consent.unless, names) for consent in event.consenting)
        yield f"    by {', '.join(by)}"
    yield f"    when {show(event.precondition, names)}"
    for outcome in event.outcomes:
        if len(event.outcomes) > 1:
            yield f"    with odds {show(outcome.weight, names)}"
        changes: tuple[GroundEffect | MindEffect, ...] = (*outcome.effects, *outcome.mind_effects)
        yield from (f"    then {show_change(change, names, characters)}" for change in changes)
    seen = [
        name if condition == Const(True) else f"{name} if {show(condition, names)}"
        for name, condition in zip(characters, event.observing, strict=False)
        if condition != Const(False)
    ]
    if event.kind != "trigger":
        if len(seen) == len(characters) and all(condition == Const(True) for condition in event.observing):
            seen = ["everybody"]
        yield from (f"    seen by {who}" for who in seen or ["nobody"])
    if event.takes:
        yield f"    takes {event.takes}"
    if event.rate != ONE:
        yield f"    rate {_value(event.rate, names, _IF)}"


def _unless(condition: Expr, names: Sequence[str]) -> str:
    if isinstance(condition, Const):
        return " freely" if condition.value else ""
    return f" unless {show(condition, names)}"


def show_change(change: GroundEffect | MindEffect, names: Sequence[str], characters: Sequence[str]) -> str:
    """One effect as a line: `Tom believes at(Ann) = home if dark`; `names` are those of the fluents."""
    line = _believers(change.path, characters)
    if isinstance(change, GroundEffect):
        line += f"{names[change.fluent]} = {_value(change.value, names, _IF)}"
    else:
        line += _mind(change, names, characters)
    return line if change.condition == Const(True) else f"{line} if {show(change.condition, names)}"


def _mind(effect: MindEffect, names: Sequence[str], characters: Sequence[str]) -> str:
    who = characters[effect.character]
    if effect.kind == "wake":
        return f"{who} wakes"
    if effect.kind == "recognise":
        return f"{who} recognises {effect.figure}"
    return f"{who} takes {effect.figure} for {_value(effect.value, names, _IF)}"


def _addressed(event: AddressedEvent, model: GroundModel) -> str:
    real = ", ".join(f"{name}: {index}" for name, index in event.instances)
    return f"{event.index} {event} by {model.characters[event.character]}; {model.fluents[event.who].name} is {real}"
