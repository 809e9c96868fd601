"""Expressions, texts and single effects as they are written, with marks where a long line may be broken."""

from __future__ import annotations

import re
from fractions import Fraction

from fabula.syntax import tree
from fabula.syntax.words import RESERVED

BREAK = "\x01"  # a blank at which a line may go on in the next one: behind a comma
BREAK_OR, BREAK_AND, BREAK_SIGN = "\x02", "\x03", "\x04"  # behind `or`, `and`, another operator
BREAK_TEXT = "\x05"  # a blank in a text, at which it may be divided into two texts
BREAK_TITLE = "\x06"  # the same in a title, where something else is better broken
BREAK_FIRST = "\x07"  # where a line is broken before anywhere else if it is too long
_BLANKS = str.maketrans(dict.fromkeys("\x01\x02\x03\x04\x05\x06\x07", " "))
_PRICES = {
    BREAK_FIRST: -1,
    BREAK: 0,
    BREAK_TEXT: 0,
    BREAK_OR: 1,
    BREAK_AND: 2,
    BREAK_SIGN: 5,
    BREAK_TITLE: 9,
}
_IN_BRACKETS, _IN_ARGUMENTS = 3, 6  # what a break in there costs more

_IF, _OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _SIGN, _OPERAND = range(9)


def expression(expr: tree.Expr) -> str:
    """The expression on one line, with no more brackets than it needs."""
    return plain(marked(expr))


def plain(written: str) -> str:
    """The text without marks for breaks."""
    return written.translate(_BLANKS)


def marked(expr: tree.Expr, level: int = _IF, *, right: bool = True) -> str:
    """The expression where something of `level` (or tighter) is asked for.

    `right`: nothing follows that a quantifier would take in. Brackets that the writer put round a part are kept, since
    they show what was meant; brackets round a name, a number or a whole condition are not.
    """
    own = _LEVELS[type(expr)]
    if isinstance(expr, tree.Arith):
        own = _SUM if expr.op in "+-" else _PRODUCT
    swallows = isinstance(expr, tree.Quantified)
    if own < level or (swallows and not right) or (level > _IF and (own < _OPERAND or swallows) and _in_brackets(expr)):
        return f"({marked(expr)})"
    match expr:
        case tree.Number(value):
            return number(value)
        case tree.Truth(value):
            return "true" if value else "false"
        case tree.Unknown():
            return "?"
        case tree.Term():
            return term(expr)
        case tree.If(then, condition, otherwise):
            return f"{marked(then, _OR)} if {marked(condition, _OR)} otherwise {marked(otherwise, _IF, right=right)}"
        case tree.Or(parts):
            return _joined(parts, "or", _AND, right)
        case tree.And(parts):
            return _joined(parts, "and", _NOT, right)
        case tree.Not(body):
            return f"not {marked(body, _NOT, right=right)}"
        case tree.Believes(who, body):
            return f"{term(who)} believes {marked(body, _NOT, right=right)}"
        case tree.Compare(op, left, right_side):
            return f"{marked(left, _SUM, right=False)} {op}{BREAK_SIGN}{marked(right_side, _SUM, right=right)}"
        case tree.IsA(body, kind, negated):
            article = "an" if kind.text[:1].lower() in "aeiou" else "a"
            return f"{marked(body, _SUM, right=False)} is {'not ' if negated else ''}{article} {kind.text}"
        case tree.Arith("/", tree.Number(one), tree.Number(other)):
            return f"{number(one)}/{number(other)}"
        case tree.Arith(op, left, right_side):
            tighter = _PRODUCT if op in "+-" else _SIGN
            mark = BREAK_SIGN if op in "+-" else " "
            return f"{marked(left, own, right=False)} {op}{mark}{marked(right_side, tighter, right=right)}"
        case tree.Negative(body):
            inner = f"({marked(body)})" if isinstance(body, tree.Negative) else marked(body, _SIGN, right=right)
            return f"-{inner}"
        case tree.Quantified():
            return _quantified(expr)


