"""What conditions leave of variables: only what is certain is said."""

from fabula.search.domains import Domains
from fabula.world.expressions import And, Believes, Compare, Const, Fluent, Not, Or, Value

DISEASE, DOSE, THOUGHT = 0, 1, 2
DOMAIN: list[tuple[Value, ...]] = [(None, "flu", "cold"), (), (None, "flu", "cold")]  # a dose is a number
FLU = Compare("==", Fluent(DISEASE), Const("flu"))
COLD = Compare("==", Fluent(DISEASE), Const("cold"))
HIGH = Compare(">", Fluent(DOSE), Const(2))
RIGHT = Compare("==", Fluent(DISEASE), Fluent(THOUGHT))


def test_a_condition_leaves_values_of_the_one_variable_that_it_reads() -> None:
    domains = Domains((), DOMAIN.__getitem__)
    assert domains.allowed([And((FLU, HIGH))]) == {(DISEASE,): {("flu",)}}
    assert domains.allowed([Not(Or((FLU, HIGH)))]) == {(DISEASE,): {(None,), ("cold",)}}
    assert domains.allowed([FLU, COLD]) == {(DISEASE,): set()}
    assert domains.allowed([RIGHT, Believes(Const("Ann"), FLU)]) == {}


def test_truth_has_three_values() -> None:
    domains = Domains((), DOMAIN.__getitem__)
    allowed = domains.allowed([FLU])
    assert domains.decided(COLD, allowed) is False
    assert domains.decided(Or((FLU, HIGH)), allowed) is True
    assert domains.decided(And((FLU, HIGH)), allowed) is None
    assert domains.decided(COLD, {}) is None
    assert domains.without_what_is_certain(Or((And((FLU, HIGH)), COLD)), allowed) == Or(
        (And((Const(True), HIGH)), Const(False))
    )


def test_a_block_is_one_variable() -> None:
    domains = Domains((), DOMAIN.__getitem__, [(DISEASE, THOUGHT)])
    allowed = domains.allowed([FLU, Not(RIGHT)])
    assert allowed == {(DISEASE, THOUGHT): {("flu", None), ("flu", "cold")}}
    assert domains.decided(RIGHT, allowed) is False
