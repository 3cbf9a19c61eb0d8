"""Baselines: what simpler ways of posting would serve, to set the exact one beside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.assignment import arcs as reaching
from geo.assignment import demand as demands
from geo.assignment import prices, task
from geo.assignment.arcs import NEIGHBOURS, Reach
from geo.assignment.solve import MOST_PAIRS
from geo.assignment.task import Task
from geo.scenario import Scenario
from geo.travel import TravelModel

Order = Literal["id", "rank", "near", "far"]


@dataclass(frozen=True)
class Baseline:
    """Stations served in full, their share (0..1), and the same weighted by rank."""

    served: int
    share: float
    weighted: int


def _arcs(task_: Task) -> Reach:
    demand = demands.of(task_, task_.open)
    small = len(demand.people) * len(task_.units) <= MOST_PAIRS
    reach = reaching.first(task_, demand, k=NEIGHBOURS if small else 2 * NEIGHBOURS)
    return prices.completed(reach, np.ones(len(demand.people), bool)) if small else reach


def _order(task_: Task, reach: Reach, order: Order) -> np.ndarray:
    """Return the groups in the order in which they are served, ties by the smaller group."""
    groups = np.arange(task_.groups)
    heavy = np.zeros(task_.groups, np.int64)
    np.maximum.at(heavy, task_.group, task_.weight)
    near = np.full(task_.groups, np.inf)
    np.minimum.at(near, reach.demand.group[reach.arcs.demand], reach.arcs.minutes)
    keys = {"id": groups, "rank": -heavy, "near": near, "far": -near}
    return np.lexsort((groups, keys[order]))


def _taken(
    reach: Reach, rows: np.ndarray, left: np.ndarray, slots: np.ndarray, *, starts: np.ndarray, nearest: bool
) -> dict[tuple[int, int], int] | None:
    """Return people by (unit, station) that serve some demands from what is left; None if that cannot be."""
    arcs, demand, taken = reach.arcs, reach.demand, dict[tuple[int, int], int]()
    gone: dict[int, int] = {}
    for row in rows.tolist():
        wanted, station = int(demand.people[row]), int(demand.station[row])
        mine = np.arange(starts[row], starts[row + 1])
        mine = mine[np.lexsort((arcs.unit[mine], arcs.minutes[mine]))]
        for unit in arcs.unit[mine[:1] if nearest else mine].tolist():
            held = (unit, station) in taken or bool(
                reach.task.is_locked(np.array([unit]), np.array([station]))[0]
            )
            guarded = sum(1 for other, _ in taken if other == unit)
            if not held and guarded >= slots[unit]:
                continue
            people = min(wanted, int(left[unit]) - gone.get(unit, 0))
            if people > 0:
                taken[unit, station] = taken.get((unit, station), 0) + people
                gone[unit] = gone.get(unit, 0) + people
                wanted -= people
        if wanted:
            return None
    return taken


def greedy(
    stations: gpd.GeoDataFrame,
    units: gpd.GeoDataFrame,
    need: pd.DataFrame,
    *,
    model: TravelModel,
    scenario: Scenario,
    order: Order = "rank",
    nearest_only: bool = False,
) -> Baseline:
    """Serve group by group with whoever is nearest and has people left, never going back on it.

    Parameters
    ----------
    stations, units, need, model, scenario : as `geo.assignment.posting.assign` takes them.
    order : by group id, the heaviest class first, or whose nearest unit is nearest (or farthest) first.
    nearest_only : every need is met by its one nearest unit, or not at all.
    """
    task_ = task.of(stations, units, need, model=model, scenario=scenario)
    reach = _arcs(task_)
    left, slots = task_.capacity.copy(), task_.slots.copy()
    by_group = np.argsort(reach.demand.group, kind="stable")
    ends = np.searchsorted(reach.demand.group[by_group], np.arange(task_.groups + 1))
    starts = np.searchsorted(reach.arcs.demand, np.arange(len(reach.demand.people) + 1))
    served = np.zeros(task_.groups, bool)
    for group in _order(task_, reach, order).tolist():
        rows = by_group[ends[group] : ends[group + 1]]
        taken = _taken(reach, rows, left, slots, starts=starts, nearest=nearest_only)
        if taken is None:
            continue
        served[group] = True
        for (unit, station), people in taken.items():
            left[unit] -= people
            slots[unit] -= not task_.is_locked(np.array([unit]), np.array([station]))[0]
    held = served[task_.group]
    share = float(held.mean()) if len(held) else float("nan")
    return Baseline(int(held.sum()), share, int(task_.weight[held].sum()))
