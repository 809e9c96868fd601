"""Large loops: one component's equations by sweeps, by Krylov's method where sweeps are slow, or by factors.

A loop that is mixed or left soon is solved by some dozens of sweeps. One that keeps the story for long is slow in
few directions only, which GMRES finds (Y. Saad and M. Schultz, SIAM Journal on Scientific and Statistical Computing 7,
1986; a sweep is its preconditioner). Small ones, and what is left, go to a sparse LU (SuperLU). None of them is
trusted: `odds` proves how far off the result can be, from the result itself.
"""

from __future__ import annotations

from math import inf, log, sqrt

import numpy as np

from fabula.analysis.chain import Chain, Floats, Numbers
from fabula.analysis.elimination import sweep

DONE = 2e-15  # change of a sweep, as a share, that is rounding and nothing more
BATCH = 8  # sweeps between two looks at how fast they get on
MOST_SWEEPS = 60  # more than that are not waited for
DIRECT = 2_000  # nodes up to which factors are cheaper than Krylov's method
ROUNDS = 12  # of Krylov's method, each for what the last one left
KRYLOV = 60  # most steps of each
GAIN = 1e-5  # by which each round should lessen what is left
ENOUGH = 4e-15  # what a sweep may still change, as a share of the largest result
NEAR = 0.05  # and where it need not be exact


def inner_edges(chain: Chain, nodes: Numbers) -> tuple[Numbers, Numbers, Floats]:
    """All edges of some nodes: the place in `nodes` that each comes from, the node it leads to, its probability."""
    degrees = np.diff(chain.first)[nodes]
    ends = np.cumsum(degrees)
    edges = np.arange(int(ends[-1])) + np.repeat(chain.first[nodes] - ends + degrees, degrees)
    return np.repeat(np.arange(len(nodes), dtype=np.int32), degrees), chain.to[edges], chain.probability[edges]


def solve_loop(here: Numbers, there: Numbers, weight: Floats, leave: Floats, given: Floats, rough: int = 0) -> Floats:
    """The solution x of leave[i] x[i] = given[i] + sum of weight x[there] over the edges from i; [n, columns].

    The edges (`here`, `there`, both 0 to n - 1) must not hold the diagonal; `leave` [n] is one minus it, given [n,
    columns] is not negative. The transposed equations have the same form. The last `rough` columns need not be exact:
    an x that solves them to a tenth of a unit in `given` will do.
    """
    from scipy.sparse import csr_array

    n, columns = given.shape
    rows = csr_array((weight, (here, there)), shape=(n, n))
    first, to, share = rows.indptr.astype(np.int32), rows.indices.astype(np.int32), rows.data
    given = np.ascontiguousarray(given)
    x = given / leave[:, None]
    room = np.zeros(columns)
    before = inf
    for number in range(1, MOST_SWEEPS + 1):
        change = sweep(first, to, share, leave, given, x, number % 2 == 0, room)
        if change < DONE:
            return x
        if number % BATCH == 0:
            rate = (change / before) ** (1 / BATCH)  # 0 at the first look
            if rate >= 1 or (rate > 0 and number + log(DONE / change) / log(rate) > MOST_SWEEPS):
                break
            before = change
    if n <= DIRECT:
        x = _by_factors(rows, leave, given)
    for column in range(columns if n > DIRECT else 0):
        own = x[:, column : column + 1].copy()
        enough = NEAR if column >= columns - rough else 0.0
        if not _by_krylov(first, to, share, leave, given[:, column : column + 1].copy(), own, enough):
            x = _by_factors(rows, leave, given)
            break
        x[:, column] = own[:, 0]
    for number in range(4):  # the rounding of the last step
        sweep(first, to, share, leave, given, x, number % 2 == 0, room)
    return x


def _by_factors(rows: object, leave: Floats, given: Floats) -> Floats:
    from scipy.sparse import csc_array, diags_array
    from scipy.sparse.linalg import splu

    matrix = csc_array(diags_array(leave) - rows)
    # Diagonally dominant by rows or by columns: no pivots are needed, and the order may be one for few fill-ins.
    factors = splu(matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
    x = factors.solve(given)
    return np.ascontiguousarray(x + factors.solve(given - matrix @ x))


def _by_krylov(
    first: Numbers, to: Numbers, share: Floats, leave: Floats, given: Floats, x: Floats, enough: float
) -> bool:
    """Solves one column [n, 1] in place, from an x that is near; says whether a sweep still changes it by
    no more than `enough`, or than rounding does.

    With S for a sweep, x = S x has the same solution, and S is affine: the equations are (I - G) x = S 0, for G v a
    sweep of v with nothing given. The sums are numpy's own loops, as BLAS has its threads wait for each other.
    """
    n, room, nothing = len(leave), np.zeros(1), np.zeros_like(given)
    for _ in range(ROUNDS):
        swept = x.copy()
        sweep(first, to, share, leave, given, swept, False, room)
        left = (swept - x)[:, 0]
        length = sqrt(np.einsum("i,i", left, left))
        if np.abs(left).max() <= max(enough, ENOUGH * max(1.0, float(np.abs(x).max()))):
            x[:] = swept
            return True
        basis = np.empty((KRYLOV + 1, n))
        basis[0] = left / length
        table = np.zeros((KRYLOV + 1, KRYLOV))
        for step in range(1, KRYLOV + 1):
            image = basis[step - 1].reshape(-1, 1).copy()
            sweep(first, to, share, leave, nothing, image, False, room)
            new = basis[step - 1] - image[:, 0]
            parts = np.einsum("ij,j->i", basis[:step], new)
            table[:step, step - 1] = parts
            new -= np.einsum("i,ij->j", parts, basis[:step])
            table[step, step - 1] = size = sqrt(np.einsum("i,i", new, new))
            goal = np.zeros(step + 1)
            goal[0] = length
            weights = np.linalg.lstsq(table[: step + 1, :step], goal, rcond=None)[0]
            rest = goal - table[: step + 1, :step] @ weights
            if size == 0 or np.abs(rest).max() <= GAIN * length:
                break
            basis[step] = new / size
        x[:, 0] += np.einsum("i,ij->j", weights, basis[: len(weights)])
    return False
