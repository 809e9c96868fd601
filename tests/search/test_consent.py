"""What somebody must believe who can want an act: dead ends, and nothing that is none."""

from fabula.search.consent import Consent
from fabula.world.expressions import And, Not, Or, walk
from tests.search.poison import POISON, event_of, fluent_of, laid_out

CURE = """
action cure
    by Ann
    then not dead(Tom)
"""


def test_nobody_wants_what_leads_him_into_a_dead_end() -> None:
    model = laid_out(POISON)
    dead, poisoned = fluent_of(model, "dead(Tom)"), fluent_of(model, "poisoned")
    needed = dict(Consent(model).needed(event_of(model, "drink")))
    assert needed == {model.characters.index("Tom"): And((Not(dead), Or((Not(poisoned),))))}


def test_what_can_be_undone_or_costs_nothing_is_no_dead_end() -> None:
    lively = "life: 1 if merry(Tom) and not dead(Tom)"
    for text in (POISON + CURE, POISON.replace(lively, "life: 1 if merry(Tom)")):
        model = laid_out(text)
        ((_, needed),) = Consent(model).needed(event_of(model, "drink"))
        assert fluent_of(model, "poisoned") not in list(walk(needed))


def test_who_may_be_free_of_wanting_need_not_believe_anything() -> None:
    model = laid_out(POISON.replace("action drink\n    by Tom", "action drink\n    by Tom freely"))
    assert Consent(model).needed(event_of(model, "drink")) == []
