"""Wrong problems: every mistake of a file is told, at its place, in bounded time; no exception of another kind."""

import random
import time

import pytest

from fabula.diagnostics.show import show_all
from fabula.sabre.lexer import TEXT_LIMIT
from fabula.world.model import World
from tests.sabre.world_text import LIGHTHOUSE, attempt, codes_of, problems_of, world_of

HEAD = """entity Tom : character; entity Home : place; property at(c : character) : place;
property alive(c : character) : boolean; property coins(c : character) : number;
"""

WRONG = [
    ("", "F807"),
    (" // nothing\n", "F807"),
    ("a\x00b", "F801"),
    ("entity A : \ufffd;", "F801"),
    ("/* open", "F802"),
    (HEAD + "alive(Tom", "F803"),
    (HEAD + "alive(Tom));", "F803"),
    (HEAD + "action a() { effect: alive(Tom); ", "F803"),
    (HEAD + "action a() { effect: alive[Tom]; };", "F806"),
    (HEAD + "coins(Tom) = 1.2.3;", "F804"),
    (HEAD + f"coins(Tom) = {'9' * 5000};", "F804"),
    ("entity _a : character;", "F804"),
    ("entity 1a : character;", "F804"),
    (HEAD + ";", "F805"),
    (HEAD + "entity Ann : character;;", "F805"),
    (HEAD + "entity Ann;", "F805"),
    (HEAD + "entity Ann : character, ;", "F805"),
    (HEAD + "property p : boolean;", "F805"),
    (HEAD + "property p(?) : boolean;", "F805"),
    (HEAD + "property p(c : character,) : boolean;", "F805"),
    (HEAD + "property p(True : boolean) : boolean;", "F805"),
    (HEAD + "action a() effect: alive(Tom);", "F805"),
    (HEAD + "action a() { effect: alive(Tom) };;", "F805"),
    (HEAD + "action a() { effect: alive(Tom);; };", "F805"),
    (HEAD + "action a() { efect: alive(Tom); };", "F805"),
    (HEAD + "trigger a() { consenting: Tom; };", "F805"),
    (HEAD + "action a() { observing: alive(Tom); };", "F805"),
    (HEAD + "action a() { consenting: Tom Tom; };", "F805"),
    (HEAD + "utility() alive(Tom);", "F805"),
    (HEAD + "utility(Tom, Tom): alive(Tom);", "F805"),
    (HEAD + "coins(Tom)-1 = 3;", "F806"),
    (HEAD + "alive(at(Tom));", "F806"),
    (HEAD + "property p(p : plce) : boolean;", "F809"),
    (HEAD + "property p() : plce;", "F809"),
    (HEAD + "action a() { precondition: Tom : plce; };", "F809"),
    (HEAD + "action a() { precondition: exists(p : plce) True; };", "F809"),
    (HEAD + "alive(tom);", "F810"),
    (HEAD + "alive(Tom) = true;", "F810"),
    (HEAD + "action a() { consenting: who; };", "F810"),
    (HEAD + "dead(Tom);", "F811"),
    (HEAD + "alive(Home);", "F812"),
    (HEAD + "alive();", "F812"),
    (HEAD + "action a(e : entity) { effect: alive(e); };", "F812"),
    (HEAD + "alive(Tom) = ?;", "F813"),
    (HEAD + "at(Tom) = Tom;", "F813"),
    (HEAD + "at(Tom) = 3;", "F813"),
    (HEAD + "coins(Tom) = Home;", "F813"),
    (HEAD + "coins(Tom);", "F813"),
    (HEAD + "action a() { precondition: coins(Tom); };", "F813"),
    (HEAD + "action a() { precondition: ?; };", "F813"),
    (HEAD + "action a() { precondition: !at(Tom); };", "F813"),
    (HEAD + "action a() { precondition: alive(Tom) + 1 > 2; };", "F813"),
    (HEAD + "action a() { precondition: coins(Tom) : place; };", "F813"),
    (HEAD + "action a() { precondition: alive(Tom) = True; };", "F813"),
    (HEAD + "action a() { observing(c : character): coins(c); };", "F813"),
    (HEAD + "action a() { precondition: exists(c : character) coins(c); };", "F813"),
    (HEAD + "utility(): sum(c : character) alive(c);", "F813"),
    (HEAD + "utility(): at(Tom);", "F813"),
    (HEAD + "utility(): if(alive(Tom)) 1 else 0 > 0;", "F813"),
    (HEAD + "utility(): if(alive(Tom)) True else ?;", "F813"),
    (HEAD + "utility(): if(alive(Tom)) 1;", "F814"),
    (HEAD + "at(Tom) = if(alive(Tom)) Home;", "F814"),
    (HEAD + "action a() { effect: at(Tom) != Home; };", "F815"),
    (HEAD + "action a() { effect: alive(Tom) | alive(Tom); };", "F815"),
    (HEAD + "action a() { effect: !(at(Tom) == Home); };", "F815"),
    (HEAD + "action a() { effect: coins(Tom) > 3; };", "F815"),
    (HEAD + "False;", "F815"),
    (HEAD + "Tom : character;", "F815"),
    (HEAD + "3 == coins(Tom);", "F815"),
    (HEAD + "believes(Home, alive(Tom));", "F816"),
    (HEAD + "believes(3, alive(Tom));", "F806"),
    (HEAD + "action a(p : place) { consenting: p; };", "F816"),
    (HEAD + "action a(e : entity) { consenting: e; };", "F816"),
    (HEAD + "action a() { observing(p : place): True; };", "F816"),
    (HEAD + "utility(Home): 1;", "F816"),
    (HEAD + "type a : b; type b : c; type c : a;", "F817"),
    (HEAD + "type a : a;", "F817"),
    (HEAD + "type entity : thing;", "F817"),
    (HEAD + "type number;", "F817"),
    (HEAD + "type age : number;", "F817"),
    (HEAD + "entity One : number;", "F817"),
    (HEAD + "entity True : thing;", "F817"),
    (HEAD + "action a(n : number) { };", "F817"),
    (HEAD + "action a() { precondition: forall(n : number) True; };", "F817"),
    (HEAD + "action a(c : character, c : character) { };", "F818"),
    (HEAD + "property alive(who : character) : number;", "F818"),
    (HEAD + "property alive(Tom) : number;", "F818"),
    (HEAD + "property alive(who : entity) : place;", "F818"),
    (HEAD + "; ".join(f"property alive({number}) : boolean" for number in range(200)), "F808"),
]


