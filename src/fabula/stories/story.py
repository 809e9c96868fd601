"""A story, resolved against a world: each step an event of it, each expectation a formula that can be asked.

Whatever a story file names and the world has not is a problem (F6xx) with a place; all of a file's problems come at
once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from fabula.diagnostics.problems import FabulaError, Problem, did_you_mean, errors, in_order
from fabula.diagnostics.source import Source, Span
from fabula.ground.model import GroundEvent, GroundModel
from fabula.semantics import AnyEvent
from fabula.stories.words import value_in_words
from fabula.syntax import tree
from fabula.syntax.cursor import Cursor, Wrong
from fabula.syntax.expressions import expression
from fabula.syntax.lexer import lex
from fabula.syntax.story_parser import parse_story
from fabula.world.expressions import Const, Expr, Value, Var
from fabula.world.formula import check_formula
from fabula.world.model import Event, Parameter, World
from fabula.world.report import written as _text


@dataclass(frozen=True, slots=True)
class Expected:
    """`expect FORMULA`: must hold at that moment. `formula` is closed; `written` is how it was written."""

    formula: Expr
    written: str
    span: Span


@dataclass(frozen=True, slots=True)
class SetOff:
    """`happens TRIGGER`: the step before must have set it off in the world itself."""

    name: str
    args: tuple[Value, ...]
    written: str
    span: Span


Check = Expected | SetOff


@dataclass(frozen=True, slots=True)
class Step:
    """An event that happens.

    * `events`: the ground events of that name and arguments; none where it can never happen in this world; several
      where an act is addressed to a figure and more than one character could do it.
    * `schema`: its declaration; `bindings`: the declaration's parameters with their arguments.
    * `outcome`: how it turns out, counted from 0.
    """

    written: str
    events: tuple[AnyEvent, ...]
    schema: Event
    bindings: tuple[tuple[str, Value], ...]
    because: tuple[str, ...]
    never_because: tuple[str, ...]
    outcome: int
    checks: tuple[Check, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Beat:
    """A beat of the story: what is expected before its first step, and its steps."""

    label: str
    title: str
    checks: tuple[Check, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Story:
    title: str
    beats: tuple[Beat, ...]


def read_story(source: Source, model: GroundModel) -> Story:
    """The story of a file, resolved against a ground model. Raises `FabulaError` with all that is wrong."""
    parsed, problems = parse_story(source)
    if parsed is None or errors(problems):
        raise FabulaError(problems)
    return resolve_story(parsed, model)


def world_of(source: Source) -> str:
    """The world that a story file says it happens in. Raises `FabulaError` with all that is wrong with its text."""
    parsed, problems = parse_story(source)
    if parsed is None or errors(problems):
        raise FabulaError(problems)
    return parsed.world.value if isinstance(parsed.world, tree.Quoted) else parsed.world.text


def resolve_story(parsed: tree.Story, model: GroundModel) -> Story:
    """The story of a tree, resolved against a ground model. Raises `FabulaError` with all that is wrong."""
    resolver = _Resolver(model)
    beats = _joined([resolver.beat(beat, begun=n > 0) for n, beat in enumerate(parsed.beats)])
    if not any(isinstance(line, tree.Step) for beat in parsed.beats for line in beat.lines):
        hint = "Write what happens below a beat: an event with its arguments, a line each."
        resolver.problems.append(Problem("F609", parsed.span, "Nothing happens in this story.", hint=hint))
    if resolver.problems:
        raise FabulaError(in_order(resolver.problems))
    return Story(parsed.title.value, beats)


def read_step(source: Source, model: GroundModel) -> Step:
    """A single step, written as in a story. Raises `FabulaError` with all that is wrong.

    Of an event that is left to chance no outcome is asked for: it is the first.
    """
    lexed = lex(source)
    if lexed.problems:
        raise FabulaError(lexed.problems)
    node: tree.Expr | None = None
    if len(lexed.lines) == 1 and not lexed.lines[0].children:
        cursor = Cursor(lexed.lines[0].tokens)
        try:
            node = expression(cursor)
            if not cursor.done:
                node = None
        except Wrong:
            node = None
    if not isinstance(node, tree.Term):
        hint = "Write it as in a story: its name, and its arguments in brackets."
        raise FabulaError((Problem("F710", Span(source, 1, 1, 1, 2), "This is not an event.", hint=hint),))
    resolver = _Resolver(model)
    line = tree.Step(node, (), node.span)
    step = resolver.step(line, ())
    resolver.problems = [problem for problem in resolver.problems if problem.code != "F607"]
    if step is None or resolver.problems:
        raise FabulaError(in_order(resolver.problems))
    return step


def step_of(event: AnyEvent, model: GroundModel) -> Step:
    """An event as a step, as if a story had written it. Its outcome is the first."""
    instance = event if isinstance(event, GroundEvent) else model.events[event.instances[0][1]]
    schema = model.world.events[instance.schema]
    bindings = tuple((parameter.name, value) for parameter, value in zip(schema.parameters, event.args, strict=True))
    written = _written(model.world, event.name, event.args)
    span = Span(Source("story", written), 1, 1, 1, 2)
    return Step(written, (event,), schema, bindings, (), (), 0, (), span)


def _written(world: World, name: str, args: tuple[Value, ...]) -> str:
    """An event as a story writes it: without brackets where it has no arguments (in Sabre's worlds with them)."""
    if not args and world.language == "fabula":
        return name
    return f"{name}({', '.join(value_in_words(value) for value in args)})"


def _joined(beats: list[Beat]) -> tuple[Beat, ...]:
    """What a beat without steps says (a memory, which comes by itself) is checked after the last step before it.

    Where there is none, it is checked before the first step.
    """
    found: list[Beat] = []
    waiting: tuple[Check, ...] = ()
    for beat in beats:
        earlier = next((n for n in reversed(range(len(found))) if found[n].steps), None)
        if not beat.steps and earlier is not None:
            *steps, last = found[earlier].steps
            last = replace(last, checks=(*last.checks, *beat.checks))
            found[earlier] = replace(found[earlier], steps=(*steps, last))
            beat = replace(beat, checks=())
        elif not beat.steps:
            waiting += beat.checks
        elif waiting:
            beat = replace(beat, checks=(*waiting, *beat.checks))
            waiting = ()
        found.append(beat)
    return tuple(found)


class _Resolver:
    def __init__(self, model: GroundModel) -> None:
        self.model = model
        self.world: World = model.world
        self.problems: list[Problem] = []
        self.ground: dict[tuple[str, tuple[Value, ...]], list[AnyEvent]] = {}
        events: list[AnyEvent] = [*model.events, *model.addressed]
        for event in events:
            self.ground.setdefault((event.name, event.args), []).append(event)

    def beat(self, beat: tree.Beat, *, begun: bool) -> Beat:
        before: list[Check] = []
        steps: list[Step] = []
        lines = list(beat.lines)
        eventless = begun and not any(isinstance(line, (tree.Step, tree.TurnsOut)) for line in lines)
        for place, line in enumerate(lines):
            if isinstance(line, tree.Step):
                following: list[tree.StoryLine] = []
                for other in lines[place + 1 :]:
                    if isinstance(other, tree.Step):
                        break
                    following.append(other)
                step = self.step(line, following)
                if step is not None:
                    steps.append(step)
            elif not any(isinstance(other, tree.Step) for other in lines[:place]):
                if isinstance(line, tree.Expect) or (eventless and isinstance(line, tree.Happens)):
                    before += self.checks([line])
                else:
                    what = "happens" if isinstance(line, tree.Happens) else "turns out"
                    wrong = f"`{what}` stands before the first event of its beat."
                    self._report("F608", line.span, wrong, "Put it below the event that it speaks of.")
        return Beat(beat.label.text, beat.title.value if beat.title else "", tuple(before), tuple(steps))

    def step(self, line: tree.Step, following: Iterable[tree.StoryLine]) -> Step | None:
        following = tuple(following)
        checks = self.checks([other for other in following if not isinstance(other, tree.TurnsOut)])
        found = self._event(line.event, triggers=False)
        if found is None:
            return None
        schema, args = found
        bindings = tuple((parameter.name, value) for parameter, value in zip(schema.parameters, args, strict=True))
        return Step(
            written=_written(self.world, schema.name, args),
            events=tuple(self.ground.get((schema.name, args), ())),
            schema=schema,
            bindings=bindings,
            because=self._wants(line, schema, bindings, never=False),
            never_because=self._wants(line, schema, bindings, never=True),
            outcome=self._outcome(line, schema, [o for o in following if isinstance(o, tree.TurnsOut)]),
            checks=checks,
            span=line.span,
        )

    def checks(self, lines: Iterable[tree.StoryLine]) -> tuple[Check, ...]:
        found: list[Check] = []
        for line in lines:
            if isinstance(line, tree.Expect):
                try:
                    formula = check_formula(self.world, line.condition)
                except FabulaError as error:
                    self.problems += error.problems
                    continue
                written = _text(line.condition.span)
                found.append(Expected(formula, written, line.span))
            elif isinstance(line, tree.Happens):
                event = self._event(line.event, triggers=True)
                if event is not None:
                    schema, args = event
                    found.append(SetOff(schema.name, args, _text(line.event.span), line.span))
        return tuple(found)

    # ---- names -------------------------------------------------------------------------------------------------------

    def _report(self, code: str, span: Span, wrong: str, hint: str = "", read: str = "") -> None:
        self.problems.append(Problem(code, span, wrong, read=read, hint=hint))

    def _event(self, term: tree.Term, *, triggers: bool) -> tuple[Event, tuple[Value, ...]] | None:
        """The declaration that a term means, and its arguments; None after reporting what is wrong with it."""
        name = term.name.text
        of_name = [event for event in self.world.events if event.name == name]
        wanted = [event for event in of_name if (event.kind == "trigger") == triggers]
        if not wanted:
            names = [event.name for event in self.world.events if (event.kind == "trigger") == triggers]
            if of_name and triggers:
                hint = f"Leave `happens` out: `{name}` is a step of the story."
                self._report("F604", term.span, f"`{name}` is not a trigger but {_a(of_name[0].kind)}.", hint)
            elif of_name:
                hint = f"Below the step that sets it off, write `happens {name}(...)`."
                self._report("F603", term.span, f"`{name}` is a trigger: it happens by itself.", hint)
            else:
                what = "trigger" if triggers else "event"
                hint = did_you_mean(name, names, also="`fabula ground` lists what can happen.")
                self._report("F601", term.name.span, f"There is no {what} `{name}` in this world.", hint)
            return None
        args = tuple(self._value(arg) for arg in term.args)
        if any(isinstance(arg, _Wrong) for arg in args):
            return None
        values = tuple(arg for arg in args if not isinstance(arg, _Wrong))
        for event in wanted:
            if len(event.parameters) == len(values) and all(map(self._fits, event.parameters, values)):
                return event, values
        self._report_arguments(term, wanted[0], values)
        return None

    def _value(self, arg: tree.Expr) -> Value | _Wrong:
        match arg:
            case tree.Truth(value):
                return value
            case tree.Number(value):
                return value
            case tree.Term(name, ()):
                if name.text in self.world.entities:
                    return name.text
                hint = did_you_mean(name.text, self.world.entities, also="An argument is the name of an entity.")
                self._report("F602", arg.span, f"There is no `{name.text}` in this world.", hint)
            case _:
                hint = "An argument of an event is the name of an entity."
                self._report("F602", arg.span, f"`{_text(arg.span)}` cannot be an argument here.", hint)
        return _Wrong()

    def _fits(self, parameter: Parameter, value: Value) -> bool:
        if parameter.literal is not None:
            return parameter.literal.value == value
        if isinstance(value, bool):
            return parameter.type == "boolean"
        if not isinstance(value, str):
            return False
        if value in self.world.members.get(parameter.type, ()):
            return True
        return parameter.or_figure and value in self.world.figures

    def _report_arguments(self, term: tree.Term, event: Event, values: tuple[Value, ...]) -> None:
        shape = f"{event.name}({', '.join(_shown(parameter) for parameter in event.parameters)})"
        if len(event.parameters) != len(values):
            count = len(event.parameters)
            wrong = f"`{event.name}` takes {count} argument{'' if count == 1 else 's'}, here {_are(len(values))}."
            self._report("F602", term.span, wrong, f"It is `{shape}`.")
            return
        for parameter, value, arg in zip(event.parameters, values, term.args, strict=True):
            if not self._fits(parameter, value):
                fitting = self.world.members.get(parameter.type, ())
                if parameter.literal is not None:
                    hint = f"It is `{shape}`."
                else:
                    hint = f"It can be {', '.join(fitting[:8])}." if fitting else f"There is no {parameter.type}."
                wrong = f"`{value_in_words(value)}` cannot be the `{parameter.name}` of `{event.name}`."
                self._report("F602", arg.span, wrong, hint, f"The event is `{shape}`.")

    def _wants(
        self, line: tree.Step, schema: Event, bindings: tuple[tuple[str, Value], ...], *, never: bool
    ) -> tuple[str, ...]:
        reasons = [reason for reason in line.reasons if reason.never == never]
        if not reasons:
            return ()
        bound = dict(bindings)
        actors = [bound[c.who.name] if isinstance(c.who, Var) else c.who for c in schema.consenting]
        characters = {actor.value if isinstance(actor, Const) else actor for actor in actors}
        if not characters:
            hint = "Leave the reason out."
            self._report("F605", reasons[0].span, f"`{schema.name}` is nobody's choice: it has no reason.", hint)
            return ()
        figures = characters & set(self.world.figures)
        known = [want.name for want in self.world.wants if figures or want.who in characters]
        for reason in reasons:
            if reason.want.text not in known:
                names = sorted(str(character) for character in characters)
                whose = " and ".join(names) + (" have" if len(names) > 1 else " has")
                hint = did_you_mean(reason.want.text, known, also=f"The wants are {', '.join(dict.fromkeys(known))}.")
                self._report("F606", reason.want.span, f"{whose} no want `{reason.want.text}`.", hint)
        return tuple(reason.want.text for reason in reasons)

    def _outcome(self, line: tree.Step, schema: Event, said: list[tree.TurnsOut]) -> int:
        count = max(1, len(schema.outcomes))
        if len(said) > 1:
            self._report("F607", said[1].span, f"How `{schema.name}` turns out is said twice.", "Keep one of the two.")
        for turns_out in said[:1]:
            if not 1 <= turns_out.outcome <= count:
                hint = f"It has {count} outcome{'' if count == 1 else 's'}, counted from 1."
                wrong = f"`{schema.name}` has no outcome {turns_out.outcome}."
                self._report("F607", turns_out.span, wrong, hint)
            return turns_out.outcome - 1
        if count > 1:
            hint = f"In the next line, write `turns out 1`, or another number up to {count}."
            self._report("F607", line.span, f"It is not said how `{schema.name}` turns out.", hint)
        return 0


@dataclass(frozen=True, slots=True)
class _Wrong:
    """An argument that has been reported."""


def _shown(parameter: Parameter) -> str:
    if parameter.literal is not None:
        return value_in_words(parameter.literal.value)
    return f"{parameter.name}: {parameter.type}{' or figure' if parameter.or_figure else ''}"


def _a(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def _are(count: int) -> str:
    return "is 1" if count == 1 else f"are {count}"
