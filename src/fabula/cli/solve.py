"""`fabula solve WORLD`: a shortest explained plan to a goal, or every explained plan."""

from __future__ import annotations

from dataclasses import asdict
from fractions import Fraction
from typing import Any, TypeVar

import click

from fabula.cli.find import find_world
from fabula.cli.main import FINDINGS
from fabula.cli.output import Paint, emit, output_options
from fabula.cli.page import wrapped
from fabula.cli.watch import Bounds, Watch, limit_options, watching
from fabula.diagnostics.problems import FabulaError, Problem
from fabula.diagnostics.source import Source
from fabula.kernel import Kernel, State
from fabula.pipeline import open_engine
from fabula.reasons import Reason
from fabula.reference.asking import Asking
from fabula.search.breadth_first import PlanStep
from fabula.search.every_plan import every_plan
from fabula.search.goal import Goal, formula_goal, next_utility, utility_goal
from fabula.search.motives import motives_of
from fabula.search.relaxed import utility_of
from fabula.search.solving import Solving
from fabula.semantics import Engine
from fabula.stories.replay import gain_in_words
from fabula.stories.report import reason_in_words
from fabula.stories.words import value_in_words
from fabula.world.expressions import Const, Expr, If, Or
from fabula.world.formula import read_formula
from fabula.world.model import Number

