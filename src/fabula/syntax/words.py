"""The words of the language: which of them are reserved, which begin a declaration or a clause, and what others say."""

from __future__ import annotations

DECLARATIONS = (
    "world", "library", "use", "type", "property", "define", "instead", "start", "wants", "action", "contest", "fate",
    "trigger", "tick", "dream", "telling", "agreement", "ending", "question", "expect",
)  # fmt: skip
HEAD_LINES = (
    "by",
    "premise",
    "told",
    "questions",
    "foresight",
    "depth",
    "horizon",
)  # may follow `world "..."`, no names begin so
FREE_DECLARATIONS = ("reply", "temper")  # begin a declaration, and may be names all the same
EVENTS = ("action", "contest", "fate", "trigger", "tick", "dream")

# These can't be names. Of the words of declarations, `agreement` is a type too and can stand where a type stands.
RESERVED = frozenset(
    (
        *DECLARATIONS,
        "and", "or", "not", "if", "then", "otherwise", "for", "each", "where", "in", "is", "by", "when", "unless",
        "believes", "exists", "sum", "count", "of", "true", "false",
    )
)  # fmt: skip

EVENT_CLAUSES = ("by", "when", "then", "seen", "takes", "rate", "odds", "either", "or", "text", "dreamer")
AGREEMENT_CLAUSES = ("from", "if", "owes", "until", "or")
STORY_LINES = ("beat", "expect", "happens", "turns")

# Words that have a meaning in certain places only, and may be names.
FREE = frozenset(
    (
        *HEAD_LINES, *FREE_DECLARATIONS, *EVENT_CLAUSES, *AGREEMENT_CLAUSES, *STORY_LINES, "else", "to", "a", "an",
        "no", "has", "after", "anyone", "everybody", "nobody", "sees", "recognises", "wakes", "at", "least", "most",
        "figure", "number", "visible", "felt", "possible", "never", "because", "out", "story", "freely", "due", "even",
    )
) - RESERVED  # fmt: skip

# What writers bring along from other languages, and what it is called here.
FOREIGN_DECLARATIONS = {
    "author": "by", "title": "world", "game": "world", "module": "library", "import": "use", "include": "use",
    "from": "use", "class": "type", "kind": "type", "fluent": "property", "predicate": "property", "var": "property",
    "variable": "property", "attribute": "property", "relation": "property", "def": "define", "function": "define",
    "let": "define", "init": "start", "initial": "start", "initially": "start", "begin": "start", "goal": "wants",
    "utility": "wants", "want": "wants", "event": "fate", "rule": "trigger", "axiom": "trigger", "clock": "tick",
    "deal": "agreement", "contract": "agreement", "end": "ending", "assert": "expect", "test": "expect",
    "replace": "instead", "override": "instead", "operator": "action", "battle": "contest", "fight": "contest",
    "due": "reply due", "temperature": "temper",
}  # fmt: skip
FOREIGN_CLAUSES = {
    "precondition": "when", "pre": "when", "requires": "when", "require": "when", "condition": "when", "needs": "when",
    "if": "when", "where": "when", "effect": "then", "effects": "then", "effecting": "then", "post": "then",
    "result": "then", "results": "then", "do": "then", "does": "then", "so": "then", "consenting": "by", "agent": "by",
    "actor": "by", "agents": "by", "observing": "seen by", "observers": "seen by", "noticed": "seen by",
    "witness": "seen by", "watched": "seen by", "cost": "takes", "duration": "takes", "lasts": "takes",
    "probability": "odds", "chance": "odds", "weights": "odds", "outcome": "either", "says": "text", "say": "text",
    "print": "text", "desc": "text", "description": "text", "describe": "text", "tells": "text", "prose": "text",
    "frequency": "rate", "debtor": "from", "deadline": "until", "sanction": "or else", "else": "or else",
    "consequence": "owes",
}  # fmt: skip
