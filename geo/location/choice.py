"""Choice: the sites that were chosen and what is proved of them; one door to the solver."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

Stop = Callable[[], bool]
"""Answers whether whoever asked still wants the answer; True ends the work with what there is."""
Worth = Callable[[np.ndarray], np.ndarray]
"""Given chosen sites, what they are worth with each other site beside them: (n_sites + 1, n_aims), the last
row with none beside; aims in order of importance, each more is better."""

FIRST_SLICE_S = 1.0
ROUNDING = 1e-6
"""Room for the rounding of a solver that works to 1e-7 on whole numbers."""
OPTIMAL, INFEASIBLE = 0, 2
HALF = 0.5
"""What a whole variable is opened from."""


@dataclass(frozen=True, eq=False)
class Choice:
    """What to open.

    Parameters
    ----------
    sites : positions of the sites to open, in order; those that stood open already are not among them.
    value : what the model maximises or minimises, with these sites; see the model.
    bound : what no choice can better.
    proven : the value is the best there is.
    covered : weight of the points that are covered, or reached at all, with what is held.
    """

    sites: np.ndarray
    value: float
    bound: float
    proven: bool
    covered: float

    @property
    def gap(self) -> float:
        """How far the value may be from the best, as a share of it (0 when proven)."""
        if self.proven or self.bound == self.value:
            return 0.0
        return abs(self.bound - self.value) / max(abs(self.value), abs(self.bound))


@dataclass(frozen=True, eq=False)
class Program:
    """Minimise cost x, low <= rows x <= high, 0 <= x <= 1; the first `n_whole` of x are 0 or 1."""

    cost: np.ndarray
    rows: sparse.csr_array
    low: np.ndarray
    high: np.ndarray
    n_whole: int


@dataclass(frozen=True, eq=False)
class Answer:
    """The best x that was found (None for none), the bound on the cost, and whether that is the end of it."""

    x: np.ndarray | None
    bound: float
    proven: bool
    infeasible: bool = False

    def opened(self, sites: np.ndarray) -> np.ndarray | None:
        """Return those of the sites that x opens, where x begins with them; None where none was found."""
        return None if self.x is None else sites[self.x[: len(sites)] > HALF]


def _slices(time_limit_s: float | None, stop: Stop | None) -> Iterator[float]:
    """Yield how long to try [s]: at once all there is, or twice as long each time where one may stop."""
    end = time.monotonic() + (np.inf if time_limit_s is None else time_limit_s)
    length = FIRST_SLICE_S
    while stop is not None and not stop() and time.monotonic() + length < end:
        yield length
        length *= 2
    left = end - time.monotonic()
    if left > 0 and (stop is None or not stop()):
        yield left


def solve(program: Program, *, time_limit_s: float | None = None, stop: Stop | None = None) -> Answer:
    """Solve a program with HiGHS to a relative gap of nought.

    HiGHS cannot be interrupted from here. With `stop` it runs for 1, 2, 4 ... seconds, and between these
    `stop` is asked: whoever cancels waits at most about as long as it has run, and a run to the end costs at
    most twice its time. Same program, same answer, as long as it comes to its end within the limit.
    """
    if not len(program.cost):
        return Answer(np.empty(0), 0.0, proven=True)
    whole = np.arange(len(program.cost)) < program.n_whole
    best = Answer(None, -np.inf, proven=False)
    for limit_s in _slices(time_limit_s, stop):
        options = {"mip_rel_gap": 0.0} | ({} if np.isinf(limit_s) else {"time_limit": limit_s})
        constraints = [LinearConstraint(program.rows, program.low, program.high)] if len(program.low) else []
        found = milp(
            program.cost, integrality=whole, bounds=Bounds(0, 1), constraints=constraints, options=options
        )
        if found.status == INFEASIBLE:
            return Answer(None, np.inf, proven=True, infeasible=True)
        bound = -np.inf if found.mip_dual_bound is None else float(found.mip_dual_bound)
        best = Answer(found.x, max(bound, best.bound), proven=found.status == OPTIMAL)
        if best.proven:
            break
    return best


def by_id(sites: np.ndarray, worth: Worth) -> np.ndarray:
    """Return sites that are worth as much or more, of which none can be exchanged or spared.

    Each site in turn, the last first, is spared where the others are worth as much, and else exchanged for
    the one that is worth most in its place, the first of these by position, until nothing changes. Every step
    raises the worth or lowers the sum of positions, so it ends.
    """
    chosen = np.unique(np.asarray(sites, dtype=np.int64))
    changed = True
    while changed:
        changed = False
        for site in chosen[::-1].copy():
            others = chosen[chosen != site]
            totals = worth(others)
            most = np.lexsort((-np.arange(len(totals)), *totals.T[::-1]))[-1]
            best = totals[most]
            if (totals[-1] == best).all():
                chosen, changed = others, True
            elif (totals[site] != best).any() or most < site:
                chosen, changed = np.unique(np.append(others, most)), True
    return chosen


def greedy(worth: Worth, count: int) -> np.ndarray:
    """Return at most `count` sites, each the one that adds most when it is its turn, ties by position."""
    chosen = np.empty(0, dtype=np.int64)
    for _ in range(count):
        totals = worth(chosen)
        most = np.lexsort((-np.arange(len(totals)), *totals.T[::-1]))[-1]
        if (totals[most] == totals[-1]).all():
            break
        chosen = np.append(chosen, most)
    return np.sort(chosen)
