"""Demand: the people asked for at each station, and the pools of units that may answer."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from geo.assignment import rules
from geo.assignment.task import Task


class Demand(NamedTuple):
    """People of one force at one station, (d,) each, ordered by station and force.

    `force` is a position in `Task.forces`, `weight` the station's, `people` what is still to be posted.
    """

    station: np.ndarray
    force: np.ndarray
    people: np.ndarray
    group: np.ndarray
    weight: np.ndarray

    def at(self, rows: np.ndarray) -> Demand:
        """Return some of the demands."""
        return Demand(*(column[rows] for column in self))


class Pool(NamedTuple):
    """Demands (positions) and units (positions) of which every one may serve every other."""

    demand: np.ndarray
    unit: np.ndarray


def of(task: Task, open_: np.ndarray) -> Demand:
    """Return the demands that an array of open needs (s, f) holds."""
    station, force = np.nonzero(open_ > 0)
    return Demand(station, force, open_[station, force], task.group[station], task.weight[station])


def _by_sector(task: Task, demand: np.ndarray, unit: np.ndarray, *, station: np.ndarray) -> list[Pool]:
    """Split a pool where everybody keeps to his sector; units and stations without one are bound by none."""
    if task.scenario.sectors != "keep":
        return [Pool(demand, unit)]
    of_demand, of_unit = task.station_sector[station[demand]], task.unit_sector[unit]
    pools = []
    for sector in np.unique(of_demand):
        free = of_unit == rules.NOBODY
        among = unit if sector == rules.NOBODY else unit[free | (of_unit == sector)]
        pools.append(Pool(demand[of_demand == sector], among))
    return pools


def pools(task: Task, demand: Demand) -> list[Pool]:
    """Return who may serve whom, but for time and forbidden pairs; home-bound Linmas are left out."""
    able = task.able & np.isfinite(task.unit_xy).all(axis=1)
    found = []
    for force, name in enumerate(task.forces):
        rows = np.flatnonzero(demand.force == force)
        units = np.flatnonzero(able & task.serves(name) & ~task.home)
        if len(rows) and len(units):
            found += _by_sector(task, rows, units, station=demand.station)
    return [pool for pool in found if len(pool.unit)]
