"""Ground expressions made from parts, with whatever is known already worked out.

The functions build the *normal form* of the ground model: `Not` stands nowhere but before a boolean fluent, the
negation of an order comparison is the opposite comparison (so that neither holds of `?`), constants stand on the right,
and `Believes` stands as near to the atoms as it can. What they fold is what `fabula.reference.meaning` would find in
every state; the values of two constants are worked out as there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from fabula.ground.model import GroundFluent
from fabula.world.expressions import (
    FALSE,
    TRUE,
    And,
    Arith,
    ArithmeticOp,
    Believes,
    Compare,
    ComparisonOp,
    Const,
    Expr,
    Fluent,
    If,
    Not,
    Or,
    Value,
)

OPPOSITE: dict[ComparisonOp, ComparisonOp] = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
MIRRORED: dict[ComparisonOp, ComparisonOp] = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}

Number = int | Fraction


def same(left: Value, right: Value) -> bool:
    """Whether two values are the same one; True is not 1."""
    return left == right and isinstance(left, bool) == isinstance(right, bool)


def holds(op: ComparisonOp, left: Value, right: Value) -> bool:
    """Whether a comparison of two values holds; `?` equals only itself, and `<` and `>` are false of it."""
    if op == "==":
        return same(left, right)
    if op == "!=":
        return not same(left, right)
    if not isinstance(left, (int, Fraction)) or not isinstance(right, (int, Fraction)):
        return op in ("<=", ">=") and left is None and right is None
    if op == "<":
        return left < right
    if op == ">":
        return left > right
    return left <= right if op == "<=" else left >= right


def combined(op: ArithmeticOp, left: Value, right: Value) -> Value:
    """Two numbers made one, exactly; `?` if either is unknown, and for a division by 0."""
    if not isinstance(left, (int, Fraction)) or not isinstance(right, (int, Fraction)):
        return None
    if op == "+":
        return left + right
    if op == "-":
        return left - right
    if op == "*":
        return left * right
    if op == "min":
        return min(left, right)
    if op == "max":
        return max(left, right)
    if right == 0:
        return None
    quotient = Fraction(left) / Fraction(right)
    return quotient.numerator if quotient.denominator == 1 else quotient


# ---- truth ----------------------------------------------------------------------------------------------------------


def conj(parts: Iterable[Expr]) -> Expr:
    """All of the parts, flat and each once; False where two of them cannot both hold."""
    flat: list[Expr] = []
    for part in parts:
        if isinstance(part, And):
            flat.extend(part.parts)
        elif not isinstance(part, Const):
            flat.append(part)
        elif not part.value:
            return FALSE
    if len(flat) < 2:
        return flat[0] if flat else TRUE
    kept = _each_once(flat)
    known = Literals()
    for part in kept:
        if not isinstance(part, Or) and not known.add(part):
            return FALSE
    narrowed = False
    for place, part in enumerate(kept):
        if isinstance(part, Or):
            left = [choice for choice in part.parts if known.allows(choice)]
            if len(left) < len(part.parts):
                narrowed = True
                kept[place] = disj(left)
    if narrowed:
        return conj(kept)
    return kept[0] if len(kept) == 1 else And(tuple(kept))


def disj(parts: Iterable[Expr]) -> Expr:
    """Some of the parts, flat and each once."""
    flat: list[Expr] = []
    for part in parts:
        if isinstance(part, Or):
            flat.extend(part.parts)
        elif not isinstance(part, Const):
            flat.append(part)
        elif part.value:
            return TRUE
    if len(flat) < 2:
        return flat[0] if flat else FALSE
    kept = _each_once(flat)
    return kept[0] if len(kept) == 1 else Or(tuple(kept))


def _each_once(parts: list[Expr]) -> list[Expr]:
    if len(parts) == 2:
        return parts[:1] if parts[0] == parts[1] else parts
    return list(dict.fromkeys(parts))


class Literals:
    """What a conjunction says of single fluents, so that contradictions show: `at(Ann) == home`, `at(Ann) != home`."""

    def __init__(self) -> None:
        self._is: dict[object, Value] = {}
        self._is_not: dict[object, list[Value]] = {}

    def add(self, atom: Expr) -> bool:
        """Note the atom; False if it contradicts what was noted before."""
        literal = _literal(atom)
        if literal is None:
            return True
        spot, equal, value = literal
        if not self._fits(spot, equal, value):
            return False
        if equal:
            self._is[spot] = value
        else:
            self._is_not.setdefault(spot, []).append(value)
        return True

    def allows(self, part: Expr) -> bool:
        """Whether the part does not contradict what was noted, as far as can be seen."""
        if isinstance(part, And):
            return all(self.allows(inner) for inner in part.parts)
        if isinstance(part, Or):
            return any(self.allows(inner) for inner in part.parts)
        literal = _literal(part)
        return literal is None or self._fits(*literal)

    def _fits(self, spot: object, equal: bool, value: Value) -> bool:
        if spot in self._is:
            return same(self._is[spot], value) == equal
        return not equal or not any(same(value, other) for other in self._is_not.get(spot, ()))


def _literal(atom: Expr) -> tuple[object, bool, Value] | None:
    """Where an atom looks (minds and fluent), whether it is an equality, and with what."""
    minds: tuple[Value, ...] = ()
    while isinstance(atom, Believes):
        assert isinstance(atom.who, Const)
        minds = (*minds, atom.who.value)
        atom = atom.body
    if isinstance(atom, Fluent):
        return (minds, atom.index), True, True
    if isinstance(atom, Not) and isinstance(atom.body, Fluent):
        return (minds, atom.body.index), True, False
    if isinstance(atom, Compare) and isinstance(atom.left, Fluent) and isinstance(atom.right, Const):
        if atom.op == "==":
            return (minds, atom.left.index), True, atom.right.value
        if atom.op == "!=":
            return (minds, atom.left.index), False, atom.right.value
    return None


def negation(expr: Expr) -> Expr:
    """That the expression does not hold, in normal form."""
    if isinstance(expr, Const):
        return Const(not expr.value)
    if isinstance(expr, Not):
        return expr.body
    if isinstance(expr, And):
        return disj([negation(part) for part in expr.parts])
    if isinstance(expr, Or):
        return conj([negation(part) for part in expr.parts])
    if isinstance(expr, Compare):
        return Compare(OPPOSITE[expr.op], expr.left, expr.right)
    if isinstance(expr, Believes):
        return believes(expr.who, negation(expr.body))
    if isinstance(expr, If):
        return conditional(expr.condition, negation(expr.then), negation(expr.otherwise))
    return Not(expr)


def believes(who: Expr, body: Expr) -> Expr:
    """That `who` believes the body; belief goes through `and` and `or` to the atoms."""
    if isinstance(body, Const):
        return body
    if isinstance(body, And):
        return conj([believes(who, part) for part in body.parts])
    if isinstance(body, Or):
        return disj([believes(who, part) for part in body.parts])
    return Believes(who, body)


def conditional(condition: Expr, then: Expr, otherwise: Expr) -> Expr:
    """One or the other."""
    if isinstance(condition, Const):
        return then if condition.value else otherwise
    return then if then == otherwise else If(condition, then, otherwise)


def is_true(expr: Expr) -> bool:
    return isinstance(expr, Const) and expr.value is True


def is_false(expr: Expr) -> bool:
    return isinstance(expr, Const) and expr.value is False


# ---- numbers --------------------------------------------------------------------------------------------------------


def arith(op: ArithmeticOp, left: Expr, right: Expr) -> Expr:
    """Two numbers made one."""
    if isinstance(left, Const) and isinstance(right, Const):
        return Const(combined(op, left.value, right.value))
    if right == Const(0 if op in ("+", "-") else 1) and op in ("+", "-", "*", "/"):
        return left
    if left == Const(0 if op == "+" else 1) and op in ("+", "*"):
        return right
    return Arith(op, left, right)


def together(op: ArithmeticOp, parts: list[Expr], neutral: int) -> Expr:
    """A long sum or product, as a tree that is not deep; its constants are one."""
    constant: Value = neutral
    left: list[Expr] = []
    for part in parts:
        if isinstance(part, Const):
            constant = combined(op, constant, part.value)
        else:
            left.append(part)
    if constant is None:
        return Const(None)
    if constant != neutral or not left:
        left.append(Const(constant))
    while len(left) > 1:
        pairs = [arith(op, left[i], left[i + 1]) for i in range(0, len(left) - 1, 2)]
        left = pairs + left[len(left) - len(left) % 2 :]
    return left[0]


class Domains:
    """What is known of the fluents of a model: which are boolean, which values they can have."""

    def __init__(self, fluents: Sequence[GroundFluent]) -> None:
        self.fluents = fluents

    def boolean(self, expr: Expr) -> bool:
        """Whether the expression is a truth value."""
        if isinstance(expr, Fluent):
            return self.fluents[expr.index].property.kind == "boolean"
        if isinstance(expr, Const):
            return isinstance(expr.value, bool)
        if isinstance(expr, Believes):
            return self.boolean(expr.body)
        if isinstance(expr, If):
            return self.boolean(expr.then)
        return isinstance(expr, (And, Or, Not, Compare))

    def bounds(self, expr: Expr) -> tuple[Number | None, Number | None]:
        """The lowest and the highest number that the expression can be; None: no bound."""
        if isinstance(expr, Const):
            value = expr.value
            return (value, value) if isinstance(value, (int, Fraction)) else (0, 0)
        if isinstance(expr, Fluent):
            property_ = self.fluents[expr.index].property
            return property_.low, property_.high
        if isinstance(expr, Believes):
            return self.bounds(expr.body)
        if isinstance(expr, If):
            (a, b), (c, d) = self.bounds(expr.then), self.bounds(expr.otherwise)
            return _either(min, a, c), _either(max, b, d)
        if isinstance(expr, Arith):
            (a, b), (c, d) = self.bounds(expr.left), self.bounds(expr.right)
            if expr.op == "+":
                return _sum(a, c), _sum(b, d)
            if expr.op == "-":
                return _sum(a, None if d is None else -d), _sum(b, None if c is None else -c)
            if expr.op == "min":
                return _either(min, a, c), b if d is None else d if b is None else min(b, d)
            if expr.op == "max":
                return a if c is None else c if a is None else max(a, c), _either(max, b, d)
            if expr.op == "*" and a is not None and b is not None and c is not None and d is not None:
                corners = (a * c, a * d, b * c, b * d)
                return min(corners), max(corners)
        return None, None

    def clamped(self, value: Expr, low: int | None, high: int | None) -> Expr:
        """The value kept within bounds."""
        least, most = self.bounds(value)
        if low is not None and (least is None or least < low):
            value = arith("max", value, Const(low))
        if high is not None and (most is None or most > high):
            value = arith("min", value, Const(high))
        return value

    def compare(self, op: ComparisonOp, left: Expr, right: Expr) -> Expr:
        """Two values compared, in normal form."""
        if isinstance(left, Const):
            if isinstance(right, Const):
                return TRUE if holds(op, left.value, right.value) else FALSE
            op, left, right = MIRRORED[op], right, left
        if left == right:
            return TRUE if op in ("==", "<=", ">=") else FALSE
        if self.boolean(left) or self.boolean(right):
            return self._compare_truths(op, left, right)
        if isinstance(left, Believes):
            if isinstance(right, Const):
                return believes(left.who, self.compare(op, left.body, right))
            if isinstance(right, Believes) and left.who == right.who:
                return believes(left.who, self.compare(op, left.body, right.body))
        if isinstance(left, Fluent) and isinstance(right, Const):
            domain = self.fluents[left.index].domain
            if domain is not None:
                if op in ("==", "!="):
                    within = right.value in domain or isinstance(right.value, Fraction)
                    return Compare(op, left, right) if within else FALSE if op == "==" else TRUE
                if not any(holds(op, value, right.value) for value in domain):
                    return FALSE
        return Compare(op, left, right)

    def _compare_truths(self, op: ComparisonOp, left: Expr, right: Expr) -> Expr:
        if op not in ("==", "!="):
            return Compare(op, left, right)
        if isinstance(right, Const):
            return left if bool(right.value) == (op == "==") else negation(left)
        opposite = negation(right)
        if op == "!=":
            right, opposite = opposite, right
        return disj([conj([left, right]), conj([negation(left), opposite])])

    def cases(self, expr: Expr) -> list[tuple[Expr, Value]] | None:
        """Every value that the expression can have, each with the condition under which it has it.

        None where there is no end of them (unbounded numbers, sums).
        """
        if isinstance(expr, Const):
            return [(TRUE, expr.value)]
        if self.boolean(expr):
            return [(expr, True), (negation(expr), False)]
        if isinstance(expr, Fluent):
            domain = self.fluents[expr.index].domain
            return None if domain is None else [(Compare("==", expr, Const(value)), value) for value in domain]
        if isinstance(expr, Believes):
            inner = self.cases(expr.body)
            return None if inner is None else [(believes(expr.who, when), value) for when, value in inner]
        if isinstance(expr, If):
            return self._cases_of_if(expr)
        return None

    def _cases_of_if(self, expr: If) -> list[tuple[Expr, Value]] | None:
        then, otherwise = self.cases(expr.then), self.cases(expr.otherwise)
        if then is None or otherwise is None:
            return None
        fails = negation(expr.condition)
        found = [(conj([expr.condition, when]), value) for when, value in then]
        found += [(conj([fails, when]), value) for when, value in otherwise]
        merged: list[tuple[Expr, Value]] = []
        for when, value in found:
            if is_false(when):
                continue
            for place, (before, other) in enumerate(merged):
                if same(value, other):
                    merged[place] = disj([before, when]), value
                    break
            else:
                merged.append((when, value))
        return merged


def _sum(a: Number | None, b: Number | None) -> Number | None:
    return None if a is None or b is None else a + b


def _either(which: Callable[[Number, Number], Number], a: Number | None, b: Number | None) -> Number | None:
    return None if a is None or b is None else which(a, b)
