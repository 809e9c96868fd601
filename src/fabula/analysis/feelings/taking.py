"""One event as one character takes it: what it makes him or her feel (rules F1 to F8 of the manual)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from fabula.analysis.feelings.blame import Doings
from fabula.analysis.feelings.feeling import FAINTEST, Kind, Scale
from fabula.analysis.feelings.heart import HALF_LIFE, Felt, Heart, Opening, Outlook, Wound, remaining
from fabula.analysis.feelings.outlook import outlook
from fabula.analysis.feelings.prospects import Changes, Course, Prospects
from fabula.kernel import State
from fabula.stories.replay import Moment


class Taking:
    """One moment as one character sees it."""

    def __init__(
        self,
        prospects: Prospects,
        doings: Doings,
        scale: Scale,
        heart: Heart,
        me: int,
        moment: Moment,
        after: State,
        *,
        own: bool,
        step: int,
    ) -> None:
        self.engine = prospects.engine
        self.prospects = prospects
        self.doings = doings
        self.scale = scale
        self.me = me
        self.moment = moment
        self.step = step
        self.own = own
        self.before = heart.mind
        self.after = after
        self.old = heart
        self.act = self.engine.ground_event(self.before, moment.event)
        self.by = self._who()
        self.levels = prospects.levels(self.before, me)
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
            self.outlook = outlook(prospects, self.before, self.course, heart.wounds, me, going_on=True)
        self.found: list[Felt] = []

    def _who(self) -> int | None:
        """Whose free act it is, as I see it.

        Nobody's, where whoever does it is bound to it by an agreement, or I had to want it too.
        """
        if self.own:
            return self.me
        if self.act is None or any(consent.character == self.me for consent in self.act.consenting):
            return None
        by = self.prospects.beginner(self.before, self.act)
        return by if by in self.prospects.motives.consenting(self.before, self.act) else None

    def _expected(self) -> State:
        if self.act is not None and self.act.kind != "dream" and self.engine.can(self.before, self.act):
            odds = self.engine.odds(self.before, self.act)
            outcome = self.moment.outcome
            if outcome < len(odds) and odds[outcome] == 1:  # nobody foresees chance
                return self.engine.after(self.before, self.act, outcome)
        return self.before if self.own else self.after

    # ---- the whole of it ---------------------------------------------------------------------------------------------

    def heart(self) -> Heart:
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
                wounds[want] = (*wounds.get(want, ()), Wound(loss - grief, by))
        ahead = outlook(self.prospects, self.after, course, wounds, self.me, going_on=self.own)
        self._prospects(ahead, broken)
        self._others(blamed)
        self._own_act(mended)
        self._lot_of_others()
        felt = (*self._still(), *(felt for felt in self.found if self.scale.strength(felt.amount) >= FAINTEST))
        return Heart(self.after, ahead, course, felt, wounds, griefs, self._openings())

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
            self.found.append(Felt(kind, amount, toward, want, self.moment.event, self.step, because, level))

    def _still(self) -> Iterator[Felt]:
        """F9: what has been felt before and still is. What its ground has lost, it does not get back."""
        levels = self.prospects.levels(self.after, self.me)
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
            self._add("comfort", amount, f"{want} {amount:+.3g}", want=want, level=self.levels.get(want))

    def _healed(
        self,
    ) -> tuple[dict[str, tuple[Wound, ...]], dict[str, float], dict[str, dict[int | None, float]], Changes]:
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
                    open_.append(Wound(wound.amount - part, wound.by))
            wounds[want] = tuple(open_)
            grief = griefs.get(want, 0.0)
            if gain > 0 and grief > 0:
                griefs[want] = max(0.0, grief - gain)
                if griefs[want]:
                    comforted[want] = gain
        return wounds, griefs, mended, comforted

    def _lost(self) -> Changes:
        """F2: how much of each loss nothing in sight makes good: grief. None is what one knowingly does to oneself."""
        found: Changes = {}
        for want, change in self.met.items():
            loss = min(-change, self._losses().get(want, 0.0))
            left = loss - self.prospects.in_sight(self.after, self.me, want)[0] if loss > 0 else 0.0
            if left > 0:
                found[want] = left
                because = f"{want} {-left:+.3g}, past mending"
                self._add("grief", left, because, want=want, level=self.levels.get(want))
        return found

    # ---- F5: what was hoped and feared -------------------------------------------------------------------------------

    def _prospects(self, ahead: Outlook, broken: bool) -> None:
        """F5: prospects that come true or come to nothing; what I do knowingly can't disappoint me."""
        knowing = self.own and not self.met
        levels = self.prospects.levels(self.after, self.me)
        for want, hope in self.outlook.hopes.items():
            change = self.changes.get(want, 0.0)
            because = f"{want} {change:+.3g}, as hoped"
            self._add("satisfaction", min(hope.amount, change), because, want=want, level=self.levels.get(want))
            if not knowing:
                here = ahead.hopes[want].amount if want in ahead.hopes else 0.0
                here = max(here, self.prospects.still(self.after, self.me, hope))
                if here < hope.amount and hope.by is None:
                    here = max(here, self.prospects.in_sight(self.after, self.me, want)[0])
                missed = max(self._counted_on(want) if broken or self._over() else 0.0, hope.amount - here)
                because = f"{want} {hope.amount / hope.likelihood:+.3g}, in vain"
                level = self.levels.get(want, 0.0) + hope.amount
                missed -= max(0.0, change)
                self._add("disappointment", missed, because, want=want, toward=hope.by, level=level)
        for want, fear in self.outlook.fears.items():
            change = self.changes.get(want, 0.0)
            if not knowing:
                because = f"{want} {change:+.3g}, as feared"
                feared = min(-fear.amount, -change)
                self._add("fears_confirmed", feared, because, want=want, toward=fear.by, level=self.levels.get(want))
            here = ahead.fears[want].amount if want in ahead.fears else 0.0
            spared = here - fear.amount + min(0.0, change)
            because = f"{want} {fear.amount / fear.likelihood:+.3g} no more"
            self._add(
                "relief", spared, because, want=want, toward=fear.by, level=levels.get(want, 0.0) - max(spared, 0.0)
            )

    def _counted_on(self, want: str) -> float:
        """What was hoped for of a course that has come to nothing, and nothing else makes up for.

        That is what one counted on somebody for, and what one's own act was to bring and did not.
        """
        way = self.outlook.way
        if way is None:
            return 0.0
        return way.hoped(want) if self._over() else way.counted_on(want)

    def _over(self) -> bool:
        """Whether the course ends with this very act of mine."""
        return self.own and self.course is not None and len(self.course.steps) == 1 and not self.course.plan.branches

    # ---- F6: other people's acts -------------------------------------------------------------------------------------

    def _blamed(self) -> dict[str, int]:
        """Whose doing each loss is.

        That of whoever did this freely; of what is merely found out, that of the only one who can have done it.
        """
        lost = [want for want, change in self.met.items() if change < 0 and self.changes.get(want, 0.0) < 0]
        if self.by is not None:
            return {} if self.own else dict.fromkeys(lost, self.by)
        if self.own or self.act is None or self.act.consenting:
            return {}
        found = {}
        for want in lost:
            who = self.doings.of(self.before.values, self.after.values, self.me, want)
            if who is not None and who != self.me:
                found[want] = who
        return found

    def _others(self, blamed: Mapping[str, int]) -> None:
        """F6: anger and gratitude."""
        for want, who in blamed.items():
            loss = min(-self.met[want], -self.changes[want])
            self._add(
                "anger",
                loss,
                f"{want} {-loss:+.3g}",
                want=want,
                toward=who,
                level=self.levels.get(want),
            )
        for_me = self.by is not None and not self.own and self._is_for_me()
        if self.by is not None and for_me and sum(self.changes.values()) > self._gain_of(self.by):
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
        self._add("gratitude", gain - max(harm, anger), f"{want} {gain:+.3g}", want=want, toward=who)

    def _is_for_me(self) -> bool:
        """Whether what somebody does is meant for me: it is done to me, or by one who likes me."""
        assert self.by is not None
        return self._is_done_to(self.me) or self.doings.likes(self.before.values, self.by, self.me)

    def _is_done_to(self, who: int) -> bool:
        """Whether the act is addressed to the character, and not his or her own."""
        return self.by != who and self.act is not None and self.engine.model.characters[who] in self.act.args

    def _openings(self) -> Mapping[int, Opening]:
        """Which of my acts this act of somebody else has made possible."""
        if self.by is None or self.own or not self._is_for_me():
            return self.old.openings
        known = {event.index for event in self.engine.possible(self.before)}
        new = {
            event.index: Opening(self.by, self.moment.event, self.changes)
            for event in self.engine.possible(self.after)
            if event.index not in known and self.prospects.beginner(self.after, event) == self.me
        }
        return {**self.old.openings, **new} if new else self.old.openings

    def _opening(self) -> Opening | None:
        """Who has made this act of mine possible; None where nobody had to."""
        return self.old.openings.get(self.act.index) if self.own and self.act is not None else None

    # ---- F7: one's own acts ------------------------------------------------------------------------------------------

    def _own_act(self, mended: Mapping[str, Mapping[int | None, float]]) -> None:
        """F7: pride and shame."""
        if not self.own:
            return
        for want, whose in mended.items():
            for who, amount in whose.items():
                if who is not None and self._is_done_to(who) and self._gain_of(who) <= 0:
                    part = min(amount, self.foreseen.get(want, 0.0))
                    self._add("pride", part, f"{want} {part:+.3g}, by oneself", want=want, toward=who)
        opening = self._opening()
        if opening is not None and self._gain_of(opening.by) > 0 and not self._like(opening.by):
            left = {
                want: opening.changes.get(want, 0.0) + self.foreseen.get(want, 0.0)
                for want in {**opening.changes, **self.foreseen}
            }
            if left:
                want = min(left, key=lambda name: left[name])
                self._add(
                    "shame", -sum(left.values()), f"{want} {left[want]:+.3g}, giving in", want=want, toward=opening.by
                )
        for who in self._liked():
            gain = self._gain_of(who)
            if sum(self.foreseen.values()) <= 0:
                self._add("pride", gain, "does good", toward=who)
            self._add("shame", -gain, "does harm", toward=who)

    # ---- F8: other people's lot --------------------------------------------------------------------------------------

    def _lot_of_others(self) -> None:
        """F8: pity, being happy for somebody, and anger for somebody's sake."""
        names = self.engine.model.characters
        for who in self._liked():
            gain = self._gain_of(who)
            self._add("happy_for", gain, f"{gain:+.3g}", toward=who)
            self._add("pity", -gain, f"{gain:+.3g}", toward=who)
            if self.by not in (None, who, self.me):
                self._add("anger", -gain, f"does {names[who]} harm", toward=self.by)

    def _liked(self) -> list[int]:
        return [who for who in range(len(self.engine.model.characters)) if who != self.me and self._like(who)]

    def _like(self, who: int) -> bool:
        return self.doings.likes(self.before.values, self.me, who)

    def _gain_of(self, who: int) -> float:
        """What somebody else gains by this event, as I see it; 0 where it is not known.

        Not what it merely reveals: that a friend is not here has not befallen him now.
        """
        before = self.engine.utility(self.engine.believed(self.before, who), who)
        after = self.engine.utility(self.engine.believed(self.expected, who), who)
        return 0.0 if before is None or after is None else float(after - before)
