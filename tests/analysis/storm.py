"""The probabilistic model checker Storm as an oracle: odds of chains, and of decision graphs for one actor."""

from __future__ import annotations

from typing import Any

import numpy as np

from fabula.analysis.chain import Chain, Flags, Floats
from fabula.analysis.decisions import DecisionGraph


def _labels(stormpy: Any, nodes: int, target: Flags) -> Any:
    labels = stormpy.models.StateLabeling(nodes)
    labels.add_label("init")
    labels.add_label_to_state("init", 0)
    labels.add_label("target")
    labels.set_states("target", stormpy.datastructures.BitVector(nodes, np.flatnonzero(target).tolist()))
    return labels


def _to_ten_digits(stormpy: Any) -> Any:
    """Storm's settings for proved results to 1e-10: its default stops when little changes, up to 1e-6 off."""
    environments = stormpy.environments
    environment = stormpy.Environment()
    solver = environment.solver()
    solver.set_linear_equation_solver_type(environments.EquationSolverType.NATIVE)
    solver.native().method = environments.NativeLinearEquationSolverMethod.INTERVAL_ITERATION
    solver.min_max().method = environments.MinMaxMethod.INTERVAL_ITERATION
    for part in (solver.native(), solver.min_max()):
        part.precision = stormpy.Rational("1/10000000000")
        part.relative_termination_criterion = False
    return environment


def build_chain(stormpy: Any, chain: Chain, target: Flags) -> Any:
    """The chain as Storm's own, by the fastest way in; nodes without edges lead to themselves."""
    from scipy.sparse import csr_array

    ends = np.flatnonzero(chain.ends)
    rows = np.concatenate((chain.sources(), ends))
    columns = np.concatenate((chain.to, ends))
    values = np.concatenate((chain.probability, np.ones(len(ends))))
    matrix = csr_array((values, (rows, columns)), shape=(chain.nodes, chain.nodes))
    matrix.sum_duplicates()
    entries = matrix.tocoo()
    builder = stormpy.datastructures.SparseMatrixBuilder[float](chain.nodes, chain.nodes, matrix.nnz)
    builder.add_next_values(entries.row.tolist(), entries.col.tolist(), entries.data.tolist(), [])
    components = stormpy.models.SparseModelComponents[float](builder.build(), _labels(stormpy, chain.nodes, target))
    return stormpy.models.SparseDtmc[float](components)


def check(stormpy: Any, model: Any, formula: str, environment: Any = None) -> Floats:
    found = stormpy.parse_properties(formula)[0]
    result = stormpy.model_checking(model, found, environment=environment or _to_ten_digits(stormpy))
    return np.array(result.get_value_vector(), dtype=np.float64)


def chain_odds(stormpy: Any, chain: Chain, target: Flags) -> Floats:
    return check(stormpy, build_chain(stormpy, chain, target), 'P=? [F "target"]')


def best_and_worst(stormpy: Any, graph: DecisionGraph, actor: int, target: Flags) -> tuple[Floats, Floats]:
    """The highest and lowest odds; a row for each own option: that option with the actor's weight, and all others'."""
    builder = stormpy.datastructures.SparseMatrixBuilder[float](0, 0, 0, False, True, 0)
    row_number = 0
    for node in range(graph.nodes):
        options = range(int(graph.first_option[node]), int(graph.first_option[node + 1]))
        mass = sum(float(graph.weight[o]) for o in options if graph.actor[o] == actor)
        own = [o for o in options if graph.actor[o] == actor and mass > 0]
        builder.new_row_group(row_number)
        for taken in own or [-1]:
            row: dict[int, float] = {}
            for o in options:
                share = (mass if o == taken else 0.0) if o in own else float(graph.weight[o])
                for edge in range(int(graph.first_edge[o]), int(graph.first_edge[o + 1])) if share else ():
                    to = int(graph.to[edge])
                    row[to] = row.get(to, 0.0) + share * float(graph.outcome[edge])
            for to, share in sorted(row.items()) or [(node, 1.0)]:
                builder.add_next_value(row_number, to, share)
            row_number += 1
    matrix = builder.build(row_number, graph.nodes, graph.nodes)
    components = stormpy.models.SparseModelComponents[float](matrix, _labels(stormpy, graph.nodes, target))
    model = stormpy.models.SparseMdp[float](components)
    return check(stormpy, model, 'Pmax=? [F "target"]'), check(stormpy, model, 'Pmin=? [F "target"]')
