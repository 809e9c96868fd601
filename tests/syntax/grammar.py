"""The grammar page as a generator of texts: its EBNF is read, and random files are written by it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

from fabula.syntax.events import ALLOWED
from tests.syntax.text import MANUAL

PAGE = MANUAL / "grammar.md"
_EBNF = re.compile(r"^```ebnf\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TOKEN = re.compile(r"""\s*(?:\(\*.*?\*\)\s*)*(?:"([^"]*)"|'([^']*)'|([a-z]\w*)|(NL)|([|;=()\[\]{},]))""", re.DOTALL)
WRITTEN_OUT = ("name", "number", "text", "whole", "content")  # rules in words, and the one with a parameter


@dataclass(frozen=True)
class Node:
    """`word`, `rule` (with an argument for `list`, `block`, `content`), `all`, `any`, `maybe`, `many`, or `line`."""

    kind: str
    text: str = ""
    parts: tuple[Node, ...] = ()


def rules() -> dict[str, Node]:
    """Every rule of the page that is not written out in words."""
    found: dict[str, Node] = {}
    for block in _EBNF.findall(PAGE.read_text("utf-8")):
        for rule in re.split(r";\s*(?:\(\*[^*]*\*\)\s*)?\n(?=\S|\s*$|\n)", block):
            name = re.match(r"\s*(\w+)", rule)
            if name is None or name[1] in WRITTEN_OUT:
                continue
            tokens = [match.groups() for match in _TOKEN.finditer(rule)]
            node, rest = _any(tokens[2:])
            assert not rest, f"{name[1]}: {rest}"
            found[name[1]] = node
    return found


Tokens = list[tuple[str | None, ...]]


def _sign(tokens: Tokens) -> str | None:
    return tokens[0][4] if tokens else None


def _any(tokens: Tokens) -> tuple[Node, Tokens]:
    first, tokens = _all(tokens)
    parts = [first]
    while _sign(tokens) == "|":
        part, tokens = _all(tokens[1:])
        parts.append(part)
    return (first if len(parts) == 1 else Node("any", parts=tuple(parts))), tokens


def _all(tokens: Tokens) -> tuple[Node, Tokens]:
    parts: list[Node] = []
    while tokens and _sign(tokens) not in ("|", ")", "]", "}", ";"):
        part, tokens = _one(tokens)
        parts.append(part)
    return Node("all", parts=tuple(parts)), tokens


def _one(tokens: Tokens) -> tuple[Node, Tokens]:
    (double, single, rule, line, sign), rest = tokens[0], tokens[1:]
    if double is not None or single is not None:
        return Node("word", double or single or ""), rest
    if line:
        return Node("line"), rest
    if rule is not None:
        if _sign(rest) == "(" and rule in ("list", "block", "content"):
            inside, rest = _any(rest[1:])
            return Node("rule", rule, (inside,)), rest[1:]
        return Node("rule", rule), rest
    kind = {"(": "all", "[": "maybe", "{": "many"}[sign or ""]
    inside, rest = _any(rest)
    return Node(kind, parts=(inside,)), rest[1:]


def words(node: Node) -> set[str]:
    """The words in quotes below a node."""
    found = {node.text} if node.kind == "word" and node.text.isalpha() else set()
    return found.union(*(words(part) for part in node.parts)) if node.parts else found


LINE, IN, OUT = "\n", "\x0e", "\x0f"
_NAMES = (
    "Ann",
    "Tom",
    "home",
    "near",
    "hope",
    "x",
    "who",
    "a",
    "d'Artagnan",
    "Ævar",
    "नाम",
    "东",
    "no1",
    "text_",
    "at",
)
_TEXTS = (
    '"He goes."',
    '"She \\"waits\\".\\nLong."',
    '""',
    '"a  b "',
    '" {"',
    '"Ψ — \\\\ “”"',
    '"' + "word " * 30 + '"',
)
_TEMPLATES = (
    '"{who} goes."',
    '"{Who}, {at(who)}: \\"no\\""',
    '"He goes."',
    '"{x + 1}{y}"',
    '"' + "{who} waits " * 12 + '"',
)
_MOST_DEEP = 32


