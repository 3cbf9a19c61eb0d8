"""Reasons: why this unit, as a key with numbers that a screen makes a sentence of.

The nearest unit of a row is the nearest one of the force that the need names, with people on its books, not
bound to another village; of equals the one with the smaller id. Keys, in the order in which they are tried:

============= ========================================================================================
reason        meaning
============= ========================================================================================
locked        the planner tied this unit to this station
stand_in      the unit is of another force, which stands in
nearest       this is the nearest unit, or one equally near
reserve       the nearest unit is kept back whole
forbidden     the nearest unit must not go there
sector        the nearest unit belongs to another sector
nearest_full  everybody whom the nearest unit may post is posted; `nearest_short` people more have it as
              their nearest than it may post
max_stations  the nearest unit guards as many stations as one may
unproven      the nearest unit has people left: the answer is not proven best
============= ========================================================================================
"""

from __future__ import annotations

from typing import Any

import numpy as np

from geo.assignment.filling import Posted
from geo.assignment.task import Task

SAME_MIN = 0.0005
"""Units are equally near to within half a step of the grid [min]."""


def nearest_own(
    task: Task, force: int, station: np.ndarray, *, able: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Return unit (-1 for none) and minutes of the nearest unit of a force to stations (positions).

    Parameters
    ----------
    able : which units count (u,); those with people on their books if None. Home-bound ones count only for
        stations of their village.
    """
    held = task.strength["personnel"].to_numpy() > 0 if able is None else able
    own = held & (task.unit_force == task.forces[force])
    unit, minutes = np.full(len(station), -1), np.full(len(station), np.inf)
    free = np.flatnonzero(own & ~task.home)
    if len(free) and len(station):
        label, _, long = task.model.nearest(
            task.unit_xy[free], task.station_xy[station], turnout_min=task.turnout_min[free], k=1
        )
        unit, minutes = np.append(free, -1)[label[:, 0]], np.where(label[:, 0] >= 0, long[:, 0], np.inf)
    ways = task.home_ways
    seat = np.full(len(task.stations), -1)
    seat[station] = np.arange(len(station))
    mine = np.flatnonzero(own[ways.unit] & (seat[ways.station] >= 0))
    rows, at_home, long = seat[ways.station[mine]], ways.unit[mine], ways.minutes[mine]
    order = np.lexsort((at_home, long, rows))
    first = np.ones(len(order), bool)
    first[1:] = rows[order][1:] != rows[order][:-1]
    best = order[first]
    closer = best[long[best] < minutes[rows[best]]]
    unit[rows[closer]], minutes[rows[closer]] = at_home[closer], long[closer]
    return unit, np.where(unit >= 0, minutes, np.nan)


def _overcommitted(task: Task, unit: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Return by how many people each unit is overcommitted if everybody asks the nearest one, (u,)."""
    asked = np.bincount(unit[unit >= 0], people[unit >= 0], len(task.units)).astype(np.int64)
    return np.asarray(np.clip(asked - task.strength["available"].to_numpy(), 0, None))


def _near(task: Task, posted: Posted) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return nearest unit, its minutes and by how many people it is overcommitted, for every row."""
    unit, minutes = np.full(len(posted.unit), -1), np.full(len(posted.unit), np.nan)
    short = np.zeros(len(task.units), np.int64)
    for force in range(len(task.forces)):
        wanted = np.flatnonzero(task.need[:, force] > 0)
        near, long = nearest_own(task, force, wanted)
        short = np.maximum(short, _overcommitted(task, near, task.need[wanted, force]))
        rows = np.flatnonzero(posted.force == force)
        at = np.searchsorted(wanted, posted.station[rows])
        unit[rows], minutes[rows] = near[at], long[at]
    return unit, minutes, np.where(unit >= 0, short[unit], 0)


def _keys(task: Task, posted: Posted, near: np.ndarray, minutes: np.ndarray) -> np.ndarray:
    at = np.maximum(near, 0)
    used = np.bincount(posted.unit, posted.people, len(task.units))
    available = task.strength["available"].to_numpy()
    limit = task.scenario.max_stations
    guarded: np.ndarray = np.zeros(len(task.units), np.int64)
    if limit is not None:
        pairs = np.unique(task.pair(posted.unit, posted.station)) // max(len(task.stations), 1)
        guarded = np.bincount(pairs, minlength=len(task.units))
    with np.errstate(invalid="ignore"):
        same = (near == posted.unit) | (posted.minutes <= minutes + SAME_MIN)
    force = np.array(task.forces, object)[posted.force]
    tried = [
        (task.is_locked(posted.unit, posted.station), "locked"),
        (task.unit_force[posted.unit] != force, "stand_in"),
        (same | (near < 0), "nearest"),
        (available[at] == 0, "reserve"),
        (task.is_forbidden(at, posted.station), "forbidden"),
        (task.is_foreign(at, posted.station), "sector"),
        (used[at] >= available[at], "nearest_full"),
        (guarded[at] >= (np.inf if limit is None else limit), "max_stations"),
    ]
    return np.select([it[0] for it in tried], [it[1] for it in tried], "unproven").astype(object)


def columns(task: Task, posted: Posted) -> dict[str, Any]:
    """Return reason, nearest_unit_id, nearest_min, extra_min and nearest_short of every row.

    `extra_min` is how much longer the way is than that of the nearest unit [min]; negative where somebody who
    stands in is nearer. `nearest_short` is by how many people the nearest unit is overcommitted.
    """
    near, minutes, short = _near(task, posted)
    ids = np.array([*task.units.index, None], dtype=object)
    return {
        "reason": _keys(task, posted, near, minutes),
        "nearest_unit_id": ids[near],
        "nearest_min": minutes,
        "extra_min": posted.minutes - minutes,
        "nearest_short": short,
    }
