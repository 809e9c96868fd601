"""Events: parameters, preconditions, who notices, who must want it, how it turns out."""

from fabula.ground import instantiate
from fabula.world.expressions import FALSE, TRUE, Const
from tests.ground.making import effects, event, model_of, names, sabre_world_of, when, whole_model_of, written

STREET = """
    world "Street"
    type place
    home, street, bar : place
    Ann, Tom : character
    property at(character) : place
    property path(place, place)
    property asleep(character)
    start
        path(home, street), path(street, bar)
        at(Ann) = home
        at(Tom) = street
    action walk(who: character, from: place, to: place)
        by who
        when at(who) == from, from != to, path(from, to)
        then at(who) = to
        seen by anyone when at(anyone) == from or at(anyone) == to unless asleep(anyone)
        text "{who} walks."
    fate sleep(who: character)
        then asleep(who)
"""


def test_parameters_run_through_their_types_where_the_precondition_can_hold() -> None:
    model = whole_model_of(STREET)
    walks = [str(found) for found in model.events if found.name == "walk"]
    assert walks == [
        "walk(Ann, home, street)",
        "walk(Ann, street, bar)",
        "walk(Tom, home, street)",
        "walk(Tom, street, bar)",
    ]
    assert [found.index for found in model.events] == list(range(len(model.events)))
    assert event(model, "walk(Tom, street, bar)").bindings == (("who", "Tom"), ("from", "street"), ("to", "bar"))
    assert event(model, "walk(Tom, street, bar)").schema == 0


def test_facts_that_never_change_are_known_at_once_in_fabula_and_kept_in_sabre() -> None:
    assert when(whole_model_of(STREET), "walk(Ann, home, street)") == "at(Ann) == home"
    sabre = instantiate(
        sabre_world_of("""
            type place; entity Ann : character; entity Tom : character; entity P : place; entity Q : place;
            property at(c : character) : place; property path(a : place, b : place) : boolean;
            path(P, Q);
            action walk(c : character, a : place, b : place) {
                precondition: a != b & path(a, b) & at(c) == a; effect: at(c) = b; consenting: c;
            };
        """)
    )
    assert len(sabre.events) == 4
    assert when(sabre, "walk(Ann, Q, P)") == "path(Q, P) and at(Ann) == Q"


def test_who_notices_is_a_condition_for_each_character() -> None:
    model = whole_model_of(STREET)
    ann, tom = event(model, "walk(Ann, home, street)").observing
    assert written(model, ann) == "(at(Ann) == home or at(Ann) == street) and not asleep(Ann)"
    assert written(model, tom) == "(at(Tom) == home or at(Tom) == street) and not asleep(Tom)"
    assert event(model, "sleep(Ann)").observing == (TRUE, TRUE)


def test_triggers_are_noticed_by_nobody_and_numbered_by_themselves() -> None:
    model = model_of("""
        world "T"
        Ann, Tom : character
        property cold(character)
        property shivers(character)
        trigger shiver(c: character)
            when cold(c), not shivers(c)
            then shivers(c)
        fate frost(c: character)
            then cold(c)
    """)
    assert [(str(t), t.index, t.observing) for t in model.triggers] == [("shiver(Ann)", 0, ()), ("shiver(Tom)", 1, ())]


def test_literal_places_are_kept_in_names() -> None:
    model = instantiate(
        sabre_world_of("""
            type item; entity Tom : character; entity Merchant : character; entity Ring : item;
            property has(c : character, i : item) : boolean; property open(Ring) : boolean;
            action buy(c : character, i : item, Merchant) {
                precondition: c != Merchant & has(Merchant, i); effect: has(c, i) & open(Ring); consenting: c, Merchant;
            };
        """)
    )
    assert [str(found) for found in model.events] == ["buy(Tom, Ring, Merchant)"]
    assert "open(Ring)" in names(model)


def test_properties_without_parameters_are_written_as_in_their_language() -> None:
    model = whole_model_of("""
        world "T"
        property raining
        fate rain
            then raining
    """)
    assert names(model) == ["raining"]
    sabre = instantiate(sabre_world_of("entity A : character; property raining() : boolean;"))
    assert names(sabre) == ["raining()"]


def test_outcomes_have_weights_and_their_own_effects() -> None:
    model = model_of("""
        world "T"
        Ann, Tom : character
        property strength(character) : 0..5
        property won(character)
        property tired(character)
        start
            strength(Ann) = 3
            strength(Tom) = 1
        fate train
            then strength(Tom) += 1
        contest fight(a: character, b: character)
            by a, b
            when a != b
            then tired(a)
            odds strength(a) : strength(b) + 0.5
            either won(a) text "{a} wins."
            or     won(b)
            text "They fight."
    """)
    fight = event(model, "fight(Ann, Tom)")
    assert [written(model, outcome.weight) for outcome in fight.outcomes] == ["3", "strength(Tom) + 1/2"]
    assert effects(model, "fight(Ann, Tom)", 0) == ["tired(Ann) = true", "won(Ann) = true"]
    assert effects(model, "fight(Ann, Tom)", 1) == ["tired(Ann) = true", "won(Tom) = true"]


def test_an_event_without_chance_has_one_outcome_of_weight_1() -> None:
    (outcome,) = event(model_of(STREET), "walk(Ann, home, street)").outcomes
    assert outcome.weight == Const(1)


def test_those_who_must_want_it_with_what_frees_them() -> None:
    model = model_of("""
        world "T"
        Ann, Tom : character
        property bound(character)
        property met(a: character, b: character)
        fate bind(c: character)
            then bound(c)
        action meet(a: character, b: character)
            by a, b unless bound(b)
            then met(a, b)
            takes 2
    """)
    both = event(model, "meet(Ann, Tom)")
    assert [(c.character, written(model, c.unless)) for c in both.consenting] == [(0, "false"), (1, "bound(Tom)")]
    assert both.takes == 2
    alone = event(model, "meet(Ann, Ann)")  # named twice, and free only if free both times
    assert [(c.character, c.unless) for c in alone.consenting] == [(0, FALSE)]


def test_an_empty_type_leaves_no_instance_and_it_is_said() -> None:
    model = model_of("""
        world "T"
        type place
        type cave : place
        Ann : character
        property lit(place)
        property awake(character)
        fate light(spot: cave)
            then lit(spot)
        fate wake(who: character)
            then awake(who)
        fate never_so
            when awake(Ann) and not awake(Ann)
            then awake(Ann)
    """)
    assert model.never == ("light", "never_so")
    assert [str(found) for found in model.events] == ["wake(Ann)"]


def test_dreams_have_a_dreamer_and_characters_who_dream_a_waking_mind() -> None:
    model = model_of("""
        world "T"
        Ann, Tom : character
        property asleep(character)
        property hope(character) : 0..3 felt
        fate sleep(who: character)
            when not asleep(who)
            then asleep(who)
        dream flying(who: character)
            dreamer who
            when asleep(who), who != Tom
            then hope(who) += 1
        fate wake(who: character)
            when asleep(who)
            then who wakes, not asleep(who)
    """)
    assert event(model, "flying(Ann)").dreamer == 0
    assert event(model, "wake(Ann)").wakes
    assert not event(model, "sleep(Ann)").wakes
    assert [(mind.kind, mind.character) for mind in model.minds] == [
        ("actual", "Ann"),
        ("actual", "Tom"),
        ("waking", "Ann"),
    ]
