"""Arcs: which unit may serve which demand, at what cost, and how dear the ones not yet looked at must be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from geo.assignment import demand as demands
from geo.assignment.demand import Demand, Pool
from geo.assignment.task import Task
from geo.errors import Fault, SolverError

GRID = 1000
"""Minutes are compared in thousandths (0.06 s), so that costs are whole numbers and equal is equal."""
LONGEST_MIN = 7 * 1440
"""No way from a unit to a station may last longer [min]; prices that nothing outweighs are made from it."""
NEIGHBOURS = 5
"""Units that each demand looks at first; the proof adds whatever else is needed."""
FEW_PAIRS = 10_000
"""Pools of no more pairs look at all units at once, which takes less time than a proof."""
DONE = np.iinfo(np.int64).max // 4
"""Bound of a demand all of whose units are among the arcs."""


class Arcs(NamedTuple):
    """Pairs of demand and unit (positions), ordered by both: cost [GRID x weight], minutes and metres."""

    demand: np.ndarray
    unit: np.ndarray
    cost: np.ndarray
    minutes: np.ndarray
    metres: np.ndarray

    def at(self, rows: np.ndarray) -> Arcs:
        """Return some of the arcs."""
        return Arcs(*(column[rows] for column in self))


class Snapshot(NamedTuple):
    """Prices of a pool's units, and what any unknown arc of each of its demands costs with them at least."""

    price: np.ndarray
    least: np.ndarray


@dataclass(frozen=True, eq=False)
class Reach:
    """The arcs that are known, and for each pool a lower bound of what any other arc of a demand costs.

    `snapshots` hold such bounds at prices that a proof came by, None before any did.
    """

    task: Task
    demand: Demand
    arcs: Arcs
    pools: tuple[Pool, ...]
    bound: tuple[np.ndarray, ...]
    snapshots: tuple[Snapshot | None, ...]


def none() -> Arcs:
    """Return no arcs."""
    whole, real = np.zeros(0, np.int64), np.zeros(0)
    return Arcs(whole, whole, whole, real, real)


def merged(*several: Arcs) -> Arcs:
    """Return arcs together, ordered by demand and unit; of a pair that occurs twice the first."""
    arcs = Arcs(*(np.concatenate(columns) for columns in zip(*several, strict=True)))
    key = arcs.demand.astype(np.int64) * (int(arcs.unit.max(initial=0)) + 1) + arcs.unit
    return arcs.at(np.unique(key, return_index=True)[1])


def extended(arcs: Arcs, *more: Arcs) -> Arcs:
    """Return what `merged` would of arcs that are ordered and of more; quicker where most are known."""
    if not more:
        return arcs
    new = merged(*more)
    most = max(int(it.unit.max(initial=0)) for it in (arcs, new)) + 1
    key, asked = (it.demand.astype(np.int64) * most + it.unit for it in (arcs, new))
    place = np.searchsorted(key, asked)
    fresh = np.flatnonzero(np.append(key, -1)[place] != asked)
    if not len(fresh):
        return arcs
    return Arcs(*(np.insert(old, place[fresh], its[fresh]) for old, its in zip(arcs, new, strict=True)))


def costs(
    task: Task, demand: Demand, pairs: tuple[np.ndarray, np.ndarray], minutes: np.ndarray
) -> np.ndarray:
    """Return the cost of pairs (demand, unit): minutes on the grid, of another sector dearer, x weight."""
    rows, unit = pairs
    counted = minutes
    if task.scenario.sectors == "prefer":
        foreign = task.is_foreign(unit, demand.station[rows])
        counted = minutes + task.scenario.sector_extra_min * foreign
    return np.asarray(demand.weight[rows] * np.rint(counted * GRID).astype(np.int64))


