"""Mixed: whole groups served or not, where no flow can say, as a mixed-integer program (HiGHS).

Only what a flow cannot decide is binary: whether a group is served, and which stations a unit guards where
it may guard only so many. For fixed flags the people on the arcs form a transportation polytope, whose
corners are whole.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import coo_matrix

from geo.assignment.arcs import GRID, Arcs, Reach
from geo.assignment.control import Control, check, go_on

EPS = 1e-6
"""HiGHS keeps whole numbers and constraints to this."""
HALF = 0.5
TIME_UP = 1
"""Status of HiGHS at its time limit."""
SLICE_S = 1.0
LEAST_S = 0.05
"""What a program gets even when the time is up [s], so that small ones are still solved."""


@dataclass(frozen=True, eq=False)
class Program:
    """What is to be decided.

    Attributes
    ----------
    reach : demands and arcs.
    people : of each demand (d,); 0 leaves it out.
    times : what each person posted counts for where people count instead of groups (d,), else None.
    open : groups that may stay unserved (g,); all others must be served.
    weight : of each group (g,).
    capacity, slots : people and stations of each unit (u,).
    slotted : units whose slots bind (u,).
    """

    reach: Reach
    people: np.ndarray
    times: np.ndarray | None
    open: np.ndarray
    weight: np.ndarray
    capacity: np.ndarray
    slots: np.ndarray
    slotted: np.ndarray


@dataclass(frozen=True, eq=False)
class Answer:
    """Which groups are served (g,), which arcs may be used (a,), and how far from the best it may be.

    `gap` is the larger share of what the two objectives may still miss, 0 when proven. `served` is None where
    the time ran out before there was any answer.
    """

    served: np.ndarray | None
    usable: np.ndarray
    proven: bool
    gap: float


@dataclass(frozen=True, eq=False)
class _Columns:
    """Numbers of the variables: arcs used, groups' flags, and pairs of slotted unit and station."""

    arcs: Arcs
    arc_rows: np.ndarray
    groups: np.ndarray
    pair_unit: np.ndarray
    pair_of: np.ndarray

    @property
    def size(self) -> int:
        """How many variables there are."""
        return len(self.arc_rows) + len(self.groups) + len(self.pair_unit)


def _columns(program: Program) -> _Columns:
    reach = program.reach
    live = program.people[reach.arcs.demand] > 0
    rows = np.flatnonzero(live & (program.capacity[reach.arcs.unit] > 0))
    arcs = reach.arcs.at(rows)
    groups = np.zeros(0, int) if program.times is not None else np.flatnonzero(program.open)
    station = reach.demand.station[arcs.demand]
    bound = program.slotted[arcs.unit] & ~reach.task.is_locked(arcs.unit, station)
    pairs, of = np.unique(np.where(bound, reach.task.pair(arcs.unit, station), -1), return_inverse=True)
    skip = int(len(pairs) > 0 and pairs[0] == -1)
    unit = pairs[skip:] // max(len(reach.task.stations), 1)
    return _Columns(arcs, rows, groups, unit, of - skip)


def _rows(program: Program, columns: _Columns) -> list[LinearConstraint]:
    """Return that needs are met by flag, capacities kept, and stations counted."""
    arcs, people, n = columns.arcs, program.people, len(columns.arc_rows)
    flag = np.full(len(program.weight), -1)
    flag[columns.groups] = n + np.arange(len(columns.groups))
    live = np.flatnonzero(people > 0)
    at = flag[program.reach.demand.group[live]]
    seat = np.zeros(len(people), int)
    seat[live] = np.arange(len(live))
    flagged = np.flatnonzero(at >= 0)
    met = coo_matrix(
        (
            np.concatenate([np.ones(n), -people[live[flagged]].astype(float)]),
            (np.concatenate([seat[arcs.demand], flagged]), np.concatenate([np.arange(n), at[flagged]])),
        ),
        shape=(len(live), columns.size),
    )
    whole = np.where(at >= 0, 0, people[live]).astype(float)
    least = whole if program.times is None else np.zeros(len(live))
    units, of = np.unique(arcs.unit, return_inverse=True)
    used = coo_matrix((np.ones(n), (of, np.arange(n))), shape=(len(units), columns.size))
    found = [
        LinearConstraint(met.tocsr(), least, whole),
        LinearConstraint(used.tocsr(), -np.inf, program.capacity[units].astype(float)),
    ]
    return found + (_slots(program, columns) if len(columns.pair_unit) else [])