class Writer:
    """Writes random texts by the rules, none of them deep."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.rules = rules()

    def file(self) -> str:
        """A whole file, with its layout."""
        once = [
            words(part) & {"by", "premise", "told", "questions", "foresight", "depth", "horizon"}
            for part in self.declarations()
        ]
        tokens = self.write(self.rules["head"], 0)
        used: set[str] = set()
        for _ in range(self.random.randint(0, 8)):
            number = self.random.randrange(len(once))
            if once[number] & used and number < 7:
                continue
            used |= once[number] if number < 7 else set()
            tokens += self.write(self.declarations()[number], 0)
        return laid_out(tokens)

    def story(self) -> str:
        """A whole story file; beats have labels of their own."""
        text = laid_out(self.write(self.rules["story"], 0))
        first, rest = text.split("\n", 1)
        text = f"{first.replace(' - ', '-')}\n{rest}"  # the name of a world is written without blanks
        labels = iter(range(1, 1000))
        return re.sub(r"^beat \S+", lambda _: f"beat {next(labels)}", text, flags=re.MULTILINE)

    def declarations(self) -> tuple[Node, ...]:
        return self.rules["declaration"].parts

    def write(self, node: Node, depth: int) -> list[str]:
        match node.kind:
            case "word":
                return [node.text]
            case "line":
                return [LINE]
            case "all":
                return [token for part in node.parts for token in self.write(part, depth)]
            case "any":
                parts = node.parts if depth < _MOST_DEEP else node.parts[:1]
                return self.write(self.random.choice(parts), depth + 1)
            case "maybe":
                return self.write(node.parts[0], depth + 1) if self.chance(0.4, depth) else []
            case "many":
                found: list[str] = []
                while self.chance(0.3, depth) and len(found) < 40:
                    found += self.write(node.parts[0], depth + 1)
                return found
        return self.rule(node, depth)

    def chance(self, part: float, depth: int) -> bool:
        return depth < _MOST_DEEP and self.random.random() < part

    def rule(self, node: Node, depth: int) -> list[str]:
        match node.text:
            case "name":
                return [self.random.choice(_NAMES)]
            case "number" | "whole":
                whole = str(self.random.randint(1, 12))
                return [whole if node.text == "whole" or self.random.random() < 0.7 else f"{whole}.25"]
            case "text":
                return [self.random.choice(_TEXTS)]
            case "template":
                return self.random.sample(_TEMPLATES, self.random.randint(1, 2))
            case "bound":
                return []
            case "values" if self.random.random() < 0.4:
                return ["-", "3", "..", "5"]
            case "list":
                found = self.write(node.parts[0], depth + 1)
                while self.chance(0.35, depth):
                    found += [",", *self.write(node.parts[0], depth + 1)]
                return found
            case "block":
                lines = [self.line(node.parts[0], depth) for _ in range(1 + self.chance(0.5, depth))]
                return [LINE, IN, *(token for line in lines for token in line), OUT]
            case "content":
                first = self.write(node.parts[0], depth + 1)
                if LINE in first or self.random.random() < 0.4:
                    return [LINE, IN, *first, LINE, *self.line(node.parts[0], depth), OUT]
                more = [IN, *self.line(node.parts[0], depth), OUT] if self.chance(0.3, depth) else []
                return [*first, LINE, *more]
            case "quantifier":
                return ["(", *self.write(self.rules["quantifier"], depth + 1), ")"]
            case "condition" if self.chance(0.1, depth):
                return self.write(self.rules["quantifier"], depth + 1)
            case "values":
                return ["number"] if self.random.random() < 0.3 else ["calm", ",", "cross"]
            case "effect":
                found = self.write(self.rules["simple"], depth + 1)
                while "if" not in found and self.chance(0.2, depth):
                    found += self.write(self.rules["effect"].parts[1].parts[0], depth + 1)
                return found
            case "event":
                return self.event(depth)
            case "agreement":
                return self.agreement(depth)
        return self.write(self.rules[node.text], depth + 1)

    def line(self, node: Node, depth: int) -> list[str]:
        return [*self.write(node, depth + 1), LINE]

    def clause(self, rule: str, first: str, depth: int) -> list[str]:
        """One clause by the alternative of a rule that begins with a word."""
        for part in self.rules[rule].parts:
            start = part.parts[0]
            if start.text == first or (first == "text" and start.text == "told"):
                return self.line(part, depth)
        raise AssertionError(f"{rule} has no alternative that begins with {first}")

    def event(self, depth: int) -> list[str]:
        """The clauses that the table under the rule allows, as often as it does."""
        kind = self.random.choice(list(ALLOWED))
        allowed = ALLOWED[kind]
        chosen = [word for word in ("by", "when", "seen", "text") if word in allowed and self.chance(0.6, depth)]
        chosen += [word for word in ("when", "seen", "text") if word in allowed and self.chance(0.2, depth)]
        if "by" in allowed and "by" not in chosen:
            chosen.append("by")
        if kind == "dream":
            chosen.append("dreamer")
        chosen += [word for word in ("takes", "rate") if word in allowed and self.chance(0.2, depth)]
        self.random.shuffle(chosen)
        outcomes = 2 if kind == "contest" or ("either" in allowed and self.chance(0.3, depth)) else 0
        chosen += ["then"] if not outcomes or self.chance(0.3, depth) else []
        chosen += ["odds"] if outcomes and self.chance(0.5, depth) else []
        chosen += ["either", *["or"] * (outcomes - 1)] if outcomes else []
        head = ["instead"] if self.chance(0.2, depth) else []
        head += [kind, "thing", *(self.write(Node("rule", "parameters"), depth) if self.chance(0.6, depth) else [])]
        body: list[str] = []
        for word in chosen:
            if word == "odds":
                body += ["odds", *self.write(Node("rule", "condition"), depth + 2), ":", "2", LINE]
            else:
                body += self.clause("clause", word, depth)
        return [*head, LINE, IN, *body, OUT]

    def agreement(self, depth: int) -> list[str]:
        chosen = ["from", "owes", *(word for word in ("if", "until", "or") if self.chance(0.4, depth))]
        self.random.shuffle(chosen)
        body = [token for word in chosen for token in self.clause("duty", word, depth)]
        return ["agreement", "stay", LINE, IN, *body, OUT]


def laid_out(tokens: list[str]) -> str:
    """Tokens as text: four spaces for each block, a blank between two tokens."""
    lines: list[str] = []
    line: list[str] = []
    indent = 0
    for token in [*tokens, LINE]:
        if token in (LINE, IN, OUT):
            if line:
                lines.append("    " * indent + " ".join(line))
                line = []
            indent += (token == IN) - (token == OUT)
        else:
            line.append(token)
    return "\n".join(lines) + "\n"
