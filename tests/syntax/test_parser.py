"""What the parser makes of each construct: shapes of trees, precedence, lines that go on, places."""

from fractions import Fraction

import pytest

from fabula.diagnostics.source import Source
from fabula.syntax import tree
from fabula.syntax.parser import parse
from fabula.syntax.printer import expression
from tests.syntax.text import codes, read, world


def expr(text: str) -> tree.Expr:
    (definition,) = world(f"define it = {text}\n").declarations
    assert isinstance(definition, tree.Definition)
    return definition.body


def explicit(value: tree.Expr | None) -> str:
    """An expression with brackets around everything that has parts."""
    match value:
        case tree.If(then, condition, otherwise):
            return f"[{explicit(then)} if {explicit(condition)} otherwise {explicit(otherwise)}]"
        case tree.Or(parts):
            return f"[{' or '.join(map(explicit, parts))}]"
        case tree.And(parts):
            return f"[{' and '.join(map(explicit, parts))}]"
        case tree.Not(body):
            return f"[not {explicit(body)}]"
        case tree.Believes(who, body):
            return f"[{explicit(who)} believes {explicit(body)}]"
        case tree.Compare(op, left, right) | tree.Arith(op, left, right):
            return f"[{explicit(left)} {op} {explicit(right)}]"
        case tree.IsA(body, kind, negated):
            return f"[{explicit(body)} is{' not' if negated else ''} a {kind.text}]"
        case tree.Negative(body):
            return f"[-{explicit(body)}]"
        case tree.Quantified(kind, variable, of_type, where, body):
            return f"[{kind} {variable.text}: {of_type.text} | {explicit(where)} | {explicit(body)}]"
        case None:
            return "-"
        case _:
            return expression(value)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("a or b and not c == d", "[a or [b and [not [c == d]]]]"),
        ("a and b and c", "[a and b and c]"),
        ("(a and b) and c", "[[a and b] and c]"),
        ("a + b * -c - d", "[[a + [b * [-c]]] - d]"),
        ("a / b / c", "[[a / b] / c]"),
        ("a + b < c * d", "[[a + b] < [c * d]]"),
        ("1 if a or b otherwise 2 if c otherwise 3", "[1 if [a or b] otherwise [2 if c otherwise 3]]"),
        ("Tom believes at(Ann) == home and x", "[[Tom believes [at(Ann) == home]] and x]"),
        ("Tom believes (a and b)", "[Tom believes [a and b]]"),
        ("Tom believes Ann believes hungry(Tom)", "[Tom believes [Ann believes hungry(Tom)]]"),
        ("not Tom believes a", "[not [Tom believes a]]"),
        ("Tom believes not a == b and c", "[[Tom believes [not [a == b]]] and c]"),
        ("who(x) believes a", "[who(x) believes a]"),
        ("lamp is a thing and x is not an apple", "[[lamp is a thing] and [x is not a apple]]"),
        ("count of x: t where p(x) > 1", "[count x: t | [p(x) > 1] | -]"),
        ("2 < count of x: t where p or q", "[2 < [count x: t | [p or q] | -]]"),
        ("count of x: t + 1", "[[count x: t | - | -] + 1]"),
        ("each x: t where p has q or r", "[each x: t | p | [q or r]]"),
        ("each x: t has q", "[each x: t | - | q]"),
        ("sum of 1 if p otherwise 2 for x: t where q", "[sum x: t | q | [1 if p otherwise 2]]"),
        ("no x: t where exists y: t where p(x, y)", "[no x: t | [exists y: t | p(x, y) | -] | -]"),
        ("count of x: t where p if q otherwise 0", "[[count x: t | p | -] if q otherwise 0]"),
        ("min(a, max(b + 1, ?))", "min(a, max(b + 1, ?))"),
        ("no == yes", "[no == yes]"),
        ("a == a(a)", "[a == a(a)]"),
        ("at(agreed)", "at(agreed)"),
    ],
)
def test_precedence(text: str, meant: str) -> None:
    assert explicit(expr(text)) == meant


def test_values() -> None:
    assert expr("2.50") == expr("2.5")
    number = expr("0.1")
    assert isinstance(number, tree.Number)
    assert number.value == Fraction(1, 10)
    whole = expr("3.0")
    assert isinstance(whole, tree.Number)
    assert isinstance(whole.value, int)
    assert isinstance(expr("true"), tree.Truth)
    assert isinstance(expr("?"), tree.Unknown)


