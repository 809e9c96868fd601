"""Every example of the language's manual page means something: with what they rest on, they are one right world."""

import re
import textwrap
from pathlib import Path

import pytest

from fabula.diagnostics.problems import FabulaError
from fabula.diagnostics.show import show_all
from fabula.diagnostics.source import Source
from fabula.ground import ground
from fabula.world.load import load

PAGE = Path(__file__).resolve().parents[2] / "docs" / "manual" / "language.md"
FENCE = re.compile(r"^```fabula(?: (\w+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RESTS_ON = """
Ann, Tom, Itachi, Sasuke : character
path, yard : place
type thing
type secret
type daytime
day, night : daytime
property hungry(character)
property tired(character)
property asleep(character)
property angry(character)
property dark
property lit(place)
property holds(character, thing)
property friends(character, character)
property told(character)
property dead(character)
property trusted(character)
property gone(character)
property strength(character) : 0..9
property bound(character)
property waits(character)
property shrugged(character)
property heard(character)
property past(character)
property won(character, character)
property hour : daytime
property days : number
property plea(character) : character
fate apologise(who: character, whom: character)
    then plea(who) = whom
"""


def _world() -> str:
    """All examples as one text; expressions as definitions, loose effects and texts within an action."""
    parts: list[str] = []
    for number, (what, text) in enumerate(FENCE.findall(PAGE.read_text("utf-8"))):
        if what == "expressions":
            lines = [line for line in text.splitlines() if line.strip()]
            parts += [f"define e{n}(who: character) = {line}" for n, line in enumerate(lines)]
        elif what == "effects":
            effects = textwrap.indent(re.sub(r"^hope\(who\) .*$|^who takes .*$", "", text, flags=re.M), " " * 8)
            parts.append(
                f"fate effects{number}(who: character, whom: character)\n    when who != whom\n    then\n{effects}"
            )
        elif what == "texts":
            parts.append(f"fate texts{number}(who: character, whom: character)\n    then asleep(who)\n{text}")
        else:
            parts.append(re.sub(r"^use \w.*$", "", text, flags=re.M))
    return "\n".join([*parts, RESTS_ON])


def test_all_examples_check_as_one_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("my-own.fabula").write_text('library "mine"\n', "utf-8")
    try:
        world = load(Source("page.fabula", _world()))
    except FabulaError as error:
        pytest.fail(show_all(error.problems))
    assert ground(world).events
