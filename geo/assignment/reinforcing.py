"""Reinforcing: the fewest people more that are needed, and the places where they have the least way."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.assignment import arcs as reaching
from geo.assignment import demand as demands
from geo.assignment import flow as flows
from geo.assignment import network, prices, rules, solve
from geo.assignment.arcs import Reach
from geo.assignment.control import Control
from geo.assignment.solve import MOST_PAIRS
from geo.assignment.task import Task
from geo.assignment.task import of as task_of
from geo.scenario import MAY_STAND_IN, Scenario
from geo.travel import TravelModel

KINDS = ("post", "standby", "patrol")
"""Kinds that a scenario may add, in the order in which they are taken."""


def added(units: gpd.GeoDataFrame, rows: list[dict[str, Any]], *, like: list[str]) -> gpd.GeoDataFrame:
    """Return the units with additions (as of `UnitAddition`), each in the district of a unit it stands at."""
    if not rows:
        return units
    frame = units.loc[like].copy()
    frame.index = pd.Index([row["unit_id"] for row in rows], dtype=units.index.dtype)
    frame["unit_id"] = frame.index.to_numpy(object)
    for column in ("kind", "force", "personnel", "turnout_min"):
        frame[column] = [row[column] for row in rows]
    frame = frame.assign(sector=None, village_id=None).astype({"turnout_min": float, "personnel": float})
    return gpd.GeoDataFrame(pd.concat([units, frame]), geometry="geometry", crs=units.crs).sort_index()


def _kind(scenario: Scenario) -> str | None:
    return next((kind for kind in KINDS if kind not in scenario.reserve_kinds), None)


def _gross(people: int, scenario: Scenario) -> int:
    """Return how many must be sent so that so many may be posted, the reserve being kept back."""
    sent = people
    while sent - math.ceil(sent * scenario.reserve_share - rules.ROUNDING) < people:
        sent += 1
    return sent


def _addition(units: gpd.GeoDataFrame, unit_id: str, people: int, *, kind: str, force: str) -> dict[str, Any]:
    """Return an addition that stands where a unit does; its id is not taken."""
    name, row = f"{unit_id}+{force}", units.loc[unit_id]
    while name in units.index:
        name += "+"
    turnout = row["turnout_min"]
    return {
        "unit_id": name,
        "name": name,
        "lon": float(row.geometry.x),
        "lat": float(row.geometry.y),
        "personnel": people,
        "kind": kind,
        "force": force,
        "turnout_min": None if pd.isna(turnout) else float(turnout),
    }


def _priced(task: Task, groups: np.ndarray, new: np.ndarray) -> tuple[np.ndarray, bool]:
    """Return how many people of each new unit (u,) it takes to serve these groups, and whether none fewer do.

    One flow in which every person of a new unit costs more than any way: so first as few as possible are
    sent, then these and all others have the least to travel.
    """
    demand = demands.of(task, np.where(groups[task.group][:, None], task.open, 0))
    reach = reaching.first(task, demand, k=reaching.NEIGHBOURS)
    small = len(demand.people) * len(task.units) <= MOST_PAIRS
    if small:
        reach = prices.completed(reach, np.ones(len(demand.people), bool))
    dear = network.dear(reach)
    cost = reach.arcs.cost + np.where(new[reach.arcs.unit], dear, 0)
    narrow = Reach(task, demand, reach.arcs._replace(cost=cost), (), (), ())
    net = network.untagged(demand.people, np.ones(len(demand.people), np.int64), task.capacity)
    found = flows.cheapest(narrow, net, must=True)
    people = np.zeros(len(task.units), np.int64)
    if found is not None:
        used = found.people > 0
        np.add.at(people, reach.arcs.unit[used], found.people[used])
    return np.where(new, people, 0), small and found is not None


def fewest(
    stations: gpd.GeoDataFrame,
    units: gpd.GeoDataFrame,
    need: pd.DataFrame,
    *,
    model: TravelModel,
    scenario: Scenario,
    forces: Collection[str],
    control: Control,
) -> tuple[list[dict[str, Any]], list[str], bool]:
    """Return the additions of these forces that let as much as possible be served, and where each stands.

    Each may stand wherever any unit stands. The number is the smallest that serves the groups which unlimited
    people of these forces would serve; the last value says whether that is proven.
    """
    kind = _kind(scenario)
    placed = units[units.geometry.notna()].sort_index()
    if kind is None or not len(placed) or scenario.reserve_share >= 1:
        return [], [], False
    ample = int(need[[it for it in need.columns if it in MAY_STAND_IN]].to_numpy().sum())
    rows, like = [], []
    for force in sorted(forces):
        for unit_id in placed.index:
            rows.append(_addition(units, unit_id, _gross(max(ample, 1), scenario), kind=kind, force=force))
            like.append(unit_id)
    wide = added(units, rows, like=like)
    free = scenario.model_copy(update={"max_stations": None})
    task = task_of(stations, wide, need, model=model, scenario=free)
    task = replace(task, capacity=np.minimum(task.capacity, max(ample, 1)))
    groups = solve.solve(task, control=control).groups
    new = task.units.index.isin([row["unit_id"] for row in rows])
    people, proven = _priced(task, groups, new)
    sent = dict(zip(task.units.index, people.tolist(), strict=True))
    kept = [i for i, row in enumerate(rows) if sent[row["unit_id"]]]
    taken = [rows[i] | {"personnel": _gross(sent[rows[i]["unit_id"]], scenario)} for i in kept]
    return taken, [like[i] for i in kept], proven
