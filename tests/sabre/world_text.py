"""A small problem of our own in Sabre's language, with one of everything; and how the tests read and show texts."""

from __future__ import annotations

from fabula.diagnostics.problems import FabulaError, Problem
from fabula.diagnostics.source import Source
from fabula.sabre import read
from fabula.sabre.lexer import tokenize
from fabula.sabre.terms import TermReader
from fabula.sabre.tree import (
    Arithmetic,
    Assignment,
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
)
from fabula.world.model import World

LIGHTHOUSE = """
/* Two keepers, one lamp.
   Everything that the language has is used once. */
type room;
type lamp : thing, valuable;
type character : valuable;   // the keepers are dear too
entity Ada : character;
entity Bo : character;
entity Gallery : room;
entity Cellar : room;
entity Great : lamp;
entity Coin : valuable;

property at(who : character) : room;
property at(what : thing) : room;
property lit(what : lamp) : boolean;
property oil(what : lamp) : number;
property trusts(first : character, second : character) : boolean;
property owner(what : valuable) : character;
property setting(True) : number;

at(Ada) = Gallery;
at(Bo) = Cellar;
at(Great) = Gallery;
oil(Great) = 2.50;
setting(True) = -3;
forall(c : character) trusts(c, c);
trusts(Ada, Bo) & owner(Coin) = Bo;
believes(Bo, !trusts(Ada, Bo));
believes(Ada, believes(Bo, at(Great))) = ?;
if(trusts(Ada, Bo)) lit(Great) else !lit(Great);

action walk(who : character, to : room) {
    precondition: at(who) != to & !(who == Ada & lit(Great));
    effect: at(who) = to;
    consenting: who;
    observing(c : character): at(c) == at(who) | at(c) == to;
};

action fill(who : character, Great) {
    precondition: at(who) == at(Great) & oil(Great) < 10;
    effect:
        oil(Great) = oil(Great) + 1 &
        if(oil(Great) > 5) lit(Great) elseif(oil(Great) > 3) believes(who, lit(Great)) else !lit(Great) &
        forall(c : character) believes(c, trusts(who, c));
    consenting: (who, Bo);
    observing(c : entity): c : character;
};

action storm() {
    effect: !lit(Great) & believes(Ada, oil(Great) = 0);
};

trigger dark(where : room) {
    precondition: exists(l : lamp) (at(l) == where & oil(l) <= 0 & lit(l));
    effect: forall(l : lamp) lit(l) = False;
};

utility(): (sum(l : lamp) if(lit(l)) oil(l) else 0) + product(c : character) (if(trusts(c, Ada)) 2 else 1);
utility(Ada): lit(Great) & at(Ada) == Gallery;
utility(Bo): 1 - 2 * 3;
"""


def world_of(text: str) -> World:
    return read(Source("problem.txt", text))


def attempt(text: str) -> World | tuple[Problem, ...]:
    """The world, or what is wrong with the text."""
    try:
        return world_of(text)
    except FabulaError as error:
        return error.problems


def problems_of(text: str) -> tuple[Problem, ...]:
    result = attempt(text)
    assert isinstance(result, tuple), "read without an error"
    return result


def codes_of(text: str) -> list[str]:
    return [problem.code for problem in problems_of(text)]


def term_of(text: str) -> Term | None:
    complaints: list[Problem] = []
    tokens = tokenize(Source("term", text), complaints.append)
    assert tokens is not None
    assert not complaints
    return TermReader(tokens).read(0, len(tokens.tokens))


def bracketed(term: Term | None) -> str:
    """A tree with every bracket written, so that one sees how it was read."""
    match term:
        case None:
            return "unreadable"
        case Constant(value=value):
            return "?" if value is None else str(value)
        case Name(name=name):
            return name
        case Reference(name=name, args=args):
            return f"{name}({', '.join(map(bracketed, args))})"
        case Belief(who=who, body=body):
            return f"believes({bracketed(who)}, {bracketed(body)})"
        case Junction(op=op, parts=parts):
            return "(" + f" {op} ".join(map(bracketed, parts)) + ")"
        case Negation(body=body):
            return f"!{bracketed(body)}"
        case Condition(branches=branches, otherwise=otherwise):
            written = [f"({bracketed(when)}) {bracketed(then)}" for when, then in branches]
            last = f" else {bracketed(otherwise)}" if otherwise else ""
            return "[if" + " elseif".join(written) + last + "]"
        case Quantifier(kind=kind, var=var, type=type_, body=body):
            return f"[{kind}({var} : {type_}) {bracketed(body)}]"
        case Assignment(target=left, value=right):
            return f"({bracketed(left)} = {bracketed(right)})"
        case Comparison(op=sign, left=left, right=right):
            return f"({bracketed(left)} {sign} {bracketed(right)})"
        case Arithmetic(op=operator, left=left, right=right):
            return f"({bracketed(left)} {operator} {bracketed(right)})"
        case TypeTest(body=body, type=type_):
            return f"({bracketed(body)} : {type_})"
