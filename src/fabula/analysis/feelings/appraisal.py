"""Appraisal: what an event makes everybody feel, by what they believed, wanted and saw coming (rules F1 to F9).

The rules are stated in `docs/manual/feelings.md`; comments here name the rule.

*Sources.* A. Ortony, G. Clore and A. Collins, *The Cognitive Structure of Emotions*, 1988 (the kinds, and what they are
about); B. Steunebrink, M. Dastani and J.-J. Meyer, "A formal model of emotion triggers: an approach for BDI agents",
Synthese 185 (2012) (the same as a function of belief and goals before and after an event); A. Shirvani and S. Ware, "A
formalization of emotional planning for strong-story systems", AIIDE 2020 (with utilities and believed states); S.
Marsella and J. Gratch, "EMA: a process model of appraisal dynamics", Cognitive Systems Research 10 (2009) (that a
feeling lasts as its ground does); R. Lazarus, *Emotion and Adaptation*, 1991 (grief as irrevocable loss).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from fabula.analysis.feelings.blame import Doings
from fabula.analysis.feelings.feeling import FAINTEST, PLEASANT, Feeling, Kind, Scale, scale_of
from fabula.analysis.feelings.prospects import Changes, Course, Prospect, Prospects, Way
from fabula.kernel import Kernel, State
from fabula.semantics import AnyEvent
from fabula.simulate.choices import Choices
from fabula.stories.replay import Moment

HALF_LIFE = 4  # moments after which half of a feeling about what has happened is left


@dataclass(frozen=True, slots=True)
class _Felt:
    """A feeling about what has happened. Where `level` is a number, its ground is gone once the want is back there."""

    kind: Kind
    amount: float
    toward: int | None
    want: str | None
    cause: AnyEvent | None
    step: int
    because: str
    level: float | None


@dataclass(frozen=True, slots=True)
class _Wound:
    """A loss that has not been made good yet, of one want; `by`: whose doing it was."""

    amount: float
    by: int | None


@dataclass(frozen=True, slots=True)
class _Opening:
    """Who has made an act of mine possible, by what, and what that did to me, want by want."""

    by: int
    event: AnyEvent
    changes: Changes


@dataclass(frozen=True, slots=True)
class _Outlook:
    """The best and the worst that may come, by want, and what the course that has been begun comes to."""

    hopes: Mapping[str, Prospect]
    fears: Mapping[str, Prospect]
    way: Way | None

    def by_kind(self) -> Iterator[tuple[Kind, str, Prospect]]:
        for want, prospect in self.hopes.items():
            yield "hope", want, prospect
        for want, prospect in self.fears.items():
            yield "fear", want, prospect


@dataclass(frozen=True, slots=True)
class _Heart:
    """What there is to know of one character to go on."""

    mind: State
    outlook: _Outlook
    course: Course | None = None  # that he or she has set out on
    felt: tuple[_Felt, ...] = ()
    wounds: Mapping[str, tuple[_Wound, ...]] = field(default_factory=dict)
    griefs: Mapping[str, float] = field(default_factory=dict)
    openings: Mapping[int, _Opening] = field(default_factory=dict)
    since: Mapping[tuple[Kind, str], int] = field(
        default_factory=dict
    )  # the moment from which on it is hoped or feared


@dataclass(frozen=True, slots=True)
class Mood:
    """What everybody feels after some moments of a story: `feelings`, the strongest first; the rest is for going on."""

    feelings: tuple[Feeling, ...]
    moments: int  # how many there have been
    _hearts: tuple[_Heart, ...]


def feel(
    engine: Kernel,
    motives: Any,
    choices: Choices,
    moments: Iterable[Moment],
    *,
    of: Sequence[int] | None = None,
) -> tuple[tuple[Feeling, ...], ...]:
    """What everybody (or those whose numbers are in `of`) feels after each of the moments of a story."""
    appraisal = Appraisal(engine, motives, choices, of=of)
    found: list[tuple[Feeling, ...]] = []
    mood: Mood | None = None
    for moment in moments:
        mood = appraisal.after(appraisal.begin(moment.before) if mood is None else mood, moment)
        found.append(mood.feelings)
    return tuple(found)


class Appraisal:
    """The feelings of one world's characters, moment by moment. `of`: only of these (None: of everybody)."""

    def __init__(self, engine: Kernel, motives: Any, choices: Choices, *, of: Sequence[int] | None = None) -> None:
        self.engine = engine
        self.choices = choices
        self.motives = motives
        self.of = tuple(range(len(engine.model.characters))) if of is None else tuple(of)
        self.prospects = Prospects(engine, motives, choices)
        self.doings = Doings(engine.model)
        self.scales = [scale_of(engine.model, who) for who in range(len(engine.model.characters))]

    def begin(self, state: State) -> Mood:
        """Before anything has happened: there is nothing but hope and fear."""
        hearts = []
        for me in self.of:
            mind = self.engine.believed(state, me)
            hearts.append(self._with_since(_Heart(mind, self._outlook(mind, None, {}, me)), None, 0))
        return self._mood(tuple(hearts), 0)

    def after(self, mood: Mood, moment: Moment) -> Mood:
        """After one moment more."""
        hearts = tuple(
            self._after(heart, me, moment, mood.moments) for me, heart in zip(self.of, mood._hearts, strict=True)
        )
        return self._mood(hearts, mood.moments + 1)

    def _mood(self, hearts: tuple[_Heart, ...], moments: int) -> Mood:
        feelings = [
            f for me, heart in zip(self.of, hearts, strict=True) for f in self._feelings(heart, me, moments - 1)
        ]
        return Mood(tuple(sorted(feelings, key=lambda f: -f.strength)), moments, hearts)

    # ---- one moment, one character -----------------------------------------------------------------------------------

    def _after(self, heart: _Heart, me: int, moment: Moment, step: int) -> _Heart:
        after = self.engine.believed(moment.after, me)
        own = self.prospects.beginner(moment.before, moment.event) == me
        if not own and after is heart.mind:
            return heart
        return self._with_since(_Seen(self, heart, me, moment, after, own=own, step=step).heart(), heart, step)

    def _outlook(
        self,
        mind: State,
        course: Course | None,
        wounds: Mapping[str, tuple[_Wound, ...]],
        me: int,
        *,
        going_on: bool = False,
    ) -> _Outlook:
        """F3, F4: of each want the best and the worst that may come.

        `going_on`: whoever is on a course of his or her own, and has not been interrupted, thinks of no other.
        """
        hopes: dict[str, Prospect] = {}
        fears: dict[str, Prospect] = {}
        way = None if course is None else self.prospects.way(mind, course, me)
        own = [(course, way)] if course is not None and way is not None else []
        if not own or not going_on:
            best = next(iter(self.prospects.courses(mind, me)), None)
            other = None if best is None else self.prospects.way(mind, best, me)
            own += [(best, other)] if best is not None and other is not None else []
        found = [prospect for one, its_way in own for prospect in _of_course(one, its_way)]
        for prospect in (*found, *self.prospects.around(mind, me), *self._in_their_hands(mind, wounds, me)):
            known, sign = (hopes, 1) if prospect.amount > 0 else (fears, -1)
            best_yet = known.get(prospect.want)
            if best_yet is None or sign * prospect.amount > sign * best_yet.amount:
                known[prospect.want] = prospect
        return _Outlook(hopes, fears, way)

    def _in_their_hands(self, mind: State, wounds: Mapping[str, tuple[_Wound, ...]], me: int) -> Iterator[Prospect]:
        """F4: what somebody else has done to me, lasts, and can't be ended by myself alone."""
        for want, open_ in wounds.items():
            theirs = sum(wound.amount for wound in open_ if wound.by is not None and wound.by != me)
            by = next((wound.by for wound in reversed(open_) if wound.by is not None and wound.by != me), None)
            if theirs > 0:
                ways = (self.prospects.way(mind, course, me) for course in self.prospects.courses(mind, me))
                alone = max((way.alone.get(want, 0.0) for way in ways if way is not None), default=0.0)
                if theirs > alone:
                    yield Prospect(want, alone - theirs, 1.0, by, ())

    def _with_since(self, heart: _Heart, before: _Heart | None, step: int) -> _Heart:
        """The heart with the moments from which on everything is hoped or feared: of what has grown, this one."""
        since: dict[tuple[Kind, str], int] = {}
        for kind, want, prospect in heart.outlook.by_kind():
            known = None
            if before is not None:
                known = (before.outlook.hopes if kind == "hope" else before.outlook.fears).get(want)
            grown = known is None or known.by != prospect.by or abs(prospect.amount) > abs(known.amount) + 0.1
            since[kind, want] = step if before is None or grown else before.since.get((kind, want), step)
        return replace(heart, since=since)

    # ---- what is felt ------------------------------------------------------------------------------------------------

    def _feelings(self, heart: _Heart, me: int, step: int) -> Iterator[Feeling]:
        """F9: what is still felt, those of the same kind about the same put together; and hope and fear."""
        scale = self.scales[me]
        together: dict[tuple[Kind, str | None, int | None], list[tuple[float, _Felt]]] = {}
        levels = self.levels(heart.mind, me)
        for felt in heart.felt:
            left = remaining(felt, levels, step)
            if scale.strength(left) >= FAINTEST:
                together.setdefault((felt.kind, felt.want, felt.toward), []).append((left, felt))
        for (kind, want, toward), parts in together.items():
            amount = sum(left for left, _ in parts)
            _, most = max(parts, key=lambda part: (part[0], part[1].step))
            fresh = any(felt.step == step for _, felt in parts)
            yield Feeling(
                me, kind, amount, scale.strength(amount), toward, want, most.cause, most.step, fresh, most.because
            )
        for kind, want, prospect in heart.outlook.by_kind():
            amount = abs(prospect.amount)
            if scale.strength(amount) >= FAINTEST:
                since = heart.since[kind, want]
                yield Feeling(
                    me,
                    kind,
                    amount,
                    scale.strength(amount),
                    prospect.by,
                    want,
                    prospect.events[0] if prospect.events else None,
                    since,
                    since == step,
                    f"{want} {prospect.amount / prospect.likelihood:+.3g} {_by_events(prospect)}",
                    prospect.events,
                    prospect.likelihood,
                )

    def levels(self, mind: State, me: int) -> dict[str, float]:
        """How each want of the character stands in the state; unknown ones are left out."""
        return {want: float(value) for want, value in self.engine.wants(mind, me).items() if value is not None}