def test_names_of_any_script_are_the_same_however_they_are_composed() -> None:
    assert expr("Zoe\u0308") == expr("Zo\u00eb")
    assert expr("d'Artagnan") != expr("d")
    assert expression(expr("नाम(东京)")) == "नाम(东京)"


def effects(text: str) -> tuple[tree.Effect, ...]:
    (start,) = world(f"start\n{text}").declarations
    assert isinstance(start, tree.Start)
    return start.statements


def test_effects_on_a_line_and_in_a_block_are_the_same() -> None:
    assert effects("    a = 1 if c\n") == effects("    if c\n        a = 1\n")
    assert effects("    a, not b\n") == effects("    a\n    not b\n")
    assert effects("    Tom believes a\n") == effects("    Tom believes\n        a\n")
    assert effects("    Tom believes Ann believes a\n") == effects("    Tom believes Ann believes\n        a\n")
    assert effects("    p(x) for each x: t where q\n") == effects("    for each x: t where q\n        p(x)\n")


def test_what_stands_behind_an_effect_is_said_of_all_of_it() -> None:
    (effect,) = effects("    Tom believes a = 1 if c for each x: t\n")
    assert isinstance(effect, tree.ForEach)
    (inner,) = effect.effects
    assert isinstance(inner, tree.IfEffect)
    assert isinstance(inner.then[0], tree.BelievesEffect)
    (value,) = effects("    a = 1 if c otherwise 2\n")
    assert isinstance(value, tree.Set)
    assert isinstance(value.value, tree.If)


def test_otherwise_belongs_to_the_if_before_it() -> None:
    chain = "    if a\n        x\n    otherwise if b\n        y\n    otherwise\n        z\n"
    nested = "    if a\n        x\n    otherwise\n        if b\n            y\n        otherwise\n            z\n"
    assert effects(chain) == effects(nested)
    inline = "    if a\n        x\n    otherwise y, z\n"
    assert effects(inline) == effects("    if a\n        x\n    otherwise\n        y\n        z\n")
    assert codes('world "T"\nstart\n    if a\n        x\n    otherwise\n        y\n    otherwise\n        z\n') == [
        "F134"
    ]


def test_a_list_may_begin_on_the_line_of_its_head() -> None:
    def then(text: str) -> tuple[tree.Effect, ...]:
        (event,) = world(f"fate f\n{text}").declarations
        assert isinstance(event, tree.EventDeclaration)
        return event.effects

    expected = then("    then\n        a\n        b\n        c\n")
    assert then("    then a, b, c\n") == expected
    assert then("    then a\n         b\n         c\n") == expected
    assert then("    then a\n        b\n        c\n") == expected
    assert then("    then a\n              b\n              c\n") == expected
    assert then("    then a,\n    b, c\n") == expected
    block = then("    then\n        if c\n            a\n        otherwise\n            b\n")
    assert then("    then if c\n             a\n         otherwise\n             b\n") == block


def test_lines_go_on() -> None:
    joined = world("define it = f(a, b) and c or d\n")
    assert world("define it =\n    f(a,\n      b) and\n    c or\n  d\n") == joined
    assert world("define it = f(\n    a, b\n) and c or  # why not\n\n    # well\n    d\n") == joined
    assert world('fate f\n    then a\n    text "One" "two"\n') == world(
        'fate f\n    then a\n    text\n        "One"\n    "two"\n'
    )
    assert world('fate f\n    then a\n    text "a" | "b"\n') == world(
        'fate f\n    then a\n    text "a"\n        | "b"\n'
    )


def test_an_event_and_its_clauses() -> None:
    (event,) = world(
        "instead action give(who: character, whom: character or figure, Tom)\n"
        "    by who, whom unless bound(whom)\n"
        "    when a, b\n"
        "    when c\n"
        "    odds 1 : hope(who)\n"
        "    then d\n"
        '    either e   text "One."\n'
        "    or\n"
        "        f, g\n"
        '        text for who when h "Two {who}." | "Three."\n'
        "    seen by anyone when i, Tom unless j\n"
        "    seen by nobody\n"
        "    takes 2\n"
        '    text "Four."\n'
    ).declarations
    assert isinstance(event, tree.EventDeclaration)
    assert event.instead
    assert [p.or_figure for p in event.parameters] == [False, True, False]
    assert event.parameters[2].type is None
    assert [consent.unless is None for consent in event.consents] == [True, False]
    assert len(event.conditions) == 3
    assert len(event.effects) == 1
    assert event.odds is not None
    assert len(event.odds.weights) == 2
    assert [len(outcome.effects) for outcome in event.outcomes] == [1, 2]
    assert [len(outcome.texts) for outcome in event.outcomes] == [1, 1]
    assert isinstance(event.seen_by[0].observers[0], tree.Anyone)
    assert isinstance(event.seen_by[1].observers[0], tree.Nobody)
    assert event.takes is not None
    assert event.takes.ticks == 2
    assert len(event.texts) == 1
    template = event.outcomes[1].texts[0].variants[0]
    assert template.parts[0] == "Two "
    assert isinstance(template.parts[1], tree.Hole)


