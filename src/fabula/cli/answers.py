"""The answers of `fabula ask` on a page of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from fabula.analysis.between import Between
from fabula.analysis.in_words import odds_in_words, percent
from fabula.cli.output import Paint

COLUMNS = 80
BAR = 20
TITLE = 28  # columns of an ending's title, with its odds on the same line
LITTLE = 0.05  # what was not followed: below it, an ending that was not met is as good as out of the question
Record = dict[str, Any]


def lines_of(record: Record, paint: Paint, *, drawn: bool) -> Iterator[str]:
    """The page, line by line."""
    after = record.get("after")
    yield paint("head", record["title"]) + (f", from where {after.rpartition('.')[2]} ends" if after else "")
    if record.get("premise"):
        yield from _filled("", record["premise"])
        yield ""
    if not record["questions"] and "complete" not in record:  # it was ended before any story was followed
        yield "Nothing is known yet."
        return
    yield _rests_on(record)
    for question in record["questions"]:
        yield ""
        yield from (paint("head", line) for line in _filled("", question["question"]))
        yield from _question(question, record, paint, drawn=drawn)
    yield ""
    yield paint("head", "How it ends")
    rows = list(record["endings"])
    for key, title in (("dead_end", "Nobody can do any more"), ("loops", "It goes round for ever")):
        if _between(record[key]).high > record["open"]:
            rows.append({"title": title, **record[key]})
    yield from _endings(rows, record, drawn=drawn)


def _rests_on(record: Record) -> str:
    if record["complete"]:
        return f"Every story was followed to its end ({record['moments']:,} moments): nothing is left open."
    open_ = percent(record["open"])
    return textwrap.fill(
        f"The likeliest stories were followed ({record['followed']:,} moments); what was not is at most {open_} % of "
        "all. The odds are bounds that the choice model's surely lie between.",
        COLUMNS,
    )


def _question(question: Record, record: Record, paint: Paint, *, drawn: bool) -> Iterator[str]:
    odds = _between(question["odds"])
    if question["what_if"]:
        for key, word in (("endings_if", f"If so ({odds_in_words(odds)})"), ("endings_if_not", "If not")):
            if question[key]:
                yield f"  {word}"
                rows = [row for row in question[key] if row["name"] is not None or row["high"] > LITTLE]
                yield from (f"  {line}" for line in _endings(rows, record, drawn=drawn))
            else:
                yield "  It never comes to that." if key == "endings_if" else "  It always comes to that."
        return
    yield f"  {'Likely':<10}{odds_in_words(odds)}{_bar(odds) if drawn else ''}".rstrip()
    yield from _story("Can it?", question["can"], question["witness"], "It happens in this story")
    yield from _story("Must it?", question["must"], question["counter"], "It does not in this story")
    if question["turns_on"]:
        yield "  Turns on"
        for hinge in question["turns_on"][:3]:
            yield from _hinge(hinge)
    if question.get("control"):
        yield from _control(question["control"])
    if question["would_change"]:
        yield "  What would change it"
        for change in question["would_change"]:
            yield from _change(change)
    elif question["would_change"] is not None:
        text = "No change of one or two lines of the start, or of wants, was found that moves it"
        if not record["changes_complete"]:
            text += f", among the {record['changes_tried']} that were tried till then"
        yield from _filled("  ", f"{text}.")


def _story(head: str, verdict: str, witness: Record | None, then: str) -> Iterator[str]:
    words = {"yes": "Yes.", "no": "No.", "open": "Open."}[verdict]
    if witness is None:
        proof = {"yes": " No story goes past it.", "no": " No story comes to it.", "open": " It was not met."}[verdict]
        yield f"  {head:<10}{words}{proof}"
        return
    events = [
        step["event"] if step["outcomes"] == 1 else f"{step['event']} turns out {step['outcome']}"
        for step in witness["story"]
    ]
    if not events:
        yield f"  {head:<10}{words} It is so from the beginning."
        return
    shown = ", ".join(events)
    count = "1 event" if len(events) == 1 else f"{len(events)} events"
    short = f"the shortest, {count}" if witness["shortest"] else count
    yield from _filled(f"  {head:<10}", f"{words} {then} ({short}): {shown}.")


def _hinge(hinge: Record) -> Iterator[str]:
    share, reached = percent(hinge["share"]), percent(min(1.0, hinge["reached"]))
    for_, against = hinge["for"], hinge["against"]
    if for_["who"] == against["who"]:
        who = "chance" if for_["who"] is None else "your choice" if for_["who"] == "you" else f"{for_['who']}'s choice"
    else:
        who = "whichever comes first"
    text = (
        f"{for_['event']} ({percent(for_['odds'])} %) or {against['event']} ({percent(against['odds'])} %): {who}; "
        f"settles {share} % of it, in {reached} % of stories."
    )
    yield from _filled("    ", text, hang=2)


def _change(change: Record) -> Iterator[str]:
    effect = change["effect"]
    odds = odds_in_words(_between(change["after"]))
    text = f"{' and '.join(change['changes'])}: {odds if effect not in ('impossible', 'certain') else effect}."
    yield from _filled("    ", text, hang=2)


def _control(control: Record) -> Iterator[str]:
    yield f"  What {control['who']} can bring about"
    for key, word in (("best", "most"), ("worst", "least")):
        found = control[key]
        plan = "; ".join(f"after {step['after']}: {step['do']}" for step in found["strategy"][:4])
        yield from _filled(
            "    ", f"{word} ({odds_in_words(_between(found))})" + (f": {plan}." if plan else "."), hang=2
        )


def _endings(endings: list[Record], record: Record, *, drawn: bool) -> Iterator[str]:
    width = max((len(ending["title"]) for ending in endings if len(ending["title"]) <= TITLE), default=0)
    for ending in endings:
        odds = _between(ending)
        if odds.low == 0 and odds.high <= record["open"] <= LITTLE and not record["complete"]:
            text = "hardly ever"
        else:
            text = odds_in_words(odds)
        title = ending["title"]
        if len(title) > TITLE:  # on lines of its own
            yield from _filled("  ", title)
            title = ""
        yield f"  {title:<{width}}  {text}{_bar(odds) if drawn else ''}".rstrip()


def _bar(odds: Between) -> str:
    """What is sure, and behind it, lighter, what is open."""
    sure = round(BAR * odds.low)
    return "  " + "▇" * sure + "░" * (round(BAR * odds.high) - sure)


def _between(record: Record) -> Between:
    exact = record.get("exact")
    return Between(record["low"], record["high"], None if exact is None else Fraction(exact))


def _filled(indent: str, text: str, hang: int = 0) -> list[str]:
    later = " " * (len(indent) + hang)
    lines = textwrap.wrap(
        text.replace(" %", "\u00a0%"),  # no line begins with a per cent sign
        COLUMNS,
        initial_indent=indent,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace("\u00a0", " ") for line in lines]
