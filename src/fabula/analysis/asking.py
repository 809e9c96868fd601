"""All answers to a world's questions as one record: what `fabula ask` prints, keeps, and gives as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from fabula.analysis.between import Between
from fabula.analysis.chain import Flags
from fabula.analysis.different import Difference
from fabula.analysis.in_words import odds_record
from fabula.analysis.outlook import Outlook
from fabula.analysis.policy import Control, best_odds, decisions_met, worst_odds
from fabula.analysis.questions import Answer, Hinge, Side, Witness, answer
from fabula.explore.story_graph import StoryGraph
from fabula.world.model import Question, World

Record = dict[str, Any]
LISTED = 12  # decisions of a strategy that are listed


def graph_record(world: World, graph: StoryGraph, outlook: Outlook) -> Record:
    """What the answers rest on, and the odds of each ending."""
    return {
        "title": world.title,
        "premise": " ".join(world.premise.split()),
        "complete": not outlook.chain.is_cut,
        "moments": len(graph.moments),
        "followed": graph.followed,
        "open": outlook.unknown,
        "endings": [
            {"name": ending.name, "title": ending.title, **odds_record(odds)}
            for ending, odds in zip(world.endings, outlook.endings, strict=True)
        ],
        "dead_end": odds_record(outlook.odds(outlook.rest)),
        "loops": odds_record(outlook.odds(outlook.loops)),
    }


def question_record(world: World, question: Question, found: Answer, names: Sequence[str]) -> Record:
    """One question with its answer; `would_change` is filled in later."""
    return {
        "question": question.title,
        "what_if": question.what_if,
        "can": found.can,
        "must": found.must,
        "odds": odds_record(found.odds),
        "turns_on": [_hinge(hinge, names) for hinge in found.hinges],
        "would_change": None,
        "witness": None if found.witness is None else _witness(found.witness),
        "counter": None if found.counter is None else _witness(found.counter),
        "endings_if": _endings(world, found.what_if.endings_if),
        "endings_if_not": _endings(world, found.what_if.endings_if_not),
    }


def answers(world: World, outlook: Outlook) -> Iterator[tuple[Answer, Record]]:
    """The answer to each of the world's questions."""
    model = outlook.graph.choices.engine.model
    for question, (_, formula) in zip(world.questions, model.questions, strict=True):
        found = answer(outlook, formula)
        yield found, question_record(world, question, found, model.characters)


def differences_record(differences: Iterable[Difference]) -> list[Record]:
    """What would have to be different, for one formula."""
    return [
        {
            "changes": [change.written for change in difference.changes],
            "before": odds_record(difference.before),
            "after": odds_record(difference.after),
            "effect": _effect(difference),
        }
        for difference in differences
    ]


def _effect(difference: Difference) -> str:
    if difference.after.high == 0:
        return "impossible"
    if difference.before.high == 0:
        return "possible"
    if difference.after.low == 1:
        return "certain"
    return "likelier" if difference.moves > 0 else "less likely"


def control_record(outlook: Outlook, who: int, place: int) -> Record:
    """What a character can bring about of a question."""
    return forced_record(outlook, who, outlook.where(outlook.graph.choices.engine.model.questions[place][1]))


def forced_record(outlook: Outlook, who: int, holds: Flags) -> Record:
    """What a character can bring about: the best and the worst odds of `holds` [moments], and how it is done."""
    found: dict[str, Callable[..., Control]] = {"best": best_odds, "worst": worst_odds}
    record: Record = {"who": outlook.graph.choices.engine.model.characters[who]}
    for name, solve in found.items():
        control = solve(outlook.decisions, who, holds)
        met = decisions_met(outlook.decisions, who, control, 0)
        record[name] = {
            **odds_record(Between(float(control.low[0]), float(control.high[0]))),
            "strategy": list(_strategy(outlook, met)),
            "decisions": len(met),
        }
    return record


def _strategy(outlook: Outlook, met: Iterable[tuple[int, int]]) -> Iterator[Record]:
    """The decisions of a strategy that come first in the likeliest stories: after what, and what to do."""
    graph = outlook.graph
    model = graph.choices.engine.model
    names = [str(event) for event in (*model.events, *model.addressed)]
    last = _last_events(graph)
    seen: set[tuple[str, str]] = set()
    for moment, option in met:
        after, do = last.get(moment, "the start"), names[int(outlook.decisions.event[option])]
        if (after, do) not in seen:
            seen.add((after, do))
            yield {"after": after, "do": do}
            if len(seen) == LISTED:
                return


def _last_events(graph: StoryGraph) -> dict[int, str]:
    """For each moment, what has just happened where it was met first."""
    last: dict[int, str] = {}
    for ways in graph.ways:
        for way in ways or ():
            for outcome, _, target in way.outcomes:
                turned = f" turns out {outcome + 1}" if len(way.outcomes) > 1 else ""
                last.setdefault(target, f"{way.option.event}{turned}")
    last.pop(0, None)
    return last


def _hinge(hinge: Hinge, names: Sequence[str]) -> Record:
    return {
        "share": hinge.share,
        "reached": hinge.reached,
        "odds": hinge.odds,
        "for": _side(hinge.for_it, names),
        "against": _side(hinge.against_it, names),
    }


def _side(side: Side, names: Sequence[str]) -> Record:
    return {"event": side.event, "who": None if side.who is None else names[side.who], "odds": side.odds}


def _witness(witness: Witness) -> Record:
    return {
        "story": [
            {"event": str(step.event), "outcome": step.outcome + 1, "outcomes": step.outcomes}
            for step in witness.events
        ],
        "probability": witness.probability,
        "shortest": witness.shortest,
    }


def _endings(world: World, odds: Sequence[Between] | None) -> list[Record] | None:
    if odds is None:
        return None
    return [
        {"name": ending.name, "title": ending.title, **odds_record(share)}
        for ending, share in zip(world.endings, odds[:-1], strict=True)
    ] + [{"name": None, "title": "It comes to no end", **odds_record(odds[-1])}]