Plan = tuple[PlanStep[Any], ...]
S = TypeVar("S")
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
@click.option("--fast", is_flag=True, help="The first good plan: without the proof that none is shorter.")
@click.option("--why/--no-why", default=True, show_default=True, help="Show the reasons for every step.")
@output_options
@limit_options
def command(
    world: str,
    goal: str | None,
    author: int | None,
    character: int | None,
    epistemic: int | None,
    every: bool,
    fast: bool,
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

    A good plan is found first, then a shortest one, with the proof that none is shorter. What is known when a limit
    ends the search, or Ctrl-C, is printed.
    """
    path = find_world(world)
    asked = _Asked(author, character, epistemic, why=why, paint=Paint(plain=plain))
    with watching("Searching", Bounds(max_states, max_seconds, max_memory)) as watch:
        engine = asked.engine = open_engine(path, max_states=watch.bounds.states)
        watch.states = lambda: len(engine.pool)
        target, utility = asked_for(engine, goal)
        if every:
            watch.known = lambda: f"{len(asked.plans)} plans"
            motives = motives_of(engine, foresight=character, depth=epistemic)
            for worth, plan in every_plan(engine, motives, target, limit=DEFAULT_ALL if author is None else author):
                asked.plans.append((worth, plan))
                if not as_json:
                    watch.say(f"{value_in_words(worth)} | {' '.join(_steps(plan))}")
        else:
            solving = asked.solving = Solving(
                engine, target, utility, limit=author, foresight=character, depth=epistemic
            )
            watch.known = lambda: _known(solving)
            solving.find(patient=fast)
            if not fast or utility is None:  # without one nothing shows the way, and everything must be tried
                solving.prove()
    solved = bool(asked.plans) or (asked.solving is not None and asked.solving.plan is not None)
    if as_json:
        emit(asked.values(watch))
    elif every:
        count = len(asked.plans)
        click.echo(f"{count} plan{'' if count == 1 else 's'}{f'; {watch.ended}' if watch.ended else ''}.")
    else:
        asked.show(watch)
    if watch.interrupted or (watch.ended and (every or not solved)):
        raise click.exceptions.Exit(watch.exit_code)
    if not solved:
        raise click.exceptions.Exit(FINDINGS)


class _Asked:
    """A question, and what is known of the answer, whenever the search ends."""

    def __init__(
        self, author: int | None, character: int | None, epistemic: int | None, *, why: bool, paint: Paint
    ) -> None:
        self.author, self.character, self.epistemic = author, character, epistemic
        self.why, self.paint = why, paint
        self.engine: Kernel | None = None
        self.solving: Solving | None = None
        self.plans: list[tuple[Number, Plan]] = []  # all of them, where they are asked for

    def reasons(self, watch: Watch) -> list[tuple[Reason, ...]]:
        """Of each step of the plan, the reasons of all who must want it.

        In Sabre's problems, those that the search has found, with a shortest plan each; in worlds of Fabula's own,
        those in which the act itself brings most (M9).
        """
        assert self.solving is not None
        assert self.engine is not None  # there is a plan
        if watch.ended or self.engine.model.world.language == "sabre":  # there may be no room for other ones
            return list(self.solving.reasons)
        motives = motives_of(self.engine, foresight=self.character, depth=self.epistemic)
        found: list[tuple[Reason, ...]] = []
        for step in self.solving.plan or ():
            best = (
                motives.best_reason(step.before, step.event, who) for who in motives.consenting(step.before, step.event)
            )
            found.append(tuple(reason for reason in best if reason is not None))
        return found

    def values(self, watch: Watch) -> dict[str, object]:
        solving = self.solving
        plan: Plan | None = None if solving is None else solving.plan
        if self.plans:
            plan = min(self.plans, key=lambda pair: len(pair[1]))[1]  # of all plans, a shortest
        every = self.engine is not None and solving is None
        at_least = len(plan) if every and plan is not None and not watch.ended else None
        values: dict[str, object] = {
            "solved": plan is not None,
            "plan": None if plan is None else _steps(plan),
            "length": None if plan is None else len(plan),
            "utility": None if plan is None else self._utility(plan),
            "proved_shortest": at_least is not None if solving is None else solving.proved_shortest,
            "proved_none": solving.proved_none if solving is not None else plan is None and watch.ended is None,
            "at_least": at_least if solving is None else solving.at_least,
            **watch.record,
            "states": 0 if self.engine is None else len(self.engine.pool),
        }
        if solving is not None and self.engine is not None:
            values["counters"] = asdict(solving.counters)
            names = self.engine.model.characters
            if plan is not None and self.why:
                values["reasons"] = [[_tree(names, one) for one in several] for several in self.reasons(watch)]
        if every:
            values["plans"] = [{"utility": utility, "plan": _steps(one)} for utility, one in self.plans]
        return values

    def _utility(self, plan: Plan) -> Number:
        if self.plans:
            return next(utility for utility, one in self.plans if one is plan)
        assert self.solving is not None
        utility = self.solving.goal.utility(plan[-1].after)
        assert utility is not None  # the goal is reached there
        return utility

    def show(self, watch: Watch) -> None:
        """The plan with its reasons, what is proved of it, and what it took."""
        solving, paint = self.solving, self.paint
        if solving is None or self.engine is None:  # stopped before the search began
            click.echo(paint("bad", f"Nothing is known; {watch.ended}."))
            return
        names, states = self.engine.model.characters, len(self.engine.pool)
        if solving.plan is not None:
            reasons = self.reasons(watch) if self.why else [()] * len(solving.plan)
            for step, several in zip(solving.plan, reasons, strict=True):
                click.echo(_step(step))
                for reason in several:
                    for line in tree_in_words(names, reason):
                        click.echo(paint("aside", f"    {line}"))
            events = _events(len(solving.plan))
            if solving.proved_shortest:
                click.echo(paint("good", f"{events}; no explained plan is shorter."))
            else:
                click.echo(wrapped(f"{events}; no explained plan has fewer than {solving.at_least}{_ended(watch)}."))
        elif solving.proved_none:
            limits = f"foresight {solving.explaining.foresight}, depth {solving.explaining.depth}"
            tried = "everything" if self.author is None else f"every story of up to {_events(self.author)}"
            click.echo(paint("bad", wrapped(f"There is no such story: {tried} was tried ({limits}).")))
            if _out_of_reach(solving):
                click.echo("No events lead there, whoever wants them.")
            elif self.engine.model.world.language == "fabula":
                said = "Write the story that you expect and `fabula replay` it: it says who has no reason for what."
                click.echo(wrapped(said, hang=0))
            else:
                said = "Let characters think farther (--character-limit, --epistemic-limit): there may be one then."
                click.echo(wrapped(said, hang=0))
        else:
            at_least = 1 if solving.at_least is None else solving.at_least
            click.echo(paint("bad", wrapped(f"No plan of fewer than {_events(at_least)}{_ended(watch)}.")))
        counted = solving.counters
        click.echo(
            paint(
                "aside",
                f"Turns {counted.turns}, reasons {counted.reasons}, steps looked at {counted.looked}, states {states}.",
            )
        )


def _out_of_reach(solving: Solving) -> bool:
    """Whether the bounds alone have said that nothing leads to the goal; they know nothing of reasons, or limits."""
    start = solving.engine.initial()
    return solving.counters.turns == 0 and any(bound(start) is None for bound in solving.bounds)


def _ended(watch: Watch) -> str:
    return f"; {watch.ended}" if watch.ended else ""


def _known(solving: Solving) -> str:
    """How far a search is, in a few words."""
    at_least = "" if solving.at_least is None else f"no plan of fewer than {_events(solving.at_least)}"
    if solving.plan is None:
        return f"{at_least}, {len(solving.engine.pool)} states"  # type: ignore[attr-defined]
    return f"a plan of {_events(len(solving.plan))}; {at_least}"


def _events(count: int) -> str:
    return f"{count} event{'' if count == 1 else 's'}"


def tree_in_words(names: tuple[str, ...], reason: Reason) -> list[str]:
    """Whose reason, what is gained, and the plan, with the reasons that others are thought to have, to any depth."""
    if reason.plan.branches:
        return reason_in_words(names, reason)
    lines = [gain_in_words(names[reason.character], reason)]
    for step in reason.plan.steps:
        lines.append(f"  {step.event}")
        lines += [f"    {line}" for other in step.reasons for line in tree_in_words(names, other)]
    return lines


def _tree(names: tuple[str, ...], reason: Reason) -> dict[str, object]:
    """The same as values."""
    return {
        "character": names[reason.character],
        "gain": reason.gain,
        "plan": [
            {"event": str(step.event), "reasons": [_tree(names, other) for other in step.reasons]}
            for step in reason.plan.steps
        ],
    }


def author_goal(engine: Engine[S], written: str | None) -> Goal[S]:
    """A number that the author's utility must reach; nothing: the next higher one. Raises `FabulaError` (F707)."""
    if not any(want.character is None for want in engine.model.wants):
        hint = 'Name a formula, such as --goal "at(Ann) == home", or write an `ending` into the world.'
        wrong = "This world has no utility of the author's, and no ending."
        raise FabulaError((Problem("F707", None, wrong, hint=hint),))
    if written is None:
        number: Number = next_utility(engine.utility(engine.initial(), None))
    else:
        asked = as_number(written)
        if asked is None:
            hint = "Give a number: the utility that the author's plan must reach."
            raise FabulaError((Problem("F707", None, f"`{written}` cannot be a goal in this world.", hint=hint),))
        number = asked
    return utility_goal(lambda state: engine.utility(state, None), number)


def as_number(written: str) -> Number | None:
    """The number that a goal is, exactly; None: it is none."""
    try:
        number = Fraction(written)
    except (ValueError, ZeroDivisionError):
        return None
    return number.numerator if number.denominator == 1 else number


def goal_of(engine: Kernel, written: str | None, *, option: str = "--goal") -> Goal[State]:
    """What is asked for: a number, the name of an ending, a formula; nothing: any ending, or a higher utility.

    `option`: where it was written, for what may be wrong with it.
    """
    return asked_for(engine, written, option=option)[0]


def asked_for(engine: Kernel, written: str | None, *, option: str = "--goal") -> tuple[Goal[State], Expr | None]:
    """As `goal_of`, with its utility as an expression, where it can be said in terms of the ground model."""
    model = engine.model
    endings = dict(model.endings)
    if written is None and endings:
        anyone = Or(tuple(endings.values()))
        return formula_goal(engine, anyone, "an ending"), If(anyone, Const(1), Const(0))
    if written is None or model.world.language == "sabre" or as_number(written) is not None:
        return author_goal(engine, written), utility_of(model, None)
    if written in endings:
        return formula_goal(engine, endings[written], written), If(endings[written], Const(1), Const(0))
    formula = read_formula(model.world, Source(option, written), or_ending=True)
    asking = Asking(engine)
    return Goal(lambda state: int(asking.holds(state, formula)), 1, written), None


def _steps(plan: Plan) -> list[str]:
    return [_step(step) for step in plan]


def _step(step: PlanStep[Any]) -> str:
    turned = f" turns out {step.outcome + 1}" if step.outcome else ""
    return f"{step.event}{turned}"
