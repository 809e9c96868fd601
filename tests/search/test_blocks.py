"""Blocks: what somebody must be wrong about, and the tuples that it can come to."""

from fabula.ground.model import GroundModel
from fabula.reference import Reference
from fabula.search.beliefs import Beliefs
from fabula.search.blocks import NOTHING, Blocks
from fabula.world.expressions import Fluent, Not
from tests.search.poison import LEAVE, POISON, fluent_of, laid_out


def blocks_of(model: GroundModel) -> Blocks:
    engine = Reference(model)
    start = engine.initial()
    beliefs = Beliefs(model)
    worlds = {mind: start if mind is None else engine.believed(start, mind) for mind, _ in beliefs.places}
    return Blocks(beliefs, [worlds[mind].values[fluent] for mind, fluent in beliefs.places])


def test_what_is_noticed_is_no_longer_believed_to_be_as_it_was() -> None:
    (stays,) = blocks_of(laid_out(POISON)).tuples.values()
    assert set(stays) == {(False, False), (True, True)}
    (leaves,) = blocks_of(laid_out(POISON + LEAVE)).tuples.values()
    assert set(leaves) == {(False, False), (True, True), (True, False)}


def test_there_is_no_block_where_nobody_must_be_wrong() -> None:
    assert not blocks_of(laid_out(POISON.replace("dead(Tom) if poisoned", "dead(Ann) if poisoned"))).tuples


def test_conditions_on_a_block_hold_together_in_the_tuples_that_can_come() -> None:
    model = laid_out(POISON)
    blocks = blocks_of(model)
    ((block, _),) = blocks.tuples.items()
    poisoned, believed = (Fluent(member) for member in block)
    assert poisoned == fluent_of(model, "poisoned")
    given = blocks.narrowed(NOTHING, [poisoned])
    assert given is not None
    assert given.allowed == {block: {(True, True)}}
    assert blocks.narrowed(NOTHING, [poisoned, Not(believed)]) is None
    assert blocks.with_values(given, block, (False, False)) is None
