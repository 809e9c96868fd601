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

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from fabula.analysis.feelings.blame import Doings
from fabula.analysis.feelings.feeling import FAINTEST, OF_PROSPECTS, Feeling, Kind, scale_of
from fabula.analysis.feelings.heart import Felt, Heart, remaining
from fabula.analysis.feelings.outlook import how, outlook
from fabula.analysis.feelings.prospects import LooksAhead, Prospects
from fabula.analysis.feelings.taking import Taking
from fabula.kernel import Kernel, State
from fabula.simulate.choices import Choices
from fabula.stories.replay import Moment


@dataclass(frozen=True, slots=True)
class Mood:
    """What everybody feels after some moments of a story: `feelings`, the strongest first; the rest is for going on."""

    feelings: tuple[Feeling, ...]
    moments: int  # how many there have been
    _hearts: tuple[Heart, ...]


def feel(
    engine: Kernel,
    motives: LooksAhead,
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

    def __init__(
        self, engine: Kernel, motives: LooksAhead, choices: Choices, *, of: Sequence[int] | None = None
    ) -> None:
        self.engine = engine
        self.of = tuple(range(len(engine.model.characters))) if of is None else tuple(of)
        self.prospects = Prospects(engine, motives, choices)
        self.doings = Doings(engine.model)
        self.scales = [scale_of(engine.model, who) for who in range(len(engine.model.characters))]

    def begin(self, state: State) -> Mood:
        """Before anything has happened: there is nothing but hope and fear."""
        hearts = []
        for me in self.of:
            mind = self.engine.believed(state, me)
            hearts.append(self._with_since(Heart(mind, outlook(self.prospects, mind, None, {}, me)), None, -1))
        return self._mood(tuple(hearts), 0)

    def after(self, mood: Mood, moment: Moment) -> Mood:
        """After one moment more."""
        hearts = tuple(
            self._after(heart, me, moment, mood.moments) for me, heart in zip(self.of, mood._hearts, strict=True)
        )
        return self._mood(hearts, mood.moments + 1)

    def _mood(self, hearts: tuple[Heart, ...], moments: int) -> Mood:
        feelings = [
            f for me, heart in zip(self.of, hearts, strict=True) for f in self._feelings(heart, me, moments - 1)
        ]
        return Mood(tuple(sorted(feelings, key=lambda f: -f.strength)), moments, hearts)

    # ---- one moment, one character -----------------------------------------------------------------------------------

    def _after(self, heart: Heart, me: int, moment: Moment, step: int) -> Heart:
        after = self.engine.believed(moment.after, me)
        own = self.prospects.beginner(moment.before, moment.event) == me
        if not own and after is heart.mind:
            return heart
        taking = Taking(self.prospects, self.doings, self.scales[me], heart, me, moment, after, own=own, step=step)
        return self._with_since(taking.heart(), heart, step)

    def _with_since(self, heart: Heart, before: Heart | None, step: int) -> Heart:
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

    def _feelings(self, heart: Heart, me: int, step: int) -> Iterator[Feeling]:
        """F9: what is new, what is still felt, those of one kind about the same thing put together; hope and fear."""
        scale = self.scales[me]
        together: dict[tuple[Kind, str | None, int | None, bool], list[tuple[float, Felt]]] = {}
        levels = self.prospects.levels(heart.mind, me)
        for felt in heart.felt:
            left = remaining(felt, levels, step)
            if scale.strength(left) >= FAINTEST:
                together.setdefault((felt.kind, felt.want, felt.toward, felt.step == step), []).append((left, felt))
        for (kind, want, toward, fresh), parts in together.items():
            lefts = [left for left, _ in parts]
            amount = max(lefts) if kind in OF_PROSPECTS else sum(lefts)  # the ground of the others adds up
            _, most = max(parts, key=lambda part: (part[0], part[1].step))
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
                    f"{want} {prospect.amount / prospect.likelihood:+.3g}{how(prospect)}",
                    prospect.events,
                    prospect.likelihood,
                )