_LEVELS: dict[type, int] = {
    tree.If: _IF,
    tree.Or: _OR,
    tree.And: _AND,
    tree.Not: _NOT,
    tree.Believes: _COMPARE,
    tree.Compare: _COMPARE,
    tree.IsA: _COMPARE,
    tree.Arith: _SUM,
    tree.Negative: _SIGN,
    tree.Number: _OPERAND,
    tree.Truth: _OPERAND,
    tree.Unknown: _OPERAND,
    tree.Term: _OPERAND,
    tree.Quantified: _OPERAND,
}


def _in_brackets(expr: tree.Expr) -> bool:
    """Whether the source has brackets directly round the expression."""
    span = expr.span
    before = span.source.line(span.line)[: span.column - 1].rstrip()
    after = span.source.line(span.end_line)[span.end_column - 1 :].lstrip()
    word = re.search(r"([\w']*)\($", before)
    return word is not None and after.startswith(")") and (not word[1] or word[1] in RESERVED)


def _joined(parts: tuple[tree.Expr, ...], word: str, level: int, right: bool) -> str:
    *first, last = parts
    written = [marked(part, level, right=False) for part in first]
    mark = BREAK_OR if word == "or" else BREAK_AND
    return f" {word}{mark}".join([*written, marked(last, level, right=right)])


def _quantified(expr: tree.Quantified) -> str:
    bound = f"{expr.variable.text}: {expr.type.text}"
    where = "" if expr.where is None else f" where {marked(expr.where, _OR)}"
    body = "" if expr.body is None else marked(expr.body, _IF if expr.kind == "sum" else _OR)
    match expr.kind:
        case "sum":
            return f"sum of {body} for {bound}{where}"
        case "count":
            return f"count of {bound}{where}"
        case "each":
            return f"each {bound}{where} has {body}"
        case kind:
            return f"{kind} {bound}{where}"


def term(written: tree.Term) -> str:
    if not written.args:
        return written.name.text
    return f"{written.name.text}({f',{BREAK}'.join(marked(arg) for arg in written.args)})"


