"""`fabula solve WORLD`: a shortest explained plan to a goal, or every explained plan."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, TypeVar

import click

from fabula.cli.find import find_world
from fabula.cli.main import FINDINGS
from fabula.cli.output import Paint, emit, output_options
from fabula.cli.watch import Bounds, Watch, limit_options, watching
from fabula.diagnostics.problems import FabulaError, Problem
from fabula.diagnostics.source import Source
from fabula.kernel import COMPILED, Kernel, State
from fabula.pipeline import open_model
from fabula.reference.asking import Asking
from fabula.reference.motive import Motives
from fabula.search.best_first import best_plan, distance
from fabula.search.breadth_first import PlanStep, shortest_plan
from fabula.search.every_plan import every_plan
from fabula.search.explaining import Explaining, HasValues
from fabula.search.goal import Goal, formula_goal, next_utility, utility_goal
from fabula.search.relaxed import utility_of
from fabula.semantics import Engine
from fabula.stories.report import reason_in_words
from fabula.stories.words import value_in_words
from fabula.world.expressions import Expr
from fabula.world.formula import read_formula
from fabula.world.model import Number

Plan = tuple[PlanStep[Any], ...]
S = TypeVar("S", bound=HasValues)
DEFAULT_ALL = 3  # events of an author's plan where all plans are asked for and no limit is given


@click.command("solve", short_help="A shortest explained plan, or all of them.")
@click.argument("world")
@click.option("--goal", help="An ending, a formula, or a number that the author's utility must reach.")
@click.option(
    "--author-limit", "--atl", "author", type=click.IntRange(min=0), help="Events that the plan may have at most."
)
@click.option(
    "--character-limit", "--ctl", "character", type=click.IntRange(min=0), help="Steps that characters think ahead."
)
@click.option(
    "--epistemic-limit", "--el", "epistemic", type=click.IntRange(min=0), help="Minds within minds that they consider."
)
@click.option("--all", "every", is_flag=True, help="List every explained plan that has nothing to leave out.")
@click.option("--why", is_flag=True, help="Show the reason for every step.")
@output_options
@limit_options
def command(
    world: str,
    goal: str | None,
    author: int | None,
    character: int | None,
    epistemic: int | None,
    every: bool,
    why: bool,
    as_json: bool,
    plain: bool,
    max_states: int,
    max_seconds: float,
    max_memory: int,
) -> None:
    """Find a story of a WORLD that leads to a goal and in which everybody acts for reasons of their own.

    WORLD is a world of Fabula's, or a problem of the Sabre planner (.txt). Without --goal: any ending of the world, or
    a higher utility of the author. The limits are those of the world unless they are given.
    """
    path = find_world(world)
    plans: list[tuple[Number, Plan]] = []
    engine: Kernel | None = None
    motives: Motives[Any] | None = None
    tried = 0

    def note(length: int, states: int) -> None:
        nonlocal tried
        tried = length

    with watching("Searching", Bounds(max_states, max_seconds, max_memory)) as watch:
        model = open_model(path)
        if COMPILED and model.world.language == "sabre" and not every:
            kernel = engine = Kernel(model, max_states=watch.bounds.states)
            watch.states = lambda: len(kernel.pool)
            watch.known = lambda: f"plans of {tried} events, {len(kernel.pool)} states"
            motives = Motives(kernel, foresight=character, depth=epistemic)
            utility_wanted = author_goal(kernel, goal)
            explaining = Explaining(kernel, foresight=character, depth=epistemic)
            away = distance(model, utility_of(model, None), utility_wanted.at_least)
            best = best_plan(kernel, explaining, utility_wanted, away=away, limit=author, progress=note)
            plans += _ended(utility_wanted, best.plan)
        else:
            reference = engine = Kernel(model, max_states=watch.bounds.states)
            watch.states = lambda: len(reference.pool)
            watch.known = lambda: (
                f"{len(plans)} plans" if every else f"plans of {tried} events, {len(reference.pool)} states"
            )
            motives = Motives(reference, foresight=character, depth=epistemic)
            wanted = goal_of(reference, goal)
            if every:
                limit = DEFAULT_ALL if author is None else author
                for utility, plan in every_plan(reference, motives, wanted, limit=limit):
                    plans.append((utility, plan))
                    if not as_json:
                        watch.say(f"{value_in_words(utility)} | {' '.join(_steps(plan))}")
            else:
                plans += _ended(wanted, shortest_plan(reference, motives, wanted, limit=author, progress=note).plan)
    values = _values(engine, plans, watch, every=every)
    if as_json:
        emit(values)
    elif every:
        click.echo(f"{len(plans)} plan{'' if len(plans) == 1 else 's'}{f'; {watch.ended}' if watch.ended else ''}.")
    else:
        _show(engine, motives, plans, watch, tried, author=author, why=why, paint=Paint(plain=plain))
    if watch.ended:
        raise click.exceptions.Exit(watch.exit_code)
    if not plans:
        raise click.exceptions.Exit(FINDINGS)


def _ended(goal: Goal[S], plan: tuple[PlanStep[S], ...] | None) -> list[tuple[Number, Plan]]:
    """The plan with the utility that it ends with, if there is one."""
    if plan is None:
        return []
    end = goal.utility(plan[-1].after)
    assert end is not None  # the goal is reached there
    return [(end, plan)]


def author_goal(engine: Engine[S], written: str | None) -> Goal[S]:
    """A number that the author's utility must reach; nothing: the next higher one. Raises `FabulaError` (F707)."""
    if not any(want.character is None for want in engine.model.wants):
        hint = 'Name a formula, such as --goal "at(Ann) == home", or write an `ending` into the world.'
        wrong = "This world has no utility of the author's, and no ending."
        raise FabulaError((Problem("F707", None, wrong, hint=hint),))
    if written is None:
        number: Number = next_utility(engine.utility(engine.initial(), None))
    else:
        asked = _as_number(written)
        if asked is None:
            hint = "Give a number: the utility that the author's plan must reach."
            raise FabulaError((Problem("F707", None, f"`{written}` cannot be a goal in this world.", hint=hint),))
        number = asked
    return utility_goal(lambda state: engine.utility(state, None), number)