def asked(
    task: Task, pool: Pool, demand: Demand, *, k: int, turnout_min: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return units (-1 for none), metres and minutes of the k nearest of a pool, (demands, k)."""
    start = task.turnout_min[pool.unit] if turnout_min is None else turnout_min
    places = task.unit_xy[pool.unit], task.station_xy[demand.station[pool.demand]]
    label, metres, minutes = task.model.nearest(*places, turnout_min=start, k=min(k, len(pool.unit)))
    return np.append(pool.unit, -1)[label], metres, minutes


def allowed(
    task: Task, demand: Demand, rows: np.ndarray, found: tuple[np.ndarray, np.ndarray, np.ndarray]
) -> Arcs:
    """Return the arcs among units found for demands `rows`: within the time limit and not forbidden.

    Raises
    ------
    SolverError
        A way lasts longer than `LONGEST_MIN`.
    """
    unit, metres, minutes = (column.ravel() for column in found)
    row = np.repeat(rows, found[0].shape[1])
    limit = task.scenario.posting_limit_min
    with np.errstate(invalid="ignore"):
        good = (unit >= 0) & np.isfinite(minutes) & (minutes <= (np.inf if limit is None else limit))
    row, unit, metres, minutes = row[good], unit[good], metres[good], minutes[good]
    if minutes.max(initial=0) > LONGEST_MIN:
        told = {"days": LONGEST_MIN // 1440}
        raise SolverError(Fault("A way takes more than {days} days", "Correct speeds or places", told))
    if len(task.forbidden):
        free = ~task.is_forbidden(unit, demand.station[row])
        row, unit, metres, minutes = row[free], unit[free], metres[free], minutes[free]
    return Arcs(row, unit, costs(task, demand, (row, unit), minutes), minutes, metres)


def bounds(
    task: Task, weight: np.ndarray, found: tuple[np.ndarray, np.ndarray, np.ndarray], *, units: int
) -> np.ndarray:
    """Return what any unit beyond those found costs at least; `DONE` where there is none in time."""
    unit, _, minutes = found
    if unit.shape[1] >= units:
        return np.full(len(unit), DONE)
    last = np.where(unit[:, -1] >= 0, minutes[:, -1], np.inf)
    limit = task.scenario.posting_limit_min
    done = ~np.isfinite(last) | (last > (np.inf if limit is None else limit))
    least = weight * np.rint(np.where(done, 0, last) * GRID).astype(np.int64)
    return np.where(done, DONE, least)


def _home(task: Task, demand: Demand) -> Arcs:
    """Return all arcs of home-bound units."""
    ways = task.home_ways
    ways = ways.at(np.flatnonzero(task.able[ways.unit] & task.in_sector(ways.unit, ways.station)))
    size = np.bincount(ways.station, minlength=len(task.stations))
    start = np.cumsum(size) - size
    parts = [none()]
    for force, name in enumerate(task.forces):
        rows = np.flatnonzero(demand.force == force)
        many = size[demand.station[rows]]
        row = np.repeat(rows, many)
        step = np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)
        way = ways.at(start[demand.station[row]] + step)
        fits = np.flatnonzero(task.serves(name)[way.unit])
        found = way.unit[fits, None], way.metres[fits, None], way.minutes[fits, None]
        parts.append(allowed(task, demand, row[fits], found))
    return merged(*parts)


def first(task: Task, demand: Demand, *, k: int | None = None) -> Reach:
    """Return the arcs to the k nearest units of each pool, and all of the home-bound units.

    Parameters
    ----------
    k : None for all where these are few, else `NEIGHBOURS`.
    """
    pools = tuple(demands.pools(task, demand))
    parts, bound = [_home(task, demand)], []
    for pool in pools:
        few = len(pool.demand) * len(pool.unit) <= FEW_PAIRS
        found = asked(task, pool, demand, k=k or (len(pool.unit) if few else NEIGHBOURS))
        parts.append(allowed(task, demand, pool.demand, found))
        bound.append(bounds(task, demand.weight[pool.demand], found, units=len(pool.unit)))
    return Reach(task, demand, merged(*parts), pools, tuple(bound), (None,) * len(pools))
