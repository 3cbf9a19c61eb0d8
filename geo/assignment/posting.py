"""Posting: which unit gives how many people of which force to which station, provably best, and why."""

from __future__ import annotations

import time
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.assignment import causes, load, reasons, solve, task
from geo.assignment.control import Control, Stop, go_on
from geo.assignment.filling import Posted
from geo.assignment.solve import Solution
from geo.assignment.task import Task
from geo.scenario import Scenario
from geo.travel import TravelModel

TIME_LIMIT_S = 20.0
"""What a program may take until its best answer so far is returned, unproven [s]."""


@dataclass(frozen=True, eq=False)
class Posting:
    """Who guards what. Treat every frame as read-only.

    Attributes
    ----------
    rows : station_id, force (that the need names), unit_id, unit_force (may be a stand-in), people,
        travel_min [min, turnout included], distance_m, quality, reason with its numbers (see
        `geo.assignment.reasons`), partial (the station stays incomplete); by station, force and unit.
    stations : by station_id, every one: needed, posted, missing [people], missing_<force>, served (every need
        of its whole pattern group is met), class_weight, and why not (see `geo.assignment.causes`).
    load : by unit_id, every one; see `geo.assignment.load`.
    locks : what the locked pairs came to; see `geo.assignment.locks`.
    checks : check, expected, actual, ok: sums counted two ways.
    served, share : stations served in full, and their share (0..1; NaN where there are none).
    weighted, weighted_share : the same, each station counted by the rank of its class.
    person_minutes : risk-weighted travel of everybody at stations served in full [min x rank].
    method : ``flow`` or ``mixed``, what decided it.
    proven : nobody can serve more, or travel less for it (to a thousandth of a minute each).
    gap : share (0..1) that the best answer may be better, 0 when proven.
    """

    rows: pd.DataFrame
    stations: pd.DataFrame
    load: pd.DataFrame
    locks: pd.DataFrame
    checks: pd.DataFrame
    served: int
    share: float
    weighted: int
    weighted_share: float
    person_minutes: float
    method: str
    proven: bool
    gap: float


def _rows(task_: Task, posted: Posted, served: np.ndarray) -> pd.DataFrame:
    units = task_.unit_xy
    quality = np.zeros(0, object)
    if len(posted.unit):
        places = task_.station_xy[posted.station]
        quality = task_.model.quality(units, places, labels=posted.unit[:, None])[0][:, 0]
    return pd.DataFrame(
        {
            "station_id": task_.stations.index.to_numpy(object)[posted.station],
            "force": np.array(task_.forces, object)[posted.force],
            "unit_id": task_.units.index.to_numpy(object)[posted.unit],
            "unit_force": task_.unit_force[posted.unit],
            "people": posted.people,
            "travel_min": posted.minutes,
            "distance_m": posted.metres,
            "quality": quality,
            **reasons.columns(task_, posted),
            "partial": ~served[posted.station],
        }
    )


def _stations(task_: Task, posted: Posted, served: np.ndarray) -> pd.DataFrame:
    there = np.zeros_like(task_.need)
    np.add.at(there, (posted.station, posted.force), posted.people)
    missing = task_.need - there
    table = {
        "needed": task_.need.sum(axis=1),
        "posted": there.sum(axis=1),
        "missing": missing.sum(axis=1),
        **{f"missing_{force}": missing[:, i] for i, force in enumerate(task_.forces)},
        "served": served,
        "class_weight": task_.weight,
        **causes.columns(task_, posted, missing, served=served),
    }
    return pd.DataFrame(table, index=task_.stations.index)


def _checks(posting: dict[str, pd.DataFrame]) -> pd.DataFrame:
    rows, stations, units = posting["rows"], posting["stations"], posting["load"]
    by_force = rows.groupby("force")["people"].sum()
    sums: list[tuple[str, int, int]] = [
        ("needed", int(stations["needed"].sum()), int(stations["posted"].sum() + stations["missing"].sum())),
        ("posted_by_unit", int(rows["people"].sum()), int(units["people"].sum())),
        ("posted_by_station", int(rows["people"].sum()), int(stations["posted"].sum())),
        ("overcommitted_units", 0, int((units["people"] > units["available"]).sum())),
        ("served_but_missing", 0, int((stations["served"] & stations["missing"].gt(0)).sum())),
        ("posted_by_force", int(stations["posted"].sum()), int(by_force.sum())),
    ]
    table = pd.DataFrame(sums, columns=["check", "expected", "actual"])
    return table.assign(ok=table["expected"] == table["actual"])


def of(task_: Task, solution: Solution) -> Posting:
    """Return what a solution means, in ids, reasons and sums."""
    served, posted = solution.groups[task_.group], solution.rows
    tables = {
        "rows": _rows(task_, posted, served),
        "stations": _stations(task_, posted, served),
        "load": load.table(task_, posted),
    }
    full = served[posted.station]
    counted = posted.people * np.nan_to_num(posted.minutes) * task_.weight[posted.station]
    whole, heavy = len(served), int(task_.weight.sum())
    weighted = int(task_.weight[served].sum())
    return Posting(
        **tables,
        locks=task_.locked.table,
        checks=_checks(tables),
        served=int(served.sum()),
        share=float(served.mean()) if whole else float("nan"),
        weighted=weighted,
        weighted_share=weighted / heavy if heavy else float("nan"),
        person_minutes=float(counted[full].sum()),
        method=solution.method,
        proven=solution.proven,
        gap=solution.gap,
    )


def assign(
    stations: gpd.GeoDataFrame,
    units: gpd.GeoDataFrame,
    need: pd.DataFrame,
    *,
    model: TravelModel,
    scenario: Scenario,
    time_limit_s: float = TIME_LIMIT_S,
    should_stop: Stop = go_on,
    neighbours: int | None = None,
) -> Posting:
    """Post the people of the units to the stations, exactly.

    In this order: locked pairs hold first; then the stations served in full weigh as much as possible, each
    by the rank of its class (`geo.assignment.task.WEIGHT`); then the risk-weighted minutes of those who guard
    them are as few as possible; then whoever is left goes to stations that stay incomplete.

    Parameters
    ----------
    stations : by station_id, EPSG:4326, with village_id, class_id and, for sectors, district and sector where
        known.
    units : by unit_id as the scenario plans them, EPSG:4326: kind, force, personnel, sector, village_id,
        turnout_min and, for sectors, district.
    need : by station_id: a column for each force [people], and group; see `geo.strength.need`.
    model : travel engine.
    scenario : reserve, limits, sectors, substitutes, locked and forbidden pairs; see `Scenario`.
    time_limit_s : what programs may take [s]; then the best so far is returned, with its gap.
    should_stop : asked between steps.
    neighbours : units that each demand looks at first, None for what is quickest; the answer is the same.

    Raises
    ------
    InputError
        A station has no row in `need`.
    StoppedError
        `should_stop` said so.
    SolverError
        A solver gives up.
    """
    control = Control(neighbours, time.monotonic() + time_limit_s, should_stop)
    task_ = task.of(stations, units, need, model=model, scenario=scenario)
    return of(task_, solve.solve(task_, control=control))