@pytest.mark.parametrize(
    ("text", "code"), WRONG, ids=[f"{code} {text.removeprefix(HEAD)[:40]}" for text, code in WRONG]
)
def test_what_is_wrong_is_told_once(text: str, code: str) -> None:
    problems = problems_of(text)
    assert [problem.code for problem in problems] == [code]
    assert all(problem.span is not None for problem in problems)


def test_everything_that_is_wrong_is_told_in_the_order_of_the_text() -> None:
    text = (
        HEAD
        + """
alive(Tim);
coins(Tom) = coins(Tom)-1;
action a() {
    precondition: dead(Tom);
    effect: at(Tom) = Tom & alive(Tom;
};
action b(who : person) { precondition: alive(who); };
action c() { precondition: alive(Tom) & & alive(Tom); effect: happy(Tom) and happy(Tom); };
utility(): if(alive(Tom)) 1
"""
    )
    problems = problems_of(text)
    assert [(problem.span.line if problem.span else 0, problem.code) for problem in problems] == [
        (4, "F810"),
        (5, "F806"),
        (8, "F803"),
        (10, "F809"),
        (11, "F806"),
        (11, "F806"),
        (12, "F814"),
    ]


def test_a_flood_of_mistakes_is_cut() -> None:
    assert len(problems_of("; ".join(f"p{number}()" for number in range(50_000)))) == 100


def test_a_huge_text_is_refused() -> None:
    before = time.process_time()
    assert codes_of("a" * (TEXT_LIMIT + 1)) == ["F808"]
    assert time.process_time() - before < 5


@pytest.mark.parametrize(
    "text",
    [
        "x" * 1_000_000,
        "; ".join(f"entity A : t{n}" for n in range(40_000)),
        "type a : " + ", ".join(f"t{n}" for n in range(100_000)),
        "entity A : t; " + "; ".join(f"property p({n}) : boolean" for n in range(200)) + "; p(199)" * 50_000,
        "((((" * 100_000,
        "}" * 100_000,
        "-" * 100_000,
        "type a0; " + "; ".join(f"type a{n + 1} : a{n}" for n in range(30_000)),
        "type a0; "
        + "; ".join(f"type a{n + 1} : a{n}" for n in range(900))
        + "".join(f"; entity e{n} : a900" for n in range(9_000)),
        "entity A : t; " + "property p(x : t, " + ", ".join(f"v{n} : t" for n in range(5_000)) + ") : t",
    ],
    ids=lambda text: text[:12],
)
def test_odd_texts_end_soon(text: str) -> None:
    before = time.process_time()
    result = attempt(text)
    assert isinstance(result, World) or show_all(result)
    assert time.process_time() - before < 10


def _pieces() -> list[str]:
    """The small problem, cut so that its pieces joined by blanks are the problem again."""
    from fabula.diagnostics.source import Source
    from fabula.sabre.lexer import tokenize

    tokens = tokenize(Source("lighthouse", LIGHTHOUSE), lambda problem: None)
    assert tokens is not None
    return [token.text for token in tokens.tokens]


@pytest.mark.parametrize("seed", range(8))
def test_a_broken_problem_is_a_world_or_a_list_of_problems(seed: int) -> None:
    dice = random.Random(seed)
    whole = _pieces()
    assert len(world_of(" ".join(whole)).events) == 4  # unbroken, it is a world
    refused = 0
    for _ in range(60):
        pieces = list(whole)
        for _ in range(dice.choice((1, 1, 2, 5))):
            at = dice.randrange(len(pieces) - 1)
            match dice.randrange(4):
                case 0:
                    del pieces[at]
                case 1:
                    pieces.insert(at, pieces[at])
                case 2:
                    pieces[at], pieces[at + 1] = pieces[at + 1], pieces[at]
                case 3:
                    pieces[at] = dice.choice(whole)
        result = attempt(" ".join(pieces))
        if isinstance(result, tuple):
            refused += 1
            assert result
            assert all(problem.code.startswith("F8") for problem in result)
            assert show_all(result)
    assert refused > 30