def _as_number(written: str) -> Number | None:
    try:
        number = Fraction(written)
    except (ValueError, ZeroDivisionError):
        return None
    return number.numerator if number.denominator == 1 else number


def goal_of(engine: Kernel, written: str | None) -> Goal[State]:
    """What is asked for: a number, the name of an ending, a formula; nothing: any ending, or a higher utility."""
    model = engine.model
    endings = dict(model.endings)
    if written is None and endings:
        return _any_ending(engine, list(endings.values()))
    if written is None or model.world.language == "sabre" or _as_number(written) is not None:
        return author_goal(engine, written)
    if written in endings:
        return formula_goal(engine, endings[written], written)
    formula = read_formula(model.world, Source("--goal", written), or_ending=True)
    asking = Asking(engine)
    return Goal(lambda state: int(asking.holds(state, formula)), 1, written)


def _any_ending(engine: Kernel, endings: list[Expr]) -> Goal[State]:
    return Goal(lambda state: int(any(engine.value(state, ending) is True for ending in endings)), 1, "an ending")


def _steps(plan: Plan) -> list[str]:
    return [_step(step) for step in plan]


def _step(step: PlanStep[Any]) -> str:
    turned = f" turns out {step.outcome + 1}" if step.outcome else ""
    return f"{step.event}{turned}"


def _values(engine: Kernel | None, plans: list[tuple[Number, Plan]], watch: Watch, *, every: bool) -> dict[str, object]:
    first = min(plans, key=lambda plan: len(plan[1]), default=None)  # of all plans, a shortest
    values: dict[str, object] = {
        "solved": bool(plans),
        "plan": None if first is None else _steps(first[1]),
        "length": None if first is None else len(first[1]),
        "utility": None if first is None else first[0],
        "proved_shortest": first is not None and not (every and watch.ended),
        "proved_none": not plans and watch.ended is None,
        **watch.record,
        "states": 0 if engine is None else len(engine.pool),
    }
    if every:
        values["plans"] = [{"utility": utility, "plan": _steps(plan)} for utility, plan in plans]
    return values


def _show(
    engine: Kernel | None,
    motives: Motives[Any] | None,
    plans: list[tuple[Number, Plan]],
    watch: Watch,
    tried: int,
    *,
    author: int | None,
    why: bool,
    paint: Paint,
) -> None:
    if plans and engine is not None and motives is not None:
        for step in plans[0][1]:
            click.echo(_step(step))
            if why:
                for who in motives.consenting(step.before, step.event):
                    reason = motives.best_reason(step.before, step.event, who)
                    for line in reason_in_words(engine.model.characters, reason) if reason is not None else []:
                        click.echo(paint("aside", f"    {line}"))
        count = len(plans[0][1])
        click.echo(paint("good", f"{count} event{'' if count == 1 else 's'}; no explained plan is shorter."))
    elif watch.ended:
        click.echo(paint("bad", f"No plan of fewer than {tried} events; {watch.ended}."))
    else:
        assert engine is not None
        assert motives is not None  # the search went through
        limits = f"foresight {motives.foresight}, depth {motives.depth}"
        events = "everything" if author is None else f"every story of up to {author} events"
        click.echo(paint("bad", f"There is no such story: {events} was tried ({limits})."))
        if engine.model.world.language == "fabula":
            click.echo("Write the story that you expect and `fabula replay` it: it says who has no reason for what.")