def _slots(program: Program, columns: _Columns) -> list[LinearConstraint]:
    """Return that an arc of a slotted unit needs its pair, and that a unit has so many pairs."""
    arcs, before = columns.arcs, columns.size - len(columns.pair_unit)
    tied = np.flatnonzero(columns.pair_of >= 0)
    most = np.minimum(program.people[arcs.demand[tied]], program.capacity[arcs.unit[tied]]).astype(float)
    rows = np.arange(len(tied))
    ties = coo_matrix(
        (
            np.concatenate([np.ones(len(tied)), -most]),
            (np.concatenate([rows, rows]), np.concatenate([tied, before + columns.pair_of[tied]])),
        ),
        shape=(len(tied), columns.size),
    )
    units, of = np.unique(columns.pair_unit, return_inverse=True)
    pairs = np.arange(len(columns.pair_unit))
    count = coo_matrix((np.ones(len(pairs)), (of, before + pairs)), shape=(len(units), columns.size))
    return [
        LinearConstraint(ties.tocsr(), -np.inf, 0),
        LinearConstraint(count.tocsr(), -np.inf, program.slots[units].astype(float)),
    ]


def _first_aim(program: Program, columns: _Columns) -> np.ndarray:
    """Return what counts first: the weight of served groups, or that of the people posted."""
    aim = np.zeros(columns.size)
    if program.times is None:
        start = len(columns.arc_rows)
        aim[start : start + len(columns.groups)] = program.weight[columns.groups]
    else:
        aim[: len(columns.arc_rows)] = program.times[columns.arcs.demand]
    return aim


def _run(
    objective: np.ndarray,
    constraints: list[LinearConstraint],
    *,
    bounds: Bounds,
    integrality: np.ndarray,
    control: Control,
) -> OptimizeResult:
    """Run HiGHS until it has proved its answer or the time is up.

    It cannot be interrupted. Where somebody may stop it, it runs for 1, 2, 4 ... seconds and begins again, so
    whoever stops it waits at most about as long as it has run.
    """
    left = max(control.deadline - time.monotonic(), LEAST_S)
    slice_s = left if control.should_stop is go_on else min(SLICE_S, left)
    while True:
        check(control.should_stop)
        options = {"time_limit": slice_s, "mip_rel_gap": 0.0}
        found = milp(
            objective, constraints=constraints, integrality=integrality, bounds=bounds, options=options
        )
        left = max(control.deadline - time.monotonic(), 0)
        if found.status != TIME_UP or left == 0:
            return found
        slice_s = min(2 * slice_s, left)


def solve(program: Program, *, control: Control) -> Answer:
    """Serve the most, then travel the least: two programs, the second bound to the first one's best.

    What is not proven when the time is up is returned unproven, with its gap.

    Raises
    ------
    StoppedError
        Somebody stopped it between the two.
    """
    columns = _columns(program)
    rows = _rows(program, columns)
    aim = _first_aim(program, columns)
    whole = np.ones(columns.size)
    whole[: len(columns.arc_rows)] = 0
    upper = np.ones(columns.size)
    upper[: len(columns.arc_rows)] = program.people[columns.arcs.demand]
    cost = np.zeros(columns.size)
    cost[: len(columns.arc_rows)] = columns.arcs.cost / GRID

    run = partial(_run, bounds=Bounds(0, upper), integrality=whole, control=control)
    first = run(-aim, rows)
    if first.x is None:
        return Answer(None, np.zeros(0, bool), proven=False, gap=1.0)
    best = round(float(aim @ first.x))
    most = best if first.status == 0 else int(np.floor(-first.mip_dual_bound + EPS))
    if not control.travel and best == most:
        return _answer(program, columns, first.x, (0.0, 0.0))
    second = run(cost, [*rows, LinearConstraint(aim[None, :], best - 0.5, np.inf)])
    answer = first if second.x is None else second
    short = (most - best) / most if most > best else 0.0
    far = 0.0 if second.status == 0 else (1.0 if second.x is None else float(second.mip_gap))
    return _answer(program, columns, answer.x, (short, far))


def _answer(program: Program, columns: _Columns, x: np.ndarray, gaps: tuple[float, float]) -> Answer:
    n, flags = len(columns.arc_rows), len(columns.groups)
    served = np.ones(len(program.weight), bool)
    served[columns.groups] = x[n : n + flags] > HALF
    usable = np.ones(len(program.reach.arcs.demand), bool)
    held = x[n + flags :] > HALF
    tied = columns.pair_of >= 0
    usable[columns.arc_rows[tied]] = held[columns.pair_of[tied]]
    gap = max(gaps)
    return Answer(served, usable, proven=gap == 0.0, gap=gap)