def test_an_agreement() -> None:
    (agreement,) = world(
        "agreement stay(guest: character, host: character)\n"
        "    from guest to host\n    if a, b\n    owes c\n    until d\n    or else e, not f\n"
    ).declarations
    assert isinstance(agreement, tree.Agreement)
    assert agreement.owed_if is not None
    assert isinstance(agreement.owed_if.condition, tree.And)
    assert agreement.or_else is not None
    assert len(agreement.or_else.effects) == 2
    assert agreement.from_to is not None
    assert agreement.until is not None


def test_free_words_are_names_where_they_mean_nothing_else() -> None:
    read(
        Source(
            "free.fabula",
            'world "Free"\ntold, depth, text, no : thing\nproperty takes(thing)\nproperty seen(thing) : text, odds\n'
            "start\n    takes(text), seen(no) = odds\n    text = 1\nwants no\n    text: 1 if takes(no)\n"
            "fate f(at: thing)\n    then seen(at) = text, takes(at)\n",
        )
    )


def test_holes_have_their_place_in_the_text() -> None:
    source = Source("a.fabula", 'world "T"\nfate f\n    then x\n    text "Say \\"{who}\\": {at(who)}"\n')
    made = read(source)
    assert isinstance(made, tree.File)
    (event,) = made.declarations
    assert isinstance(event, tree.EventDeclaration)
    holes = [part for part in event.texts[0].variants[0].parts if isinstance(part, tree.Hole)]
    line = source.line(4)
    assert [line[h.span.column - 1 : h.span.end_column - 1] for h in holes] == ["{who}", "{at(who)}"]
    assert [line[h.value.span.column - 1 : h.value.span.end_column - 1] for h in holes] == ["who", "at(who)"]


def test_line_ends_and_byte_order_mark_make_no_difference() -> None:
    text = 'world "T"\nstart\n    a = 1\n    b\n'
    expected = read(Source("a.fabula", text))
    for other in (text.replace("\n", "\r\n"), text.replace("\n", "\r"), "\ufeff" + text, text.rstrip()):
        assert read(Source("a.fabula", other)) == expected


def test_one_wrong_line_hides_no_other() -> None:
    text = (
        'world "T"\naction go(who character)\n    by who and\n    when at(who) = home\n    then at(who) == street\n'
        "        x y\n    if z then\nwants\nending\nstart\n    a b\n    if c\n        = d\n"
        "    Tom believes\n        e ==\n"
    )
    assert codes(text) == ["F124", "F125", "F130", "F131", "F125", "F123", "F124", "F124", "F125", "F124", "F131"]


def test_a_tree_is_there_in_spite_of_problems() -> None:
    made, problems = parse(Source("a.fabula", 'world "T"\nAnn : character\nnonsense\nTom : character\n'))
    assert [problem.code for problem in problems] == ["F122"]
    assert made is not None
    assert len(made.declarations) == 2


def test_names_that_look_like_slips() -> None:
    """Words of clauses and of other languages are names wherever they are written as such."""
    assert codes('world "T"\npremise, goal : thing\nforesight : thing "how far"\n') == []
    lines = 'world "T"\nfate a\n    when\n        {}\n    then that\n'
    for condition in ("odds > 1", "takes", "takes and lit", "dreamer(x)", "text", "seen(x)", "x believes that"):
        assert codes(lines.format(condition)) == [], condition
    assert codes(lines.format("x believes that and lit")) == []
    effects = 'world "T"\nfate a\n    when lit\n    then\n        {}\n        lit\n'
    for effect in ("seen(x)", "odds = 1", "takes", "dreamer(x) = y", "x believes that", "x believes that = 1"):
        assert codes(effects.format(effect)) == [], effect