def number(value: int | Fraction) -> str:
    """A number that has an exact decimal form."""
    if isinstance(value, int):
        return str(value)
    places = 0
    while (10**places) % value.denominator:
        places += 1
    digits = str(value.numerator * 10**places // value.denominator).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}"


def value_if(value: tree.Expr, condition: tree.Expr | None) -> str:
    """`value if condition`; brackets keep an `if` in the value from taking the condition's."""
    if condition is None:
        return marked(value)
    return f"{marked(value, _OR)} if {marked(condition, _OR)}"


def where_of(condition: tree.Expr | None) -> str:
    return "" if condition is None else f" where {marked(condition, _OR)}"


def condition(expr: tree.Expr) -> str:
    """A condition that something may follow which begins with `if`, `otherwise`, a comma or a text."""
    return marked(expr, _OR)


# Texts


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def quoted(text: tree.Quoted) -> str:
    return f'"{_inside(escaped(text.value).replace(" ", BREAK_TITLE))}"'


def template(written: tree.Template) -> str:
    parts = [
        f"{{{expression(part.value)}}}" if isinstance(part, tree.Hole) else escaped(part).replace(" ", BREAK_TEXT)
        for part in written.parts
    ]
    return f'"{_inside("".join(parts))}"'


def text(written: tree.Text) -> str:
    audience = "" if written.audience is None else f"for {term(written.audience)} "
    when = "" if written.condition is None else f"when {condition(written.condition)} "
    return f"text {audience}{when}{f' |{BREAK}'.join(template(variant) for variant in written.variants)}"


def _inside(text: str) -> str:
    """No break at the beginning or the end of a text."""
    inner = text.strip(BREAK_TEXT + BREAK_TITLE)
    start = text.index(inner)
    return " " * start + inner + " " * (len(text) - start - len(inner))


# Effects on one line


def effect(written: tree.Effect) -> str:
    """An effect that opens no block."""
    match written:
        case tree.Set(target, value):
            return f"{term(target)} = {marked(value)}"
        case tree.Make(target, truth):
            return term(target) if truth else f"not {term(target)}"
        case tree.Change(target, op, value) | tree.Limit(target, op, value):
            return f"{term(target)} {op} {marked(value)}"
        case tree.Sees(who, whom):
            return f"{term(who)} sees {term(whom)}"
        case tree.TakesFor(who, figure, whom):
            return f"{term(who)} takes {term(figure)} for {term(whom)}"
        case tree.Recognises(who, figure):
            return f"{term(who)} recognises {term(figure)}"
        case tree.Wakes(who):
            return f"{term(who)} wakes"
        case tree.BelievesEffect(who, effects):
            return f"{term(who)} believes {effect(effects[0])}"
        case tree.IfEffect(condition_, then, _):
            return f"{_before_if(then[0])} if {condition(condition_)}"
        case tree.ForEach(variable, kind, where, effects):
            return f"{effect(effects[0])} for each {variable.text}: {kind.text}{where_of(where)}"


def _before_if(written: tree.Effect) -> str:
    """An effect with an `if` behind it: a value that has an `if` itself needs brackets."""
    match written:
        case tree.Set(target, value):
            return f"{term(target)} = {marked(value, _OR)}"
        case tree.Change(target, op, value) | tree.Limit(target, op, value):
            return f"{term(target)} {op} {marked(value, _OR)}"
        case tree.BelievesEffect(who, effects):
            return f"{term(who)} believes {_before_if(effects[0])}"
        case _:
            return effect(written)


def opens_block(written: tree.Effect) -> bool:
    """Whether the effect is printed with a block: if it was written so, or can't be written otherwise."""
    match written:
        case tree.BelievesEffect(who, effects):
            inner = effects[0]
            simple = len(effects) == 1 and not isinstance(inner, tree.IfEffect | tree.ForEach)
            return not simple or opens_block(inner) or who.span.end_line != inner.span.line
        case tree.IfEffect(condition_, then, otherwise):
            one = len(then) == 1 and not otherwise
            return not one or opens_block(then[0]) or not _before(then[0], condition_)
        case tree.ForEach(_, kind, _, effects):
            return len(effects) != 1 or opens_block(effects[0]) or not _before(effects[0], kind)
        case _:
            return False


def _before(first: tree.Effect, second: tree.Expr | tree.Name) -> bool:
    return (first.span.line, first.span.column) < (second.span.line, second.span.column)


# Breaking long lines


def broken(line: str, indent: int, hang: int, width: int) -> list[str]:
    """The line, indented, in as many lines as it needs; those after the first are indented by `hang` more."""
    lines: list[str] = []
    rest, column, again = line, indent, ""
    while len(rest) + column + len(again) > width:
        place = _best_break(rest, width - column - len(again), in_text=bool(again))
        if place is None:
            break
        closing = '"' if rest[place] in _WITHIN else ""
        lines.append(" " * column + again + plain(rest[:place]) + closing)
        again, rest, column = closing, rest[place + 1 :], indent + hang
    lines.append(" " * column + again + plain(rest))
    return lines


_WITHIN = (BREAK_TEXT, BREAK_TITLE)
_MARKS = re.compile(r'\\.|[\x01-\x07()"]')


def _best_break(line: str, room: int, *, in_text: bool) -> int | None:
    """Where to break: at the lowest price, and there as far to the right as fits; the first place if none fits."""
    best: tuple[int, int] | None = None
    prices = [0]
    for match in _MARKS.finditer(line):
        at, mark = match.start(), match[0]
        if mark == '"':
            in_text = not in_text
        elif mark == "(" and not in_text:
            call = at > 0 and (line[at - 1].isalnum() or line[at - 1] in "_'")
            prices.append(prices[-1] + (_IN_ARGUMENTS if call else _IN_BRACKETS))
        elif mark == ")" and not in_text:
            prices.pop()
        elif mark in _PRICES:
            if at + (mark in _WITHIN) > room:
                return at if best is None else best[1]
            price = _PRICES[mark] + prices[-1]
            if best is None or price <= best[0]:
                best = (price, at)
        if not prices:  # the rest of a line that was broken in brackets
            prices = [0]
    return None if best is None else best[1]
