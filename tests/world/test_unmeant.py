"""Warnings: each on what is surely unmeant, and none on what may well be meant."""

import pytest

from tests.world.text import HEAD, codes_of

WANTS = """
wants c: character
    rest: not tired(c)
    company: likes(Ann, c)
"""
REST = """
action rest(who: character)
    by who
    when tired(who)
    then not tired(who), likes(Ann, who) += 1
    text "{who} rests at {at(who)}."
"""


def test_a_world_without_slips_has_no_warnings() -> None:
    assert codes_of(WANTS + REST) == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        # a property that nothing reads
        ("property wet(place)\nfate rain\n    then wet(home)\n", ["F301"]),
        ("property age(character) : 0..9\nfate year\n    then age(Ann) += 1\n", ["F301"]),
        ("property age(character) : 0..9\nfate year\n    then Tom believes age(Ann) += 1\n", ["F301"]),
        ("property age(character) : 0..9\nfate year\n    then age(Ann) = age(Tom) + 1\n", []),
        (
            "property wet(place)\nfate rain\n    then wet(home)\n"
            '    text "{at(Ann)}" | "{count of p: place where wet(p)}"\n',
            [],
        ),
        ("property wet(place)\nfate rain\n    then wet(home)\n    seen by anyone when wet(at(anyone))\n", []),
        ('property wet(place)\nfate rain\n    then wet(home)\nquestion "?" wet(home)\n', []),
        # what is visible is read by who is mistaken in it
        ("property hat(character) visible\nfate dress\n    then hat(Ann)\n", ["F301"]),
        (
            "property hat(character) visible\nfate dress\n    then hat(Ann)\n"
            "trigger see(a: character, b: character)\n    when mistaken(a, b)\n    then a sees b\n",
            [],
        ),
        # a character who wants nothing
        ("type dog : character\nRex : dog\n", []),
        # a want that nothing can change
        ("property fame(character) : 0..3\nwants Ann\n    fame: fame(Ann)\n", ["F303"]),
        ("property fame(character) : 0..3\nwants Ann\n    fame: 3\n", ["F301", "F303"]),
        ("wants Ann\n    secret: not Tom believes tired(Ann)\n", []),
        ("property seen(character) visible\nwants Ann\n    s: 1 if seen(Tom)\nfate a\n    then Ann sees Tom\n", []),
        # endings and events that can't be
        ("ending e when likes(Ann, Tom) > 3\n", ["F304"]),
        ("ending e when likes(Ann, Tom) >= 3\n", []),
        ("ending e when Tom believes likes(Ann, Tom) < 0\n", ["F304"]),
        ("ending e when at(Ann) == ? and Ann == Tom\n", ["F304"]),
        ("fate a\n    when likes(Ann, Tom) + likes(Tom, Ann) == 7\n    then tired(Ann)\n", ["F305"]),
        ("type cat : character\nfate a(who: cat)\n    then tired(who)\n", ["F305"]),
        ("fate a(who: figure)\n    then tired(Ann)\n", ["F305"]),
        # definitions
        ("define a = tired(Ann)\n", ["F306"]),
        ("define a = b\ndefine b = tired(Ann)\n", ["F306"]),
        ("define a = tired(Ann)\nending e when a\n", []),
        # hidden entities
        ("fate a(Tom: character)\n    then tired(Tom)\n", ["F307"]),
        ("fate a(Tom)\n    then tired(Tom)\n", []),
        ("define a(home: character) = tired(home)\nending e when a(Ann)\n", ["F307"]),
        # triggers
        ("trigger t\n    when tired(Ann)\n    then at(Ann) = home\n", ["F308"]),
        ("trigger t\n    when tired(Ann)\n    then tired(Ann)\n", ["F308"]),
        ("trigger t\n    when tired(Ann)\n    then Tom believes tired(Ann)\n", ["F308"]),
        ("trigger t\n    when tired(Ann), at(Ann) != home\n    then at(Ann) = home\n", []),
        ("trigger t\n    when likes(Ann, Tom) > 2\n    then likes(Ann, Tom) = 2\n", []),
        ("trigger t(a: character, b: character)\n    when a believes tired(b)\n    then a sees b\n", []),
        # time
        ("fate a\n    then tired(Ann)\n    takes 1\n", ["F310"]),
        ("fate a\n    then tired(Ann)\n    takes 1\ntick t\n    then not tired(Ann)\n", []),
    ],
)
def test_what_is_warned_of(text: str, codes: list[str]) -> None:
    assert codes_of(WANTS + REST + text) == codes


def test_a_character_who_wants_nothing() -> None:
    assert codes_of(WANTS + REST + "Eve : character\n") == []
    assert codes_of(WANTS.replace("c: character", "Ann").replace("(c)", "(Ann)").replace(", c)", ", Tom)") + REST) == [
        "F302"
    ]


def test_a_library_is_not_warned_of_what_its_worlds_may_use() -> None:
    head = HEAD.replace("world", "library")
    assert codes_of("property wet(place)\ndefine a = tired(Ann)\ntype cat : character\n", head=head) == []
    assert codes_of("trigger t\n    when tired(Ann)\n    then at(Ann) = home\n", head=head) == ["F308"]