def remaining(felt: _Felt, levels: Mapping[str, float], step: int) -> float:
    """F9: how much is left of a feeling: it fades, and it is never more than what is left of its ground."""
    left = felt.amount * 0.5 ** ((step - felt.step) / HALF_LIFE)
    if felt.level is not None and felt.want in levels:
        ground = levels[felt.want] - felt.level
        left = min(left, max(0.0, ground if felt.kind in PLEASANT else -ground))
    return left


def _of_course(course: Course, way: Way) -> Iterator[Prospect]:
    """F3, F4: the prospects of a course of one's own."""
    for want in way.gains:
        by = way.by if way.counted_on(want) else None
        yield Prospect(want, way.hoped(want), way.hoped(want) / way.gains[want], by, course.events)
    for want, loss in way.losses.items():
        yield Prospect(want, way.likelihood * loss, way.likelihood, way.by, course.events)


def _by_events(prospect: Prospect) -> str:
    if prospect.events:
        return "by " + ", ".join(str(event) for event in prospect.events)
    return "by letting be" if prospect.by is None else "for as long as it lasts"


class _Seen:
    """One moment as one character sees it."""

    def __init__(
        self, appraisal: Appraisal, heart: _Heart, me: int, moment: Moment, after: State, *, own: bool, step: int
    ) -> None:
        self.all = appraisal
        self.engine = appraisal.engine
        self.prospects = appraisal.prospects
        self.scale: Scale = appraisal.scales[me]
        self.me = me
        self.moment = moment
        self.step = step
        self.own = own
        self.before = heart.mind
        self.after = after
        self.old = heart
        self.act = self.engine.ground_event(self.before, moment.event)
        self.by = self._who()
        self.levels = appraisal.levels(self.before, me)
        self.expected = self._expected()  # what the event was to come to, as far as I knew before
        self.foreseen = self.prospects.changes(self.before, self.expected, me) if own else {}  # of my own act
        self.changes = self.prospects.changes(self.before, after, me)
        self.met = {  # what it brought beyond that
            want: self.changes.get(want, 0.0) - self.foreseen.get(want, 0.0)
            for want in {**self.changes, **self.foreseen}
            if self.changes.get(want, 0.0) != self.foreseen.get(want, 0.0)
        }
        self.course = heart.course
        self.outlook = heart.outlook
        if own:
            self.course = self.prospects.course(self.before, moment.event, me)
            self.outlook = appraisal._outlook(self.before, self.course, heart.wounds, me, going_on=True)
        self.found: list[_Felt] = []

    def _who(self) -> int | None:
        """Whose free act it is, as I see it: not of those who are bound to it by what they have agreed to."""
        if self.own:
            return self.me
        by = self.prospects.beginner(self.before, self.moment.event)
        return by if by is not None and by in self.all.motives.consenting(self.before, self.moment.event) else None

    def _expected(self) -> State:
        if self.act is not None and self.act.kind != "dream" and self.engine.can(self.before, self.act):
            odds = self.engine.odds(self.before, self.act)
            outcome = self.moment.outcome
            if outcome < len(odds) and odds[outcome]:
                return self.engine.after(self.before, self.act, outcome)
        return self.before if self.own else self.after

    # ---- the whole of it ---------------------------------------------------------------------------------------------

    def heart(self) -> _Heart:
        course, broken = self._course()
        wounds, griefs, mended, comforted = self._healed()
        self._well_being(comforted)
        lost = self._lost()
        blamed = self._blamed()
        for want, loss in self._losses().items():
            grief = min(lost.get(want, 0.0), loss)
            griefs[want] = griefs.get(want, 0.0) + grief
            if loss > grief:
                by = blamed.get(want) if want in self.met else self.me
                wounds[want] = (*wounds.get(want, ()), _Wound(loss - grief, by))
        outlook = self.all._outlook(self.after, course, wounds, self.me, going_on=self.own)
        self._prospects(outlook, broken)
        self._others(blamed)
        self._own_act(mended)
        self._lot_of_others()
        felt = (*self._still(), *(felt for felt in self.found if self.scale.strength(felt.amount) >= FAINTEST))
        return _Heart(self.after, outlook, course, felt, wounds, griefs, self._openings())

    def _add(
        self,
        kind: Kind,
        amount: float,
        because: str,
        *,
        want: str | None = None,
        toward: int | None = None,
        level: float | None = None,
    ) -> None:
        if amount > 0:
            self.found.append(_Felt(kind, amount, toward, want, self.moment.event, self.step, because, level))

    def _still(self) -> Iterator[_Felt]:
        """F9: what has been felt before and still is. What its ground has lost, it does not get back."""
        levels = self.all.levels(self.after, self.me)
        for felt in self.old.felt:
            left = remaining(felt, levels, self.step)
            if self.scale.strength(left) >= FAINTEST:
                faded = felt.amount * 0.5 ** ((self.step - felt.step) / HALF_LIFE)
                yield felt if left == faded else replace(felt, amount=felt.amount * left / faded)

    # ---- one's course ------------------------------------------------------------------------------------------------

    def _course(self) -> tuple[Course | None, bool]:
        """The course after this; and whether one that had been begun has come to nothing."""
        course, broken = self.course, False
        if course is not None:
            first = self.engine.ground_event(self.before, course.steps[0].event)
            if self.own or (first is not None and first is self.act):
                course = self.prospects.rest(course, self.moment.event, self.moment.outcome)
            if course is not None and self.prospects.way(self.after, course, self.me) is None:
                course, broken = None, True
        return course, broken

    # ---- F1, F2: joy and distress, grief and comfort -----------------------------------------------------------------

    def _losses(self) -> Changes:
        return {want: -change for want, change in self.changes.items() if change < 0}

    def _well_being(self, comforted: Changes) -> None:
        for want, change in self.changes.items():
            kind: Kind = "joy" if change > 0 else "distress"
            self._add(kind, abs(change), f"{want} {change:+.3g}", want=want, level=self.levels.get(want))
        for want, amount in comforted.items():
            self._add(
                "comfort", amount, f"{want} {amount:+.3g} of what is lost", want=want, level=self.levels.get(want)
            )

    def _healed(
        self,
    ) -> tuple[dict[str, tuple[_Wound, ...]], dict[str, float], dict[str, dict[int | None, float]], Changes]:
        """What is left of old losses after the gains of this moment; whose doing was mended; what is comforted.

        A gain makes good the latest losses first, then those that nothing seemed to mend. It comforts if something of
        these stays lost.
        """
        wounds = dict(self.old.wounds)
        griefs = dict(self.old.griefs)
        mended: dict[str, dict[int | None, float]] = {}
        comforted: Changes = {}
        for want, gain in self.changes.items():
            if gain <= 0:
                continue
            open_ = list(wounds.get(want, ()))
            while open_ and gain > 0:
                wound = open_.pop()
                part = min(gain, wound.amount)
                gain -= part
                whose = mended.setdefault(want, {})
                whose[wound.by] = whose.get(wound.by, 0.0) + part
                if wound.amount > part:
                    open_.append(_Wound(wound.amount - part, wound.by))
            wounds[want] = tuple(open_)
            grief = griefs.get(want, 0.0)
            if gain > 0 and grief > 0:
                griefs[want] = max(0.0, grief - gain)
                if griefs[want]:
                    comforted[want] = gain
        return wounds, griefs, mended, comforted

    def _lost(self) -> Changes:
        """F2: how much of each loss nothing in sight makes good: grief. What one brings on oneself knowingly is none."""
        found: Changes = {}
        for want, change in self.met.items():
            loss = min(-change, self._losses().get(want, 0.0))
            left = loss - self._in_sight(want) if loss > 0 else 0.0
            if left > 0:
                found[want] = left
                because = f"{want} {-left:+.3g}, and nothing in sight mends it"
                self._add("grief", left, because, want=want, level=self.levels.get(want))
        return found

    def _in_sight(self, want: str) -> float:
        """The most of a want that anything in sight brings: any course of one's own, the others, letting be, fate."""
        me, mind = self.me, self.after
        ways = (self.prospects.way(mind, course, me) for course in self.prospects.courses(mind, me))
        own = (way.hoped(want) for way in ways if way is not None)
        around = (prospect.amount for prospect in self.prospects.around(mind, me) if prospect.want == want)
        return max((*own, *around, 0.0))

    # ---- F5: what was hoped and feared -------------------------------------------------------------------------------

    def _prospects(self, outlook: _Outlook, broken: bool) -> None:
        """F5: prospects that come true or come to nothing. What I do knowingly neither disappoints me nor confirms my fears."""
        knowing = self.own and not self.met
        levels = self.all.levels(self.after, self.me)
        for want, hope in self.outlook.hopes.items():
            change = self.changes.get(want, 0.0)
            because = f"{want} {change:+.3g}, as hoped"
            self._add("satisfaction", min(hope.amount, change), because, want=want, level=self.levels.get(want))
            if not knowing:
                missed = self._counted_on(want) if broken or self._over() else 0.0
                here = outlook.hopes[want].amount if want in outlook.hopes else 0.0
                if hope.amount - here > max(missed, 0.0, change):
                    missed = max(missed, hope.amount - max(here, self._in_sight(want)))
                because = f"{want} {hope.amount / hope.likelihood:+.3g}, hoped in vain"
                level = self.levels.get(want, 0.0) + hope.amount
                missed -= max(0.0, change)
                self._add("disappointment", missed, because, want=want, toward=hope.by, level=level)
        for want, fear in self.outlook.fears.items():
            change = self.changes.get(want, 0.0)
            if not knowing:
                because = f"{want} {change:+.3g}, as feared"
                feared = min(-fear.amount, -change)
                self._add("fears_confirmed", feared, because, want=want, toward=fear.by, level=self.levels.get(want))
            here = outlook.fears[want].amount if want in outlook.fears else 0.0
            spared = here - fear.amount + min(0.0, change)
            because = f"{want} {fear.amount / fear.likelihood:+.3g} feared no more"
            self._add(
                "relief", spared, because, want=want, toward=fear.by, level=levels.get(want, 0.0) - max(spared, 0.0)
            )

    def _counted_on(self, want: str) -> float:
        """What was hoped for of a course that has come to nothing, and nothing else makes up for: what one counted on
        somebody for; and what one's own act was to bring and did not."""
        way = self.outlook.way
        if way is None:
            return 0.0
        return way.hoped(want) if self._over() else way.counted_on(want)

    def _over(self) -> bool:
        """Whether the course ends with this very act of mine."""
        return self.own and self.course is not None and len(self.course.steps) == 1 and not self.course.plan.branches

    # ---- F6: other people's acts -------------------------------------------------------------------------------------

    def _blamed(self) -> dict[str, int]:
        """Whose doing each loss is: of whoever did this freely; of what is merely found out, the only one who can have done it."""
        lost = [want for want, change in self.met.items() if change < 0 and self.changes.get(want, 0.0) < 0]
        if self.by is not None:
            return {} if self.own else dict.fromkeys(lost, self.by)
        if self.own or self.act is None or self.act.kind == "dream" or self.act.consenting:
            return {}
        found = {}
        for want in lost:
            who = self.all.doings.of(self.before.values, self.after.values, self.me, want)
            if who is not None and who != self.me:
                found[want] = who
        return found

    def _others(self, blamed: Mapping[str, int]) -> None:
        """F6: anger and gratitude."""
        names = self.engine.model.characters
        for want, who in blamed.items():
            loss = min(-self.met[want], -self.changes[want])
            self._add(
                "anger",
                loss,
                f"{names[who]} takes {want} {-loss:+.3g}",
                want=want,
                toward=who,
                level=self.levels.get(want),
            )
        if self.by is not None and not self.own and self._is_for_me():
            if sum(self.changes.values()) > self._gain_of(self.by):
                for want, gain in self.met.items():
                    self._thank(self.by, want, gain, 0.0)
        opening = self._opening()
        if opening is not None and 0 < self._gain_of(opening.by) < sum(self.foreseen.values()):
            for want, gain in self.foreseen.items():
                self._thank(opening.by, want, gain, max(0.0, -opening.changes.get(want, 0.0)))

    def _thank(self, who: int, want: str, gain: float, harm: float) -> None:
        """Gratitude for a gain, less what the same act of the other took, or the anger that there still is about it."""
        levels = self.levels
        anger = sum(
            remaining(felt, levels, self.step)
            for felt in self.old.felt
            if felt.kind == "anger" and felt.toward == who and felt.want == want
        )
        name = self.engine.model.characters[who]
        self._add("gratitude", gain - max(harm, anger), f"{name} gives {want} {gain:+.3g}", want=want, toward=who)

    def _is_for_me(self) -> bool:
        """Whether what somebody does is meant for me: it is done to me, or by one who likes me."""
        assert self.by is not None
        name = self.engine.model.characters[self.me]
        return (self.act is not None and name in self.act.args) or self.all.doings.likes(
            self.before.values, self.by, self.me
        )

    def _openings(self) -> Mapping[int, _Opening]:
        """Which of my acts this act of somebody else has made possible."""
        if self.by is None or self.own or not self._is_for_me():
            return self.old.openings
        known = set(event.index for event in self.engine.possible(self.before))
        new = {
            event.index: _Opening(self.by, self.moment.event, self.changes)
            for event in self.engine.possible(self.after)
            if event.index not in known and self.prospects.beginner(self.after, event) == self.me
        }
        return {**self.old.openings, **new} if new else self.old.openings

    def _opening(self) -> _Opening | None:
        """Who has made this act of mine possible; None where nobody had to."""
        return self.old.openings.get(self.act.index) if self.own and self.act is not None else None

    # ---- F7: one's own acts ------------------------------------------------------------------------------------------

    def _own_act(self, mended: Mapping[str, Mapping[int | None, float]]) -> None:
        """F7: pride and shame."""
        if not self.own:
            return
        names = self.engine.model.characters
        for want, whose in mended.items():
            for who, amount in whose.items():
                if who is not None and who != self.me and self._gain_of(who) <= 0:
                    part = min(amount, self.foreseen.get(want, 0.0))
                    self._add("pride", part, f"{want} {part:+.3g}, against {names[who]}", want=want, toward=who)
        opening = self._opening()
        if opening is not None and self._gain_of(opening.by) > 0 and not self._like(opening.by):
            left = {
                want: opening.changes.get(want, 0.0) + self.foreseen.get(want, 0.0)
                for want in {**opening.changes, **self.foreseen}
            }
            if left and sum(left.values()) < 0:
                want = min(left, key=lambda name: left[name])
                self._add(
                    "shame", -sum(left.values()), f"gives in to {names[opening.by]}", want=want, toward=opening.by
                )
        for who in self._liked():
            gain = self._gain_of(who)
            if sum(self.foreseen.values()) <= 0:
                self._add("pride", gain, f"does {names[who]} good", toward=who)
            self._add("shame", -gain, f"does {names[who]} harm", toward=who)

    # ---- F8: other people's lot --------------------------------------------------------------------------------------

    def _lot_of_others(self) -> None:
        """F8: pity, being happy for somebody, and anger for somebody's sake."""
        names = self.engine.model.characters
        for who in self._liked():
            gain = self._gain_of(who)
            self._add("happy_for", gain, f"{names[who]} {gain:+.3g}", toward=who)
            self._add("pity", -gain, f"{names[who]} {gain:+.3g}", toward=who)
            if self.by not in (None, who, self.me):
                self._add("anger", -gain, f"{names[self.by]} does {names[who]} harm", toward=self.by)

    def _liked(self) -> list[int]:
        return [who for who in range(len(self.engine.model.characters)) if who != self.me and self._like(who)]

    def _like(self, who: int) -> bool:
        return self.all.doings.likes(self.before.values, self.me, who)

    def _gain_of(self, who: int) -> float:
        """What somebody else gains by this event, as I see it; 0 where it is not known.

        Not what it merely reveals: that a friend is not here has not befallen him now.
        """
        before = self.engine.utility(self.engine.believed(self.before, who), who)
        after = self.engine.utility(self.engine.believed(self.expected, who), who)
        return 0.0 if before is None or after is None else float(after - before)
