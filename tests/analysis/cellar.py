"""The Cellar: a small world in which things are overdetermined, believed wrongly, or left to chance; with a story."""

from dataclasses import dataclass
from functools import cache

from fabula.analysis.beliefs import Beliefs
from fabula.analysis.causes import Replaying
from fabula.analysis.interventions import Changing
from fabula.diagnostics.source import Source
from fabula.reference.motive import Motives
from fabula.stories.replay import StepReplay, replaying
from fabula.stories.story import read_story
from fabula.world.load import load

CELLAR = """\
world "The Cellar"
Ann, Tom : character
type way
door, hatch : way
property open(way)
property lit
property match(character)
property wine
property inside(character)
property merry(character)
property humming

start
    match(Ann)
    Ann believes wine

wants Ann
    wine: 2 if merry(Ann)
wants Tom
    jest: 1 if open(hatch)
    air: 1 if open(door)
    tune: 1 if humming

action lift(who: character)
    by who
    when not open(hatch)
    then open(hatch)

action unlock(who: character)
    by who
    when not open(door)
    then open(door)

action strike(who: character)
    by who
    when match(who), not lit
    then not match(who)
    odds 1 : 1
    either lit
           text "It burns."
    or     not lit
           text "It goes out."

action hum(who: character)
    by who
    when not humming
    then humming
    seen by who

action enter(who: character)
    by who
    when lit, open(door) or open(hatch), not inside(who)
    then inside(who)

action drink(who: character)
    by who
    when inside(who), wine
    then merry(who)

action tell(who: character, whom: character)
    by who
    when who != whom
    then whom believes not wine
    seen by who

fate draught
    when lit
    then not lit

ending drunk when merry(Ann)
"""

STORY = """\
story "Down" of cellar
beat 1
    lift(Tom)
    hum(Tom)
    unlock(Tom)
beat 2
    strike(Ann)
    turns out 1
    enter(Ann)
"""


@dataclass(frozen=True)
class Case:
    """A world that can be changed, and a story of it as it went."""

    changing: Changing
    motives: Motives
    steps: tuple[StepReplay, ...]

    @property
    def beliefs(self) -> Beliefs:
        return Beliefs(self.changing, self.motives, self.steps)

    @property
    def replaying(self) -> Replaying:
        return Replaying(self.changing, self.motives, self.steps)


@cache
def case_of(text: str, story: str) -> Case:
    """The world of a text, and the story of a text, however well it goes."""
    changing = Changing(load(Source("test.fabula", text)))
    motives = Motives(changing.engine)
    parsed = read_story(Source("test.story", story), changing.model)
    return Case(changing, motives, tuple(replaying(changing.engine, motives, parsed, keep_going=True)))


def cellar() -> Case:
    return case_of(CELLAR, STORY)
