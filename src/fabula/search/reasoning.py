"""Who has a reason for what, by number: rules M1 to M8 of `docs/manual/semantics.md` on the kernel, compiled.

A mind's plans are walked through as in `fabula.reference.motive`, which is the definition, shortest first and in
declaration order, with the same answers. It is faster for these reasons:

* what a state would be worth after the last step is looked up in the values of the world alone, without making the
  state (`fabula.kernel.outlook`);
* a beginning is given up as soon as nothing that follows it can be worth enough, or somebody else who must want one of
  its steps has no reason (M5 is asked of the beginning, not of every plan that goes on from it);
* a part of a plan that is its beginning is worth less than its end (M4), so that M6 need not try it;
* what has been found out is kept by mind, in tables of numbers: minds come back in many states of a story, and in each
  other.

States are numbers of the kernel's pool, events their indices, characters their numbers. A *course* is an accepted
plan: the events, what it is worth, and, where its last event is left to chance, for each outcome the odds, the number
of the outcome, the course that goes on from it, or None, and how many steps that might have had.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any

from fabula.ground.model import GroundModel
from fabula.kernel.answers import Answers
from fabula.kernel.outlook import Outlook
from fabula.state.memory import row
from fabula.state.table import Table

if TYPE_CHECKING:
    import cython

Number = int | Fraction
Course = tuple[tuple[int, ...], Number, tuple[Any, ...]]

UNKNOWN = 0  # number of a worth that is none
FIRST, BEST, EVERY = 0, 1, 2  # which courses are looked for


class Way:
    """A way that is being walked: from where, whose plan it is to be, and what has been found."""

    def __init__(self, me: int, budget: int, level: int, first: int, wanted: int) -> None:
        self.me, self.budget, self.level, self.first, self.wanted = me, budget, level, first, wanted
        self.length = 0
        self.events: list[int] = []
        self.states: list[int] = []  # before each event
        self.passed: list[int] = []  # ticks, before each event
        self.found: list[Course] = []


class Reasoning:
    """The motives of one kernel's characters. `foresight`, `depth` and `horizon` as in `fabula.reference.motive`."""

    def __init__(
        self, answers: Answers, outlook: Outlook, model: GroundModel, foresight: int, depth: int, horizon: int
    ) -> None:
        self.answers = answers
        self.outlook = outlook
        self.foresight, self.depth, self.horizon = foresight, depth, horizon
        self.asked = 0  # reasons that were worked out
        self._characters = len(model.characters)
        self._events = len(model.events)
        deeds = [bool(event.consenting) for event in model.events]
        self._deed = bytes(deeds)
        self._outcomes = [len(event.outcomes) for event in model.events]
        self._takes = [event.takes for event in model.events]
        events = self._events + len(model.addressed)
        self._by_event = (depth + 2) * (foresight + 2) * max(1, self._characters)
        self._by_left = (foresight + 2) * max(1, self._characters)
        if events * self._by_event >= 1 << 32 or (horizon + 1) * self._by_left >= 1 << 32:
            raise OverflowError("too many events, or too much foresight, for a table of motives")
        self._reasons = Table()  # mind, event, character, budget and level: whether there is one
        self._reach = Table()  # state, character, steps and ticks that are left: number of the worth
        self._worths = Table()  # state, character and ticks that are left: number of the worth
        self._fans = Table()  # the same: place in `_fan`
        self._fan_row = row("I", [0])  # the number of the highest worth, then for each possible event that of its worth
        self._fan = self._fan_row
        self._numbers: list[Number | None] = [None]
        self._number_of: dict[Number, int] = {}
        self._mosts: dict[tuple[int, int, int, int, int], Number] = {}
        self._bests: dict[tuple[int, int, int, int, int], Course | None] = {}

    # ---- questions ---------------------------------------------------------------------------------------------------

    def explained(self, state: cython.Py_ssize_t, event: cython.Py_ssize_t) -> cython.bint:
        """Whether everybody who must want the event has a reason (M1); of fate, always."""
        for who in self.answers.consenting(state, event):
            if not self.has_reason(self.answers.mind(state, who), event, who, self.foresight, 1):
                return False
        return True

    def has_reason(
        self,
        mind: cython.Py_ssize_t,
        event: cython.Py_ssize_t,
        me: cython.Py_ssize_t,
        budget: cython.Py_ssize_t,
        level: cython.Py_ssize_t,
    ) -> cython.bint:
        """M1: whether a plan in `mind` that begins with the event is accepted. M7: beyond the depth, of one step."""
        if level > self.depth:
            level = self.depth + 1
            if budget > 1:
                budget = 1
        if budget < 1:
            return False
        key: cython.ulonglong = mind
        small: cython.ulonglong = event * self._by_event + level
        small += (self.depth + 2) * (budget + (self.foresight + 2) * me) if budget < self.foresight + 2 else 0
        key = key << 32 | small
        known: cython.Py_ssize_t = -1
        if budget < self.foresight + 2:
            known = self._reasons.get(key)
        if known >= 0:
            return known == 1
        self.asked += 1
        first: cython.Py_ssize_t = self.answers.ground(mind, event)
        answer: cython.bint = False
        if first >= 0 and self.worth(mind, 0, me) is not None and self.answers.can(mind, first):
            answer = len(self._courses(mind, 0, me, budget, level, first, FIRST)) > 0
        if budget < self.foresight + 2:
            self._reasons.put(key, 1 if answer else 0)
        return answer

    def most_within(self, mind: int, event: int, me: int, budget: int, level: int) -> Number | None:
        """What the course worth most brings, of at most `budget` steps, that begins with the event; None: none does."""
        if level > self.depth:
            budget, level = min(budget, 1), self.depth + 1
        if not self.has_reason(mind, event, me, budget, level):
            return None
        key = (mind, event, me, budget, level)
        found = self._mosts.get(key)
        if found is None:
            before: Any = self.worth(mind, 0, me)
            found = self._mosts[key] = self.courses(mind, event, me, budget, level, BEST)[0][1] - before
        return found

    def plans(self, mind: int, event: int, me: int) -> list[Course]:
        """Every course in a mind of a character that begins with the event, shortest first, in declaration order."""
        return self.courses(mind, event, me, self.foresight, 1, EVERY)

    def courses(self, mind: int, event: int, me: int, budget: int, level: int, wanted: int) -> list[Course]:
        """Courses that begin with the event, as `has_reason` says: the first, the one worth most, or all (`wanted`)."""
        if level > self.depth:
            budget, level = min(budget, 1), self.depth + 1
        first = self.answers.ground(mind, event)
        if first < 0 or budget < 1 or not self.answers.can(mind, first):
            return []
        return self._courses(mind, 0, me, budget, level, first, wanted)

    def worth(self, state: cython.Py_ssize_t, passed: cython.Py_ssize_t, me: cython.Py_ssize_t) -> Number | None:
        """M3: the utility of the state after letting be for what is left of the horizon; None if it is unknown."""
        left: cython.Py_ssize_t = self.horizon - passed if passed < self.horizon else 0
        key: cython.ulonglong = state
        key = key << 32 | left * self._by_left + me
        number: cython.Py_ssize_t = self._worths.get(key)
        if number < 0:
            found = self.outlook.worth(state, -1, 0, left, me)
            if not self.outlook.sure:
                found = self._worth_later(state, left, me)
            number = self._number(found)
            self._worths.put(key, number)
        return self._numbers[number]  # type: ignore[no-any-return]

    def most(
        self, state: cython.Py_ssize_t, passed: cython.Py_ssize_t, me: cython.Py_ssize_t, steps: cython.Py_ssize_t
    ) -> Number | None:
        """The most that any sequence of so many deeds leads to, whoever wants them; None: to nothing known."""
        if steps == 0:
            return self.worth(state, passed, me)
        best: Any
        found: Any
        if steps == 1:
            best = self.worth(state, passed, me)
            found = self._numbers[self._fan[self._fan_of(state, passed, me)]]
            return found if best is None or (found is not None and found > best) else best  # type: ignore[no-any-return]
        left: cython.Py_ssize_t = self.horizon - passed if passed < self.horizon else 0
        key: cython.ulonglong = state
        key = key << 32 | left * self._by_left + me + steps * self._characters
        number: cython.Py_ssize_t = self._reach.get(key)
        if number >= 0:
            return self._numbers[number]  # type: ignore[no-any-return]
        best = self.worth(state, passed, me)
        answers: Answers = self.answers
        place: cython.Py_ssize_t = answers.row(state)
        i: cython.Py_ssize_t
        outcome: cython.Py_ssize_t
        event: cython.Py_ssize_t
        here: cython.Py_ssize_t
        after: cython.Py_ssize_t
        for i in range(place + 1, place + 1 + answers.event_at(place)):
            event = answers.event_at(i)
            here = self._ground_deed(state, event)
            if here < 0:
                continue
            odds: Any = None if self._outcomes[here] == 1 else answers.odds(state, event)
            for outcome in range(self._outcomes[here]):
                if odds is None or odds[outcome]:
                    after = answers.after(state, event, outcome)
                    found = self.most(after, passed + self._takes[here], me, steps - 1)
                    if found is not None and (best is None or found > best):
                        best = found
        self._reach.put(key, self._number(best))
        return best  # type: ignore[no-any-return]

    def size(self) -> int:
        """Bytes of the tables."""
        tables = self._reasons.bytes() + self._reach.bytes() + self._worths.bytes() + self._fans.bytes()
        return int(tables + 4 * len(self._fan_row))

    # ---- worth -------------------------------------------------------------------------------------------------------

    def _worth_after(
        self,
        state: cython.Py_ssize_t,
        event: cython.Py_ssize_t,
        here: cython.Py_ssize_t,
        outcome: cython.Py_ssize_t,
        passed: cython.Py_ssize_t,
        me: cython.Py_ssize_t,
    ) -> Number | None:
        """The worth of what comes after an event (`here`: as it is in this world), if possible without making it."""
        takes: cython.Py_ssize_t = self._takes[here]
        left: cython.Py_ssize_t = self.horizon - passed - takes
        if left < 0:
            left = 0
        if here == event:
            found = self.outlook.worth(state, here, outcome, takes + left, me)
            if self.outlook.sure:
                return found
        return self.worth(self.answers.after(state, event, outcome), passed + takes, me)

    def _fan_of(self, state: cython.Py_ssize_t, passed: cython.Py_ssize_t, me: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """The place in `_fan` of what a state is worth after each of its deeds (after the best outcome of each)."""
        left: cython.Py_ssize_t = self.horizon - passed if passed < self.horizon else 0
        key: cython.ulonglong = state
        key = key << 32 | left * self._by_left + me
        known: cython.Py_ssize_t = self._fans.get(key)
        if known >= 0:
            return known
        answers: Answers = self.answers
        place: cython.Py_ssize_t = answers.row(state)
        count: cython.Py_ssize_t = answers.event_at(place)
        i: cython.Py_ssize_t
        outcome: cython.Py_ssize_t
        event: cython.Py_ssize_t
        here: cython.Py_ssize_t
        most: Any = None
        best: Any
        found: Any
        numbers: list[int] = [UNKNOWN]
        for i in range(place + 1, place + 1 + count):
            event = answers.event_at(i)
            here = self._ground_deed(state, event)
            best = None
            if here >= 0:
                odds: Any = None if self._outcomes[here] == 1 else answers.odds(state, event)
                for outcome in range(self._outcomes[here]):
                    if odds is None or odds[outcome]:
                        found = self._worth_after(state, event, here, outcome, passed, me)
                        if found is not None and (best is None or found > best):
                            best = found
            if best is not None and (most is None or best > most):
                most = best
            numbers.append(self._number(best))
        numbers[0] = self._number(most)
        known = len(self._fan_row)
        self._fan = None
        self._fan_row.extend(numbers)
        self._fan = self._fan_row
        self._fans.put(key, known)
        return known

    def _index(self, state: cython.Py_ssize_t, event: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """Which of the possible events of a state it is, from 1; 0: none."""
        answers: Answers = self.answers
        place: cython.Py_ssize_t = answers.row(state)
        i: cython.Py_ssize_t
        for i in range(1, 1 + answers.event_at(place)):
            if answers.event_at(place + i) == event:
                return i
        return 0

    def _worth_later(self, state: int, ticks: int, me: int) -> Number | None:
        for _ in range(ticks):
            later = self.answers.tick(state)
            if later == 0:
                break
            state = later
        return self.answers.utility(state, me)

    def _number(self, worth: Any) -> int:
        if worth is None:
            return UNKNOWN
        number = self._number_of.get(worth)
        if number is None:
            number = self._number_of[worth] = len(self._numbers)
            self._numbers.append(worth)
        return number

    def _ground_deed(self, state: cython.Py_ssize_t, event: cython.Py_ssize_t) -> cython.Py_ssize_t:
        """M2: the event as it is in this world, if it is somebody's deed; -1: nobody counts on it."""
        here: cython.Py_ssize_t = event if event < self._events else self.answers.ground(state, event)
        return here if here >= 0 and self._deed[here] else -1

    # ---- plans -------------------------------------------------------------------------------------------------------

    def _courses(
        self,
        state: cython.Py_ssize_t,
        passed: cython.Py_ssize_t,
        me: cython.Py_ssize_t,
        budget: cython.Py_ssize_t,
        level: cython.Py_ssize_t,
        first: cython.Py_ssize_t,
        wanted: cython.Py_ssize_t,
    ) -> list[Course]:
        """Courses from a state, shortest first: the first one, the one worth most, or all.

        Without `first` (-1) a plan goes on with another, and whoever must want its first step needs a reason too.
        """
        floor = self.worth(state, passed, me)
        way = Way(me, budget, level, first, wanted)
        if floor is None:
            return way.found
        length: cython.Py_ssize_t
        for length in range(1, budget + 1):
            way.length = length
            if first < 0:
                most = self.most(state, passed, me, length)
                if most is None or most <= floor:
                    continue
            if self._go(way, state, passed, floor):
                break
            if wanted == BEST and way.found and way.found[0][1] > floor:
                floor = way.found[0][1]
        return way.found

    def _go(self, way: Way, here: cython.Py_ssize_t, passed: cython.Py_ssize_t, need: Any) -> cython.bint:
        """M2, M4: go on in every way to something worth more than `need`; whether enough has been found."""
        answers: Answers = self.answers
        me: cython.Py_ssize_t = way.me
        done: cython.Py_ssize_t = len(way.events)
        rest: cython.Py_ssize_t = way.length - done - 1
        stop: cython.bint = False
        fan: cython.Py_ssize_t = 0
        place: cython.Py_ssize_t = 0
        last: cython.Py_ssize_t = 0
        event: cython.Py_ssize_t
        ground: cython.Py_ssize_t
        after: cython.Py_ssize_t
        later: cython.Py_ssize_t
        i: cython.Py_ssize_t
        only: cython.bint = done == 0 and way.first >= 0
        if not only:
            place = answers.row(here)
            last = answers.event_at(place)
            if rest == 0:
                fan = self._fan_of(here, passed, me)
        way.states.append(here)
        way.passed.append(passed)
        for i in range(1 if only else last):
            event = way.first if only else answers.event_at(place + 1 + i)
            ground = event if only else self._ground_deed(here, event)
            if ground < 0:
                continue
            if self._outcomes[ground] > 1:
                odds = [(number, share) for number, share in enumerate(answers.odds(here, event)) if share]
                if len(odds) > 1:
                    way.events.append(event)
                    ended = self._gamble(
                        here, event, odds, passed + self._takes[ground], me, rest, way.level, way.budget, done + 1
                    )
                    if ended is not None and ended[0] > need and self._take(way, ended[0], ended[1]):
                        stop = True
                    way.events.pop()
                    if stop:
                        break
                    continue
                outcome: cython.Py_ssize_t = odds[0][0]
            else:
                outcome = 0
            if rest == 0:
                if only:
                    worth = self._worth_after(here, event, ground, outcome, passed, me)
                else:
                    worth = self._numbers[self._fan[fan + 1 + i]]
                if worth is not None and worth > need:
                    way.events.append(event)
                    stop = self._take(way, worth, ())
                    way.events.pop()
                    if stop:
                        break
                continue
            after = answers.after(here, event, outcome)
            later = passed + self._takes[ground]
            worth = self.worth(after, later, me)
            if worth is None:
                continue
            if worth < need:
                worth = need
            most = self.most(after, later, me, rest)
            if most is None or most <= worth:
                continue
            if (done or way.first < 0) and not self._others_want(here, event, me, way.budget - done, way.level):
                continue
            way.events.append(event)
            stop = self._go(way, after, later, worth)
            way.events.pop()
            if stop:
                break
        way.states.pop()
        way.passed.pop()
        return stop

    def _take(self, way: Way, worth: Any, ends: tuple[Any, ...]) -> cython.bint:
        """Accept a way by M5 and M6, or don't; whether enough has been found. The last step's M5 is still open."""
        if way.wanted == BEST and way.found and worth <= way.found[0][1]:
            return False
        done: cython.Py_ssize_t = len(way.events) - 1
        last: cython.Py_ssize_t = way.events[done]
        check: cython.bint = done > 0 or way.first < 0
        if check and not self._others_want(way.states[done], last, way.me, way.budget - done, way.level):
            return False
        if self._can_be_shorter(way, worth, ends):
            return False
        course = (tuple(way.events), worth, ends)
        if way.wanted == BEST:
            way.found = [course]
            return False
        way.found.append(course)
        return way.wanted == FIRST

    def _others_want(
        self,
        state: cython.Py_ssize_t,
        event: cython.Py_ssize_t,
        me: cython.Py_ssize_t,
        left: cython.Py_ssize_t,
        level: cython.Py_ssize_t,
    ) -> cython.bint:
        """M5: whether everybody else who must want the event has a reason of his own, with so much foresight left."""
        other: cython.Py_ssize_t
        for other in self.answers.consenting(state, event):
            if other != me and not self.has_reason(self.answers.mind(state, other), event, other, left, level + 1):
                return False
        return True

    def _gamble(
        self,
        state: cython.Py_ssize_t,
        event: cython.Py_ssize_t,
        odds: Any,
        passed: cython.Py_ssize_t,
        me: cython.Py_ssize_t,
        rest: cython.Py_ssize_t,
        level: cython.Py_ssize_t,
        budget: cython.Py_ssize_t,
        done: cython.Py_ssize_t,
    ) -> tuple[Number, tuple[Any, ...]] | None:
        """M8: what an event left to chance is worth, and how it goes on; None if that is unknown.

        `passed`: ticks, with those of the event; `done`: steps, with the event.
        """
        expected: Any = 0
        ends = []
        steps: cython.Py_ssize_t = rest if rest < budget - done else budget - done
        for number, share in odds:
            after: cython.Py_ssize_t = self.answers.after(state, event, number)
            worth: Any = self.worth(after, passed, me)
            if worth is None:
                return None
            course = None
            if rest:
                course = self._best(after, passed, me, steps, level)
                if course is not None:
                    worth = course[1]
            ends.append((share, number, course, steps))
            expected += share * worth
        return expected, tuple(ends)

    def _best(self, state: int, passed: int, me: int, steps: int, level: int) -> Course | None:
        """The course worth most from a state that chance has led to."""
        key = (state, passed, me, steps, level)
        if key not in self._bests:
            found = self._courses(state, passed, me, steps, level, -1, BEST)
            self._bests[key] = found[0] if found else None
        return self._bests[key]

    # ---- M6 ----------------------------------------------------------------------------------------------------------

    def _can_be_shorter(self, way: Way, worth: Any, ends: tuple[Any, ...]) -> cython.bint:
        """M6: whether some of the events, not all, in the same order, from the same start, do at least as well."""
        count: cython.Py_ssize_t = len(way.events)
        kept: cython.Py_ssize_t
        longest: cython.Py_ssize_t = 0
        start: cython.Py_ssize_t = way.states[0]
        passed: cython.Py_ssize_t = way.passed[0]
        for _, _, course, _ in ends:
            if course is not None and _length(course) > longest:
                longest = _length(course)
        for kept in range(1, count):
            for places in combinations(range(count), kept):
                if places[kept - 1] == kept - 1:
                    continue  # the beginning, which is worth less than the end
                check = way.first < 0 or places[0] != 0
                if self._as_good(way, start, passed, [way.events[p] for p in places], worth, longest, check):
                    return True
        if len(ends) > 1:  # leaving out the gamble itself, and going on as after one of its outcomes
            for _, _, course, _ in ends:
                if course is not None:
                    events = [*way.events[:-1], *course[0]]
                    if self._as_good(way, start, passed, events, worth, longest, way.first < 0 or count == 1):
                        return True
        return False

    def _as_good(
        self,
        way: Way,
        start: cython.Py_ssize_t,
        elapsed: cython.Py_ssize_t,
        events: Sequence[int],
        worth: Any,
        longest: cython.Py_ssize_t,
        check: cython.bint,
    ) -> cython.bint:
        """Whether these events are possible, have reasons (M5; `check`: the first too) and are worth at least so much.

        After one that is left to chance it goes on freely, for as many steps as it does in the way (`longest`).
        """
        answers: Answers = self.answers
        me: cython.Py_ssize_t = way.me
        count: cython.Py_ssize_t = len(events)
        state: cython.Py_ssize_t = start
        place: cython.Py_ssize_t
        event: cython.Py_ssize_t
        ground: cython.Py_ssize_t
        outcome: cython.Py_ssize_t
        at: cython.Py_ssize_t
        fan: cython.Py_ssize_t
        states: list[int] = []
        found: Any = None
        for place in range(count):
            event = events[place]
            at = self._index(state, event)
            if at == 0:
                return False
            states.append(state)
            ground = answers.ground(state, event)
            outcome = 0
            if self._outcomes[ground] > 1:
                odds = [(number, share) for number, share in enumerate(answers.odds(state, event)) if share]
                if len(odds) > 1:
                    elapsed += self._takes[ground]
                    ended = self._gamble(state, event, odds, elapsed, me, longest, way.level, way.budget, place + 1)
                    found = None if ended is None else ended[0]
                    break
                outcome = odds[0][0]
            if place == count - 1:
                fan = self._fan_of(state, elapsed, me)
                found = self._numbers[self._fan[fan + at]]
                break
            elapsed += self._takes[ground]
            state = answers.after(state, event, outcome)
        if found is None or found < worth:
            return False
        for place in range(len(states)):
            event = events[place]
            if (place or check) and not self._others_want(states[place], event, me, way.budget - place, way.level):
                return False
        return True


def _length(course: Course) -> int:
    """The longest that a course can take, in steps."""
    return len(course[0]) + max([_length(then) for _, _, then, _ in course[2] if then is not None], default=0)
